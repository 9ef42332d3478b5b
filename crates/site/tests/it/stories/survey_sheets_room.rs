//! Excel in the collection room: giving out, letters, and taking back many at once.

use std::collections::BTreeMap;
use std::io::{Cursor, Read as _};

use foundation::testing::Browser;
use http::StatusCode;
use http::header::{CONTENT_DISPOSITION, LOCATION};
use questionnaire::{Answer, Answers};

use super::survey_sheets::{complete, filled, named, one_too_many};
use super::survey_sheets_own::{bomb, encrypted, hostile, read, stored, template};
use super::surveys::{form, send, survey};
use crate::world::{World, story};

/// The workbooks of a ZIP as the page sends it, by path.
pub async fn zip_of(browser: &mut Browser, address: &str) -> BTreeMap<String, Vec<u8>> {
    let seen = browser.get(address).await;
    assert_eq!(seen.status, StatusCode::OK, "{address}");
    assert!(seen.headers.get(CONTENT_DISPOSITION).is_some(), "offered for saving");
    let mut archive = zip::ZipArchive::new(Cursor::new(seen.body)).expect("a whole ZIP");
    let mut files = BTreeMap::new();
    for at in 0..archive.len() {
        let mut file = archive.by_index(at).expect("a file");
        let mut content = Vec::new();
        file.read_to_end(&mut content).expect("its content");
        let name = file.name().expect("a name").into_owned();
        files.insert(name, content);
    }
    files
}

fn of<'a>(files: &'a BTreeMap<String, Vec<u8>>, code: &str) -> &'a [u8] {
    files.iter().find(|(name, _)| name.contains(code)).map(|(_, content)| content).expect("the town's sheet")
}

pub fn packed(world: &World, files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut packing = answer_sheets::bundle::Packing::new(world.core.clock.today());
    let mut zip = Vec::new();
    for (name, content) in files {
        zip.extend(packing.add(name, content).expect("packed"));
        zip.extend(*content);
    }
    zip.extend(packing.finish().expect("packed"));
    zip
}

/// Sends files to the room; where that leads.
pub async fn send_files(browser: &mut Browser, room: &str, files: &[(&str, &[u8])]) -> String {
    let files: Vec<(&str, &str, &[u8])> = files.iter().map(|(name, content)| ("files", *name, *content)).collect();
    let sent = browser.upload_all(&format!("{room}/intakes"), &[], &files).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text());
    sent.headers.get(LOCATION).and_then(|v| v.to_str().ok()).expect("an address").to_owned()
}

/// Towns of a prefecture in a state, by the list of the room.
async fn towns(browser: &mut Browser, survey: &str, prefecture: &str, state: &str) -> Vec<String> {
    let page = browser.get(&format!("{survey}/collection?prefecture={prefecture}&state={state}")).await;
    let begin = format!("{survey}/");
    page.links(&begin)
        .into_iter()
        .filter_map(|href| href.strip_prefix(&begin).map(str::to_owned))
        .filter(|code| code.len() == 6 && code.bytes().all(|b| b.is_ascii_digit()))
        .collect()
}

