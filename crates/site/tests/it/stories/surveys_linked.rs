//! Coordinators: no list names them. A code is passed on, an answer begins, is continued elsewhere, handed in, returned.

use std::sync::Arc;

use answer_sheets::{Expected, Limits, Template};
use foundation::testing::{Browser, Seen};
use questionnaire::{Answer, Form, shipped};

use super::surveys::{invented, send, survey};
use crate::world::{World, story};

pub fn form() -> Form {
    Form::new(shipped::definition("fy2026_coordinator").expect("a definition")).expect("a sound one")
}

/// A code on a page: `ABCD-EFGH`, `ABCD-EFGH-JKMN`.
pub fn code_on(page: &Seen) -> String {
    let text = page.text();
    let shown = text.split("code-shown\">").nth(1).and_then(|rest| rest.split('<').next());
    shown.unwrap_or_else(|| panic!("no code on {}: {text}", page.address)).to_owned()
}

/// The code an organisation passes on, as the office sees it.
pub async fn pass_on_code(world: &World, place: &str) -> String {
    let mut office = world.sign_in("cooperation-office").await;
    code_on(&office.get(&format!("/surveys/3/links/{place}")).await.expect(200, "案内のコード"))
}

/// Types a pass-on code and begins: the browser, the answer's address, the code to come back with.
pub async fn begin_with(browser: &mut Browser, code: &str) -> (String, String) {
    let explained = browser.post("/answer", &[("code", code)]).await.expect(200, "あなたの答えを見る人");
    let (hidden, ticket) = (explained.input("code").expect("the code"), explained.input("ticket").expect("a ticket"));
    let told =
        browser.post("/answer/begin", &[("code", &hidden), ("ticket", &ticket)]).await.expect(200, "いま一度だけ");
    let address = told.links("/surveys/3/c").pop().expect("the answer's address");
    (address, code_on(&told))
}

/// Somebody without an account who has begun by this place's link.
pub async fn begun(world: &World, place: &str) -> (Browser, String) {
    let mut browser = world.visitor();
    let code = pass_on_code(world, place).await;
    let (address, _) = begin_with(&mut browser, &code).await;
    (browser, address)
}

pub async fn answer_all(browser: &mut Browser, base: &str) {
    let form = form();
    let answers = invented(&form);
    for section in &form.definition().sections {
        let fields = site::surveys::forms::fields_of(&form, section, &answers);
        let fields: Vec<(&str, &str)> = fields.pairs().collect();
        let sent = send(browser, base, &section.id, &fields).await;
        assert_eq!(sent.status.as_u16(), 200, "{}: {}", section.id, sent.text().split("<main").nth(1).unwrap_or(""));
    }
}

/// What stands on the page of an organisation's link about how many came.
async fn came(browser: &mut Browser, place: &str) -> String {
    let page = browser.get(&format!("/surveys/3/links/{place}")).await.expect(200, "回収").text();
    let after = page.split("<dt class=\"fact-label\">回収</dt>").nth(1).expect("the figure");
    after.split("fact-value\">").nth(1).and_then(|rest| rest.split(" <").next()).expect("a value").trim().to_owned()
}

