//! The search log: what people look for and do not find; never whose it was.

use foundation::testing::Browser;
use foundation::web::escape;

use super::search_index::look;
use crate::world::{World, story};

async fn write_down(world: &World) {
    site::search::actions::logging::write_down(&world.core).await.expect("it is written down");
}

/// Searches of two days, so many each.
async fn two_days(world: &World, words: &str, times: usize) {
    let mut visitor = world.visitor();
    for _ in 0..2 {
        for _ in 0..times {
            look(&mut visitor, words).await;
        }
        world.core.clock.advance(86_400);
    }
    write_down(world).await;
}

story! {
    async fn the_office_sees_what_is_not_found_and_makes_a_task_of_it(world) {
        two_days(&world, "ぬるぽ星雲", 3).await;
        two_days(&world, "看取り", 4).await;
        let mut office = world.sign_in("cooperation-office").await;
        let page = office.get("/search/log").await.expect(200, "ぬるぽ星雲");
        assert!(page.contains("看取り"));
        let page = office.get(&format!("/search/log?term={}", escape("ぬるぽ星雲"))).await.expect(200, "国民");
        assert!(page.contains("6"));
        let page = office.submit("/search/log", &[("do", "synonym"), ("term", "ぬるぽ星雲")]).await;
        page.expect(200, "仕事に加えました").expect(200, "同じ意味のことばを加える");
        office.submit("/search/log", &[("do", "synonym"), ("term", "ぬるぽ星雲")]).await.expect(422, "もう一覧にあります");
        office.get(&format!("/search/synonyms?word={}", escape("ぬるぽ星雲"))).await.expect(200, "value=\"ぬるぽ星雲\"");
        office.submit("/search/log", &[("do", "case"), ("term", "ぬるぽ星雲")]).await.expect(200, "事例を求める");
        office.submit("/search/log", &[("do", "finish"), ("id", "1")]).await.expect(200, "終わりにしました");
        office.submit("/search/log", &[("do", "finish"), ("id", "1")]).await.expect(404, "");
        office.submit("/search/log", &[("do", "finish"), ("id", "x")]).await.expect(404, "");
        office.submit("/search/log", &[("do", "nonsense")]).await.expect(422, "");
        // The administrator looks and does nothing; a town does neither.
        let mut administrator = world.sign_in("administrator").await;
        let page = administrator.get("/search/log").await.expect(200, "ぬるぽ星雲");
        assert!(!page.contains("仕事にする"));
        administrator.submit("/search/log", &[("do", "case"), ("term", "x")]).await.expect(403, "");
        world.sign_in("yanai-officer").await.get("/search/log").await.expect(403, "");
    }
}

story! {
    async fn what_few_looked_for_is_not_told(world) {
        // Four times; often, but on one day; a name; an address.
        two_days(&world, "四回だけのことば", 2).await;
        let mut visitor = world.visitor();
        for _ in 0..9 {
            look(&mut visitor, "一日だけのことば").await;
            look(&mut visitor, "山田花子さん").await;
            look(&mut visitor, "hanako@example.jp").await;
        }
        write_down(&world).await;
        two_days(&world, "みんなのことば", 3).await;
        let mut office = world.sign_in("cooperation-office").await;
        let page = office.get("/search/log?days=365").await.expect(200, "みんなのことば");
        for words in ["四回だけ", "一日だけ", "山田", "hanako"] {
            assert!(!page.contains(words), "{words}");
        }
        office.get(&format!("/search/log?term={}", escape("四回だけのことば"))).await.expect(404, "");
    }
}

async fn opened_from(browser: &mut Browser, address: &str, header: &'static str, value: &'static str) {
    let mut headers = http::HeaderMap::new();
    headers.insert(header, http::HeaderValue::from_static(value));
    browser.send(http::Method::GET, address, headers, Vec::new()).await.expect(204, "");
}

story! {
    async fn what_was_asked_next_and_opened_is_counted(world) {
        let mut visitor = world.visitor();
        for _ in 0..2 {
            world.core.clock.advance(86_400);
            for _ in 0..3 {
                look(&mut visitor, "みとるひと").await;
                visitor.get(&format!("/search?q={}&from={}", escape("看取り"), escape("みとるひと"))).await.expect(200, "件");
                let opened = format!("/search/opened?q={}&at=case/1", escape("看取り"));
                opened_from(&mut visitor, &opened, "sec-fetch-site", "same-origin").await;
                // A page of another site makes a browser ask, an old browser stands on another page, somebody just asks.
                opened_from(&mut visitor, &opened, "sec-fetch-site", "cross-site").await;
                opened_from(&mut visitor, &opened, "sec-fetch-site", "none").await;
                opened_from(&mut visitor, &opened, "referer", "https://evil.example/cases").await;
                visitor.get(&opened).await.expect(204, "");
                visitor.get("/search/opened?q=x&at=nothing/1").await.expect(204, "");
                visitor.get("/search/opened?at=case").await.expect(204, "");
            }
        }
        // Turning pages and narrowing is no further search.
        visitor.get(&format!("/search?q={}&page=2", escape("看取り"))).await;
        visitor.get(&format!("/search?q={}&kind=case", escape("看取り"))).await;
        write_down(&world).await;
        let mut office = world.sign_in("cooperation-office").await;
        let page = office.get("/search/log").await.expect(200, "「看取り」");
        let text = page.text();
        let row = text.split("term=%E7%9C%8B%E5%8F%96%E3%82%8A\"").nth(1).expect("its row");
        let figures: Vec<&str> = row.split("class=\"num\">").skip(1).take(3).map(|f| f.split('<').next().unwrap_or("")).collect();
        assert_eq!(figures, ["6", "0", "6"], "searches, without a hit, opened");
        assert!(text.contains("開かれたのは6回"));
    }
}
