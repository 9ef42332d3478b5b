//! Changing a definition, comparing two editions, carrying answers over.

use questionnaire::edit::{Direction, free_option_id};
use questionnaire::editions::{Effect, carry, differences};
use questionnaire::kinds::{Grid, NumberKind};
use questionnaire::{Answer, Answers, Choice, Definition, Form, Kind, RowAnswer, shipped};

use crate::definition;

const BODY: &str = r#"
[lists]
yn = [{ id = "yes", label = "はい" }, { id = "no", label = "いいえ" }]
scenes = [{ id = "a", label = "入退院" }, { id = "b", label = "看取り" }, { id = "other", label = "その他", other = true }]
[[sections]]
id = "s1"
title = "一"
[[sections.questions]]
id = "q1"
number = "問1"
text = "ありますか"
type = "single"
list = "yn"
[[sections.questions]]
id = "q2"
number = "問2"
text = "場面"
type = "multiple"
list = "scenes"
most = 2
relevant = "${q1} = 'yes'"
[[sections.questions]]
id = "q2_1"
number = "問2-1"
text = "ことば"
type = "text"
relevant = "selected(${q2}, 'other') or count-selected(${q2}) > 1"
[[sections]]
id = "s2"
title = "二"
relevant = "${q1} = 'yes'"
[[sections.questions]]
id = "g"
number = "問3"
text = "表"
type = "grid"
list = "yn"
rows = [{ id = "r1", label = "行1" }, { id = "r2", label = "行2", relevant = "selected(${q2}, 'b')" }]
[[sections.questions]]
id = "n"
number = "問4"
text = "人数"
type = "number"
unit = "人"
most = 100
relevant = "${g_r1} = 'yes'"
"#;

fn base() -> Definition {
    definition(BODY)
}

#[test]
fn a_new_name_is_followed_by_everything_that_refers_to_it() {
    let mut changed = base();
    let mut grid = changed.find("g").unwrap().1.clone();
    grid.id = "q3".to_owned();
    changed.put_question(Some("g"), "s2", None, grid);
    assert_eq!(changed.find("n").unwrap().1.relevant.as_ref().unwrap().to_string(), "${q3_r1} = 'yes'");
    let mut first = changed.find("q2").unwrap().1.clone();
    first.id = "q2x".to_owned();
    changed.put_question(Some("q2"), "s1", None, first);
    let of = |id: &str| changed.find(id).unwrap().1.relevant.as_ref().unwrap().to_string();
    assert_eq!(of("q2_1"), "selected(${q2x}, 'other') or count-selected(${q2x}) > 1");
    assert_eq!(changed.verify(), []);

    let mut choices = changed.list("scenes").to_vec();
    choices[1].id = "mitori".to_owned();
    changed.put_list("scenes", choices, &[("b".to_owned(), "mitori".to_owned())]);
    let Kind::Grid(grid) = &changed.find("q3").unwrap().1.kind else { panic!() };
    assert_eq!(grid.rows[1].relevant.as_ref().unwrap().to_string(), "selected(${q2x}, 'mitori')");
    assert_eq!(changed.verify(), []);
}

#[test]
fn moving_stops_at_the_ends_and_crosses_into_another_section() {
    let mut changed = base();
    assert!(!changed.move_question("q1", Direction::Up) && !changed.move_question("q2_1", Direction::Down));
    assert!(changed.move_question("q2", Direction::Up) && changed.move_section("s2", Direction::Up));
    let order: Vec<&str> = changed.questions().map(|(_, q)| q.id.as_str()).collect();
    assert_eq!(order, ["g", "n", "q2", "q1", "q2_1"]);
    let q1 = changed.find("q1").unwrap().1.clone();
    changed.put_question(Some("q1"), "s2", Some("g"), q1);
    let order: Vec<&str> = changed.questions().map(|(_, q)| q.id.as_str()).collect();
    assert_eq!(order, ["g", "q1", "n", "q2", "q2_1"]);
    assert_eq!(changed.hanging_on("q1"), ["区分「二」", "問2"]);
    assert_eq!(changed.hanging_on("g"), ["問4"]);
    assert!(changed.hanging_on("n").is_empty());
}

