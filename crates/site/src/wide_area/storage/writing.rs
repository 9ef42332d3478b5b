//! What is written.

use foundation::database::{Arg, DatabaseError};
use foundation::{Timestamp, sql};

use crate::model::{Group, Meeting, Member};
use crate::permissions::Writer;

/// Who changes, and when.
pub struct By<'a> {
    pub at: Timestamp,
    pub label: &'a str,
}

/// `None` when this form has made one already.
pub async fn insert(db: &mut Writer, new: &Group, form_key: &str, by: &By<'_>) -> Result<Option<i64>, DatabaseError> {
    let row = [
        Arg::from(&new.name),
        (&new.kind).into(),
        (&new.lead_code).into(),
        (&new.prefecture_code).into(),
        (&new.secretariat_kind).into(),
        (&new.secretariat).into(),
        new.agreed_on.clone().into(),
        (&new.purpose).into(),
        (&new.state).into(),
        new.fictitious.into(),
        form_key.into(),
        1_i64.into(),
        by.at.into(),
        by.at.into(),
        by.label.into(),
    ];
    let found: Option<(i64,)> = db
        .optional(
            sql("insert into wide_area_groups (name, kind, lead_code, prefecture_code, secretariat_kind, secretariat, agreed_on, \
                 purpose, state, fictitious, form_key, revision, created_at, updated_at, updated_by) values")
            .with_rows("", [row])
            .then(" on conflict (form_key) do nothing returning id"),
        )
        .await?;
    Ok(found.map(|(id,)| id))
}

/// `false` when somebody was quicker.
pub async fn update(db: &mut Writer, new: &Group, revision: i64, by: &By<'_>) -> Result<bool, DatabaseError> {
    let changed = db
        .execute(
            sql("update wide_area_groups set name = $3, kind = $4, lead_code = $5, prefecture_code = $6, secretariat_kind = $7, \
                 secretariat = $8, agreed_on = $9, purpose = $10, plan_id = $11, state = $12, updated_at = $13, updated_by = $14, \
                 revision = revision + 1 where id = $1 and revision = $2")
            .bind(new.id)
            .bind(revision)
            .bind(&new.name)
            .bind(&new.kind)
            .bind(&new.lead_code)
            .bind(&new.prefecture_code)
            .bind(&new.secretariat_kind)
            .bind(&new.secretariat)
            .bind(new.agreed_on.clone())
            .bind(&new.purpose)
            .bind(new.plan_id)
            .bind(&new.state)
            .bind(by.at)
            .bind(by.label),
        )
        .await?;
    Ok(changed > 0)
}

/// Whoever changes a group's members, rows and columns waits for who does so already.
pub async fn lock(db: &mut Writer, group: i64) -> Result<(), DatabaseError> {
    db.execute(sql("update wide_area_groups set revision = revision where id = $1").bind(group)).await?;
    Ok(())
}

/// Each with its answer as it is given.
pub async fn insert_members(db: &mut Writer, group: i64, members: &[Member], by: &By<'_>) -> Result<(), DatabaseError> {
    let rows = members.iter().map(|member| {
        [
            Arg::from(group),
            (&member.municipality_code).into(),
            (&member.joined_on).into(),
            member.left_on.clone().into(),
            (&member.answer).into(),
            member.answered_at.clone().into(),
            (&member.answered_by).into(),
            1_i64.into(),
            by.at.into(),
            by.label.into(),
        ]
    });
    if members.is_empty() {
        return Ok(());
    }
    db.execute(
        sql("insert into wide_area_members (group_id, municipality_code, joined_on, left_on, answer, answered_at, answered_by, \
             revision, updated_at, updated_by) values")
        .with_rows("", rows),
    )
    .await?;
    Ok(())
}

/// `false` when it changed since it was seen, or is gone.
pub async fn update_member(
    db: &mut Writer,
    group: i64,
    new: &Member,
    revision: i64,
    by: &By<'_>,
) -> Result<bool, DatabaseError> {
    let changed = db
        .execute(
            sql("update wide_area_members set joined_on = $4, left_on = $5, answer = $6, answered_at = $7, answered_by = $8, \
                 successor_code = $9, updated_at = $10, updated_by = $11, revision = revision + 1 \
                 where id = $1 and group_id = $2 and revision = $3")
            .bind(new.id)
            .bind(group)
            .bind(revision)
            .bind(&new.joined_on)
            .bind(new.left_on.clone())
            .bind(&new.answer)
            .bind(new.answered_at.clone())
            .bind(&new.answered_by)
            .bind(new.successor_code.clone())
            .bind(by.at)
            .bind(by.label),
        )
        .await?;
    Ok(changed > 0)
}

pub async fn remove_member(db: &mut Writer, group: i64, id: i64) -> Result<(), DatabaseError> {
    db.execute(sql("delete from wide_area_members where id = $1 and group_id = $2").bind(id).bind(group)).await?;
    Ok(())
}

