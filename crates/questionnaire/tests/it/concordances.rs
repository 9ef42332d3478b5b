//! A concordance that does not bear out is told so.

use std::fmt::Write as _;

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

fn questionnaire(id: &str, questions: &[(&str, &str)], labels: &[(&str, &str)]) -> Form {
    let list: Vec<String> =
        labels.iter().map(|(id, label)| format!("{{ id = \"{id}\", label = \"{label}\" }}")).collect();
    let mut text = format!(
        "id = \"{id}\"\ntitle = \"t\"\nrespondent = \"municipality\"\nfiscal_year = 2026\nedition = 1\n[lists]\nl = [{}]\n[[sections]]\nid = \"s\"\ntitle = \"s\"\n",
        list.join(", ")
    );
    for (id, words) in questions {
        let _ = write!(
            text,
            "[[sections.questions]]\nid = \"{id}\"\ntext = \"{words}\"\ntype = \"single\"\nlist = \"l\"\n"
        );
    }
    Form::new(toml_file::definition(&text).unwrap()).unwrap()
}

fn relations(concordance: &Concordance) -> Vec<(&'static str, String, String)> {
    concordance.questions.iter().map(|l| (l.relation.label(), l.from.join("+"), l.to.join("+"))).collect()
}

#[test]
fn a_guess_is_made_by_name_then_by_wording_and_always_bears_out() {
    let old = questionnaire(
        "old",
        &[
            ("q1", "協議会を設置していますか"),
            ("q2", "情報共有のツールを活用していますか"),
            ("q3", "医療関係者の研修と介護関係者の研修を行いましたか"),
            ("q4", "住民への講演会を開きましたか"),
            ("q5", "専用の窓口の有無"),
        ],
        &[("y", "はい"), ("n", "いいえ"), ("k", "検討している（時期は未定）")],
    );
    let new = questionnaire(
        "new",
        &[
            ("q1", "協議会（協議の場を含む）を設置していますか"),
            ("q7", "情報共有のツールを活用していますか"),
            ("q8", "医療関係者の研修"),
            ("q9", "介護関係者の研修"),
            ("q10", "財源はどこから得ていますか"),
        ],
        &[("y", "はい"), ("n", "いいえ"), ("kento", "検討している（時期未定）"), ("x", "わからない")],
    );
    let guess = Concordance::suggest(&old, &new);
    assert_eq!(guess.verify(&old, &new), []);
    let found = relations(&guess);
    for expected in [
        ("言い換え", "q1", "q1"),
        ("同じ", "q2", "q7"),
        ("分割", "q3", "q8+q9"),
        ("新設", "", "q10"),
        ("廃止", "q4", ""),
        ("廃止", "q5", ""),
    ] {
        assert!(found.contains(&(expected.0, expected.1.to_owned(), expected.2.to_owned())), "{expected:?}: {found:?}");
    }
    let options: Vec<_> = guess
        .of("q7")
        .unwrap()
        .options
        .iter()
        .map(|o| (o.relation.label(), o.from.join("+"), o.to.join("+")))
        .collect();
    assert_eq!(options, [("言い換え", "k".into(), "kento".into()), ("新設", String::new(), "x".into())]);

    // A person's word stays; what she does not name is guessed.
    let mut own = guess.clone();
    own.questions.retain(|link| !link.from.contains(&"q3".to_owned()));
    own.questions.iter_mut().for_each(|link| "人が書いた".clone_into(&mut link.note));
    let again = own.completed(&old, &new);
    assert_eq!(again.verify(&old, &new), []);
    assert_eq!(relations(&again), found);
    assert_eq!(again.of("q1").unwrap().note, "人が書いた");
}

#[test]
fn several_become_one() {
    let labels = [("y", "はい"), ("n", "いいえ")];
    let old = questionnaire("old", &[("a", "医師との会議"), ("b", "看護師との会議")], &labels);
    let new =
        questionnaire("new", &[("c", "医師との会議、看護師との会議、ほかの会議のいずれかを定期的に開いたか")], &labels);
    let guess = Concordance::suggest(&old, &new);
    assert_eq!(relations(&guess), [("統合", "a+b".into(), "c".into())]);
    assert_eq!(guess.verify(&old, &new), []);
}

#[test]
fn guesses_over_the_shipped_ones_bear_out_and_agree_with_what_people_wrote() {
    for kind in ["prefecture", "municipality", "coordinator"] {
        let form = |year: u16| Form::new(shipped::definition(&format!("fy{year}_{kind}")).unwrap()).unwrap();
        let (old, new) = (form(2025), form(2026));
        let guess = Concordance::suggest(&old, &new);
        assert_eq!(guess.verify(&old, &new), [], "{kind}");
        let written = shipped::concordance_to(&format!("fy2026_{kind}")).unwrap();
        assert_eq!(written.completed(&old, &new).verify(&old, &new), []);
        for link in &written.questions {
            for id in &link.to {
                assert_eq!(guess.of(id).map(|l| l.relation), Some(link.relation), "{kind} {id}");
            }
        }
        // After a correction that adds a question, the written one still says everything.
        let mut corrected = new.definition().clone();
        let mut added = corrected.sections[0].questions[0].clone();
        added.id = "added".to_owned();
        "令和8年度に加えた、まったく新しい設問".clone_into(&mut added.text);
        corrected.sections[0].questions.push(added);
        let corrected = Form::new(corrected).unwrap();
        assert_ne!(written.verify(&old, &corrected), []);
        assert_eq!(written.completed(&old, &corrected).verify(&old, &corrected), []);
    }
}

#[test]
fn another_kind_under_an_old_name_is_new_and_the_old_one_is_dropped() {
    let (old, new, _) = forms();
    let mut changed = new.definition().clone();
    let (section, mut question) = changed.find("q9").map(|(s, q)| (s.id.clone(), q.clone())).unwrap();
    question.kind = questionnaire::Kind::Text(Default::default());
    changed.sections.iter_mut().for_each(|s| {
        s.questions.iter_mut().for_each(|q| {
            q.relevant.take_if(|c| c.variables().contains(&"q9"));
        });
    });
    changed.put_question(Some("q9"), &section, None, question);
    let changed = Form::new(changed).unwrap();
    let guess = Concordance::suggest(&old, &changed);
    assert_eq!(guess.verify(&old, &changed), []);
    assert_eq!(guess.of("q9").unwrap().relation.label(), "新設");
}

#[test]
fn only_what_asks_the_same_stands_beside_this_year_s_question() {
    let table = questionnaire::shipped::concordance_to("fy2026_municipality").unwrap();
    assert_eq!(table.same_as("q1"), Some("q1"), "not named: the same");
    assert_eq!(table.same_as("q12"), Some("q12"), "reworded");
    assert_eq!(table.same_as("q13"), None, "new");
}
