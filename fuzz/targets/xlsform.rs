//! A questionnaire as somebody writes it in Excel. Sheets are parted by a form feed, cells by tabs, so that the fuzzer writes
//! texts, not ZIPs: `survey`, `choices`, `settings`. What is read can be written and is read again the same.
#![no_main]

use answer_sheets::{Limits, xlsform};
use libfuzzer_sys::fuzz_target;
use questionnaire::Form;

fuzz_target!(|text: &str| {
    let names = ["survey", "choices", "settings"];
    let sheets: Vec<_> = names
        .into_iter()
        .zip(text.split('\u{c}'))
        .map(|(name, rows)| (name, rows.lines().map(|row| row.split('\t').collect()).collect()))
        .collect();
    let (defaults, limits) = (xlsform::Defaults::default(), Limits::default());
    match xlsform::read(&fuzz::workbook(&sheets), &defaults, &limits) {
        Err(faults) => {
            assert!(!faults.is_empty() && faults.iter().all(|fault| !fault.sentence.is_empty()), "refused in silence");
        }
        Ok(imported) => {
            assert!(Form::new(imported.definition.clone()).is_ok(), "not sound");
            let Ok(written) = xlsform::export(&imported.definition) else { return };
            let again = xlsform::import(&written, &defaults, &limits);
            assert_eq!(again.as_ref(), Ok(&imported.definition));
        }
    }
});
