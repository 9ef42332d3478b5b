//! XLSForm in and out.

use answer_sheets::{Limits, xlsform};
use questionnaire::{Choice, Condition, Constraint, Definition, shipped, toml_file};

use crate::book::{Content, Plain};

fn import(bytes: &[u8]) -> Result<Definition, Vec<xlsform::ImportFault>> {
    xlsform::import(bytes, &xlsform::Defaults::default(), &Limits::default())
}

#[test]
fn export_and_import_are_identity() {
    for id in shipped::ids() {
        let definition = shipped::definition(id).unwrap();
        let bytes = xlsform::export(&definition).unwrap();
        assert_eq!(import(&bytes).unwrap(), definition, "{id}");
    }
}

#[test]
fn everything_a_definition_can_say_survives() {
    let text = r#"
id = "all"
title = "すべて"
note = "=注意"
fiscal_year = 2026
edition = 3
[respondent]
other = "hospital"
[lists]
towns = [{ id = "1", label = "A町", filter = { pref = "x" } }, { id = "2", label = "B町", filter = { pref = "y" } }]
yn = [{ id = "x", label = "はい", other = true }, { id = "y", label = "いいえ", exclusive = true }]
[[sections]]
id = "s1"
title = "一"
note = "説明"
relevant = "${b} = 'y'"
[[sections.questions]]
id = "a"
number = "問1"
text = "選ぶ"
hint = "手がかり"
type = "single"
list = "towns"
required = true
choice_filter = "pref = ${b}"
public = true
[[sections.questions]]
id = "n"
text = "数"
type = "number"
unit = "人"
decimals = 2
least = -1.5
most = 100
weight = true
constraint = { condition = ". > 0 or . = ''", message = "正しく" }
[[sections.questions]]
id = "m"
text = "金額"
type = "amount"
most = 1000000
[[sections.questions]]
id = "d"
text = "日"
type = "date"
least = "2026-04-01"
[[sections]]
id = "s2"
title = "二"
[[sections.questions]]
id = "b"
text = "b"
type = "single"
list = "yn"
person_protected = true
last_year = true
[[sections.questions]]
id = "k"
text = "k"
type = "multiple"
list = "yn"
least = 1
most = 2
[[sections.questions]]
id = "g"
text = "表"
type = "grid"
list = "yn"
multiple = true
most = 1
rows = [{ id = "r1", label = "行1" }, { id = "r2", label = "行2", relevant = "selected(${k}, 'x')" }]
[[sections.questions]]
id = "note"
text = "説明です"
type = "note"
[[sections.questions]]
id = "l"
text = "長い"
type = "long_text"
most_letters = 50
"#;
    let definition = toml_file::definition(text).unwrap();
    assert_eq!(definition.verify(), []);
    assert_eq!(import(&xlsform::export(&definition).unwrap()).unwrap(), definition);
    let (mut changed, plain) = (definition.clone(), toml_file::to_toml(&definition).unwrap());
    assert_eq!(toml_file::definition(&plain).unwrap(), definition);
    changed.lists.insert("z".to_owned(), vec![Choice { id: "z".into(), label: "Z".into(), ..Choice::default() }]);
    changed.sections[0].questions[0].constraint =
        Some(Constraint { condition: Condition::parse("selected(., '1')").unwrap(), message: "A町だけ".to_owned() });
    assert_eq!(import(&xlsform::export(&changed).unwrap()).unwrap(), changed);
}

/// A survey from elsewhere: rows of type, name, label, relevant.
fn survey(rows: &[[&str; 4]]) -> Vec<u8> {
    let mut cells: Vec<(u32, u32, Content)> = Vec::new();
    let heads = ["type", "name", "label::Japanese (ja)", "relevant"];
    for (row, line) in (0u32..).zip(std::iter::once(&heads).chain(rows)) {
        cells.extend(
            (0u32..)
                .zip(line)
                .filter(|(_, text)| !text.is_empty())
                .map(|(column, text)| (row, column, Content::from(*text))),
        );
    }
    let choices = [["list name", "name", "label"], ["yn", "1", "はい"], ["yn", "2", "いいえ"]];
    let choices = (0u32..)
        .zip(&choices)
        .flat_map(|(row, line)| (0u32..).zip(line).map(move |(c, text)| (row, c, Content::from(*text))));
    let sheets = vec![("survey".to_owned(), cells), ("choices".to_owned(), choices.collect())];
    Plain { sheets, merges: Vec::new() }.save()
}

#[test]
fn what_nobody_sees_in_a_cell_is_left_out() {
    let definition = import(&survey(&[["text", "q1", "あり\u{7}ます\nか\u{1b}", ""]])).unwrap();
    assert_eq!(definition.questions().next().unwrap().1.text, "あります\nか");
    assert_eq!(import(&xlsform::export(&definition).unwrap()).unwrap(), definition);
}

#[test]
fn a_survey_from_elsewhere_is_read() {
    let definition = import(&survey(&[
        ["select_one yn", "q1", "ありますか", ""],
        ["begin group", "g", "くわしく", "${q1} = '1'"],
        ["text", "q2", "内容", "${q1}=1 and selected(${q1}, '1')"],
        ["end group", "", "", ""],
        ["note", "n", "ありがとうございました", ""],
    ]))
    .unwrap();
    assert_eq!(definition.sections.len(), 3);
    assert_eq!(definition.sections[1].relevant.as_ref().unwrap().to_string(), "${q1} = '1'");
}

