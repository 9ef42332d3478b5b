//! Definitions that must not be published.

use questionnaire::{Form, Subject};

use crate::definition;

fn refused(body: &str) -> Vec<(Subject, String)> {
    let faults = Form::new(definition(body)).expect_err("must be refused");
    faults.into_iter().map(|fault| (fault.subject, fault.sentence)).collect()
}

fn questions(list: &[&str]) -> String {
    let mut body = "[lists]\nyn = [{ id = \"y\", label = \"はい\" }, { id = \"n\", label = \"いいえ\" }]\nempty = []\n[[sections]]\nid = \"s\"\ntitle = \"s\"\n".to_owned();
    for question in list {
        body.push_str("[[sections.questions]]\n");
        body.push_str(question);
        body.push('\n');
    }
    body
}

fn single(id: &str, relevant: &str) -> String {
    format!("id = \"{id}\"\ntext = \"{id}\"\ntype = \"single\"\nlist = \"yn\"\nrelevant = \"{relevant}\"")
}

#[test]
fn circles_are_found_and_the_way_is_named() {
    let body = questions(&[&single("a", "${c} = 'y'"), &single("b", "${a} = 'y'"), &single("c", "${b} = 'y'")])
        .replace("empty = []\n", "");
    let faults = refused(&body);
    assert_eq!(faults.len(), 1);
    assert!(faults[0].1.contains("輪") && faults[0].1.contains("「a」 → 「c」 → 「b」 → 「a」"), "{}", faults[0].1);
    let own = questions(&[&single("a", "${a} = 'y'")]).replace("empty = []\n", "");
    assert!(refused(&own)[0].1.contains("輪"));
}

#[test]
fn a_name_is_filled_into_a_line_that_holds_it() {
    let line = |more: &str| format!("id = \"a\"\ntext = \"a\"\n{more}\nown_name = true");
    let body = |more: &str| questions(&[&line(more)]).replace("empty = []\n", "");
    for wrong in ["type = \"long_text\"", "type = \"text\"\nmost_letters = 9", "type = \"single\"\nlist = \"yn\""] {
        let faults = refused(&body(wrong));
        assert!(faults.iter().any(|(_, sentence)| sentence.contains("団体名")), "{wrong}: {faults:?}");
    }
    for right in ["type = \"text\"", "type = \"text\"\nmost_letters = 10"] {
        let form = Form::new(definition(&body(right))).expect("sound");
        assert_eq!(form.known("柳井市").get("a"), Some(&questionnaire::Answer::text("柳井市")));
    }
}

#[test]
fn unknown_duplicate_and_empty_are_told_where() {
    let faults = refused(&questions(&[
        &single("a", "${nowhere} = 'y'"),
        &single("a", "${a} = 'maybe'"),
        "id = \"9\"\ntext = \"\"\ntype = \"multiple\"\nlist = \"empty\"\nmost = 0",
        "id = \"g\"\ntext = \"g\"\ntype = \"grid\"\nlist = \"nolist\"\nrows = []",
        "id = \"h\"\ntext = \"h\"\ntype = \"text\"\nrelevant = \". = 'x'\"\nchoice_filter = \"pref = ${a}\"",
    ]));
    let told = |at: usize, field: &'static str, part: &str| {
        faults.iter().any(|(subject, sentence)| *subject == Subject::Question { at, field } && sentence.contains(part))
    };
    assert!(told(0, "relevant", "nowhere"));
    assert!(told(1, "name", "重なって"));
    assert!(told(1, "relevant", "maybe"));
    assert!(told(2, "name", "使えません"));
    assert!(told(2, "label", "設問文"));
    assert!(told(2, "type", "上限"));
    assert!(told(3, "type", "nolist"));
    assert!(told(3, "type", "行は1から"));
    assert!(told(4, "relevant", "constraint だけ"));
    assert!(told(4, "choice_filter", "選択肢のない"));
    assert!(faults.iter().any(|(subject, _)| *subject == Subject::List { list: "empty".to_owned() }));
}

#[test]
fn what_takes_no_answer_is_no_condition() {
    let note = "id = \"n\"\ntext = \"n\"\ntype = \"note\"";
    let faults = refused(&questions(&[note, &single("a", "${n} = 'y'")]).replace("empty = []\n", ""));
    assert_eq!(faults.len(), 1);
    assert!(faults[0].1.contains("説明で"), "{}", faults[0].1);
}

#[test]
fn four_hundred_questions_and_not_one_more() {
    let many = |count: usize| {
        let questions: Vec<String> =
            (0..count).map(|n| format!("id = \"q{n}\"\ntext = \"q{n}\"\ntype = \"text\"")).collect();
        self::questions(&questions.iter().map(String::as_str).collect::<Vec<_>>()).replace("empty = []\n", "")
    };
    assert!(Form::new(definition(&many(400))).is_ok());
    assert!(refused(&many(401))[0].1.contains("401"));
}

#[test]
fn a_long_chain_of_branches_does_not_exhaust_the_stack() {
    let mut chain = vec![single("q0", "${q399} = 'y'")];
    chain.extend((1..400).map(|n| single(&format!("q{n}"), &format!("${{q{}}} = 'y'", n - 1))));
    let body = questions(&chain.iter().map(String::as_str).collect::<Vec<_>>()).replace("empty = []\n", "");
    assert!(refused(&body)[0].1.contains("輪"));
}

#[test]
fn misspelt_keys_are_refused() {
    let error = questionnaire::toml_file::definition(
        "id = \"t\"\ntitle = \"t\"\nrespondent = \"prefecture\"\nfiscal_year = 2025\nedition = 1\n[[sections]]\nid = \"s\"\ntitle = \"s\"\n[[sections.questions]]\nid = \"a\"\ntext = \"a\"\ntype = \"text\"\nrequierd = true\n",
    )
    .unwrap_err();
    assert!(error.contains("requierd"), "{error}");
}

#[test]
fn characters_nobody_sees_are_told_where() {
    let body = |text: &str, label: &str, title: &str| {
        questions(&[&format!("id = \"a\"\ntext = \"{text}\"\ntype = \"single\"\nlist = \"yn\"")])
            .replace("empty = []\n", "")
            .replace("はい", label)
            .replace("title = \"s\"", &format!("title = \"{title}\""))
    };
    assert!(Form::new(definition(&body("一行目\\n二行目\\t", "はい", "s"))).is_ok(), "line breaks and tabs are seen");
    let places = [
        (body("あ\\u0000", "はい", "s"), Subject::Question { at: 0, field: "label" }),
        (body("あ", "は\\u0007い", "s"), Subject::Choice { list: "yn".to_owned(), at: 0, field: "label" }),
        (body("あ", "はい", "s\\u001b"), Subject::Section { at: 0 }),
    ];
    for (body, place) in places {
        let faults = refused(&body);
        assert!(
            faults.iter().any(|(subject, sentence)| *subject == place && sentence.contains("制御文字")),
            "{faults:?}"
        );
    }
}
