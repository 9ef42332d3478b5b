//! 共有: whose answers may be shown under their name, since when.

use foundation::Timestamp;
use foundation::database::DatabaseError;
use foundation::sql;

use crate::permissions::{Reader, Writer};
use crate::surveys::model::Share;

/// The consents of one respondent, the newest last. The caller has found the respondent through her scope.
pub async fn of(db: &mut Reader, respondent: i64) -> Result<Vec<Share>, DatabaseError> {
    db.all(
        sql("select since, since_by, until, until_by from surveys_shares where respondent_id = ")
            .with("", respondent)
            .then(" order by id"),
    )
    .await
}

/// Codes of everybody in a survey who shares today: what they agreed to is that every respondent sees it.
pub async fn in_force(db: &mut Reader, survey: i64) -> Result<Vec<String>, DatabaseError> {
    let rows: Vec<(String,)> = db
        .all(
            sql("select r.code from surveys_shares h join surveys_respondents r on r.id = h.respondent_id \
                 where h.until is null and r.survey_id = ")
            .with("", survey)
            .then(" order by r.code"),
        )
        .await?;
    Ok(rows.into_iter().map(|(code,)| code).collect())
}

/// `false` when it is shared already.
pub async fn begin(db: &mut Writer, respondent: i64, now: Timestamp, by: &str) -> Result<bool, DatabaseError> {
    let made = db
        .execute(
            sql("insert into surveys_shares (respondent_id, since, since_by) \
                 select $1, $2, $3 where not exists \
                 (select 1 from surveys_shares where respondent_id = $1 and until is null)")
            .bind(respondent)
            .bind(now)
            .bind(by),
        )
        .await?;
    Ok(made == 1)
}

/// `false` when it was not shared.
pub async fn end(db: &mut Writer, respondent: i64, now: Timestamp, by: &str) -> Result<bool, DatabaseError> {
    let ended = db
        .execute(
            sql("update surveys_shares set until = $2, until_by = $3 where respondent_id = $1 and until is null")
                .bind(respondent)
                .bind(now)
                .bind(by),
        )
        .await?;
    Ok(ended == 1)
}
