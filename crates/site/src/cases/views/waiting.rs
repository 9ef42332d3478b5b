//! Lists of cases on their way: one's own, and those that wait for the office.

use askama::Template;

use crate::cases::model::{State, Waiting};
use crate::shared::{Frame, Link, Pagination, day_of};

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
    /// What she can do with it: 続きを書く, 直す, 元に戻す, 見るだけ.
    pub verb: &'static str,
}

impl From<&Waiting> for WaitingRow {
    fn from(w: &Waiting) -> Self {
        let state = State::of(&w.state).unwrap_or(State::Draft);
        Self {
            title: if w.title.is_empty() { format!("事例{}", w.number) } else { w.title.clone() },
            href: format!("/cases/{}", w.number),
            owner: w.owner.clone(),
            state: state.label(),
            mark: state.mark(),
            day: day_of(&w.updated_at),
            by: w.by_label.clone(),
            on_behalf_of: w.on_behalf_of.clone(),
            remark: w.remark.clone(),
            verb: match state {
                _ if w.own == 0 => "見るだけ",
                State::Draft => "続きを書く",
                State::Returned => "直す",
                State::Discarded => "元に戻す",
                State::InDecision | State::InReview | State::Published | State::Archived => "状態を見る",
            },
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
    pub pagination: Pagination,
    pub empty_heading: &'static str,
    pub empty_sentence: &'static str,
    pub onward: Vec<Link>,
    pub may_draft: bool,
    /// With a column that says what she can do.
    pub shows_own: bool,
}
