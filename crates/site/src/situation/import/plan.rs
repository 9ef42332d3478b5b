//! Files that were read → what would become of our values: new, changed, the same, refused; per file, with cell and sentence.

use std::collections::{BTreeMap, HashMap};

use indicator_files::{Layout, Part, Reading, Unread};
use serde::{Deserialize, Serialize};

use super::{Names, Places};
use crate::model::{Indicator, Value};

/// 「一度に取り込めるのは10万件まで」
pub const MOST_VALUES: usize = 100_000;
/// So many refusals of one file are told one by one; all are counted.
pub const MOST_TOLD: usize = 200;

/// A file as it came, read or not.
pub struct Incoming {
    pub name: String,
    pub sha256: String,
    pub outcome: Result<Reading, Unread>,
}

/// What planning knows.
pub struct Setting<'a> {
    pub indicators: &'a BTreeMap<String, Indicator>,
    pub names: &'a Names,
    pub places: &'a Places,
    /// Code and prefecture of a municipality: may values of it be taken in?
    pub reach: &'a dyn Fn(&str, &str) -> bool,
    /// The one municipality of who sends: whose a file without regions is. Code, prefecture, name.
    pub own: Option<(String, String, String)>,
    pub this_year: i64,
    pub demo: bool,
    /// What who sends has said to be the source; may be empty.
    pub source: &'a str,
    /// Files taken in before, by their hash: 「2026年11月1日の取り込み3」.
    pub earlier: &'a HashMap<String, String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileState {
    Read,
    /// No series of it is known here.
    Unmapped,
    /// Laid out in a way nobody has described.
    Unknown,
    Double,
    Empty,
    Refused,
}

impl FileState {
    pub fn id(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Unmapped => "unmapped",
            Self::Unknown => "unknown",
            Self::Double => "double",
            Self::Empty => "empty",
            Self::Refused => "refused",
        }
    }
}

/// A series of a file, and what it is taken for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeriesSaid {
    pub name: String,
    pub unit: String,
    pub part: Part,
    pub figures: usize,
    /// Empty: not known, or not used.
    pub indicator: String,
    /// Somebody has said that it is not used.
    pub unused: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlannedFile {
    pub name: String,
    pub sha256: String,
    pub state: FileState,
    pub layout: Option<Layout>,
    pub sheet: String,
    pub code: String,
    pub title: String,
    pub exported_on: String,
    pub sentences: Vec<String>,
    pub series: Vec<SeriesSaid>,
    pub new: usize,
    pub changed: usize,
    pub same: usize,
    pub refused: usize,
    pub left: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    New,
    Changed,
    Refused,
}

/// One value, or what is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Planned {
    /// Position of its file, from 0.
    pub file: usize,
    pub sheet: String,
    pub cell: String,
    pub place: String,
    pub municipality_code: String,
    pub prefecture_code: String,
    pub area: String,
    pub area_name: String,
    pub indicator_id: String,
    pub year: i64,
    pub numerator: i64,
    pub denominator: Option<i64>,
    pub source: String,
    pub note: String,
    pub fictitious: bool,
    pub kind: Kind,
    pub sentence: String,
    pub before: Option<Value>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    pub files: Vec<PlannedFile>,
    pub items: Vec<Planned>,
    /// More values than [`MOST_VALUES`].
    pub too_many: bool,
}

/// Municipality, indicator, area, year.
pub type Key = (String, String, String, i64);

#[derive(Clone, Debug)]
pub(super) struct Slot {
    pub figure: i64,
    pub file: usize,
    pub cell: String,
}

/// What the files say of one value, part by part.
#[derive(Clone, Debug, Default)]
pub(super) struct Said {
    pub prefecture: String,
    pub place: String,
    pub area_name: String,
    pub parts: [Option<Slot>; 3],
    pub source: String,
    pub note: String,
    pub fictitious: bool,
    /// A row of our own: source and words count as well.
    pub own: bool,
    /// Two files say different things: at the later one, where it stands.
    pub contradictions: Vec<(Slot, String)>,
}

pub(super) fn slot_of(part: Part) -> usize {
    match part {
        Part::Value => 0,
        Part::Numerator => 1,
        Part::Denominator => 2,
    }
}

/// What files say, before it is held against what is there.
pub struct Gathered {
    pub(super) files: Vec<PlannedFile>,
    pub(super) refused: Vec<Planned>,
    pub(super) said: BTreeMap<Key, Said>,
}

impl Gathered {
    /// The municipalities and indicators whose values have to be known.
    pub fn wanted(&self) -> (Vec<String>, Vec<String>) {
        let mut codes: Vec<String> = self.said.keys().map(|(code, ..)| code.clone()).collect();
        let mut indicators: Vec<String> = self.said.keys().map(|(_, indicator, ..)| indicator.clone()).collect();
        codes.dedup();
        indicators.sort_unstable();
        indicators.dedup();
        (codes, indicators)
    }
}

pub(super) fn blank(file: usize, sheet: &str, cell: String, place: &str) -> Planned {
    Planned {
        file,
        sheet: sheet.to_owned(),
        cell,
        place: place.to_owned(),
        municipality_code: String::new(),
        prefecture_code: String::new(),
        area: String::new(),
        area_name: String::new(),
        indicator_id: String::new(),
        year: 0,
        numerator: 0,
        denominator: None,
        source: String::new(),
        note: String::new(),
        fictitious: false,
        kind: Kind::Refused,
        sentence: String::new(),
        before: None,
    }
}
