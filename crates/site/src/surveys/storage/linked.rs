//! SQL of the respondents who came by a link: how they come back, who is recognised, the office's list of them.

use foundation::database::{Connection, DatabaseError};
use foundation::web::Page;
use foundation::{Sql, Timestamp, sql};
use questionnaire::Answers;

use crate::permissions::{Held, Reader, Scope, Writer};
use crate::shared::{like_anywhere, search_words};
use crate::surveys::model::linking::{ComingBack, LinkedLine, address};
use crate::surveys::model::{Respondent, RespondentLine, StateCount, SurveyRow};

// ── who is it ──────────────────────────────────────────────────────────────────────────────────

/// A respondent known by her browser: session, when last seen, the thing she holds. Only while the survey is open.
pub async fn of_session(
    db: &mut Connection,
    fingerprint: &str,
    now: Timestamp,
    idle_since: Timestamp,
) -> Result<Option<(i64, String, Held)>, DatabaseError> {
    let found: Option<(i64, String, i64, i64, String, String)> = db
        .optional(
            sql("select t.id, t.last_seen_at, r.id, r.survey_id, r.code, r.name from surveys_link_sessions t \
                 join surveys_respondents r on r.id = t.respondent_id join surveys s on s.id = r.survey_id \
                 where t.fingerprint = $1 and t.ended_at is null and t.expires_at > $2 and t.last_seen_at > $3 \
                 and s.state = 'open'")
            .bind(fingerprint)
            .bind(now)
            .bind(idle_since),
        )
        .await?;
    Ok(found.map(|(session, seen, thing, survey, code, name)| {
        (session, seen, Held { thing, address: address(survey, &code), name })
    }))
}

/// The answer a person with an account holds at this address, while its survey is open.
pub async fn of_person_at(
    db: &mut Connection,
    person: i64,
    survey: i64,
    code: &str,
) -> Result<Option<Held>, DatabaseError> {
    let found: Option<(i64, String)> = db
        .optional(
            sql("select r.id, r.name from surveys_linked k join surveys_respondents r on r.id = k.respondent_id \
                 join surveys s on s.id = r.survey_id where k.person_id = $1 and r.survey_id = $2 and r.code = $3 \
                 and s.state = 'open'")
            .bind(person)
            .bind(survey)
            .bind(code),
        )
        .await?;
    Ok(found.map(|(thing, name)| Held { thing, address: address(survey, code), name }))
}

/// The note the door writes; never moves the moment backwards.
pub fn seen(session: i64, now: Timestamp) -> Sql {
    sql("update surveys_link_sessions set last_seen_at = $2 where id = $1 and last_seen_at < $2")
        .bind(session)
        .bind(now)
}

pub async fn insert_session(
    db: &mut Writer,
    respondent: i64,
    fingerprint: &str,
    now: Timestamp,
    expires_at: Timestamp,
) -> Result<(), DatabaseError> {
    db.execute(
        sql("insert into surveys_link_sessions (fingerprint, respondent_id, created_at, last_seen_at, expires_at) \
             values ($1, $2, $3, $3, $4)")
        .bind(fingerprint)
        .bind(respondent)
        .bind(now)
        .bind(expires_at),
    )
    .await
    .map(drop)
}

pub async fn end_session(db: &mut Writer, session: i64, now: Timestamp) -> Result<(), DatabaseError> {
    db.execute(
        sql("update surveys_link_sessions set ended_at = $2 where id = $1 and ended_at is null")
            .bind(session)
            .bind(now),
    )
    .await
    .map(drop)
}

/// Every other browser is out.
pub async fn end_other_sessions(
    db: &mut Writer,
    respondent: i64,
    keep: Option<i64>,
    now: Timestamp,
) -> Result<(), DatabaseError> {
    db.execute(
        sql(
            "update surveys_link_sessions set ended_at = $3 where respondent_id = $1 and id <> $2 and ended_at is null",
        )
        .bind(respondent)
        .bind(keep.unwrap_or(0))
        .bind(now),
    )
    .await
    .map(drop)
}

// ── coming in ──────────────────────────────────────────────────────────────────────────────────

const COMING_BACK: &str = "select k.respondent_id, r.survey_id, r.code, k.person_id from surveys_linked k \
                           join surveys_respondents r on r.id = k.respondent_id where ";

pub async fn by_resume(db: &mut Reader, fingerprint: &str) -> Result<Option<ComingBack>, DatabaseError> {
    db.optional(sql(COMING_BACK).with("k.resume_fingerprint = ", fingerprint)).await
}

pub async fn by_ticket(db: &mut Reader, fingerprint: &str) -> Result<Option<ComingBack>, DatabaseError> {
    db.optional(sql(COMING_BACK).with("k.ticket_fingerprint = ", fingerprint)).await
}

