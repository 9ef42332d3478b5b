//! A list of municipalities as somebody sends it: xlsx or CSV, any encoding. An answer or faults, never both.
#![no_main]

use libfuzzer_sys::fuzz_target;
use site::regions::register::{file, reading};

fuzz_target!(|bytes: &[u8]| {
    let Ok(sheets) = file::open(bytes) else { return };
    let prefectures = [("010006".to_owned(), "北海道".to_owned()), ("350001".to_owned(), "山口県".to_owned())];
    let reading = reading::read(&sheets, &prefectures, &[]);
    assert!(reading.faults.is_empty() || reading.listed.is_empty(), "half a file was used");
});
