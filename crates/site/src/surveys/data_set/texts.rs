//! Free texts of a set: who was asked for one, who wrote one, and what each is recognised by; put under categories by hand
//! they are multiple answers (分類), with 未分類 for what nobody has read yet.

use std::collections::HashMap;

use foundation::database::DatabaseError;
use questionnaire::{Answer, Column};
use tabulate::{Choice, Meta, Multiple};

use super::build::{Answered, Edition, faulty};
use super::{AskedQuestion, DataSet};
use crate::surveys::model::texts::{CategoryOf, CodingOf};
use crate::surveys::rules::texts as rules;

/// Behind the name of a text's variable: the same text, coded.
pub const CODED: &str = "_coded";
/// The code of texts without a category.
pub const UNCODED: &str = "uncoded";
const UNCODED_LABEL: &str = "未分類（まだ分類していない記述）";

/// One respondent's text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TextCell {
    /// 非該当
    NotAsked,
    /// 無回答
    Nothing,
    /// What a coding recognises the text by.
    Written(Box<str>),
}

/// A place where somebody may write: the text of a question, or beside 「その他」.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextColumn {
    /// `q7_1`, `q8_1_1_other_text`
    pub id: String,
    pub number: String,
    /// Without the number.
    pub text: String,
    pub asked_of: Option<String>,
    /// In the order of the set's rows.
    pub cells: Vec<TextCell>,
}

/// Those of all editions, the newest edition's first.
pub(super) fn columns(editions: &[Edition], answered: &[Answered]) -> Vec<TextColumn> {
    let per_edition: Vec<Vec<Column>> = editions.iter().map(|edition| rules::variables(&edition.form)).collect();
    let mut made: Vec<TextColumn> = Vec::new();
    for (edition, columns) in editions.iter().zip(&per_edition).rev() {
        for column in columns {
            if made.iter().any(|text| text.id == column.id) {
                continue;
            }
            let places: Vec<Option<&Column>> =
                per_edition.iter().map(|columns| columns.iter().find(|other| other.id == column.id)).collect();
            let cells = answered.iter().map(|row| match places.get(row.edition).copied().flatten() {
                Some(column) => cell(column, row),
                None => TextCell::NotAsked,
            });
            let number = edition.form.at(column.at).map(|(_, question)| question.number.clone()).unwrap_or_default();
            let text = column.label.strip_prefix(&number).unwrap_or(&column.label).trim().to_owned();
            made.push(TextColumn {
                id: column.id.clone(),
                number,
                text,
                asked_of: edition.form.asked_of(column.at),
                cells: cells.collect(),
            });
        }
    }
    made
}

fn cell(column: &Column, row: &Answered) -> TextCell {
    let asked = match &column.row {
        Some((_, place)) => row.who.row(column.at, *place),
        None => row.who.question(column.at),
    };
    let answer = row.answers.get(&column.question);
    // Beside 「その他」 only who ticked it is asked to write.
    let ticked = |option: &String| match (answer, &column.row) {
        (Some(Answer::Grid { rows }), Some((id, _))) => rows.get(id).is_some_and(|row| row.choices().contains(option)),
        (Some(answer), None) => answer.choices().contains(option),
        _ => false,
    };
    if !asked || !column.option.as_ref().is_none_or(ticked) {
        return TextCell::NotAsked;
    }
    match answer.and_then(|answer| rules::text_in(column, answer)) {
        Some(text) => TextCell::Written(rules::mark_of(&text).into()),
        None => TextCell::Nothing,
    }
}

/// The set with every text that has categories as a question of its own. A coding counts for the text it was made of.
pub(super) fn with_codings(
    set: &DataSet,
    categories: &[CategoryOf],
    codings: &[CodingOf],
) -> Result<DataSet, DatabaseError> {
    let mut of_code: HashMap<&str, Vec<&CodingOf>> = HashMap::new();
    for coding in codings {
        of_code.entry(coding.code.as_str()).or_default().push(coding);
    }
    let mut made = set.clone();
    for text in &set.texts {
        let own: Vec<&CategoryOf> = categories.iter().filter(|category| category.variable == text.id).collect();
        if own.is_empty() {
            continue;
        }
        let places = |code: &str, mark: &str| -> Vec<usize> {
            let given = of_code.get(code).map_or(&[][..], Vec::as_slice);
            let has = |category: &CategoryOf| given.iter().any(|c| c.category_id == category.id && *c.mark == *mark);
            let found: Vec<usize> = (0..own.len()).filter(|at| has(own[*at])).collect();
            if found.is_empty() { vec![own.len()] } else { found }
        };
        let ticks: Vec<Option<Vec<usize>>> = text
            .cells
            .iter()
            .zip(&set.rows)
            .map(|(cell, row)| match cell {
                TextCell::Written(mark) => Some(places(&row.code, mark)),
                TextCell::Nothing | TextCell::NotAsked => None,
            })
            .collect();
        let name = format!("{}{CODED}", text.id);
        let mut choices: Vec<Choice> = own.iter().map(|category| Choice::new(category.label.clone())).collect();
        choices.push(Choice { exclusive: true, ..Choice::new(UNCODED_LABEL) });
        let meta = Meta {
            name: name.clone(),
            label: format!("{} {}（分類）", text.number, text.text).trim().to_owned(),
            choices,
            disclosure: set.about.disclosure,
        };
        let multiple = Multiple::from_ticks(meta, ticks.iter().map(Option::as_deref)).map_err(|f| faulty(&f))?;
        let asked = |row: usize| text.cells.get(row).is_some_and(|cell| *cell != TextCell::NotAsked);
        made.names.insert(name.clone(), made.variables.len());
        made.variables.push(multiple.asked_where(asked).into());
        let mut options: Vec<String> = own.iter().map(|category| format!("c{}", category.id)).collect();
        options.push(UNCODED.to_owned());
        made.coded.push(AskedQuestion {
            id: name.clone(),
            number: text.number.clone(),
            text: format!("{}（分類）", text.text),
            section: "自由記述の分類".to_owned(),
            kind: "自由記述の分類",
            unit: String::new(),
            asked_of: text.asked_of.clone(),
            public: false,
            weight: false,
            variables: vec![name],
            options,
        });
    }
    Ok(made)
}
