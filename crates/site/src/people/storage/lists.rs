//! Controlled lists, dated and editable.

use foundation::database::{Arg, Connection, DatabaseError};
use foundation::sql;
use jiff::civil::Date;

use crate::people::model::ListEntry;
use crate::permissions::{Reader, Writer};

/// Every entry of a list, ended ones too, in order.
pub async fn all(db: &mut Reader, list: &str) -> Result<Vec<ListEntry>, DatabaseError> {
    db.all(
        sql("select list, id, label, position, valid_from, valid_to from people_lists where list = $1 \
             order by position, id")
        .bind(list),
    )
    .await
}

/// Ids and names that may be chosen on this day.
pub async fn offered(db: &mut Connection, list: &str, today: Date) -> Result<Vec<(String, String)>, DatabaseError> {
    db.all(
        sql("select id, label from people_lists where list = $1 and (valid_from is null or valid_from <= $2) \
             and (valid_to is null or valid_to >= $2) order by position, id")
        .bind(list)
        .bind(today),
    )
    .await
}

pub async fn one(db: &mut Reader, list: &str, id: &str) -> Result<Option<ListEntry>, DatabaseError> {
    db.optional(
        sql("select list, id, label, position, valid_from, valid_to from people_lists where list = $1 and id = $2")
            .bind(list)
            .bind(id),
    )
    .await
}

/// Adds what is not there; what is there stays as people have edited it.
pub async fn insert_many(db: &mut Writer, list: &str, entries: &[(String, String)]) -> Result<u64, DatabaseError> {
    let rows = (1_i64..)
        .zip(entries)
        .map(|(position, (id, label))| [Arg::from(list), id.into(), label.into(), (position * 10).into()]);
    db.execute(
        sql("insert into people_lists (list, id, label, position) values")
            .with_rows("", rows)
            .then(" on conflict (list, id) do nothing"),
    )
    .await
}

pub async fn insert(db: &mut Writer, entry: &ListEntry) -> Result<(), DatabaseError> {
    db.execute(
        sql("insert into people_lists (list, id, label, position, valid_from) values ($1, $2, $3, $4, $5)")
            .bind(&entry.list)
            .bind(&entry.id)
            .bind(&entry.label)
            .bind(entry.position)
            .bind(entry.valid_from.clone()),
    )
    .await?;
    Ok(())
}

pub async fn rename(db: &mut Writer, list: &str, id: &str, label: &str) -> Result<(), DatabaseError> {
    db.execute(sql("update people_lists set label = $3 where list = $1 and id = $2").bind(list).bind(id).bind(label))
        .await?;
    Ok(())
}

pub async fn end(db: &mut Writer, list: &str, id: &str, last_day: Option<Date>) -> Result<(), DatabaseError> {
    db.execute(
        sql("update people_lists set valid_to = $3 where list = $1 and id = $2").bind(list).bind(id).bind(last_day),
    )
    .await?;
    Ok(())
}
