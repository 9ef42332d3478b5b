//! Work that comes back by itself.

use std::sync::Arc;

use foundation::jobs::{Recurring, Task};

use crate::actions;
use crate::permissions::{Actor, AppCore, RemindOfReviews};

pub const REVIEWS: Recurring = Recurring {
    kind: "groundwork.reviews",
    every_seconds: 86_400,
    says: "コーディネーターの役割の見直しの日を、市町村の担当者に知らせる（毎日0時）",
};

pub async fn remind_of_reviews(
    core: Arc<AppCore>,
    _task: Task,
) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    let mut tx = core.write::<RemindOfReviews>(Actor::Job(REVIEWS.kind), REVIEWS.kind).await?;
    // Nothing to tell is nothing to record.
    if actions::reviews::remind(&mut tx).await? > 0 {
        tx.commit_recorded().await?;
    }
    Ok(())
}
