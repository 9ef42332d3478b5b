//! Conditions: text ↔ tree, and what they mean.

use questionnaire::{Answer, Answers, Condition};

use crate::form;

#[test]
fn printing_and_parsing_are_each_other_s_reverse() {
    for text in [
        "${q1} = '2'",
        "selected(${q5}, 'a') and not(${q3} > 10)",
        "${a} = 'x' or ${b} = 'y' and ${c} != ''",
        "(${a} = 'x' or ${b} = 'y') and count-selected(.) <= 3",
        "not(selected(., 'none') and count-selected(.) > 1)",
        "area = ${pref}",
        "${n} >= -1.5",
        "${t} = \"it's\"",
        "((${a} = '1' and ${b} = '1') and ${c} = '1') or ${d} = '1'",
    ] {
        let condition = Condition::parse(text).unwrap();
        let printed = condition.to_string();
        assert_eq!(Condition::parse(&printed).unwrap(), condition, "{text} → {printed}");
        assert_eq!(Condition::parse(&printed).unwrap().to_string(), printed);
    }
}

#[test]
fn what_is_no_condition_is_refused_with_its_place() {
    for (text, position) in [
        ("", 1),
        ("${q1}", 6),
        ("${q1} = ", 9),
        ("${q1 = '1'", 6),
        ("${q1} = 'a", 11),
        ("${q1} = 'a' ${q2} = 'b'", 13),
        ("regex(., 'x')", 1),
        ("selected(${q1}, ${q2})", 22),
    ] {
        let error = Condition::parse(text).unwrap_err();
        assert_eq!(error.position, position, "{text}: {error}");
    }
    let deep = format!("{}${{a}} = '1'{}", "(".repeat(30), ")".repeat(30));
    assert!(Condition::parse(&deep).unwrap_err().sentence.contains("深すぎ"));
    assert!(Condition::parse(&"x".repeat(5000)).is_err());
    let endless = format!("${{a}} < {}", "7".repeat(400));
    assert!(Condition::parse(&endless).unwrap_err().sentence.contains("大きすぎ"));
}

#[test]
fn what_could_not_be_read_again_once_it_is_stored_is_refused() {
    // Printing puts brackets around `and` within `or`, and spaces around signs.
    let deepest = |inner: &str| format!("{}{inner}{}", "not(".repeat(19), ")".repeat(19));
    assert!(Condition::parse(&deepest("${a} = '1' or ${b} = '1'")).is_ok(), "20 deep as it is and as it is printed");
    let error = Condition::parse(&deepest("${a} = '1' or ${b} = '1' and ${c} = '1'")).unwrap_err();
    assert!(error.sentence.contains("深すぎ"), "{error}");
    let tight = |n: usize| vec![".=1"; n].join(" or ");
    assert!(Condition::parse(&tight(200)).is_ok());
    assert!(tight(285).len() <= 2_000 && Condition::parse(&tight(285)).unwrap_err().sentence.contains("長すぎ"));
}

const FORM: &str = r#"
[lists]
yn = [{ id = "yes", label = "はい" }, { id = "no", label = "いいえ" }]
[[sections]]
id = "s"
title = "試し"
[[sections.questions]]
id = "a"
number = "問1"
text = "a"
type = "single"
list = "yn"
[[sections.questions]]
id = "b"
number = "問2"
text = "b"
type = "single"
list = "yn"
relevant = "${a} = 'yes'"
[[sections.questions]]
id = "c"
number = "問3"
text = "c"
type = "number"
relevant = "${b} = 'yes'"
[[sections.questions]]
id = "d"
number = "問4"
text = "d"
type = "date"
[[sections.questions]]
id = "e"
number = "問5"
text = "e"
type = "text"
relevant = "${d} >= '2026-04-01' and ${c} > 2"
"#;

#[test]
fn what_is_not_asked_counts_as_blank_further_down() {
    let form = form(FORM);
    let mut answers = Answers::default();
    answers.set("a", Answer::one("no"));
    answers.set("b", Answer::one("yes"));
    answers.set("c", Answer::Number { number: 5.0 });
    let who = form.applicable(&answers);
    assert_eq!([0, 1, 2].map(|at| who.question(at)), [true, false, false]);
    answers.set("a", Answer::one("yes"));
    answers.set("d", Answer::Date { date: jiff::civil::date(2026, 4, 1) });
    let who = form.applicable(&answers);
    assert_eq!([0, 1, 2, 3, 4].map(|at| who.question(at)), [true; 5]);
    answers.set("d", Answer::Date { date: jiff::civil::date(2026, 3, 31) });
    assert!(!form.applicable(&answers).question(4));
}

#[test]
fn what_must_hold_is_said_as_a_requirement() {
    let form = form(FORM);
    for (text, words) in [
        (". > 0", "この設問が0より大きいこと"),
        (". >= ${c} or . = ''", "この設問が問3以上であること、または、この設問に答えがないこと"),
        ("count-selected(.) <= 3", "この設問で選んだ数が3以下であること"),
        ("not(selected(., 'no'))", "この設問で「いいえ」を選んでいないこと"),
        ("selected(${a}, 'yes') and . != 'no'", "問1で「はい」を選んでいること、かつ、この設問が「いいえ」でないこと"),
        ("not(. = '')", "この設問に答えがあること"),
    ] {
        assert_eq!(Condition::parse(text).unwrap().requirement(&form, "b"), words, "{text}");
    }
}
