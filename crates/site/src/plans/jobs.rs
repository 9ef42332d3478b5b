//! Work that comes back by itself.

use std::sync::Arc;

use foundation::jobs::{Recurring, Task};

use crate::actions::{reviews, shares};
use crate::permissions::{Actor, AppCore, RemindPlans};

pub const REMIND: Recurring = Recurring {
    kind: "plans.remind",
    every_seconds: 86_400,
    says: "ロジックモデルの、次の振り返りの日が近づいたことを知らせる（毎日0時）",
};

/// How the record names it.
const NAME: &str = "ロジックモデルの振り返りの知らせ";

pub async fn remind(core: Arc<AppCore>, _task: Task) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    let mut tx = core.write::<RemindPlans>(Actor::Job(NAME), REMIND.kind).await?;
    if shares::forget(&mut tx).await? > 0 {
        tx.commit_recorded().await?;
    } else {
        drop(tx);
    }
    loop {
        let mut tx = core.write::<RemindPlans>(Actor::Job(NAME), REMIND.kind).await?;
        // Nobody to tell is nothing to record.
        if reviews::remind(&mut tx).await? == 0 {
            return Ok(());
        }
        tx.commit_recorded().await?;
    }
}
