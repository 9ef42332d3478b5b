//! What tables are counted from: everybody's stored answers of one survey, at once.

use foundation::database::DatabaseError;
use foundation::sql;

use crate::permissions::Reader;
use crate::surveys::data_set::Which;

/// One respondent whose answers are counted. The answers are as they are stored.
#[derive(Clone, Debug, sqlx_macros::FromRow)]
pub struct CountedRow {
    pub code: String,
    /// The body whose facts count for it: of a respondent nobody can list beforehand, the one whose link she came by.
    pub place: String,
    pub name: String,
    pub prefecture_code: String,
    pub prefecture_name: String,
    pub block_id: String,
    pub block_name: String,
    pub block_position: i64,
    pub edition_id: i64,
    pub state: String,
    pub changed_at: Option<String>,
    pub answers: String,
    /// The batch with which others see it; 0 where that is not asked.
    pub step: i64,
}

/// Those who handed in, or only whose answers were accepted; in the order of their codes. Within no scope: who shows
/// groups shows them to everybody; who shows a single answer asks her own scope first.
pub async fn counted(db: &mut Reader, survey: i64, which: Which) -> Result<Vec<CountedRow>, DatabaseError> {
    if let Which::Cut(data_set) = which {
        return cut(db, survey, data_set).await;
    }
    let query =
        sql("select r.code, coalesce(k.code, r.code) as place, r.name, r.prefecture_code, p.name as prefecture_name, p.block_id, \
         b.name as block_name, b.position as block_position, r.edition_id, r.state, r.changed_at, r.answers, cast(0 as bigint) as step \
         from surveys_respondents r join regions_prefectures p on p.code = r.prefecture_code \
         join regions_blocks b on b.id = p.block_id left join surveys_linked l on l.respondent_id = r.id \
         left join surveys_links k on k.id = l.link_id where r.survey_id = ")
        .with("", survey);
    let query = query.then(match which {
        Which::Released => return super::released::counted(db, survey).await,
        Which::Collected => " and r.state in ('submitted', 'accepted')",
        Which::Accepted | Which::Cut(_) => " and r.state = 'accepted'",
    });
    db.all(query.then(" order by r.code")).await
}

/// Everybody in a numbered data set, as it was when the set was made; where the link stands by which somebody came.
async fn cut(db: &mut Reader, survey: i64, data_set: i64) -> Result<Vec<CountedRow>, DatabaseError> {
    db.all(
        sql("select d.code, coalesce(k.code, d.code) as place, d.name, d.prefecture_code, p.name as prefecture_name, \
             p.block_id, b.name as block_name, b.position as block_position, d.edition_id, d.state, \
             s.made_at as changed_at, d.answers, cast(0 as bigint) as step \
             from surveys_data_set_rows d join surveys_data_sets s on s.id = d.data_set_id \
             join regions_prefectures p on p.code = d.prefecture_code join regions_blocks b on b.id = p.block_id \
             left join surveys_respondents r on r.survey_id = s.survey_id and r.code = d.code \
             left join surveys_linked l on l.respondent_id = r.id left join surveys_links k on k.id = l.link_id \
             where s.survey_id = ")
        .with("", survey)
        .with(" and s.id = ", data_set)
        .then(" order by d.code"),
    )
    .await
}

/// Every edition: its number among all, its id, its definition; oldest first.
pub async fn editions(db: &mut Reader, survey: i64) -> Result<Vec<(i64, i64, String)>, DatabaseError> {
    db.all(
        sql("select edition, id, definition from surveys_editions where survey_id = ")
            .with("", survey)
            .then(" order by edition"),
    )
    .await
}

/// How many are asked, and numbers that move on with every change of what is counted: the versions of the answers,
/// who is in which state (by squares, so that two who change places are noticed), the editions, the newest moment.
#[derive(Clone, Debug, Default, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct Stamp {
    pub asked: i64,
    pub collected: i64,
    pub collected_squares: i64,
    pub accepted_squares: i64,
    pub versions: i64,
    pub editions: i64,
    pub newest: String,
}

pub async fn stamp(db: &mut Reader, survey: i64) -> Result<Stamp, DatabaseError> {
    db.one(
        sql("select count(*) as asked, \
             cast(coalesce(sum(case when state in ('submitted', 'accepted') then 1 else 0 end), 0) as bigint) \
             as collected, \
             cast(coalesce(sum(case when state in ('submitted', 'accepted') then id * id else 0 end), 0) as bigint) \
             as collected_squares, \
             cast(coalesce(sum(case when state = 'accepted' then id * id else 0 end), 0) as bigint) as accepted_squares, \
             cast(coalesce(sum(version * id), 0) as bigint) as versions, \
             cast(coalesce(sum(edition_id), 0) as bigint) as editions, \
             coalesce(max(changed_at), '') as newest from surveys_respondents where survey_id = ")
        .with("", survey),
    )
    .await
}
