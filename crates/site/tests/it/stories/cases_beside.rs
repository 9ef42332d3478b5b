//! Cases that others have a word in: towns that are named as owners, a public text that goes on while it is mended, two cases beside each
//! other, and what is read most.

use foundation::web::escape;

use super::cases_writing::{TEXTS, approve, number_of, publish, write};
use crate::world::story;

story! {
    async fn a_town_is_named_as_owner_only_where_it_agreed(world) {
        let mut town = world.sign_in("yanai-officer").await;
        let mut fields = TEXTS.to_vec();
        fields[0] = ("title", "名前を書かれた市の事例");
        fields.extend([("places", "柳井市、東近江市"), ("co_owners", "東近江市"), ("next", "submit")]);
        let (_, page) = write(&mut town, &fields).await;
        let page = page.expect(200, "受付番号");
        let number = number_of(&page);
        let case = format!("/cases/{number}");
        assert!(page.contains("確認待ち") && !page.contains(">同意する<"), "the author does not answer for the other town");
        let letter = world.newest_mail("higashiomi").await.expect("a letter");
        assert!(letter.contains("いっしょに持つか、答えてください") && letter.contains(&case), "{letter}");

        // It reads what it is asked about, and changes nothing.
        let mut other = world.sign_in("higashiomi-officer").await;
        let page = other.get(&case).await.expect(200, "名前を書かれた市の事例");
        assert!(page.contains(">同意する<") && !page.contains(&format!("{case}/edit")));
        assert_eq!(other.get(&format!("{case}/edit")).await.status.as_u16(), 404);
        let answer = format!("{case}/co-owner");
        for (who, code, status) in [("yanai-officer", "252131", 404), ("nambu-officer", "252131", 404), ("higashiomi-officer", "352128", 404), ("home-care-office", "252131", 403)] {
            let sent = world.sign_in(who).await.post(&answer, &[("municipality", code), ("answer", "yes")]).await;
            assert_eq!(sent.status.as_u16(), status, "{who} {code}");
        }
        assert_eq!(other.post(&answer, &[("municipality", "252131"), ("answer", "maybe")]).await.status.as_u16(), 422);

        // Public, it is named nowhere as an owner as long as it has not agreed.
        approve(&world, number).await;
        publish(&world, number).await;
        let mut visitor = world.visitor();
        let owner = |text: &str| text.split("\"co_owners\"").nth(1).is_some_and(|rest| rest.split(']').next().is_some_and(|own| own.contains("252131")));
        assert!(!visitor.get(&case).await.expect(200, "名前を書かれた市の事例").contains("いっしょに持つ市町村"));
        assert!(!owner(&visitor.get(&format!("/api/v1/cases/{number}")).await.text()));
        let json = visitor.get(&format!("/cases.json?q={}", escape("名前を書かれた市"))).await.expect(200, "名前を書かれた市の事例");
        assert!(!owner(&json.text()));
        // It says no, and is not there; then yes.
        other.submit(&answer, &[("municipality", "252131"), ("answer", "no")]).await.expect(200, "書きかけの事例");
        town.get(&case).await.expect(200, "断りました");
        assert!(!other.get(&case).await.contains(">同意する<"), "what it sees is what everybody sees");
        assert_eq!(other.post(&answer, &[("municipality", "252131"), ("answer", "yes")]).await.status.as_u16(), 404);
    }
}

story! {
    /// 直し: what changed on both sides is put over the newer text only by who says so.
    async fn a_correction_does_not_overwrite_what_is_newer(world) {
        let mut town = world.sign_in("yanai-officer").await;
        let mut fields = TEXTS.to_vec();
        fields.push(("next", "submit"));
        let (_, page) = write(&mut town, &fields).await;
        let number = number_of(&page.expect(200, "受付番号"));
        publish(&world, number).await;
        let case = format!("/cases/{number}");
        let correction = number_of(&town.submit(&format!("{case}/correct"), &[]).await.expect(200, "公開中の事例の直しです"));
        let edit = format!("/cases/{correction}/edit");
        let version = town.get(&edit).await.input("version").expect("a version");
        let mut mended = TEXTS.to_vec();
        mended[1] = ("summary", "町が直した要約です。月に2件から1件に減りました。");
        mended.extend([("version", version.as_str()), ("places", "柳井市"), ("next", "submit")]);
        town.submit(&edit, &mended).await.expect(200, "受付番号");
        approve(&world, correction).await;
        let mut office = world.sign_in("cooperation-office").await;
        let version = office.get(&format!("{case}/edit")).await.input("version").expect("a version");
        let mut newer = TEXTS.to_vec();
        newer[1] = ("summary", "事務局が書き足した要約です。2026年の数字を加えました。");
        newer.extend([("version", version.as_str()), ("places", "柳井市"), ("next", "save")]);
        office.submit(&format!("{case}/edit"), &newer).await.expect(200, "事務局が書き足した");

        let address = format!("/cases/{correction}");
        let publish_it = format!("{address}/publish");
        let page = office.get(&address).await.expect(200, "公開中の内容でも直しでも変わっています");
        let (own, public) = (page.input("version").expect("own"), page.input("public_version").expect("the public one"));
        let sent = [("version", own.as_str()), ("public_version", public.as_str())];
        let page = office.post(&publish_it, &sent).await.expect(422, "公開中の「要約」も変わりました");
        assert!(page.contains("href=\"#over\""));
        // Nor by who says so without having seen it, or has seen an older one.
        office.post(&publish_it, &[("over", "1")]).await.expect(422, "公開中の「要約」も変わりました");
        office.post(&publish_it, &[("over", "1"), ("public_version", "1")]).await.expect(422, "このページを開いたあとに、内容が変わりました");
        world.visitor().get(&case).await.expect(200, "事務局が書き足した");
        let sent = [("version", own.as_str()), ("public_version", public.as_str()), ("over", "1")];
        office.submit(&publish_it, &sent).await.expect(200, "直した内容を公開しました");
        world.visitor().get(&case).await.expect(200, "町が直した要約です");
    }
}

