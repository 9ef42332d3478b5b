//! 「はじめに」: whose sheet it is, how to fill it in, where to send it.

use rust_xlsxwriter::{ProtectionOptions, Worksheet, XlsxError};

use super::styles::Styles;
use super::{IssueOptions, section_sheet};
use crate::identity::Identity;
use crate::template::Template;

const NAME: &str = crate::issue_names::FIRST;

const HOW: &[&str] = &[
    "うすい黄色の欄に記入してください。ほかの欄は変えられないようにしてあります。",
    "選ぶ欄は、セルを選ぶと右に出る▼から選べます。番号だけを書いてもかまいません。",
    "複数選ぶ設問は、あてはまる選択肢の右に「○」を付けてください。",
    "「その他」を選んだときは、右の欄に内容を書いてください。",
    "日付は「2026/4/1」「令和8年4月1日」「R8.4.1」のどれでも書けます。数字は全角でも半角でもかまいません。",
    "「→ …方だけ」とある設問は、あてはまる場合だけ答えてください。",
    "シートごとに別の担当の方が記入できます。シートや行を消さず、1つのファイルにまとめて送ってください。",
    "ファイル名は変えてもかまいません。",
];

pub(super) fn write(
    sheet: &mut Worksheet,
    template: &Template,
    identity: &Identity,
    options: &IssueOptions,
    styles: &Styles,
) -> Result<(), XlsxError> {
    let definition = template.form().definition();
    sheet.set_name(NAME)?;
    sheet.set_column_width(0, 18)?;
    sheet.set_column_width(1, 90)?;
    sheet.write_string_with_format(0, 0, &definition.title, &styles.title)?;
    sheet.set_row_height(0, 28)?;
    let mut row = 1;
    let mut pair = |sheet: &mut Worksheet, name: &str, value: &str| -> Result<(), XlsxError> {
        if value.is_empty() {
            return Ok(());
        }
        sheet.write_string_with_format(row, 0, name, &styles.bold)?;
        sheet.write_string_with_format(row, 1, value, &styles.plain)?;
        sheet.set_row_height(row, section_sheet::height(value, 88))?;
        row += 1;
        Ok(())
    };
    pair(sheet, "回答者", &format!("{}{}（{}）", identity.prefecture, identity.name, identity.respondent))?;
    pair(sheet, "提出期限", &options.deadline)?;
    pair(sheet, "問い合わせ・送り先", &options.contact)?;
    pair(sheet, "この調査票について", &definition.note)?;
    pair(sheet, "版", &format!("第{}版", identity.edition))?;
    row += 1;
    sheet.write_string_with_format(row, 0, "記入のしかた", &styles.bold)?;
    for sentence in HOW.iter().copied().chain(options.instructions.iter().map(String::as_str)) {
        sheet.write_string_with_format(row, 1, format!("・{sentence}"), &styles.plain)?;
        sheet.set_row_height(row, section_sheet::height(sentence, 86))?;
        row += 1;
    }
    row += 1;
    sheet.write_string_with_format(row, 0, "シート", &styles.bold)?;
    for name in template.sheet_names() {
        let link = format!("internal:'{name}'!A1");
        sheet.write_url_with_options(row, 1, link.as_str(), name, "", Some(&styles.link))?;
        row += 1;
    }
    row += 1;
    sheet.write_string_with_format(row, 0, identity.control(), &styles.small)?;
    section_sheet::page(sheet, &definition.title);
    // One leaf that goes on top of the others.
    sheet.set_print_fit_to_pages(1, 1);
    sheet.protect_with_options(&ProtectionOptions {
        format_columns: true,
        format_rows: true,
        ..ProtectionOptions::default()
    });
    Ok(())
}
