//! The files of tables, by the last part of their address.

use foundation::web::{PageError, Reply};
use table_files::{Printed, Set, json, records, report};

use crate::surveys::tables::charts;

/// What a file is made of.
pub struct Book<'a> {
    pub sets: &'a [Set<'a>],
    /// `fy2026_municipality_q5`: the beginning of the file's name.
    pub name: String,
    /// Where the tables can be looked at.
    pub address: String,
    pub summary: Vec<String>,
    /// The choice a map shows.
    pub map: usize,
}

const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
const CSV: &str = "text/csv; charset=utf-8";

/// # Errors
/// Not found for a file there is not; a fault where one cannot be written.
pub fn reply(book: &Book<'_>, file: &str) -> Result<Reply, PageError> {
    let (sets, name) = (book.sets, &book.name);
    if sets.iter().all(|set| set.tables.is_empty()) {
        return Err(PageError::NotFound);
    }
    let made = match file {
        "report.xlsx" => {
            let options = report::Options { summary: book.summary.clone(), address: book.address.clone() };
            let bytes = report::workbook(sets, &options).map_err(PageError::broken)?;
            Reply::typed(XLSX, bytes).as_download(&format!("{name}_集計表.xlsx"))
        }
        "data.xlsx" => {
            let bytes = records::xlsx(sets).map_err(PageError::broken)?;
            Reply::typed(XLSX, bytes).as_download(&format!("{name}_データ.xlsx"))
        }
        "data.csv" => {
            let bytes = records::csv(sets).map_err(PageError::broken)?;
            Reply::typed(CSV, bytes).as_download(&format!("{name}_データ.csv"))
        }
        "codes.csv" => {
            let bytes = records::codes_csv(sets).map_err(PageError::broken)?;
            Reply::typed(CSV, bytes).as_download(&format!("{name}_コード表.csv"))
        }
        "definitions.csv" => {
            let bytes = records::definitions_csv().map_err(PageError::broken)?;
            Reply::typed(CSV, bytes).as_download(&format!("{name}_項目の定義.csv"))
        }
        "tables.json" => Reply::json(&json::json(sets)),
        "data.parquet" => {
            let bytes = records::parquet(sets).map_err(PageError::broken)?;
            Reply::typed("application/vnd.apache.parquet", bytes).as_download(&format!("{name}_データ.parquet"))
        }
        chart => {
            let kind = chart.strip_suffix(".svg").and_then(|c| c.strip_prefix("chart-")).ok_or(PageError::NotFound)?;
            let [set] = sets else { return Err(PageError::NotFound) };
            let table = chart_table(set.tables).ok_or(PageError::NotFound)?;
            let drawn = charts::charts(set.about, table, book.map, "chart").into_iter().find(|c| c.kind == kind);
            let drawn = drawn.ok_or(PageError::NotFound)?;
            Reply::typed("image/svg+xml", drawn.svg.into_bytes()).as_download(&format!("{name}_{kind}.svg"))
        }
    };
    Ok(made)
}

/// The table that is drawn: a number's bands, else the first.
pub fn chart_table(tables: &[Printed]) -> Option<&Printed> {
    tables.iter().find(|table| table.what != table_files::printed::What::Numbers).or(tables.first())
}

/// What kind of picture it is, for its heading.
pub fn chart_title(kind: &str) -> &'static str {
    match kind {
        "bands" => "帯グラフ（同じ数は下の表にあります）",
        "bars" => "横棒グラフ（同じ数は下の表にあります）",
        "years" => "前年との比較（同じ数は下の表にあります）",
        _ => "都道府県のタイル図（同じ数は下の表にあります）",
    }
}
