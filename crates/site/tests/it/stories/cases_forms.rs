//! The collected-case form: given out, filled in, taken in, many at once.

use std::process::ExitCode;

use answer_sheets::bundle::Packing;
use foundation::testing::Browser;

use super::cases_writing::TEXTS;
use crate::world::story;

/// The form as this person gets it, filled in by the words beside its places: label → value, and rows of other sheets.
async fn filled(browser: &mut Browser, values: &[(&str, &str)], players: &[(&str, &str)]) -> Vec<u8> {
    let form = browser.get("/cases/forms/blank.xlsx").await;
    assert_eq!(form.status.as_u16(), 200);
    let limits = answer_sheets::Limits::default();
    let book = answer_sheets::workbook::open(&form.body, &limits).expect("a workbook without macros");
    let mut copy = rust_xlsxwriter::Workbook::new();
    for sheet in &book.sheets {
        let made = copy.add_worksheet();
        made.set_name(&sheet.name).expect("a name");
        for cell in &sheet.cells {
            let column = u16::try_from(cell.column).expect("a column");
            made.write_string(cell.row, column, book.shown(cell)).expect("a cell");
        }
        for cell in sheet.cells.iter().filter(|cell| cell.column == 1) {
            let label = book.shown(cell);
            if let Some((_, value)) = values.iter().find(|(wanted, _)| *wanted == label) {
                made.write_string(cell.row, 2, *value).expect("a cell");
            }
        }
        if sheet.name == "担い手" {
            for (row, (player, act)) in (2_u32..).zip(players) {
                made.write_string(row, 0, *player).expect("a cell");
                made.write_string(row, 1, *act).expect("a cell");
            }
        }
    }
    copy.save_to_buffer().expect("a workbook")
}

fn words<'a>(title: &'a str, more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let mut all = vec![
        ("題名（必須）", title),
        ("要約（必須）", TEXTS[1].1),
        ("困りごと（必須）", TEXTS[2].1),
        ("取組の背景（必須）", TEXTS[3].1),
        ("取組の概要（必須）", TEXTS[4].1),
        ("場面：看取り", "○"),
        ("場面：急変時の対応", "×"),
        ("実施内容：普及啓発", "〇"),
    ];
    all.extend_from_slice(more);
    all
}

fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut packing = Packing::new(jiff::civil::date(2026, 11, 21));
    let mut bytes = Vec::new();
    for (name, content) in files {
        bytes.extend(packing.add(name, content).expect("room"));
        bytes.extend_from_slice(content);
    }
    bytes.extend(packing.finish().expect("room"));
    bytes
}

story! {
    async fn forms_are_given_out_looked_at_and_taken_in(world) {
        let mut town = world.sign_in("yanai-officer").await;
        town.get("/cases/mine").await.expect(200, "Excelの様式で集める");
        town.get("/cases/forms").await.expect(200, "様式を配る");
        town.upload_all("/cases/forms", &[("do", "look")], &[]).await.expect(422, "ファイルを選んでください");
        let good = filled(&mut town, &words("様式で届いた事例", &[("始めた年", "令和3")]), &[("薬局", "表を見直す")]).await;

        // Looked at, nothing is there; taken in, it is a draft with everything; taken in again, it is the same one.
        let (look, take) = ([("do", "look")], [("do", "take")]);
        town.upload("/cases/forms", &look, ("files", "柳井市.xlsx", &good)).await.expect(200, "1件が下書きにできます。まだ何も変えていません。");
        assert!(!town.get("/cases/mine").await.contains("様式で届いた事例"));
        let page = town.upload("/cases/forms", &take, ("files", "柳井市.xlsx", &good)).await.expect(200, "1件が下書きになりました");
        let case = page.links("/cases/").into_iter().find(|link| link[7..].parse::<i64>().is_ok()).expect("a link to the draft");
        let draft = town.get(&case).await.expect(200, "様式で届いた事例");
        assert!(draft.contains("薬局") && draft.contains("2021年") && draft.contains("看取り") && !draft.contains("急変時の対応"));
        town.upload("/cases/forms", &take, ("files", "別の名前.xlsx", &good)).await.expect(200, "取り込んだものはありません");
        assert_eq!(town.get("/cases/mine").await.text().matches("様式で届いた事例").count(), 1);

        // Faults by cell, and nothing of that file is stored; somebody else's town is nobody's to write.
        let wrong = filled(&mut town, &words("直すところのある様式", &[("始めた年", "来年"), ("だれの事例か（必須）", "山梨県南部町")]), &[("", "だれがのない行")]).await;
        let page = town.upload("/cases/forms", &take, ("files", "誤り.xlsx", &wrong)).await.expect(422, "直すところがあります");
        for told in ["あなたの担当では書けません", "「始めた年」は", "<strong>担い手 A3</strong>", "<strong>事例 C"] {
            assert!(page.contains(told), "{told}");
        }
        assert!(!town.get("/cases/mine").await.contains("直すところのある様式"));
        let page = town.upload("/cases/forms", &take, ("files", "様式.xlsx", b"%PDF-1.7 no form")).await.expect(422, "PDF");
        assert!(!page.contains("回答票"));

        // Many at once: the office, for several towns, in one ZIP; a broken one does not keep the others out.
        let mut office = world.sign_in("cooperation-office").await;
        let of = |owner: &'static str| [("だれの事例か（必須）", owner)];
        let first = filled(&mut office, &words("池田町の様式", &of("福井県池田町")), &[]).await;
        let second = filled(&mut office, &words("南部町の様式", &of("193666")), &[]).await;
        let both = zip(&[("池田.xlsx", &first), ("南部.xlsx", &second), ("写し.xlsx", &second), ("壊れた.xlsx", b"PK")]);
        let page = office.upload("/cases/forms", &take, ("files", "集めた.zip", &both)).await.expect(422, "2件が下書きになりました");
        assert!(page.contains("集めた.zip／壊れた.xlsx") && page.contains("と同じ内容です"));
        let mut nambu = world.sign_in("nambu-officer").await;
        nambu.get("/cases/mine").await.expect(200, "南部町の様式");
        let log = page.links("/cases/").into_iter().filter(|link| link[7..].parse::<i64>().is_ok()).collect::<Vec<_>>();
        office.get(&log[0]).await.expect(200, "福井県池田町");
        // A visitor and a reader without a pen have no business here.
        assert_eq!(world.visitor().get("/cases/forms").await.status.as_u16(), 303);
        assert_eq!(world.sign_in("elderly-health-department").await.get("/cases/forms").await.status.as_u16(), 403);
        assert_eq!(world.sign_in("elderly-health-department").await.get("/cases/forms/blank.xlsx").await.status.as_u16(), 403);

        // At the machine, the same.
        let sent = |bytes: &[u8]| vec![site::cases::actions::collecting::Sent { name: "x.xlsx".to_owned(), content: bytes.to_vec() }];
        let third = filled(&mut office, &words("サーバーで取り込んだ様式", &of("滋賀県東近江市")), &[]).await;
        for (dry_run, there) in [(true, false), (false, true)] {
            let code = site::cli::cases::collect(&world.core, sent(&third), dry_run, None).await.expect("it runs");
            assert_eq!(format!("{code:?}"), format!("{:?}", ExitCode::SUCCESS));
            assert_eq!(world.sign_in("higashiomi-officer").await.get("/cases/mine").await.contains("サーバーで取り込んだ様式"), there);
        }
        let code = site::cli::cases::collect(&world.core, sent(b"PK"), false, None).await.expect("it runs");
        assert_eq!(format!("{code:?}"), format!("{:?}", ExitCode::from(1)));
    }
}
