//! All SQL on the tables of surveys. Two reaches: whose answers one may *see* ([`seen_by`]), and whose one
//! may *write* ([`own`]): a prefecture sees its municipalities' and writes its own.

pub mod checking;
pub mod collecting;
pub mod correcting;
pub mod data_sets;
pub mod texts;
pub mod writing;

use foundation::database::DatabaseError;
use foundation::web::Page;
use foundation::{Sql, sql};
use questionnaire::Answers;

use super::model::{Change, Respondent, RespondentLine, StateCount, Step, SurveyRow};
use crate::permissions::{Reader, Scope};
use crate::shared::{like_anywhere, search_words};

fn survey_columns() -> Sql {
    sql(
        "select s.id, s.programme_id, p.name as programme_name, s.fiscal_year, s.name, s.title, s.respondent, s.state, \
         s.opens_on, s.due_on, s.previous_id from surveys s join programmes p on p.id = s.programme_id",
    )
}

/// Surveys that have begun (not drafts), newest year first; drafts too for those who make them.
pub async fn surveys(db: &mut Reader, with_drafts: bool) -> Result<Vec<SurveyRow>, DatabaseError> {
    let query = survey_columns().then(if with_drafts { "" } else { " where s.state <> 'draft'" });
    db.all(query.then(" order by s.fiscal_year desc, s.programme_id, s.respondent desc, s.id")).await
}

pub async fn survey(db: &mut Reader, id: i64) -> Result<Option<SurveyRow>, DatabaseError> {
    db.optional(survey_columns().with(" where s.id = ", id)).await
}

pub async fn survey_named(
    db: &mut Reader,
    programme: i64,
    fiscal_year: i16,
    name: &str,
) -> Result<Option<SurveyRow>, DatabaseError> {
    let query = survey_columns()
        .with(" where s.programme_id = ", programme)
        .with(" and s.fiscal_year = ", i64::from(fiscal_year))
        .with(" and s.name = ", name);
    db.optional(query).await
}

/// The definition of an edition, as JSON.
pub async fn definition(db: &mut Reader, edition: i64) -> Result<Option<String>, DatabaseError> {
    let row: Option<(String,)> =
        db.optional(sql("select definition from surveys_editions where id = ").with("", edition)).await?;
    Ok(row.map(|(text,)| text))
}

/// The newest edition of a survey: its id and definition.
pub async fn newest_edition(db: &mut Reader, survey: i64) -> Result<Option<(i64, String)>, DatabaseError> {
    db.optional(
        sql("select id, definition from surveys_editions where survey_id = ")
            .with("", survey)
            .then(" order by edition desc limit 1"),
    )
    .await
}

/// Whose answers one may see.
fn seen_by(query: Sql, scope: &Scope) -> Sql {
    match scope {
        Scope::All => query,
        Scope::Programmes(ids) => query.with_list(" and s.programme_id in ", ids.iter().copied()),
        Scope::Prefectures(codes) => query.with_list(" and r.prefecture_code in ", codes.iter().cloned()),
        Scope::Municipalities(codes) => query.with_list(" and r.code in ", codes.iter().cloned()),
        Scope::Organisation(_) | Scope::Own(_) => query.then(" and 1 = 0"),
    }
}

/// Whose answers one may write: one's own body's; an office's for anybody in its programme (代理入力).
fn own(query: Sql, scope: &Scope) -> Sql {
    match scope {
        Scope::Prefectures(codes) => query.with_list(" and r.code in ", codes.iter().cloned()),
        other => seen_by(query, other),
    }
}

fn line_columns(text: Sql) -> Sql {
    text.then(
        "select r.id, r.code, r.name, r.prefecture_code, p.name as prefecture_name, r.state, r.due_on, r.changed_at, \
         r.changed_by, r.submitted_at from surveys_respondents r join surveys s on s.id = r.survey_id \
         join regions_prefectures p on p.code = r.prefecture_code where s.state <> 'draft'",
    )
}

