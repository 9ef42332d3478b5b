//! SQL of taking in many sheets at one press.

use foundation::Timestamp;
use foundation::database::DatabaseError;
use foundation::sql;

use crate::permissions::{Reader, Writer};
use crate::surveys::model::Taking;

const TAKINGS: &str = "select t.id, t.intake_id, i.survey_id, t.total, t.place, t.submitted, t.kept, t.unchanged, \
     t.refused, t.to_decide, t.begun_at, t.begun_by, t.stopped_at, t.stopped_by, t.ended_at \
     from surveys_takings t join surveys_intakes i on i.id = t.intake_id where ";

/// `None` when one of this intake is under way already.
pub async fn begin(
    db: &mut Writer,
    intake: i64,
    total: i64,
    at: Timestamp,
    by_label: &str,
) -> Result<Option<i64>, DatabaseError> {
    let found: Option<(i64,)> = db
        .optional(
            sql(
                "insert into surveys_takings (intake_id, total, place, submitted, kept, unchanged, refused, to_decide, \
                 begun_at, begun_by, stopped_by) values ($1, $2, 0, 0, 0, 0, 0, 0, $3, $4, '') \
                 on conflict (intake_id) where ended_at is null do nothing returning id",
            )
            .bind(intake)
            .bind(total)
            .bind(at)
            .bind(by_label),
        )
        .await?;
    Ok(found.map(|(id,)| id))
}

/// The newest of an intake that was found within reach.
pub async fn newest(db: &mut Reader, intake: i64) -> Result<Option<Taking>, DatabaseError> {
    db.optional(sql(TAKINGS).with("t.intake_id = ", intake).then(" order by t.id desc limit 1")).await
}

/// Within no scope: for the job that does it.
pub async fn one(db: &mut Reader, id: i64) -> Result<Option<Taking>, DatabaseError> {
    db.optional(sql(TAKINGS).with("t.id = ", id)).await
}

/// `false` when it is over, or stopped already.
pub async fn stop(db: &mut Writer, intake: i64, at: Timestamp, by_label: &str) -> Result<bool, DatabaseError> {
    let touched = db
        .execute(
            sql("update surveys_takings set stopped_at = $2, stopped_by = $3 \
                 where intake_id = $1 and ended_at is null and stopped_at is null")
            .bind(intake)
            .bind(at)
            .bind(by_label),
        )
        .await?;
    Ok(touched == 1)
}

/// How far it is: the place reached, and what came of the sheets since.
pub async fn step(db: &mut Writer, id: i64, place: i64, counts: [i64; 5]) -> Result<(), DatabaseError> {
    let [submitted, kept, unchanged, refused, to_decide] = counts;
    db.execute(
        sql("update surveys_takings set place = $2, submitted = submitted + $3, kept = kept + $4, \
             unchanged = unchanged + $5, refused = refused + $6, to_decide = to_decide + $7 where id = $1")
        .bind(id)
        .bind(place)
        .bind(submitted)
        .bind(kept)
        .bind(unchanged)
        .bind(refused)
        .bind(to_decide),
    )
    .await
    .map(drop)
}

pub async fn end(db: &mut Writer, id: i64, at: Timestamp) -> Result<(), DatabaseError> {
    db.execute(sql("update surveys_takings set ended_at = $2 where id = $1 and ended_at is null").bind(id).bind(at))
        .await
        .map(drop)
}
