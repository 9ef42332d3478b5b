//! コーディネーターの役割. A coordinator finds her own, a body those of its people, a town its own, the prefecture what is shown it.

use foundation::database::{Arg, DatabaseError};
use foundation::{Sql, sql};
use jiff::civil::Date;

use super::{By, within};
use crate::model::{Agreement, Role, RoleVersion};
use crate::permissions::{Reader, Scope, Writer};

const SHARED: &str = " and exists (select 1 from groundwork_sharing s where s.municipality_code = g.municipality_code and s.roles = true)";
const COLUMNS: &str = "select g.id, g.municipality_code, m.name as municipality_name, g.person_id, g.person_name, g.employer_id, \
                       g.employer_name, g.direct, g.duties, g.own_duties, g.not_duties, g.reports_to, g.hours, g.training, g.cover, \
                       g.from_on, g.review_on, g.ended, g.version, g.remark, g.remark_at, g.fictitious, g.revision, g.updated_at, \
                       g.updated_by from groundwork_roles g join regions_municipalities m on m.code = g.municipality_code where 1 = 1";

fn scoped(query: Sql, scope: &Scope) -> Sql {
    match scope {
        Scope::Own(person) => query.with(" and g.person_id = ", *person),
        Scope::Organisation(organisation) => query.with(" and g.employer_id = ", *organisation),
        _ => within(query, scope, SHARED),
    }
}

/// Those in reach: of one town, where one is named; what ended stands last.
pub async fn list(db: &mut Reader, scope: &Scope, code: Option<&str>, most: i64) -> Result<Vec<Role>, DatabaseError> {
    let mut query = scoped(sql(COLUMNS), scope);
    if let Some(code) = code {
        query = query.with(" and g.municipality_code = ", code.to_owned());
    }
    db.all(query.then(" order by g.ended, g.municipality_code, g.id").with(" limit ", most)).await
}

pub async fn one(db: &mut Reader, id: i64) -> Result<Option<Role>, DatabaseError> {
    let query = scoped(sql(COLUMNS).with(" and g.id = ", id), &db.scope().clone());
    db.optional(query).await
}

pub async fn count_of(db: &mut Reader, code: &str) -> Result<i64, DatabaseError> {
    let (count,): (i64,) = db
        .one(
            sql("select count(*) from groundwork_roles where ended = false and municipality_code = ")
                .with("", code.to_owned()),
        )
        .await?;
    Ok(count)
}

/// `None` when this form has made one already.
pub async fn insert(
    db: &mut Writer,
    new: &Role,
    prefecture: &str,
    form_key: &str,
    by: &By<'_>,
) -> Result<Option<i64>, DatabaseError> {
    let row = [
        Arg::from(&new.municipality_code),
        prefecture.into(),
        new.person_id.into(),
        (&new.person_name).into(),
        new.employer_id.into(),
        (&new.employer_name).into(),
        new.direct.into(),
        (&new.duties).into(),
        (&new.own_duties).into(),
        (&new.not_duties).into(),
        (&new.reports_to).into(),
        (&new.hours).into(),
        (&new.training).into(),
        (&new.cover).into(),
        new.from_on.clone().into(),
        new.review_on.clone().into(),
        "".into(),
        false.into(),
        1_i64.into(),
        "".into(),
        "".into(),
        new.fictitious.into(),
        form_key.into(),
        1_i64.into(),
        by.at.into(),
        by.label.into(),
    ];
    let found: Option<(i64,)> = db
        .optional(
            sql("insert into groundwork_roles (municipality_code, prefecture_code, person_id, person_name, employer_id, \
                 employer_name, direct, duties, own_duties, not_duties, reports_to, hours, training, cover, from_on, review_on, \
                 reminded_for, ended, version, remark, remark_at, fictitious, form_key, revision, updated_at, updated_by) values")
            .with_rows("", [row])
            .then(" on conflict (form_key) do nothing returning id"),
        )
        .await?;
    Ok(found.map(|(id,)| id))
}

pub async fn made_by_form(db: &mut Reader, form_key: &str) -> Result<Option<i64>, DatabaseError> {
    let found: Option<(i64,)> =
        db.optional(sql("select id from groundwork_roles where form_key = ").with("", form_key.to_owned())).await?;
    Ok(found.map(|(id,)| id))
}

