//! Every page of imports with everything it can show.

use foundation::web::{Fields, Form, PageLinks};
use indicator_files::{Mapping, Part, Years};

use super::*;
use crate::actions::shipped;
use crate::import::SeriesSaid;
use crate::model::{Import, ImportFile, ImportItem, KeptLayout};
use crate::shared::testing::assert_page;
use crate::shared::{Frame, Link};

fn import(state: &str) -> Import {
    Import {
        id: 3,
        at: "2026-11-21T01:00:00Z".to_owned(),
        by_label: "見本<b> みどり".to_owned(),
        state: state.to_owned(),
        source: "<出典>".to_owned(),
        decided_at: (state != "looked").then(|| "2026-11-21T02:00:00Z".to_owned()),
        undone_at: (state == "undone").then(|| "2026-11-21T03:00:00Z".to_owned()),
        files: 741,
        new_values: 1_234,
        changed_values: 2,
        refused_values: 5,
        ..Import::default()
    }
}

fn file(state: &str) -> ImportFile {
    ImportFile {
        position: 2,
        name: "B4-a_<認定率>_時系列.xlsx".to_owned(),
        file_key: "x".to_owned(),
        state: state.to_owned(),
        layout: "series".to_owned(),
        code: "B4-a".to_owned(),
        title: "認定率<i>".to_owned(),
        sentences: "一つ目の文<b>です。\n二つ目の文です。".to_owned(),
        refused_values: 1,
        ..ImportFile::default()
    }
}

fn item(kind: &str, state: &str) -> ImportItem {
    ImportItem {
        cell: "D4".to_owned(),
        place: "柳井市<b>".to_owned(),
        municipality_code: if kind == "refused" { String::new() } else { "352128".to_owned() },
        area: if kind == "new" { "secondary_medical".to_owned() } else { String::new() },
        area_name: "柳井".to_owned(),
        indicator_id: "home-deaths".to_owned(),
        year: 2025,
        numerator: 9_000,
        denominator: Some(95_000),
        kind: kind.to_owned(),
        sentence: if kind == "refused" { "負の数<b>です。".to_owned() } else { String::new() },
        before_numerator: (kind == "changed").then_some(8_000),
        before_denominator: Some(95_000),
        state: state.to_owned(),
        ..ImportItem::default()
    }
}

#[test]
fn the_list_is_sound() {
    let mut form = Form::new(Fields::default());
    form.refuse("files", "ファイルを選んでください。");
    for imports in [Vec::new(), ["looked", "stored", "undone", "dropped"].map(import).to_vec()] {
        let mut page = ListPage::new(Frame::sample("取り込む"), &imports, form.clone());
        page.own = vec![Link::new("いまの数字", "/situation/352128/values.csv")];
        assert_page(&page);
    }
}

#[test]
fn an_import_is_sound_in_every_state() {
    let files: Vec<ImportFile> = ["read", "unmapped", "unknown", "double", "empty", "refused"].map(file).to_vec();
    let indicators = shipped::all().unwrap();
    for state in ["looked", "stored", "undone", "dropped"] {
        for show in ["", "trouble", "unmapped", "wrong"] {
            let mut page =
                ImportPage::new(Frame::sample("取り込み3"), "/situation/imports/3", &import(state), &files, show);
            page.conflict = "変わりました。".to_owned();
            page.say_kept(&[item("changed", "kept")], &indicators);
            page.cut(0, 100, &PageLinks::default());
            assert_page(&page);
        }
    }
    let page = ImportPage::new(Frame::sample("取り込み3"), "/situation/imports/3", &import("looked"), &[], "");
    assert_page(&page);
}

#[test]
fn a_file_is_sound() {
    let indicators = shipped::all().unwrap();
    let towns = [("352128".to_owned(), "柳井市".to_owned(), "350001".to_owned())];
    let series = [
        SeriesSaid {
            name: "合計<b>".to_owned(),
            unit: "人".to_owned(),
            indicator: "care-rate".to_owned(),
            part: Part::Numerator,
            ..SeriesSaid::default()
        },
        SeriesSaid { unused: true, ..SeriesSaid::default() },
    ];
    let items = [item("refused", "planned"), item("changed", "stored"), item("new", "kept"), item("new", "restored")];
    for state in ["read", "unknown", "refused"] {
        for of in ["looked", "stored"] {
            assert_page(&FilePage::new(
                Frame::sample("ファイル"),
                "/x",
                &import(of),
                &file(state),
                (&items, &towns),
                (&series, &indicators),
            ));
            assert_page(&FilePage::new(
                Frame::sample("ファイル"),
                "/x",
                &import(of),
                &file(state),
                (&[], &[]),
                (&[], &[]),
            ));
        }
    }
}

#[test]
fn columns_are_sound() {
    let grid = indicator_files::grid::open("x.csv", "市町村,<b>,年度\n柳井市,1,2025\n".as_bytes()).unwrap();
    let mut form = Form::new(Fields::default());
    form.refuse("header", "行の番号を入力してください。");
    assert_page(&ColumnsPage::new(Frame::sample("列"), "/x", &file("unknown"), &grid, form.clone()));
    let mut two = grid.clone();
    two.sheets.push(indicator_files::Sheet { name: "<二枚目>".to_owned(), cells: grid.sheets[0].cells.clone() });
    assert_page(&ColumnsPage::new(Frame::sample("列"), "/x", &file("unknown"), &two, form));
    let mapping = Mapping {
        sheet: "<表>".to_owned(),
        header_row: 1,
        headings: vec!["市町村<b>".to_owned()],
        place: Some(0),
        series: Some(1),
        years: Years::Fixed(2025),
        parts: vec![(2, Part::Value), (3, Part::Numerator), (4, Part::Denominator)],
    };
    let kept = |id, organisation_id, mapping: String| KeptLayout {
        id,
        organisation_id,
        name: "<県>の表".to_owned(),
        mapping,
        ..KeptLayout::default()
    };
    let layouts = [kept(1, 1, serde_json::to_string(&mapping).unwrap()), kept(2, 9, "壊れた".to_owned())];
    assert_page(&LayoutsPage::new(Frame::sample("対応づけ"), &layouts, 1));
    assert_page(&LayoutsPage::new(Frame::sample("対応づけ"), &[], 1));
}
