//! Tables from numbered data sets, of coded texts, through the years, on paper, with weights.

use print::pdf::Block;
use questionnaire::{Answer, Answers, toml_file};
use site::permissions::{Actor, EditSurveys, LookAtTables};
use site::surveys::actions::{self, NewSurvey};
use site::surveys::data_set::{DataSet, Which};
use site::surveys::tables::document::{Paperwork, document};
use site::surveys::tables::make::Maker;
use site::surveys::tables::request::Wanted;
use site::surveys::tables::{Reach, about};
use table_files::Set;

use super::survey_tables::{column, last_year, lines};
use super::surveys::{answer_all, survey};
use super::surveys_data_set::row_of;
use crate::world::{World, story};

/// Towns of a small survey of their own.
const TOWNS: [&str; 6] = ["011002", "192015", "193666", "252131", "352012", "352128"];

fn definition(year: i16) -> questionnaire::Definition {
    // An option ends after the first year, another begins in the last.
    let third = match year {
        2021 => "{ id = \"old\", label = \"やめた答え\" },",
        2023 => "{ id = \"new\", label = \"新しい答え\" },",
        _ => "",
    };
    let text = format!(
        r#"
id = "fy{year}_small"
title = "令和{}年度 小さな調査"
respondent = "municipality"
fiscal_year = {year}
edition = 1
[lists]
ways = [ {{ id = "a", label = "甲" }}, {{ id = "b", label = "乙" }}, {third} ]
scenes = [ {{ id = "x", label = "入退院" }}, {{ id = "y", label = "看取り" }} ]
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
text = "人口はいくつですか。"
type = "number"
unit = "人"
weight = true
[[sections.questions]]
id = "q3"
number = "問3"
text = "工夫を書いてください。"
type = "long_text"
[[sections.questions]]
id = "q4"
number = "問4"
text = "場面はどれですか。"
type = "multiple"
list = "scenes"
"#,
        year - 2018
    );
    toml_file::definition(&text).expect("a definition")
}

/// Three years of the small survey; addresses, oldest first. In each, one town more chooses 甲.
async fn three_years(world: &World) -> Vec<String> {
    let mut tx = world.core.write::<EditSurveys>(Actor::Console, "test").await.expect("the gate");
    let programme = site::programmes::first(&mut tx).await.expect("programmes").expect("one");
    let mut previous = None;
    let mut made = Vec::new();
    for year in [2021_i16, 2022, 2023] {
        let day = jiff::civil::date(2026, 4, 1);
        let new = NewSurvey { programme, definition: definition(year), opens_on: day, due_on: day, previous };
        let id = actions::create(&mut tx, new).await.expect("made");
        actions::open(&mut tx, id).await.expect("open");
        let rows = TOWNS.iter().enumerate().map(|(at, code)| {
            let mut answers = Answers::default();
            let first = usize::try_from(year - 2020).expect("small");
            let other = match year {
                2021 if at == 5 => "old",
                2023 if at == 5 => "new",
                _ => "b",
            };
            answers.set("q1", Answer::one(if at < first { "a" } else { other }));
            // The last gave no number: without a weight.
            if at < 5 {
                answers.set("q2", Answer::Number { number: [100.0, 200.0, 300.0, 0.0, 400.0][at] });
            }
            if at < 4 {
                answers.set("q3", Answer::text(["MCS", "ノート", "電話", "訪問"][at]));
            }
            answers.set("q4", Answer::many(["x"]));
            ((*code).to_owned(), answers)
        });
        let rows: Vec<(String, Answers)> = rows.collect();
        actions::past::load(&mut tx, id, &rows, world.core.clock.now()).await.expect("loaded");
        previous = Some(id);
        made.push(format!("/surveys/{id}"));
    }
    tx.commit_recorded().await.expect("committed");
    made
}

