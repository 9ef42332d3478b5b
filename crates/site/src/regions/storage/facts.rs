//! Facts of every municipality as they stood on a day.

use foundation::database::DatabaseError;
use foundation::sql;
use jiff::civil::Date;

use crate::permissions::Reader;
use crate::regions::model::DatedFact;

/// Of every municipality and each of these keys the newest value not after a day.
pub async fn in_force(db: &mut Reader, keys: &[&str], day: Date) -> Result<Vec<DatedFact>, DatabaseError> {
    db.all(
        sql("select f.municipality_code, f.key, f.as_of, f.amount, f.words, f.source, f.fictitious \
             from regions_facts f")
        .with_list(" where f.key in ", keys.iter().copied())
        .with(
            " and f.as_of = (select max(g.as_of) from regions_facts g where \
             g.municipality_code = f.municipality_code and g.key = f.key and g.as_of <= ",
            day,
        )
        .then(") order by f.municipality_code, f.key"),
    )
    .await
}

/// The same of some municipalities only.
pub async fn of_towns(
    db: &mut Reader,
    codes: &[String],
    keys: &[&str],
    day: Date,
) -> Result<Vec<DatedFact>, DatabaseError> {
    db.all(
        sql("select f.municipality_code, f.key, f.as_of, f.amount, f.words, f.source, f.fictitious \
             from regions_facts f")
        .with_list(" where f.municipality_code in ", codes.iter().cloned())
        .with_list(" and f.key in ", keys.iter().copied())
        .with(
            " and f.as_of = (select max(g.as_of) from regions_facts g where \
             g.municipality_code = f.municipality_code and g.key = f.key and g.as_of <= ",
            day,
        )
        .then(") order by f.municipality_code, f.key"),
    )
    .await
}
