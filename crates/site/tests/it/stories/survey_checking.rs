//! 指摘, 照会, 整理: from the finding to the answer that was put right, with everybody's name on it.

use foundation::testing::{Browser, Seen};

use super::surveys::{answer_all, send, survey};
use crate::world::{World, story};

const OFFICER: &str = "midori@yanai.example.jp";

/// 柳井市 answers everything, with a top priority that is none of its issues, and hands in with a reason.
async fn handed_in(world: &World, base: &str, reason: &str) -> Browser {
    let mut officer = world.sign_in("yanai-officer").await;
    answer_all(&mut officer, base).await;
    let issues = [("q8", "yes"), ("q8_1_1", "genjo"), ("q8_1_1", "taisei"), ("q8_1_2", "yosan")];
    send(&mut officer, base, "s4", &issues).await;
    let address = format!("{base}/submit");
    let page = officer.get(&address).await.expect(200, "念のため見てほしいところ");
    assert!(
        page.contains("問8-1-1で選んだ課題の中にありません。どちらかを確かめてください。（「予算・財源の確保」）"),
        "the finding"
    );
    assert!(page.contains("提出する</button>"), "and nothing in the way");
    let field = field_of(&page, "q8_1_2 priority_among_issues");
    let key = page.input(&format!("{field}-key")).expect("a key");
    officer
        .submit(&address, &[(&format!("{field}-key"), key.as_str()), (&field, reason)])
        .await
        .expect(200, "受付番号");
    officer
}

/// `soft-1`: the control of the finding that begins so.
fn field_of(page: &Seen, key: &str) -> String {
    let text = page.text();
    let piece = text.split("-key\" value=\"").position(|piece| piece.starts_with(key)).expect("the finding");
    let before = text.split("-key\" value=\"").nth(piece - 1).expect("its name");
    before.rsplit("name=\"").next().expect("a name").to_owned()
}

fn key_on(page: &Seen, begins: &str) -> String {
    let text = page.text();
    text.split("name=\"finding\" value=\"")
        .skip(1)
        .find(|piece| piece.starts_with(begins))
        .and_then(|piece| piece.split('"').next())
        .expect("a finding")
        .to_owned()
}

story! {
    async fn a_finding_is_explained_seen_and_settled(world) {
        let survey = survey(&world, "市町村票").await;
        let base = format!("{survey}/352128");
        let mut officer = world.sign_in("yanai-officer").await;
        let long = "あ".repeat(1001);
        answer_all(&mut officer, &base).await;
        send(&mut officer, &base, "s4", &[("q8", "yes"), ("q8_1_1", "genjo"), ("q8_1_2", "yosan")]).await;
        let page = officer.get(&format!("{base}/submit")).await.expect(200, "念のため");
        let field = field_of(&page, "q8_1_2 priority_among_issues");
        let key = page.input(&format!("{field}-key")).expect("a key");
        let key_field = format!("{field}-key");
        let refused = officer.post(&format!("{base}/submit"), &[(&key_field, key.as_str()), (&field, &long)]).await.expect(422, "1000文字まで");
        assert!(refused.contains(&long), "what was typed stays");
        officer.submit(&format!("{base}/submit"), &[(&key_field, key.as_str()), (&field, "予算は別の課で扱うため")]).await.expect(200, "受付番号");

        let mut office = world.sign_in("cooperation-office").await;
        let list = office.get(&format!("{survey}/findings?kind=consistency&prefecture=350001")).await.expect(200, "柳井市");
        assert!(list.contains("団体の説明：予算は別の課で扱うため") && list.contains("説明あり"));
        let address = format!("{base}/questions/q8_1_2");
        let page = office.get(&address).await.expect(200, "予算は別の課で扱うため");
        let key = key_on(&page, "q8_1_2 priority");
        let settle = format!("{address}/settle");
        office.post(&settle, &[("finding", "q8_1_2 priority_among_issues 0000000000000000")]).await.expect(409, "答えが変わったためもうありません");
        office.submit(&settle, &[("finding", &key), ("finding-0-note", "承知しました")]).await.expect(200, "承知しました");
        office.post(&settle, &[("finding", &key)]).await.expect(409, "ほかの方が先に");
        office.get(&format!("{survey}/findings?state=settled&prefecture=350001")).await.expect(200, "柳井市");
        officer.get(&address).await.expect(200, "承知しました");

        // Another answer is another finding: nobody has explained it yet.
        office.submit(&format!("{base}/return"), &[("reason", "問8")]).await.expect(200, "差し戻しました");
        send(&mut officer, &base, "s4", &[("q8", "yes"), ("q8_1_1", "genjo"), ("q8_1_2", "koiki")]).await;
        let again = office.get(&format!("{survey}/findings?state=new&prefecture=350001&kind=consistency")).await.expect(200, "柳井市");
        assert!(again.contains("近隣の市町村との広域連携") && !again.contains("予算・財源の確保"));
        // Put right, it is gone.
        send(&mut officer, &base, "s4", &[("q8", "yes"), ("q8_1_1", "genjo"), ("q8_1_2", "genjo")]).await;
        assert!(!office.get(&address).await.contains("選んだ課題の中にありません"));
        world.run_jobs().await;
    }
}

