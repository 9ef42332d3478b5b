//! The committed cases, brought in as an office would: drafted on behalf of the town, handed in,
//! published. One transaction per batch.

use std::sync::Arc;

use super::fill::{FillError, REQUEST};
use crate::cases::actions::{self, NewCase};
use crate::cases::library;
use crate::permissions::{Actor, AppCore, DraftCases, LookAtCases, ReviewCases, SubmitCases};

const SECONDS_PER_DAY: i64 = 24 * 60 * 60;
/// The cases were published two days apart, the last one the day before yesterday.
const DAYS_BETWEEN: i64 = 2;

/// Does nothing once they are there; takes up where an earlier filling was cut off.
pub async fn fill(core: &Arc<AppCore>) -> Result<(), FillError> {
    let mut tx = core.read::<LookAtCases>(Actor::Console, REQUEST).await?;
    if crate::cases::overview(&mut tx).await?.published > 0 {
        return Ok(());
    }
    drop(tx);
    let entries = library::cases()?;
    let mut numbers = Vec::new();
    let mut tx = core.write::<DraftCases>(Actor::Console, REQUEST).await?;
    for entry in &entries {
        let new = NewCase {
            owner_code: entry.owner_code.clone(),
            content: entry.content.clone(),
            form_key: format!("library:{}", entry.slug),
        };
        numbers.push(actions::draft(&mut tx, &new).await?);
    }
    tx.commit_recorded().await?;

    let mut tx = core.write::<SubmitCases>(Actor::Console, REQUEST).await?;
    for number in &numbers {
        actions::submit(&mut tx, *number).await?;
    }
    tx.commit_recorded().await?;

    let mut tx = core.write::<ReviewCases>(Actor::Console, REQUEST).await?;
    let now = core.clock.now();
    for (days, number) in (1_i64..).zip(numbers.iter().rev()) {
        let at = now.seconds_later(-days * DAYS_BETWEEN * SECONDS_PER_DAY);
        actions::publish(&mut tx, *number, at).await?;
    }
    tx.commit_recorded().await?;
    Ok(())
}
