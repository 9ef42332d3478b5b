//! SQL of the answers that count in what others see before the data are final.

use foundation::Timestamp;
use foundation::database::DatabaseError;
use foundation::sql;

use super::counted::{CountedRow, Stamp};
use crate::permissions::{Reader, Writer};

/// Statements stay below either engine's limit of arguments.
const ROWS_PER_STATEMENT: usize = 500;

/// Those released, as they were released, in the order of their codes. Within no scope: who shows groups shows them to
/// everybody.
pub async fn counted(db: &mut Reader, survey: i64) -> Result<Vec<CountedRow>, DatabaseError> {
    db.all(
        sql("select r.code, r.code as place, r.name, r.prefecture_code, p.name as prefecture_name, p.block_id, \
             b.name as block_name, b.position as block_position, w.edition_id, 'submitted' as state, \
             w.at as changed_at, w.answers, w.step \
             from surveys_released w join surveys_respondents r on r.id = w.respondent_id \
             join regions_prefectures p on p.code = r.prefecture_code join regions_blocks b on b.id = p.block_id \
             where w.survey_id = ")
        .with("", survey)
        .then(" order by r.code"),
    )
    .await
}

/// Moves on with every batch.
pub async fn stamp(db: &mut Reader, survey: i64) -> Result<Stamp, DatabaseError> {
    db.one(
        sql("select (select count(*) from surveys_respondents where survey_id = $1) as asked, \
             count(*) as collected, cast(0 as bigint) as collected_squares, cast(0 as bigint) as accepted_squares, \
             cast(coalesce(max(step), 0) as bigint) as versions, \
             (select count(*) from surveys_editions where survey_id = $1) as editions, \
             coalesce(max(at), '') as newest from surveys_released where survey_id = $1")
        .bind(survey),
    )
    .await
}

/// Number and code of those who handed in and are not released, as they stand.
pub async fn waiting(db: &mut Reader, survey: i64) -> Result<Vec<(i64, String)>, DatabaseError> {
    db.all(sql("select r.id, r.code from surveys_respondents r where r.survey_id = ").with("", survey).then(
        " and r.state in ('submitted', 'accepted') and not exists \
                 (select 1 from surveys_released w where w.respondent_id = r.id) order by r.code",
    ))
    .await
}

/// How many respondents each block has: id of the block, count.
pub async fn blocks(db: &mut Reader, survey: i64) -> Result<Vec<(String, i64)>, DatabaseError> {
    db.all(
        sql("select b.name, count(*) from surveys_respondents r \
             join regions_prefectures p on p.code = r.prefecture_code join regions_blocks b on b.id = p.block_id \
             where r.survey_id = ")
        .with("", survey)
        .then(" group by b.name"),
    )
    .await
}

/// Copies the answers of these as they stand, as the next batch. Its number.
pub async fn release(db: &mut Writer, survey: i64, ids: &[i64], at: Timestamp) -> Result<i64, DatabaseError> {
    let step = db
        .count(sql("select coalesce(max(step), 0) + 1 from surveys_released where survey_id = ").with("", survey))
        .await?;
    for chunk in ids.chunks(ROWS_PER_STATEMENT) {
        db.execute(
            sql("insert into surveys_released (respondent_id, survey_id, step, at, edition_id, answers) \
                 select id, survey_id, ")
            .with("cast(", step)
            .with(" as bigint), ", at)
            .then(", edition_id, answers from surveys_respondents where state in ('submitted', 'accepted')")
            .with_list(" and id in ", chunk.iter().copied())
            .then(" on conflict (respondent_id) do nothing"),
        )
        .await?;
    }
    Ok(step)
}