story! {
    async fn an_inquiry_goes_from_question_to_correction_to_the_end(world) {
        let survey = survey(&world, "市町村票").await;
        let base = format!("{survey}/352128");
        let mut officer = handed_in(&world, &base, "").await;
        let address = format!("{base}/questions/q8_1_2");
        let mut office = world.sign_in("cooperation-office").await;
        let page = office.get(&address).await.expect(200, "団体に照会する");
        let about = page.text().split("<option value=\"q8_1_2 ").nth(1).and_then(|t| t.split('"').next()).map(|t| format!("q8_1_2 {t}")).expect("the finding");
        office.post(&format!("{address}/ask"), &[("text", " ")]).await.expect(422, "団体に尋ねることを書いてください");
        let thread = office.submit(&format!("{address}/ask"), &[("about", &about), ("text", "最優先の課題を確かめてください。")]).await.expect(200, "照会しました");
        assert!(thread.contains("もとの指摘") && thread.contains("例本 拓也"));
        let inquiry = office.get(&address).await.links(&format!("{base}/inquiries/"))[0].clone();
        let letter = world.newest_mail(OFFICER).await.expect("a letter");
        assert!(letter.contains("最優先の課題を確かめてください。") && letter.contains(&inquiry), "{letter}");
        assert!(office.get(&format!("{survey}/inquiries?state=asked")).await.expect(200, "柳井市").contains("回答待ち"));

        // It waits on her front page, leads to just this question, and the rest stays shut.
        officer.get("/").await.expect(200, "確認の依頼に答える");
        officer.get(&base).await.expect(200, "確認の依頼に答える");
        let form = officer.get(&inquiry).await.expect(200, "照会に回答する");
        assert!(form.contains("name=\"q8_1_2\"") && !form.contains("name=\"q9\""), "just this question");
        officer.get(&format!("{base}/answer/s4")).await.expect(422, "すでに提出されています");
        let last = form.input("last").expect("the last entry");
        let seen = form.input("q8_1_2.seen").expect("a mark");
        officer.post(&inquiry, &[("last", &last), ("text", "")]).await.expect(422, "返事を書いてください");
        let wrong = [("last", last.as_str()), ("text", "直しました"), ("q8_1_2", "no_such"), ("q8_1_2.asked", "1"), ("q8_1_2.seen", &seen)];
        let refused = officer.post(&inquiry, &wrong).await.expect(422, "選択肢にありません");
        assert!(refused.contains("直しました"), "the reply stays");
        officer.get(&inquiry).await.expect(200, "回答待ち");
        // A question that was not asked about is not changed through this door.
        let right = [("last", last.as_str()), ("text", "直しました"), ("q8_1_2", "genjo"), ("q8_1_2.asked", "1"), ("q8_1_2.seen", &seen), ("q9", "no"), ("q9.asked", "1"), ("q9.seen", "x")];
        let before = officer.get(&format!("{base}/questions/q9")).await.text();
        officer.submit(&inquiry, &right).await.expect(200, "回答（答えを直しました）");
        let after = officer.get(&format!("{base}/questions/q9")).await.text();
        assert_eq!(before.split("いまの答え").nth(1), after.split("いまの答え").nth(1));
        let history = officer.get(&address).await.expect(200, "照会への回答：直しました");
        assert!(history.contains("予算・財源の確保") && history.contains("現状把握と問題点の抽出"), "before and after");
        officer.get(&base).await.expect(200, "提出");

        // The office sees it, asks again, is answered, settles; then it is closed.
        office.get("/").await.expect(200, "照会への回答");
        let page = office.get(&inquiry).await.expect(200, "済みにする");
        let last = page.input("last").expect("the last entry");
        office.submit(&format!("{inquiry}/ask-again"), &[("last", &last), ("text", "いつからですか。")]).await.expect(200, "いつからですか。");
        let last = officer.get(&inquiry).await.input("last").expect("the last entry");
        officer.submit(&inquiry, &[("last", &last), ("text", "今年度からです")]).await.expect(200, "回答（答えはそのまま）");
        let last = office.get(&inquiry).await.input("last").expect("the last entry");
        office.submit(&format!("{inquiry}/settle"), &[("last", &last), ("note", "ありがとうございました")]).await.expect(200, "済みにしました");
        officer.post(&inquiry, &[("last", "99999"), ("text", "もう一つ")]).await.expect(422, "この照会は済んでいます");
        assert!(!officer.get("/").await.contains("確認の依頼に答える"));
        world.run_jobs().await;
    }
}

