//! Finished tables. A hidden cell holds no number: what writes a table cannot leak it.

mod build;
mod changes;
mod derived;
mod numeric;
mod plan;
mod suppression;
mod tests;

use std::sync::Arc;

pub use changes::{Break, Change, ChangeRow, Changes, Link, PointsFrom, changes};
pub use derived::{Ranked, difference_of_rows, mean_of_columns, mean_of_rows, ranking};
pub use numeric::{NumericBlock, NumericRow, NumericTable, QUANTILES, Summary};
pub use plan::{Comparison, Plan};
pub use tests::{Independence, Tested, WhyNot};

use crate::numbers::{Amount, Percent};
use crate::variables::{Disclosure, Meta};

/// A base under this many persons gets a remark, never a removal.
pub const FEW: u64 = 30;

/// What percentages are of. Always stated with the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Base {
    /// Who was asked, 無回答 included (the convention of the yearly survey).
    #[default]
    Asked,
    /// Who answered, 無回答 left out.
    Answered,
    /// All answers given (延べ回答数); of a multiple-answer question more than persons.
    Responses,
}

impl Base {
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Asked => "この設問をたずねた数（無回答を含む）",
            Self::Answered => "この設問に答えた数（無回答を除く）",
            Self::Responses => "回答の数（延べ）",
        }
    }

    /// Key in JSON.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Asked => "asked",
            Self::Answered => "answered",
            Self::Responses => "responses",
        }
    }
}

/// A value, or the fact that it must not be shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shown<T> {
    Value(T),
    /// 秘匿
    Hidden,
}

impl<T> Shown<T> {
    #[must_use]
    pub const fn value(&self) -> Option<&T> {
        match self {
            Self::Value(v) => Some(v),
            Self::Hidden => None,
        }
    }

    #[must_use]
    pub const fn is_hidden(&self) -> bool {
        matches!(self, Self::Hidden)
    }

    pub fn map<U>(self, f: impl FnOnce(T) -> U) -> Shown<U> {
        match self {
            Self::Value(v) => Shown::Value(f(v)),
            Self::Hidden => Shown::Hidden,
        }
    }
}

/// A column of the table (表頭).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Column {
    /// The choice with this index.
    Choice(usize),
    /// 無回答
    NoAnswer,
}

/// A row of a block (表側).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Head {
    /// 全体
    Whole,
    /// The banner's category with this index.
    Group(usize),
    /// 無回答 to the banner.
    NoAnswer,
    /// 非該当: not asked the banner's question.
    NotAsked,
}

/// Words of the tables' own rows and columns.
pub const WHOLE: &str = "全体";
pub const NO_ANSWER_LABEL: &str = "無回答";
pub const NOT_ASKED_LABEL: &str = "非該当";

/// The base of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size {
    /// Persons or bodies, unweighted: what n < 30 and tests look at.
    pub respondents: u64,
    /// What percentages are of: weighted where there are weights, answers where the base is responses.
    pub amount: Amount,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Row {
    pub head: Head,
    pub base: Shown<Size>,
    /// Fewer than [`FEW`] respondents: read with care.
    pub few: bool,
}

/// What a cell shows.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Figures {
    /// Unweighted.
    pub respondents: u64,
    /// Weighted where there are weights.
    pub amount: Amount,
    /// `None` where the base is empty.
    pub percent: Option<Percent>,
    /// Adjusted standardised residual; |r| > 1.96 departs from independence at 5 %. `None` where not tested.
    pub residual: Option<f64>,
    /// Bit i: significantly higher than the block's row i (two-sided z of proportions).
    pub higher_than: u64,
}

pub type Cell = Shown<Figures>;

/// The rows of one banner variable.
#[derive(Debug, Clone, PartialEq)]
pub struct Block {
    /// `None`: 全体.
    pub banner: Option<Arc<Meta>>,
    /// Rows may share respondents (a multiple-answer banner).
    pub overlapping: bool,
    pub rows: Vec<Row>,
    /// Row by row; `rows.len() × columns` of them.
    pub cells: Vec<Cell>,
    pub tested: Tested,
}

