//! 地域別 (復元): 「出力日:」 in A1; a row of regions from D on; below it a row per series (B), all of one year.

use crate::figure;
use crate::grid::{Cell, Content, Sheet, in_row};
use crate::period;
use crate::series::{FIRST_FIGURE, label, unit_of_head};
use crate::{Fault, Layout, Part, Reading};

const HEADINGS_WITHIN: u32 = 12;
const SERIES: u32 = 1;
const FURTHER: u32 = 2;

/// The row of regions: the first in which names, not figures, stand from D on, with a series somewhere below.
fn headings(sheet: &Sheet) -> Option<(u32, Vec<(u32, String)>)> {
    for row in sheet.rows() {
        let number = row.first().map(|cell| cell.row).filter(|row| *row < HEADINGS_WITHIN)?;
        let names = row.iter().filter(|cell| cell.column >= FIRST_FIGURE).filter_map(|cell| {
            let Content::Text(_) = cell.content else { return None };
            let name = label(Some(cell));
            let is_name = !name.is_empty()
                && !name.contains("単位")
                && !name.contains("出力日")
                && period::read(&name).is_none()
                && figure::of_text(&name).is_err();
            is_name.then_some((cell.column, name))
        });
        let names: Vec<(u32, String)> = names.collect();
        if !names.is_empty() {
            return Some((number, names));
        }
    }
    None
}

/// The year the head of the sheet says, where the name of the file says none: 「令和8年4月末時点」.
fn year_of_head(sheet: &Sheet, before: u32) -> Option<i16> {
    let mut head = sheet.cells.iter().take_while(|cell| cell.row <= before);
    head.find_map(|cell| {
        let text = cell.text();
        if text.starts_with("出力日") {
            return None;
        }
        let text = text.trim_start_matches(['（', '(', '【']);
        let text = ["時点", "年度", "対象年度", "年月"].iter().find_map(|word| text.strip_prefix(word)).unwrap_or(text);
        period::read(text.trim_start_matches([':', '：', ' ', '　'])).map(|time| time.year)
    })
}

/// `None` where no row of regions is found.
pub fn read(sheet: &Sheet, year: Option<i16>) -> Option<Reading> {
    let (heading, regions) = headings(sheet)?;
    let mut reading = Reading::new(Layout::Areas, &sheet.name);
    let Some(year) = year.or_else(|| year_of_head(sheet, heading)) else {
        reading.fault(Fault {
            at: None,
            series: None,
            sentence: "何年度の値か分かりません。ファイル名を「…_2026_地域別.xlsx」のように年を入れた名前に戻すか、「列の対応づけ」で年度を入れてください。".to_owned(),
        });
        return Some(reading);
    };
    let unit_of_all = unit_of_head(sheet, heading);
    let places: Vec<(u32, u32)> = regions.iter().map(|(column, name)| (*column, reading.place(name))).collect();
    for row in sheet.rows().filter(|row| row.first().is_some_and(|cell| cell.row > heading)) {
        let name = label(in_row(row, SERIES));
        if name.is_empty() || name.starts_with(['（', '(', '※', '注']) {
            continue;
        }
        let further = label(in_row(row, FURTHER).filter(|cell| matches!(cell.content, Content::Text(_))));
        let (name, unit) = match further.as_str() {
            "" => (name.clone(), figure::unit_of_name(&name)),
            unit if figure::is_unit(unit) => (name, figure::unit(unit)),
            more => (format!("{name}／{more}"), figure::unit_of_name(more)),
        };
        let unit = if unit.is_empty() { unit_of_all.as_str() } else { &unit };
        let series = reading.series(&name, unit, Part::Value);
        // Both stand in order of their columns: walked through together, a wide row costs no more than its cells.
        let mut columns = places.iter().peekable();
        for cell in row.iter().filter(|cell: &&Cell| cell.column >= FIRST_FIGURE) {
            while columns.next_if(|(column, _)| *column < cell.column).is_some() {}
            if let Some((_, place)) = columns.next_if(|(column, _)| *column == cell.column) {
                reading.take(cell, (*place, series), (year, false));
            }
        }
    }
    Some(reading)
}