story! {
    async fn two_of_the_office_do_not_settle_the_same_inquiry_twice(world) {
        let survey = survey(&world, "市町村票").await;
        let base = format!("{survey}/252131");
        let mut first = world.sign_in("cooperation-office").await;
        let mut second = world.sign_in("cooperation-office").await;
        first.submit(&format!("{base}/questions/q11/ask"), &[("text", "確かめてください。")]).await.expect(200, "照会しました");
        let inquiry = first.get(&format!("{base}/questions/q11")).await.links(&format!("{base}/inquiries/"))[0].clone();
        let last = second.get(&inquiry).await.expect(200, "済みにする").input("last").expect("the last entry");
        let settle = format!("{inquiry}/settle");
        let (mut one, mut other) = (first.clone(), second.clone());
        let fields = [("last", last.as_str()), ("note", "一人目")];
        let fields_too = [("last", last.as_str()), ("note", "二人目")];
        let (a, b) = tokio::join!(one.post(&settle, &fields), other.post(&settle, &fields_too));
        let mut statuses = [a.status.as_u16(), b.status.as_u16()];
        statuses.sort_unstable();
        assert_eq!(statuses, [303, 409], "one settles, the other is told");
        let page = first.get(&inquiry).await.expect(200, "済み");
        assert_eq!(page.text().matches("人目").count(), 1, "one entry");
        first.post(&settle, &fields).await.expect(409, "すでに済みにしています");

        // The office settles while the town is writing: the town is told, and nothing of hers is stored.
        first.submit(&format!("{base}/questions/q9/ask"), &[("text", "問9を確かめてください。")]).await.expect(200, "照会しました");
        let inquiry = first.get(&format!("{base}/questions/q9")).await.links(&format!("{base}/inquiries/"))[0].clone();
        let mut town = world.sign_in("higashiomi-officer").await;
        let form = town.get(&inquiry).await.expect(200, "照会に回答する");
        let last = form.input("last").expect("the last entry");
        first.submit(&format!("{inquiry}/ask-again"), &[("last", &last), ("text", "急ぎます。")]).await.expect(200, "急ぎます。");
        let seen = form.input("q9.seen").expect("a mark");
        let other = if form.text().contains("name=\"q9\" value=\"yes\" checked") { "no" } else { "yes" };
        let late = [("last", last.as_str()), ("text", "はい"), ("q9", other), ("q9.asked", "1"), ("q9.seen", &seen)];
        let before = town.get(&format!("{base}/answers")).await.text();
        let told = town.post(&inquiry, &late).await;
        assert!([409, 422].contains(&told.status.as_u16()), "{}", told.status);
        assert_eq!(before, town.get(&format!("{base}/answers")).await.text());
    }
}

