//! 回収室: who has handed in, who has not, and what is done about it.

use askama::Template;

use crate::shared::{Choice, DateBoxes, Facet, Frame, Link, Pagination};

pub struct RoomRow {
    pub name: String,
    pub prefecture: String,
    pub href: String,
    pub state: &'static str,
    pub mark: &'static str,
    pub changed: String,
    pub way: &'static str,
    pub who: String,
    pub due: String,
}

pub struct PrefectureRow {
    pub name: String,
    pub href: String,
    pub asked: String,
    pub collected: String,
    pub percent: String,
}

/// `/surveys/{survey}/collection`
#[derive(Template)]
#[template(path = "surveys/templates/collection.html")]
pub struct CollectionPage {
    pub frame: Frame,
    pub base: String,
    /// 「回収 1,402 / 1,741（80.5%）」
    pub figure: String,
    pub due: String,
    /// SVG; empty where one prefecture is seen.
    pub map: String,
    pub prefectures: Vec<PrefectureRow>,
    pub states: Vec<Facet>,
    pub words: String,
    pub state: String,
    pub prefecture_choices: Vec<Choice>,
    pub rows: Vec<RoomRow>,
    pub pagination: Pagination,
    pub unit: &'static str,
    /// How many within the filter owe an answer.
    pub open: String,
    pub may_remind: bool,
    pub may_extend: bool,
    /// The filter as hidden fields.
    pub hidden: Vec<(String, String)>,
    pub due_boxes: DateBoxes,
    pub due_error: String,
    /// No list to go by: coordinators.
    pub unlisted: bool,
    /// Giving out and taking back in Excel.
    pub sheets: Vec<Link>,
}
