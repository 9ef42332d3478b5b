//! `.xls` of old Excel: calamine reads it, behind a guard that walks the records first. calamine keeps a sheet as one dense
//! block, so two cells far apart could ask for hundreds of megabytes: such a file never reaches it.

use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

use calamine::{Data, Reader as _, Xls};
use jiff::civil::Date;

use super::{Book, Cell, FileKind, Merge, Sheet, Value, cfb};
use crate::{FileFault, Limits};

/// Most places of one dense block: 24 bytes each.
const MOST_PLACES: u64 = 500_000;

/// # Errors
/// Damaged, encrypted, or beyond the limits.
pub(super) fn read(bytes: &[u8], limits: &Limits) -> Result<Book, FileFault> {
    let merges = guard(bytes, limits)?;
    // A fault in a library must not become a fault of ours: what it cannot cope with is a damaged file.
    catch_unwind(AssertUnwindSafe(|| cells(bytes, limits, merges))).unwrap_or(Err(FileFault::Damaged))
}

fn cells(bytes: &[u8], limits: &Limits, merges: Vec<Vec<Merge>>) -> Result<Book, FileFault> {
    let mut book = Book::new(FileKind::Xls);
    let mut file = Xls::new(Cursor::new(bytes)).map_err(|_| FileFault::Damaged)?;
    let names = file.sheet_names();
    if names.len() > limits.sheets {
        return Err(FileFault::UnpacksToTooMuch { what: "シート" });
    }
    let mut merges = merges.into_iter();
    for name in names {
        let merges = merges.next().unwrap_or_default();
        let Ok(range) = file.worksheet_range(&name) else { continue };
        let (top, left) = range.start().unwrap_or((0, 0));
        let mut sheet = Sheet { name, cells: Vec::new(), merges };
        for (row, column, data) in range.used_cells() {
            let value = match data {
                Data::Empty => continue,
                Data::String(text) if text.is_empty() => continue,
                Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => book.keep(text, limits)?,
                #[allow(clippy::cast_precision_loss, reason = "whole numbers of .xls have 30 bits")]
                Data::Int(number) => Value::Number { number: *number as f64, style: u32::MAX },
                Data::Float(number) => Value::Number { number: *number, style: u32::MAX },
                Data::Bool(yes) => Value::Bool(*yes),
                Data::Error(_) => Value::Error,
                Data::DateTime(at) => {
                    let (year, month, day, ..) = at.to_ymd_hms_milli();
                    let part = |n: u8| i8::try_from(n).unwrap_or(0);
                    let day = i16::try_from(year).ok().and_then(|year| Date::new(year, part(month), part(day)).ok());
                    day.map_or(Value::Number { number: at.as_f64(), style: u32::MAX }, Value::Date)
                }
            };
            let at = |from: u32, more: usize| from.saturating_add(u32::try_from(more).unwrap_or(u32::MAX));
            sheet.cells.push(Cell { row: at(top, row), column: at(left, column), value });
        }
        book.sheets.push(sheet);
        if book.cell_count() > limits.cells {
            return Err(FileFault::UnpacksToTooMuch { what: "セル" });
        }
    }
    Ok(book)
}

/// Walks the records: how far apart cells lie, how many ranges are merged, whether it is encrypted. Gives the merged ranges
/// per sheet, in the order of the file.
fn guard(bytes: &[u8], limits: &Limits) -> Result<Vec<Vec<Merge>>, FileFault> {
    let file = cfb::Cfb::open(bytes).ok_or(FileFault::Damaged)?;
    let stream = file.stream("Workbook").or_else(|| file.stream("Book")).ok_or(FileFault::Damaged)?;
    let too_much = |what| Err(FileFault::UnpacksToTooMuch { what });
    let mut merges: Vec<Vec<Merge>> = Vec::new();
    let (mut records, mut cells, mut ranges, mut sheets) = (0usize, 0usize, 0usize, 0usize);
    // Of the sheet being walked: first and last row and column with content.
    let mut extent: Option<(u32, u32, u32, u32)> = None;
    let mut at = 0;
    let mut is_sheet = false;
    while let Some(head) = stream.get(at..at + 4) {
        let (id, length) =
            (u16::from_le_bytes([head[0], head[1]]), usize::from(u16::from_le_bytes([head[2], head[3]])));
        let data = stream.get(at + 4..at + 4 + length).ok_or(FileFault::Damaged)?;
        let word = |from: usize| data.get(from..from + 2).map(|b| u32::from(u16::from_le_bytes([b[0], b[1]])));
        at += 4 + length;
        records += 1;
        if records > limits.elements {
            return too_much("セルや書式");
        }
        match id {
            // BOF: 0x0005 is the workbook, the rest are sheets of some kind.
            0x0009 | 0x0209 | 0x0409 | 0x0809 => {
                is_sheet = word(2) != Some(0x0005);
                extent = None;
                if is_sheet {
                    sheets += 1;
                    merges.push(Vec::new());
                    if sheets > limits.sheets {
                        return too_much("シート");
                    }
                }
            }
            0x002f => return Err(FileFault::Encrypted),
            // Any record that names a cell with content: NUMBER, LABEL, LABELSST, RK, MULRK, FORMULA, BOOLERR, RSTRING.
            0x0003 | 0x0203 | 0x0004 | 0x0204 | 0x00fd | 0x027e | 0x00bd | 0x0006 | 0x0206 | 0x0406 | 0x0005
            | 0x0205 | 0x00d6 => {
                let (Some(row), Some(column)) = (word(0), word(2)) else { return Err(FileFault::Damaged) };
                let last = if id == 0x00bd { length.checked_sub(2).and_then(word).unwrap_or(column) } else { column };
                cells += 1;
                let (top, left, bottom, right) = extent.unwrap_or((row, column, row, last));
                let now = (top.min(row), left.min(column), bottom.max(row), right.max(last));
                extent = Some(now);
                let places = u64::from(now.2 - now.0 + 1) * u64::from(now.3.saturating_sub(now.1) + 1);
                if places > MOST_PLACES || row >= limits.rows || last >= limits.columns {
                    return too_much("行や列");
                }
                if cells > limits.cells {
                    return too_much("セル");
                }
            }
            0x00e5 if is_sheet => {
                let count = word(0).unwrap_or(0) as usize;
                ranges += count;
                if ranges > limits.merged {
                    return too_much("セルの結合");
                }
                for range in 0..count {
                    let from = 2 + range * 8;
                    if let (Some(top), Some(bottom), Some(left), Some(right), Some(sheet)) =
                        (word(from), word(from + 2), word(from + 4), word(from + 6), merges.last_mut())
                    {
                        sheet.push(Merge { top, left, bottom, right });
                    }
                }
            }
            _ => {}
        }
    }
    Ok(merges)
}
