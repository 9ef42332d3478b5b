//! Documents and pictures out of finished data: charts as accessible SVG. No database, no clock, no I/O.
//! What stands in a chart was counted, rounded and suppressed before it came here.

pub mod charts;
pub mod qr;
