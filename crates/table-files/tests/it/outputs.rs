//! Report, records, JSON and Parquet say the same, and nothing that is hidden.

use std::collections::BTreeMap;
use std::io::{Cursor, Read as _};

use calamine::{Data, Reader as _, Xlsx};
use parquet::file::reader::{FileReader as _, SerializedFileReader};
use parquet::record::Field;
use table_files::{Printed, Set, json, printed, records, report};

use crate::answers::{Answers, about, every_kind};

fn open(bytes: Vec<u8>) -> Xlsx<Cursor<Vec<u8>>> {
    Xlsx::new(Cursor::new(bytes)).expect("an xlsx")
}

fn part(bytes: &[u8], name: &str) -> String {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).expect("a zip");
    let mut text = String::new();
    archive.by_name(name).expect(name).read_to_string(&mut text).expect("text");
    text
}

/// The words and numbers of a sheet, line by line.
fn lines(book: &mut Xlsx<Cursor<Vec<u8>>>, sheet: &str) -> Vec<Vec<Data>> {
    let range = book.worksheet_range(sheet).expect(sheet);
    range.rows().map(<[Data]>::to_vec).collect()
}

fn find<'a>(lines: &'a [Vec<Data>], words: &[&str]) -> &'a [Data] {
    let text = |cell: &Data| cell.to_string();
    let found = lines.iter().find(|line| words.iter().all(|w| line.iter().any(|cell| text(cell) == *w)));
    found.unwrap_or_else(|| panic!("no line with {words:?}"))
}

#[test]
fn the_report_has_an_index_and_a_sheet_per_table_with_numbers_as_numbers() {
    let (about, tables) = (about(), every_kind());
    let options =
        report::Options { summary: vec!["まとめの文".to_owned()], address: "https://x.example/".to_owned() };
    let bytes = report::workbook(&[Set::new(&about, &tables)], &options).expect("a report");
    let links = part(&bytes, "xl/worksheets/sheet1.xml");
    assert_eq!(links.matches("<hyperlink ").count(), tables.len(), "each line leads to its sheet");
    let styles = part(&bytes, "xl/styles.xml");
    assert!(styles.contains("▲▲") && styles.contains("▽"), "marks stand in the format, the cell stays a number");
    let mut book = open(bytes);
    assert_eq!(book.sheet_names(), ["目次", "問1", "問5", "問13-2", "問1_2", "問13-2_2"]);
    let index = lines(&mut book, "目次");
    for words in ["まとめの文", "Ⅲ 市町村の取組", "デモデータ（架空の内容を含みます）"] {
        assert!(index.iter().flatten().any(|cell| *cell == words), "{words}");
    }
    let q1 = lines(&mut book, "問1");
    // As printed: 975 of the class, 57.4 % and 42.6 %.
    let row = find(&q1, &["a　該当"]);
    assert_eq!(row[2..5], [Data::Float(975.0), Data::Float(57.4), Data::Float(42.6)]);
    let row = find(&q1, &["差（該当－非該当）"]);
    assert_eq!((&row[2], &row[3]), (&Data::Empty, &Data::Float(-22.5)), "a difference has no base");
    let counts = &q1[q1.iter().position(|line| line[0] == "件数").expect("counts")..];
    assert_eq!(find(counts, &["該当"])[2..5], [Data::Float(975.0), Data::Float(560.0), Data::Float(415.0)]);
    assert!(q1.iter().flatten().any(|cell| cell.to_string().starts_with("出典：")), "the source is named");
    // Ranked: from most to least, what excludes the others behind, then the mean.
    let q5 = lines(&mut book, "問5");
    let heads = find(&q5, &["区分", "n", "4つの場面の平均"]);
    let heads: Vec<String> = heads[3..].iter().map(ToString::to_string).filter(|h| !h.is_empty()).collect();
    assert_eq!(heads.first().map(String::as_str), Some("入退院支援"));
    assert_eq!(heads[heads.len() - 2..], ["取り組んでいるものはない", "4つの場面の平均"]);
    // 68.7 and 77.9, as the report prints them.
    assert_eq!(find(&q5, &["a　該当"]).last(), Some(&Data::Float(68.7)));
    assert_eq!(find(&q5, &["b　非該当"]).last(), Some(&Data::Float(77.9)));
}

