//! `.xlsx`: workbook, relations, styles, shared strings, sheets. One part at a time, only what is needed.

use std::borrow::Cow;

use super::archive::Archive;
use super::xml::{Event, Scanner, attribute, unescape};
use super::{Book, Cell, FileKind, Merge, Sheet, Value};
use crate::{FileFault, Limits};

/// # Errors
/// Damaged, or beyond the limits.
pub(super) fn read(archive: &Archive<'_>, limits: &Limits) -> Result<Book, FileFault> {
    let mut book = Book::new(FileKind::Xlsx);
    let workbook_at = archive.names().find(|name| name.to_ascii_lowercase().ends_with("workbook.xml"));
    let workbook_at = workbook_at.ok_or(FileFault::Damaged)?.to_owned();
    let (folder, file) = workbook_at.rsplit_once('/').unwrap_or(("", &workbook_at));
    let mut left = limits.elements;
    let relations = archive.part(&join(folder, &format!("_rels/{file}.rels")))?.ok_or(FileFault::Damaged)?;
    let relations = relations_of(&relations, limits, &mut left)?;
    let workbook = archive.part(&workbook_at)?.ok_or(FileFault::Damaged)?;
    let sheets = sheets_of(&workbook, limits, &mut left, &mut book)?;
    if sheets.len() > limits.sheets {
        return Err(FileFault::UnpacksToTooMuch { what: "シート" });
    }
    let mut strings = Vec::new();
    for (_, kind, target) in &relations {
        if kind.ends_with("/sharedStrings")
            && let Some(part) = archive.part(&join(folder, target))?
        {
            strings = shared_strings(&part, limits, &mut left, &mut book)?;
        } else if kind.ends_with("/styles")
            && let Some(part) = archive.part(&join(folder, target))?
        {
            book.date_styles = date_styles(&part, limits, &mut left)?;
        }
    }
    book.has_images = archive.names().any(|name| name.to_ascii_lowercase().starts_with("xl/media/"));
    for (name, relation) in sheets {
        let Some((_, kind, target)) = relations.iter().find(|(id, ..)| *id == relation) else { continue };
        // Chart sheets and dialogs have no cells.
        if !kind.ends_with("/worksheet") || name == crate::identity::LISTS_SHEET {
            continue;
        }
        let Some(part) = archive.part(&join(folder, target))? else { continue };
        let mut reading =
            SheetReading { strings: &strings, limits, book: &mut book, sheet: Sheet { name, ..Sheet::default() } };
        reading.read(&part, &mut left)?;
        let sheet = reading.sheet;
        book.sheets.push(sheet);
    }
    Ok(book)
}

fn join(folder: &str, target: &str) -> String {
    match target.strip_prefix('/') {
        Some(absolute) => absolute.to_owned(),
        None if folder.is_empty() => target.to_owned(),
        None => format!("{folder}/{}", target.trim_start_matches("./")),
    }
}

/// (id, type, target), external ones left out.
fn relations_of(part: &[u8], limits: &Limits, left: &mut usize) -> Result<Vec<(String, String, String)>, FileFault> {
    let mut scanner = Scanner::new(part, limits.depth, *left);
    let mut relations = Vec::new();
    while let Some(event) = scanner.next()? {
        let Event::Start { name: b"Relationship", attributes, .. } = event else { continue };
        let of = |name: &[u8]| attribute(attributes, name).map(|raw| unescape(raw).into_owned()).unwrap_or_default();
        if of(b"TargetMode").eq_ignore_ascii_case("external") {
            continue;
        }
        relations.push((of(b"Id"), of(b"Type"), of(b"Target")));
        if relations.len() > limits.entries {
            return Err(FileFault::UnpacksToTooMuch { what: "ファイルの中の部品" });
        }
    }
    *left = scanner.elements_left();
    Ok(relations)
}

/// (name, relation id) in order; also which date system.
fn sheets_of(
    part: &[u8],
    limits: &Limits,
    left: &mut usize,
    book: &mut Book,
) -> Result<Vec<(String, String)>, FileFault> {
    let mut scanner = Scanner::new(part, limits.depth, *left);
    let mut sheets = Vec::new();
    while let Some(event) = scanner.next()? {
        match event {
            Event::Start { name: b"sheet", attributes, .. } => {
                let of = |name: &[u8]| attribute(attributes, name).map_or(Cow::Borrowed(""), unescape).into_owned();
                let relation = attribute(attributes, b"r:id").or_else(|| attribute(attributes, b"id"));
                sheets.push((of(b"name"), relation.map_or(Cow::Borrowed(""), unescape).into_owned()));
                if sheets.len() > limits.sheets {
                    break;
                }
            }
            Event::Start { name: b"workbookPr", attributes, .. } => {
                book.from_1904 = matches!(attribute(attributes, b"date1904"), Some(b"1" | b"true"));
            }
            _ => {}
        }
    }
    *left = scanner.elements_left();
    Ok(sheets)
}

