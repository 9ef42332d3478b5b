//! SQL of what answers are held against, and of the findings kept of it.

use std::collections::BTreeMap;

use foundation::Timestamp;
use foundation::database::{Arg, DatabaseError};
use foundation::web::Page;
use foundation::{Sql, sql};
use questionnaire::soft::{FenceRow, SoftFinding, SoftKind};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{RespondentRow, seen_by};
use crate::permissions::{Reader, Writer};
use crate::surveys::model::Respondent;
use crate::surveys::model::checking::{CheckSettings, FindingRow, Looked};
use crate::surveys::model::criteria::{Criteria, OfficeRule, QuestionTolerance};

/// Statements stay below either engine's limit of arguments.
const ROWS_PER_STATEMENT: usize = 500;

#[derive(sqlx_macros::FromRow)]
struct CriteriaRow {
    version: i64,
    rules: String,
    tolerances: String,
    fences: String,
    fences_of: String,
    fences_at: Option<String>,
    percent: Option<i64>,
    least: Option<i64>,
    at: Option<String>,
    by_label: Option<String>,
}

fn read<T: DeserializeOwned>(text: &str) -> Result<T, DatabaseError> {
    serde_json::from_str(text).map_err(|error| DatabaseError::Unreadable(error.to_string()))
}

fn json(value: &impl Serialize) -> Result<String, DatabaseError> {
    serde_json::to_string(value).map_err(|error| DatabaseError::Unreadable(error.to_string()))
}

/// Of a survey that is within reach.
pub async fn of(db: &mut Reader, survey: i64) -> Result<Criteria, DatabaseError> {
    let query = sql("select coalesce(k.version, 0) as version, coalesce(k.rules, '[]') as rules, \
         coalesce(k.tolerances, '{}') as tolerances, coalesce(k.fences, '[]') as fences, \
         coalesce(k.fences_of, '') as fences_of, k.fences_at, c.percent, c.least, c.at, c.by_label from surveys s \
         left join surveys_criteria k on k.survey_id = s.id \
         left join surveys_check_settings c on c.survey_id = s.id where s.id = ")
    .with("", survey);
    let Some(row) = db.optional::<CriteriaRow>(query).await? else { return Ok(Criteria::default()) };
    let settings = match (row.percent, row.least) {
        (Some(percent), Some(least)) => Some(CheckSettings {
            percent,
            least,
            at: row.at.unwrap_or_default(),
            by_label: row.by_label.unwrap_or_default(),
        }),
        _ => None,
    };
    Ok(Criteria {
        version: row.version,
        rules: read(&row.rules)?,
        tolerances: read(&row.tolerances)?,
        settings,
        fences: read(&row.fences)?,
        fences_of: row.fences_of,
        fences_at: row.fences_at,
    })
}

/// `false` when somebody stored others since `over`.
pub async fn store(
    db: &mut Writer,
    survey: i64,
    over: i64,
    rules: &[OfficeRule],
    tolerances: &BTreeMap<String, QuestionTolerance>,
) -> Result<bool, DatabaseError> {
    let touched = db
        .execute(
            sql("insert into surveys_criteria (survey_id, version, rules, tolerances, fences, fences_of) \
                 values ($1, 1, $3, $4, '[]', '') on conflict (survey_id) do update set \
                 version = surveys_criteria.version + 1, rules = excluded.rules, tolerances = excluded.tolerances \
                 where surveys_criteria.version = $2")
            .bind(survey)
            .bind(over)
            .bind(json(&rules)?)
            .bind(json(tolerances)?),
        )
        .await?;
    Ok(touched == 1)
}

/// Something beside the row changed that answers are held against: all are held against it anew.
pub async fn touch(db: &mut Writer, survey: i64) -> Result<(), DatabaseError> {
    db.execute(
        sql("insert into surveys_criteria (survey_id, version, rules, tolerances, fences, fences_of) \
             values ($1, 1, '[]', '{}', '[]', '') on conflict (survey_id) do update set \
             version = surveys_criteria.version + 1")
        .bind(survey),
    )
    .await
    .map(drop)
}

