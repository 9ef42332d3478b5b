//! A report as PDF: headings, paragraphs, tables, charts, notes, one after the other, with the title and 「架空」 on the
//! head of every page, source and page number on its foot, heads of tables again after a page's end.
//! Tagged for screen readers (PDF/UA-1), language ja; the same data make the same bytes.
//!
//! The layout is `report.typ`; what stands in the document goes there as data. No text of anybody becomes program text.

mod limits;
mod world;
mod written;

use typst::diag::{SourceDiagnostic, SourceResult, Warned};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};

pub use limits::{LARGEST_CHART, LARGEST_PICTURES, LONGEST_TEXT, MOST_BLOCKS, MOST_CELLS, MOST_CHARACTERS, MOST_PAGES};

use world::ReportWorld;

/// A whole document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Document {
    /// On top of the first page, in the head of every page, and in the properties of the file.
    pub title: String,
    /// Under the title; "" for none.
    pub subtitle: String,
    /// Who answers for it: in the properties of the file.
    pub author: String,
    /// 「令和8年11月27日（2026年11月27日）現在」, at the foot of every page.
    pub date: String,
    /// The same day (year, month, day) for the properties of the file.
    pub day: Option<(i32, u8, u8)>,
    /// 出典, at the foot of every page.
    pub source: String,
    /// Invented figures: 「架空」 stands on every page.
    pub fictitious: bool,
    /// What stands beside 「架空」; "" for 「実在の団体の回答ではありません」.
    pub fictitious_words: String,
    pub paper: Paper,
    pub blocks: Vec<Block>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Paper {
    #[default]
    A4Portrait,
    A4Landscape,
    /// For the wall.
    A3Landscape,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    /// Level 1 to 3; the document's title stands above level 1. A level that skips one is drawn up; an empty heading is left
    /// out.
    Heading {
        level: u8,
        text: String,
    },
    Paragraph(String),
    /// 箇条書き
    List(Vec<String>),
    /// Label and value, beside each other: who, when, how many.
    Facts(Vec<(String, String)>),
    Table(Table),
    /// A chart of [`crate::charts`]; its own description is what a screen reader says.
    Chart(String),
    /// A picture of somebody's.
    Picture(Picture),
    /// What must be known for reading the figures; stands apart.
    Note(String),
    /// What follows begins on a new page.
    NewPage,
}

/// PNG or JPEG, as it is: whoever hands it in has drawn it anew.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    pub bytes: std::sync::Arc<[u8]>,
    /// JPEG; else PNG.
    pub is_jpeg: bool,
    pub width: u32,
    pub height: u32,
    /// What is to be seen, for who does not see it.
    pub says: String,
    /// Under the picture; "" for none.
    pub caption: String,
}

/// A table with all its words, as it is to be printed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
    /// 「表3-1 …（n=1,741、％）」; "" for none.
    pub caption: String,
    pub columns: Vec<Column>,
    /// Rows of the head from the top; each covers all columns. At least one.
    pub heads: Vec<Vec<Head>>,
    pub rows: Vec<Row>,
    /// How many columns at the left say what the row is.
    pub row_heads: usize,
    /// Under the table; "" for none.
    pub note: String,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Column {
    /// Of the width that is there; 0 takes what its longest cell needs.
    pub share: u16,
    pub align: Align,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Align {
    #[default]
    Start,
    /// Figures.
    End,
    Middle,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Head {
    pub text: String,
    /// How many columns it stands over; 1 or more.
    pub across: usize,
}

impl Head {
    /// Over one column.
    pub fn new(text: impl Into<String>) -> Self {
        Self { text: text.into(), across: 1 }
    }
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row {
    pub cells: Vec<String>,
    /// Set apart: one's own answer, a total.
    pub strong: bool,
}

impl Row {
    pub fn new(cells: Vec<String>) -> Self {
        Self { cells, strong: false }
    }
}

/// The finished file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Printed {
    pub bytes: Vec<u8>,
    pub pages: usize,
}

/// Why there is no document.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PrintError {
    /// More than a document may hold; the sentence says of what, and how much may be.
    #[error("{0}")]
    TooMuch(String),
    /// A table whose rows do not fit its columns: a fault of who made it.
    #[error("{0}")]
    Uneven(String),
    /// The engine refused; for the log.
    #[error("{0}")]
    Engine(String),
}

impl Document {
    /// The PDF file.
    pub fn print(&self) -> Result<Printed, PrintError> {
        limits::check(self)?;
        let world = ReportWorld::new(&written::json(self), written::pictures(self));
        let document = paged(&world)?;
        let pages = document.pages().len();
        if pages > MOST_PAGES {
            return Err(PrintError::TooMuch(format!(
                "{pages}ページになります。一つの書類は{MOST_PAGES}ページまでです。範囲を分けて作ってください。"
            )));
        }
        let bytes = pdf(&document, &self.title)?;
        // What the engine remembers of this document is of no use to the next.
        typst::comemo::evict(0);
        Ok(Printed { bytes, pages })
    }
}

fn paged(world: &ReportWorld) -> Result<PagedDocument, PrintError> {
    let Warned { output, .. }: Warned<SourceResult<PagedDocument>> = typst::compile(world);
    output.map_err(|errors| engine(&errors))
}

fn pdf(document: &PagedDocument, ident: &str) -> Result<Vec<u8>, PrintError> {
    let standards = PdfStandards::new(&[PdfStandard::V_1_7, PdfStandard::Ua_1])
        .map_err(|error| PrintError::Engine(format!("{error:?}")))?;
    let options = PdfOptions {
        ident: typst::foundations::Smart::Custom(ident.to_owned()),
        creator: typst::foundations::Smart::Custom(Some("Renkei".to_owned())),
        standards,
        ..PdfOptions::default()
    };
    typst_pdf::pdf(document, &options).map_err(|errors| engine(&errors))
}

fn engine(errors: &[SourceDiagnostic]) -> PrintError {
    let sentences: Vec<String> = errors.iter().take(5).map(|error| error.message.to_string()).collect();
    PrintError::Engine(sentences.join("; "))
}

#[cfg(test)]
mod tests;
