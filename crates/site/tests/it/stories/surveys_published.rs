//! 令和7年度 in the product: its own tables are the printed ones, cell by cell, on both databases.

use std::collections::BTreeMap;

use site::surveys::data_set::{DataSet, Which};
use tabulate::{Base, Plan, Table, Variable};

use super::surveys::survey;
use super::surveys_data_set::{label as label_of, set_of};
use crate::world::story;

const T02: &str = include_str!("../../../../tabulate/tests/published/t02_q6_by_prefecture.csv");
const T03: &str = include_str!("../../../../tabulate/tests/published/t03_q1_by_class.csv");
const T05: &str = include_str!("../../../../tabulate/tests/published/t05_q4_by_class.csv");
const T07: &str = include_str!("../../../../tabulate/tests/published/t07_q5_by_class.csv");
const ROWS: &str = include_str!("../../../../tabulate/tests/published/municipality_answers_synthetic.csv");
const MARGINS: &str = include_str!("../../../src/demo/data/fy2025_margins.csv");

/// What the report calls a group of rows → what the product calls it.
const BANNERS: [(&str, &str); 3] =
    [("Q6A 過疎地域該当", "gaito"), ("Q6B 過疎地域該当", "classes"), ("過疎地域別", "class_exclusive")];

fn records(text: &str) -> Vec<csv::StringRecord> {
    csv::Reader::from_reader(text.as_bytes()).records().map(|r| r.expect("a record")).collect()
}

fn table(set: &DataSet, question: &str) -> Table {
    let banners: Vec<&Variable> = BANNERS.iter().map(|(_, id)| &set.banner(id).expect("a banner").variable).collect();
    let plan = Plan { banners, ..Plan::default() };
    plan.table(set.variable(question).expect("a question")).expect("a table")
}

/// Cells that differ: row, column, printed, ours; every printed cell is compared, and every cell of ours but the one
/// the copy of t03 lacks (小規模自治体 × 設置していない).
fn differing(table: &Table, printed: &str, lacking: usize) -> Vec<[String; 4]> {
    let mut found = Vec::new();
    let mut compared = 0;
    for record in records(printed).iter().filter(|r| &r[7] == "percent") {
        let group = BANNERS.iter().find(|(report, _)| *report == &record[2]);
        let banner = |id: &str| table.blocks.iter().filter_map(|b| b.banner.as_ref()).find(|b| b.name == id).cloned();
        let name = group.map_or("全体".to_owned(), |(_, id)| banner(id).expect("a banner").label.clone());
        let (row, cell) = table
            .find(&name, &record[3], &record[5])
            .unwrap_or_else(|| panic!("no cell {name}/{}/{}", &record[3], &record[5]));
        assert_eq!(row.base.value().expect("shown").amount.to_string(), record[4], "base of {}", &record[3]);
        let ours = cell.value().expect("shown").percent.expect("a percentage").to_string();
        if ours != record[6] {
            found.push([&record[3], &record[5], &record[6], &ours].map(str::to_owned));
        }
        compared += 1;
    }
    let cells: usize = table.blocks.iter().map(|block| block.cells.len()).sum();
    // 無回答 is a column where somebody gave none; the report prints it as one, too.
    assert_eq!(compared, cells - lacking);
    found
}

fn misprint(row: &str, column: &str, printed: &str, ours: &str) -> [String; 4] {
    [row, column, printed, ours].map(str::to_owned)
}

story! {
    async fn the_printed_tables_come_out_of_the_stored_survey(world) {
        let set = set_of(&world, 2025, "fy2025_municipality", Which::Accepted).await;
        assert_eq!(set.about.collected_of(), (1741, Some(1741)));
        assert!(set.about.is_final() && set.about.is_fictitious());
        assert_eq!(differing(&table(&set, "q1"), T03, 1), Vec::<[String; 4]>::new());
        let of_t05 = misprint("過疎地域に該当", "4つの場面全てにおいて設定していない", "34.9", "34.8");
        assert_eq!(differing(&table(&set, "q4"), T05, 0), [of_t05]);
        let of_t07 = misprint("中山間地域等に該当", "急変時の対応", "64.4", "54.4");
        assert_eq!(differing(&table(&set, "q5"), T07, 0), [of_t07]);
    }
}

