//! SQL of the data sets: making one in a single statement, reading it again.

use foundation::database::DatabaseError;
use foundation::{Sql, Timestamp, sql};

use crate::permissions::{Reader, Writer};
use crate::surveys::model::data_sets::{DataSet, DataSetKind, DataSetRow, Reopening};

/// Until the transaction ends, nobody else makes a data set of this survey or changes its state.
pub async fn hold(db: &mut Writer, survey: i64) -> Result<(), DatabaseError> {
    db.execute(sql("update surveys set state = state where id = $1").bind(survey)).await.map(drop)
}

/// A data set to be.
#[derive(Clone, Debug)]
pub struct NewDataSet<'a> {
    pub survey: i64,
    pub number: i64,
    pub kind: DataSetKind,
    pub at: Timestamp,
    pub by_label: &'a str,
    pub remark: &'a str,
    pub source: &'a str,
    pub asked: Option<i64>,
}

/// A set with everybody who has handed in, still without its hash: its number in the database, how many rows.
pub async fn insert(db: &mut Writer, new: &NewDataSet<'_>) -> Result<(i64, u64), DatabaseError> {
    let (id,): (i64,) = db
        .one(
            sql("insert into surveys_data_sets (survey_id, number, kind, made_at, by_label, remark, source, asked, \
                 respondents, hash) values ($1, $2, $3, $4, $5, $6, $7, $8, 0, '') returning id")
            .bind(new.survey)
            .bind(new.number)
            .bind(new.kind.id())
            .bind(new.at)
            .bind(new.by_label)
            .bind(new.remark)
            .bind(new.source)
            .bind(new.asked),
        )
        .await?;
    let rows = db
        .execute(
            sql("insert into surveys_data_set_rows (data_set_id, code, name, prefecture_code, edition_id, state, answers) \
                 select $1, code, name, prefecture_code, edition_id, state, answers from surveys_respondents \
                 where survey_id = $2 and state in ('submitted', 'accepted')")
            .bind(id)
            .bind(new.survey),
        )
        .await?;
    Ok((id, rows))
}

/// From now on nothing of it changes.
pub async fn seal(db: &mut Writer, data_set: i64, respondents: i64, hash: &str) -> Result<(), DatabaseError> {
    db.execute(
        sql("update surveys_data_sets set respondents = $2, hash = $3 where id = $1 and hash = ''")
            .bind(data_set)
            .bind(respondents)
            .bind(hash),
    )
    .await
    .map(drop)
}

/// No answer of this survey is stored any more, or they are again.
pub async fn set_frozen(db: &mut Writer, survey: i64, frozen: bool) -> Result<(), DatabaseError> {
    db.execute(sql("update surveys_respondents set frozen = $2 where survey_id = $1").bind(survey).bind(frozen))
        .await
        .map(drop)
}

pub async fn insert_reopening(
    db: &mut Writer,
    survey: i64,
    after_number: i64,
    at: Timestamp,
    by_label: &str,
    reason: &str,
) -> Result<(), DatabaseError> {
    db.execute(
        sql("insert into surveys_reopenings (survey_id, after_number, at, by_label, reason) \
             values ($1, $2, $3, $4, $5)")
        .bind(survey)
        .bind(after_number)
        .bind(at)
        .bind(by_label)
        .bind(reason),
    )
    .await
    .map(drop)
}

fn columns() -> Sql {
    sql("select id, survey_id, number, kind, made_at, by_label, remark, source, asked, respondents, hash \
         from surveys_data_sets where survey_id = ")
}

/// Those of a survey, newest first. Whose survey it is the caller has seen to.
pub async fn of_survey(db: &mut Reader, survey: i64) -> Result<Vec<DataSet>, DatabaseError> {
    db.all(columns().with("", survey).then(" order by number desc")).await
}

pub async fn numbered(db: &mut Reader, survey: i64, number: i64) -> Result<Option<DataSet>, DatabaseError> {
    db.optional(columns().with("", survey).with(" and number = ", number)).await
}

pub async fn of_id(db: &mut Reader, survey: i64, id: i64) -> Result<Option<DataSet>, DatabaseError> {
    db.optional(columns().with("", survey).with(" and id = ", id)).await
}

/// The newest final one: what is published is made from it.
pub async fn newest_final(db: &mut Reader, survey: i64) -> Result<Option<DataSet>, DatabaseError> {
    db.optional(columns().with("", survey).then(" and kind = 'final' order by number desc limit 1")).await
}

/// Everybody in a data set, by code. Within no scope: the caller shows groups only, or stands behind a reach of the
/// whole survey.
pub async fn rows(db: &mut Reader, data_set: i64) -> Result<Vec<DataSetRow>, DatabaseError> {
    db.all(
        sql("select d.code, d.name, d.prefecture_code, d.edition_id, e.fingerprint, d.state, d.answers \
             from surveys_data_set_rows d join surveys_editions e on e.id = d.edition_id where d.data_set_id = ")
        .with("", data_set)
        .then(" order by d.code"),
    )
    .await
}

pub async fn reopenings(db: &mut Reader, survey: i64) -> Result<Vec<Reopening>, DatabaseError> {
    db.all(
        sql("select after_number, at, by_label, reason from surveys_reopenings where survey_id = ")
            .with("", survey)
            .then(" order by id desc"),
    )
    .await
}

/// Every edition of a survey, newest first: number in the database, edition, definition.
pub async fn editions(db: &mut Reader, survey: i64) -> Result<Vec<(i64, i64, String)>, DatabaseError> {
    db.all(
        sql("select id, edition, definition from surveys_editions where survey_id = ")
            .with("", survey)
            .then(" order by edition desc"),
    )
    .await
}
