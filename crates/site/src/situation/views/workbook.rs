//! The page of a town as a workbook, with every indicator: one record per row, one value per cell.

use rust_xlsxwriter::{Format, FormatAlign, Workbook, Worksheet, XlsxError};

use super::TownPage;
use super::scene::Row;
use crate::shared::DEMO_MARK;

const NUMBERS: [(&str, f64); 27] = [
    ("場面", 12.),
    ("指標", 34.),
    ("種類", 14.),
    ("範囲", 16.),
    ("年度", 22.),
    ("値", 10.),
    ("単位", 8.),
    ("分子と分母", 40.),
    ("出典", 30.),
    ("これまで", 30.),
    ("続く年度を合わせた割合", 40.),
    ("比べる値", 10.),
    ("比べる値の単位", 18.),
    ("似た市町村の中央値", 12.),
    ("似た市町村のまん中の半分", 16.),
    ("似た市町村の数", 10.),
    ("都道府県の中央値", 12.),
    ("都道府県のまん中の半分", 16.),
    ("都道府県の市町村の数", 10.),
    ("同じ区分の中央値", 12.),
    ("同じ区分のまん中の半分", 16.),
    ("同じ区分の市町村の数", 10.),
    ("全国の中央値", 12.),
    ("全国のまん中の半分", 16.),
    ("全国の市町村の数", 10.),
    ("読むときの注意", 40.),
    ("備考", 16.),
];

/// A figure as a number where it is one, with as many decimals as it is told with: 「1,234.5」
fn put(page: &mut Worksheet, at: (u32, u16), text: &str, format: &Format) -> Result<(), XlsxError> {
    if text.is_empty() {
        return Ok(());
    }
    match text.replace(',', "").parse::<f64>() {
        Ok(number) if text.ends_with(|c: char| c.is_ascii_digit()) => {
            let decimals = text.split_once('.').map_or(0, |(_, part)| part.len());
            let shown = if decimals == 0 { "#,##0".to_owned() } else { format!("#,##0.{}", "0".repeat(decimals)) };
            page.write_number_with_format(at.0, at.1, number, &format.clone().set_num_format(shown))?
        }
        _ => page.write_string_with_format(at.0, at.1, text, format)?,
    };
    Ok(())
}

fn record(scene: &str, row: &Row, demo: bool) -> Vec<String> {
    let mut cells = vec![
        scene.to_owned(),
        row.name.clone(),
        row.kind.clone(),
        if row.area.is_empty() { "市町村".to_owned() } else { row.area.clone() },
        row.year.clone(),
        row.told.figure.clone(),
        row.told.unit.clone(),
        row.told.parts.clone(),
        row.source.clone(),
        row.before.join("\n"),
        row.pooled.clone(),
        if row.compared.is_empty() { row.why_not.to_owned() } else { row.compared.clone() },
        [row.compared_unit.as_str(), row.people.as_str()].join("　").trim().to_owned(),
    ];
    for group in &row.groups {
        let (median, n, quarters) = match group {
            Some(known) if !row.compared.is_empty() => known.clone(),
            _ => ("＊".to_owned(), String::new(), String::new()),
        };
        cells.extend([median, quarters, n]);
    }
    let remark = (!row.remark.is_empty()).then(|| row.remark.clone());
    cells.push(row.cautions().into_iter().chain(remark).collect::<Vec<_>>().join("\n"));
    cells.push(mark(row.fictitious, demo).to_owned());
    cells
}

fn mark(fictitious: bool, demo: bool) -> &'static str {
    match (demo, fictitious) {
        (true, _) => DEMO_MARK,
        (false, true) => "架空",
        (false, false) => "",
    }
}

fn sheet(
    book: &mut Workbook,
    name: &str,
    heads: &[(&str, f64)],
    rows: impl Iterator<Item = Vec<String>>,
    texts_only: bool,
) -> Result<(), XlsxError> {
    let page = book.add_worksheet().set_name(name)?;
    let (strong, plain) =
        (Format::new().set_bold().set_text_wrap(), Format::new().set_text_wrap().set_align(FormatAlign::Top));
    for (column, (head, width)) in (0_u16..).zip(heads) {
        page.write_string_with_format(0, column, *head, &strong)?;
        page.set_column_width(column, *width)?;
    }
    for (line, row) in (1_u32..).zip(rows) {
        for (column, text) in (0_u16..).zip(&row) {
            if texts_only && !text.is_empty() {
                page.write_string_with_format(line, column, text, &plain)?;
            } else {
                put(page, (line, column), text, &plain)?;
            }
        }
    }
    page.set_freeze_panes(1, 0)?;
    page.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0).set_repeat_rows(0, 0)?;
    Ok(())
}

/// 数字, どんな町か, 調査で答えたこと.
pub fn workbook(page: &TownPage, demo: bool) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let numbers = page.scenes.iter().flat_map(|scene| scene.rows.iter().map(|row| record(scene.label, row, demo)));
    sheet(&mut book, "数字", &NUMBERS, numbers, false)?;
    let missing = page
        .scenes
        .iter()
        .flat_map(|scene| scene.missing.iter().map(|name| vec![scene.label.to_owned(), name.clone()]));
    let heads = [("項目", 24.), ("値", 16.), ("単位", 10.), ("いつ・出典", 50.), ("備考", 16.)];
    let classes = (!page.classes.is_empty()).then(|| {
        vec!["区分".to_owned(), page.classes.join("、"), String::new(), String::new(), mark(false, demo).to_owned()]
    });
    let figures = page.figures.iter().map(|one| {
        let mark = mark(one.fictitious, demo).to_owned();
        vec![one.label.clone(), one.value.clone(), one.unit.clone(), one.base.clone(), mark]
    });
    let facts = page.facts.iter().map(|one| {
        let mark = mark(one.fictitious, demo).to_owned();
        vec![one.label.clone(), one.value.clone(), String::new(), one.note.clone(), mark]
    });
    let areas = page.areas.iter().map(|(kind, name)| vec![kind.clone(), name.clone()]);
    let near = page.similar.iter().map(|one| vec!["似た市町村".to_owned(), one.label.clone()]);
    let town = classes.into_iter().chain(figures).chain(facts).chain(areas).chain(near);
    sheet(&mut book, "どんな町か", &heads, town, false)?;
    if let Some(said) = &page.said {
        let heads = [("設問", 50.), ("答え", 60.), ("出典", 40.), ("備考", 16.)];
        let rows = said.answers.iter().map(|(question, answer)| {
            let source = format!("{}（{}）", said.source, said.standing);
            vec![question.clone(), answer.clone(), source, mark(said.fictitious, demo).to_owned()]
        });
        sheet(&mut book, "調査で答えたこと", &heads, rows, true)?;
    }
    sheet(&mut book, "まだ数字のない指標", &[("場面", 16.), ("指標", 50.)], missing, true)?;
    book.save_to_buffer()
}
