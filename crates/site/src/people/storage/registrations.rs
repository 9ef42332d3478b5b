//! Requests to join an organisation that wait for somebody's decision.

use foundation::database::DatabaseError;
use foundation::sql;
use jiff::civil::Date;

use super::organisations_in_reach;
use crate::people::model::RegistrationRow;
use crate::permissions::{Reader, Writer};

const COLUMNS: &str = "select p.id as person_id, p.name, p.kana, p.mail, p.created_at, m.id as membership_id, \
                       m.role, m.title, o.id as organisation_id, o.name as organisation_name \
                       from people_persons p join people_memberships m on m.person_id = p.id \
                       join people_organisations o on o.id = m.organisation_id where p.state = 'waiting' and ";

/// What waits, oldest first.
pub async fn waiting(db: &mut Reader) -> Result<Vec<RegistrationRow>, DatabaseError> {
    let reach = organisations_in_reach(db);
    db.all(sql(COLUMNS).append(reach).then(" order by p.created_at, p.id limit 200")).await
}

pub async fn one(db: &mut Reader, person: i64) -> Result<Option<RegistrationRow>, DatabaseError> {
    let reach = organisations_in_reach(db);
    db.optional(sql(COLUMNS).append(reach).with(" and p.id = ", person)).await
}

/// Makes the membership she asked for a real one, from today on.
pub async fn approve(db: &mut Writer, membership: i64, role: &str, today: Date) -> Result<(), DatabaseError> {
    db.execute(
        sql("update people_memberships set role = $2, valid_from = $3 where id = $1")
            .bind(membership)
            .bind(role)
            .bind(today),
    )
    .await?;
    Ok(())
}

/// Takes back what somebody waiting has asked for; nothing of it was ever in force. Who refused whom
/// stands in the audit log.
pub async fn withdraw(db: &mut Writer, person: i64) -> Result<(), DatabaseError> {
    db.execute(
        sql("delete from people_memberships where person_id = $1 and exists \
             (select 1 from people_persons p where p.id = $1 and p.state = 'waiting') \
             and id not in (select membership_id from people_sessions where person_id = $1)")
        .bind(person),
    )
    .await?;
    Ok(())
}
