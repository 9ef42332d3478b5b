use crate::world::story;

story! {
    async fn the_front_page_leads_in_by_trouble_scene_and_words_that_have_an_answer(world) {
        let mut visitor = world.visitor();
        let page = visitor.get("/").await.expect(200, "困りごとから入る");
        let examples = page.links("/search?q=");
        assert_eq!(examples.len(), 3);
        for address in examples {
            let found = visitor.get(&address).await.expect(200, "<h2 id=\"cases\">");
            assert!(!found.contains("すべてのことばをふくむものはありません"), "{address}");
        }
        for address in page.links("/cases?trouble=") {
            let found = visitor.get(&address).await;
            assert!(!found.contains("この条件の事例はありません"), "{address}");
        }
        // Figures out of the database, and nothing invented among them.
        let figures = page.text();
        let figures = figures.split("<dl class=\"figures\">").nth(1).and_then(|t| t.split("</dl>").next()).expect("figures");
        for figure in ["<span class=\"figure-value\">14</span>", "<span class=\"figure-value\">1,741</span>", "47都道府県のうち"] {
            assert!(figures.contains(figure), "{figure} in {figures}");
        }
        assert!(!figures.contains("架空"));
    }
}
