use indicator_files::{Mapping, Part, Years, fuzz_read, grid, read_file};

use crate::made::{Put, book, row};

#[test]
fn whatever_comes_is_an_answer_or_a_sentence() {
    let good =
        book(&[("表形式", vec![row!["出力日:2026/08/04"], row!["", "", "", "2024"], row!["", "柳井市", "数", 1.0]])]);
    for end in (0..good.len()).step_by(61) {
        for way in [0_u8, 1, 7, 22, 90] {
            let bytes = [&[way], good.get(..end).unwrap_or_default()].concat();
            fuzz_read(&bytes);
        }
    }
    for at in (0..good.len()).step_by(37) {
        let mut bytes = [&[3_u8], good.as_slice()].concat();
        bytes[at] ^= 0x5a;
        fuzz_read(&bytes);
    }
}

#[test]
fn a_file_of_ten_thousand_regions_is_read_in_the_time_of_its_cells() {
    let mut text = String::from("町,年度,数\n");
    for number in 0..50_000 {
        text.push_str(&format!("町{number},2025,{number}\n"));
    }
    let grid = grid::open("x.csv", text.as_bytes()).unwrap();
    let base = Mapping {
        sheet: String::new(),
        header_row: 0,
        headings: Vec::new(),
        place: Some(0),
        series: None,
        years: Years::Column(1),
        parts: vec![(2, Part::Value)],
    };
    let mapping = Mapping { headings: base.headings_in(&grid), ..base };
    let reading = read_file("x.csv", text.as_bytes(), &[mapping]).unwrap();
    assert_eq!((reading.places.len(), reading.observed.len()), (50_000, 50_000));
}

#[test]
fn too_wide_too_long_and_too_many_are_said() {
    let wide = ",".repeat(3_000) + "x";
    assert!(grid::open("x.csv", wide.as_bytes()).unwrap_err().contains("列が多すぎます"));
    let long = "\"".to_owned() + &"あ".repeat(2_000);
    assert!(grid::open("x.csv", long.as_bytes()).unwrap_err().contains("引用符"));
    let rows = "1\n".repeat(70_000);
    assert!(grid::open("x.csv", rows.as_bytes()).unwrap_err().contains("行が多すぎます"));
    // A column for every municipality is not too wide.
    let heads: Vec<Put> =
        std::iter::repeat_with(|| Put::Nothing).take(3).chain((0..1_800).map(|_| Put::Text("町"))).collect();
    let content = book(&[("表形式", vec![row!["出力日:2026/08/04"], heads, row!["", "数", "", 1.0]])]);
    assert_eq!(read_file("L1_x_2026_地域別.xlsx", &content, &[]).unwrap().observed.len(), 1);
}
