//! Shared lists, statistics, open data and the way back in.

use std::process::ExitCode;

use foundation::web::escape;

use super::cases_writing::{number_of, write};
use crate::world::story;

story! {
    async fn those_who_hold_the_library_edit_the_entrances(world) {
        let mut office = world.sign_in("cooperation-office").await;
        let address = "/cases/troubles";
        office.get(address).await.expect(200, "困りごとの入口");
        let add = [("do", "add"), ("label", "夜間の往診が続かない"), ("sentence", "夜の呼び出しに応える医師が足りません。")];
        office.submit(address, &add).await.expect(200, "加えました");
        office.submit(address, &add).await.expect(422, "同じことばの入口が、もうあります");
        office.submit(address, &[("do", "add"), ("label", ""), ("sentence", "書きかけの説明")]).await.expect(422, "書きかけの説明");
        let mut town = world.sign_in("yanai-officer").await;
        town.get("/cases/new").await.expect(200, "夜間の往診が続かない");

        // What another wording reaches is shown first; nothing has changed by then.
        let mut visitor = world.visitor();
        let before = visitor.get("/cases?trouble=nyutaiin").await;
        let word = [("do", "word"), ("id", "nyutaiin"), ("label", "家に帰ってからが途切れる"), ("sentence", "退院のあとのことです。")];
        let page = office.submit(address, &word).await.expect(200, "この変更がおよぶところ");
        assert!(page.contains("公開中の事例") && !visitor.get("/cases/new").await.contains("家に帰ってからが途切れる"));
        assert!(!town.get("/cases/new").await.contains("家に帰ってからが途切れる"));
        let sure = [&word[..], &[("sure", "1")]].concat();
        office.submit(address, &sure).await.expect(200, "ことばを変えました");
        // Cases keep their entrance, and are found by the new words.
        let after = visitor.get("/cases?trouble=nyutaiin").await.expect(200, "家に帰ってからが途切れる");
        assert_eq!(before.links("/cases/"), after.links("/cases/"));
        let found = visitor.get(&format!("/cases?q={}", escape("家に帰ってからが途切れる"))).await;
        assert!(!found.links("/cases/").is_empty());

        // Retired: not offered any more, but a case that bears it keeps it when it is edited.
        let draft = [("title", "退院の下書き"), ("troubles", "nyutaiin")];
        let number = number_of(&write(&mut town, &draft).await.1.expect(200, "保存しました"));
        office.submit(address, &[("do", "retire"), ("id", "nyutaiin")]).await.expect(200, "使うのをやめます");
        office.submit(address, &[("do", "retire"), ("id", "nyutaiin"), ("sure", "1")]).await.expect(200, "使うのをやめました");
        assert!(!town.get("/cases/new").await.contains("家に帰ってからが途切れる"));
        town.get(&format!("/cases/{number}/edit")).await.expect(200, "家に帰ってからが途切れる");
        office.submit(address, &[("do", "again"), ("id", "nyutaiin")]).await.expect(200, "また使えるように");
        office.submit(address, &[("do", "up"), ("id", "added-1")]).await.expect(200, "順番を変えました");

        // The department of the same programme, too; the other programme looks only.
        world.sign_in("elderly-health-department").await.submit(address, &[("do", "down"), ("id", "added-1")]).await.expect(200, "順番を変えました");
        let mut other = world.sign_in("home-care-office").await;
        let page = other.get(address).await.expect(200, "見るだけのページです");
        assert!(!page.contains("name=\"do\""));
        other.submit(address, &add).await.expect(422, "事例集をもつ事業の事務局と所管課です");
        assert_eq!(town.get(address).await.status.as_u16(), 403);
    }
}

