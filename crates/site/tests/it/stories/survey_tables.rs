//! Tables on screen and in every file: who sees what, before and after they are public.

use std::io::Cursor;

use calamine::{Data, Reader as _, Xlsx};
use site::permissions::{Actor, EditSurveys};
use site::surveys::actions;

use super::surveys::survey;
use crate::world::{World, story};

/// Every file a table can be taken as.
const FILES: [&str; 8] = [
    "report.xlsx",
    "data.xlsx",
    "data.csv",
    "codes.csv",
    "definitions.csv",
    "tables.json",
    "data.parquet",
    "chart-bands.svg",
];

/// Last year's, which is frozen: `/surveys/5`.
pub async fn last_year(world: &World, kind: &str) -> String {
    let mut visitor = world.visitor();
    let list = visitor.get("/surveys").await.expect(200, "すべての調査").text();
    let row = list.split("<tr>").find(|row| row.contains("令和7年度") && row.contains(kind));
    let row = row.unwrap_or_else(|| panic!("no survey of {kind}: {list}"));
    row.split("href=\"").nth(1).and_then(|piece| piece.split('"').next()).expect("an address").to_owned()
}

fn number(address: &str) -> i64 {
    address.rsplit('/').next().and_then(|n| n.parse().ok()).expect("a number")
}

/// Nothing more comes in.
async fn close(world: &World, address: &str) {
    let mut tx = world.core.write::<EditSurveys>(Actor::Console, "test").await.expect("a writer");
    actions::close(&mut tx, number(address)).await.expect("closed");
    tx.commit_recorded().await.expect("committed");
}

pub fn lines(bytes: &[u8]) -> Vec<csv::StringRecord> {
    let text = bytes.strip_prefix("\u{feff}".as_bytes()).expect("a byte order mark");
    csv::ReaderBuilder::new().has_headers(false).from_reader(text).records().map(|r| r.expect("a record")).collect()
}

/// A column of the records, of those lines where all these stand.
pub fn column(lines: &[csv::StringRecord], name: &str, having: &[(&str, &str)]) -> Vec<String> {
    let at = |name: &str| lines[0].iter().position(|head| head == name).unwrap_or_else(|| panic!("no {name}"));
    let fits = |line: &&csv::StringRecord| having.iter().all(|(column, value)| &line[at(column)] == *value);
    lines[1..].iter().filter(fits).map(|line| line[at(name)].to_owned()).collect()
}

story! {
    async fn who_takes_part_sees_tables_before_they_are_public_and_nobody_else_does(world) {
        let survey = survey(&world, "市町村票").await;
        for (person, status) in [
            ("cooperation-office", 200),
            ("elderly-health-department", 200),
            ("yanai-officer", 200),
            ("yamaguchi-officer", 200),
            ("yanai-coordinator", 200),
            // Another programme's: it is not there for them.
            ("home-care-office", 404),
            ("regional-medical-department", 404),
            ("yanai-association", 403),
            ("administrator", 403),
        ] {
            let mut browser = world.sign_in(person).await;
            for page in ["tables", "tables/q1", "tables/q5", "tables/q12", "tables/q13_2"] {
                let seen = browser.get(&format!("{survey}/{page}")).await;
                assert_eq!(seen.status.as_u16(), status, "{person} {page}");
                assert!(status != 200 || seen.contains("速報"), "{person} {page}: not final, and says so");
            }
            for file in FILES {
                let seen = browser.get(&format!("{survey}/tables/q1/{file}")).await;
                assert_eq!(seen.status.as_u16(), status, "{person} {file}");
            }
            for file in ["data.csv", "tables.json"] {
                let seen = browser.get(&format!("{survey}/all-tables/{file}")).await;
                assert_eq!(seen.status.as_u16(), status, "{person} all {file}");
            }
        }
        // The office's own rooms.
        for (person, check, publish) in [
            ("cooperation-office", 200, 200),
            ("elderly-health-department", 200, 403),
            ("yanai-officer", 403, 403),
            ("yamaguchi-officer", 403, 403),
            ("home-care-office", 404, 404),
        ] {
            let mut browser = world.sign_in(person).await;
            assert_eq!(browser.get(&format!("{survey}/tables-check")).await.status.as_u16(), check, "{person}");
            assert_eq!(browser.get(&format!("{survey}/publish")).await.status.as_u16(), publish, "{person}");
            if publish != 200 {
                for (address, fields) in [("tables/q1/publish", vec![]), ("publish", vec![("question", "q1")]), ("publish/summaries", vec![("section", "0"), ("body-0", "x")])] {
                    let seen = browser.post(&format!("{survey}/{address}"), &fields).await;
                    assert_eq!(seen.status.as_u16(), publish, "{person} {address}");
                }
            }
        }
        let mut visitor = world.visitor();
        for page in ["tables", "tables/q1", "tables/q1/data.csv", "all-tables/data.csv", "tables-check", "publish"] {
            assert_eq!(visitor.get(&format!("{survey}/{page}")).await.status.as_u16(), 303, "{page}: sign in first");
        }
        visitor.get(&format!("{survey}/published")).await.expect(200, "公表した集計は、まだありません");
        assert_eq!(visitor.get(&format!("{survey}/all-published/data.csv")).await.status.as_u16(), 404);
    }
}

