//! The flat list of variables: what tabulation counts and CSV writes.
//!
//! single → one column of codes; multiple → one flag per option; grid → one column per row, or one flag per row and option;
//! number, amount, date, text → one column; each 「その他」 → one more with its text. Names: `q1`, `q5_mitori`,
//! `q12_platform`, `q12_1_platform_training`, `q7_2_other_text`.

use jiff::civil::Date;

use crate::answers::{Answer, Answers, RowAnswer};
use crate::form::{Applicable, Form};
use crate::kinds::Kind;
use crate::model::Choice;

/// One variable.
#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    /// Unique in the questionnaire.
    pub id: String,
    /// The question it comes from, by id and flat position.
    pub question: String,
    pub at: usize,
    /// Row of a grid: id and position.
    pub row: Option<(String, usize)>,
    /// Option of a flag; the option whose text it is.
    pub option: Option<String>,
    pub kind: ColumnKind,
    /// 「問5 取り組んでいる場面：看取り」
    pub label: String,
}

#[derive(Clone, Debug, PartialEq)]
pub enum ColumnKind {
    /// (code, label) in the order of the list.
    Codes(Vec<(String, String)>),
    /// 1 ticked, 0 not.
    Flag,
    /// With its unit, empty when none.
    Number {
        unit: String,
    },
    Date,
    Text,
}

/// One value.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell<'a> {
    /// 無回答: asked, not answered.
    Blank,
    /// 非該当: not asked.
    NotApplicable,
    Code(&'a str),
    Flag(bool),
    Number(f64),
    Date(Date),
    Text(&'a str),
}

impl Form {
    /// All variables, in the order of the questions.
    pub fn columns(&self) -> Vec<Column> {
        let mut columns = Vec::new();
        for (at, _, question) in self.questions() {
            let choices = self.choices(question);
            let column = |suffix: &str, kind: ColumnKind, label: &str| Column {
                id: format!("{}{suffix}", question.id),
                question: question.id.clone(),
                at,
                row: None,
                option: None,
                kind,
                label: if label.is_empty() {
                    format!("{} {}", question.number, question.text).trim().to_owned()
                } else {
                    format!("{} {}：{label}", question.number, question.text).trim().to_owned()
                },
            };
            let codes = || ColumnKind::Codes(choices.iter().map(|c| (c.id.clone(), c.label.clone())).collect());
            match &question.kind {
                Kind::Single(_) => columns.push(column("", codes(), "")),
                Kind::Multiple(_) => columns.extend(choices.iter().map(|choice| Column {
                    option: Some(choice.id.clone()),
                    ..column(&format!("_{}", choice.id), ColumnKind::Flag, &choice.label)
                })),
                Kind::Number(kind) => columns.push(column("", ColumnKind::Number { unit: kind.unit.clone() }, "")),
                Kind::Amount(_) => columns.push(column("", ColumnKind::Number { unit: "円".to_owned() }, "")),
                Kind::Text(_) | Kind::LongText(_) => columns.push(column("", ColumnKind::Text, "")),
                Kind::Date(_) => columns.push(column("", ColumnKind::Date, "")),
                Kind::Grid(grid) => {
                    for (row_at, row) in grid.rows.iter().enumerate() {
                        let place = Some((row.id.clone(), row_at));
                        if grid.multiple {
                            columns.extend(choices.iter().map(|choice| Column {
                                row: place.clone(),
                                option: Some(choice.id.clone()),
                                ..column(
                                    &format!("_{}_{}", row.id, choice.id),
                                    ColumnKind::Flag,
                                    &format!("{}／{}", row.label, choice.label),
                                )
                            }));
                        } else {
                            columns.push(Column {
                                row: place.clone(),
                                ..column(&format!("_{}", row.id), codes(), &row.label)
                            });
                        }
                        columns.extend(choices.iter().filter(|choice| choice.other).map(|choice| Column {
                            row: place.clone(),
                            option: Some(choice.id.clone()),
                            ..column(
                                &format!("_{}_{}_text", row.id, choice.id),
                                ColumnKind::Text,
                                &format!("{}／{}の内容", row.label, choice.label),
                            )
                        }));
                    }
                }
                Kind::Note(_) => {}
            }
            if !matches!(question.kind, Kind::Grid(_)) {
                columns.extend(choices.iter().filter(|choice| choice.other).map(|choice| Column {
                    option: Some(choice.id.clone()),
                    ..column(&format!("_{}_text", choice.id), ColumnKind::Text, &format!("{}の内容", choice.label))
                }));
            }
        }
        columns
    }

    /// The values of one respondent, one per column. A multiple answer without any tick but answered is all `Flag(false)`.
    pub fn values<'a>(&'a self, columns: &[Column], answers: &'a Answers) -> Vec<Cell<'a>> {
        let who = self.applicable(answers);
        columns.iter().map(|column| self.value(column, answers, &who)).collect()
    }

    fn value<'a>(&'a self, column: &Column, answers: &'a Answers, who: &Applicable) -> Cell<'a> {
        let asked = match &column.row {
            Some((_, row)) => who.row(column.at, *row),
            None => who.question(column.at),
        };
        if !asked {
            return Cell::NotApplicable;
        }
        let option = column.option.as_deref().unwrap_or_default();
        let by_choices = |choices: &'a [String], other: Option<&'a str>| match &column.kind {
            ColumnKind::Flag => Cell::Flag(choices.iter().any(|id| id == option)),
            ColumnKind::Text => other.map_or(Cell::Blank, Cell::Text),
            _ => choices.first().map_or(Cell::Blank, |id| Cell::Code(id)),
        };
        match (answers.get(&column.question), &column.row) {
            (Some(Answer::Grid { rows }), Some((row, _))) => match rows.get(row) {
                Some(answer @ (RowAnswer::One { .. } | RowAnswer::Many { .. })) => {
                    by_choices(answer.choices(), answer.other(option))
                }
                None => Cell::Blank,
            },
            (Some(answer @ (Answer::One { .. } | Answer::Many { .. })), None) => {
                by_choices(answer.choices(), answer.other(option))
            }
            (Some(Answer::Number { number }), None) => Cell::Number(*number),
            (Some(Answer::Text { text }), None) => Cell::Text(text),
            (Some(Answer::Date { date }), None) => Cell::Date(*date),
            _ => Cell::Blank,
        }
    }

    /// The code table of a column's question: (code, label), for code books.
    pub fn code_table(&self, column: &Column) -> Vec<(&str, &str)> {
        let choices = self.at(column.at).map_or(&[][..], |(_, question)| self.choices(question));
        choices.iter().map(|Choice { id, label, .. }| (id.as_str(), label.as_str())).collect()
    }
}
