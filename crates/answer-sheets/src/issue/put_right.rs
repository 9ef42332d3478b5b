//! 「直すところ」: the first sheet of a marked-up copy, with a link to every cell.

use std::collections::HashMap;

use rust_xlsxwriter::{Worksheet, XlsxError};

use super::Marks;
use super::section_sheet::{height, page};
use super::styles::Styles;
use crate::layout::{ANSWER, FIRST_ROW, OTHER, Slot};
use crate::template::Template;
use crate::workbook::cell_name;

const NAME: &str = crate::issue_names::PUT_RIGHT;

pub(super) fn write(
    sheet: &mut Worksheet,
    template: &Template,
    marks: &Marks<'_>,
    styles: &Styles,
) -> Result<(), XlsxError> {
    sheet.set_name(NAME)?;
    for (column, width) in [(0, 6), (1, 12), (2, 26), (3, 26), (4, 60), (5, 30)] {
        sheet.set_column_width(column, width)?;
    }
    sheet.write_string_with_format(0, 0, "直すところ", &styles.title)?;
    let how = "赤い欄を直して、このファイルを送り直してください。ほかの答えはそのままです。";
    sheet.write_string_with_format(1, 0, how, &styles.small)?;
    let heads = ["番号", "設問", "欄（送られたファイル）", "書かれていたもの", "直し方", "この写しの欄へ"];
    for (column, head) in (0..).zip(heads) {
        sheet.write_string_with_format(2, column, head, &styles.head)?;
    }
    let places = places(template);
    let mut row = 3;
    for (at, fault) in (1u32..).zip(marks.faults) {
        sheet.write_number_with_format(row, 0, at, &styles.option)?;
        sheet.write_string_with_format(row, 1, &fault.number, &styles.option)?;
        sheet.write_string_with_format(row, 2, fault.place(), &styles.option)?;
        sheet.write_string_with_format(row, 3, fault.found.chars().take(500).collect::<String>(), &styles.option)?;
        sheet.write_string_with_format(row, 4, &fault.sentence, &styles.option)?;
        match places.get(fault.line_key()) {
            Some((name, cell)) => {
                let link = format!("internal:'{name}'!{cell}");
                sheet.write_url_with_options(
                    row,
                    5,
                    link.as_str(),
                    format!("{name} {cell}"),
                    "",
                    Some(&styles.link),
                )?;
            }
            None => {
                sheet.write_blank(row, 5, &styles.blocked)?;
            }
        }
        sheet.set_row_height(row, height(&fault.sentence, 60).max(height(&fault.place(), 26)))?;
        row += 1;
    }
    if !marks.strays.is_empty() {
        row += 1;
        let title = "回答の欄でないところに書かれていたもの（回答には数えていません）";
        sheet.write_string_with_format(row, 0, title, &styles.bold)?;
        row += 1;
        for stray in marks.strays {
            sheet.write_string_with_format(row, 2, stray.place(), &styles.option)?;
            sheet.write_string_with_format(row, 3, stray.text.chars().take(500).collect::<String>(), &styles.option)?;
            row += 1;
        }
    }
    page(sheet, &template.form().definition().title);
    Ok(())
}

/// Line key → (sheet, cell) in the copy.
fn places(template: &Template) -> HashMap<&str, (&str, String)> {
    let mut places = HashMap::new();
    for sheet in template.sheets() {
        for (row, line) in (FIRST_ROW..).zip(&sheet.lines) {
            let column = if matches!(line.slot, Slot::None) { OTHER - 3 } else { ANSWER };
            places.insert(line.key.as_str(), (sheet.name.as_str(), cell_name(row, u32::from(column))));
        }
    }
    places
}
