//! What municipalities are compared by: the newest facts, and where they come from.

use foundation::database::DatabaseError;
use foundation::sql;
use jiff::civil::Date;

use super::in_force;
use crate::permissions::{Reader, Writer};
use crate::regions::model::DatedFact;
use crate::regions::rules::similar::Profile;

/// Of all municipalities of today, or of these alone.
pub async fn profiles(db: &mut Reader, codes: Option<&[String]>) -> Result<Vec<Profile>, DatabaseError> {
    let today = db.core().clock.today();
    // A share is taken of the population of the same day only.
    let query = sql("select m.code, m.name, p.name as prefecture_name, n.amount as population, o.amount as age65, \
         e.amount as age85, k.amount as kaso, c.amount as chusankan, s.amount as shokibo, d.words as demand2040, \
         i.amount as island, u.amount as mountain, h.amount as clinics, v.amount as stations \
         from regions_municipalities m join regions_prefectures p on p.code = m.prefecture_code \
         left join regions_newest_facts n on n.municipality_code = m.code and n.key = 'population' \
         left join regions_newest_facts o on o.municipality_code = m.code and o.key = 'age65' and o.as_of = n.as_of \
         left join regions_newest_facts e on e.municipality_code = m.code and e.key = 'age85' and e.as_of = n.as_of \
         left join regions_newest_facts k on k.municipality_code = m.code and k.key = 'kaso' \
         left join regions_newest_facts c on c.municipality_code = m.code and c.key = 'chusankan' \
         left join regions_newest_facts s on s.municipality_code = m.code and s.key = 'shokibo' \
         left join regions_newest_facts d on d.municipality_code = m.code and d.key = 'demand2040' \
         left join regions_newest_facts i on i.municipality_code = m.code and i.key = 'island' \
         left join regions_newest_facts u on u.municipality_code = m.code and u.key = 'mountain' \
         left join regions_newest_facts h on h.municipality_code = m.code and h.key = 'clinics' \
         left join regions_newest_facts v on v.municipality_code = m.code and v.key = 'stations' where ");
    let query = in_force(query, today);
    let query = match codes {
        Some(codes) => query.with_list(" and m.code in ", codes),
        None => query,
    };
    db.all(query.then(" order by m.code")).await
}

/// The register has changed, or a fact of it.
pub async fn moved_on(db: &mut Writer) -> Result<(), DatabaseError> {
    db.execute(sql("update regions_register_number set number = number + 1")).await?;
    Ok(())
}

/// What every profile was made of: the register's number, and the day.
pub async fn as_of(db: &mut Reader) -> Result<(i64, Date), DatabaseError> {
    let (number,) = db.one(sql("select number from regions_register_number")).await?;
    Ok((number, db.core().clock.today()))
}

/// The newest facts of these municipalities, with day and source.
pub async fn facts_of(db: &mut Reader, codes: &[String]) -> Result<Vec<DatedFact>, DatabaseError> {
    let query =
        sql("select municipality_code, key, as_of, amount, words, source, fictitious from regions_newest_facts")
            .with_list(" where municipality_code in ", codes)
            .then(" order by municipality_code, key");
    db.all(query).await
}
