//! The collection room, and who sees whose answers.

use super::surveys::{answer_all, send, survey};
use crate::world::story;

story! {
    async fn nobody_sees_an_answer_outside_her_reach(world) {
        let survey = survey(&world, "市町村票").await;
        for (person, code, status) in [
            ("yanai-officer", "352128", 200),
            ("yanai-officer", "193666", 404),
            ("nambu-officer", "352128", 404),
            ("yamaguchi-officer", "352128", 200),
            ("yamanashi-officer", "352128", 404),
            ("yanai-coordinator", "352128", 200),
            ("yanai-coordinator", "193666", 404),
            ("cooperation-office", "352128", 200),
            ("home-care-office", "352128", 404),
            ("elderly-health-department", "352128", 200),
            ("regional-medical-department", "352128", 404),
            ("yanai-association", "352128", 403),
            ("administrator", "352128", 403),
        ] {
            let mut browser = world.sign_in(person).await;
            for page in ["", "/answers"] {
                let seen = browser.get(&format!("{survey}/{code}{page}")).await;
                assert_eq!(seen.status.as_u16(), status, "{person} {code}{page}");
            }
        }
        // Seeing is not writing.
        for (person, status) in [("yamaguchi-officer", 404), ("yanai-coordinator", 403), ("nambu-officer", 404), ("cooperation-office", 403)] {
            let mut browser = world.sign_in(person).await;
            let address = format!("{survey}/352128/answer/s6");
            assert_eq!(browser.get(&address).await.status.as_u16(), status, "{person}");
            let fields = [("q11", "linked"), ("q11.asked", "1"), ("q11.seen", "-")];
            assert_eq!(browser.post(&address, &fields).await.status.as_u16(), status, "{person}");
            assert_eq!(browser.post(&format!("{survey}/352128/submit"), &[]).await.status.as_u16(), status, "{person}");
        }
        let mut other = world.sign_in("home-care-office").await;
        for address in ["collection", "352128/substitute/s6"] {
            assert_eq!(other.get(&format!("{survey}/{address}")).await.status.as_u16(), 404, "{address}");
        }
        for address in ["collection/remind", "collection/extend", "352128/return", "352128/accept", "352128/extend"] {
            let fields = [("reason", "x"), ("due-year", "2027"), ("due-month", "3"), ("due-day", "1")];
            assert_eq!(other.post(&format!("{survey}/{address}"), &fields).await.status.as_u16(), 404, "{address}");
        }
    }
}

story! {
    async fn the_room_counts_filters_and_shows_each_his_own(world) {
        let survey = survey(&world, "市町村票").await;
        let room = format!("{survey}/collection");
        let mut office = world.sign_in("cooperation-office").await;
        let page = office.get(&room).await.expect(200, "/ 1,741");
        assert!(page.contains("<svg") && page.contains("都道府県ごとの回収率"));
        for state in ["not_opened", "working", "submitted", "returned", "accepted"] {
            let filtered = office.get(&format!("{room}?state={state}")).await.expect(200, "回収");
            assert!(filtered.contains("<caption>"), "{state}: somebody is there");
        }
        let found = office.get(&format!("{room}?q=%E5%8D%97%E9%83%A8%E7%94%BA&prefecture=190004")).await.expect(200, "南部町");
        assert!(found.contains("差戻し") && found.contains("画面"), "state and way");
        office.get(&format!("{room}?q=zzz")).await.expect(200, "あてはまる団体はありません");
        let mut prefecture = world.sign_in("yamanashi-officer").await;
        let own = prefecture.get(&room).await.expect(200, "/ 27");
        assert!(own.contains("南部町") && !own.contains("柳井市") && !own.contains("まとめて締切を延ばす"));
        // Another prefecture in the address shows nothing of it.
        prefecture.get(&format!("{room}?prefecture=350001")).await.expect(200, "あてはまる団体はありません");
        for outside in ["yanai-officer", "yanai-coordinator", "elderly-health-department"] {
            let mut browser = world.sign_in(outside).await;
            assert_eq!(browser.get(&room).await.status.as_u16(), 403, "{outside}");
        }
    }
}

