//! All SQL on the tables of programmes.

use foundation::database::{Connection, DatabaseError};
use foundation::sql;
use jiff::civil::Date;

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
