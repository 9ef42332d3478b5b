//! Work that comes back by itself.

use std::sync::Arc;

use foundation::jobs::{Recurring, Task};

use super::actions::tidy;
use crate::permissions::{Actor, AppCore, TidyPeople};

pub const TIDY: Recurring = Recurring {
    kind: "people.tidy",
    every_seconds: 86_400,
    says: "期限の切れたコード、終わったログイン、古いログイン履歴を消す（毎日0時）",
};

/// How the record names it.
const NAME: &str = "期限の切れたコードと古いログイン履歴の片づけ";

pub async fn tidy(core: Arc<AppCore>, _task: Task) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    let mut tx = core.write::<TidyPeople>(Actor::Job(NAME), TIDY.kind).await?;
    // Nothing to forget is nothing to record.
    if tidy::tidy_people(&mut tx).await.map_err(|e| format!("{e:?}"))? {
        tx.commit_recorded().await?;
    }
    Ok(())
}
