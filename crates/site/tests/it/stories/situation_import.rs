//! Values from files: looked at, stored, taken back; by a town, its prefecture, the office, the console.

use std::process::ExitCode;

use answer_sheets::bundle::Packing;
use foundation::testing::{Browser, Seen};
use site::cli::indicators;
use site::situation::actions::importing::Sent;

use crate::world::story;

const YANAI: &str = "/situation/352128";
const IMPORTS: &str = "/situation/imports";

/// A workbook as the 見える化システム is described to write it: rows of cells; what reads as a number is one.
fn export(rows: &[&[&str]]) -> Vec<u8> {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    sheet.set_name("表形式_1").expect("a name");
    for (row, cells) in (0_u32..).zip(rows) {
        for (column, cell) in (0_u16..).zip(*cells) {
            match cell.parse::<f64>() {
                Ok(number) => drop(sheet.write_number(row, column, number).expect("a cell")),
                Err(_) if cell.is_empty() => {}
                Err(_) => drop(sheet.write_string(row, column, *cell).expect("a cell")),
            }
        }
    }
    book.save_to_buffer().expect("a workbook")
}

fn certified(town: &str) -> Vec<u8> {
    export(&[
        &["出力日:2026/08/04"],
        &["", "列1", "列2", "令和5年3月末", "令和6年3月末", "令和7年3月末"],
        &["", town, "合計認定者数（人）", "2300", "２，３１０", "-"],
        &["", town, "認定者数（要支援１）（人）", "10", "20", "30"],
        &["", "山口県", "合計認定者数（人）", "90000", "91000", "92000"],
    ])
}

fn insured(town: &str, last: &str) -> Vec<u8> {
    export(&[
        &["出力日:2026/08/04"],
        &["", "", "", "令和5年3月末", "令和6年3月末"],
        &["", town, "第１号被保険者数", "11500", last],
        &["", "全国", "第１号被保険者数", "35000000", "35100000"],
    ])
}

const B3A: &str = "B3-a_要支援・要介護認定者数（要介護度別）_時系列.xlsx";
const B1: &str = "B1_第１号被保険者数_時系列.xlsx";

fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut packing = Packing::new(jiff::civil::date(2026, 11, 21));
    let mut bytes = Vec::new();
    for (name, content) in files {
        bytes.extend(packing.add(name, content).expect("it fits"));
        bytes.extend(*content);
    }
    bytes.extend(packing.finish().expect("it fits"));
    bytes
}

/// Sends files; the address of what they come to.
async fn send(browser: &mut Browser, files: &[(&str, &[u8])]) -> String {
    let files: Vec<(&str, &str, &[u8])> = files.iter().map(|(name, content)| ("files", *name, *content)).collect();
    let seen = browser.upload_all(IMPORTS, &[("source", "")], &files).await;
    assert_eq!(seen.status.as_u16(), 303, "{}", seen.text().chars().take(2000).collect::<String>());
    location(&seen)
}

fn location(seen: &Seen) -> String {
    seen.headers.get("location").and_then(|v| v.to_str().ok()).unwrap_or("").to_owned()
}

async fn press(browser: &mut Browser, address: &str) -> Seen {
    browser.post(address, &[]).await
}

