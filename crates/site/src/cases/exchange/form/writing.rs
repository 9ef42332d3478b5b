//! The empty form as a workbook: no macros, no links; only the places to fill in can be changed.

use rust_xlsxwriter::{
    Color, DataValidation, Format, FormatAlign, FormatBorder, ProtectionOptions, Workbook, Worksheet, XlsxError,
};

use super::layout::{HEADS, MAIN, MARK, Table, Way, rows, tables};
use crate::cases::model::Trouble;

const HOW: [&str; 5] = [
    "うすい黄色の欄に書いてください。ほかの欄は変えられないようにしてあります。",
    "人のお名前、連絡先、住所、個人が分かることは書かないでください。",
    "「○」の欄は、あてはまるものに○を付けてください。",
    "行を消さず、ファイルはこの形のまま返してください。ファイル名は変えてもかまいません。",
    "「担い手」「費用の分け方」「地域の数字」のシートは、あるときだけ書いてください。",
];
const PALE_YELLOW: Color = Color::RGB(0x00FF_FBE0);
const GREY: Color = Color::RGB(0x00F2_F2F2);
const LINE: Color = Color::RGB(0x00B3_B3B3);
/// Characters of a line in the two wide columns.
const WIDE: usize = 32;
/// The same in the column of the items.
const NARROW: usize = 13;

struct Styles {
    title: Format,
    plain: Format,
    head: Format,
    words: Format,
    help: Format,
    fill: Format,
    mark: Format,
}

fn styles() -> Styles {
    let plain =
        Format::new().set_font_name("BIZ UDPゴシック").set_font_size(11).set_text_wrap().set_align(FormatAlign::Top);
    let boxed = plain.clone().set_border(FormatBorder::Thin).set_border_color(LINE);
    let fill = boxed.clone().set_unlocked().set_background_color(PALE_YELLOW).set_num_format("@");
    Styles {
        title: plain.clone().set_bold().set_font_size(16).unset_text_wrap(),
        head: boxed.clone().set_bold().set_background_color(GREY),
        words: boxed.clone().set_bold(),
        help: boxed.set_font_size(10).set_font_color(Color::RGB(0x0059_5959)),
        mark: fill.clone().set_align(FormatAlign::Center),
        fill,
        plain,
    }
}

/// `owner`: what stands filled in as whose case it is; empty when the writer says it. `remark`: what a demonstration says
/// of its data.
///
/// # Errors
/// Never for what stands here.
pub fn blank(troubles: &[Trouble], owner: &str, remark: &str) -> Result<Vec<u8>, XlsxError> {
    let styles = styles();
    let mut book = Workbook::new();
    main(book.add_worksheet(), troubles, owner, remark, &styles)?;
    for table in tables() {
        filled_in_rows(book.add_worksheet(), &table, &styles)?;
    }
    book.save_to_buffer()
}

fn main(
    sheet: &mut Worksheet,
    troubles: &[Trouble],
    owner: &str,
    remark: &str,
    styles: &Styles,
) -> Result<(), XlsxError> {
    sheet.set_name(MAIN)?;
    for (column, width) in [(0, 4.0), (1, 30.0), (2, 66.0), (3, 66.0)] {
        sheet.set_column_width(column, width)?;
    }
    sheet.set_column_hidden(0)?;
    sheet.write_string_with_format(0, 1, "在宅医療・介護連携 取組事例 収集様式", &styles.title)?;
    sheet.set_row_height(0, 28)?;
    let mut at = 1;
    for sentence in HOW.into_iter().chain(Some(remark).filter(|remark| !remark.is_empty())) {
        sheet.merge_range(at, 1, at, 3, &format!("・{sentence}"), &styles.plain)?;
        at += 1;
    }
    for (column, head) in (0_u16..).zip(HEADS) {
        sheet.write_string_with_format(at, column, head, &styles.head)?;
    }
    sheet.set_freeze_panes(at + 1, 2)?;
    let marks = DataValidation::new().allow_list_strings(&[MARK])?.ignore_blank(true);
    for row in rows(troubles) {
        at += 1;
        sheet.write_string_with_format(at, 0, &row.id, &styles.plain)?;
        sheet.write_string_with_format(at, 1, row.shown(), &styles.words)?;
        sheet.write_string_with_format(at, 3, &row.help, &styles.help)?;
        let least = if row.way == Way::Long { 6 } else { 1 };
        let lines =
            row.help.chars().count().div_ceil(WIDE).max(row.shown().chars().count().div_ceil(NARROW)).max(least);
        sheet.set_row_height(at, 17 * u32::try_from(lines).unwrap_or(6))?;
        match row.way {
            Way::Mark => {
                sheet.write_blank(at, 2, &styles.mark)?;
                sheet.add_data_validation(at, 2, at, 2, &marks)?;
            }
            _ if row.id == "owner" => {
                sheet.write_string_with_format(at, 2, owner, &styles.fill)?;
            }
            _ => {
                sheet.write_blank(at, 2, &styles.fill)?;
            }
        }
    }
    protect(sheet);
    Ok(())
}

fn filled_in_rows(sheet: &mut Worksheet, table: &Table, styles: &Styles) -> Result<(), XlsxError> {
    sheet.set_name(table.name)?;
    sheet.write_string_with_format(0, 0, table.help, &styles.plain.clone().unset_text_wrap())?;
    for (column, head) in (0_u16..).zip(&table.heads) {
        sheet.set_column_width(column, if column == 0 || table.heads.len() == 2 { 44.0 } else { 22.0 })?;
        sheet.write_string_with_format(1, column, *head, &styles.head)?;
        for row in 2..u32::try_from(table.rows).unwrap_or(0) + 2 {
            sheet.write_blank(row, column, &styles.fill)?;
        }
    }
    sheet.set_freeze_panes(2, 0)?;
    protect(sheet);
    Ok(())
}

fn protect(sheet: &mut Worksheet) {
    sheet.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0);
    sheet.protect_with_options(&ProtectionOptions {
        format_columns: true,
        format_rows: true,
        ..ProtectionOptions::default()
    });
}
