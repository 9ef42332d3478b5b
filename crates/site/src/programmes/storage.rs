//! All SQL on the tables of programmes.

use foundation::database::{Connection, DatabaseError};
use foundation::sql;
use jiff::civil::Date;

use super::actions::{NewProgramme, NewYear};
use crate::permissions::Writer;

pub async fn of_organisation(db: &mut Connection, organisation: i64, today: Date) -> Result<Vec<i64>, DatabaseError> {
    let rows: Vec<(i64,)> = db
        .all(
            sql("select id from programmes where owner_organisation_id = $1 union \
                 select programme_id from programmes_years where office_organisation_id = $1 \
                 and starts_on <= $2 and ends_on >= $2 order by 1")
            .bind(organisation)
            .bind(today),
        )
        .await?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

pub async fn count(db: &mut Connection) -> Result<i64, DatabaseError> {
    db.count(sql("select count(*) from programmes")).await
}

pub async fn insert_programme(db: &mut Writer, new: &NewProgramme) -> Result<i64, DatabaseError> {
    let (id,): (i64,) = db
        .one(
            sql("insert into programmes (name, short_name, owner_organisation_id, position) values ($1, $2, $3, $4) \
                 returning id")
            .bind(&new.name)
            .bind(&new.short_name)
            .bind(new.owner_organisation_id)
            .bind(new.position),
        )
        .await?;
    Ok(id)
}

pub async fn insert_year(db: &mut Writer, new: &NewYear) -> Result<i64, DatabaseError> {
    let (id,): (i64,) = db
        .one(
            sql("insert into programmes_years (programme_id, fiscal_year, office_organisation_id, mail, telephone, \
                 hours, starts_on, ends_on, purpose, version) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 1) \
                 returning id")
            .bind(new.programme_id)
            .bind(new.fiscal_year)
            .bind(new.office_organisation_id)
            .bind(&new.mail)
            .bind(&new.telephone)
            .bind(&new.hours)
            .bind(new.starts_on)
            .bind(new.ends_on)
            .bind(&new.purpose),
        )
        .await?;
    Ok(id)
}
