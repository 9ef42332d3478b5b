//! The door: wrong codes, stopped codes, codes of other surveys, guessing, accounts that are recognised, doubles.

use foundation::testing::Browser;

use super::surveys::send;
use super::surveys_linked::{answer_all, begin_with, begun, code_on, pass_on_code};
use crate::world::story;

const WRONG: &str = "このコードでは始められません";

async fn enter(browser: &mut Browser, code: &str) -> u16 {
    browser.post("/answer", &[("code", code)]).await.status.as_u16()
}

story! {
    async fn a_code_that_opens_nothing_says_nothing_of_why(world) {
        let old = pass_on_code(&world, "352128").await;
        let mut officer = world.sign_in("yanai-officer").await;
        // Renewed: the old one is over, who has begun goes on.
        let mut hers = world.visitor();
        let (address, resume) = begin_with(&mut hers, &old).await;
        let page = officer.submit("/surveys/3/links/352128/make", &[]).await.expect(200, "新しいコードに替えました");
        let new = code_on(&page);
        assert_ne!(old, new);
        // Stopped: neither works.
        let stopped = officer.submit("/surveys/3/links/352128/stop", &[]).await.expect(200, "コードを止めました");
        assert!(!stopped.contains("code-shown"));
        assert_eq!(officer.get("/surveys/3/links/352128/sheet").await.status.as_u16(), 404);
        let mut said = Vec::new();
        for code in [&*old, &new, "ACDE-FGHJ", "ACDE-FGHJ-KMNP"] {
            let mut browser = world.visitor();
            let page = browser.post("/answer", &[("code", code)]).await.expect(422, WRONG);
            assert_eq!(browser.cookie("renkei_session"), None);
            let sentence = page.text().split("field-error-word").nth(1).and_then(|t| t.split("</p>").next().map(str::to_owned));
            said.push(sentence.expect("a sentence"));
            // What was typed is kept.
            assert!(page.contains(&format!("value=\"{code}\"")));
        }
        assert!(said.windows(2).all(|pair| pair[0] == pair[1]), "the same for each: {said:?}");
        hers.get(&address).await.expect(200, "柳井市からの案内");
        world.visitor().submit("/answer", &[("code", &resume)]).await.expect(200, "柳井市からの案内");
        // What cannot be a code costs no try.
        for text in ["", "123", "あいうえおかきく", "ABCDEFGHJKMNPQRS", "' or ''='"] {
            let mut browser = world.visitor();
            for _ in 0..12 {
                assert_eq!(enter(&mut browser, text).await, 422, "{text}");
            }
        }
        // Made again, it works; the office may do it for the town.
        let mut office = world.sign_in("cooperation-office").await;
        let page = office.submit("/surveys/3/links/352128/make", &[]).await.expect(200, "案内のコードを作りました");
        assert_eq!(enter(&mut world.visitor(), &code_on(&page)).await, 200);
    }
}