story! {
    /// The office gives out by state and prefecture, a prefecture its own towns' only.
    async fn sheets_are_given_out_by_state_and_prefecture(world) {
        let survey = survey(&world, "市町村票").await;
        let room = format!("{survey}/collection");
        let mut office = world.sign_in("cooperation-office").await;
        office.get(&room).await.expect(200, "回答票（Excel）を配る");
        let page = office.get(&format!("{room}/sheets?state=all&prefecture=350001")).await.expect(200, "19団体の回答票をZIP");
        assert!(page.contains("お願いを送る"));
        let all = zip_of(&mut office, &format!("{room}/sheets.zip?state=all&prefecture=350001")).await;
        assert_eq!(all.len(), 19);
        assert!(all.contains_key("35_山口県/352128_柳井市_fy2026_municipality.xlsx"), "{:?}", all.keys());
        assert_eq!(read(of(&all, "352128")).identity.name, "柳井市");
        let open = zip_of(&mut office, &format!("{room}/sheets.zip?prefecture=350001")).await;
        assert!(!open.is_empty() && open.len() < all.len());
        for code in open.keys().filter_map(|name| name.get("35_山口県/".len()..).and_then(|name| name.get(..6))) {
            let state = stored(&world, &survey, code).await.line.state;
            assert!(["not_opened", "working", "returned"].contains(&state.as_str()), "{code}: {state}");
        }
        // Of every prefecture one list, whatever the page's filter leaves.
        assert!(office.get(&format!("{room}/sheets")).await.expect(200, "都道府県ごとのZIP").contains("山梨県"));
        office.get(&format!("{room}/sheets.zip?state=accepted&prefecture=zz")).await.expect(422, "あてはまる団体がありません");
        let mut prefecture = world.sign_in("yamaguchi-officer").await;
        let own = zip_of(&mut prefecture, &format!("{room}/sheets.zip?state=all")).await;
        assert_eq!(own.len(), 19);
        let page = prefecture.get(&format!("{room}/sheets?state=all")).await.expect(200, "19団体");
        assert!(!page.contains("お願いを送る") && !page.contains("山梨県"));
        prefecture.get(&format!("{room}/sheets.zip?state=all&prefecture=190004")).await.expect(422, "あてはまる団体がありません");
        assert_eq!(prefecture.get(&format!("{room}/sheets/352128")).await.status, StatusCode::OK);
        assert_eq!(prefecture.get(&format!("{room}/sheets/193666")).await.status, StatusCode::NOT_FOUND);
        // A station sees and gives out; it takes nothing in for a town.
        for address in ["intakes", "intakes/1", "intakes/1/1", "intakes/1/1/marked"] {
            assert_eq!(prefecture.get(&format!("{room}/{address}")).await.status, StatusCode::FORBIDDEN, "{address}");
        }
        let sent = prefecture.upload(&format!("{room}/intakes"), &[], ("files", "x.xlsx", of(&own, "352128"))).await;
        assert_eq!(sent.status, StatusCode::FORBIDDEN);
        assert_eq!(prefecture.post(&format!("{room}/letters"), &[]).await.status, StatusCode::FORBIDDEN);
        for (outside, status) in [("yanai-officer", 403), ("home-care-office", 404), ("elderly-health-department", 403)] {
            let mut browser = world.sign_in(outside).await;
            for address in ["sheets", "sheets.zip", "sheets/352128"] {
                assert_eq!(browser.get(&format!("{room}/{address}")).await.status.as_u16(), status, "{outside} {address}");
            }
        }
        let mut other = world.sign_in("home-care-office").await;
        assert_eq!(other.get(&format!("{room}/intakes")).await.status, StatusCode::NOT_FOUND);
    }
}

story! {
    /// All 1,741 in one ZIP, made while it is sent.
    async fn everybody_s_sheets_come_in_one_zip(world) {
        if cfg!(debug_assertions) && std::env::var_os("RENKEI_TEST_LONG").is_none() {
            // Some minutes without optimisation; the script through LibreOffice does it in every full test.
            return;
        }
        let survey = survey(&world, "市町村票").await;
        let mut office = world.sign_in("cooperation-office").await;
        let all = zip_of(&mut office, &format!("{survey}/collection/sheets.zip?state=all")).await;
        assert_eq!(all.len(), 1741);
        let folders: std::collections::BTreeSet<&str> = all.keys().filter_map(|name| name.split('/').next()).collect();
        assert_eq!(folders.len(), 47);
    }
}

