//! Requests to join an organisation that wait for somebody's decision.

use foundation::database::DatabaseError;
use foundation::{Timestamp, sql};
use jiff::civil::Date;

use super::{organisations_in_reach, organisations_within};
use crate::people::model::{Decided, RegistrationRow, WaitingRegistrations};
use crate::permissions::{Reader, Scope, Writer};

const COLUMNS: &str = "select p.id as person_id, p.name, p.kana, p.mail, p.created_at, m.id as membership_id, \
                       m.role, m.title, o.id as organisation_id, o.name as organisation_name \
                       from people_persons p join people_memberships m on m.person_id = p.id \
                       join people_organisations o on o.id = m.organisation_id where m.state = 'asked' and ";

/// What waits, oldest first; of one organisation, if one is named.
pub async fn waiting(db: &mut Reader, organisation: Option<i64>) -> Result<Vec<RegistrationRow>, DatabaseError> {
    let mut query = sql(COLUMNS).append(organisations_in_reach(db));
    if let Some(organisation) = organisation {
        query = query.with(" and o.id = ", organisation);
    }
    db.all(query.then(" order by p.created_at, p.id limit 200")).await
}

/// How many wait at each organisation within this reach; one's own organisation first.
pub async fn counts(
    db: &mut Reader,
    scope: &Scope,
    own: Option<i64>,
) -> Result<Vec<WaitingRegistrations>, DatabaseError> {
    let reach = organisations_within(scope, db.actor());
    db.all(
        sql("select o.id as organisation_id, o.name as organisation_name, count(*) as count \
             from people_memberships m join people_organisations o on o.id = m.organisation_id \
             where m.state = 'asked' and ")
        .append(reach)
        .with(" group by o.id, o.name order by case when o.id = ", own)
        .then(" then 0 else 1 end, count(*) desc, o.id"),
    )
    .await
}

/// How many have asked to join this organisation since then.
pub async fn asked_since(db: &mut Reader, organisation: i64, since: Timestamp) -> Result<i64, DatabaseError> {
    db.count(
        sql("select count(*) from people_memberships m join people_persons p on p.id = m.person_id \
             where m.organisation_id = $1 and m.state = 'asked' and p.created_at > $2")
        .bind(organisation)
        .bind(since),
    )
    .await
}

/// Name and address of those who act in one of these roles today; in one organisation, if one is named.
pub async fn people_in_roles(
    db: &mut Reader,
    organisation: Option<i64>,
    roles: &[&'static str],
    today: Date,
) -> Result<Vec<(i64, String, String)>, DatabaseError> {
    let mut query = sql("select distinct p.id, p.name, p.mail from people_persons p \
                         join people_memberships m on m.person_id = p.id and m.state = 'accepted' \
                         join people_organisations o on o.id = m.organisation_id \
                         where p.state = 'active' and ")
    .with_list("m.role in ", roles.iter().copied())
    .with(" and m.valid_from <= ", today)
    .with(" and (m.valid_to is null or m.valid_to >= ", today)
    .with(") and (o.valid_to is null or o.valid_to >= ", today)
    .then(")");
    if let Some(organisation) = organisation {
        query = query.with(" and o.id = ", organisation);
    }
    db.all(query.then(" order by p.mail")).await
}

pub async fn one(db: &mut Reader, person: i64) -> Result<Option<RegistrationRow>, DatabaseError> {
    let reach = organisations_in_reach(db);
    db.optional(sql(COLUMNS).append(reach).with(" and p.id = ", person)).await
}

/// What was decided last about somebody's request, where she is no longer waiting: the organisation's number
/// and name, her name, and whether she was let in.
pub async fn decided(db: &mut Reader, person: i64) -> Result<Option<Decided>, DatabaseError> {
    let reach = organisations_in_reach(db);
    db.optional(
        sql("select p.name, o.id as organisation_id, o.name as organisation_name, m.state = 'accepted' as approved \
             from people_persons p join people_memberships m on m.person_id = p.id \
             join people_organisations o on o.id = m.organisation_id \
             where m.state in ('accepted', 'refused') and m.decided_at is not null and m.invited_mail = '' and ")
        .append(reach)
        .with(" and p.id = ", person)
        .then(" order by m.decided_at desc, m.id desc limit 1"),
    )
    .await
}

/// Makes the membership she asked for a real one, from today on.
pub async fn approve(
    db: &mut Writer,
    membership: i64,
    role: &str,
    now: Timestamp,
    today: Date,
) -> Result<(), DatabaseError> {
    db.execute(
        sql("update people_memberships set state = 'accepted', role = $2, valid_from = $3, decided_at = $4 \
             where id = $1 and state = 'asked'")
        .bind(membership)
        .bind(role)
        .bind(today)
        .bind(now),
    )
    .await?;
    Ok(())
}

/// Turns a request down; nothing of it was ever in force. She may ask again.
pub async fn refuse(db: &mut Writer, membership: i64, now: Timestamp) -> Result<(), DatabaseError> {
    db.execute(
        sql("update people_memberships set state = 'refused', decided_at = $2 where id = $1 and state = 'asked'")
            .bind(membership)
            .bind(now),
    )
    .await?;
    Ok(())
}

/// What somebody is who no longer waits: `active`, `invited`, or `closed` when nothing is left.
pub async fn state_without_request(db: &mut Reader, person: i64) -> Result<&'static str, DatabaseError> {
    let (accepted, invited): (i64, i64) = db
        .one(
            sql("select coalesce(sum(case when state = 'accepted' then 1 else 0 end), 0), \
                 coalesce(sum(case when state = 'invited' then 1 else 0 end), 0) \
                 from people_memberships where person_id = $1")
            .bind(person),
        )
        .await?;
    Ok(match (accepted, invited) {
        (0, 0) => "closed",
        (0, _) => "invited",
        _ => "active",
    })
}
