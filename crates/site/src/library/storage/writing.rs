//! Changing.

use foundation::Timestamp;
use foundation::database::{Arg, DatabaseError};
use foundation::sql;

use crate::library::model::{Details, Use};
use crate::library::rules::folded;
use crate::permissions::Writer;
use document_text::Part;

/// Rows of an insert at a time: SQLite binds at most 32,766 values, and texts are long.
const ROWS_AT_ONCE: usize = 200;

pub struct NewRow<'a> {
    pub details: &'a Details,
    pub search: &'a str,
    pub form_key: &'a str,
    pub slug: Option<&'a str>,
    pub import_name: Option<&'a str>,
    pub programme: Option<i64>,
    pub at: Timestamp,
}

/// `None` when this form has made one already.
pub async fn insert(db: &mut Writer, new: &NewRow<'_>) -> Result<Option<i64>, DatabaseError> {
    let row: Option<(i64,)> = db
        .optional(
            sql("insert into library_documents (kind, title, summary, publisher, year, tier, state, reason, programme_id, slug, \
                 import_name, form_key, version, revision, search_text, created_at, updated_at) \
                 values ($1, $2, $3, $4, $5, $6, 'shown', '', $7, $8, $9, $10, 1, 1, $11, $12, $12) \
                 on conflict (form_key) do nothing returning id")
            .bind(&new.details.kind)
            .bind(&new.details.title)
            .bind(&new.details.summary)
            .bind(&new.details.publisher)
            .bind(new.details.year)
            .bind(new.details.tier.id())
            .bind(new.programme)
            .bind(new.slug)
            .bind(new.import_name)
            .bind(new.form_key)
            .bind(new.search)
            .bind(new.at),
        )
        .await?;
    let Some((number,)) = row else { return Ok(None) };
    put_scenes(db, number, &new.details.scenes).await?;
    Ok(Some(number))
}

async fn put_scenes(db: &mut Writer, number: i64, scenes: &[String]) -> Result<(), DatabaseError> {
    db.execute(sql("delete from library_scenes where document_id = $1").bind(number)).await?;
    if scenes.is_empty() {
        return Ok(());
    }
    let rows = scenes.iter().map(|scene| [Arg::from(number), scene.into()]);
    db.execute(sql("insert into library_scenes (document_id, scene) values").with_rows("", rows)).await?;
    Ok(())
}

/// Puts new details in the place of revision `revision`; `false` when somebody was quicker.
pub async fn update(
    db: &mut Writer,
    number: i64,
    revision: i64,
    details: &Details,
    search: &str,
    at: Timestamp,
) -> Result<bool, DatabaseError> {
    let changed = db
        .execute(
            sql("update library_documents set kind = $3, title = $4, summary = $5, publisher = $6, year = $7, tier = $8, \
                 search_text = $9, updated_at = $10, revision = revision + 1 where id = $1 and revision = $2")
            .bind(number)
            .bind(revision)
            .bind(&details.kind)
            .bind(&details.title)
            .bind(&details.summary)
            .bind(&details.publisher)
            .bind(details.year)
            .bind(details.tier.id())
            .bind(search)
            .bind(at),
        )
        .await?;
    if changed == 0 {
        return Ok(false);
    }
    put_scenes(db, number, &details.scenes).await?;
    Ok(true)
}

pub struct NewVersion<'a> {
    pub version: i64,
    pub at: Timestamp,
    pub by: &'a str,
    pub note: &'a str,
    pub link: &'a str,
    pub file_key: &'a str,
    pub file_name: &'a str,
    pub file_kind: &'a str,
    pub file_bytes: i64,
    pub sha256: &'a str,
    pub remarks: &'a str,
}

/// A version with its pages.
pub async fn put_version(
    db: &mut Writer,
    number: i64,
    new: &NewVersion<'_>,
    parts: &[Part],
) -> Result<(), DatabaseError> {
    db.execute(
        sql("insert into library_versions (document_id, version, at, by_label, note, link, file_key, file_name, file_kind, \
             file_bytes, sha256, parts, remarks) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)")
        .bind(number)
        .bind(new.version)
        .bind(new.at)
        .bind(new.by)
        .bind(new.note)
        .bind(new.link)
        .bind(new.file_key)
        .bind(new.file_name)
        .bind(new.file_kind)
        .bind(new.file_bytes)
        .bind(new.sha256)
        .bind(i64::try_from(parts.len()).unwrap_or(0))
        .bind(new.remarks),
    )
    .await?;
    let numbered: Vec<(i64, &Part)> = (1..).zip(parts).collect();
    for some in numbered.chunks(ROWS_AT_ONCE) {
        let rows = some.iter().map(|(position, part)| {
            [
                Arg::from(number),
                new.version.into(),
                (*position).into(),
                part.place.label().into(),
                (&part.heading).into(),
                (&part.text).into(),
                folded(&part.text).into(),
            ]
        });
        db.execute(
            sql("insert into library_pages (document_id, version, position, place, heading, body, folded) values")
                .with_rows("", rows),
        )
        .await?;
    }
    Ok(())
}

/// The version that holds from now on; `false` when somebody was quicker.
pub async fn turn_to(
    db: &mut Writer,
    number: i64,
    revision: i64,
    version: i64,
    at: Timestamp,
) -> Result<bool, DatabaseError> {
    let changed = db
        .execute(
            sql("update library_documents set version = $3, revision = revision + 1, updated_at = $4 where id = $1 and revision = $2")
                .bind(number)
                .bind(revision)
                .bind(version)
                .bind(at),
        )
        .await?;
    Ok(changed > 0)
}

pub async fn set_state(
    db: &mut Writer,
    number: i64,
    state: &str,
    reason: &str,
    at: Timestamp,
) -> Result<(), DatabaseError> {
    db.execute(
        sql("update library_documents set state = $2, reason = $3, updated_at = $4, revision = revision + 1 where id = $1")
            .bind(number)
            .bind(state)
            .bind(reason)
            .bind(at),
    )
    .await?;
    Ok(())
}

pub async fn put_uses(db: &mut Writer, number: i64, uses: &[Use]) -> Result<(), DatabaseError> {
    if uses.is_empty() {
        return Ok(());
    }
    let rows = (1_i64..).zip(uses).map(|(position, u)| {
        [
            Arg::from(number),
            position.into(),
            (&u.asked).into(),
            (&u.question).into(),
            (&u.answer).into(),
            u.number.into(),
            u.base.into(),
            u.year.into(),
            (&u.source).into(),
        ]
    });
    db.execute(
        sql("insert into library_uses (document_id, position, asked, question, answer, number, base, year, source) values")
            .with_rows("", rows),
    )
    .await?;
    Ok(())
}
