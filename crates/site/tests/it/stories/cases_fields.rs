//! What a case tells beside its main texts: how it changed, how the cost is shared, who owns it together.

use std::process::ExitCode;

use super::cases_writing::{TEXTS, number_of, write};
use super::surveys::{send, survey};
use crate::world::story;
use foundation::testing::Browser;

story! {
    async fn a_case_tells_how_it_changed_and_how_the_cost_is_shared(world) {
        let mut town = world.sign_in("yanai-officer").await;
        let mut fields = TEXTS.to_vec();
        fields.extend([
            ("changes", "- 2021年度 二つの町で始めた\n- 2024年度 五つの町になった"), ("support", "県が会議の場所を貸した"),
            ("failures", "夜の当番は続かなかった"), ("turning_points", "2022年の大雨"), ("trying", "月に一度は会う"),
            ("not_trying", "新しい会議は作らない"), ("measuring", "2027年度に8割"), ("advice", "先に薬局へ声をかける"),
            ("share-1-basis", "均等割"), ("share-1-percent", "４割"), ("share-2-basis", "人口割"), ("share-2-percent", "60"),
        ]);
        let (_, page) = write(&mut town, &fields).await;
        let page = page.expect(200, "保存しました");
        let case = format!("/cases/{}", number_of(&page));
        for words in [
            "取組の移り変わり", "<li>2024年度 五つの町になった</li>", "県や市町村の支え", "うまくいかなかったこと", "早めたこと・遅らせたこと",
            "頑張っていること", "頑張らないこと", "目標と測り方", "ほかの地域へのアドバイス", "費用の分け方", "40 %", "60 %",
        ] {
            assert!(page.contains(words), "{words}");
        }

        // What does not add up is said at its place, and what was typed stays.
        let edit = format!("{case}/edit");
        let version = town.get(&edit).await.input("version").expect("a version");
        let mut wrong = fields.clone();
        wrong.retain(|(name, _)| *name != "share-2-percent");
        wrong.extend([("share-2-percent", "50"), ("version", version.as_str())]);
        let page = town.submit(&edit, &wrong).await.expect(422, "合わせると90.0 %です");
        assert!(page.contains("href=\"#share-1-percent\"") && page.contains("value=\"人口割\""));
        wrong.retain(|(name, _)| *name != "share-1-basis" && *name != "share-1-percent");
        wrong.extend([("share-1-percent", "半分")]);
        let page = town.submit(&edit, &wrong).await.expect(422, "1行目の「分け方」を書いてください");
        assert!(page.contains("「半分」は割合として読めません"));
        // A basis without a figure is what many sources tell.
        fields.retain(|(name, _)| !name.starts_with("share-"));
        fields.extend([("share-1-basis", "人口割"), ("version", version.as_str()), ("next", "submit")]);
        let page = town.submit(&edit, &fields).await.expect(200, "割合の記載なし");
        assert!(page.contains("変えた項目：費用の分け方"));

        // Published, the files tell it too, and take it in again.
        crate::stories::cases_writing::publish(&world, number_of(&page)).await;
        let mut visitor = world.visitor();
        visitor.get(&case).await.expect(200, "割合の記載なし");
        visitor.get("/search?q=%E5%A4%9C%E3%81%AE%E5%BD%93%E7%95%AA").await.expect(200, TEXTS[0].1);
        for file in ["/cases.csv", "/cases.json"] {
            let text = visitor.get(file).await.text();
            for words in ["県が会議の場所を貸した", "新しい会議は作らない", "2022年の大雨", "人口割", "高齢者人口割"] {
                assert!(text.contains(words), "{file}: {words}");
            }

            let done = site::cli::cases::load(&world.core, file, text.as_bytes(), false, false).await.expect("it runs");
            assert_eq!(format!("{done:?}"), format!("{:?}", ExitCode::SUCCESS), "{file}");
            assert_eq!(visitor.get(file).await.text(), text, "{file}: nothing changed");
        }
    }
}

