//! A data set as CSV: one row per respondent, one column per variable, and the table that says what the codes mean.
//!
//! Single answers hold the option's code, ticks 1 or 0, numbers digits, dates 2026-04-01. Where not everybody is asked,
//! `q1_1.asked` stands before the variables: 1 asked, 0 非該当. An empty cell beside a 1 (or without such a column) is 無回答.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use questionnaire::{Answers, Cell, Column, ColumnKind, Form};

use super::{finished, writer};
use crate::shared::guarded;
use crate::surveys::model::State;
use crate::surveys::model::data_sets::{DataSet, DataSetRow};

/// An edition ready to be read: number in the database, edition, form. Newest first.
pub type Edition = (i64, i64, Arc<Form>);

/// What stands before the answers.
const FIRST: [&str; 6] = ["code", "name", "prefecture_code", "edition", "state", "note"];

/// One column of the file.
struct Variable {
    column: Column,
    /// The name of the column that says who was asked, for the first variable of what not everybody is asked.
    asked: Option<String>,
}

fn asked_name(column: &Column) -> String {
    match &column.row {
        Some((row, _)) => format!("{}.{row}.asked", column.question),
        None => format!("{}.asked", column.question),
    }
}

/// Variables of all editions: those of the newest in order, then those only older ones have.
fn variables(editions: &[Edition]) -> Vec<Variable> {
    let mut seen = BTreeSet::new();
    let mut columns: Vec<Column> = Vec::new();
    let mut in_how_many: BTreeMap<String, usize> = BTreeMap::new();
    for (.., form) in editions {
        for column in form.columns() {
            *in_how_many.entry(column.id.clone()).or_default() += 1;
            if seen.insert(column.id.clone()) {
                columns.push(column);
            }
        }
    }
    let mut named = BTreeSet::new();
    columns
        .into_iter()
        .map(|column| {
            let everywhere = in_how_many.get(&column.id) == Some(&editions.len());
            let depends = !everywhere || editions.iter().any(|(.., form)| is_branched(form, &column));
            let asked = (depends && named.insert(asked_name(&column))).then(|| asked_name(&column));
            Variable { column, asked }
        })
        .collect()
}

/// Not everybody is asked.
fn is_branched(form: &Form, column: &Column) -> bool {
    let Some(at) = form.position(&column.question) else { return true };
    let row = |question: &questionnaire::Question| match (&question.kind, &column.row) {
        (questionnaire::Kind::Grid(grid), Some((id, _))) => {
            grid.rows.iter().any(|row| row.id == *id && row.relevant.is_some())
        }
        _ => false,
    };
    form.asked_of(at).is_some() || form.at(at).is_some_and(|(_, question)| row(question))
}

/// # Errors
/// When a stored answer cannot be read.
pub fn wide(set: &DataSet, rows: &[DataSetRow], editions: &[Edition]) -> Result<Vec<u8>, String> {
    let variables = variables(editions);
    let mut header: Vec<String> = FIRST.iter().map(|name| (*name).to_owned()).collect();
    for variable in &variables {
        header.extend(variable.asked.clone());
        header.push(variable.column.id.clone());
    }
    let mut out = writer();
    out.write_record(&header).map_err(|error| error.to_string())?;
    // Where the variables of the file stand in each edition.
    let places: BTreeMap<i64, Places> = editions.iter().map(|edition| (edition.0, Places::of(edition))).collect();
    for row in rows {
        let place = places.get(&row.edition_id).ok_or("この版の調査票がありません。")?;
        let answers = Answers::from_json(&row.answers)?;
        let values = place.form.values(&place.columns, &answers);
        let mut record = vec![
            row.code.clone(),
            guarded(&row.name),
            row.prefecture_code.clone(),
            place.edition.to_string(),
            row.state.clone(),
            guarded(&set.source),
        ];
        for variable in &variables {
            let value = place.at.get(&variable.column.id).and_then(|at| values.get(*at));
            if variable.asked.is_some() {
                let asked = value.is_some_and(|value| *value != Cell::NotApplicable);
                record.push(u8::from(asked).to_string());
            }
            record.push(value.map(cell).unwrap_or_default());
        }
        out.write_record(&record).map_err(|error| error.to_string())?;
    }
    finished(out).map_err(|error| error.to_string())
}

