//! A case from the first draft to the page everybody sees, told by the people who carry it.

use foundation::testing::{Browser, Seen};

use crate::world::story;

pub(super) const TEXTS: [(&str, &str); 9] = [
    ("title", "港の診療所と薬局が、同じ表で薬を見る"),
    ("summary", "薬の情報が届かず困っていました。診療所と薬局が同じ表を使い、行き違いが減りました。"),
    ("trouble", "退院した人の薬が、家に帰ってから分からなくなります。"),
    ("background", "人口は減り、薬局は2か所です（2025年）。"),
    ("outline", "- 表をつくる\n- 週に一度見直す"),
    ("effects", "行き違いは、月に10件から2件に減りました（2025年）。"),
    ("troubles", "nyutaiin"),
    ("scenes", "nyutaiin"),
    ("contents", "kirenai"),
];

/// The number of the case a page is about.
pub(super) fn number_of(page: &Seen) -> i64 {
    let path = page.address.split('?').next().unwrap_or("");
    path.trim_start_matches("/cases/").trim_end_matches("/edit").parse().expect(path)
}

/// Opens the empty form and sends it with these fields.
pub(super) async fn write(browser: &mut Browser, fields: &[(&str, &str)]) -> (String, Seen) {
    let form = browser.get("/cases/new").await.expect(200, "事例を書く");
    let key = form.input("form_key").expect("a key");
    let owner = form.input("owner").unwrap_or_default();
    let mut all = vec![("form_key", key.as_str()), ("version", "0")];
    if !fields.iter().any(|(name, _)| *name == "owner") {
        all.push(("owner", owner.as_str()));
    }
    all.extend_from_slice(fields);
    let page = browser.submit("/cases/new", &all).await;
    (key, page)
}

/// The town's manager decides what her officer handed in.
pub(crate) async fn approve(world: &crate::world::World, number: i64) {
    let mut manager = world.sign_in("yanai-manager").await;
    manager.submit(&format!("/cases/{number}/approve"), &[]).await.expect(200, "承認して、事務局に出しました");
}

/// Decided by the town's manager, published by the office.
pub(super) async fn publish(world: &crate::world::World, number: i64) {
    approve(world, number).await;
    let mut office = world.sign_in("cooperation-office").await;
    office.submit(&format!("/cases/{number}/publish"), &[]).await.expect(200, "公開しました");
}

