//! A concordance that does not bear out is told so.

use questionnaire::{Concordance, Form, shipped, toml_file};

fn forms() -> (Form, Form, Concordance) {
    let form = |id: &str| Form::new(shipped::definition(id).unwrap()).unwrap();
    (form("fy2025_municipality"), form("fy2026_municipality"), shipped::concordance_to("fy2026_municipality").unwrap())
}

#[test]
fn what_changed_and_is_not_said_is_found() {
    let (old, new, mut concordance) = forms();
    concordance.questions.retain(|link| !link.to.contains(&"q7".to_owned()));
    let faults = concordance.verify(&old, &new);
    assert_eq!(faults.len(), 1);
    assert!(faults[0].sentence.contains("検討中"), "{}", faults[0]);

    let (old, new, mut concordance) = forms();
    concordance.questions.retain(|link| !link.to.contains(&"q12".to_owned()));
    assert!(concordance.verify(&old, &new)[0].sentence.contains("設問文が前年と違います"));

    let mut dropped = new.definition().clone();
    dropped.sections[2].questions.retain(|question| question.id != "q6");
    let (old, _, concordance) = forms();
    let faults = concordance.verify(&old, &Form::new(dropped).unwrap());
    assert!(faults.iter().any(|fault| fault.question == "q6" && fault.sentence.contains("廃止")));
}

#[test]
fn counts_of_split_and_merged_are_held() {
    let text = r#"
from = "fy2025_municipality"
to = "fy2026_municipality"
[[questions]]
relation = "split"
from = ["q1"]
to = ["q1"]
[[questions]]
relation = "new"
from = ["q2"]
to = ["q2"]
[[questions]]
relation = "same"
from = ["q99"]
to = ["q4"]
"#;
    let (old, new, _) = forms();
    let faults = toml_file::concordance(text).unwrap().verify(&old, &new);
    for part in ["「分割」", "「新設」", "「q99」がありません"] {
        assert!(faults.iter().any(|fault| fault.sentence.contains(part)), "{part}: {faults:?}");
    }
}

#[test]
fn only_what_asks_the_same_stands_beside_this_year_s_question() {
    let table = questionnaire::shipped::concordance_to("fy2026_municipality").unwrap();
    assert_eq!(table.same_as("q1"), Some("q1"), "not named: the same");
    assert_eq!(table.same_as("q12"), Some("q12"), "reworded");
    assert_eq!(table.same_as("q13"), None, "new");
}
