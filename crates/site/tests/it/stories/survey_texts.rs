//! 自由記述: read, searched, counted, put under categories by hand, quoted without names.

use foundation::testing::Browser;
use questionnaire::{Answer, Answers, shipped};
use site::permissions::{Actor, EditSurveys};
use site::surveys::actions::{self, NewSurvey};

use super::surveys::survey;
use crate::world::{World, story};

const TOOLS: &[(&str, &str)] = &[
    ("352128", "バイタルリンクと連携ノート"),
    ("252131", "ＭＣＳ（医師会が運営）。問い合わせは山田さん、0820-12-3456"),
    ("193666", "MCS。ケアマネと医師会で使う"),
    ("011002", "=HYPERLINK(\"http://x\")"),
    ("192015", "介護支援専門員の連携ノート"),
];

/// A survey of their own year in which a few towns wrote the names of their tools.
async fn written(world: &World) -> String {
    let mut tx = world.core.write::<EditSurveys>(Actor::Console, "test").await.expect("the gate");
    let mut definition = shipped::definition("fy2026_municipality").expect("a definition");
    definition.fiscal_year = 2024;
    "fy2024_texts".clone_into(&mut definition.id);
    let programme = site::programmes::first(&mut tx).await.expect("programmes").expect("one");
    let day = jiff::civil::date(2026, 4, 1);
    let new = NewSurvey { programme, definition, opens_on: day, due_on: day, previous: None };
    let id = actions::create(&mut tx, new).await.expect("made");
    actions::open(&mut tx, id).await.expect("open");
    let mut rows: Vec<(String, Answers)> = TOOLS
        .iter()
        .map(|(code, text)| {
            let mut answers = Answers::default();
            answers.set("q7", Answer::one("use"));
            answers.set("q7_1", Answer::text(text));
            ((*code).to_owned(), answers)
        })
        .collect();
    let mut nothing = Answers::default();
    nothing.set("q7", Answer::one("not"));
    rows.push(("352012".to_owned(), nothing));
    actions::past::load(&mut tx, id, &rows, world.core.clock.now()).await.expect("loaded");
    tx.commit_recorded().await.expect("committed");
    format!("/surveys/{id}/texts")
}

/// Which number the database gave the category.
async fn category(office: &mut Browser, text: &str, label: &str) -> String {
    let page = office.get(&format!("{text}/categories")).await.expect(200, label).text();
    let after = page.split(&format!("<h3>{label}<")).nth(1).expect("the category");
    after.split("/categories/").nth(1).and_then(|t| t.split('/').next()).expect("a number").to_owned()
}

/// The hidden fields of one text on the page, and what is chosen for it.
fn fields(page: &str, name: &str, chosen: &[&str]) -> Vec<(String, String)> {
    let row = page.split("<fieldset").find(|row| row.contains(&format!(">{name}の記述<"))).expect("the text");
    let value = |begins: &str| {
        let piece = row.split(begins).nth(1).expect("a field");
        piece.split("value=\"").nth(1).and_then(|t| t.split('"').next()).expect("a value").to_owned()
    };
    let id = value("name=\"text\"");
    let mut all = vec![
        ("text".to_owned(), id.clone()),
        (format!("mark-{id}"), value(&format!("name=\"mark-{id}\""))),
        (format!("was-{id}"), value(&format!("name=\"was-{id}\""))),
    ];
    all.extend(chosen.iter().map(|category| (format!("category-{id}"), (*category).to_owned())));
    all
}

fn sent(fields: &[(String, String)]) -> Vec<(&str, &str)> {
    fields.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect()
}

