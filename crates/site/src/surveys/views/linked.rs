//! 回収室 of who stands on no list, and answers that may be one person's.

use askama::Template;

use super::linking::TotalsRow;
use crate::shared::{Choice, DateBoxes, Facet, Fact, Frame, Pagination, day_in_words, day_of, number};
use crate::surveys::model::linking::Extension;

pub struct LinkedRow {
    pub name: String,
    pub prefecture: String,
    pub href: String,
    pub state: &'static str,
    pub mark: &'static str,
    pub way: &'static str,
    pub begun: String,
    pub changed: String,
    pub due: String,
}

/// `/surveys/{survey}/collection` of a survey without a list
#[derive(Template)]
#[template(path = "surveys/templates/linked-room.html")]
pub struct LinkedRoomPage {
    pub frame: Frame,
    pub base: String,
    pub survey_base: String,
    pub facts: Vec<Fact>,
    pub totals: Vec<TotalsRow>,
    pub doubles: usize,
    pub set_aside: i64,
    pub states: Vec<Facet>,
    pub ways: Vec<Facet>,
    pub words: String,
    pub state: String,
    pub way: String,
    pub place: String,
    pub prefecture_choices: Vec<Choice>,
    pub rows: Vec<LinkedRow>,
    pub pagination: Pagination,
    /// How many within the filter have begun and not handed in.
    pub open: String,
    pub may_remind: bool,
    pub may_extend: bool,
    pub hidden: Vec<(String, String)>,
    pub whom: String,
    pub due_boxes: DateBoxes,
    pub due_error: String,
    pub extensions: Vec<ExtensionRow>,
}

pub struct ExtensionRow {
    pub at: String,
    pub whom: String,
    pub due: String,
    pub respondents: String,
    pub by: String,
}

impl ExtensionRow {
    pub fn of(extension: &Extension) -> Self {
        Self {
            at: day_of(&extension.at),
            whom: extension.whom.clone(),
            due: day_in_words(&extension.due_on),
            respondents: number(extension.respondents),
            by: extension.by_label.clone(),
        }
    }
}

pub struct Differing {
    pub question: String,
    pub one: String,
    pub other: String,
}

pub struct Side {
    pub code: String,
    pub name: String,
    pub href: String,
    pub state: &'static str,
    pub mark: &'static str,
    pub way: &'static str,
    pub handed_in: String,
    pub answered: usize,
}

pub struct Pair {
    /// `c…-c…`
    pub id: String,
    pub one: Side,
    pub other: Side,
    pub why: &'static str,
    pub same: usize,
    pub differing: Vec<Differing>,
    pub reason: String,
    pub error: String,
}

pub struct SetAsideLine {
    pub code: String,
    pub name: String,
    pub href: String,
    /// Name of the answer that counts; empty where there is none.
    pub instead: String,
    pub at: String,
    pub by: String,
    pub reason: String,
    pub typed: String,
    pub error: String,
}

/// `/surveys/{survey}/doubles`
#[derive(Template)]
#[template(path = "surveys/templates/doubles.html")]
pub struct DoublesPage {
    pub frame: Frame,
    pub base: String,
    pub room: String,
    pub may_decide: bool,
    pub pairs: Vec<Pair>,
    pub set_aside: Vec<SetAsideLine>,
}
