//! SQL on what came back in Excel and waits to be decided about.

use foundation::Timestamp;
use foundation::database::{Arg, DatabaseError};
use foundation::{Sql, sql};

use super::own;
use crate::permissions::{Reader, Scope, Writer};
use crate::surveys::model::{Intake, IntakeSheet};

/// Statements stay below either engine's limit of arguments.
const ROWS_PER_STATEMENT: usize = 500;

/// An intake to be stored.
#[derive(Clone, Debug)]
pub struct NewIntake<'a> {
    pub survey: i64,
    pub respondent: Option<i64>,
    pub way: &'static str,
    pub sender: &'a str,
    pub at: Timestamp,
    pub by_label: &'a str,
}

/// One of its workbooks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NewSheet {
    pub file_name: String,
    pub file_key: String,
    pub code: String,
    pub name: String,
    pub answers_mark: String,
    pub state: &'static str,
    pub added: i64,
    pub changed: i64,
    pub conflicts: i64,
    pub complete: bool,
    pub reasons: String,
}

pub async fn insert(db: &mut Writer, intake: &NewIntake<'_>, sheets: &[NewSheet]) -> Result<i64, DatabaseError> {
    let (id,): (i64,) = db
        .one(
            sql("insert into surveys_intakes (survey_id, respondent_id, way, sender, at, by_label) \
                 values ($1, $2, $3, $4, $5, $6) returning id")
            .bind(intake.survey)
            .bind(intake.respondent)
            .bind(intake.way)
            .bind(intake.sender)
            .bind(intake.at)
            .bind(intake.by_label),
        )
        .await?;
    let numbered: Vec<(i64, &NewSheet)> = (1..).zip(sheets).collect();
    for chunk in numbered.chunks(ROWS_PER_STATEMENT) {
        let rows = chunk.iter().map(|(position, sheet)| {
            [
                Arg::from(id),
                (*position).into(),
                (&sheet.file_name).into(),
                (&sheet.file_key).into(),
                (&sheet.code).into(),
                (&sheet.name).into(),
                (&sheet.answers_mark).into(),
                sheet.state.into(),
                sheet.added.into(),
                sheet.changed.into(),
                sheet.conflicts.into(),
                sheet.complete.into(),
                (&sheet.reasons).into(),
                "".into(),
            ]
        });
        db.execute(
            sql("insert into surveys_intake_sheets (intake_id, position, file_name, file_key, code, name, \
                 answers_mark, state, added, changed, conflicts, complete, reasons, decided_by) values")
            .with_rows("", rows),
        )
        .await?;
    }
    Ok(id)
}

const INTAKES: &str = "select i.id, i.survey_id, i.respondent_id, i.way, i.sender, i.at, i.by_label \
     from surveys_intakes i join surveys s on s.id = i.survey_id";

/// What the room took in is the programme's.
fn of_the_room(query: Sql, scope: &Scope) -> Sql {
    let query = query.then(" and i.respondent_id is null");
    match scope {
        Scope::All => query,
        Scope::Programmes(ids) => query.with_list(" and s.programme_id in ", ids.iter().copied()),
        _ => query.then(" and 1 = 0"),
    }
}

/// An intake of the collection room.
pub async fn in_room(db: &mut Reader, survey: i64, id: i64) -> Result<Option<Intake>, DatabaseError> {
    let scope = db.scope().clone();
    let query = sql(INTAKES).with(" where i.survey_id = ", survey).with(" and i.id = ", id);
    db.optional(of_the_room(query, &scope)).await
}

/// An intake of a respondent's own page.
pub async fn on_own_page(
    db: &mut Reader,
    survey: i64,
    respondent: i64,
    id: i64,
) -> Result<Option<Intake>, DatabaseError> {
    let scope = db.scope().clone();
    let query = sql(INTAKES)
        .then(" join surveys_respondents r on r.id = i.respondent_id")
        .with(" where i.survey_id = ", survey)
        .with(" and r.id = ", respondent)
        .with(" and i.id = ", id);
    db.optional(own(query, &scope)).await
}

/// Number, file name, moment and who sent it of what waits on a respondent's own page, the newest first.
pub async fn waiting_on_own_page(
    db: &mut Reader,
    respondent: i64,
) -> Result<Vec<(i64, String, String, String)>, DatabaseError> {
    let scope = db.scope().clone();
    let query = sql("select i.id, t.file_name, i.at, i.by_label from surveys_intake_sheets t \
                     join surveys_intakes i on i.id = t.intake_id join surveys s on s.id = i.survey_id \
                     join surveys_respondents r on r.id = i.respondent_id where t.state = 'waiting' and r.id = ")
    .with("", respondent);
    db.all(own(query, &scope).then(" order by i.id desc limit 20")).await
}

pub async fn are_any(db: &mut Reader, survey: i64) -> Result<bool, DatabaseError> {
    let count = db.count(sql("select count(*) from surveys_intakes where survey_id = ").with("", survey)).await?;
    Ok(count > 0)
}

