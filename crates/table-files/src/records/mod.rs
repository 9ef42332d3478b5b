//! 機械可読なデータ: one record per cell of a table (縦持ち), with codes beside the words.
//!
//! How the rules are met: one table per file or sheet, the first line names the columns (L1-02, L3-01), every record is whole
//! (L2-02), one value per cell, numbers are numbers and symbols have a column of their own (L1-07, L2-01, L3-03), blank is
//! not 0 (L1-09), no merged cells, objects, formulas, hidden rows (L1-10…13, L2-06), no line ends or ①-like letters inside
//! (L1-08, L1-14), choices as codes with a code table (L2-04, L3-02), units in columns (L3-04), 西暦 with 和暦 beside it
//! (L3-05), official names of prefectures (L3-06), the same columns whatever the year (L3-07), definitions, how
//! made, encoding and BOM (L3-08), long form (L3-09).

mod csv_file;
mod definitions;
mod parquet_file;
mod xlsx_file;

pub use csv_file::{codes_csv, csv, definitions_csv};
pub use definitions::{Field, Kind, codes, describe, fields};
pub use parquet_file::parquet;
pub use xlsx_file::xlsx;

use crate::printed::{Cell, Change, Count, RowKind, SeriesBreak, What};
use crate::{Printed, Set, tables_of};

/// One value of a record.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    Text(String),
    Whole(i64),
    Decimal(f64),
    Blank,
}

/// Letters that do not stand in every character set, in words; line ends and tabs as a space (L1-06, L1-08, L1-14).
pub(crate) fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '①'..='⑳' => {
                let number = u32::from(c) - u32::from('①') + 1;
                out.extend(["(", &number.to_string(), ")"]);
            }
            'Ⅰ'..='Ⅻ' => out.push_str(ROMAN[(u32::from(c) - u32::from('Ⅰ')) as usize]),
            '㈱' => out.push_str("(株)"),
            '㎡' => out.push_str("平方メートル"),
            '％' => out.push('%'),
            '\u{3000}' => out.push(' '),
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}

const ROMAN: [&str; 12] = ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII"];

fn text(words: &str) -> Value {
    if words.is_empty() { Value::Blank } else { Value::Text(plain(words)) }
}

#[allow(clippy::cast_possible_wrap, reason = "counts are far below 2^63")]
fn amount(count: Option<Count>) -> Value {
    match count {
        None => Value::Blank,
        Some(Count(n)) if n.is_multiple_of(tabulate::Amount::ONE) => Value::Whole((n / tabulate::Amount::ONE) as i64),
        Some(count) => Value::Decimal(count.number()),
    }
}

fn tenths(tenths: i64) -> Value {
    #[allow(clippy::cast_precision_loss, reason = "a percentage")]
    Value::Decimal(tenths as f64 / 10.0)
}

fn flag(set: bool) -> Value {
    Value::Whole(i64::from(set))
}

fn row_kind(kind: RowKind) -> &'static str {
    match kind {
        RowKind::Whole => "whole",
        RowKind::Group => "group",
        RowKind::NoAnswer => "no_answer",
        RowKind::NotAsked => "not_asked",
        RowKind::Difference => "difference",
    }
}

