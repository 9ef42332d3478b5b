//! Work that comes back by itself.

use std::sync::Arc;

use foundation::jobs::{Recurring, Task};

use super::actions::intakes::taking;
use super::actions::tidy_codes;
use crate::permissions::{Actor, AppCore, TidySheets, TidySurveyCodes};

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

pub const TIDY_SHEETS: Recurring = Recurring {
    kind: "surveys.tidy_sheets",
    every_seconds: 86_400,
    says: "受け取った回答票のうち、決まったものと30日たったもののファイルを消す（毎日0時）",
};

/// How the record names it.
const NAME_OF_SHEETS: &str = "受け取った回答票の片づけ";

pub async fn tidy_sheets(core: Arc<AppCore>, _task: Task) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    let mut tx = core.write::<TidySheets>(Actor::Job(NAME_OF_SHEETS), TIDY_SHEETS.kind).await?;
    // Nothing to delete is nothing to record.
    if taking::tidy(&mut tx).await? > 0 {
        tx.commit_recorded().await?;
    }
    Ok(())
}
