//! Tests of the public functions, one file per module, and hostile input for all of them.

#![allow(clippy::unwrap_used)]

mod bigrams;
mod codes;
mod cp932;
mod digits;
mod fold;
mod hostile;
mod kana;
mod tidy;
mod wareki;
mod width;
