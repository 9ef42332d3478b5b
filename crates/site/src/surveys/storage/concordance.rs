//! SQL of concordances.

use foundation::database::DatabaseError;
use foundation::{Timestamp, sql};

use crate::permissions::{Reader, Writer};
use crate::surveys::model::editing::{ConcordanceRow, StoredConcordance};

pub async fn stored(db: &mut Reader, survey: i64) -> Result<Option<StoredConcordance>, DatabaseError> {
    let row: Option<ConcordanceRow> = db
        .optional(
            sql("select version, concordance, confirmed_at, changed_at, changed_by from surveys_concordances \
                 where survey_id = ")
            .with("", survey),
        )
        .await?;
    row.map(|row| {
        let concordance =
            serde_json::from_str(&row.concordance).map_err(|e| DatabaseError::Unreadable(e.to_string()))?;
        Ok(StoredConcordance {
            version: row.version,
            concordance,
            is_confirmed: row.confirmed_at.is_some(),
            changed_at: row.changed_at,
            changed_by: row.changed_by,
        })
    })
    .transpose()
}

/// What is to be stored.
#[derive(Clone, Copy, Debug)]
pub struct NewConcordance<'a> {
    /// The version it takes the place of; 0: there was none.
    pub over: i64,
    pub json: &'a str,
    /// A person said so.
    pub confirmed: bool,
    pub by_label: &'a str,
    pub at: Timestamp,
}

/// `false` when another is there meanwhile.
pub async fn store(db: &mut Writer, survey: i64, new: &NewConcordance<'_>) -> Result<bool, DatabaseError> {
    let query = if new.over == 0 {
        sql("insert into surveys_concordances (survey_id, version, concordance, changed_at, changed_by, confirmed_at) \
             values ($1, 1, $2, $3, $4, $5) on conflict (survey_id) do nothing")
    } else {
        sql("update surveys_concordances set version = version + 1, concordance = $2, changed_at = $3, \
             changed_by = $4, confirmed_at = coalesce($5, confirmed_at) where survey_id = $1 and version = $6")
    };
    let confirmed_at = new.confirmed.then_some(new.at);
    let query = query.bind(survey).bind(new.json).bind(new.at).bind(new.by_label).bind(confirmed_at);
    let query = if new.over == 0 { query } else { query.bind(new.over) };
    Ok(db.execute(query).await? == 1)
}
