//! 取組事例: what towns did, told so that another town can use it. Drafted by a municipality (or
//! by the office for it), reviewed by the office, published for everybody.

// A feature is a crate of its own (decision 0018): under its own name and those of what it stands on, as everywhere.
extern crate self as cases;
use ground::{beyond, copies, people, permissions, programmes, regions, search, searchable, shared};

pub mod actions;
pub mod exchange;
mod forms;
pub mod from_review;
pub mod jobs;
pub mod library;
pub mod model;
mod pages;
mod paper;
mod rules;
pub mod storage;
mod views;

use foundation::database::DatabaseError;
use foundation::web::Page;

use crate::permissions::{Reader, Routes};
use crate::regions::CaseLine;
use crate::shared::day_of;
use crate::shared::interface::Operation;

use storage::Whose;

pub use actions::indexing::{KIND, index_all, indexed};
use model::{Selection, State, TROUBLE_FACET, Trouble, Unanswered, Waiting};
pub use rules::RULES;
pub use views::month_and_day;

/// A form with a file of the largest size a year may allow, and its fields.
const UPLOAD_BYTES: usize = (rules::MEGABYTES_EVER << 20) + (1 << 20);

pub fn routes(routes: &mut Routes) {
    routes.get("/cases", pages::list::get);
    routes.get("/cases.csv", pages::export::csv);
    routes.get("/cases.json", pages::export::json);
    routes.get("/cases/collections", pages::collections::every);
    routes.get("/cases/collections/new", pages::collections::get_new);
    routes.post("/cases/collections/new", pages::collections::post_new);
    routes.get("/cases/collections/{collection}", pages::collections::get);
    routes.get("/cases/collections/{collection}/given.csv", pages::collections::csv);
    routes.get("/cases/collections/{collection}/edit", pages::collections::get_edit);
    routes.post("/cases/collections/{collection}/edit", pages::collections::post_edit);
    routes.post("/cases/collections/{collection}/close", pages::collections::close);
    routes.post("/cases/collections/{collection}/cases", pages::collections::hand_in);
    routes.get("/cases/forms", pages::collecting::get);
    routes.post_up_to("/cases/forms", pages::collecting::MOST_BYTES, pages::collecting::post);
    routes.get("/cases/forms/blank.xlsx", pages::collecting::blank);
    routes.get("/cases.xlsx", pages::export::xlsx);
    routes.get("/cases.atom", pages::feed::get);
    routes.get("/cases/compare", pages::compare::get);
    routes.get("/cases/columns.csv", pages::export::columns);
    routes.get("/cases/mine", pages::waiting::mine);
    routes.get("/cases/review", pages::waiting::review);
    routes.get("/cases/saved", pages::voices::saved);
    routes.get("/cases/statistics", pages::statistics::get);
    routes.get("/cases/statistics.csv", pages::statistics::csv);
    routes.get("/troubles", pages::guide::every);
    routes.get("/troubles/{trouble}", pages::guide::one);
    routes.get("/cases/near", pages::guide::near);
    routes.get("/cases/{number}/carry-over", pages::carry_over::get);
    routes.get("/cases/troubles", pages::troubles::get);
    routes.post("/cases/troubles", pages::troubles::post);
    routes.get("/cases/new", pages::edit::get_new);
    routes.post("/cases/new", pages::edit::post_new);
    routes.post("/cases/new/from-answers", pages::from_answers::post);
    routes.get("/cases/{number}", pages::show::get);
    routes.get("/cases/{number}/case.pdf", pages::paper::pdf);
    routes.get("/cases/{number}/edit", pages::edit::get);
    routes.post("/cases/{number}/edit", pages::edit::post);
    routes.get("/cases/{number}/files", pages::files::get);
    routes.post_prepared("/cases/{number}/files", UPLOAD_BYTES, pages::files::open_sent, pages::files::post);
    routes.post("/cases/{number}/files/describe", pages::files::describe);
    routes.post("/cases/{number}/files/model", pages::files::show_model);
    routes.get("/cases/{number}/files/{attached}", pages::shown_files::file);
    routes.get("/cases/{number}/model.svg", pages::shown_files::model);
    routes.post("/cases/{number}/correct", pages::steps::correct);
    routes.post("/cases/{number}/submit", pages::steps::submit);
    routes.post("/cases/{number}/approve", pages::steps::approve);
    routes.post("/cases/{number}/decline", pages::steps::decline);
    routes.post("/cases/{number}/publish", pages::steps::publish);
    routes.post("/cases/{number}/return", pages::steps::send_back);
    routes.post("/cases/{number}/archive", pages::steps::archive);
    routes.post("/cases/{number}/co-owner", pages::steps::co_own);
    routes.post("/cases/{number}/discard", pages::steps::discard);
    routes.post("/cases/{number}/restore", pages::steps::restore);
    routes.post("/cases/{number}/like", pages::voices::like);
    routes.post("/cases/{number}/save", pages::voices::save);
    routes.post("/cases/{number}/comments", pages::voices::comment);
    routes.post("/cases/{number}/comments/{comment}/answer", pages::voices::answer);
    routes.post("/cases/{number}/comments/{comment}/settle", pages::voices::settle);
    routes.get("/cases/{number}/versions/{version}", pages::versions::get);
    routes.get("/cases/{number}/versions/{version}/files/{attached}", pages::shown_files::old_file);
    routes.get("/cases/{number}/versions/{version}/model.svg", pages::shown_files::old_model);
    routes.get("/api/v1/cases", pages::interface::every);
    routes.get("/api/v1/cases/{number}", pages::interface::case);
    routes.get("/api/v1/troubles", pages::interface::troubles);
}

