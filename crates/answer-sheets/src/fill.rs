//! Answers → what stands in which cell.

use std::collections::HashMap;

use jiff::civil::Date;
use questionnaire::{Answer, Answers, Choice, Form, Kind, RowAnswer};

use crate::layout::{mark_key, numbered, other_key};

/// What is written into a cell.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Written {
    Text(String),
    Number(f64),
    Date(Date),
}

impl Written {
    /// For the column with last year's answers.
    pub(crate) fn shown(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Number(number) => crate::workbook::shown_number(*number),
            Self::Date(day) => japanese::wareki::both(*day),
        }
    }
}

/// Cell key → content. See [`crate::layout`].
pub(crate) type Cells = HashMap<String, Written>;

pub(crate) const MARK: &str = "○";

/// The cells a set of answers fills. Answers the form does not know are left out.
pub(crate) fn cells_of(form: &Form, answers: &Answers) -> Cells {
    let mut cells = Cells::new();
    for (_, _, question) in form.questions() {
        let Some(answer) = answers.get(&question.id) else { continue };
        let choices = form.choices(question);
        let id = &question.id;
        match (&question.kind, answer) {
            (Kind::Single(_), Answer::One { choice, other }) => {
                one(&mut cells, &format!("q:{id}"), choices, choice, other.as_deref());
            }
            (Kind::Multiple(_), Answer::Many { choices: ticked, others }) => {
                for option in ticked {
                    let line = format!("o:{id}:{option}");
                    if let Some(text) = others.get(option) {
                        cells.insert(other_key(&line), Written::Text(text.clone()));
                    }
                    cells.insert(line, Written::Text(MARK.to_owned()));
                }
            }
            (Kind::Grid(_), Answer::Grid { rows }) => {
                for (row, answer) in rows {
                    let line = format!("r:{id}:{row}");
                    match answer {
                        RowAnswer::One { choice, other } => one(&mut cells, &line, choices, choice, other.as_deref()),
                        RowAnswer::Many { choices: ticked, others } => {
                            for option in ticked {
                                cells.insert(mark_key(&line, option), Written::Text(MARK.to_owned()));
                            }
                            if let Some(text) = others.values().next() {
                                cells.insert(other_key(&line), Written::Text(text.clone()));
                            }
                        }
                    }
                }
            }
            (_, Answer::Number { number }) => {
                cells.insert(format!("q:{id}"), Written::Number(*number));
            }
            (_, Answer::Text { text }) => {
                cells.insert(format!("q:{id}"), Written::Text(text.clone()));
            }
            (_, Answer::Date { date }) => {
                cells.insert(format!("q:{id}"), Written::Date(*date));
            }
            _ => {}
        }
    }
    cells
}

fn one(cells: &mut Cells, line: &str, choices: &[Choice], choice: &str, other: Option<&str>) {
    let label = choices.iter().enumerate().find(|(_, known)| known.id == choice);
    let label = label.map_or_else(|| choice.to_owned(), |(at, choice)| numbered(at, choice));
    cells.insert(line.to_owned(), Written::Text(label));
    if let Some(text) = other {
        cells.insert(other_key(line), Written::Text(text.to_owned()));
    }
}
