use std::io::{Cursor, Write as _};

use jiff::civil::date;
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};

use super::*;
use crate::regions::register::Register;
use crate::regions::register::file::{self, MOST_BYTES, MOST_CELL_LETTERS, MOST_ROWS};

const HEADINGS: &str = "団体コード,都道府県名,市区町村名,都道府県名（カナ）,市区町村名（カナ）";

fn prefectures() -> Vec<(String, String)> {
    let register = Register::committed().unwrap();
    register.prefectures.into_iter().map(|p| (p.code, p.name)).collect()
}

fn reading(content: &[u8]) -> Reading {
    match file::open(content) {
        Ok(sheets) => read(&sheets, &prefectures(), &[]),
        Err(fault) => Reading { faults: vec![fault], ..Reading::default() },
    }
}

fn list(rows: &[&str]) -> String {
    format!("{HEADINGS}\r\n{}\r\n", rows.join("\r\n"))
}

#[track_caller]
fn one_fault(rows: &[&str]) -> Fault {
    let reading = reading(list(rows).as_bytes());
    assert_eq!(reading.faults.len(), 1, "{:?}", reading.faults);
    assert!(reading.listed.is_empty(), "a file with a fault is not used at all");
    reading.faults[0].clone()
}

#[test]
fn a_list_is_read_in_either_encoding_with_any_width() {
    let rows = [
        "010006,北海道,,ﾎｯｶｲﾄﾞｳ,",
        "０１１００２,北海道,札幌市,ﾎｯｶｲﾄﾞｳ,ｻｯﾎﾟﾛｼ",
        "011011,北海道,札幌市中央区,ﾎｯｶｲﾄﾞｳ,ｻｯﾎﾟﾛｼﾁｭｳｵｳｸ",
        "016951,北海道,色丹村,ﾎｯｶｲﾄﾞｳ,ｼｺﾀﾝﾑﾗ",
        "131016,東京都,千代田区,トウキョウト,チヨダク",
    ];
    let text = list(&rows);
    for bytes in [
        text.clone().into_bytes(),
        format!("\u{feff}{text}").into_bytes(),
        japanese::cp932::encode(&text).bytes,
        text.replace(',', "\t").into_bytes(),
    ] {
        let reading = reading(&bytes);
        assert_eq!(reading.faults, []);
        let names: Vec<_> =
            reading.listed.iter().map(|l| [&l.entry.code, &l.entry.name, &l.entry.kana, &l.entry.kind]).collect();
        assert_eq!(names, [["011002", "札幌市", "さっぽろし", "city"], ["131016", "千代田区", "ちよだく", "ward"]]);
        assert_eq!((reading.prefectures, reading.wards, reading.northern), (1, 1, 1));
    }
}

#[test]
fn headings_are_found_below_a_title_and_by_what_they_contain() {
    let text = "令和8年4月1日現在,,,\n\n市町村一覧,,,\n市区町村\u{3000}コード,都道府県名\u{3000}(漢字),\"市区町村名\n（漢字）\",市町村名ﾌﾘｶﾞﾅ,施行年月日,廃止年月日\n\
                011002,北海道,札幌市,サッポロシ,令和8年4月1日,\n012025,北海道,函館市,ハコダテシ,,R9.3.31\n";
    let reading = reading(text.replace("ﾌﾘｶﾞﾅ", "ｶﾅ").as_bytes());
    assert_eq!(reading.faults, []);
    assert_eq!(reading.listed[0].valid_from, Some(date(2026, 4, 1)));
    assert_eq!(reading.listed[1].valid_to, Some(date(2027, 3, 31)));
}

#[test]
fn zeros_that_a_spreadsheet_dropped_are_put_back() {
    let reading = reading(list(&["11002,北海道,札幌市,,サッポロシ"]).as_bytes());
    assert_eq!((reading.listed[0].entry.code.as_str(), reading.zeros), ("011002", 1));
}

