//! 集計: the list of a survey's questions with their figures, and one question's table with everything it can be asked for.

use askama::Template;

use super::one_table::TableView;
use crate::shared::{Choice, Frame, Link};

pub struct QuestionLine {
    pub number: String,
    pub text: String,
    pub href: String,
    pub asked_of: String,
    pub n: String,
    pub few: bool,
    /// SVG; empty where parts do not add up to a whole.
    pub strip: String,
    /// 「設置している 67.3、…」
    pub figures: String,
    /// The box to choose it with for a file; empty where it makes no table.
    pub key: String,
}

pub struct SectionLines {
    pub title: String,
    pub lines: Vec<QuestionLine>,
}

/// `/surveys/{survey}/tables`
#[derive(Template)]
#[template(path = "surveys/templates/tables.html")]
pub struct TablesPage {
    pub frame: Frame,
    pub standing: String,
    pub provisional: bool,
    /// SHA-256 of the numbered data set; empty for the answers as they now stand.
    pub hash: String,
    /// Why there is nothing; empty where there is.
    pub refusal: String,
    pub sections: Vec<SectionLines>,
    pub downloads: Vec<Link>,
    pub doors: Vec<Link>,
    /// What figures are made from; empty where there is no choice.
    pub data: Vec<Choice>,
    pub data_number: String,
    /// `/surveys/5`
    pub base: String,
}

pub struct ChartView {
    pub title: &'static str,
    pub svg: String,
    /// The same for a telephone.
    pub narrow: String,
    pub download: String,
}

/// What the form of a table offers.
#[derive(Default)]
pub struct Ask {
    pub action: String,
    pub banners: Vec<Choice>,
    /// Questions as banners: one select each.
    pub questions: Vec<Vec<Choice>>,
    pub outer: Vec<Choice>,
    pub inner: Vec<Choice>,
    pub base: Vec<Choice>,
    pub prefectures: Vec<Choice>,
    pub classes: Vec<Choice>,
    pub only: Vec<Choice>,
    pub ticks: Vec<Choice>,
    pub means: Vec<Choice>,
    pub map: Vec<Choice>,
    /// What figures are made from; empty where there is no choice.
    pub data: Vec<Choice>,
    /// Empty where the questionnaire has none.
    pub weights: Vec<Choice>,
    /// Answers of persons: why so little can be chosen.
    pub fixed: bool,
}

/// What the office may do with the table.
pub struct Publish {
    pub action: String,
    pub hidden: Vec<(String, String)>,
    /// Why not now; empty when it may.
    pub refusal: String,
}

/// `/surveys/{survey}/tables/{question}`
#[derive(Template)]
#[template(path = "surveys/templates/table.html")]
pub struct TablePage {
    pub frame: Frame,
    pub standing: String,
    pub provisional: bool,
    /// SHA-256 of the numbered data set; empty for the answers as they now stand.
    pub hash: String,
    pub asked_of: String,
    pub refusal: String,
    pub charts: Vec<ChartView>,
    pub tables: Vec<TableView>,
    pub downloads: Vec<Link>,
    pub ask: Ask,
    pub publish: Option<Publish>,
    pub previous: Option<Link>,
    pub next: Option<Link>,
}

pub struct FindingRow {
    pub question: String,
    pub href: String,
    pub place: String,
    pub kind: &'static str,
    pub sentence: String,
}

/// `/surveys/{survey}/tables-check`
#[derive(Template)]
#[template(path = "surveys/templates/tables_check.html")]
pub struct CheckPage {
    pub frame: Frame,
    pub tables: usize,
    pub published: usize,
    pub cells: String,
    pub follow_ups: usize,
    pub kinds: Vec<(&'static str, String)>,
    pub findings: Vec<FindingRow>,
    pub back: String,
}
