//! SQL of free texts: who wrote something, categories, codings, excerpts.

use foundation::database::{Arg, DatabaseError};
use foundation::{Timestamp, sql};

use super::seen_by;
use crate::permissions::{Reader, Writer};
use crate::surveys::model::texts::{Category, CategoryOf, Coding, CodingOf, CodingsStamp, Excerpt, Written};

/// Statements stay below either engine's limit of arguments.
const ROWS_PER_STATEMENT: usize = 500;

/// Everybody within reach who has handed in, of one prefecture or all.
pub async fn written(db: &mut Reader, survey: i64, prefecture: &str) -> Result<Vec<Written>, DatabaseError> {
    let scope = db.scope().clone();
    let mut query = sql("select r.id as respondent_id, r.code, r.name, p.name as prefecture_name, r.answers \
         from surveys_respondents r join surveys s on s.id = r.survey_id \
         join regions_prefectures p on p.code = r.prefecture_code \
         where s.state <> 'draft' and r.state in ('submitted', 'accepted') and r.survey_id = ")
    .with("", survey);
    if !prefecture.is_empty() {
        query = query.with(" and r.prefecture_code = ", prefecture);
    }
    db.all(seen_by(query, &scope).then(" order by r.code")).await
}

/// Those in use, in their order.
pub async fn categories(db: &mut Reader, survey: i64, variable: &str) -> Result<Vec<Category>, DatabaseError> {
    db.all(
        sql("select id, label from surveys_text_categories where merged_into is null and survey_id = ")
            .with("", survey)
            .with(" and variable = ", variable)
            .then(" order by position, id"),
    )
    .await
}

/// How many categories each variable of a survey has.
pub async fn category_counts(db: &mut Reader, survey: i64) -> Result<Vec<(String, i64)>, DatabaseError> {
    db.all(
        sql("select variable, count(*) from surveys_text_categories where merged_into is null and survey_id = ")
            .with("", survey)
            .then(" group by variable"),
    )
    .await
}

/// Codings of a variable, in categories in use. Within no scope: whose texts are shown the caller decides by the texts.
pub async fn codings(db: &mut Reader, survey: i64, variable: &str) -> Result<Vec<Coding>, DatabaseError> {
    db.all(
        sql("select k.category_id, k.respondent_id, k.mark from surveys_text_codings k \
             join surveys_text_categories c on c.id = k.category_id where c.merged_into is null and c.survey_id = ")
        .with("", survey)
        .with(" and c.variable = ", variable)
        .then(" order by k.respondent_id, k.category_id"),
    )
    .await
}

/// Those in use of every text of a survey, in their order.
pub async fn every_category(db: &mut Reader, survey: i64) -> Result<Vec<CategoryOf>, DatabaseError> {
    db.all(
        sql("select variable, id, label from surveys_text_categories where merged_into is null and survey_id = ")
            .with("", survey)
            .then(" order by variable, position, id"),
    )
    .await
}

pub async fn codings_stamp(db: &mut Reader, survey: i64) -> Result<CodingsStamp, DatabaseError> {
    db.one(
        sql("select count(*) as codings, cast(coalesce(sum(k.category_id * k.respondent_id), 0) as bigint) as pairs, \
             coalesce(max(k.at), '') as newest from surveys_text_codings k \
             join surveys_text_categories c on c.id = k.category_id where c.merged_into is null and c.survey_id = ")
        .with("", survey),
    )
    .await
}

/// Every coding of a survey. Within no scope: who shows groups shows them to everybody.
pub async fn every_coding(db: &mut Reader, survey: i64) -> Result<Vec<CodingOf>, DatabaseError> {
    db.all(
        sql("select k.category_id, r.code, k.mark from surveys_text_codings k \
             join surveys_text_categories c on c.id = k.category_id \
             join surveys_respondents r on r.id = k.respondent_id where c.merged_into is null and c.survey_id = ")
        .with("", survey)
        .then(" order by r.code, k.category_id"),
    )
    .await
}

/// Until the transaction ends, nobody else changes the categories of this survey.
pub async fn hold(db: &mut Writer, survey: i64) -> Result<(), DatabaseError> {
    super::data_sets::hold(db, survey).await
}

