//! All SQL on the tables of search. Words are open to everybody: no scope narrows them.

use foundation::database::{Arg, DatabaseError};
use foundation::sql;

use super::model::Synonym;
use crate::permissions::{Reader, Writer};

pub async fn synonyms(db: &mut Reader) -> Result<Vec<Synonym>, DatabaseError> {
    db.all(sql("select group_name, word, word_folded, reading_folded from search_synonyms order by position, word"))
        .await
}

/// Replaces the whole table: a word taken out of the list is gone.
pub async fn replace_synonyms(db: &mut Writer, synonyms: &[Synonym]) -> Result<(), DatabaseError> {
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
