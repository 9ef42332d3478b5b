//! SQL of answers that may be one person's, and of those set aside.

use foundation::database::DatabaseError;
use foundation::{Timestamp, sql};

use crate::permissions::{Reader, Writer};
use crate::surveys::model::linking::{PairRow, SetAsideRow};

/// Pairs that have something in common, both handed in at least once, not yet found to be two people's.
pub async fn pairs(db: &mut Reader, survey: i64) -> Result<Vec<PairRow>, DatabaseError> {
    let query = sql("select c.one, c.other, max(c.account) = 1 as same_account, max(c.browser) = 1 as same_browser, \
         x.submitted_at as one_at, y.submitted_at as other_at from (")
    .with(
        "select a.respondent_id as one, b.respondent_id as other, 1 as account, 0 as browser from surveys_linked a \
         join surveys_linked b on b.survey_id = a.survey_id and b.person_id = a.person_id \
         and b.respondent_id > a.respondent_id where a.survey_id = ",
        survey,
    )
    .with(
        " union all select k.beside_id, k.respondent_id, 0, 1 from surveys_linked k \
         where k.beside_id is not null and k.survey_id = ",
        survey,
    )
    .with(
        " union all select a.respondent_id, b.respondent_id, 0, 0 from surveys_linked a \
         join surveys_linked b on b.link_id = a.link_id and b.likeness = a.likeness \
         and b.respondent_id > a.respondent_id where a.likeness <> '' and a.survey_id = ",
        survey,
    )
    .then(
        ") c join surveys_respondents x on x.id = c.one join surveys_respondents y on y.id = c.other \
         left join surveys_different d on d.one_id = c.one and d.other_id = c.other where d.one_id is null \
         and x.state in ('submitted', 'returned', 'accepted') and y.state in ('submitted', 'returned', 'accepted') \
         group by c.one, c.other, x.submitted_at, y.submitted_at order by c.one, c.other limit 200",
    );
    db.all(query).await
}

pub async fn insert_different(
    db: &mut Writer,
    (one, other): (i64, i64),
    by_label: &str,
    reason: &str,
    now: Timestamp,
) -> Result<(), DatabaseError> {
    db.execute(
        sql("insert into surveys_different (one_id, other_id, at, by_label, reason) values ($1, $2, $3, $4, $5) \
             on conflict (one_id, other_id) do nothing")
        .bind(one.min(other))
        .bind(one.max(other))
        .bind(now)
        .bind(by_label)
        .bind(reason),
    )
    .await
    .map(drop)
}

pub async fn insert_set_aside(
    db: &mut Writer,
    respondent: i64,
    instead: Option<i64>,
    by_label: &str,
    reason: &str,
    now: Timestamp,
) -> Result<(), DatabaseError> {
    db.execute(
        sql("insert into surveys_set_aside (respondent_id, instead_id, at, by_label, reason, taken_back_by, \
             taken_back_reason) values ($1, $2, $3, $4, $5, '', '')")
        .bind(respondent)
        .bind(instead)
        .bind(now)
        .bind(by_label)
        .bind(reason),
    )
    .await
    .map(drop)
}

pub async fn take_back(
    db: &mut Writer,
    respondent: i64,
    by_label: &str,
    reason: &str,
    now: Timestamp,
) -> Result<(), DatabaseError> {
    db.execute(
        sql("update surveys_set_aside set taken_back_at = $2, taken_back_by = $3, taken_back_reason = $4 \
             where respondent_id = $1 and taken_back_at is null")
        .bind(respondent)
        .bind(now)
        .bind(by_label)
        .bind(reason),
    )
    .await
    .map(drop)
}

/// What is set aside now, newest first.
pub async fn set_aside(db: &mut Reader, survey: i64) -> Result<Vec<SetAsideRow>, DatabaseError> {
    let query =
        sql("select r.code, r.name, i.code as instead_code, i.name as instead_name, a.at, a.by_label, a.reason \
                     from surveys_set_aside a join surveys_respondents r on r.id = a.respondent_id \
                     left join surveys_respondents i on i.id = a.instead_id \
                     where a.taken_back_at is null and r.state = 'set_aside'")
        .with(" and r.survey_id = ", survey);
    db.all(query.then(" order by a.id desc limit 200")).await
}