/// Every record of the tables, in the order of [`fields`].
pub fn records(sets: &[Set<'_>]) -> Vec<Vec<Value>> {
    let mut out = Vec::new();
    for (about, table) in tables_of(sets) {
        let common = [
            text(&about.survey),
            Value::Whole(i64::from(about.fiscal_year)),
            text(&about.era_year()),
            text(if about.provisional { "provisional" } else { "final" }),
            text(&about.as_of),
            Value::Whole(i64::try_from(about.answers).unwrap_or(i64::MAX)),
            text(&table.question.code),
            text(&table.question.number),
            text(&table.question.text),
            text(&table.base.key),
            text(&table.conditions.join("、かつ、")),
            flag(table.weighted),
        ];
        for (block, row) in table.rows() {
            // In a table of years each row is of its own.
            let year = if table.what == What::Years { row.code.parse().ok() } else { None };
            for (at, (column, cell)) in table.columns.iter().zip(&row.cells).enumerate() {
                let mut record = common.to_vec();
                if let Some(year) = year {
                    let year = japanese::wareki::FiscalYear(year);
                    record[1] = Value::Whole(i64::from(year.0));
                    record[2] = text(&year.era_label());
                }
                record.extend([
                    text(&block.code),
                    text(&block.label),
                    text(&row.code),
                    text(&row.label),
                    text(row_kind(row.kind)),
                    text(&column.code),
                    text(&column.label),
                    amount(row.n),
                    text(&about.unit),
                ]);
                record.extend(figures(table, cell));
                record.push(flag(row.few));
                let (before, points) = match row.changes.get(at) {
                    Some(Change::Points { before, points }) => (tenths(i64::from(*before)), tenths(i64::from(*points))),
                    _ => (Value::Blank, Value::Blank),
                };
                let mark = table.before.as_ref().and_then(|b| b.marks.get(at)).map_or("", String::as_str);
                let breaks = |b: &SeriesBreak| b.year == row.code && (b.column.is_empty() || b.column == column.code);
                let mark = if table.breaks.iter().any(breaks) { "切れ目" } else { mark };
                record.extend([before, points, text(mark), text(&about.fictitious)]);
                let people = row.people.and_then(|n| i64::try_from(n).ok()).map_or(Value::Blank, Value::Whole);
                record.extend([text(&about.data_set), text(&about.data_hash), people]);
                out.push(record);
            }
        }
    }
    out
}

/// count, percent, value, its unit, symbol, residual, higher than.
fn figures(table: &Printed, cell: &Cell) -> [Value; 7] {
    let none = Value::Blank;
    let [mut count, mut percent, mut value, mut unit, mut symbol, mut residual, mut higher] =
        [none.clone(), none.clone(), none.clone(), none.clone(), none.clone(), none.clone(), none];
    match cell {
        Cell::Hidden => symbol = text(tabulate::write::WITHHELD),
        Cell::Empty => symbol = text("-"),
        Cell::Share { count: n, tenths: share, residual: r, higher: rows } => {
            count = amount(Some(*n));
            percent = tenths(i64::from(*share));
            residual = r.map_or(Value::Blank, Value::Decimal);
            higher = text(rows);
        }
        Cell::Mean { tenths: share } => percent = tenths(i64::from(*share)),
        Cell::Points { tenths: points } => {
            value = tenths(i64::from(*points));
            unit = text("ポイント");
        }
        Cell::Number { value: number } => {
            value = Value::Decimal(*number);
            unit = text(&table.unit);
        }
    }
    [count, percent, value, unit, symbol, residual, higher]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_of_one_machine_only_are_written_out() {
        assert_eq!(plain("①手引き\nVer.4　Ⅲ章"), "(1)手引き Ver.4 III章");
        assert_eq!(plain("％　"), "%");
    }

    #[test]
    fn a_record_has_a_value_for_every_field() {
        let question = crate::Question { code: "q1".to_owned(), ..Default::default() };
        let mut table = crate::printed::tests_support::empty(question);
        table.columns.push(crate::printed::Column {
            code: "yes".to_owned(),
            label: "ある".to_owned(),
            kind: crate::printed::ColumnKind::Choice,
        });
        table.blocks.push(crate::printed::Block {
            code: "all".to_owned(),
            label: "全体".to_owned(),
            overlapping: false,
            rows: vec![crate::printed::Row {
                code: "all".to_owned(),
                label: "全体".to_owned(),
                kind: RowKind::Whole,
                n: Some(Count(12_500_000)),
                hidden: false,
                few: true,
                letter: "a".to_owned(),
                cells: vec![Cell::Hidden],
                people: None,
                before_n: None,
                changes: Vec::new(),
            }],
            tests: Vec::new(),
            untested: String::new(),
        });
        let records = records(&[Set::new(&crate::About::default(), &[table])]);
        assert_eq!(records.len(), 1);
        assert_eq!(records[0].len(), fields().len());
        let at = |name: &str| &records[0][fields().iter().position(|f| f.name == name).unwrap()];
        assert_eq!(*at("n"), Value::Decimal(12.5));
        assert_eq!((at("count"), at("percent")), (&Value::Blank, &Value::Blank), "hidden is no number");
        assert_eq!(*at("symbol"), Value::Text("X".to_owned()));
    }
}