story! {
    async fn words_that_mean_the_same_are_edited_where_their_effect_is_seen(world) {
        let mut office = world.sign_in("cooperation-office").await;
        let address = "/search/synonyms";
        office.get(address).await.expect(200, "なかまの一覧");
        let mut visitor = world.visitor();
        let asked = format!("/search?q={}", escape("ほしのや"));
        visitor.get(&asked).await.expect(200, "見つかりませんでした");
        let group = "看取り";
        let add = [("do", "add"), ("group", group), ("word", "星の家"), ("reading", "ほしのや")];
        let page = office.submit(address, &add).await.expect(200, "見つかる公開中の事例は");
        assert!(page.contains("「星の家」（ほしのや）を、「看取り」のなかまに加えます"));
        visitor.get(&asked).await.expect(200, "見つかりませんでした");
        let sure = [&add[..], &[("sure", "1")]].concat();
        office.submit(address, &sure).await.expect(200, "加えました");
        visitor.get(&asked).await.expect(200, "平郡島");
        office.submit(address, &sure).await.expect(422, "「看取り」のなかまにもうあります");
        office.submit(address, &[("do", "add"), ("group", group), ("word", "別の語"), ("reading", "漢字")]).await.expect(422, "ひらがなで書いてください");
        office.submit(address, &[("do", "up"), ("group", group), ("was", "星の家")]).await.expect(200, "順番を変えました");
        let change = [("do", "change"), ("group", group), ("was", "星の家"), ("word", "月の家"), ("reading", "つきのや"), ("sure", "1")];
        office.submit(address, &change).await.expect(200, "月の家");
        visitor.get(&asked).await.expect(200, "見つかりませんでした");
        let retire = [("do", "retire"), ("group", group), ("was", "月の家")];
        office.submit(address, &retire).await.expect(200, "「月の家」を使うのをやめます");
        office.submit(address, &[&retire[..], &[("sure", "1")]].concat()).await.expect(200, "使っていません");
        visitor.get(&format!("/search?q={}", escape("つきのや"))).await.expect(200, "見つかりませんでした");
        office.submit(address, &[("do", "again"), ("group", group), ("was", "月の家")]).await.expect(200, "また使えるように");
        visitor.get(&format!("/search?q={}", escape("つきのや"))).await.expect(200, "平郡島");
        let mut other = world.sign_in("home-care-office").await;
        other.get(address).await.expect(200, "見るだけのページです");
        other.submit(address, &sure).await.expect(422, "事例集をもつ事業の事務局と所管課です");
        assert_eq!(world.sign_in("yanai-officer").await.get(address).await.status.as_u16(), 403);
    }
}

story! {
    async fn statistics_show_shares_with_their_base(world) {
        let mut visitor = world.visitor();
        let page = visitor.get("/cases/statistics").await.expect(200, "人口規模ごとの、場面別・実施内容別の事例の割合");
        for words in ["n=14", "1万人未満", "全体", "看取り", "普及啓発", "複数回答", "架空", "「参考」は、分母が30未満の区分です"] {
            assert!(page.contains(words), "{words}");
        }
        let csv = visitor.get("/cases/statistics.csv").await.expect(200, "デモデータ（架空の内容を含みます）");
        let rows: Vec<_> = csv::Reader::from_reader(csv.body.as_slice()).into_records().map(|r| r.expect("a row")).collect();
        assert_eq!(rows.len(), 8 * (9 + 7));
        assert!(&rows[0][0] == "1万人未満" && &rows[rows.len() - 1][0] == "全体", "as the report orders them");
        let whole = rows.iter().find(|r| &r[0] == "全体" && &r[2] == "看取り").expect("全体");
        assert!(rows.iter().all(|r| (&r[8] == "1") == (&r[0] != "全体")), "bands rest on invented populations, the whole does not");
        // The list counts the same.
        let listed = visitor.get("/cases?scene=mitori").await;
        assert!(listed.contains(&format!("{}件", &whole[3])) && &whole[4] == "14");
        let share = whole[3].parse::<f64>().expect("a number") * 100.0 / 14.0;
        assert!((whole[5].parse::<f64>().expect("a share") - share).abs() < 0.051);
    }
}