#[test]
fn records_are_one_per_cell_without_decoration() {
    let (about, tables) = (about(), every_kind());
    let cells: usize = tables.iter().flat_map(Printed::rows).map(|(_, row)| row.cells.len()).sum();
    let bytes = records::xlsx(&[Set::new(&about, &tables)]).expect("records");
    for sheet in 1..=4 {
        let xml = part(&bytes, &format!("xl/worksheets/sheet{sheet}.xml"));
        for refused in ["mergeCell", "<f>", "hidden=", "drawing"] {
            assert!(!xml.contains(refused), "{refused} on sheet {sheet}");
        }
    }
    let mut book = open(bytes);
    assert_eq!(book.sheet_names(), ["データ", "コード表", "項目の定義", "このデータについて"]);
    let data = lines(&mut book, "データ");
    assert_eq!(data.len(), cells + 1);
    let heads: Vec<String> = data[0].iter().map(ToString::to_string).collect();
    assert!(
        heads.iter().all(|h| h.chars().all(|c| c.is_ascii_lowercase() || c == '_')),
        "names for programs: {heads:?}"
    );
    // Every code of the records stands in the code table, every column in the definitions.
    let codes = lines(&mut book, "コード表");
    let known: Vec<(String, String)> = codes.iter().map(|l| (l[0].to_string(), l[2].to_string())).collect();
    let at = |name: &str| heads.iter().position(|h| h == name).expect("a column");
    for line in &data[1..] {
        for (variable, code) in [("question_code", "column_code"), ("row_group_code", "row_code")] {
            let pair = (line[at(variable)].to_string(), line[at(code)].to_string());
            assert!(known.contains(&pair), "{pair:?}");
        }
        for name in ["survey", "fiscal_year", "fiscal_year_era", "question", "row_label", "column_label", "n_unit"] {
            assert!(!line[at(name)].to_string().is_empty(), "{name} is left out");
        }
        let number = |name: &str| matches!(line[at(name)], Data::Float(_) | Data::Empty);
        assert!(number("n") && number("count") && number("percent") && number("value"), "{line:?}");
    }
    let defined = lines(&mut book, "項目の定義");
    assert_eq!(defined.iter().skip(1).map(|l| l[0].to_string()).collect::<Vec<_>>(), heads);
    let told: Vec<String> = lines(&mut book, "このデータについて").iter().map(|l| l[1].to_string()).collect();
    assert!(told.iter().any(|t| t.contains("BOM")) && told.iter().any(|t| t.contains("架空")), "{told:?}");
}

