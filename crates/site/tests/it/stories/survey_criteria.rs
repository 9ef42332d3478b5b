//! 指摘の規則 the office makes itself: tried before it is saved, switched, copied to next year's survey.

use foundation::testing::Browser;

use super::surveys::{answer_all, send, survey};
use crate::world::story;

const SENTENCE: &str = "問11で連携していないと答えています。拠点の有無を確かめてください。";

async fn version(office: &mut Browser, address: &str) -> String {
    office.get(address).await.input("version").expect("a version")
}

story! {
    async fn a_rule_is_tried_saved_seen_switched_off_and_on(world) {
        let survey = survey(&world, "市町村票").await;
        let base = format!("{survey}/352128");
        let rules = format!("{survey}/findings/rules");
        let new = format!("{rules}/new");
        let mut office = world.sign_in("cooperation-office").await;
        let page = office.get(&rules).await.expect(200, "調査票に付属");
        assert!(page.contains("使っています") && page.contains("規則を加える"));
        let seen = version(&mut office, &new).await;

        // Wrong in every way; what was typed stays, nothing is tried.
        for (question, condition, sentence, said) in [
            ("", "${q11} = 'not'", SENTENCE, "指摘を出す設問を選んでください"),
            ("no_such", "${q11} = 'not'", SENTENCE, "指摘を出す設問を選んでください"),
            ("q11", "", SENTENCE, "指摘する条件を書いてください"),
            ("q11", "${q11} = ", SENTENCE, "条件の"),
            ("q11", "${no_such} = 'x'", SENTENCE, "「no_such」という設問はありません"),
            ("q11", "${q11} = 'no_such'", SENTENCE, "「no_such」という選択肢はありません"),
            ("q11", ". = 'not'", SENTENCE, "ここでは使えません"),
            ("q11", "${q11} = 'not'", "", "見せる文を書いてください"),
            ("q11", "${q11} = 'not'", &"あ".repeat(301), "文は300文字までです"),
        ] {
            let fields = [("version", seen.as_str()), ("question", question), ("relevant", condition), ("sentence", sentence), ("next", "try")];
            let page = office.post(&new, &fields).await.expect(422, said);
            assert!(!page.contains("いまの回答"), "nothing is counted");
        }
        // Picked, not typed.
        let picked = [("version", seen.as_str()), ("question", "q11"), ("relevant", "${q1} = 'no'"), ("pick", "${q11} = 'not'"), ("sentence", SENTENCE), ("next", "pick-and")];
        office.post(&new, &picked).await.expect(200, "${q1} = &#39;no&#39; and ${q11} = &#39;not&#39;");

        // Tried: how many it hits is what a plain look says. Saving without trying tries first.
        let fields = |seen: &str, next: &'static str, tried: &str| {
            vec![("version", seen.to_owned()), ("question", "q11".to_owned()), ("relevant", "${q11} = 'not'".to_owned()), ("sentence", SENTENCE.to_owned()), ("next", next.to_owned()), ("tried", tried.to_owned())]
        };
        let post = async |office: &mut Browser, address: &str, fields: Vec<(&'static str, String)>| {
            let fields: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (*n, v.as_str())).collect();
            office.post(address, &fields).await
        };
        let page = post(&mut office, &new, fields(&seen, "save", "")).await.expect(200, "件にあてはまります");
        let tried = page.input("tried").expect("the mark of the try-out");
        let hits: usize = page.text().split("件のうち ").nth(1).and_then(|t| t.split('件').next()).and_then(|n| n.replace(',', "").parse().ok()).expect("a figure");
        assert!(hits > 20 && page.contains("ほかに"), "{hits}");
        assert!(!office.get(&rules).await.contains(SENTENCE), "nothing is stored");
        // Another condition than the one tried is tried anew.
        let mut other = fields(&seen, "save", &tried);
        "${q11} = 'partly'".clone_into(&mut other[2].1);
        post(&mut office, &new, other).await.expect(200, "まだ保存していません");
        assert_eq!(post(&mut office, &new, fields(&seen, "save", &tried)).await.status.as_u16(), 303);
        let page = office.get(&rules).await.expect(200, SENTENCE);
        assert!(page.contains("事務局が作成") && page.contains("例本 拓也"));
        world.run_jobs().await;
        let of_rule = |page: &str| -> usize {
            let row = page.split("<tr>").find(|row| row.contains(SENTENCE)).expect("the rule");
            row.split("class=\"num\">").nth(1).and_then(|t| t.split('<').next()).and_then(|n| n.replace(',', "").parse().ok()).expect("a count")
        };
        assert_eq!(of_rule(&office.get(&rules).await.text()), hits, "as it was tried");
        // Whoever opened the page before is told.
        post(&mut office, &new, fields(&seen, "save", &tried)).await.expect(409, "ほかの方が指摘の規則か範囲を変えました");

        // The respondent sees the sentence before handing in, and nothing stands in the way.
        let mut officer = world.sign_in("yanai-officer").await;
        answer_all(&mut officer, &base).await;
        send(&mut officer, &base, "s6", &[("q11", "not")]).await;
        let before = officer.get(&format!("{base}/submit")).await.expect(200, "提出前の確認");
        assert!(before.contains(SENTENCE) && before.contains("提出する</button>"));
        officer.submit(&format!("{base}/submit"), &[]).await.expect(200, "受付番号");
        // Kept with handing in: no job has to run.
        office.get(&format!("{survey}/findings?kind=consistency&prefecture=350001")).await.expect(200, SENTENCE);

        // Off, it is nowhere; on, it is back. A rule that came with the questionnaire too.
        let own = format!("{rules}/office_1");
        let now = version(&mut office, &own).await;
        office.post(&format!("{own}/switch"), &[("version", &now), ("to", "sideways")]).await.expect(404, "");
        office.post(&format!("{rules}/no_such/switch"), &[("version", &now), ("to", "off")]).await.expect(404, "");
        office.submit(&format!("{own}/switch"), &[("version", &now), ("to", "off")]).await.expect(200, "規則を止めました");
        world.run_jobs().await;
        assert_eq!(of_rule(&office.get(&rules).await.text()), 0);
        assert!(!office.get(&format!("{base}/questions/q11")).await.contains(SENTENCE));
        let now = version(&mut office, &own).await;
        office.submit(&format!("{own}/switch"), &[("version", &now), ("to", "on")]).await.expect(200, "また使うことにしました");
        world.run_jobs().await;
        assert_eq!(of_rule(&office.get(&rules).await.text()), hits + 1, "柳井市 came since");
        let shipped = format!("{rules}/priority_among_issues");
        let page = office.get(&shipped).await.expect(200, "変えられるのは文だけです");
        assert!(page.input("relevant").is_none());
        let now = version(&mut office, &shipped).await;
        office.post(&shipped, &[("version", &now), ("sentence", " "), ("next", "save")]).await.expect(422, "見せる文を書いてください");
        office.submit(&shipped, &[("version", &now), ("sentence", "最優先の課題を見直してください。"), ("next", "save")]).await.expect(200, "付属（事務局が変更）");

        // Next year's survey, begun with this year's questionnaire, begins with its rules.
        let id = survey.rsplit('/').next().expect("a number");
        let made = office.post("/surveys/new", &[("programme", "1"), ("year", "2028"), ("respondent", "municipality"), ("source", "survey"), ("survey", id), ("opens_on-year", "2028"), ("opens_on-month", "8"), ("opens_on-day", "1"), ("due_on-year", "2028"), ("due_on-month", "9"), ("due_on-day", "1")]).await;
        let address = made.headers.get("location").and_then(|v| v.to_str().ok()).unwrap_or_else(|| panic!("{}", made.text())).to_owned();
        let next = address.split("/edit").next().expect("the survey").to_owned();
        let page = office.get(&format!("{next}/findings/rules")).await.expect(200, SENTENCE);
        assert!(page.contains("最優先の課題を見直してください。") && page.contains("問13では医療計画"));
        let shown: usize = page.text().matches("/switch\"").count();
        assert_eq!(shown, office.get(&rules).await.text().matches("/switch\"").count());
        world.run_jobs().await;
    }
}

