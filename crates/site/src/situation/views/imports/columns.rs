//! The first rows of a table as they stand in the file, and the form that says what its columns are.

use askama::Template;
use foundation::web::Form;
use indicator_files::grid::in_row;
use indicator_files::{Grid, column_name};

use crate::forms::columns::sheet;
use crate::model::ImportFile;
use crate::shared::{Choice, Frame};

#[derive(Template)]
#[template(path = "situation/templates/imports/columns.html")]
pub struct ColumnsPage {
    pub frame: Frame,
    pub base: String,
    pub form: Form,
    pub sheets: Vec<Choice>,
    pub sheet_number: String,
    pub sheet_name: String,
    pub years: Vec<Choice>,
    /// A, B, C …
    pub heads: Vec<String>,
    /// Number of the row, and its cells.
    pub rows: Vec<(u32, Vec<String>)>,
    pub further_columns: bool,
    pub file: String,
}

const ROWS: u32 = 15;
const COLUMNS: u32 = 14;
const CHARACTERS: usize = 24;

impl ColumnsPage {
    pub fn new(frame: Frame, base: &str, file: &ImportFile, grid: &Grid, form: Form) -> Self {
        let chosen = sheet(&form, grid);
        let number =
            chosen.and_then(|chosen| grid.sheets.iter().position(|one| std::ptr::eq(one, chosen))).unwrap_or(0) + 1;
        let last = chosen.and_then(|sheet| sheet.cells.iter().map(|cell| cell.column).max()).unwrap_or(0);
        let columns = (last + 1).min(COLUMNS);
        let short = |text: String| {
            let mut short: String = text.chars().take(CHARACTERS).collect();
            if text.chars().nth(CHARACTERS).is_some() {
                short.push('…');
            }
            short
        };
        let row = |number: u32| {
            let row = chosen.map(|sheet| sheet.row(number)).unwrap_or_default();
            let cell = |column: u32| in_row(row, column).map(|cell| short(cell.text())).unwrap_or_default();
            (number + 1, (0..columns).map(cell).collect())
        };
        let sheets = (1_usize..).zip(&grid.sheets).take(60);
        let name = |name: &str| if name.is_empty() { "（CSV）".to_owned() } else { name.to_owned() };
        let years = [
            ("column", "年度の列がある"),
            ("headings", "値の列の見出しが年度になっている"),
            ("fixed", "ファイル全体が一つの年度"),
        ];
        Self {
            base: base.to_owned(),
            sheets: sheets.map(|(n, sheet)| Choice::new(n.to_string(), name(&sheet.name), n == number)).collect(),
            sheet_number: number.to_string(),
            sheet_name: chosen.map(|sheet| name(&sheet.name)).unwrap_or_default(),
            years: years.iter().map(|(id, label)| Choice::new(*id, *label, form.checked("years", id))).collect(),
            heads: (0..columns).map(column_name).collect(),
            rows: (0..ROWS).map(row).collect(),
            further_columns: last + 1 > COLUMNS,
            file: file.name.clone(),
            frame,
            form,
        }
    }
}
