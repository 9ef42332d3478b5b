use foundation::testing::Seen;

use crate::world::{World, story};

/// The number of the programme with this short name on the list, by its link.
async fn programme(world: &World, name: &str) -> String {
    let list = world.visitor().get("/programmes").await.expect(200, name).text();
    let before = list.split(name).next().expect("the list");
    let link = before.rsplit("href=\"").next().and_then(|piece| piece.split('"').next()).expect("a link");
    link.to_owned()
}

async fn cooperation(world: &World) -> String {
    programme(world, "在宅医療・介護連携推進支援事業").await
}

async fn home_care(world: &World) -> String {
    programme(world, "地域の在宅医療の体制整備").await
}

/// Every box of the form on the page as it stands, with some of them changed.
fn filled<'a>(page: &Seen, names: &[&'static str], changed: &[(&'a str, &'a str)]) -> Vec<(String, String)> {
    let mut fields: Vec<(String, String)> =
        names.iter().map(|name| ((*name).to_owned(), page.input(name).unwrap_or_default())).collect();
    for (name, value) in changed {
        fields.retain(|(known, _)| known != name);
        fields.push(((*name).to_owned(), (*value).to_owned()));
    }
    fields
}

fn pairs(fields: &[(String, String)]) -> Vec<(&str, &str)> {
    fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect()
}

const YEAR_BOXES: &[&str] = &[
    "version",
    "mail",
    "telephone",
    "hours",
    "starts_on-year",
    "starts_on-month",
    "starts_on-day",
    "ends_on-year",
    "ends_on-month",
    "ends_on-day",
];

story! {
    async fn anybody_finds_the_office_of_each_programme(world) {
        let mut visitor = world.visitor();
        let list = visitor.get("/programmes").await.expect(200, "cooperation@office.example.jp");
        for words in ["老健局老人保健課", "医政局地域医療計画課", "令和8年度（2026年度）", "平日 9時〜17時"] {
            assert!(list.contains(words), "{words}");
        }
        assert!(list.queries.is_some_and(|n| n <= 5), "{:?} statements", list.queries);
        let home = home_care(&world).await;
        let year = visitor.get(&home).await.expect(200, "10名");
        assert!(year.contains("グループワーク研修") && !year.contains("REQ-"));
        assert!(!year.contains("研修会議Ⅰ"), "the other programme's part");
        assert!(!year.contains("設定を直す"), "a visitor sees no door she may not pass");
        assert!(year.contains("令和8年12月12日（土）") && year.contains("この日は役所が閉まっています（土曜日）"));
        visitor.get(&format!("{home}/2025")).await.expect(200, "令和7年12月12日（金）");
        for nothing in ["/programmes/999", "/programmes/x", &format!("{home}/1999"), &format!("{home}/99999")] {
            visitor.get(nothing).await.expect(404, "ページが見つかりません");
        }
    }
}

story! {
    async fn an_office_changes_its_own_year_and_not_a_neighbour_s(world) {
        let (own, other) = (cooperation(&world).await, home_care(&world).await);
        let mut office = world.sign_in("cooperation-office").await;
        for page in ["edit", "settings", "copy"] {
            office.get(&format!("{own}/2026/{page}")).await.expect(200, "令和8年度（2026年度）");
            // The neighbour's year is not there, whether looked at or sent to.
            office.get(&format!("{other}/2026/{page}")).await.expect(404, "ページが見つかりません");
            office.post(&format!("{other}/2026/{page}"), &[("version", "1")]).await.expect(404, "ページが見つかりません");
        }
        let mut town = world.sign_in("yanai-officer").await;
        town.get(&format!("{own}/2026/edit")).await.expect(403, "事務局、所管課");
        let visitor = world.visitor().get(&format!("{own}/2026/edit")).await;
        assert_eq!(visitor.status.as_u16(), 303, "a visitor is led to the sign-in");

        let edit = office.get(&format!("{own}/2026/edit")).await.expect(200, "受付時間");
        assert!(edit.input("office").is_none() && !edit.contains("<select class=\"input input-select\" id=\"office\""));
        let fields = filled(&edit, YEAR_BOXES, &[("hours", "平日 １０：００〜16:00"), ("starts_on-year", "2026"), ("parts", "survey")]);
        office.submit(&format!("{own}/2026/edit"), &pairs(&fields)).await.expect(200, "保存しました");
        let year = world.visitor().get(&own).await.expect(200, "平日 10:00〜16:00");
        assert!(year.contains("実態調査") && !year.contains("研修会議Ⅰ"));
    }
}

