//! SQL of making questionnaires: drafts, editions, what was set aside, the turns of a survey.

use foundation::database::{Arg, DatabaseError};
use foundation::{Sql, Timestamp, sql};

use super::survey_columns;
use crate::permissions::{Reader, Scope, Writer};
use crate::surveys::model::editing::{DraftRow, EditionRow, SetAside, Turn};
use crate::surveys::model::{State, SurveyRow, SurveyState};

/// Statements stay below either engine's limit of arguments.
const ROWS_PER_STATEMENT: usize = 500;

/// Whose surveys one makes: those of one's programmes.
fn made_by(query: Sql, scope: &Scope) -> Sql {
    match scope {
        Scope::All => query,
        Scope::Programmes(ids) => query.with_list(" and s.programme_id in ", ids.iter().copied()),
        _ => query.then(" and 1 = 0"),
    }
}

/// A survey one may make; any other is not there.
pub async fn survey(db: &mut Reader, id: i64) -> Result<Option<SurveyRow>, DatabaseError> {
    let scope = db.scope().clone();
    db.optional(made_by(survey_columns().with(" where s.id = ", id), &scope)).await
}

/// Every survey one may make, newest first.
pub async fn surveys(db: &mut Reader) -> Result<Vec<SurveyRow>, DatabaseError> {
    let scope = db.scope().clone();
    let query = made_by(survey_columns().then(" where 1 = 1"), &scope);
    db.all(query.then(" order by s.fiscal_year desc, s.id desc")).await
}

pub async fn draft(db: &mut Reader, survey: i64) -> Result<Option<DraftRow>, DatabaseError> {
    db.optional(
        sql("select version, definition, changed_at, changed_by from surveys_drafts where survey_id = ")
            .with("", survey),
    )
    .await
}

/// Stores the draft in the place of version `over` (0: there was none); `false` when another is there meanwhile.
pub async fn store_draft(
    db: &mut Writer,
    survey: i64,
    over: i64,
    definition: &str,
    by_label: &str,
    now: Timestamp,
) -> Result<bool, DatabaseError> {
    let query = if over == 0 {
        sql("insert into surveys_drafts (survey_id, version, definition, changed_at, changed_by) \
             values ($1, 1, $2, $3, $4) on conflict (survey_id) do nothing")
        .bind(survey)
    } else {
        sql("update surveys_drafts set version = version + 1, definition = $2, changed_at = $3, changed_by = $4 \
             where survey_id = $1 and version = $5")
        .bind(survey)
    };
    let query = query.bind(definition).bind(now).bind(by_label);
    let query = if over == 0 { query } else { query.bind(over) };
    Ok(db.execute(query).await? == 1)
}

/// `false` when it is no longer the draft of that version.
pub async fn remove_draft(db: &mut Writer, survey: i64, version: i64) -> Result<bool, DatabaseError> {
    let query = sql("delete from surveys_drafts where survey_id = ").with("", survey).with(" and version = ", version);
    Ok(db.execute(query).await? == 1)
}

fn editions_query() -> Sql {
    sql("select id, edition, fingerprint, definition, published_at, published_by, reason from surveys_editions")
}

/// Every edition of a survey, the newest first.
pub async fn editions(db: &mut Reader, survey: i64) -> Result<Vec<EditionRow>, DatabaseError> {
    db.all(editions_query().with(" where survey_id = ", survey).then(" order by edition desc")).await
}

/// The newest edition; `None` before the first.
pub async fn newest(db: &mut Reader, survey: i64) -> Result<Option<EditionRow>, DatabaseError> {
    db.optional(editions_query().with(" where survey_id = ", survey).then(" order by edition desc limit 1")).await
}

/// One edition by its number within the survey.
pub async fn edition(db: &mut Reader, survey: i64, edition: i64) -> Result<Option<EditionRow>, DatabaseError> {
    db.optional(editions_query().with(" where survey_id = ", survey).with(" and edition = ", edition)).await
}

/// Editions by their own numbers.
pub async fn editions_by_id(db: &mut Reader, ids: &[i64]) -> Result<Vec<EditionRow>, DatabaseError> {
    db.all(editions_query().with_list(" where id in ", ids.iter().copied())).await
}

