//! A survey from the first answer to 確定: sections, colleagues, handing in, returning.

use foundation::testing::{Browser, Seen};
use questionnaire::{Answers, Form, generate, shipped};

use crate::world::{World, story};

/// The running survey of this kind of respondent: `/surveys/2`.
pub async fn survey(world: &World, kind: &str) -> String {
    let mut visitor = world.visitor();
    let list = visitor.get("/surveys").await.expect(200, "すべての調査").text();
    let row = list.split("<tr>").find(|row| row.contains("令和8年度") && row.contains(kind));
    let row = row.unwrap_or_else(|| panic!("no survey of {kind}: {list}"));
    row.split("href=\"").nth(1).and_then(|piece| piece.split('"').next()).expect("an address").to_owned()
}

pub fn form() -> Form {
    Form::new(shipped::definition("fy2026_municipality").expect("a definition")).expect("a sound one")
}

/// Valid answers to everything.
pub fn invented(form: &Form) -> Answers {
    let mut state = 7_u64;
    let mut pick = |n: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % n.max(1)
    };
    generate::fill(form, Answers::default(), &mut pick)
}

/// Sends these fields of a section as the page's own form would: with what the page was shown with.
pub async fn send(browser: &mut Browser, base: &str, section: &str, fields: &[(&str, &str)]) -> Seen {
    let address = format!("{base}/answer/{section}");
    let page = browser.get(&address).await.expect(200, "保存して");
    send_from(browser, &page, &address, fields).await
}

pub async fn send_from(browser: &mut Browser, page: &Seen, address: &str, fields: &[(&str, &str)]) -> Seen {
    let mut names: Vec<&str> = fields.iter().map(|(name, _)| name.split(['.', '-']).next().unwrap_or(name)).collect();
    names.sort_unstable();
    names.dedup();
    let mut sent: Vec<(String, String)> =
        fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    for name in names {
        if let Some(seen) = page.input(&format!("{name}.seen")) {
            sent.push((format!("{name}.asked"), "1".to_owned()));
            sent.push((format!("{name}.seen"), seen));
        }
    }
    sent.push(("base".to_owned(), page.input("base").unwrap_or_default()));
    let sent: Vec<(&str, &str)> = sent.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    browser.submit(address, &sent).await
}

/// Everything of every section.
pub async fn answer_all(browser: &mut Browser, base: &str) {
    let form = form();
    let answers = invented(&form);
    for section in &form.definition().sections {
        let fields = site::surveys::forms::fields_of(&form, section, &answers);
        let mut fields: Vec<(&str, &str)> = fields.pairs().collect();
        // Boxes that are empty are sent too: what stood there is taken back.
        let unanswered = section.questions.iter().filter(|q| answers.get(&q.id).is_none());
        fields.extend(unanswered.map(|q| (q.id.as_str(), "")));
        let sent = send(browser, base, &section.id, &fields).await;
        assert_eq!(sent.status.as_u16(), 200, "{}: {}", section.id, sent.text().split("<main").nth(1).unwrap_or(""));
    }
}

/// As `cat`'s words on the history: who, when.
const OFFICER: &str = "midori@yanai.example.jp";
const MANAGER: &str = "kenichi@yanai.example.jp";

