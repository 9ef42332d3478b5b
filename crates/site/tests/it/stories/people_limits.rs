//! How often somebody may ask and err: a stranger's tries are the stranger's own.

use foundation::testing::Browser;

use super::registration::{NEWCOMER, invite, organisation, register};
use crate::world::{World, story};

const MIDORI: &str = "midori@yanai.example.jp";
const UNKNOWN: &str = "stranger@yanai.example.jp";

async fn ask(browser: &mut Browser, mail: &str) -> u16 {
    browser.post("/sign-in", &[("mail", mail)]).await.status.as_u16()
}

async fn enter(browser: &mut Browser, code: &str) -> u16 {
    browser.post("/sign-in/code", &[("code", code)]).await.status.as_u16()
}

/// Her own browser: she has signed in with it by mail, and signed out again.
async fn remembered(world: &World) -> Browser {
    let mut browser = world.visitor();
    assert_eq!(ask(&mut browser, MIDORI).await, 303);
    let code = world.mailed_code(MIDORI).await;
    assert_eq!(enter(&mut browser, &code).await, 303);
    browser.submit("/sign-out", &[]).await.expect(200, "ログイン");
    browser
}

async fn mails_to(world: &World, mail: &str) -> usize {
    world.visitor().get("/demo/mailbox").await.text().split("<tr>").filter(|row| row.contains(mail)).count()
}

story! {
    async fn a_stranger_s_wrong_codes_do_not_lock_the_owner_out(world) {
        let mut hers = world.visitor();
        let mut stranger = world.visitor();
        for _ in 0..2 {
            assert_eq!(ask(&mut stranger, MIDORI).await, 303);
            for _ in 0..5 {
                assert_eq!(enter(&mut stranger, "ACDEFGHJ").await, 422);
            }
        }
        assert_eq!(enter(&mut stranger, "ACDEFGHJ").await, 429, "the stranger waits");
        assert_eq!(ask(&mut stranger, MIDORI).await, 429);
        assert_eq!(ask(&mut hers, MIDORI).await, 303, "she does not");
        let code = world.mailed_code(MIDORI).await;
        assert_eq!(enter(&mut hers, &code).await, 303);
        hers.get("/account").await.expect(200, "見本 みどり");
    }
}

story! {
    /// However many browsers: ten mails in an hour, known address or not; and she herself is not kept out.
    async fn nobody_fills_a_mailbox_from_fresh_browsers(world) {
        let mut hers = remembered(&world).await;
        world.core.clock.advance(3600);
        let before = mails_to(&world, MIDORI).await;
        for mail in [MIDORI, UNKNOWN] {
            for n in 0..10 {
                assert_eq!(ask(&mut world.visitor(), mail).await, 303, "{mail} {n}");
            }
            for _ in 0..3 {
                world.visitor().submit("/sign-in", &[("mail", mail)]).await.expect(429, "60分ほど待ってから");
            }
            // Asking to join goes into the same mailbox and is counted with it.
            let fields = [("step", "2"), ("mail", mail), ("organisation", "1"), ("name", "見本 はじめ"), ("kana", "みほん")];
            let page = world.visitor().submit("/register/request", &[("mail", mail)]).await.expect(200, "柳井市");
            let organisation = page.input("organisation").expect("the organisation");
            let fields = fields.map(|(n, v)| if n == "organisation" { (n, organisation.as_str()) } else { (n, v) });
            world.visitor().submit("/register/request", &fields).await.expect(429, "待ってから");
        }
        assert_eq!(mails_to(&world, MIDORI).await - before, 10);
        assert_eq!(ask(&mut hers, MIDORI).await, 303, "the browser she has signed in with before is hers alone");
        let code = world.mailed_code(MIDORI).await;
        assert_eq!(enter(&mut hers, &code).await, 303);
        // But it is no door to somebody else's mailbox.
        hers.submit("/sign-out", &[]).await.expect(200, "ログイン");
        assert_eq!(ask(&mut hers, UNKNOWN).await, 429);
        world.core.clock.advance(3600);
        assert_eq!(ask(&mut world.visitor(), MIDORI).await, 303, "an hour later there is room again");
    }
}

