use crate::world::story;

story! {
    /// A new officer looks for her town.
    async fn a_town_is_found_by_any_of_its_names(world) {
        let mut visitor = world.visitor();
        visitor.get("/regions").await.expect(200, "すべての市町村（1,741）");
        for words in ["札幌市", "さっぽろ", "サッポロ", "011002", "ｻｯﾎﾟﾛ"] {
            let address = format!("/regions?q={}", foundation::web::escape(words));
            visitor.get(&address).await.expect(200, "/regions/011002");
        }
        // 永源寺町 became part of 東近江市.
        let address = format!("/regions?q={}", foundation::web::escape("永源寺町"));
        visitor.get(&address).await.expect(200, "東近江市");
    }
}

story! {
    async fn towns_of_the_same_name_are_told_apart(world) {
        let mut visitor = world.visitor();
        let address = format!("/regions?q={}", foundation::web::escape("池田町"));
        let page = visitor.get(&address).await.expect(200, "「池田町」は4つあります");
        for prefecture in ["北海道", "福井県", "長野県", "岐阜県"] {
            assert!(page.contains(prefecture), "{prefecture}");
        }
    }
}

story! {
    async fn a_region_s_page_marks_invented_figures_beside_the_figure(world) {
        let mut visitor = world.visitor();
        let page = visitor.get("/regions/011002").await.expect(200, "札幌市（北海道）");
        let figure = page.text();
        let figure = figure.split("figure-value").nth(1).expect("a figure");
        assert!(figure.split("</dd>").next().is_some_and(|dd| dd.contains("架空")));
        visitor.get("/regions/010006").await.expect(200, "179市町村");
        let csv = visitor.get("/regions.csv").await.expect(200, "011002,北海道,札幌市");
        assert_eq!(csv.text().lines().count(), 1742);
        visitor.get("/regions.json").await.expect(200, "\"fictitious\":true");
    }
}

story! {
    async fn an_unknown_code_is_an_address_that_does_not_exist(world) {
        let mut visitor = world.visitor();
        // Wrong check digit; no such code; five digits; full width; text; a path that climbs.
        for code in ["011003", "999997", "01100", "０１１００２", "sapporo", "..%2F..%2Fetc%2Fpasswd"] {
            visitor.get(&format!("/regions/{}", code.replace('０', "%EF%BC%90").replace('１', "%EF%BC%91").replace('２', "%EF%BC%92")))
                .await
                .expect(404, "ページが見つかりません");
        }
    }
}
