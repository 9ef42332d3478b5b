//! A filled form → the fields of the case's form, with the cell each came from. Puts up with moved columns, rows added,
//! sheets unprotected, other spreadsheets; a stranger's file costs no more than the limits allow.

use std::collections::BTreeMap;

use answer_sheets::workbook::{Book, Cell, Sheet, cell_name, open};
use answer_sheets::{Limits, check_name};
use foundation::web::Fields;
use japanese::fold::tidy;

use super::layout::{HEADS, MAIN, Row, Table, Way, rows, tables};
use crate::cases::model::Trouble;

/// What a form says.
#[derive(Clone, Debug, Default)]
pub struct Filled {
    pub fields: Fields,
    /// Name of a control → 「事例 C12」.
    cells: BTreeMap<String, String>,
    /// What stands where nothing is asked: rows beyond the last.
    pub strays: Vec<(String, String)>,
}

impl Filled {
    /// Where a control stands on the form: its own cell, or the first of its boxes.
    pub fn cell(&self, control: &str) -> &str {
        let boxes = format!("{control}:");
        let own = self.cells.get(control);
        own.or_else(|| self.cells.iter().find(|(id, _)| id.starts_with(&boxes)).map(|(_, cell)| cell))
            .map_or(MAIN, String::as_str)
    }
}

/// Letters (bytes of text) read of one form. A shared text that a thousand cells point at counts a thousand times: a small file
/// must not become a long work.
const READ_AT_MOST: usize = 4 << 20;

/// What may still be read.
struct Budget(std::cell::Cell<usize>);

impl Budget {
    fn shown(&self, book: &Book, cell: &Cell) -> String {
        if self.is_spent() {
            return String::new();
        }
        let text = book.shown(cell);
        self.0.set(self.0.get().saturating_sub(text.len().max(1)));
        tidy(&text)
    }

    fn is_spent(&self) -> bool {
        self.0.get() == 0
    }
}

/// What is no ○.
const NO_MARKS: [&str; 9] = ["", "×", "✕", "-", "－", "0", "いいえ", "なし", "FALSE"];

/// `Err`: why this is no such form, in a sentence.
pub fn read(name: &str, bytes: &[u8], troubles: &[Trouble]) -> Result<Filled, String> {
    // The engine speaks of answer sheets.
    let told = |fault: &dyn std::fmt::Display| fault.to_string().replace("回答票", "様式").replace("回答", "事例");
    check_name(name).map_err(|fault| told(&fault))?;
    let book = open(bytes, &Limits::default()).map_err(|fault| told(&fault))?;
    let known = rows(troubles);
    let budget = Budget(std::cell::Cell::new(READ_AT_MOST));
    let too_much = || {
        "ファイルの中の文字が多すぎます。様式の欄のほかに貼り付けたものがあれば消して、送り直してください。".to_owned()
    };
    let Some((sheet, head, columns)) = main_sheet(&book, &budget) else {
        if budget.is_spent() {
            return Err(too_much());
        }
        return Err(
            "取組事例の収集様式ではありません（「項目」と「記入欄」の見出しがありません）。配布した様式に書いて送ってください。"
                .to_owned(),
        );
    };
    let mut filled = Filled::default();
    let mut found = 0;
    for cells in sheet.rows().filter(|cells| cells.first().is_some_and(|cell| cell.row > head)) {
        let at = |column: Option<u32>| {
            let cell = column.and_then(|column| cells.iter().find(|cell| cell.column == column));
            cell.map(|cell| budget.shown(&book, cell)).unwrap_or_default()
        };
        let (id, label) = (at(columns.id), at(Some(columns.label)));
        let Some(row) = known.iter().find(|row| row.id == id || (id.is_empty() && is_called(row, &label))) else {
            continue;
        };
        found += 1;
        let line = cells.first().map_or(0, |cell| cell.row);
        filled.cells.insert(row.id.clone(), format!("{} {}", sheet.name, cell_name(line, columns.fill)));
        let value = at(Some(columns.fill));
        match (row.way, row.id.split_once(':')) {
            (Way::Mark, Some((control, tag))) => {
                if !NO_MARKS.contains(&value.as_str()) {
                    filled.fields.push(control, tag);
                }
            }
            _ => filled.fields.push(&row.id, &value),
        }
    }
    if budget.is_spent() {
        return Err(too_much());
    }
    if found < known.len() / 2 {
        return Err(format!(
            "取組事例の収集様式の行が足りません（{}行のうち{found}行）。配布した様式にそのまま書いて送ってください。",
            known.len()
        ));
    }
    for table in tables() {
        if let Some(sheet) = book.sheets.iter().find(|sheet| sheet.name.trim() == table.name) {
            rows_of(&book, sheet, &table, &budget, &mut filled);
        }
    }
    if budget.is_spent() { Err(too_much()) } else { Ok(filled) }
}