/// Shared strings, without the phonetic guides (ふりがな) Excel keeps beside Japanese.
fn shared_strings(part: &[u8], limits: &Limits, left: &mut usize, book: &mut Book) -> Result<Vec<Value>, FileFault> {
    let mut scanner = Scanner::new(part, limits.depth, *left);
    let mut strings = Vec::new();
    while let Some(event) = scanner.next()? {
        if let Event::Start { name: b"si", empty, .. } = event {
            let value = if empty { book.keep("", limits)? } else { rich_text(&mut scanner, b"si", limits, book)? };
            strings.push(value);
            if strings.len() > limits.strings {
                return Err(FileFault::UnpacksToTooMuch { what: "文字" });
            }
        }
    }
    *left = scanner.elements_left();
    Ok(strings)
}

/// The text inside `<si>` or `<is>`: runs joined, phonetic guides left out.
fn rich_text(scanner: &mut Scanner<'_>, until: &[u8], limits: &Limits, book: &mut Book) -> Result<Value, FileFault> {
    let mut text = String::new();
    let mut inside = false;
    while let Some(event) = scanner.next()? {
        match event {
            Event::Start { name: b"rPh", empty: false, .. } => scanner.skip()?,
            Event::Start { name: b"t", empty, .. } => inside = !empty,
            Event::End { name: b"t" } => inside = false,
            Event::End { name } if name == until => return book.keep(&text, limits),
            Event::Text { raw, literal } if inside => {
                if literal {
                    text.push_str(&String::from_utf8_lossy(raw));
                } else {
                    text.push_str(&unescape(raw));
                }
            }
            _ => {}
        }
    }
    Err(FileFault::Damaged)
}

/// Per cell style whether its number format shows a date.
fn date_styles(part: &[u8], limits: &Limits, left: &mut usize) -> Result<Vec<bool>, FileFault> {
    let mut scanner = Scanner::new(part, limits.depth, *left);
    let mut own: Vec<(u32, bool)> = Vec::new();
    let mut styles = Vec::new();
    let mut in_cell_styles = false;
    while let Some(event) = scanner.next()? {
        match event {
            Event::Start { name: b"numFmt", attributes, .. } if own.len() < 2_000 => {
                let id = attribute(attributes, b"numFmtId").and_then(number);
                let code = attribute(attributes, b"formatCode").map_or(Cow::Borrowed(""), unescape);
                own.extend(id.map(|id| (id, shows_date(&code))));
            }
            Event::Start { name: b"cellXfs", empty, .. } => in_cell_styles = !empty,
            Event::End { name: b"cellXfs" } => in_cell_styles = false,
            Event::Start { name: b"xf", attributes, .. } if in_cell_styles && styles.len() < 70_000 => {
                let id = attribute(attributes, b"numFmtId").and_then(number).unwrap_or(0);
                let known = own.iter().find(|(own, _)| *own == id).map(|(_, date)| *date);
                // Built in: 14–17, 22 dates; 27–36 and 50–58 dates of East Asian Excel.
                styles.push(known.unwrap_or(matches!(id, 14..=17 | 22 | 27..=36 | 50..=58)));
            }
            _ => {}
        }
    }
    *left = scanner.elements_left();
    Ok(styles)
}

/// `yyyy/m/d`, `[$-411]ge.m.d`, 「ggge"年"m"月"d"日"」: a year, era or day outside quotation marks and brackets.
pub(super) fn shows_date(code: &str) -> bool {
    let mut quoted = false;
    let mut bracket = false;
    let mut escaped = false;
    for c in code.chars() {
        match c {
            _ if escaped => escaped = false,
            '\\' | '_' | '*' => escaped = true,
            '"' => quoted = !quoted,
            '[' if !quoted => bracket = true,
            ']' => bracket = false,
            'y' | 'Y' | 'd' | 'D' | 'g' | 'e' if !quoted && !bracket => {
                // `General` and `0.00E+00` are no dates.
                return !code.eq_ignore_ascii_case("general") && !code.contains("E+") && !code.contains("e+");
            }
            _ => {}
        }
    }
    false
}

fn number(raw: &[u8]) -> Option<u32> {
    std::str::from_utf8(raw).ok()?.parse().ok()
}

/// 「B12」 → (11, 1)
fn reference(raw: &[u8]) -> Option<(u32, u32)> {
    let (mut row, mut column) = (0u32, 0u32);
    for byte in raw {
        match byte {
            b'A'..=b'Z' => column = column.checked_mul(26)?.checked_add(u32::from(byte - b'A') + 1)?,
            b'a'..=b'z' => column = column.checked_mul(26)?.checked_add(u32::from(byte - b'a') + 1)?,
            b'0'..=b'9' => row = row.checked_mul(10)?.checked_add(u32::from(byte - b'0'))?,
            b'$' => {}
            _ => return None,
        }
    }
    Some((row.checked_sub(1)?, column.checked_sub(1)?))
}

