//! Writes the workbook of one respondent: macro-free, protected but for the answer cells, printable on A4.
//! Every text is written as text, so that nothing anybody typed becomes a formula.

mod first_sheet;
mod put_right;
mod section_sheet;
mod styles;

use std::collections::HashMap;
use std::fmt::{self, Write as _};

use jiff::civil::Date;
use questionnaire::Answers;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, Worksheet, XlsxError};

use crate::fill::{Cells, cells_of};
use crate::identity::{Identity, LISTS_SHEET, MARK, SHEET};
use crate::layout::numbered;
use crate::read::{Fault, Stray};
use crate::template::Template;
use styles::Styles;

/// What is printed on the first sheet.
#[derive(Clone, Debug, Default)]
pub struct IssueOptions {
    /// 「令和8年9月30日（水）」; empty: not said.
    pub deadline: String,
    /// Where to ask and where to send it back; several lines.
    pub contact: String,
    /// More sentences for the instructions.
    pub instructions: Vec<String>,
    /// Day of issue; also keeps the file the same byte for byte on the same day.
    pub issued_on: Option<Date>,
}

/// The workbook could not be written: a text too long for a cell, say.
#[derive(Debug)]
pub struct IssueError(XlsxError);

impl fmt::Display for IssueError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "回答票を作れませんでした（{}）。", self.0)
    }
}

impl std::error::Error for IssueError {}

impl From<XlsxError> for IssueError {
    fn from(error: XlsxError) -> Self {
        Self(error)
    }
}

/// What a marked-up copy shows beyond the answers.
#[derive(Debug, Default)]
pub(crate) struct Marks<'a> {
    pub faults: &'a [Fault],
    pub strays: &'a [Stray],
    /// Cell key → sentences.
    pub cells: HashMap<&'a str, Vec<&'a str>>,
}

/// An answer sheet: bytes of an `.xlsx`. `prefill` is written into the answer cells, `last_year` beside them.
///
/// # Errors
/// [`IssueError`]; with a verified form only when an answer is longer than a cell takes (32,767 characters).
pub fn issue(
    template: &Template,
    identity: &Identity,
    prefill: &Answers,
    last_year: &Answers,
    options: &IssueOptions,
) -> Result<Vec<u8>, IssueError> {
    let form = template.form();
    let prefilled = prefill.to_json();
    write(template, identity, &prefilled, &cells_of(form, prefill), &cells_of(form, last_year), options, None)
}

/// Also for marked-up copies.
pub(crate) fn write(
    template: &Template,
    identity: &Identity,
    prefilled: &str,
    cells: &Cells,
    last_year: &Cells,
    options: &IssueOptions,
    marks: Option<&Marks<'_>>,
) -> Result<Vec<u8>, IssueError> {
    let form = template.form();
    let mut workbook = Workbook::new();
    let day = options.issued_on.unwrap_or(jiff::civil::date(form.definition().fiscal_year, 4, 1));
    let created = ExcelDateTime::from_ymd(
        u16::try_from(day.year()).unwrap_or(2026),
        u8::try_from(day.month()).unwrap_or(1),
        u8::try_from(day.day()).unwrap_or(1),
    )?;
    let properties = DocProperties::new().set_title(&form.definition().title).set_creation_datetime(&created);
    workbook.set_properties(&properties);
    let styles = Styles::new();
    if let Some(marks) = marks {
        put_right::write(workbook.add_worksheet(), template, marks, &styles)?;
    }
    first_sheet::write(workbook.add_worksheet(), template, identity, options, &styles)?;
    let lists = lists(template);
    for sheet in template.sheets() {
        let writing =
            section_sheet::Writing { template, identity, cells, last_year, marks, lists: &lists, styles: &styles };
        writing.write(workbook.add_worksheet(), sheet)?;
    }
    hidden(workbook.add_worksheet(), template, identity, prefilled)?;
    lists_sheet(workbook.add_worksheet(), template, &lists)?;
    Ok(workbook.save_to_buffer()?)
}

/// List name → (column, number of options) on the sheet of lists.
fn lists(template: &Template) -> HashMap<String, (u16, u32)> {
    let lists = template.form().definition().lists.iter().enumerate();
    lists
        .map(|(at, (name, choices))| {
            (name.clone(), (u16::try_from(at).unwrap_or(u16::MAX), u32::try_from(choices.len()).unwrap_or(0)))
        })
        .collect()
}

fn hidden(sheet: &mut Worksheet, template: &Template, identity: &Identity, prefilled: &str) -> Result<(), XlsxError> {
    sheet.set_name(SHEET)?;
    sheet.write_string(0, 0, MARK)?;
    let mut row = 1;
    for (name, value) in identity.pairs() {
        sheet.write_string(row, 0, name)?;
        sheet.write_string(row, 1, &value)?;
        row += 1;
    }
    if prefilled.chars().count() < 32_000 {
        sheet.write_string(row, 0, "prefilled")?;
        sheet.write_string(row, 1, prefilled)?;
        row += 1;
    }
    // The map of cells as issued, one text per sheet: for whoever must find out by hand what stood where.
    for laid in template.sheets() {
        let mut at = crate::layout::FIRST_ROW;
        let mut map = String::new();
        for line in &laid.lines {
            at += 1;
            let _ = writeln!(map, "{} {at}", line.key);
        }
        sheet.write_string(row, 0, format!("map {}", laid.name))?;
        sheet.write_string(row, 1, map.chars().take(32_000).collect::<String>())?;
        row += 1;
    }
    sheet.protect();
    sheet.set_very_hidden(true);
    Ok(())
}

fn lists_sheet(
    sheet: &mut Worksheet,
    template: &Template,
    lists: &HashMap<String, (u16, u32)>,
) -> Result<(), XlsxError> {
    sheet.set_name(LISTS_SHEET)?;
    for (name, choices) in &template.form().definition().lists {
        let Some((column, _)) = lists.get(name) else { continue };
        for (row, choice) in (0u32..).zip(choices) {
            sheet.write_string(row, *column, numbered(row as usize, choice))?;
        }
    }
    sheet.protect();
    sheet.set_very_hidden(true);
    Ok(())
}
