//! Persons and their qualifications.

use foundation::database::{Arg, DatabaseError};
use foundation::{Timestamp, sql};

use crate::people::model::PersonRow;
use crate::permissions::{Reader, Writer};

const COLUMNS: &str = "select id, name, kana, mail, telephone, state, last_sign_in_at from people_persons ";

pub async fn by_mail(db: &mut Reader, mail: &str) -> Result<Option<PersonRow>, DatabaseError> {
    db.optional(sql(COLUMNS).with("where mail = ", mail)).await
}

pub async fn by_id(db: &mut Reader, id: i64) -> Result<Option<PersonRow>, DatabaseError> {
    db.optional(sql(COLUMNS).with("where id = ", id)).await
}

pub async fn insert(
    db: &mut Writer,
    name: &str,
    kana: &str,
    mail: &str,
    state: &'static str,
    now: Timestamp,
) -> Result<i64, DatabaseError> {
    let (id,): (i64,) = db
        .one(
            sql("insert into people_persons (name, kana, mail, state, created_at) values ($1, $2, $3, $4, $5) \
                 returning id")
            .bind(name)
            .bind(kana)
            .bind(mail)
            .bind(state)
            .bind(now),
        )
        .await?;
    Ok(id)
}

pub async fn set_state(db: &mut Writer, person: i64, state: &'static str) -> Result<(), DatabaseError> {
    db.execute(sql("update people_persons set state = $2 where id = $1").bind(person).bind(state)).await?;
    Ok(())
}

pub async fn complete(db: &mut Writer, person: i64, name: &str, kana: &str) -> Result<(), DatabaseError> {
    db.execute(
        sql("update people_persons set name = $2, kana = $3, state = 'active' where id = $1")
            .bind(person)
            .bind(name)
            .bind(kana),
    )
    .await?;
    Ok(())
}

pub async fn signed_in(db: &mut Writer, person: i64, now: Timestamp) -> Result<(), DatabaseError> {
    db.execute(sql("update people_persons set last_sign_in_at = $2 where id = $1").bind(person).bind(now)).await?;
    Ok(())
}

pub async fn set_qualifications(db: &mut Writer, person: i64, professions: &[String]) -> Result<(), DatabaseError> {
    db.execute(sql("delete from people_qualifications where person_id = $1").bind(person)).await?;
    if professions.is_empty() {
        return Ok(());
    }
    let rows = professions.iter().map(|id| [Arg::from(person), id.into()]);
    db.execute(sql("insert into people_qualifications (person_id, profession_id) values").with_rows("", rows)).await?;
    Ok(())
}

pub async fn set_particulars(
    db: &mut Writer,
    person: i64,
    name: &str,
    kana: &str,
    telephone: &str,
) -> Result<(), DatabaseError> {
    db.execute(
        sql("update people_persons set name = $2, kana = $3, telephone = $4 where id = $1")
            .bind(person)
            .bind(name)
            .bind(kana)
            .bind(telephone),
    )
    .await?;
    Ok(())
}

pub async fn set_mail(db: &mut Writer, person: i64, mail: &str) -> Result<(), DatabaseError> {
    db.execute(sql("update people_persons set mail = $2 where id = $1").bind(person).bind(mail)).await?;
    Ok(())
}

pub async fn names(db: &mut Reader, ids: &[i64]) -> Result<Vec<(i64, String)>, DatabaseError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    db.all(sql("select id, name from people_persons where id in ").with_list("", ids.iter().copied())).await
}

/// Ids of her professions and qualifications.
pub async fn qualification_ids(db: &mut Reader, person: i64) -> Result<Vec<String>, DatabaseError> {
    let rows: Vec<(String,)> = db
        .all(sql("select profession_id from people_qualifications where person_id = $1 order by 1").bind(person))
        .await?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// Names of her professions and qualifications, in the order of the list.
pub async fn qualifications(db: &mut Reader, person: i64) -> Result<Vec<String>, DatabaseError> {
    let rows: Vec<(String,)> = db
        .all(
            sql("select l.label from people_qualifications q join people_lists l on l.list = 'professions' \
                 and l.id = q.profession_id where q.person_id = $1 order by l.position, l.id")
            .bind(person),
        )
        .await?;
    Ok(rows.into_iter().map(|(label,)| label).collect())
}

/// Names of the professions of everybody whose request waits.
pub async fn qualifications_of_waiting(db: &mut Reader) -> Result<Vec<(i64, String)>, DatabaseError> {
    db.all(sql("select q.person_id, l.label from people_qualifications q \
         join people_memberships m on m.person_id = q.person_id and m.state = 'asked' \
         join people_lists l on l.list = 'professions' and l.id = q.profession_id \
         order by q.person_id, l.position, l.id"))
        .await
}