struct Places {
    edition: i64,
    form: Arc<Form>,
    columns: Vec<Column>,
    at: BTreeMap<String, usize>,
}

impl Places {
    fn of((_, edition, form): &Edition) -> Self {
        let columns = form.columns();
        let at = columns.iter().enumerate().map(|(at, column)| (column.id.clone(), at)).collect();
        Self { edition: *edition, form: form.clone(), columns, at }
    }
}

fn cell(value: &Cell<'_>) -> String {
    match value {
        Cell::Blank | Cell::NotApplicable => String::new(),
        Cell::Code(code) => (*code).to_owned(),
        Cell::Flag(set) => u8::from(*set).to_string(),
        Cell::Number(number) => format!("{number}"),
        Cell::Date(date) => date.to_string(),
        Cell::Text(text) => guarded(text),
    }
}

/// What every column of [`wide`] is and what its codes mean: one row per code, one for a variable without codes.
///
/// # Errors
/// Never for a file in memory.
pub fn code_table(set: &DataSet, editions: &[Edition]) -> Result<Vec<u8>, csv::Error> {
    let mut out = writer();
    out.write_record(["column", "label", "type", "unit", "code", "code_label", "asked_of", "note"])?;
    let mut line = |cells: [&str; 7]| {
        let mut record: Vec<String> = cells.iter().map(|cell| guarded(cell)).collect();
        record.push(guarded(&set.source));
        out.write_record(&record)
    };
    line(["code", "団体コード（6桁）", "text", "", "", "", ""])?;
    line(["name", "回答する団体", "text", "", "", "", ""])?;
    line(["prefecture_code", "都道府県のコード（6桁）", "text", "", "", "", ""])?;
    line(["edition", "調査票の版", "number", "", "", "", ""])?;
    for state in State::EVERY.into_iter().filter(|state| state.is_collected()) {
        line(["state", "締めたときの状態", "code", "", state.id(), state.label(), ""])?;
    }
    line(["note", "出典", "text", "", "", "", ""])?;
    for Variable { column, asked } in variables(editions) {
        // The newest edition that has the variable says what it is.
        let form = editions.iter().map(|(.., form)| form).find(|form| form.position(&column.question).is_some());
        let asked_of = form.and_then(|form| form.asked_of(form.position(&column.question)?)).unwrap_or_default();
        if let Some(name) = asked {
            let label = format!("{}：答える対象か", column.label);
            line([&name, &label, "flag", "", "1", "答える対象", &asked_of])?;
            line([&name, &label, "flag", "", "0", "非該当", &asked_of])?;
        }
        let (id, label) = (column.id.as_str(), column.label.as_str());
        match &column.kind {
            ColumnKind::Codes(codes) => {
                for (code, of) in codes {
                    line([id, label, "code", "", code, of, &asked_of])?;
                }
            }
            ColumnKind::Flag => {
                line([id, label, "flag", "", "1", "選んだ", &asked_of])?;
                line([id, label, "flag", "", "0", "選んでいない", &asked_of])?;
            }
            ColumnKind::Number { unit } => line([id, label, "number", unit, "", "", &asked_of])?,
            ColumnKind::Date => line([id, label, "date", "", "", "", &asked_of])?,
            ColumnKind::Text => line([id, label, "text", "", "", "", &asked_of])?,
        }
    }
    finished(out)
}

#[cfg(test)]
mod tests {
    use questionnaire::{generate, shipped};

    use super::*;

    fn edition(id: i64, change: impl Fn(&mut questionnaire::Definition)) -> Edition {
        let mut definition = shipped::definition("fy2026_municipality").unwrap();
        change(&mut definition);
        (id, id, Arc::new(Form::new(definition).unwrap()))
    }

    fn set() -> DataSet {
        DataSet {
            id: 1,
            survey_id: 1,
            number: 1,
            kind: "interim".to_owned(),
            made_at: String::new(),
            by_label: String::new(),
            remark: String::new(),
            source: "見本（架空）".to_owned(),
            asked: Some(2),
            respondents: 2,
            hash: String::new(),
        }
    }

