//! Memberships: in which organisation, as what, from when to when.

use foundation::database::{Arg, DatabaseError};
use foundation::{Timestamp, sql};
use jiff::civil::Date;

use super::{organisations_in_reach, organisations_within};
use crate::people::model::{Coordinating, MemberLine, MembershipRow};
use crate::permissions::{Reader, Scope, Writer};

#[derive(Clone, Copy, Debug)]
pub struct NewMembership<'a> {
    /// `invited`, `asked`, `accepted`
    pub state: &'static str,
    /// Name and address as the inviter typed them: all that is shown until she accepts.
    pub invited: (&'a str, &'a str),
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
                 coordinator_core, coordinator_contract, valid_from, valid_to, state, invited_name, \
                 invited_mail) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) returning id")
            .bind(membership.person)
            .bind(membership.organisation)
            .bind(membership.role)
            .bind(membership.title)
            .bind(membership.coordinator_level)
            .bind(membership.coordinator_core)
            .bind(membership.coordinator_contract)
            .bind(membership.valid_from)
            .bind(membership.valid_to)
            .bind(membership.state)
            .bind(membership.invited.0)
            .bind(membership.invited.1),
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
                   m.coordinator_level, m.coordinator_core, m.coordinator_contract, m.valid_from, m.valid_to, \
                   m.last_sign_in_at, coalesce(mp.name, pr.name, '') as prefecture_name \
                   from people_memberships m join people_organisations o on o.id = m.organisation_id \
                   left join regions_municipalities mu on mu.code = o.municipality_code \
                   left join regions_prefectures mp on mp.code = mu.prefecture_code \
                   left join regions_prefectures pr on pr.code = o.prefecture_code and o.kind <> 'prefecture' ";

/// Names of the municipalities that a person's memberships are contracted for on this day or later.
pub async fn served_names(db: &mut Reader, person: i64, today: Date) -> Result<Vec<(i64, String)>, DatabaseError> {
    db.all(
        sql("select s.membership_id, mu.name from people_served_municipalities s \
             join people_memberships m on m.id = s.membership_id \
             join regions_municipalities mu on mu.code = s.municipality_code \
             where m.person_id = $1 and (s.valid_to is null or s.valid_to >= $2) \
             order by s.membership_id, s.municipality_code")
        .bind(person)
        .bind(today),
    )
    .await
}

/// Coordinators of a municipality on a day: contracted for it, or in its own organisation.
pub async fn coordinators_serving(
    db: &mut Reader,
    code: &str,
    today: Date,
) -> Result<Vec<Coordinating>, DatabaseError> {
    db.all(
        sql("select distinct p.id as person, p.name, p.kana, o.id as organisation, o.name as organisation_name, \
             cast(case when o.municipality_code = $1 and o.kind = 'municipality' then 1 else 0 end as bigint) as direct \
             from people_memberships m join people_persons p on p.id = m.person_id \
             join people_organisations o on o.id = m.organisation_id \
             left join people_served_municipalities s on s.membership_id = m.id and s.municipality_code = $1 \
             and s.valid_from <= $2 and (s.valid_to is null or s.valid_to >= $2) \
             where m.role = 'coordinator' and m.state = 'accepted' and p.state = 'active' \
             and m.valid_from <= $2 and (m.valid_to is null or m.valid_to >= $2) \
             and (o.valid_to is null or o.valid_to >= $2) \
             and (s.membership_id is not null or o.municipality_code = $1) order by p.kana, p.id, o.id")
        .bind(code)
        .bind(today),
    )
    .await
}

/// Every membership of a person, past and to come, newest first.
pub async fn of_person(db: &mut Reader, person: i64) -> Result<Vec<MembershipRow>, DatabaseError> {
    db.all(
        sql(OWN)
            .with("where m.person_id = ", person)
            .then(" and m.state = 'accepted' order by m.valid_from desc, m.id desc"),
    )
    .await
}

/// Invitations that wait for her answer, oldest first.
pub async fn invitations_of(db: &mut Reader, person: i64, today: Date) -> Result<Vec<MembershipRow>, DatabaseError> {
    db.all(
        sql(OWN)
            .with("where m.person_id = ", person)
            .with(" and m.state = 'invited' and (m.valid_to is null or m.valid_to >= ", today)
            .with(") and (o.valid_to is null or o.valid_to >= ", today)
            .then(") order by m.id"),
    )
    .await
}

/// Those in which she may act on this day, oldest first.
pub async fn valid_of_person(db: &mut Reader, person: i64, today: Date) -> Result<Vec<MembershipRow>, DatabaseError> {
    db.all(
        sql(OWN)
            .with("where m.state = 'accepted' and m.person_id = ", person)
            .with(" and m.valid_from <= ", today)
            .with(" and (m.valid_to is null or m.valid_to >= ", today)
            .with(") and (o.valid_to is null or o.valid_to >= ", today)
            .then(") order by m.id"),
    )
    .await
}

