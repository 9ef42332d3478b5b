//! Tests of answer sheets: issued, filled in as people do, read back.

#![allow(
    clippy::unwrap_used,
    clippy::default_trait_access,
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::format_push_string,
    clippy::manual_is_multiple_of,
    clippy::manual_let_else,
    clippy::needless_for_each,
    clippy::type_complexity,
    reason = "tests may unwrap, and put files together in the plainest way"
)]

mod book;
mod bundles;
mod hostile;
mod people;
mod round_trip;
mod sheets;
mod xlsforms;
