//! What a node's copy of the index is made of, and what changed since. Read for no one in particular: who may find a thing is
//! told by its shelf, and asked again where a hit is read.

use foundation::database::DatabaseError;
use foundation::{Sql, sql};

use crate::permissions::Reader;
use crate::search::model::{Feed, ShelfRow};

/// A passage as it is copied.
#[derive(Clone, Debug, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct CopiedRow {
    pub thing_id: i64,
    pub passage_id: i64,
    pub shelf_id: i64,
    pub key: String,
    pub dated: String,
    pub title: String,
    pub tags: String,
    pub heading: String,
    pub body: String,
    pub opened: i64,
}

pub async fn feed(db: &mut Reader) -> Result<Feed, DatabaseError> {
    db.one(sql("select number, made, words, opened from search_feed")).await
}

fn copied(which: Sql) -> Sql {
    sql("select t.id as thing_id, p.id as passage_id, t.shelf_id, t.key, t.dated, t.title, t.tags, p.heading, p.body, \
         coalesce(o.times, 0) as opened from search_things t join search_passages p on p.thing_id = t.id \
         left join search_opened o on o.kind = t.kind and o.key = t.key where ")
    .append(which)
    .then(" order by t.id, p.id")
}

/// The passages of things with numbers behind `after` up to `to`.
pub async fn copied_between(db: &mut Reader, after: i64, to: i64) -> Result<Vec<CopiedRow>, DatabaseError> {
    db.all(copied(sql("t.id > ").with("", after).with(" and t.id <= ", to))).await
}

/// The numbers of the first and the last of the next `most` things behind `after`.
pub async fn next_things(db: &mut Reader, after: i64, most: i64) -> Result<Option<i64>, DatabaseError> {
    let query = sql("select max(id) from (select id from search_things where id > ").with("", after);
    let (last,): (Option<i64>,) = db.one(query.with(" order by id limit ", most).then(") x")).await?;
    Ok(last)
}

/// Things changed behind this number, with how many letters they hold.
pub async fn changed_after(db: &mut Reader, number: i64) -> Result<Vec<(i64, i64)>, DatabaseError> {
    db.all(
        sql("select t.id, cast(coalesce(sum(length(p.body)), 0) as bigint) as letters from search_things t \
             left join search_passages p on p.thing_id = t.id where t.changed > $1 group by t.id order by t.id")
        .bind(number),
    )
    .await
}

pub async fn copied_of(db: &mut Reader, things: &[i64]) -> Result<Vec<CopiedRow>, DatabaseError> {
    db.all(copied(sql("t.id in ").with_list("", things.iter().copied()))).await
}

pub async fn removed_after(db: &mut Reader, number: i64) -> Result<Vec<(i64,)>, DatabaseError> {
    db.all(sql("select thing_id from search_removed where changed > $1").bind(number)).await
}

/// Things opened since, and how often each was at all.
pub async fn opened_after(db: &mut Reader, number: i64) -> Result<Vec<(i64, i64)>, DatabaseError> {
    db.all(
        sql("select t.id, o.times from search_opened o join search_things t on t.kind = o.kind and t.key = o.key \
             where o.changed > $1")
        .bind(number),
    )
    .await
}

pub async fn shelf_rows(db: &mut Reader) -> Result<Vec<ShelfRow>, DatabaseError> {
    db.all(sql("select id, kind, prefecture_code, fiscal_year, scenes, audience from search_shelves order by id")).await
}

/// Kind and key of everything put in or taken out behind this number.
pub async fn keys_after(db: &mut Reader, number: i64) -> Result<Vec<(String, String)>, DatabaseError> {
    db.all(
        sql("select kind, key from search_things where changed > $1 union \
             select kind, key from search_removed where changed > $1")
        .bind(number),
    )
    .await
}