story! {
    async fn the_office_cleans_an_answer_and_takes_it_back(world) {
        let survey = survey(&world, "市町村票").await;
        let base = format!("{survey}/352128");
        let mut officer = handed_in(&world, &base, "").await;
        let mut office = world.sign_in("cooperation-office").await;
        let address = format!("{base}/questions/q11");
        let clean = format!("{address}/clean");
        let page = office.get(&address).await.expect(200, "答えを整理する</button>");
        let seen = page.input("q11.seen").expect("a mark");
        let answers = |choice: &'static str, seen: &str| vec![("q11".to_owned(), choice.to_owned()), ("q11.asked".to_owned(), "1".to_owned()), ("q11.seen".to_owned(), seen.to_owned())];
        #[expect(clippy::items_after_statements, reason = "beside what it is for")]
        fn with<'a>(fields: &'a [(String, String)], reason: &'a str) -> Vec<(&'a str, &'a str)> {
            let mut all: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
            all.push(("reason", reason));
            all
        }
        let now = if page.text().contains("value=\"partly\" checked") { "not" } else { "partly" };
        let fields = answers(now, &seen);
        office.post(&clean, &with(&fields, "")).await.expect(422, "直す理由を書いてください");
        office.post(&clean, &[("reason", "何も変えない")]).await.expect(422, "答えが変わっていません");
        let wrong = answers("no_such", &seen);
        let refused = office.post(&clean, &with(&wrong, "誤記")).await.expect(422, "選択肢にありません");
        assert!(refused.contains("誤記"));
        let done = office.submit(&clean, &with(&fields, "電話で確認。誤記のため")).await.expect(200, "答えを整理しました");
        assert!(done.contains("電話で確認。誤記のため") && done.contains("柳井市の代理"));
        // The town sees who, before, after and why; it still is handed in.
        let own = officer.get(&base).await.expect(200, "データの整理");
        assert!(own.contains("電話で確認。誤記のため") && own.contains("例本 拓也"));
        assert!(!officer.get(&address).await.contains("この整理を取り消す"), "not hers to take back");
        let list = office.get(&format!("{survey}/edits")).await.expect(200, "柳井市");
        assert!(list.contains("電話で確認。誤記のため"));
        let csv = office.get(&format!("{survey}/edits.csv")).await.expect(200, "undoes_id").text();
        assert!(csv.contains("352128") && csv.contains("電話で確認") && csv.contains("架空"));

        // Taken back: another change, linked; not twice.
        let page = office.get(&address).await.expect(200, "この整理を取り消す");
        let version = page.input("version").expect("a version");
        let undo = format!("{address}/undo");
        office.post(&undo, &[("version", &version), ("undo_reason", "")]).await.expect(422, "直す理由を書いてください");
        office.submit(&undo, &[("version", &version), ("undo_reason", "取り違えでした")]).await.expect(200, "整理を取り消しました");
        let list = office.get(&format!("{survey}/edits")).await.expect(200, "取り消されています");
        assert!(list.contains("前の整理を取り消したものです") && list.contains("取り違えでした"));
        office.post(&undo, &[("version", &version), ("undo_reason", "もう一度")]).await.expect(422, "すでに取り消されています");

        // After a later change it is not taken back.
        let seen = office.get(&address).await.input("q11.seen").expect("a mark");
        let fields = answers(now, &seen);
        office.submit(&clean, &with(&fields, "一度目")).await.expect(200, "答えを整理しました");
        let first = office.get(&address).await.input("version").expect("a version");
        let seen = office.get(&address).await.input("q11.seen").expect("a mark");
        let fields = answers("linked", &seen);
        office.submit(&clean, &with(&fields, "二度目")).await.expect(200, "答えを整理しました");
        office.post(&undo, &[("version", &first), ("undo_reason", "戻す")]).await.expect(422, "同じ設問の答えが変わっています");
        assert_eq!(office.post(&undo, &[("version", "99999"), ("undo_reason", "戻す")]).await.status.as_u16(), 404);
        assert_eq!(office.post(&undo, &[("version", "x"), ("undo_reason", "戻す")]).await.status.as_u16(), 404);
    }
}

