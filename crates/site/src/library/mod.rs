//! 手引き・資料: documents and links by kind, year and scene, with versions; their text taken out page by page, so that a
//! reader lands on the page she was looking for. The office puts them in; each is for everybody, for who is signed in, or
//! for the office alone. Not here: the search over everything (it takes pages by [`indexed`]).

// A feature is a crate of its own (decision 0018): under its own name and those of what it stands on, as everywhere.
extern crate cases;
extern crate self as library;
use ground::{permissions, programmes, search, searchable, shared};

pub mod actions;
pub mod extract;
mod forms;
pub mod model;
mod pages;
mod rules;
pub mod storage;
mod views;

use foundation::database::{Connection, DatabaseError};
use foundation::web::Page;

use crate::permissions::{Reader, Routes};
use crate::shared::interface::Operation;

pub use actions::indexing::{KIND, in_index, index_all};
use model::Indexed;
pub use rules::{CONSOLE_READING_SECONDS, RULES};
pub use storage::made_by_form;

/// A form with a file of the largest size, and its fields.
const UPLOAD_BYTES: usize = rules::FILE_BYTES + (1 << 20);

pub fn routes(routes: &mut Routes) {
    routes.get("/library", pages::list::get);
    routes.get("/library/new", pages::new::get);
    routes.post_prepared("/library/new", UPLOAD_BYTES, pages::new::open_sent, pages::new::post);
    routes.get("/library/{number}", pages::show::get);
    routes.get("/library/{number}/read", pages::read::get);
    routes.get("/library/{number}/file", pages::read::file);
    routes.get("/library/{number}/edit", pages::edit::get);
    routes.post("/library/{number}/edit", pages::edit::post);
    routes.get("/library/{number}/renew", pages::renew::get);
    routes.post_prepared("/library/{number}/renew", UPLOAD_BYTES, pages::new::open_sent, pages::renew::post);
    routes.post("/library/{number}/withdraw", pages::edit::withdraw);
    routes.post("/library/{number}/show-again", pages::edit::show_again);
    routes.get("/library.atom", pages::interface::feed);
    routes.get("/api/v1/documents", pages::interface::every);
    routes.get("/api/v1/documents/{number}", pages::interface::document);
    routes.get("/api/v1/documents/{number}/pages/{position}", pages::interface::part);
}

/// What programs may ask of the library.
pub const OPERATIONS: &[Operation] = &pages::interface::OPERATIONS;

/// A part of the documents everybody sees: address and last change.
pub async fn addresses(db: &mut Reader, page: Page) -> Result<Vec<(String, String)>, DatabaseError> {
    let numbers = storage::addresses(db, page).await?;
    Ok(numbers.into_iter().map(|(number, updated)| (format!("/library/{number}"), updated)).collect())
}

/// How many documents everybody sees.
pub async fn count_public(db: &mut Reader) -> Result<i64, DatabaseError> {
    storage::count_public(db).await
}

/// Where a page of a document is read: stays the same as long as the document does.
pub fn address_of_page(number: i64, position: i64) -> String {
    format!("/library/{number}/read?page={position}")
}

/// What an index over everything holds of this document, as it stands in the transaction that asks; `None` when nobody but
/// an office may find it (withdrawn), or there is none. Who may see it is in `tier` and `programme`: the index keeps both
/// beside each page and asks them in its own `where`.
///
/// Every change of the library ends in `actions::changed`, in its own transaction: there the index is told.
pub async fn indexed(db: &mut Connection, number: i64) -> Result<Option<Indexed>, DatabaseError> {
    let Some((document, pages)) = storage::shown(db, number).await? else { return Ok(None) };
    Ok(Some(Indexed {
        number,
        title: document.details.title,
        summary: document.details.summary,
        publisher: document.details.publisher,
        kind: document.details.kind,
        year: document.details.year,
        scenes: document.details.scenes,
        tier: document.details.tier,
        programme: document.programme,
        updated_at: document.updated_at,
        href: format!("/library/{number}"),
        pages,
    }))
}

/// Numbers of all documents an index holds, in order: for one that begins anew.
pub async fn every_indexed(db: &mut Connection) -> Result<Vec<i64>, DatabaseError> {
    storage::every_shown(db).await
}
