//! Tests of answer sheets: issued, filled in as people do, read back.

#![allow(
    clippy::unwrap_used,
    clippy::default_trait_access,
    clippy::too_many_lines,
    reason = "tests may unwrap; that is how they speak"
)]

mod book;
mod hostile;
mod people;
mod round_trip;
mod sheets;
mod xlsforms;