story! {
    async fn what_hangs_on_an_answer_is_cleaned_with_it_and_comes_back_with_it(world) {
        let survey = survey(&world, "市町村票").await;
        let base = format!("{survey}/352128");
        let mut officer = world.sign_in("yanai-officer").await;
        answer_all(&mut officer, &base).await;
        let yes = [("q1", "yes"), ("q1_c", "genjo"), ("q1_p", "医師会と話し合いました"), ("q1_m", "talk")];
        send(&mut officer, &base, "s2", &yes).await;
        officer.submit(&format!("{base}/submit"), &[]).await.expect(200, "受付番号");
        let mut office = world.sign_in("cooperation-office").await;
        let address = format!("{base}/questions/q1");
        let page = office.get(&address).await.expect(200, "答えを整理する");
        let seen = page.input("q1.seen").expect("a mark");
        let no = [("q1", "no"), ("q1.asked", "1"), ("q1.seen", seen.as_str()), ("reason", "協議会はなくなりました")];
        office.submit(&format!("{address}/clean"), &no).await.expect(200, "答えを整理しました");
        let answers = office.get(&format!("{base}/answers")).await.text();
        assert!(!answers.contains("医師会と話し合いました"));
        office.get(&format!("{base}/questions/q1_p")).await.expect(200, "医師会と話し合いました");
        let version = office.get(&address).await.input("version").expect("a version");
        office.submit(&format!("{address}/undo"), &[("version", &version), ("undo_reason", "ありました")]).await.expect(200, "整理を取り消しました");
        office.get(&format!("{base}/answers")).await.expect(200, "医師会と話し合いました");
        // The other way round, what is asked then must be answered.
        let seen = office.get(&address).await.input("q1.seen").expect("a mark");
        let no = [("q1", "no"), ("q1.asked", "1"), ("q1.seen", seen.as_str()), ("reason", "ない")];
        office.submit(&format!("{address}/clean"), &no).await.expect(200, "答えを整理しました");
        let seen = office.get(&address).await.input("q1.seen").expect("a mark");
        let bare = [("q1", "yes"), ("q1.asked", "1"), ("q1.seen", seen.as_str()), ("reason", "ある")];
        office.post(&format!("{address}/clean"), &bare).await.expect(422, "か所を直すと先に進めます");
    }
}

