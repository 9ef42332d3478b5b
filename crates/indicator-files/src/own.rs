//! Our own CSV, one row per value: the columns in which the product gives its values out.

use crate::figure;
use crate::grid::{Cell, Content, Grid, Sheet, in_row};
use crate::period;
use crate::{Fault, Layout, Reading};

/// Headings, whether one is needed, and what stands below it.
pub const COLUMNS: &[(&str, bool, &str)] = &[
    ("全国地方公共団体コード", false, "6けた。ないときは「市町村名」で見分けます"),
    ("市町村名", false, "「山口県柳井市」か「柳井市」。コードがあれば見ません"),
    ("指標", false, "指標のアドレスに使う名前（例：home-deaths）。ないときは「指標の名前」で見分けます"),
    ("指標の名前", false, "指標の一覧にある名前"),
    ("範囲", false, "市町村、二次医療圏、在宅医療の圏域、広域連合など。空なら市町村"),
    ("圏域名", false, "圏域の値のとき"),
    ("年度", true, "令和7、2025、R7 など"),
    ("分子・数", true, "数の指標は数、割合の指標は分子"),
    ("分母", false, "割合の指標のとき"),
    ("単位", false, "指標の単位と違う行は取り込みません"),
    ("出典", false, "空なら指標の出典"),
    ("メモ", false, ""),
    ("架空", false, "1はデモの数字。本番では取り込みません"),
];
const HEADINGS_WITHIN: usize = 10;

/// A row as it is written. Figures are thousandths.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OwnRow {
    pub row: u32,
    /// Column of the figure.
    pub column: u32,
    /// Column of the region's code or name.
    pub place_column: u32,
    pub place: String,
    pub indicator: String,
    pub indicator_name: String,
    pub level: String,
    pub area_name: String,
    pub year: i16,
    pub numerator: i64,
    pub denominator: Option<i64>,
    pub unit: String,
    pub source: String,
    pub note: String,
    pub fictitious: bool,
}

/// Column by column, in the order of [`COLUMNS`].
type Found = [Option<u32>; COLUMNS.len()];

fn heading(text: &str) -> String {
    japanese::fold::half_width(&japanese::fold::tidy(text)).split_whitespace().collect()
}

fn known(text: &str) -> Option<usize> {
    // None of them is without a kanji: what stands in a wide table is mostly figures.
    if text.is_ascii() {
        return None;
    }
    let text = heading(text);
    let text = match text.as_str() {
        "団体コード" | "市町村コード" | "市区町村コード" => "全国地方公共団体コード",
        "市区町村名" | "市区町村" | "市町村" => "市町村名",
        "指標名" => "指標の名前",
        "分子" | "数" => "分子・数",
        other => other,
    };
    COLUMNS.iter().position(|(name, ..)| *name == text)
}

fn headings(sheet: &Sheet) -> Option<(u32, Found)> {
    sheet.rows().take(HEADINGS_WITHIN).find_map(|row| {
        let mut found: Found = [None; COLUMNS.len()];
        for cell in row {
            let Content::Text(text) = &cell.content else { continue };
            if let Some(slot) = known(text).and_then(|at| found.get_mut(at)) {
                slot.get_or_insert(cell.column);
            }
        }
        let [code, name, indicator, indicator_name, _, _, year, numerator, ..] = found;
        let is_ours = year.is_some()
            && numerator.is_some()
            && (code.is_some() || name.is_some())
            && (indicator.is_some() || indicator_name.is_some());
        is_ours.then(|| (row.first().map_or(0, |cell| cell.row), found))
    })
}

/// Text as it was before a spreadsheet was kept from taking it for a formula.
fn unguarded(text: &str) -> &str {
    match text.strip_prefix('\'') {
        Some(rest) if rest.starts_with(['=', '+', '-', '@', '\t', '\r']) => rest,
        _ => text,
    }
}

/// `None` where no sheet has our columns.
pub fn read(grid: &Grid) -> Option<Reading> {
    let (sheet, (header, found)) = grid.sheets.iter().find_map(|sheet| headings(sheet).map(|at| (sheet, at)))?;
    let mut reading = Reading::new(Layout::Own, &sheet.name);
    let rows: Vec<&[Cell]> = sheet.rows().filter(|row| row.first().is_some_and(|cell| cell.row > header)).collect();
    for row in rows {
        match one(row, &found) {
            Ok(Some(own)) => reading.rows.push(own),
            Ok(None) => reading.missing += 1,
            Err(fault) => reading.fault(fault),
        }
    }
    Some(reading)
}

fn one(row: &[Cell], found: &Found) -> Result<Option<OwnRow>, Fault> {
    let [
        code,
        name,
        indicator,
        indicator_name,
        level,
        area_name,
        year,
        numerator,
        denominator,
        unit,
        source,
        note,
        fictitious,
    ] = *found;
    let cell = |column: Option<u32>| column.and_then(|column| in_row(row, column));
    let text = |column: Option<u32>| {
        let text = cell(column).map(Cell::text).unwrap_or_default();
        japanese::fold::tidy(unguarded(text.trim()))
    };
    let number = row.first().map_or(0, |cell| cell.row);
    let figure = |column: Option<u32>| match cell(column) {
        None => Ok(None),
        Some(cell) => figure::read(cell)
            .map(|read| read.map(|figure| (figure.thousandths, figure.percent)))
            .map_err(|sentence| Fault::at(cell.row, cell.column, sentence)),
    };
    let place_column = if text(code).is_empty() { name.or(code) } else { code }.unwrap_or(0);
    let place = if text(code).is_empty() { text(name) } else { text(code) };
    let at = numerator.unwrap_or(0);
    let Some((amount, percent)) = figure(numerator)? else { return Ok(None) };
    if percent {
        return Err(Fault::at(
            number,
            at,
            "割合ではなく、人数や件数を入れてください。割合は分子と分母から計算します。",
        ));
    }
    if place.is_empty() {
        return Err(Fault::at(number, place_column, "市町村のコードか名前が空です。"));
    }
    let year_cell = cell(year).map(Cell::text).unwrap_or_default();
    let Some(time) = period::read(&year_cell) else {
        return Err(Fault::at(number, year.unwrap_or(0), "年度が読めません。令和7、2025のように入れてください。"));
    };
    Ok(Some(OwnRow {
        row: number,
        column: at,
        place_column,
        place,
        indicator: text(indicator),
        indicator_name: text(indicator_name),
        level: text(level),
        area_name: text(area_name),
        year: time.year,
        numerator: amount,
        denominator: figure(denominator)?.map(|(whole, _)| whole),
        unit: figure::unit(&text(unit)),
        source: text(source),
        note: text(note),
        fictitious: matches!(japanese::fold::half_width(&text(fictitious)).as_str(), "1" | "はい" | "架空"),
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn our_headings_are_known_however_they_are_typed() {
        for (at, (name, ..)) in COLUMNS.iter().enumerate() {
            assert_eq!(known(name), Some(at), "{name}");
        }
        assert_eq!(
            [known(" 分子･数 "), known("年　度"), known("数"), known("12.5")],
            [Some(7), Some(6), Some(7), None]
        );
    }
}