story! {
    async fn a_town_writes_the_office_returns_and_publishes(world) {
        let mut town = world.sign_in("yanai-officer").await;
        // A draft needs its title and nothing else.
        let (_, draft) = write(&mut town, &[("title", TEXTS[0].1), ("next", "save")]).await;
        let number = number_of(&draft.expect(200, "保存しました"));
        let case = format!("/cases/{number}");
        town.get("/cases/mine").await.expect(200, TEXTS[0].1);
        town.get("/").await.expect(200, "の続きを書く");

        // Handing it in as it is shows what is missing; the draft stays.
        let edit = format!("{case}/edit");
        let form = town.get(&edit).await.expect(200, "事例を直す");
        let version = form.input("version").expect("a version");
        let page = town.submit(&edit, &[("title", TEXTS[0].1), ("version", &version), ("next", "submit")]).await;
        let page = page.expect(422, "下書きは残しました");
        assert!(page.contains("「取組の概要」を書いてください。") && page.contains("href=\"#scenes\""));

        // Complete, it goes to the office with a receipt.
        let version = page.input("version").expect("a version");
        let mut fields = TEXTS.to_vec();
        fields.extend([("version", version.as_str()), ("next", "submit"), ("players", ""), ("player-1", "薬局"), ("act-1", "表を見直す")]);
        let page = town.submit(&edit, &fields).await.expect(200, &format!("受付番号 事例{number}"));
        assert!(page.contains("所属の承認待ち") && page.contains("まず、所属の管理者が承認します"));
        town.get(&edit).await.expect(422, "この事例はいま「所属の承認待ち」なので");
        approve(&world, number).await;
        town.get(&edit).await.expect(422, "この事例はいま「事務局が確認中」なので");

        // The office sends it back with a reason; without one it cannot.
        let mut office = world.sign_in("cooperation-office").await;
        office.get("/cases/review").await.expect(200, TEXTS[0].1);
        office.get("/").await.expect(200, "を確かめる");
        office.submit(&format!("{case}/return"), &[("reason", " ")]).await.expect(422, "差し戻す理由を書いてください");
        office.submit(&format!("{case}/return"), &[("reason", "薬局の数の出典を書き足してください。")]).await.expect(200, "差し戻しました");
        town.get("/").await.expect(200, "薬局の数の出典を書き足してください。");
        town.get(&case).await.expect(200, "差戻しの理由");

        // Handed in again, published, seen by everybody; the way stays with those concerned.
        town.submit(&format!("{case}/submit"), &[]).await.expect(200, "受付番号");
        approve(&world, number).await;
        let mut visitor = world.visitor();
        visitor.get(&case).await.expect(404, "ページが見つかりません");
        office.submit(&format!("{case}/publish"), &[]).await.expect(200, "公開しました");
        let page = visitor.get(&case).await.expect(200, "退院した人の薬が");
        assert!(page.contains("<li>週に一度見直す</li>") && page.contains("薬局"));
        assert!(!page.contains("薬局の数の出典を"), "the reason of a return is not for everybody");
        visitor.get("/cases?trouble=nyutaiin").await.expect(200, TEXTS[0].1);
        let steps = town.get(&case).await.expect(200, "関係者にだけ見えます");
        assert!(steps.contains("薬局の数の出典を書き足してください。"));

        // Taken down, it is gone from the lists; the town's officer cannot do that, the manager can.
        town.post(&format!("{case}/archive"), &[]).await.expect(403, "この操作はできません");
        let mut manager = world.sign_in("yanai-manager").await;
        let archive = format!("{case}/archive");
        manager.submit(&archive, &[]).await.expect(422, "公開を終える理由を書いてください");
        let page = manager.submit(&archive, &[("archive-reason", "薬局がなくなったため")]).await;
        let page = page.expect(422, "「一般の方から見えなくなることを確かめました」に印を");
        assert!(page.contains("薬局がなくなったため</textarea>") && page.contains("href=\"#archive-sure\""));
        visitor.get(&case).await.expect(200, TEXTS[0].1);
        let meant = [("archive-reason", "薬局がなくなったため"), ("archive-sure", "1")];
        manager.submit(&archive, &meant).await.expect(200, "公開を終えました");
        assert!(town.get(&case).await.contains("薬局がなくなったため"), "the reason stays in the history");
        let gone = visitor.get(&case).await.expect(410, "この事例の公開は終わりました");
        assert!(!gone.contains(TEXTS[0].1) && !gone.contains(TEXTS[2].1), "nothing of its content");
        assert!(!gone.links("/cases/").is_empty(), "but the way to similar ones");
        assert!(!visitor.get("/cases.json").await.contains(TEXTS[0].1));
        office.get(&case).await.expect(200, "もう一度公開する");
        // Published again a week later it is no newer than it was.
        world.core.clock.advance(7 * 86_400);
        let mut office = world.sign_in("cooperation-office").await;
        let page = office.submit(&format!("{case}/publish"), &[]).await.expect(200, "もう一度公開しました");
        assert!(page.contains("再公開"));
        visitor.get(&case).await.expect(200, "公開 令和8年11月21日");
    }
}

