//! All SQL on groups. A group is found through what its reader sees: everybody what a lead published; those who take part or are
//! asked, their prefecture and the office what is not.

mod writing;

use foundation::database::DatabaseError;
use foundation::{Sql, sql};

use crate::model::{CalculationLine, Group, Line, Meeting, Member, OwnRow, StoredColumn, Version};
use crate::permissions::Reader;
use crate::rules::{Sees, sees};

pub use writing::*;

/// Of the groups `g`, those this reader sees on a day: who has left by then sees what was published.
fn within(query: Sql, seen: &Sees, day: &str) -> Sql {
    match seen {
        Sees::All => query,
        Sees::Published => query.then(" and g.state = 'published'"),
        Sees::Towns(codes) => query
            .with_list(" and (g.state = 'published' or g.lead_code in ", codes.iter().cloned())
            .with_list(
                " or (g.state = 'own' and exists (select 1 from wide_area_members w where w.group_id = g.id \
                 and w.answer <> 'declined' and w.municipality_code in ",
                codes.iter().cloned(),
            )
            .with(" and (w.left_on is null or w.left_on >= ", day.to_owned())
            .then("))))"),
        Sees::Prefectures(codes) => query
            .with_list(
                " and (g.state = 'published' or (g.state = 'own' and (g.prefecture_code in ",
                codes.iter().cloned(),
            )
            .with_list(
                " or exists (select 1 from wide_area_members w join regions_municipalities v on v.code = w.municipality_code \
                 where w.group_id = g.id and w.answer = 'confirmed' and v.prefecture_code in ",
                codes.iter().cloned(),
            )
            .with(" and (w.left_on is null or w.left_on >= ", day.to_owned())
            .then(")))))"),
    }
}

pub async fn any(db: &mut Reader) -> Result<bool, DatabaseError> {
    let some: Option<(i64,)> = db.optional(sql("select id from wide_area_groups limit 1")).await?;
    Ok(some.is_some())
}

/// By name.
pub async fn lines(db: &mut Reader, put_aside: bool, most: i64) -> Result<Vec<Line>, DatabaseError> {
    let seen = sees(db.actor());
    let query = sql(
        "select g.id, g.name, g.kind, l.name as lead_name, p.name as prefecture_name, g.state, g.fictitious, \
         (select count(distinct w.municipality_code) from wide_area_members w where w.group_id = g.id and w.answer = 'confirmed') as confirmed, \
         (select count(distinct w.municipality_code) from wide_area_members w where w.group_id = g.id and w.answer = 'waiting') as waiting, \
         g.updated_at from wide_area_groups g join regions_municipalities l on l.code = g.lead_code \
         join regions_prefectures p on p.code = g.prefecture_code where ",
    );
    let query = query.then(if put_aside { "g.state = 'put_aside'" } else { "g.state <> 'put_aside'" });
    let today = db.core().clock.today().to_string();
    db.all(within(query, &seen, &today).then(" order by g.prefecture_code, g.name, g.id").with(" limit ", most)).await
}

/// Not put aside, asked of these municipalities and not answered.
pub async fn waiting_for(db: &mut Reader, codes: &[String]) -> Result<Vec<(i64, String)>, DatabaseError> {
    db.all(
        sql("select distinct g.id, g.name from wide_area_groups g join wide_area_members w on w.group_id = g.id \
             where g.state <> 'put_aside' and w.answer = 'waiting'")
        .with_list(" and w.municipality_code in ", codes.iter().cloned())
        .then(" order by g.id"),
    )
    .await
}

pub async fn group(db: &mut Reader, id: i64) -> Result<Option<Group>, DatabaseError> {
    let seen = sees(db.actor());
    let query = sql("select g.id, g.name, g.kind, g.lead_code, l.name as lead_name, g.prefecture_code, p.name as prefecture_name, \
         g.secretariat_kind, g.secretariat, g.agreed_on, g.purpose, g.plan_id, g.state, g.fictitious, g.revision, g.updated_at, \
         g.updated_by from wide_area_groups g join regions_municipalities l on l.code = g.lead_code \
         join regions_prefectures p on p.code = g.prefecture_code where g.id = ")
    .with("", id);
    let today = db.core().clock.today().to_string();
    db.optional(within(query, &seen, &today)).await
}

/// Everybody who takes part, took part or is asked: by code and day.
pub async fn members(db: &mut Reader, group: i64) -> Result<Vec<Member>, DatabaseError> {
    db.all(
        sql("select w.id, w.municipality_code, m.name, m.prefecture_code, p.name as prefecture_name, m.valid_from, m.valid_to, \
             w.joined_on, w.left_on, w.answer, w.answered_at, w.answered_by, w.successor_code, s.name as successor_name, w.revision \
             from wide_area_members w join regions_municipalities m on m.code = w.municipality_code \
             join regions_prefectures p on p.code = m.prefecture_code \
             left join regions_municipalities s on s.code = w.successor_code where w.group_id = ")
        .with("", group)
        .then(" order by w.municipality_code, w.joined_on, w.id"),
    )
    .await
}

pub async fn rows(db: &mut Reader, group: i64) -> Result<Vec<OwnRow>, DatabaseError> {
    db.all(sql("select id, label from wide_area_rows where group_id = ").with("", group).then(" order by id")).await
}

pub async fn columns(db: &mut Reader, group: i64) -> Result<Vec<StoredColumn>, DatabaseError> {
    db.all(
        sql("select municipality_code, cells, by_itself, revision, updated_at, updated_by from wide_area_columns \
             where group_id = ")
        .with("", group)
        .then(" order by municipality_code"),
    )
    .await
}

/// The latest first.
pub async fn meetings(db: &mut Reader, group: i64) -> Result<Vec<Meeting>, DatabaseError> {
    db.all(
        sql(
            "select id, held_on, title, place, decided, revision, updated_by from wide_area_meetings where group_id = ",
        )
        .with("", group)
        .then(" order by held_on desc, id desc"),
    )
    .await
}

pub async fn calculations(db: &mut Reader, group: i64) -> Result<Vec<CalculationLine>, DatabaseError> {
    db.all(
        sql("select c.id, c.name, c.fiscal_year, c.newest, v.at, v.by_label from wide_area_calculations c \
             join wide_area_calculation_versions v on v.calculation_id = c.id and v.number = c.newest where c.group_id = ")
        .with("", group)
        .then(" order by c.fiscal_year desc, c.name, c.id"),
    )
    .await
}

pub async fn calculation(db: &mut Reader, group: i64, id: i64) -> Result<Option<CalculationLine>, DatabaseError> {
    Ok(calculations(db, group).await?.into_iter().find(|line| line.id == id))
}

/// The newest first.
pub async fn versions(db: &mut Reader, calculation: i64) -> Result<Vec<Version>, DatabaseError> {
    db.all(
        sql("select number, at, by_label, note, content from wide_area_calculation_versions where calculation_id = ")
            .with("", calculation)
            .then(" order by number desc"),
    )
    .await
}

pub async fn count_of_lead(db: &mut Reader, code: &str) -> Result<i64, DatabaseError> {
    db.count(
        sql("select count(*) from wide_area_groups where state <> 'put_aside' and lead_code = ")
            .with("", code.to_owned()),
    )
    .await
}

pub async fn made_by_form(db: &mut Reader, form_key: &str) -> Result<Option<i64>, DatabaseError> {
    let found: Option<(i64,)> =
        db.optional(sql("select id from wide_area_groups where form_key = ").with("", form_key.to_owned())).await?;
    Ok(found.map(|(id,)| id))
}