fn is_called(row: &Row, label: &str) -> bool {
    label == row.label || label == row.shown()
}

/// Which columns hold what.
struct Columns {
    id: Option<u32>,
    label: u32,
    fill: u32,
}

/// The sheet with the heads of the form, the row they stand in, and its columns.
fn main_sheet<'a>(book: &'a Book, budget: &Budget) -> Option<(&'a Sheet, u32, Columns)> {
    book.sheets.iter().find_map(|sheet| {
        sheet.rows().find_map(|cells| {
            let column =
                |head: &str| cells.iter().find(|cell| budget.shown(book, cell) == head).map(|cell| cell.column);
            let columns = Columns { id: column(HEADS[0]), label: column(HEADS[1])?, fill: column(HEADS[2])? };
            Some((sheet, cells.first()?.row, columns))
        })
    })
}

/// The rows of a table below its heads; what stands beyond the last is told.
fn rows_of(book: &Book, sheet: &Sheet, table: &Table, budget: &Budget, filled: &mut Filled) {
    let Some((head, columns)) = sheet.rows().find_map(|cells| {
        let column = |head: &&str| cells.iter().find(|cell| budget.shown(book, cell) == **head).map(|cell| cell.column);
        let columns: Option<Vec<u32>> = table.heads.iter().map(column).collect();
        Some((cells.first()?.row, columns?))
    }) else {
        return;
    };
    let mut row = 0;
    for cells in sheet.rows().filter(|cells| cells.first().is_some_and(|cell| cell.row > head)) {
        let values: Vec<String> = columns
            .iter()
            .map(|column| {
                cells
                    .iter()
                    .find(|cell| cell.column == *column)
                    .map(|cell| budget.shown(book, cell))
                    .unwrap_or_default()
            })
            .collect();
        if values.iter().all(String::is_empty) {
            continue;
        }
        row += 1;
        let line = cells.first().map_or(0, |cell| cell.row);
        if row > table.rows {
            let cell = format!("{} {}", sheet.name, cell_name(line, columns[0]));
            let sentence = format!("「{}」は{}行までです。この行は入りません。", table.name, table.rows);
            filled.strays.push((cell, sentence));
            continue;
        }
        for (at, (column, value)) in columns.iter().zip(&values).enumerate() {
            let control = table.control(row, at);
            filled.cells.insert(control.clone(), format!("{} {}", sheet.name, cell_name(line, *column)));
            filled.fields.push(&control, value);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cases::exchange::form::blank;

    fn troubles() -> Vec<Trouble> {
        crate::cases::library::troubles().expect("troubles")
    }

    #[test]
    fn an_issued_form_comes_back_with_every_place_known() {
        let bytes = blank(&troubles(), "山口県柳井市", "").expect("a form");
        let filled = read("様式.xlsx", &bytes, &troubles()).expect("it is one");
        assert_eq!(filled.fields.get("owner"), "山口県柳井市");
        assert!(filled.cell("title").starts_with("事例 C") && filled.cell("scenes").starts_with("事例 C"));
        assert!(filled.fields.all("scenes").next().is_none() && filled.strays.is_empty());
    }

    #[test]
    fn what_is_no_form_is_told() {
        for (name, bytes) in
            [("x.xlsx", b"".as_slice()), ("x.pdf", b"%PDF-1.7"), ("x.xlsm", b"PK"), ("x.xlsx", b"PK\x03\x04broken")]
        {
            let sentence = read(name, bytes, &troubles()).expect_err(name);
            assert!(!sentence.contains("回答票"), "{sentence}");
        }
        let mut other = rust_xlsxwriter::Workbook::new();
        other.add_worksheet().write_string(0, 0, "項目").expect("a cell");
        let bytes = other.save_to_buffer().expect("a workbook");
        assert!(read("x.xlsx", &bytes, &troubles()).expect_err("no form").contains("収集様式ではありません"));
        let mut short = rust_xlsxwriter::Workbook::new();
        let sheet = short.add_worksheet();
        for (column, words) in [(0, "項目"), (1, "記入欄")] {
            sheet.write_string(0, column, words).expect("a cell");
        }
        let bytes = short.save_to_buffer().expect("a workbook");
        assert!(read("x.xlsx", &bytes, &troubles()).expect_err("rows are missing").contains("行が足りません"));
    }

    /// One long text that a thousand cells point at: a file of some kilobytes.
    #[test]
    fn a_small_file_with_endless_text_is_told_at_once() {
        let mut book = rust_xlsxwriter::Workbook::new();
        let sheet = book.add_worksheet();
        for (column, words) in [(0, "項目"), (1, "記入欄")] {
            sheet.write_string(0, column, words).expect("a cell");
        }
        let long = "長".repeat(32_000);
        for row in 1..1_500 {
            for column in 0..2 {
                sheet.write_string(row, column, &long).expect("a cell");
            }
        }
        let bytes = book.save_to_buffer().expect("a workbook");
        assert!(bytes.len() < 100_000, "{}", bytes.len());
        let before = std::time::Instant::now();
        assert!(read("x.xlsx", &bytes, &troubles()).expect_err("too much").contains("文字が多すぎます"));
        assert!(before.elapsed().as_secs() < 10, "{:?}", before.elapsed());
    }

    /// Somebody copied it into a workbook of her own: no ids, another order of columns, a row of her own.
    #[test]
    fn rows_are_known_by_their_words_too() {
        let mut book = rust_xlsxwriter::Workbook::new();
        let sheet = book.add_worksheet();
        sheet.write_string(3, 4, "項目").expect("a cell");
        sheet.write_string(3, 1, "記入欄").expect("a cell");
        for (at, row) in (5_u32..).zip(rows(&troubles())) {
            sheet.write_string(at, 4, row.shown()).expect("a cell");
            let value = match &*row.id {
                "title" => "写した題名",
                "scenes:mitori" => "✓",
                "scenes:kyuhen" => "×",
                _ => "",
            };
            if !value.is_empty() {
                sheet.write_string(at, 1, value).expect("a cell");
            }
        }
        sheet.write_string(4, 4, "わたしの行").expect("a cell");
        let players = book.add_worksheet();
        players.set_name("担い手").expect("a name");
        for (column, words) in [(0, "だれが"), (1, "何をした")] {
            players.write_string(0, column, words).expect("a cell");
        }
        for row in 1..=13_u32 {
            players.write_string(row, 0, format!("担い手{row}")).expect("a cell");
        }
        let bytes = book.save_to_buffer().expect("a workbook");
        let filled = read("写し.xlsx", &bytes, &troubles()).expect("it is one");
        assert_eq!(filled.fields.get("title"), "写した題名");
        assert_eq!(filled.fields.all("scenes").collect::<Vec<_>>(), ["mitori"]);
        assert_eq!((filled.fields.get("player-12"), filled.cell("player-12")), ("担い手12", "担い手 A13"));
        assert_eq!(filled.strays.len(), 1, "{:?}", filled.strays);
    }
}
