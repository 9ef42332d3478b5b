//! 自地域の現在地: a catalogue of indicators, the values a town enters, and one page that a new officer understands in three
//! minutes: who we are, what we do in each scene, how we stand, what comes first and what there is for it. Not here: the
//! survey's own comparison (`surveys`), logic models (`plans`).

// A feature is a crate of its own (decision 0018): under its own name and those of what it stands on, as everywhere.
extern crate self as situation;
extern crate surveys;
use ground::{permissions, regions, shared};

pub mod actions;
mod forms;
pub mod model;
mod pages;
mod rules;
pub mod storage;
mod views;

use foundation::database::DatabaseError;

use crate::permissions::{Reader, Routes};

pub use rules::RULES;

pub fn routes(routes: &mut Routes) {
    routes.get("/situation", pages::overview::get);
    routes.get("/situation/indicators", pages::catalogue::get);
    routes.get("/situation/indicators.csv", pages::catalogue::csv);
    routes.get("/situation/indicators/new", pages::edit::get_new);
    routes.post("/situation/indicators/new", pages::edit::post_new);
    routes.get("/situation/indicators/{indicator}", pages::catalogue::one);
    routes.get("/situation/indicators/{indicator}/edit", pages::edit::get);
    routes.post("/situation/indicators/{indicator}/edit", pages::edit::post);
    routes.get("/situation/{code}", pages::town::get);
    routes.get("/situation/{code}/values.csv", pages::town::csv);
    routes.get("/situation/{code}/figures/{figure}", pages::town::figure);
    routes.get("/situation/{code}/values", pages::enter::get);
    routes.post("/situation/{code}/values", pages::enter::post);
    routes.get("/situation/{code}/values/{indicator}", pages::history::get);
    routes.post("/situation/{code}/values/{indicator}", pages::history::post);
    routes.post("/situation/{code}/values/{indicator}/remove", pages::history::remove);
}

/// Whether any municipality within reach has entered anything.
pub async fn has_values(db: &mut Reader) -> Result<bool, DatabaseError> {
    Ok(!storage::coverage(db).await?.is_empty())
}
