//! Sessions: who is signed in, since when, in which of her memberships.

use foundation::database::{Connection, DatabaseError};
use foundation::{Sql, Timestamp, sql};
use jiff::civil::Date;

use crate::people::model::{OwnSession, SessionRow, role_of};
use crate::permissions::{Member, Reader, Role, Writer};

/// The member behind a session that is neither ended nor too old, in a membership that is valid
/// today, and when the session was last seen. What her role reaches is looked up with it.
pub async fn member_of_session(
    db: &mut Connection,
    fingerprint: &str,
    now: Timestamp,
    idle_since: Timestamp,
    today: Date,
) -> Result<Option<(Member, Option<Timestamp>)>, DatabaseError> {
    let found: Option<SessionRow> = db
        .optional(
            sql("select s.id as session, s.last_seen_at, p.id as person, p.name, m.id as membership, m.role, \
                 o.id as organisation, o.name as organisation_name, o.municipality_code, o.prefecture_code, \
                 o.bureau_id, o.area_id \
                 from people_sessions s join people_persons p on p.id = s.person_id \
                 join people_memberships m on m.id = s.membership_id and m.person_id = p.id \
                 join people_organisations o on o.id = m.organisation_id \
                 where s.fingerprint = $1 and s.ended_at is null and s.expires_at > $2 and s.last_seen_at > $3 \
                 and p.state = 'active' and m.state = 'accepted' and m.valid_from <= $4 and (m.valid_to is null or m.valid_to >= $4) \
                 and (o.valid_to is null or o.valid_to >= $4)")
            .bind(fingerprint)
            .bind(now)
            .bind(idle_since)
            .bind(today),
        )
        .await?;
    let Some(row) = found else { return Ok(None) };
    let Some(role) = role_of(&row.role) else { return Ok(None) };
    let last_seen = row.last_seen_at.parse().ok();
    let mut member = Member {
        person: row.person,
        name: row.name,
        membership: row.membership,
        organisation: row.organisation,
        organisation_name: row.organisation_name,
        role,
        municipalities: row.municipality_code.into_iter().collect(),
        prefectures: row.prefecture_code.into_iter().collect(),
        programmes: Vec::new(),
        session: row.session,
    };
    match role {
        Role::HealthCentre => {
            if let Some(area) = row.area_id {
                member.municipalities = crate::regions::codes_of_area(db, &area).await?;
            }
        }
        Role::RegionalBureau => {
            if let Some(bureau) = row.bureau_id {
                member.prefectures = crate::regions::prefectures_of_bureau(db, &bureau).await?;
            }
        }
        Role::Coordinator => member.municipalities = served_municipalities(db, member.membership, today).await?,
        Role::ProgrammeOffice | Role::MinistryDepartment => {
            member.programmes = crate::programmes::of_organisation(db, member.organisation, today).await?;
        }
        _ => {}
    }
    Ok(Some((member, last_seen)))
}

async fn served_municipalities(
    db: &mut Connection,
    membership: i64,
    today: Date,
) -> Result<Vec<String>, DatabaseError> {
    let rows: Vec<(String,)> = db
        .all(
            sql("select distinct municipality_code from people_served_municipalities where membership_id = $1 \
                 and valid_from <= $2 and (valid_to is null or valid_to >= $2) order by municipality_code")
            .bind(membership)
            .bind(today),
        )
        .await?;
    Ok(rows.into_iter().map(|(code,)| code).collect())
}

/// The note the door writes; never moves the moment backwards.
pub fn seen(session: i64, now: Timestamp) -> Sql {
    sql("update people_sessions set last_seen_at = $2 where id = $1 and last_seen_at < $2").bind(session).bind(now)
}

/// A session to be.
pub struct NewSession<'a> {
    pub fingerprint: &'a str,
    pub person: i64,
    pub membership: i64,
    pub expires_at: Timestamp,
    pub browser_name: &'a str,
    /// Opened with a code from her own mailbox.
    pub mailbox_proven: bool,
}

pub async fn insert(db: &mut Writer, session: &NewSession<'_>, now: Timestamp) -> Result<i64, DatabaseError> {
    let (id,): (i64,) = db
        .one(
            sql("insert into people_sessions (fingerprint, person_id, membership_id, created_at, last_seen_at, \
                 expires_at, browser_name, mailbox_proven) values ($1, $2, $3, $4, $4, $5, $6, $7) returning id")
            .bind(session.fingerprint)
            .bind(session.person)
            .bind(session.membership)
            .bind(now)
            .bind(session.expires_at)
            .bind(session.browser_name)
            .bind(session.mailbox_proven),
        )
        .await?;
    Ok(id)
}

/// Her sessions that could still be used, newest use first.
pub async fn of_person(
    db: &mut Reader,
    person: i64,
    now: Timestamp,
    idle_since: Timestamp,
) -> Result<Vec<OwnSession>, DatabaseError> {
    db.all(
        sql("select s.id, o.name as organisation_name, s.created_at, s.last_seen_at, s.browser_name \
             from people_sessions s join people_memberships m on m.id = s.membership_id \
             join people_organisations o on o.id = m.organisation_id \
             where s.person_id = $1 and s.ended_at is null and s.expires_at > $2 and s.last_seen_at > $3 \
             order by s.last_seen_at desc, s.id desc")
        .bind(person)
        .bind(now)
        .bind(idle_since),
    )
    .await
}

/// Ends one session of this person; false when she has no such open session.
pub async fn end(db: &mut Writer, person: i64, session: i64, now: Timestamp) -> Result<bool, DatabaseError> {
    let rows = db
        .execute(
            sql("update people_sessions set ended_at = $3 where id = $1 and person_id = $2 and ended_at is null")
                .bind(session)
                .bind(person)
                .bind(now),
        )
        .await?;
    Ok(rows > 0)
}

/// Was it opened with a code from her own mailbox?
pub async fn is_proven(db: &mut Reader, session: i64) -> Result<bool, DatabaseError> {
    let proven = sql("select count(*) from people_sessions where mailbox_proven and id = ").with("", session);
    Ok(db.count(proven).await? > 0)
}

/// Ends every session of this person that was opened with a printed code.
pub async fn end_unproven(db: &mut Writer, person: i64, now: Timestamp) -> Result<u64, DatabaseError> {
    db.execute(
        sql("update people_sessions set ended_at = $2 \
             where person_id = $1 and not mailbox_proven and ended_at is null")
        .bind(person)
        .bind(now),
    )
    .await
}

/// Ends every other session of this person; answers how many.
pub async fn end_others(db: &mut Writer, person: i64, keep: i64, now: Timestamp) -> Result<u64, DatabaseError> {
    db.execute(
        sql("update people_sessions set ended_at = $3 where person_id = $1 and id <> $2 and ended_at is null")
            .bind(person)
            .bind(keep)
            .bind(now),
    )
    .await
}

pub async fn set_membership(db: &mut Writer, session: i64, membership: i64) -> Result<(), DatabaseError> {
    db.execute(
        sql("update people_sessions set membership_id = $2 where id = $1 and ended_at is null")
            .bind(session)
            .bind(membership),
    )
    .await?;
    Ok(())
}

/// Forgets sessions that were over by then: ended, too old, or not used for so long.
pub async fn delete_over(db: &mut Writer, before: Timestamp, idle_seconds: i64) -> Result<u64, DatabaseError> {
    db.execute(
        sql("delete from people_sessions where ended_at < $1 or expires_at < $1 or last_seen_at < $2")
            .bind(before)
            .bind(before.seconds_later(-idle_seconds)),
    )
    .await
}
