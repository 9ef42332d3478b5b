//! What was measured, seen and said of a plan. Every query begins from a plan that the reader was found to reach.

use foundation::database::{Arg, DatabaseError};
use foundation::sql;

use super::By;
use crate::model::{Comment, Measurement, Review, Step};
use crate::permissions::{Reader, Writer};

pub async fn measurements(db: &mut Reader, plan: i64) -> Result<Vec<Measurement>, DatabaseError> {
    db.all(
        sql("select id, box_id, on_day, value, note, by_label from plans_measurements where plan_id = ")
            .with("", plan)
            .then(" order by box_id, on_day, id"),
    )
    .await
}

pub async fn insert_measurement(
    db: &mut Writer,
    plan: i64,
    new: &Measurement,
    by: &By<'_>,
) -> Result<(), DatabaseError> {
    let row = [
        Arg::from(plan),
        new.box_id.into(),
        (&new.on_day).into(),
        (&new.value).into(),
        (&new.note).into(),
        by.at.into(),
        by.label.into(),
    ];
    db.execute(
        sql("insert into plans_measurements (plan_id, box_id, on_day, value, note, at, by_label) values")
            .with_rows("", [row]),
    )
    .await?;
    Ok(())
}

/// `false` when it is gone already.
pub async fn remove_measurement(db: &mut Writer, plan: i64, one_box: i64, id: i64) -> Result<bool, DatabaseError> {
    let removed = db
        .execute(
            sql("delete from plans_measurements where plan_id = $1 and box_id = $2 and id = $3")
                .bind(plan)
                .bind(one_box)
                .bind(id),
        )
        .await?;
    Ok(removed > 0)
}

const REVIEW: &str = "select id, plan_id, on_day, place, saw, verdict, why, next_on, content, fictitious, revision, at, by_label \
     from plans_reviews where plan_id = ";

/// The newest first.
pub async fn reviews(db: &mut Reader, plan: i64) -> Result<Vec<Review>, DatabaseError> {
    db.all(sql(REVIEW).with("", plan).then(" order by on_day desc, id desc")).await
}

pub async fn review(db: &mut Reader, plan: i64, id: i64) -> Result<Option<Review>, DatabaseError> {
    db.optional(sql(REVIEW).with("", plan).with(" and id = ", id)).await
}

pub async fn review_made_by_form(db: &mut Reader, plan: i64, form_key: &str) -> Result<Option<i64>, DatabaseError> {
    let found: Option<(i64,)> = db
        .optional(
            sql("select id from plans_reviews where plan_id = ")
                .with("", plan)
                .with(" and form_key = ", form_key.to_owned()),
        )
        .await?;
    Ok(found.map(|(id,)| id))
}

pub async fn insert_review(db: &mut Writer, new: &Review, form_key: &str, by: &By<'_>) -> Result<i64, DatabaseError> {
    let row = [
        Arg::from(new.plan_id),
        (&new.on_day).into(),
        (&new.place).into(),
        (&new.saw).into(),
        (&new.verdict).into(),
        (&new.why).into(),
        new.next_on.clone().into(),
        (&new.content).into(),
        new.fictitious.into(),
        form_key.into(),
        1_i64.into(),
        by.at.into(),
        by.label.into(),
    ];
    let (id,): (i64,) = db
        .one(
            sql("insert into plans_reviews (plan_id, on_day, place, saw, verdict, why, next_on, content, fictitious, form_key, \
                 revision, at, by_label) values")
            .with_rows("", [row])
            .then(" returning id"),
        )
        .await?;
    Ok(id)
}

/// `false` when it changed since it was seen. A new day for the next one is told of again.
pub async fn update_review(db: &mut Writer, new: &Review, revision: i64, by: &By<'_>) -> Result<bool, DatabaseError> {
    let changed = db
        .execute(
            sql("update plans_reviews set on_day = $4, place = $5, saw = $6, verdict = $7, why = $8, content = $9, at = $10, \
                 by_label = $11, told_at = case when coalesce(next_on, '') = coalesce($12, '') then told_at else null end, \
                 next_on = $12, revision = revision + 1 where id = $1 and plan_id = $2 and revision = $3")
            .bind(new.id)
            .bind(new.plan_id)
            .bind(revision)
            .bind(&new.on_day)
            .bind(&new.place)
            .bind(&new.saw)
            .bind(&new.verdict)
            .bind(&new.why)
            .bind(&new.content)
            .bind(by.at)
            .bind(by.label)
            .bind(new.next_on.clone()),
        )
        .await?;
    Ok(changed > 0)
}

