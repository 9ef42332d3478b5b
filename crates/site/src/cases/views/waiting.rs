//! Lists of cases on their way: one's own, and those that wait for the office.

use askama::Template;

use super::japanese_day;
use crate::cases::model::{State, Waiting};
use crate::shared::{Frame, Link};

/// A case on its way.
pub struct WaitingRow {
    pub title: String,
    pub href: String,
    pub owner: String,
    pub state: &'static str,
    pub mark: &'static str,
    pub day: String,
    pub by: String,
    pub on_behalf_of: String,
    pub remark: String,
}

impl From<&Waiting> for WaitingRow {
    fn from(w: &Waiting) -> Self {
        let state = State::of(&w.state).unwrap_or(State::Draft);
        Self {
            title: w.title.clone(),
            href: format!("/cases/{}", w.number),
            owner: w.owner.clone(),
            state: state.label(),
            mark: state.mark(),
            day: japanese_day(Some(&w.updated_at)),
            by: w.by_label.clone(),
            on_behalf_of: w.on_behalf_of.clone(),
            remark: w.remark.clone(),
        }
    }
}

/// `/cases/mine` and `/cases/review`
#[derive(Template)]
#[template(path = "cases/templates/waiting.html")]
pub struct WaitingPage {
    pub frame: Frame,
    pub heading: &'static str,
    pub rows: Vec<WaitingRow>,
    pub empty_heading: &'static str,
    pub empty_sentence: &'static str,
    pub onward: Vec<Link>,
    pub may_draft: bool,
}
