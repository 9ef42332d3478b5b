//! Which review became which draft case.

use foundation::database::DatabaseError;
use foundation::sql;

use super::By;
use crate::permissions::{Reader, Writer};

/// Number of the case, when, who.
pub async fn of_review(
    db: &mut Reader,
    plan: i64,
    review: i64,
) -> Result<Option<(i64, String, String)>, DatabaseError> {
    db.optional(
        sql("select case_number, at, by_label from plans_review_cases where plan_id = ")
            .with("", plan)
            .with(" and review_id = ", review),
    )
    .await
}

/// In the place of one that was thrown away.
pub async fn put(db: &mut Writer, plan: i64, review: i64, number: i64, by: &By<'_>) -> Result<(), DatabaseError> {
    db.execute(
        sql("insert into plans_review_cases (review_id, plan_id, case_number, at, by_label) values ($1, $2, $3, $4, $5) \
             on conflict (review_id) do update set case_number = excluded.case_number, at = excluded.at, by_label = excluded.by_label")
            .bind(review)
            .bind(plan)
            .bind(number)
            .bind(by.at)
            .bind(by.label),
    )
    .await?;
    Ok(())
}
