//! What people do to a sheet before they send it back.

use answer_sheets::{Expected, FaultKind, FileFault, IssueOptions, Limits, mark_up, read};
use questionnaire::{Answer, Answers, FindingKind, RowAnswer};

use crate::book::{Content, Plain};
use crate::sheets::{full, issued, read_back, read_draft, template, templates};

/// An empty sheet saved by a program that keeps neither protection nor drop-downs.
fn plain() -> Plain {
    Plain::of(&issued(template(), &Answers::default()))
}

fn filled() -> (Answers, Plain) {
    let answers = full(template().form(), 1);
    let bytes = issued(template(), &answers);
    (answers, Plain::of(&bytes))
}

/// The name is the list's: what somebody wrote over it is told and not taken.
#[test]
fn a_name_that_was_filled_in_stays() {
    let template = &templates()[1];
    let mut answers = full(template.form(), 1);
    answers.set("f1", Answer::text("架空市"));
    let mut sheet = Plain::of(&issued(template, &answers));
    sheet.answer("q:f1", "別の市");
    let cell = sheet.cell("q:f1");
    let reading = read_back(&sheet.save()).unwrap();
    assert_eq!(reading.answers, answers);
    assert_eq!(reading.faults, []);
    let told: Vec<_> = reading.tidied.iter().filter(|tidied| tidied.question == "f1").collect();
    assert_eq!((told.len(), &told[0].cell, &*told[0].found, &*told[0].taken), (1, &cell, "別の市", "架空市"));
}

#[test]
fn every_usual_mark_is_a_tick() {
    for mark in
        ["○", "〇", "◯", "●", "◎", "1", "１", "レ", "ﾚ", "✓", "✔", "x", "Ｘ", "TRUE", " ○ ", "☑", "はい", "該当"]
    {
        let mut sheet = plain();
        sheet.answer("o:q5:mitori", mark);
        let reading = read_draft(&sheet.save());
        assert_eq!(reading.answers.get("q5"), Some(&Answer::many(["mitori"])), "{mark}");
        assert_eq!(reading.faults.len(), 0, "{mark}");
        assert_eq!(reading.tidied.len(), usize::from(mark != "○"), "{mark}");
    }
    for content in [Content::Number(1.0), Content::Bool(true), Content::Number(3.0)] {
        let mut sheet = plain();
        sheet.answer("o:q5:mitori", content.clone());
        assert_eq!(read_draft(&sheet.save()).answers.get("q5"), Some(&Answer::many(["mitori"])), "{content:?}");
    }
    for mark in ["×", "0", "－", "FALSE", "いいえ"] {
        let mut sheet = plain();
        sheet.answer("o:q5:mitori", mark);
        assert_eq!(read_draft(&sheet.save()).answers.get("q5"), Some(&Answer::many([])), "{mark}");
    }
    let mut sheet = plain();
    sheet.answer("o:q5:mitori", "△");
    let cell = sheet.cell("o:q5:mitori");
    let reading = read_draft(&sheet.save());
    let fault = &reading.faults[0];
    assert_eq!((fault.kind, fault.number.as_str(), fault.found.as_str()), (FaultKind::Unreadable, "問5", "△"));
    assert_eq!((fault.sheet.as_str(), &fault.cell), ("Ⅲ 市町村の取組", &cell));
    assert!(fault.expected.contains('○') && fault.sentence.starts_with(&cell), "{}", fault.sentence);
}

#[test]
fn a_pasted_answer_kills_the_drop_down_but_not_the_answer() {
    for (text, choice) in [
        ("2. 設置していない", "no"),
        ("設置していない", "no"),
        ("２．設置していない", "no"),
        ("2", "no"),
        ("２", "no"),
        ("②", "no"),
        ("　設置して　いない ", "no"),
        ("「設置していない」", "no"),
        ("1)設置している。", "yes"),
        ("１ 設置している", "yes"),
    ] {
        let mut sheet = plain();
        sheet.answer("q:q1", text);
        let reading = read_draft(&sheet.save());
        assert_eq!(reading.answers.get("q1"), Some(&Answer::one(choice)), "{text}: {:?}", reading.faults);
    }
    for text in ["3", "1. 設置していない", "未定", "1,2", "設置"] {
        let mut sheet = plain();
        sheet.answer("q:q1", text);
        let reading = read_draft(&sheet.save());
        assert_eq!(reading.answers.get("q1"), None, "{text}");
        assert_eq!(reading.faults.len(), 1, "{text}");
        assert!(reading.faults[0].expected.contains("1. 設置している"), "{}", reading.faults[0].expected);
    }
}

