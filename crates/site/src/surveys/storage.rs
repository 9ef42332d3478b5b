//! All SQL on the tables of surveys. Two reaches: whose answers one may *see* ([`seen_by`]), and whose one
//! may *write* ([`own`]): a prefecture sees its municipalities' and writes its own.

pub mod arrived;
pub mod checking;
pub mod closing;
pub mod code_tries;
pub mod collecting;
pub mod concordance;
pub mod correcting;
pub mod counted;
pub mod criteria;
pub mod data_sets;
pub mod doubles;
pub mod editing;
pub mod entries;
pub mod intakes;
pub mod linked;
pub mod links;
pub mod publishing;
pub mod released;
pub mod sharing;
pub mod sheets;
pub mod standing;
pub mod takings;
pub mod texts;
pub mod writing;

use foundation::database::DatabaseError;
use foundation::web::Page;
use foundation::{Sql, sql};
use jiff::civil::Date;
use questionnaire::Answers;

use super::model::{Change, Respondent, RespondentLine, Step, SurveyRow};
use crate::permissions::{LookAtPersonalAnswers, Reader, Scope, reach_of};
use crate::regions::POPULATION_BANDS;
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

/// The newest edition of a survey: its id and definition.
pub async fn newest_edition(db: &mut Reader, survey: i64) -> Result<Option<(i64, String)>, DatabaseError> {
    db.optional(
        sql("select id, definition from surveys_editions where survey_id = ")
            .with("", survey)
            .then(" order by edition desc limit 1"),
    )
    .await
}

/// Whose answers one may see. Who came by a prefecture's link answers as a person: the prefecture sees her count, not her.
fn seen_by(query: Sql, scope: &Scope) -> Sql {
    match scope {
        Scope::All => query,
        Scope::Programmes(ids) => query.with_list(" and s.programme_id in ", ids.iter().copied()),
        Scope::Prefectures(codes) => query
            .then(" and s.respondent <> 'coordinator'")
            .with_list(" and r.prefecture_code in ", codes.iter().cloned()),
        Scope::Municipalities(codes) => query.with_list(" and r.code in ", codes.iter().cloned()),
        Scope::Thing(respondent) => query.with(" and r.id = ", *respondent),
        Scope::Organisation(_) | Scope::Own(_) => query.then(" and 1 = 0"),
    }
}

/// A person's answers are seen by who may see persons', whatever else she may see.
fn personal(db: &Reader, query: Sql) -> Sql {
    match reach_of::<LookAtPersonalAnswers>(db.actor()) {
        Some(_) => query,
        None => query.then(" and s.respondent <> 'coordinator'"),
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
    let query = own(asked_columns(), &db.scope().clone());
    asked_rows(db, query).await
}

/// What a municipality is asked, as far as this scope reaches its answer.
pub async fn asked_of(
    db: &mut Reader,
    scope: &Scope,
    code: &str,
) -> Result<Vec<(SurveyRow, RespondentLine)>, DatabaseError> {
    asked_rows(db, seen_by(asked_columns().with(" and r.code = ", code.to_owned()), scope)).await
}

/// The same for every municipality of a prefecture.
pub async fn asked_in(
    db: &mut Reader,
    scope: &Scope,
    prefecture: &str,
) -> Result<Vec<(SurveyRow, RespondentLine)>, DatabaseError> {
    let query = asked_columns()
        .then(" and s.respondent = 'municipality'")
        .with(" and r.prefecture_code = ", prefecture.to_owned());
    asked_rows(db, seen_by(query, scope)).await
}

fn asked_columns() -> Sql {
    sql("select s.id as survey_id, s.programme_id, g.name as programme_name, s.fiscal_year, s.name as survey_name, \
         s.title, s.respondent, s.state as survey_state, s.opens_on, s.due_on as survey_due_on, s.previous_id, \
         r.id, r.code, r.name, r.prefecture_code, p.name as prefecture_name, r.state, r.due_on, r.changed_at, \
         r.changed_by, r.submitted_at from surveys_respondents r join surveys s on s.id = r.survey_id \
         join programmes g on g.id = s.programme_id \
         join regions_prefectures p on p.code = r.prefecture_code where s.state <> 'draft'")
}

async fn asked_rows(db: &mut Reader, query: Sql) -> Result<Vec<(SurveyRow, RespondentLine)>, DatabaseError> {
    let rows: Vec<AskedRow> = db.all(query.then(" order by s.fiscal_year desc, s.id, r.code")).await?;
    Ok(rows.into_iter().map(AskedRow::parts).collect())
}

#[derive(sqlx_macros::FromRow)]
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

#[derive(sqlx_macros::FromRow)]
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
    let query = personal(db, sql(" and r.survey_id = ").with("", survey).with(" and r.code = ", code));
    one(db, seen_by(query, &scope)).await
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
    /// A state, or `owing`: an answer is still to come.
    pub state: String,
    /// `kaso`, `chusankan`, `shokibo`, `any` of them (該当), `none` (非該当).
    pub class: String,
    /// An id of [`POPULATION_BANDS`].
    pub band: String,
    /// Those whose deadline was before this day and who owe an answer.
    pub late_on: Option<Date>,
}