story! {
    async fn words_are_found_counted_and_shown_in_context(world) {
        let texts = written(&world).await;
        let text = format!("{texts}/q7_1");
        let mut office = world.sign_in("cooperation-office").await;
        let list = office.get(&texts).await.expect(200, "回収 6団体");
        assert!(list.contains("問7-1") && list.contains("その他"), "questions and the texts beside options");
        let all = office.get(&text).await.expect(200, "書いた市町村 n=5（回収 6のうち）");
        assert!(all.contains("架空") && all.contains("令和6年度"));
        // Full-width, kana and words of the same meaning are found.
        let found = office.get(&format!("{text}?q=mcs")).await.expect(200, "2件中");
        assert!(found.contains("<mark>ＭＣＳ</mark>") && found.contains("<mark>MCS</mark>"));
        let found = office.get(&format!("{text}?q=%E3%82%B1%E3%82%A2%E3%83%9E%E3%83%8D")).await.expect(200, "2件中");
        assert!(found.contains("同じ意味のことばも探しました"));
        office.get(&format!("{text}?q=%E5%8C%BB%E5%B8%AB%E4%BC%9A%20mcs")).await.expect(200, "2件中");
        office.get(&format!("{text}?q=zzz")).await.expect(200, "あてはまる記述はありません");
        office.get(&format!("{text}?prefecture=350001")).await.expect(200, "書いた市町村 n=1");

        let words = office.get(&format!("{text}/words")).await.expect(200, "よく出ることば");
        let row = |word: &str| words.text().split("<tr>").find(|row| row.contains(&format!(">{word}<"))).map_or_else(|| panic!("{word}"), str::to_owned);
        assert!(row("医師会").contains("<td class=\"num\">2</td><td class=\"num\">40.0</td><td class=\"num\">2</td>"));
        assert!(row("連携ノート").contains("40.0") || row("連携").contains("40.0"));
        let context = office.get(&format!("{text}/context?word=%E5%8C%BB%E5%B8%AB%E4%BC%9A")).await.expect(200, "2か所、2団体");
        assert!(context.contains("<mark>医師会</mark>") && context.contains("が運営"));
        let (left, right) = (format!("{text}/context?word=%E5%8C%BB%E5%B8%AB%E4%BC%9A&sort=left"), context.text());
        let by_left = office.get(&left).await.expect(200, "2か所").text();
        let order = |page: &str| page.find("が運営").expect("there") < page.find("で使う").expect("there");
        // Sorted by what stands right of it, then by what stands left: a bracket comes before a letter.
        assert!(order(&right) && order(&by_left));
        office.get(&format!("{text}/context?word=zzz")).await.expect(200, "そのことばを書いた団体はありません");
        office.get(&format!("{text}/context")).await.expect(200, "ことばを入れると");
    }
}

story! {
    async fn texts_are_put_under_categories_by_hand(world) {
        let text = format!("{}/q7_1", written(&world).await);
        let categories = format!("{text}/categories");
        let mut office = world.sign_in("cooperation-office").await;
        for label in ["ICT", "紙のノート", "電話"] {
            office.submit(&categories, &[("label", label)]).await.expect(200, "分類を加えました");
        }
        office.post(&categories, &[("label", "ｉｃｔ")]).await.expect(422, "同じ名前の分類があります");
        office.post(&categories, &[("label", " ")]).await.expect(422, "分類の名前を入れてください");
        let long = "あ".repeat(61);
        office.post(&categories, &[("label", &long)]).await.expect(422, "60文字まで").contains(&long);
        let (ict, paper, phone) = (
            category(&mut office, &text, "ICT").await,
            category(&mut office, &text, "紙のノート").await,
            category(&mut office, &text, "電話").await,
        );
        // Two texts at once, one of them under two categories.
        let page = office.get(&text).await.expect(200, "このページの分類を保存する").text();
        let mut all = fields(&page, "柳井市", &[&ict, &paper]);
        all.extend(fields(&page, "東近江市", &[&phone]));
        all.extend(fields(&page, "札幌市", &[]));
        let coding = format!("{text}/coding");
        let saved = office.submit(&coding, &sent(&all)).await.expect(200, "2件の分類を保存しました");
        let count = |page: &str, label: &str| page.split("<tr>").find(|row| row.contains(&format!(">{label}</a>"))).map(str::to_owned).expect("a row");
        assert!(count(&saved.text(), "ICT").contains("<td class=\"num\">1</td><td class=\"num\">20.0</td>"));
        assert!(count(&saved.text(), "まだ分類していない").contains("<td class=\"num\">3</td><td class=\"num\">60.0</td>"));
        office.get(&format!("{text}?category=none")).await.expect(200, "3件中");
        office.get(&format!("{text}?category=c{ict}")).await.expect(200, "1件中");
        // The same form again changes nothing that somebody else did: it is told, and nothing of it is stored.
        let mut late = fields(&page, "柳井市", &[&phone]);
        late.extend(fields(&page, "札幌市", &[&phone]));
        office.post(&coding, &sent(&late)).await.expect(409, "柳井市を、ほかの方が先に分類しました");
        office.get(&format!("{text}?category=none")).await.expect(200, "3件中");
        // Two forms with the same choice are no conflict.
        office.submit(&coding, &sent(&fields(&page, "柳井市", &[&ict, &paper]))).await.expect(200, "0件の分類を保存しました");

        // Renamed, merged: counts go along, nothing is lost or doubled.
        office.submit(&format!("{categories}/{phone}/rename"), &[(&format!("label-{phone}"), "電話・FAX")]).await.expect(200, "名前を変えました");
        office.post(&format!("{categories}/{phone}/rename"), &[(&format!("label-{phone}"), "ICT")]).await.expect(422, "同じ名前の分類があります");
        office.post(&format!("{categories}/{phone}/merge"), &[(&format!("into-{phone}"), "")]).await.expect(422, "別の分類を選んでください");
        office.submit(&format!("{categories}/{paper}/merge"), &[(&format!("into-{paper}"), ict.as_str())]).await.expect(200, "統合しました");
        let page = office.get(&text).await.text();
        assert!(count(&page, "ICT").contains("<td class=\"num\">1</td>") && !page.contains("紙のノート"));
        for gone in [&paper, "99999"] {
            let seen = office.post(&format!("{categories}/{gone}/rename"), &[(&format!("label-{gone}"), "x")]).await;
            assert_eq!(seen.status.as_u16(), 404, "{gone}");
        }
        let csv = office.get(&format!("{text}/coded.csv")).await.expect(200, "電話・FAX").text();
        assert!(csv.contains("\"'=HYPERLINK(\"\"http://x\"\")\""), "no formula: {csv}");
        assert!(csv.contains("架空") && csv.lines().count() == 6);
        let sheet = office.get(&format!("{text}/coded.xlsx")).await;
        assert!(sheet.body.starts_with(b"PK"));

        // A variable for tables: five texts, two with a category; what is no text is none.
        let survey = text.split("/texts").next().expect("a survey");
        let table = office.get(&format!("{survey}/tables/q7_1_coded/tables.json")).await.expect(200, "q7_1_coded").text();
        let json: serde_json::Value = serde_json::from_str(&table).expect("JSON");
        assert!(json.to_string().contains("未分類"), "{json}");
        assert_eq!(office.get(&format!("{survey}/tables/q11_coded")).await.status.as_u16(), 404, "no text");
    }
}

