//! Before a survey closes or its data become final: who is missing is shown, and what was shown is what is confirmed.

use foundation::testing::{Browser, Seen};

use super::surveys::survey;
use crate::world::story;

/// Looks at a confirmation, presses its button, and looks at where that leads.
pub async fn confirm(browser: &mut Browser, address: &str, fields: &[(&str, &str)]) -> Seen {
    let page = browser.get(address).await.expect(200, "まだ何も変わっていません");
    let seen = page.input("seen").expect("what was shown");
    let mut sent = vec![("seen", seen.as_str())];
    sent.extend_from_slice(fields);
    browser.submit(address, &sent).await
}

/// 「298」 of 「1,741団体のうち298団体」
fn owing(page: &Seen) -> i64 {
    let text = page.text();
    let words = text.split("団体のうち").nth(1).and_then(|t| t.split("団体").next()).expect("how many are missing");
    words.replace(',', "").parse().expect("a number")
}

story! {
    async fn closing_shows_who_is_missing_and_closes_only_what_was_shown(world) {
        let survey = survey(&world, "市町村票").await;
        let close = format!("{survey}/progress/close");
        let mut office = world.sign_in("cooperation-office").await;
        // One click more than before: the page with the button leads to what is missing, and changes nothing.
        let progress = office.get(&format!("{survey}/progress")).await.expect(200, "受付を閉じる");
        assert_eq!(progress.links(&close), std::slice::from_ref(&close));
        assert!(!progress.contains("value=\"close\""), "no button that closes at once");
        office.post(&format!("{survey}/progress"), &[("to", "close")]).await.expect(400, "画面のボタンから");

        let page = office.get(&close).await.expect(200, "1,741団体のうち");
        let missing = owing(&page);
        let room = format!("{survey}/collection");
        let list = office.get(&format!("{room}?state=owing")).await;
        list.expect(200, &format!("{missing}団体"));
        assert!(page.links(&room).contains(&format!("{room}?state=owing")));
        // By state and by prefecture; each count leads to its list.
        assert!(page.links(&room).contains(&format!("{room}?state=returned")));
        assert!(page.links(&room).contains(&format!("{room}?prefecture=350001&state=owing")));
        assert!(page.contains("もう一度受け付けられます"), "what can be undone, and how");

        // Without what was shown, or with something else, nothing closes and the page stands there again.
        for seen in ["", "0000000000000000"] {
            office.post(&close, &[("seen", seen)]).await.expect(409, "数が変わりました");
        }
        office.get(&format!("{survey}/progress")).await.expect(200, "確かめて、受付を閉じる");
        // Somebody hands in between: the numbers are other ones now.
        let seen = page.input("seen").expect("what was shown");
        office.submit(&format!("{survey}/252131/return"), &[("reason", "問1")]).await.expect(200, "差し戻しました");
        let again = office.post(&close, &[("seen", &seen)]).await.expect(409, "数が変わりました");
        assert_eq!(owing(&again), missing + 1);
        assert_ne!(again.input("seen").expect("what is shown"), seen);
        confirm(&mut office, &close, &[]).await.expect(200, "受付を閉じました");
        office.get(&close).await.expect(422, "いまの状態（締切後）");

        // Who may not close sees none of it.
        for (person, status) in [("yamaguchi-officer", 403), ("yanai-officer", 403), ("home-care-office", 404)] {
            let mut browser = world.sign_in(person).await;
            assert_eq!(browser.get(&close).await.status.as_u16(), status, "{person}");
            assert_eq!(browser.post(&close, &[("seen", &seen)]).await.status.as_u16(), status, "{person}");
        }
    }
}

story! {
    async fn the_final_data_set_is_made_only_of_what_was_shown(world) {
        let survey = survey(&world, "都道府県票").await;
        let sets = format!("{survey}/data-sets");
        let address = format!("{sets}/final");
        let mut office = world.sign_in("cooperation-office").await;
        let list = office.get(&sets).await.expect(200, "確かめて、データを確定する");
        assert!(!list.contains("データを確定する</button>"), "no button that makes it at once");
        let page = office.get(&address).await.expect(200, "47団体のうち");
        assert!(page.contains("消せません") && page.contains("確定したデータに入りません"));
        office.post(&address, &[]).await.expect(409, "数が変わりました");
        office.get(&sets).await.expect(200, "確かめて、データを確定する");
        // What was typed stays when the numbers moved.
        let kept = office.post(&address, &[("seen", "x"), ("final_remark", "一部未提出のまま")]).await.expect(409, "一部未提出のまま");
        assert!(kept.input("seen").is_some());
        confirm(&mut office, &address, &[("final_remark", "一部未提出のまま")]).await.expect(200, "データを確定しました");
        office.get(&address).await.expect(422, "受付は終わっています");
        for (person, status) in [("elderly-health-department", 403), ("yamaguchi-officer", 403), ("home-care-office", 404)] {
            let mut browser = world.sign_in(person).await;
            assert_eq!(browser.get(&address).await.status.as_u16(), status, "{person}");
        }
    }
}

story! {
    async fn of_persons_it_is_said_that_nobody_knows_how_many_are_asked(world) {
        let survey = survey(&world, "コーディネーター").await;
        let mut office = world.sign_in("cooperation-office").await;
        let page = office.get(&format!("{survey}/progress/close")).await.expect(200, "始めていない方の数は分かりません");
        assert!(!page.contains("団体のうち"), "no rate of what nobody knows");
    }
}
