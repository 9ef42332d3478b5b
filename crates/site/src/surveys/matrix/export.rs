//! The matrix and the gap as files: one record per municipality or issue, one value per cell, the source in every record.

use rust_xlsxwriter::{Format, Workbook, XlsxError};
use tabulate::Variable;

use super::gap::{self, Line, Questions};
use super::{Town, key_questions, words};
use crate::shared::DEMO_MARK;
use crate::surveys::data_set::DataSet;

/// A sheet of values.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sheet {
    pub name: &'static str,
    pub head: Vec<String>,
    pub rows: Vec<Vec<Value>>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    Text(String),
    /// Written as it is printed; a number in a workbook.
    Number(String),
}

impl Value {
    fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    fn flag(set: bool) -> Self {
        Self::Number(if set { "1" } else { "0" }.to_owned())
    }
}

fn heads(of: &[&str]) -> Vec<String> {
    of.iter().map(|head| (*head).to_owned()).collect()
}

/// What every record bears: 年度, 調査, 状態, 出典, 備考.
const ABOUT: [&str; 6] = ["年度（西暦）", "年度（和暦）", "調査", "集計の状態", "出典", "備考"];

fn about(set: &DataSet) -> Vec<Value> {
    let about = &set.about;
    vec![
        Value::Number(about.fiscal_year.to_string()),
        Value::text(japanese::wareki::FiscalYear(about.fiscal_year).era_label()),
        Value::text(&about.title),
        Value::text(about.standing_in_words()),
        Value::text(about.source_line()),
        Value::text(if about.is_fictitious() { DEMO_MARK } else { "" }),
    ]
}

/// One record per municipality: single answers as their option, several as one column per option (1, 0, 無回答, 非該当).
pub fn towns(set: &DataSet, towns: &[Town]) -> Sheet {
    let mut head =
        heads(&["全国地方公共団体コード", "都道府県名", "市町村名", "状態", "提出日時", "締切", "締切超過日数"]);
    let variables: Vec<&Variable> = key_questions(set).flat_map(|question| set.variables_of(question)).collect();
    for variable in &variables {
        let meta = variable.meta();
        match variable {
            Variable::Multiple(_) => {
                head.extend(meta.choices.iter().map(|choice| format!("{}：{}", meta.label, choice.label)));
            }
            _ => head.push(meta.label.clone()),
        }
    }
    head.extend(heads(&ABOUT));
    let rows = towns.iter().map(|town| {
        let mut record = vec![
            Value::text(&town.code),
            Value::text(&town.prefecture),
            Value::text(&town.name),
            Value::text(town.state.label()),
            Value::text(town.submitted_at.as_deref().filter(|_| town.row.is_some()).unwrap_or_default()),
            Value::text(town.due.map(|due| due.to_string()).unwrap_or_default()),
            town.late_days.map_or_else(|| Value::text(""), |days| Value::Number(days.to_string())),
        ];
        for variable in &variables {
            record.extend(cells(variable, town.row));
        }
        record.extend(about(set));
        record
    });
    Sheet { name: "市町村の回答", head, rows: rows.collect() }
}

/// Before an answer is handed in, its cells are empty.
fn cells(variable: &Variable, row: Option<usize>) -> Vec<Value> {
    match (variable, row) {
        (Variable::Multiple(multiple), None) => vec![Value::text(""); multiple.meta().choices.len()],
        (_, None) => vec![Value::text("")],
        (Variable::Multiple(multiple), Some(row)) => {
            let options = 0..multiple.meta().choices.len();
            if variable.state(row) < tabulate::variables::FIRST_OPTION {
                return options.map(|_| Value::text(words(variable, row))).collect();
            }
            options.map(|at| Value::flag(multiple.ticked(row, at))).collect()
        }
        (Variable::Numeric(number), Some(row)) => match number.value(row) {
            Some(value) => vec![Value::Number(value.to_string())],
            None => vec![Value::text(words(variable, row))],
        },
        (Variable::Single(_), Some(row)) => vec![Value::text(words(variable, row))],
    }
}

