//! How much a stranger's file may ask of us. Everything is checked before it is unpacked or kept.

/// Limits for one workbook. [`Limits::default`] fits an answer sheet many times over and keeps a reading under 100 MiB and 1 s.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of the file.
    pub file_bytes: usize,
    /// Entries of the ZIP.
    pub entries: usize,
    /// Bytes one part may unpack to.
    pub part_bytes: usize,
    /// Bytes all parts we open may unpack to.
    pub unpacked_bytes: usize,
    /// Unpacked : packed, for parts over 1 MiB.
    pub ratio: usize,
    /// Bytes of all texts together.
    pub text_bytes: usize,
    /// Shared strings, used or not.
    pub strings: usize,
    pub sheets: usize,
    /// Highest row with content.
    pub rows: u32,
    /// Highest column with content.
    pub columns: u32,
    /// Cells with content, all sheets.
    pub cells: usize,
    /// XML elements, all parts: empty styled cells count here.
    pub elements: usize,
    /// Merged ranges, all sheets.
    pub merged: usize,
    /// Depth of XML elements.
    pub depth: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            file_bytes: 10 << 20,
            entries: 500,
            part_bytes: 24 << 20,
            unpacked_bytes: 40 << 20,
            ratio: 300,
            text_bytes: 8 << 20,
            strings: 200_000,
            sheets: 60,
            rows: 20_000,
            columns: 500,
            cells: 100_000,
            elements: 1_500_000,
            merged: 5_000,
            depth: 40,
        }
    }
}
