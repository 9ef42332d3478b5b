//! The demonstration: a fresh platform filled through the same actions a person uses, with one-click
//! sign-in as any of the cast. Everything invented is marked 架空 beside the figure itself.

mod attached;
mod cases;
mod cast;
mod collections;
mod coordinators;
mod draws;
mod facts;
mod fill;
mod fy2025;
mod groundwork;
mod library;
mod organisations;
mod pages;
mod plans;
mod published;
mod sheets;
mod situation;
mod survey_draft;
mod surveys;
mod surveys_checking;
mod views;
mod wide_area;

pub use cast::{CAST, Character};
pub use fill::{FillError, fill, is_filled};

use crate::permissions::Routes;

pub fn routes(routes: &mut Routes) {
    routes.get("/demo", pages::people::get);
    routes.get("/demo/people.json", pages::people::json);
    routes.post("/demo/sign-in", pages::people::sign_in);
    routes.get("/demo/mailbox", pages::mailbox::list);
    routes.get("/demo/mailbox/{mail}", pages::mailbox::one);
}
