//! `renkei search rebuild`

use std::process::ExitCode;
use std::sync::Arc;
use std::time::Instant;

use clap::Subcommand;

use super::say;
use crate::permissions::{Actor, AppCore, RebuildSearch};

#[derive(Subcommand)]
pub enum SearchCommand {
    /// 検索の索引を、いまあるものから作り直す（動いているサーバーの横でも使えます）
    Rebuild,
}

pub async fn run(core: &Arc<AppCore>, command: SearchCommand) -> Result<ExitCode, String> {
    let SearchCommand::Rebuild = command;
    let broken = |e: &dyn std::fmt::Display| format!("索引を作り直せませんでした: {e}");
    let begun = Instant::now();
    let mut tx = core.write::<RebuildSearch>(Actor::Console, "search rebuild").await.map_err(|e| broken(&e))?;
    let (things, passages) = crate::indexing::rebuild(&mut tx).await.map_err(|e| broken(&e))?;
    tx.commit_recorded().await.map_err(|e| broken(&e))?;
    say(&format!("索引を作り直しました: {things}件、{passages}行、{:.1}秒", begun.elapsed().as_secs_f64()));
    Ok(ExitCode::SUCCESS)
}
