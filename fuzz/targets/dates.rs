//! Dates, fiscal years, numbers and codes as people type them: what is read can be written and read again.
#![no_main]

use japanese::codes::MunicipalityCode;
use japanese::wareki::{self, FiscalYear};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    if let Ok(day) = wareki::parse(text) {
        assert_eq!(wareki::parse(&wareki::both(day)).ok(), Some(day), "{}", wareki::both(day));
    }
    if let Ok(year) = FiscalYear::parse(text) {
        assert_eq!(FiscalYear::parse(&year.label()).ok(), Some(year));
    }
    if let Ok(code) = MunicipalityCode::parse(text) {
        assert_eq!(MunicipalityCode::parse(code.as_str()), Ok(code));
    }
    let _ = MunicipalityCode::from_five_digits(text);
});
