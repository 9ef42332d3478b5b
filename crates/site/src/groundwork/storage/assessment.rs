//! The items of the yearly self-assessment as the office worded them, and the towns' own words.

use foundation::database::{Arg, DatabaseError};
use foundation::sql;

use super::By;
use crate::model::{Item, Statement};
use crate::permissions::{Reader, Scope, Writer};

/// Everything the office worded, of all years.
pub async fn items(db: &mut Reader) -> Result<Vec<Item>, DatabaseError> {
    db.all(sql("select id, fiscal_year, position, part, title, meaning, evidence, retired, revision, updated_by \
                from groundwork_items order by fiscal_year, position, id"))
        .await
}

/// `false` where one is there already.
pub async fn insert_item(db: &mut Writer, new: &Item, by: &By<'_>) -> Result<bool, DatabaseError> {
    let row = [
        Arg::from(new.fiscal_year),
        (&new.id).into(),
        new.position.into(),
        (&new.part).into(),
        (&new.title).into(),
        (&new.meaning).into(),
        (&new.evidence).into(),
        new.retired.into(),
        1_i64.into(),
        by.at.into(),
        by.label.into(),
    ];
    let added = db
        .execute(
            sql("insert into groundwork_items (fiscal_year, id, position, part, title, meaning, evidence, retired, revision, \
                 updated_at, updated_by) values")
            .with_rows("", [row])
            .then(" on conflict (fiscal_year, id) do nothing"),
        )
        .await?;
    Ok(added > 0)
}

/// `false` when somebody was quicker.
pub async fn update_item(db: &mut Writer, new: &Item, revision: i64, by: &By<'_>) -> Result<bool, DatabaseError> {
    let changed = db
        .execute(
            sql("update groundwork_items set position = $4, part = $5, title = $6, meaning = $7, evidence = $8, retired = $9, \
                 updated_at = $10, updated_by = $11, revision = revision + 1 where fiscal_year = $1 and id = $2 and revision = $3")
            .bind(new.fiscal_year)
            .bind(&new.id)
            .bind(revision)
            .bind(new.position)
            .bind(&new.part)
            .bind(&new.title)
            .bind(&new.meaning)
            .bind(&new.evidence)
            .bind(new.retired)
            .bind(by.at)
            .bind(by.label),
        )
        .await?;
    Ok(changed > 0)
}

/// A town's words are its own: no prefecture reads them.
pub async fn statements(db: &mut Reader, code: &str, year: i64) -> Result<Vec<Statement>, DatabaseError> {
    let query = sql("select g.item_id, g.applies, g.words, g.fictitious, g.revision, g.updated_at, g.updated_by \
                     from groundwork_statements g where g.municipality_code = ")
    .with("", code.to_owned())
    .with(" and g.fiscal_year = ", year);
    let query = match db.scope().clone() {
        Scope::All => query,
        Scope::Municipalities(codes) => query.with_list(" and g.municipality_code in ", codes),
        _ => query.then(" and 1 = 0"),
    };
    db.all(query).await
}

/// `false` where one is there already.
pub async fn insert_statement(
    db: &mut Writer,
    (code, year): (&str, i64),
    new: &Statement,
    by: &By<'_>,
) -> Result<bool, DatabaseError> {
    let row = [
        Arg::from(code),
        year.into(),
        (&new.item_id).into(),
        (&new.applies).into(),
        (&new.words).into(),
        new.fictitious.into(),
        1_i64.into(),
        by.at.into(),
        by.label.into(),
    ];
    let added = db
        .execute(
            sql("insert into groundwork_statements (municipality_code, fiscal_year, item_id, applies, words, fictitious, revision, \
                 updated_at, updated_by) values")
            .with_rows("", [row])
            .then(" on conflict (municipality_code, fiscal_year, item_id) do nothing"),
        )
        .await?;
    Ok(added > 0)
}

/// `false` when somebody was quicker.
pub async fn update_statement(
    db: &mut Writer,
    (code, year): (&str, i64),
    new: &Statement,
    revision: i64,
    by: &By<'_>,
) -> Result<bool, DatabaseError> {
    let changed = db
        .execute(
            sql("update groundwork_statements set applies = $5, words = $6, updated_at = $7, updated_by = $8, \
                 revision = revision + 1 where municipality_code = $1 and fiscal_year = $2 and item_id = $3 and revision = $4")
            .bind(code)
            .bind(year)
            .bind(&new.item_id)
            .bind(revision)
            .bind(&new.applies)
            .bind(&new.words)
            .bind(by.at)
            .bind(by.label),
        )
        .await?;
    Ok(changed > 0)
}