/// いっしょに持つ: the town says yes.
async fn agree(browser: &mut Browser, case: &str, code: &str) {
    let fields = [("municipality", code), ("answer", "yes")];
    browser.submit(&format!("{case}/co-owner"), &fields).await.expect(200, "いっしょに持つことに同意しました");
}

story! {
    async fn a_town_named_as_owner_does_not_decide_for_the_one_that_brought_the_case_in(world) {
        let mut town = world.sign_in("yanai-officer").await;
        let mut fields = TEXTS.to_vec();
        fields[0] = ("title", "札幌市と持つ事例");
        fields.extend([("places", "柳井市、札幌市"), ("co_owners", "札幌市"), ("next", "save")]);
        let (_, page) = write(&mut town, &fields).await;
        let number = number_of(&page.expect(200, "いっしょに持つ市町村"));
        let case = format!("/cases/{number}");
        let mut other = world.sign_in("sapporo-manager").await;
        agree(&mut other, &case, "011002").await;
        let page = other.get(&case).await.expect(200, "札幌市と持つ事例");
        assert!(page.contains("事務局に出す") && !page.contains("破棄する"));
        let discarded = other.post(&format!("{case}/discard"), &[("discard-reason", "x")]).await;
        assert_eq!(discarded.status.as_u16(), 404);
        // She may hand it in; Yanai's own manager decides all the same.
        other.submit(&format!("{case}/submit"), &[]).await.expect(200, "所属の承認に出しました");
        assert!(!other.get(&case).await.contains("承認して事務局に出す"));
        assert_eq!(other.post(&format!("{case}/approve"), &[]).await.status.as_u16(), 404);
        let declined = other.post(&format!("{case}/decline"), &[("decline-reason", "返します")]).await;
        assert_eq!(declined.status.as_u16(), 404);
        crate::stories::cases_writing::approve(&world, number).await;
        let mut office = world.sign_in("cooperation-office").await;
        office.submit(&format!("{case}/publish"), &[]).await.expect(200, "公開しました");
        let hidden = [("archive-reason", "やめます"), ("archive-sure", "1")];
        assert_eq!(other.post(&format!("{case}/archive"), &hidden).await.status.as_u16(), 404);
        world.visitor().get(&case).await.expect(200, "札幌市と持つ事例");
    }
}

story! {
    async fn several_towns_own_a_case_together(world) {
        let mut town = world.sign_in("yanai-officer").await;
        let mut fields = TEXTS.to_vec();
        fields[0] = ("title", "二つの市の共同委託");
        fields.extend([("places", "柳井市、田布施町"), ("co_owners", "東近江市"), ("next", "save")]);
        let (_, page) = write(&mut town, &fields).await;
        page.expect(422, "「滋賀県東近江市」を、先に「地域」に書いてください");
        fields.retain(|(name, _)| *name != "places");
        fields.push(("places", "柳井市、東近江市"));
        let (_, page) = write(&mut town, &fields).await;
        let page = page.expect(200, "いっしょに持つ市町村");
        let case = format!("/cases/{}", number_of(&page));

        // The other town sees it before it is public, changes it, and both are told.
        let mut other = world.sign_in("higashiomi-officer").await;
        agree(&mut other, &case, "252131").await;
        other.get("/cases/mine").await.expect(200, "二つの市の共同委託");
        let found = "/search?q=%E4%BA%8C%E3%81%A4%E3%81%AE%E5%B8%82%E3%81%AE%E5%85%B1%E5%90%8C%E5%A7%94%E8%A8%97";
        assert!(!other.get(found).await.links(&case).is_empty());
        let edit = format!("{case}/edit");
        let form = other.get(&edit).await.expect(200, "事例を直す");
        assert_eq!(form.input("co_owners").as_deref(), Some("滋賀県東近江市"));
        let version = form.input("version").expect("a version");
        let mut changed = fields.clone();
        changed[3] = ("background", "二つの市で背景を書き足した（2025年）。");
        changed.push(("version", version.as_str()));
        other.submit(&edit, &changed).await.expect(200, "二つの市で背景を書き足した");

        // Nobody else's: the neighbours, a body, the other programme, a prefecture of neither.
        for stranger in ["nambu-officer", "yanai-association", "home-care-office", "yamanashi-officer"] {
            let mut stranger_s = world.sign_in(stranger).await;
            assert!(!stranger_s.get("/cases/mine").await.contains("二つの市の共同委託"), "{stranger}");
            assert_eq!(stranger_s.get(&case).await.status.as_u16(), 404, "{stranger}");
            assert!(stranger_s.get(found).await.links(&case).is_empty(), "{stranger}");
        }
        // Their prefectures see that there is one, and how it stands.
        for prefecture in ["yamaguchi-officer"] {
            let page = world.sign_in(prefecture).await.get(&case).await.expect(200, "下書き");
            assert!(page.contains("山口県柳井市") && !page.contains("二つの市の共同委託"));
        }

        // Without the other town it is hers alone again.
        let version = town.get(&edit).await.input("version").expect("a version");
        let mut alone = fields.clone();
        alone.retain(|(name, _)| *name != "co_owners");
        alone.push(("version", version.as_str()));
        town.submit(&edit, &alone).await.expect(200, "保存しました");
        assert_eq!(other.get(&case).await.status.as_u16(), 404);
        assert!(other.get(found).await.links(&case).is_empty());
        // A body owns its cases alone.
        let mut body = world.sign_in("yanai-association").await;
        assert!(!body.get("/cases/new").await.contains("いっしょに持つ市町村"));
    }
}

