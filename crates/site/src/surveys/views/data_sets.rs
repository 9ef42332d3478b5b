//! データセット: what was cut, when, by whom, with which hash.

use askama::Template;

use crate::shared::{Fact, Frame, Link};

pub struct DataSetLine {
    /// 「第2号（確定）」
    pub name: String,
    pub href: String,
    pub at: String,
    pub by: String,
    pub figure: String,
    pub remark: String,
    /// The first letters.
    pub hash: String,
}

pub struct ReopeningLine {
    pub at: String,
    pub after: String,
    pub by: String,
    pub reason: String,
}

/// What may be done now, with what was tried and refused.
#[derive(Default)]
pub struct CutDesk {
    pub may_cut: bool,
    pub may_reopen: bool,
    pub remark: String,
    pub remark_error: String,
    pub reason: String,
    pub reason_error: String,
}

/// `/surveys/{survey}/data-sets`
#[derive(Template)]
#[template(path = "surveys/templates/data_sets.html")]
pub struct DataSetsPage {
    pub frame: Frame,
    pub base: String,
    pub state: &'static str,
    pub mark: &'static str,
    pub facts: Vec<Fact>,
    pub rows: Vec<DataSetLine>,
    pub reopenings: Vec<ReopeningLine>,
    pub desk: CutDesk,
    pub room: String,
}

/// `/surveys/{survey}/data-sets/{data_set}`
#[derive(Template)]
#[template(path = "surveys/templates/data_set.html")]
pub struct DataSetPage {
    pub frame: Frame,
    pub facts: Vec<Fact>,
    pub hash: String,
    /// Computed again just now; empty when it was not asked for.
    pub computed: String,
    pub check: String,
    pub file: String,
    pub downloads: Vec<Link>,
    pub back: String,
}

impl DataSetPage {
    pub fn agrees(&self) -> bool {
        self.computed == self.hash
    }
}
