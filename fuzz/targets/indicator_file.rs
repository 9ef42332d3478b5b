//! A file of indicators as somebody sends it: an export, a mapped table, our own columns. The first byte says as what it is named and read.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| indicator_files::fuzz_read(bytes));
