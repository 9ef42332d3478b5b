//! One search over everything somebody may see, in the words people really use: 「みとり」 finds 看取り, 「ケアマネ」 finds
//! 介護支援専門員. For everybody; the office edits the words and sees what is looked for and not found. Not here: what a thing
//! is found by and by whom (each feature hands in its [`Entry`]s; `searchable.rs` names them all).

pub mod actions;
pub mod jobs;
pub mod model;
mod pages;
mod rules;
pub mod storage;
mod views;

use foundation::database::DatabaseError;

use crate::permissions::{Reader, Routes};
use crate::shared::interface::Operation;

pub use actions::asking::{Question, QuestionWord, read as read_question};
pub use actions::copying::{Changes, changes};
pub use actions::finding::{Answers, answered};
pub use actions::indexing::{clear, examine, is_current, keys, put, rebuilt, remove};
pub use actions::logging::cell as log_cell;
pub use model::{
    Asked, Audience, Candidate, Copy, Entry, Feed, Opinion, Passage, Section, Tally, Word, section_at, sections,
    tokens_of,
};
pub use rules::RULES;
pub use rules::sentences::{Sentence, sentences};
pub use rules::terms::{Kind as TermKind, Term};
pub use rules::windows::excerpt;
pub use storage::{is_found, open_to};
pub use views::examples;

pub fn routes(routes: &mut Routes) {
    routes.get("/search", pages::results::get);
    routes.get("/search/suggest", pages::suggest::get);
    routes.get("/search/opened", pages::opened::get);
    routes.get("/search/synonyms", pages::synonyms::get);
    routes.post("/search/synonyms", pages::synonyms::post);
    routes.get("/search/log", pages::log::get);
    routes.post("/search/log", pages::log::post);
    routes.get("/api/v1/search", pages::interface::get);
}

/// What programs may ask of the search.
pub const OPERATIONS: &[Operation] = &[pages::interface::SEARCH];

/// Whether the table of words is there at all.
pub async fn knows_words(db: &mut Reader) -> Result<bool, DatabaseError> {
    Ok(!storage::synonyms(db).await?.is_empty())
}

/// Words that mean the same, by the name of their group: for features that count words.
pub async fn groups(db: &mut Reader) -> Result<Vec<(String, Vec<String>)>, DatabaseError> {
    let mut groups: Vec<(String, Vec<String>)> = Vec::new();
    for synonym in storage::synonyms(db).await? {
        match groups.iter_mut().find(|(name, _)| *name == synonym.group_name) {
            Some((_, words)) => words.push(synonym.word),
            None => groups.push((synonym.group_name, vec![synonym.word])),
        }
    }
    Ok(groups)
}

/// What somebody typed, word by word, each with the words that mean the same. Asks the database
/// only when something was typed.
pub async fn expand(db: &mut Reader, typed: &str) -> Result<Asked, DatabaseError> {
    if typed.trim().is_empty() {
        return Ok(Asked::default());
    }
    let synonyms = actions::copying::synonyms(db).await?;
    Ok(rules::asked(typed, &synonyms))
}