story! {
    async fn a_wrong_entry_keeps_what_was_typed_and_says_what_to_do(world) {
        let own = cooperation(&world).await;
        let mut office = world.sign_in("cooperation-office").await;
        let edit = office.get(&format!("{own}/2026/edit")).await;
        let fields = filled(
            &edit,
            YEAR_BOXES,
            &[("mail", "jimukyoku"), ("hours", ""), ("ends_on-year", "令和9"), ("ends_on-month", "4"), ("ends_on-day", "1")],
        );
        let page = office.post(&format!("{own}/2026/edit"), &pairs(&fields)).await.expect(422, "3か所を直すと先に進めます");
        for words in ["メールアドレスの形になっていません", "「受付時間」を入力してください", "実施期間は令和8年度（2026年度）の中"] {
            assert!(page.contains(words), "{words}");
        }
        assert_eq!(page.input("mail").as_deref(), Some("jimukyoku"));
        let backwards = [("version", "1"), ("survey.opens_on", "令和8年10月1日"), ("survey.closes_on", "令和8年9月30日")];
        let page = office.post(&format!("{own}/2026/settings"), &backwards).await;
        let page = page.expect(422, "「調査の回答締切」は、「調査の開始日」（");
        assert_eq!(page.input("survey.opens_on").as_deref(), Some("令和8年10月1日"));
        let settings = [("version", "1"), ("training.capacity_second", "0"), ("training.deadline_first", "10月14日")];
        let page = office.post(&format!("{own}/2026/settings"), &settings).await.expect(422, "2か所を直すと先に進めます");
        assert_eq!(page.input("training.deadline_first").as_deref(), Some("10月14日"));
    }
}

story! {
    async fn only_the_department_says_who_the_office_is(world) {
        let own = cooperation(&world).await;
        let mut office = world.sign_in("cooperation-office").await;
        let edit = office.get(&format!("{own}/2026/edit")).await;
        // Sent all the same, the office is not read from the form.
        let fields = filled(&edit, YEAR_BOXES, &[("office", "")]);
        office.submit(&format!("{own}/2026/edit"), &pairs(&fields)).await.expect(200, "事務局（医介連携）");
        let mut department = world.sign_in("elderly-health-department").await;
        let edit = department.get(&format!("{own}/2026/edit")).await.expect(200, "決まっていない");
        let option = edit.text();
        let other = option
            .split("<option value=\"")
            .find(|piece| piece.contains("在宅体制整備"))
            .and_then(|piece| piece.split('"').next())
            .expect("the other office is offered")
            .to_owned();
        let fields = filled(&edit, YEAR_BOXES, &[("office", &other)]);
        department.submit(&format!("{own}/2026/edit"), &pairs(&fields)).await.expect(200, "事務局（在宅体制整備）");
        // The old contractor has lost its reach with that, the new one has it.
        office.get(&format!("{own}/2026/edit")).await.expect(403, "この操作はできません");
        world.sign_in("home-care-office").await.get(&format!("{own}/2026/edit")).await.expect(200, "年度を直す");
    }
}

