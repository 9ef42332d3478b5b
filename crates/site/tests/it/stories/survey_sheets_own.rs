//! Answering in Excel on one's own page: there and back, two ways joined, other people's and hostile files.

use answer_sheets::{Expected, Limits, Reading, Template};
use foundation::testing::{Browser, Seen};
use http::StatusCode;
use http::header::{CONTENT_DISPOSITION, CONTENT_TYPE, LOCATION};
use questionnaire::{Answer, Answers};
use site::permissions::{Actor, IssueSheets};
use site::surveys::model::Respondent;
use site::surveys::sheets;

use super::survey_sheets::{complete, filled, named, one_too_many};
use super::surveys::{form, send, survey};
use crate::world::{World, story};

pub fn template() -> Template {
    Template::new(form())
}

pub fn read(sheet: &[u8]) -> Reading {
    let expected = Expected { draft: true, ..Expected::default() };
    answer_sheets::read(sheet, &[template()], &expected, &Limits::default()).expect("our own sheet")
}

/// What stands stored of a town, in the survey of this address.
pub async fn stored(world: &World, survey: &str, code: &str) -> Respondent {
    let id = survey.rsplit('/').next().and_then(|id| id.parse().ok()).expect("a number");
    let mut look = world.core.read::<IssueSheets>(Actor::Console, "test").await.expect("the console may");
    let row = sheets::survey(&mut look, id).await.expect("a survey");
    sheets::respondent(&mut look, &row, code).await.expect("a town")
}