story! {
    /// Good ones are stored though others fail; each refused one says why; two of one town wait for a choice.
    async fn an_office_takes_in_a_zip_with_good_and_bad(world) {
        let survey = survey(&world, "市町村票").await;
        let room = format!("{survey}/collection");
        let mut office = world.sign_in("cooperation-office").await;
        let mut codes = towns(&mut office, &survey, "", "not_opened").await;
        codes.retain(|code| code != "011002");
        let codes: Vec<String> = codes.into_iter().take(4).collect();
        let mut open = BTreeMap::new();
        for code in &codes {
            open.insert(code.clone(), office.get(&format!("{room}/sheets/{code}")).await.body);
        }
        let [good, bad, blank, double]: [String; 4] = codes.try_into().expect("four towns that have not begun");
        let answers = complete(&form(), 3);
        let fill = |code: &str, seed: u64| filled(&template(), of(&open, code), &complete(&form(), seed));
        let mut wrong = complete(&form(), 4);
        one_too_many(&form(), &mut wrong);
        let bad_sheet = filled(&template(), of(&open, &bad), &wrong);
        let (one, other, good_sheet) = (fill(&double, 6), fill(&double, 7), fill(&good, 3));
        let zip = packed(&world, &[
            ("町/良い.xlsx", &good_sheet),
            ("町/直す.xlsx", &bad_sheet),
            ("町/未記入.xlsx", of(&open, &blank)),
            ("__MACOSX/._良い.xlsx", b"x"),
            ("町/一つ目.xlsx", &one),
            ("町/二つ目.xlsx", &other),
        ]);
        let intake = send_files(&mut office, &room, &[("回答.zip", &zip), ("メモ.xlsx", b"a,b\n1,2\n")]).await;
        let page = office.get(&intake).await.expect(200, "1件を取り込む");
        assert!(page.contains("中身がCSV") && page.contains("3つまで") && page.contains("違う内容で2つ以上"));
        assert!(page.contains("何も記入されていません") && page.contains("そろっているので提出になります"));
        for code in [&good, &bad, &blank, &double] {
            assert_eq!(stored(&world, &survey, code).await.line.state, "not_opened", "a dry run");
        }
        let done = office.submit(&intake, &[]).await.expect(200, "1件を取り込みました（提出1件、途中まで0件）");
        assert!(done.contains("2件は、選ぶところがあるため残しています"));
        let town = stored(&world, &survey, &good).await;
        assert_eq!((&town.answers, town.line.state.as_str()), (&named(answers, &town.line.name), "submitted"));
        let own = office.get(&format!("{survey}/{good}")).await.expect(200, "Excel");
        assert!(own.contains("例本 拓也") && own.contains("の代理"), "who took it in, and for whom");
        let faulty = stored(&world, &survey, &bad).await;
        assert_eq!(faulty.answers, named(Answers::default(), &faulty.line.name), "nothing of the faulty one");
        // The faulty one: by cell, with a copy that says what to put right.
        let links: Vec<String> = done.links(&format!("{intake}/")).into_iter().collect();
        let refused = find(&mut office, &links, "直す.xlsx").await;
        office.get(&refused).await.expect(200, "シート「");
        assert_eq!(office.get(&format!("{refused}/marked")).await.status, StatusCode::OK);
        // Of the two only one can be meant.
        let unwanted = find(&mut office, &links, "一つ目.xlsx").await;
        office.submit(&format!("{unwanted}/set-aside"), &[]).await.expect(200, "使わないことにしました");
        let done = office.submit(&intake, &[]).await.expect(200, "1件を取り込みました");
        assert!(!done.contains("1件を取り込む<"), "nothing is left to press for");
        let double = stored(&world, &survey, &double).await;
        assert_eq!(double.answers, named(complete(&form(), 7), &double.line.name));
        // Pressing again, sending again: nothing changes.
        let version = stored(&world, &survey, &good).await.version;
        office.submit(&intake, &[]).await.expect(200, "0件を取り込みました");
        let again = send_files(&mut office, &room, &[("回答.zip", &zip)]).await;
        let page = office.get(&again).await.expect(200, "新しい答えはありません");
        assert!(!page.contains("件を取り込む<"), "nothing in it is new");
        assert_eq!(stored(&world, &survey, &good).await.version, version);
        office.get(&format!("{room}/intakes")).await.expect(200, "受け取った回答票");
        let rest = office.submit(&format!("{intake}/set-aside"), &[]).await.expect(200, "使わないことにしました");
        assert!(!rest.contains("残りの"), "nothing waits any more");
    }
}

/// The page of the sheet whose file has this name.
async fn find(browser: &mut Browser, links: &[String], name: &str) -> String {
    for link in links {
        let page = browser.get(link).await;
        if page.status == StatusCode::OK && page.contains(&format!(">{name}")) {
            return link.clone();
        }
    }
    panic!("no page of {name} among {links:?}");
}

