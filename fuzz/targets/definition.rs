//! A questionnaire as a file (TOML, JSON): refused with its faults, or made, issued as a sheet and read back.
#![no_main]

use answer_sheets::{Expected, Identity, IssueOptions, Limits, Template, issue, read};
use libfuzzer_sys::fuzz_target;
use questionnaire::{Answers, Form, check, generate, toml_file};

fuzz_target!(|text: &str| {
    let definition = match text.strip_prefix('{') {
        Some(_) => serde_json::from_str(text).map_err(|e| e.to_string()),
        None => toml_file::definition(text),
    };
    let Ok(definition) = definition else { return };
    let form = match Form::new(definition) {
        Ok(form) => form,
        Err(faults) => {
            assert!(!faults.is_empty() && faults.iter().all(|fault| !fault.to_string().is_empty()));
            return;
        }
    };
    if let Ok(written) = toml_file::to_toml(form.definition()) {
        assert_eq!(toml_file::definition(&written).as_ref(), Ok(form.definition()), "{written}");
    }
    let answers = generate::fill(&form, Answers::default(), &mut |n| n.saturating_sub(1));
    let _ = check(&form, &answers, true);
    assert_eq!(Answers::from_json(&answers.to_json()).as_ref(), Ok(&answers));
    let identity = Identity {
        respondent: "352128".to_owned(),
        name: "柳井市".to_owned(),
        prefecture: "山口県".to_owned(),
        survey: "1".to_owned(),
        definition: form.definition().id.clone(),
        edition: form.definition().edition,
        fingerprint: form.fingerprint().to_owned(),
    };
    let template = Template::new(form);
    let Ok(bytes) = issue(&template, &identity, &answers, &Answers::default(), &IssueOptions::default()) else {
        return;
    };
    let reading = read(&bytes, &[template], &Expected { draft: true, ..Expected::default() }, &Limits::default());
    assert!(reading.is_ok(), "our own sheet is refused: {:?}", reading.err());
});
