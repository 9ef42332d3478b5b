//! Organisations and their people: inviting, registering, asking to join, leaving; and who may not.

use foundation::testing::{Browser, Seen};

use crate::world::{World, story};

pub const NEWCOMER: &str = "hajime@yanai.example.jp";

/// The address of an organisation's page, found as a person finds it.
pub async fn organisation(world: &World, name: &str) -> String {
    let mut browser = world.sign_in("administrator").await;
    let page = browser.get(&format!("/organisations?q={}", foundation::web::escape(name))).await.expect(200, name);
    let text = page.text();
    let row = text.split("<tr>").find(|row| row.contains(&format!(">{name}</a>"))).unwrap_or_else(|| panic!("{name}"));
    row.split("href=\"").nth(1).and_then(|piece| piece.split('"').next()).expect("an address").to_owned()
}

pub async fn invite(browser: &mut Browser, at: &str, mail: &str, role: &str) -> Seen {
    let fields = [("name", "見本 はじめ"), ("mail", mail), ("role", role), ("title", "高齢者支援課 主事")];
    browser.submit(&format!("{at}/invite"), &fields).await
}

pub async fn register(browser: &mut Browser, mail: &str, code: &str) -> Seen {
    let fields = [
        ("mail", mail),
        ("code", code),
        ("name", "見本 はじめ"),
        ("kana", "ミホン　ハジメ"),
        ("professions", "nurse"),
        ("professions", "care_manager"),
    ];
    browser.submit("/register", &fields).await
}

story! {
    async fn an_invitation_leads_to_an_account(world) {
        let yanai = organisation(&world, "柳井市").await;
        let mut manager = world.sign_in("yanai-manager").await;
        manager.get(&format!("{yanai}/invite")).await.expect(200, "「柳井市」に招待します");
        invite(&mut manager, &yanai, NEWCOMER, "municipality_officer").await.expect(200, "招待しました");
        invite(&mut manager, &yanai, NEWCOMER, "municipality_officer").await.expect(422, "もう招待されているか所属しています");
        // A role that no municipality has, and a form with nothing in it.
        invite(&mut manager, &yanai, "x@yanai.example.jp", "administrator").await.expect(422, "示された中から選んでください");
        manager.submit(&format!("{yanai}/invite"), &[]).await.expect(422, "「氏名」を入力してください");

        let code = world.mailed_code(NEWCOMER).await;
        let mut newcomer = world.visitor();
        // She tries to sign in first: the page says nothing, her mailbox does.
        newcomer.submit("/sign-in", &[("mail", NEWCOMER)]).await.expect(200, "届いたコードを入れる");
        assert!(world.newest_mail(NEWCOMER).await.is_some_and(|mail| mail.contains("登録がまだ終わっていません")));
        register(&mut newcomer, NEWCOMER, "ACDEFGHJ").await.expect(422, "メールアドレスか登録コードが違います");
        let account = register(&mut newcomer, NEWCOMER, &code).await.expect(200, "登録が終わり、ログインしました");
        assert!(account.contains("看護師、介護支援専門員（ケアマネジャー）") && account.contains("みほん はじめ"));
        // The same code again, by somebody who found the paper.
        register(&mut world.visitor(), NEWCOMER, &code).await.expect(422, "もう使われています");
        // From now on with mailed codes.
        let mut again = world.visitor();
        again.submit("/sign-in", &[("mail", NEWCOMER)]).await.expect(200, "届いたコードを入れる");
        let code = world.mailed_code(NEWCOMER).await;
        again.submit("/sign-in/code", &[("code", &code), ("next", "/account")]).await.expect(200, "見本 はじめ");
        world.run_jobs().await;
    }
}

