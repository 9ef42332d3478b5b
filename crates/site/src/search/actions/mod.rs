//! What can be done: take in the table of words that mean the same, and edit it word by word.

pub mod asking;
pub mod copying;
pub mod finding;
pub mod indexing;
pub mod logging;

use foundation::audit::Entry;
use foundation::database::DatabaseError;
use foundation::web::PageError;
use japanese::fold::fold;
use serde::Deserialize;
use serde_json::json;

use super::model::{Synonym, WordRow};
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
    let lines: Vec<Line> = csv::Reader::from_reader(include_bytes!("../data/synonyms.csv").as_slice())
        .into_deserialize()
        .collect::<Result<_, _>>()?;
    Ok(lines.into_iter().map(|line| Synonym::new(&line.group, &line.word, &line.reading)).collect())
}

/// Puts this table in the place of the one before.
pub async fn import_synonyms(tx: &mut WriteTx<EditSynonyms>, synonyms: &[Synonym]) -> Result<(), DatabaseError> {
    storage::replace_synonyms(tx, synonyms).await?;
    tx.record(Entry::of("search", "synonyms").detail(json!({ "words": synonyms.len() }))).await
}

/// Why a change is not made: a field and its sentence.
pub type FieldRefusal = (&'static str, String);

async fn every(tx: &mut WriteTx<EditSynonyms>) -> Result<Vec<WordRow>, PageError> {
    if !crate::programmes::holds_library(tx).await? {
        return Err(PageError::rule("同義語を直せるのは、事例集をもつ事業の事務局と所管課です。"));
    }
    Ok(storage::every_word(tx).await?)
}

async fn known(tx: &mut WriteTx<EditSynonyms>, word: &str) -> Result<(Vec<WordRow>, WordRow), PageError> {
    let rows = every(tx).await?;
    let row = rows.iter().find(|row| row.word == word).cloned().ok_or(PageError::NotFound)?;
    Ok((rows, row))
}

/// A word stands once in the whole table: it would widen into two groups otherwise.
fn is_taken(rows: &[WordRow], word: &str, except: &str) -> Option<FieldRefusal> {
    let twin = rows.iter().find(|row| row.word != except && fold(&row.word) == fold(word))?;
    let state = if twin.valid_to.is_some() { "（使っていません）" } else { "" };
    Some(("word", format!("「{}」は、「{}」のなかまにもうあります{state}。", twin.word, twin.group_name)))
}

/// A new word at the end of its group; a group that is none yet begins with it.
pub async fn add_word(mut tx: WriteTx<EditSynonyms>, new: &Synonym) -> Result<Result<(), FieldRefusal>, PageError> {
    let rows = every(&mut tx).await?;
    if let Some(refusal) = is_taken(&rows, &new.word, "") {
        return Ok(Err(refusal));
    }
    let last = rows.iter().filter(|row| row.group_name == new.group_name).map(|row| row.position).max();
    let position = last.or_else(|| rows.iter().map(|row| row.position).max()).unwrap_or(0);
    // Those behind make room.
    for row in rows.iter().filter(|row| row.position > position) {
        storage::place_word(&mut tx, &row.word, row.position + 1).await?;
    }
    storage::insert_word(&mut tx, new, position + 1).await?;
    let detail = json!({ "added": new.word, "group": new.group_name });
    tx.commit(Entry::of("search", "synonyms").detail(detail)).await?;
    Ok(Ok(()))
}

pub async fn change_word(
    mut tx: WriteTx<EditSynonyms>,
    before: &str,
    after: &Synonym,
) -> Result<Result<(), FieldRefusal>, PageError> {
    let (rows, _) = known(&mut tx, before).await?;
    if let Some(refusal) = is_taken(&rows, &after.word, before) {
        return Ok(Err(refusal));
    }
    storage::change_word(&mut tx, before, after).await?;
    let detail = json!({ "changed": before, "to": after.word, "group": after.group_name });
    tx.commit(Entry::of("search", "synonyms").detail(detail)).await?;
    Ok(Ok(()))
}

/// One place up or down in its group: the first word is the one the group is shown by.
pub async fn shift_word(mut tx: WriteTx<EditSynonyms>, word: &str, up: bool) -> Result<(), PageError> {
    let (rows, row) = known(&mut tx, word).await?;
    let group: Vec<&WordRow> = rows.iter().filter(|r| r.group_name == row.group_name && r.valid_to.is_none()).collect();
    let at = group.iter().position(|r| r.word == word).ok_or(PageError::NotFound)?;
    let to = if up { at.checked_sub(1) } else { Some(at + 1).filter(|to| *to < group.len()) };
    if let Some(to) = to {
        storage::place_word(&mut tx, &group[at].word, group[to].position).await?;
        storage::place_word(&mut tx, &group[to].word, group[at].position).await?;
    }
    tx.commit(Entry::of("search", "synonyms").detail(json!({ "moved": word, "up": up }))).await?;
    Ok(())
}

/// Not used for searching any more, or used again.
pub async fn retire_word(mut tx: WriteTx<EditSynonyms>, word: &str, again: bool) -> Result<(), PageError> {
    known(&mut tx, word).await?;
    let today = tx.core().clock.today().to_string();
    storage::retire_word(&mut tx, word, (!again).then_some(today.as_str())).await?;
    tx.commit(Entry::of("search", "synonyms").detail(json!({ "retired": word, "again": again }))).await?;
    Ok(())
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
