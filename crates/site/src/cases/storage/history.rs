//! The way a case went: its steps and its stored edits. Only with a case that was found within the scope.

use foundation::database::DatabaseError;
use foundation::{Timestamp, sql};

use crate::cases::model::{Case, Content, Edit, State, Step};
use crate::permissions::{Reader, Writer};

pub async fn steps(db: &mut Reader, case: &Case) -> Result<Vec<Step>, DatabaseError> {
    db.all(
        sql("select at, state, by_label, on_behalf_of, remark from cases_steps where case_id = $1 order by id")
            .bind(case.number),
    )
    .await
}

/// Who handed the case in last, if a person did.
pub async fn last_submitter(db: &mut Reader, case: &Case) -> Result<Option<i64>, DatabaseError> {
    let row: Option<(Option<i64>,)> = db
        .optional(
            sql(
                "select by_person from cases_steps where case_id = $1 and state in ('in_decision', 'in_review') and remark = '' order by id desc limit 1",
            )
            .bind(case.number),
        )
        .await?;
    Ok(row.and_then(|(person,)| person))
}

pub async fn add_step(
    db: &mut Writer,
    number: i64,
    at: Timestamp,
    state: State,
    on_behalf_of: &str,
    remark: &str,
) -> Result<(), DatabaseError> {
    use foundation::permissions::Actor as _;
    let (by, person) = (db.actor().label(), db.actor().person());
    db.execute(
        sql("insert into cases_steps (case_id, at, state, by_label, by_person, on_behalf_of, remark) \
             values ($1, $2, $3, $4, $5, $6, $7)")
        .bind(number)
        .bind(at)
        .bind(state.id())
        .bind(by)
        .bind(person)
        .bind(on_behalf_of)
        .bind(remark),
    )
    .await?;
    Ok(())
}

/// A stored edit about to be kept. `by` is empty for what stood there before edits were kept.
pub struct NewEdit<'a> {
    pub number: i64,
    pub version: i64,
    pub at: &'a str,
    pub by: &'a str,
    pub on_behalf_of: &'a str,
    /// Labels, one per line.
    pub changed: &'a str,
    pub content: &'a Content,
}

pub async fn keep_edit(db: &mut Writer, edit: &NewEdit<'_>) -> Result<(), DatabaseError> {
    let content = serde_json::to_string(edit.content).map_err(|e| sqlx::Error::Encode(e.into()))?;
    db.execute(
        sql("insert into cases_versions (case_id, version, at, by_label, on_behalf_of, changed, content) \
             values ($1, $2, $3, $4, $5, $6, $7)")
        .bind(edit.number)
        .bind(edit.version)
        .bind(edit.at)
        .bind(edit.by)
        .bind(edit.on_behalf_of)
        .bind(edit.changed)
        .bind(content),
    )
    .await?;
    Ok(())
}

/// Every stored edit, the oldest first.
pub async fn edits(db: &mut Reader, case: &Case) -> Result<Vec<Edit>, DatabaseError> {
    db.all(
        sql("select version, at, by_label, on_behalf_of, changed from cases_versions where case_id = $1 order by version")
            .bind(case.number),
    )
    .await
}

/// The content as of a stored edit.
pub async fn content_at(db: &mut Reader, case: &Case, version: i64) -> Result<Option<Content>, DatabaseError> {
    let row: Option<(String,)> = db
        .optional(
            sql("select content from cases_versions where case_id = $1 and version = $2")
                .bind(case.number)
                .bind(version),
        )
        .await?;
    let read = |(text,): (String,)| serde_json::from_str(&text).map_err(|e| sqlx::Error::Decode(e.into()));
    Ok(row.map(read).transpose()?)
}
