//! SQL of findings, inquiries and the settings of checking.

use foundation::database::DatabaseError;
use foundation::web::Page;
use foundation::{Sql, Timestamp, sql};
use questionnaire::soft::SoftFinding;

use super::{RespondentRow, own, seen_by};
use crate::permissions::{Reader, Writer};
use crate::surveys::model::Respondent;
use crate::surveys::model::checking::{CheckSettings, FindingRow, Inquiry, InquiryState, Message};

pub async fn settings(db: &mut Reader, survey: i64) -> Result<Option<CheckSettings>, DatabaseError> {
    db.optional(
        sql("select percent, least, at, by_label from surveys_check_settings where survey_id = ").with("", survey),
    )
    .await
}

pub async fn set_settings(db: &mut Writer, survey: i64, set: &CheckSettings) -> Result<(), DatabaseError> {
    db.execute(
        sql(
            "insert into surveys_check_settings (survey_id, percent, least, at, by_label) values ($1, $2, $3, $4, $5) \
             on conflict (survey_id) do update set percent = excluded.percent, least = excluded.least, \
             at = excluded.at, by_label = excluded.by_label",
        )
        .bind(survey)
        .bind(set.percent)
        .bind(set.least)
        .bind(&set.at)
        .bind(&set.by_label),
    )
    .await
    .map(drop)
}

/// Everybody within reach who has handed in, also who has it back to put right: of one prefecture or all.
pub async fn handed_in(db: &mut Reader, survey: i64, prefecture: &str) -> Result<Vec<Respondent>, DatabaseError> {
    let scope = db.scope().clone();
    let mut query =
        sql("select r.id, r.code, r.name, r.prefecture_code, p.name as prefecture_name, r.state, r.due_on, \
         r.changed_at, r.changed_by, r.submitted_at, r.survey_id, r.edition_id, r.version, r.answers \
         from surveys_respondents r join surveys s on s.id = r.survey_id \
         join regions_prefectures p on p.code = r.prefecture_code \
         where s.state <> 'draft' and r.state in ('submitted', 'returned', 'accepted') and r.survey_id = ")
        .with("", survey);
    if !prefecture.is_empty() {
        query = query.with(" and r.prefecture_code = ", prefecture);
    }
    let rows: Vec<RespondentRow> = db.all(seen_by(query, &scope).then(" order by r.code")).await?;
    rows.into_iter().map(RespondentRow::whole).collect()
}

fn finding_columns() -> Sql {
    sql("select f.id, f.respondent_id, f.question, f.rule, f.mark, f.explanation, f.explained_at, f.explained_by, \
         f.note, f.settled_at, f.settled_by, i.id as inquiry_id, i.state as inquiry_state from surveys_findings f \
         join surveys_respondents r on r.id = f.respondent_id join surveys s on s.id = r.survey_id \
         left join surveys_inquiries i on i.id = (select max(n.id) from surveys_inquiries n where n.finding_id = f.id) \
         where 1 = 1")
}

/// What was done about findings of one respondent whose answers the caller may see.
pub async fn findings_of(db: &mut Reader, respondent: i64) -> Result<Vec<FindingRow>, DatabaseError> {
    db.all(finding_columns().with(" and f.respondent_id = ", respondent)).await
}

/// The row of a finding; made when nobody did anything about it so far.
pub async fn finding_row(db: &mut Writer, respondent: i64, finding: &SoftFinding) -> Result<i64, DatabaseError> {
    db.execute(
        sql("insert into surveys_findings (respondent_id, question, rule, mark, kind, sentence, explanation, \
             explained_by, note, settled_by) values ($1, $2, $3, $4, $5, $6, '', '', '', '') \
             on conflict (respondent_id, question, rule, mark) do nothing")
        .bind(respondent)
        .bind(&finding.question)
        .bind(&finding.rule)
        .bind(&finding.mark)
        .bind(finding.kind.id())
        .bind(&finding.sentence),
    )
    .await?;
    let (id,): (i64,) = db
        .one(
            sql("select id from surveys_findings where respondent_id = $1 and question = $2 and rule = $3 and mark = $4")
                .bind(respondent)
                .bind(&finding.question)
                .bind(&finding.rule)
                .bind(&finding.mark),
        )
        .await?;
    Ok(id)
}

/// As it was said when something was done about it first.
pub async fn finding_sentence(db: &mut Reader, finding: i64) -> Result<Option<String>, DatabaseError> {
    let row: Option<(String,)> =
        db.optional(sql("select sentence from surveys_findings where id = ").with("", finding)).await?;
    Ok(row.map(|(sentence,)| sentence))
}

pub async fn explain(
    db: &mut Writer,
    finding: i64,
    text: &str,
    at: Timestamp,
    by_label: &str,
) -> Result<(), DatabaseError> {
    db.execute(
        sql("update surveys_findings set explanation = $2, explained_at = $3, explained_by = $4 where id = $1")
            .bind(finding)
            .bind(text)
            .bind(at)
            .bind(by_label),
    )
    .await
    .map(drop)
}

/// `false` when somebody settled it already.
pub async fn settle_finding(
    db: &mut Writer,
    finding: i64,
    note: &str,
    at: Timestamp,
    by_label: &str,
) -> Result<bool, DatabaseError> {
    let touched = db
        .execute(
            sql("update surveys_findings set note = $2, settled_at = $3, settled_by = $4 \
                 where id = $1 and settled_at is null")
            .bind(finding)
            .bind(note)
            .bind(at)
            .bind(by_label),
        )
        .await?;
    Ok(touched == 1)
}

