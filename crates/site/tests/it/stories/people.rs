//! Signing in by mailed code, sessions, and what goes wrong with them.

use foundation::testing::{Browser, Seen};

use crate::world::{World, story};

const MIDORI: &str = "midori@yanai.example.jp";

async fn ask(browser: &mut Browser, mail: &str) -> Seen {
    browser.submit("/sign-in", &[("mail", mail), ("next", "/account")]).await.expect(200, "届いたコードを入れる")
}

async fn enter(browser: &mut Browser, code: &str) -> Seen {
    browser.submit("/sign-in/code", &[("code", code), ("next", "/account")]).await
}

/// A code that is certainly not this one.
fn wrong(code: &str) -> String {
    let other = if code.starts_with('A') { 'C' } else { 'A' };
    format!("{other}{}", &code[1..])
}

async fn signed_in_by_mail(world: &World, mail: &str) -> Browser {
    let mut browser = world.visitor();
    ask(&mut browser, mail).await;
    let code = world.mailed_code(mail).await;
    enter(&mut browser, &code).await.expect(200, "ログアウト");
    browser
}

story! {
    /// She types the code from her mail, in full-width small letters, as people do.
    async fn an_officer_signs_in_with_the_mailed_code(world) {
        let mut browser = world.visitor();
        browser.get("/account").await.expect(303, "");
        let page = browser.submit("/sign-in", &[("mail", "Ｍｉｄｏｒｉ@yanai.example.jp "), ("next", "/account")]).await;
        page.expect(200, "届いたコードを入れる");
        let code = world.mailed_code(MIDORI).await;
        let typed: String = code
            .to_lowercase()
            .chars()
            .map(|c| char::from_u32(u32::from(c) + 0xfee0).expect("full width"))
            .collect();
        let account = enter(&mut browser, &typed).await.expect(200, "見本 みどり");
        assert!(account.contains("ログインした") && account.contains("今回がはじめてです"));
        world.run_jobs().await;

        let mut again = signed_in_by_mail(&world, MIDORI).await;
        let account = again.get("/account").await.expect(200, "ここ以外のログインをすべて終わらせる");
        assert!(!account.contains("今回がはじめてです"), "the last sign-in is shown");
    }
}

story! {
    async fn after_five_wrong_tries_a_code_is_dead(world) {
        let mut browser = world.visitor();
        ask(&mut browser, MIDORI).await;
        let code = world.mailed_code(MIDORI).await;
        for left in [4, 3, 2, 1] {
            enter(&mut browser, &wrong(&code)).await.expect(422, &format!("あと{left}回試せます"));
        }
        enter(&mut browser, &wrong(&code)).await.expect(422, "5回まちがえたので");
        enter(&mut browser, &code).await.expect(422, "5回まちがえたので");
        // What cannot be a code costs no try.
        enter(&mut browser, "あいう").await.expect(422, "英大文字と数字の8文字");
        // A fresh one works, and the failures stand in her history.
        ask(&mut browser, MIDORI).await;
        let code = world.mailed_code(MIDORI).await;
        enter(&mut browser, &code).await.expect(200, "コードが違った");
    }
}

story! {
    async fn a_code_works_only_in_the_browser_that_asked(world) {
        let mut hers = world.visitor();
        ask(&mut hers, MIDORI).await;
        let code = world.mailed_code(MIDORI).await;
        let mut fresh = world.visitor();
        enter(&mut fresh, &code).await.expect(422, "このブラウザーでは、コードを頼んでいません");
        // A browser that asked for the same address itself has another code.
        let mut other = world.visitor();
        ask(&mut other, MIDORI).await;
        enter(&mut other, &code).await.expect(422, "別のブラウザー");
        enter(&mut hers, &code).await.expect(200, "見本 みどり");
    }
}

