//! SQL of the collection room: many respondents at once.

use foundation::Timestamp;
use foundation::database::{Arg, DatabaseError};
use foundation::sql;
use jiff::civil::Date;

use super::{RoomFilter, line_columns, narrowed, seen_by};
use crate::permissions::{Reader, Scope, Writer};
use crate::surveys::actions::collecting::Collected;
use crate::surveys::model::RespondentLine;
use crate::surveys::model::linking::Extension;

/// Statements stay below either engine's limit of arguments.
const ROWS_PER_STATEMENT: usize = 500;

/// Everybody within reach and filter.
pub async fn all_lines(
    db: &mut Reader,
    survey: i64,
    filter: &RoomFilter,
) -> Result<Vec<RespondentLine>, DatabaseError> {
    let scope = db.scope().clone();
    let query = line_columns(sql("")).with(" and r.survey_id = ", survey);
    db.all(narrowed(seen_by(query, &scope), filter).then(" order by r.code")).await
}

/// By which way each of these was changed last: respondent, stored word of the way.
pub async fn last_ways(db: &mut Reader, respondents: &[i64]) -> Result<Vec<(i64, String)>, DatabaseError> {
    db.all(
        sql("select c.respondent_id, c.way from surveys_changes c join (select respondent_id, max(id) as last \
             from surveys_changes where ")
        .with_list("respondent_id in ", respondents.iter().copied())
        .then(" group by respondent_id) l on l.last = c.id"),
    )
    .await
}

/// When each respondent was reminded last.
pub async fn last_reminders(db: &mut Reader, survey: i64) -> Result<Vec<(i64, String)>, DatabaseError> {
    db.all(
        sql("select t.respondent_id, max(t.at) from surveys_steps t \
             join surveys_respondents r on r.id = t.respondent_id where t.step = 'reminded' and r.survey_id = ")
        .with("", survey)
        .then(" group by t.respondent_id"),
    )
    .await
}

/// Code and number of everybody asked.
pub async fn ids(db: &mut Reader, survey: i64) -> Result<Vec<(String, i64)>, DatabaseError> {
    db.all(sql("select code, id from surveys_respondents where survey_id = ").with("", survey)).await
}

/// Those of the codes that are asked.
pub async fn ids_of(db: &mut Reader, survey: i64, codes: &[String]) -> Result<Vec<(String, i64)>, DatabaseError> {
    let query = sql("select code, id from surveys_respondents where survey_id = ").with("", survey);
    db.all(query.with_list(" and code in ", codes.iter().cloned()).then(" order by code")).await
}

/// Per running survey within reach: number, title, how many were handed in and not yet looked at, how many are past their
/// day and not handed in. A prefecture's own answer is not one it waits for.
pub async fn waiting(db: &mut Reader, today: Date) -> Result<Vec<(i64, String, i64, i64)>, DatabaseError> {
    let scope = db.scope().clone();
    let query = sql("select * from (select s.id, s.title, \
                     sum(case when r.state = 'submitted' then 1 else 0 end) as submitted, \
                     sum(case when s.state = 'open' and r.state in ('not_opened', 'working', 'returned') \
                     and coalesce(r.due_on, s.due_on) < ")
    .with("", today)
    .then(
        " then 1 else 0 end) as late from surveys_respondents r join surveys s on s.id = r.survey_id \
         where s.state in ('open', 'closed')",
    );
    let query = match scope {
        Scope::Prefectures(_) => query.then(" and r.code <> r.prefecture_code"),
        _ => query,
    };
    db.all(seen_by(query, &scope).then(" group by s.id, s.title) w where submitted + late > 0 order by id")).await
}

pub async fn set_due(db: &mut Writer, respondents: &[i64], to: Date) -> Result<(), DatabaseError> {
    for chunk in respondents.chunks(ROWS_PER_STATEMENT) {
        db.execute(
            sql("update surveys_respondents set due_on = ")
                .with("", to)
                .with_list(" where id in ", chunk.iter().copied()),
        )
        .await?;
    }
    Ok(())
}

/// One step for many.
pub async fn insert_steps(
    db: &mut Writer,
    respondents: &[i64],
    step: &'static str,
    at: Timestamp,
    by_label: &str,
    remark: &str,
) -> Result<(), DatabaseError> {
    let rows: Vec<Dated> =
        respondents.iter().map(|id| (*id, at, step, by_label.to_owned(), remark.to_owned())).collect();
    insert_dated_steps(db, &rows).await
}

/// Respondent, when, which step, by whom, remark.
pub type Dated = (i64, Timestamp, &'static str, String, String);

pub async fn insert_dated_steps(db: &mut Writer, steps: &[Dated]) -> Result<(), DatabaseError> {
    for chunk in steps.chunks(ROWS_PER_STATEMENT) {
        let rows = chunk.iter().map(|(id, at, step, by, remark)| {
            [Arg::from(*id), (*at).into(), (*step).into(), by.into(), "".into(), remark.into()]
        });
        db.execute(
            sql("insert into surveys_steps (respondent_id, at, step, by_label, on_behalf_of, remark) values")
                .with_rows("", rows),
        )
        .await?;
    }
    Ok(())
}

/// The answers of one respondent as they were collected elsewhere.
pub async fn take_over(db: &mut Writer, respondent: i64, row: &Collected) -> Result<(), DatabaseError> {
    use crate::surveys::model::State;
    let handed_in = !matches!(row.state, State::NotOpened | State::Working);
    db.execute(
        sql("update surveys_respondents set answers = $2, state = $3, version = version + 1, changed_at = $4, \
             changed_by = $5, submitted_at = $6 where id = $1")
        .bind(respondent)
        .bind(row.answers.to_json())
        .bind(row.state.id())
        .bind(row.at)
        .bind(&row.by_label)
        .bind(handed_in.then_some(row.at)),
    )
    .await
    .map(drop)
}

/// A later deadline that a group was given: to when, whom in words, how many.
pub async fn insert_extension(
    db: &mut Writer,
    survey: i64,
    (to, whom, respondents): (Date, &str, usize),
    by_label: &str,
    now: Timestamp,
) -> Result<(), DatabaseError> {
    db.execute(
        sql("insert into surveys_extensions (survey_id, at, by_label, due_on, whom, respondents) \
             values ($1, $2, $3, $4, $5, $6)")
        .bind(survey)
        .bind(now)
        .bind(by_label)
        .bind(to)
        .bind(whom)
        .bind(i64::try_from(respondents).unwrap_or(i64::MAX)),
    )
    .await
    .map(drop)
}

/// The newest of them.
pub async fn extensions(db: &mut Reader, survey: i64) -> Result<Vec<Extension>, DatabaseError> {
    db.all(
        sql("select at, by_label, due_on, whom, respondents from surveys_extensions where survey_id = ")
            .with("", survey)
            .then(" order by id desc limit 20"),
    )
    .await
}

/// A later deadline of the survey itself.
pub async fn set_survey_due(db: &mut Writer, survey: i64, to: Date) -> Result<(), DatabaseError> {
    db.execute(sql("update surveys set due_on = $2 where id = $1 and due_on < $2").bind(survey).bind(to))
        .await
        .map(drop)
}