story! {
    async fn a_town_answers_hands_in_corrects_and_is_accepted(world) {
        let base = format!("{}/352128", survey(&world, "市町村票").await);
        let mut officer = world.sign_in("yanai-officer").await;
        let own = officer.get(&base).await.expect(200, "必須があと");
        assert!(own.contains("途中") && own.contains("見本 みどり（柳井市・市町村の担当者）"), "history by name");

        // Before everything is there, nothing is handed in, and each line leads to its question.
        let missing = officer.get(&format!("{base}/submit")).await.expect(200, "か所を見てください");
        assert!(missing.links(&format!("{base}/answer/")).iter().any(|href| href.ends_with("#q11")), "a link to the question");
        officer.post(&format!("{base}/submit"), &[]).await.expect(422, "か所を見てください");
        officer.get(&base).await.expect(200, "途中");

        // One section by one, the last leads to the check.
        send(&mut officer, &base, "s6", &[("q11", "linked")]).await.expect(200, "見直す");
        answer_all(&mut officer, &base).await;
        officer.get(&format!("{base}/submit")).await.expect(200, "そろっています");
        let receipt = officer.submit(&format!("{base}/submit"), &[]).await.expect(200, "受付番号");
        let number = receipt.text().split("receipt-number\">").nth(1).and_then(|t| t.split('<').next()).expect("a number").to_owned();
        assert!(number.contains("352128"), "{number}");
        for colleague in [OFFICER, MANAGER] {
            let letter = world.newest_mail(colleague).await.expect("a letter");
            assert!(letter.contains(&number) && letter.contains("確かめます"), "{letter}");
        }
        assert!(world.newest_mail("akari@higashiomi.example.jp").await.is_none_or(|mail| !mail.contains(&number)));
        // A second click changes nothing and shows the same receipt.
        officer.submit(&format!("{base}/submit"), &[]).await.expect(200, &number);
        assert_eq!(officer.get(&base).await.text().matches("<td>提出</td>").count(), 1);
        // What is handed in is not written any more.
        officer.get(&format!("{base}/answer/s6")).await.expect(422, "すでに提出されています");
        officer.post(&format!("{base}/answer/s6"), &[("q11", "not"), ("q11.asked", "1")]).await.expect(422, "すでに提出されています");

        // The prefecture returns it with a comment, never without; it cannot accept.
        let mut prefecture = world.sign_in("yamaguchi-officer").await;
        prefecture.get(&base).await.expect(200, "差戻しの理由");
        prefecture.post(&format!("{base}/return"), &[("reason", "  ")]).await.expect(422, "理由を書いてください");
        assert_eq!(prefecture.post(&format!("{base}/accept"), &[]).await.status.as_u16(), 403);
        prefecture.submit(&format!("{base}/return"), &[("reason", "問11を確かめてください。")]).await.expect(200, "差し戻しました");
        assert!(world.newest_mail(OFFICER).await.expect("a letter").contains("問11を確かめてください。"));
        officer.get("/").await.expect(200, "に答える");

        // Corrected, handed in again, accepted.
        officer.get(&format!("{base}/answer/s6")).await.expect(200, "問11を確かめてください。");
        send(&mut officer, &base, "s6", &[("q11", "partly")]).await.expect(200, "区分");
        officer.get(&base).await.expect(200, "一部連携している");
        officer.submit(&format!("{base}/submit"), &[]).await.expect(200, "受付番号");
        let mut office = world.sign_in("cooperation-office").await;
        office.submit(&format!("{base}/accept"), &[]).await.expect(200, "確定しました");
        officer.get(&base).await.expect(200, "確定");
        // What is accepted only the office returns.
        assert_eq!(prefecture.post(&format!("{base}/return"), &[("reason", "問1")]).await.status.as_u16(), 422);
        office.submit(&format!("{base}/return"), &[("reason", "問1")]).await.expect(200, "差し戻しました");
        world.run_jobs().await;
    }
}

story! {
    async fn two_colleagues_never_lose_each_other_s_answers(world) {
        let base = format!("{}/352128", survey(&world, "市町村票").await);
        let address = format!("{base}/answer/s6");
        let mut officer = world.sign_in("yanai-officer").await;
        let mut manager = world.sign_in("yanai-manager").await;
        let at_the_manager_s = manager.get(&address).await.expect(200, "問11");
        send(&mut officer, &base, "s6", &[("q11", "linked")]).await;

        // The manager's form is older: both answers are shown, nothing is stored.
        let conflict = send_from(&mut manager, &at_the_manager_s, &address, &[("q11", "not")]).await.expect(409, "ほかの方が先に答えました");
        for words in ["連携している", "連携していない", "見本 みどり"] {
            assert!(conflict.contains(words), "{words}");
        }
        assert!(conflict.text().contains("value=\"not\" checked"), "what she chose is still chosen");
        officer.get(&format!("{base}/answers")).await.expect(200, "<td>連携している</td>");

        // Having seen both, she decides.
        send_from(&mut manager, &conflict, &address, &[("q11", "not")]).await.expect(200, "区分");
        officer.get(&format!("{base}/answers")).await.expect(200, "<td>連携していない</td>");

        // A form in which q11 was not touched leaves the colleague's answer alone, however old it is.
        let old = manager.get(&address).await.expect(200, "問11");
        send(&mut officer, &base, "s6", &[("q11", "unknown"), ("q11_1", "担当が替わったため")]).await;
        send_from(&mut manager, &old, &address, &[("q11", "not")]).await;
        officer.get(&format!("{base}/answers")).await.expect(200, "状況を把握していない");
    }
}

