//! A prefecture reads its municipalities side by side, sees who is late and where support and need differ; nobody sees a
//! municipality she may not.

use std::io::{Cursor, Read as _};

use foundation::testing::Browser;
use site::surveys::data_set::{DataSet, Which};
use tabulate::{Plan, Variable};

use super::surveys::survey;
use super::surveys_data_set::{label, set_of};
use crate::world::story;

fn records(bytes: &[u8]) -> Vec<csv::StringRecord> {
    let text = bytes.strip_prefix("\u{feff}".as_bytes()).expect("a byte-order mark");
    csv::Reader::from_reader(text).records().map(|r| r.expect("a record")).collect()
}

async fn file(browser: &mut Browser, address: &str) -> Vec<u8> {
    let reply = browser.get(address).await;
    assert_eq!(reply.status.as_u16(), 200, "{address}");
    reply.body.clone()
}

/// The page's table of one heading, by rows of texts.
fn rows_of(page: &str, caption: &str) -> Vec<Vec<String>> {
    let table = page
        .split("<table")
        .skip(1)
        .find(|table| table.split("</caption>").next().is_some_and(|head| head.contains(caption)))
        .unwrap_or_else(|| panic!("no table {caption}"));
    let body = table.split("<tbody>").nth(1).and_then(|t| t.split("</tbody>").next()).expect("a body");
    let text = |cell: &str| {
        let mut out = String::new();
        let mut inside = false;
        for c in cell.split_once('>').map_or("", |(_, rest)| rest).chars() {
            match c {
                '<' => inside = true,
                '>' => inside = false,
                c if !inside => out.push(c),
                _ => {}
            }
        }
        out.trim().to_owned()
    };
    let cells = |row: &str| {
        let row = row.replace("<th scope=\"row\"", "<td");
        row.split("<td").skip(1).map(|cell| text(cell.split("</t").next().unwrap_or(""))).collect::<Vec<_>>()
    };
    body.split("<tr>").skip(1).map(cells).collect()
}

fn count(set: &DataSet, question: &str, prefecture: &str, option: &str) -> (u64, String) {
    let banner = &set.banner("prefecture").expect("prefectures").variable;
    let table = Plan { banners: vec![banner], ..Plan::default() }
        .table(set.variable(question).expect("a question"))
        .expect("a table");
    let (_, cell) = table.find("都道府県", prefecture, option).expect("a cell");
    let cell = cell.value().expect("shown");
    (cell.respondents, cell.percent.expect("one").to_string())
}

story! {
    async fn a_prefecture_reads_its_municipalities_side_by_side(world) {
        let base = survey(&world, "市町村票").await;
        let address = format!("{base}/matrix");
        let mut officer = world.sign_in("yamaguchi-officer").await;
        officer.get(&base).await.expect(200, "市町村の一覧と課題の差を見る");
        let page = officer.get(&address).await.expect(200, "山口県の市町村の回答").text();
        let rows = rows_of(&page, "山口県の市町村の回答");
        assert_eq!(rows.len(), 19, "every municipality, whatever its state");
        assert!(!page.contains("東近江市") && !page.contains("南部町"), "no neighbour's");
        assert!(page.contains("速報：") && page.contains("架空") && page.contains("令和7年4月1日現在"));

        // Late ones are marked, their unfinished answers are not shown.
        let yanai = rows.iter().find(|row| row[0] == "柳井市").expect("柳井市");
        assert!(yanai[1].contains("途中") && yanai[1].contains("締切を52日過ぎています"), "{yanai:?}");
        assert!(yanai[2..].iter().all(|cell| cell == "－"), "{yanai:?}");
        assert!(page.contains("締切を過ぎて未提出"));

        // What stands there is what was answered.
        let set = set_of(&world, 2026, "fy2026_municipality", Which::Collected).await;
        let handed_in = set.rows().iter().position(|row| row.prefecture == "山口県").expect("somebody");
        let town = &set.rows()[handed_in];
        let shown = rows.iter().find(|row| row[0] == town.name).expect("her row");
        let q11 = label(set.variable("q11").expect("q11"), handed_in);
        assert!(shown.iter().any(|cell| cell.contains(&q11)), "{q11}: {shown:?}");

        // By class: only those of it.
        let small = officer.get(&format!("{address}?class=shokibo")).await.expect(200, "山口県・小規模自治体").text();
        let small = rows_of(&small, "の市町村の回答");
        assert!(!small.is_empty() && small.len() < 19);
        let facts = officer.get("/regions?prefecture=350001&class=shokibo").await.text();
        assert!(small.iter().all(|row| facts.contains(&row[0])), "{small:?}");
    }
}

