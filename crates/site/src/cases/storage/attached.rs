//! The files and the logic model of a case, and which files belong to nobody.

use foundation::database::{Arg, DatabaseError};
use foundation::{Timestamp, sql};

use crate::cases::model::{Attached, Content};
use crate::permissions::{Reader, Writer};

/// In their order, of a case that was found within the scope.
pub(super) async fn files(db: &mut Reader, number: i64) -> Result<Vec<Attached>, DatabaseError> {
    db.all(
        sql("select file_key, file_name, kind, bytes, width, height, says, caption from cases_files \
             where case_id = $1 order by position")
        .bind(number),
    )
    .await
}

pub(super) async fn insert_attached(db: &mut Writer, number: i64, content: &Content) -> Result<(), DatabaseError> {
    if !content.files.is_empty() {
        let rows = (1_i64..).zip(&content.files).map(|(position, file)| {
            [
                Arg::from(number),
                position.into(),
                (&file.file_key).into(),
                (&file.file_name).into(),
                (&file.kind).into(),
                file.bytes.into(),
                file.width.into(),
                file.height.into(),
                (&file.says).into(),
                (&file.caption).into(),
            ]
        });
        let query = sql(
            "insert into cases_files (case_id, position, file_key, file_name, kind, bytes, width, height, says, caption) values",
        );
        db.execute(query.with_rows("", rows)).await?;
        // A case keeps what any of its versions shows.
        let rows = content.files.iter().map(|file| [Arg::from(number), (&file.file_key).into()]);
        let query = sql("insert into cases_kept_files (case_id, file_key) values").with_rows("", rows);
        db.execute(query.then(" on conflict do nothing")).await?;
    }
    if let Some(model) = &content.model {
        db.execute(
            sql("insert into cases_models (case_id, plan_id, plan_version, title) values ($1, $2, $3, $4)")
                .bind(number)
                .bind(model.plan)
                .bind(model.version)
                .bind(&model.title),
        )
        .await?;
    }
    Ok(())
}

pub async fn count_kept_files(db: &mut Reader, number: i64) -> Result<i64, DatabaseError> {
    db.count(sql("select count(*) from cases_kept_files where case_id = $1").bind(number)).await
}

/// A file is about to be put away; after this moment it is nobody's, if no case keeps it.
pub async fn expect_file(db: &mut Writer, key: &str, until: Timestamp) -> Result<(), DatabaseError> {
    let query = sql("insert into cases_loose_files (file_key, until) values ($1, $2) on conflict do nothing");
    db.execute(query.bind(key).bind(until)).await?;
    Ok(())
}

/// The files of a case that is removed belong to nobody any more, unless another case keeps them, too.
pub(super) async fn let_files_go(db: &mut Writer, number: i64) -> Result<(), DatabaseError> {
    let now = db.core().clock.now();
    let query = sql("insert into cases_loose_files (file_key, until) select file_key, ").with("", now);
    let query = query
        .with(" from cases_kept_files where case_id = ", number)
        .then(" on conflict (file_key) do update set until = excluded.until");
    db.execute(query).await?;
    db.execute(sql("delete from cases_kept_files where case_id = $1").bind(number)).await?;
    Ok(())
}

/// Files that may belong to nobody by now, each with how many cases keep it.
pub async fn loose_files(db: &mut Reader, now: Timestamp) -> Result<Vec<(String, i64)>, DatabaseError> {
    db.all(
        sql("select l.file_key, (select count(*) from cases_kept_files k where k.file_key = l.file_key) as kept \
             from cases_loose_files l where l.until <= $1 order by l.file_key")
        .bind(now),
    )
    .await
}

pub async fn forget_loose_files(db: &mut Writer, now: Timestamp) -> Result<(), DatabaseError> {
    db.execute(sql("delete from cases_loose_files where until <= $1").bind(now)).await?;
    Ok(())
}