#[test]
fn several_numbers_beside_the_question_are_marks() {
    let mut sheet = plain();
    sheet.answer("h:q5", "1、３・入退院支援");
    let reading = read_draft(&sheet.save());
    assert_eq!(reading.answers.get("q5"), Some(&Answer::many(["nyutaiin", "mitori"])));
    assert_eq!(reading.faults, []);
}

#[test]
fn numbers_and_dates_in_every_usual_spelling() {
    let prefecture = &templates()[2];
    for (text, number) in [
        ("１２", 12.0),
        ("12市町村", 12.0),
        (" 12 ", 12.0),
        ("十二", 12.0),
        ("１２人", 12.0),
        ("012", 12.0),
        ("12.0", 12.0),
    ] {
        let mut sheet = Plain::of(&issued(prefecture, &Answers::default()));
        sheet.answer("q:q3", text);
        let reading = read_draft(&sheet.save());
        assert_eq!(reading.answers.get("q3"), Some(&Answer::Number { number }), "{text}: {:?}", reading.faults);
    }
    for text in ["約12", "12～15", "不明", "十二三"] {
        let mut sheet = Plain::of(&issued(prefecture, &Answers::default()));
        sheet.answer("q:q3", text);
        assert_eq!(read_draft(&sheet.save()).faults[0].kind, FaultKind::Unreadable, "{text}");
    }
    let mut sheet = Plain::of(&issued(prefecture, &Answers::default()));
    sheet.answer("q:q3", Content::Date(jiff::civil::date(2026, 1, 2)));
    assert_eq!(read_draft(&sheet.save()).faults[0].found, "2026-01-02", "1-2, as Excel makes it");
    let form = dated();
    for text in [
        "令和8年3月31日",
        "令和８年３月３１日",
        "R8.3.31",
        "Ｒ８．３．３１",
        "令8/3/31",
        "2026/3/31",
        "2026-03-31",
        "2026.3.31",
        "20260331",
        "2026年3月31日",
        "令和8年3月31日（火）",
        "令和八年三月三十一日",
        " 令和 8年 3月31日 ",
        "2026-03-31 00:00:00",
        "r8-3-31",
    ] {
        let mut sheet = Plain::of(&issued(&form, &Answers::default()));
        sheet.answer("q:day", text);
        let reading =
            read(&sheet.save(), std::slice::from_ref(&form), &Expected::default(), &Limits::default()).unwrap();
        let expected = Answer::Date { date: jiff::civil::date(2026, 3, 31) };
        assert_eq!(reading.answers.get("day"), Some(&expected), "{text}: {:?}", reading.faults);
    }
    for content in
        [Content::Number(46_112.0), Content::Number(20_260_331.0), Content::Date(jiff::civil::date(2026, 3, 31))]
    {
        let mut sheet = Plain::of(&issued(&form, &Answers::default()));
        sheet.answer("q:day", content.clone());
        let reading =
            read(&sheet.save(), std::slice::from_ref(&form), &Expected::default(), &Limits::default()).unwrap();
        assert_eq!(
            reading.answers.get("day"),
            Some(&Answer::Date { date: jiff::civil::date(2026, 3, 31) }),
            "{content:?}"
        );
    }
}

fn dated() -> answer_sheets::Template {
    let text = "id = \"d\"\ntitle = \"日付\"\nrespondent = \"prefecture\"\nfiscal_year = 2026\nedition = 1\n[[sections]]\nid = \"s\"\ntitle = \"日付\"\n[[sections.questions]]\nid = \"day\"\ntext = \"開始日\"\ntype = \"date\"\n";
    let definition = questionnaire::toml_file::definition(text).unwrap();
    answer_sheets::Template::new(questionnaire::Form::new(definition).unwrap())
}

