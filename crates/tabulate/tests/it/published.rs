//! The tables of the printed report come out of the answers, cell by cell.

use std::collections::BTreeMap;
use tabulate::{Filter, Plan, Table, Variable, derive, read};

const ANSWERS: &[u8] = include_bytes!("../published/municipality_answers_synthetic.csv");
const T02: &str = include_str!("../published/t02_q6_by_prefecture.csv");
const T03: &str = include_str!("../published/t03_q1_by_class.csv");
const T05: &str = include_str!("../published/t05_q4_by_class.csv");
const T07: &str = include_str!("../published/t07_q5_by_class.csv");

/// Flag column → what the report calls the scene.
const SCENES: [(&str, &str); 8] = [
    ("q5_nyutaiin", "入退院支援"),
    ("q5_nichijo", "日常の療養支援"),
    ("q5_mitori", "看取り"),
    ("q5_kyuhen", "急変時の対応"),
    ("q5_ninchisho", "認知症に係る対応"),
    ("q5_saigai", "災害に係る対応"),
    ("q5_kansensho", "感染症に係る対応"),
    ("q5_none", "取り組んでいるものはない"),
];

/// The report's three kinds of rows: 該当/非該当, the three flags side by side (they overlap), the eight classes.
struct Banners {
    gaito: Variable,
    flags: Variable,
    classes: Variable,
    sheet: read::Sheet,
}

fn banners() -> Banners {
    let sheet = read::csv(ANSWERS, None, read::Limits::default()).unwrap();
    assert_eq!(sheet.rows(), 1741);
    let flags = ["kaso", "chusankan", "shokibo"].map(|name| sheet.single(name).unwrap());
    let yes = |i: usize| {
        let place = flags[i].meta().choices.iter().position(|c| c.label == "1").unwrap();
        Filter::Is(&flags[i], vec![place])
    };
    let any = Filter::Or(vec![yes(0), yes(1), yes(2)]);
    let gaito = derive::flag("Q6A 過疎地域該当", 1741, "該当", "非該当", &any).unwrap();
    let order = [
        (0b111, "過疎と中山間と小規模の全てに該当"),
        (0b001, "過疎のみ"),
        (0b010, "中山間のみ"),
        (0b100, "小規模のみ"),
        (0b011, "過疎と中山間"),
        (0b101, "過疎と小規模"),
        (0b110, "中山間と小規模"),
        (0b000, "いずれにも該当しない(非該当)"),
    ];
    let classes = derive::combinations("過疎地域別", 1741, &[yes(0), yes(1), yes(2)], &order).unwrap();
    // Made by us = given in the file.
    let given = sheet.single("class_exclusive").unwrap();
    for row in 0..1741 {
        let label = |s: &tabulate::Single| match s.answer(row) {
            tabulate::Answer::Option(i) => s.meta().choices[i].label.clone(),
            other => format!("{other:?}"),
        };
        assert_eq!(label(&classes), label(&given), "row {row}");
    }
    let mut labelled = sheet.multiple("Q6B 過疎地域該当", &["kaso", "chusankan", "shokibo"]).unwrap();
    labelled = rename(&labelled, "Q6B 過疎地域該当", &["過疎地域に該当", "中山間地域等に該当", "小規模自治体に該当"]);
    Banners { gaito: gaito.into(), flags: labelled.into(), classes: classes.into(), sheet }
}

fn rename(multiple: &tabulate::Multiple, name: &str, labels: &[&str]) -> tabulate::Multiple {
    multiple.clone().with_meta(tabulate::Meta::new(name, labels.iter().copied())).unwrap()
}

/// (row group, row, column) → (n, percent as printed).
fn printed(table: &str) -> BTreeMap<(String, String, String), (String, String)> {
    let mut reader = csv::Reader::from_reader(table.as_bytes());
    reader
        .records()
        .map(|r| r.unwrap())
        .filter(|r| &r[7] == "percent")
        .map(|r| ((r[2].to_owned(), r[3].to_owned(), r[5].to_owned()), (r[4].to_owned(), r[6].to_owned())))
        .collect()
}

/// Cells that differ: (row, column, printed, ours).
fn differing(table: &Table, text: &str) -> Vec<(String, String, String, String)> {
    let printed = printed(text);
    let mut differing = Vec::new();
    let mut compared = 0;
    for ((group, row, column), (n, percent)) in &printed {
        let (head, cell) = table.find(group, row, column).unwrap_or_else(|| panic!("no cell {group}/{row}/{column}"));
        assert_eq!(&head.base.value().unwrap().amount.to_string(), n, "base of {group}/{row}");
        let ours = cell.value().unwrap().percent.unwrap().to_string();
        if &ours != percent {
            differing.push((row.clone(), column.clone(), percent.clone(), ours));
        }
        compared += 1;
    }
    // One cell of t03 was not typed off (小規模自治体 × 設置していない); every other cell of ours is in the printed table.
    let missing = usize::from(text == T03);
    let cells: usize = table.blocks.iter().map(|b| b.cells.len()).sum();
    assert_eq!(compared, cells - missing);
    differing
}