story! {
    /// A sheet that was answered otherwise on the web meanwhile waits for the office to choose.
    async fn the_office_chooses_where_the_web_was_quicker(world) {
        let survey = survey(&world, "市町村票").await;
        let room = format!("{survey}/collection");
        let mut office = world.sign_in("cooperation-office").await;
        let sheet = office.get(&format!("{room}/sheets/352128")).await.body;
        let mut answers = named(complete(&form(), 17), "柳井市");
        answers.set("q11", Answer::one("partly"));
        answers.0.remove("q11_1");
        let mut midori = world.sign_in("yanai-officer").await;
        send(&mut midori, &format!("{survey}/352128"), "s6", &[("q11", "linked")]).await;
        let file = filled(&template(), &sheet, &answers);
        let intake = send_files(&mut office, &room, &[("柳井市.xlsx", &file)]).await;
        office.get(&intake).await.expect(200, "選ぶところがある");
        office.submit(&intake, &[]).await.expect(200, "0件を取り込みました");
        assert_eq!(stored(&world, &survey, "352128").await.answers.get("q11"), Some(&Answer::one("linked")));
        let page = format!("{intake}/1");
        office.get(&page).await.expect(200, "見本 みどり");
        office.post(&page, &[]).await.expect(422, "どちらの答えにするかを選んでください");
        office.submit(&page, &[("choice.q11", "sheet")]).await.expect(200, "取り込みました");
        let after = stored(&world, &survey, "352128").await;
        assert_eq!((&after.answers, after.line.state.as_str()), (&answers, "submitted"));
        let mail = world.newest_mail("midori@yanai.example.jp").await.expect("a receipt");
        assert!(mail.contains("調査の回答を受け付けました"));
    }
}

story! {
    /// Hostile files, alone and in ZIPs: each a sentence, nothing stored, the room goes on.
    async fn hostile_files_are_told_one_by_one(world) {
        let survey = survey(&world, "市町村票").await;
        let room = format!("{survey}/collection");
        let mut office = world.sign_in("cooperation-office").await;
        let sheet = office.get(&format!("{room}/sheets/352128")).await.body;
        let before = stored(&world, &survey, "352128").await;
        let files = hostile(&sheet);
        let alone: Vec<(&str, &[u8])> = files.iter().map(|(name, content, _)| (*name, content.as_slice())).collect();
        let intake = send_files(&mut office, &room, &alone).await;
        let page = office.get(&intake).await.expect(200, "取り込めない");
        for (name, _, sentence) in &files {
            assert!(page.contains(name) && page.contains(sentence), "{name}: {sentence}");
        }
        assert!(!page.contains("件を取り込む<") && page.links(&format!("{intake}/")).is_empty(), "nothing to open");
        let inner = packed(&world, &[("352128.xlsx", &sheet)]);
        let mut zeros = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for at in 0..20 {
            zeros.start_file(format!("{at}.xlsx"), zip::write::SimpleFileOptions::default()).expect("an entry");
            std::io::Write::write_all(&mut zeros, &vec![0; 9 << 20]).expect("written");
        }
        let zeros = zeros.finish().expect("a ZIP").into_inner();
        let (encrypted, bomb) = (encrypted(), bomb(&sheet));
        let nested = packed(&world, &[("中.zip", &inner), ("名前を変えた.xlsx", &inner), ("鍵.xlsx", &encrypted), ("爆弾.xlsx", &bomb)]);
        let many: Vec<(String, Vec<u8>)> = (0..2_001).map(|n| (format!("{n}.xlsx"), b"x".to_vec())).collect();
        let many: Vec<(&str, &[u8])> = many.iter().map(|(name, content)| (name.as_str(), content.as_slice())).collect();
        let many = packed(&world, &many);
        for (name, content, sentence) in [
            ("二重.zip", &nested[..], "もう一つZIPが入っています"),
            ("二重.zip", &nested[..], "パスワードの付いたファイル"),
            ("二重.zip", &nested[..], "多すぎて開けません"),
            ("爆弾.zip", &zeros[..], "ZIPの中身が大きすぎます"),
            ("途中.zip", &nested[..nested.len() / 2], "ZIPとして読めません"),
            ("多い.zip", &many[..], "ZIPの中のファイルが多すぎます"),
            ("空.zip", &packed(&world, &[])[..], "回答票がありません"),
        ] {
            let intake = send_files(&mut office, &room, &[(name, content)]).await;
            office.get(&intake).await.expect(200, sentence);
        }
        assert_eq!(stored(&world, &survey, "352128").await, before);
        office.upload_all(&format!("{room}/intakes"), &[], &[]).await.expect(422, "ファイルを選んでください");
        // Another survey's sheet, and an edition nobody collects.
        let prefectures = super::super::surveys::survey(&world, "都道府県票").await;
        let foreign = office.get(&format!("{prefectures}/collection/sheets/350001")).await.body;
        let intake = send_files(&mut office, &room, &[("山口県.xlsx", &foreign)]).await;
        office.get(&intake).await.expect(200, "ほかの調査の回答票です");
    }
}

