//! For `bench/indicators/run`: `make FOLDER COUNT` writes workbooks as the 見える化システム is described to write them; `dump FOLDER` tells
//! how many figures each holds and their sum; `time FOLDER` reads them all and says how long it took.
#![allow(clippy::print_stdout, clippy::expect_used, clippy::disallowed_methods, reason = "a tool of a benchmark")]

use std::path::{Path, PathBuf};
use std::time::Instant;

use indicator_files::read_file;
use rust_xlsxwriter::{Format, Workbook};

const REGIONS: [&str; 6] = ["柳井市", "岩国市", "光市", "周防大島町", "山口県", "全国"];
const SERIES: [&str; 8] = [
    "合計認定者数（人）",
    "認定者数（要支援１）（人）",
    "認定者数（要支援２）（人）",
    "認定者数（要介護１）（人）",
    "認定者数（要介護２）（人）",
    "認定者数（要介護３）（人）",
    "認定者数（要介護４）（人）",
    "認定者数（要介護５）（人）",
];

/// The same files every time.
struct Draws(u64);

impl Draws {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        self.0 >> 33
    }
}

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let folder = PathBuf::from(arguments.get(2).expect("a folder"));
    match arguments.get(1).map(String::as_str) {
        Some("make") => {
            std::fs::create_dir_all(&folder).expect("a folder");
            let count = arguments.get(3).and_then(|n| n.parse().ok()).expect("how many");
            (0..count).for_each(|number| make(&folder, number));
        }
        Some("dump") => {
            for (name, content) in files(&folder) {
                let reading = read_file(&name, &content, &[]).expect("it is read");
                assert!(reading.faults.is_empty(), "{name}: {:?}", reading.faults);
                let sum: i64 = reading.observed.iter().map(|one| one.figure).sum();
                println!("{name}\t{}\t{sum}", reading.observed.len());
            }
        }
        Some("time") => {
            let started = Instant::now();
            let mut figures = 0;
            // From the disk, as the other reader.
            for (name, content) in files(&folder) {
                figures += read_file(&name, &content, &[]).expect("it is read").observed.len();
            }
            assert!(figures > 0);
            println!("{}", started.elapsed().as_secs_f64());
        }
        _ => panic!("make, dump or time"),
    }
}

fn files(folder: &Path) -> impl Iterator<Item = (String, Vec<u8>)> {
    let mut paths: Vec<PathBuf> = std::fs::read_dir(folder).expect("a folder").flatten().map(|e| e.path()).collect();
    paths.sort();
    paths.into_iter().map(|path| {
        let name = path.file_name().and_then(|n| n.to_str()).expect("a name").to_owned();
        let content = std::fs::read(&path).expect("a file");
        (name, content)
    })
}

/// Two of three over the years, one of many regions.
fn make(folder: &Path, number: u64) {
    let mut draws = Draws(number);
    let mut book = Workbook::new();
    let bold = Format::new().set_bold();
    book.add_worksheet().set_name("グラフ").expect("a name").write_string(0, 0, "出力日:2026/08/04").expect("a cell");
    let sheet = book.add_worksheet();
    sheet.set_name("表形式").expect("a name").write_string(0, 0, "出力日:2026/08/04").expect("a cell");
    let mut put = |row: u32, column: u16, draws: &mut Draws| match draws.next() % 12 {
        0 => drop(sheet.write_string(row, column, "-").expect("a cell")),
        1 => drop(sheet.write_string(row, column, "1,234").expect("a cell")),
        _ => {
            #[allow(clippy::cast_precision_loss, reason = "below a million")]
            let number = (draws.next() % 900_000) as f64 / 10.0;
            sheet.write_number(row, column, number).expect("a cell");
        }
    };
    let name = if number % 3 < 2 {
        let mut row = 2;
        for _ in REGIONS {
            for _ in SERIES {
                for column in 3..29 {
                    put(row, column, &mut draws);
                }
                row += 1;
            }
        }
        let mut row = 2;
        for region in REGIONS {
            for series in SERIES {
                sheet.write_string(row, 1, region).expect("a cell").write_string(row, 2, series).expect("a cell");
                row += 1;
            }
        }
        for column in 3..29 {
            let year = 1998 + i32::from(column);
            sheet.write_string_with_format(1, column, format!("{year}年3月末"), &bold).expect("a cell");
        }
        format!("B{}_認定者数{number}_時系列.xlsx", number % 90 + 1)
    } else {
        for row in 2..10 {
            for column in 3..203 {
                put(row, column, &mut draws);
            }
        }
        for (row, series) in (2_u32..).zip(SERIES) {
            sheet.write_string(row, 1, series).expect("a cell");
        }
        for column in 3..203_u16 {
            sheet.write_string_with_format(1, column, format!("見本{column}市"), &bold).expect("a cell");
        }
        format!("L{}_訪問診療{number}_2025_地域別.xlsx", number % 90 + 1)
    };
    book.save(folder.join(name)).expect("a workbook");
}