story! {
    async fn prefecture_by_prefecture_the_classes_are_the_printed_ones(world) {
        let set = set_of(&world, 2025, "fy2025_municipality", Which::Accepted).await;
        let prefecture = &set.banner("prefecture").expect("prefectures").variable;
        let plan = Plan { banners: vec![prefecture], ..Plan::default() };
        let from_facts = plan.table(&set.banner("gaito").expect("classes").variable).expect("a table");
        // 問6 as it was answered says the same.
        let from_answers = plan.table(set.variable("q6").expect("q6")).expect("a table");
        let mut compared = 0;
        for record in records(T02).iter().filter(|r| &r[2] == "都道府県") {
            let (column, answered) = match &record[5] {
                "該当" | "該当の割合" => ("該当", None),
                "非該当" => ("非該当", Some("いずれにも該当しない")),
                _ => continue,
            };
            let (row, cell) = from_facts.find("都道府県", &record[3], column).expect("a cell");
            assert_eq!(row.base.value().expect("shown").amount.to_string(), record[4]);
            let cell = cell.value().expect("shown");
            let ours = if &record[7] == "percent" { cell.percent.expect("one").to_string() } else { cell.amount.to_string() };
            assert_eq!(ours, record[6], "{} {column}", &record[3]);
            if let Some(label) = answered {
                let (_, cell) = from_answers.find("都道府県", &record[3], label).expect("a cell");
                assert_eq!(cell.value().expect("shown").amount.to_string(), record[6], "問6 of {}", &record[3]);
            }
            compared += 1;
        }
        assert!(compared >= 47 * 3, "{compared}");
    }
}

story! {
    async fn every_figure_the_report_prints_beside_the_tables_comes_out_too(world) {
        let mut compared = BTreeMap::new();
        for kind in ["prefecture", "municipality", "coordinator"] {
            let set = set_of(&world, 2025, &format!("fy2025_{kind}"), Which::Accepted).await;
            // Percentages, not secrets: what is compared is the whole of the survey or of a level.
            for record in records(MARGINS).iter().filter(|r| &r[0] == kind && !r[5].is_empty()) {
                let variable = set.variable(&record[1]).unwrap_or_else(|| panic!("no {}", &record[1]));
                let question = set.questions().iter().find(|q| q.variables.contains(&record[1].to_owned())).expect("its question");
                let base = if &record[6] == "answered" { Base::Answered } else { Base::Asked };
                let level = set.banner("level").map(|banner| &banner.variable);
                let group = match &record[2] {
                    "prefecture" => Some("都道府県"),
                    "municipality" => Some("市町村"),
                    _ => None,
                };
                let at = question.options.iter().position(|o| o == &record[3]);
                let label = at.map_or("無回答", |at| variable.meta().choices[at].label.as_str());
                let open = opened(variable);
                let opened_level = level.map(opened);
                let plan = Plan { banners: opened_level.iter().collect(), base, always_no_answer: true, ..Plan::default() };
                let table = plan.table(&open).expect("a table");
                let place = match group {
                    Some(group) => table.find(&level.expect("levels").meta().label, group, label),
                    None => table.find("全体", "全体", label),
                };
                let (_, cell) = place.unwrap_or_else(|| panic!("no {} {label}", &record[1]));
                let ours = cell.value().expect("shown").percent.expect("one").to_string();
                assert_eq!(ours, record[5], "{kind} {} {} {label}", &record[1], &record[2]);
                *compared.entry(kind).or_insert(0) += 1;
            }
        }
        // 人または組織がある (REQ-189), and the base of 問7-2.
        let set = set_of(&world, 2025, "fy2025_municipality", Which::Accepted).await;
        let whole = |variable: &Variable| Plan::default().table(variable).expect("a table");
        let coordination = whole(&set.banner("coordination").expect("put together").variable);
        let (_, cell) = coordination.find("全体", "全体", "人または組織がある").expect("a cell");
        assert_eq!(cell.value().expect("shown").percent.expect("one").to_string(), "78.3");
        let support = whole(set.variable("q7_2").expect("q7_2"));
        assert_eq!(support.blocks[0].rows[0].base.value().expect("shown").respondents, 1002);
        assert_eq!(compared, BTreeMap::from([("prefecture", 58), ("municipality", 131), ("coordinator", 256)]));
    }
}

