//! A table as it is shown. Everything in it may be seen by whoever may see the table; what is hidden is not in it.

mod make;
mod shape;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use tabulate::{Amount, Percent, Points};

pub use make::{cross, grid, numeric};

/// Why a difference is not always that of the two shares that stand beside it.
pub const DIFFERENCE_FROM_COUNTS: &str =
    "前年との差は、件数から計算して四捨五入しています。表の割合どうしの引き算とは、0.1違うことがあります。";

/// Words of marks. A row is marked when fewer than this answered.
pub const FEW: u64 = tabulate::tables::FEW;

/// What was asked.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Question {
    /// Name of the variable: `q5`.
    pub code: String,
    /// 「問5」; may be empty.
    pub number: String,
    pub text: String,
    /// 「複数回答」, 「単一選択」, 「数量」, 「表」
    pub kind: String,
    /// Section of the questionnaire.
    pub section: String,
    /// Who was asked, in a sentence; empty when everybody.
    pub asked_of: String,
}

impl Question {
    /// 「問5 取り組んでいる場面はどれですか。」
    pub fn title(&self) -> String {
        format!("{} {}", self.number, self.text).trim().to_owned()
    }
}

/// Codes of the choices, by variable: what stands in files beside the words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Codes(pub BTreeMap<String, Vec<String>>);

impl Codes {
    /// The code of a choice; its number from 1 where none was given.
    pub fn of(&self, variable: &str, choice: usize) -> String {
        let given = self.0.get(variable).and_then(|codes| codes.get(choice));
        given.cloned().unwrap_or_else(|| (choice + 1).to_string())
    }
}

/// A column (表頭).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Column {
    pub code: String,
    pub label: String,
    pub kind: ColumnKind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ColumnKind {
    Choice,
    /// 「…ものはない」: stands apart from the others.
    Exclusive,
    NoAnswer,
    /// A mean of the percentages of other columns.
    Mean,
    /// A summary of numbers, in the unit of the question, shown with so many decimals.
    Summary {
        decimals: u8,
    },
}

