//! A town lets named people and organisations into a plan, and nobody else, and no longer than it says.

use foundation::testing::Browser;

use super::plans::{add, begin, location};
use crate::world::{World, story};

/// Lets somebody in until the end of the year; where that is stopped.
pub async fn let_in(her: &mut Browser, plan: &str, named: &[(&str, &str)], may: &str) -> String {
    let at = format!("{plan}/shares");
    let key = her.get(&at).await.expect(200, "相手を加える").input("form_key").expect("a key");
    let until =
        [("until-year", "令和8"), ("until-month", "12"), ("until-day", "31"), ("form_key", &*key), ("may", may)];
    let fields: Vec<(&str, &str)> = until.into_iter().chain(named.iter().copied()).collect();
    let seen = her.post(&at, &fields).await;
    assert!(location(&seen).starts_with(&format!("{at}?done=")));
    let page = her.get(&at).await.text();
    let stop =
        page.split("action=\"").skip(1).filter_map(|part| part.split('"').next()).find(|to| to.ends_with("/stop"));
    stop.expect("the newest stands first").to_owned()
}

async fn plan(world: &World) -> (Browser, String, String) {
    let mut her = world.sign_in("yanai-officer").await;
    let plan = begin(&mut her, "家で最期まで", "").await;
    let end = add(&mut her, &plan, "final", "望む人が家で最期を迎えている", &[]).await;
    add(&mut her, &plan, "activity", "当番表を配る", &[&end]).await;
    (her, plan, end)
}

/// Every way a plan goes out.
const CHANNELS: &[&str] = &[
    "",
    "/chart.svg",
    "/plan.pdf",
    "/plan.json",
    "/plan.xlsx",
    "/comments",
    "/reviews",
    "/versions",
    "/canvas",
    "/canvas.json",
    "/edit",
    "/boxes/new?level=final",
    "/reviews/new",
    "/shares",
];

async fn open(browser: &mut Browser, plan: &str) -> Vec<&'static str> {
    let mut open = Vec::new();
    for channel in CHANNELS {
        if browser.get(&format!("{plan}{channel}")).await.status.as_u16() == 200 {
            open.push(*channel);
        }
    }
    open
}

story! {
    async fn who_is_named_reads_and_nobody_else_in_any_channel(world) {
        let (mut her, plan, _) = plan(&world).await;
        let mut neighbour = world.sign_in("nambu-officer").await;
        let mut beside = world.sign_in("yamanashi-care-managers").await;
        assert!(open(&mut neighbour, &plan).await.is_empty());
        let stop = let_in(&mut her, &plan, &[("mail", " Yuki@nambu.example.jp "), ("note", "夜の相談のところを見てください")], "read").await;
        let reading = ["", "/chart.svg", "/plan.pdf", "/plan.json", "/plan.xlsx", "/comments", "/reviews"];
        assert_eq!(open(&mut neighbour, &plan).await, reading);
        assert!(open(&mut beside, &plan).await.is_empty(), "nobody else");
        // Told by mail and on the front page; the town sees whom it named.
        let mail = world.newest_mail("yuki@nambu.example.jp").await.expect("a letter");
        for words in ["柳井市が、ロジックモデル「家で最期まで」をあなたに見せています", "夜の相談のところ", "令和8年12月31日", &plan] {
            assert!(mail.contains(words), "{words}: {mail}");
        }
        neighbour.get("/").await.expect(200, "見せてもらったロジックモデル「家で最期まで」");
        neighbour.get("/plans").await.expect(200, "見せてもらったもの");
        her.get(&plan).await.expect(200, "yuki@nambu.example.jp（読む、令和8年12月31日");
        // Whom she is let in beside is none of her business, and what she may not do is neither offered nor taken.
        let page = neighbour.get(&plan).await.expect(200, "名前を挙げた人（読む");
        assert!(!page.contains("yuki@nambu") && !page.contains("人や組織に見せる") && !page.contains("全体のことば"));
        neighbour.post(&format!("{plan}/comments"), &[("words", "どうでしょう")]).await.expect(403, "コメントする人");
        assert!(!neighbour.get(&format!("{plan}/comments")).await.contains("どの箱について"));
        // Another plan of the same town is as far as before.
        let other = begin(&mut her, "べつのもの", "").await;
        neighbour.get(&other).await.expect(404, "");
        // Stopped: from now on.
        location(&her.post(&stop, &[]).await);
        assert!(open(&mut neighbour, &plan).await.is_empty());
        assert!(!neighbour.get("/").await.contains("見せてもらった"));
        her.post(&stop, &[]).await.expect(404, "");
        let page = her.get(&format!("{plan}/shares")).await.expect(200, "終わったもの");
        assert!(!page.contains("yuki@nambu"), "an address is kept no longer than it is needed");
    }
}

