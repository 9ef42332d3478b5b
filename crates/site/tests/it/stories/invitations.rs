//! Inviting: what the inviter learns, what the invited decides, what a code opens.

use foundation::testing::{Browser, Seen};

use super::registration::{NEWCOMER, invite, organisation, register};
use crate::world::{World, story};

const MIDORI: &str = "midori@yanai.example.jp";

/// Signed in with a code from her own mailbox, as nobody else can.
pub async fn by_mail(world: &World, mail: &str) -> Browser {
    let mut browser = world.visitor();
    browser.submit("/sign-in", &[("mail", mail)]).await.expect(200, "届いたコードを入れる");
    let code = world.mailed_code(mail).await;
    browser.submit("/sign-in/code", &[("code", &code), ("next", "/account")]).await.expect(200, "ログアウト");
    browser
}

async fn answer(browser: &mut Browser, answer: &str) -> Seen {
    let page = browser.get("/account").await.expect(200, "届いている招待");
    let form = page.text().split("action=\"/account/invitations\"").nth(1).expect("the form").to_owned();
    let membership =
        form.split("value=\"").nth(1).and_then(|v| v.split('"').next()).expect("the membership").to_owned();
    browser.submit("/account/invitations", &[("membership", &membership), ("answer", answer)]).await
}

fn printed(sheet: &str, mail: &str) -> Option<String> {
    let row = sheet.split("<tr>").find(|row| row.contains(mail))?.to_owned();
    row.split("class=\"num\">").nth(1)?.split('<').next().map(str::to_owned)
}

story! {
    /// An address that has an account looks like one that nobody has, until she accepts.
    async fn an_inviter_learns_nothing_before_the_answer(world) {
        let inviting = organisation(&world, "札幌市").await;
        let mut midori = by_mail(&world, MIDORI).await;
        let name = midori.get("/account").await.text().split("<dd class=\"fact-value\">").nth(1).and_then(|d| d.split('<').next()).expect("her name").to_owned();
        let mut manager = world.sign_in("sapporo-manager").await;
        let before = manager.get(&inviting).await.text();
        let mut seen = Vec::new();
        for mail in [MIDORI, "nobody@yanai.example.jp"] {
            let page = invite(&mut manager, &inviting, mail, "municipality_officer").await.expect(200, "招待しました").text();
            let row = page.split("<tr>").find(|row| row.contains(mail)).expect("a row").to_owned();
            assert!(row.contains("見本 はじめ") && row.contains("招待中"), "{row}");
            let without = |text: &str| text.replace(mail, "").split('"').filter(|word| word.parse::<i64>().is_err()).collect::<String>();
            let row = without(row.split("?membership=").next().unwrap_or(""));
            let history = without(&manager.get(&format!("{inviting}/sign-ins")).await.expect(200, "件").text());
            assert!(!page.contains(&name), "her name is not theirs to know");
            invite(&mut manager, &inviting, mail, "municipality_officer").await.expect(422, "もう招待されているか所属しています");
            let sheet = manager.post(&format!("{inviting}/code-sheet"), &[]).await.expect(200, "登録コード票").text();
            assert!(printed(&sheet, mail).is_some(), "{mail} stands on the sheet");
            assert!(!sheet.contains(&name));
            seen.push((row, history));
        }
        assert_eq!(seen[0], seen[1]);
        assert!(!before.contains(&name));

        // She is asked, and nothing has begun.
        assert!(world.newest_mail(MIDORI).await.is_some_and(|mail| mail.contains("札幌市") && mail.contains("受けるまで")));
        assert!(!midori.get("/account").await.expect(200, "届いている招待").contains("この立場にする"));
        answer(&mut midori, "accept").await.expect(200, "招待を受けました").expect(200, "この立場にする");
        answer_again(&mut midori).await;
        let page = manager.get(&inviting).await.expect(200, &name);
        let row = page.text().split("<tr>").find(|row| row.contains(MIDORI)).expect("her row").to_owned();
        assert!(row.contains("登録済み") && !row.contains("10:00"), "when she signed in elsewhere stays there: {row}");
        let history = manager.get(&format!("{inviting}/sign-ins")).await.text();
        assert!(!history.contains(&name), "what she did for Yanai is Yanai's");
        let page = midori.get("/account").await;
        let form = page.text().split("action=\"/account/membership\"").nth(1).expect("the form").to_owned();
        let membership = form.split("value=\"").nth(1).and_then(|v| v.split('"').next()).expect("an id").to_owned();
        midori.submit("/account/membership", &[("membership", &membership), ("next", "/account")]).await.expect(200, "立場を変えました");
        assert!(manager.get(&format!("{inviting}/sign-ins")).await.expect(200, &name).contains("この立場に変えた"));
        let mut at_home = world.sign_in("yanai-manager").await;
        let own = organisation(&world, "柳井市").await;
        let history = at_home.get(&format!("{own}/sign-ins")).await.expect(200, &name);
        assert!(!history.contains("この立場に変えた"), "and what she does for Sapporo is Sapporo's");
    }
}

