//! 実態調査: one questionnaire to every prefecture or municipality (or to coordinators), answered on the web or in
//! Excel, collected until the last one is in, counted, and paid back to who answered. For respondents, prefectures,
//! the programme's office. Not here: how tables are counted (`crates/tabulate`), how a questionnaire is made up
//! (`crates/questionnaire`), how tables become files (`crates/table-files`).

// A feature is a crate of its own (decision 0018): under its own name and those of what it stands on, as everywhere.
extern crate self as surveys;
use ground::{beyond, people, permissions, programmes, regions, search, searchable, shared};

pub mod actions;
pub mod data_set;
mod exchange;
pub mod forms;
pub mod jobs;
pub mod matrix;
pub mod model;
mod pages;
pub mod position;
pub mod rules;
pub mod sheets;
pub mod standing;
pub mod storage;
pub mod tables;
mod views;

use std::sync::Arc;

use foundation::Sql;
use foundation::database::{Connection, DatabaseError};

use crate::people::rules::SEEN_EVERY_MINUTES;
use crate::permissions::{AppCore, Held, Reader, Routes};

pub use actions::indexing::{KIND, QUESTION_KIND, index_all, indexed};
pub use rules::linking::{RULES as LINK_RULES, likeness};
pub use rules::{GAP_QUESTIONS, RULES, rules_by_topic};

/// A list of two hundred options is more than an ordinary form.
const OPTIONS_LIMIT_BYTES: usize = 2 << 20;

pub fn routes(routes: &mut Routes) {
    routes.get("/surveys", pages::list::get);
    making(routes);
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
    routes.get("/api/v1/surveys", pages::interface::every);
    routes.get("/api/v1/surveys/{survey}", pages::interface::tables);
    routes.get("/surveys/{survey}/published", pages::published::get);
    routes.get("/surveys/{survey}/published/{number}", pages::published::one);
    routes.get("/surveys/{survey}/published/{number}/{file}", pages::published::file);
    routes.post("/surveys/{survey}/published/{number}/withdraw", pages::published::withdraw);
    routes.get("/surveys/{survey}/all-published/{file}", pages::published::all);
    routes.get("/surveys/{survey}/collection", pages::collection::get);
    routes.post("/surveys/{survey}/collection/remind", pages::collection::remind);
    routes.post("/surveys/{survey}/collection/extend", pages::collection::extend);
    routes.get("/surveys/{survey}/matrix", pages::matrix::get);
    routes.get("/surveys/{survey}/matrix.csv", pages::matrix::csv);
    routes.get("/surveys/{survey}/matrix.xlsx", pages::matrix::xlsx);
    routes.get("/surveys/{survey}/gap.csv", pages::matrix::gap_csv);
    routes.get("/surveys/{survey}/data-sets", pages::data_sets::get);
    routes.post("/surveys/{survey}/data-sets/interim", pages::data_sets::interim);
    routes.get("/surveys/{survey}/data-sets/final", pages::closing::get_final);
    routes.post("/surveys/{survey}/data-sets/final", pages::closing::post_final);
    routes.post("/surveys/{survey}/data-sets/reopen", pages::data_sets::reopen);
    routes.get("/surveys/{survey}/data-sets/{data_set}", pages::data_sets::one);
    routes.get("/surveys/{survey}/data-sets/{data_set}/answers.csv", pages::data_sets::answers_csv);
    routes.get("/surveys/{survey}/data-sets/{data_set}/codes.csv", pages::data_sets::codes_csv);
    routes.get("/surveys/{survey}/data-sets/{data_set}/answers.jsonl", pages::data_sets::answers_jsonl);
    routes.get("/surveys/{survey}/links", pages::links::get);
    routes.post("/surveys/{survey}/links/make-all", pages::links::make_all);
    routes.get("/surveys/{survey}/links/{code}", pages::links::one);
    routes.get("/surveys/{survey}/links/{code}/sheet", pages::links::sheet);
    routes.post("/surveys/{survey}/links/{code}/make", pages::links::make);
    routes.post("/surveys/{survey}/links/{code}/stop", pages::links::stop);
    routes.post("/surveys/{survey}/links/{code}/people", pages::links::people);
    routes.get("/surveys/{survey}/doubles", pages::doubles::get);
    routes.post("/surveys/{survey}/doubles", pages::doubles::post);
    routes.get("/surveys/{survey}/collection/sheets", pages::giving_out::get);
    routes.get("/surveys/{survey}/collection/sheets.zip", pages::giving_out::zip);
    routes.get("/surveys/{survey}/collection/sheets/{code}", pages::giving_out::one);
    routes.post("/surveys/{survey}/collection/letters", pages::giving_out::invite);
    routes.get("/surveys/{survey}/collection/intakes", pages::intakes::list);
    routes.post_up_to("/surveys/{survey}/collection/intakes", rules::sheets::ROOM_UPLOAD_BYTES, pages::intakes::send);
    routes.get("/surveys/{survey}/collection/intakes/{intake}", pages::intakes::one);
    routes.post("/surveys/{survey}/collection/intakes/{intake}", pages::intakes::take);
    routes.post("/surveys/{survey}/collection/intakes/{intake}/stop", pages::intakes::stop);
    routes.post("/surveys/{survey}/collection/intakes/{intake}/set-aside", pages::intakes::set_aside_all);
    routes.get("/surveys/{survey}/collection/intakes/{intake}/{sheet}", pages::intakes::sheet);
    routes.post("/surveys/{survey}/collection/intakes/{intake}/{sheet}", pages::intakes::take_sheet);
    routes.get("/surveys/{survey}/collection/intakes/{intake}/{sheet}/marked", pages::intakes::marked);
    routes.post("/surveys/{survey}/collection/intakes/{intake}/{sheet}/set-aside", pages::intakes::set_aside_one);
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
    criteria(routes);
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
    routes.get("/surveys/{survey}/{code}/sheet", pages::own_sheet::get);
    routes.post_up_to("/surveys/{survey}/{code}/sheet", rules::sheets::OWN_UPLOAD_BYTES, pages::own_sheet::send);
    routes.get("/surveys/{survey}/{code}/sheet/download", pages::own_sheet::download);
    routes.get("/surveys/{survey}/{code}/sheet/{intake}", pages::own_sheet::look);
    routes.post("/surveys/{survey}/{code}/sheet/{intake}", pages::own_sheet::take);
    routes.get("/surveys/{survey}/{code}/sheet/{intake}/marked", pages::own_sheet::marked);
    routes.post("/surveys/{survey}/{code}/sheet/{intake}/set-aside", pages::own_sheet::set_aside);
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
    routes.post("/surveys/{survey}/{code}/set-aside", pages::steps::set_aside);
    routes.post("/surveys/{survey}/{code}/resume-code", pages::door::renew_resume);
    routes.get("/answer", pages::door::get);
    routes.post("/answer", pages::door::post);
    routes.post("/answer/begin", pages::door::begin);
    routes.post("/answer/begin-as-coordinator", pages::door::begin_as_coordinator);
    routes.post("/answer/leave", pages::door::leave);
}

