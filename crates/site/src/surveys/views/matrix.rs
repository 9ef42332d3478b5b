//! 市町村の一覧と、課題と支援の差.

use askama::Template;

use crate::shared::{Choice, Facet, Frame, Link};

/// `/surveys/{survey}/matrix`
#[derive(Template)]
#[template(path = "surveys/templates/matrix.html")]
pub struct MatrixPage {
    pub frame: Frame,
    pub base: String,
    /// 「速報：1,741市町村のうち1,402市町村の回答」
    pub standing: String,
    pub source: String,
    pub fictitious: bool,
    /// Empty where only one prefecture is within reach.
    pub prefecture_choices: Vec<Choice>,
    pub class_choices: Vec<Choice>,
    /// Which municipalities the page is about: 「山口県」, 「全国」.
    pub whose: String,
    /// Single municipalities, by their names.
    pub own: bool,
    /// Municipalities are listed (somebody who reaches all of them chooses a prefecture first).
    pub listed: bool,
    pub states: Vec<Facet>,
    /// Without an answer after the deadline.
    pub late: String,
    pub columns: Vec<ColumnHead>,
    pub rows: Vec<TownRow>,
    pub keys: Vec<Key>,
    pub gap: Option<GapView>,
    pub downloads: Vec<Link>,
    pub gap_downloads: Vec<Link>,
}

pub struct ColumnHead {
    pub number: String,
    pub text: String,
    pub said: String,
}

/// What the numbers in a column mean.
pub struct Key {
    pub number: String,
    pub text: String,
    pub options: Vec<(usize, String)>,
}

pub struct TownRow {
    pub name: String,
    pub href: String,
    pub state: &'static str,
    pub mark: &'static str,
    /// 「締切を12日過ぎています」; empty where nothing is late.
    pub late: String,
    /// In few words and in full; none before an answer was handed in.
    pub cells: Vec<CellView>,
}

pub struct CellView {
    pub short: String,
    pub full: String,
    /// 無回答, 非該当, not handed in.
    pub faint: bool,
}

pub struct GapView {
    /// 「n=1,741」, of each of the three where they differ.
    pub base: String,
    /// n < 30.
    pub few: bool,
    /// The sentence above the table; empty where nobody answered.
    pub headline: String,
    /// 「18市町村のうち12市町村」 whose first issue no support reaches; empty where nobody named one.
    pub unmet: String,
    /// SVG for a screen and for a telephone; empty where nobody answered.
    pub chart: (String, String),
    pub lines: Vec<GapLine>,
    /// The whole country beside it.
    pub national: bool,
    pub towns: Vec<GapTown>,
}

pub struct GapLine {
    pub issue: String,
    /// Count and percent.
    pub first: (String, String),
    pub given: (String, String),
    pub wanted: (String, String),
    pub points: String,
    pub unmet: String,
    /// Percent of the whole country: first, given, wanted, and the difference.
    pub national: [String; 4],
}

pub struct GapTown {
    pub name: String,
    pub href: String,
    pub first: String,
    pub given: Vec<String>,
    pub wanted: Vec<String>,
    pub missing: Vec<String>,
    pub reached: &'static str,
    pub mark: &'static str,
}
