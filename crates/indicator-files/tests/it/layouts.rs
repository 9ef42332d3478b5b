use indicator_files::{Fault, Layout, Mapping, Part, Unread, Years, grid, read_file};

use crate::made::{book, row};

/// Region, series, year, thousandths, cell: what one looks at.
fn told(reading: &indicator_files::Reading) -> Vec<(&str, &str, i16, i64, String)> {
    let of = reading.observed.iter();
    of.map(|one| {
        (
            reading.places[one.place as usize].as_str(),
            reading.series[one.series as usize].name.as_str(),
            one.year,
            one.figure,
            indicator_files::cell_name(one.row, one.column),
        )
    })
    .collect()
}

fn over_years() -> Vec<u8> {
    book(&[
        ("グラフ", vec![row!["出力日:2026/08/04"]]),
        (
            "表形式_時系列",
            vec![
                row!["出力日:2026/08/04", "", "", ""],
                row!["", "列1", "列2", "令和6年\n3月末", "令和7年3月末", "R8年3月末", "2030年（推計）"],
                row!["", "柳井市", "合計認定率（％）", 20.25, "２１．５", "-", 24.0],
                row!["", "", "認定者数（人）", "1,234", 1300.0, "***", ""],
                row!["", "山口県", "合計認定率（％）", 20.0, 20.1, 20.2],
                row!["行1", "（注）推計は別の資料による", "", 1.0],
            ],
        ),
    ])
}

#[test]
fn a_region_over_the_years() {
    let reading = read_file("5.認定/B4-a_認定率（要介護度別）_時系列 (1).xlsx", &over_years(), &[]).unwrap();
    assert_eq!(
        (reading.layout, reading.code.as_str(), reading.title.as_str()),
        (Layout::Series, "B4-a", "認定率（要介護度別）")
    );
    assert_eq!((reading.sheet.as_str(), reading.exported_on), ("表形式_時系列", Some(jiff::civil::date(2026, 8, 4))));
    assert_eq!(
        told(&reading),
        [
            ("柳井市", "合計認定率（％）", 2023, 20_250, "D3".to_owned()),
            ("柳井市", "合計認定率（％）", 2024, 21_500, "E3".to_owned()),
            ("柳井市", "合計認定率（％）", 2030, 24_000, "G3".to_owned()),
            ("柳井市", "認定者数（人）", 2023, 1_234_000, "D4".to_owned()),
            ("柳井市", "認定者数（人）", 2024, 1_300_000, "E4".to_owned()),
            ("山口県", "合計認定率（％）", 2023, 20_000, "D5".to_owned()),
            ("山口県", "合計認定率（％）", 2024, 20_100, "E5".to_owned()),
            ("山口県", "合計認定率（％）", 2025, 20_200, "F5".to_owned()),
        ]
    );
    assert!(reading.observed.iter().all(|one| one.estimated == (one.year == 2030)));
    assert_eq!((reading.missing, reading.faults.as_slice()), (2, &[] as &[Fault]));
    assert_eq!(reading.series.iter().map(|s| s.unit.as_str()).collect::<Vec<_>>(), ["%", "人"]);
}

#[test]
fn many_regions_of_a_year() {
    let content = book(&[(
        "表形式",
        vec![
            row!["出力日:令和8年8月4日"],
            row![""],
            row!["", "", "（単位：人）", "柳井市", "岩国市", "柳井医療圏", "山口県", "列5"],
            row!["", "訪問診療を受けた人", "", 41.0, "１０２", 410.0, "12,345", 1.0],
            row!["", "往診を受けた人", "か所", "-", "-3", "約10", 1.0],
            row!["", "行3", "", 1.0],
            row!["", "（注）レセプトによる"],
        ],
    )]);
    let reading = read_file("L16_訪問診療_202603_地域別✕.xlsx", &content, &[]).unwrap();
    assert_eq!((reading.layout, reading.code.as_str(), reading.title.as_str()), (Layout::Areas, "L16", "訪問診療"));
    assert_eq!(
        told(&reading),
        [
            ("柳井市", "訪問診療を受けた人", 2025, 41_000, "D4".to_owned()),
            ("岩国市", "訪問診療を受けた人", 2025, 102_000, "E4".to_owned()),
            ("柳井医療圏", "訪問診療を受けた人", 2025, 410_000, "F4".to_owned()),
            ("山口県", "訪問診療を受けた人", 2025, 12_345_000, "G4".to_owned()),
            ("山口県", "往診を受けた人", 2025, 1_000, "G5".to_owned()),
        ]
    );
    let faults: Vec<(String, bool)> =
        reading.faults.iter().map(|f| (f.cell(), f.sentence.contains("負の数"))).collect();
    assert_eq!(faults, [("E5".to_owned(), true), ("F5".to_owned(), false)]);
    assert_eq!(reading.series.iter().map(|s| s.unit.as_str()).collect::<Vec<_>>(), ["人", "か所"]);
    assert_eq!(reading.exported_on, Some(jiff::civil::date(2026, 8, 4)));
    // Neither its name nor its head says the year.
    let reading = read_file("L16_訪問診療_地域別.xlsx", &content, &[]).unwrap();
    assert!(reading.observed.is_empty() && reading.faults[0].sentence.contains("何年度"));
}

