//! Which row is which line, which column holds what: by keys first, by headings and wording when the keys are gone.

use std::collections::HashSet;

use japanese::fold::fold;
use questionnaire::form::Applicable;

use super::fault::{Fault, FaultKind, Stray, Weight};
use crate::identity::{CONTROL, LISTS_SHEET, SHEET};
use crate::layout::{
    ANSWER, COLUMNS_KEY, HEAD_ANSWER, HEAD_LAST, HEAD_NUMBER, HEAD_OTHER, HEAD_TEXT, KEY, LAST, LaidSheet, NUMBER,
    OTHER, Slot, TEXT,
};
use crate::template::Template;
use crate::workbook::{Book, Cell, Sheet, cell_name};

/// Which column holds what, from 0.
#[derive(Clone, Copy, Debug)]
pub(super) struct Columns {
    pub key: Option<u32>,
    pub number: u32,
    pub text: u32,
    pub last: u32,
    pub answer: u32,
    pub other: u32,
}

/// A row found: cells `from..to` of the sheet.
#[derive(Clone, Copy, Debug)]
pub(super) struct Found {
    pub sheet: usize,
    pub row: u32,
    pub from: usize,
    pub to: usize,
}

#[derive(Debug, Default)]
pub(super) struct Located {
    /// Per line (flat): every row that is it. More than one when somebody copied rows or sheets.
    pub lines: Vec<Vec<Found>>,
    /// Per sheet of the book.
    pub columns: Vec<Option<Columns>>,
    pub strays: Vec<Stray>,
}

pub(super) fn locate(book: &Book, template: &Template) -> Located {
    let mut located = Located { lines: vec![Vec::new(); template.line_count()], ..Located::default() };
    for (at, sheet) in book.sheets.iter().enumerate() {
        let found = columns_of(book, sheet, template);
        located.columns.push(found.map(|(columns, _)| columns));
        let ours = [SHEET, LISTS_SHEET, crate::issue_names::FIRST, crate::issue_names::PUT_RIGHT];
        match found {
            Some((columns, head)) if columns.key.is_some() => {
                by_key(book, sheet, at, columns, head, template, &mut located);
            }
            Some((columns, head)) => by_wording(book, sheet, at, columns, head, template, &mut located),
            None if ours.contains(&sheet.name.as_str()) || sheet.cells.is_empty() => {}
            None => {
                let texts: Vec<String> = sheet.cells.iter().take(20).map(|cell| book.shown(cell)).collect();
                if !texts.iter().any(|text| text.starts_with(CONTROL)) {
                    located.strays.push(Stray {
                        sheet: sheet.name.clone(),
                        cell: String::new(),
                        text: texts.join(" "),
                    });
                }
            }
        }
    }
    located
}

/// The columns and the row of the heading (`None`: no heading was found).
fn columns_of(book: &Book, sheet: &Sheet, template: &Template) -> Option<(Columns, Option<u32>)> {
    let by_mark = sheet.cells.iter().find(|cell| book.text_of(cell) == Some(COLUMNS_KEY));
    if let Some(mark) = by_mark {
        let mut columns = issued_from(mark.column);
        heads(book, sheet, mark.row, &mut columns);
        return Some((columns, Some(mark.row)));
    }
    let key = sheet.cells.iter().find(|cell| book.text_of(cell).is_some_and(|text| template.find_key(text).is_some()));
    let head =
        sheet.rows().take(200).find(|row| is_heading(book, row)).and_then(|row| row.first()).map(|cell| cell.row);
    match (key, head) {
        (Some(key), head) => {
            let mut columns = issued_from(key.column);
            if let Some(head) = head {
                heads(book, sheet, head, &mut columns);
            }
            Some((columns, head))
        }
        (None, Some(head)) => {
            let mut columns = Columns { key: None, ..issued_from(0) };
            heads(book, sheet, head, &mut columns);
            Some((columns, Some(head)))
        }
        (None, None) => None,
    }
}