story! {
    async fn who_may_be_told_by_a_text_is_looked_at_before_it_is_handed_in(world) {
        let mut town = world.sign_in("yanai-officer").await;
        let mut fields = TEXTS.to_vec();
        fields[4] = ("outline", "連絡は 0000-00-0000 の見本さんへ");
        fields.push(("next", "submit"));
        let (_, page) = write(&mut town, &fields).await;
        let page = page.expect(422, "電話番号らしい「0000-00-0000」があります");
        assert!(page.contains("人の名前らしい「見本さん」") && page.contains("href=\"#outline\""));
        assert!(page.contains("確かめた。このまま出す") && page.contains("下書きは残しました"));
        let confirmed = page.text().split("value=\"submit-confirmed-").nth(1).and_then(|t| t.split('"').next().map(str::to_owned));
        let confirmed = format!("submit-confirmed-{}", confirmed.expect("a button to confirm"));
        let edit = page.links("/cases/").into_iter().next();
        let number = town.get("/cases/mine").await.links("/cases/").into_iter().filter_map(|l| l.trim_start_matches("/cases/").parse::<i64>().ok()).max();
        let number = number.unwrap_or_else(|| panic!("a stored draft: {edit:?}"));
        let edit = format!("/cases/{number}/edit");
        let version = town.get(&edit).await.input("version").expect("a version");
        fields.pop();
        fields.push(("version", version.as_str()));
        // Pressed for something else than what was looked at, it asks again.
        let mut other = fields.clone();
        other[4] = ("outline", "連絡は 0000-00-0000 の例田さんへ");
        other.push(("next", confirmed.as_str()));
        let page = town.submit(&edit, &other).await.expect(422, "人の名前らしい「例田さん」");
        let version = page.input("version").expect("a version");
        fields.pop();
        fields.extend([("version", version.as_str()), ("next", confirmed.as_str())]);
        town.submit(&edit, &fields).await.expect(200, &format!("受付番号 事例{number}"));
    }
}

story! {
    async fn why_it_came_back_stands_where_it_is_mended(world) {
        let mut town = world.sign_in("yanai-officer").await;
        let mut fields = TEXTS.to_vec();
        fields.push(("next", "submit"));
        let (_, page) = write(&mut town, &fields).await;
        let case = format!("/cases/{}", number_of(&page.expect(200, "受付番号")));
        approve(&world, number_of(&town.get(&case).await)).await;
        let mut office = world.sign_in("cooperation-office").await;
        office.submit(&format!("{case}/return"), &[("reason", "数の出典を書き足してください。")]).await.expect(200, "差し戻しました");
        let edit = format!("{case}/edit");
        assert_eq!(town.get("/").await.links(&edit).len(), 1, "home leads to the form");
        town.get(&edit).await.expect(200, "数の出典を書き足してください。");
        // Put aside and taken back, it still says why.
        town.submit(&format!("{case}/discard"), &[]).await.expect(200, "破棄しました");
        town.submit(&format!("{case}/restore"), &[]).await.expect(200, "元に戻しました");
        town.get(&edit).await.expect(200, "数の出典を書き足してください。");
    }
}

story! {
    async fn an_unpublished_case_is_nobody_elses(world) {
        let mut town = world.sign_in("yanai-officer").await;
        let (_, page) = write(&mut town, &[("title", "ひみつの下書き"), ("summary", "ひみつの要約"), ("next", "save")]).await;
        let case = format!("/cases/{}", number_of(&page.expect(200, "保存しました")));
        let every_channel = ["/cases", "/cases?q=%E3%81%B2%E3%81%BF%E3%81%A4", "/search?q=%E3%81%B2%E3%81%BF%E3%81%A4", "/cases.csv", "/cases.json", "/", "/regions/352128", "/regions/350001", "/cases/mine"];
        for person in ["", "nambu-officer", "higashiomi-officer", "yamanashi-manager", "yanai-health-centre", "chugokushikoku-bureau", "yanai-association", "administrator"] {
            let mut other = if person.is_empty() { world.visitor() } else { world.sign_in(person).await };
            other.get(&case).await.expect(404, "ページが見つかりません");
            for address in every_channel {
                assert!(!other.get(address).await.contains("ひみつの下書き"), "{person} sees it at {address}");
            }
            let edit = other.get(&format!("{case}/edit")).await;
            assert!([303, 403, 404].contains(&edit.status.as_u16()), "{person}: {}", edit.status);
            let post = other.post(&format!("{case}/edit"), &[("title", "のっとり"), ("version", "1")]).await;
            assert!([303, 401, 403, 404].contains(&post.status.as_u16()), "{person}: {}", post.status);
            let post = other.post(&format!("{case}/submit"), &[]).await;
            assert!([303, 401, 403, 404].contains(&post.status.as_u16()), "{person}: {}", post.status);
        }
        // The prefecture sees how it stands and changes nothing.
        let mut prefecture = world.sign_in("yamaguchi-officer").await;
        let seen = prefecture.get(&case).await.expect(200, "山口県柳井市");
        assert!(!seen.contains(&format!("{case}/edit")), "no button that leads nowhere");
        assert!(!seen.contains("ひみつ") && !prefecture.get("/cases/mine").await.contains("ひみつの下書き"));
        prefecture.get(&format!("{case}/edit")).await.expect(404, "ページが見つかりません");
        // So does the department; the contracted coordinator writes.
        assert!(!world.sign_in("elderly-health-department").await.get(&case).await.expect(200, "下書き").contains("ひみつ"));
        world.sign_in("yanai-coordinator").await.get(&format!("{case}/edit")).await.expect(200, "ひみつの下書き");
        town.get(&case).await.expect(200, "ひみつの下書き");
    }
}