story! {
    async fn a_registration_code_lives_a_day_and_comes_again(world) {
        let yanai = organisation(&world, "柳井市").await;
        let mut manager = world.sign_in("yanai-manager").await;
        invite(&mut manager, &yanai, NEWCOMER, "municipality_officer").await.expect(200, "招待中");
        let code = world.mailed_code(NEWCOMER).await;
        world.core.clock.advance(24 * 3600);
        register(&mut world.visitor(), NEWCOMER, &code).await.expect(422, "期限（24時間）が切れています");

        let mut manager = world.sign_in("yanai-manager").await;
        let page = manager.get(&yanai).await.expect(200, "招待をもう一度送る");
        let membership = page.input("membership").expect("the membership");
        manager.submit(&format!("{yanai}/invite-again"), &[("membership", &membership)]).await.expect(200, "もう一度送ります");
        // On paper too: both work, whichever she has in hand.
        let sheet = manager.post(&format!("{yanai}/code-sheet"), &[]).await.expect(200, "登録コード票").text();
        let row = sheet.split("<tr>").find(|row| row.contains(NEWCOMER)).expect("her row").to_owned();
        let printed = row.split("class=\"num\">").nth(1).and_then(|c| c.split('<').next()).expect("a code").to_owned();
        world.core.clock.advance(24 * 3600 - 1);
        register(&mut world.visitor(), NEWCOMER, &printed).await.expect(200, "登録が終わり");
    }
}

story! {
    /// An unknown address and a wrong code sound alike, however often.
    async fn registering_reveals_no_address(world) {
        let yanai = organisation(&world, "柳井市").await;
        let mut manager = world.sign_in("yanai-manager").await;
        invite(&mut manager, &yanai, NEWCOMER, "municipality_officer").await.expect(200, "招待しました");
        let mut seen = Vec::new();
        for mail in [NEWCOMER, "nobody@yanai.example.jp", "midori@yanai.example.jp"] {
            let mut browser = world.visitor();
            let mut pages = Vec::new();
            for _ in 0..7 {
                pages.push(register(&mut browser, mail, "ACDEFGHJ").await.expect(422, "登録コード").text().replace(mail, ""));
            }
            seen.push(pages);
        }
        assert_eq!(seen[0], seen[1]);
        assert_eq!(seen[0], seen[2]);
    }
}

story! {
    async fn who_asks_to_join_waits_until_somebody_says_yes(world) {
        let mut visitor = world.visitor();
        visitor.submit("/register/request", &[("mail", "hajime@gmail.example")]).await.expect(422, "申請できる組織はありません");
        let page = visitor.submit("/register/request", &[("mail", NEWCOMER)]).await.expect(200, "柳井市");
        let organisation = page.input("organisation").expect("the organisation");
        let fields = |organisation: &str| {
            [("step", "2"), ("mail", NEWCOMER), ("organisation", organisation), ("name", "見本 はじめ"), ("kana", "みほん はじめ"), ("title", "")]
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
        };
        let mine = fields(&organisation);
        let mine: Vec<(&str, &str)> = mine.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
        // Not one of the domain's organisations.
        let other = fields("1");
        let other: Vec<(&str, &str)> = other.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
        visitor.submit("/register/request", &other).await.expect(422, "示された中から選んでください");
        visitor.submit("/register/request", &mine).await.expect(200, "申請を受け付けました");
        visitor.submit("/register/request", &mine).await.expect(200, "申請を受け付けました");
        // Waiting is not being in.
        visitor.submit("/sign-in", &[("mail", NEWCOMER)]).await.expect(200, "届いたコードを入れる");
        assert!(world.newest_mail(NEWCOMER).await.is_some_and(|mail| mail.contains("申請は確認中です")));

        // Not for another town, not for an officer.
        world.sign_in("sapporo-manager").await.get("/registrations").await.expect(200, "待っている申請はありません");
        world.sign_in("yanai-officer").await.get("/registrations").await.expect(403, "市町村 管理者");
        let mut manager = world.sign_in("yanai-manager").await;
        let start = manager.get("/").await.expect(200, "登録の申請1件に答える");
        assert!(!world.sign_in("yanai-officer").await.get("/").await.contains("登録の申請"));
        let page = manager.get(&start.links("/registrations")[0]).await.expect(200, "見本 はじめ");
        assert_eq!(page.text().matches("見本 はじめ<").count(), 1, "asked twice, stored once");
        let person = page.input("person").expect("the person");
        let decision = [("person", person.as_str()), ("role", "municipality_officer")];
        world.sign_in("yamanashi-manager").await.post("/registrations/approve", &decision).await.expect(404, "見つかりません");
        manager.submit("/registrations/approve", &decision).await.expect(200, "認めました");
        // A second click, and somebody who wants to refuse what is approved: told what was decided.
        manager.post("/registrations/approve", &decision).await.expect(409, "すでに承認済みです");
        let late = world.sign_in("yamaguchi-manager").await.post("/registrations/refuse", &decision).await;
        assert_eq!(late.expect(409, "すでに承認済みです").links("/organisations/").len(), 1);
        world.sign_in("yamanashi-manager").await.post("/registrations/approve", &decision).await.expect(404, "見つかりません");

        visitor.submit("/sign-in", &[("mail", NEWCOMER)]).await.expect(200, "届いたコードを入れる");
        let code = world.mailed_code(NEWCOMER).await;
        visitor.submit("/sign-in/code", &[("code", &code), ("next", "/account")]).await.expect(200, "見本 はじめ");
    }
}