#[test]
fn rows_and_columns_may_be_added_moved_and_sorted() {
    let (answers, sheet) = filled();
    let same = |changed: &Plain, what: &str| {
        let reading = read_back(&changed.save()).unwrap();
        assert_eq!(reading.answers, answers, "{what}: {:?}", reading.faults.first());
        assert_eq!(reading.faults.len(), 0, "{what}: {}", reading.faults[0].sentence);
    };
    let mut rows = sheet.clone();
    (1..8).for_each(|at| rows.move_cells(at, |r, c| Some((if r > 5 { r + 3 } else { r }, c))));
    same(&rows, "rows added");
    let mut columns = sheet.clone();
    (1..8).for_each(|at| columns.move_cells(at, |r, c| Some((r, if c >= 3 { c + 2 } else { c }))));
    same(&columns, "columns added");
    let mut front = sheet.clone();
    (1..8).for_each(|at| front.move_cells(at, |r, c| Some((r, c + 1))));
    same(&front, "a column in front");
    let mut sorted = sheet.clone();
    sorted.move_cells(2, |r, c| Some((if r >= 4 { 40 - r } else { r }, c)));
    same(&sorted, "rows in another order");
    let mut renamed = sheet.clone();
    renamed.sheets[2].0 = "体制（記入済み）".to_owned();
    renamed.sheets.rotate_left(3);
    same(&renamed, "sheets renamed and moved");
    let mut swapped = sheet.clone();
    let swap = |c: u32| match c {
        2 => 4,
        4 => 2,
        c => c,
    };
    (1..7).for_each(|at| swapped.move_cells(at, |r, c| Some((r, swap(c)))));
    same(&swapped, "answers moved before the text");
}

#[test]
fn without_keys_the_wording_tells() {
    let (answers, mut sheet) = filled();
    (1..8).for_each(|at| sheet.move_cells(at, |r, c| (c > 0).then(|| (r, c - 1))));
    let reading = read_back(&sheet.save()).unwrap();
    assert_eq!(reading.answers, answers, "{:?}", reading.faults.first());
    assert_eq!(reading.faults.len(), 0, "{}", reading.faults[0].sentence);
    // And without the hidden sheet, the control number tells whose it is.
    sheet.sheets.retain(|(name, _)| name != "_renkei");
    let reading = read_back(&sheet.save()).unwrap();
    assert_eq!((reading.answers, reading.identity.respondent.as_str()), (answers, "011002"));
}

#[test]
fn what_stands_beside_the_answers_is_listed_not_lost() {
    let (answers, mut sheet) = filled();
    let (at, row) = sheet.find("q:q1");
    sheet.sheets[at].1.push((row, 9, "担当に確認中".into()));
    sheet.sheets[at].1.push((60, 2, "欄外のメモ".into()));
    sheet.sheets.push(("メモ".to_owned(), vec![(0, 0, "別のシート".into())]));
    let reading = read_back(&sheet.save()).unwrap();
    assert_eq!(reading.answers, answers);
    let strays: Vec<String> = reading.strays.iter().map(|stray| format!("{} {}", stray.place(), stray.text)).collect();
    assert_eq!(strays.len(), 3, "{strays:?}");
    for part in ["担当に確認中", "C61 欄外のメモ", "シート「メモ」 別のシート"] {
        assert!(strays.iter().any(|stray| stray.contains(part)), "{part}: {strays:?}");
    }
}

#[test]
fn a_copied_row_or_sheet_is_no_trouble_unless_it_differs() {
    let (answers, sheet) = filled();
    let mut copied = sheet.clone();
    let mut copy = copied.sheets[2].clone();
    copy.0 = "Ⅱ 市町村の体制 (2)".to_owned();
    copied.sheets.push(copy);
    let reading = read_back(&copied.save()).unwrap();
    assert_eq!((reading.answers, reading.faults.len()), (answers, 0));
    let last = copied.sheets.len() - 1;
    let other = if copied.sheets[last].1.iter().any(|(.., c)| *c == Content::from("1. 設置している")) {
        "2. 設置していない"
    } else {
        "1. 設置している"
    };
    let row = copied.sheets[last].1.iter().find(|(.., c)| *c == Content::from("q:q1")).unwrap().0;
    copied.sheets[last].1.retain(|(r, c, _)| (*r, *c) != (row, 4));
    copied.sheets[last].1.push((row, 4, other.into()));
    let reading = read_back(&copied.save()).unwrap();
    assert_eq!(reading.faults[0].kind, FaultKind::TwoValues);
    assert!(reading.faults[0].sentence.contains("(2)"), "{}", reading.faults[0].sentence);
}

