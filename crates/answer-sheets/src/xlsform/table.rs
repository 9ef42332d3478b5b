//! A sheet with headings in its first row.

use std::collections::BTreeMap;

use crate::workbook::{Book, Sheet, cell_name};

use super::ImportFault;

/// One sheet, its texts by row and heading.
pub(super) struct Table {
    pub name: String,
    /// Row of the headings, from 0.
    head: u32,
    /// Heading → column.
    columns: BTreeMap<String, u32>,
    /// Headings in order of columns.
    pub headings: Vec<String>,
    pub rows: Vec<Row>,
}

pub(super) struct Row {
    /// From 0.
    pub number: u32,
    texts: BTreeMap<u32, String>,
}

impl Table {
    /// The sheet of that name (letter case does not matter).
    pub(super) fn of(book: &Book, name: &str) -> Option<Self> {
        let sheet: &Sheet = book.sheets.iter().find(|sheet| sheet.name.trim().eq_ignore_ascii_case(name))?;
        let mut table = Self {
            name: sheet.name.clone(),
            head: 0,
            columns: BTreeMap::new(),
            headings: Vec::new(),
            rows: Vec::new(),
        };
        for cells in sheet.rows() {
            let number = cells.first().map_or(0, |cell| cell.row);
            if table.headings.is_empty() {
                table.head = number;
                for cell in cells {
                    let heading = heading(&book.shown(cell));
                    if !heading.is_empty() {
                        table.columns.entry(heading.clone()).or_insert(cell.column);
                        table.headings.push(heading);
                    }
                }
                continue;
            }
            let texts: BTreeMap<u32, String> =
                cells.iter().map(|cell| (cell.column, seen(&book.shown(cell)))).collect();
            if texts.values().any(|text| !text.is_empty()) {
                table.rows.push(Row { number, texts });
            }
        }
        Some(table)
    }

    pub(super) fn has(&self, heading: &str) -> bool {
        self.columns.contains_key(heading)
    }

    /// The text under a heading; empty when there is none.
    pub(super) fn text<'a>(&self, row: &'a Row, heading: &str) -> &'a str {
        self.columns.get(heading).and_then(|column| row.texts.get(column)).map_or("", String::as_str)
    }

    /// A fault at a cell; where the sheet lacks the column, at the row's first cell.
    pub(super) fn fault(&self, row: &Row, heading: &str, sentence: impl Into<String>) -> ImportFault {
        let column = self.columns.get(heading).copied().unwrap_or(0);
        ImportFault { sheet: self.name.clone(), cell: cell_name(row.number, column), sentence: sentence.into() }
    }

    /// Is anything written below a heading?
    pub(super) fn is_used(&self, heading: &str) -> bool {
        self.rows.iter().any(|row| !self.text(row, heading).is_empty())
    }

    /// Something to say about a whole column: at its heading.
    pub(super) fn of_column(&self, heading: &str, sentence: impl Into<String>) -> ImportFault {
        let column = self.columns.get(heading).copied().unwrap_or(0);
        ImportFault { sheet: self.name.clone(), cell: cell_name(self.head, column), sentence: sentence.into() }
    }
}

/// Without the characters nobody sees, which come in by pasting.
fn seen(text: &str) -> String {
    let seen: String = text.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect();
    seen.trim().to_owned()
}

/// `label::Japanese (ja)` → `label`, also for hints and messages; `list name` → `list_name`.
fn heading(text: &str) -> String {
    let text = text.trim().to_ascii_lowercase();
    let (base, language) = text.split_once("::").unwrap_or((text.as_str(), ""));
    let japanese = language.is_empty() || language.contains("ja") || language.contains("日本語");
    let base = base.trim().replace([' ', '-'], "_");
    // Other languages keep their own heading and are passed over.
    if japanese { base } else { text.clone() }
}
