use crate::world::story;

story! {
    /// A new officer looks for her town.
    async fn a_town_is_found_by_any_of_its_names(world) {
        let mut visitor = world.visitor();
        visitor.get("/regions").await.expect(200, "すべての市町村（1,741）");
        for words in ["札幌市", "北海道札幌市", "ほっかいどうさっぽろし", "さっぽろ", "サッポロ", "011002", "ｻｯﾎﾟﾛ"] {
            let address = format!("/regions?q={}", foundation::web::escape(words));
            visitor.get(&address).await.expect(200, "/regions/011002");
        }
        // 永源寺町 became part of 東近江市.
        let address = format!("/regions?q={}", foundation::web::escape("永源寺町"));
        visitor.get(&address).await.expect(200, "（旧 永源寺町）");
        visitor.get(&address.replace("/regions", "/search")).await.expect(200, "旧 ");
        let own = visitor.get(&format!("/regions?q={}", foundation::web::escape("東近江市"))).await.expect(200, "東近江市");
        assert!(!own.contains("（旧 "), "its own name answers");
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
        let header = csv.text().lines().next().map(str::to_owned).unwrap_or_default();
        assert!(header.ends_with("数字の時点,数字の出典,数字が架空,区分の時点,区分の出典,区分が架空,備考"), "{header}");
        assert!(csv.text().lines().skip(1).all(|line| line.ends_with(",1,デモデータ（架空の内容を含みます）")));
        let json = visitor.get("/regions.json").await.expect(200, "\"figures_fictitious\":true");
        assert!(json.contains("\"notice\":\"デモデータ（架空の内容を含みます）\""));
        // The class beside which 「架空」 stands is a cell of the list.
        let list = visitor.get("/regions?prefecture=010006").await.expect(200, "過疎地域");
        for cell in list.text().split("<td>").filter(|cell| cell.starts_with("過疎地域")) {
            assert!(cell.split("</td>").next().is_some_and(|c| c.contains("架空")), "{cell}");
        }
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
        // The page says what is wrong, and which place was probably meant.
        let page = visitor.get("/regions/011003").await.expect(404, "検査数字（6桁目）が合いません");
        assert!(page.contains("北海道札幌市（011002）のページ"));
        visitor.get("/regions/11002").await.expect(404, "北海道札幌市（011002）のページ");
    }
}

story! {
    /// The page a programme asks for by itself, and an address that does not exist among the assets.
    async fn well_known_addresses_answer(world) {
        let mut visitor = world.visitor();
        visitor.get("/robots.txt").await.expect(200, "Disallow: /search");
        visitor.get("/favicon.ico").await.expect(200, "<svg");
        visitor.get("/assets/css/nothing.css").await.expect(404, "ページが見つかりません");
    }
}

story! {
    /// Signing in, being seen and sending mail change no page for visitors; a case does.
    async fn kept_pages_outlive_what_visitors_never_see(world) {
        let before = world.core.database.version();
        let mut officer = world.sign_in("yanai-officer").await;
        officer.get("/").await.expect(200, "今日");
        world.visitor().submit("/sign-in", &[("mail", "nobody@example.lg.jp")]).await;
        world.run_jobs().await;
        assert_eq!(world.core.database.version(), before);
        let mut administrator = world.sign_in("administrator").await;
        administrator.post("/lists/add", &[("list", "professions"), ("label", "歯科技工士")]).await;
        assert!(world.core.database.version() > before);
    }
}
