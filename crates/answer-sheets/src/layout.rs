//! Where every question, option and row stands on the sheets. Issuing writes it, reading looks for it.
//!
//! Each section is a sheet. Column A holds a key per line, narrow and locked: it moves along when people sort, insert or delete
//! rows and columns, so nothing hangs on absolute positions.
//!
//! | key | line |
//! |---|---|
//! | `c:columns` | the heading: which column holds what |
//! | `q:ID` | a question with one answer cell |
//! | `h:ID` | the head of a question whose answers stand in the lines below |
//! | `o:ID:OPTION` | an option to tick |
//! | `g:ID` | the options of a grid, side by side |
//! | `r:ID:ROW` | a row of a grid |
//! | `n:ID` | a note |

use std::fmt::Write as _;

use questionnaire::{Choice, Form, Kind, Question};

pub(crate) const COLUMNS_KEY: &str = "c:columns";

pub(crate) const HEAD_NUMBER: &str = "問";
pub(crate) const HEAD_TEXT: &str = "設問・選択肢";
pub(crate) const HEAD_LAST: &str = "昨年度の回答";
pub(crate) const HEAD_ANSWER: &str = "回答";
pub(crate) const HEAD_OTHER: &str = "その他の内容";

/// Columns as issued, from 0.
pub(crate) const KEY: u16 = 0;
pub(crate) const NUMBER: u16 = 1;
pub(crate) const TEXT: u16 = 2;
pub(crate) const LAST: u16 = 3;
pub(crate) const ANSWER: u16 = 4;
pub(crate) const OTHER: u16 = 5;

/// Rows as issued, from 0.
pub(crate) const TITLE_ROW: u32 = 0;
pub(crate) const CONTROL_ROW: u32 = 1;
pub(crate) const NOTE_ROW: u32 = 2;
pub(crate) const HEAD_ROW: u32 = 3;
pub(crate) const FIRST_ROW: u32 = 4;

/// What is answered on a line. `question` is the flat position.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Slot {
    /// Nothing.
    None,
    /// One cell: single, number, amount, text, date.
    Value { question: usize },
    /// ○ beside an option.
    Mark { question: usize, choice: usize },
    /// Head of a multiple answer; people sometimes write 「1、3」 there.
    MarkHead { question: usize },
    /// One option for the row.
    RowOne { question: usize, row: usize },
    /// ○ under each option.
    RowMany { question: usize, row: usize },
    /// The options of a grid side by side.
    GridHead { question: usize },
}

#[derive(Clone, Debug)]
pub(crate) struct Line {
    pub key: String,
    pub number: String,
    pub text: String,
    pub slot: Slot,
    /// The option whose text stands in the column beside; options of a single: the first 「その他」.
    pub other: bool,
    /// First line of a question: drawn with a line above.
    pub begins: bool,
}

#[derive(Clone, Debug)]
pub(crate) struct LaidSheet {
    /// Position of the section.
    pub section: usize,
    pub name: String,
    pub lines: Vec<Line>,
}

/// Key of the cell with the text beside 「その他」.
pub(crate) fn other_key(line: &str) -> String {
    format!("{line}!text")
}

/// Key of the cell of an option in a row of a grid.
pub(crate) fn mark_key(line: &str, choice: &str) -> String {
    format!("{line}/{choice}")
}

/// 「2. 設置していない」
pub(crate) fn numbered(at: usize, choice: &Choice) -> String {
    format!("{}. {}", at + 1, choice.label)
}

/// The sheets of a form, in order.
pub(crate) fn lay_out(form: &Form) -> Vec<LaidSheet> {
    let mut names: Vec<String> = Vec::new();
    let mut sheets = Vec::new();
    let mut at = 0;
    for (section_at, section) in form.definition().sections.iter().enumerate() {
        let name = sheet_name(&section.title, section_at, &names);
        names.push(name.clone());
        let mut lines = Vec::new();
        for question in &section.questions {
            lay_question(form, question, at, &mut lines);
            at += 1;
        }
        sheets.push(LaidSheet { section: section_at, name, lines });
    }
    sheets
}

fn lay_question(form: &Form, question: &Question, at: usize, lines: &mut Vec<Line>) {
    let id = &question.id;
    let choices = form.choices(question);
    let has_other = choices.iter().any(|choice| choice.other);
    let line = |key: String, text: String, slot: Slot| Line {
        key,
        number: String::new(),
        text,
        slot,
        other: false,
        begins: false,
    };
    let first = |key: String, text: String, slot: Slot| Line {
        number: question.number.clone(),
        begins: true,
        ..line(key, text, slot)
    };
    let text = full_text(form, question, at);
    match &question.kind {
        Kind::Note(_) => lines.push(first(format!("n:{id}"), text, Slot::None)),
        Kind::Single(_) => {
            let options: Vec<String> =
                choices.iter().enumerate().map(|(at, c)| format!("　{}", numbered(at, c))).collect();
            let text = format!("{text}\n{}", options.join("\n"));
            lines.push(Line { other: has_other, ..first(format!("q:{id}"), text, Slot::Value { question: at }) });
        }
        Kind::Multiple(_) => {
            lines.push(first(format!("h:{id}"), text, Slot::MarkHead { question: at }));
            for (choice_at, choice) in choices.iter().enumerate() {
                let slot = Slot::Mark { question: at, choice: choice_at };
                let option = line(format!("o:{id}:{}", choice.id), numbered(choice_at, choice), slot);
                lines.push(Line { other: choice.other, ..option });
            }
        }
        Kind::Grid(grid) => {
            lines.push(first(format!("h:{id}"), text, Slot::None));
            if grid.multiple {
                lines.push(line(format!("g:{id}"), String::new(), Slot::GridHead { question: at }));
            }
            for (row_at, row) in grid.rows.iter().enumerate() {
                let slot = if grid.multiple {
                    Slot::RowMany { question: at, row: row_at }
                } else {
                    Slot::RowOne { question: at, row: row_at }
                };
                lines.push(Line { other: has_other, ..line(format!("r:{id}:{}", row.id), row.label.clone(), slot) });
            }
        }
        _ => lines.push(first(format!("q:{id}"), text, Slot::Value { question: at })),
    }
}

/// Question, how to answer, who is asked, hint: one cell, several lines.
fn full_text(form: &Form, question: &Question, at: usize) -> String {
    let required = if question.required && question.kind.is_asked() { "【必須】" } else { "" };
    let mut text = format!("{}{}{required}", question.text, question.kind.instruction());
    if let Some(who) = form.asked_of(at) {
        let _ = write!(text, "\n→ {who}だけ");
    }
    if !question.hint.is_empty() {
        let _ = write!(text, "\n※ {}", question.hint);
    }
    text
}

/// A name a spreadsheet takes: no `[]:*?/\`, at most 31 characters, not used yet.
fn sheet_name(title: &str, at: usize, used: &[String]) -> String {
    let clean: String = title.chars().filter(|c| !"[]:*?/\\'".contains(*c) && !c.is_control()).take(28).collect();
    let clean = clean.trim();
    let name = if clean.is_empty() { format!("セクション{}", at + 1) } else { clean.to_owned() };
    if used.contains(&name) || name == "はじめに" || name == "直すところ" {
        format!("{name}{}", at + 1)
    } else {
        name
    }
}