story! {
    async fn each_sees_and_does_what_is_hers(world) {
        let survey = survey(&world, "市町村票").await;
        let base = format!("{survey}/252131");
        let mut office = world.sign_in("cooperation-office").await;
        office.submit(&format!("{base}/questions/q11/ask"), &[("text", "確かめてください。")]).await.expect(200, "照会しました");
        let inquiry = office.get(&format!("{base}/questions/q11")).await.links(&format!("{base}/inquiries/"))[0].clone();
        for (person, lists, answer, office_verbs) in [
            ("higashiomi-officer", 403, 200, 403),
            ("yanai-officer", 403, 404, 403),
            ("yamaguchi-officer", 200, 404, 403),
            ("yanai-coordinator", 403, 404, 403),
            ("elderly-health-department", 200, 200, 403),
            ("home-care-office", 404, 404, 404),
            ("regional-medical-department", 404, 404, 403),
            ("administrator", 403, 403, 403),
        ] {
            let mut browser = world.sign_in(person).await;
            for list in ["findings", "inquiries", "edits", "edits.csv"] {
                assert_eq!(browser.get(&format!("{survey}/{list}")).await.status.as_u16(), lists, "{person} {list}");
            }
            assert_eq!(browser.get(&format!("{base}/questions/q11")).await.status.as_u16(), answer, "{person}");
            assert_eq!(browser.get(&inquiry).await.status.as_u16(), answer, "{person}");
            let fields = [("text", "x"), ("reason", "x"), ("version", "1"), ("undo_reason", "x"), ("finding", "q11 a b"), ("percent", "1"), ("least", "1"), ("last", "1")];
            for verb in ["ask", "clean", "undo", "settle"] {
                let seen = browser.post(&format!("{base}/questions/q11/{verb}"), &fields).await;
                assert_eq!(seen.status.as_u16(), office_verbs, "{person} {verb}");
            }
            for address in [format!("{inquiry}/settle"), format!("{inquiry}/ask-again"), format!("{survey}/findings/settings")] {
                assert_eq!(browser.post(&address, &fields).await.status.as_u16(), office_verbs, "{person} {address}");
            }
        }
        // A prefecture's list has its own towns only, and it cannot answer for them.
        let mut prefecture = world.sign_in("yamaguchi-officer").await;
        let list = prefecture.get(&format!("{survey}/findings")).await.expect(200, "管内の回答のうち");
        assert!(!list.contains("（滋賀県）"));
        let rules = prefecture.get(&format!("{survey}/findings/rules")).await.expect(200, "指摘の規則");
        assert!(!rules.contains("指摘の範囲を変える</button>") && !rules.contains("規則を加える"));
        assert!(!prefecture.get(&format!("{survey}/inquiries")).await.contains("東近江市"));
        assert!(!prefecture.get(&format!("{survey}/findings?prefecture=250007")).await.contains("（滋賀県）"));
        // An inquiry of one town is not found under another's address, nor a question that is none.
        let other = inquiry.replace("252131", "352128");
        for missing in [other.as_str(), &format!("{base}/inquiries/99999"), &format!("{base}/questions/nothing"), &format!("{base}/inquiries/x")] {
            assert_eq!(office.get(missing).await.status.as_u16(), 404, "{missing}");
        }
        let mut town = world.sign_in("yanai-officer").await;
        assert_eq!(town.post(&other, &[("text", "x"), ("last", "99")]).await.status.as_u16(), 404);
        // Nothing is asked of, or cleaned for, who has not handed in.
        let working = format!("{survey}/352128/questions/q11");
        office.post(&format!("{working}/ask"), &[("text", "確かめて")]).await.expect(422, "いまの状態（途中）");
        office.post(&format!("{working}/clean"), &[("reason", "誤記")]).await.expect(422, "いまの状態（途中）");
    }
}