story! {
    async fn tables_come_from_a_numbered_data_set_and_say_so(world) {
        let survey = survey(&world, "市町村票").await;
        let mut office = world.sign_in("cooperation-office").await;
        office.get(&format!("{survey}/tables")).await.expect(200, "速報");
        office.submit(&format!("{survey}/252131/accept"), &[]).await.expect(200, "確定しました");
        office.submit(&format!("{survey}/data-sets/interim"), &[("remark", "中間")]).await.expect(200, "中間締めをしました");
        let hash = office.get(&format!("{survey}/data-sets/1")).await.text();
        let hash = hash.split("class=\"hash\">").nth(1).and_then(|t| t.split('<').next()).expect("a hash").to_owned();
        let csv = |bytes: &[u8]| lines(bytes);
        let cut = format!("{survey}/tables/q1/data.csv?chosen=1&data=1");
        let before = csv(&office.get(&cut).await.expect(200, "第1号").body);
        let n = |seen: &[csv::StringRecord]| column(seen, "n", &[("row_code", "all"), ("column_code", "yes")])[0].clone();
        // A town hands in: the answers of now change, those of the data set do not.
        let mut town = world.sign_in("yanai-officer").await;
        answer_all(&mut town, &format!("{survey}/352128")).await;
        town.submit(&format!("{survey}/352128/submit"), &[]).await.expect(200, "受付番号");
        let now = csv(&office.get(&format!("{survey}/tables/q1/data.csv?chosen=1")).await.body);
        let after = csv(&office.get(&cut).await.body);
        assert_eq!(after, before);
        assert_eq!(n(&now).parse::<u32>().expect("n"), n(&before).parse::<u32>().expect("n") + 1);
        // Named in every output: number, date, hash.
        assert!(column(&before, "data_set", &[("row_code", "all")])[0].contains("第1号（中間締め"), "{:?}", before[1]);
        assert_eq!(column(&before, "data_hash", &[("row_code", "all")])[0], hash);
        assert_eq!(column(&now, "data_hash", &[("row_code", "all")])[0], "");
        for page in ["tables?data=1", "tables/q1?chosen=1&data=1"] {
            let seen = office.get(&format!("{survey}/{page}")).await.expect(200, "データ第1号（中間締め）").text();
            assert!(seen.contains(&hash) && seen.contains("データ第1号（中間締め）、令和"), "{page}");
        }
        let list = office.get(&format!("{survey}/tables?data=1")).await;
        assert!(list.links(&format!("{survey}/tables/q5")).iter().any(|href| href.ends_with("?data=1")), "links stay with it");
        let json: serde_json::Value = serde_json::from_slice(&office.get(&format!("{survey}/tables/q1/tables.json?chosen=1&data=1")).await.body).expect("JSON");
        assert_eq!(json["tables"][0]["data"]["sha256"], hash.as_str());
        office.get(&format!("{survey}/tables/q1/chart-bands.svg?chosen=1&data=1")).await.expect(200, &hash);
        let paper = office.get(&format!("{survey}/tables/q1/report.pdf?chosen=1&data=1")).await.expect(200, "%PDF");
        assert!(paper.headers["content-disposition"].to_str().is_ok_and(|name| name.contains("data1")));
        // Not to be made public, and not there for who may not see data sets.
        office.get(&format!("{survey}/tables/q1?chosen=1&data=1")).await.expect(200, "締めたデータから作った表は公表できません");
        assert_eq!(office.get(&format!("{survey}/tables/q1?data=9")).await.status.as_u16(), 404);
        for person in ["yanai-officer", "yamaguchi-officer", "yanai-coordinator"] {
            let mut browser = world.sign_in(person).await;
            for page in ["tables?data=1", "tables/q1?data=1", "tables/q1/data.csv?data=1", "tables/q1/report.pdf?data=1", "all-tables/data.csv?data=1"] {
                assert_eq!(browser.get(&format!("{survey}/{page}")).await.status.as_u16(), 404, "{person} {page}");
            }
            assert!(!browser.get(&format!("{survey}/tables")).await.text().contains("集計する回答"), "{person}");
        }
        world.run_jobs().await;
    }
}

/// The categories of 問3, and who is under which.
async fn coded(world: &World, survey: &str) -> foundation::testing::Browser {
    let mut office = world.sign_in("cooperation-office").await;
    let text = format!("{survey}/texts/q3");
    for label in ["ICT", "電話"] {
        office.submit(&format!("{text}/categories"), &[("label", label)]).await.expect(200, "分類を加えました");
    }
    let page = office.get(&format!("{text}/categories")).await.text();
    let ict = page
        .split("<h3>ICT<")
        .nth(1)
        .and_then(|t| t.split("/categories/").nth(1))
        .and_then(|t| t.split('/').next())
        .expect("a number")
        .to_owned();
    let page = office.get(&text).await.text();
    let row = page.split("<fieldset").find(|row| row.contains(">札幌市の記述<")).expect("the text");
    let value = |begins: &str| {
        let piece = row.split(begins).nth(1).expect("a field");
        piece.split("value=\"").nth(1).and_then(|t| t.split('"').next()).expect("a value").to_owned()
    };
    let id = value("name=\"text\"");
    let (mark, was) = (format!("mark-{id}"), format!("was-{id}"));
    let (mark_value, was_value) = (value(&format!("name=\"{mark}\"")), value(&format!("name=\"{was}\"")));
    let chosen = format!("category-{id}");
    let fields = [("text", id.as_str()), (&mark, &mark_value), (&was, &was_value), (&chosen, &ict)];
    office.submit(&format!("{text}/coding"), &fields).await.expect(200, "1件の分類を保存しました");
    office
}