#[test]
fn every_fault_says_where_it_is_and_what_to_do() {
    let fault = one_fault(&["010006,北海道,,,", "011003,北海道,札幌市,,サッポロシ"]);
    assert_eq!(fault.place(), "3行目 A列");
    assert!(fault.sentence.contains("検査数字"), "{}", fault.sentence);
    let cases = [
        ("011002,北海堂,札幌市,,サッポロシ", "B列", "「北海堂」という都道府県はありません"),
        ("011002,青森県,札幌市,,サッポロシ", "B列", "北海道のものですが"),
        ("011002,,札幌市,,サッポロシ", "B列", "都道府県名が空です"),
        ("011002,北海道,,,サッポロシ", "C列", "市区町村名が空です"),
        ("011002,北海道,札幌,,サッポロ", "C列", "いずれでも終わっていません"),
        ("011002,北海道,札幌市,,", "E列", "カナが空です"),
        ("011002,北海道,札幌市,,サツポロ市", "E列", "「市」が入っています"),
        (",北海道,札幌市,,サッポロシ", "A列", "団体コードが空です"),
        ("札幌,北海道,札幌市,,サッポロシ", "A列", "6桁"),
        ("010006,北海道,札幌市,,サッポロシ", "C列", "北海道のコードですが"),
        ("481000,北海道,札幌市,,サッポロシ", "A列", "01〜47"),
    ];
    for (row, column, words) in cases {
        let fault = one_fault(&[row]);
        assert_eq!((fault.line, fault.column.as_str()), (2, column), "{row}: {}", fault.sentence);
        assert!(fault.sentence.contains(words), "{row}: {}", fault.sentence);
    }
}

#[test]
fn a_code_may_stand_once() {
    let fault = one_fault(&["011002,北海道,札幌市,,サッポロシ", "011002,北海道,札幌市,,サッポロシ"]);
    assert_eq!((fault.line, fault.column.as_str()), (3, "A列"));
    assert!(fault.sentence.contains("2行目（札幌市）"), "{}", fault.sentence);
}

#[test]
fn all_faults_are_found_at_once() {
    let rows: Vec<String> = (0..60).map(|_| "011003,北海道,札幌市,,サッポロシ".to_owned()).collect();
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    assert_eq!(reading(list(&rows).as_bytes()).faults.len(), 60);
}

#[test]
fn a_file_without_the_headings_is_refused() {
    assert!(reading(b"a,b,c\n1,2,3\n").faults[0].sentence.contains("見出しの行が見つかりません"));
    let fault = &reading("団体コード,市区町村名\n011002,札幌市\n".as_bytes()).faults[0];
    assert_eq!(fault.line, 1);
    assert!(fault.sentence.contains("「都道府県名」、「市区町村名（カナ）」の列がありません"), "{}", fault.sentence);
    assert!(reading(list(&[]).as_bytes()).faults[0].sentence.contains("一つもありません"));
}

#[test]
fn a_list_can_be_narrowed_to_prefectures() {
    let text = list(&["011002,北海道,札幌市,,サッポロシ", "022012,青森県,青森市,,アオモリシ"]);
    let sheets = file::open(text.as_bytes()).unwrap();
    let reading = read(&sheets, &prefectures(), &["020001".to_owned()]);
    assert_eq!((reading.listed.len(), reading.elsewhere), (1, 1));
    let nowhere = read(&sheets, &prefectures(), &["470007".to_owned()]);
    assert!(nowhere.faults[0].sentence.contains("選んだ都道府県"));
}

/// As the ministry lays it out: two sheets, the cities of the second stand on the first already.
fn workbook(numbers: bool) -> Vec<u8> {
    let mut book = Workbook::new();
    for (name, rows) in [
        ("R8.4.1現在の団体", vec![(11002, "札幌市", "ｻｯﾎﾟﾛｼ"), (12025, "函館市", "ﾊｺﾀﾞﾃｼ")]),
        ("R8.4.1政令指定都市", vec![(11002, "札幌市", "ｻｯﾎﾟﾛｼ"), (11011, "札幌市中央区", "ｻｯﾎﾟﾛｼﾁｭｳｵｳｸ")]),
    ] {
        let sheet = book.add_worksheet().set_name(name).unwrap();
        let headings = [
            "団体コード",
            "都道府県名\n（漢字）",
            "市区町村名\n（漢字）",
            "都道府県名\n（カナ）",
            "市区町村名\n（カナ）",
            "施行日",
        ];
        sheet.write_row(0, 0, headings).unwrap();
        for (row, (code, town, kana)) in (1_u32..).zip(rows) {
            if numbers {
                sheet.write(row, 0, code).unwrap();
            } else {
                sheet.write(row, 0, format!("{code:06}")).unwrap();
            }
            sheet.write(row, 1, "北海道").unwrap();
            sheet.write(row, 2, town).unwrap();
            sheet.write(row, 4, kana).unwrap();
            let day = ExcelDateTime::from_ymd(2026, 4, 1).unwrap();
            sheet.write_with_format(row, 5, &day, &Format::new().set_num_format("yyyy/mm/dd")).unwrap();
        }
    }
    book.add_worksheet().set_name("注").unwrap().write(0, 0, "この表について").unwrap();
    book.save_to_buffer().unwrap()
}

