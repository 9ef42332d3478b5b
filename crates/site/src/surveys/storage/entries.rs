//! What was typed and cannot be an answer yet. The caller has found the respondent through her scope.

use foundation::Timestamp;
use foundation::database::{Arg, DatabaseError};
use foundation::sql;

use crate::permissions::{Reader, Writer};
use crate::surveys::model::Entry;

/// By question.
pub async fn of(db: &mut Reader, respondent: i64) -> Result<Vec<Entry>, DatabaseError> {
    let rows: Vec<(String, String)> = db
        .all(
            sql("select question, fields from surveys_entries where respondent_id = ")
                .with("", respondent)
                .then(" order by question"),
        )
        .await?;
    let read = |(question, fields): (String, String)| {
        let fields = serde_json::from_str(&fields).map_err(|error| DatabaseError::Unreadable(error.to_string()))?;
        Ok(Entry { question, fields })
    };
    rows.into_iter().map(read).collect()
}

/// In place of what was kept of the same questions.
pub async fn keep(
    db: &mut Writer,
    respondent: i64,
    entries: &[Entry],
    by_label: &str,
    now: Timestamp,
) -> Result<(), DatabaseError> {
    let questions: Vec<String> = entries.iter().map(|entry| entry.question.clone()).collect();
    forget(db, respondent, &questions).await?;
    if entries.is_empty() {
        return Ok(());
    }
    let mut rows = Vec::with_capacity(entries.len());
    for entry in entries {
        let fields =
            serde_json::to_string(&entry.fields).map_err(|error| DatabaseError::Unreadable(error.to_string()))?;
        rows.push([Arg::from(respondent), (&entry.question).into(), fields.into(), now.into(), by_label.into()]);
    }
    db.execute(
        sql("insert into surveys_entries (respondent_id, question, fields, at, by_label) values").with_rows("", rows),
    )
    .await
    .map(drop)
}

pub async fn forget(db: &mut Writer, respondent: i64, questions: &[String]) -> Result<(), DatabaseError> {
    if questions.is_empty() {
        return Ok(());
    }
    let query = sql("delete from surveys_entries where respondent_id = ").with("", respondent);
    db.execute(query.with_list(" and question in ", questions.iter().cloned())).await.map(drop)
}

pub async fn forget_all(db: &mut Writer, respondent: i64) -> Result<(), DatabaseError> {
    db.execute(sql("delete from surveys_entries where respondent_id = ").with("", respondent)).await.map(drop)
}
