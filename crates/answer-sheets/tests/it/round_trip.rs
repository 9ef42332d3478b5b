//! Issued and read back: the same.

use answer_sheets::{FaultKind, Weight};
use questionnaire::{Answer, Answers};

use crate::sheets::{full, identity_of, issued, read_back, template, templates};

#[test]
fn what_is_written_comes_back() {
    for template in templates() {
        for seed in 0..6 {
            let answers = full(template.form(), seed);
            let reading = read_back(&issued(template, &answers)).unwrap();
            assert_eq!(reading.answers, answers, "{} {seed}", template.form().definition().id);
            let faults: Vec<_> = reading.faults.iter().map(|fault| &fault.sentence).collect();
            assert_eq!(faults, Vec::<&String>::new());
            assert_eq!(reading.identity, identity_of(template));
            assert_eq!(
                (reading.tidied.len(), reading.strays.len()),
                (0, 0),
                "{:?} {:?}",
                reading.tidied,
                reading.strays
            );
            assert!(reading.untouched);
        }
    }
}

#[test]
fn an_empty_sheet_is_known_as_such() {
    let reading = read_back(&issued(template(), &Answers::default())).unwrap();
    assert!(reading.untouched && reading.answers.is_empty());
    assert!(!reading.is_in_order());
    assert!(
        reading.faults.iter().all(|fault| matches!(fault.kind, FaultKind::Finding(_)) && fault.weight == Weight::Error)
    );
    let first = &reading.faults[0];
    assert_eq!((first.number.as_str(), first.sheet.as_str()), ("F2", "Ⅰ 基本情報"));
    assert!(first.sentence.contains("答えがありません") && first.cell.starts_with('E'), "{}", first.sentence);
}

#[test]
fn issuing_on_one_day_gives_the_same_bytes() {
    let answers = full(template().form(), 1);
    assert_eq!(issued(template(), &answers), issued(template(), &answers));
}

#[test]
fn nothing_typed_becomes_a_formula() {
    let mut answers = Answers::default();
    for text in ["=HYPERLINK(\"http://example.jp\")", "+1", "-1", "@SUM(A1)", "\t=1", "=cmd|'/c calc'!A0"] {
        answers.set("f1", Answer::text(text));
        let bytes = issued(template(), &answers);
        let sheets = crate::book::parts(&bytes, "xl/worksheets/");
        assert!(sheets.iter().all(|(_, xml)| !xml.contains("<f>")), "{text}");
        let reading = read_back(&bytes).unwrap();
        assert_eq!(reading.answers.get("f1"), Some(&Answer::text(text.trim())));
    }
}
