//! The decision of one's own house; and what readers leave at a case: comments to its writers, 役に立った, saved lists.

use foundation::testing::Seen;

use super::cases_writing::{TEXTS, number_of, publish, write};
use crate::world::story;

const OFFICER: &str = "midori@yanai.example.jp";
const MANAGER: &str = "kenichi@yanai.example.jp";
const OFFICE: &str = "takuya@cooperation-office.example.jp";

story! {
    async fn the_town_decides_first_and_the_prefecture_sees_how_it_stands(world) {
        let mut town = world.sign_in("yanai-officer").await;
        let mut fields = TEXTS.to_vec();
        fields.push(("next", "submit"));
        let (_, page) = write(&mut town, &fields).await;
        let number = number_of(&page.expect(200, "所属の承認に出しました"));
        let case = format!("/cases/{number}");

        // The office has nothing to look at yet, and can neither publish nor return it.
        let mut office = world.sign_in("cooperation-office").await;
        assert!(!office.get("/cases/review").await.contains(TEXTS[0].1));
        for (step, fields) in [("publish", &[][..]), ("return", &[("reason", "早い")]), ("discard", &[])] {
            assert_eq!(office.post(&format!("{case}/{step}"), fields).await.status.as_u16(), 404, "{step}");
        }
        office.post(&format!("{case}/approve"), &[]).await.expect(403, "この操作はできません");
        // The office, the prefecture and the department see how it stands, read no word of it and decide nothing.
        let mut prefecture = world.sign_in("yamaguchi-manager").await;
        for looking in ["cooperation-office", "yamaguchi-officer", "elderly-health-department"] {
            let mut browser = world.sign_in(looking).await;
            let page = browser.get(&case).await.expect(200, "所属の承認待ち");
            assert!(page.contains("山口県柳井市") && page.contains(&format!("事例{number}")), "{looking}");
            let list = browser.get("/cases/mine").await.expect(200, "所属の承認待ち");
            for (_, text) in &TEXTS[..6] {
                assert!(!page.contains(text) && !list.contains(text), "{looking} reads {text}");
            }
            assert_eq!(browser.get(&format!("{case}/versions/1")).await.status.as_u16(), 404, "{looking}");
            assert!([403, 404].contains(&browser.get(&format!("{case}/edit")).await.status.as_u16()), "{looking}");
            assert_eq!(browser.get(&format!("{case}/case.pdf")).await.status.as_u16(), 404, "{looking}");
        }
        prefecture.get("/cases/mine").await.expect(200, "所属の承認待ち");
        assert_eq!(prefecture.post(&format!("{case}/approve"), &[]).await.status.as_u16(), 404, "not the prefecture's own");
        for other in ["nambu-officer", "sapporo-manager", "yanai-association", "home-care-office"] {
            assert_eq!(world.sign_in(other).await.get(&case).await.status.as_u16(), 404, "{other}");
        }
        // Nor does who handed it in; it cannot be put aside meanwhile.
        town.post(&format!("{case}/approve"), &[]).await.expect(403, "この操作はできません");
        town.post(&format!("{case}/discard"), &[]).await.expect(422, "所属の承認待ち");

        // The manager gives it back with a reason; without one she cannot.
        let mut manager = world.sign_in("yanai-manager").await;
        manager.get("/").await.expect(200, "を承認する");
        let refused = manager.submit(&format!("{case}/decline"), &[("decline-reason", " ")]).await.expect(422, "返す理由を書いてください");
        assert!(refused.contains("href=\"#decline-reason\""));
        let long = "長".repeat(1001);
        manager.submit(&format!("{case}/decline"), &[("decline-reason", &long)]).await.expect(422, &long);
        manager.submit(&format!("{case}/decline"), &[("decline-reason", "課長の名は書かないでください。")]).await.expect(200, "書いた方に返しました");
        let letter = world.newest_mail(OFFICER).await.expect("a letter");
        assert!(letter.contains("所属の管理者から返されました") && letter.contains("課長の名は書かないでください。"), "{letter}");
        assert_eq!(world.newest_mail(OFFICE).await, None, "the office hears nothing of it");
        town.get(&format!("{case}/edit")).await.expect(200, "課長の名は書かないでください。");

        // Handed in again and approved, it goes to the office; approved twice is approved once.
        town.submit(&format!("{case}/submit"), &[]).await.expect(200, "所属の承認に出しました");
        for _ in 0..2 {
            manager.submit(&format!("{case}/approve"), &[]).await.expect(200, "承認して、事務局に出しました");
        }
        let seen = town.get(&case).await.expect(200, "所属の管理者が承認しました。");
        assert_eq!(seen.text().matches("所属の管理者が承認しました。").count(), 1);
        assert!(world.newest_mail(OFFICE).await.expect("a letter to the office").contains("出されました"));
        office.get("/cases/review").await.expect(200, TEXTS[0].1);
        // What was said within the house stays there; the prefecture goes on seeing how it stands.
        let seen = office.get(&case).await.expect(200, TEXTS[3].1);
        assert!(!seen.contains("課長の名は書かないでください。") && seen.contains("事務局に提出"));
        let seen = prefecture.get(&case).await.expect(200, "事務局が確認中");
        assert!(seen.contains(TEXTS[0].1) && !seen.contains(TEXTS[3].1));

        // What the manager writes herself goes straight on.
        let (_, page) = write(&mut manager, &fields).await;
        page.expect(200, "事務局に出しました");
        // And where the year asks for no such decision, so does the officer's.
        let mut tx = world.core.write::<site::permissions::EditProgramme>(site::permissions::Actor::Console, "test").await.expect("a transaction");
        let set = foundation::sql("insert into programmes_settings (year_id, key, value) select y.id, 'cases.own_decision', 'no' \
            from programmes_years y join cases c on c.programme_id = y.programme_id where c.id = $1 and y.fiscal_year = 2026");
        tx.execute(set.bind(number)).await.expect("a setting");
        tx.commit(foundation::audit::Entry::of("test", number)).await.expect("stored");
        let (_, page) = write(&mut town, &fields).await;
        page.expect(200, "事務局に出しました");
    }
}