#[test]
fn a_workbook_is_read_with_codes_as_text_or_as_numbers() {
    for numbers in [false, true] {
        let reading = reading(&workbook(numbers));
        assert_eq!(reading.faults, []);
        assert_eq!(reading.listed.len(), 2);
        assert_eq!(reading.listed[0].entry.kana, "さっぽろし");
        assert_eq!(reading.listed[0].valid_from, Some(date(2026, 4, 1)));
        assert_eq!((reading.repeated, reading.wards), (1, 1));
        assert_eq!(reading.zeros > 0, numbers);
    }
}

#[test]
fn a_fault_in_a_workbook_names_the_sheet() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet().set_name("一覧").unwrap();
    sheet.write_row(2, 1, ["団体コード", "都道府県名", "市区町村名", "市区町村名カナ"]).unwrap();
    sheet.write_row(3, 1, ["011003", "北海道", "札幌市", "サッポロシ"]).unwrap();
    let reading = reading(&book.save_to_buffer().unwrap());
    assert_eq!(reading.faults[0].place(), "シート「一覧」の4行目 B列");
}

// --- what a stranger may send ---------------------------------------------------------------------

fn zip_of(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in files {
        archive.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        archive.write_all(content).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

#[test]
fn a_file_that_unpacks_to_too_much_is_refused_before_it_is_read() {
    let zeros = vec![b' '; 60 << 20];
    let bomb = zip_of(&[("[Content_Types].xml", b"<Types/>"), ("xl/worksheets/sheet1.xml", &zeros)]);
    assert!(bomb.len() < 200_000);
    assert!(reading(&bomb).faults[0].sentence.contains("大きくなりすぎます"));
    let names: Vec<String> = (0..600).map(|n| format!("f{n}")).collect();
    let many: Vec<(&str, &[u8])> = names.iter().map(|n| (n.as_str(), &b""[..])).collect();
    assert!(reading(&zip_of(&many)).faults[0].sentence.contains("大きくなりすぎます"));
}

/// The sizes in a zip's own headers are not believed.
#[test]
fn a_size_that_lies_is_seen_through() {
    let zeros = vec![b' '; 60 << 20];
    let mut bomb = zip_of(&[("xl/worksheets/sheet1.xml", &zeros)]);
    let size = u32::try_from(zeros.len()).unwrap().to_le_bytes();
    for at in 0..bomb.len() - 4 {
        if bomb[at..at + 4] == size {
            bomb[at..at + 4].copy_from_slice(&16_u32.to_le_bytes());
        }
    }
    assert_eq!(reading(&bomb).faults.len(), 1);
}

/// One cell in the far corner must not become a block of seventeen billion.
#[test]
fn a_cell_in_the_far_corner_is_only_one_cell() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write(0, 0, "団体コード").unwrap();
    sheet.write(1_048_575, 16_383, "x").unwrap();
    let fault = &reading(&book.save_to_buffer().unwrap()).faults[0];
    assert!(fault.sentence.contains("行が多すぎます"), "{}", fault.sentence);
    let mut book = Workbook::new();
    book.add_worksheet().write(3, 16_383, "x").unwrap();
    let fault = &reading(&book.save_to_buffer().unwrap()).faults[0];
    assert_eq!((fault.line, fault.column.as_str()), (4, "XFD列"));
}

#[test]
fn limits_hold_just_at_and_refuse_just_over() {
    let rows = |count: usize| format!("{HEADINGS}\n{}", "010006,北海道,,,\n".repeat(count));
    assert!(file::open(rows(MOST_ROWS - 1).as_bytes()).is_ok());
    assert!(file::open(rows(MOST_ROWS).as_bytes()).unwrap_err().sentence.contains("行が多すぎます"));
    let cell = |letters: usize| list(&[&format!("011002,北海道,{},,サッポロシ", "島".repeat(letters))]);
    assert!(file::open(cell(MOST_CELL_LETTERS).as_bytes()).is_ok());
    let fault = file::open(cell(MOST_CELL_LETTERS + 1).as_bytes()).unwrap_err();
    assert_eq!((fault.line, fault.column.as_str()), (2, "C列"));
    assert!(file::open(&vec![b'a'; MOST_BYTES + 1]).unwrap_err().sentence.contains("5 MBまで"));
}

#[test]
fn a_cell_of_ten_megabytes_is_refused_however_it_comes() {
    // Plain: over the limit of the file. Packed: the workbook is small, the cell is not.
    let huge = "あ".repeat(4 << 20);
    assert!(reading(list(&[&huge]).as_bytes()).faults[0].sentence.contains("大きすぎます"));
    let text = "a".repeat(10 << 20);
    let sheet = format!(
        "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData><row r=\"1\">\
         <c r=\"A1\" t=\"inlineStr\"><is><t>{text}</t></is></c></row></sheetData></worksheet>"
    );
    let book = repacked(&workbook(false), "xl/worksheets/sheet1.xml", sheet.as_bytes());
    assert!(book.len() < MOST_BYTES);
    assert!(reading(&book).faults[0].sentence.contains("文字が多すぎます"));
}

/// Stored once in the file, it would be copied into every cell that names it.
#[test]
fn one_text_in_a_hundred_thousand_cells_is_too_many_letters() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    let text = "字".repeat(MOST_CELL_LETTERS);
    for row in 0..2_000 {
        for column in 0..50 {
            sheet.write(row, column, text.as_str()).unwrap();
        }
    }
    let bytes = book.save_to_buffer().unwrap();
    assert!(bytes.len() < MOST_BYTES);
    assert!(reading(&bytes).faults[0].sentence.contains("文字が多すぎます"));
}

