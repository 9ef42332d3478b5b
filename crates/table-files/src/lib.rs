//! Finished tables → files. No I/O beyond bytes out.
//!
//! | | |
//! |---|---|
//! | [`printed`] | a table as it is shown: every label, figure, mark and remark, and nothing that is hidden. Made of what `tabulate` counted; stored as JSON when a table is published |
//! | [`about`] | what stands around tables: survey, year, how many answers, 速報 or 確定, 架空 |
//! | [`report`] | a workbook that looks like the printed report: index with links, one sheet per table |
//! | [`records`] | 行政データにおける機械可読性に関するルール: one record per cell of a table, with codes, code table and definitions, as CSV, xlsx, Parquet |
//! | [`json`] | the same as JSON |
//! | [`check`] | do the tables of a survey agree with themselves and with each other? |
//!
//! Every output is made of [`Printed`], so what is hidden in it is hidden everywhere, and what was published stays what it was.

pub mod about;
pub mod check;
pub mod json;
pub mod printed;
pub mod records;
pub mod report;

pub use about::About;
pub use check::{Finding, check};
pub use printed::{Codes, Printed, Question};

/// Tables made of the same answers. A file may hold several such sets: what was published at different times.
#[derive(Clone, Copy, Debug)]
pub struct Set<'a> {
    pub about: &'a About,
    pub tables: &'a [Printed],
}

impl<'a> Set<'a> {
    pub fn new(about: &'a About, tables: &'a [Printed]) -> Self {
        Self { about, tables }
    }
}

/// Every table of some sets, in their order.
pub(crate) fn tables_of<'a>(sets: &[Set<'a>]) -> impl Iterator<Item = (&'a About, &'a Printed)> {
    let sets = sets.to_vec();
    sets.into_iter().flat_map(|set| set.tables.iter().map(move |table| (set.about, table)))
}

/// What stands at the head of a file: what the newest set is of.
pub(crate) fn about_of<'a>(sets: &[Set<'a>]) -> std::borrow::Cow<'a, About> {
    sets.last().map_or_else(std::borrow::Cow::default, |set| std::borrow::Cow::Borrowed(set.about))
}

/// Why a file could not be made.
#[derive(Debug)]
pub struct FileError(pub String);

impl std::fmt::Display for FileError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for FileError {}

impl From<rust_xlsxwriter::XlsxError> for FileError {
    fn from(error: rust_xlsxwriter::XlsxError) -> Self {
        Self(error.to_string())
    }
}

impl From<csv::Error> for FileError {
    fn from(error: csv::Error) -> Self {
        Self(error.to_string())
    }
}

impl From<parquet::errors::ParquetError> for FileError {
    fn from(error: parquet::errors::ParquetError) -> Self {
        Self(error.to_string())
    }
}
