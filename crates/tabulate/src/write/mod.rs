//! Finished tables → bytes. Everything is made from [`crate::tables`], so what is hidden there is hidden here.

mod json;

pub use json::{json, json_numeric};

use crate::tables::{Shown, Table};

/// What stands for a hidden number (秘匿), as in official statistics.
pub const WITHHELD: &str = "X";

/// The columns of [`csv`].
pub const CSV_COLUMNS: [&str; 6] = ["row_group", "row_label", "n", "column_label", "count", "percent"];

/// One line per row of the table × choice, after a line of names: UTF-8, no byte order mark, lines end with LF.
/// `row_group` is the banner (全体 for all), `n` the base (weighted where there are weights), `percent` half up with one
/// decimal, empty where the base is. Labels stand as they are; hidden numbers are `X`.
///
/// # Errors
/// Never for what [`crate::Plan`] made; the writer's own errors are passed on.
pub fn csv<'a>(tables: impl IntoIterator<Item = &'a Table>) -> Result<Vec<u8>, csv::Error> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(CSV_COLUMNS)?;
    for table in tables {
        for block in &table.blocks {
            for (index, row) in block.rows.iter().enumerate() {
                let n = match row.base {
                    Shown::Value(size) => size.amount.to_string(),
                    Shown::Hidden => WITHHELD.to_owned(),
                };
                for (column, cell) in table.columns.iter().zip(table.cells(block, index)) {
                    let (count, percent) = match cell {
                        Shown::Value(figures) => {
                            (figures.amount.to_string(), figures.percent.map_or_else(String::new, |p| p.to_string()))
                        }
                        Shown::Hidden => (WITHHELD.to_owned(), WITHHELD.to_owned()),
                    };
                    let labels = (block.group_label(), block.row_label(index), table.column_label(*column));
                    writer.write_record([labels.0, labels.1, &n, labels.2, &count, &percent])?;
                }
            }
        }
    }
    writer.into_inner().map_err(|e| e.into_error().into())
}