/// A workbook with one of its parts replaced.
fn repacked(book: &[u8], part: &str, content: &[u8]) -> Vec<u8> {
    let mut archive = zip::ZipArchive::new(Cursor::new(book)).unwrap();
    let mut files = Vec::new();
    for index in 0..archive.len() {
        let mut entry = archive.by_index(index).unwrap();
        let mut bytes = Vec::new();
        std::io::copy(&mut entry, &mut bytes).unwrap();
        files.push((entry.name().unwrap().into_owned(), bytes));
    }
    let files: Vec<(&str, &[u8])> = files
        .iter()
        .map(|(name, bytes)| (name.as_str(), if name == part { content } else { bytes.as_slice() }))
        .collect();
    zip_of(&files)
}

#[test]
fn cells_out_of_order_are_a_damaged_file() {
    let cell = |at: &str| format!("<c r=\"{at}\" t=\"inlineStr\"><is><t>x</t></is></c>");
    let sheet = format!(
        "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>\
         <row r=\"5\">{}</row><row r=\"2\">{}</row></sheetData></worksheet>",
        cell("A5"),
        cell("A2")
    );
    let book = repacked(&workbook(false), "xl/worksheets/sheet1.xml", sheet.as_bytes());
    assert_eq!(reading(&book).faults.len(), 1);
}

#[test]
fn what_is_no_list_gets_a_sentence() {
    let cases: [(&[u8], &str); 7] = [
        (b"", "空です"),
        (b"PK\x03\x04", "Excelファイルとして読めません"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", ".xls"),
        (b"\xff\xfea\0b\0", "UTF-16"),
        (b"%PDF-1.7\n\0\0", "文字だけのファイルではありません"),
        (b"\x89PNG\r\n\x1a\n\0\0", "文字だけのファイルではありません"),
        (b"\x82\n\x81\xff", "読めない文字"),
    ];
    for (bytes, words) in cases {
        let sentence = &reading(bytes).faults[0].sentence;
        assert!(sentence.contains(words), "{bytes:?}: {sentence}");
    }
    assert!(reading(&zip_of(&[("word/document.xml", b"<w/>")])).faults[0].sentence.contains("Excelファイルとして"));
}

/// Numbers that look random and are the same every time.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, below: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % u64::try_from(below.max(1)).unwrap()).unwrap()
    }
}

/// Truncated, flipped, spliced: whatever comes of it, an answer and no panic.
#[test]
fn damaged_files_never_panic() {
    let text = list(&["010006,北海道,,,", "011002,北海道,札幌市,ﾎｯｶｲﾄﾞｳ,ｻｯﾎﾟﾛｼ", "\"012025\",北海道,函館市,,ﾊｺﾀﾞﾃｼ"]);
    let seeds = [workbook(true), workbook(false), text.clone().into_bytes(), japanese::cp932::encode(&text).bytes];
    let mut dice = Dice(0x5eed_1234_9876_abcd);
    for seed in &seeds {
        for round in 0..150 {
            let mut bytes = seed.clone();
            match round % 4 {
                0 => bytes.truncate(dice.roll(seed.len())),
                1 => {
                    for _ in 0..=dice.roll(8) {
                        let at = dice.roll(bytes.len());
                        bytes[at] ^= 1 << dice.roll(8);
                    }
                }
                2 => {
                    let (from, to) = (dice.roll(bytes.len()), dice.roll(bytes.len()));
                    let piece: Vec<u8> = bytes[from.min(to)..from.max(to)].to_vec();
                    let at = dice.roll(bytes.len());
                    bytes.splice(at..at, piece);
                }
                _ => {
                    let at = dice.roll(bytes.len());
                    bytes[at..].fill_with(|| u8::try_from(dice.roll(256)).unwrap());
                }
            }
            let reading = reading(&bytes);
            assert!(reading.faults.is_empty() || reading.listed.is_empty(), "half a file was used");
        }
    }
}
