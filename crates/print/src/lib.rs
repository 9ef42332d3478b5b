//! Documents and pictures out of finished data: charts as accessible SVG, the same charts as PNG, reports as PDF.
//! No database, no clock, no I/O; what is installed on the machine changes nothing.
//! What stands in a chart or a table was counted, rounded and suppressed before it came here.
//!
//! | module | gives |
//! |---|---|
//! | [`charts`] | a chart as SVG, with words for who cannot see it |
//! | [`picture`] | an SVG of ours as PNG, for slides |
//! | [`pdf`] | headings, paragraphs, tables, charts → a tagged PDF with page heads and page numbers |
//! | [`words`] | what people type as it can be printed |

pub mod charts;
mod fonts;
pub mod pdf;
pub mod picture;
pub mod qr;
pub mod words;
