//! A mail as it arrives, and the workbooks and ZIPs in it.
#![no_main]

use std::sync::LazyLock;

use answer_sheets::bundle::{Bundle, BundleLimits, is_bundle};
use answer_sheets::{Expected, Limits, Template, read};
use libfuzzer_sys::fuzz_target;
use questionnaire::{Form, shipped};
use site::surveys::sheets::mail;

static TEMPLATES: LazyLock<Vec<Template>> = LazyLock::new(|| {
    let definition = shipped::definition("fy2025_prefecture").expect("shipped");
    vec![Template::new(Form::new(definition).expect("sound"))]
});

fuzz_target!(|bytes: &[u8]| {
    let letter = match mail::read(bytes, "mx.example.jp") {
        Ok(letter) => letter,
        Err(fault) => {
            assert!(!fault.sentence().is_empty());
            return;
        }
    };
    let is_plain = |text: &str| text.chars().count() <= 250 && !text.chars().any(char::is_control);
    assert!(!letter.id.is_empty() && is_plain(&letter.id), "{:?}", letter.id);
    assert!(is_plain(&letter.from), "{:?}", letter.from);
    assert_eq!(mail::read(bytes, "mx.example.jp").as_ref(), Ok(&letter), "the same mail, something else");
    assert!(letter.files.len() <= 20);
    for file in &letter.files {
        assert!(is_plain(&file.name), "{:?}", file.name);
        let name = site::surveys::sheets::safe_name(&file.name);
        assert!(!name.contains(['/', '\\']) && !name.starts_with('.'), "{name:?}");
        if is_bundle(&file.content) {
            let Ok(bundle) = Bundle::open(&file.content, &BundleLimits::default()) else { continue };
            for at in 0..bundle.len().min(5) {
                let _ = bundle.file(at);
            }
        } else {
            let _ = read(&file.content, &TEMPLATES, &Expected::default(), &Limits::default());
        }
    }
});
