//! 実態調査: one questionnaire to every prefecture or municipality (or to coordinators), answered on the web or in
//! Excel, collected until the last one is in, counted, and paid back to who answered. For respondents, prefectures,
//! the programme's office. Not here: how tables are counted (`crates/tabulate`), how a questionnaire is made up
//! (`crates/questionnaire`).

pub mod actions;
pub mod forms;
pub mod model;
mod pages;
mod rules;
pub mod sheets;
pub(crate) mod storage;
mod views;

use foundation::database::DatabaseError;

use crate::permissions::{Reader, Routes};

/// A list of two hundred options is more than an ordinary form.
const OPTIONS_LIMIT_BYTES: usize = 2 << 20;

pub use rules::RULES;

pub fn routes(routes: &mut Routes) {
    routes.get("/surveys", pages::list::get);
    making(routes);
    routes.get("/surveys/{survey}", pages::about::get);
    routes.get("/surveys/{survey}/questions", pages::questions::get);
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

/// Making surveys and their questionnaires.
fn making(routes: &mut Routes) {
    use pages::{concordance, editing, editions, new, preview, progress};
    routes.get("/surveys/new", new::get);
    routes.post_prepared("/surveys/new", new::LIMIT_BYTES, new::open_sent, new::post);
    routes.get("/surveys/new/{key}", new::look);
    routes.post("/surveys/new/{key}", new::confirm);
    routes.get("/surveys/xlsform", new::template);
    routes.get("/surveys/{survey}/edit", editing::overview::get);
    routes.post("/surveys/{survey}/edit/order", editing::overview::order);
    routes.get("/surveys/{survey}/edit/outline", editing::outline::get);
    routes.post("/surveys/{survey}/edit/outline", editing::outline::post);
    routes.get("/surveys/{survey}/edit/new-section", editing::sections::get_new);
    routes.post("/surveys/{survey}/edit/new-section", editing::sections::post_new);
    routes.get("/surveys/{survey}/edit/sections/{section}", editing::sections::get);
    routes.post("/surveys/{survey}/edit/sections/{section}", editing::sections::post);
    routes.get("/surveys/{survey}/edit/sections/{section}/add", editing::sections::kinds);
    routes.get("/surveys/{survey}/edit/sections/{section}/remove", editing::removing::get_section);
    routes.post("/surveys/{survey}/edit/sections/{section}/remove", editing::removing::post_section);
    routes.get("/surveys/{survey}/edit/new-question", editing::questions::get_new);
    routes.post_up_to("/surveys/{survey}/edit/new-question", OPTIONS_LIMIT_BYTES, editing::questions::post_new);
    routes.get("/surveys/{survey}/edit/questions/{question}", editing::questions::get);
    routes.post_up_to("/surveys/{survey}/edit/questions/{question}", OPTIONS_LIMIT_BYTES, editing::questions::post);
    routes.get("/surveys/{survey}/edit/questions/{question}/remove", editing::removing::get_question);
    routes.post("/surveys/{survey}/edit/questions/{question}/remove", editing::removing::post_question);
    routes.get("/surveys/{survey}/edit/lists", editing::lists::all);
    routes.get("/surveys/{survey}/edit/new-list", editing::lists::get_new);
    routes.post_up_to("/surveys/{survey}/edit/new-list", OPTIONS_LIMIT_BYTES, editing::lists::post_new);
    routes.get("/surveys/{survey}/edit/lists/{list}", editing::lists::get);
    routes.post_up_to("/surveys/{survey}/edit/lists/{list}", OPTIONS_LIMIT_BYTES, editing::lists::post);
    routes.get("/surveys/{survey}/edit/lists/{list}/remove", editing::removing::get_list);
    routes.post("/surveys/{survey}/edit/lists/{list}/remove", editing::removing::post_list);
    routes.get("/surveys/{survey}/edit/discard", editing::removing::get_discard);
    routes.post("/surveys/{survey}/edit/discard", editing::removing::post_discard);
    routes.get("/surveys/{survey}/edit/xlsform", editing::importing::export);
    routes.get("/surveys/{survey}/edit/import", editing::importing::get);
    let import = "/surveys/{survey}/edit/import";
    routes.post_prepared(import, new::LIMIT_BYTES, new::open_sent, editing::importing::post);
    routes.get("/surveys/{survey}/edit/import/{key}", editing::importing::look);
    routes.post("/surveys/{survey}/edit/import/{key}", editing::importing::confirm);
    routes.get("/surveys/{survey}/preview", preview::first);
    routes.get("/surveys/{survey}/preview.xlsx", preview::sheet);
    routes.get("/surveys/{survey}/preview/{section}", preview::get);
    routes.post("/surveys/{survey}/preview/{section}", preview::post);
    routes.get("/surveys/{survey}/editions", editions::get);
    routes.post("/surveys/{survey}/editions", editions::post);
    routes.get("/surveys/{survey}/editions/{edition}", editions::export);
    routes.get("/surveys/{survey}/progress", progress::get);
    routes.post("/surveys/{survey}/progress", progress::post);
    routes.get("/surveys/{survey}/concordance", concordance::get);
    routes.post("/surveys/{survey}/concordance", concordance::confirm);
    routes.get("/surveys/{survey}/concordance/{question}", concordance::get_link);
    routes.post_up_to("/surveys/{survey}/concordance/{question}", OPTIONS_LIMIT_BYTES, concordance::post_link);
}

/// What became of last year's questions, for whoever lays two years side by side: as the office stored it, else as it came
/// with the platform; `None` where nobody wrote it down.
pub async fn concordance_of(
    db: &mut Reader,
    survey: &model::SurveyRow,
) -> Result<Option<questionnaire::Concordance>, actions::SurveyError> {
    actions::concordance::of(db, survey).await
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
