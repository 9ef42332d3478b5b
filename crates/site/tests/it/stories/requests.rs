//! Asking to join: who is told, and what waits for whom.

use foundation::testing::Browser;

use crate::world::{World, story};

/// Asks to join the (first) organisation of the address's domain.
pub async fn ask_to_join(browser: &mut Browser, mail: &str) {
    let page = browser.submit("/register/request", &[("mail", mail)]).await.expect(200, "組織");
    let organisation = page.input("organisation").expect("the organisation");
    let fields = [
        ("step", "2"),
        ("mail", mail),
        ("organisation", organisation.as_str()),
        ("name", "見本 はじめ"),
        ("kana", "みほん はじめ"),
    ];
    browser.submit("/register/request", &fields).await.expect(200, "申請を受け付けました");
}

async fn notices_to(world: &World, mail: &str) -> usize {
    let page = world.visitor().get("/demo/mailbox").await.text();
    page.split("<tr>").filter(|row| row.contains(mail) && row.contains("登録の申請が届きました")).count()
}

story! {
    async fn those_who_decide_are_told(world) {
        let mut manager = world.sign_in("yanai-manager").await;
        manager.get("/account").await.expect(200, "いま0件");
        ask_to_join(&mut world.visitor(), "hajime@yanai.example.jp").await;
        // The town's own manager, and nobody beside.
        let mail = world.newest_mail("kenichi@yanai.example.jp").await.expect("a mail to the manager");
        assert!(mail.contains("登録の申請が届きました") && mail.contains("/registrations?organisation="));
        assert!(!mail.contains("はじめ"), "what a stranger typed goes into nobody's mail");
        for other in ["midori@yanai.example.jp", "kumiko@yamaguchi.example.jp", "takuya@cooperation-office.example.jp"] {
            assert_eq!(notices_to(&world, other).await, 0, "{other}");
        }
        manager.get("/account").await.expect(200, "1件が待っています");
        let page = manager.get("/registrations").await.expect(200, "見本 はじめ");
        assert!(!page.contains("ほかの組織への申請も見る"));
        let link = mail.split("http://renkei.test").find(|part| part.starts_with("/registrations")).expect("a link");
        let link: String = link.chars().take_while(|c| c.is_ascii_alphanumeric() || "/?=".contains(*c)).collect();
        manager.get(&link).await.expect(200, "見本 はじめ");
        // It waits for the prefecture, too, but not for its neighbour or for an officer.
        world.sign_in("yamaguchi-manager").await.get("/account").await.expect(200, "1件が待っています");
        world.sign_in("yamanashi-manager").await.get("/account").await.expect(200, "いま0件");
        assert!(!world.sign_in("yanai-officer").await.get("/account").await.contains("登録の申請"));
        // A second wish of the same person tells nobody again.
        ask_to_join(&mut world.visitor(), "hajime@yanai.example.jp").await;
        assert_eq!(notices_to(&world, "kenichi@yanai.example.jp").await, 1);
        world.run_jobs().await;
    }
}

story! {
    /// An association has no managers: the offices are told. A department is the operator's to look after.
    async fn where_nobody_decides_the_office_is_told(world) {
        ask_to_join(&mut world.visitor(), "hajime@yanai-ishikai.example.jp").await;
        assert_eq!(notices_to(&world, "takuya@cooperation-office.example.jp").await, 1);
        assert_eq!(notices_to(&world, "makoto@yanai-ishikai.example.jp").await, 0);
        assert_eq!(notices_to(&world, "mamoru@unyo.example.jp").await, 0);
        ask_to_join(&mut world.visitor(), "hajime@rouken.example.jp").await;
        assert_eq!(notices_to(&world, "mamoru@unyo.example.jp").await, 1);
        assert_eq!(notices_to(&world, "takuya@cooperation-office.example.jp").await, 1);
    }
}

story! {
    /// However many strangers ask in an hour: ten mails, and the page shows them all.
    async fn nobody_fills_the_manager_s_mailbox(world) {
        for n in 0..12 {
            ask_to_join(&mut world.visitor(), &format!("stranger-{n}@yanai.example.jp")).await;
        }
        assert_eq!(notices_to(&world, "kenichi@yanai.example.jp").await, 10);
        world.sign_in("yanai-manager").await.get("/account").await.expect(200, "12件が待っています");
    }
}

story! {
    /// Which addresses an organisation takes is said exactly; who is registered there is not.
    async fn the_form_says_which_addresses_are_accepted(world) {
        let mut visitor = world.visitor();
        assert!(!visitor.get("/register/request").await.expect(200, "申請できるアドレスを確かめる").contains("lg.jp"));
        let ask = |name: &str| format!("/register/request?name={}", foundation::web::escape(name));
        let page = visitor.get(&ask("柳井市")).await.expect(200, "「@yanai.example.jp」で終わるアドレス");
        assert!(!page.contains("見本") || !page.contains("みどり"));
        visitor.get(&ask("札幌市")).await.expect(200, "札幌市");
        visitor.get(&ask("和木町")).await.expect(200, "登録されていません");
        visitor.get(&ask("どこにもない組織")).await.expect(200, "見つかりませんでした");
        visitor.get(&ask("%")).await.expect(200, "申請できるアドレス");
        let page = visitor.submit("/register/request", &[("mail", "a@yanai.example.jp")]).await;
        page.expect(200, "@yanai.example.jp のアドレスで申請できます");
    }
}
