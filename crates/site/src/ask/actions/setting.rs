//! The office's switch: stopped for everybody at once, and the limits. And what is forgotten after its time.

use foundation::audit::Entry;
use foundation::permissions::Actor as _;
use foundation::web::PageError;

use crate::model::Composing;
use crate::permissions::{SetComposing, TidyComposed, WriteTx};
use crate::rules::KEEP_COMPOSED_DAYS;
use crate::storage;

/// What it costs and what goes out is decided by those who hold the library; stopping it is open to every office.
async fn holder(tx: &mut WriteTx<SetComposing>) -> Result<(), PageError> {
    if crate::programmes::holds_library(tx).await? {
        return Ok(());
    }
    Err(PageError::rule(
        "AIのまとめを始める・上限を変えることができるのは、事例集をもつ事業の事務局と所管課、運用の担当者です。止めることは、どの事務局からでもできます。",
    ))
}

/// Stops it, or lets it go on.
pub async fn stop(mut tx: WriteTx<SetComposing>, stopped: bool) -> Result<(), PageError> {
    if !stopped {
        holder(&mut tx).await?;
    }
    let before = storage::composing(&mut tx).await?;
    store(tx, &before, &Composing { stopped, ..before.clone() }).await
}

pub async fn limit(mut tx: WriteTx<SetComposing>, per_day: i64, per_month: i64) -> Result<(), PageError> {
    holder(&mut tx).await?;
    let before = storage::composing(&mut tx).await?;
    let new = Composing { letters_per_day: per_day, letters_per_month: per_month, ..before.clone() };
    store(tx, &before, &new).await
}

async fn store(mut tx: WriteTx<SetComposing>, before: &Composing, new: &Composing) -> Result<(), PageError> {
    let (at, by) = (tx.core().clock.now(), tx.actor().label());
    storage::set(&mut tx, new, at, &by).await?;
    let entry = Entry::of("ask_composing", "settings")
        .change("composing_stopped", before.stopped, new.stopped)
        .change("letters_per_day", before.letters_per_day, new.letters_per_day)
        .change("letters_per_month", before.letters_per_month, new.letters_per_month);
    tx.commit(entry).await?;
    Ok(())
}

/// Forgets what was put together long ago. True when there was any.
pub async fn tidy(tx: &mut WriteTx<TidyComposed>) -> Result<bool, PageError> {
    let before = tx.core().clock.now().seconds_later(-KEEP_COMPOSED_DAYS * 86_400);
    let forgotten = storage::forget(tx, before).await?;
    if forgotten > 0 {
        let detail = serde_json::json!({ "deleted": forgotten });
        tx.record(Entry::of("ask_composed", "answers").detail(detail)).await?;
    }
    Ok(forgotten > 0)
}