story! {
    async fn an_address_tells_nothing_about_who_is_registered(world) {
        let (mut her, plan, _) = plan(&world).await;
        let at = format!("{plan}/shares");
        let mut told = Vec::new();
        for mail in ["yuki@nambu.example.jp", "nobody@nowhere.example.jp"] {
            let key = her.get(&at).await.input("form_key").expect("a key");
            let fields = [("mail", mail), ("form_key", &*key), ("may", "read"), ("until-year", "2026"), ("until-month", "12"), ("until-day", "1")];
            let to = location(&her.post(&at, &fields).await);
            // Twice is told the same of both.
            let key = her.get(&at).await.input("form_key").expect("a key");
            let again = [("mail", mail), ("form_key", &*key), ("may", "write"), ("until-year", "2026"), ("until-month", "12"), ("until-day", "1")];
            let twice = her.post(&at, &again).await.expect(422, "もう見せています").text().replace(mail, "");
            let page = her.get(&to).await.text();
            let notice = page.split("加えました。").nth(1).and_then(|rest| rest.split('<').next()).unwrap_or("").to_owned();
            let faults = twice.matches("もう見せています").count();
            let row = page.split(mail).nth(1).and_then(|rest| rest.split("</tr>").next()).unwrap_or("").replace(mail, "");
            let row: String = row.chars().filter(|c| !c.is_ascii_digit()).collect();
            told.push((to, notice, faults, row));
        }
        assert_eq!(told[0], told[1]);
        assert!(told[0].1.contains("登録している方がいれば"));
        assert!(world.newest_mail("nobody@nowhere.example.jp").await.is_none(), "no letter to who is nobody here");
        assert!(world.newest_mail("yuki@nambu.example.jp").await.is_some());
    }
}

story! {
    async fn an_organisation_reads_its_people_come_and_go_and_the_day_ends_it(world) {
        let (mut her, plan, _) = plan(&world).await;
        let at = format!("{plan}/shares");
        let key = her.get(&at).await.input("form_key").expect("a key");
        let until = [("until-year", "2026"), ("until-month", "11"), ("until-day", "25")];
        let with = |named: &'static [(&'static str, &'static str)]| {
            until.into_iter().chain([("may", "comment")]).chain(named.iter().copied()).collect::<Vec<_>>()
        };
        her.post(&at, &with(&[("organisation", "どこにもない町")])).await.expect(422, "市町村コード");
        her.post(&at, &with(&[("organisation", "南部町")])).await.expect(422, "同じ名前の組織がいくつか");
        her.post(&at, &with(&[("organisation", "柳井市")])).await.expect(422, "はじめから読み書きできます");
        her.post(&at, &with(&[("organisation", "南部町"), ("mail", "a@b.example.jp")])).await.expect(422, "一度に一つずつ");
        her.post(&at, &with(&[])).await.expect(422, "どれか一つで決めてください");
        her.post(&at, &[("organisation", "山梨県南部町"), ("may", "comment"), ("until-year", "2026"), ("until-month", "11"), ("until-day", "1")]).await.expect(422, "もう過ぎています");
        her.post(&at, &[("organisation", "山梨県南部町"), ("may", "comment"), ("until-year", "2029"), ("until-month", "1"), ("until-day", "1")]).await.expect(422, "1年以内");
        let mut fields = with(&[("organisation", "山梨県南部町")]);
        fields.push(("form_key", &*key));
        location(&her.post(&at, &fields).await);
        // The same form sent twice lets in once.
        location(&her.post(&at, &fields).await);
        assert_eq!(her.get(&at).await.text().matches("<th scope=\"row\">山梨県南部町").count(), 1);
        let mut neighbour = world.sign_in("nambu-officer").await;
        neighbour.post(&format!("{plan}/comments"), &[("words", "うちでも同じことで困っています")]).await.expect(303, "");
        her.get(&format!("{plan}/comments")).await.expect(200, "（柳井市・ロジックモデルにコメントする人）");
        let mut of_the_prefecture = world.sign_in("yamanashi-officer").await;
        assert!(open(&mut of_the_prefecture, &plan).await.is_empty(), "the town is named, its prefecture is not");
        // 兼務: in the post of the organisation that was named, and in no other.
        let mut two_hats = world.sign_in("nambu-two-hats").await;
        let text = two_hats.get("/account").await.text();
        let id = |post: &str| {
            let li = text.split("<li>").find(|li| li.contains(post) && li.contains("value=\"")).map(str::to_owned);
            li.and_then(|li| li.split("value=\"").nth(1).and_then(|v| v.split('"').next()).map(str::to_owned))
        };
        let as_officer = open(&mut two_hats, &plan).await;
        let other = id("峡南見本連携拠点").or_else(|| id("南部町")).expect("her other post");
        two_hats.post("/account/membership", &[("membership", &other)]).await.expect(303, "");
        let as_coordinator = open(&mut two_hats, &plan).await;
        assert!(as_officer.is_empty() != as_coordinator.is_empty(), "{as_officer:?} {as_coordinator:?}");
        // Who acts for another organisation is not there for the town that was named.
        let mut elsewhere = world.sign_in("sapporo-manager").await;
        assert!(open(&mut elsewhere, &plan).await.is_empty());
        // Put aside: nobody but the town.
        put_state(&mut her, &plan, "put_aside").await;
        assert!(open(&mut neighbour, &plan).await.is_empty());
        put_state(&mut her, &plan, "own").await;
        neighbour.get(&plan).await.expect(200, "家で最期まで");
        // The day after the last one.
        world.core.clock.advance(5 * 86_400);
        let mut neighbour = world.sign_in("nambu-officer").await;
        assert!(open(&mut neighbour, &plan).await.is_empty());
        her = world.sign_in("yanai-officer").await;
        her.get(&at).await.expect(200, "期限が過ぎました");
    }
}