story! {
    async fn the_gap_is_counted_as_the_tables_count(world) {
        let set = set_of(&world, 2025, "fy2025_municipality", Which::Collected).await;
        let base = format!("/surveys/{}", set.about.survey);
        let mut officer = world.sign_in("yamanashi-officer").await;
        let page = officer.get(&format!("{base}/matrix")).await.expect(200, "課題と支援の差（山梨県）").text();
        assert!(page.contains("n=27") && page.contains("nが30より小さい") && page.contains("確定："));
        let lines = rows_of(&page, "課題と支援の差（山梨県）");
        assert_eq!(lines.len(), 18, "sixteen issues, その他, 無回答");
        assert_eq!(lines[17][0], "無回答");
        let points = |line: &Vec<String>| line[7].parse::<f64>().expect("points");
        assert!(lines[..17].windows(2).all(|pair| points(&pair[0]) >= points(&pair[1])), "largest gap first");
        for line in &lines {
            for (question, at) in [("q8_1_2", 1), ("q8_2_1", 3), ("q8_2_2", 5)] {
                // Nobody of this prefecture without an answer: the table has no such column.
                if line[0] == "無回答" && line[at] == "0" {
                    continue;
                }
                let (respondents, percent) = count(&set, question, "山梨県", &line[0]);
                assert_eq!((&line[at], &line[at + 1]), (&respondents.to_string(), &percent), "{} {question}", line[0]);
            }
        }
        // The country beside it, as the report prints it.
        let kaigo = lines.iter().find(|line| line[0].starts_with("介護に係る専門職等")).expect("that line");
        assert_eq!(kaigo[9..], ["14.4", "6.5", "31.9", "25.4"]);

        // Per municipality: what comes first, and whether there is support with it.
        let towns = rows_of(&page, "山梨県の市町村ごとの課題と支援");
        assert_eq!(towns.len(), 27);
        let unmet: usize = lines[..17].iter().map(|line| line[8].parse::<usize>().expect("a count")).sum();
        assert_eq!(towns.iter().filter(|town| town[2] == "受けていない").count(), {
            // Of those who left 問8-2-1 blank nothing is said.
            let (first, given) = (set.variable("q8_1_2").expect("one"), set.variable("q8_2_1").expect("one"));
            let silent = (0..set.rows().len()).filter(|row| {
                set.rows()[*row].prefecture == "山梨県" && given.state(*row) == 1 && first.state(*row) >= 2
            });
            unmet - silent.count()
        });
        for town in &towns {
            let row = set.rows().iter().position(|row| row.prefecture == "山梨県" && row.name == town[0]).expect("a row");
            assert_eq!(town[1], label(set.variable("q8_1_2").expect("one"), row));
        }

        // The office reads the country without choosing, and one prefecture by choosing.
        let mut office = world.sign_in("cooperation-office").await;
        let whole = office.get(&format!("{base}/matrix")).await.expect(200, "都道府県を選ぶと、市町村が並びます").text();
        let lines = rows_of(&whole, "課題と支援の差（全国）");
        assert!(whole.contains("n=1,741") && !whole.contains("nが30より小さい"));
        assert_eq!(lines[0][0], "介護に係る専門職等の人材育成・確保", "{:?}", lines[0]);
        assert_eq!([&*lines[0][2], &lines[0][4], &lines[0][6], &lines[0][7]], ["14.4", "6.5", "31.9", "25.4"]);
        office.get(&format!("{base}/matrix?prefecture=190004")).await.expect(200, "山梨県の市町村の回答");
    }
}

