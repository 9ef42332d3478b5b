//! Excel answer sheets: a questionnaire → one macro-free workbook per respondent; a workbook that comes back → answers, or
//! faults that name sheet, cell, question, what was found and what is expected. No database, no clock, no files.
//!
//! ```text
//! Form ─ Template::new ─┬─ issue(&template, &identity, &prefill, &last_year, …)  → bytes of an .xlsx
//!                       ├─ read(bytes, &[template], …)                           → Reading or FileFault
//!                       └─ mark_up(&template, &reading, …)                       → a copy with what to put right in colour
//! ```
//!
//! Reading takes `.xlsx`, `.xls` and `.ods`, from Excel, LibreOffice and others, and puts up with what people do: renamed files,
//! unprotected sheets, rows and columns added or moved, drop-downs lost by pasting, full-width digits, 和暦, any mark for ○.
//! What it puts right silently it lists ([`Reading::tidied`]); what it cannot place it lists too ([`Reading::strays`]).
//! A stranger's file costs no more than [`Limits`] allow.

pub mod bundle;
mod file_fault;
mod fill;
mod identity;
mod issue;
mod layout;
mod limits;
mod mark_up;
mod read;
mod template;
pub mod workbook;
pub mod xlsform;

/// Names of sheets that hold no questions.
pub(crate) mod issue_names {
    pub(crate) const FIRST: &str = "はじめに";
    pub(crate) const PUT_RIGHT: &str = "直すところ";
}

pub use file_fault::FileFault;
pub use identity::Identity;
pub use issue::{IssueError, IssueOptions, issue};
pub use limits::Limits;
pub use mark_up::mark_up;
pub use read::{Entry, Expected, Fault, FaultKind, Reading, Stray, Tidied, Weight, read};
pub use template::Template;
pub use workbook::check_name;

/// Whatever bytes come: an answer or a fault, never a panic, never more than the limits allow. For the fuzzer.
pub fn fuzz_read(bytes: &[u8], templates: &[Template]) {
    let limits = Limits::default();
    if let Ok(reading) = read(bytes, templates, &Expected::default(), &limits)
        && let Some(template) = templates.iter().find(|template| reading.identity.is_of(template.form().fingerprint()))
    {
        for fault in &reading.faults {
            assert!(!fault.sentence.is_empty(), "a fault without a sentence");
        }
        let _ = mark_up(template, &reading, &questionnaire::Answers::default(), &IssueOptions::default());
    }
    let _ = xlsform::import(bytes, &xlsform::Defaults::default(), &limits);
}
