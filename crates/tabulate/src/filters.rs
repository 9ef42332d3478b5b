//! Conditions on rows, as a tree. Answers that are missing make a condition neither true nor false.

use crate::fault::Fault;
use crate::variables::{Disclosure, FIRST_OPTION, Multiple, NO_ANSWER, NOT_ASKED, Numeric, Single, Variable};

/// A condition on a row.
#[derive(Debug, Clone)]
pub enum Filter<'a> {
    /// Every row.
    All,
    /// One of these options (from 0) was chosen.
    Is(&'a Single, Vec<usize>),
    /// This option was ticked.
    Ticked(&'a Multiple, usize),
    /// `from ≤ x < to`.
    Within(&'a Numeric, f64, f64),
    /// Answered, however. Never unknown.
    Answered(&'a Variable),
    /// Asked, answered or not. Never unknown.
    Asked(&'a Variable),
    Not(Box<Filter<'a>>),
    And(Vec<Filter<'a>>),
    Or(Vec<Filter<'a>>),
}

/// What a condition says of a row. `And` is the least of its parts, `Or` the greatest, so one certain answer decides:
/// who is 小規模 is 該当, whether or not 過疎 was answered. A part not asked decides nothing; where no part was asked,
/// neither was the whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Truth {
    No,
    /// 無回答 to what the condition needs.
    Unknown,
    Yes,
    /// 非該当.
    NotAsked,
}

impl Truth {
    fn of(state: u16, holds: impl FnOnce() -> bool) -> Self {
        match state {
            NOT_ASKED => Self::NotAsked,
            NO_ANSWER => Self::Unknown,
            _ if holds() => Self::Yes,
            _ => Self::No,
        }
    }

    fn certain(holds: bool) -> Self {
        if holds { Self::Yes } else { Self::No }
    }

    fn merge(parts: impl Iterator<Item = Self>, empty: Self, pick: fn(Self, Self) -> Self) -> Self {
        let mut result: Option<Self> = None;
        for part in parts {
            result = Some(match (result, part) {
                (None, part) => part,
                (Some(Self::NotAsked), Self::NotAsked) => Self::NotAsked,
                (Some(a), b) => {
                    let weak = |t| if t == Self::NotAsked { Self::Unknown } else { t };
                    pick(weak(a), weak(b))
                }
            });
        }
        result.unwrap_or(empty)
    }
}

impl Filter<'_> {
    #[must_use]
    pub fn truth(&self, row: usize) -> Truth {
        match self {
            Self::All => Truth::Yes,
            Self::Is(variable, options) => {
                let code = variable.codes().get(row);
                Truth::of(code, || options.contains(&usize::from(code - FIRST_OPTION)))
            }
            Self::Ticked(variable, option) => Truth::of(variable.states().get(row), || variable.ticked(row, *option)),
            Self::Within(variable, from, to) => Truth::of(u16::from(variable.states()[row]), || {
                variable.value(row).is_some_and(|x| *from <= x && x < *to)
            }),
            Self::Answered(variable) => Truth::certain(variable.state(row) >= FIRST_OPTION),
            Self::Asked(variable) => Truth::certain(variable.state(row) != NOT_ASKED),
            Self::Not(inner) => match inner.truth(row) {
                Truth::No => Truth::Yes,
                Truth::Yes => Truth::No,
                other => other,
            },
            Self::And(parts) => Truth::merge(parts.iter().map(|p| p.truth(row)), Truth::Yes, Truth::min),
            Self::Or(parts) => Truth::merge(parts.iter().map(|p| p.truth(row)), Truth::No, Truth::max),
        }
    }

    /// The rows where the condition certainly holds, rising.
    ///
    /// # Errors
    /// [`Fault::Rows`] when a variable of the condition does not have `rows` rows, [`Fault::NoSuchOption`].
    #[allow(clippy::cast_possible_truncation, reason = "MOST_ROWS is below u32::MAX")]
    pub fn rows(&self, rows: usize) -> Result<Vec<u32>, Fault> {
        self.check(rows)?;
        Ok((0..rows).filter(|r| self.truth(*r) == Truth::Yes).map(|r| r as u32).collect())
    }

    /// The strictest disclosure among the variables asked.
    #[must_use]
    pub fn disclosure(&self) -> Disclosure {
        match self {
            Self::All => Disclosure::Open,
            Self::Is(v, _) => v.meta().disclosure,
            Self::Ticked(v, _) => v.meta().disclosure,
            Self::Within(v, ..) => v.meta().disclosure,
            Self::Answered(v) | Self::Asked(v) => v.meta().disclosure,
            Self::Not(inner) => inner.disclosure(),
            Self::And(parts) | Self::Or(parts) => {
                parts.iter().fold(Disclosure::Open, |strictest, part| strictest.and(part.disclosure()))
            }
        }
    }

    /// Do all variables have that many rows, and the options asked for?
    ///
    /// # Errors
    /// [`Fault::Rows`], [`Fault::NoSuchOption`].
    pub fn check(&self, rows: usize) -> Result<(), Fault> {
        let same = |name: &str, found: usize| {
            if found == rows { Ok(()) } else { Err(Fault::Rows { name: name.to_owned(), rows: found, expected: rows }) }
        };
        let has = |name: &str, choices: usize, option: usize| {
            if option < choices { Ok(()) } else { Err(Fault::NoSuchOption { name: name.to_owned(), option }) }
        };
        match self {
            Self::All => Ok(()),
            Self::Is(v, options) => {
                options.iter().try_for_each(|o| has(&v.meta().name, v.meta().choices.len(), *o))?;
                same(&v.meta().name, v.rows())
            }
            Self::Ticked(v, option) => {
                has(&v.meta().name, v.meta().choices.len(), *option)?;
                same(&v.meta().name, v.rows())
            }
            Self::Within(v, ..) => same(&v.meta().name, v.rows()),
            Self::Answered(v) | Self::Asked(v) => same(&v.meta().name, v.rows()),
            Self::Not(inner) => inner.check(rows),
            Self::And(parts) | Self::Or(parts) => parts.iter().try_for_each(|p| p.check(rows)),
        }
    }
}