story! {
    async fn rules_are_the_office_s_and_its_programme_s(world) {
        let survey = survey(&world, "市町村票").await;
        let rules = format!("{survey}/findings/rules");
        for (person, look, set) in [
            ("cooperation-office", 200, 200),
            ("elderly-health-department", 200, 403),
            ("yamaguchi-officer", 200, 403),
            ("yanai-officer", 403, 403),
            ("home-care-office", 404, 404),
        ] {
            let mut browser = world.sign_in(person).await;
            assert_eq!(browser.get(&rules).await.status.as_u16(), look, "{person}");
            for page in ["rules/new", "rules/priority_among_issues", "tolerances"] {
                assert_eq!(browser.get(&format!("{survey}/findings/{page}")).await.status.as_u16(), set, "{person} {page}");
            }
            if set != 200 {
                let fields = [("version", "0"), ("question", "q11"), ("relevant", "${q11} = 'not'"), ("sentence", "x"), ("next", "try"), ("to", "off"), ("percent", "1"), ("least", "1")];
                for verb in ["rules/new", "rules/priority_among_issues", "rules/priority_among_issues/switch", "tolerances", "settings"] {
                    let seen = browser.post(&format!("{survey}/findings/{verb}"), &fields).await;
                    assert_eq!(seen.status.as_u16(), set, "{person} {verb}");
                }
            }
        }
        // A prefecture's counts are of its own towns.
        let mut prefecture = world.sign_in("yamaguchi-officer").await;
        let page = prefecture.get(&format!("{survey}/findings")).await.expect(200, "管内の回答のうち");
        let towns: u32 = page.text().split("団体に").next().and_then(|t| t.rsplit('>').next()).and_then(|n| n.parse().ok()).expect("a figure");
        assert!(towns <= 19, "山口県 has 19 towns: {towns}");
    }
}

story! {
    /// What is kept is what looking at every answer afresh would find; and what the list says of a finding's state is what
    /// its own page says.
    async fn kept_findings_are_those_one_would_find_now(world) {
        let survey = survey(&world, "市町村票").await;
        let mut office = world.sign_in("cooperation-office").await;
        let mut checked = 0;
        for state in ["new", "explained", "asked", "answered", "settled"] {
            let list = office.get(&format!("{survey}/findings?state={state}")).await.expect(200, "指摘の一覧");
            let label = match state {
                "new" => "未対応",
                "explained" => "説明あり",
                "asked" => "照会中",
                "answered" => "照会に回答あり",
                _ => "済み",
            };
            for address in list.links(&format!("{survey}/")).into_iter().filter(|link| link.contains("/questions/")).take(3) {
                let page = office.get(&address).await.expect(200, label);
                assert!(page.contains("指摘"), "{address}");
                checked += 1;
            }
        }
        assert!(checked >= 8, "the demonstration has findings in every state: {checked}");
        let waiting = office.get(&format!("{survey}/findings")).await.text();
        assert!(!waiting.contains("まだ指摘の規則に当てていません"), "nobody waits");
    }
}