/// What answers are held against.
fn criteria(routes: &mut Routes) {
    use pages::criteria;
    routes.post("/surveys/{survey}/findings/settings", criteria::set);
    routes.get("/surveys/{survey}/findings/tolerances", criteria::tolerances);
    routes.post("/surveys/{survey}/findings/tolerances", criteria::set_tolerances);
    routes.get("/surveys/{survey}/findings/rules", criteria::get);
    routes.get("/surveys/{survey}/findings/rules/new", criteria::get_new);
    routes.post("/surveys/{survey}/findings/rules/new", criteria::post_new);
    routes.get("/surveys/{survey}/findings/rules/{rule}", criteria::get_rule);
    routes.post("/surveys/{survey}/findings/rules/{rule}", criteria::post_rule);
    routes.post("/surveys/{survey}/findings/rules/{rule}/switch", criteria::switch);
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
    routes.get("/surveys/{survey}/progress/close", pages::closing::get_close);
    routes.post("/surveys/{survey}/progress/close", pages::closing::post_close);
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

/// Has anything come back in Excel that was, or is, to be decided about?
pub async fn has_intakes(db: &mut Reader, survey: i64) -> Result<bool, DatabaseError> {
    storage::intakes::are_any(db, survey).await
}

/// What waits for whoever collects, per running survey within her reach.
pub struct ToCollect {
    pub title: String,
    /// How many were handed in and wait to be looked at, and their list.
    pub submitted: (i64, String),
    /// How many are late, and their list.
    pub late: (i64, String),
}

/// Asked once for everything.
pub async fn to_collect(db: &mut Reader) -> Result<Vec<ToCollect>, DatabaseError> {
    let today = db.core().clock.today();
    let found = storage::collecting::waiting(db, today).await?;
    let of = |(id, title, submitted, late)| ToCollect {
        title,
        submitted: (submitted, format!("/surveys/{id}/collection?state=submitted")),
        late: (late, format!("/surveys/{id}/collection?late=yes")),
    };
    Ok(found.into_iter().map(of).collect())
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

/// What programs may ask of what is published.
pub const OPERATIONS: &[crate::shared::interface::Operation] = &pages::interface::OPERATIONS;

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

/// What somebody answers with her account as a person (a coordinator), while it waits.
pub async fn own_to_answer(db: &mut Reader) -> Result<Vec<model::ToAnswer>, DatabaseError> {
    let Some(person) = db.actor().member().map(|m| m.person) else { return Ok(Vec::new()) };
    let today = db.core().clock.today();
    let own = storage::linked::own(db, person).await?;
    Ok(own.into_iter().filter_map(|(survey, line)| model::ToAnswer::of(&survey, &line, today)).collect())
}

/// Links that somebody is to pass on, or to speak for: title of the survey, address. Empty for who has none.
pub async fn to_pass_on(db: &mut Reader) -> Result<Vec<(String, String)>, DatabaseError> {
    let found = storage::links::to_pass_on(db).await?;
    Ok(found.into_iter().map(|(title, survey, code)| (title, format!("/surveys/{survey}/links/{code}"))).collect())
}

/// The answer a browser holds without an account, while its survey is open: the thing, the row of the session, and the
/// note that it was seen.
pub async fn identify(
    core: &Arc<AppCore>,
    db: &mut Connection,
    session: &str,
) -> Result<Option<(Held, i64, Option<Sql>)>, DatabaseError> {
    let now = core.clock.now();
    let idle_since = now.seconds_later(-core.settings.sign_in.idle_hours * 3600);
    let found = storage::linked::of_session(db, session, now, idle_since).await?;
    Ok(found.map(|(id, last_seen, held)| {
        let fresh = last_seen.parse().is_ok_and(|seen| now.seconds_since(seen) < SEEN_EVERY_MINUTES * 60);
        (held, id, (!fresh).then(|| storage::linked::seen(id, now)))
    }))
}

/// The answer that stands at this path, if this person began it with her account and its survey is open: the source of
/// the role 回答者.
pub async fn held_at(
    _core: &Arc<AppCore>,
    db: &mut Connection,
    person: i64,
    path: &str,
) -> Result<Option<Held>, DatabaseError> {
    let Some((survey, code)) = key_in(path) else { return Ok(None) };
    storage::linked::of_person_at(db, person, survey, code).await
}

/// `/surveys/3/cabc…/answer/s1` → (3, `cabc…`); nothing for the address of who stands on a list.
fn key_in(path: &str) -> Option<(i64, &str)> {
    let mut parts = path.strip_prefix("/surveys/")?.split('/');
    let survey = parts.next()?.parse().ok()?;
    let code = parts.next().filter(|code| code.starts_with(actions::entering::KEY_MARK) && code.len() > 1)?;
    Some((survey, code))
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

/// Who has findings, in the order of their codes, with what was found.
pub async fn everybody_with_findings(
    db: &mut Reader,
    survey: &model::SurveyRow,
) -> Result<Vec<(model::Respondent, Vec<questionnaire::soft::SoftFinding>)>, DatabaseError> {
    storage::criteria::everybody(db, survey.id).await
}

/// The newest data set of a survey, interim or final.
pub async fn newest_data_set(db: &mut Reader, survey: i64) -> Result<Option<model::data_sets::DataSet>, DatabaseError> {
    Ok(storage::data_sets::of_survey(db, survey).await?.into_iter().next())
}

/// The number of the newest entry in the thread of an inquiry: what a reply is held against.
pub async fn newest_entry(db: &mut Reader, inquiry: i64) -> Result<i64, DatabaseError> {
    Ok(storage::checking::messages(db, inquiry).await?.last().map_or(0, |message| message.id))
}

/// What a free text is recognised by when it is coded.
pub fn text_mark(body: &str) -> String {
    rules::texts::mark_of(body)
}