story! {
    /// Two files of one share, packed together: looked at, stored at one press, seen on the town's page, taken back.
    async fn a_town_takes_in_exports_and_takes_them_back(world) {
        let mut her = world.sign_in("yanai-officer").await;
        her.get(YANAI).await.expect(200, "ファイル（見える化システムのExcel、CSV）から数字を取り込む");
        her.get(IMPORTS).await.expect(200, "復元した形です");
        let packed = zip(&[(B3A, &certified("柳井市")), (B1, &insured("柳井市", "11400"))]);
        let import = send(&mut her, &[("見える化.zip", &packed)]).await;
        let page = her.get(&import).await.expect(200, "2件の値を取り込む");
        for words in ["まだ何も変わっていません", "見える化システムの時系列（復元）", "B3-a", "確かめただけ"] {
            assert!(page.contains(words), "{words}");
        }
        let file = her.get(&format!("{import}/files/1")).await.expect(200, "合計認定者数（人）");
        for words in ["D3", "E3", "認定を受けた人 2,310／65歳以上の人 11,400", "20.3%", "2026-08-04", "割合の分子"] {
            assert!(file.contains(words), "{words}: {}", file.text());
        }
        // Nothing is there before somebody says so.
        let value = format!("{YANAI}/values/care-rate");
        her.get(&value).await.expect(200, "まだ値がありません");
        let stored = press(&mut her, &format!("{import}/store")).await;
        assert_eq!(location(&stored), format!("{import}?done=stored"));
        let page = her.get(&value).await.expect(200, "20.3 %");
        assert!(page.contains("地域包括ケア「見える化」システム（2026年8月4日出力）") && page.contains(&format!("href=\"{import}\"")), "source and import stand there: {}", page.text());
        assert!(her.get(YANAI).await.text().contains("20.3"), "at once on the town's page");
        // A second press is told, not done.
        press(&mut her, &format!("{import}/store")).await.expect(409, "もう決まっています");
        // One of the two is corrected by hand: taking back leaves it, and says so.
        let form = her.get(&format!("{value}?year=2023")).await;
        let revision = form.text().rsplit("name=\"revision\" value=\"").next().and_then(|rest| rest.split('"').next()).unwrap_or_default().to_owned();
        let sent = [("year", "2023"), ("level", "municipality"), ("number", "2312"), ("whole", "11400"), ("source", "町の台帳"), ("revision", revision.as_str())];
        assert_eq!(her.post(&value, &sent).await.status.as_u16(), 303);
        assert_eq!(location(&press(&mut her, &format!("{import}/undo")).await), format!("{import}?done=undone"));
        let page = her.get(&import).await.expect(200, "取り消さずに残した値");
        assert!(page.contains("令和5年度") && page.contains("2,310"));
        let page = her.get(&value).await.expect(200, "町の台帳");
        assert!(!page.contains("2,300"), "the other is gone");
    }
}

story! {
    /// Values that were there before come back as they stood.
    async fn what_was_changed_stands_again_after_taking_back(world) {
        let mut her = world.sign_in("yanai-officer").await;
        let before = her.get(&format!("{YANAI}/values.csv")).await.text();
        let line = before.lines().find(|line| line.contains("home-deaths") && line.contains(",2025,")).expect("the demonstration has it").to_owned();
        // What the product gives out it reads again, and finds nothing to do.
        let import = send(&mut her, &[("値.csv", before.as_bytes())]).await;
        let page = her.get(&import).await.expect(200, "取り込むものはありません");
        assert!(page.contains("れんけいのCSVの列") && !page.contains("件の値を取り込む</button>"));
        assert_eq!(location(&press(&mut her, &format!("{import}/drop")).await), format!("{IMPORTS}?done=dropped"));
        // In the encoding of Japanese Excel, with one figure changed.
        let cells: Vec<&str> = line.split(',').collect();
        let mut changed: Vec<String> = cells.iter().map(|cell| (*cell).to_owned()).collect();
        "１２".clone_into(&mut changed[8]);
        let text = before.replace(&line, &changed.join(",")).replace('\u{feff}', "");
        let cp932 = japanese::cp932::encode(&text);
        let import = send(&mut her, &[("値.csv", &cp932.bytes)]).await;
        her.get(&import).await.expect(200, "1件の値を取り込む");
        press(&mut her, &format!("{import}/store")).await;
        let after = her.get(&format!("{YANAI}/values.csv")).await.text();
        assert!(after.lines().any(|line| line.contains("home-deaths") && line.contains(",2025,12,")), "{after}");
        press(&mut her, &format!("{import}/undo")).await;
        assert_eq!(her.get(&format!("{YANAI}/values.csv")).await.text(), before, "as it stood, to the letter");
    }
}