/// The same variable without suppression: the test looks at what is behind it.
fn opened(variable: &Variable) -> Variable {
    let meta = tabulate::Meta { disclosure: tabulate::Disclosure::Open, ..tabulate::Meta::clone(variable.meta()) };
    match variable {
        Variable::Single(v) => v.clone().with_meta(meta).expect("the same choices").into(),
        Variable::Multiple(v) => v.clone().with_meta(meta).expect("the same choices").into(),
        Variable::Numeric(v) => v.clone().into(),
    }
}

story! {
    async fn every_row_of_the_published_example_is_somebody_s(world) {
        let set = set_of(&world, 2025, "fy2025_municipality", Which::Accepted).await;
        let kinds = |row: usize| {
            let mut said: Vec<String> = vec![set.rows()[row].prefecture.clone()];
            said.push(label_of(&set.banner("class_exclusive").expect("classes").variable, row));
            for name in ["f2", "q1", "q2", "q4"] {
                said.push(label_of(set.variable(name).expect(name), row));
            }
            let Some(Variable::Multiple(q5)) = set.variable("q5") else { panic!("q5") };
            said.extend((0..8).map(|at| u8::from(q5.ticked(row, at)).to_string()));
            said
        };
        let mut ours: Vec<Vec<String>> = (0..set.rows().len()).map(kinds).collect();
        let blank = |text: &str| if text.is_empty() { "無回答" } else { text }.to_owned();
        let mut theirs: Vec<Vec<String>> = records(ROWS)
            .iter()
            .map(|r| [1, 2, 7, 8, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19].iter().map(|at| blank(&r[*at])).collect())
            .collect();
        // The file's columns: …, q1, 協議の場, 実務の協議の場, q4, seven scenes, none.
        ours.sort();
        theirs.sort();
        assert_eq!(ours, theirs);
        assert_eq!(ours.iter().filter(|row| row[2] == "無回答").count(), 1, "the one empty F2");
    }
}

story! {
    async fn last_year_s_answers_stand_beside_this_year_s_questions(world) {
        let mut officer = world.sign_in("yanai-officer").await;
        let base = format!("{}/352128", survey(&world, "市町村票").await);
        let page = officer.get(&format!("{base}/answer/s2")).await.expect(200, "協議会").text();
        let set = set_of(&world, 2025, "fy2025_municipality", Which::Accepted).await;
        let row = set.row_of("352128").expect("asked");
        let said = label_of(set.variable("q1").expect("q1"), row);
        assert!(page.contains("前年の答え") && page.contains(&said), "{said}");
        // The frozen survey is closed, and persons' answers are not shown to a prefecture.
        let past = set.about.survey;
        officer.get(&format!("/surveys/{past}/352128/answers")).await.expect(200, "問12");
        assert_ne!(officer.get(&format!("/surveys/{past}/352128/answer/s2")).await.status.as_u16(), 200);
        let coordinators = set_of(&world, 2025, "fy2025_coordinator", Which::Accepted).await;
        assert_eq!(coordinators.about.collected_of(), (1653, None));
        let code = coordinators.rows().iter().find(|row| row.prefecture_code == "350001").expect("one of 山口県").code.clone();
        let one = format!("/surveys/{}/{code}", coordinators.about.survey);
        let mut prefecture = world.sign_in("yamaguchi-officer").await;
        assert_eq!(prefecture.get(&format!("{one}/answers")).await.status.as_u16(), 404);
        officer.get(&format!("/surveys/{}", coordinators.about.survey)).await.expect(200, "1,653件");
    }
}