/// An intake with how many of its sheets there are, wait, are refused.
#[derive(Clone, Debug, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct IntakeLine {
    #[sqlx(flatten)]
    pub intake: Intake,
    pub sheets: i64,
    pub waiting: i64,
    pub refused: i64,
    pub taken: i64,
}

/// What the room took in, the newest first.
pub async fn of_survey(db: &mut Reader, survey: i64, most: i64) -> Result<Vec<IntakeLine>, DatabaseError> {
    let scope = db.scope().clone();
    let query = sql("select i.id, i.survey_id, i.respondent_id, i.way, i.sender, i.at, i.by_label, \
         count(t.id) as sheets, coalesce(sum(case when t.state = 'waiting' then 1 else 0 end), 0) as waiting, \
         coalesce(sum(case when t.state = 'refused' then 1 else 0 end), 0) as refused, \
         coalesce(sum(case when t.state = 'taken' then 1 else 0 end), 0) as taken \
         from surveys_intakes i join surveys s on s.id = i.survey_id \
         left join surveys_intake_sheets t on t.intake_id = i.id where i.survey_id = ")
    .with("", survey);
    let query = of_the_room(query, &scope)
        .then(" group by i.id, i.survey_id, i.respondent_id, i.way, i.sender, i.at, i.by_label order by i.id desc");
    db.all(query.with(" limit ", most)).await
}

const SHEETS: &str = "select id, intake_id, position, file_name, file_key, code, name, answers_mark, state, added, \
     changed, conflicts, complete, reasons, decided_at, decided_by from surveys_intake_sheets where intake_id = ";

/// The workbooks of an intake that was found through the reach, in their order.
pub async fn sheets(db: &mut Reader, intake: &Intake) -> Result<Vec<IntakeSheet>, DatabaseError> {
    db.all(sql(SHEETS).with("", intake.id).then(" order by position")).await
}

pub async fn sheet(db: &mut Reader, intake: &Intake, position: i64) -> Result<Option<IntakeSheet>, DatabaseError> {
    db.optional(sql(SHEETS).with("", intake.id).with(" and position = ", position)).await
}

/// What became of a sheet; `false` when somebody else decided meanwhile.
pub async fn decide(
    db: &mut Writer,
    sheet: i64,
    state: &'static str,
    reasons: &str,
    at: Timestamp,
    by_label: &str,
) -> Result<bool, DatabaseError> {
    let touched = db
        .execute(
            sql("update surveys_intake_sheets set state = $2, reasons = $3, decided_at = $4, decided_by = $5 \
                 where id = $1 and state in ('waiting', 'refused')")
            .bind(sheet)
            .bind(state)
            .bind(reasons)
            .bind(at)
            .bind(by_label),
        )
        .await?;
    Ok(touched == 1)
}

/// Looked at again: it waits for somebody to decide about questions.
pub async fn set_conflicts(db: &mut Writer, sheet: i64, conflicts: i64) -> Result<(), DatabaseError> {
    db.execute(sql("update surveys_intake_sheets set conflicts = $2 where id = $1").bind(sheet).bind(conflicts))
        .await
        .map(drop)
}

/// Kept files of what is decided, and of everything taken in before `before`: sheet and key.
pub async fn overdue(db: &mut Reader, before: Timestamp) -> Result<Vec<(i64, String)>, DatabaseError> {
    db.all(
        sql("select t.id, t.file_key from surveys_intake_sheets t join surveys_intakes i on i.id = t.intake_id \
             where t.file_key <> '' and (t.state in ('taken', 'unchanged', 'empty', 'dropped') or i.at < ")
        .with("", before)
        .then(") order by t.id limit 5000"),
    )
    .await
}

/// The files of these sheets are gone; what still waited waits no more.
pub async fn forget_files(db: &mut Writer, sheets: &[i64]) -> Result<(), DatabaseError> {
    for chunk in sheets.chunks(ROWS_PER_STATEMENT) {
        db.execute(
            sql("update surveys_intake_sheets set file_key = '', \
                 state = case when state = 'waiting' then 'dropped' else state end")
            .with_list(" where id in ", chunk.iter().copied()),
        )
        .await?;
    }
    Ok(())
}

/// `false` when the mail was looked at before.
pub async fn note_mail(
    db: &mut Writer,
    message_id: &str,
    at: Timestamp,
    sender: &str,
    outcome: &str,
) -> Result<bool, DatabaseError> {
    let touched = db
        .execute(
            sql("insert into surveys_mails (message_id, at, sender, outcome) values ($1, $2, $3, $4) \
                 on conflict (message_id) do nothing")
            .bind(message_id)
            .bind(at)
            .bind(sender)
            .bind(outcome),
        )
        .await?;
    Ok(touched == 1)
}

pub async fn is_known_mail(db: &mut Reader, message_id: &str) -> Result<bool, DatabaseError> {
    let count = db.count(sql("select count(*) from surveys_mails where message_id = ").with("", message_id)).await?;
    Ok(count > 0)
}