/// What programs may ask of the cases.
pub const OPERATIONS: &[Operation] = &pages::interface::OPERATIONS;

/// The columns of the open data: heading of the CSV, key of the JSON, meaning.
pub fn columns() -> Vec<(String, String, String)> {
    let all = exchange::definitions::definitions().into_iter();
    all.map(|one| (one.column, one.key, format!("{}。{}", one.kind, one.meaning))).collect()
}

/// A part of the pages of published cases, each with its last change.
pub async fn addresses(db: &mut Reader, page: Page) -> Result<Vec<(String, String)>, DatabaseError> {
    let numbers = storage::addresses(db, page).await?;
    Ok(numbers.into_iter().map(|(number, updated)| (format!("/cases/{number}"), updated)).collect())
}

/// Of every municipality that a published case is about, how many are.
pub async fn count_by_municipality(db: &mut Reader) -> Result<Vec<(String, i64)>, DatabaseError> {
    storage::by_municipality(db).await
}

/// How many cases everybody may read.
pub async fn count_published(db: &mut Reader) -> Result<i64, DatabaseError> {
    storage::count_published(db).await
}

/// Whether the entrances by trouble are there.
pub async fn has_troubles(db: &mut Reader) -> Result<bool, DatabaseError> {
    Ok(!storage::troubles(db).await?.is_empty())
}

/// The published cases about a municipality, for its page.
pub async fn lines_of_municipality(db: &mut Reader, code: &str) -> Result<Vec<CaseLine>, DatabaseError> {
    storage::lines_of_municipality(db, code).await
}

/// The newest published cases of a prefecture and its municipalities, for its page.
pub async fn lines_of_prefecture(db: &mut Reader, code: &str) -> Result<Vec<CaseLine>, DatabaseError> {
    storage::lines_of_prefecture(db, code).await
}

/// Titles of those of these cases that everybody may read.
pub async fn published_titles(db: &mut Reader, numbers: &[i64]) -> Result<Vec<(i64, String)>, DatabaseError> {
    if numbers.is_empty() {
        return Ok(Vec::new());
    }
    Ok(storage::lines(db, numbers, false).await?.into_iter().map(|line| (line.number, line.title)).collect())
}

/// How many published cases hold one of the needles (folded).
pub async fn count_holding(db: &mut Reader, needles: &[String]) -> Result<i64, DatabaseError> {
    storage::count_holding(db, needles).await
}

