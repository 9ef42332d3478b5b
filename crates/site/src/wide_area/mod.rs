//! 広域の取組: groups of municipalities that do something together: who takes part from when, which function is done where, what was
//! decided, how the cost is shared; and a calculator of cost shares for everybody. For lead towns and those who take part; everybody
//! reads what a lead publishes. Not here: areas as the register lists them (`regions`), a town's own plan (`plans`).

// A feature is a crate of its own (decision 0018): under its own name and those of what it stands on, as everywhere.
extern crate plans;
extern crate self as wide_area;
use ground::{permissions, regions, shared};

pub mod actions;
pub mod cost_sharing;
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
    routes.get("/wide-area", pages::list::get);
    routes.get("/wide-area/cost-sharing", pages::cost_sharing::get);
    routes.get("/wide-area/cost-sharing.csv", pages::cost_sharing::csv);
    routes.get("/wide-area/cost-sharing.xlsx", pages::cost_sharing::xlsx);
    routes.get("/wide-area/cost-sharing.pdf", pages::cost_sharing::pdf);
    routes.get("/wide-area/new", pages::new::get);
    routes.post("/wide-area/new", pages::new::post);
    routes.get("/wide-area/{group}", pages::show::get);
    routes.get("/wide-area/{group}/edit", pages::edit::get);
    routes.post("/wide-area/{group}/edit", pages::edit::post);
    routes.get("/wide-area/{group}/members/new", pages::members::get_new);
    routes.post("/wide-area/{group}/members/new", pages::members::post_new);
    routes.get("/wide-area/{group}/members/{member}", pages::members::get);
    routes.post("/wide-area/{group}/members/{member}", pages::members::post);
    routes.post("/wide-area/{group}/members/{member}/remove", pages::members::remove);
    routes.post("/wide-area/{group}/members/{member}/answer", pages::members::answer);
    routes.get("/wide-area/{group}/plan", pages::show::plan);
    routes.get("/wide-area/{group}/functions", pages::functions::get);
    routes.get("/wide-area/{group}/functions.csv", pages::functions::csv);
    routes.get("/wide-area/{group}/functions/rows", pages::functions::get_rows);
    routes.post("/wide-area/{group}/functions/rows", pages::functions::post_rows);
    routes.post("/wide-area/{group}/functions/rows/remove", pages::functions::remove_row);
    routes.get("/wide-area/{group}/functions/{code}", pages::functions::get_column);
    routes.post("/wide-area/{group}/functions/{code}", pages::functions::post_column);
    routes.get("/wide-area/{group}/meetings/new", pages::meetings::get_new);
    routes.post("/wide-area/{group}/meetings/new", pages::meetings::post_new);
    routes.get("/wide-area/{group}/meetings/{meeting}", pages::meetings::get);
    routes.post("/wide-area/{group}/meetings/{meeting}", pages::meetings::post);
    routes.get("/wide-area/{group}/calculations/new", pages::calculations::get_new);
    routes.post("/wide-area/{group}/calculations/new", pages::calculations::post_new);
    routes.get("/wide-area/{group}/calculations/{calculation}", pages::calculations::get);
    routes.get("/wide-area/{group}/calculations/{calculation}/shares.csv", pages::calculations::csv);
    routes.get("/wide-area/{group}/calculations/{calculation}/shares.xlsx", pages::calculations::xlsx);
    routes.get("/wide-area/{group}/calculations/{calculation}/shares.pdf", pages::calculations::pdf);
}

/// Whether there is any group at all.
pub async fn has_groups(db: &mut Reader) -> Result<bool, DatabaseError> {
    storage::any(db).await
}

/// Groups that wait for the reader's own municipalities to say whether they take part: name and address.
pub async fn waiting_for(db: &mut Reader, codes: &[String]) -> Result<Vec<(String, String)>, DatabaseError> {
    let found = storage::waiting_for(db, codes).await?;
    Ok(found.into_iter().map(|(id, name)| (name, format!("/wide-area/{id}"))).collect())
}