story! {
    async fn a_coordinator_without_an_account_answers_continues_elsewhere_and_corrects(world) {
        assert_eq!(survey(&world, "コーディネーター票").await, "/surveys/3");
        // The officer passes the town's link on, and says how many there are.
        let mut officer = world.sign_in("nambu-officer").await;
        officer.get("/").await.expect(200, "コーディネーターに調査の案内を渡し、人数を伝える");
        let link = officer.get("/surveys/3/links").await;
        assert_eq!(link.headers.get("location").and_then(|v| v.to_str().ok()), Some("/surveys/3/links/193666"), "her own");
        let page = officer.get("/surveys/3/links/193666").await.expect(200, "まだ伝えていません");
        let code = code_on(&page);
        let sheet = officer.get("/surveys/3/links/193666/sheet").await.expect(200, &code);
        assert!(sheet.contains("<svg class=\"qr\"") && sheet.contains("http://renkei.test/answer"), "paper with the address");
        officer.post("/surveys/3/links/193666/people", &[("knows", "number")]).await.expect(422, "「人数」を入力してください");
        officer.post("/surveys/3/links/193666/people", &[("knows", "number"), ("people", "二人")]).await.expect(422, "value=\"二人\"");
        officer.post("/surveys/3/links/193666/people", &[("people", "2")]).await.expect(422, "を選んでください");
        officer.submit("/surveys/3/links/193666/people", &[("knows", "number"), ("people", "２人")]).await.expect(200, "人数を伝えました");
        assert_eq!(came(&mut officer, "193666").await, "2人中0件");

        // She opens the link: the field is filled in, and nothing has happened yet.
        let mut hers = world.visitor();
        let door = hers.get(&format!("/answer?code={code}")).await.expect(200, &code);
        assert_eq!(door.headers.get("cache-control").and_then(|v| v.to_str().ok()), Some("no-store"));
        assert!(hers.cookie("renkei_session").is_none());
        let (address, resume) = begin_with(&mut hers, &code).await;
        assert!(!address.contains(&code.replace('-', "")), "no code in the address");
        let own = hers.get(&address).await.expect(200, "南部町からの案内・1");
        assert!(own.contains("この端末から出る") && own.contains("回答中（アカウントなし）") && !own.contains(&resume));
        // Which body it is, the link says; she may put it right. The sheet has it too.
        let first = hers.get(&format!("{address}/answer/s1")).await.expect(200, "案内をした団体から");
        assert_eq!(first.input("f2").as_deref(), Some("山梨県南部町"));
        assert!(first.text().contains("value=\"municipality\" checked"), "which level, too");
        let sheet = hers.get(&format!("{address}/sheet/download")).await.body;
        let template = Template::new(Arc::new(form()));
        let expected = Expected { draft: true, ..Expected::default() };
        let reading = answer_sheets::read(&sheet, &[template], &expected, &Limits::default()).expect("our own sheet");
        assert_eq!(reading.answers.get("f2"), Some(&Answer::text("山梨県南部町")));
        assert_eq!(reading.answers.get("f1"), Some(&Answer::one("municipality")));
        // The same form, the same checks, the same saving by itself.
        send(&mut hers, &address, "s1", &[("f1", "municipality"), ("f2", "南部町")]).await;
        send(&mut hers, &address, "s2", &[("q1", "no_such")]).await.expect(422, "選択肢にありません");
        hers.get(&format!("{address}/submit")).await.expect(200, "か所を見てください");

        // At home, on another computer: typed with small letters, wide letters and blanks.
        let typed: String = resume.to_lowercase().replace('-', " ");
        let mut at_home = world.visitor();
        at_home.submit("/answer", &[("code", &typed)]).await.expect(200, "南部町からの案内・1");
        at_home.get(&format!("{address}/answers")).await.expect(200, "南部町");
        answer_all(&mut at_home, &address).await;
        let receipt = at_home.submit(&format!("{address}/submit"), &[]).await.expect(200, "受付番号");
        assert!(receipt.contains("メールは送っていません"));
        assert_eq!(came(&mut officer, "193666").await, "2人中1件");

        // The office returns it; nobody can be written to, so she sees it when she comes back.
        let mut office = world.sign_in("cooperation-office").await;
        office.get("/surveys/3/collection?q=%E5%8D%97%E9%83%A8%E7%94%BA").await.expect(200, "南部町からの案内・1");
        office.submit(&format!("{address}/return"), &[("reason", "問9を確かめてください。")]).await.expect(200, "差し戻しました");
        at_home.submit("/answer/leave", &[]).await.expect(200, "この端末から出ました");
        assert_eq!(at_home.get(&address).await.status.as_u16(), 303, "out");
        assert_eq!(came(&mut officer, "193666").await, "2人中0件");
        let mut again = world.visitor();
        again.submit("/answer", &[("code", &resume)]).await.expect(200, "問9を確かめてください。");
        send(&mut again, &address, "s3", &[("q9", "considering"), ("q9_1", "")]).await.expect(200, "保存しました");
        again.submit(&format!("{address}/submit"), &[]).await.expect(200, "受付番号");
        office.submit(&format!("{address}/accept"), &[]).await.expect(200, "確定しました");
        assert_eq!(came(&mut officer, "193666").await, "2人中1件");

        // A new code puts the old one out, and every other browser.
        let renewed = again.post(&format!("{address}/resume-code"), &[]).await.expect(200, "前のコードは使えなくなりました");
        assert_ne!(code_on(&renewed), resume);
        world.visitor().post("/answer", &[("code", &resume)]).await.expect(422, "始められません");
        assert_eq!(hers.get(&address).await.status.as_u16(), 303, "the first computer is out");
        again.get(&address).await.expect(200, "確定");
        world.run_jobs().await;
    }
}