/// What was answered is answered; what is none of hers she cannot answer.
async fn answer_again(browser: &mut Browser) {
    for membership in ["1", "999999"] {
        let fields = [("membership", membership), ("answer", "accept")];
        browser.submit("/account/invitations", &fields).await.expect(422, "もう返事が済んでいる");
    }
    browser.submit("/account/invitations", &[("membership", "1")]).await.expect(422, "「受ける」か「断る」");
}

story! {
    async fn who_declines_does_not_belong(world) {
        let sapporo = organisation(&world, "札幌市").await;
        let mut manager = world.sign_in("sapporo-manager").await;
        invite(&mut manager, &sapporo, MIDORI, "municipality_officer").await.expect(200, "招待しました");
        let mut midori = by_mail(&world, MIDORI).await;
        let page = answer(&mut midori, "decline").await.expect(200, "招待を断りました");
        assert!(!page.contains("札幌市"));
        let page = manager.get(&sapporo).await.expect(200, "辞退");
        assert!(page.contains("見本 はじめ"), "as typed, not as she is called");
    }
}

story! {
    /// A printed code proves no mailbox: it opens the one door of who printed it, and none of anybody else's.
    async fn a_printed_code_opens_nobody_else_s_doors(world) {
        let (yanai, sapporo) = (organisation(&world, "柳井市").await, organisation(&world, "札幌市").await);
        let mut stranger = world.sign_in("sapporo-manager").await;
        let mut manager = world.sign_in("yanai-manager").await;
        invite(&mut stranger, &sapporo, NEWCOMER, "municipality_officer").await.expect(200, "招待しました");
        invite(&mut manager, &yanai, NEWCOMER, "municipality_manager").await.expect(200, "招待しました");
        let sheet = stranger.post(&format!("{sapporo}/code-sheet"), &[]).await.expect(200, "登録コード票").text();
        let mut taken = world.visitor();
        let code = printed(&sheet, NEWCOMER).expect("a code on paper");
        register(&mut taken, NEWCOMER, &code).await.expect(200, "登録が終わり");
        answer(&mut taken, "accept").await.expect(422, "メールで届くコードでログインし直してください");
        // The owner of the mailbox comes; whoever held the paper is out, and stays out.
        let mut owner = by_mail(&world, NEWCOMER).await;
        answer(&mut owner, "accept").await.expect(200, "市町村 管理者");
        taken.get("/account").await.expect(303, "");
        // A printed code opens no account that is there already.
        let mut office = world.sign_in("sapporo-manager").await;
        invite(&mut office, &sapporo, MIDORI, "municipality_officer").await.expect(200, "招待しました");
        let sheet = office.post(&format!("{sapporo}/code-sheet"), &[]).await.expect(200, "登録コード票").text();
        let code = printed(&sheet, MIDORI).expect("a code on paper");
        register(&mut world.visitor(), MIDORI, &code).await.expect(422, "すでに登録があります");
    }
}

story! {
    /// Who has left where she was cannot sign in; the new place's invitation lets her in, as herself.
    async fn who_moves_on_comes_back_by_invitation(world) {
        let (yanai, sapporo) = (organisation(&world, "柳井市").await, organisation(&world, "札幌市").await);
        by_mail(&world, MIDORI).await;
        let mut old = world.sign_in("yanai-manager").await;
        let page = old.get(&yanai).await.text();
        let row = page.split("<tr>").find(|row| row.contains(MIDORI)).expect("her row").to_owned();
        let id = row.split("?membership=").nth(1).and_then(|v| v.split('"').next()).expect("an id").to_owned();
        let fields = [("membership", id.as_str()), ("last-year", "令和8"), ("last-month", "11"), ("last-day", "21")];
        old.submit(&format!("{yanai}/end-membership"), &fields).await.expect(200, "所属の最後の日を決めました");
        world.core.clock.advance(24 * 3600);
        let mut new = world.sign_in("sapporo-manager").await;
        invite(&mut new, &sapporo, MIDORI, "municipality_officer").await.expect(200, "招待しました");
        let code = world.mailed_code(MIDORI).await;
        let account = register(&mut world.visitor(), MIDORI, &code).await.expect(200, "札幌市");
        assert!(account.contains("終わった所属") && !account.contains("見本 はじめ"), "she keeps her name");
    }
}

