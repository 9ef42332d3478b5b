//! SQL of what was made public: finished tables and summaries.

use foundation::Timestamp;
use foundation::database::DatabaseError;
use foundation::{Sql, sql};

use crate::permissions::{Reader, Writer};

/// A published table without its figures, as lists show it.
#[derive(Clone, Debug, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct PublishedLine {
    pub id: i64,
    pub survey_id: i64,
    pub question: String,
    pub request: String,
    pub published_at: String,
    pub withdrawn_at: Option<String>,
    pub withdrawn_because: Option<String>,
}

/// With its figures, as they were.
#[derive(Clone, Debug, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct PublishedRow {
    #[sqlx(flatten)]
    pub line: PublishedLine,
    pub about: String,
    pub content: String,
}

fn columns() -> Sql {
    sql("select id, survey_id, question, request, published_at, withdrawn_at, withdrawn_because, about, content \
         from surveys_published_tables where survey_id = ")
}

/// Everything that is or was public, in the order it was published.
pub async fn all(db: &mut Reader, survey: i64) -> Result<Vec<PublishedRow>, DatabaseError> {
    db.all(columns().with("", survey).then(" order by id")).await
}

/// One of them, withdrawn or not.
pub async fn one(db: &mut Reader, survey: i64, id: i64) -> Result<Option<PublishedRow>, DatabaseError> {
    db.optional(columns().with("", survey).with(" and id = ", id)).await
}

/// All lines, also of what was withdrawn.
pub async fn lines(db: &mut Reader, survey: i64) -> Result<Vec<PublishedLine>, DatabaseError> {
    db.all(
        sql("select id, survey_id, question, request, published_at, withdrawn_at, withdrawn_because \
             from surveys_published_tables where survey_id = ")
        .with("", survey)
        .then(" order by id"),
    )
    .await
}

/// Surveys with something public: number, title, year, how many tables.
pub async fn surveys(db: &mut Reader) -> Result<Vec<(i64, String, i64, i64)>, DatabaseError> {
    db.all(sql("select s.id, s.title, s.fiscal_year, count(*) from surveys_published_tables t \
         join surveys s on s.id = t.survey_id where t.withdrawn_at is null \
         group by s.id, s.title, s.fiscal_year order by s.fiscal_year desc, s.id"))
        .await
}

/// A table to be published.
pub struct NewTable<'a> {
    pub survey: i64,
    pub question: &'a str,
    pub request: &'a str,
    pub about: &'a str,
    pub content: &'a str,
}

pub async fn insert(db: &mut Writer, new: &NewTable<'_>, at: Timestamp) -> Result<i64, DatabaseError> {
    let (id,): (i64,) = db
        .one(
            sql("insert into surveys_published_tables (survey_id, question, request, about, content, published_at) \
                 values ($1, $2, $3, $4, $5, $6) returning id")
            .bind(new.survey)
            .bind(new.question)
            .bind(new.request)
            .bind(new.about)
            .bind(new.content)
            .bind(at),
        )
        .await?;
    Ok(id)
}

/// False when it is withdrawn already, or not there.
pub async fn withdraw(
    db: &mut Writer,
    survey: i64,
    id: i64,
    because: &str,
    at: Timestamp,
) -> Result<bool, DatabaseError> {
    let changed = db
        .execute(
            sql("update surveys_published_tables set withdrawn_at = $3, withdrawn_because = $4 \
                 where survey_id = $1 and id = $2 and withdrawn_at is null")
            .bind(survey)
            .bind(id)
            .bind(at)
            .bind(because),
        )
        .await?;
    Ok(changed == 1)
}

#[derive(Clone, Debug, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct SummaryRow {
    pub section: String,
    pub body: String,
    pub published_body: Option<String>,
    pub published_at: Option<String>,
}

pub async fn summaries(db: &mut Reader, survey: i64) -> Result<Vec<SummaryRow>, DatabaseError> {
    db.all(
        sql("select section, body, published_body, published_at from surveys_summaries where survey_id = ")
            .with("", survey)
            .then(" order by id"),
    )
    .await
}

/// Stores a draft; `publish`: visitors read it from now on.
pub async fn store_summary(
    db: &mut Writer,
    survey: i64,
    section: &str,
    body: &str,
    publish: bool,
    at: Timestamp,
) -> Result<(), DatabaseError> {
    let (public, public_at) = if publish { (Some(body.to_owned()), Some(at)) } else { (None, None) };
    db.execute(
        sql("insert into surveys_summaries (survey_id, section, body, published_body, published_at, changed_at) \
             values ($1, $2, $3, $4, $5, $6) on conflict (survey_id, section) do update set body = excluded.body, \
             published_body = coalesce(excluded.published_body, surveys_summaries.published_body), \
             published_at = coalesce(excluded.published_at, surveys_summaries.published_at), \
             changed_at = excluded.changed_at")
        .bind(survey)
        .bind(section)
        .bind(body)
        .bind(public)
        .bind(public_at)
        .bind(at),
    )
    .await
    .map(drop)
}
