//! Whoever may read no single answer subtracts one table from another, and finds none.

use foundation::testing::Browser;

use super::survey_tables::last_year;
use crate::world::story;

const PREFECTURES: [&str; 3] = ["320005", "190004", "350001"];
const CLASSES: [&str; 5] = ["gaito", "not_gaito", "kaso", "chusankan", "shokibo"];

async fn table(browser: &mut Browser, survey: &str, question: &str, asked: &str) -> serde_json::Value {
    let seen = browser.get(&format!("{survey}/tables/{question}/tables.json?chosen=1&{asked}")).await;
    serde_json::from_slice(&seen.body).unwrap_or_default()
}

fn number(value: &serde_json::Value) -> u64 {
    value.as_f64().and_then(|n| format!("{n:.0}").parse().ok()).unwrap_or(0)
}

fn rows(json: &serde_json::Value) -> Vec<(String, String, u64)> {
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    let tables = json["tables"].as_array().cloned().unwrap_or_default();
    let blocks = tables.first().and_then(|table| table["blocks"].as_array().cloned()).unwrap_or_default();
    let of = |block: &serde_json::Value| -> Vec<(String, String, u64)> {
        let rows = block["rows"].as_array().cloned().unwrap_or_default();
        rows.iter().map(|row| (text(&block["code"]), text(&row["code"]), number(&row["n"]))).collect()
    };
    blocks.iter().flat_map(of).collect()
}

fn whole(json: &serde_json::Value) -> u64 {
    rows(json).iter().find(|(block, ..)| block == "all").map_or(0, |(.., n)| *n)
}

story! {
    /// A class within another's prefecture would leave one town over.
    async fn a_town_asks_one_thing_at_a_time(world) {
        let survey = last_year(&world, "市町村").await;
        let mut town = world.sign_in("yanai-officer").await;
        let mut office = world.sign_in("cooperation-office").await;
        for prefecture in PREFECTURES {
            let all = table(&mut town, &survey, "q10", &format!("prefecture={prefecture}")).await;
            assert!(whole(&all) >= 5, "{prefecture}");
            for class in CLASSES {
                for more in ["", "&only=q1:0", "&by=population", "&outer=gaito&inner=population"] {
                    let asked = format!("prefecture={prefecture}&class={class}{more}");
                    let seen = table(&mut town, &survey, "q10", &asked).await;
                    assert_eq!(rows(&seen), rows(&all), "{asked}: one thing, and nothing within it");
                }
            }
        }
        // The office, who may read every answer, sees what it asks for.
        let narrow = table(&mut office, &survey, "q10", "prefecture=320005&class=gaito").await;
        assert!(whole(&narrow) < whole(&table(&mut office, &survey, "q10", "prefecture=320005").await));
        // Within her own prefecture an officer of the prefecture does, too.
        let mut prefecture = world.sign_in("yamanashi-officer").await;
        let own = table(&mut prefecture, &survey, "q10", "prefecture=190004&class=kaso&by=population").await;
        assert!(rows(&own).iter().any(|(block, ..)| block == "population"));
        let other = table(&mut prefecture, &survey, "q10", "prefecture=320005&class=gaito&by=population").await;
        assert_eq!(whole(&other), whole(&table(&mut town, &survey, "q10", "prefecture=320005").await));
    }
}

story! {
    /// No row of one to four, and none that the rows around it leave over.
    async fn banners_stand_only_where_they_tell_of_no_few(world) {
        let survey = last_year(&world, "市町村").await;
        let mut town = world.sign_in("yanai-officer").await;
        let every = "by=gaito&by=classes&by=class_exclusive&by=population&by=block&by=prefecture";
        for question in ["q1", "q2", "q5", "q7_1", "q7_2", "q8_1_2", "q8_2_2", "q10", "q10_1", "q11_1", "q12_1"] {
            let seen = rows(&table(&mut town, &survey, question, every).await);
            for (block, row, n) in seen.iter().filter(|(block, ..)| block != "all") {
                assert!(*n == 0 || *n >= 5, "{question}: {block}/{row} of {n}");
            }
            let n = |of: &str, code: &str| seen.iter().find(|(block, row, _)| block == of && row == code).map(|row| row.2);
            if let (Some(gaito), Some(all)) = (n("gaito", "yes"), seen.first().map(|row| row.2)) {
                for class in ["kaso", "chusankan", "shokibo"] {
                    let left = n("classes", class).map(|n| gaito - n);
                    assert!(left.is_none_or(|left| left == 0 || left >= 5), "{question}: 該当 without {class}: {left:?}");
                }
                assert!(all - gaito == 0 || all - gaito >= 5);
            }
        }
    }
}

story! {
    /// Tables of persons for others: two partings that are no part of each other.
    async fn tables_of_persons_do_not_nest(world) {
        let survey = last_year(&world, "コーディネーター").await;
        let every = "by=level&by=block&by=prefecture&by=gaito&by=class_exclusive&by=population&by=demand2040";
        for person in ["yanai-officer", "yamanashi-officer", "elderly-health-department"] {
            let mut browser = world.sign_in(person).await;
            for question in ["q3", "q7_1"] {
                let seen = rows(&table(&mut browser, &survey, question, every).await);
                assert!(seen.len() > 2, "{person}, {question}");
                assert!(seen.iter().all(|(block, ..)| ["all", "level", "block"].contains(&block.as_str())), "{person}: {seen:?}");
            }
        }
    }
}

story! {
    /// 「個人の回答を見る」 is the office's alone, in every file.
    async fn the_ministry_reads_no_person_s_answer(world) {
        let survey = last_year(&world, "コーディネーター").await;
        let mut office = world.sign_in("cooperation-office").await;
        let mut ministry = world.sign_in("elderly-health-department").await;
        let addresses =
            ["/data-sets", "/data-sets/1", "/data-sets/1/answers.csv", "/data-sets/1/answers.jsonl", "/texts", "/findings", "/inquiries", "/edits", "/edits.csv"];
        for address in addresses {
            let address = format!("{survey}{address}");
            assert_eq!(office.get(&address).await.status.as_u16(), 200, "{address}");
            assert_eq!(ministry.get(&address).await.status.as_u16(), 404, "{address}");
        }
        let about = ministry.get(&survey).await.expect(200, "集計を見る");
        assert!(!about.contains("/data-sets") && !about.contains("/texts"), "no door that is shut");
        // Answers of towns are read by the ministry.
        let towns = last_year(&world, "市町村").await;
        assert_eq!(ministry.get(&format!("{towns}/data-sets/1/answers.csv")).await.status.as_u16(), 200);
    }
}
