//! Editions: a question dropped, an option and a row added, a type changed.

use questionnaire::{Answers, Form, toml_file};
use tabulate::{Answer, Variable};

use super::Which;
use super::build::Raw;
use crate::surveys::model::SurveyRow;
use crate::surveys::storage::counted::CountedRow;

const FIRST: &str = r#"
id = "fy2026_small"
title = "小さな調査"
respondent = "prefecture"
fiscal_year = 2026
edition = 1
[lists]
use = [ { id = "use", label = "活用している" }, { id = "not", label = "活用していない" } ]
ways = [ { id = "a", label = "甲" }, { id = "b", label = "乙" } ]
[[sections]]
id = "s1"
title = "Ⅰ"
[[sections.questions]]
id = "q1"
number = "問1"
text = "どれですか。"
type = "single"
list = "ways"
[[sections.questions]]
id = "q2"
number = "問2"
text = "やめた設問"
type = "single"
list = "use"
[[sections.questions]]
id = "q3"
number = "問3"
text = "もの"
type = "grid"
list = "use"
rows = [ { id = "x", label = "①" } ]
[[sections.questions]]
id = "q4"
number = "問4"
text = "型が変わる設問"
type = "single"
list = "ways"
"#;

fn second() -> String {
    FIRST
        .replace("edition = 1", "edition = 2")
        .replace(
            "{ id = \"b\", label = \"乙\" }",
            "{ id = \"c\", label = \"丙\" }, { id = \"b\", label = \"乙（直した）\" }",
        )
        .replace("rows = [ {", "rows = [ { id = \"y\", label = \"②\" }, {")
        .replace("id = \"q2\"", "id = \"q2_new\"")
        .replace("text = \"型が変わる設問\"\ntype = \"single\"", "text = \"型が変わる設問\"\ntype = \"multiple\"")
}

fn row(code: &str, edition_id: i64, answers: &str) -> CountedRow {
    assert!(Answers::from_json(answers).is_ok());
    CountedRow {
        code: code.to_owned(),
        place: code.to_owned(),
        name: code.to_owned(),
        prefecture_code: code.to_owned(),
        prefecture_name: code.to_owned(),
        block_id: "kinki".to_owned(),
        block_name: "近畿".to_owned(),
        block_position: 5,
        edition_id,
        state: "submitted".to_owned(),
        changed_at: Some(format!("2026-09-{edition_id}T00:00:00.000Z")),
        answers: answers.to_owned(),
        step: 0,
    }
}

fn raw(rows: Vec<CountedRow>) -> Raw {
    let survey = SurveyRow {
        id: 1,
        programme_id: 1,
        programme_name: "事業".to_owned(),
        fiscal_year: 2026,
        name: "fy2026_small".to_owned(),
        title: "小さな調査".to_owned(),
        respondent: "prefecture".to_owned(),
        state: "open".to_owned(),
        opens_on: "2026-08-25".to_owned(),
        due_on: "2026-09-30".to_owned(),
        previous_id: None,
    };
    let json = |text: &str| {
        let form = Form::new(toml_file::definition(text).unwrap()).unwrap();
        serde_json::to_string(form.definition()).unwrap()
    };
    let editions = vec![(1, 11, json(FIRST)), (2, 12, json(&second()))];
    Raw { survey, which: Which::Collected, cut: None, asked: 47, demo: false, rows, editions, facts: Vec::new() }
}

fn answers(variable: &Variable) -> Vec<Answer> {
    let Variable::Single(single) = variable else { panic!("single") };
    (0..single.rows()).map(|row| single.answer(row)).collect()
}

#[test]
fn answers_of_older_editions_are_found_by_question_row_and_option() {
    let old = r#"{"q1":{"choice":"b"},"q2":{"choice":"use"},"q3":{"rows":{"x":{"choice":"not"}}},"q4":{"choice":"a"}}"#;
    let new =
        r#"{"q1":{"choice":"b"},"q3":{"rows":{"x":{"choice":"use"},"y":{"choice":"use"}}},"q4":{"choices":["a","c"]}}"#;
    let set = raw(vec![row("010006", 11, old), row("020001", 12, new), row("030007", 12, "{}")]).build().unwrap();
    let choices = |name: &str| -> Vec<String> {
        set.variable(name).unwrap().meta().choices.iter().map(|c| c.label.clone()).collect()
    };
    assert_eq!(choices("q1"), ["甲", "丙", "乙（直した）"], "the newest edition's order and words");
    let of = |name: &str| answers(set.variable(name).unwrap());
    assert_eq!(of("q1"), [Answer::Option(2), Answer::Option(2), Answer::NoAnswer], "one option under two places");
    assert_eq!(of("q2"), [Answer::Option(0), Answer::NotAsked, Answer::NotAsked], "only the first edition asked it");
    assert_eq!(of("q2_new")[0], Answer::NotAsked);
    assert_eq!(of("q3_x"), [Answer::Option(1), Answer::Option(0), Answer::NoAnswer]);
    assert_eq!(of("q3_y"), [Answer::NotAsked, Answer::Option(0), Answer::NoAnswer], "the row is new");
    let Some(Variable::Multiple(q4)) = set.variable("q4") else { panic!("multiple") };
    let states: Vec<u16> = (0..3).map(|row| q4.states().get(row)).collect();
    assert_eq!(states, [0, 2, 1], "asked otherwise: not this question");
    assert!(q4.ticked(1, 0) && q4.ticked(1, 1) && !q4.ticked(1, 2));
    let order: Vec<&str> = set.questions().iter().map(|q| q.id.as_str()).collect();
    assert_eq!(order, ["q1", "q2_new", "q3", "q4", "q2"], "what only older editions asked comes last");
    assert_eq!(set.about.editions, [1, 2]);
    assert_eq!(set.about.as_of.as_deref(), Some("2026-09-12T00:00:00.000Z"));
    assert_eq!(set.about.standing_in_words(), "速報：47都道府県のうち3都道府県の回答");
}

#[test]
fn what_an_edition_does_not_offer_is_not_counted_in_silence() {
    let faulty = raw(vec![row("010006", 11, r#"{"q1":{"choice":"c"}}"#)]).build();
    assert!(faulty.is_ok(), "known from the other edition");
    let faulty = raw(vec![row("010006", 11, r#"{"q1":{"choice":"z"}}"#)]).build();
    assert!(faulty.err().unwrap().to_string().contains("010006 q1"));
    assert!(raw(vec![row("010006", 99, "{}")]).build().is_err(), "an edition of another survey");
}

#[test]
fn nobody_answered_yet_is_a_set_without_rows() {
    let set = raw(Vec::new()).build().unwrap();
    assert_eq!((set.rows().len(), set.variable("q1").unwrap().rows()), (0, 0));
    assert_eq!(set.about.standing_in_words(), "速報：47都道府県のうち0都道府県の回答");
}