story! {
    async fn last_year_s_number_and_how_far_it_may_move(world) {
        use questionnaire::{Answer, Answers, shipped};
        use site::permissions::{Actor, EditSurveys};
        use site::surveys::actions::{self, NewSurvey};
        // Two years of their own: 問13-2 was 10 and is 13, 14, 7.
        let this: i64 = survey(&world, "市町村票").await.rsplit('/').next().and_then(|id| id.parse().ok()).expect("a number");
        let mut tx = world.core.write::<EditSurveys>(Actor::Console, "test").await.expect("the gate");
        let mut definition = shipped::definition("fy2026_municipality").expect("a definition");
        let programme = site::programmes::first(&mut tx).await.expect("programmes").expect("one");
        let day = jiff::civil::date(2026, 4, 1);
        definition.fiscal_year = 2024;
        "fy2024_municipality".clone_into(&mut definition.id);
        let before = actions::create(&mut tx, NewSurvey { programme, definition: definition.clone(), opens_on: day, due_on: day, previous: None }).await.expect("made");
        let answers = |n: f64, q1: &str| {
            let mut answers = Answers::default();
            answers.set("q13_2", Answer::Number { number: n });
            answers.set("q1", Answer::one(q1));
            answers
        };
        let old: Vec<(String, Answers)> = [("352128", 10.0, "yes"), ("252131", 10.0, "yes"), ("193666", 10.0, "no")].map(|(code, n, q1)| (code.to_owned(), answers(n, q1))).into();
        actions::past::load(&mut tx, before, &old, world.core.clock.now()).await.expect("loaded");
        definition.fiscal_year = 2025;
        "fy2025b_municipality".clone_into(&mut definition.id);
        let id = actions::create(&mut tx, NewSurvey { programme, definition, opens_on: day, due_on: day, previous: Some(before) }).await.expect("made");
        actions::open(&mut tx, id).await.expect("open");
        let new: Vec<(String, Answers)> = [("352128", 13.0, "no"), ("252131", 14.0, "yes"), ("193666", 7.0, "yes")].map(|(code, n, q1)| (code.to_owned(), answers(n, q1))).into();
        actions::past::load(&mut tx, id, &new, world.core.clock.now()).await.expect("loaded");
        tx.commit_recorded().await.expect("committed");
        assert_ne!(this, id);

        let list = format!("/surveys/{id}/findings");
        let mut office = world.sign_in("cooperation-office").await;
        office.get(&list).await.expect(200, "3団体の回答は、まだ指摘の規則に当てていません");
        world.run_jobs().await;
        let page = office.get(&format!("{list}?kind=last_year")).await.expect(200, "前年は10市町村、今年は14市町村です（40.0%増）");
        assert!(page.contains("2件中") && page.contains("前年は「設置している」、今年は「設置していない」"), "13 and 7 are 30 %");
        let set = format!("{list}/settings");
        for (percent, least) in [("", "2"), ("x", "2"), ("1001", "2"), ("-1", "2"), ("30", ""), ("3.5", "2")] {
            office.post(&set, &[("percent", percent), ("least", least)]).await.expect(422, "までの整数を入れてください");
        }
        office.submit(&set, &[("percent", "２９"), ("least", "2")]).await.expect(200, "指摘の範囲を変えました");
        world.run_jobs().await;
        let page = office.get(&format!("{list}?kind=last_year")).await.expect(200, "今年は13市町村です（30.0%増）");
        assert!(page.contains("4件中"));
        office.get(&format!("{list}/rules")).await.expect(200, "例本 拓也");
        office.submit(&set, &[("percent", "29"), ("least", "4")]).await.expect(200, "指摘の範囲を変えました");
        world.run_jobs().await;
        office.get(&format!("{list}?kind=last_year")).await.expect(200, "2件中");
        office.submit(&set, &[("percent", "29"), ("least", "5")]).await.expect(200, "指摘の範囲を変えました");
        world.run_jobs().await;
        office.get(&format!("{list}?kind=last_year")).await.expect(200, "1件中");

        // One question otherwise than all: 問13-2 from 4 on, half of it is nothing to ask about.
        office.submit(&set, &[("percent", "29"), ("least", "2")]).await.expect(200, "指摘の範囲を変えました");
        let own = format!("{list}/tolerances");
        let version = office.get(&own).await.expect(200, "全体の範囲").input("version").expect("a version");
        for wrong in ["x", "-1", "1001", "2.5"] {
            let seen = office.post(&own, &[("version", &version), ("percent-q13_2", wrong)]).await.expect(422, "0から1000までの整数を入れるか、空けてください");
            assert!(seen.contains(&format!("value=\"{wrong}\"")), "what was typed stays");
        }
        office.submit(&own, &[("version", &version), ("percent-q13_2", "４０"), ("least-q13_2", "3")]).await.expect(200, "この設問だけ");
        world.run_jobs().await;
        office.get(&format!("{list}?kind=last_year")).await.expect(200, "1件中");
        office.post(&own, &[("version", &version), ("percent-q13_2", "0")]).await.expect(409, "ほかの方が指摘の規則か範囲を変えました");
        let version = office.get(&own).await.input("version").expect("a version");
        office.submit(&own, &[("version", &version), ("percent-q13_2", "39"), ("least-q13_2", "3")]).await.expect(200, "39%を超え、差が3以上");
        world.run_jobs().await;
        office.get(&format!("{list}?kind=last_year")).await.expect(200, "今年は14市町村です（40.0%増）");
    }
}