#[test]
fn merged_cells_and_lost_lines_and_sheets_are_told() {
    let (_, mut sheet) = filled();
    let (at, row) = sheet.find("o:q5:nyutaiin");
    let name = sheet.sheets[at].0.clone();
    sheet.answer("o:q5:nyutaiin", "○");
    sheet.sheets[at].1.retain(|(r, c, _)| !(*c == 4 && (row + 1..=row + 2).contains(r)));
    sheet.merges.push((name, row, 4, row + 2, 4));
    let reading = read_back(&sheet.save()).unwrap();
    let merged: Vec<_> = reading.faults.iter().filter(|fault| fault.kind == FaultKind::Merged).collect();
    assert_eq!(merged.len(), 2, "{:?}", reading.faults);
    assert!(merged[0].sentence.contains("結合"));

    let (_, mut sheet) = filled();
    let (at, row) = sheet.find("q:q4");
    sheet.sheets[at].1.retain(|(r, ..)| *r != row);
    sheet.sheets.retain(|(name, _)| !name.starts_with("Ⅴ"));
    let reading = read_back(&sheet.save()).unwrap();
    let kinds: Vec<_> = reading.faults.iter().map(|fault| fault.kind).collect();
    assert!(kinds.contains(&FaultKind::LineMissing) && kinds.contains(&FaultKind::SheetMissing), "{kinds:?}");
}

#[test]
fn the_questionnaire_s_own_checks_name_the_cell() {
    let (_, mut sheet) = filled();
    sheet.answer("o:q5:none", "○");
    for id in ["genjo", "taisei", "taiosaku", "hyoka"] {
        sheet.answer(&format!("o:q8_2_2:{id}"), "○");
    }
    let cell = sheet.cell("o:q8_2_2:genjo");
    let reading = read_back(&sheet.save()).unwrap();
    let of = |kind| reading.faults.iter().find(|fault| fault.kind == FaultKind::Finding(kind));
    assert!(of(FindingKind::ExclusiveCombined).unwrap().sentence.contains("取り組んでいるものはない"));
    let too_many = of(FindingKind::TooMany).unwrap();
    assert_eq!((too_many.number.as_str(), &too_many.cell), ("問8-2-2", &cell));
    assert!(too_many.sentence.starts_with(&format!("{cell} 問8-2-2:")), "{}", too_many.sentence);
}

#[test]
fn other_towns_editions_and_surveys_are_recognised() {
    let bytes = issued(template(), &Answers::default());
    let with = |expected: Expected| read(&bytes, templates(), &expected, &Limits::default()).unwrap_err();
    let other = with(Expected { respondent: Some("012025".to_owned()), ..Expected::default() });
    assert_eq!(other.id(), "other_respondent");
    assert!(other.to_string().contains("架空市"), "{other}");
    assert_eq!(with(Expected { survey: Some("R8".to_owned()), ..Expected::default() }).id(), "other_survey");
    let edition = read(&bytes, &templates()[1..], &Expected::default(), &Limits::default()).unwrap_err();
    assert!(matches!(&edition, FileFault::OtherEdition { identity } if identity.definition == "fy2025_municipality"));
    for (name, id) in [("答.pdf", "wrong_extension"), ("答.xlsm", "macros"), ("答.ｃｓｖ", "csv")] {
        assert_eq!(with(Expected { file_name: Some(name.to_owned()), ..Expected::default() }).id(), id);
    }
    let mut foreign = plain();
    foreign.sheets = vec![("Sheet1".to_owned(), vec![(0, 0, "回答します".into())])];
    assert_eq!(read_back(&foreign.save()).unwrap_err(), FileFault::NoIdentity);
}