/// Quartiles made anew; `moved`: they are others than before.
pub async fn store_fences(
    db: &mut Writer,
    survey: i64,
    fences: &[FenceRow],
    of: &str,
    at: Timestamp,
    moved: bool,
) -> Result<(), DatabaseError> {
    db.execute(
        sql("insert into surveys_criteria (survey_id, version, rules, tolerances, fences, fences_of, fences_at) \
             values ($1, $5, '[]', '{}', $2, $3, $4) on conflict (survey_id) do update set \
             version = surveys_criteria.version + $5, fences = excluded.fences, fences_of = excluded.fences_of, \
             fences_at = excluded.fences_at")
        .bind(survey)
        .bind(json(&fences)?)
        .bind(of)
        .bind(at)
        .bind(i64::from(moved)),
    )
    .await
    .map(drop)
}

const STALE: &str = " and r.state in ('submitted', 'returned', 'accepted') \
     and (c.respondent_id is null or c.version <> r.version or c.edition_id <> r.edition_id \
     or c.criteria <> coalesce(k.version, 0))";

const WITH_CHECKED: &str = " left join surveys_checked c on c.respondent_id = r.id \
     left join surveys_criteria k on k.survey_id = r.survey_id where s.state <> 'draft' and r.survey_id = ";

/// Those who handed in and whose answers were not yet held against these criteria; the first `most`, held until the end of
/// the transaction, and without those whose answers somebody is changing at this moment. Within no scope: for the job.
pub async fn claim_stale(
    db: &mut Writer,
    survey: i64,
    criteria: i64,
    most: i64,
) -> Result<Vec<Respondent>, DatabaseError> {
    let skip = db.skip_locked();
    let query = sql("select r.id from surveys_respondents r where r.survey_id = ")
        .with("", survey)
        .then(
            " and r.state in ('submitted', 'returned', 'accepted') and not exists (select 1 from surveys_checked c \
             where c.respondent_id = r.id and c.version = r.version and c.edition_id = r.edition_id \
             and c.criteria = ",
        )
        .with("", criteria)
        .then(") order by r.code")
        .with(" limit ", most)
        .then(skip);
    let ids: Vec<(i64,)> = db.all(query).await?;
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let query = sql("select r.id, r.code, r.name, r.prefecture_code, p.name as prefecture_name, r.state, r.due_on, \
         r.changed_at, r.changed_by, r.submitted_at, r.survey_id, r.edition_id, r.version, r.answers \
         from surveys_respondents r join regions_prefectures p on p.code = r.prefecture_code")
    .with_list(" where r.id in ", ids.into_iter().map(|(id,)| id))
    .then(" order by r.code");
    let rows: Vec<RespondentRow> = db.all(query).await?;
    rows.into_iter().map(RespondentRow::whole).collect()
}

/// How many of those within reach wait for that.
pub async fn count_stale(db: &mut Reader, survey: i64) -> Result<i64, DatabaseError> {
    let scope = db.scope().clone();
    let query = sql("select count(*) from surveys_respondents r join surveys s on s.id = r.survey_id")
        .then(WITH_CHECKED)
        .with("", survey)
        .then(STALE);
    db.count(seen_by(query, &scope)).await
}

/// A respondent by number, within no scope: whoever just stored her answers renews what is found in them.
pub async fn respondent(db: &mut Reader, id: i64) -> Result<Option<Respondent>, DatabaseError> {
    super::one(db, sql(" and r.id = ").with("", id)).await
}