/// What is open first, then what was done last.
pub async fn steps(db: &mut Reader, plan: i64) -> Result<Vec<Step>, DatabaseError> {
    db.all(
        sql("select id, review_id, what, who, due_on, done_on, done_by from plans_steps where plan_id = ")
            .with("", plan)
            .then(" order by case when done_on is null then 0 else 1 end, coalesce(due_on, '9'), id"),
    )
    .await
}

pub async fn insert_steps(db: &mut Writer, plan: i64, review: i64, steps: &[Step]) -> Result<(), DatabaseError> {
    if steps.is_empty() {
        return Ok(());
    }
    let rows = steps.iter().map(|step| {
        [Arg::from(plan), review.into(), (&step.what).into(), (&step.who).into(), step.due_on.clone().into(), "".into()]
    });
    db.execute(
        sql("insert into plans_steps (plan_id, review_id, what, who, due_on, done_by) values").with_rows("", rows),
    )
    .await?;
    Ok(())
}

/// Done on a day, or open again. `false` when it stands so already, or is none of this plan.
pub async fn put_done(
    db: &mut Writer,
    plan: i64,
    id: i64,
    done_on: Option<String>,
    by: &str,
) -> Result<bool, DatabaseError> {
    let query = if done_on.is_some() {
        "update plans_steps set done_on = $3, done_by = $4 where id = $1 and plan_id = $2 and done_on is null"
    } else {
        "update plans_steps set done_on = $3, done_by = $4 where id = $1 and plan_id = $2 and done_on is not null"
    };
    Ok(db.execute(sql(query).bind(id).bind(plan).bind(done_on).bind(by)).await? > 0)
}

/// In the order they were written.
pub async fn comments(db: &mut Reader, plan: i64) -> Result<Vec<Comment>, DatabaseError> {
    db.all(
        sql("select id, box_id, about, words, at, by_label, settled_at, settled_by from plans_comments where plan_id = ")
            .with("", plan)
            .then(" order by id"),
    )
    .await
}

/// `false` when this form was sent before.
pub async fn insert_comment(
    db: &mut Writer,
    plan: i64,
    (one_box, about): (Option<i64>, &str),
    words: &str,
    form_key: &str,
    by: &By<'_>,
) -> Result<bool, DatabaseError> {
    let row = [
        Arg::from(plan),
        one_box.into(),
        about.into(),
        words.into(),
        form_key.into(),
        by.at.into(),
        by.label.into(),
        "".into(),
    ];
    let added = db
        .execute(
            sql(
                "insert into plans_comments (plan_id, box_id, about, words, form_key, at, by_label, settled_by) values",
            )
            .with_rows("", [row])
            .then(" on conflict (form_key) do nothing"),
        )
        .await?;
    Ok(added > 0)
}

/// `false` when it is settled already, or none of this plan.
pub async fn settle(db: &mut Writer, plan: i64, id: i64, by: &By<'_>) -> Result<bool, DatabaseError> {
    let changed = db
        .execute(
            sql("update plans_comments set settled_at = $3, settled_by = $4 where id = $1 and plan_id = $2 and settled_at is null")
                .bind(id)
                .bind(plan)
                .bind(by.at)
                .bind(by.label),
        )
        .await?;
    Ok(changed > 0)
}

/// Reviews whose next one is due by a day and whose writers were not told: review, plan, its title, municipality, the day.
pub async fn due(
    db: &mut Reader,
    by_day: &str,
    most: i64,
) -> Result<Vec<(i64, i64, String, String, String)>, DatabaseError> {
    db.all(
        sql("select r.id, p.id, p.title, p.municipality_code, r.next_on from plans_reviews r join plans p on p.id = r.plan_id \
             where p.state <> 'put_aside' and r.told_at is null and r.next_on is not null and r.next_on <= ")
        .with("", by_day.to_owned())
        // A later review has been held already, or sets a later day.
        .then(" and not exists (select 1 from plans_reviews l where l.plan_id = r.plan_id and l.on_day > r.on_day)")
        .then(" order by r.next_on, r.id")
        .with(" limit ", most),
    )
    .await
}

pub async fn note_told(db: &mut Writer, review: i64, by: &By<'_>) -> Result<(), DatabaseError> {
    db.execute(sql("update plans_reviews set told_at = $2 where id = $1").bind(review).bind(by.at)).await?;
    Ok(())
}
