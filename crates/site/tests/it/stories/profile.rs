//! What somebody changes about herself.

use super::invitations::by_mail;
use crate::world::story;

const MIDORI: &str = "midori@yanai.example.jp";
const NEW: &str = "midori.mihon@yanai.example.jp";

story! {
    async fn she_changes_her_own_particulars_and_it_is_on_record(world) {
        let mut midori = world.sign_in("yanai-officer").await;
        midori.get("/account").await.expect(200, "登録の内容を直す");
        let page = midori.get("/account/profile").await.expect(200, "見本 みどり");
        assert_eq!(page.input("name").as_deref(), Some("見本 みどり"));
        let wrong = [("name", "試村 みどり"), ("kana", "Shimura"), ("telephone", "22-2111")];
        let page = midori.submit("/account/profile", &wrong).await.expect(422, "ふりがなは、ひらがなで");
        assert!(page.contains("市外局番から") && page.input("name").as_deref() == Some("試村 みどり"), "nothing typed is lost");
        let right = [("name", "試村　みどり"), ("kana", "シムラ ミドリ"), ("telephone", "０８２０-22-2111 内線5"), ("professions", "nurse")];
        let page = midori.submit("/account/profile", &right).await.expect(200, "登録の内容を保存しました");
        for word in ["試村 みどり", "しむら みどり", "0820-22-2111 内線5", "看護師"] {
            assert!(page.contains(word), "{word}");
        }
        // Once more the same: nothing happened, nothing is recorded.
        midori.submit("/account/profile", &right).await.expect(200, "登録の内容を保存しました");
        let log = world.sign_in("administrator").await.get("/operations/audit?action=people.change_profile").await;
        let log = log.expect(200, "自分の登録の内容を変える").text();
        assert_eq!(log.matches("<tr>").count(), 2, "a head and one line");
        assert!(log.contains("見本 みどり") && log.contains("試村 みどり"), "before and after");
        let mut manager = world.sign_in("yanai-manager").await;
        let page = manager.get("/organisations").await;
        let yanai = page.links("/organisations/").into_iter().find(|l| l[15..].parse::<i64>().is_ok()).expect("the town");
        manager.get(&yanai).await.expect(200, "0820-22-2111 内線5");
    }
}

story! {
    async fn her_address_changes_when_the_new_mailbox_says_so(world) {
        let mut midori = by_mail(&world, MIDORI).await;
        let mut elsewhere = by_mail(&world, MIDORI).await;
        midori.get("/account/mail/code").await.expect(303, "");
        midori.get("/account/mail").await.expect(200, MIDORI);
        midori.submit("/account/mail", &[("mail", MIDORI)]).await.expect(422, "いまのアドレスと同じです");
        midori.submit("/account/mail", &[("mail", NEW)]).await.expect(200, "届いたコードを入れる").expect(200, NEW);
        midori.submit("/account/mail/code", &[("code", "ACDEFGHJ")]).await.expect(422, "あと4回試せます");
        let code = world.mailed_code(NEW).await;
        // The code belongs to her and to this browser.
        world.sign_in("yanai-manager").await.submit("/account/mail/code", &[("code", &code)]).await.expect(422, "コードを頼んでいません");
        elsewhere.submit("/account/mail/code", &[("code", &code)]).await.expect(422, "コードを頼んでいません");
        midori.submit("/account/mail/code", &[("code", &code)]).await.expect(200, "メールアドレスを変えました").expect(200, NEW);
        midori.submit("/account/mail/code", &[("code", &code)]).await.expect(422, "もう使われています");
        assert!(world.newest_mail(MIDORI).await.is_some_and(|mail| mail.contains("メールアドレスが変わりました") && mail.contains(NEW)));
        elsewhere.get("/account").await.expect(303, "");
        // The old address opens nothing any more, the new one does.
        let before = world.newest_mail(MIDORI).await;
        world.visitor().submit("/sign-in", &[("mail", MIDORI)]).await.expect(200, "届いたコードを入れる");
        assert_eq!(world.newest_mail(MIDORI).await, before);
        by_mail(&world, NEW).await.get("/account").await.expect(200, "見本 みどり");
        let log = world.sign_in("administrator").await.get("/operations/audit?action=people.change_mail").await.text();
        assert!(log.contains(MIDORI) && log.contains(NEW));
    }
}

story! {
    /// Somebody else's address: the page says the same, only its owner learns of it.
    async fn nobody_takes_an_address_that_is_taken(world) {
        let mut midori = world.sign_in("yanai-officer").await;
        let mut seen = Vec::new();
        for mail in ["kenichi@yanai.example.jp", "nobody@yanai.example.jp"] {
            let page = midori.submit("/account/mail", &[("mail", mail)]).await.expect(200, "届いたコードを入れる").text();
            let wrong = midori.submit("/account/mail/code", &[("code", "ACDEFGHJ")]).await.expect(422, "あと4回").text();
            seen.push((page.replace(mail, ""), wrong.replace(mail, "")));
        }
        assert_eq!(seen[0], seen[1]);
        assert!(world.newest_mail("kenichi@yanai.example.jp").await.is_some_and(|mail| mail.contains("すでに別の登録がある")));
        // It is no way to fill a stranger's mailbox either.
        for _ in 0..4 {
            midori.submit("/account/mail", &[("mail", "nobody@yanai.example.jp")]).await.expect(200, "届いたコード");
        }
        midori.submit("/account/mail", &[("mail", "nobody@yanai.example.jp")]).await.expect(429, "待ってから");
    }
}
