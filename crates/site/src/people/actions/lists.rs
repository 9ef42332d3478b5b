//! Controlled lists (選択肢): loaded from the files that come with the program, then edited here.

use foundation::audit::Entry;
use foundation::database::DatabaseError;
use foundation::web::PageError;
use jiff::civil::Date;
use serde::Deserialize;
use serde_json::json;

use crate::people::model::{LISTS, ListEntry};
use crate::people::storage::lists;
use crate::permissions::{EditLists, WriteTx};

/// The lists as they come with the program.
const FILES: &[(&str, &str)] = &[
    ("organisation_kinds", include_str!("../data/organisation_kinds.csv")),
    ("professions", include_str!("../data/professions.csv")),
    ("affiliations", include_str!("../data/affiliations.csv")),
];

#[derive(Deserialize)]
struct Row {
    id: String,
    label: String,
}

#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    #[error("同梱の選択肢を読めません: {0}")]
    Csv(#[from] csv::Error),
    #[error(transparent)]
    Database(#[from] DatabaseError),
}

/// Adds what is missing; entries that people have renamed or ended stay as they are.
pub async fn load(tx: &mut WriteTx<EditLists>) -> Result<(), LoadError> {
    for (list, text) in FILES {
        let rows: Vec<(String, String)> = csv::Reader::from_reader(text.as_bytes())
            .into_deserialize()
            .map(|row| row.map(|Row { id, label }| (id, label)))
            .collect::<Result<_, _>>()?;
        let added = lists::insert_many(tx, list, &rows).await?;
        tx.record(Entry::of("list", list).detail(json!({"added": added}))).await?;
    }
    Ok(())
}

/// A new entry at the end of a list. `Err` of the inner result: what to say at the form's field.
pub async fn add(
    mut tx: WriteTx<EditLists>,
    list: &str,
    label: &str,
    valid_from: Option<Date>,
) -> Result<Result<(), (&'static str, String)>, PageError> {
    let entries = entries_of(&mut tx, list).await?;
    if entries.iter().any(|e| e.valid_to.is_none() && japanese::fold::fold(&e.label) == japanese::fold::fold(label)) {
        return Ok(Err(("label", "同じ名前のものが、もうあります。".to_owned())));
    }
    // Ids of added entries are numbers: they stand in stored answers, while names may change.
    let number = entries.iter().filter_map(|e| e.id.strip_prefix("added-")?.parse::<i64>().ok()).max().unwrap_or(0) + 1;
    let entry = ListEntry {
        list: list.to_owned(),
        id: format!("added-{number}"),
        label: label.to_owned(),
        position: entries.iter().map(|e| e.position).max().unwrap_or(0) + 10,
        valid_from: valid_from.map(|day| day.to_string()),
        valid_to: None,
    };
    lists::insert(&mut tx, &entry).await?;
    tx.commit(Entry::of("list", list).detail(json!({"added": entry.id, "label": label}))).await?;
    Ok(Ok(()))
}

async fn entries_of(tx: &mut WriteTx<EditLists>, list: &str) -> Result<Vec<ListEntry>, PageError> {
    if !LISTS.iter().any(|(id, _, _)| *id == list) {
        return Err(PageError::NotFound);
    }
    Ok(lists::all(tx, list).await?)
}

/// Another name for the same thing: what is stored stays.
pub async fn rename(mut tx: WriteTx<EditLists>, list: &str, id: &str, label: &str) -> Result<(), PageError> {
    let before = lists::one(&mut tx, list, id).await?.ok_or(PageError::NotFound)?;
    lists::rename(&mut tx, list, id, label).await?;
    tx.commit(Entry::of("list", list).detail(json!({"renamed": id, "from": before.label, "to": label}))).await?;
    Ok(())
}

/// The last day on which it may be chosen; `None` takes an end back. What was chosen stays.
pub async fn end(mut tx: WriteTx<EditLists>, list: &str, id: &str, last_day: Option<Date>) -> Result<(), PageError> {
    let before = lists::one(&mut tx, list, id).await?.ok_or(PageError::NotFound)?;
    lists::end(&mut tx, list, id, last_day).await?;
    let detail =
        json!({"ended": id, "label": before.label, "from": before.valid_to, "to": last_day.map(|day| day.to_string())});
    tx.commit(Entry::of("list", list).detail(detail)).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lists_are_whole() {
        let ids = |name: &str| -> Vec<String> {
            let (_, text) = FILES.iter().find(|(list, _)| *list == name).unwrap();
            csv::Reader::from_reader(text.as_bytes()).into_deserialize::<Row>().map(|row| row.unwrap().id).collect()
        };
        assert_eq!(ids("affiliations").len(), 8); // REQ-218
        assert!(ids("professions").len() >= 16); // REQ-010
        let kinds = ids("organisation_kinds");
        for kind in crate::people::model::MINISTRY_KINDS {
            assert!(kinds.iter().any(|k| k == kind), "{kind}");
        }
    }
}