/// The same cell in CSV, Parquet and JSON.
#[test]
fn every_output_says_the_same() {
    let (about, tables) = (about(), every_kind());
    let csv = records::csv(&[Set::new(&about, &tables)]).expect("records");
    assert!(csv.starts_with("\u{feff}survey,".as_bytes()));
    let mut reader = csv::Reader::from_reader(&csv[3..]);
    let heads = reader.headers().expect("heads").clone();
    let rows: Vec<csv::StringRecord> = reader.records().map(|r| r.expect("a record")).collect();

    let parquet = records::parquet(&[Set::new(&about, &tables)]).expect("records");
    let file = SerializedFileReader::new(bytes::Bytes::from(parquet)).expect("a parquet file");
    let told = file.metadata().file_metadata().key_value_metadata().expect("told").clone();
    assert!(told.iter().any(|k| k.value.as_deref().is_some_and(|v| v.contains("架空"))));
    let mut compared = 0;
    for (row, record) in file.get_row_iter(None).expect("rows").zip(&rows) {
        for (name, field) in row.expect("a row").get_column_iter() {
            let text = &record[heads.iter().position(|h| h == name).expect("a column")];
            let same = match field {
                Field::Null => text.is_empty(),
                Field::Str(words) => words == text,
                Field::Long(n) => n.to_string() == text,
                Field::Double(n) => text.parse::<f64>().is_ok_and(|t| (t - n).abs() < 1e-9),
                other => panic!("{other:?}"),
            };
            assert!(same, "{name}: {field:?} and {text}");
            compared += 1;
        }
    }
    assert_eq!(compared, rows.len() * heads.len());

    let said = json::json(&[Set::new(&about, &tables)]);
    assert!(said["notice"].as_str().is_some_and(|n| n.contains("架空")));
    let mut at = rows.iter();
    for table in said["tables"].as_array().expect("tables") {
        for row in table["blocks"].as_array().expect("blocks").iter().flat_map(|b| b["rows"].as_array().expect("rows"))
        {
            for cell in row["cells"].as_array().expect("cells") {
                let record = at.next().expect("a record for every cell");
                let column = |name: &str| &record[heads.iter().position(|h| h == name).expect("a column")];
                for (key, name) in [("percent", "percent"), ("count", "count"), ("value", "value")] {
                    if let Some(number) = cell[key].as_f64() {
                        assert_eq!(column(name).parse::<f64>().ok(), Some(number), "{cell}");
                    }
                }
                if cell["hidden"] == true {
                    assert_eq!(
                        (column("symbol"), column("count"), column("percent"), column("value")),
                        ("X", "", "", "")
                    );
                }
            }
        }
    }
    assert!(at.next().is_none());
}

/// What is stored comes back as it was: what was published stays what it was.
#[test]
fn a_table_comes_back_from_its_stored_form() {
    for table in every_kind() {
        let stored = serde_json::to_string(&table).expect("JSON");
        let back: Printed = serde_json::from_str(&stored).expect("a table");
        assert!(back == table, "{} came back different", table.question.code);
    }
}

/// Counts of hidden cells are in no byte of any output.
#[test]
fn hidden_numbers_are_in_no_output() {
    let answers = Answers::read();
    let (open, _) = answers.table("q1");
    let all = every_kind();
    let hidden = &all[3];
    let mut where_hidden = BTreeMap::new();
    for (block, row) in hidden.rows() {
        for (column, cell) in hidden.columns.iter().zip(&row.cells) {
            if *cell == printed::Cell::Hidden {
                let label = if block.code == "all" { "全体" } else { &block.label };
                let (_, shown) = open.find(label, &row.label, &column.label).expect("the open table has it");
                let figures = shown.value().expect("open");
                where_hidden.insert((row.label.clone(), column.label.clone()), figures.respondents);
            }
        }
    }
    assert!(where_hidden.len() >= 2, "one hidden number alone could be computed: {where_hidden:?}");
    let csv = String::from_utf8(records::csv(&[Set::new(&about(), std::slice::from_ref(hidden))]).expect("records"))
        .expect("UTF-8");
    for ((row, column), count) in &where_hidden {
        let line = csv
            .lines()
            .find(|l| l.contains(&format!(",{row},")) && l.contains(&format!(",{column},")))
            .expect("a line");
        assert!(line.contains(",X,") && !line.contains(&format!(",{count},")), "{line}");
    }
    let bytes = report::workbook(&[Set::new(&about(), std::slice::from_ref(hidden))], &report::Options::default())
        .expect("a report");
    let mut book = open_book(bytes);
    let sheet = lines(&mut book, "問1");
    let xs = sheet.iter().flatten().filter(|cell| *cell == "X").count();
    assert_eq!(xs, where_hidden.len() * 2, "percentages and counts");
}

fn open_book(bytes: Vec<u8>) -> Xlsx<Cursor<Vec<u8>>> {
    open(bytes)
}