story! {
    async fn guessing_makes_wait_by_browser_and_by_network(world) {
        let code = pass_on_code(&world, "352128").await;
        let mut familiar = world.visitor().at("192.0.2.7".parse().expect("an address"));
        begin_with(&mut familiar, &code).await;
        world.core.clock.advance(3601);
        let mut guesser = world.visitor().at("192.0.2.7".parse().expect("an address"));
        for n in 0..10 {
            assert_eq!(enter(&mut guesser, "ACDE-FGHJ").await, 422, "{n}");
            if n == 5 {
                assert_eq!(enter(&mut guesser, &code).await, 200, "and a good one in between forgives nothing");
            }
        }
        assert_eq!(enter(&mut guesser, &code).await, 429, "even the right one has to wait");
        guesser.post("/answer/begin", &[("code", &code), ("ticket", &"0".repeat(64))]).await.expect(429, "");
        // Another browser of the same network does not – until the network has erred a hundred times.
        let mut knows = world.visitor().at("192.0.2.7".parse().expect("an address"));
        assert_eq!(enter(&mut knows, &code).await, 200);
        for _ in 0..90 {
            let mut fresh = world.visitor().at("192.0.2.7".parse().expect("an address"));
            assert_eq!(enter(&mut fresh, "ACDE-FGHJ-KMNP").await, 422);
        }
        let mut fresh = world.visitor().at("192.0.2.7".parse().expect("an address"));
        assert_eq!(enter(&mut fresh, "ACDE-FGHJ-KMNP").await, 429, "the network waits: a code that would open an answer");
        let wrong = fresh.post("/answer", &[("code", "ACDE-FGHJ")]).await.expect(429, "").text();
        let resume = fresh.post("/answer", &[("code", "ACDE-FGHJ-KMNP")]).await.expect(429, "").text();
        let words = |page: &str| page.split("<main").nth(1).map(str::to_owned);
        assert_eq!(words(&wrong), words(&resume), "nothing tells why");
        fresh.post("/answer/begin", &[("code", "ACDE-FGHJ"), ("ticket", &"1".repeat(64))]).await.expect(429, "");
        assert_eq!(enter(&mut familiar, "ACDE-FGHJ-KMNP").await, 422, "a browser that began before does not wait");
        // One person shuts nobody out: with a right code everybody behind that address still begins her own answer.
        assert_eq!(enter(&mut knows, &code).await, 200);
        begin_with(&mut fresh, &code).await;
        assert_eq!(enter(&mut world.visitor().at("198.51.100.9".parse().expect("an address")), &code).await, 200);
        world.core.clock.advance(15 * 60);
        assert_eq!(enter(&mut guesser, &code).await, 200, "a right one to begin with");
        let mut late = world.visitor().at("192.0.2.7".parse().expect("an address"));
        assert_eq!(enter(&mut late, "ACDE-FGHJ-KMNP").await, 429, "the network still waits");
        world.core.clock.advance(3600);
        assert_eq!(enter(&mut guesser, &code).await, 200);
        // A day later nobody knows any more from where; a month later nobody knows at all.
        world.core.clock.advance(31 * 86_400);
        world.run_jobs().await;
    }
}

story! {
    async fn one_link_and_one_browser_begin_only_so_many_an_hour(world) {
        let code = pass_on_code(&world, "352128").await;
        let mut shared = world.visitor();
        for _ in 0..20 {
            begin_with(&mut shared, &code).await;
        }
        let explained = shared.post("/answer", &[("code", &code)]).await.expect(200, "同じ方が二度答えないように");
        let ticket = explained.input("ticket").expect("a ticket");
        assert_eq!(shared.post("/answer/begin", &[("code", &code), ("ticket", &ticket)]).await.status.as_u16(), 429);
        begun(&world, "352128").await;
        world.core.clock.advance(3601);
        begin_with(&mut shared, &code).await;
    }
}

story! {
    async fn an_account_is_recognised_and_answers_once(world) {
        // The coordinator of the cast has begun: her front page, the list and any code lead there.
        let mut hers = world.sign_in("yanai-coordinator").await;
        let home = hers.get("/").await.expect(200, "コーディネーター票");
        let own = home.links("/surveys/3/c").pop().expect("her answer");
        hers.get("/surveys").await.expect(200, &own);
        let code = pass_on_code(&world, "353418").await;
        let sent = hers.post("/answer", &[("code", &code)]).await;
        assert_eq!(sent.headers.get("location").and_then(|v| v.to_str().ok()), Some(&*own), "from whichever town");
        let page = hers.get(&own).await.expect(200, "例原 ひとみ");
        assert!(page.contains("回答者（案内のコード）"), "in which role is said");
        assert!(!page.contains("コードを作り直す"), "her account brings her back");
        answer_all(&mut hers, &own).await;
        hers.submit(&format!("{own}/submit"), &[]).await.expect(200, "あなたのアドレスに送りました");
        let letter = world.newest_mail("hitomi@yanai-ishikai.example.jp").await.expect("a letter");
        assert!(letter.contains("受付番号"), "{letter}");
        let mut office = world.sign_in("cooperation-office").await;
        office.submit(&format!("{own}/return"), &[("reason", "問9を確かめてください。")]).await.expect(200, "差し戻しました");
        assert!(world.newest_mail("hitomi@yanai-ishikai.example.jp").await.expect("a letter").contains("問9を確かめてください。"));
        // Not by name: neither to the office's list nor in the history.
        let seen = office.get(&own).await.expect(200, "柳井市からの案内");
        assert!(!seen.contains("例原"), "an answer of a person bears no name");

        // Who acts in two offices begins as a coordinator, without a code, for a town she is contracted for.
        let mut two = world.sign_in("nambu-two-hats").await;
        assert!(!two.get("/answer").await.contains("コードなしで始められます"), "as an officer she is none");
        let memberships = two.get("/account/membership").await.text();
        let number = memberships.split("<li>").find(|piece| piece.contains("due-date\">コーディネーター"))
            .and_then(|piece| piece.split("name=\"membership\" value=\"").nth(1)).and_then(|v| v.split('"').next()).expect("the other office").to_owned();
        two.submit("/account/membership", &[("membership", &number)]).await;
        two.get("/answer").await.expect(200, "コードなしで始められます");
        assert_eq!(two.post("/answer/begin-as-coordinator", &[("survey", "3"), ("place", "352128")]).await.status.as_u16(), 404);
        let begun = two.submit("/answer/begin-as-coordinator", &[("survey", "3"), ("place", "193666")]).await.expect(200, "南部町からの案内・1");
        let again = two.submit("/answer/begin-as-coordinator", &[("survey", "3"), ("place", "193658")]).await;
        assert_eq!(begun.address, again.address, "once");
    }
}