story! {
    async fn a_table_is_asked_for_by_its_address_and_every_file_says_the_same(world) {
        let survey = last_year(&world, "市町村票").await;
        let mut office = world.sign_in("cooperation-office").await;
        // As the report prints it.
        let page = office.get(&format!("{survey}/tables/q1")).await.expect(200, "67.3").text();
        for words in ["確定：", "1,741件（対象1,741）", "設置している", "無回答", "該当の有無", "nは", "出典：", "架空", "<svg"] {
            assert!(page.contains(words), "{words}");
        }
        let asked = "chosen=1&by=gaito&by=class_exclusive&test=1&diff=1&mean=0&mean=1&mean=2&mean=3";
        let page = office.get(&format!("{survey}/tables/q5?{asked}")).await.expect(200, "4つの場面の平均").text();
        for words in ["68.7", "77.9", "-9.2", "カイ二乗", "5％水準", "差（該当－非該当）"] {
            assert!(page.contains(words), "{words}");
        }
        let csv = lines(&office.get(&format!("{survey}/tables/q5/data.csv?{asked}")).await.expect(200, "fy2025_municipality").body);
        let here = [("row_code", "yes"), ("column_code", "nyutaiin")];
        assert_eq!(column(&csv, "percent", &here), ["84.2"]);
        assert_eq!((column(&csv, "n", &here), column(&csv, "count", &here)), (vec!["975".to_owned()], vec!["821".to_owned()]));
        assert_eq!(column(&csv, "percent", &[("row_code", "yes"), ("column_code", "mean")]), ["68.7"]);
        assert_eq!(column(&csv, "fiscal_year_era", &here), ["令和7年度"]);
        assert!(column(&csv, "notice", &here)[0].contains("架空"));
        let json: serde_json::Value = serde_json::from_slice(&office.get(&format!("{survey}/tables/q5/tables.json?{asked}")).await.body).expect("JSON");
        assert_eq!(json["tables"][0]["blocks"][1]["rows"][0]["cells"][0]["percent"], 84.2);
        assert!(json["notice"].as_str().is_some_and(|n| n.contains("架空")));
        let report = office.get(&format!("{survey}/tables/q5/report.xlsx?{asked}")).await.expect(200, "PK").body;
        let mut book: Xlsx<_> = Xlsx::new(Cursor::new(report)).expect("an xlsx");
        let range = book.worksheet_range("問5").expect("a sheet");
        let row = range.rows().find(|row| row[1] == "a　該当").expect("該当");
        assert_eq!((&row[2], &row[3]), (&Data::Float(975.0), &Data::Float(84.2)));
        let parquet = office.get(&format!("{survey}/tables/q5/data.parquet?{asked}")).await.body;
        assert!(parquet.starts_with(b"PAR1") && parquet.ends_with(b"PAR1"));
        office.get(&format!("{survey}/tables/q5/chart-bars.svg?{asked}")).await.expect(200, "84.4");
        assert_eq!(office.get(&format!("{survey}/tables/q5/chart-pie.svg?{asked}")).await.status.as_u16(), 404);

        // Banners of questions, nested ones, narrowed, another base; what is not offered is left out.
        let crossed = lines(&office.get(&format!("{survey}/tables/q4/data.csv?chosen=1&by=q:q1&outer=gaito&inner=q:q1")).await.body);
        let sum = |having: &[(&str, &str)]| -> usize {
            column(&crossed, "count", having).iter().filter_map(|n| n.parse::<usize>().ok()).sum()
        };
        assert_eq!(sum(&[("row_group_code", "q:q1"), ("row_code", "yes")]), 1172, "問4 × 問1: each of the 1,172 once");
        assert_eq!(sum(&[("row_group_code", "q:q1")]), 1741);
        assert_eq!(sum(&[("row_code", "yes/yes")]), 560, "該当 and 設置している");
        let narrowed = lines(&office.get(&format!("{survey}/tables/q1/data.csv?chosen=1&prefecture=190004&class=kaso&base=answered")).await.body);
        assert!(column(&narrowed, "condition", &[("row_code", "all")])[0].contains("山梨県、かつ、過疎地域に該当"));
        assert_eq!(column(&narrowed, "base", &[("row_code", "all")])[0], "answered");
        let only = lines(&office.get(&format!("{survey}/tables/q5/data.csv?chosen=1&only=q1:0")).await.body);
        assert_eq!(column(&only, "n", &[("row_code", "all"), ("column_code", "mitori")]), ["1172"]);
        let odd = office.get(&format!("{survey}/tables/q1?chosen=1&by=nothing&by=q:f1&prefecture=999999&only=q1:99&only=x&mean=77&base=all&outer=x&map=900")).await;
        assert!(odd.expect(200, "67.3").contains("設置している"));
        for (question, status) in [("q99", 404), ("f1", 404), ("q12_platform", 200), ("q12_nothing", 404)] {
            assert_eq!(office.get(&format!("{survey}/tables/{question}")).await.status.as_u16(), status, "{question}");
        }
        // Ranked: the most frequent first.
        let ranked = lines(&office.get(&format!("{survey}/tables/q8_1_1/data.csv?chosen=1&order=rank")).await.body);
        let percents: Vec<f64> = column(&ranked, "percent", &[("row_code", "all")]).iter().filter_map(|p| p.parse().ok()).collect();
        let choices = &percents[..percents.len() - 1];
        assert!(choices.windows(2).all(|pair| pair[0] >= pair[1]), "{percents:?}");

        // All at once.
        let all = lines(&office.get(&format!("{survey}/all-tables/data.csv")).await.body);
        for question in ["f2", "q1", "q5", "q12", "q12_platform", "q12_1_koku"] {
            assert!(!column(&all, "count", &[("question_code", question)]).is_empty(), "{question}");
        }
        let book = office.get(&format!("{survey}/all-tables/report.xlsx")).await.body;
        let book: Xlsx<_> = Xlsx::new(Cursor::new(book)).expect("an xlsx");
        assert!(book.sheet_names().len() > 30 && book.sheet_names()[0] == "目次");
    }
}