story! {
    async fn whoever_is_second_sees_both_versions(world) {
        let own = cooperation(&world).await;
        let (mut first, mut second) =
            (world.sign_in("cooperation-office").await, world.sign_in("elderly-health-department").await);
        let address = format!("{own}/2026/settings");
        let (a, b) = (first.get(&address).await, second.get(&address).await);
        let version = a.input("version").expect("a version");
        assert_eq!(b.input("version").as_deref(), Some(version.as_str()));
        let send = [("version", version.as_str()), ("training.capacity_second", "120")];
        first.submit(&address, &send).await.expect(200, "120名");
        let late = [("version", version.as_str()), ("training.capacity_second", "180")];
        let page = second.post(&address, &late).await.expect(409, "ほかの方がこの年度を変えました");
        assert!(page.contains("<td>120</td><td>180</td>"), "both stand beside each other");
        assert_eq!(page.input("training.capacity_second").as_deref(), Some("180"), "what was typed is kept");
        world.visitor().get(&own).await.expect(200, "120名");
        // Looked at and sent again, it is hers.
        let again = [("version", page.input("version").expect("the new version")), ("training.capacity_second", "180".to_owned())];
        let again: Vec<(&str, &str)> = again.iter().map(|(n, v)| (*n, v.as_str())).collect();
        second.submit(&address, &again).await.expect(200, "180名");
        // Emptied, the known value is back.
        let page = second.get(&address).await;
        let version = page.input("version").expect("a version");
        second.submit(&address, &[("version", &version), ("training.capacity_second", "")]).await.expect(200, "150名");

        let edit = first.get(&format!("{own}/2026/edit")).await;
        let fields = filled(&edit, YEAR_BOXES, &[("version", "1"), ("hours", "平日 8:30〜")]);
        first.post(&format!("{own}/2026/edit"), &pairs(&fields)).await.expect(409, "平日 9時〜17時");
    }
}

story! {
    async fn a_year_is_copied_into_the_next_with_everything_to_be_looked_at(world) {
        let own = home_care(&world).await;
        let mut office = world.sign_in("home-care-office").await;
        let settings = format!("{own}/2026/settings");
        let version = office.get(&settings).await.input("version").expect("a version");
        let send = [("version", version.as_str()), ("group_work.reply_deadline", "令和8年12月11日"), ("group_work.most_participants", "１２")];
        office.submit(&settings, &send).await.expect(200, "令和8年12月11日（金）");

        let copy = office.get(&format!("{own}/2026/copy")).await.expect(200, "令和9年度（2027年度）の案");
        assert!(copy.contains("令和9年12月11日（土）"), "the proposal is a year later, and says it is a Saturday");
        let next = office.submit(&format!("{own}/2026/copy"), &[]).await.expect(200, "令和9年度（2027年度）を作りました");
        assert_eq!(next.input("group_work.most_participants").as_deref(), Some("12"));
        assert_eq!(next.input("group_work.reply_deadline").as_deref(), Some("令和9年12月11日"));
        let unconfirmed = next.text().matches("name=\"confirm\"").count();
        assert!(unconfirmed > 20, "{unconfirmed}");
        // Until it begins, it is for those who prepare it.
        let coming = format!("{own}/2027");
        office.get(&coming).await.expect(200, "未確認").expect(200, "準備中");
        world.sign_in("elderly-health-department").await.get(&own).await.expect(200, "令和9年度（2027年度）・準備中");
        for person in ["cooperation-office", "yanai-manager"] {
            let mut other = world.sign_in(person).await;
            other.get(&coming).await.expect(404, "見つかりません");
            assert!(!other.get(&own).await.expect(200, "令和8年度").contains("令和9年度"));
        }
        world.visitor().get(&coming).await.expect(404, "見つかりません");
        assert!(!world.visitor().get(&own).await.expect(200, "令和8年度").contains("令和9年度"));
        assert!(!world.visitor().get("/programmes").await.expect(200, "令和8年度").contains("令和9年度"));
        // A second copy does not overwrite the first.
        office.post(&format!("{own}/2026/copy"), &[]).await.expect(422, "令和9年度（2027年度）はすでに作られています");

        // Ticking confirms; a new value confirms by itself.
        let settings = format!("{own}/2027/settings");
        let version = next.input("version").expect("a version");
        let mut send: Vec<(&str, &str)> = vec![("version", &version), ("confirm", "desk.hours")];
        send.extend([("group_work.reply_deadline", "令和9年12月10日"), ("group_work.most_participants", "12")]);
        office.submit(&settings, &send).await.expect(200, "令和9年12月10日（金）");
        let page = office.get(&settings).await;
        assert_eq!(page.text().matches("name=\"confirm\"").count(), unconfirmed - 2);
        assert!(page.contains("残り"));
        // Saving the year itself confirms its own items.
        let edit = office.get(&format!("{own}/2027/edit")).await.expect(200, "確認済み");
        let mut fields = filled(&edit, YEAR_BOXES, &[]);
        for part in ["group_work", "desk", "accompaniment"] {
            fields.push(("parts".to_owned(), part.to_owned()));
        }
        office.submit(&format!("{own}/2027/edit"), &pairs(&fields)).await.expect(200, "保存しました");
        let edit = office.get(&format!("{own}/2027/edit")).await;
        assert!(!edit.contains("確認済み"));
        // This year is as it was.
        world.visitor().get(&format!("{own}/2026")).await.expect(200, "令和8年12月11日（金）");
    }
}

