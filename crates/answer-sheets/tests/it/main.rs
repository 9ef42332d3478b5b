//! Tests of answer sheets: issued, filled in as people do, read back.

mod book;
mod hostile;
mod people;
mod round_trip;
mod sheets;
mod xlsforms;
