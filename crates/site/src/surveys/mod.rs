//! 実態調査: one questionnaire to every prefecture or municipality (or to coordinators), answered on the web or in
//! Excel, collected until the last one is in, counted, and paid back to who answered. For respondents, prefectures,
//! the programme's office. Not here: how tables are counted (`crates/tabulate`), how a questionnaire is made up
//! (`crates/questionnaire`).

pub mod actions;
pub mod forms;
pub mod model;
mod rules;
pub mod sheets;
pub(crate) mod storage;

use foundation::database::DatabaseError;

use crate::permissions::{Reader, Routes};

pub use rules::RULES;

pub fn routes(routes: &mut Routes) {
    let _ = routes;
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