story! {
    async fn a_code_to_come_back_is_claimed_by_who_says_it_is_hers(world) {
        let code = pass_on_code(&world, "193666").await;
        let mut at_work = world.visitor();
        let (address, resume) = begin_with(&mut at_work, &code).await;
        let mut signed_in = world.sign_in("nambu-two-hats").await;
        let asked = signed_in.post("/answer", &[("code", &resume)]).await.expect(422, "自分の回答である");
        assert!(asked.contains("href=\"#mine\"") && asked.contains("先にログアウトしてください"));
        assert_eq!(signed_in.get(&address).await.status.as_u16(), 404, "nothing was given to her");
        signed_in.submit("/answer", &[("code", &resume), ("mine", "yes")]).await.expect(200, "南部町からの案内・1");
        signed_in.get(&address).await.expect(200, "模原 千夏");
        // From now on it is her account's alone: neither the browser it was begun in nor the slip of paper opens it.
        assert_eq!(at_work.get(&address).await.status.as_u16(), 303, "to the sign-in");
        world.visitor().post("/answer", &[("code", &resume)]).await.expect(422, "このコードでは始められません");
        signed_in.post("/answer", &[("code", &resume)]).await.expect(303, "");
        // Another account cannot take it, whatever it says.
        let mut other = world.sign_in("yanai-coordinator").await;
        other.post("/answer", &[("code", &resume), ("mine", "yes")]).await.expect(422, "別の方のアカウント");
        assert_eq!(other.get(&address).await.status.as_u16(), 404);
    }
}