/// How far she is on the way into this organisation in this role: `invited`, `asked` or `accepted`;
/// `None` when she is not.
pub async fn state_in(
    db: &mut Reader,
    person: i64,
    organisation: i64,
    role: &str,
    today: Date,
) -> Result<Option<String>, DatabaseError> {
    let row: Option<(String,)> = db
        .optional(
            sql("select state from people_memberships where person_id = $1 and organisation_id = $2 \
                 and (role = $3 or state = 'asked') and state in ('invited', 'asked', 'accepted') \
                 and (valid_to is null or valid_to >= $4) order by state limit 1")
            .bind(person)
            .bind(organisation)
            .bind(role)
            .bind(today),
        )
        .await?;
    Ok(row.map(|(state,)| state))
}

/// What a manager may see of a member: of somebody invited only what was typed, whoever she is.
const LINE: &str = "select m.id, p.id as person_id, \
                    case when m.state in ('invited', 'declined') then m.invited_name else p.name end as name, \
                    case when m.state in ('invited', 'declined') then m.invited_mail else p.mail end as mail, \
                    case when m.state = 'accepted' then p.telephone else '' end as telephone, \
                    m.state, m.role, m.title, m.valid_from, m.valid_to, m.last_sign_in_at \
                    from people_memberships m join people_persons p on p.id = m.person_id \
                    join people_organisations o on o.id = m.organisation_id where m.state <> 'refused' and ";

/// The people of an organisation in reach: those of today and to come first.
pub async fn of_organisation(db: &mut Reader, organisation: i64) -> Result<Vec<MemberLine>, DatabaseError> {
    let reach = organisations_in_reach(db);
    db.all(sql(LINE).append(reach).with(" and o.id = ", organisation).then(
        " order by case when m.valid_to is null then 0 else 1 end, m.valid_to desc, \
         case when m.state = 'accepted' then p.kana else '' end, m.id",
    ))
    .await
}

/// One membership of an organisation in reach.
pub async fn in_reach(
    db: &mut Reader,
    organisation: i64,
    membership: i64,
) -> Result<Option<MemberLine>, DatabaseError> {
    let reach = organisations_in_reach(db);
    db.optional(sql(LINE).append(reach).with(" and o.id = ", organisation).with(" and m.id = ", membership)).await
}

/// She accepts: from today on at the earliest. False when there was nothing (any more) to accept.
pub async fn accept(
    db: &mut Writer,
    person: i64,
    membership: i64,
    now: Timestamp,
    today: Date,
) -> Result<bool, DatabaseError> {
    let rows = db
        .execute(
            sql("update people_memberships set state = 'accepted', decided_at = $3, \
                 valid_from = case when valid_from < $4 then $4 else valid_from end \
                 where id = $1 and person_id = $2 and state = 'invited' and (valid_to is null or valid_to >= $4) \
                 and invited_mail in ('', (select mail from people_persons where id = $2))")
            .bind(membership)
            .bind(person)
            .bind(now)
            .bind(today),
        )
        .await?;
    Ok(rows == 1)
}

/// She does not want it. False when there was nothing (any more) to decline.
pub async fn decline(db: &mut Writer, person: i64, membership: i64, now: Timestamp) -> Result<bool, DatabaseError> {
    let rows = db
        .execute(
            sql("update people_memberships set state = 'declined', decided_at = $3 \
                 where id = $1 and person_id = $2 and state = 'invited'")
            .bind(membership)
            .bind(person)
            .bind(now),
        )
        .await?;
    Ok(rows == 1)
}

/// Notes that she signed in for this membership, or changed to it.
pub async fn used(db: &mut Writer, membership: i64, now: Timestamp) -> Result<(), DatabaseError> {
    db.execute(sql("update people_memberships set last_sign_in_at = $2 where id = $1").bind(membership).bind(now))
        .await?;
    Ok(())
}

pub async fn end(db: &mut Writer, membership: i64, last_day: Date) -> Result<(), DatabaseError> {
    db.execute(sql("update people_memberships set valid_to = $2 where id = $1").bind(membership).bind(last_day))
        .await?;
    Ok(())
}

/// People of organisations within a reach, but for the reader's own.
pub async fn in_sight(
    db: &mut Reader,
    scope: &Scope,
    today: Date,
    most: i64,
) -> Result<Vec<(i64, String, String)>, DatabaseError> {
    let reach = organisations_within(scope, db.actor());
    let own = db.actor().member().map(|m| m.organisation);
    db.all(
        sql("select m.id, p.name, o.name as organisation_name from people_memberships m \
             join people_persons p on p.id = m.person_id join people_organisations o on o.id = m.organisation_id \
             where m.state = 'accepted' and p.state = 'active' and ")
        .append(reach)
        .with(" and o.id <> ", own.unwrap_or(0))
        .with(" and m.valid_from <= ", today)
        .with(" and (m.valid_to is null or m.valid_to >= ", today)
        .with(") and (o.valid_to is null or o.valid_to >= ", today)
        .then(") order by o.kana, o.id, p.kana, m.id")
        .with(" limit ", most),
    )
    .await
}

/// Where letters to the person behind a membership of today go.
pub async fn address(db: &mut Reader, membership: i64, today: Date) -> Result<Option<String>, DatabaseError> {
    let found: Option<(String,)> = db
        .optional(
            sql("select p.mail from people_memberships m join people_persons p on p.id = m.person_id \
                 where m.state = 'accepted' and p.state = 'active' and m.id = ")
            .with("", membership)
            .with(" and (m.valid_to is null or m.valid_to >= ", today)
            .then(")"),
        )
        .await?;
    Ok(found.map(|(mail,)| mail))
}