/// An inquiry to be.
#[derive(Clone, Debug)]
pub struct NewInquiry<'a> {
    pub respondent: i64,
    pub question: &'a str,
    pub finding: Option<i64>,
    pub at: Timestamp,
    pub by_label: &'a str,
}

pub async fn insert_inquiry(db: &mut Writer, new: &NewInquiry<'_>) -> Result<i64, DatabaseError> {
    let (id,): (i64,) = db
        .one(
            sql("insert into surveys_inquiries (respondent_id, question, finding_id, state, opened_at, opened_by, \
                 changed_at, changed_by) values ($1, $2, $3, 'asked', $4, $5, $4, $5) returning id")
            .bind(new.respondent)
            .bind(new.question)
            .bind(new.finding)
            .bind(new.at)
            .bind(new.by_label),
        )
        .await?;
    Ok(id)
}

pub async fn insert_message(
    db: &mut Writer,
    inquiry: i64,
    act: &'static str,
    body: &str,
    at: Timestamp,
    by_label: &str,
) -> Result<(), DatabaseError> {
    db.execute(
        sql("insert into surveys_inquiry_messages (inquiry_id, at, by_label, act, body) values ($1, $2, $3, $4, $5)")
            .bind(inquiry)
            .bind(at)
            .bind(by_label)
            .bind(act)
            .bind(body),
    )
    .await
    .map(drop)
}

/// Moves an inquiry on; `false` when a newer entry than `last` came meanwhile, or it is settled. The inquiry is held
/// first, so that whoever comes second sees the entry of whoever came first.
pub async fn move_inquiry(
    db: &mut Writer,
    inquiry: i64,
    last: i64,
    to: InquiryState,
    at: Timestamp,
    by_label: &str,
) -> Result<bool, DatabaseError> {
    db.execute(sql("update surveys_inquiries set state = state where id = $1").bind(inquiry)).await?;
    let touched = db
        .execute(
            sql("update surveys_inquiries set state = $2, changed_at = $3, changed_by = $4 \
                 where id = $1 and state <> 'settled' and not exists \
                 (select 1 from surveys_inquiry_messages m where m.inquiry_id = $1 and m.id > $5)")
            .bind(inquiry)
            .bind(to.id())
            .bind(at)
            .bind(by_label)
            .bind(last),
        )
        .await?;
    Ok(touched == 1)
}

fn inquiry_columns() -> Sql {
    sql(
        "select i.id, r.survey_id, i.respondent_id, r.code, r.name, p.name as prefecture_name, i.question, i.finding_id, \
         i.state, i.opened_at, i.opened_by, i.changed_at, i.changed_by from surveys_inquiries i \
         join surveys_respondents r on r.id = i.respondent_id join surveys s on s.id = r.survey_id \
         join regions_prefectures p on p.code = r.prefecture_code where s.state <> 'draft'",
    )
}

/// One of a respondent whose answers the caller may see.
pub async fn inquiry(db: &mut Reader, respondent: i64, id: i64) -> Result<Option<Inquiry>, DatabaseError> {
    db.optional(inquiry_columns().with(" and i.respondent_id = ", respondent).with(" and i.id = ", id)).await
}

pub async fn inquiries_of(db: &mut Reader, respondent: i64) -> Result<Vec<Inquiry>, DatabaseError> {
    db.all(inquiry_columns().with(" and i.respondent_id = ", respondent).then(" order by i.id desc")).await
}

/// Those of a survey within reach, in one state or any, what waits longest first.
pub async fn inquiries(db: &mut Reader, survey: i64, state: &str, page: Page) -> Result<Vec<Inquiry>, DatabaseError> {
    let scope = db.scope().clone();
    let mut query = seen_by(inquiry_columns().with(" and r.survey_id = ", survey), &scope);
    if !state.is_empty() {
        query = query.with(" and i.state = ", state);
    }
    db.all(query.then(" order by i.changed_at, i.id").with(" limit ", page.size).with(" offset ", page.offset())).await
}

/// How many in each state, within reach.
pub async fn inquiry_counts(db: &mut Reader, survey: i64) -> Result<Vec<(String, i64)>, DatabaseError> {
    let scope = db.scope().clone();
    let query = sql("select i.state, count(*) from surveys_inquiries i \
                     join surveys_respondents r on r.id = i.respondent_id join surveys s on s.id = r.survey_id \
                     where s.state <> 'draft' and r.survey_id = ")
    .with("", survey);
    db.all(seen_by(query, &scope).then(" group by i.state")).await
}

pub async fn messages(db: &mut Reader, inquiry: i64) -> Result<Vec<Message>, DatabaseError> {
    db.all(
        sql("select id, at, by_label, act, body from surveys_inquiry_messages where inquiry_id = ")
            .with("", inquiry)
            .then(" order by id"),
    )
    .await
}

/// One's own that wait for an answer, in surveys that still take one.
pub async fn to_answer(db: &mut Reader) -> Result<Vec<Inquiry>, DatabaseError> {
    let scope = db.scope().clone();
    let query = inquiry_columns().then(" and i.state = 'asked' and s.state in ('open', 'closed')");
    db.all(own(query, &scope).then(" order by i.id")).await
}

/// Answered and waiting for the office, per survey within reach: number, title, how many.
pub async fn answered(db: &mut Reader) -> Result<Vec<(i64, String, i64)>, DatabaseError> {
    let scope = db.scope().clone();
    let query = sql("select s.id, s.title, count(*) from surveys_inquiries i \
                     join surveys_respondents r on r.id = i.respondent_id join surveys s on s.id = r.survey_id \
                     where s.state in ('open', 'closed') and i.state = 'answered'");
    db.all(seen_by(query, &scope).then(" group by s.id, s.title order by s.id")).await
}