/// What was found in the answers of these respondents, in place of what was found before.
pub async fn keep(
    db: &mut Writer,
    criteria: i64,
    found: &[(&Respondent, Vec<SoftFinding>)],
) -> Result<(), DatabaseError> {
    for chunk in found.chunks(ROWS_PER_STATEMENT) {
        let ids: Vec<i64> = chunk.iter().map(|(respondent, _)| respondent.line.id).collect();
        db.execute(sql("delete from surveys_kept_findings").with_list(" where respondent_id in ", ids.iter().copied()))
            .await?;
        db.execute(sql("delete from surveys_checked").with_list(" where respondent_id in ", ids)).await?;
        let rows = chunk.iter().map(|(respondent, _)| {
            [Arg::from(respondent.line.id), respondent.version.into(), respondent.edition_id.into(), criteria.into()]
        });
        db.execute(
            sql("insert into surveys_checked (respondent_id, version, edition_id, criteria) values")
                .with_rows("", rows),
        )
        .await?;
        let rows: Vec<(i64, i64, &SoftFinding)> = chunk
            .iter()
            .flat_map(|(respondent, found)| (1..).zip(found).map(|(at, finding)| (respondent.line.id, at, finding)))
            .collect();
        for rows in rows.chunks(ROWS_PER_STATEMENT) {
            let rows = rows.iter().map(|(id, at, finding)| {
                [
                    Arg::from(*id),
                    (*at).into(),
                    (&finding.question).into(),
                    finding.kind.id().into(),
                    (&finding.rule).into(),
                    (&finding.mark).into(),
                    (&finding.sentence).into(),
                ]
            });
            db.execute(
                sql(
                    "insert into surveys_kept_findings (respondent_id, position, question, kind, rule, mark, sentence) \
                     values",
                )
                .with_rows("", rows),
            )
            .await?;
        }
    }
    Ok(())
}

/// A kept finding with what was done about it. The state in SQL says what `FindingRow::state` says; a story holds both
/// together.
#[derive(Clone, Debug, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct KeptRow {
    pub respondent_id: i64,
    pub code: String,
    pub name: String,
    pub prefecture_name: String,
    pub question: String,
    pub kind: String,
    pub rule: String,
    pub mark: String,
    pub sentence: String,
    pub explanation: String,
    pub state: String,
}

const STATE: &str = "case when f.settled_at is not null then 'settled' when i.state = 'asked' then 'asked' \
     when i.state = 'answered' then 'answered' when coalesce(f.explanation, '') <> '' then 'explained' else 'new' end";

const KEPT: &str = " from surveys_kept_findings w join surveys_respondents r on r.id = w.respondent_id \
     join surveys s on s.id = r.survey_id join regions_prefectures p on p.code = r.prefecture_code \
     left join surveys_findings f on f.respondent_id = w.respondent_id and f.question = w.question \
     and f.rule = w.rule and f.mark = w.mark \
     left join surveys_inquiries i on i.id = (select max(n.id) from surveys_inquiries n where n.finding_id = f.id) \
     where s.state <> 'draft' and r.state in ('submitted', 'returned', 'accepted') and r.survey_id = ";

fn within(db: &Reader, query: Sql, survey: i64, prefecture: &str) -> Sql {
    let mut query = query.then(KEPT).with("", survey);
    if !prefecture.is_empty() {
        query = query.with(" and r.prefecture_code = ", prefecture);
    }
    seen_by(query, db.scope())
}

/// How many findings of each kind and state, within reach; and of how many respondents.
pub async fn counts(
    db: &mut Reader,
    survey: i64,
    prefecture: &str,
) -> Result<(Vec<(String, String, i64)>, i64), DatabaseError> {
    let query = within(db, sql("select w.kind, ").then(STATE).then(" as state, count(*)"), survey, prefecture);
    let counts = db.all(query.then(" group by w.kind, ").then(STATE)).await?;
    let query = within(db, sql("select count(distinct w.respondent_id)"), survey, prefecture);
    Ok((counts, db.count(query).await?))
}

/// Those of one kind, state and prefecture (empty: any), in the order of codes and questions.
pub async fn page(
    db: &mut Reader,
    survey: i64,
    (kind, state, prefecture): (&str, &str, &str),
    page: Page,
) -> Result<Vec<KeptRow>, DatabaseError> {
    let head = sql("select w.respondent_id, r.code, r.name, p.name as prefecture_name, w.question, w.kind, w.rule, \
         w.mark, w.sentence, coalesce(f.explanation, '') as explanation, ")
    .then(STATE)
    .then(" as state");
    let mut query = within(db, head, survey, prefecture);
    if !kind.is_empty() {
        query = query.with(" and w.kind = ", kind);
    }
    if !state.is_empty() {
        query = query.then(" and ").then(STATE).with(" = ", state);
    }
    let query = query.then(" order by r.code, w.position").with(" limit ", page.size);
    db.all(query.with(" offset ", page.offset())).await
}