/// The sheet as the page gives it out.
pub async fn download(browser: &mut Browser, address: &str) -> Vec<u8> {
    let seen = browser.get(address).await;
    assert_eq!(seen.status, StatusCode::OK, "{address}");
    let kind = seen.headers.get(CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or("");
    assert!(kind.contains("spreadsheetml.sheet"), "{kind}");
    seen.body
}

/// Sends a file to one's own page and looks at where it leads.
async fn upload(browser: &mut Browser, base: &str, name: &str, content: &[u8]) -> Seen {
    let sent = browser.upload(&format!("{base}/sheet"), &[], ("file", name, content)).await;
    match sent.headers.get(LOCATION).and_then(|v| v.to_str().ok()) {
        Some(to) if sent.status == StatusCode::SEE_OTHER => browser.get(to).await,
        _ => sent,
    }
}

/// A file encrypted as Excel does: a compound file around the package.
pub fn encrypted() -> Vec<u8> {
    let mut file = vec![0_u8; 512 * 11];
    file[..8].copy_from_slice(&[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]);
    file[24..34].copy_from_slice(&[0x3e, 0, 3, 0, 0xfe, 0xff, 9, 0, 6, 0]);
    let mut put = |at: usize, value: u32| file[at..at + 4].copy_from_slice(&value.to_le_bytes());
    // One sector of the table (9), the directory in sector 8, no small streams, the stream in sectors 0 to 7.
    for (at, value) in [(44, 1), (48, 8), (56, 4096), (60, 0xffff_fffe), (68, 0xffff_fffe), (76, 9)] {
        put(at, value);
    }
    (80..512).step_by(4).for_each(|at| put(at, 0xffff_ffff));
    let table = 512 * 10;
    for sector in 0..128_u32 {
        let next = match sector {
            0..=6 => sector + 1,
            7 | 8 => 0xffff_fffe,
            9 => 0xffff_fffd,
            _ => 0xffff_ffff,
        };
        put(table + 4 * sector as usize, next);
    }
    let directory = 512 * 9;
    for (at, (name, kind, start, size)) in
        [("Root Entry", 5, 0xffff_fffe, 0), ("EncryptedPackage", 2, 0, 4096)].iter().enumerate()
    {
        let at = directory + 128 * at;
        for (n, unit) in name.encode_utf16().enumerate() {
            file[at + 2 * n..at + 2 * n + 2].copy_from_slice(&unit.to_le_bytes());
        }
        let length = u8::try_from(2 * name.len() + 2).expect("a short name");
        file[at + 64] = length;
        file[at + 66] = *kind;
        file[at + 116..at + 120].copy_from_slice(&u32::to_le_bytes(*start));
        file[at + 120..at + 124].copy_from_slice(&u32::to_le_bytes(*size));
    }
    file
}

/// Sheets that say they unpack to more than anybody sends.
pub fn bomb(sheet: &[u8]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    let _ = sheet;
    for (name, size) in [("[Content_Types].xml", 10), ("xl/workbook.xml", 10), ("xl/worksheets/sheet1.xml", 60 << 20)] {
        archive.start_file(name, options).expect("an entry");
        std::io::Write::write_all(&mut archive, &vec![b' '; size]).expect("written");
    }
    archive.finish().expect("a ZIP").into_inner()
}

/// What a stranger may send as a workbook, and a word of the sentence that refuses it.
pub fn hostile(sheet: &[u8]) -> Vec<(&'static str, Vec<u8>, &'static str)> {
    vec![
        ("回答.xlsx", "団体コード,答え\n352128,1\n".as_bytes().to_vec(), "中身がCSV"),
        ("途中.xlsx", sheet[..sheet.len() / 2].to_vec(), "途中で切れているか"),
        ("鍵.xlsx", encrypted(), "パスワードの付いたファイル"),
        ("爆弾.xlsx", bomb(sheet), "多すぎて開けません"),
        ("報告.pdf", b"%PDF-1.7\n".to_vec(), "「.pdf」"),
        ("マクロ.xlsm", sheet.to_vec(), "マクロ"),
        ("空.xlsx", Vec::new(), ""),
    ]
}

story! {
    /// A town downloads its sheet, fills it in, looks at what would change, takes it in and hands in at once.
    async fn a_town_goes_there_and_back_on_its_own_page(world) {
        let survey = survey(&world, "市町村票").await;
        let base = format!("{survey}/352128");
        let mut midori = world.sign_in("yanai-officer").await;
        midori.get(&base).await.expect(200, "Excelで答える");
        midori.get(&format!("{base}/sheet")).await.expect(200, "回答票（Excel）をダウンロードする");
        let seen = midori.get(&format!("{base}/sheet/download")).await;
        let name = seen.headers.get(CONTENT_DISPOSITION).and_then(|v| v.to_str().ok()).unwrap_or("").to_owned();
        assert!(name.contains("352128_%E6%9F%B3%E4%BA%95%E5%B8%82_fy2026_municipality.xlsx"), "{name}");
        let sheet = seen.body;
        let before = stored(&world, &survey, "352128").await;
        let issued = read(&sheet);
        assert_eq!((issued.identity.respondent.as_str(), &issued.answers), ("352128", &before.answers));
        // Half filled first: it says what it would change, and nothing has changed.
        let answers = named(complete(&form(), 21), "柳井市");
        let file = filled(&template(), &sheet, &answers);
        let page = upload(&mut midori, &base, "柳井市の回答.xlsx", &file).await.expect(200, "まだ何も変わっていません");
        assert!(page.contains("取り込んで提出前の確認へ") && page.contains("新しい答え") && page.contains("柳井市の回答.xlsx"));
        assert_eq!(stored(&world, &survey, "352128").await, before);
        midori.get(&format!("{base}/sheet")).await.expect(200, "取り込む前の回答票");
        let taken = midori.submit(&page.address, &[("next", "submit")]).await.expect(200, "提出前の確認");
        assert!(taken.contains("そろっています"), "{}", taken.text());
        let after = stored(&world, &survey, "352128").await;
        assert_eq!((&after.answers, after.line.state.as_str(), after.version), (&answers, "working", before.version + 1));
        // The same file again is no change; the same page again neither.
        upload(&mut midori, &base, "柳井市の回答.xlsx", &file).await.expect(200, "新しい答えも変わった答えもありません");
        midori.get(&page.address).await.expect(200, "取り込みました");
        midori.submit(&page.address, &[]).await.expect(200, "柳井市の回答");
        assert_eq!(stored(&world, &survey, "352128").await.version, after.version);
        let receipt = midori.submit(&format!("{base}/submit"), &[]).await.expect(200, "回答を受け付けました");
        assert!(receipt.contains("352128"));
        let own = midori.get(&base).await.expect(200, "提出");
        assert!(own.contains("<td>Excel</td>"), "the way stands in the history");
        // Handed in is handed in.
        let late = midori.upload(&format!("{base}/sheet"), &[], ("file", "x.xlsx", &file)).await;
        late.expect(422, "すでに提出されています");
    }
}

story! {
    /// What the web changed after the sheet was given out is shown beside the sheet's answer, and a person chooses.
    async fn where_web_and_sheet_differ_a_person_chooses(world) {
        let survey = survey(&world, "市町村票").await;
        let base = format!("{survey}/352128");
        let mut midori = world.sign_in("yanai-officer").await;
        let mut kenichi = world.sign_in("yanai-manager").await;
        for (side, expected) in [("sheet", "partly"), ("here", "not")] {
            let sheet = download(&mut midori, &format!("{base}/sheet/download")).await;
            let mut answers = read(&sheet).answers;
            let other = if side == "sheet" { "linked" } else { "not" };
            let mine = if side == "sheet" { "partly" } else { "linked" };
            send(&mut kenichi, &base, "s6", &[("q11", other)]).await;
            answers.set("q11", Answer::one(mine));
            answers.set("q13", Answer::many(["hoken"]));
            let page = upload(&mut midori, &base, "回答.xlsx", &filled(&template(), &sheet, &answers)).await;
            let page = page.expect(200, "どちらの答えにするか選んでください");
            assert!(page.contains("例田 健一"), "who changed it stands there");
            let before = stored(&world, &survey, "352128").await;
            let refused = midori.post(&page.address, &[]).await.expect(422, "どちらの答えにするかを選んでください");
            assert!(refused.contains("#choice-q11"), "the summary leads there");
            assert_eq!(stored(&world, &survey, "352128").await, before, "nothing is stored before somebody chose");
            midori.submit(&page.address, &[("choice.q11", side)]).await.expect(200, "回答票を取り込みました");
            let after = stored(&world, &survey, "352128").await;
            assert_eq!(after.answers.get("q11"), Some(&Answer::one(expected)), "{side}");
            assert_eq!(after.answers.get("q13"), Some(&Answer::many(["hoken"])));
        }
    }
}

story! {
    /// Cell, question, what was found, what is wanted; a copy that shows it; the rest can be taken all the same.
    async fn faults_are_told_by_cell_and_the_rest_can_be_taken(world) {
        let survey = survey(&world, "市町村票").await;
        let base = format!("{survey}/352128");
        let mut midori = world.sign_in("yanai-officer").await;
        let sheet = download(&mut midori, &format!("{base}/sheet/download")).await;
        let mut answers = named(complete(&form(), 33), "柳井市");
        one_too_many(&form(), &mut answers);
        let file = filled(&template(), &sheet, &answers);
        let page = upload(&mut midori, &base, "柳井市.xlsx", &file).await.expect(200, "取り込めません");
        let text = page.text();
        assert!(text.contains("シート「") && text.contains("3つまで") && text.contains("のE"), "{text}");
        assert!(!text.contains(">取り込む<"), "there is no button to take it in");
        let copy = download(&mut midori, &format!("{}/marked", page.address)).await;
        assert!(!read(&copy).faults.is_empty(), "the copy holds what was written");
        let before = stored(&world, &survey, "352128").await;
        midori.post(&page.address, &[]).await.expect(422, "取り込めません");
        assert_eq!(stored(&world, &survey, "352128").await, before);
        let without = midori.get(&format!("{}?leave_out=1", page.address)).await.expect(200, "取り込む前");
        assert!(without.contains("除いた設問"));
        midori.submit(&page.address, &[("leave_out", "1")]).await.expect(200, "回答票を取り込みました");
        let after = stored(&world, &survey, "352128").await;
        let differs = answers.0.iter().filter(|(id, answer)| after.answers.get(id) != Some(answer)).count();
        assert_eq!(differs, 1, "all but the one to put right");
        // Setting aside: another upload, not wanted after all.
        let page = upload(&mut midori, &base, "柳井市.xlsx", &file).await.expect(200, "直すところ");
        midori.submit(&format!("{}/set-aside", page.address), &[]).await.expect(200, "使わないことにしました");
        assert_eq!(midori.get(&format!("{}/marked", page.address)).await.status, StatusCode::NOT_FOUND);
    }
}

story! {
    /// Another town's sheet is refused without a word about the other town; a prefecture has no door here at all.
    async fn nobody_sends_for_another(world) {
        let survey = survey(&world, "市町村票").await;
        let base = format!("{survey}/352128");
        let mut office = world.sign_in("cooperation-office").await;
        let foreign = download(&mut office, &format!("{survey}/collection/sheets/193666")).await;
        let foreign = filled(&template(), &foreign, &complete(&form(), 5));
        let mut midori = world.sign_in("yanai-officer").await;
        let before = stored(&world, &survey, "193666").await;
        let refused = upload(&mut midori, &base, "回答.xlsx", &foreign).await.expect(422, "あなたの団体の回答票ではありません");
        assert!(!refused.contains("南部町") && !refused.contains("193666") && !refused.contains("取り込む前の回答票"));
        assert_eq!(stored(&world, &survey, "193666").await, before);
        // Another town's page is not hers to send to.
        let file = filled(&template(), &foreign, &complete(&form(), 6));
        for (person, status) in [("yanai-officer", 404), ("yamanashi-officer", 404), ("yanai-coordinator", 403), ("cooperation-office", 403)] {
            let mut browser = world.sign_in(person).await;
            let address = format!("{survey}/193666/sheet");
            for page in ["", "/download", "/1", "/1/marked"] {
                assert_eq!(browser.get(&format!("{address}{page}")).await.status.as_u16(), status, "{person} {page}");
            }
            let sent = browser.upload(&address, &[], ("file", "x.xlsx", &file)).await;
            assert_eq!(sent.status.as_u16(), status, "{person}");
        }
        // What a colleague of another town has sent is not found under one's own.
        let mut yuki = world.sign_in("nambu-officer").await;
        let own = download(&mut yuki, &format!("{survey}/193666/sheet/download")).await;
        let page = upload(&mut yuki, &format!("{survey}/193666"), "南部町.xlsx", &filled(&template(), &own, &complete(&form(), 8))).await;
        let number = page.address.rsplit('/').next().expect("a number").to_owned();
        for way in ["", "/marked"] {
            assert_eq!(midori.get(&format!("{base}/sheet/{number}{way}")).await.status, StatusCode::NOT_FOUND);
        }
        assert_eq!(midori.post(&format!("{base}/sheet/{number}"), &[]).await.status, StatusCode::NOT_FOUND);
        assert_eq!(midori.post(&format!("{base}/sheet/{number}/set-aside"), &[]).await.status, StatusCode::NOT_FOUND);
    }
}

story! {
    /// Each is refused in a sentence, and neither answers nor files are kept.
    async fn hostile_files_are_refused_in_a_sentence(world) {
        let survey = survey(&world, "市町村票").await;
        let base = format!("{survey}/352128");
        let mut midori = world.sign_in("yanai-officer").await;
        let sheet = download(&mut midori, &format!("{base}/sheet/download")).await;
        let before = stored(&world, &survey, "352128").await;
        for (name, content, sentence) in hostile(&sheet) {
            let sentence = if content.is_empty() { "ファイルを選んでください" } else { sentence };
            upload(&mut midori, &base, name, &content).await.expect(422, sentence);
        }
        let mut packing = answer_sheets::bundle::Packing::new(world.core.clock.today());
        let mut zip = packing.add("352128.xlsx", &sheet).expect("packed");
        zip.extend(&sheet);
        zip.extend(packing.finish().expect("packed"));
        for name in ["まとめ.zip", "まとめ.xlsx"] {
            upload(&mut midori, &base, name, &zip).await.expect(422, "ZIPのままでは受け取れません");
        }
        // As it was given out: nothing to take in.
        upload(&mut midori, &base, "そのまま.xlsx", &sheet).await.expect(200, "新しい答えも変わった答えもありません");
        let large = vec![b'x'; (10 << 20) + (80 << 10)];
        upload(&mut midori, &base, "大きい.xlsx", &large).await.expect(413, "大きすぎます");
        assert_eq!(stored(&world, &survey, "352128").await, before);
        let page = midori.get(&format!("{base}/sheet")).await.expect(200, "ダウンロード");
        assert!(!page.contains("取り込む前の回答票"));
    }
}

story! {
    /// What anybody typed stays a text in every workbook that goes out.
    async fn nothing_typed_becomes_a_formula(world) {
        let survey = survey(&world, "市町村票").await;
        let base = format!("{survey}/352128");
        let mut midori = world.sign_in("yanai-officer").await;
        let evil = "=HYPERLINK(\"http://evil.example\",\"x\")";
        send(&mut midori, &base, "s6", &[("q11", "unknown"), ("q11_1", evil)]).await;
        let sheet = download(&mut midori, &format!("{base}/sheet/download")).await;
        assert_eq!(read(&sheet).answers.get("q11_1"), Some(&Answer::text(evil)));
        let mut answers = complete(&form(), 12);
        one_too_many(&form(), &mut answers);
        answers.set("q11", Answer::one("unknown"));
        answers.set("q11_1", Answer::text(evil));
        let page = upload(&mut midori, &base, "=cmd.xlsx", &filled(&template(), &sheet, &answers)).await;
        let copy = download(&mut midori, &format!("{}/marked", page.address)).await;
        for workbook in [&sheet, &copy] {
            let mut archive = zip::ZipArchive::new(std::io::Cursor::new(workbook)).expect("a workbook");
            let mut formulas = 0;
            for at in 0..archive.len() {
                let mut part = archive.by_index(at).expect("a part");
                let mut text = String::new();
                let is_text = std::io::Read::read_to_string(&mut part, &mut text).is_ok();
                formulas += usize::from(is_text && (text.contains("<f>") || text.contains("<f ")));
                assert!(!text.contains("Target=\"http://evil"), "no link out of an answer");
            }
            assert_eq!(formulas, 0);
        }
    }
}

story! {
    /// What nobody decided about is not kept beyond thirty days, and nothing of it is taken in.
    async fn the_file_is_gone_when_it_is_decided_or_old(world) {
        let survey = survey(&world, "市町村票").await;
        let base = format!("{survey}/352128");
        let mut midori = world.sign_in("yanai-officer").await;
        let sheet = download(&mut midori, &format!("{base}/sheet/download")).await;
        let file = filled(&template(), &sheet, &complete(&form(), 40));
        let page = upload(&mut midori, &base, "回答.xlsx", &file).await.expect(200, "取り込む前");
        world.core.clock.advance(29 * 86_400);
        world.run_jobs().await;
        let mut midori = world.sign_in("yanai-officer").await;
        midori.get(&page.address).await.expect(200, "まだ何も変わっていません");
        world.core.clock.advance(2 * 86_400);
        world.run_jobs().await;
        let mut midori = world.sign_in("yanai-officer").await;
        midori.get(&page.address).await.expect(200, "30日たったため");
        assert_eq!(midori.post(&page.address, &[]).await.status, StatusCode::SEE_OTHER, "a late click changes nothing");
        let nothing: Answers = stored(&world, &survey, "352128").await.answers;
        assert!(nothing.get("q13").is_none(), "nothing was taken in");
    }
}
