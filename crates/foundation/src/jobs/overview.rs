//! Looking after the queue: what waits, what failed for good, trying again, clearing away.

use crate::clock::Timestamp;
use crate::database::{DatabaseError, Reader, Writer, sql};
use crate::permissions::Policy;

/// A job as the people who run the platform see it. The payload holds numbers, never contents.
#[derive(Clone, Debug, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct JobRow {
    pub id: i64,
    pub kind: String,
    pub payload: String,
    pub attempts: i64,
    pub created_at: String,
    pub finished_at: Option<String>,
    pub last_error: Option<String>,
}

/// How many jobs are in each state.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct JobCounts {
    /// Waiting for their turn, the tried-again ones among them.
    pub ready: i64,
    pub running: i64,
    pub done: i64,
    /// Failed for the last time.
    pub dead: i64,
    /// Of the ready ones: failed at least once.
    pub failing: i64,
}

pub async fn counts<P: Policy>(db: &mut Reader<P>) -> Result<JobCounts, DatabaseError> {
    let rows: Vec<(String, i64, i64)> = db
        .all(sql(
            "select state, count(*), sum(case when last_error is null then 0 else 1 end) from jobs group by state",
        ))
        .await?;
    let mut counts = JobCounts::default();
    for (state, count, failed) in rows {
        match state.as_str() {
            "ready" => (counts.ready, counts.failing) = (count, failed),
            "running" => counts.running = count,
            "done" => counts.done = count,
            _ => counts.dead = count,
        }
    }
    Ok(counts)
}

/// Jobs that failed for the last time, the newest first.
pub async fn dead<P: Policy>(db: &mut Reader<P>, most: i64) -> Result<Vec<JobRow>, DatabaseError> {
    db.all(
        sql("select id, kind, payload, attempts, created_at, finished_at, last_error from jobs \
             where state = 'dead' order by finished_at desc, id desc limit $1")
        .bind(most),
    )
    .await
}

/// Puts a dead job back into the queue with all its attempts before it. False when it is not dead (any more).
pub async fn retry<P: Policy>(db: &mut Writer<P>, id: i64) -> Result<bool, DatabaseError> {
    let now = db.core().clock.now();
    let touched = db
        .execute(
            sql("update jobs set state = 'ready', run_at = $2, attempts = 0, finished_at = null \
                 where id = $1 and state = 'dead'")
            .bind(id)
            .bind(now),
        )
        .await?;
    Ok(touched == 1)
}

/// Forgets jobs done before `before`. Those with a wish to run once for good keep their row: it is what
/// makes a second one impossible. (A recurring job's key is its turn, which does not come back.)
pub async fn delete_done<P: Policy>(db: &mut Writer<P>, before: Timestamp) -> Result<u64, DatabaseError> {
    db.execute(
        sql("delete from jobs where state = 'done' and finished_at < $1 \
             and (unique_key is null or unique_key like kind || '@%')")
        .bind(before),
    )
    .await
}
