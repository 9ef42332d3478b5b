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

/// A text that a spreadsheet would take for a formula gets a quote in front.
pub fn guarded(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{text}") } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::guarded;

    #[test]
    fn what_looks_like_a_formula_is_a_text() {
        for text in ["=1+1", "+81", "-3", "@x", "\tx"] {
            assert_eq!(guarded(text), format!("'{text}"));
        }
        assert_eq!(guarded("連携ノート=紙"), "連携ノート=紙");
    }
}