story! {
    async fn a_text_that_changed_is_read_again(world) {
        let text = format!("{}/q7_1", written(&world).await);
        let survey = text.split("/texts").next().expect("a survey").to_owned();
        let mut office = world.sign_in("cooperation-office").await;
        office.submit(&format!("{text}/categories"), &[("label", "ICT")]).await.expect(200, "分類を加えました");
        let ict = category(&mut office, &text, "ICT").await;
        let page = office.get(&text).await.text();
        office.submit(&format!("{text}/coding"), &sent(&fields(&page, "柳井市", &[&ict]))).await.expect(200, "1件の分類");
        // The office cleans the text; the coding was of another one.
        let address = format!("{survey}/352128/questions/q7_1");
        let seen = office.get(&address).await.expect(200, "答えを整理する").input("q7_1.seen").expect("a mark");
        let cleaned = [("q7_1", "連携ノートのみ"), ("q7_1.asked", "1"), ("q7_1.seen", seen.as_str()), ("reason", "電話で確認")];
        office.submit(&format!("{address}/clean"), &cleaned).await.expect(200, "答えを整理しました");
        let now = office.get(&text).await.expect(200, "分類したあとで記述が変わりました").text();
        office.get(&format!("{text}?category=none")).await.expect(200, "5件中");
        office.post(&format!("{text}/coding"), &sent(&fields(&page, "柳井市", &[&ict]))).await.expect(409, "記述が変わりました");
        // Confirmed as it stands.
        office.submit(&format!("{text}/coding"), &sent(&fields(&now, "柳井市", &[&ict]))).await.expect(200, "1件の分類");
        office.get(&format!("{text}?category=none")).await.expect(200, "4件中");
    }
}

