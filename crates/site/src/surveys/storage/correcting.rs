//! SQL of corrections after handing in, and of the list of cleaning edits.

use foundation::database::{Arg, DatabaseError};
use foundation::web::Page;
use foundation::{Sql, Timestamp, sql};
use questionnaire::Answers;

use super::seen_by;
use crate::permissions::{Reader, Writer};
use crate::surveys::model::checking::{Edit, HistoryRow};
use crate::surveys::model::{RespondentLine, Way};

/// Answers as they now are, the state untouched; `false` when somebody stored a newer version meanwhile.
pub async fn store(
    db: &mut Writer,
    respondent: i64,
    version: i64,
    answers: &Answers,
    by_label: &str,
    now: Timestamp,
) -> Result<bool, DatabaseError> {
    let touched = db
        .execute(
            sql(
                "update surveys_respondents set answers = $3, version = version + 1, changed_at = $4, changed_by = $5 \
                 where id = $1 and version = $2 and state in ('submitted', 'accepted') and frozen = false",
            )
            .bind(respondent)
            .bind(version)
            .bind(answers.to_json())
            .bind(now)
            .bind(by_label),
        )
        .await?;
    Ok(touched == 1)
}

/// A change with what it belongs to.
#[derive(Clone, Debug)]
pub struct NewCorrection<'a> {
    pub respondent: i64,
    pub version: i64,
    pub question: &'a str,
    pub before: Option<String>,
    pub after: Option<String>,
    pub way: Way,
    pub at: Timestamp,
    pub by_label: &'a str,
    pub on_behalf_of: &'a str,
    pub reason: &'a str,
    pub inquiry: Option<i64>,
    pub undoes: Option<i64>,
}

pub async fn insert(db: &mut Writer, new: &NewCorrection<'_>) -> Result<(), DatabaseError> {
    db.execute(
        sql("insert into surveys_changes (respondent_id, version, question, before, after, way, at, by_label, \
             on_behalf_of, reason, inquiry_id, undoes_id) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)")
        .bind(new.respondent)
        .bind(new.version)
        .bind(new.question)
        .bind(new.before.clone())
        .bind(new.after.clone())
        .bind(new.way.id())
        .bind(new.at)
        .bind(new.by_label)
        .bind(new.on_behalf_of)
        .bind(new.reason)
        .bind(new.inquiry)
        .bind(new.undoes),
    )
    .await
    .map(drop)
}

fn edit_columns() -> Sql {
    sql(
        "select c.id, c.respondent_id, r.code, r.name, p.name as prefecture_name, r.edition_id, c.version, c.question, \
         c.before, c.after, c.at, c.by_label, c.reason, c.undoes_id, u.id as undone_by from surveys_changes c \
         join surveys_respondents r on r.id = c.respondent_id join surveys s on s.id = r.survey_id \
         join regions_prefectures p on p.code = r.prefecture_code \
         left join surveys_changes u on u.undoes_id = c.id where c.way = 'cleaning'",
    )
}

/// The changes of one cleaning edit: a respondent's version.
pub async fn edit(db: &mut Reader, respondent: i64, version: i64) -> Result<Vec<Edit>, DatabaseError> {
    db.all(
        edit_columns()
            .with(" and c.respondent_id = ", respondent)
            .with(" and c.version = ", version)
            .then(" order by c.id"),
    )
    .await
}

/// What became of the answer to one question, newest first, of a respondent whose answers the caller may see.
pub async fn history(db: &mut Reader, respondent: i64, question: &str) -> Result<Vec<HistoryRow>, DatabaseError> {
    db.all(
        sql("select c.version, c.before, c.after, c.way, c.at, c.by_label, c.on_behalf_of, c.reason, c.undoes_id, \
             (select max(u.id) from surveys_changes u where u.undoes_id = c.id) as undone_by \
             from surveys_changes c where c.respondent_id = ")
        .with("", respondent)
        .with(" and c.question = ", question)
        .then(" order by c.id desc"),
    )
    .await
}

/// Those of a survey within reach, newest first.
pub async fn edits(db: &mut Reader, survey: i64, page: Option<Page>) -> Result<Vec<Edit>, DatabaseError> {
    let scope = db.scope().clone();
    let query = seen_by(edit_columns().with(" and r.survey_id = ", survey), &scope).then(" order by c.id desc");
    match page {
        Some(page) => db.all(query.with(" limit ", page.size).with(" offset ", page.offset())).await,
        None => db.all(query).await,
    }
}

pub async fn count(db: &mut Reader, survey: i64) -> Result<i64, DatabaseError> {
    let scope = db.scope().clone();
    let query = sql("select count(*) from surveys_changes c join surveys_respondents r on r.id = c.respondent_id \
                     join surveys s on s.id = r.survey_id where c.way = 'cleaning' and r.survey_id = ")
    .with("", survey);
    db.count(seen_by(query, &scope)).await
}

/// Edition and line of those who began with another edition than this, have not handed in, and were not written to about
/// it: the first `most`. Within no scope: for the job that writes.
pub async fn to_be_told(
    db: &mut Reader,
    survey: i64,
    newest: i64,
    most: i64,
) -> Result<Vec<(i64, RespondentLine)>, DatabaseError> {
    #[derive(sqlx_macros::FromRow)]
    struct Told {
        edition_id: i64,
        #[sqlx(flatten)]
        line: RespondentLine,
    }
    let query =
        sql("select r.edition_id, r.id, r.code, r.name, r.prefecture_code, p.name as prefecture_name, r.state, \
         r.due_on, r.changed_at, r.changed_by, r.submitted_at from surveys_respondents r \
         join regions_prefectures p on p.code = r.prefecture_code where r.state in ('working', 'returned') \
         and r.survey_id = ")
        .with("", survey)
        .with(" and r.edition_id <> ", newest)
        .with(
            " and not exists (select 1 from surveys_correction_letters l where l.respondent_id = r.id \
         and l.edition_id = ",
            newest,
        )
        .then(") order by r.code")
        .with(" limit ", most);
    let rows: Vec<Told> = db.all(query).await?;
    Ok(rows.into_iter().map(|row| (row.edition_id, row.line)).collect())
}

pub async fn note_told(db: &mut Writer, respondents: &[i64], edition: i64, at: Timestamp) -> Result<(), DatabaseError> {
    let rows = respondents.iter().map(|id| [Arg::from(*id), edition.into(), at.into()]);
    db.execute(sql("insert into surveys_correction_letters (respondent_id, edition_id, at) values").with_rows("", rows))
        .await
        .map(drop)
}