#[test]
fn a_marked_up_copy_keeps_everything_and_can_be_sent_again() {
    let (answers, mut sheet) = filled();
    sheet.answer("q:q1", "検討します");
    sheet.answer("o:q5:mitori", "△");
    let (at, _) = sheet.find("q:q1");
    sheet.sheets[at].1.push((60, 2, "=欄外のメモ".into()));
    let reading = read_back(&sheet.save()).unwrap();
    let copy = mark_up(template(), &reading, &Answers::default(), &IssueOptions::default()).unwrap();
    let mut again = Plain::of(&copy);
    assert_eq!(again.sheets[0].0, "直すところ");
    let shown: Vec<_> = again.sheets[0]
        .1
        .iter()
        .filter_map(|(.., c)| match c {
            Content::Text(t) => Some(t.as_str()),
            _ => None,
        })
        .collect();
    assert!(shown.contains(&"検討します") && shown.contains(&"=欄外のメモ"), "{shown:?}");
    let notes = crate::book::parts(&copy, "xl/comments");
    assert!(notes.iter().any(|(_, xml)| xml.contains("読み取れません")), "notes");
    let same = read_back(&copy).unwrap();
    assert_eq!(same.answers, reading.answers);
    assert_eq!(same.faults.len(), reading.faults.len());
    again.answer("q:q1", "1");
    again.answer("o:q5:mitori", "");
    let put_right = read_back(&again.save()).unwrap();
    assert!(put_right.faults.iter().all(|fault| fault.number != "問1"), "{:?}", put_right.faults);
    assert_eq!(put_right.answers.get("f2"), answers.get("f2"));
}

#[test]
fn grids_may_lose_their_order() {
    let mut sheet = plain();
    sheet.answer("r:q12:platform", "活用している");
    sheet.answer("r:q12:tebiki", "2");
    sheet.put("r:q12_1:platform", 5, "レ");
    sheet.put("r:q12_1:platform", 9, "○");
    sheet.put("r:q12_1:platform", 10, "町の広報に");
    let (at, _) = sheet.find("g:q12_1");
    // The first two options change places, heading and all.
    let rows: Vec<u32> = ["g:q12_1", "r:q12_1:platform"].iter().map(|key| sheet.find(key).1).collect();
    sheet.move_cells(at, |r, c| Some((r, if rows.contains(&r) && (4..6).contains(&c) { 9 - c } else { c })));
    let reading = read_draft(&sheet.save());
    let row = RowAnswer::Many {
        choices: vec!["manual".to_owned(), "other".to_owned()],
        others: [("other".to_owned(), "町の広報に".to_owned())].into(),
    };
    assert_eq!(reading.answers.get("q12_1"), Some(&Answer::Grid { rows: [("platform".to_owned(), row)].into() }));
    assert_eq!(reading.faults, []);
}

/// Nobody is told to put right an answer that only seems not to be asked because its question's parent cannot be read.
#[test]
fn what_hangs_on_an_unreadable_cell_is_not_at_fault_itself() {
    let form = template().form();
    let (answers, _) = filled();
    let mut with_children = 0;
    for (.., question) in form.questions() {
        if !matches!(question.kind, questionnaire::Kind::Single(_)) || answers.get(&question.id).is_none() {
            continue;
        }
        let (_, mut sheet) = filled();
        sheet.answer(&format!("q:{}", question.id), "？？");
        let faults = read_draft(&sheet.save()).faults;
        let about: Vec<&str> = faults.iter().map(|fault| fault.question.as_str()).collect();
        assert_eq!(about, [question.id.as_str()], "{faults:?}");
        let mut without = answers.clone();
        without.0.remove(&question.id);
        with_children += usize::from(!questionnaire::check(form, &without, false).is_empty());
        if form.choices(question).len() == 2 {
            assert!(faults[0].sentence.contains("のどちらかを入れてください"), "{}", faults[0].sentence);
        }
    }
    assert!(with_children > 1, "questions on which answered ones hang");
}
