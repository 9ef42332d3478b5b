//! SQL of where everybody on a list stands: what the collection room counts by prefecture, class and size.

use foundation::database::DatabaseError;
use foundation::sql;

use super::{RoomFilter, narrowed, seen_by};
use crate::permissions::Reader;
use crate::surveys::model::standing::Standing;

/// Everybody within reach, narrowed by words alone: one row each, in one statement.
pub async fn standings(db: &mut Reader, survey: i64, words: &str) -> Result<Vec<Standing>, DatabaseError> {
    let scope = db.scope().clone();
    let query =
        sql("select r.prefecture_code, r.state, coalesce(r.due_on, s.due_on) as due_on, n.amount as population, \
         k.amount as kaso, c.amount as chusankan, m.amount as shokibo, \
         (coalesce(n.fictitious, false) or coalesce(k.fictitious, false)) as fictitious \
         from surveys_respondents r join surveys s on s.id = r.survey_id \
         left join regions_newest_facts n on n.municipality_code = r.code and n.key = 'population' \
         left join regions_newest_facts k on k.municipality_code = r.code and k.key = 'kaso' \
         left join regions_newest_facts c on c.municipality_code = r.code and c.key = 'chusankan' \
         left join regions_newest_facts m on m.municipality_code = r.code and m.key = 'shokibo' \
         where s.state <> 'draft' and r.survey_id = ")
        .with("", survey);
    let only_words = RoomFilter { words: words.to_owned(), ..RoomFilter::default() };
    db.all(narrowed(seen_by(query, &scope), &only_words)).await
}
