//! 資料に聞く: a question in plain Japanese, answered by the most telling passages of what the reader may see, each with its
//! document, its place, and a link that opens there; and a plain word where the material holds no answer. No outside service.
//! Not here: how words are found (`search`), what is found (each feature's index), questions to people (a feature to come).

// A feature is a crate of its own (decision 0018): under its own name and those of what it stands on, as everywhere.
extern crate self as ask;
use ground::{permissions, programmes, search, searchable, shared};

pub mod actions;
pub mod model;
mod pages;
mod rules;
mod views;

use crate::permissions::Routes;

/// What programs may ask.
pub const OPERATIONS: &[shared::interface::Operation] = &[pages::interface::ASK];

pub use rules::RULES;
pub use rules::weighing::{EFFECTS, TROUBLES, WAYS};

pub fn routes(routes: &mut Routes) {
    routes.get("/ask", pages::ask::get);
    routes.post("/ask/opinion", pages::ask::opinion);
    routes.get("/api/v1/ask", pages::interface::get);
}