story! {
    async fn year_on_year_goes_through_the_concordance(world) {
        let survey = survey(&world, "市町村票").await;
        let mut office = world.sign_in("cooperation-office").await;
        let csv = |bytes: Vec<u8>| lines(&bytes);
        let q1 = csv(office.get(&format!("{survey}/tables/q1/data.csv?yearly=1")).await.body);
        let whole = [("row_code", "all"), ("column_code", "yes")];
        assert_eq!(column(&q1, "percent_before", &whole), ["67.3"]);
        let points: f64 = column(&q1, "points", &whole)[0].parse().expect("points");
        let now: f64 = column(&q1, "percent", &whole)[0].parse().expect("percent");
        assert!((points - (now - 67.3)).abs() < 0.11, "{now} {points}");
        office.get(&format!("{survey}/tables/q1?yearly=1")).await.expect(200, "前年との差");
        // 「検討中」 was part of 「活用していない」: neither has a figure to hold it against, both are marked.
        let q7 = csv(office.get(&format!("{survey}/tables/q7/data.csv?yearly=1")).await.body);
        let new = [("row_code", "all"), ("column_code", "considering")];
        let left = [("row_code", "all"), ("column_code", "not")];
        for cell in [&new, &left] {
            assert_eq!((column(&q7, "points", cell), column(&q7, "series_break", cell)), (vec![String::new()], vec!["分割".to_owned()]));
        }
        let page = office.get(&format!("{survey}/tables/q7?yearly=1")).await.expect(200, "系列の切れ目");
        assert!(page.contains("前年との差は、件数から計算して四捨五入しています"), "why figures do not subtract");
        // Reworded: compared, with the remark. New: not compared, and it says so.
        let page = office.get(&format!("{survey}/tables/q12_platform?yearly=1")).await.expect(200, "系列の切れ目").text();
        assert!(page.contains("前年との差") && page.contains("聞き方に改めた"));
        let page = office.get(&format!("{survey}/tables/q1_c?yearly=1")).await.expect(200, "前年にはない設問").text();
        assert!(!page.contains("前年との差："));
    }
}

