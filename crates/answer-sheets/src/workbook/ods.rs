//! `.ods`, as LibreOffice writes it: one `content.xml`. Repeated cells are repeated only as far as the limits go.

use super::archive::Archive;
use super::xml::{Event, Scanner, attribute, unescape};
use super::{Book, Cell, FileKind, Merge, Sheet, Value};
use crate::{FileFault, Limits};

/// # Errors
/// Damaged, encrypted, or beyond the limits.
pub(super) fn read(archive: &Archive<'_>, limits: &Limits) -> Result<Book, FileFault> {
    if let Some(manifest) = archive.part("META-INF/manifest.xml")?
        && memchr::memmem::find(&manifest, b"encryption-data").is_some()
    {
        return Err(FileFault::Encrypted);
    }
    let content = archive.part("content.xml")?.ok_or(FileFault::Damaged)?;
    let mut book = Book::new(FileKind::Ods);
    book.has_images = archive.names().any(|name| name.starts_with("Pictures/"));
    let mut scanner = Scanner::new(&content, limits.depth, limits.elements);
    let mut spreadsheet = false;
    while let Some(event) = scanner.next()? {
        match event {
            Event::Start { name: b"spreadsheet", empty, .. } => spreadsheet = !empty,
            Event::Start { name: b"tracked-changes", empty: false, .. } => scanner.skip()?,
            Event::Start { name: b"table", attributes, empty: false } if spreadsheet => {
                if book.sheets.len() >= limits.sheets {
                    return Err(FileFault::UnpacksToTooMuch { what: "シート" });
                }
                let name = attribute(attributes, b"table:name").map(|raw| unescape(raw).into_owned());
                let sheet = Sheet { name: name.unwrap_or_default(), ..Sheet::default() };
                let mut reading = Reading { scanner: &mut scanner, limits, book: &mut book, sheet };
                reading.table()?;
                let sheet = reading.sheet;
                book.sheets.push(sheet);
            }
            _ => {}
        }
    }
    if !spreadsheet {
        return Err(FileFault::NotAWorkbook { what: "文書（ODF）" });
    }
    Ok(book)
}

struct Reading<'a, 'b> {
    scanner: &'a mut Scanner<'b>,
    limits: &'a Limits,
    book: &'a mut Book,
    sheet: Sheet,
}

fn number(raw: Option<&[u8]>) -> Option<u32> {
    std::str::from_utf8(raw?).ok()?.parse().ok()
}

impl Reading<'_, '_> {
    fn table(&mut self) -> Result<(), FileFault> {
        let mut row = 0u32;
        loop {
            match self.scanner.next()?.ok_or(FileFault::Damaged)? {
                Event::End { name: b"table" } => return Ok(()),
                Event::Start { name: b"table-row", attributes, empty } => {
                    let repeated = number(attribute(attributes, b"number-rows-repeated")).unwrap_or(1).max(1);
                    let from = self.sheet.cells.len();
                    if !empty {
                        self.row(row)?;
                    }
                    let written = self.sheet.cells.len() - from;
                    if written > 0 {
                        let last = row.checked_add(repeated - 1).filter(|last| *last < self.limits.rows);
                        let last = last.ok_or(FileFault::UnpacksToTooMuch { what: "行や列" })?;
                        for copy in row + 1..=last {
                            for at in from..from + written {
                                let cell = self.sheet.cells[at];
                                self.push(Cell { row: copy, ..cell })?;
                            }
                        }
                    }
                    row = row.saturating_add(repeated);
                }
                // Drawings, forms, a table's own shapes: not cells. Groups of rows are looked into.
                Event::Start { name, empty: false, .. }
                    if !matches!(name, b"table-row-group" | b"table-header-rows" | b"table-rows") =>
                {
                    self.scanner.skip()?;
                }
                _ => {}
            }
        }
    }

    fn push(&mut self, cell: Cell) -> Result<(), FileFault> {
        self.sheet.cells.push(cell);
        if self.sheet.cells.len() + self.book.cell_count() > self.limits.cells {
            return Err(FileFault::UnpacksToTooMuch { what: "セル" });
        }
        Ok(())
    }