story! {
    async fn excerpts_name_nobody(world) {
        let text = format!("{}/q7_1", written(&world).await);
        let excerpts = format!("{text}/excerpts");
        let mut office = world.sign_in("cooperation-office").await;
        office.get(&excerpts).await.expect(200, "抜粋はまだありません");
        let form = office.get(&format!("{excerpts}/new?code=252131")).await.expect(200, "山田さん");
        assert!(form.contains("（氏名）、（電話番号）</textarea>"), "taken out beforehand");
        let raw = [("code", "252131"), ("body", "問い合わせは山田さん"), ("attribution", "band")];
        let refused = office.post(&excerpts, &raw).await.expect(422, "人の名前、電話番号、メールアドレスらしいことばが残っています");
        assert!(refused.contains("name=\"looked\"") && refused.contains("問い合わせは山田さん</textarea>"));
        office.post(&excerpts, &[("code", "252131"), ("body", "")]).await.expect(422, "抜粋することばを入れてください");
        let good = [("code", "252131"), ("body", "ＭＣＳを医師会が運営している"), ("attribution", "prefecture")];
        office.submit(&excerpts, &good).await.expect(200, "ＭＣＳを医師会が運営している（滋賀県）");
        let looked = [("code", "193666"), ("body", "MCSを山田さんと"), ("attribution", "none"), ("looked", "1")];
        let list = office.submit(&excerpts, &looked).await.expect(200, "MCSを山田さんと");
        assert!(list.contains("人の名前らしい「山田さん」"), "still told");
        let csv = office.get(&format!("{text}/excerpts.csv")).await.expect(200, "（滋賀県）").text();
        assert!(csv.contains("架空") && !csv.contains("0820"));
        for missing in ["?code=350001", "?code=352012", ""] {
            assert_eq!(office.get(&format!("{excerpts}/new{missing}")).await.status.as_u16(), 404, "{missing}");
        }
        // A prefecture sees its own towns' excerpts and texts only.
        let mut prefecture = world.sign_in("yamanashi-officer").await;
        let own = prefecture.get(&excerpts).await.expect(200, "MCSを山田さんと");
        assert!(!own.contains("滋賀県") && !own.contains("抜粋から外す"));
        let texts = prefecture.get(&text).await.expect(200, "書いた市町村 n=2（回収 2のうち）");
        assert!(!texts.contains("バイタルリンク") && !texts.contains("このページの分類を保存する"));
        for (page, gone) in [("words", "バイタルリンク"), ("context?word=%E3%83%8E%E3%83%BC%E3%83%88", "柳井市"), ("coded.csv", "柳井市"), ("excerpts.csv", "滋賀県")] {
            assert!(!prefecture.get(&format!("{text}/{page}")).await.expect(200, "").contains(gone), "{page}");
        }
        let remove = list.text().split("/excerpts/").find_map(|t| t.split_once("/remove").map(|(id, _)| id.to_owned())).expect("a number");
        office.submit(&format!("{excerpts}/{remove}/remove"), &[]).await.expect(200, "抜粋から外しました");
        assert_eq!(office.post(&format!("{excerpts}/{remove}/remove"), &[]).await.status.as_u16(), 404);
    }
}

story! {
    async fn who_reads_and_who_codes(world) {
        let texts = written(&world).await;
        let text = format!("{texts}/q7_1");
        for (person, reads, codes) in [
            ("yanai-officer", 403, 403),
            ("yanai-coordinator", 403, 403),
            ("yamaguchi-officer", 200, 403),
            ("elderly-health-department", 200, 403),
            ("home-care-office", 404, 404),
            ("regional-medical-department", 404, 403),
            ("administrator", 403, 403),
        ] {
            let mut browser = world.sign_in(person).await;
            for page in ["", "/q7_1", "/q7_1/words", "/q7_1/context", "/q7_1/excerpts", "/q7_1/coded.csv", "/q7_1/coded.xlsx", "/q7_1/excerpts.csv"] {
                assert_eq!(browser.get(&format!("{texts}{page}")).await.status.as_u16(), reads, "{person} {page}");
            }
            assert_eq!(browser.get(&format!("{text}/categories")).await.status.as_u16(), codes, "{person}");
            for verb in ["coding", "categories", "categories/1/rename", "categories/1/merge", "excerpts", "excerpts/1/remove"] {
                let seen = browser.post(&format!("{text}/{verb}"), &[("label", "x")]).await;
                assert_eq!(seen.status.as_u16(), codes, "{person} {verb}");
            }
        }
        let mut office = world.sign_in("cooperation-office").await;
        for missing in ["/q11", "/nothing", "/q11/words", "/q11/coded.csv"] {
            assert_eq!(office.get(&format!("{texts}{missing}")).await.status.as_u16(), 404, "{missing}");
        }
        // What coordinators wrote as persons no prefecture reads.
        let coordinators = survey(&world, "コーディネーター票").await;
        office.get(&format!("{coordinators}/texts")).await.expect(200, "自由記述");
        let mut prefecture = world.sign_in("yamaguchi-officer").await;
        for page in ["texts", "texts/q9_1", "texts/q9_1/words"] {
            assert_eq!(prefecture.get(&format!("{coordinators}/{page}")).await.status.as_u16(), 404, "{page}");
        }
    }
}
