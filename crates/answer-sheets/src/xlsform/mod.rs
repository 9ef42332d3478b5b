//! XLSForm, the way offices that live in Excel write questionnaires: sheets `survey`, `choices`, `settings`.
//!
//! Understood: `select_one`, `select_multiple`, `integer`, `decimal`, `text`, `date`, `note`, `begin_group`/`end_group`; columns
//! `name label hint required relevant constraint constraint_message choice_filter appearance`. A group is a section; a group with
//! the appearance `table-list` is a grid. Repeats, calculations and other types are refused by cell; what does no harm
//! (metadata such as `start`, columns for other languages, media) is passed over and told ([`Imported::remarks`]).
//! Columns of our own carry what XLSForm has no word for (`number unit decimals least most most_letters public
//! person_protected last_year own_name weight`, `other exclusive` in `choices`); other programs pass over them. [`export`] → [`import`] is identity.

mod export;
mod import;
mod remarks;
mod table;
mod template;

use std::fmt;

pub use export::export;
use questionnaire::{Definition, Respondent};
pub use template::template;

/// Something in the workbook that cannot become a questionnaire.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportFault {
    /// Empty when it is about the file.
    pub sheet: String,
    /// 「B12」; empty when it is about the sheet.
    pub cell: String,
    pub sentence: String,
}

impl fmt::Display for ImportFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.sheet.is_empty(), self.cell.is_empty()) {
            (true, _) => f.write_str(&self.sentence),
            (false, true) => write!(f, "シート「{}」: {}", self.sheet, self.sentence),
            (false, false) => write!(f, "シート「{}」の{}: {}", self.sheet, self.cell, self.sentence),
        }
    }
}

/// What a workbook from elsewhere does not say in `settings`.
#[derive(Clone, Debug, PartialEq)]
pub struct Defaults {
    pub fiscal_year: i16,
    pub respondent: Respondent,
}

impl Default for Defaults {
    fn default() -> Self {
        Self { fiscal_year: 2026, respondent: Respondent::Municipality }
    }
}

/// A workbook that became a questionnaire.
#[derive(Clone, Debug, PartialEq)]
pub struct Imported {
    pub definition: Definition,
    /// What the workbook says and a questionnaire of ours has no place for: passed over, and told by cell.
    pub remarks: Vec<ImportFault>,
}

/// Like [`import`], with what was passed over.
///
/// # Errors
/// Every fault, each with its cell.
pub fn read(bytes: &[u8], defaults: &Defaults, limits: &crate::Limits) -> Result<Imported, Vec<ImportFault>> {
    import::import(bytes, defaults, limits)
}

/// Reads a workbook (`.xlsx`, `.xls`, `.ods`) into a verified definition.
///
/// # Errors
/// Every fault, each with its cell.
pub fn import(bytes: &[u8], defaults: &Defaults, limits: &crate::Limits) -> Result<Definition, Vec<ImportFault>> {
    Ok(read(bytes, defaults, limits)?.definition)
}