async fn put_state(her: &mut Browser, plan: &str, state: &str) {
    let form = her.get(&format!("{plan}/edit")).await.expect(200, "題名");
    let (title, revision) = (form.input("title").expect("a title"), form.input("revision").expect("a revision"));
    location(&her.post(&format!("{plan}/edit"), &[("title", &title), ("revision", &revision), ("state", state)]).await);
}

story! {
    async fn who_writes_along_writes_boxes_and_not_who_sees_them(world) {
        let (mut her, plan, end) = plan(&world).await;
        let_in(&mut her, &plan, &[("mail", "yuki@nambu.example.jp")], "write").await;
        let mut neighbour = world.sign_in("nambu-officer").await;
        let added = add(&mut neighbour, &plan, "middle", "夜も相談できる", &[&end]).await;
        her.get(&format!("{plan}#box-{added}")).await.expect(200, "夜も相談できる");
        // Who sees it and what was agreed to stays the town's.
        let form = neighbour.get(&format!("{plan}/edit")).await.expect(200, "町だけが変えられます");
        assert!(form.input("state").is_none());
        let revision = form.input("revision").expect("a revision");
        let sneaked = [("title", "直した題"), ("revision", &*revision), ("state", "shared"), ("agreed-by", "x"), ("agreed-on-year", "2026"), ("agreed-on-month", "1"), ("agreed-on-day", "1")];
        location(&neighbour.post(&format!("{plan}/edit"), &sneaked).await);
        let page = her.get(&plan).await.expect(200, "直した題");
        assert!(page.contains("まだ合意の記録がありません") && page.contains("町だけ"));
        // An indicator would bring the town's values along: the town ties it, not she.
        let tied = [("level", "final"), ("words", "x"), ("indicator-id", "home-deaths")];
        neighbour.post(&format!("{plan}/boxes/new"), &tied).await.expect(422, "いまの一覧にありません");
        assert!(!neighbour.get(&format!("{plan}/boxes/{end}")).await.expect(200, "望む人が").contains("home-deaths"));
        neighbour.post(&format!("{plan}/shares"), &[("mail", "a@b.example.jp"), ("may", "read")]).await.expect(403, "");
        neighbour.get("/plans/new").await.expect(200, "");
        // The log says who she is, and in what she acted.
        let mut operator = world.sign_in("administrator").await;
        operator.get("/operations/audit").await.expect(200, "（柳井市・ロジックモデルをいっしょに書く人）");
        // The town's coordinator writes by her office: to be let in to read takes nothing from her.
        let_in(&mut her, &plan, &[("mail", "hitomi@yanai-ishikai.example.jp")], "read").await;
        let mut coordinator = world.sign_in("yanai-coordinator").await;
        add(&mut coordinator, &plan, "first", "当番に電話がかかる", &[&added]).await;
    }
}

story! {
    /// Her membership ends: so does what it brought, also where she is somewhere else from then on.
    async fn who_leaves_is_no_longer_let_in(world) {
        let mut her = world.sign_in("nambu-officer").await;
        let plan = begin(&mut her, "となり町と", "").await;
        let_in(&mut her, &plan, &[("mail", "midori@yanai.example.jp")], "write").await;
        world.sign_in("yanai-officer").await.get(&plan).await.expect(200, "となり町と");
        let mut midori = world.sign_in("yanai-officer").await;
        let mut manager = world.sign_in("yanai-manager").await;
        let yanai = manager.get("/organisations?q=柳井市").await.links("/organisations/").into_iter()
            .find(|link| link.trim_start_matches("/organisations/").parse::<i64>().is_ok()).expect("柳井市");
        let text = manager.get(&yanai).await.expect(200, "見本 みどり").text();
        let row = text.split("<tr>").skip(1).find(|row| row.contains("見本 みどり")).expect("her row");
        let id = row.split("?membership=").nth(1).and_then(|v| v.split('"').next()).expect("an id").to_owned();
        let fields = [("membership", &*id), ("last-year", "令和8"), ("last-month", "11"), ("last-day", "21")];
        manager.submit(&format!("{yanai}/end-membership"), &fields).await.expect(200, "所属の最後の日を決めました");
        // Her last day, and the one after.
        world.sign_in("yanai-officer").await.get(&plan).await.expect(200, "となり町と");
        world.core.clock.advance(86_400);
        assert_eq!(midori.get(&plan).await.status.as_u16(), 303, "asked to sign in");
        let shown = memberships(&world, "midori@yanai.example.jp").await;
        assert!(shown.is_empty(), "nothing she could act in: {shown:?}");
    }
}

