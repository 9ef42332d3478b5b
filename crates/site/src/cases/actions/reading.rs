//! How often cases were opened: written down by the minute, and the order that follows from it.

use std::collections::HashMap;
use std::sync::Arc;

use foundation::audit::Entry;
use foundation::database::DatabaseError;
use foundation::permissions::GateError;
use serde_json::json;

use crate::cases::rules::{KEEP_READINGS_DAYS, READ_WITHIN_DAYS};
use crate::cases::storage;
use crate::copies::Shared;
use crate::permissions::{Actor, AppCore, KeepCaseReadings, Reader};

/// The order may be so old.
const SECONDS: i64 = 300;

/// Of each case, how often it was opened lately.
#[derive(Default)]
pub struct Read {
    /// Since the epoch.
    at: i64,
    times: Arc<HashMap<i64, i64>>,
}

/// As this node last read it, some minutes ago at most.
pub async fn current(db: &mut Reader) -> Result<Arc<HashMap<i64, i64>>, DatabaseError> {
    let shared: Arc<Shared<Read>> = db.core().settings.copies.of::<Read>();
    let now = db.core().clock.now().as_second();
    if shared.look(|read| now.abs_diff(read.at) >= SECONDS.unsigned_abs()) {
        let since = days_ago(db.core(), READ_WITHIN_DAYS);
        let times = storage::readings_since(db, &since).await?.into_iter().collect();
        shared.change(|read| *read = Read { at: now, times: Arc::new(times) });
    }
    Ok(shared.look(|read| read.times.clone()))
}

/// Writes down what this node counted since the last time.
pub async fn write_down(core: &Arc<AppCore>, kind: &'static str) -> Result<(), GateError> {
    let counted = core.settings.readings.take();
    if counted.is_empty() {
        return Ok(());
    }
    let mut tx = core.write::<KeepCaseReadings>(Actor::Job(kind), kind).await?;
    storage::add_readings(&mut tx, &counted).await?;
    let forgotten = storage::forget_readings(&mut tx, &days_ago(core, KEEP_READINGS_DAYS)).await?;
    let detail = json!({ "cases": counted.len(), "forgotten": forgotten });
    tx.commit(Entry::of("case_readings", "log").detail(detail)).await?;
    Ok(())
}

fn days_ago(core: &AppCore, days: i64) -> String {
    let day = core.clock.today().checked_sub(jiff::ToSpan::days(days)).unwrap_or(jiff::civil::Date::MIN);
    day.to_string()
}
