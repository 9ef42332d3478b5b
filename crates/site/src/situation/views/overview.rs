//! `/situation` of somebody who sees several towns.

use askama::Template;

use super::short_year;
use crate::shared::{Choice, Frame};

#[derive(Template)]
#[template(path = "situation/templates/overview.html")]
pub struct OverviewPage {
    pub frame: Frame,
    pub lines: Vec<TownLine>,
    /// How many indicators there are.
    pub of_all: usize,
    pub may_import: bool,
    /// Prefectures to choose from; empty where one sees one's own towns.
    pub choices: Vec<Choice>,
    /// Prefectures whose municipalities may be seen against the scenes: code and name.
    pub matrices: Vec<(String, String)>,
}

#[derive(Clone, Debug)]
pub struct TownLine {
    pub name: String,
    pub href: String,
    pub prefecture: String,
    pub entered: i64,
    pub newest: String,
}

impl TownLine {
    pub fn new(code: &str, name: &str, prefecture: &str, entered: i64, newest: i64) -> Self {
        Self {
            name: name.to_owned(),
            href: format!("/situation/{code}"),
            prefecture: prefecture.to_owned(),
            entered,
            newest: if entered > 0 { short_year(newest) } else { String::new() },
        }
    }
}
