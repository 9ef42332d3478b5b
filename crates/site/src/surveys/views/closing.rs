//! Before a survey closes or its data become final: who is missing, and what cannot be undone.

use askama::Template;

use crate::shared::{Fact, Frame};

/// How many stand in one state, and the list of them.
pub struct StateLine {
    pub label: &'static str,
    pub mark: &'static str,
    pub count: String,
    pub note: &'static str,
    /// Empty: there is no list of them.
    pub href: String,
}

pub struct PlaceLine {
    pub name: String,
    pub href: String,
    pub asked: String,
    pub owing: String,
    pub not_opened: String,
    pub working: String,
    pub returned: String,
}

/// The word that goes with the final data set.
pub struct RemarkField {
    pub value: String,
    pub error: String,
    /// There is a final one: the next one needs its reason.
    pub required: bool,
}

/// `/surveys/{survey}/progress/close`, `/surveys/{survey}/data-sets/final`
#[derive(Template)]
#[template(path = "surveys/templates/closing.html")]
pub struct ClosingPage {
    pub frame: Frame,
    pub action: String,
    pub back: String,
    pub verb: &'static str,
    /// It was shown with other numbers before.
    pub changed: bool,
    /// 「1,741団体のうち298団体（17.1%）が…」
    pub headline: String,
    /// The kind of banner: a warning where somebody is missing.
    pub banner: &'static str,
    pub consequence: String,
    pub facts: Vec<Fact>,
    pub states: Vec<StateLine>,
    pub places: Vec<PlaceLine>,
    /// The list of everybody who is missing; empty where nobody is.
    pub list: String,
    pub seen: String,
    pub remark: Option<RemarkField>,
}
