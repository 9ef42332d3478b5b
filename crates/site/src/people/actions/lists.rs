//! Controlled lists (選択肢): loaded from the files that come with the program, then edited here.

use foundation::audit::Entry;
use foundation::database::DatabaseError;
use serde::Deserialize;
use serde_json::json;

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