story! {
    async fn a_code_expires_and_is_used_once(world) {
        let mut browser = world.visitor();
        ask(&mut browser, MIDORI).await;
        let code = world.mailed_code(MIDORI).await;
        world.core.clock.advance(60 * 60);
        enter(&mut browser, &code).await.expect(422, "期限が切れています");

        ask(&mut browser, MIDORI).await;
        let code = world.mailed_code(MIDORI).await;
        world.core.clock.advance(60 * 60 - 1);
        let mut copy = browser.clone();
        enter(&mut browser, &code).await.expect(200, "見本 みどり");
        // The same code again, from the same browser as it was before.
        enter(&mut copy, &code).await.expect(422, "もう使われています");
        // A second click in the signed-in browser simply goes on.
        enter(&mut browser, &code).await.expect(200, "見本 みどり");
    }
}

story! {
    /// Nothing tells an address that nobody has from one that somebody has.
    async fn an_unknown_address_looks_the_same(world) {
        let pages = ["stranger@yanai.example.jp", MIDORI].map(|mail| (mail, world.visitor()));
        let mut seen = Vec::new();
        for (mail, mut browser) in pages {
            let sent = browser.post("/sign-in", &[("mail", mail), ("next", "/")]).await;
            let headers: Vec<String> = sent.headers.keys().map(ToString::to_string).collect();
            let page = browser.get("/sign-in/code").await.expect(200, mail).text().replace(mail, "");
            let mut refusals = Vec::new();
            for _ in 0..6 {
                refusals.push(enter(&mut browser, "ACDEFGHJ").await.text().replace(mail, ""));
            }
            seen.push((sent.status, headers, page, refusals));
        }
        assert_eq!(seen[0].0, seen[1].0);
        assert_eq!(seen[0].1, seen[1].1);
        assert_eq!(seen[0].2, seen[1].2);
        assert_eq!(seen[0].3, seen[1].3);
        assert_eq!(world.newest_mail("stranger@yanai.example.jp").await, None);
    }
}

story! {
    async fn too_many_codes_and_too_many_failures_have_to_wait(world) {
        for mail in [MIDORI, "stranger@yanai.example.jp"] {
            let mut browser = world.visitor();
            for _ in 0..5 {
                ask(&mut browser, mail).await;
            }
            browser.submit("/sign-in", &[("mail", mail)]).await.expect(429, "60分ほど待ってから");
            world.core.clock.advance(3600);
            // Two codes, five wrong tries each: from the tenth on there is a pause, right code or not.
            for _ in 0..2 {
                ask(&mut browser, mail).await;
                for _ in 0..5 {
                    enter(&mut browser, "ACDEFGHJ").await.expect(422, "");
                }
            }
            enter(&mut browser, "ACDEFGHJ").await.expect(429, "15分ほど待ってから");
            browser.submit("/sign-in", &[("mail", mail)]).await.expect(429, "15分ほど待ってから");
            world.core.clock.advance(15 * 60);
            ask(&mut browser, mail).await;
        }
    }
}

story! {
    async fn a_session_ends_when_she_says_so(world) {
        let mut here = world.sign_in("yanai-officer").await;
        let mut there = world.sign_in("yanai-officer").await;
        let page = here.get("/account").await.expect(200, "この画面");
        let session = page.input("session").expect("the other session");
        // Somebody else's session is none of hers.
        let mut stranger = world.sign_in("nambu-officer").await;
        stranger.post("/account/sessions/end", &[("session", &session)]).await.expect(404, "見つかりません");
        there.get("/account").await.expect(200, "見本 みどり");
        here.submit("/account/sessions/end", &[("session", &session)]).await.expect(200, "選んだログインを終わらせました");
        there.get("/account").await.expect(303, "");
        there.post("/account/membership", &[]).await.expect(401, "ログインしてください");
        here.submit("/sign-out", &[]).await.expect(200, "ログイン");
        here.get("/account").await.expect(303, "");
        // Signing out once more does no harm.
        here.post("/sign-out", &[]).await.expect(303, "");
    }
}