/// What a new programme's form needs; `owner` where it may be chosen.
fn founding<'a>(name: &'a str, owner: &'a str) -> Vec<(&'a str, &'a str)> {
    let mut fields = vec![
        ("name", name),
        ("short_name", "見本の支援"),
        ("fiscal_year", "2026"),
        ("mail", "mihon@pref.example.jp"),
        ("telephone", "０００-０００-００００"),
        ("hours", "平日 9:00〜17:00"),
        ("parts", "desk"),
        ("purpose", "県内の市町を支えます。"),
    ];
    if !owner.is_empty() {
        fields.push(("owner", owner));
    }
    fields
}

story! {
    /// A fresh platform has no programme: the department makes its own, and says who its office is.
    async fn a_department_makes_a_programme_and_gives_it_an_office(world) {
        world.visitor().get("/programmes/new").await.expect(303, "");
        for person in ["yanai-manager", "yamaguchi-officer", "cooperation-office"] {
            world.sign_in(person).await.get("/programmes/new").await.expect(403, "所管課");
            world.sign_in(person).await.post("/programmes/new", &founding("x", "")).await.expect(403, "所管課");
        }
        let mut department = world.sign_in("elderly-health-department").await;
        department.get("/programmes").await.expect(200, "事業を作る");
        let page = department.get("/programmes/new").await.expect(200, "老健局老人保健課");
        assert!(!page.contains("name=\"owner\""), "her own organisation's, and no other's");
        let empty = department.submit("/programmes/new", &[]).await.expect(422, "「事業の名前」を入力してください");
        assert!(empty.contains("「はじめの年度」を選んでください") && empty.contains("「受付時間」を入力してください"));
        let mut odd = founding("見本の新しい事業", "");
        odd.retain(|(name, _)| !["fiscal_year", "mail"].contains(name));
        odd.extend([("fiscal_year", "1999"), ("mail", "x")]);
        let page = department.submit("/programmes/new", &odd).await.expect(422, "示された中から選んでください");
        assert_eq!(page.input("name").as_deref(), Some("見本の新しい事業"), "what was typed is kept");
        // What is not hers to say is not read: the owner is her own house.
        let made = department.submit("/programmes/new", &founding("見本の新しい事業", "1")).await;
        let made = made.expect(200, "つぎに「年度を直す」で、事務局を決めてください");
        assert!(made.contains("老健局老人保健課") && made.contains("県内の市町を支えます。"));
        department.submit("/programmes/new", &founding("見本の新しい事業", "")).await.expect(422, "もうあります");
        let own = programme(&world, "見本の新しい事業").await;
        let edit = department.get(&format!("{own}/2026/edit")).await.expect(200, "決まっていない").text();
        let office = edit.split("<option value=\"").find(|piece| piece.contains("医介連携")).expect("an office");
        let office = office.split('"').next().expect("its number").to_owned();
        let boxes = department.get(&format!("{own}/2026/edit")).await;
        let mut fields = filled(&boxes, YEAR_BOXES, &[("office", &office)]);
        fields.push(("parts".to_owned(), "desk".to_owned()));
        department.submit(&format!("{own}/2026/edit"), &pairs(&fields)).await.expect(200, "保存しました");
        world.sign_in("cooperation-office").await.get(&format!("{own}/2026/settings")).await.expect(200, "設定を直す");
        // The other department has nothing to do with it, and the library stays where it was.
        world.sign_in("regional-medical-department").await.get(&format!("{own}/2026/edit")).await.expect(404, "見つかりません");
        world.sign_in("cooperation-office").await.get("/cases/troubles").await.expect(200, "困りごと");
    }
}

