//! What a browser, or somebody pretending to be one, can send.

use crate::world::story;

story! {
    async fn every_page_carries_the_security_headers(world) {
        let mut visitor = world.visitor();
        for address in ["/", "/regions", "/no-such-page", "/healthz"] {
            let page = visitor.get(address).await;
            let policy = page.headers.get("content-security-policy").and_then(|v| v.to_str().ok()).unwrap_or("");
            assert!(policy.starts_with("default-src 'self'"), "{address}: {policy}");
            assert!(!policy.contains("unsafe-inline"), "{address}");
            assert_eq!(page.headers.get("x-content-type-options").and_then(|v| v.to_str().ok()), Some("nosniff"));
            assert!(page.headers.contains_key("x-request-id"), "{address}");
        }
    }
}

story! {
    async fn an_unchanged_page_is_not_sent_again(world) {
        let mut visitor = world.visitor();
        let first = visitor.get("/regions").await.expect(200, "地域をさがす");
        let mut headers = http::HeaderMap::new();
        headers.insert("if-none-match", first.headers.get("etag").expect("an etag").clone());
        let second = visitor.send(http::Method::GET, "/regions", headers, Vec::new()).await;
        assert_eq!(second.status.as_u16(), 304);
        assert!(second.body.is_empty());
    }
}

story! {
    async fn broken_text_in_an_address_gets_a_clear_page(world) {
        let mut visitor = world.visitor();
        visitor.get("/regions?q=%E6%9C").await.expect(400, "文字として読めない部分があります");
        visitor.get("/regions?q=%00").await.expect(400, "読めない部分があります");
        visitor.get("/regions?page=abc&q=%25%5F").await.expect(200, "見つかりませんでした");
    }
}

story! {
    async fn the_house_comes_to_rest(world) {
        world.run_jobs().await;
        let schedule = site::schedule::all();
        assert_eq!(schedule.run_ready(&world.core, "test").await.expect("the queue"), 0);
    }
}

story! {
    /// A long address would make every link of the page as long.
    async fn an_address_has_an_end(world) {
        let mut visitor = world.visitor();
        let long = format!("/cases?{}", "scene=mitori&".repeat(1000));
        visitor.get(&long).await.expect(414, "アドレスが長すぎます");
        let page = visitor.get(&format!("/cases?{}", "scene=mitori&".repeat(300))).await.expect(200, "事例");
        assert!(page.body.len() < 1 << 20, "{}", page.body.len());
        visitor.get("/regions/%ff").await.expect(404, "ページが見つかりません");
    }
}