/// The answer of a survey this person began with her account; the first, should there be two.
pub async fn of_person(db: &mut Reader, survey: i64, person: i64) -> Result<Option<ComingBack>, DatabaseError> {
    let query = sql(COMING_BACK).with("k.survey_id = ", survey).with(" and k.person_id = ", person);
    db.optional(query.then(" order by k.respondent_id limit 1")).await
}

/// Everything a person answers with her account in the surveys that run. Her own, whatever her permission in hand.
pub async fn own(db: &mut Reader, person: i64) -> Result<Vec<(SurveyRow, RespondentLine)>, DatabaseError> {
    let query = super::asked_columns()
        .then(" and s.state = 'open' and r.id in (select respondent_id from surveys_linked where ")
        .with("person_id = ", person)
        .then(")");
    super::asked_rows(db, query).await
}

/// A respondent to be.
pub struct NewLinked<'a> {
    pub survey: i64,
    pub edition: i64,
    pub link: i64,
    pub code: &'a str,
    pub name: &'a str,
    pub prefecture: &'a str,
    pub due_on: Option<&'a str>,
    pub person: Option<i64>,
    pub resume_fingerprint: Option<&'a str>,
    pub ticket_fingerprint: Option<&'a str>,
    pub beside: Option<i64>,
    /// What the link says of her.
    pub answers: &'a Answers,
}

pub async fn insert(db: &mut Writer, new: &NewLinked<'_>, now: Timestamp) -> Result<i64, DatabaseError> {
    let (id,): (i64,) = db
        .one(
            sql("insert into surveys_respondents (survey_id, code, name, prefecture_code, edition_id, state, due_on, \
                 version, answers, changed_by) values ($1, $2, $3, $4, $5, 'not_opened', $6, 0, $7, '') returning id")
            .bind(new.survey)
            .bind(new.code)
            .bind(new.name)
            .bind(new.prefecture)
            .bind(new.edition)
            .bind(new.due_on)
            .bind(new.answers.to_json()),
        )
        .await?;
    db.execute(
        sql("insert into surveys_linked (respondent_id, survey_id, link_id, person_id, resume_fingerprint, \
             ticket_fingerprint, begun_at, beside_id, likeness) values ($1, $2, $3, $4, $5, $6, $7, $8, '')")
        .bind(id)
        .bind(new.survey)
        .bind(new.link)
        .bind(new.person)
        .bind(new.resume_fingerprint)
        .bind(new.ticket_fingerprint)
        .bind(now)
        .bind(new.beside),
    )
    .await?;
    Ok(id)
}

/// From now on this answer is the account's alone.
pub async fn claim(db: &mut Writer, respondent: i64, person: i64) -> Result<(), DatabaseError> {
    db.execute(
        sql("update surveys_linked set person_id = $2 where respondent_id = $1 and person_id is null")
            .bind(respondent)
            .bind(person),
    )
    .await
    .map(drop)
}

/// A new code to come back with; `false` for who has none because she comes with her account.
pub async fn set_resume(db: &mut Writer, respondent: i64, fingerprint: &str) -> Result<bool, DatabaseError> {
    let query = sql("update surveys_linked set resume_fingerprint = $2 where respondent_id = $1 and person_id is null");
    Ok(db.execute(query.bind(respondent).bind(fingerprint)).await? == 1)
}

pub async fn set_likeness(db: &mut Writer, respondent: i64, likeness: &str) -> Result<(), DatabaseError> {
    let query = sql("update surveys_linked set likeness = $2 where respondent_id = $1");
    db.execute(query.bind(respondent).bind(likeness)).await.map(drop)
}

/// What the page with her code says of an answer just begun: its name and deadline, by its address.
pub async fn name_and_due(db: &mut Reader, survey: i64, code: &str) -> Result<Option<(String, String)>, DatabaseError> {
    db.optional(
        sql("select r.name, coalesce(r.due_on, s.due_on) from surveys_respondents r \
             join surveys s on s.id = r.survey_id where r.survey_id = ")
        .with("", survey)
        .with(" and r.code = ", code),
    )
    .await
}

/// Account, code to come back, link: how a respondent is reached. `None` for who stands on a list.
pub async fn account_of(db: &mut Reader, respondent: i64) -> Result<Option<Option<i64>>, DatabaseError> {
    let row: Option<(Option<i64>,)> =
        db.optional(sql("select person_id from surveys_linked where respondent_id = ").with("", respondent)).await?;
    Ok(row.map(|(person,)| person))
}

// ── the office's list ──────────────────────────────────────────────────────────────────────────

