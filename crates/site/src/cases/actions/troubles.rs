//! 困りごとの入口: added, worded, ordered, retired by those who hold the library.

use foundation::audit::Entry;
use foundation::database::DatabaseError;
use foundation::web::PageError;
use serde_json::json;

use crate::cases::model::{SearchTexts, Trouble, TroubleRow};
use crate::cases::storage;
use crate::permissions::{EditTroubles, WriteTx};
use crate::regions;

/// Why a change of the list is not made: a field and its sentence.
pub type FieldRefusal = (&'static str, String);

/// Puts these entrances by trouble in the place of those before.
pub async fn import_troubles(tx: &mut WriteTx<EditTroubles>, troubles: &[Trouble]) -> Result<(), DatabaseError> {
    let today = tx.core().clock.today().to_string();
    storage::replace_troubles(tx, troubles, &today).await?;
    tx.record(Entry::of("cases", "troubles").detail(json!({ "troubles": troubles.len() }))).await
}

async fn holder(tx: &mut WriteTx<EditTroubles>) -> Result<(), PageError> {
    if crate::programmes::holds_library(tx).await? {
        return Ok(());
    }
    Err(PageError::rule("困りごとの入口を直せるのは、事例集をもつ事業の事務局と所管課です。"))
}

async fn every(tx: &mut WriteTx<EditTroubles>) -> Result<Vec<TroubleRow>, PageError> {
    holder(tx).await?;
    Ok(storage::every_trouble(tx).await?)
}

async fn known(tx: &mut WriteTx<EditTroubles>, id: &str) -> Result<(Vec<TroubleRow>, TroubleRow), PageError> {
    let rows = every(tx).await?;
    let row = rows.iter().find(|row| row.id == id).cloned().ok_or(PageError::NotFound)?;
    Ok((rows, row))
}

fn is_taken(rows: &[TroubleRow], label: &str, except: &str) -> Option<FieldRefusal> {
    let same = |row: &&TroubleRow| {
        row.id != except && row.valid_to.is_none() && japanese::fold::fold(&row.label) == japanese::fold::fold(label)
    };
    rows.iter().find(same).map(|_| ("label", "同じことばの入口が、もうあります。".to_owned()))
}

/// A new entrance at the end of the list.
pub async fn add(
    mut tx: WriteTx<EditTroubles>,
    label: &str,
    sentence: &str,
) -> Result<Result<(), FieldRefusal>, PageError> {
    let rows = every(&mut tx).await?;
    if let Some(refusal) = is_taken(&rows, label, "") {
        return Ok(Err(refusal));
    }
    // Ids of added entries are numbers: they stand in stored cases, while words may change.
    let number = rows.iter().filter_map(|r| r.id.strip_prefix("added-")?.parse::<i64>().ok()).max().unwrap_or(0) + 1;
    let trouble = Trouble { id: format!("added-{number}"), label: label.to_owned(), sentence: sentence.to_owned() };
    let position = rows.iter().map(|r| r.position).max().unwrap_or(0) + 1;
    storage::insert_trouble(&mut tx, &trouble, position).await?;
    tx.commit(Entry::of("cases", "troubles").detail(json!({ "added": trouble.id, "label": label }))).await?;
    Ok(Ok(()))
}

/// Other words for the same trouble: cases keep their entrance and are found by the new words.
pub async fn word(
    mut tx: WriteTx<EditTroubles>,
    id: &str,
    label: &str,
    sentence: &str,
) -> Result<Result<(), FieldRefusal>, PageError> {
    let (rows, before) = known(&mut tx, id).await?;
    if let Some(refusal) = is_taken(&rows, label, id) {
        return Ok(Err(refusal));
    }
    storage::word_trouble(&mut tx, id, label, sentence).await?;
    if before.label != label {
        find_by_new_words(&mut tx, id).await?;
    }
    let detail = json!({ "worded": id, "from": before.label, "to": label });
    tx.commit(Entry::of("cases", "troubles").detail(detail)).await?;
    Ok(Ok(()))
}

async fn find_by_new_words(tx: &mut WriteTx<EditTroubles>, id: &str) -> Result<(), PageError> {
    let troubles = storage::trouble_names(tx).await?;
    for number in storage::cases_with_trouble(tx, id).await? {
        let Some(case) = storage::for_index(tx, number).await? else { continue };
        let mut codes = case.content.places.clone();
        codes.push(case.owner_code.clone());
        let places = regions::places_named(tx, &codes).await?;
        let body = case.body.as_ref().map_or("", |(_, name)| name.as_str());
        let search = SearchTexts::of(&case.content, &places, &troubles, body);
        storage::set_search(tx, number, &search).await?;
        super::indexing::index(tx, number).await?;
    }
    Ok(())
}

/// One place up or down among those in use.
pub async fn shift(mut tx: WriteTx<EditTroubles>, id: &str, up: bool) -> Result<(), PageError> {
    let (rows, row) = known(&mut tx, id).await?;
    let label = row.label.clone();
    let mut used: Vec<&TroubleRow> = rows.iter().filter(|r| r.valid_to.is_none()).collect();
    let at = used.iter().position(|r| r.id == row.id).ok_or(PageError::NotFound)?;
    let to = if up { at.checked_sub(1) } else { Some(at + 1).filter(|to| *to < used.len()) };
    if let Some(to) = to {
        used.swap(at, to);
    }
    for (position, r) in (1_i64..).zip(&used) {
        storage::place_trouble(&mut tx, &r.id, position).await?;
    }
    tx.commit(Entry::of("cases", "troubles").detail(json!({ "moved": id, "label": label, "up": up }))).await?;
    Ok(())
}

/// Not offered any more; cases keep it and are still found. Or offered again.
pub async fn retire(mut tx: WriteTx<EditTroubles>, id: &str, again: bool) -> Result<(), PageError> {
    let (rows, row) = known(&mut tx, id).await?;
    if !again && rows.iter().filter(|r| r.valid_to.is_none()).count() <= 1 {
        return Err(PageError::rule("困りごとの入口は、一つは残してください。事例を出せなくなります。"));
    }
    let today = tx.core().clock.today().to_string();
    storage::retire_trouble(&mut tx, id, (!again).then_some(today.as_str())).await?;
    tx.commit(Entry::of("cases", "troubles").detail(json!({ "retired": id, "label": row.label, "again": again })))
        .await?;
    Ok(())
}