story! {
    async fn coded_texts_are_rows_and_banners(world) {
        let survey = three_years(&world).await.remove(2);
        let mut office = coded(&world, &survey).await;
        let csv = |bytes: &[u8]| lines(bytes);
        office.get(&format!("{survey}/tables")).await.expect(200, "自由記述の分類");
        let table = csv(&office.get(&format!("{survey}/tables/q3_coded/data.csv?chosen=1")).await.expect(200, "ICT").body);
        let count = |label: &str| column(&table, "count", &[("row_code", "all"), ("column_label", label)]);
        assert_eq!(count("ICT"), ["1"]);
        assert_eq!(count("電話"), ["0"]);
        assert_eq!(count("未分類（まだ分類していない記述）"), ["3"], "not read yet: kept");
        assert_eq!(count("無回答"), ["2"], "kept, too");
        assert_eq!(column(&table, "n", &[("row_code", "all")])[0], "6");
        // As a banner beside the others, and to narrow by.
        let crossed = csv(&office.get(&format!("{survey}/tables/q1/data.csv?chosen=1&by=q:q3_coded&by=gaito")).await.body);
        let n = |label: &str| column(&crossed, "n", &[("row_group_code", "q:q3_coded"), ("row_label", label), ("column_code", "a")]);
        assert_eq!((n("ICT"), n("未分類（まだ分類していない記述）"), n("無回答")), (vec!["1".to_owned()], vec!["3".to_owned()], vec!["2".to_owned()]));
        assert!(!column(&crossed, "n", &[("row_group_code", "gaito")]).is_empty());
        // In a data set the coding counts for the text as it was.
        office.submit(&format!("{survey}/data-sets/interim"), &[]).await.expect(200, "中間締めをしました");
        let of_set = csv(&office.get(&format!("{survey}/tables/q3_coded/data.csv?chosen=1&data=1")).await.expect(200, "第1号").body);
        assert_eq!(column(&of_set, "count", &[("row_code", "all"), ("column_label", "ICT")]), ["1"]);
        office.get(&format!("{survey}/all-tables/data.csv?question=q3_coded")).await.expect(200, "q3_coded");
        // Who sees groups sees no group of fewer than five.
        let mut town = world.sign_in("yanai-officer").await;
        assert_eq!(town.get(&format!("{survey}/tables/q1/data.csv?chosen=1&by=q:q3_coded")).await.status.as_u16(), 422);
        assert_eq!(town.get(&format!("{survey}/tables/q1/data.csv?chosen=1&only=q3_coded:0")).await.status.as_u16(), 422);
        // A text nobody put under categories makes no table.
        assert_eq!(office.get(&format!("{survey}/tables/q9_coded")).await.status.as_u16(), 404);
    }
}

story! {
    async fn the_years_stand_in_one_table_and_breaks_are_marked(world) {
        let surveys = three_years(&world).await;
        let mut office = world.sign_in("cooperation-office").await;
        let survey = &surveys[2];
        // Without being asked for: every table that has earlier years.
        let page = office.get(&format!("{survey}/tables/q1")).await.expect(200, "（年ごとの推移）").text();
        for words in ["令和3年度", "令和4年度", "令和5年度", "やめた答え（令和3年度まで）", "※の線", "前年との差"] {
            assert!(page.contains(words), "{words}");
        }
        let csv = lines(&office.get(&format!("{survey}/tables/q1/data.csv")).await.body);
        let of = |year: &str, code: &str| column(&csv, "percent", &[("question_code", "q1_years"), ("row_group_code", "fiscal_year"), ("row_code", year), ("column_code", code)]);
        assert_eq!(["2021", "2022", "2023"].map(|year| of(year, "a")[0].clone()), ["16.7", "33.3", "50"]);
        assert_eq!((of("2021", "old_2021")[0].as_str(), of("2023", "old_2021")[0].as_str()), ("16.7", ""));
        assert_eq!((of("2021", "new")[0].as_str(), of("2023", "new")[0].as_str()), ("", "16.7"));
        assert_eq!(column(&csv, "fiscal_year", &[("question_code", "q1_years"), ("row_code", "2021")])[0], "2021");
        assert_eq!(column(&csv, "series_break", &[("question_code", "q1_years"), ("row_code", "2023"), ("column_code", "new")])[0], "切れ目");
        assert_eq!(column(&csv, "series_break", &[("question_code", "q1_years"), ("row_code", "2023"), ("column_code", "a")])[0], "");
        // Bands where there is one answer, panels where there are several.
        let bands = office.get(&format!("{survey}/tables/q1/chart-years.svg")).await.expect(200, "全体　R3（n=6）");
        assert!(bands.contains("stroke-dasharray"));
        let panels = office.get(&format!("{survey}/tables/q4/chart-years.svg")).await.expect(200, "入退院 R3: 100.0%");
        assert!(!panels.contains("※の線"), "nothing changed");
        // Not asked for: not there. The first year has none before it.
        assert!(!office.get(&format!("{survey}/tables/q1?chosen=1")).await.contains("年ごとの推移）"));
        assert!(!office.get(&format!("{}/tables/q1", surveys[0])).await.contains("（年ごとの推移）"));
        // The real ones: 令和8年度 against 令和7年度, through the concordance.
        let running = survey_of(&world).await;
        office.get(&format!("{running}/tables/q1")).await.expect(200, "（年ごとの推移）");
        let split = office.get(&format!("{running}/tables/q1_c")).await.expect(200, "前年にはない設問");
        assert!(!split.contains("（年ごとの推移）"));
    }
}