story! {
    async fn who_may_not_read_every_answer_sees_groups_of_five_and_more(world) {
        let survey = last_year(&world, "市町村票").await;
        let narrow = "chosen=1&prefecture=190004&class=shokibo&only=q1:0";
        let mut office = world.sign_in("cooperation-office").await;
        let mut town = world.sign_in("yanai-officer").await;
        let mut own = world.sign_in("yamanashi-officer").await;
        let mut other = world.sign_in("yamaguchi-officer").await;
        let csv = |bytes: Vec<u8>| lines(&bytes);
        // Whole prefectures and classes are for everybody who takes part.
        for browser in [&mut town, &mut own, &mut other] {
            browser.get(&format!("{survey}/tables/q2?chosen=1&by=prefecture")).await.expect(200, "北海道");
        }
        // How many fit the narrow request, by who may see it.
        let n: usize = {
            let seen = csv(office.get(&format!("{survey}/tables/q2/data.csv?{narrow}")).await.expect(200, "山梨県").body);
            column(&seen, "n", &[("row_code", "all")])[0].parse().expect("n")
        };
        let small = find_small(&mut office, &survey).await;
        assert!(n > 0 && !small.is_empty());
        for (asked, count) in &small {
            // Everybody else gets the whole prefecture: one thing at a time.
            let whole = format!("{survey}/tables/q2/data.csv?chosen=1&prefecture=190004");
            for browser in [&mut town, &mut other] {
                let seen = csv(browser.get(&format!("{survey}/tables/q2/data.csv?{asked}")).await.expect(200, "山梨県").body);
                assert_eq!(seen, csv(browser.get(&whole).await.body), "{asked}");
            }
            // Her own prefecture's answers she may read one by one.
            let seen = csv(own.get(&format!("{survey}/tables/q2/data.csv?{asked}")).await.expect(200, "山梨県").body);
            assert_eq!(column(&seen, "n", &[("row_code", "all")])[0], *count);
        }
        // A banner within a prefecture: for the office, and not for the town.
        let banner = "chosen=1&prefecture=190004&by=class_exclusive";
        let apart = csv(office.get(&format!("{survey}/tables/q2/data.csv?{banner}")).await.body);
        let sizes = |seen: &[csv::StringRecord]| -> Vec<usize> {
            let found = column(seen, "n", &[("row_kind", "group"), ("column_code", "yes")]);
            found.iter().filter_map(|n| n.parse().ok()).filter(|n| *n > 0).collect()
        };
        assert!(sizes(&apart).iter().any(|n| *n < 5), "{:?}", sizes(&apart));
        let together = csv(town.get(&format!("{survey}/tables/q2/data.csv?{banner}")).await.body);
        assert!(sizes(&together).is_empty(), "{:?}", sizes(&together));
        // Least and greatest are single answers.
        let survey = crate::stories::surveys::survey(&world, "市町村票").await;
        office.get(&format!("{survey}/tables/q13_2")).await.expect(200, "最大");
        assert!(!town.get(&format!("{survey}/tables/q13_2")).await.expect(200, "中央値").contains("最大"));
    }
}

