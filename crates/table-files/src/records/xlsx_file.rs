//! Records as an .xlsx without any decoration: データ, コード表, 項目の定義, このデータについて; one table per sheet.

use rust_xlsxwriter::{Workbook, Worksheet};

use super::{Value, codes, describe, fields, plain, records};
use crate::{FileError, Set, about_of};

pub(super) const CODE_COLUMNS: [&str; 4] = ["variable", "variable_label", "code", "label"];
pub(super) const FIELD_COLUMNS: [&str; 5] = ["name", "title", "type", "unit", "meaning"];

fn heads(page: &mut Worksheet, heads: impl IntoIterator<Item = &'static str>) -> Result<(), FileError> {
    for (place, head) in (0_u16..).zip(heads) {
        page.write_string(0, place, head)?;
    }
    Ok(())
}

/// The workbook as bytes.
///
/// # Errors
/// The writer's own: more records than a sheet has lines.
pub fn xlsx(sets: &[Set<'_>]) -> Result<Vec<u8>, FileError> {
    let mut book = Workbook::new();
    let page = book.add_worksheet().set_name("データ")?;
    heads(page, fields().iter().map(|field| field.name))?;
    for (line, record) in (1_u32..).zip(records(sets)) {
        for (place, value) in (0_u16..).zip(record) {
            #[allow(clippy::cast_precision_loss, reason = "counts are far below 2^52")]
            match value {
                Value::Text(text) => page.write_string(line, place, text)?,
                Value::Whole(n) => page.write_number(line, place, n as f64)?,
                Value::Decimal(n) => page.write_number(line, place, n)?,
                Value::Blank => page,
            };
        }
    }
    let page = book.add_worksheet().set_name("コード表")?;
    heads(page, CODE_COLUMNS)?;
    for (line, words) in (1_u32..).zip(codes(sets)) {
        for (place, word) in (0_u16..).zip(words) {
            page.write_string(line, place, word)?;
        }
    }
    let page = book.add_worksheet().set_name("項目の定義")?;
    heads(page, FIELD_COLUMNS)?;
    for (line, field) in (1_u32..).zip(fields()) {
        let words = [field.name, field.title, field.kind.label(), field.unit, &plain(field.meaning)];
        for (place, word) in (0_u16..).zip(words) {
            page.write_string(line, place, word)?;
        }
    }
    let page = book.add_worksheet().set_name("このデータについて")?;
    heads(page, ["項目", "内容"])?;
    for (line, (name, words)) in (1_u32..).zip(describe(&about_of(sets))) {
        page.write_string(line, 0, name)?;
        page.write_string(line, 1, words)?;
    }
    Ok(book.save_to_buffer()?)
}