fn cross(question: &Variable, b: &Banners) -> Table {
    Plan { banners: vec![&b.gaito, &b.flags, &b.classes], ..Plan::default() }.table(question).unwrap()
}

fn misprint(row: &str, column: &str, printed: &str, ours: &str) -> (String, String, String, String) {
    (row.to_owned(), column.to_owned(), printed.to_owned(), ours.to_owned())
}

#[test]
fn t03_equals_in_every_cell() {
    let b = banners();
    let q1: Variable = b.sheet.single("q1").unwrap().into();
    assert_eq!(differing(&cross(&q1, &b), T03), []);
}

#[test]
fn t05_equals_but_for_its_misprint() {
    let b = banners();
    let q4: Variable = b.sheet.single("q4").unwrap().into();
    let expected = misprint("過疎地域に該当", "4つの場面全てにおいて設定していない", "34.9", "34.8");
    assert_eq!(differing(&cross(&q4, &b), T05), [expected]);
}

#[test]
fn t07_equals_but_for_its_misprint() {
    let b = banners();
    let flags = SCENES.map(|(flag, _)| flag);
    let q5: Variable = rename(&b.sheet.multiple("q5", &flags).unwrap(), "q5", &SCENES.map(|(_, label)| label)).into();
    let table = cross(&q5, &b);
    assert_eq!(differing(&table, T07), [misprint("中山間地域等に該当", "急変時の対応", "64.4", "54.4")]);

    // The means over the four scenes that the report tells of.
    let gaito = &table.blocks[1];
    let means = tabulate::tables::mean_of_columns(&table, gaito, &[0, 1, 2, 3]);
    let means: Vec<String> = means.iter().map(|m| m.value().unwrap().unwrap().to_string()).collect();
    assert_eq!(means, ["68.7", "77.9"]);
}

#[test]
fn differences_in_points_are_the_report_s() {
    let b = banners();
    for (question, column, points) in [("q1", "設置している", "22.5"), ("q4", "4つの場面全てで設定している", "17.7")]
    {
        let q: Variable = b.sheet.single(question).unwrap().into();
        let table = cross(&q, &b);
        let place = table.columns.iter().position(|c| table.column_label(*c) == column).unwrap();
        for from in [tabulate::tables::PointsFrom::Counts, tabulate::tables::PointsFrom::Printed] {
            let differences = tabulate::tables::difference_of_rows(&table, &table.blocks[1], 1, 0, from);
            assert_eq!(differences[place].value().unwrap().unwrap().to_string(), points);
        }
    }
}

#[test]
fn t02_counts_by_prefecture_equal() {
    let b = banners();
    let prefecture: Variable = b.sheet.single("prefecture").unwrap().into();
    let table = Plan { banners: vec![&prefecture], ..Plan::default() }.table(&b.gaito).unwrap();
    let mut reader = csv::Reader::from_reader(T02.as_bytes());
    let mut compared = 0;
    for record in reader.records().map(|r| r.unwrap()) {
        if &record[2] != "都道府県" || !["該当", "非該当", "該当の割合"].contains(&&record[5]) {
            continue;
        }
        let column = if &record[5] == "該当の割合" { "該当" } else { &record[5] };
        let Some((row, cell)) = table.find("prefecture", &record[3], column) else { panic!("no {}", &record[3]) };
        assert_eq!(row.base.value().unwrap().amount.to_string(), record[4]);
        let cell = cell.value().unwrap();
        let ours = if &record[7] == "percent" { cell.percent.unwrap().to_string() } else { cell.amount.to_string() };
        assert_eq!(ours, record[6], "{} {}", &record[3], &record[5]);
        compared += 1;
    }
    assert!(compared >= 47 * 3, "{compared}");
}

#[test]
fn the_one_empty_f2_is_a_group_of_its_own() {
    let b = banners();
    let f2: Variable = b.sheet.single("f2").unwrap().into();
    let q1: Variable = b.sheet.single("q1").unwrap().into();
    let table = Plan { banners: vec![&f2], ..Plan::default() }.table(&q1).unwrap();
    let labels: Vec<_> = (0..table.blocks[1].rows.len()).map(|i| table.blocks[1].row_label(i).to_owned()).collect();
    assert_eq!(labels.last().unwrap(), "無回答");
    assert_eq!(table.blocks[1].rows.last().unwrap().base.value().unwrap().respondents, 1);
    assert!(table.blocks[1].rows.last().unwrap().few);
}
