//! What is forgotten about signing in, and when.

use foundation::sql;
use site::permissions::{Actor, TidyPeople};

use super::invitations::by_mail;
use crate::world::{World, story};

const MIDORI: &str = "midori@yanai.example.jp";
const DAY: i64 = 86_400;

/// How many codes, sessions, lines of login history and kept networks there are.
async fn kept(world: &World) -> [i64; 4] {
    let mut db = world.core.write::<TidyPeople>(Actor::Console, "test").await.expect("the console may");
    [
        db.count(sql("select count(*) from people_codes")).await.expect("a count"),
        db.count(sql("select count(*) from people_sessions")).await.expect("a count"),
        db.count(sql("select count(*) from people_sign_ins")).await.expect("a count"),
        db.count(sql("select count(*) from people_sign_ins where network is not null")).await.expect("a count"),
    ]
}

story! {
    async fn what_nobody_needs_any_more_is_forgotten(world) {
        let mut away = world.visitor().at("203.0.113.9".parse().expect("an address"));
        away.submit("/sign-in", &[("mail", MIDORI)]).await.expect(200, "届いたコードを入れる");
        let code = world.mailed_code(MIDORI).await;
        away.submit("/sign-in/code", &[("code", &code)]).await.expect(200, "ログアウト");
        world.run_jobs().await;
        assert_eq!(kept(&world).await, [1, 1, 1, 1]);
        // After a day nobody knows from where; the rest stays.
        world.core.clock.advance(2 * DAY);
        world.run_jobs().await;
        assert_eq!(kept(&world).await, [1, 1, 1, 0]);
        world.core.clock.advance(6 * DAY);
        world.run_jobs().await;
        assert_eq!(kept(&world).await, [0, 1, 1, 0], "the code is over and forgotten");
        world.core.clock.advance(40 * DAY);
        world.run_jobs().await;
        assert_eq!(kept(&world).await, [0, 0, 1, 0], "the session, too");
        // A session in use and a young history stay as they are.
        let mut midori = by_mail(&world, MIDORI).await;
        world.run_jobs().await;
        midori.get("/account").await.expect(200, "見本 みどり");
        world.core.clock.advance(690 * DAY);
        world.run_jobs().await;
        assert_eq!(kept(&world).await[2], 1, "two years and a week later the first line is gone");
        let mut administrator = world.sign_in("administrator").await;
        let log = administrator.get("/operations/audit?action=people.tidy").await;
        log.expect(200, "定期処理（期限の切れたコードと古いログイン履歴の片づけ）");
        administrator.get("/operations").await.expect(200, "people.tidy");
    }
}