    fn row(&mut self, row: u32) -> Result<(), FileFault> {
        let mut column = 0u32;
        loop {
            match self.scanner.next()?.ok_or(FileFault::Damaged)? {
                Event::End { name: b"table-row" } => return Ok(()),
                Event::Start { name: b"table-cell" | b"covered-table-cell", attributes, empty } => {
                    let repeated = number(attribute(attributes, b"number-columns-repeated")).unwrap_or(1).max(1);
                    let across = number(attribute(attributes, b"number-columns-spanned")).unwrap_or(1).max(1);
                    let down = number(attribute(attributes, b"number-rows-spanned")).unwrap_or(1).max(1);
                    if across > 1 || down > 1 {
                        let (bottom, right) = (row.saturating_add(down - 1), column.saturating_add(across - 1));
                        self.sheet.merges.push(Merge { top: row, left: column, bottom, right });
                        let merged: usize = self.book.sheets.iter().map(|sheet| sheet.merges.len()).sum();
                        if self.sheet.merges.len() + merged > self.limits.merged {
                            return Err(FileFault::UnpacksToTooMuch { what: "セルの結合" });
                        }
                    }
                    let text = if empty { String::new() } else { self.paragraphs()? };
                    if let Some(value) = self.value(attributes, &text)? {
                        let last = column.checked_add(repeated - 1).filter(|last| *last < self.limits.columns);
                        let last = last.filter(|_| row < self.limits.rows);
                        let last = last.ok_or(FileFault::UnpacksToTooMuch { what: "行や列" })?;
                        for column in column..=last {
                            self.push(Cell { row, column, value })?;
                        }
                    }
                    column = column.saturating_add(repeated);
                }
                Event::Start { empty: false, .. } => self.scanner.skip()?,
                _ => {}
            }
        }
    }

    fn value(&mut self, attributes: &[u8], text: &str) -> Result<Option<Value>, FileFault> {
        let of = |name: &[u8]| attribute(attributes, name).map(|raw| unescape(raw).into_owned());
        let kind = attribute(attributes, b"office:value-type");
        Ok(match kind {
            Some(b"float" | b"percentage" | b"currency") => {
                let number = of(b"office:value").and_then(|text| text.parse::<f64>().ok()).filter(|n| n.is_finite());
                number.map(|number| Value::Number { number, style: u32::MAX })
            }
            Some(b"date") => match of(b"office:date-value").and_then(|text| text.get(..10)?.parse().ok()) {
                Some(day) => Some(Value::Date(day)),
                None => Some(self.book.keep(text, self.limits)?),
            },
            Some(b"boolean") => Some(Value::Bool(of(b"office:boolean-value").as_deref() == Some("true"))),
            _ if text.is_empty() => None,
            _ => Some(self.book.keep(text, self.limits)?),
        })
    }

    /// The paragraphs of a cell, joined by line ends; notes and drawings left out.
    fn paragraphs(&mut self) -> Result<String, FileFault> {
        let mut text = String::new();
        let mut paragraphs = 0;
        let mut inside = 0u32;
        loop {
            match self.scanner.next()?.ok_or(FileFault::Damaged)? {
                Event::End { name: b"table-cell" | b"covered-table-cell" } => return Ok(text),
                Event::Start { name: b"p", empty, .. } => {
                    if paragraphs > 0 {
                        text.push('\n');
                    }
                    paragraphs += 1;
                    inside += u32::from(!empty);
                }
                Event::End { name: b"p" } => inside = inside.saturating_sub(1),
                Event::Start { name: b"s", attributes, .. } => {
                    let count = number(attribute(attributes, b"text:c")).unwrap_or(1).min(100);
                    (0..count).for_each(|_| text.push(' '));
                }
                Event::Start { name: b"tab", .. } => text.push('\t'),
                Event::Start { name: b"line-break", .. } => text.push('\n'),
                // Runs and links hold text; notes, shapes and reading aids do not.
                Event::Start {
                    name: b"annotation" | b"frame" | b"custom-shape" | b"ruby-text" | b"detective",
                    empty: false,
                    ..
                } => {
                    self.scanner.skip()?;
                }
                Event::Text { raw, literal } if inside > 0 => {
                    if literal {
                        text.push_str(&String::from_utf8_lossy(raw));
                    } else {
                        text.push_str(&unescape(raw));
                    }
                }
                _ => {}
            }
            if text.len() > self.limits.text_bytes {
                return Err(FileFault::UnpacksToTooMuch { what: "文字" });
            }
        }
    }
}