story! {
    async fn the_same_form_sent_twice_stores_one_case(world) {
        let mut town = world.sign_in("yanai-officer").await;
        let (key, first) = write(&mut town, &[("title", "二度送られた事例"), ("next", "save")]).await;
        let number = number_of(&first.expect(200, "保存しました"));
        let again = [("form_key", key.as_str()), ("owner", "352128"), ("title", "二度送られた事例"), ("next", "save")];
        assert_eq!(number_of(&town.submit("/cases/new", &again).await.expect(200, "保存しました")), number);
        let mine = town.get("/cases/mine").await;
        assert_eq!(mine.text().matches("二度送られた事例").count(), 1);
        // Nobody else reaches the case with the key, and a made-up key is no key.
        let mut other = world.sign_in("nambu-officer").await;
        let stolen = [("form_key", key.as_str()), ("owner", "193666"), ("title", "x"), ("next", "save")];
        other.submit("/cases/new", &stolen).await.expect(404, "ページが見つかりません");
        other.submit("/cases/new", &[("form_key", "1"), ("owner", "193666"), ("title", "x")]).await.expect(400, "送信は受け付けていません");

        // The same edit sent twice is no conflict.
        let edit = format!("/cases/{number}/edit");
        let version = town.get(&edit).await.input("version").expect("a version");
        for _ in 0..2 {
            let fields = [("title", "直した題名"), ("places", "柳井市"), ("version", version.as_str())];
            town.submit(&edit, &fields).await.expect(200, "直した題名");
        }
        // Nor is 事務局に出す pressed twice.
        let mut fields = TEXTS.to_vec();
        let version = town.get(&edit).await.input("version").expect("a version");
        fields.push(("version", &version));
        town.submit(&edit, &fields).await.expect(200, "保存しました");
        for _ in 0..2 {
            town.submit(&format!("/cases/{number}/submit"), &[]).await.expect(200, "受付番号");
        }
        let steps = town.get(&format!("/cases/{number}")).await;
        assert_eq!(steps.text().matches("所属の承認へ").count(), 1);
    }
}

story! {
    async fn who_saves_second_sees_both_versions_and_loses_nothing(world) {
        let mut officer = world.sign_in("yanai-officer").await;
        let (_, page) = write(&mut officer, &[("title", "はじめの題名"), ("background", "はじめの背景")]).await;
        let edit = format!("/cases/{}/edit", number_of(&page.expect(200, "保存しました")));
        let mut manager = world.sign_in("yanai-manager").await;
        let version = manager.get(&edit).await.input("version").expect("a version");
        manager.submit(&edit, &[("title", "上司の題名"), ("background", "はじめの背景"), ("version", &version)]).await.expect(200, "上司の題名");
        let mine = [("title", "担当の題名"), ("background", "担当の<背景>"), ("version", version.as_str())];
        let page = officer.submit(&edit, &mine).await.expect(409, "ほかの方が先に保存しました");
        for words in ["上司の題名", "担当の題名", "はじめの背景", "担当の&#60;背景&#62;"] {
            assert!(page.contains(words), "{words}");
        }
        // Knowing both, she saves hers.
        let version = page.input("version").expect("the version of now");
        let mine = [("title", "担当の題名"), ("background", "担当の<背景>"), ("version", version.as_str())];
        officer.submit(&edit, &mine).await.expect(200, "担当の題名");
    }
}