#[test]
fn names_that_are_free_follow_the_printed_number() {
    let definition = base();
    assert_eq!(definition.free_question_id("問８－１－２", "f"), "q8_1_2");
    assert_eq!(definition.free_question_id("問2", "f"), "q3", "q2 is taken, q1 too");
    assert_eq!(definition.free_question_id("", "note"), "note1");
    assert_eq!(definition.free_section_id(), "s3");
    assert_eq!(definition.free_list_id("yn"), "list1");
    assert_eq!(free_option_id(&[Choice { id: "o1".into(), ..Choice::default() }]), "o2");
}

fn effects(change: impl FnOnce(&mut Definition)) -> Vec<(String, &'static str, Effect)> {
    let mut new = base();
    change(&mut new);
    differences(&base(), &new).into_iter().map(|d| (d.place, d.what, d.effect)).collect()
}

fn kind(definition: &mut Definition, id: &str) -> Kind {
    definition.find(id).unwrap().1.kind.clone()
}

fn with(definition: &mut Definition, id: &str, change: impl FnOnce(&mut questionnaire::Question)) {
    let (section, question) = definition.find(id).unwrap();
    let (section, mut question) = (section.id.clone(), question.clone());
    change(&mut question);
    definition.put_question(Some(id), &section, None, question);
}

fn with_number(definition: &mut Definition, id: &str, change: impl FnOnce(&mut NumberKind)) {
    with(definition, id, |question| {
        let Kind::Number(kind) = &mut question.kind else { panic!("{id} is no number") };
        change(kind);
    });
}

fn with_grid(definition: &mut Definition, id: &str, change: impl FnOnce(&mut Grid)) {
    with(definition, id, |question| {
        let Kind::Grid(kind) = &mut question.kind else { panic!("{id} is no grid") };
        change(kind);
    });
}

#[test]
fn every_difference_is_told_with_what_it_does_to_answers() {
    use Effect::{Addition, Answers, Promise, Wording};
    assert_eq!(effects(|_| {}), []);
    let one = |change: &dyn Fn(&mut Definition), what: &str, effect: Effect| {
        let found = effects(|d| change(d));
        assert!(found.iter().any(|(_, w, e)| *w == what && *e == effect), "{what}: {found:?}");
        assert_eq!(found.len(), 1, "{what}: {found:?}");
    };
    one(&|d| with(d, "q1", |q| "在りますか".clone_into(&mut q.text)), "設問文", Wording);
    one(&|d| with(d, "q1", |q| q.required = true), "必須", Addition);
    one(&|d| with(d, "q1", |q| q.public = true), "近隣に見せる", Promise);
    one(&|d| with(d, "q2", |q| q.relevant = None), "答える方", Answers);
    one(&|d| d.sections[1].relevant = None, "答える方", Answers);
    one(&|d| d.lists.get_mut("scenes").unwrap()[0].label = "入退院支援".to_owned(), "選択肢の言い方", Wording);
    one(&|d| drop(d.lists.get_mut("scenes").unwrap().remove(1)), "選択肢を消す", Answers);
    let added = Choice { id: "c".into(), label: "急変".into(), ..Choice::default() };
    one(&|d| d.lists.get_mut("scenes").unwrap().push(added.clone()), "選択肢を加える", Addition);
    one(&|d| d.lists.get_mut("scenes").unwrap().swap(0, 1), "選択肢の順", Wording);
    one(&|d| drop(d.remove_question("n")), "設問を消す", Answers);
    one(&|d| assert!(d.move_question("q1", Direction::Down)), "設問の順", Wording);
    one(&|d| "題".clone_into(&mut d.title), "題名", Wording);
    let most = |n: Option<u32>| {
        move |q: &mut questionnaire::Question| {
            if let Kind::Multiple(k) = &mut q.kind {
                k.most = n;
            }
        }
    };
    one(&|d| with(d, "q2", most(Some(1))), "選べる数の上限", Answers);
    one(&|d| with(d, "q2", most(Some(3))), "選べる数の上限", Wording);
    one(&|d| with(d, "q2", most(None)), "選べる数の上限", Wording);
    one(&|d| with_number(d, "n", |k| k.unit = "千人".into()), "単位", Answers);
    one(&|d| with_number(d, "n", |k| k.most = Some(1000.0)), "数の上限", Wording);
    one(&|d| with_number(d, "n", |k| k.least = Some(0.0)), "数の下限", Answers);
    one(&|d| with_grid(d, "g", |k| k.rows.truncate(1)), "行を消す", Answers);
    let text = kind(&mut base(), "q2_1");
    one(&|d| with(d, "n", |q| q.kind = text.clone()), "答え方", Answers);
    one(&|d| with(d, "q2_1", |q| q.kind = Kind::LongText(Default::default())), "答え方", Wording);
    let section = differences(&base(), &{
        let mut new = base();
        new.sections[1].relevant = None;
        new
    });
    assert_eq!(section[0].questions, ["g", "n"], "a section's condition is about its questions");
}