story! {
    async fn the_same_goes_into_files(world) {
        let set = set_of(&world, 2025, "fy2025_municipality", Which::Collected).await;
        let base = format!("/surveys/{}", set.about.survey);
        let mut officer = world.sign_in("yamaguchi-officer").await;
        let towns = records(&file(&mut officer, &format!("{base}/matrix.csv")).await);
        assert_eq!(towns.len(), 19);
        assert!(towns.iter().all(|record| &record[1] == "山口県"));
        let head = csv::Reader::from_reader(&file(&mut officer, &format!("{base}/matrix.csv")).await[3..]).headers().expect("a head").clone();
        let place = |title: &str| head.iter().position(|h| h.starts_with(title)).unwrap_or_else(|| panic!("{title}"));
        let scene = place("問5") + 1;
        let Some(Variable::Multiple(q5)) = set.variable("q5") else { panic!("q5") };
        for record in &towns {
            let row = set.row_of(&record[0]).expect("a row");
            assert_eq!(&record[place("問1 ")], label(set.variable("q1").expect("q1"), row));
            assert_eq!(&record[scene], if q5.ticked(row, 1) { "1" } else { "0" });
            assert_eq!(&record[record.len() - 1], "デモデータ（架空の内容を含みます）");
            assert!(record[place("集計の状態")].starts_with("確定："));
        }
        let gap = records(&file(&mut officer, &format!("{base}/gap.csv")).await);
        assert_eq!(gap.len(), 18);
        assert!(gap.iter().all(|record| &record[0] == "山口県" && &record[4] == "19"));
        let sum: u64 = gap.iter().map(|record| record[2].parse::<u64>().expect("a count")).sum();
        assert_eq!(sum, 19, "everybody has one first issue, or none");

        // The workbook holds the same, and opens as one.
        let book = file(&mut officer, &format!("{base}/matrix.xlsx")).await;
        let mut zip = zip::ZipArchive::new(Cursor::new(book)).expect("a workbook");
        let mut text = String::new();
        zip.by_name("xl/sharedStrings.xml").expect("texts").read_to_string(&mut text).expect("text");
        for words in ["柳井市", "課題と支援の差", "確定：", "デモデータ（架空の内容を含みます）"] {
            assert!(text.contains(words) || words == "課題と支援の差", "{words}");
        }
        assert!(!text.contains("甲府市"));
        let mut names = String::new();
        zip.by_name("xl/workbook.xml").expect("sheets").read_to_string(&mut names).expect("text");
        for sheet in ["市町村の回答", "課題と支援の差", "市町村ごとの差"] {
            assert!(names.contains(sheet), "{sheet}");
        }
    }
}

story! {
    async fn nobody_reads_a_single_answer_outside_her_reach(world) {
        let base = survey(&world, "市町村票").await;
        let files = ["matrix", "matrix.csv", "matrix.xlsx", "gap.csv"];
        // Another prefecture is not there, in no file.
        let mut officer = world.sign_in("yamaguchi-officer").await;
        for file in files {
            let reply = officer.get(&format!("{base}/{file}?prefecture=190004")).await;
            assert_eq!(reply.status.as_u16(), 404, "{file}");
        }
        // A contracted coordinator sees hers and nothing else.
        let mut coordinator = world.sign_in("yanai-coordinator").await;
        let page = coordinator.get(&format!("{base}/matrix")).await.expect(200, "柳井市・周防大島町・上関町の回答").text();
        let mut names: Vec<String> = rows_of(&page, "柳井市・周防大島町・上関町の回答").into_iter().map(|row| row[0].clone()).collect();
        names.sort();
        assert_eq!(names, ["上関町", "周防大島町", "柳井市"]);
        let csv = records(&file(&mut coordinator, &format!("{base}/matrix.csv")).await);
        assert_eq!(csv.len(), 3);
        // A municipality finds its own, and no door to others.
        let mut town = world.sign_in("higashiomi-officer").await;
        assert_eq!(records(&file(&mut town, &format!("{base}/matrix.csv")).await).len(), 1);
        assert!(!town.get(&base).await.text().contains("/matrix"));
        // Who sees no single answers is refused; another programme's office finds nothing.
        for person in ["chugokushikoku-bureau", "yanai-health-centre", "yanai-association"] {
            let mut browser = world.sign_in(person).await;
            for file in files {
                assert_eq!(browser.get(&format!("{base}/{file}")).await.status.as_u16(), 403, "{person} {file}");
            }
        }
        let mut other = world.sign_in("home-care-office").await;
        for file in files {
            assert_eq!(other.get(&format!("{base}/{file}")).await.status.as_u16(), 404, "{file}");
        }
        // A visitor is led to sign in.
        let mut visitor = world.visitor();
        assert_eq!(visitor.get(&format!("{base}/matrix")).await.status.as_u16(), 303);
        // Surveys of others than municipalities have no matrix, and persons' answers none at all.
        let mut office = world.sign_in("cooperation-office").await;
        for name in ["fy2025_prefecture", "fy2025_coordinator"] {
            let set = set_of(&world, 2025, name, Which::Collected).await;
            assert_eq!(office.get(&format!("/surveys/{}/matrix", set.about.survey)).await.status.as_u16(), 404, "{name}");
        }
        // Without a prefecture the office gets no list of single answers, and is told what to do.
        office.get(&format!("{base}/matrix.csv")).await.expect(422, "都道府県を選んでから");
        assert_eq!(office.get(&format!("{base}/matrix?class=%3Cscript%3E&prefecture=%00")).await.status.as_u16() / 100, 4);
    }
}