story! {
    /// Letters with the link, and the sheet if the office wishes; once a day; written down among the steps.
    async fn an_office_asks_for_answers_by_letter(world) {
        let survey = survey(&world, "市町村票").await;
        let room = format!("{survey}/collection");
        let mut office = world.sign_in("cooperation-office").await;
        let long = "あ".repeat(1_001);
        let fields = [("state", "open"), ("prefecture", "350001"), ("message", long.as_str())];
        let refused = office.post(&format!("{room}/letters"), &fields).await.expect(422, "1000文字まで");
        assert!(refused.contains(&long[..60]), "what was typed is kept");
        let fields = [("state", "open"), ("prefecture", "350001"), ("message", "問8が変わりました。"), ("with_sheet", "1")];
        let told = office.submit(&format!("{room}/letters"), &fields).await.expect(200, "2通の回答のお願いを送りました");
        assert!(told.contains("回答できる方の登録がありません"));
        world.run_jobs().await;
        let mail = world.newest_mail("midori@yanai.example.jp").await.expect("a letter");
        assert!(mail.contains("問8が変わりました。") && mail.contains(&format!("{survey}/352128")) && mail.contains("回答票を添えています"));
        assert!(!mail.contains("見本 みどり"), "no name of a person");
        let own = office.get(&format!("{survey}/352128")).await.expect(200, "回答のお願い");
        assert!(own.contains("回答票を添えました"));
        office.submit(&format!("{room}/letters"), &fields).await.expect(200, "今日すでに送っています");
        world.core.clock.advance(86_400);
        let mut office = world.sign_in("cooperation-office").await;
        office.submit(&format!("{room}/letters"), &[("state", "open"), ("prefecture", "350001")]).await.expect(200, "2通の");
        let mail = world.newest_mail("midori@yanai.example.jp").await.expect("a letter");
        assert!(!mail.contains("回答票を添えています"));
        let many = [("state", "open"), ("with_sheet", "1")];
        office.post(&format!("{room}/letters"), &many).await.expect(422, "一度に200団体まで");
    }
}

story! {
    /// What was returned is not handed in again by an old sheet: neither in the room nor on one's own page.
    async fn a_sheet_with_nothing_new_does_not_hand_in_what_was_returned(world) {
        let survey = survey(&world, "市町村票").await;
        let (base, room) = (format!("{survey}/252131"), format!("{survey}/collection"));
        let mut office = world.sign_in("cooperation-office").await;
        // 東近江市 has handed in: its sheet as it stands, then the answer is returned.
        let old = office.get(&format!("{room}/sheets/252131")).await.body;
        office.submit(&format!("{base}/return"), &[("reason", "問1を確かめてください")]).await.expect(200, "差し戻しました");
        let intake = send_files(&mut office, &room, &[("東近江市.xlsx", &old)]).await;
        let page = office.get(&intake).await.expect(200, "差戻しのままで、新しい答えはありません");
        assert!(!page.contains("提出になります"));
        office.submit(&intake, &[]).await;
        office.get(&base).await.expect(200, "差戻し");
        let mut town = world.sign_in("higashiomi-officer").await;
        town.get(&format!("{base}/position")).await.expect(200, "差戻しのため、いまは比べられません");
        let sent = town.upload(&format!("{base}/sheet"), &[], ("file", "東近江市.xlsx", &old)).await;
        let to = sent.headers.get(LOCATION).and_then(|v| v.to_str().ok()).expect("an address").to_owned();
        town.get(&to).await.expect(200, "差戻しになっていますが、この回答票に新しい答えはありません");
        world.run_jobs().await;
    }
}
