//! A form with faults: what holds is stored, what does not stays where it was typed, and is no answer.

use foundation::testing::Browser;

use super::surveys::{answer_all, send, send_from, survey};
use crate::world::story;

async fn save_by_itself(browser: &mut Browser, address: &str, body: &str) -> serde_json::Value {
    let mut headers = http::HeaderMap::new();
    for (name, value) in [
        ("content-type", "application/x-www-form-urlencoded"),
        ("sec-fetch-site", "same-origin"),
        ("accept", "application/json"),
    ] {
        headers.insert(name, http::HeaderValue::from_static(value));
    }
    let said = browser.send(http::Method::POST, address, headers, body.as_bytes().to_vec()).await;
    serde_json::from_slice(&said.body).expect("JSON")
}

story! {
    async fn one_fault_keeps_no_other_answer_from_being_stored(world) {
        let base = format!("{}/352128", survey(&world, "市町村票").await);
        let address = format!("{base}/answer/s8");
        let mut officer = world.sign_in("yanai-officer").await;
        let page = send(&mut officer, &base, "s8", &[("q13", "hoken"), ("q13_1", "共同で行っています"), ("q13_2", "約12")]).await;
        let page = page.expect(422, "ほかの2問は保存しました").expect(422, "数として読めません");
        assert!(page.contains("value=\"約12\""), "what was typed stays");
        let answers = officer.get(&format!("{base}/answers")).await.expect(200, "共同で行っています").text();
        assert!(!answers.contains("約12"), "no answer");
        // Sent again from the page it came with, nothing is in conflict: the marks are those of what was stored.
        send_from(&mut officer, &page, &address, &[("q13_1", "共同で"), ("q13_2", "約12")]).await.expect(422, "ほかの1問は保存しました");

        // It is there when she comes back, for a colleague too, with what is wrong with it; and told where one looks.
        let mut manager = world.sign_in("yanai-manager").await;
        for browser in [&mut officer, &mut manager] {
            let again = browser.get(&address).await.expect(200, "数として読めません");
            assert!(again.contains("value=\"約12\""));
            browser.get(&base).await.expect(200, "直すところが1か所");
        }
        // The office, which enters for others, and a neighbour do not see it.
        let mut office = world.sign_in("cooperation-office").await;
        assert!(!office.get(&format!("{base}/substitute/s8")).await.expect(200, "問13-2").contains("約12"));
        let mut neighbour = world.sign_in("higashiomi-officer").await;
        assert_eq!(neighbour.get(&address).await.status.as_u16(), 404);

        // With everything else answered it still is not handed in in silence.
        answer_all(&mut officer, &base).await;
        send(&mut officer, &base, "s8", &[("q13", "hoken"), ("q13_2", "約12")]).await.expect(422, "数として読めません");
        officer.get(&format!("{base}/submit")).await.expect(200, "まだ答えになっていません");
        officer.post(&format!("{base}/submit"), &[]).await.expect(422, "まだ答えになっていません");
        // Taken away, or put right, it is gone.
        send(&mut officer, &base, "s8", &[("q13_2", "12")]).await.expect(200, "保存しました");
        let page = officer.get(&address).await.expect(200, "value=\"12\"");
        assert!(!page.contains("数として読めません"));
        officer.submit(&format!("{base}/submit"), &[]).await.expect(200, "受付番号");
    }
}

story! {
    async fn what_the_browser_could_not_store_by_itself_is_there_again(world) {
        let base = format!("{}/352128", survey(&world, "市町村票").await);
        let address = format!("{base}/answer/s8");
        let mut officer = world.sign_in("yanai-officer").await;
        let said = save_by_itself(&mut officer, &address, "q13_2=ten&q13_2.asked=1&q13_2.seen=-").await;
        assert!(said["sentence"].as_str().is_some_and(|s| s.contains("書いたままで残しています")), "{said}");
        assert_eq!(said["lost"], false, "nothing to warn of: {said}");
        assert!(officer.get(&address).await.expect(200, "数として読めません").contains("value=\"ten\""));
        // Emptied, nothing is kept.
        save_by_itself(&mut officer, &address, "q13_2=&q13_2.asked=1&q13_2.seen=-").await;
        assert!(!officer.get(&address).await.expect(200, "問13-2").contains("value=\"ten\""));
        // More than can be kept is told, so that the browser asks before leaving.
        let long = "a".repeat(20_001);
        let said = save_by_itself(&mut officer, &address, &format!("q13_1={long}&q13_1.asked=1&q13_1.seen=-")).await;
        assert_eq!(said["lost"], true, "{said}");
    }
}
