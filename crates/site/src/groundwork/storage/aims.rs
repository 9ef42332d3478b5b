//! あるべき姿

use foundation::database::{Arg, DatabaseError};
use foundation::sql;

use super::{By, within};
use crate::model::{AimSheet, AimVersion, scenes};
use crate::permissions::{Reader, Scope, Writer};

const SHARED: &str = " and exists (select 1 from groundwork_sharing s where s.municipality_code = g.municipality_code and s.aims = true)";
const COLUMNS: &str = "select g.municipality_code, g.fiscal_year, g.scene, g.desired, g.present, g.issues, g.goal, g.measures, \
                       g.questions, g.agreed_by, g.agreed_on, g.fictitious, g.revision, g.updated_at, g.updated_by \
                       from groundwork_aims g where ";

fn in_order(mut all: Vec<AimSheet>) -> Vec<AimSheet> {
    all.sort_by_key(|one| scenes().position(|(id, _)| id == one.scene));
    all
}

/// Of a town and a year, in the order of scenes.
pub async fn of_year(db: &mut Reader, code: &str, year: i64) -> Result<Vec<AimSheet>, DatabaseError> {
    let query = sql(COLUMNS).with("g.municipality_code = ", code.to_owned()).with(" and g.fiscal_year = ", year);
    let scope = db.scope().clone();
    Ok(in_order(db.all(within(query, &scope, SHARED)).await?))
}

pub async fn one(db: &mut Reader, code: &str, year: i64, scene: &str) -> Result<Option<AimSheet>, DatabaseError> {
    let query = sql(COLUMNS)
        .with("g.municipality_code = ", code.to_owned())
        .with(" and g.fiscal_year = ", year)
        .with(" and g.scene = ", scene.to_owned());
    let scope = db.scope().clone();
    db.optional(within(query, &scope, SHARED)).await
}

/// Of each scene the newest year that says where the town wants to be.
pub async fn newest_of(db: &mut Reader, scope: &Scope, code: &str) -> Result<Vec<AimSheet>, DatabaseError> {
    let query = sql(COLUMNS)
        .with("g.municipality_code = ", code.to_owned())
        .then(" and g.desired <> '' and not exists (select 1 from groundwork_aims n where n.municipality_code = g.municipality_code \
               and n.scene = g.scene and n.desired <> '' and n.fiscal_year > g.fiscal_year)");
    Ok(in_order(db.all(within(query, scope, SHARED)).await?))
}

/// The years something is written for, the newest first, with how many scenes say where the town wants to be.
pub async fn years(db: &mut Reader, scope: &Scope, code: &str) -> Result<Vec<(i64, i64)>, DatabaseError> {
    let query = sql("select g.fiscal_year, count(case when g.desired <> '' then 1 end) from groundwork_aims g where \
                     g.municipality_code = ")
    .with("", code.to_owned());
    db.all(within(query, scope, SHARED).then(" group by g.fiscal_year order by g.fiscal_year desc")).await
}

pub async fn are_any(db: &mut Reader) -> Result<bool, DatabaseError> {
    let query = sql("select g.scene from groundwork_aims g where 1 = 1");
    let scope = db.scope().clone();
    let found: Option<(String,)> = db.optional(within(query, &scope, SHARED).then(" limit 1")).await?;
    Ok(found.is_some())
}

/// `false` where one is there already.
pub async fn insert(db: &mut Writer, new: &AimSheet, prefecture: &str, by: &By<'_>) -> Result<bool, DatabaseError> {
    let row = [
        Arg::from(&new.municipality_code),
        prefecture.into(),
        new.fiscal_year.into(),
        (&new.scene).into(),
        (&new.desired).into(),
        (&new.present).into(),
        (&new.issues).into(),
        (&new.goal).into(),
        (&new.measures).into(),
        (&new.questions).into(),
        (&new.agreed_by).into(),
        new.agreed_on.clone().into(),
        new.fictitious.into(),
        1_i64.into(),
        by.at.into(),
        by.label.into(),
    ];
    let added = db
        .execute(
            sql("insert into groundwork_aims (municipality_code, prefecture_code, fiscal_year, scene, desired, present, issues, \
                 goal, measures, questions, agreed_by, agreed_on, fictitious, revision, updated_at, updated_by) values")
            .with_rows("", [row])
            .then(" on conflict (municipality_code, fiscal_year, scene) do nothing"),
        )
        .await?;
    Ok(added > 0)
}

/// `false` when somebody was quicker.
pub async fn update(db: &mut Writer, new: &AimSheet, revision: i64, by: &By<'_>) -> Result<bool, DatabaseError> {
    let changed = db
        .execute(
            sql("update groundwork_aims set desired = $5, present = $6, issues = $7, goal = $8, measures = $9, questions = $10, \
                 agreed_by = $11, agreed_on = $12, updated_at = $13, updated_by = $14, revision = revision + 1 \
                 where municipality_code = $1 and fiscal_year = $2 and scene = $3 and revision = $4")
            .bind(&new.municipality_code)
            .bind(new.fiscal_year)
            .bind(&new.scene)
            .bind(revision)
            .bind(&new.desired)
            .bind(&new.present)
            .bind(&new.issues)
            .bind(&new.goal)
            .bind(&new.measures)
            .bind(&new.questions)
            .bind(&new.agreed_by)
            .bind(new.agreed_on.clone())
            .bind(by.at)
            .bind(by.label),
        )
        .await?;
    Ok(changed > 0)
}

pub async fn put_version(
    db: &mut Writer,
    aim: &AimSheet,
    number: i64,
    content: &str,
    by: &By<'_>,
) -> Result<(), DatabaseError> {
    db.execute(
        sql("insert into groundwork_aim_versions (municipality_code, fiscal_year, scene, number, at, by_label, content) \
             values ($1, $2, $3, $4, $5, $6, $7)")
        .bind(&aim.municipality_code)
        .bind(aim.fiscal_year)
        .bind(&aim.scene)
        .bind(number)
        .bind(by.at)
        .bind(by.label)
        .bind(content),
    )
    .await?;
    Ok(())
}

/// The newest first. Its sheet was found within the scope before.
pub async fn versions(db: &mut Reader, aim: &AimSheet, most: i64) -> Result<Vec<AimVersion>, DatabaseError> {
    db.all(
        sql("select number, at, by_label, content from groundwork_aim_versions where municipality_code = ")
            .with("", aim.municipality_code.clone())
            .with(" and fiscal_year = ", aim.fiscal_year)
            .with(" and scene = ", aim.scene.clone())
            .then(" order by number desc")
            .with(" limit ", most),
    )
    .await
}