fn carried(change: impl FnOnce(&mut Definition), answers: &Answers) -> questionnaire::editions::Carried {
    let mut new = base();
    change(&mut new);
    carry(&Form::new(base()).unwrap(), &Form::new(new).unwrap(), answers)
}

#[test]
fn answers_are_carried_over_and_what_no_longer_fits_is_set_aside_whole() {
    let mut answers = Answers::default();
    answers.set("q1", Answer::one("yes"));
    let mut scenes = Answer::many(["a", "b", "other"]);
    if let Answer::Many { others, .. } = &mut scenes {
        others.insert("other".to_owned(), "配食".to_owned());
    }
    answers.set("q2", scenes.clone());
    answers.set("q2_1", Answer::text("ことば"));
    let row = |choice: &str| RowAnswer::One { choice: choice.to_owned(), other: None };
    let grid = Answer::Grid { rows: [("r1".to_owned(), row("yes")), ("r2".to_owned(), row("no"))].into() };
    answers.set("g", grid.clone());
    answers.set("n", Answer::Number { number: 12.0 });

    let same = carried(|_| {}, &answers);
    assert_eq!((same.answers, same.aside.len()), (answers.clone(), 0));
    // Other words keep everything; so does a tighter limit: checking tells of that.
    let same = carried(|d| with_number(d, "n", |k| k.most = Some(10.0)), &answers);
    assert_eq!(same.answers, answers);

    let removed = carried(|d| drop(d.remove_question("n")), &answers);
    assert_eq!(removed.aside["n"], Answer::Number { number: 12.0 });
    assert_eq!(removed.answers.get("n"), None);

    let option = carried(
        |d| {
            with_grid(d, "g", |k| k.rows[1].relevant = None);
            d.lists.get_mut("scenes").unwrap().remove(1);
        },
        &answers,
    );
    assert_eq!(option.aside["q2"], scenes, "whole");
    assert_eq!(option.answers.get("q2").unwrap().choices(), ["a", "other"], "what still is an option stays chosen");

    let row = carried(|d| with_grid(d, "g", |k| k.rows.truncate(1)), &answers);
    assert_eq!(row.aside["g"], grid);
    assert!(matches!(row.answers.get("g"), Some(Answer::Grid { rows }) if rows.len() == 1));

    let unit = carried(|d| with_number(d, "n", |k| k.unit = "千人".into()), &answers);
    assert!(unit.answers.get("n").is_none() && unit.aside.contains_key("n"));
    let long = carried(|d| with(d, "q2_1", |q| q.kind = Kind::LongText(Default::default())), &answers);
    assert!(long.aside.is_empty());
    let other_text = carried(|d| d.lists.get_mut("scenes").unwrap()[2].other = false, &answers);
    assert_eq!(other_text.aside["q2"], scenes, "the text beside 「その他」 has lost its place");
    let none = carried(|d| drop(d.lists.get_mut("scenes").unwrap().remove(0)), &{
        let mut only = Answers::default();
        only.set("q2", Answer::many([]));
        only
    });
    assert!(none.aside.is_empty(), "having ticked nothing is an answer still");
}

#[test]
fn nothing_differs_between_a_questionnaire_and_itself() {
    for id in shipped::ids() {
        let definition = shipped::definition(id).unwrap();
        assert_eq!(differences(&definition, &definition), [], "{id}");
    }
}
