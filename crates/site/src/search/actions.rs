//! What can be done: take in the table of words that mean the same.

use foundation::audit::Entry;
use foundation::database::DatabaseError;
use japanese::fold::fold;
use serde::Deserialize;
use serde_json::json;

use super::model::Synonym;
use super::storage;
use crate::permissions::{EditSynonyms, WriteTx};

#[derive(Deserialize)]
struct Line {
    group: String,
    word: String,
    reading: String,
}

/// The table committed with the program: `group,word,reading`.
///
/// # Errors
/// Only when the committed file is damaged, which a test would have told.
pub fn committed() -> Result<Vec<Synonym>, csv::Error> {
    let lines: Vec<Line> = csv::Reader::from_reader(include_bytes!("data/synonyms.csv").as_slice())
        .into_deserialize()
        .collect::<Result<_, _>>()?;
    Ok(lines
        .into_iter()
        .map(|line| Synonym {
            word_folded: fold(&line.word),
            reading_folded: fold(&line.reading),
            group_name: line.group,
            word: line.word,
        })
        .collect())
}

/// Puts this table in the place of the one before.
pub async fn import_synonyms(tx: &mut WriteTx<EditSynonyms>, synonyms: &[Synonym]) -> Result<(), DatabaseError> {
    storage::replace_synonyms(tx, synonyms).await?;
    tx.record(Entry::of("search", "synonyms").detail(json!({ "words": synonyms.len() }))).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_committed_words_stand_once_each() {
        let synonyms = committed().unwrap();
        assert!(synonyms.len() > 200);
        let mut words: Vec<_> = synonyms.iter().map(|s| s.word.as_str()).collect();
        words.sort_unstable();
        for pair in words.windows(2) {
            assert_ne!(pair[0], pair[1], "stands twice");
        }
        assert!(synonyms.iter().all(|s| !s.word_folded.trim().is_empty() && !s.reading_folded.trim().is_empty()));
    }
}