/// Requests that fit one to four municipalities of 山梨県, with how many.
async fn find_small(office: &mut foundation::testing::Browser, survey: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for class in ["kaso", "chusankan", "shokibo"] {
        for only in ["q1:0", "q1:1", "q4:0", "q4:1", "q4:2", "q2:1"] {
            let asked = format!("chosen=1&prefecture=190004&class={class}&only={only}");
            let seen = lines(&office.get(&format!("{survey}/tables/q2/data.csv?{asked}")).await.body);
            let n = column(&seen, "n", &[("row_code", "all")])[0].clone();
            if matches!(n.as_str(), "1" | "2" | "3" | "4") {
                found.push((asked, n));
            }
        }
    }
    found
}

story! {
    async fn answers_of_persons_come_in_fixed_tables_that_hide_small_numbers(world) {
        let survey = last_year(&world, "コーディネーター").await;
        let mut office = world.sign_in("cooperation-office").await;
        let mut town = world.sign_in("yanai-officer").await;
        // While they still come in, only the office may look: two looks would tell of one answer.
        let running = crate::stories::surveys::survey(&world, "コーディネーター").await;
        town.get(&format!("{running}/tables")).await.expect(200, "データを確定してから示します");
        assert_eq!(town.get(&format!("{running}/all-tables/data.csv")).await.status.as_u16(), 422);
        // Frozen: who takes part may look.
        town.get(&format!("{survey}/tables")).await.expect(200, "問3");
        let all = "chosen=1&by=level&by=prefecture&by=block";
        let page = office.get(&format!("{survey}/tables/q3?{all}")).await.expect(200, "秘匿").text();
        assert!(page.contains("一人の答えが分からないように"));
        let csv = |bytes: Vec<u8>| lines(&bytes);
        let full = csv(office.get(&format!("{survey}/tables/q3/data.csv?{all}")).await.body);
        let hidden = |seen: &[csv::StringRecord]| -> Vec<String> {
            ["row_code", "column_code"]
                .map(|name| column(seen, name, &[("symbol", "X")]))
                .into_iter()
                .reduce(|rows, columns| rows.iter().zip(&columns).map(|(r, c)| format!("{r}/{c}")).collect())
                .expect("two columns")
        };
        assert!(hidden(&full).len() > 10);
        for count in column(&full, "count", &[("symbol", "")]) {
            assert!(!matches!(count.as_str(), "1" | "2" | "3" | "4"), "a small number is shown: {count}");
        }
        for count in column(&full, "count", &[("symbol", "X")]) {
            assert_eq!(count, "", "a hidden number stands in the file");
        }
        // However it is asked for, the same numbers are hidden: two tables put side by side tell no more than one.
        let level = csv(office.get(&format!("{survey}/tables/q3/data.csv?chosen=1&by=level")).await.body);
        let of_level: Vec<String> = column(&full, "symbol", &[("row_group_code", "level")]);
        assert_eq!(column(&level, "symbol", &[("row_group_code", "level")]), of_level);
        let tricks = "chosen=1&by=level&prefecture=350001&only=q1:0&base=answered&outer=level&inner=block&test=1&by=q:q1";
        let narrowed = csv(office.get(&format!("{survey}/tables/q3/data.csv?{tricks}")).await.body);
        assert_eq!(narrowed, level, "nothing narrows it, not even for the office");
        // In every output.
        let json = office.get(&format!("{survey}/tables/q3/tables.json?{all}")).await.text();
        assert!(json.contains("\"hidden\":true"));
        let svg = office.get(&format!("{survey}/tables/q3/chart-map.svg?{all}")).await.expect(200, "＊").text();
        assert!(svg.contains("伏せています"));
        let report = office.get(&format!("{survey}/tables/q3/report.xlsx?{all}")).await.body;
        let mut book: Xlsx<_> = Xlsx::new(Cursor::new(report)).expect("an xlsx");
        let sheet = book.worksheet_range("問3").expect("a sheet");
        let numbers = sheet.rows().skip_while(|row| row[0] != "件数").flat_map(|row| &row[3..]);
        let small = |cell: &&Data| matches!(cell, Data::Float(n) if *n > 0.0 && *n < 5.0);
        let offending: Vec<_> = numbers.take_while(|cell| *cell != "検定").filter(small).collect();
        assert!(offending.is_empty(), "{offending:?}");
    }
}

