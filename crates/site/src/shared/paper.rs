//! Documents and pictures as replies, each made in its turn ([`super::turns`]).

use foundation::web::{PageError, Reply};
use print::pdf::{Document, PrintError};
use print::picture;

use super::turns::in_turn;

/// Pixels of a picture for one of the drawing: sharp on a slide.
const SCALE: f32 = 2.0;

/// The document as a PDF file to be saved under this name.
pub async fn pdf(document: Document, file_name: &str) -> Result<Reply, PageError> {
    let printed = in_turn(move || document.print()).await?.map_err(|error| match error {
        PrintError::TooMuch(sentence) => PageError::rule(sentence),
        PrintError::Uneven(reason) | PrintError::Engine(reason) => PageError::broken(reason),
    })?;
    Ok(Reply::typed("application/pdf", printed.bytes).as_download(file_name))
}

/// A chart as SVG.
pub fn svg(chart: String, file_name: &str) -> Reply {
    Reply::typed("image/svg+xml; charset=utf-8", chart.into_bytes()).as_download(file_name)
}

/// A chart as PNG.
pub async fn png(chart: String, file_name: &str) -> Result<Reply, PageError> {
    let picture = in_turn(move || picture::png(&chart, SCALE)).await?.map_err(PageError::broken)?;
    Ok(Reply::typed("image/png", picture).as_download(file_name))
}
