//! Work that comes back by itself.

use std::sync::Arc;
use std::time::Duration;

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
    } else {
        drop(tx);
    }
    // Only what is written down as gone is taken from among the files.
    actions::attaching::remove_loose(&core, Actor::Job(REMOVE_DISCARDED.kind)).await?;
    Ok(())
}

pub const KEEP_READINGS: &str = "cases.keep_readings";
const EVERY: Duration = Duration::from_mins(1);

/// Runs beside the server until it stops, and then once more. Not a job of the queue: each node has counted for itself.
pub async fn keep_readings(core: Arc<AppCore>, mut stopped: tokio::sync::watch::Receiver<bool>) {
    loop {
        let stops = tokio::select! {
            _ = stopped.changed() => true,
            () = tokio::time::sleep(EVERY) => false,
        };
        if let Err(error) = actions::reading::write_down(&core, KEEP_READINGS).await {
            tracing::warn!(%error, "how often cases were opened was not written down");
        }
        if stops {
            return;
        }
    }
}