story! {
    async fn the_office_publishes_and_withdraws_and_what_was_published_stays(world) {
        let survey = survey(&world, "市町村票").await;
        let mut office = world.sign_in("cooperation-office").await;
        let mut visitor = world.visitor();
        // Not while answers come in.
        office.get(&format!("{survey}/tables/q1")).await.expect(200, "受付を閉じてから公表してください");
        office.post(&format!("{survey}/tables/q1/publish"), &[]).await.expect(422, "受付を閉じてから公表してください");
        close(&world, &survey).await;

        // One as it is looked at, several at once, none.
        let asked = [("chosen", "1"), ("by", "gaito"), ("test", "1")];
        office.get(&format!("{survey}/tables/q1?chosen=1&by=gaito&test=1")).await.expect(200, "公表する");
        let list = office.submit(&format!("{survey}/tables/q1/publish"), &asked).await.expect(200, "1枚の表を公表しました");
        office.post(&format!("{survey}/tables/q1/publish"), &asked).await.expect(422, "公表しています");
        office.post(&format!("{survey}/publish"), &[("chosen", "1")]).await.expect(422, "公表する設問を選んでください");
        let several = [("chosen", "1"), ("by", "block"), ("question", "q5"), ("question", "q12"), ("question", "q13_2")];
        office.submit(&format!("{survey}/publish"), &several).await.expect(200, "3枚の表を公表しました");
        office.post(&format!("{survey}/publish"), &[("question", "nothing")]).await.expect(422, "示された中から");

        // Visitors see what was published, and nothing else.
        let page = visitor.get(&format!("{survey}/published")).await.expect(200, "問1").text();
        assert!(page.contains("問5") && !page.contains("問7 ") && !page.contains("公表する表を選ぶ"));
        let own = format!("{survey}/published/");
        let address = list.links(&own).into_iter().next().expect("a link to the table");
        let before = visitor.get(&address).await.expect(200, "設置している").text();
        for words in ["該当", "架空", "出典：", "照合値", "公表", "検定の結果"] {
            assert!(before.contains(words), "{words}");
        }
        assert!(!before.contains("取り下げる"));
        for file in FILES {
            let seen = visitor.get(&format!("{address}/{file}")).await;
            assert_eq!(seen.status.as_u16(), 200, "{file}");
        }
        let figures = |text: &str| text.split("<table").nth(1).and_then(|t| t.split("</table>").next()).map(str::to_owned);
        let csv = visitor.get(&format!("{address}/data.csv")).await.body;
        for file in ["data.csv", "data.xlsx", "report.xlsx", "tables.json", "codes.csv", "data.parquet"] {
            assert_eq!(visitor.get(&format!("{survey}/all-published/{file}")).await.status.as_u16(), 200, "{file}");
        }
        let open = visitor.get("/open-data").await.expect(200, "実態調査の集計表");
        assert!(open.links(&format!("{survey}/all-published/")).iter().any(|href| href.ends_with("data.csv")));
        for page in ["tables", "tables/q1", "tables/q1/data.csv"] {
            assert_eq!(visitor.get(&format!("{survey}/{page}")).await.status.as_u16(), 303, "{page}");
        }

        // Found in the search over everything, by a word of its columns.
        let found = format!("/search?kind=survey_table&q={}", foundation::web::escape("設置している"));
        assert!(visitor.get(&found).await.expect(200, "公表した集計表").links(&own).contains(&address));

        // An answer goes back: the table of today changes, the published one does not, and the check tells of it.
        office.get(&format!("{survey}/tables-check")).await.expect(200, "食い違いはありません");
        office.submit(&format!("{survey}/252131/return"), &[("reason", "問1を確かめてください。")]).await.expect(200, "差し戻しました");
        let now = office.get(&format!("{survey}/tables/q1?chosen=1&by=gaito&test=1")).await.text();
        assert_ne!(figures(&now), figures(&before));
        assert_eq!(figures(&visitor.get(&address).await.text()), figures(&before));
        assert_eq!(visitor.get(&format!("{address}/data.csv")).await.body, csv);
        let told = office.get(&format!("{survey}/tables-check")).await.expect(200, "同じ欄の2つの値").text();
        assert!(told.contains("いまの集計では") && told.contains("公表した表（"));

        // Withdrawn only with a reason, by the programme's office only.
        office.post(&format!("{address}/withdraw"), &[("reason", " ")]).await.expect(422, "理由を書いてください");
        for (person, status) in [("home-care-office", 404), ("elderly-health-department", 403), ("yanai-officer", 403)] {
            let mut browser = world.sign_in(person).await;
            assert_eq!(browser.post(&format!("{address}/withdraw"), &[("reason", "x")]).await.status.as_u16(), status, "{person}");
        }
        office.submit(&format!("{address}/withdraw"), &[("reason", "1団体の答えを直したため。")]).await.expect(200, "取り下げました");
        let gone = visitor.get(&address).await.expect(200, "1団体の答えを直したため。").text();
        assert_eq!(figures(&gone), None, "no figure is left");
        assert!(!visitor.get(&found).await.links(&own).contains(&address), "what was withdrawn is not found");
        for file in FILES {
            assert_eq!(visitor.get(&format!("{address}/{file}")).await.status.as_u16(), 404, "{file}");
        }
        visitor.get(&format!("{survey}/published")).await.expect(200, "1団体の答えを直したため。");
        let all = lines(&visitor.get(&format!("{survey}/all-published/data.csv")).await.body);
        assert!(column(&all, "n", &[("question_code", "q1")]).is_empty() && !column(&all, "n", &[("question_code", "q5")]).is_empty());
        office.post(&format!("{address}/withdraw"), &[("reason", "もう一度")]).await.expect(422, "すでに取り下げています");
        // Published anew, under a number of its own.
        office.submit(&format!("{survey}/tables/q1/publish"), &asked).await.expect(200, "1枚の表を公表しました");
        // Every step is in the log.
        let mut administrator = world.sign_in("administrator").await;
        administrator.get("/operations/audit").await.expect(200, "集計表を公表する・取り下げる");
    }
}