story! {
    async fn whose_request_is_refused_may_ask_again(world) {
        let mut visitor = world.visitor();
        let page = visitor.submit("/register/request", &[("mail", NEWCOMER)]).await.expect(200, "柳井市");
        let organisation = page.input("organisation").expect("the organisation");
        let fields = [("step", "2"), ("mail", NEWCOMER), ("organisation", organisation.as_str()), ("name", "見本 はじめ"), ("kana", "みほん はじめ")];
        for _ in 0..2 {
            visitor.submit("/register/request", &fields).await.expect(200, "申請を受け付けました");
            let mut manager = world.sign_in("yamaguchi-manager").await;
            let person = manager.get("/registrations").await.expect(200, "見本 はじめ").input("person").expect("the person");
            let decision = [("person", person.as_str()), ("reason", "在籍を確かめられませんでした。")];
            manager.submit("/registrations/refuse", &decision).await.expect(200, "断りました");
            assert!(world.newest_mail(NEWCOMER).await.is_some_and(|mail| mail.contains("在籍を確かめられませんでした")));
            let late = [("person", person.as_str()), ("role", "municipality_officer")];
            manager.post("/registrations/approve", &late).await.expect(409, "すでに断っています");
        }
    }
}

story! {
    async fn whose_membership_ended_is_out_the_next_day(world) {
        let yanai = organisation(&world, "柳井市").await;
        let mut midori = world.sign_in("yanai-officer").await;
        let mut manager = world.sign_in("yanai-manager").await;
        let page = manager.get(&yanai).await.expect(200, "見本 みどり");
        let text = page.text();
        let row = text.split("<tr>").skip(1).find(|row| row.contains("見本 みどり")).expect("her row");
        let id = row.split("?membership=").nth(1).and_then(|v| v.split('"').next()).expect("an id").to_owned();
        let own = text.split("<tr>").skip(1).find(|row| row.contains("例田 健一")).expect("his row");
        let own = own.split("?membership=").nth(1).and_then(|v| v.split('"').next()).expect("an id").to_owned();
        let today = [("last-year", "令和8"), ("last-month", "11"), ("last-day", "２１")];
        let end = |id: &str| [&[("membership", id)], today.as_slice()].concat().iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect::<Vec<_>>();
        let fields = end(&id);
        let fields: Vec<_> = fields.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
        manager.get(&format!("{yanai}/end-membership?membership={id}")).await.expect(200, "見本 みどり");
        manager.submit(&format!("{yanai}/end-membership"), &[("membership", &id)]).await.expect(422, "「所属の最後の日」を入力してください");
        let mine = end(&own);
        let mine: Vec<_> = mine.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
        manager.submit(&format!("{yanai}/end-membership"), &mine).await.expect(422, "自分の所属は、自分では終わりにできません");
        manager.submit(&format!("{yanai}/end-membership"), &fields).await.expect(200, "所属の最後の日を決めました");
        midori.get("/account").await.expect(200, "見本 みどり");
        world.core.clock.advance(11 * 3600);
        midori.get("/account").await.expect(200, "見本 みどり");
        world.core.clock.advance(4 * 3600); // past midnight
        midori.get("/account").await.expect(303, "");
        let mut visitor = world.visitor();
        visitor.submit("/sign-in", &[("mail", "midori@yanai.example.jp")]).await.expect(200, "届いたコードを入れる");
        assert!(world.newest_mail("midori@yanai.example.jp").await.is_some_and(|m| m.contains("有効な所属がありません")));
        // What is over stays over: nobody is let in again but by an invitation that she accepts.
        let mut manager = world.sign_in("yanai-manager").await;
        manager.get(&yanai).await.expect(200, "終わった所属");
        let revived = [("membership", id.as_str()), ("last-year", "令和10"), ("last-month", "3"), ("last-day", "31")];
        manager.submit(&format!("{yanai}/end-membership"), &revived).await.expect(422, "もう終わっています");
    }
}