story! {
    async fn two_cases_stand_beside_each_other(world) {
        let mut visitor = world.visitor();
        let list = visitor.get("/cases").await.expect(200, "印を付けた2つを並べる");
        let numbers: Vec<String> = list.text().split("name=\"case\" value=\"").skip(1).filter_map(|t| t.split('"').next().map(str::to_owned)).collect();
        assert!(numbers.len() > 2);
        let (a, b) = (&numbers[0], &numbers[1]);
        let page = visitor.get(&format!("/cases/compare?case={a}&case={b}")).await.expect(200, "2つの事例を並べる");
        for words in [&format!("href=\"/cases/{a}\""), &format!("href=\"/cases/{b}\""), "場面", "取組の背景", "事例を持つところ"] {
            assert!(page.contains(words), "{words}");
        }
        visitor.get(&format!("/cases/compare?a={a}&b={b}")).await.expect(200, "取組の背景");
        visitor.get("/cases/compare").await.expect(200, "並べる事例を2つ選んでください");
        visitor.get(&format!("/cases/compare?case={a}")).await.expect(200, "もう1つ選んでください");
        visitor.get(&format!("/cases/compare?case={a}&case={a}")).await.expect(200, "もう1つ選んでください");
        visitor.get("/cases/compare?case=1&case=2&case=3").await.expect(200, "選ばれた事例が多すぎます");
        visitor.get(&format!("/cases/compare?a={a}&b=99999")).await.expect(200, "事例99999は公開されていないか、ありません");
        visitor.get("/cases/compare?a=x&b=-1").await.expect(200, "並べる事例を2つ選んでください");
        // What is not public is nobody's to compare, not even its writer's.
        let mut town = world.sign_in("yanai-officer").await;
        let mut fields = TEXTS.to_vec();
        fields.push(("next", "save"));
        let (_, page) = write(&mut town, &fields).await;
        let draft = number_of(&page.expect(200, "保存しました"));
        let page = town.get(&format!("/cases/compare?a={a}&b={draft}")).await.expect(200, "公開されていないか、ありません");
        assert!(!page.contains(TEXTS[1].1));
    }
}

story! {
    async fn what_is_read_most_comes_first_and_nobody_is_known_by_it(world) {
        let order = |page: &str| -> Vec<String> {
            page.split("name=\"case\" value=\"").skip(1).filter_map(|t| t.split('"').next().map(str::to_owned)).collect()
        };
        let newest = order(&world.visitor().get("/cases").await.expect(200, "よく読まれている順").text());
        let (much, little) = (newest[newest.len() - 1].clone(), newest[newest.len() - 2].clone());
        for n in 1..=3 {
            let mut reader = world.visitor().at(std::net::IpAddr::from([203, 0, 113, n]));
            // Again and again is once.
            for _ in 0..4 {
                reader.get(&format!("/cases/{much}")).await.expect(200, "");
            }
            if n < 3 {
                reader.get(&format!("/cases/{little}")).await.expect(200, "");
            }
            // What is not there is not counted, nor is any page below.
            reader.get("/cases/99999").await.expect(404, "");
            reader.get(&format!("/cases/{}/carry-over", newest[0])).await.expect(200, "");
        }
        site::cases::actions::reading::write_down(&world.core, site::cases::jobs::KEEP_READINGS).await.expect("it is written down");
        world.core.clock.advance(600);
        let page = world.visitor().get("/cases?sort=read").await.expect(200, "よく読まれている順");
        let read = order(&page.text());
        assert_eq!(read[..2], [much.clone(), little.clone()]);
        let rest: Vec<&String> = newest.iter().filter(|n| **n != much && **n != little).collect();
        assert!(read[2..].iter().eq(rest), "equals stay the newest first");
        let api = world.visitor().get("/api/v1/cases?sort=read").await.expect(200, "items").text();
        assert!(api.find(&format!("\"number\":{much}")) < api.find(&format!("\"number\":{little}")));
    }
}
