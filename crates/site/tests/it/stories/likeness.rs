//! From the trouble to cases and documents, and towns like mine: what is compared is shown with its figures, what is not known
//! is said, and nothing decides in anybody's place.

use foundation::testing::Seen;
use foundation::web::escape;

use crate::world::story;

/// Addresses of the cases on a page, in order.
fn cases(page: &Seen) -> Vec<String> {
    let mut found: Vec<String> =
        page.links("/cases/").into_iter().filter(|link| link[7..].parse::<i64>().is_ok()).collect();
    found.dedup();
    found
}

fn count_beside(page: &Seen, label: &str) -> i64 {
    let text = page.text();
    let (_, rest) =
        text.split_once(&format!("<span class=\"facet-label\">{label}")).unwrap_or_else(|| panic!("{label}"));
    let count = rest.split("facet-count\">").nth(1).and_then(|piece| piece.split('<').next()).unwrap_or("");
    count.parse().unwrap_or(-1)
}

story! {
    async fn a_trouble_leads_step_by_step_to_cases_and_documents(world) {
        let mut visitor = world.visitor();
        let all = visitor.get("/troubles").await.expect(200, "訪問看護や入院先が町にない");
        assert_eq!(all.links("/troubles/").len(), 12);
        let page = visitor.get("/troubles/kuhaku").await.expect(200, "訪問看護の事業所も、入院できる病院も");
        let whole = cases(&page);
        assert!(whole.len() > 1);
        assert!(!page.contains("近さ 0"), "without a town nothing is compared");
        let promised = count_beside(&page, "看取り");
        let narrowed = visitor.get("/troubles/kuhaku?scene=mitori").await.expect(200, &format!("事例 {promised}件"));
        assert_eq!(cases(&narrowed).len(), usize::try_from(promised).expect("a count"));
        assert!(cases(&narrowed).iter().all(|case| whole.contains(case)));
        // It is the same choice as in the list.
        let listed = visitor.get("/cases?trouble=kuhaku&scene=mitori").await;
        assert!(cases(&narrowed).iter().all(|case| cases(&listed).contains(case)));
        // Documents about it, each opening where it says so.
        let documents = page.links("/library/");
        assert!(!documents.is_empty());
        for document in documents {
            visitor.get(&document).await.expect(200, "<h1");
        }
        visitor.get("/troubles/kuhaku?scene=zzz").await.expect(200, "「zzz」という区分はありません");
        assert_eq!(visitor.get("/troubles/zzz").await.status.as_u16(), 404);
        visitor.get("/troubles/saigai?scene=nyutaiin&band=over50").await.expect(200, "この条件の事例はありません");
        // The office words an entrance anew: its page follows.
        let mut office = world.sign_in("cooperation-office").await;
        let fields = [("do", "word"), ("id", "kuhaku"), ("label", "診てくれる先がない"), ("sentence", "町に一つもありません。"), ("sure", "1")];
        office.submit("/cases/troubles", &fields).await.expect(200, "変えました");
        visitor.get("/troubles/kuhaku").await.expect(200, "診てくれる先がない");
    }
}

story! {
    async fn cases_stand_in_the_order_of_their_likeness_to_the_reader_s_town(world) {
        let mut visitor = world.visitor();
        let page = visitor.get("/cases/near?town=352128").await.expect(200, "山口県柳井市");
        let first = cases(&page).remove(0);
        visitor.get(&first).await.expect(200, "柳井市");
        assert!(page.contains("この市町村の事例"), "its own comes first, and is called so");
        let near: Vec<f64> = page
            .text()
            .split("近さ ")
            .skip(1)
            .filter_map(|piece| piece.get(..4)?.parse().ok())
            .collect();
        assert!(near.len() > 3 && near.windows(2).all(|pair| pair[0] >= pair[1]), "{near:?}");
        // By name, with its prefecture; a name of several; no name at all.
        for typed in ["柳井市", "山口県柳井市", " 山口県　柳井市 ", "３５２１２８"] {
            let named = visitor.get(&format!("/cases/near?town={}", escape(typed))).await.expect(200, "山口県柳井市");
            assert_eq!(cases(&named), cases(&page), "{typed}");
        }
        let several = visitor.get(&format!("/cases/near?town={}", escape("池田町"))).await.expect(200, "「池田町」は4つあります");
        let links: Vec<String> = several
            .text()
            .split("<a class=\"next-link\" href=\"")
            .skip(1)
            .filter(|piece| piece.contains("池田町</a>"))
            .filter_map(|piece| piece.split('"').next().map(str::to_owned))
            .collect();
        assert_eq!(links.len(), 4);
        visitor.get(&links[0]).await.expect(200, "に似たところの事例から並べています");
        for odd in ["どこにもない町", "山口県", "' or 1=1", "%"] {
            visitor.get(&format!("/cases/near?town={}", escape(odd))).await.expect(200, "見つかりませんでした");
        }
        // Whoever is signed in need not say it.
        let mut officer = world.sign_in("yanai-officer").await;
        let own = officer.get("/cases/near").await.expect(200, "あなたの所属の市町村");
        assert_eq!(cases(&own), cases(&page));
        let troubled = officer.get("/troubles/kuhaku").await.expect(200, "山口県柳井市");
        assert!(troubled.contains("近さ 0.") || troubled.contains("この市町村の事例"));
        // The weights stand in the address and stay with every further step.
        let weighed = visitor.get("/cases/near?town=352128&size=3&land=0").await.expect(200, "<option value=\"3\" selected>重く");
        assert!(weighed.links("/cases/near?").iter().all(|link| link.contains("size=3") && link.contains("land=0")), "{:?}", weighed.links("/cases/near?"));
    }
}

