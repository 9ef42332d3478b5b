//! The address of a table: `key=q5&by=gaito&…`. What is made of it is in every file, and who may see groups only sees no
//! group of fewer than five. The first byte says whose answers, and who looks.
#![no_main]

use std::sync::LazyLock;

use foundation::web::Fields;
use libfuzzer_sys::fuzz_target;
use site::surveys::data_set::DataSet;
use site::surveys::tables::make::Maker;
use site::surveys::tables::request::Wanted;
use site::surveys::tables::{Reach, charts};
use table_files::{About, Set, json, records, report};
use tabulate::Base;

static SETS: LazyLock<[DataSet; 2]> = LazyLock::new(|| {
    let set = |questionnaire, rows| DataSet::invented(questionnaire, rows).expect("shipped");
    [set("fy2026_municipality", 61), set("fy2026_coordinator", 43)]
});
const OWN: &str = "010000";

fuzz_target!(|bytes: &[u8]| {
    let Some((way, query)) = bytes.split_first() else { return };
    let set = &SETS[usize::from(way & 1)];
    let fields = Fields::parse(query);
    let wanted = Wanted::of(&fields, set);
    let again = Wanted::of(&Fields::parse(wanted.query().as_bytes()), set);
    assert_eq!(again, wanted, "{}", wanted.query());
    let grouped = way & 2 == 2;
    let reach = if grouped { Reach::Groups { prefectures: vec![OWN.to_owned()], municipalities: Vec::new() } } else { Reach::Everything };
    let maker = Maker::new(set, &wanted, &reach, &[]);
    let Ok(made) = maker.one(fields.get("key")) else { return };
    // Of her own prefecture she may read every answer; responses are no respondents.
    let is_free = !grouped || wanted.prefecture == OWN || wanted.base == Base::Responses;
    for table in &made.tables {
        for (block, row) in table.rows() {
            let Some(n) = row.n.filter(|_| !is_free && !row.hidden) else { continue };
            let n = n.number();
            assert!(n == 0.0 || n >= 5.0, "{} {}: {n}", block.label, row.label);
        }
    }
    let about = About { fiscal_year: 2026, ..About::default() };
    let sets = [Set::new(&about, &made.tables)];
    records::csv(&sets).expect("a CSV");
    records::parquet(&sets).expect("a Parquet file");
    let _ = json::json(&sets);
    if way & 4 == 4 {
        report::workbook(&sets, &report::Options { summary: Vec::new(), address: String::new() }).expect("a report");
        records::xlsx(&sets).expect("a workbook");
    }
    let _ = charts::of_tables(&about, &made.tables, wanted.map, "chart");
});