#[test]
fn an_export_that_came_out_empty_is_known_as_such() {
    let content =
        book(&[("表形式", vec![row!["出力日:2026/08/04"], row!["", "", "", "柳井市", "山口県"], row!["", "行1"]])]);
    let reading = read_file("L20_看取り_2026_地域別.xlsx", &content, &[]).unwrap();
    assert!(reading.is_empty() && reading.missing == 0);
    let content = book(&[(
        "表形式",
        vec![row!["出力日:2026/08/04"], row!["", "", "", "2024", "2025"], row!["", "柳井市", "数", "-", "－"]],
    )]);
    let reading = read_file("K1_認知症_時系列.xlsx", &content, &[]).unwrap();
    assert!(reading.is_empty() && reading.missing == 2);
}

fn other() -> Vec<u8> {
    book(&[(
        "まとめ",
        vec![
            row!["県が配った表"],
            row!["地域コード", "市町村", "時点", "認定者", "65歳以上", "備考"],
            row!["352128", "柳井市", "令和7年度", 2_310.0, 11_000.0],
            row!["352080", "岩国市", "R7", "7,100", "４７，０００"],
            row!["", "合計", "R7", 1.0, 1.0],
            row!["352080", "岩国市", "いま", 1.0, 1.0],
        ],
    )])
}

#[test]
fn any_table_is_read_as_somebody_said_once() {
    let unknown = read_file("x.xlsx", &other(), &[]).unwrap_err();
    assert!(matches!(&unknown, Unread::Unknown(sentence) if sentence.contains("列の対応づけ")));
    let grid = grid::open("x.xlsx", &other()).unwrap();
    let mut mapping = Mapping {
        sheet: "まとめ".to_owned(),
        header_row: 1,
        headings: Vec::new(),
        place: Some(0),
        series: None,
        years: Years::Column(2),
        parts: vec![(3, Part::Numerator), (4, Part::Denominator)],
    };
    mapping.headings = mapping.headings_in(&grid);
    let reading = read_file("x.xlsx", &other(), std::slice::from_ref(&mapping)).unwrap();
    assert_eq!(reading.layout, Layout::Columns);
    let told: Vec<(&str, i16, Part, i64)> = reading
        .observed
        .iter()
        .map(|o| (reading.places[o.place as usize].as_str(), o.year, reading.series[o.series as usize].part, o.figure))
        .collect();
    assert_eq!(
        told,
        [
            ("352128", 2025, Part::Numerator, 2_310_000),
            ("352128", 2025, Part::Denominator, 11_000_000),
            ("352080", 2025, Part::Numerator, 7_100_000),
            ("352080", 2025, Part::Denominator, 47_000_000),
        ]
    );
    assert_eq!(reading.faults.iter().map(Fault::cell).collect::<Vec<_>>(), ["A5", "C6"]);
    // Another file with these headings is read by itself; one without is not.
    let again = book(&[(
        "別の名前",
        vec![
            row!["表題"],
            row!["地域コード", "市町村", "時点", "認定者", "75歳以上", "備考"],
            row!["352128", "柳井市", "2024", 1.0, 2.0],
        ],
    )]);
    assert_eq!(read_file("y.xlsx", &again, std::slice::from_ref(&mapping)).unwrap().observed.len(), 2);
    let not =
        book(&[("まとめ", vec![row!["表題"], row!["地域コード", "市町村", "人数"], row!["352128", "柳井市", 1.0]])]);
    assert!(read_file("y.xlsx", &not, &[mapping]).is_err());
}