/// The command answers with an exit code, which cannot be compared itself.
fn is(code: ExitCode, expected: ExitCode) -> bool {
    format!("{code:?}") == format!("{expected:?}")
}

story! {
    async fn what_was_taken_out_can_be_taken_in_again(world) {
        use site::cli::cases::load;
        let mut visitor = world.visitor();
        let json = visitor.get("/cases.json").await.expect(200, "デモデータ（架空の内容を含みます）");
        let csv = visitor.get("/cases.csv").await.expect(200, "デモデータ（架空の内容を含みます）");
        let value: serde_json::Value = serde_json::from_slice(&json.body).expect("json");
        assert_eq!(value["notice"], "デモデータ（架空の内容を含みます）");
        let town = value["cases"].as_array().expect("cases").iter().find(|c| c["district"] == "" && c["title"].as_str().is_some_and(|t| t.contains("真室川")) || c["owner"]["code"] == "063649").expect("真室川町");
        assert_eq!(town["figures"][0]["value"], "6329");
        assert_eq!(town["figures"][0]["as_of"], "2025-09");
        assert!(!town["players"].as_array().expect("players").is_empty());
        let rows: Vec<csv::StringRecord> = csv::Reader::from_reader(csv.body.as_slice()).into_records().map(|r| r.expect("a row")).collect();
        assert!(rows.iter().all(|row| row.get(row.len() - 1) == Some("デモデータ（架空の内容を含みます）")));

        // Into the same platform: nothing differs.
        for (name, file) in [("cases.json", &json), ("cases.csv", &csv)] {
            let code = load(&world.core, name, &file.body, false, true).await.expect(name);
            assert!(is(code, ExitCode::SUCCESS), "{name}");
            assert!(visitor.get("/cases.json").await.body == json.body, "{name} changed something");
        }
        // From elsewhere: looked at, taken in once, published, found again the next time.
        let elsewhere = String::from_utf8(csv.body.clone()).expect("text").replace("http://renkei.test/", "https://elsewhere.example/");
        assert!(is(load(&world.core, "x.csv", elsewhere.as_bytes(), true, true).await.expect("a plan"), ExitCode::SUCCESS));
        assert!(visitor.get("/cases.json").await.body == json.body, "only looked at");
        for _ in 0..2 {
            assert!(is(load(&world.core, "x.csv", elsewhere.as_bytes(), false, true).await.expect("loaded"), ExitCode::SUCCESS));
            visitor.get("/cases").await.expect(200, "28件");
        }
        let all: serde_json::Value = serde_json::from_slice(&visitor.get("/cases.json").await.body).expect("json");
        let all = all["cases"].as_array().expect("cases").clone();
        for (old, new) in all[..14].iter().zip(&all[14..]) {
            for key in ["owner", "places", "players", "figures", "scene", "troubles", "cooperation_kinds", "keyword", "outline", "start_year"] {
                // Tags come in the order of the form.
                let sorted = |value: &serde_json::Value| {
                    let mut parts: Vec<String> = value.as_array().into_iter().flatten().map(ToString::to_string).collect();
                    parts.sort();
                    (value.as_array().is_none().then(|| value.clone()), parts)
                };
                assert_eq!(sorted(&old[key]), sorted(&new[key]), "{key} of {}", old["title"]);
            }
        }
        // Every fault by row and field, and nothing taken in.
        let broken = elsewhere.replacen("6329", "abc", 1).replacen("063649", "999999", 1);
        assert!(is(load(&world.core, "x.csv", broken.as_bytes(), false, true).await.expect("refused"), ExitCode::from(1)));
        visitor.get("/cases").await.expect(200, "28件");
        assert_eq!(world.newest_mail("takuya@cooperation-office.example.jp").await, None, "nobody is written to");
    }
}