fn is_heading(book: &Book, row: &[Cell]) -> bool {
    let has = |head: &str| row.iter().any(|cell| book.text_of(cell).is_some_and(|text| text.trim() == head));
    has(HEAD_ANSWER) && has(HEAD_TEXT)
}

/// As issued, when the keys stand in this column.
fn issued_from(key: u32) -> Columns {
    let at = |column: u16| key + u32::from(column - KEY);
    Columns { key: Some(key), number: at(NUMBER), text: at(TEXT), last: at(LAST), answer: at(ANSWER), other: at(OTHER) }
}

fn heads(book: &Book, sheet: &Sheet, row: u32, columns: &mut Columns) {
    for cell in sheet.cells.iter().filter(|cell| cell.row == row) {
        let Some(text) = book.text_of(cell) else { continue };
        match text.trim() {
            HEAD_NUMBER => columns.number = cell.column,
            HEAD_TEXT => columns.text = cell.column,
            HEAD_LAST => columns.last = cell.column,
            HEAD_ANSWER => columns.answer = cell.column,
            HEAD_OTHER => columns.other = cell.column,
            _ => {}
        }
    }
}

/// Rows of a sheet with their range of cells.
fn ranges(sheet: &Sheet) -> impl Iterator<Item = (u32, usize, usize)> {
    let mut from = 0;
    sheet.rows().map(move |row| {
        let begin = from;
        from += row.len();
        (row.first().map_or(0, |cell| cell.row), begin, from)
    })
}

fn by_key(
    book: &Book,
    sheet: &Sheet,
    at: usize,
    columns: Columns,
    head: Option<u32>,
    template: &Template,
    located: &mut Located,
) {
    // Rows mostly come in the order of the layout: look at the next line before looking anywhere.
    let mut next: Option<(usize, usize)> = None;
    for (row, from, to) in ranges(sheet) {
        let cells = sheet.cells.get(from..to).unwrap_or_default();
        let key = cells.iter().find(|cell| Some(cell.column) == columns.key).and_then(|cell| book.text_of(cell));
        let guess = next.and_then(|(s, l)| template.line(s, l)).is_some_and(|line| Some(line.key.as_str()) == key);
        let line = if guess { next } else { key.and_then(|key| template.find_key(key)) };
        match line {
            Some((sheet_at, line_at)) => {
                next = Some((sheet_at, line_at + 1));
                if let Some(rows) = located.lines.get_mut(template.flat(sheet_at, line_at)) {
                    rows.push(Found { sheet: at, row, from, to });
                }
            }
            None if head.is_none_or(|head| row > head) && key != Some(COLUMNS_KEY) => {
                stray_cells(book, sheet, cells, located);
            }
            None => {}
        }
    }
}

fn stray_cells(book: &Book, sheet: &Sheet, cells: &[Cell], located: &mut Located) {
    for cell in cells {
        let text = book.shown(cell);
        if !text.trim().is_empty() && located.strays.len() < 500 {
            located.strays.push(Stray { sheet: sheet.name.clone(), cell: cell_name(cell.row, cell.column), text });
        }
    }
}