story! {
    async fn similar_towns_are_shown_factor_by_factor_with_their_figures(world) {
        let mut visitor = world.visitor();
        visitor.get("/regions/352128").await.expect(200, "/regions/352128/similar").expect(200, "訪問看護ステーション");
        let page = visitor.get("/regions/352128/similar").await.expect(200, "近い順に20市町村");
        for words in ["人口規模", "高齢化率", "85歳以上の割合", "区分", "2040年の見通し", "離島・山村", "在宅の資源", "架空", "デモ用に作った数字", "時点"] {
            assert!(page.contains(words), "{words}");
        }
        let towns = |page: &Seen| -> Vec<String> {
            let rows = page.text();
            let rows = rows.split("<tbody>").nth(1).unwrap_or("").to_owned();
            rows.split("<th scope=\"row\"><a href=\"").skip(1).filter_map(|p| p.split('"').next().map(str::to_owned)).collect()
        };
        let usual = towns(&page);
        assert_eq!(usual.len(), 20);
        assert!(!usual.contains(&"/regions/352128".to_owned()));
        let weighed = visitor.get("/regions/352128/similar?size=3&ageing=0&classes=0&demand=0&oldest=0&land=0&resources=0").await;
        assert_ne!(towns(&weighed), usual, "only the size counts");
        let odd = visitor.get("/regions/352128/similar?size=99&zzz=1").await;
        assert_eq!(towns(&odd), usual);
        let with_cases = visitor.get("/regions/352128/similar?cases=1").await.expect(200, "事例 1件");
        assert!(towns(&with_cases).len() <= 20 && !towns(&with_cases).is_empty());
        visitor
            .get("/regions/352128/similar?size=0&ageing=0&oldest=0&classes=0&demand=0&land=0&resources=0")
            .await
            .expect(200, "どの要素も数えていない");
        assert_eq!(visitor.get("/regions/999999/similar").await.status.as_u16(), 404);
        // The survey's own 「似た市町村」 is the same likeness with the usual weights.
        let mut officer = world.sign_in("higashiomi-officer").await;
        let position = officer.get("/surveys/2/252131/position").await.expect(200, "似た市町村の選び方");
        for label in ["離島・山村", "在宅の資源"] {
            assert!(position.contains(label), "{label}");
        }
    }
}

story! {
    /// Beside each other, with what differs in words: no score decides.
    async fn a_case_s_town_and_one_s_own_stand_side_by_side(world) {
        let mut visitor = world.visitor();
        let island = cases(&visitor.get("/cases?prefecture=350001").await).remove(0);
        let page = visitor.get(&island).await.expect(200, &format!("{island}/carry-over"));
        assert!(page.contains("自分の市町村と並べて考える"));
        let address = format!("{island}/carry-over");
        visitor.get(&address).await.expect(200, "自分の市町村を選ぶと、ここに並びます");
        let page = visitor.get(&format!("{address}?town={}", escape("札幌市"))).await.expect(200, "札幌市は柳井市の約");
        assert!(!page.contains("近さ"), "people decide");
        for words in ["山口県柳井市", "北海道札幌市", "架空", "時点", "ポイント低い", "人口1万人あたりの訪問看護ステーション", "取組に要ったもの"] {
            // The reader's own is compared with, the case's is what is told of: either may be the higher.
            assert!(page.contains(words) || (words == "ポイント低い" && page.contains("ポイント高い")), "{words}");
        }
        let mut officer = world.sign_in("nambu-officer").await;
        officer.get(&address).await.expect(200, "あなたの所属の市町村を並べています").expect(200, "南部町");
        visitor.get(&format!("{address}?town=%E3%81%82")).await.expect(200, "見つかりませんでした");
        visitor.get(&format!("{address}?town=352128&place=011002")).await.expect(200, "ほぼ同じ");
        for none in ["/cases/999999/carry-over", "/cases/0/carry-over"] {
            assert_eq!(visitor.get(none).await.status.as_u16(), 404);
        }
        // Of a case of several municipalities the others are one step away.
        let shared = cases(&visitor.get("/cases?prefecture=300004").await).remove(0);
        let page = visitor.get(&format!("{shared}/carry-over?town=352128")).await.expect(200, "この事例のほかの市町村と並べる");
        let other = page.links(&format!("{shared}/carry-over?")).remove(0);
        assert!(other.contains("town=352128") && other.contains("place="), "{other}");
        let beside = visitor.get(&other).await.expect(200, "山口県柳井市");
        assert_ne!(beside.text(), page.text());
        // What is not public is nobody's to compare.
        let mut office = world.sign_in("cooperation-office").await;
        office.submit(&format!("{island}/archive"), &[("archive-reason", "古くなりました。"), ("archive-sure", "1")]).await;
        assert_eq!(visitor.get(&address).await.status.as_u16(), 404);
    }
}
