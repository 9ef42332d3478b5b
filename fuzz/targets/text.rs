//! Folding, searching and decoding: folding twice is folding once; what CP932 decodes can be encoded.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(decoded) = japanese::cp932::decode(bytes) {
        let _ = japanese::cp932::encode(&decoded.text);
    }
    let text = String::from_utf8_lossy(bytes);
    let folded = japanese::fold::fold(&text);
    assert_eq!(japanese::fold::fold(&folded), folded, "{text:?}");
    let _ = site::shared::search_words(&text);
    let _ = site::shared::blocks(&text);
});
