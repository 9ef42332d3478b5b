//! SQL of what is still to come: counts of everybody asked, before a survey closes for good.

use foundation::database::DatabaseError;
use foundation::sql;

use crate::permissions::Reader;
use crate::surveys::model::closing::{Lot, Outstanding};

/// Counts only, within no scope: whose survey it is the caller has seen to.
pub async fn outstanding(db: &mut Reader, survey: i64) -> Result<Outstanding, DatabaseError> {
    let lots: Vec<Lot> = db
        .all(
            sql("select r.prefecture_code, p.name as prefecture_name, r.state, count(*) as count \
                 from surveys_respondents r join regions_prefectures p on p.code = r.prefecture_code \
                 where r.survey_id = ")
            .with("", survey)
            .then(" group by r.prefecture_code, p.name, r.state order by r.prefecture_code, r.state"),
        )
        .await?;
    Ok(Outstanding { lots })
}
