//! Keeping it running, for the people who run it: work that failed for good, mails that did not leave, the
//! audit log. They see that something is wrong and for whom, never what it says.

mod actions;
pub mod jobs;
mod pages;
mod rules;
mod views;
mod words;

pub use rules::RULES;

use crate::permissions::Routes;

pub fn routes(routes: &mut Routes) {
    routes.get("/operations", pages::overview::get);
    routes.post("/operations/jobs/{id}/retry", pages::overview::retry);
    routes.get("/operations/audit", pages::audit::get);
}