/// How many respondents stand at each edition, and how many of them have handed in.
pub async fn respondents_by_edition(db: &mut Reader, survey: i64) -> Result<Vec<(i64, i64, i64)>, DatabaseError> {
    db.all(
        sql("select edition_id, count(*), \
             coalesce(sum(case when state in ('submitted', 'accepted') then 1 else 0 end), 0) \
             from surveys_respondents where survey_id = ")
        .with("", survey)
        .then(" group by edition_id"),
    )
    .await
}

/// Every stored document of answers that is not empty, whatever its state: for counting what a correction touches.
pub async fn stored_answers(db: &mut Reader, survey: i64) -> Result<Vec<(String,)>, DatabaseError> {
    db.all(
        sql("select answers from surveys_respondents where survey_id = ").with("", survey).then(" and answers <> '{}'"),
    )
    .await
}

/// Who has not begun answers the newest edition from the start.
pub async fn move_who_has_not_begun(db: &mut Writer, survey: i64, to: i64) -> Result<(), DatabaseError> {
    db.execute(
        sql("update surveys_respondents set edition_id = $2 where survey_id = $1 and state = $3")
            .bind(survey)
            .bind(to)
            .bind(State::NotOpened.id()),
    )
    .await
    .map(drop)
}

pub async fn move_respondent(db: &mut Writer, respondent: i64, to: i64) -> Result<(), DatabaseError> {
    db.execute(sql("update surveys_respondents set edition_id = $2 where id = $1").bind(respondent).bind(to))
        .await
        .map(drop)
}

/// Answers set aside: question and JSON form.
pub async fn set_aside(
    db: &mut Writer,
    respondent: i64,
    edition: i64,
    answers: &[(String, String)],
    now: Timestamp,
) -> Result<(), DatabaseError> {
    for chunk in answers.chunks(ROWS_PER_STATEMENT) {
        let rows = chunk.iter().map(|(question, answer)| {
            [Arg::from(respondent), edition.into(), question.into(), answer.into(), now.into()]
        });
        db.execute(
            sql("insert into surveys_outgrown_answers (respondent_id, edition_id, question, answer, at) values")
                .with_rows("", rows),
        )
        .await?;
    }
    Ok(())
}

pub async fn aside(db: &mut Reader, respondent: i64) -> Result<Vec<SetAside>, DatabaseError> {
    db.all(
        sql("select edition_id, question, answer, at from surveys_outgrown_answers where respondent_id = ")
            .with("", respondent)
            .then(" order by id"),
    )
    .await
}

/// What a survey is called and when it is answered.
#[derive(Clone, Debug)]
pub struct Outline<'a> {
    pub title: &'a str,
    pub opens_on: jiff::civil::Date,
    pub due_on: jiff::civil::Date,
    pub previous: Option<i64>,
}

pub async fn set_outline(db: &mut Writer, survey: i64, outline: &Outline<'_>) -> Result<(), DatabaseError> {
    db.execute(
        sql("update surveys set title = $2, opens_on = $3, due_on = $4, previous_id = $5 where id = $1")
            .bind(survey)
            .bind(outline.title)
            .bind(outline.opens_on)
            .bind(outline.due_on)
            .bind(outline.previous),
    )
    .await
    .map(drop)
}

pub async fn set_title(db: &mut Writer, survey: i64, title: &str) -> Result<(), DatabaseError> {
    db.execute(sql("update surveys set title = $2 where id = $1").bind(survey).bind(title)).await.map(drop)
}

pub async fn insert_turn(
    db: &mut Writer,
    survey: i64,
    (from, to): (SurveyState, SurveyState),
    by_label: &str,
    reason: &str,
    now: Timestamp,
) -> Result<(), DatabaseError> {
    db.execute(
        sql("insert into surveys_turns (survey_id, at, state_before, state_after, by_label, reason) \
             values ($1, $2, $3, $4, $5, $6)")
        .bind(survey)
        .bind(now)
        .bind(from.id())
        .bind(to.id())
        .bind(by_label)
        .bind(reason),
    )
    .await
    .map(drop)
}

pub async fn turns(db: &mut Reader, survey: i64) -> Result<Vec<Turn>, DatabaseError> {
    db.all(
        sql("select at, state_before, state_after, by_label, reason from surveys_turns where survey_id = ")
            .with("", survey)
            .then(" order by id"),
    )
    .await
}
