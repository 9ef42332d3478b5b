//! A CSV of answers as `renkei tabulate` reads it: any encoding, any shape. Every row is counted once.
#![no_main]

use libfuzzer_sys::fuzz_target;
use tabulate::read::{self, Limits};
use tabulate::{Plan, Variable, write};

fuzz_target!(|bytes: &[u8]| {
    let sheet = match read::csv(bytes, None, Limits::default()) {
        Ok(sheet) => sheet,
        Err(fault) => {
            assert!(!fault.to_string().is_empty());
            return;
        }
    };
    let names: Vec<&str> = sheet.headers.iter().map(String::as_str).collect();
    let (Some(first), Some(last)) = (names.first(), names.last()) else { return };
    let (Ok(question), Ok(banner)) = (sheet.single(first), sheet.single(last)) else { return };
    let (question, banner): (Variable, Variable) = (question.into(), banner.into());
    let weights = sheet.weights(last).ok();
    let plan = Plan { banners: vec![&banner], weights: weights.as_ref(), independence: true, ..Plan::default() };
    let Ok(table) = plan.table(&question) else { return };
    if weights.is_none() {
        let whole: u64 = table.blocks[0].cells.iter().filter_map(|cell| cell.value()).map(|f| f.respondents).sum();
        assert_eq!(whole, question.rows() as u64, "a row is lost or counted twice");
    }
    write::csv(std::slice::from_ref(&table)).expect("a CSV");
    let _ = write::json(&table);
    if names.len() > 1 {
        let _ = sheet.multiple("m", &names);
    }
    let _ = sheet.numeric(first, "人");
});
