//! 資料に聞く: a question in plain Japanese, answered by the most telling passages of what the reader may see, each with its
//! document, its place, and a link that opens there; and a plain word where the material holds no answer. No outside service,
//! unless the operator names a language model: then whoever is signed in may have it put the passages together (AIのまとめ), and
//! sees what it wrote only where every sentence holds (decision 0023).
//! Not here: how words are found (`search`), what is found (each feature's index), questions to people (a feature to come).

// A feature is a crate of its own (decision 0018): under its own name and those of what it stands on, as everywhere.
extern crate self as ask;
use ground::{permissions, programmes, search, searchable, settings, shared};

pub mod actions;
pub mod jobs;
pub mod model;
mod pages;
mod rules;
mod storage;
mod views;

use crate::permissions::Routes;

/// Whether the office has stopped it: for the doctor.
pub async fn is_stopped(db: &mut permissions::Reader) -> Result<bool, foundation::database::DatabaseError> {
    Ok(storage::composing(db).await?.stopped)
}

/// What programs may ask.
pub const OPERATIONS: &[shared::interface::Operation] = &[pages::interface::ASK];

pub use rules::RULES;
pub use rules::weighing::{EFFECTS, TROUBLES, WAYS};

pub fn routes(routes: &mut Routes) {
    routes.get("/ask", pages::ask::get);
    routes.post("/ask/opinion", pages::ask::opinion);
    routes.post("/ask/compose", pages::compose::post);
    routes.get("/ask/composing", pages::composing::get);
    routes.post("/ask/composing", pages::composing::post);
    routes.get("/api/v1/ask", pages::interface::get);
    routes.post("/api/v1/ask", pages::interface::post);
}