story! {
    /// Name, role and organisation for who may look; addresses and times for who looks after these people.
    async fn contacts_are_for_those_who_look_after_her(world) {
        let yanai = organisation(&world, "柳井市").await;
        let contacts = ["kenichi@yanai.example.jp", "最後のログイン", "連絡先"];
        world.sign_in("yanai-manager").await;
        for person in ["yanai-manager", "yamaguchi-manager", "cooperation-office", "elderly-health-department", "administrator"] {
            let page = world.sign_in(person).await.get(&yanai).await.expect(200, "例田 健一");
            assert!(contacts.iter().all(|words| page.contains(words)), "{person}");
        }
        for person in ["yanai-officer", "yamaguchi-officer", "yanai-health-centre", "chugokushikoku-bureau"] {
            let page = world.sign_in(person).await.get(&yanai).await.expect(200, "例田 健一");
            assert!(page.contains("市町村 管理者") && !contacts.iter().any(|words| page.contains(words)), "{person}");
        }
        // What the pages promise is this.
        let promise = "最後にログインした時は、所属する組織とその都道府県の管理者、事務局、厚生労働省（所管課）、運用管理者だけが見る";
        world.visitor().get("/register").await.expect(200, promise);
        world.sign_in("yanai-officer").await.get("/account/profile").await.expect(200, promise);
    }
}

story! {
    /// Outside one's reach there is nothing; inside, only what the table says.
    async fn reaches_end_where_they_end(world) {
        let yanai = organisation(&world, "柳井市").await;
        let yamaguchi = organisation(&world, "山口県").await;
        let operator = organisation(&world, "れんけい運用室（架空）").await;
        let association = organisation(&world, "柳井見本医師会（架空）").await;

        let mut prefecture = world.sign_in("yamaguchi-manager").await;
        for at in [&yanai, &yamaguchi, &association] {
            prefecture.get(at).await.expect(200, "所属する人");
            prefecture.get(&format!("{at}/sign-ins")).await.expect(200, "ログイン");
        }
        let mut neighbour = world.sign_in("yamanashi-manager").await;
        for at in [&yanai, &yamaguchi, &association, &operator] {
            neighbour.get(at).await.expect(404, "見つかりません");
            neighbour.get(&format!("{at}/sign-ins")).await.expect(404, "見つかりません");
            neighbour.get(&format!("{at}/invite")).await.expect(404, "見つかりません");
            invite(&mut neighbour, at, "spy@yamanashi.example.jp", "municipality_manager").await.expect(404, "見つかりません");
            neighbour.post(&format!("{at}/code-sheet"), &[]).await.expect(404, "見つかりません");
        }
        assert!(!neighbour.get("/organisations?q=%E6%9F%B3%E4%BA%95").await.expect(200, "見つかりませんでした").contains("柳井市"));
        // A programme office works with everybody but the ministry's side.
        let mut office = world.sign_in("home-care-office").await;
        office.get(&yanai).await.expect(200, "所属する人");
        office.get(&operator).await.expect(404, "見つかりません");
        invite(&mut office, &operator, "spy@home-care-office.example.jp", "administrator").await.expect(404, "見つかりません");
        let other_office = organisation(&world, "事務局（医介連携）").await;
        office.get(&other_office).await.expect(404, "見つかりません");
        // It lets people in everywhere, but when they sign in it sees of its own house alone (decision 0008).
        assert!(office.get(&format!("{yanai}/invite")).await.expect(200, "人を招待する").contains("招待する"));
        assert!(!office.get(&yanai).await.contains("/sign-ins"), "no door that stays shut");
        office.get(&format!("{yanai}/sign-ins")).await.expect(404, "見つかりません");
        let own = organisation(&world, "事務局（在宅体制整備）").await;
        office.get(&format!("{own}/sign-ins")).await.expect(200, "ログイン");
        // A coordinator sees her own house only; an officer may look but not invite.
        let mut coordinator = world.sign_in("yanai-coordinator").await;
        coordinator.get(&association).await.expect(200, "例原 ひとみ");
        coordinator.get(&yanai).await.expect(404, "見つかりません");
        let mut officer = world.sign_in("yanai-officer").await;
        assert!(!officer.get(&yanai).await.expect(200, "例田 健一").contains("招待する"));
        officer.get(&format!("{yanai}/invite")).await.expect(403, "市町村 管理者");
        officer.get(&format!("{yanai}/sign-ins")).await.expect(403, "市町村 管理者");
    }
}

