//! One small change at a time, as a hand makes it on the canvas: words, an arrow, a place. Each says what it was based on, so
//! that two who work at once lose nothing.

use std::collections::BTreeSet;

use foundation::audit::Entry;
use foundation::permissions::Actor as _;
use serde_json::json;

use super::{PlanError, of};
use crate::model::PlanBox;
use crate::permissions::{WritePlans, WriteTx};
use crate::rules;
use crate::storage::{self, By};

/// New words for a box that said `was`. Whatever else became different meanwhile stays; where its words did, both are told.
pub async fn reword(
    tx: &mut WriteTx<WritePlans>,
    plan: i64,
    id: i64,
    was: &str,
    words: &str,
) -> Result<PlanBox, PlanError> {
    let whole = of(tx, plan).await?;
    let Some(before) = whole.find(id).cloned() else { return Err(PlanError::BoxChanged(None)) };
    if before.words != was && before.words != words {
        return Err(PlanError::BoxChanged(Some(Box::new(before))));
    }
    let to: BTreeSet<i64> = whole.after(id).map(|one| one.id).collect();
    let new = PlanBox { words: words.to_owned(), ..before.clone() };
    super::revise_box(tx, plan, before.revision, &new, &to).await?;
    Ok(PlanBox { revision: before.revision + 1, ..new })
}

/// Draws an arrow or takes it away; the others of the box stay. Said twice it is done once.
pub async fn join(tx: &mut WriteTx<WritePlans>, plan: i64, from: i64, to: i64, on: bool) -> Result<(), PlanError> {
    let whole = of(tx, plan).await?;
    let Some(start) = whole.find(from) else { return Err(PlanError::BoxChanged(None)) };
    let mut ends: BTreeSet<i64> = whole.after(from).map(|one| one.id).collect();
    let end = whole.find(to).map(|one| one.words.clone()).unwrap_or_default();
    let changed = if on { ends.insert(to) } else { ends.remove(&to) };
    if on {
        rules::may_lead(&whole, start, &ends).map_err(PlanError::Refused)?;
    }
    let (at, label) = (tx.core().clock.now(), tx.actor().label());
    let by = By { at, label: &label };
    if changed {
        storage::put_links(tx, plan, from, &ends.iter().copied().collect::<Vec<_>>()).await?;
        // A form of this box that is open somewhere tells its arrows as they were: its save is to notice.
        storage::count_up(tx, plan, from, &by).await?;
        storage::touch(tx, plan, &by).await?;
    }
    let what = if on { "boxes joined" } else { "boxes parted" };
    tx.record(Entry::of("plan", plan).detail(json!({ "what": what, "from": start.words, "to": end }))).await?;
    Ok(())
}
