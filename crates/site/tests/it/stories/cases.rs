use foundation::web::escape;

use crate::world::story;

/// Numbers of the cases on a page of hits, in order, each once.
fn numbers(page: &foundation::testing::Seen) -> Vec<i64> {
    let mut numbers: Vec<i64> =
        page.links("/cases/").iter().filter_map(|href| href.trim_start_matches("/cases/").parse().ok()).collect();
    numbers.dedup();
    numbers
}

/// The number beside a value of a facet.
fn facet_count(page: &foundation::testing::Seen, label: &str) -> i64 {
    let text = page.text();
    let after = text.split(&format!("<span class=\"facet-label\">{label}")).nth(1).expect(label);
    let count = after.split("facet-count\">").nth(1).and_then(|t| t.split('<').next()).expect("a count");
    count.parse().expect("a number")
}

story! {
    async fn the_seven_hearings_are_there_each_at_its_own_address(world) {
        let mut visitor = world.visitor();
        let list = visitor.get("/cases").await.expect(200, "14件");
        for place in ["永源寺地区", "平郡島", "真室川町", "川西", "峡南地域の5町", "粕屋管内の1市7町", "十勝地域"] {
            assert!(list.contains(place), "{place}");
        }
        let shown = numbers(&list);
        assert_eq!(shown.len(), 14);
        for number in shown {
            visitor.get(&format!("/cases/{number}")).await.expect(200, "困っていたこと");
        }
        visitor.get("/cases/99").await.expect(404, "ページが見つかりません");
        visitor.get("/cases/x").await.expect(404, "ページが見つかりません");
    }
}

story! {
    async fn a_case_begins_with_the_trouble_and_names_who_did_what(world) {
        let mut visitor = world.visitor();
        let list = visitor.get(&format!("/cases?q={}", escape("平郡島"))).await.expect(200, "1件");
        let address = format!("/cases/{}", numbers(&list)[0]);
        let page = visitor.get(&address).await.expect(200, "だれが、何をしたか");
        for words in ["島の診療所に常勤の医師がいなくなり", "平郡診療所", "/regions/352128", "事業報告書", "/cases?scene=mitori"] {
            assert!(page.contains(words), "{words}");
        }
        // Figures of the register are invented here, and say so beside the figure.
        assert!(page.text().split("人口 ").nth(1).is_some_and(|t| t.chars().take(120).collect::<String>().contains("架空")));
        assert!(!page.contains("関係者にだけ見えます"), "the way of a case is not for visitors");
    }
}

story! {
    async fn facets_narrow_and_their_counts_are_kept(world) {
        let mut visitor = world.visitor();
        let all = visitor.get("/cases").await;
        for (facet, value, label) in [
            ("scene", "mitori", "看取り"),
            ("scene", "saigai", "災害時の対応"),
            ("trouble", "kuhaku", "訪問看護や入院先が町にない"),
            ("cooperation", "koiki", "広域連携"),
            ("class", "rito", "離島"),
            ("content", "sodan", "相談支援"),
            ("prefecture", "250007", "滋賀県"),
        ] {
            let promised = facet_count(&all, label);
            assert!(promised > 0, "{label}");
            let page = visitor.get(&format!("/cases?{facet}={value}")).await.expect(200, &format!("{promised}件"));
            assert_eq!(i64::try_from(numbers(&page).len()), Ok(promised), "{label}");
            // The facet's own counts stay as they were.
            assert_eq!(facet_count(&page, label), promised, "{label}");
            assert!(page.contains(&format!("{label}<span class=\"visually-hidden\">を外す")), "{label}");
        }
        // Two values of one facet widen, two facets narrow.
        let wide = numbers(&visitor.get("/cases?scene=mitori&scene=saigai").await);
        let narrow = numbers(&visitor.get("/cases?scene=mitori&class=rito").await);
        assert_eq!(wide.len(), 5);
        assert_eq!(narrow.len(), 1);
        assert!(wide.contains(&narrow[0]));
        visitor.get("/cases?scene=saigai&class=rito").await.expect(200, "この条件の事例はありません");
        visitor.get("/cases?prefecture=010006&scene=saigai").await.expect(200, "この条件の事例はありません");
    }
}