/// Lines of one question by their wording.
fn by_wording(
    book: &Book,
    sheet: &Sheet,
    at: usize,
    columns: Columns,
    head: Option<u32>,
    template: &Template,
    located: &mut Located,
) {
    // Which section? The one whose questions' numbers the sheet shows most.
    let texts = |column: u32| {
        sheet.cells.iter().filter(move |cell| cell.column == column).filter_map(|cell| book.text_of(cell)).map(fold)
    };
    let numbers: HashSet<String> = texts(columns.number).collect();
    let wordings: HashSet<String> = texts(columns.text).collect();
    let score = |laid: &LaidSheet| {
        let numbers = laid.lines.iter().filter(|l| !l.number.is_empty() && numbers.contains(&fold(&l.number))).count();
        numbers + laid.lines.iter().filter(|line| wordings.contains(&fold(&line.text))).count()
    };
    let best = template.sheets().iter().enumerate().max_by_key(|(_, laid)| score(laid));
    let Some((laid_at, laid)) = best.filter(|(_, laid)| score(laid) > 0) else { return };
    let mut next = 0;
    for (row, from, to) in ranges(sheet).filter(|(row, ..)| head.is_none_or(|head| *row > head)) {
        let cells = sheet.cells.get(from..to).unwrap_or_default();
        let at_column = |column: u32| {
            cells
                .iter()
                .find(|cell| cell.column == column)
                .and_then(|cell| book.text_of(cell))
                .map(fold)
                .unwrap_or_default()
        };
        let (number, text) = (at_column(columns.number), at_column(columns.text));
        let is_line = |line: &crate::layout::Line| {
            let same_number = !number.is_empty() && line.begins && fold(&line.number) == number;
            let same_text = !text.is_empty() && fold(&line.text) == text;
            let grid_head = matches!(line.slot, Slot::GridHead { .. }) && number.is_empty() && text.is_empty();
            same_number || (number.is_empty() && same_text) || grid_head
        };
        // Onwards from the last one found, then from the beginning (sorted rows).
        let found = laid.lines.iter().skip(next).position(is_line).map(|found| found + next);
        match found.or_else(|| laid.lines.iter().position(is_line)) {
            Some(found) => {
                next = found + 1;
                if let Some(rows) = located.lines.get_mut(template.flat(laid_at, found)) {
                    rows.push(Found { sheet: at, row, from, to });
                }
            }
            None => stray_cells(book, sheet, cells, located),
        }
    }
}

/// Sheets and questions that are not there any more. A question nobody is asked is not missed.
pub(super) fn missing(located: &Located, template: &Template, who: &Applicable) -> Vec<Fault> {
    let mut faults = Vec::new();
    let mut order = 0;
    for (sheet_at, laid) in template.sheets().iter().enumerate() {
        let is_there =
            |line: usize| located.lines.get(template.flat(sheet_at, line)).is_some_and(|rows| !rows.is_empty());
        let any = (0..laid.lines.len()).any(is_there);
        let asked = laid.lines.iter().any(|line| question_of(line.slot).is_some_and(|question| who.question(question)));
        if !any && asked {
            faults.push(Fault {
                kind: FaultKind::SheetMissing,
                weight: Weight::Error,
                sheet: laid.name.clone(),
                cell: String::new(),
                question: String::new(),
                row: None,
                number: String::new(),
                found: String::new(),
                expected: format!("シート「{}」", laid.name),
                sentence: format!(
                    "シート「{}」がありません。消してしまったときは、配布した回答票のものに記入して送ってください。",
                    laid.name
                ),
                keys: laid.lines.first().map(|line| line.key.clone()).into_iter().collect(),
                order,
            });
        }
        for (line_at, line) in laid.lines.iter().enumerate() {
            let Some(question) = question_of(line.slot) else { continue };
            order = question + 1;
            if !any || is_there(line_at) || !who.question(question) {
                continue;
            }
            let Some((_, asked)) = template.form().at(question) else { continue };
            faults.push(Fault {
                kind: FaultKind::LineMissing,
                weight: Weight::Error,
                sheet: laid.name.clone(),
                cell: String::new(),
                question: asked.id.clone(),
                row: None,
                number: asked.name(),
                found: String::new(),
                expected: line.text.lines().next().unwrap_or_default().to_owned(),
                sentence: format!(
                    "シート「{}」に{}の「{}」の行がありません。配布した回答票の行を戻してください。",
                    laid.name,
                    asked.name(),
                    line.text.lines().next().unwrap_or_default()
                ),
                keys: vec![line.key.clone()],
                order: question,
            });
        }
    }
    faults
}

/// The question answered on a line.
fn question_of(slot: Slot) -> Option<usize> {
    match slot {
        Slot::Value { question }
        | Slot::Mark { question, .. }
        | Slot::RowOne { question, .. }
        | Slot::RowMany { question, .. } => Some(question),
        Slot::None | Slot::MarkHead { .. } | Slot::GridHead { .. } => None,
    }
}