story! {
    /// A municipality cannot contract a coordinator for its neighbour.
    async fn coordinators_are_invited_within_reach(world) {
        let yanai = organisation(&world, "柳井市").await;
        let mut manager = world.sign_in("yanai-manager").await;
        let send = async |browser: &mut Browser, serves: &str| {
            let fields = [("name", "見本 つなぐ"), ("mail", "tsunagu@yanai.example.jp"), ("role", "coordinator"), ("serves", serves), ("level", "municipality"), ("contract", "contracted")];
            browser.submit(&format!("{yanai}/invite"), &fields).await
        };
        send(&mut manager, "").await.expect(422, "名前か団体コードを一つ以上");
        send(&mut manager, "352129").await.expect(422, "担当する市町村");
        send(&mut manager, "柳井町").await.expect(422, "「柳井町」という市町村は見つかりません");
        send(&mut manager, "352128 353051").await.expect(422, "「353051」は、あなたの担当の外の市町村です");
        send(&mut manager, "柳井市、和木町").await.expect(422, "「和木町」は、あなたの担当の外の市町村です");
        let mut prefecture = world.sign_in("yamaguchi-manager").await;
        send(&mut prefecture, "３５２１２８、353051").await.expect(200, "コーディネーター");
        // A name that four towns bear: she is asked, everything typed stays, and the ticked one is taken.
        let mut office = world.sign_in("cooperation-office").await;
        let fields = [("name", "見本 つなぐ"), ("mail", "tsunagu2@yanai.example.jp"), ("role", "coordinator"), ("serves", "池田町\r\n柳井市"), ("level", "municipality"), ("contract", "contracted")];
        let asked = office.submit(&format!("{yanai}/invite"), &fields).await.expect(422, "「池田町」は4つあります");
        assert!(asked.contains("北海道池田町（016446）") && asked.contains("池田町\r\n柳井市") || asked.contains("池田町\n柳井市"));
        let ticked = [&fields[..], &[("place", "016446")]].concat();
        let again = [&ticked[..5], &[("level", ""), ("contract", "contracted"), ("place", "016446")]].concat();
        let again = again.into_iter().filter(|f| *f != ("level", "municipality")).collect::<Vec<_>>();
        let page = office.submit(&format!("{yanai}/invite"), &again).await.expect(422, "配置の段階").text();
        let ikeda = page.split("<input ").find(|tag| tag.contains("value=\"016446\"")).expect("the choice stays");
        assert!(ikeda.split('>').next().is_some_and(|tag| tag.contains("checked")), "and stays ticked");
        office.submit(&format!("{yanai}/invite"), &ticked).await.expect(200, "招待しました");
    }
}