impl ColumnKind {
    /// Does it belong to the question itself?
    pub fn is_counted(self) -> bool {
        matches!(self, Self::Choice | Self::Exclusive | Self::NoAnswer)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RowKind {
    Whole,
    Group,
    NoAnswer,
    NotAsked,
    /// One row minus another, in ％ポイント: no base of its own.
    Difference,
}

/// How many: in millionths where weights make them so, else whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Count(pub u64);

impl Count {
    pub fn amount(self) -> Amount {
        Amount::from_millionths(self.0)
    }

    pub fn number(self) -> f64 {
        self.amount().as_f64()
    }
}

impl From<Amount> for Count {
    fn from(amount: Amount) -> Self {
        Self(amount.millionths())
    }
}

/// 「1,741」, 「12.5」
impl std::fmt::Display for Count {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (whole, rest) = (self.0 / Amount::ONE, self.0 % Amount::ONE);
        f.write_str(&crate::about::grouped(whole))?;
        if rest > 0 {
            write!(f, ".{}", format!("{rest:06}").trim_end_matches('0'))?;
        }
        Ok(())
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cell {
    /// 秘匿
    Hidden,
    /// No base: nobody of whom there could be a share, or no number to summarise.
    Empty,
    Share {
        count: Count,
        tenths: u32,
        /// Adjusted residual, where tested.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        residual: Option<f64>,
        /// 「a c」: significantly higher than these rows of its block.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        higher: String,
    },
    /// A mean of percentages.
    Mean {
        tenths: u32,
    },
    /// A difference, in tenths of a point.
    Points {
        tenths: i32,
    },
    Number {
        value: f64,
    },
}

impl Cell {
    pub fn tenths(&self) -> Option<u32> {
        match self {
            Self::Share { tenths, .. } | Self::Mean { tenths } => Some(*tenths),
            _ => None,
        }
    }

    /// 「67.3」, 「-1.2」, 「12.50」; 「X」 where hidden, 「－」 where there is nothing.
    pub fn words(&self, decimals: u8) -> String {
        match self {
            Self::Hidden => tabulate::write::WITHHELD.to_owned(),
            Self::Empty => "－".to_owned(),
            Self::Share { tenths, .. } | Self::Mean { tenths } => Percent::from_tenths(*tenths).to_string(),
            Self::Points { tenths } => points(*tenths),
            Self::Number { value } => format!("{value:.*}", usize::from(decimals)),
        }
    }

    /// ▲▲ ▲ ▽ ▽▽: significantly higher or lower than if the rows did not differ, at 1 % or 5 %. Empty otherwise.
    pub fn mark(&self) -> &'static str {
        match self {
            Self::Share { residual: Some(r), .. } => match *r {
                r if r > HIGHLY => "▲▲",
                r if r > SIGNIFICANT => "▲",
                r if r < -HIGHLY => "▽▽",
                r if r < -SIGNIFICANT => "▽",
                _ => "",
            },
            _ => "",
        }
    }
}

/// Two-sided bounds of the normal distribution at 5 % and at 1 %.
pub const SIGNIFICANT: f64 = 1.959_964;
pub const HIGHLY: f64 = 2.575_829;

/// 「+1.2」, 「-0.5」, 「0.0」
pub fn points(tenths: i32) -> String {
    let sign = if tenths > 0 { "+" } else { "" };
    format!("{sign}{}", Points::from_tenths(tenths))
}

/// A cell against last year's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// Not comparable, or not asked last year.
    None,
    Hidden,
    Points {
        before: u32,
        points: i32,
    },
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Row {
    pub code: String,
    pub label: String,
    pub kind: RowKind,
    /// What percentages are of; `None` where hidden or where there is none.
    pub n: Option<Count>,
    /// How many that are without weights; only where there are weights and nothing is hidden.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub people: Option<u64>,
    pub hidden: bool,
    /// Fewer than [`FEW`]: read with care.
    pub few: bool,
    pub letter: String,
    pub cells: Vec<Cell>,
    /// Last year's base and cells, where the same row was there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before_n: Option<Count>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub changes: Vec<Change>,
}

/// χ² of one question, or of one choice against all others.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Test {
    /// Empty: the whole question; else the choice.
    pub column: String,
    pub n: u64,
    pub chi_square: f64,
    pub freedom: u32,
    pub p: f64,
    pub cramers_v: f64,
    /// Over 20 % of the cells expect fewer than 5: the p value is doubtful.
    pub doubtful: bool,
}

/// The rows of one banner.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Block {
    pub code: String,
    pub label: String,
    pub overlapping: bool,
    pub rows: Vec<Row>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tests: Vec<Test>,
    /// Why there is no test although one was asked for; empty otherwise.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub untested: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Coverage {
    pub rows: u64,
    pub not_asked: u64,
    pub no_answer: u64,
    pub answered: u64,
}

/// What last year's figures are.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Before {
    pub title: String,
    pub fiscal_year: i16,
    /// What became of the question and its choices, one remark per break.
    pub breaks: Vec<String>,
    /// Per column: the mark of a break (「新設」), empty where the series goes on.
    pub marks: Vec<String>,
}

/// What percentages are of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Base {
    /// `asked`, `answered`, `responses`
    pub key: String,
    pub label: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum What {
    /// Shares of choices.
    Choices,
    /// Shares of choices for several items side by side; rows are items.
    Items,
    /// Summaries of a number.
    Numbers,
    /// Shares of choices of the same question in several years; rows are years, their codes 西暦.
    Years,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Printed {
    pub question: Question,
    pub what: What,
    pub multiple: bool,
    /// 「％」, or the unit of a number.
    pub unit: String,
    pub base: Base,
    /// Who is counted, in words; empty when everybody.
    pub conditions: Vec<String>,
    pub weighted: bool,
    /// Small numbers under this are hidden.
    pub least: Option<u32>,
    /// Is anything hidden?
    pub withholds: bool,
    pub coverage: Option<Coverage>,
    pub columns: Vec<Column>,
    pub blocks: Vec<Block>,
    /// Rows were compared with each other at this level; `None` where not.
    pub compared: Option<f64>,
    pub before: Option<Before>,
    /// Of a table of years: where the series breaks.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub breaks: Vec<SeriesBreak>,
    pub remarks: Vec<String>,
}

/// Before a year's row the question or one of its choices changed: figures on both sides do not simply compare.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeriesBreak {
    /// Code of the row.
    pub year: String,
    /// Code of the column; empty: the whole question.
    pub column: String,
}

