//! The collection room by prefecture, class and size: what is counted, what is listed, whom a bulk action reaches.

use foundation::testing::{Browser, Seen};

use crate::world::story;

const ROOM: &str = "/surveys/2/collection";

/// 「市町村 12団体中 …」 of the list.
fn listed(page: &Seen) -> i64 {
    let text = page.text();
    let Some(caption) = text.split("<caption>市町村 ").nth(1) else { return 0 };
    caption.split("団体").next().expect("a number").replace(',', "").parse().expect("a number")
}

/// Number behind a choice of a select: `<option value="kaso">過疎地域（633）`.
fn choice(page: &Seen, value: &str) -> i64 {
    let text = page.text();
    let option = text.split(&format!("<option value=\"{value}\"")).nth(1).expect("a choice");
    let number = option.split('（').nth(1).and_then(|rest| rest.split('）').next()).expect("a number");
    number.replace(',', "").parse().expect("a number")
}

/// A facet's count by its label.
fn facet(page: &Seen, label: &str) -> i64 {
    let text = page.text();
    let after = text.split(&format!("<span class=\"facet-label\">{label}")).nth(1).expect("a facet");
    let number = after.split("facet-count\">").nth(1).and_then(|rest| rest.split('<').next()).expect("a number");
    number.trim().parse().expect("a number")
}

async fn office(world: &crate::world::World) -> Browser {
    world.sign_in("cooperation-office").await
}

story! {
    async fn what_is_counted_is_what_is_listed(world) {
        let mut office = office(&world).await;
        let all = office.get(ROOM).await.expect(200, "/ 1,741");
        // The classes of the report: 633 + 612 + 457 memberships, 975 and 766 towns.
        for (class, towns) in [("any", 975), ("kaso", 633), ("chusankan", 612), ("shokibo", 457), ("none", 766)] {
            assert_eq!(choice(&all, class), towns, "{class}");
            let page = office.get(&format!("{ROOM}?class={class}")).await.expect(200, "selected");
            assert_eq!(listed(&page), towns, "{class} as listed");
        }
        let mut sum = 0;
        for band in ["under1", "1to3", "3to5", "5to10", "10to20", "20to50", "over50"] {
            let page = office.get(&format!("{ROOM}?band={band}")).await;
            assert_eq!(listed(&page), choice(&all, band), "{band}");
            sum += listed(&page);
        }
        assert_eq!(sum, 1741);
        // Conditions together; each facet counts within the others.
        let some = office.get(&format!("{ROOM}?class=kaso&band=under1&prefecture=190004")).await;
        let states: i64 = ["未着手", "途中", "提出", "差戻し", "確定"].iter().map(|state| facet(&some, state)).sum();
        assert_eq!(states, listed(&some));
        let owing = office.get(&format!("{ROOM}?class=kaso&band=under1&prefecture=190004&state=owing")).await;
        assert_eq!(listed(&owing), facet(&some, "未提出（すべて）"));
        let late = office.get(&format!("{ROOM}?class=any&late=yes")).await;
        let any = office.get(&format!("{ROOM}?class=any")).await;
        assert!(listed(&late) > 0 && listed(&late) == facet(&any, "締切を過ぎて未提出"));
        let words = office.get(&format!("{ROOM}?q=%E5%8D%97%E9%83%A8%E7%94%BA")).await;
        assert_eq!(listed(&words), ["未着手", "途中", "提出", "差戻し", "確定"].iter().map(|state| facet(&words, state)).sum::<i64>());
        // Tables by prefecture, class and size say what is invented; who lags leads to who owes.
        for words in ["区分は架空", "人口規模は架空", "遅れている都道府県", "中間締め", "最終の回収日"] {
            assert!(all.contains(words), "{words}");
        }
        assert!(all.queries.is_some_and(|queries| queries <= 14), "{:?}", all.queries);
        // No such class is no condition.
        assert_eq!(listed(&office.get(&format!("{ROOM}?class=x&band=y")).await), 1741);
        // A prefecture has the same for its own towns.
        let mut prefecture = world.sign_in("yamanashi-officer").await;
        let own = prefecture.get(ROOM).await.expect(200, "/ 27");
        assert_eq!(choice(&own, "any") + choice(&own, "none"), 27);
        assert!(!own.contains("遅れている都道府県"));
        // Prefectures themselves have neither class nor size.
        let kinds = office.get("/surveys/1/collection").await.expect(200, "/ 47");
        assert!(!kinds.contains("name=\"class\"") && !kinds.contains("区分ごとの回収"));
    }
}

story! {
    async fn bulk_actions_reach_whom_the_conditions_name_and_nobody_else(world) {
        let mut office = office(&world).await;
        let filter = "class=shokibo&prefecture=190004&state=owing";
        let page = office.get(&format!("{ROOM}?{filter}")).await.expect(200, "山梨県・小規模自治体・未提出（すべて）");
        let towns = listed(&page);
        assert!(towns > 0, "the demonstration has some");
        let fields = [("class", "shokibo"), ("prefecture", "190004"), ("state", "owing"), ("due-year", "2027"), ("due-month", "1"), ("due-day", "8")];
        let done = office.submit(&format!("{ROOM}/extend"), &fields).await.expect(200, &format!("{towns}団体の締切を延ばしました"));
        assert!(done.contains("最終の回収日より後の日です") && done.contains("これまでにまとめて延ばした締切"));
        assert!(done.contains("山梨県・小規模自治体・未提出（すべて）"), "kept as a group's");
        // Every one of them, and none besides.
        let after = office.get(&format!("{ROOM}?class=shokibo&prefecture=190004&state=owing")).await.text();
        let after = after.split("これまでに").next().expect("the list");
        assert_eq!(i64::try_from(after.matches("令和9年1月8日</td>").count()).expect("a count"), towns);
        let outside = office.get(&format!("{ROOM}?class=shokibo&prefecture=350001&state=owing")).await;
        assert!(!outside.text().split("これまでに").next().expect("the list").contains("令和9年1月8日</td>"));
        let others = office.get(&format!("{ROOM}?class=none&prefecture=190004")).await;
        assert!(!others.text().split("これまでに").next().expect("the list").contains("令和9年1月8日</td>"));
        // Their deadline is no longer past.
        let late = office.get(&format!("{ROOM}?class=shokibo&prefecture=190004&late=yes")).await;
        assert_eq!(listed(&late), 0);
        // A refused day keeps the conditions.
        let refused = [("class", "shokibo"), ("prefecture", "190004"), ("due-year", "2020"), ("due-month", "1"), ("due-day", "8")];
        let page = office.post(&format!("{ROOM}/extend"), &refused).await.expect(422, "より後の日を入れてください");
        assert!(page.contains("name=\"class\" value=\"shokibo\"") && page.contains("value=\"2020\""));
        // Reminders go the same way.
        let sent = office.submit(&format!("{ROOM}/remind"), &[("class", "none"), ("q", "193666")]).await;
        assert!(sent.contains("0団体に、0通") || sent.contains("1団体に、1通"), "by what the town is");
        let class = if sent.contains("1団体に") { "any" } else { "none" };
        office.submit(&format!("{ROOM}/remind"), &[("class", class), ("q", "193666")]).await.expect(200, "0団体に、0通");
    }
}
