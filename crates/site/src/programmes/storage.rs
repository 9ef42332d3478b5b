//! All SQL on the tables of programmes. What a programme is, is public; who may change one is the scope.

use std::collections::BTreeMap;

use foundation::database::{Arg, Connection, DatabaseError};
use foundation::{Sql, Timestamp, sql};
use jiff::civil::Date;

use super::model::{Check, NewProgramme, NewYear, Programme, Year, YearContents, YearSettings};
use crate::permissions::{Reader, Scope, Writer};

pub async fn of_organisation(db: &mut Connection, organisation: i64, today: Date) -> Result<Vec<i64>, DatabaseError> {
    let rows: Vec<(i64,)> = db
        .all(
            sql("select id from programmes where owner_organisation_id = $1 union \
                 select programme_id from programmes_years where office_organisation_id = $1 \
                 and starts_on <= $2 and ends_on >= $2 order by 1")
            .bind(organisation)
            .bind(today),
        )
        .await?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

const PROGRAMME: &str = "select p.id, p.name, p.short_name, p.owner_organisation_id, p.position from programmes p";

const YEAR: &str = "select y.id, y.programme_id, y.fiscal_year, y.office_organisation_id, y.mail, y.telephone, \
     y.hours, y.starts_on, y.ends_on, y.purpose, y.version from programmes_years y";

#[derive(sqlx_macros::FromRow)]
struct YearRow {
    id: i64,
    programme_id: i64,
    fiscal_year: i64,
    office_organisation_id: Option<i64>,
    mail: String,
    telephone: String,
    hours: String,
    starts_on: String,
    ends_on: String,
    purpose: String,
    version: i64,
}

impl TryFrom<YearRow> for Year {
    type Error = DatabaseError;

    fn try_from(row: YearRow) -> Result<Self, DatabaseError> {
        let date = |text: &str| text.parse::<Date>().map_err(|e| sqlx::Error::Decode(e.into()));
        Ok(Self {
            id: row.id,
            programme_id: row.programme_id,
            fiscal_year: i16::try_from(row.fiscal_year).map_err(|e| sqlx::Error::Decode(e.into()))?,
            office_organisation_id: row.office_organisation_id,
            mail: row.mail,
            telephone: row.telephone,
            hours: row.hours,
            starts_on: date(&row.starts_on)?,
            ends_on: date(&row.ends_on)?,
            purpose: row.purpose,
            version: row.version,
        })
    }
}

pub async fn programmes(db: &mut Reader) -> Result<Vec<Programme>, DatabaseError> {
    db.all(sql(PROGRAMME).then(" order by p.position, p.id")).await
}

pub async fn programme(db: &mut Reader, id: i64) -> Result<Option<Programme>, DatabaseError> {
    db.optional(sql(PROGRAMME).with(" where p.id = ", id)).await
}

/// Every year of every programme, the newest first.
pub async fn years(db: &mut Reader) -> Result<Vec<Year>, DatabaseError> {
    let rows: Vec<YearRow> = db.all(sql(YEAR).then(" order by y.programme_id, y.fiscal_year desc")).await?;
    rows.into_iter().map(Year::try_from).collect()
}

pub async fn years_of(db: &mut Reader, programme: i64) -> Result<Vec<Year>, DatabaseError> {
    let query = sql(YEAR).with(" where y.programme_id = ", programme).then(" order by y.fiscal_year desc");
    let rows: Vec<YearRow> = db.all(query).await?;
    rows.into_iter().map(Year::try_from).collect()
}

pub async fn year(db: &mut Reader, programme: i64, fiscal_year: i16) -> Result<Option<Year>, DatabaseError> {
    let query =
        sql(YEAR).with(" where y.programme_id = ", programme).with(" and y.fiscal_year = ", i64::from(fiscal_year));
    let row: Option<YearRow> = db.optional(query).await?;
    row.map(Year::try_from).transpose()
}

/// A year that the scope reaches; a neighbour's one is not found.
pub async fn own_year(db: &mut Reader, programme: i64, fiscal_year: i16) -> Result<Option<Year>, DatabaseError> {
    let query =
        sql(YEAR).with(" where y.programme_id = ", programme).with(" and y.fiscal_year = ", i64::from(fiscal_year));
    let query = within(query, db.scope());
    let row: Option<YearRow> = db.optional(query).await?;
    row.map(Year::try_from).transpose()
}

fn within(query: Sql, scope: &Scope) -> Sql {
    match scope {
        Scope::All => query,
        Scope::Programmes(own) => query.with_list(" and y.programme_id in ", own.iter().copied()),
        Scope::Organisation(own) => query
            .with(" and y.programme_id in (select id from programmes where owner_organisation_id = ", *own)
            .then(")"),
        _ => query.then(" and 1 = 0"),
    }
}

pub async fn settings(db: &mut Reader, year: i64, fiscal_year: i16) -> Result<YearSettings, DatabaseError> {
    let rows: Vec<(String, String)> =
        db.all(sql("select key, value from programmes_settings where year_id = $1").bind(year)).await?;
    Ok(YearSettings { fiscal_year, stored: rows.into_iter().collect::<BTreeMap<_, _>>() })
}

pub async fn checks(db: &mut Reader, year: i64) -> Result<Vec<Check>, DatabaseError> {
    db.all(
        sql("select key, confirmed_at, confirmed_by from programmes_checks where year_id = $1 order by key").bind(year),
    )
    .await
}

pub async fn named(db: &mut Reader, name: &str) -> Result<Option<i64>, DatabaseError> {
    let row: Option<(i64,)> = db.optional(sql("select id from programmes where name = $1").bind(name)).await?;
    Ok(row.map(|(id,)| id))
}

/// The next place in the order, among those from `first` to before `end`.
pub async fn next_position(db: &mut Reader, first: i64, end: i64) -> Result<i64, DatabaseError> {
    let last = db
        .count(
            sql("select coalesce(max(position), 0) from programmes where position >= $1 and position < $2")
                .bind(first)
                .bind(end),
        )
        .await?;
    Ok(last.max(first - 1) + 1)
}

pub async fn insert_programme(db: &mut Writer, new: &NewProgramme, position: i64) -> Result<i64, DatabaseError> {
    let (id,): (i64,) = db
        .one(
            sql("insert into programmes (name, short_name, owner_organisation_id, position) \
                 values ($1, $2, $3, $4) returning id")
            .bind(&new.name)
            .bind(&new.short_name)
            .bind(new.owner_organisation_id)
            .bind(position),
        )
        .await?;
    Ok(id)
}

pub async fn insert_year(db: &mut Writer, new: &NewYear) -> Result<i64, DatabaseError> {
    let (id,): (i64,) = db
        .one(
            sql("insert into programmes_years (programme_id, fiscal_year, office_organisation_id, mail, telephone, \
                 hours, starts_on, ends_on, purpose, version) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 1) \
                 returning id")
            .bind(new.programme_id)
            .bind(new.fiscal_year)
            .bind(new.office_organisation_id)
            .bind(&new.mail)
            .bind(&new.telephone)
            .bind(&new.hours)
            .bind(new.starts_on)
            .bind(new.ends_on)
            .bind(&new.purpose),
        )
        .await?;
    Ok(id)
}

/// True when the year still had this version; it has the next one now.
pub async fn claim_version(db: &mut Writer, year: i64, version: i64) -> Result<bool, DatabaseError> {
    let touched = db
        .execute(
            sql("update programmes_years set version = version + 1 where id = $1 and version = $2")
                .bind(year)
                .bind(version),
        )
        .await?;
    Ok(touched == 1)
}

pub async fn update_year(db: &mut Writer, year: i64, contents: &YearContents) -> Result<(), DatabaseError> {
    db.execute(
        sql("update programmes_years set office_organisation_id = $2, mail = $3, telephone = $4, hours = $5, \
             starts_on = $6, ends_on = $7, purpose = $8 where id = $1")
        .bind(year)
        .bind(contents.office_organisation_id)
        .bind(&contents.mail)
        .bind(&contents.telephone)
        .bind(&contents.hours)
        .bind(contents.starts_on)
        .bind(contents.ends_on)
        .bind(&contents.purpose),
    )
    .await?;
    Ok(())
}

/// `None` removes the value: the known one is read again.
pub async fn store_setting(db: &mut Writer, year: i64, key: &str, value: Option<&str>) -> Result<(), DatabaseError> {
    match value {
        Some(value) => {
            db.execute(
                sql("insert into programmes_settings (year_id, key, value) values ($1, $2, $3) \
                     on conflict (year_id, key) do update set value = excluded.value")
                .bind(year)
                .bind(key)
                .bind(value),
            )
            .await?;
        }
        None => {
            db.execute(sql("delete from programmes_settings where year_id = $1 and key = $2").bind(year).bind(key))
                .await?;
        }
    }
    Ok(())
}

pub async fn insert_checks(db: &mut Writer, year: i64, keys: &[&str]) -> Result<(), DatabaseError> {
    let rows = keys.iter().map(|key| [Arg::from(year), (*key).into()]);
    db.execute(sql("insert into programmes_checks (year_id, key) values").with_rows("", rows)).await?;
    Ok(())
}

/// Marks items of the checklist as looked at; those that are none stay none.
pub async fn confirm_checks(
    db: &mut Writer,
    year: i64,
    keys: &[&str],
    now: Timestamp,
    who: &str,
) -> Result<(), DatabaseError> {
    if keys.is_empty() {
        return Ok(());
    }
    let query = sql("update programmes_checks set")
        .with(" confirmed_at = ", now)
        .with(", confirmed_by = ", who)
        .with(" where confirmed_at is null and year_id = ", year)
        .with_list(" and key in ", keys.iter().copied());
    db.execute(query).await?;
    Ok(())
}