/// One's own respondents in every survey that has begun: what one is asked to answer.
pub async fn asked(db: &mut Reader) -> Result<Vec<(SurveyRow, RespondentLine)>, DatabaseError> {
    let scope = db.scope().clone();
    let query = sql(
        "select s.id as survey_id, s.programme_id, g.name as programme_name, s.fiscal_year, s.name as survey_name, \
         s.title, s.respondent, s.state as survey_state, s.opens_on, s.due_on as survey_due_on, s.previous_id, \
         r.id, r.code, r.name, r.prefecture_code, p.name as prefecture_name, r.state, r.due_on, r.changed_at, \
         r.changed_by, r.submitted_at from surveys_respondents r join surveys s on s.id = r.survey_id \
         join programmes g on g.id = s.programme_id \
         join regions_prefectures p on p.code = r.prefecture_code where s.state <> 'draft'",
    );
    let rows: Vec<AskedRow> = db.all(own(query, &scope).then(" order by s.fiscal_year desc, s.id, r.code")).await?;
    Ok(rows.into_iter().map(AskedRow::parts).collect())
}

#[derive(sqlx::FromRow)]
struct AskedRow {
    survey_id: i64,
    programme_id: i64,
    programme_name: String,
    fiscal_year: i64,
    survey_name: String,
    title: String,
    respondent: String,
    survey_state: String,
    opens_on: String,
    survey_due_on: String,
    previous_id: Option<i64>,
    #[sqlx(flatten)]
    line: RespondentLine,
}

impl AskedRow {
    fn parts(self) -> (SurveyRow, RespondentLine) {
        let survey = SurveyRow {
            id: self.survey_id,
            programme_id: self.programme_id,
            programme_name: self.programme_name,
            fiscal_year: self.fiscal_year,
            name: self.survey_name,
            title: self.title,
            respondent: self.respondent,
            state: self.survey_state,
            opens_on: self.opens_on,
            due_on: self.survey_due_on,
            previous_id: self.previous_id,
        };
        (survey, self.line)
    }
}

#[derive(sqlx::FromRow)]
struct RespondentRow {
    #[sqlx(flatten)]
    line: RespondentLine,
    survey_id: i64,
    edition_id: i64,
    version: i64,
    answers: String,
}

async fn one(db: &mut Reader, which: Sql) -> Result<Option<Respondent>, DatabaseError> {
    let query = sql("select r.id, r.code, r.name, r.prefecture_code, p.name as prefecture_name, r.state, r.due_on, \
         r.changed_at, r.changed_by, r.submitted_at, r.survey_id, r.edition_id, r.version, r.answers \
         from surveys_respondents r join surveys s on s.id = r.survey_id \
         join regions_prefectures p on p.code = r.prefecture_code where s.state <> 'draft'")
    .append(which);
    db.optional::<RespondentRow>(query).await?.map(RespondentRow::whole).transpose()
}

impl RespondentRow {
    fn whole(self) -> Result<Respondent, DatabaseError> {
        Ok(Respondent {
            answers: stored(&self.answers)?,
            line: self.line,
            survey_id: self.survey_id,
            edition_id: self.edition_id,
            version: self.version,
        })
    }
}

/// Answers as they were stored by this program.
pub fn stored(text: &str) -> Result<Answers, DatabaseError> {
    Answers::from_json(text).map_err(DatabaseError::Unreadable)
}

/// A respondent whose answers one may see.
pub async fn seen(db: &mut Reader, survey: i64, code: &str) -> Result<Option<Respondent>, DatabaseError> {
    let scope = db.scope().clone();
    one(db, seen_by(sql(" and r.survey_id = ").with("", survey).with(" and r.code = ", code), &scope)).await
}

/// A respondent whose answers one may write.
pub async fn writable(db: &mut Reader, survey: i64, code: &str) -> Result<Option<Respondent>, DatabaseError> {
    let scope = db.scope().clone();
    one(db, own(sql(" and r.survey_id = ").with("", survey).with(" and r.code = ", code), &scope)).await
}

/// What a collection room is narrowed by. Empty means any.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RoomFilter {
    pub words: String,
    pub prefecture: String,
    pub state: String,
}

fn narrowed(mut query: Sql, filter: &RoomFilter) -> Sql {
    for word in search_words(&filter.words) {
        query =
            query.with(" and (r.name like ", like_anywhere(&word)).with(" escape '\\' or r.code = ", &word).then(")");
    }
    if !filter.prefecture.is_empty() {
        query = query.with(" and r.prefecture_code = ", &filter.prefecture);
    }
    if filter.state.is_empty() { query } else { query.with(" and r.state = ", &filter.state) }
}

