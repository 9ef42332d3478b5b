//! Requests to join an organisation that wait for somebody's decision.

use foundation::database::DatabaseError;
use foundation::sql;

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

/// Removes a request without a trace in the tables of people; the audit log keeps who refused whom.
pub async fn remove(db: &mut Writer, person: i64, membership: i64) -> Result<(), DatabaseError> {
    db.execute(sql("delete from people_memberships where id = $1").bind(membership)).await?;
    db.execute(sql("delete from people_qualifications where person_id = $1").bind(person)).await?;
    db.execute(sql("update people_persons set state = 'closed' where id = $1").bind(person)).await?;
    Ok(())
}