story! {
    /// Between looking and storing somebody else enters a value: nothing is stored, and both are told.
    async fn what_changed_since_it_was_looked_at_is_not_overwritten(world) {
        let mut her = world.sign_in("yanai-officer").await;
        let text = "団体コード,指標,年度,分子・数,出典\n352128,eol-clinics,2025,4,統計\n";
        let import = send(&mut her, &[("値.csv", text.as_bytes())]).await;
        let mut other = world.sign_in("yanai-coordinator").await;
        let sent = [("scene", "mitori"), ("year", "2025"), ("n-eol-clinics", "3"), ("s-eol-clinics", "医療施設調査"), ("r-eol-clinics", "0")];
        assert_eq!(other.post(&format!("{YANAI}/values"), &sent).await.status.as_u16(), 303);
        let seen = press(&mut her, &format!("{import}/store")).await.expect(409, "ほかの方が値を変えました");
        assert!(seen.contains("1件の値を取り込む"));
        assert_eq!(location(&press(&mut her, &format!("{import}/look")).await), format!("{import}?done=looked"));
        let page = her.get(&format!("{import}/files/1")).await.expect(200, "変わる値");
        assert!(page.contains("3か所") && page.contains("4か所"));
        press(&mut her, &format!("{import}/store")).await;
        assert!(her.get(&format!("{YANAI}/values.csv")).await.contains("eol-clinics"));
    }
}

story! {
    /// Another town's data, the same twice, an unknown series, a wider area, a file that is none.
    async fn what_is_wrong_with_a_file_is_said_with_what_to_do(world) {
        let mut her = world.sign_in("yanai-officer").await;
        let visits = export(&[
            &["出力日:2026/08/04"],
            &["", "", "", "柳井市", "岩国市", "第4医療圏", "どこにもない市", "全国"],
            &["", "訪問診療を受けた人の数（1か月）", "", "-", "102", "410", "3", "900000"],
            &["", "謎の指標", "", "5", "6", "7", "", "8"],
        ]);
        let empty = export(&[&["出力日:2026/08/04"], &["", "", "", "柳井市", "山口県"], &["", "行1"]]);
        let own = insured("柳井市", "11400");
        let import = send(&mut her, &[
            ("L16_訪問診療_2025_地域別.xlsx", &visits),
            ("B1_他の町_時系列.xlsx", &insured("岩国市", "1")),
            (B1, &own),
            ("B1_第１号被保険者数_時系列 (1).xlsx", &own),
            ("L20_看取り_2025_地域別.xlsx", &empty),
            ("壊れた.xlsx", b"PK\x03\x04 nothing"),
            ("写真.xlsx", b"%PDF-1.7 rest"),
        ]).await;
        let page = her.get(&import).await.expect(200, "岩国市のデータで、柳井市の値がありません");
        for words in ["まったく同じファイルです", "二次医療圏で出力し直すか", "Excelファイルとして読めません", "取り込めません"] {
            assert!(page.contains(words), "{words}: {}", page.text());
        }
        let file = her.get(&format!("{import}/files/1")).await.expect(200, "二次医療圏：山口県 第4医療圏（架空）（柳井市に置く）");
        for words in ["「どこにもない市」は市町村の一覧にありません", "G3", "410人", "謎の指標"] {
            assert!(file.contains(words), "{words}: {}", file.text());
        }
        assert!(!file.contains("102人"), "a neighbour's figure is nowhere");
        // The unknown series gets its indicator, and is known from then on.
        let named = her.post(&format!("{import}/files/1"), &[("indicator-0", "visiting-care-users"), ("part-0", "value"), ("indicator-1", "house-call-users"), ("part-1", "value")]).await;
        assert_eq!(location(&named), format!("{import}/files/1?done=named"));
        let file = her.get(&format!("{import}/files/1")).await.expect(200, "往診を受けた人の数");
        assert!(file.contains("5人"));
        let again = send(&mut her, &[("L16_訪問診療_2024_地域別.xlsx", &visits)]).await;
        assert!(her.get(&format!("{again}/files/1")).await.contains("5人"));
        // Nobody else's word for it.
        let mut neighbour = world.sign_in("nambu-officer").await;
        neighbour.get(&import).await.expect(404, "");
        press(&mut neighbour, &format!("{import}/store")).await.expect(404, "");
        let theirs = send(&mut neighbour, &[("L16_訪問診療_2025_地域別.xlsx", &export(&[&["出力日:x"], &["", "", "", "南部町"], &["", "謎の指標", "", "5"]]))]).await;
        neighbour.get(&theirs).await.expect(200, "指標が決まっていません");
        // No file, no page.
        her.upload_all(IMPORTS, &[("source", "")], &[]).await.expect(422, "取り込むファイルを選んでください");
        her.get(&format!("{IMPORTS}/99999")).await.expect(404, "");
        her.get(&format!("{import}/files/99")).await.expect(404, "");
    }
}

