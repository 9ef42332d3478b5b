//! What a table is asked for with, and the loop over questions.

use std::borrow::Cow;
use std::sync::Arc;

use super::numeric::{self, NumericTable};
use super::{Base, Grid, Table, build};
use crate::count::{By, Columns, Threads};
use crate::fault::Fault;
use crate::filters::Filter;
use crate::variables::{Codes, Disclosure, Meta, Multiple, Numeric, Variable};
use crate::weights::Weights;

/// Comparing rows of a banner with each other.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Comparison {
    /// For example 0.05.
    pub level: f64,
    /// Divides the level by the number of pairs of a block.
    pub bonferroni: bool,
    /// Rows with fewer respondents are not compared.
    pub least: u64,
}

impl Default for Comparison {
    fn default() -> Self {
        Self { level: 0.05, bonferroni: false, least: super::FEW }
    }
}

/// Banners, base, weights, filter and tests: the same for any number of questions.
#[derive(Debug, Clone, Default)]
pub struct Plan<'a> {
    /// Side by side (表側); nested ones are made by [`crate::derive::nested`].
    pub banners: Vec<&'a Variable>,
    pub base: Base,
    pub weights: Option<&'a Weights>,
    pub filter: Option<Filter<'a>>,
    /// χ², residuals, Cramér's V: on unweighted counts of who answered both.
    pub independence: bool,
    pub comparison: Option<Comparison>,
    /// Shows the column 無回答 even where there is none (with [`Base::Asked`]).
    pub always_no_answer: bool,
    /// Shows rows of who was not asked the banner's question.
    pub rows_not_asked: bool,
    /// Threads for columns of more than a million rows. 0 and 1 are one.
    pub threads: usize,
}

/// The columns a plan has made ready: cut to the filter, checked for length.
pub(super) struct Ready<'a> {
    pub rows: Option<Vec<u32>>,
    pub banners: Vec<(&'a Arc<Meta>, Held<'a>)>,
    pub weights: Option<Cow<'a, [u64]>>,
    pub disclosure: Disclosure,
    pub expected: usize,
}

/// A column as it stands, or what the filter left of it.
pub(super) enum Held<'a> {
    Single(Cow<'a, Codes>, usize),
    Multiple { planes: Cow<'a, [Vec<u32>]>, states: Cow<'a, Codes>, options: usize },
}

impl<'a> Held<'a> {
    /// `None` for a numeric variable.
    pub fn of(variable: &'a Variable, rows: Option<&[u32]>) -> Option<Self> {
        match variable {
            Variable::Single(v) => {
                let codes = rows.map_or(Cow::Borrowed(v.codes()), |rows| Cow::Owned(v.codes().gather(rows)));
                Some(Self::Single(codes, v.meta().choices.len() + 2))
            }
            Variable::Multiple(v) => Some(Self::multiple(v, rows)),
            Variable::Numeric(_) => None,
        }
    }

    fn multiple(v: &'a Multiple, rows: Option<&[u32]>) -> Self {
        let options = v.meta().choices.len();
        match rows {
            None => Self::Multiple { planes: Cow::Borrowed(v.planes()), states: Cow::Borrowed(v.states()), options },
            Some(rows) => {
                let gather = |plane: &Vec<u32>| rows.iter().map(|r| plane[*r as usize]).collect();
                let planes = Cow::Owned(v.planes().iter().map(gather).collect());
                Self::Multiple { planes, states: Cow::Owned(v.states().gather(rows)), options }
            }
        }
    }

    pub fn columns(&self) -> Columns<'_> {
        match self {
            Self::Single(codes, size) => Columns::Single { codes, size: *size },
            Self::Multiple { planes, states, options } => Columns::Multiple { planes, states, options: *options },
        }
    }

    pub fn is_multiple(&self) -> bool {
        matches!(self, Self::Multiple { .. })
    }
}

impl Ready<'_> {
    pub fn by(&self) -> Option<By<'_>> {
        self.weights.as_ref().map(|w| By::Weight(w))
    }
}

pub(super) fn same_rows(variable: &Variable, expected: usize) -> Result<(), Fault> {
    if variable.rows() == expected {
        return Ok(());
    }
    Err(Fault::Rows { name: variable.meta().name.clone(), rows: variable.rows(), expected })
}

impl<'a> Plan<'a> {
    /// One question, crossed with every banner.
    ///
    /// # Errors
    /// [`Fault::Rows`] for columns of different length, [`Fault::Kind`] for a numeric question or banner.
    pub fn table(&self, question: &'a Variable) -> Result<Table, Fault> {
        build::table(self, &self.ready(question.rows())?, question)
    }

    /// Many questions; what the banners need is made ready once.
    ///
    /// # Errors
    /// As [`Plan::table`].
    pub fn tables(&self, questions: &[&'a Variable]) -> Result<Vec<Table>, Fault> {
        let Some(first) = questions.first() else { return Ok(Vec::new()) };
        let ready = self.ready(first.rows())?;
        questions.iter().map(|question| build::table(self, &ready, question)).collect()
    }

    /// Items with the same choices.
    ///
    /// # Errors
    /// [`Fault::Grid`] when the choices differ; as [`Plan::table`].
    pub fn grid(&self, items: &[&'a Variable]) -> Result<Grid, Fault> {
        if let Some(first) = items.first() {
            let labels = |v: &Variable| v.meta().choices.iter().map(|c| c.label.clone()).collect::<Vec<_>>();
            let expected = labels(first);
            if let Some(other) = items.iter().find(|item| labels(item) != expected) {
                return Err(Fault::Grid { name: other.meta().name.clone() });
            }
        }
        Ok(Grid { items: self.tables(items)? })
    }

    /// n, mean, standard deviation, quartiles of a number, within every banner's groups.
    ///
    /// # Errors
    /// As [`Plan::table`].
    pub fn numeric(&self, question: &'a Numeric) -> Result<NumericTable, Fault> {
        numeric::table(self, &self.ready(question.rows())?, question)
    }

    pub(super) fn threads(&self) -> Threads {
        Threads(self.threads.max(1))
    }

    fn ready(&self, expected: usize) -> Result<Ready<'_>, Fault> {
        for banner in &self.banners {
            same_rows(banner, expected)?;
        }
        let rows = match &self.filter {
            None | Some(Filter::All) => None,
            Some(filter) => Some(filter.rows(expected)?),
        };
        let mut disclosure = self.filter.as_ref().map_or(Disclosure::Open, Filter::disclosure);
        let mut banners = Vec::with_capacity(self.banners.len());
        for banner in &self.banners {
            disclosure = disclosure.and(banner.meta().disclosure);
            let held = Held::of(banner, rows.as_deref())
                .ok_or_else(|| Fault::Kind { name: banner.meta().name.clone(), needed: "選択肢のある変数" })?;
            banners.push((banner.meta(), held));
        }
        let weights = match self.weights {
            None => None,
            Some(w) if w.rows() != expected => {
                return Err(Fault::Rows { name: "ウエイト".to_owned(), rows: w.rows(), expected });
            }
            Some(w) => Some(match &rows {
                None => Cow::Borrowed(w.millionths()),
                Some(rows) => Cow::Owned(rows.iter().map(|r| w.millionths()[*r as usize]).collect()),
            }),
        };
        Ok(Ready { rows, banners, weights, disclosure, expected })
    }
}
