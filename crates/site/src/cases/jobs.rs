//! Work that comes back by itself.

use std::sync::Arc;

use foundation::jobs::{Recurring, Task};

use super::actions;
use crate::permissions::{Actor, AppCore, RemoveDiscardedCases};

pub const REMOVE_DISCARDED: Recurring = Recurring {
    kind: "cases.remove_discarded",
    every_seconds: 86_400,
    says: "破棄してから30日たった事例を消す（毎日0時）",
};

pub async fn remove_discarded(core: Arc<AppCore>, _task: Task) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    let actor = Actor::Job(REMOVE_DISCARDED.kind);
    let mut tx = core.write::<RemoveDiscardedCases>(actor, REMOVE_DISCARDED.kind).await?;
    // Nothing to remove is nothing to record.
    if actions::remove_discarded(&mut tx).await? > 0 {
        tx.commit_recorded().await?;
    }
    Ok(())
}
