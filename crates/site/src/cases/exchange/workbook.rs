//! `/cases.xlsx`: what `/cases.csv` holds as a workbook without any decoration (one table per sheet, no formulas, numbers as
//! numbers), with the definitions of its columns and what it is.

use rust_xlsxwriter::{Workbook, Worksheet, XlsxError};

use super::definitions::{HEADINGS, NUMBER, WHOLE, definitions};

/// What stands around the data: label and words.
pub type About = Vec<(&'static str, String)>;

/// # Errors
/// The writer's own: more rows than a sheet has, a text longer than a cell takes.
pub fn xlsx(csv: &[u8], about: &About) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    data(book.add_worksheet().set_name("事例")?, csv)?;
    let page = book.add_worksheet().set_name("項目の定義")?;
    row(page, 0, HEADINGS)?;
    for (line, one) in (1_u32..).zip(definitions()) {
        row(page, line, [one.column.as_str(), &one.key, one.kind, &one.meaning])?;
    }
    let page = book.add_worksheet().set_name("このデータについて")?;
    row(page, 0, ["項目", "内容"])?;
    for (line, (label, words)) in (1_u32..).zip(about) {
        row(page, line, [*label, words])?;
    }
    book.save_to_buffer()
}

fn row<'a>(page: &mut Worksheet, line: u32, cells: impl IntoIterator<Item = &'a str>) -> Result<(), XlsxError> {
    for (place, words) in (0_u16..).zip(cells) {
        page.write_string(line, place, words)?;
    }
    Ok(())
}

fn data(page: &mut Worksheet, csv: &[u8]) -> Result<(), XlsxError> {
    let defined = definitions();
    let is_number = |at: usize| defined.get(at).is_some_and(|one| one.kind == WHOLE || one.kind == NUMBER);
    let csv = csv.strip_prefix("\u{feff}".as_bytes()).unwrap_or(csv);
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(csv);
    for (line, record) in (0_u32..).zip(reader.records().filter_map(Result::ok)) {
        for (at, cell) in record.iter().enumerate() {
            let place = u16::try_from(at).unwrap_or(u16::MAX);
            let cell = unguarded(cell);
            // A number in its usual form; anything else (「約30」, 「0.10」) stays as the source prints it.
            match cell.parse::<f64>().ok().filter(|number| line > 0 && is_number(at) && number.to_string() == cell) {
                Some(number) => page.write_number(line, place, number)?,
                None if cell.is_empty() => page,
                None => page.write_string(line, place, cell)?,
            };
        }
    }
    Ok(())
}

/// A cell of a workbook is a text whatever it begins with: it needs no quote.
fn unguarded(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(rest) if rest.starts_with(['=', '+', '-', '@', '\t', '\r']) => rest,
        _ => cell,
    }
}
