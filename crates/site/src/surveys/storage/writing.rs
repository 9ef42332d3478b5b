//! Storing surveys, answers and steps.

use foundation::Timestamp;
use foundation::database::{Arg, DatabaseError};
use foundation::sql;
use questionnaire::Answers;

use crate::permissions::Writer;
use crate::surveys::model::{State, SurveyState, Way};

/// Statements stay below either engine's limit of arguments.
const ROWS_PER_STATEMENT: usize = 500;

/// A survey to be.
#[derive(Clone, Debug)]
pub struct NewRow<'a> {
    pub programme: i64,
    pub fiscal_year: i16,
    pub name: &'a str,
    pub title: &'a str,
    pub respondent: &'a str,
    pub opens_on: jiff::civil::Date,
    pub due_on: jiff::civil::Date,
    pub previous: Option<i64>,
}

pub async fn insert_survey(db: &mut Writer, new: &NewRow<'_>, now: Timestamp) -> Result<i64, DatabaseError> {
    let row: (i64,) = db
        .one(
            sql("insert into surveys (programme_id, fiscal_year, name, title, respondent, state, opens_on, due_on, \
                 previous_id, created_at) values ($1, $2, $3, $4, $5, 'draft', $6, $7, $8, $9) returning id")
            .bind(new.programme)
            .bind(i64::from(new.fiscal_year))
            .bind(new.name)
            .bind(new.title)
            .bind(new.respondent)
            .bind(new.opens_on)
            .bind(new.due_on)
            .bind(new.previous)
            .bind(now),
        )
        .await?;
    Ok(row.0)
}

/// Who froze an edition, when, and what for.
#[derive(Clone, Copy, Debug)]
pub struct Published<'a> {
    pub at: Timestamp,
    pub by_label: &'a str,
    pub reason: &'a str,
}

pub async fn insert_edition(
    db: &mut Writer,
    survey: i64,
    edition: u32,
    fingerprint: &str,
    definition: &str,
    published: &Published<'_>,
) -> Result<i64, DatabaseError> {
    let row: (i64,) = db
        .one(
            sql("insert into surveys_editions (survey_id, edition, fingerprint, definition, published_at, published_by, \
                 reason) values ($1, $2, $3, $4, $5, $6, $7) returning id")
            .bind(survey)
            .bind(edition)
            .bind(fingerprint)
            .bind(definition)
            .bind(published.at)
            .bind(published.by_label)
            .bind(published.reason),
        )
        .await?;
    Ok(row.0)
}

/// Who is asked: code, name, prefecture; and what is known of each by her name.
pub async fn insert_respondents(
    db: &mut Writer,
    survey: i64,
    edition: i64,
    places: &[(String, String, String)],
    known: impl Fn(&str) -> Answers,
) -> Result<(), DatabaseError> {
    for chunk in places.chunks(ROWS_PER_STATEMENT) {
        let rows = chunk.iter().map(|(code, name, prefecture)| {
            [
                Arg::from(survey),
                code.into(),
                name.into(),
                prefecture.into(),
                edition.into(),
                State::NotOpened.id().into(),
                0_i64.into(),
                known(name).to_json().into(),
                "".into(),
            ]
        });
        db.execute(
            sql(
                "insert into surveys_respondents (survey_id, code, name, prefecture_code, edition_id, state, version, \
                 answers, changed_by) values",
            )
            .with_rows("", rows),
        )
        .await?;
    }
    Ok(())
}

pub async fn set_state(db: &mut Writer, survey: i64, state: SurveyState) -> Result<(), DatabaseError> {
    db.execute(sql("update surveys set state = $2 where id = $1").bind(survey).bind(state.id())).await.map(drop)
}

/// Last year's survey.
pub async fn set_previous(db: &mut Writer, survey: i64, previous: i64) -> Result<(), DatabaseError> {
    db.execute(sql("update surveys set previous_id = $2 where id = $1").bind(survey).bind(previous)).await.map(drop)
}

