use crate::world::story;

story! {
    async fn the_front_page_leads_in_by_trouble_scene_and_words_that_have_an_answer(world) {
        let mut visitor = world.visitor();
        let page = visitor.get("/").await.expect(200, "困りごとから入る");
        let examples = page.links("/search?q=");
        assert_eq!(examples.len(), 3);
        for address in examples {
            let found = visitor.get(&address).await.expect(200, "<span class=\"entry-kind\">事例</span>");
            assert!(!found.contains("すべてのことばをふくむものはありません"), "{address}");
        }
        let doors: Vec<String> = page.links("/troubles/");
        assert!(doors.len() > 5, "{doors:?}");
        for address in doors {
            let found = visitor.get(&address).await.expect(200, "順に絞り込む");
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

story! {
    async fn who_lets_people_in_or_keeps_it_running_finds_the_way_at_home(world) {
        let mut manager = world.sign_in("yanai-manager").await;
        let page = manager.get("/").await.expect(200, "人を招待する");
        let invite = page.links("/organisations/").into_iter().find(|l| l.ends_with("/invite")).expect("a way");
        manager.get(&invite).await.expect(200, "柳井市");
        let page = world.sign_in("administrator").await.get("/").await.expect(200, "運用を見る");
        assert!(page.contains("組織を選んで人を招待する"));
        let page = world.sign_in("yanai-officer").await.get("/").await.expect(200, "事例を書く");
        assert!(!page.contains("招待する") && !page.contains("運用を見る"));
    }
}

story! {
    async fn beyond_the_end_of_a_list_stands_its_last_page(world) {
        let mut visitor = world.visitor();
        let first = visitor.get("/cases").await.links("/cases/");
        let page = visitor.get("/cases?page=999").await.expect(200, "取組事例");
        assert_eq!(page.links("/cases/"), first, "one page is the last page");
        let page = visitor.get("/regions?all=1&page=999").await.expect(200, "1,741件中");
        assert!(page.contains("〜1,741件"));
    }
}

story! {
    async fn letters_bear_one_mark_and_their_links_lead_on(world) {
        let mut town = world.sign_in("yanai-officer").await;
        let mut fields = crate::stories::cases_writing::TEXTS.to_vec();
        fields.push(("next", "submit"));
        let (_, page) = crate::stories::cases_writing::write(&mut town, &fields).await;
        let number = crate::stories::cases_writing::number_of(&page.expect(200, "受付番号"));
        crate::stories::cases_writing::approve(&world, number).await;
        let case = format!("/cases/{number}");
        let letter = world.newest_mail("takuya@cooperation-office.example.jp").await.expect("a letter to the office");
        assert!(letter.contains(&format!("【れんけい】事例「{}」が出されました", fields[0].1)), "{letter}");
        assert!(letter.contains(&format!("<a href=\"{case}\">http://renkei.test{case}</a>")), "{letter}");
        // Two fields of one word are told apart.
        let (_, page) = crate::stories::cases_writing::write(&mut town, &[("title", "足りない下書き"), ("next", "submit")]).await;
        let page = page.expect(422, "「困りごと」を書いてください。");
        assert!(page.contains("「困りごとの入口」を一つ以上選んでください。"));
        world.visitor().get("/open-data").await.expect(200, "<td>kind</td>");
        // No number that could be somebody's stands as an example.
        let page = town.get("/account/profile").await.expect(200, "例：0000-00-0000");
        assert!(!page.contains("例：0820"));
    }
}

story! {
    async fn a_demonstration_that_is_filled_already_is_complete_when_it_is_started_again(world) {
        let before = world.visitor().get("/surveys").await.expect(200, "").text();
        site::demo::fill(&world.core).await.expect("nothing is missing, nothing is made twice");
        assert_eq!(world.visitor().get("/surveys").await.expect(200, "").text(), before);
    }
}
