//! 実態調査: one questionnaire to every prefecture or municipality (or to coordinators), answered on the web or in
//! Excel, collected until the last one is in, counted, and paid back to who answered. For respondents, prefectures,
//! the programme's office. Not here: how tables are counted (`crates/tabulate`), how a questionnaire is made up
//! (`crates/questionnaire`).

pub mod actions;
pub mod data_set;
pub mod forms;
pub mod model;
mod pages;
pub mod position;
mod rules;
pub mod sheets;
pub(crate) mod storage;
mod views;

use foundation::database::DatabaseError;

use crate::permissions::{Reader, Routes};

pub use rules::RULES;

pub fn routes(routes: &mut Routes) {
    routes.get("/surveys", pages::list::get);
    routes.get("/surveys/{survey}", pages::about::get);
    routes.get("/surveys/{survey}/questions", pages::questions::get);
    routes.get("/surveys/{survey}/collection", pages::collection::get);
    routes.post("/surveys/{survey}/collection/remind", pages::collection::remind);
    routes.post("/surveys/{survey}/collection/extend", pages::collection::extend);
    routes.get("/surveys/{survey}/{code}", pages::own::get);
    routes.get("/surveys/{survey}/{code}/answers", pages::own::answers);
    routes.get("/surveys/{survey}/{code}/answers.pdf", pages::position::answers_pdf);
    routes.get("/surveys/{survey}/{code}/position", pages::position::get);
    routes.get("/surveys/{survey}/{code}/position.pdf", pages::position::pdf);
    routes.get("/surveys/{survey}/{code}/position.csv", pages::position::csv);
    routes.get("/surveys/{survey}/{code}/position/{chart}", pages::position::chart);
    routes.get("/surveys/{survey}/{code}/answer/{section}", pages::answer::get);
    routes.post("/surveys/{survey}/{code}/answer/{section}", pages::answer::post);
    routes.get("/surveys/{survey}/{code}/substitute/{section}", pages::answer::get_substitute);
    routes.post("/surveys/{survey}/{code}/substitute/{section}", pages::answer::post_substitute);
    routes.get("/surveys/{survey}/{code}/submit", pages::submit::get);
    routes.post("/surveys/{survey}/{code}/submit", pages::submit::post);
    routes.post("/surveys/{survey}/{code}/return", pages::steps::send_back);
    routes.post("/surveys/{survey}/{code}/accept", pages::steps::accept);
    routes.post("/surveys/{survey}/{code}/extend", pages::steps::extend);
    routes.post("/surveys/{survey}/{code}/share", pages::sharing::share);
    routes.post("/surveys/{survey}/{code}/stop-sharing", pages::sharing::stop);
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

/// Where one's own body stands, in the newest survey it handed in: title, name, address. For the start page.
pub async fn newest_position(db: &mut Reader) -> Result<Option<(String, String, String)>, DatabaseError> {
    let asked = storage::asked(db).await?;
    let found = asked
        .into_iter()
        .find(|(survey, line)| line.state().is_collected() && rules::position::compares(&survey.respondent));
    Ok(found.map(|(survey, line)| {
        let href = format!("/surveys/{}/{}/position", survey.id, line.code);
        (survey.title, line.name, href)
    }))
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
