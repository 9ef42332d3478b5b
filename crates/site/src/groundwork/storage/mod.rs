//! All SQL on what a town wrote down about itself. Found through the scope of who asks: the town, a coordinator's towns, and the
//! prefecture where the town shows it.

pub mod aims;
pub mod assessment;
pub mod roles;
pub mod undertakings;

use foundation::database::DatabaseError;
use foundation::{Sql, Timestamp, sql};

use crate::model::Sharing;
use crate::permissions::{Reader, Scope, Writer};

/// Who changes, and when.
pub struct By<'a> {
    pub at: Timestamp,
    pub label: &'a str,
}

/// Towns and their prefecture, with the condition under which the prefecture reads.
fn within(query: Sql, scope: &Scope, shared: &'static str) -> Sql {
    match scope {
        Scope::All => query,
        Scope::Municipalities(codes) => query.with_list(" and g.municipality_code in ", codes.iter().cloned()),
        Scope::Prefectures(codes) => query.then(shared).with_list(" and g.prefecture_code in ", codes.iter().cloned()),
        Scope::Programmes(_) | Scope::Organisation(_) | Scope::Own(_) | Scope::Thing(_) => query.then(" and 1 = 0"),
    }
}

pub async fn sharing(db: &mut Reader, code: &str) -> Result<Sharing, DatabaseError> {
    let found = db
        .optional(
            sql("select undertakings, roles, aims from groundwork_sharing where municipality_code = ")
                .with("", code.to_owned()),
        )
        .await?;
    Ok(found.unwrap_or_default())
}

pub async fn put_sharing(db: &mut Writer, code: &str, new: Sharing, by: &By<'_>) -> Result<(), DatabaseError> {
    db.execute(
        sql("insert into groundwork_sharing (municipality_code, undertakings, roles, aims, updated_at, updated_by) \
             values ($1, $2, $3, $4, $5, $6) on conflict (municipality_code) do update set undertakings = $2, roles = $3, \
             aims = $4, updated_at = $5, updated_by = $6")
        .bind(code)
        .bind(new.undertakings)
        .bind(new.roles)
        .bind(new.aims)
        .bind(by.at)
        .bind(by.label),
    )
    .await?;
    Ok(())
}

/// Towns of these prefectures that show something: code, name, what.
pub async fn showing(
    db: &mut Reader,
    prefectures: &[String],
) -> Result<Vec<(String, String, bool, bool, bool)>, DatabaseError> {
    db.all(
        sql("select m.code, m.name, s.undertakings, s.roles, s.aims from groundwork_sharing s \
             join regions_municipalities m on m.code = s.municipality_code \
             where (s.undertakings = true or s.roles = true or s.aims = true)")
        .with_list(" and m.prefecture_code in ", prefectures.iter().cloned())
        .then(" order by m.code"),
    )
    .await
}
