//! Excel: sheets, some rows at a time, each with its range of cells. Hidden sheets are left out: nobody who opens the file
//! sees them.

use std::io::Cursor;

use calamine::{DataRef, Reader as _, SheetType, SheetVisible, Xlsx};

use crate::archive::Archive;
use crate::docx::title;
use crate::{Document, Kind, Limits, Part, Place, Refusal, Remark, tidy};

const WHAT: &str = "Excelのファイル（.xlsx）";
/// A part ends with the row that goes beyond this.
const PART_CHARACTERS: usize = 1_500;

pub(crate) fn read(bytes: &[u8], limits: &Limits) -> Result<Document, Refusal> {
    let mut archive = Archive::open(bytes, limits)?;
    archive.measure()?;
    let title = title(&mut Archive::open(bytes, limits)?, WHAT)?;
    let broken = || Refusal::broken(WHAT);
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(|error| match error {
        calamine::XlsxError::Password => Refusal::Encrypted,
        _ => broken(),
    })?;
    let sheets: Vec<_> = book.sheets_metadata().to_vec();
    if sheets.len() > limits.pages {
        return Err(Refusal::TooManyPages { most: limits.pages });
    }
    let mut remarks = Vec::new();
    let hidden = sheets.iter().filter(|sheet| sheet.visible != SheetVisible::Visible).count();
    if hidden > 0 {
        remarks.push(Remark::HiddenSheets { count: hidden });
    }
    let mut taker = Taker { parts: Vec::new(), left: limits.characters, cut: false };
    for sheet in sheets.iter().filter(|s| s.visible == SheetVisible::Visible && s.typ == SheetType::WorkSheet) {
        let mut cells = book.worksheet_cells_reader(&sheet.name).map_err(|_| broken())?;
        let mut rows = Rows::new(&sheet.name);
        while let Some(cell) = cells.next_cell().map_err(|_| broken())? {
            let text = tidy::line(&shown(cell.get_value()));
            if !text.is_empty() {
                rows.add(cell.get_position(), &text, &mut taker);
            }
            if taker.cut {
                break;
            }
        }
        rows.end(&mut taker);
    }
    if taker.cut {
        remarks.push(Remark::CutShort { characters: limits.characters });
    }
    Ok(Document { kind: Kind::Xlsx, title, parts: taker.parts, remarks })
}

fn shown(value: &DataRef<'_>) -> String {
    match value {
        DataRef::DateTime(moment) if moment.is_datetime() => {
            let (year, month, day, ..) = moment.to_ymd_hms_milli();
            format!("{year}-{month:02}-{day:02}")
        }
        DataRef::DateTime(moment) => moment.as_f64().to_string(),
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => number.to_string(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Bool(yes) => if *yes { "TRUE" } else { "FALSE" }.to_owned(),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
        DataRef::Error(_) | DataRef::Empty => String::new(),
    }
}

struct Taker {
    parts: Vec<Part>,
    left: usize,
    cut: bool,
}

/// Rows of a sheet on their way into a part.
struct Rows<'a> {
    sheet: &'a str,
    /// First text of the sheet: what its rows are about.
    heading: String,
    text: String,
    length: usize,
    row: Option<u32>,
    bounds: Option<(u32, u32, u32, u32)>,
}

impl<'a> Rows<'a> {
    fn new(sheet: &'a str) -> Self {
        Self { sheet, heading: String::new(), text: String::new(), length: 0, row: None, bounds: None }
    }

    fn add(&mut self, (row, column): (u32, u32), text: &str, taker: &mut Taker) {
        let length = text.chars().count() + 1;
        if length > taker.left {
            taker.cut = true;
            return;
        }
        taker.left -= length;
        if self.row == Some(row) {
            self.text.push('　');
        } else {
            if self.length > PART_CHARACTERS {
                self.end(taker);
            }
            if !self.text.is_empty() {
                self.text.push('\n');
            }
            self.row = Some(row);
        }
        if self.heading.is_empty() {
            self.heading = text.chars().take(120).collect();
        }
        self.text.push_str(text);
        self.length += length;
        let (top, left, bottom, right) = self.bounds.unwrap_or((row, column, row, column));
        self.bounds = Some((top.min(row), left.min(column), bottom.max(row), right.max(column)));
    }

    fn end(&mut self, taker: &mut Taker) {
        if let Some((top, left, bottom, right)) = self.bounds.take() {
            taker.parts.push(Part {
                place: Place::Cells { sheet: self.sheet.to_owned(), top, left, bottom, right },
                heading: self.heading.clone(),
                text: std::mem::take(&mut self.text),
            });
        }
        self.length = 0;
        self.row = None;
    }
}