/// A published case of 柳井市.
async fn published(world: &crate::world::World) -> i64 {
    let mut town = world.sign_in("yanai-officer").await;
    let mut fields = TEXTS.to_vec();
    fields.push(("next", "submit"));
    let (_, page) = write(&mut town, &fields).await;
    let number = number_of(&page.expect(200, "受付番号"));
    publish(world, number).await;
    number
}

fn says(page: &Seen, words: &str) -> bool {
    page.contains(words)
}

story! {
    async fn a_reader_writes_to_those_who_wrote_and_nobody_else_reads_it(world) {
        let number = published(&world).await;
        let case = format!("/cases/{number}");
        let mut reader = world.sign_in("nambu-officer").await;
        let page = reader.get(&case).await.expect(200, "書いた方に伝える・たずねる");
        let key = page.input("form_key").expect("a key");
        let send = format!("{case}/comments");
        reader.submit(&send, &[("form_key", &key), ("comment", " ")]).await.expect(422, "書いた方に伝えたいことを書いてください");
        let long = "長".repeat(1001);
        reader.submit(&send, &[("form_key", &key), ("comment", &long)]).await.expect(422, &long);
        reader.post(&send, &[("form_key", "x"), ("comment", "ほしい")]).await.expect(400, "受け付けていません");
        let asked = "様式の<b>ひな型</b>をいただけますか。";
        for _ in 0..2 {
            reader.submit(&send, &[("form_key", &key), ("comment", asked)]).await.expect(200, "書いた方に送りました");
        }
        let page = reader.get(&case).await.expect(200, "あなたが送った声");
        assert_eq!(page.text().matches("ひな型").count(), 1, "sent twice, stored once");
        assert!(!page.contains("<b>ひな型"));

        // The writers hear of it, without the words or a name in the letter.
        for writer in [OFFICER, MANAGER] {
            let letter = world.newest_mail(writer).await.expect("a letter");
            assert!(letter.contains("声が届きました") && !letter.contains("ひな型") && !letter.contains("南部"), "{letter}");
        }
        // They, their prefecture and the office read it; no visitor, no other reader does, wherever they look.
        for reading in ["yanai-officer", "yanai-coordinator", "yamaguchi-officer", "cooperation-office"] {
            world.sign_in(reading).await.get(&case).await.expect(200, "ひな型");
        }
        for other in ["", "higashiomi-officer", "yamanashi-manager", "yanai-association", "home-care-office", "administrator"] {
            let mut browser = if other.is_empty() { world.visitor() } else { world.sign_in(other).await };
            for address in [&*case, "/cases.json", "/cases.csv", "/cases", "/search?q=%E3%81%B2%E3%81%AA%E5%9E%8B"] {
                let page = browser.get(address).await;
                assert!(!says(&page, "いただけますか"), "{other} reads it at {address}");
            }
        }
        // Answered by the author's side only; the reader is told and reads it.
        let mut town = world.sign_in("yanai-officer").await;
        let page = town.get(&case).await.text();
        let answer = page.split(&format!("{case}/comments/")).nth(1).and_then(|rest| rest.split('/').next().map(str::to_owned)).expect("a form");
        let (to, control) = (format!("{case}/comments/{answer}/answer"), format!("answer-{answer}"));
        for other in ["cooperation-office", "nambu-officer", "higashiomi-officer", "yamaguchi-officer"] {
            let status = world.sign_in(other).await.post(&to, &[(&control, "のっとり")]).await.status.as_u16();
            assert!([403, 404].contains(&status), "{other}: {status}");
        }
        // It waits on the front page of the town, of nobody who only reads it, and no more once it is answered.
        let waits = format!("{case}#voices");
        assert!(!town.get("/").await.links(&waits).is_empty());
        for other in ["cooperation-office", "yamaguchi-officer", "nambu-officer"] {
            assert!(world.sign_in(other).await.get("/").await.links(&waits).is_empty(), "{other}");
        }
        let refused = town.submit(&to, &[(&control, "")]).await.expect(422, "返事を書いてください");
        assert!(refused.contains(&format!("href=\"#{control}\"")));
        town.submit(&to, &[(&control, "お送りします。")]).await.expect(200, "返事を送りました");
        reader.get(&case).await.expect(200, "お送りします。");
        assert!(town.get("/").await.links(&waits).is_empty());
        let other_case = town.post(&format!("/cases/1/comments/{answer}/answer"), &[(&control, "x")]).await.status.as_u16();
        assert_eq!(other_case, 404, "a comment answers at its own case");

        // Ten a day, and not an eleventh.
        for n in 1..10 {
            let key = reader.get(&case).await.input("form_key").expect("a key");
            reader.submit(&send, &[("form_key", &key), ("comment", &format!("{n}通目"))]).await.expect(200, "書いた方に送りました");
        }
        // What needs no answer is put aside, one by one.
        while let Some(settle) = town.get(&case).await.text().split(&format!("action=\"{case}/comments/")).find_map(|rest| {
            let (comment, to) = rest.split_once('/')?;
            to.starts_with("settle\"").then(|| format!("{case}/comments/{comment}/settle"))
        }) {
            let status = reader.post(&settle, &[]).await.status.as_u16();
            assert!([403, 404].contains(&status), "{status}");
            town.submit(&settle, &[]).await.expect(200, "済みにしました");
        }
        assert!(town.get("/").await.links(&waits).is_empty());
        let key = reader.get(&case).await.input("form_key").expect("a key");
        reader.submit(&send, &[("form_key", &key), ("comment", "十一通目")]).await.expect(422, "一人1日に10通まで");
        world.core.clock.advance(86_400 + 1);
        let mut reader = world.sign_in("nambu-officer").await;
        let key = reader.get(&case).await.input("form_key").expect("a key");
        reader.submit(&send, &[("form_key", &key), ("comment", "翌日")]).await.expect(200, "書いた方に送りました");
        // Back, other words, sent again from the same page: what was written is not lost.
        reader.submit(&send, &[("form_key", &key), ("comment", "翌日の二通目")]).await.expect(200, "書いた方に送りました");
        reader.get(&case).await.expect(200, "翌日の二通目");
        // Visitors cannot, and nobody at a case that is not public.
        assert_eq!(world.visitor().post(&send, &[("form_key", &key), ("comment", "x")]).await.status.as_u16(), 401);
        world.run_jobs().await;
    }
}