story! {
    async fn reminders_go_out_once_a_day(world) {
        let survey = survey(&world, "市町村票").await;
        let room = format!("{survey}/collection");
        let mut office = world.sign_in("cooperation-office").await;
        let only = [("q", "011002"), ("state", "not_opened")];
        office.submit(&format!("{room}/remind"), &only).await.expect(200, "1団体に、1通の催促のメールを送りました");
        let letter = world.newest_mail("sayaka@sapporo.example.jp").await.expect("a letter");
        assert!(letter.contains("まだ提出されていません") && letter.contains("/011002"), "{letter}");
        office.submit(&format!("{room}/remind"), &only).await.expect(200, "1団体には、今日すでに送っています");
        office.get(&format!("{survey}/011002")).await.expect(200, "催促");
        world.core.clock.advance(24 * 3600);
        let mut office = world.sign_in("cooperation-office").await;
        office.submit(&format!("{room}/remind"), &only).await.expect(200, "1団体に、1通");
        // Who handed in gets none; where nobody is registered it is said.
        office.submit(&format!("{room}/remind"), &[("q", "252131")]).await.expect(200, "0団体に、0通");
        let mut prefecture = world.sign_in("yamanashi-officer").await;
        prefecture.submit(&format!("{room}/remind"), &[("q", "352128")]).await.expect(200, "0団体に、0通");
        assert_eq!(world.newest_mail("midori@yanai.example.jp").await, None, "outside the prefecture");
        office.submit(&format!("{room}/remind"), &[("state", "not_opened")]).await.expect(200, "登録がありません");
        world.run_jobs().await;
    }
}

story! {
    async fn the_office_extends_and_enters_for_a_town_that_telephoned(world) {
        let survey = survey(&world, "市町村票").await;
        let base = format!("{survey}/011002");
        let mut office = world.sign_in("cooperation-office").await;
        let day = |year: &'static str, month: &'static str| [("due-year", year), ("due-month", month), ("due-day", "15")];
        office.post(&format!("{base}/extend"), &day("令和8", "9")).await.expect(422, "より後の日を入れてください");
        office.post(&format!("{base}/extend"), &day("令和8", "13")).await.expect(422, "新しい締切");
        office.submit(&format!("{base}/extend"), &day("令和8", "12")).await.expect(200, "令和8年12月15日");
        let all = [("prefecture", "190004"), ("due-year", "2027"), ("due-month", "1"), ("due-day", "8")];
        office.submit(&format!("{survey}/collection/extend"), &all).await.expect(200, "団体の締切を延ばしました");
        office.get(&format!("{survey}/193666")).await.expect(200, "令和9年1月8日");

        // 代理入力 without a reason is refused with everything kept; with one, both names stand in the history.
        let address = format!("{base}/substitute/s6");
        let fields = [("q11", "linked"), ("q11.asked", "1"), ("q11.seen", "-")];
        let page = office.post(&address, &fields).await.expect(422, "どのように聞いたか");
        assert!(page.contains("value=\"linked\" checked"));
        let fields = [("q11", "linked"), ("q11.asked", "1"), ("q11.seen", "-"), ("reason", "電話で聞き取り")];
        office.submit(&address, &fields).await;
        let own = office.get(&base).await.expect(200, "代理入力");
        assert!(own.contains("電話で聞き取り") && own.contains("札幌市の代理") && own.contains("例本 拓也"));
        let mut town = world.sign_in("sapporo-manager").await;
        town.get(&base).await.expect(200, "札幌市の代理");
        assert_eq!(town.get(&address).await.status.as_u16(), 403);
        // The deadline of the survey is long past, and the town still answers and hands in.
        answer_all(&mut town, &base).await;
        town.submit(&format!("{base}/submit"), &[]).await.expect(200, "受付番号");
    }
}

story! {
    async fn a_closed_survey_says_so(world) {
        use site::permissions::{Actor, EditSurveys};
        let survey = survey(&world, "市町村票").await;
        let base = format!("{survey}/352128");
        let id: i64 = survey.rsplit('/').next().and_then(|id| id.parse().ok()).expect("a number");
        let mut officer = world.sign_in("yanai-officer").await;
        send(&mut officer, &base, "s6", &[("q11", "linked")]).await.expect(200, "区分");
        let mut tx = world.core.write::<EditSurveys>(Actor::Console, "test").await.expect("the gate");
        site::surveys::actions::close(&mut tx, id).await.expect("closed");
        tx.commit_recorded().await.expect("committed");
        officer.get(&base).await.expect(200, "この調査の受付は終わっています");
        officer.get(&format!("{base}/answer/s6")).await.expect(422, "この調査の受付は終わっています");
        officer.post(&format!("{base}/answer/s6"), &[("q11", "not"), ("q11.asked", "1"), ("q11.seen", "x")]).await.expect(422, "受付は終わっています");
        officer.post(&format!("{base}/submit"), &[]).await.expect(422, "受付は終わっています");
        officer.get(&format!("{base}/answers")).await.expect(200, "連携している");
        assert!(!officer.get("/").await.contains(&base), "nothing waits any more");
        // The office still looks at what came in.
        let mut office = world.sign_in("cooperation-office").await;
        office.submit(&format!("{survey}/252131/accept"), &[]).await.expect(200, "確定しました");
        office.post(&format!("{survey}/collection/remind"), &[("q", "352128")]).await.expect(422, "受付は終わっています");
    }
}

