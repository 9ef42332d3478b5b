//! All SQL on the tables of people.

use foundation::database::{Connection, DatabaseError};
use foundation::{Timestamp, sql};
use jiff::civil::Date;

use super::model::{SessionRow, role_of};
use crate::permissions::{Member, Role};

/// The member behind a session that is neither ended nor too old, in a membership that is valid
/// today. What her role reaches is looked up with it.
pub async fn member_of_session(
    db: &mut Connection,
    fingerprint: &str,
    now: Timestamp,
    idle_since: Timestamp,
    today: Date,
) -> Result<Option<Member>, DatabaseError> {
    let found: Option<SessionRow> = db
        .optional(
            sql("select s.id as session, p.id as person, p.name, m.id as membership, m.role, \
                 o.id as organisation, o.name as organisation_name, o.municipality_code, o.prefecture_code, \
                 o.bureau_id, o.area_id \
                 from people_sessions s join people_persons p on p.id = s.person_id \
                 join people_memberships m on m.id = s.membership_id and m.person_id = p.id \
                 join people_organisations o on o.id = m.organisation_id \
                 where s.fingerprint = $1 and s.ended_at is null and s.expires_at > $2 and s.last_seen_at > $3 \
                 and p.state = 'active' and m.valid_from <= $4 and (m.valid_to is null or m.valid_to >= $4) \
                 and (o.valid_to is null or o.valid_to >= $4)")
            .bind(fingerprint)
            .bind(now)
            .bind(idle_since)
            .bind(today),
        )
        .await?;
    let Some(row) = found else { return Ok(None) };
    let Some(role) = role_of(&row.role) else { return Ok(None) };
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
    Ok(Some(member))
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

/// Names of organisations by number.
pub async fn organisation_names(db: &mut Connection, ids: &[i64]) -> Result<Vec<(i64, String)>, DatabaseError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    db.all(sql("select id, name from people_organisations where id in ").with_list("", ids.iter().copied())).await
}

/// The organisations of a kind that exist today.
pub async fn organisations_of_kind(
    db: &mut Connection,
    kind: &str,
    today: Date,
) -> Result<Vec<(i64, String)>, DatabaseError> {
    db.all(
        sql("select id, name from people_organisations where kind = $1 \
             and (valid_from is null or valid_from <= $2) and (valid_to is null or valid_to >= $2) order by kana, id")
        .bind(kind)
        .bind(today),
    )
    .await
}
