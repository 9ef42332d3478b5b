//! Files that leave the house: machine-readable CSV after 行政データの機械可読性 (one header row, one record per row, one
//! value per cell, codes with a code table, UTF-8 with BOM).

pub mod data_sets;
pub mod edits;
pub mod texts;

use csv::Writer;

/// A file in memory that begins with the mark by which spreadsheets know UTF-8.
pub fn writer() -> Writer<Vec<u8>> {
    Writer::from_writer(Vec::from("\u{feff}".as_bytes()))
}

/// # Errors
/// Never for a file in memory.
pub fn finished(writer: Writer<Vec<u8>>) -> Result<Vec<u8>, csv::Error> {
    writer.into_inner().map_err(|error| error.into_error().into())
}
