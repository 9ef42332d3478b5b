//! Records, code table and definitions as CSV: UTF-8 with BOM, so that a spreadsheet on Windows opens it as it is.

use super::{Value, codes, fields, plain, records};
use crate::{FileError, Set};

const BOM: &[u8] = "\u{feff}".as_bytes();

/// A text a spreadsheet would take for a formula gets an apostrophe before it.
fn harmless(text: String) -> String {
    if text.starts_with(['=', '+', '-', '@']) && text.len() > 1 { format!("'{text}") } else { text }
}

fn written(value: Value) -> String {
    match value {
        Value::Text(text) => harmless(text),
        Value::Whole(n) => n.to_string(),
        Value::Decimal(n) => n.to_string(),
        Value::Blank => String::new(),
    }
}

fn writer() -> csv::Writer<Vec<u8>> {
    csv::Writer::from_writer(BOM.to_vec())
}

fn bytes(writer: csv::Writer<Vec<u8>>) -> Result<Vec<u8>, FileError> {
    writer.into_inner().map_err(|error| FileError(error.to_string()))
}

/// The records of the tables.
///
/// # Errors
/// The writer's own.
pub fn csv(sets: &[Set<'_>]) -> Result<Vec<u8>, FileError> {
    let mut writer = writer();
    writer.write_record(fields().iter().map(|field| field.name))?;
    for record in records(sets) {
        writer.write_record(record.into_iter().map(written))?;
    }
    bytes(writer)
}

/// The code table: every code of every variable with its words.
///
/// # Errors
/// The writer's own.
pub fn codes_csv(sets: &[Set<'_>]) -> Result<Vec<u8>, FileError> {
    let mut writer = writer();
    writer.write_record(super::xlsx_file::CODE_COLUMNS)?;
    for line in codes(sets) {
        writer.write_record(line.map(harmless))?;
    }
    bytes(writer)
}

/// What each column of the records means.
///
/// # Errors
/// The writer's own.
pub fn definitions_csv() -> Result<Vec<u8>, FileError> {
    let mut writer = writer();
    writer.write_record(super::xlsx_file::FIELD_COLUMNS)?;
    for field in fields() {
        writer.write_record([field.name, field.title, field.kind.label(), field.unit, &plain(field.meaning)])?;
    }
    bytes(writer)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_becomes_a_formula() {
        for (text, expected) in [("=1+1", "'=1+1"), ("@x", "'@x"), ("-", "-"), ("ある", "ある"), ("+a", "'+a")] {
            assert_eq!(written(Value::Text(text.to_owned())), expected);
        }
        assert_eq!(written(Value::Decimal(-1.5)), "-1.5");
    }
}