#[test]
fn what_cannot_be_read_is_told_by_cell() {
    for (rows, cell, part) in [
        (vec![["begin_repeat", "r", "x", ""]], "A2", "繰り返し"),
        (vec![["text", "q", "x", ""], ["geopoint", "p", "場所", ""]], "A3", "geopoint"),
        (vec![["select_one", "q", "x", ""]], "A2", "選択肢リスト"),
        (vec![["select_one nolist", "q", "x", ""]], "A2", "nolist"),
        (vec![["text", "q", "x", "${q9} = '1'"]], "D2", "q9"),
        (vec![["text", "q", "x", "q9 = "]], "D2", "条件の"),
        (vec![["text", "q", "x", ""], ["text", "q", "y", ""]], "B3", "重なって"),
        (vec![["text", "a", "x", "${b} = ''"], ["text", "b", "y", "${a} = ''"]], "D2", "輪"),
        (vec![["begin_group", "g", "x", ""], ["text", "q", "x", ""]], "A2", "end_group"),
        (vec![["begin_group", "g", "x", ""], ["begin_group", "h", "x", ""]], "A3", "グループの中"),
        (vec![["text", "q", "", ""]], "C2", "設問文"),
        (vec![["select_one yn", "q", "x", "${q} = '1'"]], "D2", "輪"),
    ] {
        let faults = import(&survey(&rows)).unwrap_err();
        let told =
            faults.iter().any(|fault| fault.sheet == "survey" && fault.cell == cell && fault.sentence.contains(part));
        assert!(told, "{cell} {part}: {faults:?}");
    }
    let bytes = Plain { sheets: vec![("回答".to_owned(), vec![(0, 0, "x".into())])], merges: Vec::new() }.save();
    assert!(import(&bytes).unwrap_err()[0].sentence.contains("survey"));
    assert!(import(b"%PDF").unwrap_err()[0].sentence.contains("PDF"));
}

#[test]
fn the_template_imports_as_it_is_and_has_every_type() {
    let bytes = xlsform::template().unwrap();
    let imported = xlsform::read(&bytes, &xlsform::Defaults::default(), &Limits::default()).unwrap();
    assert_eq!(imported.remarks, []);
    let kinds: std::collections::BTreeSet<&str> =
        imported.definition.questions().map(|(_, q)| q.kind.label()).collect();
    assert_eq!(kinds.len(), 9, "{kinds:?}");
    let again = xlsform::export(&imported.definition).unwrap();
    assert_eq!(import(&again).unwrap(), imported.definition);
}

#[test]
fn what_has_no_place_is_passed_over_and_told_by_cell() {
    let cells = |rows: &[&[&str]]| -> Vec<(u32, u32, Content)> {
        let rows = (0u32..).zip(rows);
        rows.flat_map(|(row, line)| (0u32..).zip(line.iter()).map(move |(c, text)| (row, c, Content::from(*text))))
            .collect()
    };
    let lines = cells(&[
        &["type", "name", "label::Japanese (ja)", "label::English (en)", "default", "appearance", "required"],
        &["start", "begun", "", "", "", "", ""],
        &["select_one yn or_other", "q1", "ありますか", "Is there?", "1", "minimal", "maybe"],
        &["text", "q2", "内容", "", "", "multiline", "no"],
    ]);
    let choices =
        cells(&[&["list_name", "name", "label", "image"], &["yn", "1", "はい", "a.png"], &["yn", "2", "いいえ", ""]]);
    let settings = cells(&[&["form_title", "style"], &["題", "pages"], &["余り", ""]]);
    let sheets = vec![
        ("survey".to_owned(), lines),
        ("choices".to_owned(), choices),
        ("settings".to_owned(), settings),
        ("メモ".to_owned(), cells(&[&["覚え書き"]])),
    ];
    let bytes = Plain { sheets, merges: Vec::new() }.save();
    let imported = xlsform::read(&bytes, &xlsform::Defaults::default(), &Limits::default()).unwrap();
    assert_eq!(imported.definition.questions().count(), 2, "what records the telephone asks nothing");
    let told: Vec<(&str, &str)> = imported.remarks.iter().map(|r| (r.sheet.as_str(), r.cell.as_str())).collect();
    for expected in [
        ("メモ", ""),
        ("survey", "D1"),
        ("survey", "E1"),
        ("survey", "A2"),
        ("survey", "A3"),
        ("survey", "F3"),
        ("survey", "G3"),
        ("choices", "D1"),
        ("settings", "B1"),
        ("settings", "A3"),
    ] {
        assert!(told.contains(&expected), "{expected:?}: {:?}", imported.remarks);
    }
    assert_eq!(told.len(), 10, "{:?}", imported.remarks);
    // What somebody's condition asks for is not there all the same.
    let asks = survey(&[["start", "begun", "", ""], ["text", "q", "x", "${begun} = '1'"]]);
    assert!(import(&asks).unwrap_err().iter().any(|fault| fault.cell == "D3" && fault.sentence.contains("begun")));
}
