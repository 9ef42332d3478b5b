//! A small generator of workbooks as the 見える化システム is described to write them, and of others.

use rust_xlsxwriter::Workbook;

/// A cell to write.
#[derive(Clone, Debug)]
pub enum Put {
    Text(&'static str),
    Number(f64),
    Nothing,
}

impl From<&'static str> for Put {
    fn from(text: &'static str) -> Self {
        if text.is_empty() { Self::Nothing } else { Self::Text(text) }
    }
}

impl From<f64> for Put {
    fn from(number: f64) -> Self {
        Self::Number(number)
    }
}

/// Sheets of rows → xlsx.
pub fn book(sheets: &[(&str, Vec<Vec<Put>>)]) -> Vec<u8> {
    let mut book = Workbook::new();
    for (name, rows) in sheets {
        let sheet = book.add_worksheet();
        sheet.set_name(*name).expect("a workbook");
        for (row, cells) in (0_u32..).zip(rows) {
            for (column, cell) in (0_u16..).zip(cells) {
                match cell {
                    Put::Text(text) => drop(sheet.write_string(row, column, *text).expect("a workbook")),
                    Put::Number(number) => drop(sheet.write_number(row, column, *number).expect("a workbook")),
                    Put::Nothing => {}
                }
            }
        }
    }
    book.save_to_buffer().expect("a workbook")
}

macro_rules! row {
    ($($cell:expr),* $(,)?) => { vec![$(crate::made::Put::from($cell)),*] };
}
pub(crate) use row;
