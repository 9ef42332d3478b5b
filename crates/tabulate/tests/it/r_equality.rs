//! Every cell, residual, test and summary equals R's (see `tests/expected/PROVENANCE.md`).

use std::collections::HashMap;
use std::path::PathBuf;

use tabulate::tables::NumericTable;
use tabulate::{Block, Comparison, Plan, Table, Tested, Variable, read};

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/expected")
}

/// Rows of an expected file as name → text.
fn expected(name: &str) -> Vec<HashMap<String, String>> {
    let mut reader = csv::Reader::from_path(folder().join(format!("expected_{name}.csv"))).unwrap();
    reader.deserialize().map(|r| r.unwrap()).collect()
}

fn number(row: &HashMap<String, String>, key: &str) -> f64 {
    row[key].parse().unwrap_or_else(|_| panic!("{key}: {}", row[key]))
}

fn near(ours: f64, theirs: f64, what: &HashMap<String, String>) {
    assert!((ours - theirs).abs() <= 1e-10 * theirs.abs().max(1e-3), "ours {ours:e}, R {theirs:e}: {what:?}");
}

fn sheet(data: &str) -> read::Sheet {
    let bytes = std::fs::read(folder().join(format!("{data}.csv"))).unwrap();
    read::csv(&bytes, None, read::Limits::default()).unwrap()
}

fn variable(sheet: &read::Sheet, name: &str) -> Variable {
    if name == "m" {
        let flags: Vec<String> = (1..=6).map(|i| format!("m_{i}")).collect();
        let flags: Vec<&str> = flags.iter().map(String::as_str).collect();
        return sheet.multiple("m", &flags).unwrap().into();
    }
    sheet.single(name).unwrap().into()
}

/// Tables by (data, question, banner), each made once.
#[derive(Default)]
struct Tables(HashMap<(String, String, String), Table>);

impl Tables {
    fn of(&mut self, row: &HashMap<String, String>) -> &Table {
        let key = (row["data"].clone(), row["question"].clone(), row["banner"].clone());
        self.0.entry(key.clone()).or_insert_with(|| {
            let sheet = sheet(&key.0);
            let (question, banner) = (variable(&sheet, &key.1), variable(&sheet, &key.2));
            let comparison = Comparison { level: 0.05, bonferroni: false, least: 1 };
            let plan =
                Plan { banners: vec![&banner], independence: true, comparison: Some(comparison), ..Plan::default() };
            plan.table(&question).unwrap()
        })
    }
}

fn place(block: &Block, label: &str) -> usize {
    (0..block.rows.len()).find(|i| block.row_label(*i) == label).unwrap_or_else(|| panic!("no row {label}"))
}

#[test]
fn every_count_and_residual() {
    let mut tables = Tables::default();
    let rows = expected("cells");
    assert!(rows.len() > 250);
    for row in &rows {
        let (_, cell) = tables.of(row).find(&row["banner"], &row["group"], &row["choice"]).unwrap();
        let figures = cell.value().unwrap();
        assert_eq!(figures.respondents.to_string(), row["count"], "{row:?}");
        near(figures.residual.unwrap(), number(row, "residual"), row);
    }
}

#[test]
fn every_chi_square_test() {
    let mut tables = Tables::default();
    for row in &expected("tests") {
        let table = tables.of(row);
        let test = match &table.blocks[1].tested {
            Tested::Question(test) => test.unwrap(),
            Tested::Choices(tests) => {
                let choice = table.question.choices.iter().position(|c| c.label == row["choice"]).unwrap();
                tests[choice].unwrap()
            }
            Tested::No(why) => panic!("{why:?}"),
        };
        assert_eq!((test.n.to_string(), test.freedom.to_string()), (row["n"].clone(), row["freedom"].clone()));
        near(test.chi_square, number(row, "chi_square"), row);
        // Tails far out, too: relative.
        let p = number(row, "p");
        assert!((test.p - p).abs() <= 1e-9 * p + 1e-300, "ours {:e}, R {p:e}: {row:?}", test.p);
        near(test.cramers_v, number(row, "cramers_v"), row);
        near(test.low_expected, number(row, "low_expected"), row);
    }
}

#[test]
fn every_pair_of_proportions() {
    let mut tables = Tables::default();
    let (mut higher, mut not) = (0, 0);
    for row in &expected("pairs") {
        let table = tables.of(row);
        let block = &table.blocks[1];
        let (a, b) = (place(block, &row["a"]), place(block, &row["b"]));
        let column = table.columns.iter().position(|c| table.column_label(*c) == row["choice"]).unwrap();
        let marked =
            |high: usize, low: usize| table.cells(block, high)[column].value().unwrap().higher_than >> low & 1 == 1;
        let significant = number(row, "p") < 0.05;
        let (first, second) = if row["higher"] == "a" { (a, b) } else { (b, a) };
        assert_eq!(marked(first, second), significant, "{row:?}");
        assert!(!marked(second, first), "{row:?}");
        if significant { higher += 1 } else { not += 1 }
    }
    assert!(higher > 50 && not > 50, "{higher} {not}");
}

#[test]
fn every_mean_deviation_and_quartile() {
    let mut made: HashMap<(String, String, String), NumericTable> = HashMap::new();
    let rows = expected("summaries");
    assert!(rows.len() > 40);
    for row in &rows {
        let key = (row["data"].clone(), row["question"].clone(), row["banner"].clone());
        let table = made.entry(key.clone()).or_insert_with(|| {
            let sheet = sheet(&key.0);
            let banner = variable(&sheet, &key.2);
            let numeric = sheet.numeric(&key.1, "").unwrap();
            Plan { banners: vec![&banner], ..Plan::default() }.numeric(&numeric).unwrap()
        });
        let block = &table.blocks[usize::from(row["group"] != "全体")];
        let place = (0..block.rows.len()).find(|i| block.row_label(*i) == row["group"]).unwrap();
        let summary = block.rows[place].summary.value().unwrap().unwrap();
        assert_eq!(summary.n.to_string(), row["n"]);
        near(summary.mean, number(row, "mean"), row);
        near(summary.sd.unwrap(), number(row, "sd"), row);
        near(summary.first_quartile, number(row, "first"), row);
        near(summary.median, number(row, "median"), row);
        near(summary.third_quartile, number(row, "third"), row);
        let (least, greatest) = summary.extremes.unwrap();
        near(least, number(row, "least"), row);
        near(greatest, number(row, "greatest"), row);
    }
}
