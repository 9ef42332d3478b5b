//! Bytes → sheets of cells, whoever wrote them: `.xlsx` and `.ods` by our own scanner, `.xls` by calamine behind a guard.
//! Nothing is unpacked before it is measured; formulas are never run, links never followed.

pub(crate) mod archive;
mod cfb;
mod ods;
mod sniff;
mod xls;
mod xlsx;
pub(crate) mod xml;

use std::fmt::Write as _;

use jiff::civil::Date;

use crate::{FileFault, Limits};

pub use sniff::check_name;

/// What kind of file it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileKind {
    Xlsx,
    Xls,
    Ods,
}

/// A workbook as read: only cells with content.
#[derive(Debug)]
pub struct Book {
    pub kind: FileKind,
    pub sheets: Vec<Sheet>,
    /// Pictures lie in the file.
    pub has_images: bool,
    /// All texts, one after the other.
    texts: String,
    /// Dates count from 1904.
    from_1904: bool,
    /// Per style: does it show a date?
    date_styles: Vec<bool>,
}

#[derive(Debug, Default)]
pub struct Sheet {
    pub name: String,
    /// In order of row, then column; a hostile file may say otherwise, so [`Sheet::tidy`] sorts.
    pub cells: Vec<Cell>,
    pub merges: Vec<Merge>,
}

/// A cell with content. `row` and `column` count from 0.
#[derive(Clone, Copy, Debug)]
pub struct Cell {
    pub row: u32,
    pub column: u32,
    pub value: Value,
}

#[derive(Clone, Copy, Debug)]
pub enum Value {
    /// Where it stands in [`Book::texts`].
    Text {
        start: u32,
        length: u32,
    },
    /// With the number of its style.
    Number {
        number: f64,
        style: u32,
    },
    Date(Date),
    Bool(bool),
    /// `#REF!` and the like.
    Error,
}

/// A merged range, corners included; counts from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Merge {
    pub top: u32,
    pub left: u32,
    pub bottom: u32,
    pub right: u32,
}

impl Sheet {
    fn tidy(&mut self) {
        if !self.cells.is_sorted_by_key(|cell| (cell.row, cell.column)) {
            self.cells.sort_by_key(|cell| (cell.row, cell.column));
        }
    }

    /// The rows with content, in order.
    pub fn rows(&self) -> impl Iterator<Item = &[Cell]> {
        self.cells.chunk_by(|a, b| a.row == b.row)
    }

    /// The merged range a cell lies in.
    pub fn merge_at(&self, row: u32, column: u32) -> Option<&Merge> {
        self.merges.iter().find(|m| (m.top..=m.bottom).contains(&row) && (m.left..=m.right).contains(&column))
    }
}

impl Book {
    fn new(kind: FileKind) -> Self {
        Self {
            kind,
            sheets: Vec::new(),
            has_images: false,
            texts: String::new(),
            from_1904: false,
            date_styles: Vec::new(),
        }
    }

    /// The text of a cell, if it is one.
    pub fn text_of(&self, cell: &Cell) -> Option<&str> {
        match cell.value {
            Value::Text { start, length } => self.texts.get(start as usize..(start + length) as usize),
            _ => None,
        }
    }

    /// The value as a person sees it: dates as `2026-03-31`, whole numbers without point.
    pub fn shown(&self, cell: &Cell) -> String {
        match cell.value {
            Value::Text { .. } => self.text_of(cell).unwrap_or_default().to_owned(),
            Value::Number { number, .. } => match self.date_of(cell) {
                Some(day) if self.looks_like_date(cell) => day.to_string(),
                _ => shown_number(number),
            },
            Value::Date(day) => day.to_string(),
            Value::Bool(yes) => if yes { "TRUE" } else { "FALSE" }.to_owned(),
            Value::Error => "#エラー".to_owned(),
        }
    }

    /// Does the number's style show a date?
    pub fn looks_like_date(&self, cell: &Cell) -> bool {
        match cell.value {
            Value::Number { style, .. } => self.date_styles.get(style as usize).copied().unwrap_or(false),
            Value::Date(_) => true,
            _ => false,
        }
    }

    /// The day a number stands for, 1900-03-01 … 9999-12-31 in either date system.
    pub fn date_of(&self, cell: &Cell) -> Option<Date> {
        match cell.value {
            Value::Date(day) => Some(day),
            Value::Number { number, .. } if (1.0..2_958_466.0).contains(&number) => {
                #[allow(clippy::cast_possible_truncation, reason = "checked just above")]
                let days = number.trunc() as i64;
                // 1900 system: day 60 is a 29 February that never was; from 61 on counting from 1899-12-30 is right.
                let (origin, least) = if self.from_1904 {
                    (jiff::civil::date(1904, 1, 1), 0)
                } else {
                    (jiff::civil::date(1899, 12, 30), 61)
                };
                (days >= least).then(|| origin.checked_add(jiff::Span::new().try_days(days).ok()?).ok())?
            }
            _ => None,
        }
    }

    /// Keeps a text; `None` when all texts together grow beyond the limit.
    fn keep(&mut self, text: &str, limits: &Limits) -> Result<Value, FileFault> {
        let (start, length) = (self.texts.len(), text.len());
        if start + length > limits.text_bytes {
            return Err(FileFault::UnpacksToTooMuch { what: "文字" });
        }
        self.texts.push_str(text);
        #[allow(clippy::cast_possible_truncation, reason = "text_bytes is far below 4 GiB")]
        Ok(Value::Text { start: start as u32, length: length as u32 })
    }

    /// Cells with content on all sheets.
    pub fn cell_count(&self) -> usize {
        self.sheets.iter().map(|sheet| sheet.cells.len()).sum()
    }
}

/// `12` rather than `12.0`.
pub(crate) fn shown_number(number: f64) -> String {
    let mut shown = String::new();
    let _ = write!(shown, "{number}");
    shown
}

/// 0 → A, 26 → AA
pub fn column_name(column: u32) -> String {
    let mut rest = column + 1;
    let mut name = Vec::new();
    while rest > 0 {
        name.push(b'A' + u8::try_from((rest - 1) % 26).unwrap_or(0));
        rest = (rest - 1) / 26;
    }
    name.reverse();
    String::from_utf8_lossy(&name).into_owned()
}

/// (11, 1) → 「B12」
pub fn cell_name(row: u32, column: u32) -> String {
    format!("{}{}", column_name(column), row + 1)
}

/// Opens any of the three kinds.
///
/// # Errors
/// [`FileFault`]; a damaged or hostile file costs no more than [`Limits`] allow.
pub fn open(bytes: &[u8], limits: &Limits) -> Result<Book, FileFault> {
    let mut book = match sniff::sniff(bytes, limits)? {
        FileKind::Xls => xls::read(bytes, limits)?,
        kind => {
            let archive = archive::Archive::open(bytes, limits)?;
            match kind {
                FileKind::Ods => ods::read(&archive, limits)?,
                _ => xlsx::read(&archive, limits)?,
            }
        }
    };
    book.sheets.iter_mut().for_each(Sheet::tidy);
    if book.cell_count() == 0 {
        return Err(if book.has_images { FileFault::ImagesOnly } else { FileFault::Empty });
    }
    Ok(book)
}
