//! Work that comes back by itself.

use std::sync::Arc;

use foundation::jobs::{Recurring, Task};

use super::actions;
use crate::permissions::{Actor, AppCore, TidyJobs};

pub const TIDY: Recurring =
    Recurring {
        kind: "jobs.tidy", every_seconds: 86_400, says: "終わってから30日たった処理の記録を消す（毎日0時）"
    };

/// How the record names it.
const NAME: &str = "終わった処理の記録の片づけ";

pub async fn tidy(core: Arc<AppCore>, _task: Task) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    let mut tx = core.write::<TidyJobs>(Actor::Job(NAME), TIDY.kind).await?;
    let count = actions::tidy_jobs(&mut tx).await.map_err(|e| format!("{e:?}"))?;
    // Nothing to forget is nothing to record.
    if count > 0 {
        tx.commit_recorded().await?;
    }
    Ok(())
}
