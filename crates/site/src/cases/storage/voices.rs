//! Comments, likes and saved cases. Only with a case that is public, or within the scope of who asks.

use foundation::database::DatabaseError;
use foundation::web::Page;
use foundation::{Timestamp, sql};

use super::{Asker, Desk, owned_by};
use crate::cases::model::{Case, Comment, Reception, Saved, Unanswered};
use crate::permissions::{Reader, Writer};

/// `person` is 0 for a visitor.
pub async fn reception(db: &mut Reader, number: i64, person: i64) -> Result<Reception, DatabaseError> {
    let query = sql("select (select count(*) from cases_likes l where l.case_id = $1) as likes, \
         (select count(*) from cases_likes l where l.case_id = $1 and l.person_id = $2) as liked, \
         (select count(*) from cases_saved s where s.case_id = $1 and s.person_id = $2) as saved");
    Ok(db.optional(query.bind(number).bind(person)).await?.unwrap_or_default())
}

pub async fn like(db: &mut Writer, number: i64, person: i64, at: Timestamp) -> Result<(), DatabaseError> {
    let query = sql("insert into cases_likes (case_id, person_id, at) values ($1, $2, $3) on conflict do nothing");
    db.execute(query.bind(number).bind(person).bind(at)).await?;
    Ok(())
}

pub async fn unlike(db: &mut Writer, number: i64, person: i64) -> Result<(), DatabaseError> {
    db.execute(sql("delete from cases_likes where case_id = $1 and person_id = $2").bind(number).bind(person)).await?;
    Ok(())
}

/// Onto her list, or her note anew.
pub async fn save(db: &mut Writer, number: i64, person: i64, note: &str, at: Timestamp) -> Result<(), DatabaseError> {
    let query = sql("insert into cases_saved (person_id, case_id, at, note) values ($1, $2, $3, $4) \
         on conflict (person_id, case_id) do update set note = excluded.note");
    db.execute(query.bind(person).bind(number).bind(at).bind(note)).await?;
    Ok(())
}

pub async fn forget(db: &mut Writer, number: i64, person: i64) -> Result<(), DatabaseError> {
    db.execute(sql("delete from cases_saved where case_id = $1 and person_id = $2").bind(number).bind(person)).await?;
    Ok(())
}

/// Whether a case stands on her list, public or not.
pub async fn is_saved(db: &mut Reader, number: i64, person: i64) -> Result<bool, DatabaseError> {
    let query = sql("select count(*) from cases_saved where case_id = $1 and person_id = $2");
    Ok(db.count(query.bind(number).bind(person)).await? > 0)
}

pub async fn count_saved(db: &mut Reader, person: i64) -> Result<i64, DatabaseError> {
    db.count(sql("select count(*) from cases_saved where person_id = $1").bind(person)).await
}

/// Her list, the newest first. What is public no more shows nothing of its content.
pub async fn saved(db: &mut Reader, person: i64, page: Page) -> Result<Vec<Saved>, DatabaseError> {
    let query = sql("select s.case_id as number, s.at, s.note, coalesce(c.title, '') as title, \
         coalesce(c.summary, '') as summary, \
         coalesce(case when c.body_name <> '' then c.body_name when m.name is null then p.name else p.name || m.name end, '') \
         as place, (select count(*) from cases_likes l where l.case_id = s.case_id) as likes \
         from cases_saved s left join cases c on c.id = s.case_id and c.state = 'published' \
         left join regions_prefectures p on p.code = c.owner_prefecture_code \
         left join regions_municipalities m on m.code = c.owner_code where s.person_id = $1 \
         order by s.at desc, s.case_id desc")
    .bind(person);
    db.all(query.with(" limit ", page.size).with(" offset ", page.offset())).await
}

/// A comment about to be stored.
pub struct NewComment<'a> {
    pub number: i64,
    pub person: i64,
    pub label: &'a str,
    pub body: &'a str,
    pub form_key: &'a str,
    pub at: Timestamp,
}

/// False when this form has stored its comment already.
pub async fn add_comment(db: &mut Writer, new: &NewComment<'_>) -> Result<bool, DatabaseError> {
    let query =
        sql("insert into cases_comments (case_id, at, by_person, by_label, body, form_key, answer, answered_by) \
         values ($1, $2, $3, $4, $5, $6, '', '') on conflict (form_key) do nothing");
    let query = query.bind(new.number).bind(new.at).bind(new.person).bind(new.label).bind(new.body).bind(new.form_key);
    Ok(db.execute(query).await? > 0)
}

pub async fn count_comments_since(db: &mut Reader, person: i64, since: Timestamp) -> Result<i64, DatabaseError> {
    let query = sql("select count(*) from cases_comments where by_person = $1 and at >= $2");
    db.count(query.bind(person).bind(since)).await
}

/// What one reader sent about a case, the newest first.
pub async fn own_comments(db: &mut Reader, number: i64, person: i64) -> Result<Vec<Comment>, DatabaseError> {
    db.all(
        sql("select id, at, by_label, body, answer, answered_at, answered_by, settled_at from cases_comments \
             where case_id = $1 and by_person = $2 order by id desc")
        .bind(number)
        .bind(person),
    )
    .await
}

/// Everything readers sent about a case that was found within the scope, the newest first.
pub async fn comments(db: &mut Reader, case: &Case) -> Result<Vec<Comment>, DatabaseError> {
    db.all(
        sql("select id, at, by_label, body, answer, answered_at, answered_by, settled_at from cases_comments \
             where case_id = $1 order by id desc")
        .bind(case.number),
    )
    .await
}

/// Who sent it; `None` when it does not belong to this case.
pub async fn commenter(db: &mut Reader, case: &Case, comment: i64) -> Result<Option<i64>, DatabaseError> {
    let query = sql("select by_person from cases_comments where case_id = $1 and id = $2");
    let row: Option<(i64,)> = db.optional(query.bind(case.number).bind(comment)).await?;
    Ok(row.map(|(person,)| person))
}

pub async fn answer_comment(
    db: &mut Writer,
    case: &Case,
    comment: i64,
    answer: &str,
    by: &str,
    at: Timestamp,
) -> Result<(), DatabaseError> {
    let query =
        sql("update cases_comments set answer = $3, answered_at = $4, answered_by = $5 where case_id = $1 and id = $2");
    db.execute(query.bind(case.number).bind(comment).bind(answer).bind(at).bind(by)).await?;
    Ok(())
}

/// Puts a comment aside that needs no answer; what is answered stays as it is.
pub async fn settle_comment(db: &mut Writer, case: &Case, comment: i64, at: Timestamp) -> Result<(), DatabaseError> {
    let query = sql("update cases_comments set settled_at = coalesce(settled_at, $3) where case_id = $1 and id = $2");
    db.execute(query.bind(case.number).bind(comment).bind(at)).await?;
    Ok(())
}

/// Comments that wait for this desk, the oldest first: at cases it owns or wrote.
pub async fn unanswered(db: &mut Reader, desk: &Desk, most: i64) -> Result<Vec<Unanswered>, DatabaseError> {
    let query =
        sql("select c.id as number, c.title, v.at, v.by_label from cases_comments v join cases c on c.id = v.case_id \
         where v.answer = '' and v.settled_at is null and c.state = 'published'");
    let query = owned_by(query, &Asker::of(db))
        .with(" and (c.created_for = ", desk.organisation)
        .with(" or c.owner_organisation_id = ", desk.organisation)
        .with(" or (c.owner_code <> '' and c.owner_code = ", &desk.place)
        .with(")) order by v.id limit ", most);
    db.all(query).await
}
