//! 回収室: who has handed in, who has not, and what is done about it.

use askama::Template;

use super::linked::ExtensionRow;
use crate::shared::{Choice, DateBoxes, Facet, Fact, Frame, Link, Pagination};

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

/// A group of respondents: a prefecture, a class, a size.
pub struct GroupRow {
    pub name: String,
    pub href: String,
    pub asked: String,
    pub collected: String,
    pub owing: String,
    pub percent: String,
}

pub struct GroupTable {
    /// 「区分」
    pub title: &'static str,
    pub rows: Vec<GroupRow>,
    /// What parts the groups is invented.
    pub fictitious: bool,
}

/// `/surveys/{survey}/collection`
#[derive(Template)]
#[template(path = "surveys/templates/collection.html")]
pub struct CollectionPage {
    pub frame: Frame,
    pub base: String,
    /// 「回収 1,402 / 1,741（80.5%）」
    pub figure: String,
    pub facts: Vec<Fact>,
    /// SVG; empty where one prefecture is seen.
    pub map: (String, String),
    /// The prefectures furthest behind.
    pub laggards: Vec<GroupRow>,
    pub tables: Vec<GroupTable>,
    pub states: Vec<Facet>,
    pub words: String,
    /// What the search keeps: the state.
    pub kept: Vec<(String, String)>,
    pub prefecture_choices: Vec<Choice>,
    /// Empty where the respondents have none.
    pub class_choices: Vec<Choice>,
    pub band_choices: Vec<Choice>,
    /// Class and size are invented.
    pub fictitious: bool,
    pub rows: Vec<RoomRow>,
    pub pagination: Pagination,
    pub unit: &'static str,
    /// How many within the filter owe an answer.
    pub open: String,
    /// The filter in words.
    pub whom: String,
    pub may_remind: bool,
    pub may_extend: bool,
    /// The filter as hidden fields.
    pub hidden: Vec<(String, String)>,
    pub due_boxes: DateBoxes,
    pub due_error: String,
    pub extensions: Vec<ExtensionRow>,
    /// Giving out and taking back in Excel.
    pub sheets: Vec<Link>,
}