    fn row(code: &str, edition_id: i64, answers: &Answers) -> DataSetRow {
        DataSetRow {
            code: code.to_owned(),
            name: "=見本町".to_owned(),
            prefecture_code: "060003".to_owned(),
            edition_id,
            fingerprint: String::new(),
            state: "submitted".to_owned(),
            answers: answers.to_json(),
        }
    }

    fn read(bytes: &[u8]) -> (Vec<String>, Vec<Vec<String>>) {
        let text = std::str::from_utf8(bytes).unwrap().strip_prefix('\u{feff}').expect("the mark");
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let own = |record: &csv::StringRecord| record.iter().map(str::to_owned).collect::<Vec<_>>();
        let header = own(reader.headers().unwrap());
        (header, reader.records().map(|record| own(&record.unwrap())).collect())
    }

    #[test]
    fn every_row_has_every_variable_and_not_asked_differs_from_no_answer() {
        let editions = [edition(1, |_| {})];
        let mut no = Answers::default();
        no.set("q1", questionnaire::Answer::one("no"));
        let mut yes = Answers::default();
        yes.set("q1", questionnaire::Answer::one("yes"));
        let bytes = wide(&set(), &[row("1", 1, &no), row("2", 1, &yes)], &editions).unwrap();
        let (header, records) = read(&bytes);
        let at = |name: &str| header.iter().position(|h| h == name).unwrap_or_else(|| panic!("{name}: {header:?}"));
        assert_eq!(records[0][at("name")], "'=見本町", "no formula");
        assert_eq!(records[0][at("note")], "見本（架空）");
        assert_eq!((records[0][at("q1")].as_str(), records[1][at("q1")].as_str()), ("no", "yes"));
        // q1_p follows a yes.
        let follows = |r: &Vec<String>| (r[at("q1_p.asked")].clone(), r[at("q1_p")].clone());
        assert_eq!(follows(&records[0]), ("0".to_owned(), String::new()));
        assert_eq!(follows(&records[1]), ("1".to_owned(), String::new()));
        let unique: BTreeSet<&String> = header.iter().collect();
        assert_eq!(unique.len(), header.len(), "every name once");
    }

    #[test]
    fn an_older_edition_s_answers_stand_in_the_same_columns() {
        let older = edition(1, |_| {});
        let newer = edition(2, |definition| {
            definition.edition = 2;
            definition.sections[7].questions.retain(|question| question.id == "q13" || question.id == "q13_1");
        });
        let mut pick = |n: u64| n.saturating_sub(1);
        let answers = generate::fill(&older.2, Answers::default(), &mut pick);
        let bytes = wide(&set(), &[row("1", 1, &answers)], &[newer, older.clone()]).unwrap();
        let (header, records) = read(&bytes);
        let columns = older.2.columns();
        for (column, value) in columns.iter().zip(older.2.values(&columns, &answers)) {
            let at = header.iter().position(|h| *h == column.id).unwrap();
            assert_eq!(records[0][at], cell(&value), "{}", column.id);
        }
        assert!(header.iter().any(|h| h == "q13_2.asked"), "asked in one edition only");
    }

    #[test]
    fn the_code_table_knows_every_column_and_every_code() {
        let editions = [edition(1, |_| {})];
        let (_, codes) = read(&code_table(&set(), &editions).unwrap());
        let mut pick = |n: u64| n / 2;
        let answers = generate::fill(&editions[0].2, Answers::default(), &mut pick);
        let (header, records) = read(&wide(&set(), &[row("1", 1, &answers)], &editions).unwrap());
        for (name, value) in header.iter().zip(&records[0]) {
            let known: Vec<_> = codes.iter().filter(|line| line[0] == *name).collect();
            assert!(!known.is_empty(), "{name} is not explained");
            if !value.is_empty() && ["code", "flag"].contains(&known[0][2].as_str()) {
                assert!(known.iter().any(|line| line[4] == *value), "{name}: {value}");
            }
        }
    }
}