/// Answers as they now are; `false` when somebody stored a newer version meanwhile.
pub async fn store_answers(
    db: &mut Writer,
    respondent: i64,
    version: i64,
    state: State,
    answers: &Answers,
    by_label: &str,
    now: Timestamp,
) -> Result<bool, DatabaseError> {
    let touched = db
        .execute(
            sql("update surveys_respondents set answers = $3, state = $4, version = version + 1, changed_at = $5, \
                 changed_by = $6 where id = $1 and version = $2 and frozen = false")
            .bind(respondent)
            .bind(version)
            .bind(answers.to_json())
            .bind(state.id())
            .bind(now)
            .bind(by_label),
        )
        .await?;
    Ok(touched == 1)
}

/// One changed answer, for the history.
#[derive(Clone, Debug)]
pub struct NewChange {
    pub question: String,
    pub before: Option<String>,
    pub after: Option<String>,
}

/// What a change bears beside its values.
#[derive(Clone, Debug)]
pub struct Made<'a> {
    pub version: i64,
    pub way: Way,
    pub at: Timestamp,
    pub by_label: &'a str,
    pub on_behalf_of: &'a str,
    pub reason: &'a str,
}

pub async fn insert_changes(
    db: &mut Writer,
    respondent: i64,
    changes: &[NewChange],
    made: &Made<'_>,
) -> Result<(), DatabaseError> {
    for chunk in changes.chunks(ROWS_PER_STATEMENT) {
        let rows = chunk.iter().map(|change| {
            [
                Arg::from(respondent),
                made.version.into(),
                (&change.question).into(),
                change.before.clone().into(),
                change.after.clone().into(),
                made.way.id().into(),
                made.at.into(),
                made.by_label.into(),
                made.on_behalf_of.into(),
                made.reason.into(),
            ]
        });
        db.execute(
            sql("insert into surveys_changes (respondent_id, version, question, before, after, way, at, by_label, \
                 on_behalf_of, reason) values")
            .with_rows("", rows),
        )
        .await?;
    }
    Ok(())
}

/// `false` when the respondent is no longer in the state it was found in.
pub async fn move_to(
    db: &mut Writer,
    respondent: i64,
    from: State,
    to: State,
    submitted_at: Option<Timestamp>,
) -> Result<bool, DatabaseError> {
    let touched = db
        .execute(
            sql("update surveys_respondents set state = $3, submitted_at = coalesce($4, submitted_at) \
                 where id = $1 and state = $2 and frozen = false")
            .bind(respondent)
            .bind(from.id())
            .bind(to.id())
            .bind(submitted_at),
        )
        .await?;
    Ok(touched == 1)
}

pub async fn insert_step(
    db: &mut Writer,
    respondent: i64,
    step: &'static str,
    at: Timestamp,
    by_label: &str,
    on_behalf_of: &str,
    remark: &str,
) -> Result<(), DatabaseError> {
    db.execute(
        sql("insert into surveys_steps (respondent_id, at, step, by_label, on_behalf_of, remark) \
             values ($1, $2, $3, $4, $5, $6)")
        .bind(respondent)
        .bind(at)
        .bind(step)
        .bind(by_label)
        .bind(on_behalf_of)
        .bind(remark),
    )
    .await
    .map(drop)
}

/// Whole answers of many respondents at once, as they were collected elsewhere: by code.
pub async fn load_answers(
    db: &mut Writer,
    survey: i64,
    rows: &[(String, Answers)],
    state: State,
    by_label: &str,
    now: Timestamp,
) -> Result<(), DatabaseError> {
    for (code, answers) in rows {
        db.execute(
            sql("update surveys_respondents set answers = $3, state = $4, version = version + 1, changed_at = $5, \
                 changed_by = $6, submitted_at = $5 where survey_id = $1 and code = $2")
            .bind(survey)
            .bind(code)
            .bind(answers.to_json())
            .bind(state.id())
            .bind(now)
            .bind(by_label),
        )
        .await?;
    }
    Ok(())
}