story! {
    /// A table of the prefecture's own: its columns are said once, and the next file of that shape is read by itself.
    async fn any_table_is_read_once_its_columns_are_said(world) {
        let mut prefecture = world.sign_in("yamaguchi-officer").await;
        let table = "県の分析シート,,,\n市町村,時点,認定者数,65歳以上\n柳井市,令和7年度,2310,11400\n岩国市,令和7年度,7100,47000\n甲府市,令和7年度,1,2\n合計,令和7年度,1,2\n";
        let import = send(&mut prefecture, &[("分析シート.csv", table.as_bytes())]).await;
        prefecture.get(&import).await.expect(200, "知らない形です");
        let columns = format!("{import}/files/1/columns");
        let page = prefecture.get(&columns).await.expect(200, "県の分析シート");
        assert_eq!((page.input("header").as_deref(), page.input("place").as_deref(), page.input("year-column").as_deref()), (Some("2"), Some("A"), Some("B")), "guessed");
        let wrong = [("name", "県の分析シート"), ("sheet", "1"), ("header", "2"), ("place", "市町村"), ("years", "column"), ("year-column", "B"), ("numerator", "C"), ("denominator", "D")];
        let seen = prefecture.post(&columns, &wrong).await.expect(422, "列の名前で入力してください");
        assert!(seen.contains("value=\"市町村\"") && seen.contains("value=\"県の分析シート\""), "what was typed stays");
        let right: Vec<(&str, &str)> = wrong.iter().map(|(n, v)| if *n == "place" { ("place", "A") } else { (*n, *v) }).collect();
        assert_eq!(location(&prefecture.post(&columns, &right).await), format!("{import}/files/1"));
        // Columns are known, what they count is not yet.
        let file = prefecture.get(&format!("{import}/files/1")).await.expect(200, "指標が決まっていません");
        assert!(file.contains("列の対応づけ"));
        prefecture.post(&format!("{import}/files/1"), &[("indicator-0", "care-rate"), ("part-0", "numerator"), ("indicator-1", "care-rate"), ("part-1", "denominator")]).await;
        let page = prefecture.get(&import).await.expect(200, "2件の値を取り込む");
        assert!(page.contains("列を対応づけた表"));
        let next = table.replace("令和7年度", "令和6年度");
        let again = send(&mut prefecture, &[("分析シート.csv", next.as_bytes())]).await;
        prefecture.get(&again).await.expect(200, "2件の値を取り込む");
        press(&mut prefecture, &format!("{again}/store")).await;
        let mut her = world.sign_in("yanai-officer").await;
        her.get(&format!("{YANAI}/values/care-rate")).await.expect(200, "20.3 %");
        // Its own shapes are listed, and taken out.
        let list = prefecture.get("/situation/imports/layouts").await.expect(200, "見出しは2行目、地域はA列、年度はB列、分子はC列、分母はD列");
        let remove = list.text().split("action=\"").find(|rest| rest.contains("/remove\"")).and_then(|rest| rest.split('"').next()).map(str::to_owned).expect("a form");
        let mut other = world.sign_in("yanai-officer").await;
        press(&mut other, &remove).await.expect(404, "");
        assert_eq!(location(&press(&mut prefecture, &remove).await), "/situation/imports/layouts?done=removed");
        let third = send(&mut prefecture, &[("分析シート.csv", table.replace("令和7年度", "令和5年度").as_bytes())]).await;
        prefecture.get(&third).await.expect(200, "知らない形です");
    }
}

