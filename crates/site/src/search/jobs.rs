//! Beside the server, on every node: copying the index, writing down what was searched for.

use std::sync::Arc;
use std::time::Duration;

use super::actions::{copying, logging};
use crate::permissions::AppCore;

pub const KIND: &str = "search.keep_log";
const EVERY: Duration = Duration::from_mins(1);

/// Runs beside the server until it stops, and then once more. Not a job of the queue: each node has counted for itself.
pub async fn keep_log(core: Arc<AppCore>, mut stopped: tokio::sync::watch::Receiver<bool>) {
    loop {
        let stops = tokio::select! {
            _ = stopped.changed() => true,
            () = tokio::time::sleep(EVERY) => false,
        };
        if let Err(error) = logging::write_down(&core).await {
            tracing::warn!(%error, "the search log was not written down");
        }
        if stops {
            return;
        }
    }
}

/// Beside the server's start: the first who searches need not wait for the copy.
pub async fn copy(core: Arc<AppCore>) {
    if let Err(error) = copying::warm(&core).await {
        tracing::warn!(%error, "the search's index was not copied; the first search will do it");
    }
}
