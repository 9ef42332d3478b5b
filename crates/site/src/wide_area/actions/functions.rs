//! The table of functions: the group's own rows, and each municipality's column.

use foundation::audit::Entry;
use foundation::database::DatabaseError;
use foundation::permissions::Actor as _;
use serde_json::json;

use super::{WideAreaError, led};
use crate::model::{Cells, FUNCTIONS, StoredColumn};
use crate::permissions::{TakePartInWideAreas, WriteTx, WriteWideAreas};
use crate::rules::{self, Refusal};
use crate::storage::{self, By};

pub async fn add_row(tx: &mut WriteTx<WriteWideAreas>, group: i64, label: &str) -> Result<i64, WideAreaError> {
    led(tx, group).await?;
    let rows = storage::rows(tx, group).await?;
    if rows.len() >= rules::MOST_OWN_ROWS {
        return Err(WideAreaError::Refused(Refusal::TooManyRows));
    }
    let known = |label: &str| FUNCTIONS.iter().any(|(_, known, _)| *known == label);
    if known(label) || rows.iter().any(|row| row.label == label) {
        return Err(WideAreaError::Refused(Refusal::SameRow(label.to_owned())));
    }
    let id = storage::insert_row(tx, group, label).await?;
    tx.record(Entry::of("wide_area", group).detail(json!({ "what": "row added", "row": id, "label": label }))).await?;
    Ok(id)
}

/// What stood in it stays in the columns, and in the audit log.
pub async fn remove_row(tx: &mut WriteTx<WriteWideAreas>, group: i64, id: i64) -> Result<(), WideAreaError> {
    led(tx, group).await?;
    let rows = storage::rows(tx, group).await?;
    let row = rows.iter().find(|row| row.id == id).ok_or(WideAreaError::PartChanged)?;
    let cells: Vec<String> = storage::columns(tx, group)
        .await?
        .iter()
        .filter_map(|column| Some(format!("{}：{}", column.municipality_code, column.cells().get(&row.key())?.words())))
        .collect();
    storage::remove_row(tx, group, id).await?;
    let detail = json!({ "what": "row removed", "row": id, "label": row.label, "was": cells });
    tx.record(Entry::of("wide_area", group).detail(detail)).await?;
    Ok(())
}

/// Somebody else was quicker: the column as it stands now.
#[derive(Debug)]
pub enum ColumnError {
    Changed(StoredColumn),
    Other(WideAreaError),
}

impl From<DatabaseError> for ColumnError {
    fn from(error: DatabaseError) -> Self {
        Self::Other(error.into())
    }
}

/// A municipality's column in the place of revision `revision`: by itself, or by the lead for it.
pub async fn put_column(
    tx: &mut WriteTx<TakePartInWideAreas>,
    group: i64,
    code: &str,
    revision: i64,
    cells: &Cells,
) -> Result<(), ColumnError> {
    storage::lock(tx, group).await?;
    let whole = super::whole(tx, group).await?.ok_or(ColumnError::Other(WideAreaError::NotFound))?;
    let by_itself = whole.standing.speaks_for(code);
    let is_in = whole.members.iter().any(|m| m.municipality_code == code && m.answer != "declined");
    let confirmed = whole.members.iter().any(|m| m.municipality_code == code && m.is_confirmed());
    if !is_in || !(whole.standing.lead || (by_itself && confirmed)) {
        return Err(ColumnError::Other(WideAreaError::NotFound));
    }
    let before = storage::columns(tx, group).await?.into_iter().find(|column| column.municipality_code == code);
    let before = before.unwrap_or_default();
    let (at, label) = (tx.core().clock.now(), tx.actor().label());
    let text = serde_json::to_string(cells).map_err(|error| DatabaseError::Unreadable(error.to_string()))?;
    let by = By { at, label: &label };
    if before.revision != revision || !storage::put_column(tx, group, code, (&text, by_itself), revision, &by).await? {
        return Err(ColumnError::Changed(before));
    }
    let detail = json!({
        "what": "column written", "town": code, "by_itself": by_itself, "was": words(&before.cells()), "is": words(cells),
    });
    tx.record(Entry::of("wide_area", group).detail(detail)).await?;
    Ok(())
}

/// In Japanese, for the audit log.
fn words(cells: &Cells) -> Vec<String> {
    let label = |key: &str| match FUNCTIONS.iter().find(|(id, ..)| *id == key) {
        Some((_, label, _)) => (*label).to_owned(),
        None => format!("この取組だけの行{}", key.trim_start_matches("row-")),
    };
    cells
        .iter()
        .filter(|(_, cell)| !cell.is_empty())
        .map(|(key, cell)| format!("{}：{}", label(key), cell.words()))
        .collect()
}