struct SheetReading<'a> {
    strings: &'a [Value],
    limits: &'a Limits,
    book: &'a mut Book,
    sheet: Sheet,
}

impl SheetReading<'_> {
    fn read(&mut self, part: &[u8], left: &mut usize) -> Result<(), FileFault> {
        let limits = self.limits;
        let mut scanner = Scanner::new(part, limits.depth, *left);
        let already = (self.book.cell_count(), self.book.sheets.iter().map(|sheet| sheet.merges.len()).sum::<usize>());
        let (mut row, mut column) = (0u32, 0u32);
        let mut next_row = 0u32;
        while let Some(event) = scanner.next()? {
            let Event::Start { name, attributes, empty } = event else { continue };
            match name {
                b"row" => {
                    row =
                        attribute(attributes, b"r").and_then(number).and_then(|r| r.checked_sub(1)).unwrap_or(next_row);
                    next_row = row.saturating_add(1);
                    column = 0;
                }
                b"c" => {
                    let at = attribute(attributes, b"r").and_then(reference).unwrap_or((row, column));
                    column = at.1.saturating_add(1);
                    if empty {
                        continue;
                    }
                    let kind = attribute(attributes, b"t").unwrap_or(b"n");
                    let style = attribute(attributes, b"s").and_then(number).unwrap_or(0);
                    let Some(value) = self.value(&mut scanner, kind, style)? else { continue };
                    if at.0 >= limits.rows || at.1 >= limits.columns {
                        return Err(FileFault::UnpacksToTooMuch { what: "行や列" });
                    }
                    self.sheet.cells.push(Cell { row: at.0, column: at.1, value });
                    if self.sheet.cells.len() + already.0 > limits.cells {
                        return Err(FileFault::UnpacksToTooMuch { what: "セル" });
                    }
                }
                b"mergeCell" => {
                    let range = attribute(attributes, b"ref").unwrap_or_default();
                    let (from, to) = range
                        .iter()
                        .position(|b| *b == b':')
                        .map_or((range, range), |at| (&range[..at], &range[at + 1..]));
                    if let (Some(from), Some(to)) = (reference(from), reference(to)) {
                        self.sheet.merges.push(Merge { top: from.0, left: from.1, bottom: to.0, right: to.1 });
                    }
                    if self.sheet.merges.len() + already.1 > limits.merged {
                        return Err(FileFault::UnpacksToTooMuch { what: "セルの結合" });
                    }
                }
                _ => {}
            }
        }
        *left = scanner.elements_left();
        Ok(())
    }

    /// What stands inside `<c>`; `None` when nothing does.
    fn value(&mut self, scanner: &mut Scanner<'_>, kind: &[u8], style: u32) -> Result<Option<Value>, FileFault> {
        let mut raw: &[u8] = b"";
        let mut inline = None;
        let mut inside = false;
        loop {
            match scanner.next()?.ok_or(FileFault::Damaged)? {
                Event::Start { name: b"v", empty, .. } => inside = !empty,
                Event::Start { name: b"is", empty: false, .. } => {
                    inline = Some(rich_text(scanner, b"is", self.limits, self.book)?);
                }
                Event::Start { empty: false, .. } => scanner.skip()?,
                Event::End { name: b"v" } => inside = false,
                Event::End { name: b"c" } => break,
                Event::Text { raw: text, .. } if inside => raw = text,
                _ => {}
            }
        }
        let value = match kind {
            b"s" => {
                let at: usize = std::str::from_utf8(raw.trim_ascii())
                    .ok()
                    .and_then(|t| t.parse().ok())
                    .ok_or(FileFault::Damaged)?;
                *self.strings.get(at).ok_or(FileFault::Damaged)?
            }
            b"inlineStr" => match inline {
                Some(value) => value,
                None => return Ok(None),
            },
            b"str" => self.book.keep(&unescape(raw), self.limits)?,
            b"b" => Value::Bool(raw.trim_ascii() == b"1" || raw.eq_ignore_ascii_case(b"true")),
            b"e" => Value::Error,
            b"d" => {
                let text = String::from_utf8_lossy(raw);
                match text.get(..10).and_then(|day| day.parse().ok()) {
                    Some(day) => Value::Date(day),
                    None => self.book.keep(&text, self.limits)?,
                }
            }
            _ => {
                let text = std::str::from_utf8(raw.trim_ascii()).map_err(|_| FileFault::Damaged)?;
                if text.is_empty() {
                    return Ok(None);
                }
                let number: f64 = text.parse().map_err(|_| FileFault::Damaged)?;
                if !number.is_finite() {
                    return Err(FileFault::Damaged);
                }
                Value::Number { number, style }
            }
        };
        Ok(match value {
            Value::Text { length: 0, .. } => None,
            value => Some(value),
        })
    }
}
