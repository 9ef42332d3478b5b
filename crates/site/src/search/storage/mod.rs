//! All SQL on the tables of search. Words are open to everybody: no scope narrows them. What is found is: see `finding`.

mod audience;
mod copying;
mod finding;
mod index;
mod log;

pub use audience::open_to;
pub use copying::*;
pub use finding::*;
pub use index::*;
pub use log::*;

use foundation::database::{Arg, DatabaseError};
use foundation::sql;

use super::model::{Synonym, WordRow};
use crate::permissions::{Reader, Writer};

/// Those in use.
pub async fn synonyms(db: &mut Reader) -> Result<Vec<Synonym>, DatabaseError> {
    db.all(sql("select group_name, word, word_folded, reading_folded from search_synonyms where valid_to is null \
                order by position, word"))
        .await
}

/// All of them, for those who edit.
pub async fn every_word(db: &mut Reader) -> Result<Vec<WordRow>, DatabaseError> {
    db.all(sql("select group_name, word, reading_folded as reading, position, valid_to from search_synonyms \
                order by position, word"))
        .await
}

/// Every node learns the words anew.
async fn words_change(db: &mut Writer) -> Result<(), DatabaseError> {
    db.execute(sql("update search_feed set words = words + 1")).await?;
    Ok(())
}

pub async fn insert_word(db: &mut Writer, word: &Synonym, position: i64) -> Result<(), DatabaseError> {
    words_change(db).await?;
    db.execute(
        sql("insert into search_synonyms (word, group_name, word_folded, reading_folded, position) \
             values ($1, $2, $3, $4, $5)")
        .bind(&word.word)
        .bind(&word.group_name)
        .bind(&word.word_folded)
        .bind(&word.reading_folded)
        .bind(position),
    )
    .await?;
    Ok(())
}

pub async fn change_word(db: &mut Writer, before: &str, after: &Synonym) -> Result<(), DatabaseError> {
    words_change(db).await?;
    db.execute(
        sql("update search_synonyms set word = $2, word_folded = $3, reading_folded = $4 where word = $1")
            .bind(before)
            .bind(&after.word)
            .bind(&after.word_folded)
            .bind(&after.reading_folded),
    )
    .await?;
    Ok(())
}

pub async fn place_word(db: &mut Writer, word: &str, position: i64) -> Result<(), DatabaseError> {
    words_change(db).await?;
    db.execute(sql("update search_synonyms set position = $2 where word = $1").bind(word).bind(position)).await?;
    Ok(())
}

/// Out of use from this day on; `None` takes it back.
pub async fn retire_word(db: &mut Writer, word: &str, day: Option<&str>) -> Result<(), DatabaseError> {
    words_change(db).await?;
    db.execute(sql("update search_synonyms set valid_to = $2 where word = $1").bind(word).bind(day)).await?;
    Ok(())
}

/// Replaces the whole table: a word taken out of the list is gone.
pub async fn replace_synonyms(db: &mut Writer, synonyms: &[Synonym]) -> Result<(), DatabaseError> {
    words_change(db).await?;
    db.execute(sql("delete from search_synonyms")).await?;
    let rows = (1_i64..).zip(synonyms).map(|(position, s)| {
        [
            Arg::from(&s.word),
            (&s.group_name).into(),
            (&s.word_folded).into(),
            (&s.reading_folded).into(),
            position.into(),
        ]
    });
    db.execute(
        sql("insert into search_synonyms (word, group_name, word_folded, reading_folded, position) values")
            .with_rows("", rows),
    )
    .await?;
    Ok(())
}