/// How many findings of each rule, within reach.
pub async fn by_rule(db: &mut Reader, survey: i64) -> Result<Vec<(String, i64)>, DatabaseError> {
    let query = within(db, sql("select w.rule, count(*)"), survey, "");
    db.all(query.then(" group by w.rule")).await
}

#[derive(sqlx_macros::FromRow)]
struct LookedRow {
    respondent_id: i64,
    question: Option<String>,
    kind: Option<String>,
    rule: Option<String>,
    mark: Option<String>,
    sentence: Option<String>,
    finding_id: Option<i64>,
    explanation: Option<String>,
    explained_at: Option<String>,
    explained_by: Option<String>,
    note: Option<String>,
    settled_at: Option<String>,
    settled_by: Option<String>,
    inquiry_id: Option<i64>,
    inquiry_state: Option<String>,
}

impl LookedRow {
    /// `None`: there is no finding.
    fn looked(self) -> Option<Looked> {
        let (question, rule, mark) = (self.question?, self.rule?, self.mark?);
        let row = self.finding_id.map(|id| FindingRow {
            id,
            respondent_id: self.respondent_id,
            question: question.clone(),
            rule: rule.clone(),
            mark: mark.clone(),
            explanation: self.explanation.unwrap_or_default(),
            explained_at: self.explained_at,
            explained_by: self.explained_by.unwrap_or_default(),
            note: self.note.unwrap_or_default(),
            settled_at: self.settled_at,
            settled_by: self.settled_by.unwrap_or_default(),
            inquiry_id: self.inquiry_id,
            inquiry_state: self.inquiry_state,
        });
        let kind = SoftKind::of(&self.kind?)?;
        Some(Looked { finding: SoftFinding { question, kind, rule, sentence: self.sentence?, mark }, row })
    }
}

/// What is kept of one respondent with what was done about it, if her answers were held against the criteria as they
/// are; else nothing is known.
pub async fn kept(db: &mut Reader, respondent: &Respondent) -> Result<Option<Vec<Looked>>, DatabaseError> {
    let query =
        sql("select r.id as respondent_id, w.question, w.kind, w.rule, w.mark, w.sentence, f.id as finding_id, \
         f.explanation, f.explained_at, f.explained_by, f.note, f.settled_at, f.settled_by, i.id as inquiry_id, \
         i.state as inquiry_state from surveys_checked c join surveys_respondents r on r.id = c.respondent_id \
         left join surveys_criteria k on k.survey_id = r.survey_id \
         left join surveys_kept_findings w on w.respondent_id = r.id \
         left join surveys_findings f on f.respondent_id = w.respondent_id and f.question = w.question \
         and f.rule = w.rule and f.mark = w.mark \
         left join surveys_inquiries i on i.id = (select max(n.id) from surveys_inquiries n where n.finding_id = f.id) \
         where c.version = r.version and c.edition_id = r.edition_id and c.criteria = coalesce(k.version, 0) \
         and r.id = ")
        .with("", respondent.line.id)
        .with(" and r.version = ", respondent.version)
        .then(" order by w.position");
    let rows: Vec<LookedRow> = db.all(query).await?;
    Ok((!rows.is_empty()).then(|| rows.into_iter().filter_map(LookedRow::looked).collect()))
}

/// Everybody within reach with findings, and what was found, in order.
pub async fn everybody(db: &mut Reader, survey: i64) -> Result<Vec<(Respondent, Vec<SoftFinding>)>, DatabaseError> {
    let every = Page { number: 1, size: i64::MAX };
    let rows = page(db, survey, ("", "", ""), every).await?;
    let mut found: Vec<(Respondent, Vec<SoftFinding>)> = Vec::new();
    for respondent in super::checking::handed_in(db, survey, "").await? {
        let own = rows.iter().filter(|row| row.respondent_id == respondent.line.id);
        let own: Vec<SoftFinding> = own
            .filter_map(|row| {
                Some(SoftFinding {
                    question: row.question.clone(),
                    kind: SoftKind::of(&row.kind)?,
                    rule: row.rule.clone(),
                    sentence: row.sentence.clone(),
                    mark: row.mark.clone(),
                })
            })
            .collect();
        if !own.is_empty() {
            found.push((respondent, own));
        }
    }
    Ok(found)
}
