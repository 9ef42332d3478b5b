//! How often cases were opened, by day.

use std::collections::BTreeMap;

use foundation::database::{Arg, DatabaseError};
use foundation::sql;

use crate::permissions::{Reader, Writer};

const ROWS_PER_STATEMENT: usize = 200;

pub async fn add_readings(db: &mut Writer, counted: &BTreeMap<(String, i64), i64>) -> Result<(), DatabaseError> {
    let rows: Vec<_> = counted.iter().collect();
    for chunk in rows.chunks(ROWS_PER_STATEMENT) {
        let rows = chunk.iter().map(|((day, number), times)| [Arg::from(*number), day.into(), (**times).into()]);
        let query = sql("insert into cases_readings as r (case_id, day, times) values").with_rows("", rows);
        db.execute(query.then(" on conflict (case_id, day) do update set times = r.times + excluded.times")).await?;
    }
    Ok(())
}

pub async fn forget_readings(db: &mut Writer, before: &str) -> Result<u64, DatabaseError> {
    db.execute(sql("delete from cases_readings where day < $1").bind(before)).await
}

/// Of each case that was opened since, how often.
pub async fn readings_since(db: &mut Reader, day: &str) -> Result<Vec<(i64, i64)>, DatabaseError> {
    db.all(
        sql("select case_id, cast(sum(times) as bigint) as times from cases_readings where day >= $1 group by case_id")
            .bind(day),
    )
    .await
}