story! {
    async fn doubles_are_found_shown_and_decided_by_a_person(world) {
        let mut office = world.sign_in("cooperation-office").await;
        let room = office.get("/surveys/3/collection").await.expect(200, "1組を確かめる");
        for state in ["not_opened", "working", "submitted", "returned", "accepted", "set_aside"] {
            let filtered = office.get(&format!("/surveys/3/collection?state={state}")).await.expect(200, "回答の一覧");
            assert!(filtered.contains("<caption>"), "{state}: somebody is there");
        }
        assert!(room.contains("全体の人数は前もって分からない") && !room.contains("回収率（"), "a count, no rate");
        let page = office.get("/surveys/3/doubles").await.expect(200, "東近江市からの案内・1");
        assert!(page.contains("本人についての答えが同じ") && page.contains("違う設問"));
        let pair: Vec<String> = ["one", "other"].iter().filter_map(|name| page.input(name)).collect();
        let [one, other] = pair.as_slice() else { panic!("a pair: {pair:?}") };
        let fields = |decision: &'static str, reason: &'static str| [("one", one.clone()), ("other", other.clone()), ("decision", decision.to_owned()), ("reason", reason.to_owned())];
        let post = async |office: &mut Browser, fields: &[(&str, String)]| {
            let fields: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (*n, v.as_str())).collect();
            office.submit("/surveys/3/doubles", &fields).await
        };
        post(&mut office, &fields("other", " ")).await.expect(422, "理由を書いてください");
        post(&mut office, &fields("", "理由")).await.expect(422, "どちらの回答を外すか");
        post(&mut office, &[("one", "352128".to_owned()), ("decision", "one".to_owned()), ("reason", "x".to_owned())]).await.expect(404, "");
        let figure = async || {
            let about = world.visitor().get("/surveys/3").await.text();
            let count = about.split("件（全体の数は").next().and_then(|t| t.rsplit('>').next()).expect("a figure").replace(',', "");
            count.trim().parse::<i64>().expect("a number")
        };
        let before = figure().await;
        post(&mut office, &fields("other", "同じ方から電話がありました。")).await.expect(200, "回答を外しました");
        assert_eq!(figure().await, before - 1, "neither collected nor counted");
        let page = office.get("/surveys/3/doubles").await.expect(200, "同じ方から電話がありました。");
        assert!(page.contains("重なりかもしれない回答はありません") && page.contains("代わりに数える回答：東近江市からの案内・1"));
        office.get(&format!("/surveys/3/{other}")).await.expect(200, "除外");
        // What is set aside is neither accepted nor returned; it can be taken back, with a reason.
        office.post(&format!("/surveys/3/{other}/accept"), &[]).await.expect(422, "除外");
        post(&mut office, &[("one", other.clone()), ("decision", "back".to_owned()), ("reason", String::new())]).await.expect(422, "理由を書いてください");
        post(&mut office, &[("one", other.clone()), ("decision", "back".to_owned()), ("reason", "別の方でした。".to_owned())]).await.expect(200, "取り消しました");
        assert_eq!(figure().await, before);
        office.get(&format!("/surveys/3/{other}")).await.expect(200, "除外の取消し");
        // Two people's: not asked again.
        post(&mut office, &fields("different", "勤務先が違います。")).await.expect(200, "別の方の回答としました");
        office.get("/surveys/3/doubles").await.expect(200, "重なりかもしれない回答はありません");
        assert!(!office.get("/surveys/3/collection").await.contains("組を確かめる"));

        // Begun where another was open, both handed in: shown, too. She sees why hers is set aside.
        let (mut browser, first) = begun(&world, "193666").await;
        answer_all(&mut browser, &first).await;
        browser.submit(&format!("{first}/submit"), &[]).await.expect(200, "受付番号");
        let code = pass_on_code(&world, "352128").await;
        let (second, _) = begin_with(&mut browser, &code).await;
        answer_all(&mut browser, &second).await;
        send(&mut browser, &second, "s1", &[("f2", "柳井市")]).await;
        assert!(!office.get("/surveys/3/collection").await.contains("組を確かめる"), "not before it is handed in");
        browser.submit(&format!("{second}/submit"), &[]).await.expect(200, "受付番号");
        let page = office.get("/surveys/3/doubles").await.expect(200, "同じブラウザーで続けて始めた");
        assert!(page.contains("違う答えは1問") && page.contains("柳井市"));
        office.submit(&format!("{second}/set-aside"), &[("aside", "")]).await.expect(422, "理由を書いてください");
        office.submit(&format!("{second}/set-aside"), &[("aside", "二度目の回答のため")]).await.expect(200, "回答を外しました");
        browser.get(&second).await.expect(200, "集計から外されています");
        browser.get(&format!("{second}/answer/s1")).await.expect(422, "集計から外されています");
        // A town's answer is nobody's to set aside.
        office.post("/surveys/2/252131/set-aside", &[("aside", "x")]).await.expect(422, "この操作はできません");
    }
}

story! {
    async fn the_deadline_of_who_comes_by_links_moves_for_a_prefecture_and_for_all(world) {
        let mut office = world.sign_in("cooperation-office").await;
        let day = |month: &'static str| [("due-year", "2027"), ("due-month", month), ("due-day", "15")];
        let with = |month: &'static str, more: &[(&'static str, &'static str)]| [day(month).as_slice(), more].concat();
        office.submit("/surveys/3/collection/extend", &with("1", &[("prefecture", "350001")])).await.expect(200, "山口県");
        office.get("/surveys/3/links/352128").await.expect(200, "令和9年1月15日");
        assert!(!office.get("/surveys/3/links/193666").await.contains("令和9年1月15日"), "another prefecture's stays");
        let (mut hers, own) = begun(&world, "352128").await;
        hers.get(&own).await.expect(200, "令和9年1月15日");
        office.submit("/surveys/3/collection/extend", &day("2")).await.expect(200, "すべて");
        office.get("/surveys/3/links/193666").await.expect(200, "令和9年2月15日");
        office.post("/surveys/3/collection/extend", &day("2")).await.expect(422, "より後の日を入れてください");
        hers.get(&own).await.expect(200, "令和9年2月15日");
        // Reminders reach who answers with an account, and say how many nobody can write to.
        let page = office.submit("/surveys/3/collection/remind", &[("place", "352128")]).await.expect(200, "1件に、催促のメールを送りました");
        assert!(page.contains("1件はコードで答えていて"));
        assert!(world.newest_mail("hitomi@yanai-ishikai.example.jp").await.expect("a letter").contains("まだ提出されていません"));
        world.run_jobs().await;
    }
}
