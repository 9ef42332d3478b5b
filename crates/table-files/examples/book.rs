//! Writes every kind of output of every kind of table: `cargo run -p table-files --example book -- DIR`.

#![allow(clippy::unwrap_used, reason = "the same answers as the tests")]

#[path = "../tests/it/answers.rs"]
mod answers;

use table_files::{Set, json, records, report};

fn main() {
    let folder = std::path::PathBuf::from(std::env::args().nth(1).expect("a folder"));
    let (about, tables) = (answers::about(), answers::every_kind());
    let options = report::Options {
        summary: vec!["協議会を設置している市町村は6割を超えています。".to_owned()],
        address: "https://renkei.example.jp/surveys/1/tables".to_owned(),
    };
    let write = |name: &str, bytes: Vec<u8>| std::fs::write(folder.join(name), bytes).expect("a file");
    write("report.xlsx", report::workbook(&[Set::new(&about, &tables)], &options).expect("a report"));
    write("data.xlsx", records::xlsx(&[Set::new(&about, &tables)]).expect("records"));
    write("data.csv", records::csv(&[Set::new(&about, &tables)]).expect("records"));
    write("codes.csv", records::codes_csv(&[Set::new(&about, &tables)]).expect("codes"));
    write("definitions.csv", records::definitions_csv().expect("definitions"));
    write("data.parquet", records::parquet(&[Set::new(&about, &tables)]).expect("records"));
    write("tables.json", json::json(&[Set::new(&about, &tables)]).to_string().into_bytes());
}
