//! A form or a query as a browser, or somebody who is none, sends it.
#![no_main]

use foundation::web::Fields;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let fields = Fields::parse(bytes);
    let again = Fields::parse(fields.to_query().as_bytes());
    assert_eq!(again.to_query(), fields.to_query());
});
