//! 実態調査: one questionnaire to every prefecture or municipality (or to coordinators), answered on the web or in
//! Excel, collected until the last one is in, counted, and paid back to who answered. For respondents, prefectures,
//! the programme's office. Not here: how tables are counted (`crates/tabulate`), how a questionnaire is made up
//! (`crates/questionnaire`).

pub mod actions;
mod exchange;
pub mod forms;
pub mod model;
mod pages;
mod rules;
pub mod sheets;
pub(crate) mod storage;
mod views;

use foundation::database::DatabaseError;

use crate::permissions::{Reader, Routes};

pub use rules::{RULES, rules_by_topic};

pub fn routes(routes: &mut Routes) {
    routes.get("/surveys", pages::list::get);
    routes.get("/surveys/{survey}", pages::about::get);
    routes.get("/surveys/{survey}/questions", pages::questions::get);
    routes.get("/surveys/{survey}/collection", pages::collection::get);
    routes.post("/surveys/{survey}/collection/remind", pages::collection::remind);
    routes.post("/surveys/{survey}/collection/extend", pages::collection::extend);
    routes.get("/surveys/{survey}/data-sets", pages::data_sets::get);
    routes.post("/surveys/{survey}/data-sets/interim", pages::data_sets::interim);
    routes.post("/surveys/{survey}/data-sets/final", pages::data_sets::make_final);
    routes.post("/surveys/{survey}/data-sets/reopen", pages::data_sets::reopen);
    routes.get("/surveys/{survey}/data-sets/{data_set}", pages::data_sets::one);
    routes.get("/surveys/{survey}/data-sets/{data_set}/answers.csv", pages::data_sets::answers_csv);
    routes.get("/surveys/{survey}/data-sets/{data_set}/codes.csv", pages::data_sets::codes_csv);
    routes.get("/surveys/{survey}/data-sets/{data_set}/answers.jsonl", pages::data_sets::answers_jsonl);
    routes.get("/surveys/{survey}/texts", pages::texts::list);
    routes.get("/surveys/{survey}/texts/{text}", pages::texts::get);
    routes.post("/surveys/{survey}/texts/{text}/coding", pages::texts::code);
    routes.get("/surveys/{survey}/texts/{text}/coded.csv", pages::texts::csv);
    routes.get("/surveys/{survey}/texts/{text}/coded.xlsx", pages::texts::xlsx);
    routes.get("/surveys/{survey}/texts/{text}/words", pages::text_words::words);
    routes.get("/surveys/{survey}/texts/{text}/context", pages::text_words::context);
    routes.get("/surveys/{survey}/texts/{text}/categories", pages::text_categories::get);
    routes.post("/surveys/{survey}/texts/{text}/categories", pages::text_categories::add);
    routes.post("/surveys/{survey}/texts/{text}/categories/{category}/rename", pages::text_categories::rename);
    routes.post("/surveys/{survey}/texts/{text}/categories/{category}/merge", pages::text_categories::merge);
    routes.get("/surveys/{survey}/texts/{text}/excerpts", pages::excerpts::list);
    routes.post("/surveys/{survey}/texts/{text}/excerpts", pages::excerpts::add);
    routes.get("/surveys/{survey}/texts/{text}/excerpts/new", pages::excerpts::new);
    routes.get("/surveys/{survey}/texts/{text}/excerpts.csv", pages::excerpts::csv);
    routes.post("/surveys/{survey}/texts/{text}/excerpts/{excerpt}/remove", pages::excerpts::remove);
    routes.get("/surveys/{survey}/findings", pages::findings::get);
    routes.post("/surveys/{survey}/findings/settings", pages::findings::set);
    routes.get("/surveys/{survey}/inquiries", pages::inquiry::list);
    routes.get("/surveys/{survey}/edits", pages::edits::get);
    routes.get("/surveys/{survey}/edits.csv", pages::edits::csv);
    routes.get("/surveys/{survey}/{code}/questions/{question}", pages::question::get);
    routes.post("/surveys/{survey}/{code}/questions/{question}/explain", pages::question::explain);
    routes.post("/surveys/{survey}/{code}/questions/{question}/settle", pages::question::settle);
    routes.post("/surveys/{survey}/{code}/questions/{question}/ask", pages::question::ask);
    routes.post("/surveys/{survey}/{code}/questions/{question}/clean", pages::question::clean);
    routes.post("/surveys/{survey}/{code}/questions/{question}/undo", pages::question::undo);
    routes.get("/surveys/{survey}/{code}/inquiries/{inquiry}", pages::inquiry::get);
    routes.post("/surveys/{survey}/{code}/inquiries/{inquiry}", pages::inquiry::reply);
    routes.post("/surveys/{survey}/{code}/inquiries/{inquiry}/settle", pages::inquiry::settle);
    routes.post("/surveys/{survey}/{code}/inquiries/{inquiry}/ask-again", pages::inquiry::ask_again);
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

/// One's own surveys that wait for an answer today, for the start page: title, state, deadline, address.
pub async fn to_answer(db: &mut Reader) -> Result<Vec<model::ToAnswer>, DatabaseError> {
    let today = db.core().clock.today();
    Ok(storage::asked(db)
        .await?
        .into_iter()
        .filter_map(|(survey, line)| model::ToAnswer::of(&survey, &line, today))
        .collect())
}

/// 確認の依頼 that wait for one's own answer: whose answer it is about, address.
pub async fn inquiries_to_answer(db: &mut Reader) -> Result<Vec<(String, String)>, DatabaseError> {
    let found = storage::checking::to_answer(db).await?;
    let note = |i: &model::checking::Inquiry| format!("{}の回答について、事務局から", i.name);
    let address = |i: &model::checking::Inquiry| format!("/surveys/{}/{}/inquiries/{}", i.survey_id, i.code, i.id);
    Ok(found.iter().map(|inquiry| (note(inquiry), address(inquiry))).collect())
}

/// Per survey of one's programmes how many inquiries were answered and wait for the office: title, count, address.
pub async fn inquiries_answered(db: &mut Reader) -> Result<Vec<(String, i64, String)>, DatabaseError> {
    let found = storage::checking::answered(db).await?;
    let address = |id: i64| format!("/surveys/{id}/inquiries?state=answered");
    Ok(found.into_iter().map(|(id, title, count)| (title, count, address(id))).collect())
}

/// A free text question whose texts were put under categories, as a variable for tables; nothing where it is no text
/// or there is no such survey. Of everybody within reach.
pub async fn coded_variable(
    db: &mut Reader,
    survey: i64,
    question: &str,
) -> Result<Option<model::texts::CodedVariable>, DatabaseError> {
    let Some(row) = storage::survey(db, survey).await? else { return Ok(None) };
    match actions::texts::coded_variable(db, &row, question).await {
        Ok(variable) => Ok(Some(variable)),
        Err(actions::SurveyError::Database(error)) => Err(error),
        Err(actions::SurveyError::NotFound) => Ok(None),
        Err(error) => Err(DatabaseError::Unreadable(error.to_string())),
    }
}