story! {
    async fn the_office_writes_for_a_town_and_both_are_recorded(world) {
        let mut office = world.sign_in("cooperation-office").await;
        // A name that several towns bear must be told apart.
        let (_, page) = write(&mut office, &[("owner", "池田町"), ("title", "代理の事例")]).await;
        page.expect(422, "「池田町」は4つあります");
        let mut fields = TEXTS.to_vec();
        fields.extend([("owner", "福井県池田町"), ("next", "submit")]);
        let (_, page) = write(&mut office, &fields).await;
        let page = page.expect(200, "受付番号");
        let number = number_of(&page);
        assert!(page.contains("福井県池田町"));
        let mut log = world.core.read::<site::permissions::LookAtCases>(site::permissions::Actor::Console, "test").await.expect("the log");
        let rows: Vec<(String, Option<String>)> = log
            .all(
                foundation::sql("select actor_label, on_behalf_of from audit_log where subject_kind = 'case' and subject_id = $1 order by id")
                    .bind(number.to_string()),
            )
            .await
            .expect("rows");
        assert_eq!(rows.len(), 2, "drafted and handed in: {rows:?}");
        for (who, for_whom) in &rows {
            assert!(who.contains("事務局"), "who acted: {who}");
            assert_eq!(for_whom.as_deref(), Some("福井県池田町"));
        }
        // A town writes for itself only.
        let mut town = world.sign_in("yanai-officer").await;
        let (_, page) = write(&mut town, &[("owner", "193666"), ("title", "よその事例")]).await;
        page.expect(422, "あなたの担当では書けません");
    }
}

story! {
    async fn doubts_are_pointed_out_and_what_was_typed_is_text(world) {
        let mut town = world.sign_in("yanai-officer").await;
        let (_, page) = write(&mut town, &[
            ("title", "<script>alert(1)</script>"),
            ("outline", "山田さんが始めました。\n\n<img src=x onerror=alert(1)>"),
            ("structure", "連絡は 0820-00-0000、kaigo＠yanai.example.jp"),
            ("effects", "よくなりました。"),
        ]).await;
        let page = page.expect(200, "もう一度見てください");
        for hint in ["山田さん", "0820-00-0000", "kaigo@yanai.example.jp", "数字がありません", "苦労した点と工夫」が空です"] {
            assert!(page.contains(hint), "{hint}");
        }
        assert!(!page.contains("<script>alert") && !page.contains("<img src=x"));
        // Too long, not offered, no such place: each at its field, and everything typed is kept.
        let long = "長".repeat(81);
        let (_, page) = write(&mut town, &[("title", &long), ("scenes", "no-such"), ("places", "無い町"), ("start_year", "来年")]).await;
        let page = page.expect(422, "か所を直すと先に進めます");
        for words in ["80文字まで", "示された中から選んでください", "「無い町」という", "「始めた年」は", &long] {
            assert!(page.contains(words), "{words}");
        }
    }
}

story! {
    /// Two offices under two contractors: each looks after the cases of its own programme.
    async fn another_programme_s_office_neither_sees_nor_publishes(world) {
        let mut office = world.sign_in("cooperation-office").await;
        let list = office.get("/cases/review").await.expect(200, "【架空】");
        let address = list.links("/cases/").into_iter().find(|a| a[7..].parse::<i64>().is_ok()).expect("one that waits");
        office.get(&address).await.expect(200, "【架空】");
        let mut other = world.sign_in("home-care-office").await;
        assert!(!other.get("/cases/review").await.expect(200, "確かめる").contains("【架空】"));
        assert_eq!(other.get(&address).await.status.as_u16(), 404);
        assert_eq!(other.post(&format!("{address}/publish"), &[("version", "1")]).await.status.as_u16(), 404);
        office.get("/cases/review").await.expect(200, "【架空】");
    }
}
