//! What municipalities are compared by: the newest facts of all of them.

use foundation::database::DatabaseError;
use foundation::sql;

use super::in_force;
use crate::permissions::Reader;
use crate::regions::rules::similar::Profile;

pub async fn profiles(db: &mut Reader) -> Result<Vec<Profile>, DatabaseError> {
    let today = db.core().clock.today();
    let query = sql("select m.code, m.name, p.name as prefecture_name, n.amount as population, o.amount as age65, \
         e.amount as age85, k.amount as kaso, c.amount as chusankan, s.amount as shokibo, d.words as demand2040 \
         from regions_municipalities m join regions_prefectures p on p.code = m.prefecture_code \
         left join regions_newest_facts n on n.municipality_code = m.code and n.key = 'population' \
         left join regions_newest_facts o on o.municipality_code = m.code and o.key = 'age65' \
         left join regions_newest_facts e on e.municipality_code = m.code and e.key = 'age85' \
         left join regions_newest_facts k on k.municipality_code = m.code and k.key = 'kaso' \
         left join regions_newest_facts c on c.municipality_code = m.code and c.key = 'chusankan' \
         left join regions_newest_facts s on s.municipality_code = m.code and s.key = 'shokibo' \
         left join regions_newest_facts d on d.municipality_code = m.code and d.key = 'demand2040' where ");
    db.all(in_force(query, today).then(" order by m.code")).await
}