/// What the office's list is narrowed by. Empty means any.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LinkedFilter {
    pub words: String,
    pub prefecture: String,
    pub state: String,
    /// Whose link: a municipality's or a prefecture's code.
    pub place: String,
    /// `account`, `code`
    pub way: String,
}

fn from_where(text: Sql, scope: &Scope, survey: i64) -> Sql {
    let query = text
        .then(
            " from surveys_respondents r join surveys s on s.id = r.survey_id \
             join surveys_linked k on k.respondent_id = r.id join surveys_links l on l.id = k.link_id \
             join regions_prefectures p on p.code = r.prefecture_code where s.state <> 'draft'",
        )
        .with(" and r.survey_id = ", survey);
    super::seen_by(query, scope)
}

fn narrowed(mut query: Sql, filter: &LinkedFilter) -> Sql {
    for word in search_words(&filter.words) {
        query =
            query.with(" and (r.name like ", like_anywhere(&word)).with(" escape '\\' or r.code = ", &word).then(")");
    }
    if !filter.prefecture.is_empty() {
        query = query.with(" and r.prefecture_code = ", &filter.prefecture);
    }
    if !filter.place.is_empty() {
        query = query.with(" and l.code = ", &filter.place);
    }
    query = match filter.way.as_str() {
        "account" => query.then(" and k.person_id is not null"),
        "code" => query.then(" and k.person_id is null"),
        _ => query,
    };
    if filter.state.is_empty() { query } else { query.with(" and r.state = ", &filter.state) }
}

pub async fn lines(
    db: &mut Reader,
    survey: i64,
    filter: &LinkedFilter,
    page: Page,
) -> Result<Vec<LinkedLine>, DatabaseError> {
    let scope = db.scope().clone();
    let columns =
        sql("select r.code, r.name, p.name as prefecture_name, r.state, r.due_on, r.changed_at, k.begun_at, \
                       l.name as link_name, k.person_id is not null as with_account");
    let query = narrowed(from_where(columns, &scope, survey), filter).then(" order by r.prefecture_code, l.code, r.id");
    db.all(query.with(" limit ", page.size).with(" offset ", page.offset())).await
}

/// How many stand in each state, per prefecture, within reach and filter.
pub async fn counts(db: &mut Reader, survey: i64, filter: &LinkedFilter) -> Result<Vec<StateCount>, DatabaseError> {
    let scope = db.scope().clone();
    let columns = sql("select r.prefecture_code, r.state, count(*) as respondents");
    db.all(narrowed(from_where(columns, &scope, survey), filter).then(" group by r.prefecture_code, r.state")).await
}

/// How many came in which way (with an account?), within reach and filter.
pub async fn ways(db: &mut Reader, survey: i64, filter: &LinkedFilter) -> Result<Vec<(bool, i64)>, DatabaseError> {
    let scope = db.scope().clone();
    let columns = sql("select k.person_id is not null, count(*)");
    db.all(narrowed(from_where(columns, &scope, survey), filter).then(" group by k.person_id is not null")).await
}

/// Everybody within reach and filter, as bulk actions take them.
pub async fn respondent_lines(
    db: &mut Reader,
    survey: i64,
    filter: &LinkedFilter,
) -> Result<Vec<RespondentLine>, DatabaseError> {
    let scope = db.scope().clone();
    let columns = sql("select r.id, r.code, r.name, r.prefecture_code, p.name as prefecture_name, r.state, r.due_on, \
                       r.changed_at, r.changed_by, r.submitted_at");
    db.all(narrowed(from_where(columns, &scope, survey), filter).then(" order by r.id")).await
}

/// Respondents with their answers, by number, and whether each comes with an account.
pub async fn of_ids(db: &mut Reader, ids: &[i64]) -> Result<Vec<(Respondent, bool)>, DatabaseError> {
    #[derive(sqlx_macros::FromRow)]
    struct Row {
        #[sqlx(flatten)]
        respondent: super::RespondentRow,
        with_account: bool,
    }
    let scope = db.scope().clone();
    let query = sql("select r.id, r.code, r.name, r.prefecture_code, p.name as prefecture_name, r.state, r.due_on, \
                     r.changed_at, r.changed_by, r.submitted_at, r.survey_id, r.edition_id, r.version, r.answers, \
                     k.person_id is not null as with_account from surveys_respondents r \
                     join surveys s on s.id = r.survey_id join surveys_linked k on k.respondent_id = r.id \
                     join regions_prefectures p on p.code = r.prefecture_code where s.state <> 'draft'")
    .with_list(" and r.id in ", ids.iter().copied());
    let rows: Vec<Row> = db.all(super::seen_by(query, &scope)).await?;
    rows.into_iter().map(|row| Ok((row.respondent.whole()?, row.with_account))).collect()
}
