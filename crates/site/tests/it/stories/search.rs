use foundation::web::escape;

use crate::world::story;

story! {
    /// A stranger types what she knows.
    async fn the_island_is_found_by_every_word_somebody_may_type(world) {
        let mut visitor = world.visitor();
        for words in ["看取り", "みとり", "ミトリ", "ﾐﾄﾘ", "離島", "りとう", "平郡島", "へいぐんとう", "離島での看取り", "人生会議 オンライン診療"] {
            let page = visitor.get(&format!("/search?q={}", escape(words))).await.expect(200, "平郡島");
            assert!(page.contains("<mark>"), "{words}: what was found is marked");
        }
        let page = visitor.get(&format!("/search?q={}", escape("みとり"))).await;
        page.expect(200, "次のことばでもさがしました：「看取り」");
    }
}

story! {
    async fn words_that_mean_the_same_find_the_same(world) {
        let mut visitor = world.visitor();
        let mut found = Vec::new();
        for words in ["ケアマネ", "ケアマネジャー", "介護支援専門員", "けあまねじゃー"] {
            let page = visitor.get(&format!("/search?q={}", escape(words))).await.expect(200, "事例");
            let mut cases = page.links("/cases/");
            cases.sort();
            assert!(!cases.is_empty(), "{words}");
            found.push(cases);
        }
        assert!(found.windows(2).all(|pair| pair[0] == pair[1]), "{found:?}");
        // 島 stands in 広島 and しま in 「しました」: neither is an island.
        let page = visitor.get(&format!("/search?q={}", escape("離島"))).await;
        assert_eq!(page.links("/cases/").len(), 1, "{:?}", page.links("/cases/"));
    }
}

story! {
    async fn a_town_and_a_prefecture_are_found_too(world) {
        let mut visitor = world.visitor();
        visitor.get(&format!("/search?q={}", escape("札幌市"))).await.expect(200, "/regions/011002");
        visitor.get(&format!("/search?q={}", escape("さっぽろ"))).await.expect(200, "/regions/011002");
        visitor.get(&format!("/search?q={}", escape("やまぐち"))).await.expect(200, "/regions/350001");
    }
}

story! {
    async fn nothing_found_helps_onward(world) {
        let mut visitor = world.visitor();
        let page = visitor.get(&format!("/search?q={}", escape("ぬるぽ星雲"))).await.expect(200, "見つかりませんでした");
        assert!(page.contains("離島での看取り"));
        visitor.get("/search").await.expect(200, "たとえば");
        // When no case holds all the words, those that hold some are shown, and it says so.
        let words = escape("看取り 宇宙");
        visitor.get(&format!("/search?q={words}")).await.expect(200, "すべてのことばをふくむものはありません");
    }
}

story! {
    async fn towns_of_one_name_are_told_apart(world) {
        let mut visitor = world.visitor();
        for words in ["池田町", "池田"] {
            visitor.get(&format!("/search?q={}", escape(words))).await.expect(200, "「池田町」という市町村は4つあります。");
        }
        assert!(!visitor.get(&format!("/search?q={}", escape("札幌市"))).await.contains("同じ名前の市町村"));
    }
}

story! {
    /// A code with a wrong last digit, or without its zero, leads to the place that was meant.
    async fn a_mistyped_code_says_what_is_wrong_with_it(world) {
        let mut visitor = world.visitor();
        for typed in ["011003", "０１１００３", "11002"] {
            let page = visitor.get(&format!("/search?q={}", escape(typed))).await.expect(200, "団体コードのようです");
            assert!(page.links("/regions/").contains(&"/regions/011002".to_owned()), "{typed}");
        }
        visitor.get("/search?q=990001").await.expect(200, "団体コードのようです");
        assert!(!visitor.get("/search?q=011002").await.contains("団体コードのようです"));
        assert!(!visitor.get("/search?q=12345").await.contains("団体コードのようです"));
    }
}

story! {
    /// A survey is found by its name, its respondents and its year; one that nobody has begun is not.
    async fn a_survey_is_found_too(world) {
        let mut visitor = world.visitor();
        let running = crate::stories::surveys::survey(&world, "市町村").await;
        for words in ["実態調査", "調査 市町村", "調査 令和8年度"] {
            let page = visitor.get(&format!("/search?q={}", escape(words))).await.expect(200, "調査の一覧");
            assert!(page.links("/surveys/").contains(&running), "{words}");
        }
    }
}
