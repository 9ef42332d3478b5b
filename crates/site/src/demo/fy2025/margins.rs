//! How many choose what: `data/fy2025_margins.csv`.

use serde::Deserialize;

use super::super::fill::FillError;
use crate::regions::register::rows;

/// 無回答 in the file.
pub const NO_ANSWER: &str = "-";

#[derive(Clone, Debug, Deserialize)]
pub struct Line {
    pub survey: String,
    /// `q12_platform`
    pub variable: String,
    /// Empty: everybody who is asked.
    pub group: String,
    /// Option id, or a word of a text; [`NO_ANSWER`].
    pub option: String,
    /// How many are given it; none in a line that only says what is printed for all groups together.
    pub count: Option<usize>,
    /// Percent as the report prints it; empty where it prints none or it cannot be read.
    #[allow(dead_code, reason = "what the story of the published tables holds against the product's tables")]
    pub printed: String,
}

/// All lines of one variable.
#[derive(Clone, Debug)]
pub struct Margin {
    pub variable: String,
    pub lines: Vec<Line>,
}

pub fn of(kind: &str) -> Result<Vec<Margin>, FillError> {
    let mut margins: Vec<Margin> = Vec::new();
    for line in rows::<Line>(include_str!("../data/fy2025_margins.csv"))?.into_iter().filter(|l| l.survey == kind) {
        match margins.iter_mut().find(|margin| margin.variable == line.variable) {
            Some(margin) => margin.lines.push(line),
            None => margins.push(Margin { variable: line.variable.clone(), lines: vec![line] }),
        }
    }
    Ok(margins)
}
