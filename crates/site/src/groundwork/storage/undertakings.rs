//! 既存事業

use foundation::database::{Arg, DatabaseError};
use foundation::{Sql, sql};

use super::{By, within};
use crate::model::{Undertaking, name_key};
use crate::permissions::{Reader, Scope, Writer};

const SHARED: &str = " and exists (select 1 from groundwork_sharing s where s.municipality_code = g.municipality_code and s.undertakings = true)";
const COLUMNS: &str = "select g.id, g.municipality_code, g.fiscal_year, g.name, g.for_whom, g.scenes, g.act, g.cost, g.money, g.run_by, \
                       g.run_how, g.since, g.yields, g.judgement, g.merge_with, g.reason, g.decided_by, g.decided_on, g.fictitious, \
                       g.revision, g.updated_at, g.updated_by from groundwork_undertakings g where ";

fn found(condition: &'static str, value: impl Into<Arg>) -> Sql {
    sql(COLUMNS).with(condition, value)
}

/// Of a town and a year, in the order they were written.
pub async fn of_year(db: &mut Reader, scope: &Scope, code: &str, year: i64) -> Result<Vec<Undertaking>, DatabaseError> {
    let query = found("g.municipality_code = ", code.to_owned()).with(" and g.fiscal_year = ", year);
    db.all(within(query, scope, SHARED).then(" order by g.id")).await
}

pub async fn one(db: &mut Reader, code: &str, id: i64) -> Result<Option<Undertaking>, DatabaseError> {
    let query = found("g.id = ", id).with(" and g.municipality_code = ", code.to_owned());
    let query = within(query, &db.scope().clone(), SHARED);
    db.optional(query).await
}

/// The years something is written for, the newest first, with how many.
pub async fn years(db: &mut Reader, scope: &Scope, code: &str) -> Result<Vec<(i64, i64)>, DatabaseError> {
    let query = sql("select g.fiscal_year, count(*) from groundwork_undertakings g where g.municipality_code = ")
        .with("", code.to_owned());
    db.all(within(query, scope, SHARED).then(" group by g.fiscal_year order by g.fiscal_year desc")).await
}

/// Whoever writes a year's list waits for who does so already.
pub async fn lock(db: &mut Writer, code: &str) -> Result<(), DatabaseError> {
    db.execute(
        sql("update groundwork_undertakings set revision = revision where municipality_code = ")
            .with("", code.to_owned()),
    )
    .await?;
    Ok(())
}

/// `None` when this form has made one already.
pub async fn insert(
    db: &mut Writer,
    new: &Undertaking,
    prefecture: &str,
    (form_key, copied_from): (&str, Option<i64>),
    by: &By<'_>,
) -> Result<Option<i64>, DatabaseError> {
    let row = [
        Arg::from(&new.municipality_code),
        prefecture.into(),
        new.fiscal_year.into(),
        (&new.name).into(),
        name_key(&new.name).into(),
        (&new.for_whom).into(),
        (&new.scenes).into(),
        (&new.act).into(),
        new.cost.into(),
        (&new.money).into(),
        (&new.run_by).into(),
        (&new.run_how).into(),
        (&new.since).into(),
        (&new.yields).into(),
        (&new.judgement).into(),
        (&new.merge_with).into(),
        (&new.reason).into(),
        (&new.decided_by).into(),
        new.decided_on.clone().into(),
        copied_from.into(),
        new.fictitious.into(),
        form_key.into(),
        1_i64.into(),
        by.at.into(),
        by.label.into(),
    ];
    let found: Option<(i64,)> = db
        .optional(
            sql("insert into groundwork_undertakings (municipality_code, prefecture_code, fiscal_year, name, name_key, for_whom, \
                 scenes, act, cost, money, run_by, run_how, since, yields, judgement, merge_with, reason, decided_by, decided_on, \
                 copied_from, fictitious, form_key, revision, updated_at, updated_by) values")
            .with_rows("", [row])
            .then(" on conflict do nothing returning id"),
        )
        .await?;
    Ok(found.map(|(id,)| id))
}

pub async fn made_by_form(db: &mut Reader, form_key: &str) -> Result<Option<i64>, DatabaseError> {
    let found: Option<(i64,)> = db
        .optional(sql("select id from groundwork_undertakings where form_key = ").with("", form_key.to_owned()))
        .await?;
    Ok(found.map(|(id,)| id))
}

/// `false` when somebody was quicker.
pub async fn update(db: &mut Writer, new: &Undertaking, revision: i64, by: &By<'_>) -> Result<bool, DatabaseError> {
    let changed = db
        .execute(
            sql("update groundwork_undertakings set name = $3, name_key = $4, for_whom = $5, scenes = $6, act = $7, cost = $8, \
                 money = $9, run_by = $10, run_how = $11, since = $12, yields = $13, judgement = $14, merge_with = $15, \
                 reason = $16, decided_by = $17, decided_on = $18, updated_at = $19, updated_by = $20, revision = revision + 1 \
                 where id = $1 and revision = $2")
            .bind(new.id)
            .bind(revision)
            .bind(&new.name)
            .bind(name_key(&new.name))
            .bind(&new.for_whom)
            .bind(&new.scenes)
            .bind(&new.act)
            .bind(new.cost)
            .bind(&new.money)
            .bind(&new.run_by)
            .bind(&new.run_how)
            .bind(&new.since)
            .bind(&new.yields)
            .bind(&new.judgement)
            .bind(&new.merge_with)
            .bind(&new.reason)
            .bind(&new.decided_by)
            .bind(new.decided_on.clone())
            .bind(by.at)
            .bind(by.label),
        )
        .await?;
    Ok(changed > 0)
}

/// `false` when it changed since it was seen, or is gone.
pub async fn remove(db: &mut Writer, id: i64, revision: i64) -> Result<bool, DatabaseError> {
    db.execute(sql("update groundwork_undertakings set copied_from = null where copied_from = ").with("", id)).await?;
    let gone = db
        .execute(sql("delete from groundwork_undertakings where id = $1 and revision = $2").bind(id).bind(revision))
        .await?;
    Ok(gone > 0)
}