story! {
    async fn a_summary_is_a_draft_until_it_is_published(world) {
        let survey = survey(&world, "市町村票").await;
        let mut office = world.sign_in("cooperation-office").await;
        let mut visitor = world.visitor();
        let address = format!("{survey}/publish/summaries");
        let fields = [("section", "0"), ("body-0", "協議会を設置している市町村は、7割を超えました。")];
        office.submit(&address, &fields).await.expect(200, "下書きを保存しました");
        office.get(&format!("{survey}/publish")).await.expect(200, "協議会を設置している市町村は、7割を超えました。");
        assert!(!visitor.get(&format!("{survey}/published")).await.contains("7割"));
        let public = [fields[0], fields[1], ("publish", "1")];
        office.post(&address, &public).await.expect(422, "受付を閉じてから公表してください");
        close(&world, &survey).await;
        office.submit(&address, &public).await.expect(200, "まとめを公表しました");
        visitor.get(&format!("{survey}/published")).await.expect(200, "7割を超えました");
        // A later draft changes nothing for visitors.
        office.submit(&address, &[("section", "0"), ("body-0", "書きかけ")]).await.expect(200, "から変わっています");
        assert!(!visitor.get(&format!("{survey}/published")).await.expect(200, "7割を超えました").contains("書きかけ"));
        let long = "あ".repeat(4001);
        office.post(&address, &[("section", "0"), ("body-0", &long)]).await.expect(422, "4000文字まで");
        assert_eq!(office.post(&address, &[("section", "99"), ("body-99", "x")]).await.status.as_u16(), 404);
    }
}