story! {
    async fn an_officer_sees_counts_and_never_whose_answer_it_is(world) {
        let (mut hers, address) = begun(&world, "352128").await;
        answer_all(&mut hers, &address).await;
        hers.submit(&format!("{address}/submit"), &[]).await.expect(200, "受付番号");
        let mut officer = world.sign_in("yanai-officer").await;
        assert_eq!(came(&mut officer, "352128").await, "3人中2件");
        // Neither she nor her manager, her prefecture, her health centre, the coordinator, the ministry sees an answer.
        for (person, status) in [
            ("yanai-officer", 404), ("yanai-manager", 404), ("yamaguchi-officer", 404), ("yamaguchi-manager", 404),
            ("yanai-coordinator", 404), ("elderly-health-department", 404), ("home-care-office", 404),
            ("regional-medical-department", 404), ("yanai-health-centre", 403), ("yanai-association", 403), ("administrator", 403),
        ] {
            let mut browser = world.sign_in(person).await;
            for page in ["", "/answers"] {
                assert_eq!(browser.get(&format!("{address}{page}")).await.status.as_u16(), status, "{person} {page}");
            }
            for (room, words) in [("/surveys/3/collection", "案内・"), ("/surveys/3/doubles", "案内・")] {
                let seen = browser.get(room).await;
                assert!(!seen.contains(words), "{person} {room}: {}", seen.status);
            }
        }
        // The neighbour's link is not there; the prefecture sees its own town's count and not the code.
        assert_eq!(officer.get("/surveys/3/links/193666").await.status.as_u16(), 404);
        assert_eq!(officer.get("/surveys/3/links/193666/sheet").await.status.as_u16(), 404);
        for verb in ["make", "stop", "people"] {
            let fields = [("knows", "unknown")];
            assert_eq!(officer.post(&format!("/surveys/3/links/193666/{verb}"), &fields).await.status.as_u16(), 404, "{verb}");
        }
        let mut prefecture = world.sign_in("yamaguchi-officer").await;
        let list = prefecture.get("/surveys/3/links").await.expect(200, "柳井市");
        assert!(!list.contains("南部町（") && !list.contains("コードのない団体すべてに"));
        let town = prefecture.get("/surveys/3/links/352128").await.expect(200, "3人中2件");
        assert!(!town.contains("code-shown") && !town.contains("人数を伝える</button>"));
        assert_eq!(prefecture.post("/surveys/3/links/352128/stop", &[]).await.status.as_u16(), 404, "sees, does not act");
        assert_eq!(prefecture.get("/surveys/3/links/193666").await.status.as_u16(), 404);
        prefecture.get("/surveys/3/links/350001").await.expect(200, "code-shown");
        let room = prefecture.get("/surveys/3/collection").await;
        assert_eq!(room.headers.get("location").and_then(|v| v.to_str().ok()), Some("/surveys/3/links"));
        // Everybody sees how many came, and a whole only where one is known; never a rate.
        let about = world.visitor().get("/surveys/3").await.expect(200, "全体の数は分かりません").text();
        assert!(about.contains("人数を伝えた") && about.contains("人中") && !about.contains('%'), "{about}");
        world.visitor().get("/surveys").await.expect(200, "件（全体の数は分かりません）");
        // The other programme's office has no such room.
        let mut other = world.sign_in("home-care-office").await;
        for address in ["/surveys/3/collection", "/surveys/3/links/352128", "/surveys/3/doubles"] {
            assert_eq!(other.get(address).await.status.as_u16(), 404, "{address}");
        }
    }
}

story! {
    async fn her_answer_is_the_one_thing_she_reaches_and_only_while_the_survey_is_open(world) {
        use site::permissions::{Actor, EditSurveys};
        let (mut hers, own) = begun(&world, "352128").await;
        let (mut other, others) = begun(&world, "352128").await;
        hers.get(&own).await.expect(200, "柳井市からの案内");
        other.get(&others).await.expect(200, "柳井市からの案内");
        // Another's answer, the town's own, another survey, one that is not there: as any visitor.
        for address in [others.as_str(), "/surveys/2/352128", "/surveys/3/c00000000000", &own.replace("/3/", "/2/")] {
            for page in ["", "/answers", "/answer/s1", "/submit"] {
                let seen = hers.get(&format!("{address}{page}")).await;
                assert_eq!(seen.status.as_u16(), 303, "{address}{page}");
                assert!(seen.headers["location"].to_str().expect("text").starts_with("/sign-in"));
            }
            assert_eq!(hers.post(&format!("{address}/submit"), &[]).await.status.as_u16(), 401, "{address}");
            assert_eq!(hers.post(&format!("{address}/resume-code"), &[]).await.status.as_u16(), 401, "{address}");
        }
        // At her own, what she may is her own answer; the office's verbs are not hers.
        for verb in ["return", "accept", "extend", "set-aside"] {
            assert_eq!(hers.post(&format!("{own}/{verb}"), &[("reason", "x"), ("aside", "x")]).await.status.as_u16(), 401, "{verb}");
        }
        assert_eq!(hers.get(&format!("{own}/substitute/s1")).await.status.as_u16(), 303);
        for closed in ["/surveys/3/collection", "/surveys/3/links", "/surveys/3/doubles", "/account"] {
            assert_eq!(hers.get(closed).await.status.as_u16(), 303, "{closed}");
        }
        // What everybody may see, she may: never from the pages kept for visitors, and none is kept of hers.
        world.visitor().get("/about").await.expect(200, "ログイン");
        let seen = hers.get("/about").await.expect(200, "この端末から出る");
        assert_eq!(seen.headers.get("cache-control").and_then(|v| v.to_str().ok()), Some("no-store"));
        assert!(!world.visitor().get("/about").await.contains("この端末から出る"));

        let mut tx = world.core.write::<EditSurveys>(Actor::Console, "test").await.expect("the gate");
        site::surveys::actions::close(&mut tx, 3).await.expect("closed");
        tx.commit_recorded().await.expect("committed");
        assert_eq!(hers.get(&own).await.status.as_u16(), 303, "the role is over");
        assert_eq!(hers.post(&format!("{own}/submit"), &[]).await.status.as_u16(), 401);
        hers.get("/about").await.expect(200, "ログイン");
        let mut coordinator = world.sign_in("yanai-coordinator").await;
        assert!(!coordinator.get("/answer").await.contains("あなたの回答"), "nothing is held any more");
    }
}