/// `state` for everybody who owes an answer.
pub const OWING: &str = "owing";

fn narrowed(mut query: Sql, filter: &RoomFilter) -> Sql {
    for word in search_words(&filter.words) {
        query =
            query.with(" and (r.name like ", like_anywhere(&word)).with(" escape '\\' or r.code = ", &word).then(")");
    }
    if !filter.prefecture.is_empty() {
        query = query.with(" and r.prefecture_code = ", &filter.prefecture);
    }
    query = of_class(query, &filter.class);
    if let Some((_, _, from, below)) = POPULATION_BANDS.iter().find(|band| band.0 == filter.band) {
        query = query
            .with(
                " and exists (select 1 from regions_newest_facts f where f.municipality_code = r.code \
                 and f.key = 'population' and f.amount >= ",
                *from,
            )
            .with(" and f.amount < ", *below)
            .then(")");
    }
    if let Some(today) = filter.late_on {
        query = query
            .with(" and coalesce(r.due_on, s.due_on) < ", today)
            .then(" and r.state in ('not_opened', 'working', 'returned')");
    }
    match filter.state.as_str() {
        "" => query,
        OWING => query.then(" and r.state in ('not_opened', 'working', 'returned')"),
        state => query.with(" and r.state = ", state),
    }
}

fn of_class(query: Sql, class: &str) -> Sql {
    match class {
        "kaso" | "chusankan" | "shokibo" => query
            .with(
                " and exists (select 1 from regions_newest_facts f where f.municipality_code = r.code and f.key = ",
                class,
            )
            .then(" and f.amount = 1)"),
        "any" => query.then(
            " and exists (select 1 from regions_newest_facts f where f.municipality_code = r.code \
             and f.key in ('kaso', 'chusankan', 'shokibo') and f.amount = 1)",
        ),
        // Of whom one of the three is not known, nothing is said.
        "none" => query.then(
            " and (select count(*) from regions_newest_facts f where f.municipality_code = r.code \
             and f.key in ('kaso', 'chusankan', 'shokibo') and f.amount = 0) = 3",
        ),
        _ => query,
    }
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

/// How many were asked and how many have handed in: for everybody. Of those no list names, nobody knows how many are
/// asked: 0, and no rate.
pub async fn collected(db: &mut Reader, survey: i64) -> Result<(i64, i64), DatabaseError> {
    db.one(
        sql("select coalesce(sum(case when s.respondent = 'coordinator' then 0 else 1 end), 0), \
             coalesce(sum(case when r.state in ('submitted', 'accepted') then 1 else 0 end), 0) \
             from surveys_respondents r join surveys s on s.id = r.survey_id where r.survey_id = ")
        .with("", survey),
    )
    .await
}

/// Code, prefecture and answers of those who handed in: what is counted. Within no scope: the caller shows groups
/// only ([`super::rules::position::LEAST_IN_A_GROUP`]), or stands behind a reach of all.
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
        sql("select at, step, by_label, on_behalf_of, remark from ( \
             select 1 as place, id, at, step, by_label, on_behalf_of, remark from surveys_steps \
             where respondent_id = $1 union all \
             select 0 as place, id, at, 'invited' as step, by_label, '' as on_behalf_of, \
             case when with_sheet then '回答票を添えました' else '' end as remark from surveys_letters \
             where respondent_id = $1 union all \
             select 2 as place, id, at, 'set_aside' as step, by_label, '' as on_behalf_of, reason as remark \
             from surveys_set_aside where respondent_id = $1 union all \
             select 3 as place, id, taken_back_at as at, 'taken_back' as step, taken_back_by as by_label, \
             '' as on_behalf_of, taken_back_reason as remark from surveys_set_aside \
             where taken_back_at is not null and respondent_id = $1) t order by at, place, id")
        .bind(respondent.line.id),
    )
    .await
}
