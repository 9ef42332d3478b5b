//! Answers: what is wrong with them, their JSON, their columns.

use questionnaire::{Answer, Answers, Cell, FindingKind, RowAnswer, check, shipped};
use questionnaire::{Form, columns::ColumnKind};

fn municipality() -> Form {
    Form::new(shipped::definition("fy2025_municipality").unwrap()).unwrap()
}

fn kinds(form: &Form, answers: &Answers, strict: bool) -> Vec<(String, FindingKind)> {
    check(form, answers, strict).into_iter().map(|finding| (finding.question, finding.kind)).collect()
}

#[test]
fn limits_and_exclusive_options_are_held() {
    let form = municipality();
    let mut answers = Answers::default();
    answers.set("q8", Answer::one("yes"));
    answers.set("q8_2_2", Answer::many(["genjo", "taisei", "chonai"]));
    answers.set("q5", Answer::many(["mitori"]));
    assert_eq!(kinds(&form, &answers, false), []);
    answers.set("q8_2_2", Answer::many(["genjo", "taisei", "chonai", "yosan"]));
    answers.set("q5", Answer::many(["mitori", "none"]));
    assert_eq!(
        kinds(&form, &answers, false),
        [("q5".to_owned(), FindingKind::ExclusiveCombined), ("q8_2_2".to_owned(), FindingKind::TooMany)]
    );
    let findings = check(&form, &answers, false);
    assert!(findings[0].sentence.contains("「看取り」"), "{}", findings[0].sentence);
    assert!(findings[1].sentence.contains("3つまで") && findings[1].sentence.contains("4つ"));
}

#[test]
fn what_is_answered_though_not_asked_is_told_apart_from_a_missing_parent() {
    let form = municipality();
    let mut answers = Answers::default();
    answers.set("q7_1", Answer::text("連携ノート"));
    assert_eq!(kinds(&form, &answers, false), [("q7_1".to_owned(), FindingKind::ParentMissing)]);
    answers.set("q7", Answer::one("not"));
    assert_eq!(kinds(&form, &answers, false), [("q7_1".to_owned(), FindingKind::NotAsked)]);
    answers.set("q7", Answer::one("use"));
    assert_eq!(kinds(&form, &answers, false), []);
    assert!(kinds(&form, &answers, true).contains(&("q7_2".to_owned(), FindingKind::Missing)));
}

#[test]
fn grid_rows_follow_their_own_conditions() {
    let form = municipality();
    let use_of = |rows: &[(&str, &str)]| Answer::Grid {
        rows: rows
            .iter()
            .map(|(row, choice)| ((*row).to_owned(), RowAnswer::One { choice: (*choice).to_owned(), other: None }))
            .collect(),
    };
    let how = |row: &str, choices: &[&str]| Answer::Grid {
        rows: [(
            row.to_owned(),
            RowAnswer::Many { choices: choices.iter().map(|c| (*c).to_owned()).collect(), others: Default::default() },
        )]
        .into(),
    };
    let mut answers = Answers::default();
    answers.set("q12", use_of(&[("platform", "use"), ("tebiki", "not")]));
    answers.set("q12_1", how("platform", &["training", "policy"]));
    assert_eq!(kinds(&form, &answers, false), []);
    answers.set("q12_1", how("tebiki", &["training"]));
    let findings = check(&form, &answers, false);
    assert_eq!((findings[0].kind, findings[0].row.as_deref()), (FindingKind::NotAsked, Some("tebiki")));
    answers.set("q12_1", how("platform", &["other"]));
    assert_eq!(kinds(&form, &answers, false), []);
    assert!(kinds(&form, &answers, true).contains(&("q12_1".to_owned(), FindingKind::OtherTextMissing)));

    let columns = form.columns();
    let values = form.values(&columns, &answers);
    let of = |id: &str| values[columns.iter().position(|c| c.id == id).unwrap()].clone();
    assert_eq!(of("q12_platform"), Cell::Code("use"));
    assert_eq!(of("q12_koku"), Cell::Blank);
    assert_eq!(of("q12_1_platform_other"), Cell::Flag(true));
    assert_eq!(of("q12_1_platform_training"), Cell::Flag(false));
    assert_eq!(of("q12_1_tebiki_training"), Cell::NotApplicable);
}

#[test]
fn numbers_texts_and_constraints() {
    let form = Form::new(shipped::definition("fy2025_prefecture").unwrap()).unwrap();
    let mut answers = Answers::default();
    answers.set("q3", Answer::Number { number: 12.0 });
    answers.set("q4", Answer::Number { number: 12.0 });
    assert_eq!(kinds(&form, &answers, false), []);
    answers.set("q4", Answer::Number { number: 13.0 });
    assert_eq!(kinds(&form, &answers, false), [("q4".to_owned(), FindingKind::Constraint)]);
    answers.set("q3", Answer::Number { number: 179.5 });
    answers.set("q4", Answer::Number { number: f64::NAN });
    answers.set("q10", Answer::text("十"));
    answers.set("f1", Answer::text(&"県".repeat(11)));
    let all = kinds(&form, &answers, false);
    for expected in [
        ("q3", FindingKind::OutOfRange),
        ("q3", FindingKind::Decimals),
        ("q4", FindingKind::OutOfRange),
        ("q10", FindingKind::WrongType),
        ("f1", FindingKind::TooLong),
    ] {
        assert!(all.contains(&(expected.0.to_owned(), expected.1)), "{expected:?} in {all:?}");
    }
}

#[test]
fn answers_have_a_stable_json_form() {
    let mut answers = Answers::default();
    answers.set("q1", Answer::one("yes"));
    answers.set("q5", Answer::many(["mitori", "nichijo"]));
    answers.set("q6", Answer::many([]));
    answers.set("n", Answer::Number { number: 12.5 });
    answers.set("d", Answer::Date { date: jiff::civil::date(2026, 3, 31) });
    answers.set("t", Answer::text("=1+1"));
    let rows = [("a".to_owned(), RowAnswer::One { choice: "x".to_owned(), other: Some("y".to_owned()) })].into();
    answers.set("g", Answer::Grid { rows });
    let json = answers.to_json();
    assert_eq!(
        json,
        r#"{"d":{"date":"2026-03-31"},"g":{"rows":{"a":{"choice":"x","other":"y"}}},"n":{"number":12.5},"q1":{"choice":"yes"},"q5":{"choices":["mitori","nichijo"]},"q6":{"choices":[]},"t":{"text":"=1+1"}}"#
    );
    assert_eq!(Answers::from_json(&json).unwrap(), answers);
    assert!(Answers::from_json("{\"q\":{\"choise\":\"x\"}}").is_err());
}

#[test]
fn a_multiple_answer_tells_nothing_ticked_from_nothing_answered() {
    let form = municipality();
    let columns = form.columns();
    let at = columns.iter().position(|c| c.id == "q6_kaso").unwrap();
    assert_eq!(columns[at].kind, ColumnKind::Flag);
    let mut answers = Answers::default();
    assert_eq!(form.values(&columns, &answers)[at], Cell::Blank);
    answers.set("q6", Answer::many([]));
    assert_eq!(form.values(&columns, &answers)[at], Cell::Flag(false));
}

#[test]
fn the_fingerprint_changes_with_every_word() {
    let one = shipped::definition("fy2025_municipality").unwrap();
    let mut other = one.clone();
    assert_eq!(one.fingerprint(), other.fingerprint());
    other.sections[0].questions[0].hint.push('。');
    assert_ne!(one.fingerprint(), other.fingerprint());
    assert_eq!(one.fingerprint().len(), 64);
}
