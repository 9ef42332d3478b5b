//! 実態調査: one questionnaire to every prefecture or municipality (or to coordinators), answered on the web or in
//! Excel, collected until the last one is in, counted, and paid back to who answered. For respondents, prefectures,
//! the programme's office. Not here: how tables are counted (`crates/tabulate`), how a questionnaire is made up
//! (`crates/questionnaire`), how tables become files (`crates/table-files`).

pub mod actions;
pub mod data_set;
pub mod forms;
pub mod model;
mod pages;
mod rules;
pub mod sheets;
pub(crate) mod storage;
pub mod tables;
mod views;

use foundation::database::DatabaseError;

use crate::permissions::{Reader, Routes};

pub use rules::RULES;

pub fn routes(routes: &mut Routes) {
    routes.get("/surveys", pages::list::get);
    routes.get("/surveys/{survey}", pages::about::get);
    routes.get("/surveys/{survey}/questions", pages::questions::get);
    routes.get("/surveys/{survey}/tables", pages::tables::get);
    routes.get("/surveys/{survey}/tables/{question}", pages::table::get);
    routes.get("/surveys/{survey}/tables/{question}/{file}", pages::table::file);
    routes.post("/surveys/{survey}/tables/{question}/publish", pages::publishing::one);
    routes.get("/surveys/{survey}/all-tables/{file}", pages::tables::file);
    routes.get("/surveys/{survey}/tables-check", pages::tables::check);
    routes.get("/surveys/{survey}/publish", pages::publishing::get);
    routes.post("/surveys/{survey}/publish", pages::publishing::post);
    routes.post("/surveys/{survey}/publish/summaries", pages::publishing::summarise);
    routes.get("/surveys/{survey}/published", pages::published::get);
    routes.get("/surveys/{survey}/published/{number}", pages::published::one);
    routes.get("/surveys/{survey}/published/{number}/{file}", pages::published::file);
    routes.post("/surveys/{survey}/published/{number}/withdraw", pages::published::withdraw);
    routes.get("/surveys/{survey}/all-published/{file}", pages::published::all);
    routes.get("/surveys/{survey}/collection", pages::collection::get);
    routes.post("/surveys/{survey}/collection/remind", pages::collection::remind);
    routes.post("/surveys/{survey}/collection/extend", pages::collection::extend);
    routes.get("/surveys/{survey}/{code}", pages::own::get);
    routes.get("/surveys/{survey}/{code}/answers", pages::own::answers);
    routes.get("/surveys/{survey}/{code}/answer/{section}", pages::answer::get);
    routes.post("/surveys/{survey}/{code}/answer/{section}", pages::answer::post);
    routes.get("/surveys/{survey}/{code}/substitute/{section}", pages::answer::get_substitute);
    routes.post("/surveys/{survey}/{code}/substitute/{section}", pages::answer::post_substitute);
    routes.get("/surveys/{survey}/{code}/submit", pages::submit::get);
    routes.post("/surveys/{survey}/{code}/submit", pages::submit::post);
    routes.post("/surveys/{survey}/{code}/return", pages::steps::send_back);
    routes.post("/surveys/{survey}/{code}/accept", pages::steps::accept);
    routes.post("/surveys/{survey}/{code}/extend", pages::steps::extend);
}

/// A survey by programme, year and name of its questionnaire.
pub async fn named(
    db: &mut Reader,
    programme: i64,
    fiscal_year: i16,
    name: &str,
) -> Result<Option<model::SurveyRow>, DatabaseError> {
    storage::survey_named(db, programme, fiscal_year, name).await
}

/// Per survey of one's programmes how many answers were handed in and wait to be looked at: title, count, address.
pub async fn to_look_at(db: &mut Reader) -> Result<Vec<(String, i64, String)>, DatabaseError> {
    let found = storage::collecting::submitted(db).await?;
    let address = |id: i64| format!("/surveys/{id}/collection?state=submitted");
    Ok(found.into_iter().map(|(id, title, count)| (title, count, address(id))).collect())
}

/// What is public of surveys' tables: title, 令和7年度, how many, number of the survey; newest year first.
pub async fn with_published_tables(db: &mut Reader) -> Result<Vec<OpenTables>, DatabaseError> {
    let found = storage::publishing::surveys(db).await?;
    let open = |(survey, title, year, tables): (i64, String, i64, i64)| OpenTables {
        title,
        year: japanese::wareki::FiscalYear(i16::try_from(year).unwrap_or_default()).label(),
        tables,
        href: format!("/surveys/{survey}/published"),
        files: views::one_table::downloads(&format!("/surveys/{survey}/all-published"), ""),
    };
    Ok(found.into_iter().map(open).collect())
}

/// A survey whose tables anybody may take.
#[derive(Clone, Debug)]
pub struct OpenTables {
    pub title: String,
    pub year: String,
    pub tables: i64,
    pub href: String,
    pub files: Vec<crate::shared::Link>,
}

/// One's own surveys that wait for an answer today, for the start page: title, state, deadline, address.
pub async fn to_answer(db: &mut Reader) -> Result<Vec<model::ToAnswer>, DatabaseError> {
    let today = db.core().clock.today();
    Ok(storage::asked(db)
        .await?
        .into_iter()
        .filter_map(|(survey, line)| model::ToAnswer::of(&survey, &line, today))
        .collect())
}