/// How many were asked at all. Missing where a number of it must be hidden.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Coverage {
    /// Rows tabulated (after the filter).
    pub rows: u64,
    /// 非該当: outside the base.
    pub not_asked: u64,
    pub no_answer: u64,
    pub answered: u64,
}

/// A question crossed with banners side by side. The first block is always 全体.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    pub question: Arc<Meta>,
    /// More than one answer per row: percentages add up to more than 100.
    pub multiple: bool,
    pub base: Base,
    pub weighted: bool,
    /// What held for this table: the strictest of question, banners and filter.
    pub disclosure: Disclosure,
    pub coverage: Option<Coverage>,
    pub columns: Vec<Column>,
    pub blocks: Vec<Block>,
}

impl Table {
    /// The label of a column.
    #[must_use]
    pub fn column_label(&self, column: Column) -> &str {
        match column {
            Column::Choice(i) => &self.question.choices[i].label,
            Column::NoAnswer => NO_ANSWER_LABEL,
        }
    }

    /// The cells of a row of a block.
    #[must_use]
    pub fn cells<'a>(&self, block: &'a Block, row: usize) -> &'a [Cell] {
        &block.cells[row * self.columns.len()..(row + 1) * self.columns.len()]
    }

    /// Finds a cell by what is printed beside and above it.
    #[must_use]
    pub fn find(&self, group: &str, row: &str, column: &str) -> Option<(&Row, &Cell)> {
        let block = self.blocks.iter().find(|b| b.group_label() == group)?;
        let index = (0..block.rows.len()).find(|i| block.row_label(*i) == row)?;
        let column = self.columns.iter().position(|c| self.column_label(*c) == column)?;
        Some((&block.rows[index], &self.cells(block, index)[column]))
    }

    /// Is anything hidden?
    #[must_use]
    pub fn withholds(&self) -> bool {
        self.blocks.iter().any(|b| b.cells.iter().any(Shown::is_hidden) || b.rows.iter().any(|r| r.base.is_hidden()))
    }
}

impl Block {
    /// The banner's label, or 全体.
    #[must_use]
    pub fn group_label(&self) -> &str {
        self.banner.as_ref().map_or(WHOLE, |b| &b.label)
    }

    #[must_use]
    pub fn row_label(&self, row: usize) -> &str {
        head_label(self.banner.as_deref(), self.rows[row].head)
    }
}

pub(crate) fn head_label(banner: Option<&Meta>, head: Head) -> &str {
    match head {
        Head::Whole => WHOLE,
        Head::Group(i) => banner.and_then(|b| b.choices.get(i)).map_or("", |c| &c.label),
        Head::NoAnswer => NO_ANSWER_LABEL,
        Head::NotAsked => NOT_ASKED_LABEL,
    }
}

/// The letter that stands for a row in marks of significance: a … z, then aa, ab, …
#[must_use]
pub fn row_letter(row: usize) -> String {
    let letter = |i: usize| char::from(b'a' + u8::try_from(i % 26).unwrap_or(0));
    if row < 26 { letter(row).to_string() } else { format!("{}{}", letter(row / 26 - 1), letter(row)) }
}

impl Figures {
    /// 「a c」: the rows this cell is significantly higher than. Empty when none.
    #[must_use]
    pub fn marks(&self) -> String {
        let rows = (0..64).filter(|i| self.higher_than >> i & 1 == 1);
        rows.map(row_letter).collect::<Vec<_>>().join(" ")
    }
}

/// Items asked with the same choices (マトリクス): one table each, read side by side.
#[derive(Debug, Clone, PartialEq)]
pub struct Grid {
    pub items: Vec<Table>,
}

impl Grid {
    /// The 全体 row of each item, as the printed grid has them: item label, row, cells in the order of the choices.
    pub fn rows(&self) -> impl Iterator<Item = (&str, &Row, &[Cell])> {
        self.items.iter().filter_map(|table| {
            let block = table.blocks.first()?;
            Some((table.question.label.as_str(), block.rows.first()?, table.cells(block, 0)))
        })
    }
}
