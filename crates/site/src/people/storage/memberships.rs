//! Memberships: in which organisation, as what, from when to when.

use foundation::database::{Arg, DatabaseError};
use foundation::sql;
use jiff::civil::Date;

use super::organisations_in_reach;
use crate::people::model::{MemberLine, MembershipRow};
use crate::permissions::{Reader, Writer};

pub struct NewMembership<'a> {
    pub person: i64,
    pub organisation: i64,
    pub role: &'a str,
    pub title: &'a str,
    pub valid_from: Date,
    pub valid_to: Option<Date>,
    pub coordinator_level: Option<&'a str>,
    pub coordinator_core: bool,
    pub coordinator_contract: Option<&'a str>,
}

pub async fn insert(db: &mut Writer, membership: &NewMembership<'_>) -> Result<i64, DatabaseError> {
    let (id,): (i64,) = db
        .one(
            sql("insert into people_memberships (person_id, organisation_id, role, title, coordinator_level, \
                 coordinator_core, coordinator_contract, valid_from, valid_to) \
                 values ($1, $2, $3, $4, $5, $6, $7, $8, $9) returning id")
            .bind(membership.person)
            .bind(membership.organisation)
            .bind(membership.role)
            .bind(membership.title)
            .bind(membership.coordinator_level)
            .bind(membership.coordinator_core)
            .bind(membership.coordinator_contract)
            .bind(membership.valid_from)
            .bind(membership.valid_to),
        )
        .await?;
    Ok(id)
}

/// The municipalities a coordinator is contracted for.
pub async fn serve(
    db: &mut Writer,
    membership: i64,
    codes: &[String],
    valid_from: Date,
    valid_to: Option<Date>,
) -> Result<(), DatabaseError> {
    if codes.is_empty() {
        return Ok(());
    }
    let rows = codes.iter().map(|code| [Arg::from(membership), code.into(), valid_from.into(), valid_to.into()]);
    db.execute(
        sql("insert into people_served_municipalities (membership_id, municipality_code, valid_from, valid_to) values")
            .with_rows("", rows),
    )
    .await?;
    Ok(())
}

const OWN: &str = "select m.id, m.organisation_id, o.name as organisation_name, m.role, m.title, \
                   m.coordinator_level, m.coordinator_core, m.coordinator_contract, m.valid_from, m.valid_to \
                   from people_memberships m join people_organisations o on o.id = m.organisation_id ";

/// Every membership of a person, past and to come, newest first.
pub async fn of_person(db: &mut Reader, person: i64) -> Result<Vec<MembershipRow>, DatabaseError> {
    db.all(sql(OWN).with("where m.person_id = ", person).then(" order by m.valid_from desc, m.id desc")).await
}

/// Those in which she may act on this day, oldest first.
pub async fn valid_of_person(db: &mut Reader, person: i64, today: Date) -> Result<Vec<MembershipRow>, DatabaseError> {
    db.all(
        sql(OWN)
            .with("where m.person_id = ", person)
            .with(" and m.valid_from <= ", today)
            .with(" and (m.valid_to is null or m.valid_to >= ", today)
            .with(") and (o.valid_to is null or o.valid_to >= ", today)
            .then(") order by m.id"),
    )
    .await
}

/// Is she, or will she be, in this organisation in this role?
pub async fn exists(
    db: &mut Reader,
    person: i64,
    organisation: i64,
    role: &str,
    today: Date,
) -> Result<bool, DatabaseError> {
    Ok(db
        .count(
            sql("select count(*) from people_memberships where person_id = $1 and organisation_id = $2 \
                 and role = $3 and (valid_to is null or valid_to >= $4)")
            .bind(person)
            .bind(organisation)
            .bind(role)
            .bind(today),
        )
        .await?
        > 0)
}

/// The people of an organisation in reach: those of today and to come first.
pub async fn of_organisation(db: &mut Reader, organisation: i64) -> Result<Vec<MemberLine>, DatabaseError> {
    let reach = organisations_in_reach(db);
    db.all(
        sql("select m.id, p.id as person_id, p.name, p.mail, p.state, m.role, m.title, m.valid_from, m.valid_to, \
             p.last_sign_in_at from people_memberships m join people_persons p on p.id = m.person_id \
             join people_organisations o on o.id = m.organisation_id where o.id = $1")
        .bind(organisation)
        .then(" and ")
        .append(reach)
        .then(" order by case when m.valid_to is null then 0 else 1 end, m.valid_to desc, p.kana, m.id"),
    )
    .await
}

/// One membership of an organisation in reach.
pub async fn in_reach(
    db: &mut Reader,
    organisation: i64,
    membership: i64,
) -> Result<Option<MemberLine>, DatabaseError> {
    let reach = organisations_in_reach(db);
    db.optional(
        sql("select m.id, p.id as person_id, p.name, p.mail, p.state, m.role, m.title, m.valid_from, m.valid_to, \
             p.last_sign_in_at from people_memberships m join people_persons p on p.id = m.person_id \
             join people_organisations o on o.id = m.organisation_id where m.id = $1 and o.id = $2 and ")
        .bind(membership)
        .bind(organisation)
        .append(reach),
    )
    .await
}

pub async fn end(db: &mut Writer, membership: i64, last_day: Date) -> Result<(), DatabaseError> {
    db.execute(sql("update people_memberships set valid_to = $2 where id = $1").bind(membership).bind(last_day))
        .await?;
    Ok(())
}

/// Does she belong (or was she asked) to another organisation as well?
pub async fn is_elsewhere(db: &mut Reader, person: i64, organisation: i64) -> Result<bool, DatabaseError> {
    let others = sql("select count(*) from people_memberships where person_id = $1 and organisation_id <> $2")
        .bind(person)
        .bind(organisation);
    Ok(db.count(others).await? > 0)
}

/// Active people with a membership of today in one of these roles: number and address.
pub async fn addresses(
    db: &mut Reader,
    organisation: i64,
    roles: &[&'static str],
    today: Date,
) -> Result<Vec<(i64, String)>, DatabaseError> {
    db.all(
        sql("select distinct p.id, p.mail from people_memberships m join people_persons p on p.id = m.person_id \
             where p.state = 'active' and m.organisation_id = $1 and m.valid_from <= $2 \
             and (m.valid_to is null or m.valid_to >= $2)")
        .bind(organisation)
        .bind(today)
        .with_list(" and m.role in ", roles.iter().copied())
        .then(" order by p.id"),
    )
    .await
}