story! {
    /// Being asked by a stranger takes nothing away from what one asked for oneself.
    async fn an_invitation_does_not_withdraw_a_request(world) {
        let sapporo = organisation(&world, "札幌市").await;
        let mut visitor = world.visitor();
        let page = visitor.submit("/register/request", &[("mail", NEWCOMER)]).await.expect(200, "柳井市");
        let place = page.input("organisation").expect("the organisation");
        let fields = [("step", "2"), ("mail", NEWCOMER), ("organisation", place.as_str()), ("name", "見本 はじめ"), ("kana", "みほん はじめ")];
        visitor.submit("/register/request", &fields).await.expect(200, "申請を受け付けました");
        let mut manager = world.sign_in("yanai-manager").await;
        let yanai = organisation(&world, "柳井市").await;
        invite(&mut manager, &yanai, NEWCOMER, "municipality_officer").await.expect(422, "登録の申請が届いています");
        let mut stranger = world.sign_in("sapporo-manager").await;
        invite(&mut stranger, &sapporo, NEWCOMER, "municipality_officer").await.expect(200, "招待しました");
        let person = manager.get("/registrations").await.expect(200, "見本 はじめ").input("person").expect("the person");
        manager.submit("/registrations/approve", &[("person", &person), ("role", "municipality_officer")]).await.expect(200, "認めました");
        let page = by_mail(&world, NEWCOMER).await.get("/account").await.expect(200, "届いている招待");
        assert!(page.contains("札幌市") && page.contains("柳井市"));
    }
}

story! {
    /// Who only holds a printed code cannot turn the account into her own: not by another address, not by a request
    /// that is let in meanwhile.
    async fn a_printed_code_takes_nobody_s_place(world) {
        let (yanai, sapporo) = (organisation(&world, "柳井市").await, organisation(&world, "札幌市").await);
        let mut stranger = world.sign_in("sapporo-manager").await;
        let mut manager = world.sign_in("yanai-manager").await;
        invite(&mut manager, &yanai, NEWCOMER, "municipality_manager").await.expect(200, "招待しました");
        invite(&mut stranger, &sapporo, NEWCOMER, "municipality_officer").await.expect(200, "招待しました");
        let sheet = stranger.post(&format!("{sapporo}/code-sheet"), &[]).await.expect(200, "登録コード票").text();
        let mut taken = world.visitor();
        let code = printed(&sheet, NEWCOMER).expect("a code on paper");
        register(&mut taken, NEWCOMER, &code).await.expect(200, "登録が終わり");
        let asked = taken.submit("/account/mail", &[("mail", "attacker@evil.example")]).await;
        asked.expect(422, "いまのアドレスに届くコードでログインし直して");
        taken.submit("/account/mail/code", &[("code", "ABCD-EFGH")]).await.expect(422, "ログインし直して");
        assert!(world.newest_mail("attacker@evil.example").await.is_none());
        answer(&mut taken, "accept").await.expect(422, "メールで届くコードでログインし直してください");
        // The owner of the mailbox accepts; the other session ends with it.
        let mut owner = by_mail(&world, NEWCOMER).await;
        answer(&mut owner, "accept").await.expect(200, "招待を受けました");
        taken.get("/account").await.expect(303, "");
    }
}

story! {
    /// Changing the address asks for a fresh sign-in, and only so many codes leave.
    async fn one_s_address_is_changed_right_after_signing_in(world) {
        let mut midori = by_mail(&world, MIDORI).await;
        world.core.clock.advance(61 * 60);
        midori.submit("/account/mail", &[("mail", "midori2@yanai.example.jp")]).await.expect(422, "ログインし直して");
        let mut midori = by_mail(&world, MIDORI).await;
        for n in 0..5 {
            let mail = format!("midori{n}@yanai.example.jp");
            midori.submit("/account/mail", &[("mail", &mail)]).await.expect(200, "コード");
        }
        midori.submit("/account/mail", &[("mail", "midori9@yanai.example.jp")]).await.expect(429, "しばらく待って");
    }
}
