//! SQL of respondents who came by links elsewhere, taken over many at once.

use std::collections::BTreeMap;

use foundation::database::{Arg, DatabaseError};
use foundation::{Timestamp, sql};

use crate::permissions::Writer;
use crate::surveys::model::State;

/// Statements stay below either engine's limit of arguments.
const ROWS_PER_STATEMENT: usize = 500;

/// A respondent as she was collected elsewhere.
pub struct Arrived {
    pub code: String,
    pub name: String,
    pub prefecture: String,
    pub link: i64,
    pub person: Option<i64>,
    pub resume_fingerprint: Option<String>,
    pub likeness: String,
    pub state: State,
    pub answers: String,
    pub at: Timestamp,
}

/// Stores them in order; their numbers, in the same order.
pub async fn insert(db: &mut Writer, survey: i64, edition: i64, rows: &[Arrived]) -> Result<Vec<i64>, DatabaseError> {
    for chunk in rows.chunks(ROWS_PER_STATEMENT) {
        let values = chunk.iter().map(|row| {
            let handed_in = !matches!(row.state, State::NotOpened | State::Working);
            [
                Arg::from(survey),
                (&row.code).into(),
                (&row.name).into(),
                (&row.prefecture).into(),
                edition.into(),
                row.state.id().into(),
                1_i64.into(),
                (&row.answers).into(),
                row.at.into(),
                (&row.name).into(),
                handed_in.then_some(row.at).into(),
            ]
        });
        db.execute(
            sql(
                "insert into surveys_respondents (survey_id, code, name, prefecture_code, edition_id, state, version, \
                 answers, changed_at, changed_by, submitted_at) values",
            )
            .with_rows("", values),
        )
        .await?;
    }
    let ids: BTreeMap<String, i64> = super::collecting::ids(db, survey).await?.into_iter().collect();
    let numbers: Vec<i64> = rows.iter().filter_map(|row| ids.get(&row.code).copied()).collect();
    for (chunk, ids) in rows.chunks(ROWS_PER_STATEMENT).zip(numbers.chunks(ROWS_PER_STATEMENT)) {
        let values = chunk.iter().zip(ids).map(|(row, id)| {
            [
                Arg::from(*id),
                survey.into(),
                row.link.into(),
                row.person.into(),
                row.resume_fingerprint.clone().into(),
                row.at.into(),
                (&row.likeness).into(),
            ]
        });
        db.execute(
            sql("insert into surveys_linked (respondent_id, survey_id, link_id, person_id, resume_fingerprint, \
                 begun_at, likeness) values")
            .with_rows("", values),
        )
        .await?;
    }
    // The next who begins by a link is one more.
    db.execute(
        sql("update surveys_links set begun = (select count(*) from surveys_linked k where k.link_id = surveys_links.id) \
             where survey_id = ")
        .with("", survey),
    )
    .await?;
    Ok(numbers)
}