story! {
    async fn lists_are_kept_by_those_who_may(world) {
        world.sign_in("yanai-officer").await.get("/lists").await.expect(403, "事務局");
        let mut department = world.sign_in("elderly-health-department").await;
        assert!(!department.get("/lists").await.expect(200, "歯科衛生士").contains("名前を変える"));
        department.post("/lists/add", &[("list", "professions"), ("label", "精神保健福祉士")]).await.expect(403, "できません");
        let mut office = world.sign_in("cooperation-office").await;
        office.submit("/lists/add", &[("list", "professions"), ("label", "")]).await.expect(422, "「名前」を入力してください");
        office.submit("/lists/add", &[("list", "nothing"), ("label", "x")]).await.expect(422, "示された中から選んでください");
        office.submit("/lists/add", &[("list", "professions"), ("label", "精神保健福祉士")]).await.expect(200, "加えました");
        office.submit("/lists/add", &[("list", "professions"), ("label", "精神保健福祉士")]).await.expect(422, "もうあります");
        office.submit("/lists/rename", &[("list", "professions"), ("id", "added-1"), ("label", "精神保健福祉士（PSW）")]).await.expect(200, "PSW");
        office.post("/lists/rename", &[("list", "professions"), ("id", "none"), ("label", "x")]).await.expect(404, "見つかりません");
        world.visitor().get("/register").await.expect(200, "精神保健福祉士（PSW）");
        let end = [("list", "professions"), ("id", "added-1"), ("last-year", "R8"), ("last-month", "11"), ("last-day", "20")];
        office.submit("/lists/end", &end).await.expect(200, "選べません");
        assert!(!world.visitor().get("/register").await.expect(200, "歯科衛生士").contains("PSW"));
        office.submit("/lists/end", &[("list", "professions"), ("id", "added-1"), ("again", "1")]).await.expect(200, "終わりの日を変えました");
    }
}

story! {
    async fn an_organisation_is_added_within_reach(world) {
        let mut prefecture = world.sign_in("yamaguchi-manager").await;
        let fields = |prefecture: &'static str, kind: &'static str| {
            [("kind", kind), ("name", "見本東部訪問看護協議会"), ("kana", "みほんとうぶ"), ("prefecture", prefecture), ("domain", "@houkan.example.jp")]
        };
        let add = "/organisations/new";
        prefecture.get(add).await.expect(200, "都道府県に属さない");
        prefecture.submit(add, &fields("190004", "visiting_nursing_council")).await.expect(422, "あなたの担当の都道府県");
        prefecture.submit(add, &fields("350001", "operator")).await.expect(422, "運用管理者です");
        prefecture.submit(add, &fields("350001", "visiting_nursing_council")).await.expect(200, "組織を加えました");
        prefecture.submit(add, &fields("350001", "visiting_nursing_council")).await.expect(422, "もうあります");
        world.visitor().submit("/register/request", &[("mail", "a@houkan.example.jp")]).await.expect(200, "見本東部訪問看護協議会");
        world.sign_in("yamaguchi-officer").await.get(add).await.expect(403, "都道府県 管理者");
    }
}

story! {
    async fn the_login_history_shows_what_happened(world) {
        let yanai = organisation(&world, "柳井市").await;
        let mut visitor = world.visitor();
        visitor.submit("/sign-in", &[("mail", "midori@yanai.example.jp")]).await.expect(200, "届いたコードを入れる");
        visitor.submit("/sign-in/code", &[("code", "ACDEFGHJ")]).await.expect(422, "コードが違います");
        let code = world.mailed_code("midori@yanai.example.jp").await;
        visitor.submit("/sign-in/code", &[("code", &code), ("next", "/")]).await.expect(200, "見本 みどり");
        let mut manager = world.sign_in("yanai-manager").await;
        let page = manager.get(&format!("{yanai}/sign-ins")).await.expect(200, "コードが違った");
        assert!(page.contains("ログインした") && page.contains("見本 みどり") && page.contains("デモでログインした"));
    }
}

story! {
    /// Wrong registration codes, however many, do not lock the owner of the address out.
    async fn nobody_locks_somebody_else_out_by_registering(world) {
        for _ in 0..15 {
            register(&mut world.visitor(), "midori@yanai.example.jp", "ACDEFGHJ").await.expect(422, "登録コード");
        }
        world.visitor().submit("/sign-in", &[("mail", "midori@yanai.example.jp")]).await.expect(200, "届いたコードを入れる");
    }
}

story! {
    async fn nobody_belongs_before_today(world) {
        let yanai = organisation(&world, "柳井市").await;
        let mut manager = world.sign_in("yanai-manager").await;
        let fields = [
            ("name", "見本 はじめ"), ("mail", NEWCOMER), ("role", "municipality_officer"),
            ("from-year", "令和2"), ("from-month", "4"), ("from-day", "1"),
        ];
        manager.submit(&format!("{yanai}/invite"), &fields).await.expect(422, "さかのぼって所属にすることはできません");
    }
}