story! {
    async fn what_cannot_be_an_answer_is_told_at_its_field_and_is_no_answer(world) {
        let base = format!("{}/352128", survey(&world, "市町村票").await);
        let mut officer = world.sign_in("yanai-officer").await;
        let supports = [("q8", "yes"), ("q8_2_2", "genjo"), ("q8_2_2", "taisei"), ("q8_2_2", "hyoka"), ("q8_2_2", "chonai")];
        let page = send(&mut officer, &base, "s4", &supports).await.expect(422, "選べるのは3つまでですが、4つ選ばれています");
        assert!(page.contains("href=\"#q8_2_2\"") && page.text().matches("name=\"q8_2_2\" value=\"hyoka\" checked").count() == 1, "kept as chosen");
        send(&mut officer, &base, "s6", &[("q11", "no_such_option")]).await.expect(422, "選択肢にありません");
        send(&mut officer, &base, "s8", &[("q13", "none"), ("q13", "hoken")]).await.expect(422, "同時には選べません");
        let page = send(&mut officer, &base, "s8", &[("q13_2", "約12")]).await.expect(422, "数として読めません");
        assert!(page.contains("value=\"約12\""), "what was typed stays");
        send(&mut officer, &base, "s8", &[("q13_2", "101")]).await.expect(422, "範囲の外です");
        assert_eq!(officer.post(&format!("{base}/answer/s8"), &[("q13_1", "a\0b"), ("q13_1.asked", "1")]).await.status.as_u16(), 400);
        let long = "あ".repeat(4001);
        send(&mut officer, &base, "s2", &[("q1", "yes"), ("q1_p", &long)]).await.expect(422, "4000文字まで");
        let stored = officer.get(&format!("{base}/answers")).await.text();
        assert!(!stored.contains("約12") && !stored.contains("101市町村") && !stored.contains("あああああ"), "no answers");
        // Full-width digits are a number.
        send(&mut officer, &base, "s8", &[("q13_2", "１２")]).await.expect(200, "保存しました");
        officer.get(&format!("{base}/answers")).await.expect(200, "12市町村");
        assert_eq!(officer.get(&format!("{base}/answer/nowhere")).await.status.as_u16(), 404);
    }
}

story! {
    async fn the_browser_saves_by_itself_what_holds(world) {
        let base = format!("{}/352128", survey(&world, "市町村票").await);
        let address = format!("{base}/answer/s8");
        let mut officer = world.sign_in("yanai-officer").await;
        let mut headers = http::HeaderMap::new();
        for (name, value) in [("content-type", "application/x-www-form-urlencoded"), ("sec-fetch-site", "same-origin"), ("accept", "application/json")] {
            headers.insert(name, http::HeaderValue::from_static(value));
        }
        let body = b"q13=none&q13.asked=1&q13.seen=-&q13_2=ten&q13_2.asked=1&q13_2.seen=-".to_vec();
        let said = officer.send(http::Method::POST, &address, headers.clone(), body).await;
        let json: serde_json::Value = serde_json::from_slice(&said.body).expect("JSON");
        assert!(json["sentence"].as_str().is_some_and(|s| s.contains("10:00")), "{json}");
        assert!(json["errors"]["q13_2"].as_str().is_some_and(|s| s.contains("数として読めません")), "{json}");
        let asked = json["asked"].as_array().expect("a list");
        assert!(asked.contains(&"q13".into()) && !asked.contains(&"q13_1".into()), "what is not asked steps aside: {json}");
        officer.get(&format!("{base}/answers")).await.expect(200, "一体的に行っているものはない");
        // The same again with the mark it was given: nothing changes. Somebody else's is left alone.
        let mut manager = world.sign_in("yanai-manager").await;
        send(&mut manager, &base, "s8", &[("q13", "hoken"), ("q13_1", "共同で行っています")]).await;
        let mark = json["seen"]["q13"].as_str().expect("a mark");
        let body = format!("q13=juso&q13.asked=1&q13.seen={mark}").into_bytes();
        let said = officer.send(http::Method::POST, &address, headers, body).await;
        let json: serde_json::Value = serde_json::from_slice(&said.body).expect("JSON");
        assert!(json["sentence"].as_str().is_some_and(|s| s.contains("ほかの方が先に答えました")), "{json}");
        officer.get(&format!("{base}/answers")).await.expect(200, "高齢者の保健事業と介護予防の一体的実施");
    }
}
