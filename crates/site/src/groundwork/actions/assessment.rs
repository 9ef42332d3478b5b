//! The yearly self-assessment: the office words its items, a town writes its own words to them, and what the platform holds is laid
//! beside.

use foundation::audit::Entry;
use foundation::permissions::Actor as _;
use foundation::web::PageError;
use serde_json::json;

use super::{GroundworkError, town_within};
use crate::model::{Item, Statement};
use crate::permissions::{DraftAssessment, EditAssessmentItems, Reader, WriteTx};
use crate::rules::{Refusal, items};
use crate::storage::By;
use crate::storage::assessment as storage;

/// As they hold in a year, in their order; without those that are no longer asked.
pub async fn items_of(db: &mut Reader, year: i64) -> Result<Vec<Item>, PageError> {
    let mut all = every_item_of(db, year).await?;
    all.retain(|item| !item.retired);
    Ok(all)
}

pub async fn every_item_of(db: &mut Reader, year: i64) -> Result<Vec<Item>, PageError> {
    let shipped = items::shipped().map_err(PageError::broken)?;
    Ok(items::of_year(shipped, storage::items(db).await?, year))
}

/// The office's wording of an item from a year on. `revision` is that of the year's own wording; 0: there was none.
pub async fn word_item(
    tx: &mut WriteTx<EditAssessmentItems>,
    new: &Item,
    revision: i64,
) -> Result<(), GroundworkError> {
    let all = storage::items(tx).await?;
    let before = all.into_iter().find(|one| one.fiscal_year == new.fiscal_year && one.id == new.id);
    let (at, label) = (tx.core().clock.now(), tx.actor().label());
    let by = By { at, label: &label };
    let stored = match (&before, revision) {
        (None, 0) => storage::insert_item(tx, new, &by).await?,
        (Some(before), revision) if before.revision == revision => storage::update_item(tx, new, revision, &by).await?,
        _ => false,
    };
    if !stored {
        return Err(
            before.map_or(GroundworkError::ListChanged, |before| GroundworkError::ItemChanged(Box::new(before)))
        );
    }
    let before = before.unwrap_or_default();
    let entry = Entry::of("assessment_item", format!("{}/{}", new.fiscal_year, new.id))
        .detail(json!({ "what": "revised", "year": new.fiscal_year }))
        .change("title", before.title, new.title.as_str())
        .change("meaning", before.meaning, new.meaning.as_str())
        .change("part", before.part, new.part.as_str())
        .change("evidence", before.evidence, new.evidence.as_str())
        .change("retired", before.retired, new.retired);
    tx.record(entry).await?;
    Ok(())
}

/// A further item from a year on.
pub async fn add_item(
    tx: &mut WriteTx<EditAssessmentItems>,
    new: &Item,
    there: &[Item],
) -> Result<(), GroundworkError> {
    if there.iter().any(|one| one.id == new.id) {
        return Err(GroundworkError::Refused(Refusal::SameItem(new.id.clone())));
    }
    word_item(tx, new, 0).await
}

/// The town's own words to an item. `revision` 0: there were none.
pub async fn state(
    tx: &mut WriteTx<DraftAssessment>,
    (code, year): (&str, i64),
    new: &Statement,
    revision: i64,
) -> Result<(), GroundworkError> {
    let town = town_within(tx, code).await?;
    let all = storage::statements(tx, code, year).await?;
    let before = all.into_iter().find(|one| one.item_id == new.item_id);
    let (at, label) = (tx.core().clock.now(), tx.actor().label());
    let by = By { at, label: &label };
    let stored = match (&before, revision) {
        (None, 0) => storage::insert_statement(tx, (code, year), new, &by).await?,
        (Some(before), revision) if before.revision == revision => {
            storage::update_statement(tx, (code, year), new, revision, &by).await?
        }
        _ => false,
    };
    if !stored {
        return Err(before.map_or(GroundworkError::ListChanged, |b| GroundworkError::StatementChanged(Box::new(b))));
    }
    let before = before.unwrap_or_default();
    let entry = Entry::of("assessment", format!("{}/{year}/{}", town.code, new.item_id))
        .detail(json!({ "what": "written", "year": year }))
        .change("applies", before.applies, new.applies.as_str())
        .change("words", before.words, new.words.as_str());
    tx.record(entry).await?;
    Ok(())
}
