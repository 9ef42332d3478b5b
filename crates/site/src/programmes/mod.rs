//! Whose year it is: programmes with their owner, their office and their fiscal years. Every date,
//! limit and quota of a later feature belongs to a programme year and is read here; so are the days on
//! which offices work. Not here: what happens in a year (surveys, trainings, desks …).

pub mod actions;
mod forms;
pub mod model;
mod pages;
mod rules;
pub mod storage;
mod views;

use foundation::database::{Connection, DatabaseError};
use jiff::civil::Date;

use crate::permissions::{Reader, Routes};

pub use model::{NewProgramme, NewYear, YearSettings};
pub use rules::calendar::{closed_because, holiday, holidays_known_until, is_business_day, next_business_day};
pub use rules::rules;

pub fn routes(routes: &mut Routes) {
    routes.get("/programmes", pages::list::get);
    routes.get("/programmes/new", pages::new::get);
    routes.post("/programmes/new", pages::new::post);
    routes.get("/programmes/{id}", pages::year::current);
    routes.get("/programmes/{id}/{fiscal_year}", pages::year::get);
    routes.get("/programmes/{id}/{fiscal_year}/edit", pages::edit::get);
    routes.post("/programmes/{id}/{fiscal_year}/edit", pages::edit::post);
    routes.get("/programmes/{id}/{fiscal_year}/settings", pages::settings::get);
    routes.post("/programmes/{id}/{fiscal_year}/settings", pages::settings::post);
    routes.get("/programmes/{id}/{fiscal_year}/copy", pages::copy::get);
    routes.post("/programmes/{id}/{fiscal_year}/copy", pages::copy::post);
}

/// The programme of the ministry that stands first: the one that keeps the library of cases.
pub async fn first(db: &mut Reader) -> Result<Option<i64>, DatabaseError> {
    Ok(storage::programmes(db).await?.first().filter(|p| !p.is_a_prefecture_s()).map(|p| p.id))
}

/// Whether what somebody may do reaches the programme that keeps the library, and with it what all searches share.
pub async fn holds_library(db: &mut Reader) -> Result<bool, DatabaseError> {
    let holder = first(db).await?;
    Ok(db.scope().reaches_programme(holder.unwrap_or(0)))
}

/// Every programme: number and name, in their order.
pub async fn names(db: &mut Reader) -> Result<Vec<(i64, String)>, DatabaseError> {
    Ok(storage::programmes(db).await?.into_iter().map(|p| (p.id, p.name)).collect())
}

/// What a setting is called (「調査の開始日」 for `survey.opens_on`); `None` for what is none.
pub fn setting_label(id: &str) -> Option<&'static str> {
    let check = || rules::YEAR_CHECKS.iter().find(|(known, _)| *known == id).map(|(_, label)| *label);
    rules::find(id).map(|setting| setting.label).or_else(check)
}

/// What a part of a year (実態調査, 研修会議 …) is called.
pub fn part_label(id: &str) -> Option<&'static str> {
    rules::PARTS.iter().find(|(known, _)| *known == id).map(|(_, label)| *label)
}

/// The programme of this name.
pub async fn named(db: &mut Reader, name: &str) -> Result<Option<i64>, DatabaseError> {
    storage::named(db, name).await
}

/// Whether a programme has this fiscal year already.
pub async fn has_year(db: &mut Reader, programme: i64, fiscal_year: i16) -> Result<bool, DatabaseError> {
    Ok(storage::year(db, programme, fiscal_year).await?.is_some())
}

/// The programmes an organisation owns, or is the office of today: what the reach `prog` means.
pub async fn of_organisation(db: &mut Connection, organisation: i64, today: Date) -> Result<Vec<i64>, DatabaseError> {
    storage::of_organisation(db, organisation, today).await
}

/// The values of a programme year (`number("group_work.most_participants")` …); `None` when there is no
/// such year.
pub async fn settings_of(
    db: &mut Reader,
    programme: i64,
    fiscal_year: i16,
) -> Result<Option<YearSettings>, DatabaseError> {
    match storage::year(db, programme, fiscal_year).await? {
        Some(year) => storage::settings(db, year.id, year.fiscal_year).await.map(Some),
        None => Ok(None),
    }
}

/// Where a programme is reached today: its office, and the address of the year.
pub struct Desk {
    pub organisation: Option<i64>,
    pub mail: String,
    pub telephone: String,
    pub hours: String,
}

/// The desk of the year that runs today, else of the newest; `None` before there is any year.
pub async fn desk(db: &mut Reader, programme: i64) -> Result<Option<Desk>, DatabaseError> {
    let today = db.core().clock.today();
    let years = storage::years_of(db, programme).await?;
    let now = years.iter().find(|year| (year.starts_on..=year.ends_on).contains(&today)).or(years.first());
    Ok(now.map(|year| Desk {
        organisation: year.office_organisation_id,
        mail: year.mail.clone(),
        telephone: year.telephone.clone(),
        hours: year.hours.clone(),
    }))
}