story! {
    async fn everybody_sees_the_figure_and_those_who_may_the_questions(world) {
        let survey = survey(&world, "市町村票").await;
        let mut visitor = world.visitor();
        let about = visitor.get(&survey).await.expect(200, "/ 1,741");
        assert!(about.contains("cooperation@office.example.jp") && !about.contains("回収室へ"));
        assert_eq!(visitor.get(&format!("{survey}/questions")).await.status.as_u16(), 303);
        let mut body = world.sign_in("yanai-association").await;
        body.get(&format!("{survey}/questions")).await.expect(200, "（3つまで）");
        let mut officer = world.sign_in("nambu-officer").await;
        officer.get("/surveys").await.expect(200, "直す");
        officer.get("/").await.expect(200, "差戻し");
        officer.get(&format!("{survey}/193666")).await.expect(200, "架空の差戻しです");
        let mut prefecture = world.sign_in("yamanashi-officer").await;
        prefecture.get("/surveys").await.expect(200, "都道府県票");
        let mut office = world.sign_in("cooperation-office").await;
        office.get("/").await.expect(200, "を確かめる");
        for missing in ["/surveys/999", "/surveys/0", "/surveys/x", "/surveys/2/999999"] {
            assert_eq!(office.get(missing).await.status.as_u16(), 404, "{missing}");
        }
    }
}

story! {
    /// What was sent is said where the button led; the same address by somebody else's hand says nothing.
    async fn a_confirmation_is_not_made_by_an_address(world) {
        let survey = survey(&world, "市町村票").await;
        let room = format!("{survey}/collection");
        let mut office = world.sign_in("cooperation-office").await;
        let forged = format!("{room}?done=reminded&respondents=999&mails=999");
        assert!(!office.get(&forged).await.expect(200, "回収").contains("999"));
        let mut visitor = world.visitor();
        let published = visitor.get("/surveys/1/published?done=published&tables=99999").await;
        assert!(!published.contains("99999"), "{}", published.status);
        let sent = office.post(&format!("{room}/remind"), &[("prefecture", "350001")]).await;
        let to = sent.headers.get("location").and_then(|v| v.to_str().ok()).expect("an address").to_owned();
        assert!(!office.get(&forged).await.contains("999団体"), "not another address either");
        office.get(&to).await.expect(200, "催促のメールを送りました");
        assert!(!office.get(&to).await.contains("催促のメールを送りました"), "once");
        // The way in after signing in is somebody's address, too.
        let mut town = world.sign_in("nambu-two-hats").await;
        let page = town.get("/account").await;
        let membership = page.input("membership").expect("another membership");
        let kept = town.submit("/account/membership", &[("membership", &membership), ("next", "/account?done=mail")]).await;
        assert!(!kept.contains("メールアドレスを変えました"));
    }
}

story! {
    /// How late one is, or until when it was put off.
    async fn a_deadline_says_which_side_of_it_today_is(world) {
        let survey = survey(&world, "市町村票").await;
        let mut town = world.sign_in("yanai-officer").await;
        town.get(&format!("{survey}/352128")).await.expect(200, "過ぎています。受付中のあいだは、まだ回答できます。");
        town.get("/surveys").await.expect(200, "締切を").expect(200, "まだ提出できます");
        let mut office = world.sign_in("cooperation-office").await;
        let later = [("due-year", "2027"), ("due-month", "3"), ("due-day", "1")];
        office.submit(&format!("{survey}/352128/extend"), &later).await.expect(200, "締切を延ばしました");
        let page = town.get(&format!("{survey}/352128")).await.expect(200, "から延ばしています");
        assert!(!page.contains("過ぎています。受付中"));
        assert!(!town.get("/surveys").await.contains("日過ぎています"));
    }
}

story! {
    /// What waits for a prefecture stands on its start page: who is late, and what was handed in; each leads to its list.
    async fn a_prefecture_finds_late_towns_and_what_was_handed_in_on_its_start_page(world) {
        let survey = survey(&world, "市町村票").await;
        let mut prefecture = world.sign_in("yamaguchi-officer").await;
        let home = prefecture.get("/").await.expect(200, "団体に声をかける").expect(200, "件を見る");
        for (begin, list) in [("締切を過ぎた", "late=yes"), ("提出された回答", "state=submitted")] {
            let text = home.text();
            let count = text.split(begin).nth(1).expect("it stands there").trim_start_matches(|c: char| !c.is_ascii_digit());
            let count = count.split(|c: char| !c.is_ascii_digit()).next().expect("a number").to_owned();
            let address = format!("{survey}/collection?{list}");
            assert!(home.links(&survey).contains(&address), "{address}");
            prefecture.get(&address).await.expect(200, &format!("{count}団体"));
        }
    }
}