impl Printed {
    pub fn rows(&self) -> impl Iterator<Item = (&Block, &Row)> {
        self.blocks.iter().flat_map(|block| block.rows.iter().map(move |row| (block, row)))
    }

    /// The row 全体.
    pub fn whole(&self) -> Option<&Row> {
        self.blocks.first()?.rows.first().filter(|row| row.kind == RowKind::Whole)
    }

    pub fn is_tested(&self) -> bool {
        self.blocks.iter().any(|block| !block.tests.is_empty())
    }

    pub fn decimals(&self, column: usize) -> u8 {
        match self.columns.get(column).map(|c| c.kind) {
            Some(ColumnKind::Summary { decimals }) => decimals,
            _ => 1,
        }
    }

    /// What stands under the table, besides its source: how to read its marks, and its remarks.
    pub fn notes(&self) -> Vec<String> {
        let mut notes = vec![format!("nは{}。", self.base.label)];
        if self.what != What::Numbers {
            notes.push(
                "割合は、小数第2位を四捨五入しています。そのため、合計が100.0にならないことがあります。".to_owned(),
            );
        }
        if self.multiple {
            notes.push("複数回答のため、割合の合計は100を超えることがあります。".to_owned());
        }
        if self.rows().any(|(_, row)| row.few) {
            notes.push(format!(
                "nに「*」を付けた行は、{FEW}に満たないものです。割合が動きやすいので、読むときに注意してください。"
            ));
        }
        if self.weighted {
            notes.push(
                "ウエイトを付けて集計しています。nと件数はウエイトの合計で、「回答数」はウエイトを付けない数です。"
                    .to_owned(),
            );
        }
        if self.withholds {
            let least = self.least.unwrap_or(tabulate::variables::DEFAULT_LEAST);
            notes.push(format!(
                "「X」は、{least}に満たない数と、そこから計算できる数を伏せています（秘匿・補完秘匿）。"
            ));
        }
        if self.rows().any(|(_, row)| row.cells.contains(&Cell::Empty)) {
            notes.push("「－」は、対象がないことを表します。".to_owned());
        }
        if self.is_tested() {
            notes.push(
                "▲・▽は、調整済み残差で見て5％水準で高い・低い値、▲▲・▽▽は1％水準。検定は、ウエイトを付けず、両方に答えた数によります。"
                    .to_owned(),
            );
        }
        if let Some(level) = self.compared {
            notes.push(format!(
                "割合の右の文字は、その文字の行より{:.0}％水準で高いことを表します（比率の差の検定、両側）。",
                level * 100.0
            ));
        }
        if self.before.is_some()
            && self.rows().any(|(_, row)| row.changes.iter().any(|c| matches!(c, Change::Points { .. })))
        {
            notes.push(DIFFERENCE_FROM_COUNTS.to_owned());
        }
        notes.extend(self.remarks.iter().cloned());
        notes
    }
}

#[cfg(test)]
pub(crate) mod tests_support {
    use super::*;

    /// A table of a question without anything in it.
    pub fn empty(question: Question) -> Printed {
        Printed {
            question,
            what: What::Choices,
            multiple: false,
            unit: "％".to_owned(),
            base: Base { key: "asked".to_owned(), label: String::new() },
            conditions: Vec::new(),
            weighted: false,
            least: None,
            withholds: false,
            coverage: None,
            columns: Vec::new(),
            blocks: Vec::new(),
            compared: None,
            before: None,
            breaks: Vec::new(),
            remarks: Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_said_as_printed() {
        let share = |residual| Cell::Share { count: Count(3_000_000), tenths: 673, residual, higher: String::new() };
        assert_eq!(share(None).words(1), "67.3");
        assert_eq!(Cell::Points { tenths: -5 }.words(1), "-0.5");
        assert_eq!(Cell::Points { tenths: 12 }.words(1), "+1.2");
        assert_eq!(Cell::Number { value: 2.345 }.words(2), "2.35");
        assert_eq!(Cell::Hidden.words(1), "X");
        assert_eq!(Count(1_741_000_000).to_string(), "1,741");
        assert_eq!(Count(12_500_000).to_string(), "12.5");
        let marks: Vec<_> =
            [None, Some(1.9), Some(1.97), Some(2.6), Some(-2.0), Some(-3.0)].map(|r| share(r).mark()).into();
        assert_eq!(marks, ["", "", "▲", "▲▲", "▽", "▽▽"]);
    }
}
