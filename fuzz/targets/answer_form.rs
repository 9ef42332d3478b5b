//! A section of a questionnaire as a browser, or somebody who is none, sends it.
#![no_main]

use std::sync::LazyLock;

use foundation::web::{Fields, Form as Sent};
use libfuzzer_sys::fuzz_target;
use questionnaire::{Answers, Form, check, shipped};
use site::surveys::forms;

static FORM: LazyLock<Form> =
    LazyLock::new(|| Form::new(shipped::definition("fy2026_municipality").expect("shipped")).expect("sound"));

fuzz_target!(|bytes: &[u8]| {
    let fields = Fields::parse(bytes);
    for section in &FORM.definition().sections {
        let mut form = Sent::new(fields.clone());
        let sent = forms::read(&mut form, &FORM, section);
        assert!(form.errors.iter().all(|error| !error.sentence.is_empty()));
        let mut answers = Answers::default();
        for (question, answer) in sent {
            assert!(section.questions.iter().any(|q| q.id == question), "{question} is not of this section");
            let mark = forms::mark(answer.as_ref());
            assert!(!mark.is_empty());
            if let Some(answer) = answer {
                answers.set(&question, answer);
            }
        }
        for finding in check(&FORM, &answers, true) {
            assert!(!finding.sentence.is_empty());
        }
        assert_eq!(Answers::from_json(&answers.to_json()).as_ref(), Ok(&answers));
    }
});