async fn survey_of(world: &World) -> String {
    survey(world, "市町村票").await
}

story! {
    async fn tables_come_on_paper_with_what_must_stand_beside_them(world) {
        let frozen = last_year(&world, "市町村票").await;
        let mut office = world.sign_in("cooperation-office").await;
        let paper = office.get(&format!("{frozen}/tables/q5/report.pdf?chosen=1&by=gaito&test=1")).await.expect(200, "%PDF-1.7");
        let properties = String::from_utf8_lossy(&paper.body).into_owned();
        assert!(properties.contains("pdfuaid") && properties.contains("問5"), "tagged and named");
        // A chosen set.
        let some = office.get(&format!("{frozen}/all-tables/report.pdf?question=q1&question=q5")).await.expect(200, "%PDF");
        assert!(some.body.len() > 20_000);
        assert_eq!(office.get(&format!("{frozen}/all-tables/report.pdf?question=nothing")).await.status.as_u16(), 404);
        // The same doors as every other file.
        for (person, status) in [("yanai-officer", 200), ("home-care-office", 404), ("yanai-association", 403)] {
            let mut browser = world.sign_in(person).await;
            assert_eq!(browser.get(&format!("{frozen}/tables/q1/report.pdf")).await.status.as_u16(), status, "{person}");
        }
        let mut visitor = world.visitor();
        assert_eq!(visitor.get(&format!("{frozen}/tables/q1/report.pdf")).await.status.as_u16(), 303);
        let published = visitor.get(&format!("{frozen}/published")).await.links(&format!("{frozen}/published/"))[0].clone();
        visitor.get(&format!("{published}/report.pdf")).await.expect(200, "%PDF");
        // Of too few: refused like every file.
        let mut town = world.sign_in("yanai-officer").await;
        let running = survey(&world, "コーディネーター").await;
        assert_eq!(town.get(&format!("{running}/tables/q3/report.pdf")).await.status.as_u16(), 422);
        assert_eq!(town.get(&format!("{running}/all-tables/report.pdf?question=q3")).await.status.as_u16(), 422);

        // Of persons: what is hidden on the page is hidden on paper, count by count.
        let mut tx = world.core.read::<LookAtTables>(Actor::Console, "test").await.expect("the gate");
        let row = row_of(&mut tx, 2025, "fy2025_coordinator").await;
        let set = DataSet::with_coded_texts(&mut tx, &row, Which::Collected).await.expect("a set");
        let wanted = Wanted { by: ["level", "prefecture", "block"].map(str::to_owned).to_vec(), ..Wanted::default() };
        let tables = Maker::new(&set, &wanted, &Reach::Everything, &[]).one("q3").expect("tables").tables;
        let about = about(&row, &set, world.core.clock.today());
        let sets = [Set::new(&about, &tables)];
        let made = document(&Paperwork { sets: &sets, summary: &[], address: "", map: 0, today: world.core.clock.today(), counts: true });
        assert!(made.fictitious);
        let mut hidden = 0;
        let mut counts = 0;
        for block in &made.blocks {
            let Block::Table(table) = block else { continue };
            for cell in table.rows.iter().flat_map(|row| row.cells.iter().skip(2)) {
                hidden += usize::from(cell == "X");
                if table.caption.contains("件数：") {
                    counts += 1;
                    assert!(!matches!(cell.as_str(), "1" | "2" | "3" | "4"), "a small number is printed: {}", table.caption);
                }
            }
        }
        assert!(hidden > 20 && counts > 20, "{hidden} hidden of {counts}");
    }
}

