//! The seam for features: what they write is found from the commit of that same transaction on, and what they take out is not.

use foundation::audit::Entry as AuditEntry;
use foundation::database::DatabaseError;
use serde_json::json;

use crate::permissions::{Reader, RebuildSearch, WriteTx, Writer};
use crate::search::model::Entry;
use crate::search::rules::index::FORM;
use crate::search::storage;

/// Puts things into the index, in the place of what stood there of them.
pub async fn put(tx: &mut Writer, entries: &[Entry]) -> Result<(), DatabaseError> {
    if entries.is_empty() { Ok(()) } else { storage::put(tx, entries).await }
}

/// Takes things out of the index.
pub async fn remove(tx: &mut Writer, kind: &'static str, keys: &[String]) -> Result<(), DatabaseError> {
    storage::remove(tx, kind, keys).await
}

/// Whether the index was made in the form this program uses.
pub async fn is_current(db: &mut Reader) -> Result<bool, DatabaseError> {
    Ok(storage::made_as(db).await? == FORM)
}

/// Empties the index; the caller fills it in the same transaction and says so with [`rebuilt`].
pub async fn clear(tx: &mut WriteTx<RebuildSearch>) -> Result<(), DatabaseError> {
    storage::clear(tx).await
}

/// The index is whole again. Answers things and passages.
pub async fn rebuilt(tx: &mut WriteTx<RebuildSearch>) -> Result<(i64, i64), DatabaseError> {
    storage::note_made_as(tx, FORM).await?;
    let (things, passages, ..) = storage::figures(tx).await?;
    let detail = json!({ "rebuilt": FORM, "things": things, "passages": passages });
    tx.record(AuditEntry::of("search", "index").detail(detail)).await?;
    Ok((things, passages))
}

/// What the doctor asks: things in the index, and what is wrong with it.
pub async fn examine(db: &mut Reader) -> Result<(i64, Vec<String>), DatabaseError> {
    let mut faults = Vec::new();
    let (things, _, without_text) = storage::figures(db).await?;
    if without_text > 0 {
        faults.push(format!("{things}件のうち{without_text}件に、さがすための文がありません"));
    }
    Ok((things, faults))
}

/// Keys of everything of a kind that the index holds.
pub async fn keys(db: &mut Reader, kind: &str) -> Result<Vec<String>, DatabaseError> {
    storage::keys(db, kind).await
}
