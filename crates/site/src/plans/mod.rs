//! ロジックモデル: a town's plan from the final outcome back to what is done, box by box, without scripts; gentle checks; examples
//! to begin from. For a town and its coordinators; its prefecture reads what the town shows it. Not here: indicators with values
//! (`situation`).

// A feature is a crate of its own (decision 0018): under its own name and those of what it stands on, as everywhere.
extern crate self as plans;
use ground::{permissions, regions, shared};

pub mod actions;
mod forms;
pub mod model;
mod pages;
mod rules;
pub mod storage;
mod views;

use foundation::database::DatabaseError;

use crate::permissions::{LookAtPlans, Reader, Routes, reach_of};

pub use rules::RULES;

pub fn routes(routes: &mut Routes) {
    routes.get("/plans", pages::list::get);
    routes.get("/plans/examples", pages::examples::all);
    routes.get("/plans/examples/{example}", pages::examples::one);
    routes.get("/plans/new", pages::new::get);
    routes.post("/plans/new", pages::new::post);
    routes.get("/plans/{plan}", pages::show::get);
    routes.get("/plans/{plan}/plan.pdf", pages::show::pdf);
    routes.get("/plans/{plan}/plan.json", pages::show::json);
    routes.get("/plans/{plan}/edit", pages::edit::get);
    routes.post("/plans/{plan}/edit", pages::edit::post);
    routes.get("/plans/{plan}/versions", pages::versions::get);
    routes.post("/plans/{plan}/versions", pages::versions::post);
    routes.get("/plans/{plan}/boxes/new", pages::boxes::get_new);
    routes.post("/plans/{plan}/boxes/new", pages::boxes::post_new);
    routes.get("/plans/{plan}/boxes/{box}", pages::boxes::get);
    routes.post("/plans/{plan}/boxes/{box}", pages::boxes::post);
    routes.post("/plans/{plan}/boxes/{box}/move", pages::boxes::shift);
    routes.get("/plans/{plan}/boxes/{box}/remove", pages::boxes::get_remove);
    routes.post("/plans/{plan}/boxes/{box}/remove", pages::boxes::post_remove);
}

/// A municipality's plans, as far as the reader may read them: title and address, the newest change first.
pub async fn plans_of(db: &mut Reader, code: &str) -> Result<Vec<(String, String)>, DatabaseError> {
    let Some(scope) = reach_of::<LookAtPlans>(db.actor()) else { return Ok(Vec::new()) };
    let found = storage::of_municipality(db, &scope, code).await?;
    Ok(found.into_iter().map(|(id, title)| (title, format!("/plans/{id}"))).collect())
}

/// Whether any plan is there within reach.
pub async fn has_plans(db: &mut Reader) -> Result<bool, DatabaseError> {
    Ok(!storage::lines(db, false, 1).await?.is_empty())
}
