//! 募集: cases are called for with their days; who gave is seen by who called, and by nobody else.

use foundation::testing::Browser;

use super::cases_writing::{TEXTS, number_of, write};
use crate::world::{World, story};

fn days(today: jiff::civil::Date, opens: i64, closes: i64) -> Vec<(String, String)> {
    let mut fields = Vec::new();
    for (field, days) in [("opens_on", opens), ("closes_on", closes)] {
        let day = today.saturating_add(jiff::Span::new().days(days));
        fields.push((format!("{field}-year"), day.year().to_string()));
        fields.push((format!("{field}-month"), day.month().to_string()));
        fields.push((format!("{field}-day"), day.day().to_string()));
    }
    fields
}

/// Calls for cases; the address of the call.
async fn call(world: &World, her: &mut Browser, title: &str, asked: &str, (opens, closes): (i64, i64)) -> String {
    let key = her.get("/cases/collections/new").await.expect(200, "募集を始める").input("form_key").expect("a key");
    let days = days(world.core.clock.today(), opens, closes);
    let mut fields = vec![
        ("form_key", key.as_str()),
        ("title", title),
        ("sought", "- 数字のある取組"),
        ("asked", asked),
        ("wanted", "２"),
    ];
    fields.extend(days.iter().map(|(name, value)| (name.as_str(), value.as_str())));
    let page = her.submit("/cases/collections/new", &fields).await.expect(200, "募集を始めました");
    let again = her.submit("/cases/collections/new", &fields).await.expect(200, "募集を始めました");
    assert_eq!(page.address, again.address, "the same form makes one");
    page.address.split('?').next().expect("an address").to_owned()
}

fn id(address: &str) -> &str {
    address.rsplit('/').next().unwrap_or("")
}

story! {
    async fn a_prefecture_calls_and_sees_who_gave_and_its_neighbour_sees_nothing(world) {
        let mut prefecture = world.sign_in("yamaguchi-officer").await;
        let key = prefecture.get("/cases/collections/new").await.input("form_key").expect("a key");
        let page = prefecture.post("/cases/collections/new", &[("form_key", &key), ("wanted", "たくさん"), ("title", "看取り")]).await;
        let page = page.expect(422, "「求める事例」を入力してください").expect(422, "href=\"#opens_on\"");
        assert!(page.contains("value=\"看取り\"") && page.contains("値") || page.contains("たくさん"));
        let own = call(&world, &mut prefecture, "県の募集", "municipalities", (-1, 10)).await;

        // The town finds it on its own page with the last day, and writes for it.
        let mut town = world.sign_in("yanai-officer").await;
        town.get("/").await.expect(200, "山口県の募集「県の募集」");
        let page = town.get(&own).await.expect(200, "この募集に事例を書く");
        assert!(!page.contains("どこが出したか") && !page.contains("下関市"));
        let form = town.get(&format!("/cases/new?collection={}", id(&own))).await.expect(200, "募集「");
        assert_eq!(form.input("collection").as_deref(), Some(id(&own)));
        let mut fields = TEXTS.to_vec();
        fields.push(("collection", id(&own)));
        let (_, page) = write(&mut town, &fields).await;
        let number = number_of(&page.expect(200, "保存しました"));
        // One that was there before is put in, and taken out again.
        let mut other = TEXTS.to_vec();
        other[0] = ("title", "前から書いていた事例");
        let (_, page) = write(&mut town, &other).await;
        let before = number_of(&page.expect(200, "保存しました")).to_string();
        let cases = format!("{own}/cases");
        town.submit(&cases, &[("do", "put"), ("case", &before)]).await.expect(200, "事例を募集に入れました");
        town.submit(&cases, &[("do", "out"), ("case", &before)]).await.expect(200, "募集から外しました");
        town.post(&cases, &[("do", "put"), ("case", "")]).await.expect(422, "出す事例を選んでください");
        assert_eq!(town.post(&cases, &[("do", "put"), ("case", "1")]).await.status.as_u16(), 404, "no case of hers");

        // Whoever called sees the state, and no title before it is handed in.
        let page = prefecture.get(&own).await.expect(200, "どこが出したか");
        assert!(page.contains("書いています") && page.contains("下関市") && !page.contains(TEXTS[0].1));
        town.submit(&format!("/cases/{number}/submit"), &[]).await.expect(200, "受付番号");
        crate::stories::cases_writing::approve(&world, number).await;
        let page = prefecture.get(&own).await.expect(200, "一部を出しました");
        assert!(page.contains(TEXTS[0].1));
        let table = prefecture.get(&format!("{own}/given.csv")).await.expect(200, "柳井市,一部を出しました,0,1,0");
        assert!(table.contains("宇部市,まだ,0,0,0"));

        // The neighbour's prefecture and town know nothing of it; the town does not change it.
        for person in ["nambu-officer", "yamanashi-officer"] {
            let mut stranger = world.sign_in(person).await;
            assert_eq!(stranger.get(&own).await.status.as_u16(), 404, "{person}");
            assert!(!stranger.get("/cases/collections").await.contains("県の募集"), "{person}");
        }
        assert_eq!(world.sign_in("nambu-officer").await.post(&cases, &[("do", "put"), ("case", &before)]).await.status.as_u16(), 404);
        for address in [format!("{own}/edit"), format!("{own}/given.csv")] {
            assert_ne!(town.get(&address).await.status.as_u16(), 200, "{address}");
        }
        assert_eq!(world.sign_in("cooperation-office").await.get(&format!("{own}/edit")).await.status.as_u16(), 404, "the prefecture's own");
        assert_ne!(world.visitor().get(&own).await.status.as_u16(), 200);
    }
}

