//! Work that comes back by itself.

use std::sync::Arc;

use foundation::jobs::{Recurring, Task};

use crate::actions::setting;
use crate::permissions::{Actor, AppCore, TidyComposed};

pub const TIDY: Recurring =
    Recurring {
        kind: "ask.tidy_composed", every_seconds: 86_400, says: "90日たったAIのまとめの控えを消す（毎日0時）"
    };

/// How the record names it.
const NAME: &str = "AIのまとめの控えの片づけ";

pub async fn tidy(core: Arc<AppCore>, _task: Task) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    let mut tx = core.write::<TidyComposed>(Actor::Job(NAME), TIDY.kind).await?;
    // Nothing to forget is nothing to record.
    if setting::tidy(&mut tx).await.map_err(|e| format!("{e:?}"))? {
        tx.commit_recorded().await?;
    }
    Ok(())
}
