//! A list of municipalities, or of facts about them, as somebody sends it: xlsx or CSV, any encoding. Of a list an answer or
//! faults, never both.
#![no_main]

use std::collections::HashMap;

use libfuzzer_sys::fuzz_target;
use site::regions::register::{facts, file, reading};

fuzz_target!(|bytes: &[u8]| {
    let Ok(sheets) = file::open(bytes) else { return };
    let prefectures = [("010006".to_owned(), "北海道".to_owned()), ("350001".to_owned(), "山口県".to_owned())];
    let reading = reading::read(&sheets, &prefectures, &[]);
    assert!(reading.faults.is_empty() || reading.listed.is_empty(), "half a file was used");
    let known = HashMap::from([("352128".to_owned(), "350001".to_owned()), ("011002".to_owned(), "010006".to_owned())]);
    let reading = facts::read(&sheets, &known, "2026-04-01");
    assert!(reading.faults.iter().all(|fault| !fault.sentence.is_empty()));
});
