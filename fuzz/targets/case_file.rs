//! Cases as somebody hands them in: JSON or CSV. The first byte says which.
#![no_main]

use libfuzzer_sys::fuzz_target;
use site::cases::exchange::reading;

fuzz_target!(|bytes: &[u8]| {
    let Some((way, rest)) = bytes.split_first() else { return };
    match reading::read(if *way == 0 { "cases.json" } else { "cases.csv" }, rest) {
        Ok(records) => assert!(records.iter().all(|record| !record.row.is_empty())),
        Err(faults) => assert!(!faults.is_empty() && faults.iter().all(|fault| !fault.sentence.is_empty())),
    }
});