story! {
    async fn answers_of_persons_stay_hidden_in_data_sets_and_coded_texts(world) {
        let survey = last_year(&world, "コーディネーター").await;
        let mut office = world.sign_in("cooperation-office").await;
        let texts = office.get(&format!("{survey}/texts")).await;
        let text = texts.links(&format!("{survey}/texts/"))[0].clone();
        office.submit(&format!("{text}/categories"), &[("label", "分類の見本")]).await.expect(200, "分類を加えました");
        let id = text.rsplit('/').next().expect("a variable").to_owned();
        let table = lines(&office.get(&format!("{survey}/tables/{id}_coded/data.csv?chosen=1&by=level&by=prefecture")).await.expect(200, "分類の見本").body);
        for count in column(&table, "count", &[("symbol", "")]) {
            assert!(!matches!(count.as_str(), "1" | "2" | "3" | "4"), "a small number is shown: {count}");
        }
        // Coded texts are no banner of answers of persons: the same fixed table comes, and nothing narrows it.
        let fixed = lines(&office.get(&format!("{survey}/tables/q3/data.csv?chosen=1&by=level")).await.body);
        let tricks = format!("chosen=1&by=level&by=q:{id}_coded&only={id}_coded:0&weight=q1");
        assert_eq!(lines(&office.get(&format!("{survey}/tables/q3/data.csv?{tricks}")).await.body), fixed);
        // The data set that froze it: the same numbers are hidden.
        let of_set = lines(&office.get(&format!("{survey}/tables/q3/data.csv?chosen=1&by=level&data=1")).await.expect(200, "第1号").body);
        assert_eq!(column(&of_set, "symbol", &[]), column(&fixed, "symbol", &[]));
        assert_eq!(column(&of_set, "count", &[]), column(&fixed, "count", &[]));
        assert!(column(&of_set, "symbol", &[]).contains(&"X".to_owned()));
    }
}

story! {
    async fn weights_are_for_who_reads_every_answer_and_both_bases_are_shown(world) {
        let survey = three_years(&world).await.remove(2);
        let mut office = world.sign_in("cooperation-office").await;
        office.get(&format!("{survey}/tables/q1")).await.expect(200, "ウエイト");
        let asked = "chosen=1&weight=q2";
        let page = office.get(&format!("{survey}/tables/q1?{asked}")).await.expect(200, "n（ウエイト付き）").text();
        for words in ["回答数", "ウエイト：「問2 人口はいくつですか。」", "ウエイトに答えていない1件は数えていない"] {
            assert!(page.contains(words), "{words}");
        }
        let csv = lines(&office.get(&format!("{survey}/tables/q1/data.csv?{asked}")).await.body);
        let whole = [("row_code", "all"), ("column_code", "a")];
        // 甲: 100 + 200 + 300 of 1,000; five gave a weight.
        let of = |name: &str| column(&csv, name, &whole)[0].clone();
        assert_eq!((of("n"), of("n_unweighted"), of("count"), of("percent"), of("weighted")), ("1000".into(), "5".into(), "600".into(), "60".into(), "1".into()));
        assert!(of("condition").contains("ウエイト"));
        let json = office.get(&format!("{survey}/tables/q1/tables.json?{asked}")).await.text();
        assert!(json.contains("\"n_unweighted\":5"));
        office.get(&format!("{survey}/tables/q1/report.pdf?{asked}")).await.expect(200, "%PDF");
        office.get(&format!("{survey}/tables/q1?{asked}")).await.expect(200, "ウエイトを付けた表と");
        // Who sees groups: no choice, and the plain table.
        let mut town = world.sign_in("yanai-officer").await;
        assert!(!town.get(&format!("{survey}/tables/q1")).await.contains("name=\"weight\""));
        assert_eq!(town.get(&format!("{survey}/tables/q1/data.csv?{asked}")).await.status.as_u16(), 422, "nothing was released yet");
        // A questionnaire without one offers none.
        let running = survey_of(&world).await;
        assert!(!office.get(&format!("{running}/tables/q1")).await.contains("name=\"weight\""));
        let list = office.post(&format!("{survey}/tables/q1/publish"), &[("chosen", "1"), ("weight", "q2")]).await;
        assert_eq!(list.status.as_u16(), 422);
    }
}
