//! SQL of giving out sheets and asking for answers.

use foundation::Timestamp;
use foundation::database::{Arg, DatabaseError};
use foundation::{Sql, sql};

use super::{RespondentRow, RoomFilter, line_columns, narrowed, seen_by};
use crate::permissions::{Reader, Writer};
use crate::surveys::model::{Respondent, RespondentLine};

/// Statements stay below either engine's limit of arguments.
const ROWS_PER_STATEMENT: usize = 500;

/// The state that means all who have not handed in, in a filter of sheets.
pub const OPEN: &str = "open";

fn respondent_columns() -> Sql {
    sql("select r.id, r.code, r.name, r.prefecture_code, p.name as prefecture_name, r.state, r.due_on, \
         r.changed_at, r.changed_by, r.submitted_at, r.survey_id, r.edition_id, r.version, r.answers \
         from surveys_respondents r join surveys s on s.id = r.survey_id \
         join regions_prefectures p on p.code = r.prefecture_code where s.state <> 'draft'")
}

/// Like the collection room's filter, with [`OPEN`] for those who still owe an answer.
fn chosen(query: Sql, filter: &RoomFilter) -> Sql {
    if filter.state == OPEN {
        let any = RoomFilter { state: String::new(), ..filter.clone() };
        return narrowed(query, &any).then(" and r.state in ('not_opened', 'working', 'returned')");
    }
    narrowed(query, filter)
}

/// Respondents within reach and filter whose code comes after `after`, the first `most`.
pub async fn batch(
    db: &mut Reader,
    survey: i64,
    filter: &RoomFilter,
    after: &str,
    most: i64,
) -> Result<Vec<Respondent>, DatabaseError> {
    let scope = db.scope().clone();
    let query = respondent_columns().with(" and r.survey_id = ", survey).with(" and r.code > ", after);
    let query = chosen(seen_by(query, &scope), filter).then(" order by r.code").with(" limit ", most);
    let rows: Vec<RespondentRow> = db.all(query).await?;
    rows.into_iter().map(RespondentRow::whole).collect()
}

/// Respondents within reach, by their codes.
pub async fn by_codes(db: &mut Reader, survey: i64, codes: &[String]) -> Result<Vec<Respondent>, DatabaseError> {
    let scope = db.scope().clone();
    let mut found = Vec::with_capacity(codes.len());
    for chunk in codes.chunks(ROWS_PER_STATEMENT) {
        let query = respondent_columns()
            .with(" and r.survey_id = ", survey)
            .with_list(" and r.code in ", chunk.iter().cloned());
        let rows: Vec<RespondentRow> = db.all(seen_by(query, &scope)).await?;
        for row in rows {
            found.push(row.whole()?);
        }
    }
    Ok(found)
}

/// Everybody within reach and filter, without answers.
pub async fn lines(db: &mut Reader, survey: i64, filter: &RoomFilter) -> Result<Vec<RespondentLine>, DatabaseError> {
    let scope = db.scope().clone();
    let query = line_columns(sql("")).with(" and r.survey_id = ", survey);
    db.all(chosen(seen_by(query, &scope), filter).then(" order by r.code")).await
}

/// How many are within reach and filter, per prefecture: code, count.
pub async fn counts(db: &mut Reader, survey: i64, filter: &RoomFilter) -> Result<Vec<(String, i64)>, DatabaseError> {
    let scope = db.scope().clone();
    let query = sql("select r.prefecture_code, count(*) from surveys_respondents r \
                     join surveys s on s.id = r.survey_id where s.state <> 'draft' and r.survey_id = ")
    .with("", survey);
    let query = chosen(seen_by(query, &scope), filter);
    db.all(query.then(" group by r.prefecture_code order by r.prefecture_code")).await
}

/// Code and answers of those of the codes who handed in: last year's, beside this year's questions. The codes were
/// found within reach.
pub async fn handed_in_of(
    db: &mut Reader,
    survey: i64,
    codes: &[String],
) -> Result<Vec<(String, String)>, DatabaseError> {
    let mut found = Vec::with_capacity(codes.len());
    for chunk in codes.chunks(ROWS_PER_STATEMENT) {
        let rows: Vec<(String, String)> = db
            .all(
                sql("select code, answers from surveys_respondents where survey_id = ")
                    .with("", survey)
                    .then(" and state in ('submitted', 'accepted')")
                    .with_list(" and code in ", chunk.iter().cloned()),
            )
            .await?;
        found.extend(rows);
    }
    Ok(found)
}

/// The editions of a survey, the newest first: number and definition.
pub async fn editions(db: &mut Reader, survey: i64) -> Result<Vec<(i64, String)>, DatabaseError> {
    db.all(
        sql("select id, definition from surveys_editions where survey_id = ")
            .with("", survey)
            .then(" order by edition desc"),
    )
    .await
}

/// When each respondent of a survey was written to last.
pub async fn last_letters(db: &mut Reader, survey: i64) -> Result<Vec<(i64, String)>, DatabaseError> {
    db.all(
        sql("select l.respondent_id, max(l.at) from surveys_letters l \
             join surveys_respondents r on r.id = l.respondent_id where r.survey_id = ")
        .with("", survey)
        .then(" group by l.respondent_id"),
    )
    .await
}

pub async fn insert_letters(
    db: &mut Writer,
    respondents: &[i64],
    at: Timestamp,
    by_label: &str,
    with_sheet: bool,
) -> Result<(), DatabaseError> {
    for chunk in respondents.chunks(ROWS_PER_STATEMENT) {
        let rows = chunk.iter().map(|id| [Arg::from(*id), at.into(), by_label.into(), with_sheet.into()]);
        db.execute(
            sql("insert into surveys_letters (respondent_id, at, by_label, with_sheet) values").with_rows("", rows),
        )
        .await?;
    }
    Ok(())
}