story! {
    /// The office takes in for the whole country; visitors, bureaus and the ministry do not.
    async fn who_may_import_for_whom(world) {
        let mut office = world.sign_in("cooperation-office").await;
        let text = "団体コード,指標,年度,分子・数,出典\n352128,eol-clinics,2025,4,統計\n192015,eol-clinics,2025,9,統計\n999999,eol-clinics,2025,1,統計\n";
        let import = send(&mut office, &[("値.csv", text.as_bytes())]).await;
        let page = office.get(&import).await.expect(200, "2件の値を取り込む");
        assert!(page.contains("取り込まない値"));
        press(&mut office, &format!("{import}/store")).await;
        let mut her = world.sign_in("yanai-officer").await;
        her.get(&format!("{YANAI}/values/eol-clinics")).await.expect(200, "統計");
        her.get(&import).await.expect(404, "");
        // A coordinator does, for the towns she works for.
        let mut coordinator = world.sign_in("yanai-coordinator").await;
        let import = send(&mut coordinator, &[("値.csv", text.as_bytes())]).await;
        let page = coordinator.get(&import).await;
        assert!(page.contains("同じ値") && !page.contains("件の値を取り込む</button>"));
        world.visitor().get(IMPORTS).await.expect(303, "");
        for who in ["elderly-health-department", "administrator"] {
            let mut other = world.sign_in(who).await;
            other.get(IMPORTS).await.expect(403, "");
        }
    }
}

story! {
    /// The same at the console: a look, a taking in, a taking back, told by its answer.
    async fn the_console_takes_in_a_folder_of_files(world) {
        let files = |last: &str| vec![
            Sent { name: B3A.to_owned(), content: certified("柳井市").into() },
            Sent { name: B1.to_owned(), content: insured("柳井市", last).into() },
        ];
        for (dry_run, there) in [(true, false), (false, true)] {
            let code = indicators::import(&world.core, files("11400"), "", dry_run).await.expect("it runs");
            assert_eq!(code, ExitCode::SUCCESS);
            let mut her = world.sign_in("yanai-officer").await;
            assert_eq!(her.get(&format!("{YANAI}/values/care-rate")).await.contains("20.3 %"), there);
        }
        let code = indicators::import(&world.core, files("2000"), "", true).await.expect("it runs");
        assert_eq!(code, ExitCode::from(1), "more than the whole is refused");
        let mut office = world.sign_in("cooperation-office").await;
        let list = office.get(IMPORTS).await.expect(200, "取り込み済み");
        let number = list.text().split("href=\"/situation/imports/").filter_map(|rest| rest.split('"').next()?.parse::<i64>().ok()).nth(1).expect("a number");
        assert_eq!(indicators::undo(&world.core, number).await.expect("it runs"), ExitCode::SUCCESS);
        assert!(indicators::undo(&world.core, number).await.is_err(), "once");
        let mut her = world.sign_in("yanai-officer").await;
        her.get(&format!("{YANAI}/values/care-rate")).await.expect(200, "まだ値がありません");
    }
}

/// The row of an indicator on a town's page.
fn row(page: &Seen, name: &str) -> String {
    let text = page.text();
    let of = text.split("<tr>").find(|row| row.contains(&format!(">{name}</a>"))).unwrap_or_default();
    of.split("</tr>").next().unwrap_or_default().to_owned()
}

