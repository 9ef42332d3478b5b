//! 時系列 (復元): 「出力日:」 in A1; a row of times; below it a row per region (B) and series (C), figures from D on.

use jiff::civil::Date;

use crate::figure;
use crate::grid::{Cell, Sheet, in_row};
use crate::period::{self, Period};
use crate::{Layout, Part, Reading};

/// Sheets of figures begin so.
pub const SHEET: &str = "表形式";
const HEADINGS_WITHIN: u32 = 12;
const PLACE: u32 = 1;
const SERIES: u32 = 2;
pub const FIRST_FIGURE: u32 = 3;

/// 出力日 of the first cells; `None` where there is none.
pub fn export_day(sheet: &Sheet) -> Option<Date> {
    let said = sheet.cells.iter().take_while(|cell| cell.row < 2).find_map(|cell| {
        let text = japanese::fold::half_width(&japanese::fold::tidy(&cell.text()));
        let rest = text.strip_prefix("出力日")?.trim_start_matches([':', '：', ' ']).to_owned();
        Some(rest).filter(|rest| !rest.is_empty())
    })?;
    let day = said.split([' ', '　']).next().unwrap_or_default();
    japanese::wareki::parse(day).ok().or_else(|| {
        // 2026/8/4
        let mut parts = day.split('/').map(|part| part.parse::<i16>().ok());
        let (year, month, day) = (parts.next()??, parts.next()??, parts.next()??);
        Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
    })
}

/// 「行1」, 「列12」: what the system puts where it has no name.
pub fn is_placeholder(text: &str) -> bool {
    let rest = text.strip_prefix(['行', '列']);
    rest.is_some_and(|rest| !rest.is_empty() && rest.chars().all(|c| c.is_ascii_digit() || ('０'..='９').contains(&c)))
}

/// The text of a cell, one line, trimmed; empty for a placeholder.
pub fn label(cell: Option<&Cell>) -> String {
    let text = cell.map(Cell::text).unwrap_or_default();
    let text = text.split_whitespace().collect::<String>();
    if is_placeholder(&text) { String::new() } else { text }
}

/// The unit that the head of a sheet says for all of it: 「（単位：人）」.
pub fn unit_of_head(sheet: &Sheet, before: u32) -> String {
    let head = sheet.cells.iter().take_while(|cell| cell.row <= before);
    head.map(Cell::text)
        .find(|text| text.contains("単位"))
        .map(|text| figure::unit(&text))
        .filter(|unit| figure::is_unit(unit))
        .unwrap_or_default()
}

/// The row with the most times in it; the first of equals.
fn headings(sheet: &Sheet) -> Option<(u32, Vec<(u32, Period)>)> {
    let mut best: Option<(u32, Vec<(u32, Period)>)> = None;
    for row in sheet.rows() {
        let Some(number) = row.first().map(|cell| cell.row).filter(|row| *row < HEADINGS_WITHIN) else { break };
        let times = row
            .iter()
            .filter(|cell| cell.column >= SERIES)
            .filter_map(|cell| Some((cell.column, period::read(&cell.text())?)));
        let times: Vec<(u32, Period)> = times.collect();
        if !times.is_empty() && best.as_ref().is_none_or(|(_, known)| times.len() > known.len()) {
            best = Some((number, times));
        }
    }
    best
}

/// `None` where no row of times is found.
pub fn read(sheet: &Sheet) -> Option<Reading> {
    let (heading, times) = headings(sheet)?;
    let unit_of_all = unit_of_head(sheet, heading);
    let mut reading = Reading::new(Layout::Series, &sheet.name);
    let mut place = String::new();
    for row in sheet.rows().filter(|row| row.first().is_some_and(|cell| cell.row > heading)) {
        let own = label(in_row(row, PLACE));
        if own.starts_with(['（', '(', '※', '注']) {
            continue;
        }
        // A region stands once above its series where cells are merged.
        if !own.is_empty() {
            place = own;
        }
        if place.is_empty() {
            continue;
        }
        let name = label(in_row(row, SERIES).filter(|_| times.iter().all(|(column, _)| *column > SERIES)));
        let unit = figure::unit_of_name(&name);
        let unit = if unit.is_empty() { unit_of_all.as_str() } else { &unit };
        let of = (reading.place(&place), reading.series(&name, unit, Part::Value));
        for (column, time) in &times {
            if let Some(cell) = in_row(row, *column) {
                reading.take(cell, of, (time.year, time.estimated));
            }
        }
    }
    Some(reading)
}