story! {
    async fn a_session_ends_by_itself(world) {
        let mut browser = world.sign_in("yanai-officer").await;
        // Every use moves it on, beyond the twelve hours of one rest.
        for _ in 0..3 {
            world.core.clock.advance(11 * 3600);
            browser.get("/account").await.expect(200, "見本 みどり");
        }
        world.core.clock.advance(12 * 3600);
        browser.get("/account").await.expect(303, "");
        // And after fourteen days at the latest.
        let mut browser = world.sign_in("yanai-officer").await;
        for _ in 0..33 {
            world.core.clock.advance(10 * 3600);
            browser.get("/account").await.expect(200, "見本 みどり");
        }
        world.core.clock.advance(6 * 3600);
        browser.get("/account").await.expect(303, "");
    }
}

story! {
    async fn a_forged_cookie_is_nobody(world) {
        for forged in ["x", &"0".repeat(64), &"f".repeat(63), "../../etc/passwd"] {
            let mut browser = world.visitor();
            browser.set_cookie(foundation::web::SESSION_COOKIE, forged);
            browser.get("/account").await.expect(303, "");
            browser.get("/").await.expect(200, "ログイン");
        }
        let mut browser = world.sign_in("yanai-officer").await;
        browser.post("/account/membership", &[("membership", "999999")]).await.expect(404, "見つかりません");
        browser.post("/demo/sign-in", &[("person", "nobody")]).await.expect(422, "デモの人物を選んでください");
    }
}

story! {
    /// Who has two posts says as whom she acts, and may only do what that post may.
    async fn somebody_with_two_posts_chooses(world) {
        let mut browser = world.visitor();
        ask(&mut browser, "chinatsu@nambu.example.jp").await;
        let code = world.mailed_code("chinatsu@nambu.example.jp").await;
        let page = enter(&mut browser, &code).await.expect(200, "どの立場で使いますか");
        assert!(page.contains("市町村 担当者") && page.contains("コーディネーター"));
        let text = page.text();
        let coordinator = text.split("<li>").find(|li| li.contains("峡南見本連携拠点")).expect("her second post");
        let id = coordinator.split("value=\"").nth(1).and_then(|v| v.split('"').next()).expect("an id");
        let account = browser
            .submit("/account/membership", &[("membership", id), ("next", "/account")])
            .await
            .expect(200, "峡南見本連携拠点（架空）（コーディネーター）");
        assert!(account.contains("この立場にする") && account.contains("南部町（山梨県）") && account.contains("担当: "));
    }
}

story! {
    /// Wherever somebody wanted to go, she gets there and nowhere outside.
    async fn the_way_back_is_kept(world) {
        let mut browser = world.visitor();
        let sent = browser.get("/account?x=1").await;
        let to = sent.headers.get("location").and_then(|v| v.to_str().ok()).unwrap_or("").to_owned();
        assert_eq!(to, "/sign-in?next=%2Faccount%3Fx%3D1");
        let page = browser.get(&to).await.expect(200, "ログインしてください");
        assert_eq!(page.input("next").as_deref(), Some("/account?x=1"));
        let sent = world.visitor().post("/demo/sign-in", &[("person", "yanai-officer"), ("next", "//evil.example")]).await;
        assert_eq!(sent.headers.get("location").and_then(|v| v.to_str().ok()), Some("/"));
    }
}

story! {
    async fn the_cast_is_listed_for_people_and_programs(world) {
        let mut visitor = world.visitor();
        visitor.get("/demo").await.expect(200, "事務局（在宅体制整備）");
        let json: serde_json::Value =
            serde_json::from_str(&visitor.get("/demo/people.json").await.expect(200, "yanai-officer").text()).expect("JSON");
        let people = json.as_array().expect("a list");
        assert_eq!(people.len(), site::demo::CAST.len());
        for person in people {
            let keys: Vec<_> = person.as_object().expect("an object").keys().cloned().collect();
            assert_eq!(keys, ["id", "name", "organisation", "role", "tier"]);
            let mut browser = world.sign_in(person["id"].as_str().expect("an id")).await;
            browser.get("/").await.expect(200, person["name"].as_str().expect("a name"));
        }
        assert!(site::routes::all(false).entries().iter().all(|route| !route.path.starts_with("/demo")));
    }
}