story! {
    /// An old link or a slip of the hand: said in words, shown without it.
    async fn a_facet_that_is_none_is_told_and_left_out(world) {
        let mut visitor = world.visitor();
        let page = visitor.get("/cases?trouble=zzz&page=9999&sort=x").await.expect(200, "「zzz」という区分はありません");
        assert!(!page.contains("困りごと：zzz") && !page.contains("trouble=zzz"));
        let page = visitor.get("/cases?trouble=zzz&scene=mitori&prefecture=999999").await.expect(200, "「zzz」「999999」という区分はありません");
        assert!(page.contains("場面：看取り"), "the other condition stays");
        assert_eq!(numbers(&page), numbers(&visitor.get("/cases?scene=mitori").await));
        // What is there, only without a case, is no mistake.
        let page = visitor.get("/cases?prefecture=470007&scene=saigai").await.expect(200, "都道府県：沖縄県");
        assert!(!page.contains("という区分はありません"));
    }
}

story! {
    async fn open_data_holds_every_published_case_with_its_source(world) {
        let mut visitor = world.visitor();
        let csv = visitor.get("/cases.csv").await.expect(200, "事業報告書");
        let rows = csv::Reader::from_reader(csv.body.as_slice()).into_records().map(|r| r.expect("a row")).collect::<Vec<_>>();
        assert_eq!(rows.len(), 14);
        let json: serde_json::Value =
            serde_json::from_slice(&visitor.get("/cases.json").await.expect(200, "\"cases\"").body).expect("json");
        let cases = json["cases"].as_array().expect("a list");
        assert_eq!(cases.len(), 14);
        assert!(cases.iter().all(|c| !c["source"].as_str().unwrap_or("").is_empty()));
        let island = cases.iter().find(|c| c["district"] == "平郡島").expect("平郡島");
        assert_eq!(island["places"][0]["name"], "柳井市");
    }
}

story! {
    async fn odd_input_is_shown_as_text_and_breaks_nothing(world) {
        let mut visitor = world.visitor();
        for words in ["\"><script>alert(1)</script>", "%", "_", "a", "'", "\\", "島%_"] {
            for path in ["/cases", "/search"] {
                let page = visitor.get(&format!("{path}?q={}", escape(words))).await;
                assert_eq!(page.status.as_u16(), 200, "{path} {words}");
                assert!(!page.contains("<script>alert"), "{path} {words}");
            }
        }
        let all = numbers(&visitor.get("/cases").await).len();
        assert!(numbers(&visitor.get("/cases?q=_").await).len() < all, "an underscore is only an underscore");
    }
}

story! {
    /// The list counts in memory; a town's new population is in it at once.
    async fn a_new_population_moves_a_case_into_its_band(world) {
        use site::permissions::{Actor, ImportRegions};
        use site::regions::actions::{Source, import_facts};
        use site::regions::register::Fact;
        let mut visitor = world.visitor();
        let island = "/cases?q=%E5%B9%B3%E9%83%A1%E5%B3%B6&band=under1";
        assert_eq!(numbers(&visitor.get("/cases?q=%E5%B9%B3%E9%83%A1%E5%B3%B6").await), [13]);
        assert_eq!(numbers(&visitor.get(island).await), Vec::<i64>::new());
        let mut tx = world.core.write::<ImportRegions>(Actor::Console, "test").await.expect("the console may");
        let population = Fact {
            code: "352128".to_owned(), key: "population", as_of: "2026-10-01".to_owned(), amount: Some(9_000), words: None,
        };
        let source = Source { title: "試験の数字".to_owned(), fictitious: true };
        import_facts(&mut tx, &[], &[population], &source).await.expect("it is stored");
        tx.commit_recorded().await.expect("it is kept");
        assert_eq!(numbers(&visitor.get(island).await), [13]);
    }
}

story! {
    /// No page asks the database per row.
    async fn pages_need_a_handful_of_statements(world) {
        let mut visitor = world.visitor();
        // The first who looks waits for the node's copies, which a server makes as it starts.
        visitor.get("/cases?q=x").await;
        for (address, most) in [
            ("/", 6),
            ("/cases", 4),
            ("/cases?q=%E7%9C%8B%E5%8F%96%E3%82%8A&scene=mitori", 4),
            ("/cases/1", 8),
            ("/search?q=%E7%9C%8B%E5%8F%96%E3%82%8A", 10),
            ("/regions", 2),
            ("/regions/011002", 5),
            ("/regions/350001", 3),
        ] {
            let page = visitor.get(address).await;
            assert_eq!(page.status.as_u16(), 200, "{address}");
            let queries = page.queries.expect("a page with a database");
            assert!(queries <= most, "{address} needs {queries} statements, at most {most} are right");
        }
    }
}