story! {
    async fn a_session_is_new_each_time_and_the_role_does_not_outlive_its_hours(world) {
        let code = pass_on_code(&world, "352128").await;
        let mut browser = world.visitor();
        // A session somebody planted is not taken over.
        browser.set_cookie("renkei_session", &"a".repeat(64));
        let (own, resume) = begin_with(&mut browser, &code).await;
        let first = browser.cookie("renkei_session").expect("a session").to_owned();
        assert_ne!(first, "a".repeat(64));
        browser.submit("/answer", &[("code", &resume)]).await.expect(200, "柳井市からの案内");
        let second = browser.cookie("renkei_session").expect("a session").to_owned();
        assert_ne!(first, second);
        let mut old = world.visitor();
        old.set_cookie("renkei_session", &first);
        assert_eq!(old.get(&own).await.status.as_u16(), 303, "the older session has ended");
        browser.get(&own).await.expect(200, "柳井市からの案内");
        // Who leaves takes the session with her.
        let mut copied = world.visitor();
        copied.set_cookie("renkei_session", &second);
        browser.submit("/answer/leave", &[]).await.expect(200, "この端末から出ました");
        assert_eq!(copied.get(&own).await.status.as_u16(), 303);
        // Twelve hours without a request are the end of one.
        browser.submit("/answer", &[("code", &resume)]).await.expect(200, "柳井市からの案内");
        world.core.clock.advance(12 * 3600 + 1);
        assert_eq!(browser.get(&own).await.status.as_u16(), 303);
        // A post from another site begins nothing.
        let mut headers = http::HeaderMap::new();
        headers.insert("content-type", http::HeaderValue::from_static("application/x-www-form-urlencoded"));
        headers.insert("sec-fetch-site", http::HeaderValue::from_static("cross-site"));
        let sent = browser.send(http::Method::POST, "/answer", headers, format!("code={resume}").into_bytes()).await;
        assert_eq!(sent.status.as_u16(), 403);
    }
}

story! {
    async fn the_same_form_sent_twice_begins_once(world) {
        let code = pass_on_code(&world, "011002").await;
        let mut browser = world.visitor();
        let explained = browser.post("/answer", &[("code", &code)]).await.expect(200, "札幌市");
        let (hidden, ticket) = (explained.input("code").expect("the code"), explained.input("ticket").expect("a ticket"));
        let fields = [("code", hidden.as_str()), ("ticket", ticket.as_str())];
        let told = browser.post("/answer/begin", &fields).await.expect(200, "いま一度だけ");
        let address = told.links("/surveys/3/c").pop().expect("an address");
        let again = browser.post("/answer/begin", &fields).await;
        assert_eq!(again.headers.get("location").and_then(|v| v.to_str().ok()), Some(&*address));
        // The ticket is no key: in another browser it opens nothing.
        world.visitor().post("/answer/begin", &fields).await.expect(422, "始められません");
        world.visitor().post("/answer/begin", &[("code", &hidden)]).await.expect(422, "開き直して");
        let mut office = world.sign_in("cooperation-office").await;
        let name = told.text().split("札幌市からの案内・").nth(1).and_then(|rest| rest.split('（').next().map(str::to_owned));
        let number: i64 = name.and_then(|digits| digits.parse().ok()).expect("a number");
        let room = office.get("/surveys/3/collection?place=011002&state=not_opened").await.expect(200, "札幌市からの案内");
        assert!(room.contains(&format!("札幌市からの案内・{number}<")) && !room.contains(&format!("札幌市からの案内・{}<", number + 1)));
    }
}