pub async fn insert_row(db: &mut Writer, group: i64, label: &str) -> Result<i64, DatabaseError> {
    let row = [Arg::from(group), label.into()];
    let (id,): (i64,) = db
        .one(sql("insert into wide_area_rows (group_id, label) values").with_rows("", [row]).then(" returning id"))
        .await?;
    Ok(id)
}

pub async fn remove_row(db: &mut Writer, group: i64, id: i64) -> Result<(), DatabaseError> {
    db.execute(sql("delete from wide_area_rows where id = $1 and group_id = $2").bind(id).bind(group)).await?;
    Ok(())
}

/// In the place of revision `revision` (0: there was none). `false` when somebody was quicker.
pub async fn put_column(
    db: &mut Writer,
    group: i64,
    code: &str,
    (cells, by_itself): (&str, bool),
    revision: i64,
    by: &By<'_>,
) -> Result<bool, DatabaseError> {
    let changed = if revision == 0 {
        let row = [
            Arg::from(group),
            code.into(),
            cells.into(),
            by_itself.into(),
            1_i64.into(),
            by.at.into(),
            by.label.into(),
        ];
        db.execute(
            sql("insert into wide_area_columns (group_id, municipality_code, cells, by_itself, revision, updated_at, updated_by) values")
                .with_rows("", [row])
                .then(" on conflict (group_id, municipality_code) do nothing"),
        )
        .await?
    } else {
        db.execute(
            sql("update wide_area_columns set cells = $4, by_itself = $5, updated_at = $6, updated_by = $7, \
                 revision = revision + 1 where group_id = $1 and municipality_code = $2 and revision = $3")
            .bind(group)
            .bind(code)
            .bind(revision)
            .bind(cells)
            .bind(by_itself)
            .bind(by.at)
            .bind(by.label),
        )
        .await?
    };
    Ok(changed > 0)
}

pub async fn insert_meeting(db: &mut Writer, group: i64, new: &Meeting, by: &By<'_>) -> Result<i64, DatabaseError> {
    let row = [
        Arg::from(group),
        (&new.held_on).into(),
        (&new.title).into(),
        (&new.place).into(),
        (&new.decided).into(),
        1_i64.into(),
        by.at.into(),
        by.label.into(),
    ];
    let (id,): (i64,) = db
        .one(
            sql("insert into wide_area_meetings (group_id, held_on, title, place, decided, revision, updated_at, updated_by) values")
                .with_rows("", [row])
                .then(" returning id"),
        )
        .await?;
    Ok(id)
}

/// `false` when it changed since it was seen.
pub async fn update_meeting(
    db: &mut Writer,
    group: i64,
    new: &Meeting,
    revision: i64,
    by: &By<'_>,
) -> Result<bool, DatabaseError> {
    let changed = db
        .execute(
            sql("update wide_area_meetings set held_on = $4, title = $5, place = $6, decided = $7, updated_at = $8, \
                 updated_by = $9, revision = revision + 1 where id = $1 and group_id = $2 and revision = $3")
            .bind(new.id)
            .bind(group)
            .bind(revision)
            .bind(&new.held_on)
            .bind(&new.title)
            .bind(&new.place)
            .bind(&new.decided)
            .bind(by.at)
            .bind(by.label),
        )
        .await?;
    Ok(changed > 0)
}

/// The calculation of this name and year, made if there is none yet.
pub async fn calculation_named(
    db: &mut Writer,
    group: i64,
    name: &str,
    fiscal_year: i64,
) -> Result<(i64, i64), DatabaseError> {
    let row = [Arg::from(group), name.into(), fiscal_year.into(), 0_i64.into()];
    db.execute(
        sql("insert into wide_area_calculations (group_id, name, fiscal_year, newest) values")
            .with_rows("", [row])
            .then(" on conflict (group_id, fiscal_year, name) do nothing"),
    )
    .await?;
    db.one(
        sql("select id, newest from wide_area_calculations where group_id = $1 and fiscal_year = $2 and name = $3")
            .bind(group)
            .bind(fiscal_year)
            .bind(name),
    )
    .await
}

pub async fn put_version(
    db: &mut Writer,
    calculation: i64,
    number: i64,
    (note, content): (&str, &str),
    by: &By<'_>,
) -> Result<(), DatabaseError> {
    db.execute(
        sql("insert into wide_area_calculation_versions (calculation_id, number, at, by_label, note, content) \
             values ($1, $2, $3, $4, $5, $6)")
        .bind(calculation)
        .bind(number)
        .bind(by.at)
        .bind(by.label)
        .bind(note)
        .bind(content),
    )
    .await?;
    db.execute(sql("update wide_area_calculations set newest = $2 where id = $1").bind(calculation).bind(number))
        .await?;
    Ok(())
}