/// The memberships an address would be let in by today.
async fn memberships(world: &World, mail: &str) -> Vec<(i64, i64)> {
    use site::permissions::{Actor, SharePlans};
    let mut tx = world.core.read::<SharePlans>(Actor::Console, "test").await.expect("the console may");
    site::people::memberships_with_mail(&mut tx, mail).await.expect("an answer")
}

story! {
    /// A review becomes a draft case when the town says so, once, with figures and where they come from; nobody else says it for the town.
    async fn a_review_becomes_a_draft_case_when_the_town_says_so(world) {
        let (mut her, plan, end) = plan(&world).await;
        let measured = [("value", "12人"), ("note", "窓口の記録"), ("on-year", "令和8"), ("on-month", "11"), ("on-day", "1")];
        location(&her.post(&format!("{plan}/boxes/{end}/measured"), &measured).await);
        let key = her.get(&format!("{plan}/reviews/new")).await.input("form_key").expect("a key");
        let fields = [("form_key", &*key), ("on-year", "令和8"), ("on-month", "11"), ("on-day", "20"), ("place", "第3回協議会"), ("saw", "夜の電話が三割増えた"),
            ("verdict", "change"), ("why", "夜の当番が足りない"), ("step-1", "当番を増やす相談をする"), ("step-who-1", "市")];
        let review = location(&her.post(&format!("{plan}/reviews/new"), &fields).await).trim_end_matches("?done=saved").to_owned();
        let at = format!("{review}/case");
        her.get(&review).await.expect(200, "この振り返りを、事例の下書きにする");
        let page = her.get(&at).await.expect(200, "写すもの");
        for words in ["夜の電話が三割増えた", "12人（令和8年11月1日、窓口の記録）［出典：柳井市の実測］", "当番表を配る", "変える。夜の当番が足りない", "当番を増やす相談をする（市）",
            "ロジックモデル「家で最期まで」の振り返り（令和8年11月20日、第3回協議会）"] {
            assert!(page.contains(words), "{words}");
        }
        // Not without the town's own word, and by nobody who cannot give it.
        her.post(&at, &[]).await.expect(422, "町として下書きにすることを確かめて");
        let mut coordinator = world.sign_in("yanai-coordinator").await;
        assert!(!coordinator.get(&review).await.expect(200, "夜の電話").contains("事例の下書きにする"));
        coordinator.get(&at).await.expect(404, "");
        coordinator.post(&at, &[("agreed", "yes")]).await.expect(404, "");
        let_in(&mut her, &plan, &[("mail", "yuki@nambu.example.jp")], "write").await;
        let mut neighbour = world.sign_in("nambu-officer").await;
        neighbour.get(&review).await.expect(200, "夜の電話が三割増えた");
        neighbour.post(&at, &[("agreed", "yes")]).await.expect(403, "");
        let key = page.input("form_key").expect("a key");
        let agreed = [("agreed", "yes"), ("form_key", &*key)];
        let (one, two) = (location(&her.post(&at, &agreed).await), location(&her.post(&at, &agreed).await));
        assert!(one.starts_with("/cases/") && one.ends_with("/edit") && one == two);
        let form = her.get(&one).await.expect(200, "事例を直す");
        assert_eq!(form.input("title").as_deref(), Some("家で最期まで"));
        assert!(form.contains("夜の電話が三割増えた") && form.contains("［出典：柳井市の実測］"));
        her.get(&at).await.expect(200, "もう<a href=");
        her.get(&review).await.expect(200, "事例の下書き</a>になっています");
        // A draft is the town's: nobody else reads it, and thrown away it can be made again.
        let case = one.trim_end_matches("/edit").to_owned();
        world.visitor().get(&case).await.expect(404, "");
        her.post(&format!("{case}/discard"), &[]).await.expect(303, "");
        let key = her.get(&at).await.expect(200, "写すもの").input("form_key").expect("a key");
        let again = location(&her.post(&at, &[("agreed", "yes"), ("form_key", &*key)]).await);
        assert!(again != one, "another draft");
    }
}