pub async fn insert_category(
    db: &mut Writer,
    survey: i64,
    variable: &str,
    label: &str,
    at: Timestamp,
    by_label: &str,
) -> Result<i64, DatabaseError> {
    let (id,): (i64,) = db
        .one(
            sql("insert into surveys_text_categories (survey_id, variable, label, position, made_at, by_label) \
                 select $1, $2, $3, coalesce(max(position), 0) + 1, $4, $5 from surveys_text_categories \
                 where survey_id = $1 and variable = $2 returning id")
            .bind(survey)
            .bind(variable)
            .bind(label)
            .bind(at)
            .bind(by_label),
        )
        .await?;
    Ok(id)
}

pub async fn rename_category(db: &mut Writer, category: i64, label: &str) -> Result<(), DatabaseError> {
    db.execute(sql("update surveys_text_categories set label = $2 where id = $1").bind(category).bind(label))
        .await
        .map(drop)
}

/// Everything of one category goes to the other.
pub async fn merge_category(db: &mut Writer, from: i64, into: i64) -> Result<(), DatabaseError> {
    db.execute(
        sql("insert into surveys_text_codings (category_id, respondent_id, mark, at, by_label) \
             select $2, respondent_id, mark, at, by_label from surveys_text_codings where category_id = $1 \
             on conflict (category_id, respondent_id) do nothing")
        .bind(from)
        .bind(into),
    )
    .await?;
    db.execute(sql("delete from surveys_text_codings where category_id = $1").bind(from)).await?;
    db.execute(sql("update surveys_text_categories set merged_into = $2 where id = $1").bind(from).bind(into))
        .await
        .map(drop)
}

/// The texts of these respondents lose their categories (of one variable).
pub async fn clear(db: &mut Writer, categories: &[i64], respondents: &[i64]) -> Result<(), DatabaseError> {
    db.execute(
        sql("delete from surveys_text_codings")
            .with_list(" where category_id in ", categories.iter().copied())
            .with_list(" and respondent_id in ", respondents.iter().copied()),
    )
    .await
    .map(drop)
}

pub async fn insert_codings(
    db: &mut Writer,
    codings: &[Coding],
    at: Timestamp,
    by_label: &str,
) -> Result<(), DatabaseError> {
    for chunk in codings.chunks(ROWS_PER_STATEMENT) {
        let rows = chunk
            .iter()
            .map(|c| [Arg::from(c.category_id), c.respondent_id.into(), (&c.mark).into(), at.into(), by_label.into()]);
        db.execute(
            sql("insert into surveys_text_codings (category_id, respondent_id, mark, at, by_label) values")
                .with_rows("", rows),
        )
        .await?;
    }
    Ok(())
}

/// Those of a variable whose respondents one may see.
pub async fn excerpts(db: &mut Reader, survey: i64, variable: &str) -> Result<Vec<Excerpt>, DatabaseError> {
    let scope = db.scope().clone();
    let query =
        sql("select x.id, r.code, r.name, p.name as prefecture_name, x.body, x.attribution, x.made_at, x.by_label \
         from surveys_text_excerpts x join surveys_respondents r on r.id = x.respondent_id \
         join surveys s on s.id = r.survey_id join regions_prefectures p on p.code = r.prefecture_code \
         where x.survey_id = ")
        .with("", survey)
        .with(" and x.variable = ", variable);
    db.all(seen_by(query, &scope).then(" order by x.id")).await
}

/// An excerpt to be.
#[derive(Clone, Debug)]
pub struct NewExcerpt<'a> {
    pub survey: i64,
    pub variable: &'a str,
    pub respondent: i64,
    pub body: &'a str,
    pub attribution: &'static str,
    pub at: Timestamp,
    pub by_label: &'a str,
}

pub async fn insert_excerpt(db: &mut Writer, new: &NewExcerpt<'_>) -> Result<(), DatabaseError> {
    db.execute(
        sql("insert into surveys_text_excerpts (survey_id, variable, respondent_id, body, attribution, made_at, by_label) \
             values ($1, $2, $3, $4, $5, $6, $7)")
        .bind(new.survey)
        .bind(new.variable)
        .bind(new.respondent)
        .bind(new.body)
        .bind(new.attribution)
        .bind(new.at)
        .bind(new.by_label),
    )
    .await
    .map(drop)
}

/// `false` when it is not there (any more).
pub async fn remove_excerpt(db: &mut Writer, survey: i64, variable: &str, id: i64) -> Result<bool, DatabaseError> {
    let touched = db
        .execute(
            sql("delete from surveys_text_excerpts where survey_id = $1 and variable = $2 and id = $3")
                .bind(survey)
                .bind(variable)
                .bind(id),
        )
        .await?;
    Ok(touched == 1)
}