#[test]
fn years_may_stand_in_the_headings_or_nowhere() {
    let content = "町,指標,令和5,令和6,令和7(見込)\n柳井市,相談,10,12,14\n".as_bytes();
    let grid = grid::open("x.csv", content).unwrap();
    let base = Mapping {
        sheet: String::new(),
        header_row: 0,
        headings: Vec::new(),
        place: Some(0),
        series: Some(1),
        years: Years::Headings,
        parts: vec![(2, Part::Value)],
    };
    let mapping = Mapping { headings: base.headings_in(&grid), ..base.clone() };
    let reading = read_file("x.csv", content, &[mapping]).unwrap();
    let years: Vec<(i16, i64, bool)> = reading.observed.iter().map(|o| (o.year, o.figure, o.estimated)).collect();
    assert_eq!(years, [(2023, 10_000, false), (2024, 12_000, false), (2025, 14_000, true)]);
    assert_eq!(reading.series[0].name, "相談");
    let mapping =
        Mapping { headings: base.headings_in(&grid), years: Years::Fixed(2024), parts: vec![(3, Part::Value)], ..base };
    let reading = read_file("x.csv", content, &[mapping]).unwrap();
    assert_eq!(reading.observed.iter().map(|o| (o.year, o.figure)).collect::<Vec<_>>(), [(2024, 12_000)]);
}

#[test]
fn our_own_columns_are_read_in_both_encodings_and_from_a_sheet() {
    let text = "全国地方公共団体コード,市町村名,指標,指標の名前,場面,範囲,圏域名,年度,分子・数,分母,値,単位,出典,メモ,入力した人,入力した時刻,架空,備考\r\n\
                352128,柳井市,home-deaths,自宅で亡くなった人の割合,看取り,市町村,,2025,９,95,9.5,%,人口動態統計,'=注,佐藤,2026-11-01,0,\r\n\
                ,柳井市,,訪問診療を受けた人の数（1か月）,,二次医療圏,柳井,令和7,410,,410,人,,,,,1,\r\n\
                352128,柳井市,x,,,,,いつか,1,,,,,,,,,\r\n\
                352128,柳井市,x,,,,,2025,-,,,,,,,,,\r\n\
                352128,柳井市,x,,,,,2025,-4,,,,,,,,,\r\n";
    let expected = read_file("values.csv", text.as_bytes(), &[]).unwrap();
    assert_eq!(expected.layout, Layout::Own);
    let first = &expected.rows[0];
    assert_eq!((first.place.as_str(), first.indicator.as_str(), first.year), ("352128", "home-deaths", 2025));
    assert_eq!(
        (first.numerator, first.denominator, first.note.as_str(), first.unit.as_str()),
        (9_000, Some(95_000), "=注", "%")
    );
    let second = &expected.rows[1];
    assert_eq!(
        (second.place.as_str(), second.level.as_str(), second.area_name.as_str(), second.fictitious),
        ("柳井市", "二次医療圏", "柳井", true)
    );
    assert_eq!((expected.rows.len(), expected.missing), (2, 1));
    assert_eq!(expected.faults.iter().map(Fault::cell).collect::<Vec<_>>(), ["H4", "I6"]);
    let cp932 = japanese::cp932::encode(text).bytes;
    assert_eq!(read_file("values.csv", &cp932, &[]).unwrap(), expected);
    let sheet = book(&[(
        "値",
        vec![
            row!["コード"],
            row!["団体コード", "指標", "年度", "分子・数"],
            row![352_128.0, "home-care-clinics", 2025.0, 3.0],
        ],
    )]);
    let reading = read_file("値.xlsx", &sheet, &[]).unwrap();
    assert_eq!(
        (reading.rows[0].place.as_str(), reading.rows[0].numerator, reading.rows[0].year),
        ("352128", 3_000, 2025)
    );
}