story! {
    async fn useful_cases_are_counted_and_kept_on_a_list_of_one_s_own(world) {
        let number = published(&world).await;
        let case = format!("/cases/{number}");
        let mut reader = world.sign_in("nambu-officer").await;
        reader.get("/cases/saved").await.expect(200, "保存した事例は、まだありません");
        for _ in 0..2 {
            reader.submit(&format!("{case}/like"), &[("on", "1")]).await.expect(200, "役に立った 1人");
        }
        let mut other = world.sign_in("higashiomi-officer").await;
        other.submit(&format!("{case}/like"), &[("on", "1")]).await.expect(200, "役に立った 2人");
        let seen = world.visitor().get(&case).await.expect(200, "役に立った 2人");
        assert!(!seen.contains("南部町・") && !seen.contains("name=\"on\""), "who, nobody sees; a visitor has no button");
        other.submit(&format!("{case}/like"), &[("on", "0")]).await.expect(200, "役に立った 1人");

        let long = "長".repeat(201);
        reader.submit(&format!("{case}/save"), &[("on", "1"), ("note", &long)]).await.expect(422, "メモは200文字まで");
        reader.submit(&format!("{case}/save"), &[("on", "1"), ("note", "会議で<b>見せる")]).await.expect(200, "保存した事例から外す");
        let list = reader.get("/cases/saved").await.expect(200, TEXTS[0].1);
        assert!(list.contains("会議で&#60;b&#62;見せる") && list.contains("役に立った 1人"));
        assert!(!other.get("/cases/saved").await.contains(TEXTS[0].1), "hers alone");
        assert_eq!(world.visitor().get("/cases/saved").await.status.as_u16(), 303);

        // Public no more: its place stays, its words go.
        let mut manager = world.sign_in("yanai-manager").await;
        manager.submit(&format!("{case}/archive"), &[("archive-reason", "見本"), ("archive-sure", "1")]).await.expect(200, "公開を終えました");
        let list = reader.get("/cases/saved").await.expect(200, "公開が終わった事例");
        assert!(!list.contains(TEXTS[0].1) && !list.contains("柳井市") && list.contains("会議で"));
        reader.post(&format!("{case}/like"), &[("on", "1")]).await.expect(404, "ページが見つかりません");
        reader.post(&format!("{case}/save"), &[("on", "1")]).await.expect(404, "ページが見つかりません");
        reader.submit(&format!("{case}/save"), &[("on", "0"), ("back", "saved")]).await.expect(200, "保存した事例は、まだありません");
        other.post(&format!("{case}/save"), &[("on", "0")]).await.expect(404, "ページが見つかりません");
    }
}
