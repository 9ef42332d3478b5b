//! Work that comes back by itself.

use std::sync::Arc;

use foundation::jobs::{Recurring, Task};

use super::actions::tidy_codes;
use crate::permissions::{Actor, AppCore, TidySurveyCodes};

pub const TIDY: Recurring = Recurring {
    kind: "surveys.tidy_codes",
    every_seconds: 86_400,
    says: "調査の案内のコードを試した記録と、終わった回答のつながりを消す（毎日0時）",
};

/// How the record names it.
const NAME: &str = "調査の案内のコードを試した記録の片づけ";

pub async fn tidy(core: Arc<AppCore>, _task: Task) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    let mut tx = core.write::<TidySurveyCodes>(Actor::Job(NAME), TIDY.kind).await?;
    // Nothing to forget is nothing to record.
    if tidy_codes(&mut tx).await? {
        tx.commit_recorded().await?;
    }
    Ok(())
}