/// `false` when somebody was quicker.
pub async fn update(db: &mut Writer, new: &Role, revision: i64, by: &By<'_>) -> Result<bool, DatabaseError> {
    let changed = db
        .execute(
            sql("update groundwork_roles set person_id = $3, person_name = $4, employer_id = $5, employer_name = $6, direct = $7, \
                 duties = $8, own_duties = $9, not_duties = $10, reports_to = $11, hours = $12, training = $13, cover = $14, \
                 from_on = $15, review_on = $16, ended = $17, version = $18, updated_at = $19, updated_by = $20, \
                 revision = revision + 1 where id = $1 and revision = $2")
            .bind(new.id)
            .bind(revision)
            .bind(new.person_id)
            .bind(&new.person_name)
            .bind(new.employer_id)
            .bind(&new.employer_name)
            .bind(new.direct)
            .bind(&new.duties)
            .bind(&new.own_duties)
            .bind(&new.not_duties)
            .bind(&new.reports_to)
            .bind(&new.hours)
            .bind(&new.training)
            .bind(&new.cover)
            .bind(new.from_on.clone())
            .bind(new.review_on.clone())
            .bind(new.ended)
            .bind(new.version)
            .bind(by.at)
            .bind(by.label),
        )
        .await?;
    Ok(changed > 0)
}

/// Whoever agrees waits for who changes the words, and the other way round.
pub async fn lock(db: &mut Writer, id: i64) -> Result<(), DatabaseError> {
    db.execute(sql("update groundwork_roles set revision = revision where id = ").with("", id)).await?;
    Ok(())
}

pub async fn put_remark(db: &mut Writer, id: i64, remark: &str, by: &By<'_>) -> Result<(), DatabaseError> {
    db.execute(
        sql("update groundwork_roles set remark = $2, remark_at = $3 where id = $1").bind(id).bind(remark).bind(by.at),
    )
    .await?;
    Ok(())
}

/// The version as it stands; in the place of an earlier state of the same version, to which nobody agreed yet.
pub async fn put_version(
    db: &mut Writer,
    id: i64,
    number: i64,
    content: &str,
    by: &By<'_>,
) -> Result<(), DatabaseError> {
    db.execute(
        sql(
            "insert into groundwork_role_versions (role_id, number, at, by_label, content) values ($1, $2, $3, $4, $5) \
             on conflict (role_id, number) do update set at = $3, by_label = $4, content = $5",
        )
        .bind(id)
        .bind(number)
        .bind(by.at)
        .bind(by.label)
        .bind(content),
    )
    .await?;
    Ok(())
}

/// The newest first.
pub async fn versions(db: &mut Reader, id: i64) -> Result<Vec<RoleVersion>, DatabaseError> {
    db.all(
        sql("select number, at, by_label, content from groundwork_role_versions where role_id = ")
            .with("", id)
            .then(" order by number desc"),
    )
    .await
}

/// Of these roles: who agreed to what, when.
pub async fn agreements(db: &mut Reader, ids: &[i64]) -> Result<Vec<Agreement>, DatabaseError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    db.all(
        sql("select role_id, version, side, way, agreed_on, office, by_label from groundwork_agreements where ")
            .with_list("role_id in ", ids.iter().copied())
            .then(" order by role_id, version desc, side desc"),
    )
    .await
}

/// `false` when this side agreed to this version already.
pub async fn agree(db: &mut Writer, new: &Agreement, by: &By<'_>) -> Result<bool, DatabaseError> {
    let row = [
        Arg::from(new.role_id),
        new.version.into(),
        (&new.side).into(),
        (&new.way).into(),
        (&new.agreed_on).into(),
        (&new.office).into(),
        by.at.into(),
        by.label.into(),
    ];
    let added = db
        .execute(
            sql("insert into groundwork_agreements (role_id, version, side, way, agreed_on, office, at, by_label) values")
                .with_rows("", [row])
                .then(" on conflict (role_id, version, side) do nothing"),
        )
        .await?;
    Ok(added > 0)
}

/// Roles whose day of review has come and about which nobody was written to.
pub async fn to_review(db: &mut Reader, today: Date, most: i64) -> Result<Vec<Role>, DatabaseError> {
    db.all(
        sql(COLUMNS)
            .with(" and g.ended = false and g.review_on <= ", today)
            .then(" and g.reminded_for <> g.review_on order by g.id")
            .with(" limit ", most),
    )
    .await
}

pub async fn reminded(db: &mut Writer, id: i64) -> Result<(), DatabaseError> {
    db.execute(sql("update groundwork_roles set reminded_for = review_on where id = ").with("", id)).await?;
    Ok(())
}