pub async fn lines(
    db: &mut Reader,
    survey: i64,
    filter: &RoomFilter,
    page: Page,
) -> Result<Vec<RespondentLine>, DatabaseError> {
    let scope = db.scope().clone();
    let query = line_columns(sql("")).with(" and r.survey_id = ", survey);
    let query = narrowed(seen_by(query, &scope), filter).then(" order by r.code");
    db.all(query.with(" limit ", page.size).with(" offset ", page.offset())).await
}

/// How many stand in each state, per prefecture, within reach and filter.
pub async fn counts(db: &mut Reader, survey: i64, filter: &RoomFilter) -> Result<Vec<StateCount>, DatabaseError> {
    let scope = db.scope().clone();
    let query = sql("select r.prefecture_code, r.state, count(*) as respondents from surveys_respondents r \
                     join surveys s on s.id = r.survey_id where s.state <> 'draft' and r.survey_id = ")
    .with("", survey);
    db.all(narrowed(seen_by(query, &scope), filter).then(" group by r.prefecture_code, r.state")).await
}

/// How many were asked and how many have handed in: for everybody.
pub async fn collected(db: &mut Reader, survey: i64) -> Result<(i64, i64), DatabaseError> {
    db.one(
        sql("select count(*), coalesce(sum(case when state in ('submitted', 'accepted') then 1 else 0 end), 0) \
             from surveys_respondents where survey_id = ")
        .with("", survey),
    )
    .await
}

/// Code, prefecture and answers of those who handed in: what is counted. Within no scope: the caller shows groups
/// only ([`super::rules::LEAST_IN_A_GROUP`]), or stands behind a reach of all.
pub async fn handed_in(db: &mut Reader, survey: i64) -> Result<Vec<(String, String, String)>, DatabaseError> {
    db.all(
        sql("select code, prefecture_code, answers from surveys_respondents where survey_id = ")
            .with("", survey)
            .then(" and state in ('submitted', 'accepted') order by code"),
    )
    .await
}

pub async fn changes(db: &mut Reader, respondent: &Respondent) -> Result<Vec<Change>, DatabaseError> {
    db.all(
        sql("select version, question, before, after, way, at, by_label, on_behalf_of, reason from surveys_changes \
             where respondent_id = ")
        .with("", respondent.line.id)
        .then(" order by id"),
    )
    .await
}

/// Changes stored after a version: what somebody else did while a form was open.
pub async fn changes_since(db: &mut Reader, respondent: i64, version: i64) -> Result<Vec<Change>, DatabaseError> {
    db.all(
        sql("select version, question, before, after, way, at, by_label, on_behalf_of, reason from surveys_changes \
             where respondent_id = ")
        .with("", respondent)
        .with(" and version > ", version)
        .then(" order by id"),
    )
    .await
}

pub async fn steps(db: &mut Reader, respondent: &Respondent) -> Result<Vec<Step>, DatabaseError> {
    db.all(
        sql("select at, step, by_label, on_behalf_of, remark from surveys_steps where respondent_id = ")
            .with("", respondent.line.id)
            .then(" order by id"),
    )
    .await
}

/// Every respondent within reach with her answers, of one prefecture or all, for giving out sheets.
pub async fn respondents(
    db: &mut Reader,
    survey: i64,
    prefecture: Option<&str>,
) -> Result<Vec<Respondent>, DatabaseError> {
    let scope = db.scope().clone();
    let mut query =
        sql("select r.id, r.code, r.name, r.prefecture_code, p.name as prefecture_name, r.state, r.due_on, \
         r.changed_at, r.changed_by, r.submitted_at, r.survey_id, r.edition_id, r.version, r.answers \
         from surveys_respondents r join surveys s on s.id = r.survey_id \
         join regions_prefectures p on p.code = r.prefecture_code where s.state <> 'draft' and r.survey_id = ")
        .with("", survey);
    if let Some(prefecture) = prefecture {
        query = query.with(" and r.prefecture_code = ", prefecture);
    }
    let rows: Vec<RespondentRow> = db.all(seen_by(query, &scope).then(" order by r.code")).await?;
    rows.into_iter().map(RespondentRow::whole).collect()
}
