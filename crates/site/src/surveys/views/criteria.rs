//! 指摘の規則 and how far numbers may move, as pages show them.

use askama::Template;
use foundation::web::Form;

use super::editing::Picker;
use crate::shared::{Choice, Frame};

/// A rule with what it found.
pub struct RuleLine {
    pub question: String,
    /// What it looks for, in words.
    pub condition: String,
    pub sentence: String,
    pub origin: &'static str,
    /// Who did something about it last, and when.
    pub touched: String,
    pub found: String,
    pub state: &'static str,
    pub mark: &'static str,
    pub fault: String,
    pub active: bool,
    pub href: String,
}

/// How far all numbers may move, as it is and as it was typed.
#[derive(Default)]
pub struct Tolerance {
    pub words: String,
    pub percent: String,
    pub percent_error: String,
    pub least: String,
    pub least_error: String,
}

/// A question with a number, as it is and as it was typed.
pub struct NumberRow {
    pub question: String,
    pub percent_field: String,
    pub percent: String,
    pub percent_error: String,
    pub least_field: String,
    pub least: String,
    pub least_error: String,
    /// What holds for it.
    pub now: String,
    /// It has something of its own.
    pub own: bool,
}

/// `/surveys/{survey}/findings/rules`
#[derive(Template)]
#[template(path = "surveys/templates/criteria.html")]
pub struct CriteriaPage {
    pub frame: Frame,
    pub base: String,
    pub rules: Vec<RuleLine>,
    pub version: i64,
    pub numbers: Vec<NumberRow>,
    pub tolerance: Tolerance,
    /// How many answers wait to be held against it; "" for none.
    pub stale: String,
    pub may_set: bool,
    pub settings: String,
    pub tolerances: String,
    pub back: String,
}

/// `/surveys/{survey}/findings/tolerances`
#[derive(Template)]
#[template(path = "surveys/templates/criteria_tolerances.html")]
pub struct TolerancesPage {
    pub frame: Frame,
    pub errors: Vec<(String, String)>,
    pub rows: Vec<NumberRow>,
    pub all: String,
    pub version: String,
    pub action: String,
    pub back: String,
}

/// One whom a rule is about.
pub struct Hit {
    pub name: String,
    pub href: String,
}

/// What a rule would come to.
pub struct TriedView {
    pub mark: String,
    pub figure: String,
    pub hits: Vec<Hit>,
    pub more: String,
}

/// `/surveys/{survey}/findings/rules/{rule}`
#[derive(Template)]
#[template(path = "surveys/templates/criteria_rule.html")]
pub struct RulePage {
    pub frame: Frame,
    pub errors: Vec<(String, String)>,
    pub action: String,
    pub back: String,
    /// Else only its words can be changed.
    pub has_condition: bool,
    pub what: String,
    pub questions: Vec<Choice>,
    pub reading: String,
    pub pickers: Vec<Picker>,
    pub tried: Option<TriedView>,
    pub version: String,
    pub form: Form,
}
