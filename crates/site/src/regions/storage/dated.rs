//! Municipalities as they are and were: those that ended keep their rows, and whoever bears the name of one since is found.

use foundation::database::DatabaseError;
use foundation::sql;

use crate::permissions::Reader;
use crate::regions::model::DatedTown;

/// Those with these codes or exact names, ended ones too; a name that several bear comes several times.
pub async fn towns(db: &mut Reader, codes_or_names: &[String]) -> Result<Vec<DatedTown>, DatabaseError> {
    db.all(
        sql("select m.code, m.name, m.prefecture_code, p.name as prefecture_name, m.valid_from, m.valid_to \
             from regions_municipalities m join regions_prefectures p on p.code = m.prefecture_code")
        .with_list(" where m.code in ", codes_or_names.iter().cloned())
        .with_list(" or m.name in ", codes_or_names.iter().cloned())
        .with_list(" or p.name || m.name in ", codes_or_names.iter().cloned())
        .then(" order by m.code"),
    )
    .await
}

/// Ended municipality → the one of its prefecture that has its name among its former ones: both codes, the name today.
pub async fn successors(db: &mut Reader, codes: &[String]) -> Result<Vec<(String, String, String)>, DatabaseError> {
    db.all(
        sql("select o.code, n.code, n.name from regions_municipalities o \
             join regions_former_names f on f.name = o.name \
             join regions_municipalities n on n.code = f.municipality_code and n.prefecture_code = o.prefecture_code \
             and n.code <> o.code where o.valid_to is not null and n.valid_to is null")
        .with_list(" and o.code in ", codes.iter().cloned())
        .then(" order by o.code, n.code"),
    )
    .await
}