/// One record per issue.
pub fn issues(set: &DataSet, whose: &str, lines: &[Line]) -> Sheet {
    let mut head = heads(&[
        "対象",
        "項目",
        "最優先の課題（市町村）",
        "最優先の課題（%）",
        "母数",
        "受けている支援（市町村）",
        "受けている支援（%）",
        "母数",
        "期待する支援（市町村）",
        "期待する支援（%）",
        "母数",
        "差（期待−受けている、%ポイント）",
        "最優先で支援を受けていない（市町村）",
        "期待していて支援を受けていない（市町村）",
    ]);
    head.extend(heads(&ABOUT));
    let rows = lines.iter().map(|line| {
        let mut record = vec![Value::text(whose), Value::text(&line.issue)];
        for share in [line.first, line.given, line.wanted] {
            record.push(Value::Number(share.count.to_string()));
            record.push(share.percent().map_or_else(|| Value::text(""), |p| Value::Number(p.to_string())));
            record.push(Value::Number(share.base.to_string()));
        }
        let answer = line.issue != super::NO_ANSWER;
        let points = line.wanted.less(line.given).filter(|_| answer);
        record.push(points.map_or_else(|| Value::text(""), |p| Value::Number(p.to_string())));
        for count in [line.unmet, line.wanted_unmet] {
            record.push(if answer { Value::Number(count.to_string()) } else { Value::text("") });
        }
        record.extend(about(set));
        record
    });
    Sheet { name: "課題と支援の差", head, rows: rows.collect() }
}

/// One record per municipality and issue: 1 where it is said.
pub fn issues_of_towns(set: &DataSet, questions: &Questions<'_>, towns: &[Town]) -> Sheet {
    let mut head = heads(&[
        "全国地方公共団体コード",
        "都道府県名",
        "市町村名",
        "最優先の課題",
        "支援の状況",
        "受けている支援",
        "期待する支援",
        "期待していて受けていない支援",
    ]);
    head.extend(heads(&ABOUT));
    let rows = towns.iter().filter_map(|town| Some((town, gap::own(questions, town.row?)))).map(|(town, own)| {
        let reached = own.reached.map_or("", |reached| if reached { "受けている" } else { "受けていない" });
        let list = |words: &[String], answered: bool| {
            Value::text(if answered { words.join("；") } else { super::NO_ANSWER.to_owned() })
        };
        let mut record = vec![
            Value::text(&town.code),
            Value::text(&town.prefecture),
            Value::text(&town.name),
            Value::text(&own.first),
            Value::text(reached),
            list(&own.given, own.given_answered),
            list(&own.wanted, own.wanted_answered),
            Value::text(own.missing.join("；")),
        ];
        record.extend(about(set));
        record
    });
    Sheet { name: "市町村ごとの差", head, rows: rows.collect() }
}

/// UTF-8 with BOM, so that a spreadsheet reads it too. A text that a spreadsheet would take for a formula is quoted.
///
/// # Errors
/// None that memory does not have.
pub fn csv(sheet: &Sheet) -> Result<Vec<u8>, csv::Error> {
    let mut out = csv::Writer::from_writer(Vec::from("\u{feff}".as_bytes()));
    out.write_record(sheet.head.iter().map(|head| harmless(head)))?;
    for row in &sheet.rows {
        out.write_record(row.iter().map(|value| match value {
            Value::Text(text) => harmless(text),
            Value::Number(number) => number.clone(),
        }))?;
    }
    out.into_inner().map_err(|e| e.into_error().into())
}

fn harmless(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{text}") } else { text.to_owned() }
}

/// All sheets in one workbook: heads bold and frozen, texts as texts, numbers as numbers.
///
/// # Errors
/// What the writer refuses: more rows than a sheet holds.
pub fn workbook(sheets: &[Sheet]) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let head = Format::new().set_bold().set_text_wrap();
    for sheet in sheets {
        let page = book.add_worksheet().set_name(sheet.name)?;
        page.set_freeze_panes(1, 3)?;
        for (column, title) in (0_u16..).zip(&sheet.head) {
            page.write_string_with_format(0, column, title, &head)?;
            page.set_column_width(column, if title.chars().count() > 12 { 20.0 } else { 14.0 })?;
        }
        for (row, record) in (1_u32..).zip(&sheet.rows) {
            for (column, value) in (0_u16..).zip(record) {
                match value {
                    Value::Text(text) => page.write_string(row, column, text)?,
                    Value::Number(number) => match number.parse::<f64>() {
                        Ok(parsed) => page.write_number(row, column, parsed)?,
                        Err(_) => page.write_string(row, column, number)?,
                    },
                };
            }
        }
    }
    book.save_to_buffer()
}
