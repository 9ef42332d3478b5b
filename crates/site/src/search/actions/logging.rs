//! The search log: written down by the minute, read by the office, and what follows from it.

use std::sync::Arc;

use foundation::audit::Entry;
use foundation::database::DatabaseError;
use foundation::permissions::{Actor as _, GateError};
use foundation::web::PageError;
use serde_json::json;

use crate::permissions::{Actor, AppCore, HandleSearchTasks, KeepSearchLog, Reader, WriteTx};
use crate::search::model::Who;
use crate::search::rules::log::{KEEP_DAYS, term};
use crate::search::storage;

/// For which cell a search counts; `None` for what is not kept.
pub fn cell(db: &Reader, typed: &str) -> Option<Who> {
    let term = term(typed)?;
    let actor = db.actor();
    let prefecture = actor.member().and_then(|m| m.prefectures.first().cloned()).unwrap_or_default();
    Some((db.core().clock.today().to_string(), term, actor.tier().id().to_owned(), prefecture))
}

/// Writes down what this node counted since the last time.
pub async fn write_down(core: &Arc<AppCore>) -> Result<(), GateError> {
    let counted = core.settings.searches.take();
    if counted.is_empty() {
        return Ok(());
    }
    let mut tx = core.write::<KeepSearchLog>(Actor::Job(super::super::jobs::KIND), super::super::jobs::KIND).await?;
    storage::add(&mut tx, &counted).await?;
    let before = core.clock.today().checked_sub(jiff::ToSpan::days(KEEP_DAYS)).unwrap_or(jiff::civil::Date::MIN);
    let forgotten = storage::forget(&mut tx, &before.to_string()).await?;
    let detail = json!({ "terms": counted.terms.len(), "forgotten": forgotten });
    tx.commit(Entry::of("search", "log").detail(detail)).await?;
    Ok(())
}

/// Makes a task of a term. One that is open for it already is enough.
pub async fn make_task(mut tx: WriteTx<HandleSearchTasks>, typed: &str, wanted: &str) -> Result<(), PageError> {
    let Some(term) = term(typed) else {
        return Err(PageError::rule("このことばからは仕事を作れません。"));
    };
    if !matches!(wanted, "synonym" | "case") {
        return Err(PageError::NotFound);
    }
    let known = storage::tasks(&mut tx, i64::from(u16::MAX)).await?;
    if known.iter().any(|task| task.term == term && task.wanted == wanted && task.done_at.is_none()) {
        return Err(PageError::rule(format!("「{term}」の同じ仕事が、もう一覧にあります。")));
    }
    let (at, by) = (tx.core().clock.now(), tx.actor().label());
    storage::insert_task(&mut tx, &term, wanted, at, &by).await?;
    tx.commit(Entry::of("search", "tasks").detail(json!({ "made": wanted, "term": term }))).await?;
    Ok(())
}

pub async fn finish_task(mut tx: WriteTx<HandleSearchTasks>, id: i64) -> Result<(), PageError> {
    let at = tx.core().clock.now();
    if !storage::finish_task(&mut tx, id, at).await? {
        return Err(PageError::NotFound);
    }
    tx.commit(Entry::of("search", "tasks").detail(json!({ "done": id }))).await?;
    Ok(())
}

/// The whole log of a number of days, as the office's page shows it.
pub fn since(db: &Reader, days: i64) -> Result<String, DatabaseError> {
    let day = db.core().clock.today().checked_sub(jiff::ToSpan::days(days)).unwrap_or(jiff::civil::Date::MIN);
    Ok(day.to_string())
}
