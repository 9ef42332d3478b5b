//! Variables: what was asked, with its labels, and the answers as columns.

mod multiple;
mod numeric;
mod single;

pub use multiple::Multiple;
pub use multiple::PLANE;
pub use numeric::{Number, Numeric};
pub use single::{Codes, Single};

use std::sync::Arc;

/// Code of a row that was not asked this question (非該当: a branch not taken). Outside every base.
pub const NOT_ASKED: u16 = 0;
/// Code of a row that was asked and did not answer (無回答). A category of its own.
pub const NO_ANSWER: u16 = 1;
/// Code of the first option; option `i` has code `FIRST_OPTION + i`. In a state column: answered.
pub const FIRST_OPTION: u16 = 2;

/// The same as bytes, for columns of states.
pub(crate) mod state {
    pub const NOT_ASKED: u8 = 0;
    pub const NO_ANSWER: u8 = 1;
    pub const ANSWERED: u8 = 2;
}

/// How many options a single-answer variable can have.
pub const MOST_OPTIONS: usize = 60_000;
/// How many options a multiple-answer variable can have.
pub const MOST_TICKS: usize = 1_024;
/// How many rows a column can have.
pub const MOST_ROWS: usize = 1_000_000_000;

/// One answer of one row to a single-answer question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// 非該当
    NotAsked,
    /// 無回答
    NoAnswer,
    /// The option with this index, from 0.
    Option(usize),
}

/// A choice of a question (選択肢).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    pub label: String,
    /// 「取り組んでいるものはない」: excludes the others; never ranked with them.
    pub exclusive: bool,
    /// For a nested variable: the index of the outer category this one stands under.
    pub outer: Option<usize>,
}

impl Choice {
    #[must_use]
    pub fn new(label: impl Into<String>) -> Self {
        Self { label: label.into(), exclusive: false, outer: None }
    }

    #[must_use]
    pub fn exclusive(label: impl Into<String>) -> Self {
        Self { exclusive: true, ..Self::new(label) }
    }
}

/// Whether small numbers may be shown: a property of the question, so that no output can forget it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Disclosure {
    /// Answers of public bodies: every number is shown (a base under 30 gets a remark).
    #[default]
    Open,
    /// Answers of persons: cells of 1 to `k − 1` are hidden, with as many others as it takes that nobody can
    /// compute them.
    AtLeast(u32),
}

/// The default `k` for answers of persons.
pub const DEFAULT_LEAST: u32 = 5;

impl Disclosure {
    /// The stricter of two.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::Open, x) | (x, Self::Open) => x,
            (Self::AtLeast(a), Self::AtLeast(b)) => Self::AtLeast(a.max(b)),
        }
    }
}

/// What every variable has: shared by the tables made of it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Meta {
    /// Key in files and programs, for example `q5`.
    pub name: String,
    /// As people read it, for example 「問5 取り組んでいる場面」.
    pub label: String,
    /// In the order of the questionnaire. Empty for a numeric variable.
    pub choices: Vec<Choice>,
    pub disclosure: Disclosure,
}

impl Meta {
    /// A variable whose label is its name.
    #[must_use]
    pub fn new<L: Into<String>>(name: &str, choices: impl IntoIterator<Item = L>) -> Self {
        Self {
            name: name.to_owned(),
            label: name.to_owned(),
            choices: choices.into_iter().map(Choice::new).collect(),
            disclosure: Disclosure::Open,
        }
    }

    #[must_use]
    pub fn labelled(mut self, label: &str) -> Self {
        label.clone_into(&mut self.label);
        self
    }

    #[must_use]
    pub fn with_disclosure(mut self, disclosure: Disclosure) -> Self {
        self.disclosure = disclosure;
        self
    }
}

/// A variable of any kind.
#[derive(Debug, Clone, PartialEq)]
pub enum Variable {
    Single(Single),
    Multiple(Multiple),
    Numeric(Numeric),
}

impl Variable {
    #[must_use]
    pub fn meta(&self) -> &Arc<Meta> {
        match self {
            Self::Single(v) => v.meta(),
            Self::Multiple(v) => v.meta(),
            Self::Numeric(v) => v.meta(),
        }
    }

    #[must_use]
    pub fn rows(&self) -> usize {
        match self {
            Self::Single(v) => v.rows(),
            Self::Multiple(v) => v.rows(),
            Self::Numeric(v) => v.rows(),
        }
    }

    /// Was the row not asked, did it not answer, did it answer? Codes [`NOT_ASKED`], [`NO_ANSWER`], [`FIRST_OPTION`] and above.
    #[must_use]
    pub fn state(&self, row: usize) -> u16 {
        match self {
            Self::Single(v) => v.codes().get(row),
            Self::Multiple(v) => v.states().get(row),
            Self::Numeric(v) => u16::from(v.states()[row]),
        }
    }
}

impl From<Single> for Variable {
    fn from(v: Single) -> Self {
        Self::Single(v)
    }
}

impl From<Multiple> for Variable {
    fn from(v: Multiple) -> Self {
        Self::Multiple(v)
    }
}

impl From<Numeric> for Variable {
    fn from(v: Numeric) -> Self {
        Self::Numeric(v)
    }
}
