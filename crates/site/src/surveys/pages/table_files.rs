//! The files of tables, by the last part of their address.

use foundation::web::{PageError, Reply};
use print::pdf::Document;
use table_files::{Set, json, records, report};

use crate::shared::paper;
use crate::surveys::tables::{charts, document};

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
    pub today: jiff::civil::Date,
}

impl Book<'_> {
    fn paper(&self) -> Document {
        let one = self.sets.len() == 1;
        document::document(&document::Paperwork {
            sets: self.sets,
            summary: &self.summary,
            address: &self.address,
            map: self.map,
            today: self.today,
            counts: one && self.sets.iter().map(|set| set.tables.len()).sum::<usize>() <= MOST_WITH_COUNTS,
        })
    }
}

/// Tables of one question: the document of more leaves the counts to the other files.
const MOST_WITH_COUNTS: usize = 3;
/// The file that is paper.
pub const PDF: &str = "report.pdf";

/// What a file is made of, before it is made: paper is set apart from the threads that answer.
pub enum Asked {
    Reply(Box<Reply>),
    /// And the name to save it under.
    Paper(Box<Document>, String),
}

impl Asked {
    pub async fn reply(self) -> Result<Reply, PageError> {
        match self {
            Self::Reply(reply) => Ok(*reply),
            Self::Paper(document, name) => paper::pdf(*document, &name).await,
        }
    }
}

/// Any file of a book.
///
/// # Errors
/// Not found for a file there is not; a fault where one cannot be written.
pub fn asked(book: &Book<'_>, file: &str) -> Result<Asked, PageError> {
    if file != PDF {
        return reply(book, file).map(|reply| Asked::Reply(Box::new(reply)));
    }
    if book.sets.iter().all(|set| set.tables.is_empty()) {
        return Err(PageError::NotFound);
    }
    Ok(Asked::Paper(Box::new(book.paper()), format!("{}_集計表.pdf", book.name)))
}

const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
const CSV: &str = "text/csv; charset=utf-8";

fn reply(book: &Book<'_>, file: &str) -> Result<Reply, PageError> {
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
            let drawn =
                charts::of_tables(set.about, set.tables, book.map, "chart").into_iter().find(|c| c.kind == kind);
            let drawn = drawn.ok_or(PageError::NotFound)?;
            Reply::typed("image/svg+xml", drawn.svg.into_bytes()).as_download(&format!("{name}_{kind}.svg"))
        }
    };
    Ok(made)
}

/// What kind of picture it is, for its heading.
pub fn chart_title(kind: &str) -> &'static str {
    match kind {
        "bands" => "帯グラフ（同じ数は下の表にあります）",
        "bars" => "横棒グラフ（同じ数は下の表にあります）",
        "years" => "年ごとの推移（同じ数は下の表にあります）",
        _ => "都道府県のタイル図（同じ数は下の表にあります）",
    }
}