story! {
    /// 調査の答えから: what a town told in a survey is not typed a second time.
    async fn a_case_begins_with_what_the_town_told_in_a_survey(world) {
        let base = format!("{}/352128", survey(&world, "市町村票").await);
        let mut officer = world.sign_in("yanai-officer").await;
        let told = "医師会と毎月話し合い、退院の連絡の形を決めました。";
        send(&mut officer, &base, "s2", &[("q1", "yes"), ("q1_c", "genjo"), ("q1_p", told), ("q1_m", "talk")]).await;
        let page = officer.get(&format!("{base}/answers")).await.expect(200, "この回答から事例の下書きをつくる");
        let source = page.input("source").expect("the survey's title");
        let numbers: Vec<usize> = (1..=40).filter(|n| page.input(&format!("question-{n}")).is_some()).collect();
        let (questions, answers): (Vec<_>, Vec<_>) =
            numbers.iter().map(|n| (format!("question-{n}"), format!("answer-{n}"))).unzip();
        let mut fields = vec![("owner", "352128"), ("source", source.as_str())];
        let asked: Vec<_> = questions.iter().map(|name| page.input(name).unwrap_or_default()).collect();
        let given: Vec<_> = answers.iter().map(|name| page.input(name).unwrap_or_default()).collect();
        assert!(given.iter().any(|answer| answer == told), "{given:?}");
        fields.extend(questions.iter().zip(&asked).map(|(name, value)| (name.as_str(), value.as_str())));
        fields.extend(answers.iter().zip(&given).map(|(name, value)| (name.as_str(), value.as_str())));
        let before = officer.get("/cases/mine").await.text();
        let form = officer.submit("/cases/new/from-answers", &fields).await.expect(200, "まだ保存していません");
        assert!(form.contains("医師会と毎月話し合い、退院の連絡の形を決めました。") && form.contains(&source));
        assert_eq!(before, officer.get("/cases/mine").await.text(), "nothing is stored yet");
        // A neighbour reads no answers of hers; a visitor writes no case.
        let mut neighbour = world.sign_in("nambu-officer").await;
        assert_eq!(neighbour.get(&format!("{base}/answers")).await.status.as_u16(), 404);
        let refused = world.visitor().post("/cases/new/from-answers", &fields).await.status.as_u16();
        assert!([303, 401, 403].contains(&refused), "{refused}");
        // The prefecture reads the answers, and writes no case of the town.
        let page = world.sign_in("yamaguchi-officer").await.get(&format!("{base}/answers")).await.expect(200, "退院の連絡");
        assert!(!page.contains("この回答から事例の下書きをつくる"));
    }
}