story! {
    async fn nothing_is_handed_to_a_call_before_its_first_day_or_after_its_last(world) {
        let mut office = world.sign_in("cooperation-office").await;
        let open = call(&world, &mut office, "事務局の募集", "anyone", (0, 0)).await;
        let coming = call(&world, &mut office, "来月の募集", "municipalities", (5, 10)).await;
        let over = call(&world, &mut office, "先月の募集", "municipalities", (-10, -1)).await;
        let mut town = world.sign_in("yanai-officer").await;
        let (_, page) = write(&mut town, &TEXTS).await;
        let number = number_of(&page.expect(200, "保存しました")).to_string();
        let put = [("do", "put"), ("case", number.as_str())];
        town.post(&format!("{coming}/cases"), &put).await.expect(422, "から始まります");
        town.post(&format!("{over}/cases"), &put).await.expect(422, "締め切られています");
        town.submit(&format!("{open}/cases"), &put).await.expect(200, "事例を募集に入れました");
        let page = office.get(&open).await.expect(200, "どこが出したか");
        assert!(page.contains("山口県") && page.contains("北海道"), "the office counts by prefecture");

        // Written for one that ended meanwhile: what was typed stays, and it is saved without the call.
        let key = town.get(&format!("/cases/new?collection={}", id(&open))).await.input("form_key").expect("a key");
        office.submit(&format!("{open}/close"), &[("do", "close")]).await.expect(200, "締め切りました");
        let mut fields = TEXTS.to_vec();
        fields[0] = ("title", "間に合わなかった事例");
        fields.extend([("form_key", key.as_str()), ("owner", "352128"), ("collection", id(&open))]);
        let page = town.post("/cases/new", &fields).await.expect(422, "締め切られています");
        assert!(page.contains("間に合わなかった事例") && page.input("collection").is_none());
        fields.pop();
        town.submit("/cases/new", &fields).await.expect(200, "保存しました");
        town.post(&format!("{open}/cases"), &[("do", "out"), ("case", &number)]).await.expect(422, "外せません");
        office.submit(&format!("{open}/close"), &[("do", "open")]).await.expect(200, "もう一度開きました");
        town.submit(&format!("{open}/cases"), &[("do", "out"), ("case", &number)]).await.expect(200, "外しました");

        // Forms belong to a call: what does not fit it is told beside the file, and nothing is stored.
        let forms = format!("/cases/forms?collection={}", id(&open));
        town.get(&forms).await.expect(200, "事務局の募集");
        assert_eq!(town.get("/cases/forms?collection=999").await.status.as_u16(), 404);

        // Changed from an older page: nothing of the other's is lost unseen.
        let edit = format!("{open}/edit");
        let revision = office.get(&edit).await.expect(200, "事務局の募集").input("revision").expect("a revision");
        let days = days(world.core.clock.today(), 0, 20);
        let mut fields = vec![("title", "直した募集"), ("sought", "x"), ("asked", "anyone"), ("wanted", ""), ("revision", revision.as_str())];
        fields.extend(days.iter().map(|(name, value)| (name.as_str(), value.as_str())));
        office.submit(&edit, &fields).await.expect(200, "直した募集");
        fields[0].1 = "あとから直した募集";
        office.post(&edit, &fields).await.expect(409, "ほかの方がこの募集を直しました").expect(409, "value=\"あとから直した募集\"");
    }
}
