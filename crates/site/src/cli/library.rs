//! `renkei library …`

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use clap::Subcommand;
use foundation::web::PageError;

use super::{say, say_error};
use crate::library::actions::importing::{self, Planned, What};
use crate::library::model::SeenBy;
use crate::permissions::{Actor, AppCore, EditLibrary};

#[derive(Subcommand)]
pub enum LibraryCommand {
    /// フォルダーの中の資料（PDF・docx・xlsx・pptx・HTML・txt）をまとめて取り込む
    Import {
        /// 資料のあるフォルダー（下のフォルダーもふくみます）
        folder: PathBuf,
        /// 一覧のCSV（file,title,kind,year,scenes,tier）。なければファイル名が題名になります
        #[arg(long)]
        list: Option<PathBuf>,
        /// 一覧で決めていない資料の見せる相手（public＝だれでも、`signed_in`＝ログインした人、office＝事務局だけ）
        #[arg(long, default_value = "office")]
        tier: String,
        /// 加わるもの・変わるものを見るだけで、何も変えない
        #[arg(long)]
        dry_run: bool,
    },
}

const REQUEST: &str = "console";
const MOST_SHOWN: usize = 200;

pub async fn run(core: &Arc<AppCore>, command: LibraryCommand) -> Result<ExitCode, String> {
    let LibraryCommand::Import { folder, list, tier, dry_run } = command;
    let tier = SeenBy::of(&tier).ok_or_else(|| {
        format!("--tier の「{tier}」は分かりません。public、signed_in、office のどれかにしてください。")
    })?;
    let this_year = i64::from(japanese::wareki::FiscalYear::of(core.clock.today()).0);
    let list = match &list {
        Some(path) => Some(std::fs::read(path).map_err(|e| unreadable(path, &e))?),
        None => None,
    };
    let found = importing::gather(&folder, list.as_deref(), tier, this_year).map_err(|e| unreadable(&folder, &e))?;
    let found = match found {
        Ok(found) => found,
        Err(faults) => return Ok(refuse(&faults)),
    };
    let mut tx = core.read::<EditLibrary>(Actor::Console, REQUEST).await.map_err(|e| e.to_string())?;
    let planned = importing::plan(&mut tx, found).await.map_err(spoken)?;
    drop(tx);
    let mut faults = Vec::new();
    let (mut added, mut renewed, mut changed, mut same) = (0, 0, 0, 0);
    for (at, file) in planned.iter().enumerate() {
        match &file.what {
            What::Same(_) => {
                same += 1;
                continue;
            }
            What::Add => added += 1,
            What::Renew(_) => renewed += 1,
            What::Change(_) => changed += 1,
        }
        // Reading holds no connection; each document is a transaction of its own, so that the server beside goes on.
        let reading = file.clone();
        let taken = tokio::task::spawn_blocking(move || importing::read(&reading)).await.map_err(|e| e.to_string())?;
        let taken = match taken {
            Ok(taken) => taken,
            Err(fault) => {
                match &file.what {
                    What::Add => added -= 1,
                    What::Renew(_) => renewed -= 1,
                    _ => changed -= 1,
                }
                faults.push(fault);
                continue;
            }
        };
        let remarks: Vec<String> =
            taken.iter().flat_map(|t| &t.text.remarks).map(document_text::Remark::sentence).collect();
        if at < MOST_SHOWN {
            say_file(file, &remarks);
        }
        if !dry_run {
            let mut tx = core.write::<EditLibrary>(Actor::Console, REQUEST).await.map_err(|e| e.to_string())?;
            importing::put_in(&mut tx, file, taken).await.map_err(spoken)?;
            tx.commit_recorded().await.map_err(|e| e.to_string())?;
        }
    }
    say(&format!(
        "追加 {added}、新しい版 {renewed}、説明の変更 {changed}、そのまま {same}、取り込めないもの {}",
        faults.len()
    ));
    say(if dry_run {
        "見るだけの実行です。何も変えていません。"
    } else {
        "取り込みました。"
    });
    if faults.is_empty() {
        return Ok(ExitCode::SUCCESS);
    }
    say_error(
        "次のファイルは取り込んでいません。直してから、同じ命令をもう一度実行してください（取り込み済みのものは重なりません）。",
    );
    for fault in &faults {
        say_error(&format!("  {fault}"));
    }
    Ok(ExitCode::from(1))
}

fn unreadable(path: &std::path::Path, error: &std::io::Error) -> String {
    format!("{} を読めません（{error}）。場所と読み取り権限を確かめてください。", path.display())
}

fn spoken(error: crate::library::actions::LibraryError) -> String {
    match PageError::from(error) {
        PageError::Broken { reason } => reason,
        other => other.view("", "").sentence,
    }
}

fn refuse(faults: &[String]) -> ExitCode {
    say_error(&format!("取り込めません。誤りが{}か所あります。何も変えていません。", faults.len()));
    for fault in faults {
        say_error(&format!("  {fault}"));
    }
    ExitCode::from(1)
}

fn say_file(file: &Planned, remarks: &[String]) {
    let mark = match file.what {
        What::Add => "＋",
        What::Renew(_) => "↑",
        _ => "～",
    };
    say(&format!("  {mark} {} 「{}」（{}）", file.name, file.details.title, file.details.tier.label()));
    for remark in remarks {
        say(&format!("      {remark}"));
    }
}