story! {
    /// One's own value is there at once, and the page says that the comparison follows. It follows only when five have changed.
    async fn comparisons_are_made_beside_and_never_for_a_few(world) {
        const NAME: &str = "在宅で看取りをしている診療所・病院の数";
        const TOWNS: [&str; 11] = ["352128", "352080", "352012", "352021", "352039", "352047", "352063", "352071", "352101", "352110", "352136"];
        let mut prefecture = world.sign_in("yamaguchi-officer").await;
        let mut her = world.sign_in("yanai-officer").await;
        let csv = |towns: &[&str]| {
            let rows: String = towns.iter().map(|code| format!("{code},eol-clinics,2025,3,統計\n")).collect();
            format!("団体コード,指標,年度,分子・数,出典\n{rows}")
        };
        for (towns, n) in [(&TOWNS[..6], "n=6"), (&TOWNS[..10], "n=6"), (&TOWNS[..11], "n=11")] {
            let import = send(&mut prefecture, &[("値.csv", csv(towns).as_bytes())]).await;
            press(&mut prefecture, &format!("{import}/store")).await;
            let page = her.get(YANAI).await.expect(200, "比べる値を作りなおしています");
            assert!(row(&page, NAME).contains("<strong>3 か所</strong>"), "the value is there at once");
            world.run_jobs().await;
            let page = her.get(YANAI).await.expect(200, NAME);
            assert!(!page.contains("比べる値を作りなおしています"));
            let row = row(&page, NAME);
            assert_eq!(row.matches(n).count(), 2, "prefecture and country, {}: {row}", towns.len());
        }
        // Nothing is left to do, and a further look does nothing.
        world.run_jobs().await;
        let page = her.get(YANAI).await.expect(200, "比べる値は、令和8年11月21日");
        assert_eq!(row(&page, NAME).matches("n=11").count(), 2);
        // One was wrong: it goes out of what others are held against at once, and four with it; of so few that are left, six are shown.
        let correct = async |prefecture: &mut Browser, town: &str, value: i64| {
            let csv = format!("団体コード,指標,年度,分子・数,出典\n{town},eol-clinics,2025,{value},統計\n");
            let import = send(prefecture, &[("直し.csv", csv.as_bytes())]).await;
            press(prefecture, &format!("{import}/store")).await;
            world.run_jobs().await;
        };
        correct(&mut prefecture, "352136", 300).await;
        let page = her.get(YANAI).await.expect(200, NAME);
        assert_eq!(row(&page, NAME).matches("n=6").count(), 2, "{}", row(&page, NAME));
        // Another one, of those still shown, takes the rest out of sight: two that are laid beside each other differ by five.
        correct(&mut prefecture, "352128", 4).await;
        let page = her.get(YANAI).await.expect(200, NAME);
        let row = row(&page, NAME);
        assert!(row.contains("<strong>4 か所</strong>") && !row.contains(">n="), "{row}");
        let page = her.get("/situation/country?indicator=eol-clinics").await;
        assert!(!page.contains("n=0"));
    }
}

story! {
    /// What waits for a decision is not more than the programme's year says; what is kept goes away with its own import alone.
    async fn what_is_not_decided_about_is_bounded(world) {
        let mut her = world.sign_in("yanai-officer").await;
        let csv = |n: usize| format!("団体コード,指標,年度,分子・数,出典\n352128,eol-clinics,2024,{n},統計\n");
        let mut imports = Vec::new();
        for n in 0..20 {
            imports.push(send(&mut her, &[("値.csv", csv(n).as_bytes())]).await);
        }
        let page = her.get("/situation/imports").await.expect(200, "取り込み");
        let waiting = page.text().matches("/situation/imports/").count();
        assert!(waiting >= 20);
        let (one_more, content) = ("値.csv", csv(99));
        let refused = her.upload_all(IMPORTS, &[("source", "")], &[("files", one_more, content.as_bytes())]).await;
        refused.expect(422, "まだ決めていない取り込みが20件あります（20件まで）");
        press(&mut her, &format!("{}/drop", imports[0])).await;
        send(&mut her, &[("値.csv", csv(99).as_bytes())]).await;
        // The neighbour's own ones are counted apart.
        let mut neighbour = world.sign_in("nambu-officer").await;
        send(&mut neighbour, &[("値.csv", "団体コード,指標,年度,分子・数,出典\n193666,eol-clinics,2024,2,統計\n".as_bytes())]).await;
    }
}