story! {
    /// A prefecture's own programme: its managers make and change it, nobody else's; it has no other office.
    async fn a_prefecture_has_a_programme_of_its_own(world) {
        let mut manager = world.sign_in("yamaguchi-manager").await;
        manager.get("/programmes/new").await.expect(200, "山口県");
        let made = manager.submit("/programmes/new", &founding("山口県の在宅医療支援", "")).await.expect(200, "事業を作りました");
        assert!(made.contains("年度を直す"));
        let own = programme(&world, "山口県の在宅医療支援").await;
        let edit = manager.get(&format!("{own}/2026/edit")).await.expect(200, "都道府県が務めます");
        let mut fields = filled(&edit, YEAR_BOXES, &[("hours", "平日 10:00〜16:00"), ("office", "1")]);
        fields.push(("parts".to_owned(), "desk".to_owned()));
        manager.submit(&format!("{own}/2026/edit"), &pairs(&fields)).await.expect(200, "平日 10:00〜16:00");
        let next = manager.submit(&format!("{own}/2026/copy"), &[]).await.expect(200, "令和9年度（2027年度）を作りました");
        assert!(next.input("version").is_some());
        manager.get(&format!("{own}/2027")).await.expect(200, "準備中");
        world.visitor().get(&own).await.expect(200, "山口県");
        // Not the neighbour's, nor the ministry's; and theirs are not hers.
        for person in ["yamanashi-manager", "elderly-health-department", "cooperation-office"] {
            let mut other = world.sign_in(person).await;
            other.get(&format!("{own}/2026/edit")).await.expect(404, "見つかりません");
            other.post(&format!("{own}/2026/settings"), &[("version", "1")]).await.expect(404, "見つかりません");
            // What is prepared is for who prepares it; the ministry's departments see all of that.
            let coming = if person == "elderly-health-department" { 200 } else { 404 };
            other.get(&format!("{own}/2027")).await.expect(coming, "");
        }
        world.sign_in("yamaguchi-officer").await.get(&format!("{own}/2026/edit")).await.expect(403, "都道府県 管理者");
        manager.get(&format!("{}/2026/edit", cooperation(&world).await)).await.expect(404, "見つかりません");
        // Who runs the platform makes one for a prefecture, and has no hand in it afterwards.
        let mut administrator = world.sign_in("administrator").await;
        let page = administrator.get("/programmes/new").await.expect(200, "選んでください").text();
        let owner = page.split("<option value=\"").find(|piece| piece.contains(">山梨県<")).expect("a prefecture");
        let owner = owner.split('"').next().expect("its number").to_owned();
        administrator.submit("/programmes/new", &founding("山梨県の支援", "999999")).await.expect(422, "示された中から選んでください");
        let made = administrator.submit("/programmes/new", &founding("山梨県の支援", &owner)).await.expect(200, "山梨県");
        assert!(!made.contains("年度を直す"));
        let theirs = programme(&world, "山梨県の支援").await;
        world.sign_in("yamanashi-manager").await.get(&format!("{theirs}/2026/edit")).await.expect(200, "年度を直す");
        // The library of cases is the ministry's first programme's, whoever else has one.
        world.sign_in("cooperation-office").await.get("/cases/troubles").await.expect(200, "困りごと");
    }
}