/// What the front page says about the cases.
pub struct Overview {
    /// Troubles with the number of cases behind them, in their order.
    pub troubles: Vec<(Trouble, i64)>,
    /// Scenes: id, label, number of cases.
    pub scenes: Vec<(&'static str, &'static str, i64)>,
    pub published: i64,
    pub newest: Vec<CaseLine>,
    /// The day the newest was published; empty when there is none.
    pub newest_day: String,
    /// Prefectures that have a case.
    pub prefectures: i64,
}

const NEWEST: usize = 5;

/// Three statements.
pub async fn overview(db: &mut Reader) -> Result<Overview, DatabaseError> {
    let published = actions::published::current(db).await?;
    let found = published.look(|copy| copy.choose(&Selection::default(), None, 0..NEWEST));
    let lines = storage::lines(db, &found.numbers, false).await?;
    let count = |facet: &str, value: &str| {
        found.counted.iter().find(|c| c.facet == facet).map_or(0, |counted| counted.count(value))
    };
    let troubles = storage::troubles(db).await?;
    Ok(Overview {
        troubles: troubles
            .into_iter()
            .map(|t| {
                let behind = count(TROUBLE_FACET, &t.id);
                (t, behind)
            })
            .collect(),
        scenes: model::SCENES.iter().map(|(id, label)| (*id, *label, count("scene", id))).collect(),
        published: i64::try_from(found.total).unwrap_or(0),
        newest_day: lines.first().and_then(|l| l.published_at.as_deref()).map(day_of).unwrap_or_default(),
        newest: lines.iter().map(views::case_line).collect(),
        prefectures: found
            .counted
            .iter()
            .find(|c| c.facet == "prefecture")
            .map_or(0, |c| i64::try_from(c.values.len()).unwrap_or(0)),
    })
}

/// Drafts and returned cases that wait for somebody's organisation, and nobody else: `most` of them.
pub async fn to_finish(db: &mut Reader, most: i64) -> Result<Vec<Waiting>, DatabaseError> {
    let Some(desk) = desk(db).await? else { return Ok(Vec::new()) };
    let page = Page { number: 1, size: most };
    storage::waiting(db, Whose::Hers(&desk), &[State::Returned, State::Draft], None, page).await
}

/// The organisation somebody acts for, with the place it governs.
async fn desk(db: &mut Reader) -> Result<Option<storage::Desk>, DatabaseError> {
    let Some(organisation) = db.actor().member().map(|m| m.organisation) else { return Ok(None) };
    let place = crate::people::place_governed_by(db, organisation).await?.unwrap_or_default();
    Ok(Some(storage::Desk { organisation, place }))
}

/// Readers' comments that wait for somebody's organisation: `most` of them.
pub async fn to_answer(db: &mut Reader, most: i64) -> Result<Vec<Unanswered>, DatabaseError> {
    match desk(db).await? {
        Some(desk) => storage::unanswered(db, &desk, most).await,
        None => Ok(Vec::new()),
    }
}

/// 募集 that somebody may hand cases to today: title, last day, address; the one that ends first before the others.
pub async fn open_collections(
    db: &mut Reader,
    most: i64,
) -> Result<Vec<(String, jiff::civil::Date, String)>, DatabaseError> {
    let today = db.core().clock.today();
    let open = storage::open_collections(db, &today.to_string(), most).await?;
    let told = |one: model::Collection| {
        let last = one.closes_on.parse().unwrap_or(today);
        (format!("{}の募集「{}」", one.caller(), one.title), last, format!("/cases/collections/{}", one.id))
    };
    Ok(open.into_iter().map(told).collect())
}

/// Cases that wait for the decision of one's own house: `most` of them.
pub async fn to_decide(db: &mut Reader, most: i64) -> Result<Vec<Waiting>, DatabaseError> {
    let page = Page { number: 1, size: most };
    storage::waiting(db, Whose::Own, &[State::InDecision], None, page).await
}

/// Cases that wait for the office: `most` of them.
pub async fn to_review(db: &mut Reader, most: i64) -> Result<Vec<Waiting>, DatabaseError> {
    let page = Page { number: 1, size: most };
    storage::waiting(db, Whose::Own, &[State::InReview], None, page).await
}