story! {
    /// A hundred wrong codes from one network in an hour: then it waits, whichever browser and address.
    async fn a_network_that_only_guesses_has_to_wait(world) {
        let [near, far] = ["203.0.113.9", "198.51.100.1"].map(|ip| ip.parse().expect("an address"));
        let mut hers = remembered(&world).await.at(near);
        for n in 0..20 {
            let mut guesser = world.visitor().at(near);
            assert_eq!(ask(&mut guesser, &format!("guess-{n}@yanai.example.jp")).await, 303);
            for _ in 0..5 {
                assert_eq!(enter(&mut guesser, "ACDEFGHJ").await, 422, "{n}");
            }
        }
        assert_eq!(ask(&mut world.visitor().at(near), UNKNOWN).await, 429);
        let register = [("mail", UNKNOWN), ("code", "ACDEFGHJ"), ("name", "見本 はじめ"), ("kana", "みほん")];
        world.visitor().at(near).submit("/register", &register).await.expect(429, "待ってから");
        // What a stranger writes into the header moves nobody.
        let mut forger = world.visitor().at(near);
        let headers = [("content-type", "application/x-www-form-urlencoded"), ("sec-fetch-site", "same-origin"), ("x-forwarded-for", "192.0.2.1")];
        let headers = headers.iter().map(|(n, v)| (n.parse().expect("a name"), v.parse().expect("a value"))).collect();
        let sent = forger.send(http::Method::POST, "/sign-in", headers, format!("mail={UNKNOWN}").into_bytes()).await;
        assert_eq!(sent.status.as_u16(), 429);
        assert_eq!(ask(&mut world.visitor().at(far), UNKNOWN).await, 303, "another network is another");
        assert_eq!(ask(&mut hers, MIDORI).await, 303, "her own browser stands outside");
    }
}

story! {
    /// What strangers try with somebody's address does not kill the code in her hand.
    async fn wrong_registration_codes_shut_nobody_else_s_door(world) {
        let yanai = organisation(&world, "柳井市").await;
        let mut manager = world.sign_in("yanai-manager").await;
        invite(&mut manager, &yanai, NEWCOMER, "municipality_officer").await.expect(200, "招待しました");
        let code = world.mailed_code(NEWCOMER).await;
        let [near, far] = ["203.0.113.9", "198.51.100.1"].map(|ip| ip.parse().expect("an address"));
        // One browser: ten tries, then a pause, whatever it tries; known address or not.
        for mail in [NEWCOMER, UNKNOWN] {
            let mut stranger = world.visitor().at(near);
            for n in 0..10 {
                register(&mut stranger, mail, "ACDEFGHJ").await.expect(422, "メールアドレスか登録コードが違います");
                assert!(stranger.cookie("renkei_browser").is_some(), "{n}: it is counted by browser");
            }
            register(&mut stranger, mail, "ACDEFGHJ").await.expect(429, "15分ほど待ってから");
        }
        // Browsers without a name: up to what one network may.
        for n in 20..100 {
            let seen = register(&mut world.visitor().at(near), NEWCOMER, "ACDEFGHJ").await;
            assert_eq!(seen.status.as_u16(), 422, "{n}");
        }
        register(&mut world.visitor().at(near), NEWCOMER, &code).await.expect(429, "待ってから");
        // She sits somewhere else.
        let mut hers = world.visitor().at(far);
        register(&mut hers, NEWCOMER, "ACDEFGHJ").await.expect(422, "違います");
        register(&mut hers, NEWCOMER, &code).await.expect(200, "登録が終わり、ログインしました");
    }
}

story! {
    /// Where it cannot be told from which network somebody comes, the address alone is counted, widely.
    async fn guesses_from_nowhere_have_an_end(world) {
        for n in 0..300 {
            let seen = register(&mut world.visitor(), UNKNOWN, "ACDEFGHJ").await;
            assert_eq!(seen.status.as_u16(), 422, "{n}");
        }
        register(&mut world.visitor(), UNKNOWN, "ACDEFGHJ").await.expect(429, "60分ほど待ってから");
        register(&mut world.visitor(), MIDORI, "ACDEFGHJ").await.expect(422, "違います");
        world.core.clock.advance(3600);
        register(&mut world.visitor(), UNKNOWN, "ACDEFGHJ").await.expect(422, "違います");
    }
}
