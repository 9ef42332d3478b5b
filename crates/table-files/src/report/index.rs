//! 目次: what the workbook holds, each line a link to its sheet.

use rust_xlsxwriter::{Url, Worksheet};

use super::formats::{Formats, Kind, Look};
use super::{Options, sheet};
use crate::{About, FileError, Printed};

const WIDTHS: [f64; 6] = [6.0, 10.0, 70.0, 34.0, 12.0, 9.0];
const LAST: u16 = 5;

pub(super) fn write(
    page: &mut Worksheet,
    about: &About,
    tables: &[(&About, &Printed)],
    names: &[String],
    options: &Options,
    formats: &mut Formats,
) -> Result<(), FileError> {
    page.set_name("目次")?;
    sheet::paper(page, about, "目次");
    for (column, width) in (0_u16..).zip(WIDTHS) {
        page.set_column_width(column, width)?;
    }
    let mut row = 0;
    page.write_string_with_format(row, 0, &about.title, formats.plain(Kind::Title))?;
    row += 1;
    page.write_string_with_format(
        row,
        0,
        format!("{}　{}　対象：{}", about.programme, about.year(), about.respondent),
        formats.plain(Kind::Line),
    )?;
    row += 1;
    row = sheet::state(page, about, row, formats)?;
    if !options.address.is_empty() {
        page.write_string_with_format(row, 0, format!("掲載先：{}", options.address), formats.plain(Kind::Note))?;
        row += 1;
    }
    for paragraph in &options.summary {
        row += 1;
        page.merge_range(row, 0, row, LAST, paragraph, formats.plain(Kind::Wrapped))?;
        page.set_row_height(row, sheet::height_of(paragraph, WIDTHS.iter().sum()))?;
    }
    row += 1;
    for (column, word) in (0_u16..).zip(["表", "番号", "設問", "答えた方", "種類", "n"]) {
        page.write_string_with_format(row, column, word, formats.plain(Kind::Head))?;
    }
    page.set_repeat_rows(row, row)?;
    page.set_freeze_panes(row + 1, 0)?;
    let mut section = "";
    for (at, ((_, table), name)) in tables.iter().zip(names).enumerate() {
        row += 1;
        if table.question.section != section {
            section = &table.question.section;
            let look = Look { bold: true, first: true, ..Look::new(Kind::Text) };
            page.merge_range(row, 0, row, LAST, section, formats.of(look))?;
            row += 1;
        }
        #[allow(clippy::cast_precision_loss, reason = "a few hundred tables")]
        let number = (at + 1) as f64;
        page.write_number_with_format(row, 0, number, formats.plain(Kind::Figure))?;
        let link = Url::new(format!("internal:'{name}'!A1")).set_text(name);
        page.write_url_with_format(row, 1, link, formats.plain(Kind::Link))?;
        page.write_string_with_format(row, 2, &table.question.text, formats.plain(Kind::Wrapped))?;
        let asked = if table.question.asked_of.is_empty() { "すべて" } else { &table.question.asked_of };
        page.write_string_with_format(row, 3, asked, formats.plain(Kind::Wrapped))?;
        page.write_string_with_format(row, 4, &table.question.kind, formats.plain(Kind::Text))?;
        sheet::base(page, row, 5, table.whole(), false, formats)?;
        let lines = [(&table.question.text, WIDTHS[2]), (&asked.to_owned(), WIDTHS[3])];
        let height = lines.iter().map(|(text, width)| sheet::height_of(text, *width)).fold(0.0, f64::max);
        page.set_row_height(row, height)?;
    }
    Ok(())
}
