//! What is wrong, and where: sheet, cell, question, found, expected.

use std::collections::BTreeSet;

use questionnaire::{Finding, FindingKind, Form, Kind, Question};

use super::gather::Places;
use crate::layout::numbered;
use crate::template::Template;
use crate::workbook::{Book, cell_name};

/// Does it stand in the way of taking the answers?
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weight {
    Error,
    Remark,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FaultKind {
    /// The cell says something that cannot be read as an answer.
    Unreadable,
    /// The same line stands in two places with different answers.
    TwoValues,
    /// The answer cell disappeared in a merged range.
    Merged,
    /// A whole sheet is not there.
    SheetMissing,
    /// The line of a question is not there.
    LineMissing,
    /// The questionnaire's own checks.
    Finding(FindingKind),
}

/// Something to put right.
#[derive(Clone, Debug, PartialEq)]
pub struct Fault {
    pub kind: FaultKind,
    pub weight: Weight,
    pub sheet: String,
    /// 「B12」; empty when it is about the sheet.
    pub cell: String,
    /// Question id; empty when it is about the sheet.
    pub question: String,
    /// Row of a grid.
    pub row: Option<String>,
    /// 「問8-1-2」
    pub number: String,
    /// What stands there; empty when nothing does.
    pub found: String,
    /// What should.
    pub expected: String,
    /// Japanese; says what is wrong and what to do.
    pub sentence: String,
    /// Keys of the cells it is about, the first the line's.
    pub(crate) keys: Vec<String>,
    /// Flat position of the question.
    pub(crate) order: usize,
}

impl Fault {
    /// 「シート「Ⅲ 市町村の取組」のE12」
    pub fn place(&self) -> String {
        match (self.sheet.is_empty(), self.cell.is_empty()) {
            (true, _) => String::new(),
            (false, true) => format!("シート「{}」", self.sheet),
            (false, false) => format!("シート「{}」の{}", self.sheet, self.cell),
        }
    }

    pub(crate) fn cell_keys(&self) -> impl Iterator<Item = &str> {
        self.keys.iter().map(String::as_str)
    }

    /// The line of the first cell: without option and text.
    pub(crate) fn line_key(&self) -> &str {
        let key = self.keys.first().map_or("", String::as_str);
        key.split(['/', '!']).next().unwrap_or(key)
    }

    pub(crate) fn is_missing(&self) -> bool {
        self.kind == FaultKind::Finding(FindingKind::Missing)
    }

    pub(crate) fn is_about(&self, other: &Self) -> bool {
        self.question == other.question && self.row == other.row
    }
}

/// Something put right without asking.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tidied {
    pub sheet: String,
    pub cell: String,
    pub question: String,
    pub number: String,
    pub found: String,
    /// As it was taken: 「2026-03-31」「○」.
    pub taken: String,
}

/// Something written where no answer belongs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stray {
    pub sheet: String,
    /// Empty for a whole sheet.
    pub cell: String,
    pub text: String,
}

impl Stray {
    /// 「シート「メモ」のB3」
    pub fn place(&self) -> String {
        if self.cell.is_empty() {
            format!("シート「{}」", self.sheet)
        } else {
            format!("シート「{}」の{}", self.sheet, self.cell)
        }
    }
}

/// What stood in an answer cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Key of the cell: see `layout`.
    pub(crate) key: String,
    pub(crate) sheet: usize,
    pub(crate) row: u32,
    pub(crate) column: u32,
    pub text: String,
}

impl Entry {
    /// Which cell: `q:f2`, `o:q5:mitori`, `r:q12:platform`; behind `/` the option of a grid, `!text` the text beside 「その他」.
    pub fn key(&self) -> &str {
        &self.key
    }

    /// Where it stood: number of the sheet in the workbook, row, column, each from 0.
    pub fn place(&self) -> (usize, u32, u32) {
        (self.sheet, self.row, self.column)
    }
}

/// 「「1. ある」か「2. ない」のどちらか」, 「「1. 増える」「2. 減る」「3. 変わらない」のどれか1つ」
fn one_of(form: &Form, question: &Question, most: usize) -> String {
    let choices = form.choices(question);
    let names: Vec<String> =
        choices.iter().take(most).enumerate().map(|(at, c)| format!("「{}」", numbered(at, c))).collect();
    match (names.as_slice(), choices.len()) {
        ([first, second], 2) => format!("{first}か{second}のどちらか"),
        (names, count) if count > most => format!("{}など、{count}の選択肢のどれか1つ", names.concat()),
        (names, _) => format!("{}のどれか1つ", names.concat()),
    }
}

/// What a question wants, in a few words.
pub(crate) fn expected_of(form: &Form, question: &Question) -> String {
    match &question.kind {
        Kind::Single(_) => one_of(form, question, 6),
        Kind::Multiple(kind) => format!("あてはまる選択肢に「○」{}", kind.instruction()),
        Kind::Number(kind) => kind.expected(),
        Kind::Amount(kind) => kind.expected(),
        Kind::Date(kind) => kind.expected(),
        Kind::Text(kind) => {
            format!("{}文字までの文字", kind.most_letters.unwrap_or(questionnaire::kinds::text::MOST_LETTERS))
        }
        Kind::LongText(kind) => {
            format!("{}文字までの文章", kind.most_letters.unwrap_or(questionnaire::kinds::long_text::MOST_LETTERS))
        }
        Kind::Grid(kind) if kind.multiple => "行ごとに、あてはまるものに「○」".to_owned(),
        Kind::Grid(_) => format!("行ごとに、{}", one_of(form, question, 4)),
        Kind::Note(_) => String::new(),
    }
}

/// Is it only that the question would not be asked, and does that hang on one that could not be read?
pub(super) fn hangs_on(form: &Form, finding: &Finding, unread: &BTreeSet<String>) -> bool {
    if !matches!(finding.kind, FindingKind::ParentMissing | FindingKind::NotAsked) {
        return false;
    }
    let Some((section, question)) = form.position(&finding.question).and_then(|at| form.at(at)) else { return false };
    let row = match (&question.kind, &finding.row) {
        (Kind::Grid(grid), Some(id)) => {
            grid.rows.iter().find(|row| row.id == *id).and_then(|row| row.relevant.as_ref())
        }
        _ => None,
    };
    let conditions = [row, question.relevant.as_ref(), section.relevant.as_ref()];
    // A row of a grid is a variable of its own: `q12_platform`.
    let is_unread = |name: &str| {
        let of = |id: &String| {
            let is_grid = || form.question(id).is_some_and(|question| matches!(question.kind, Kind::Grid(_)));
            name == id || (name.strip_prefix(id.as_str()).is_some_and(|rest| rest.starts_with('_')) && is_grid())
        };
        unread.iter().any(of)
    };
    conditions.into_iter().flatten().any(|condition| condition.variables().into_iter().any(is_unread))
}

/// A finding of the questionnaire → a fault with the cells it is about.
pub(super) fn of_finding(
    form: &Form,
    template: &Template,
    book: &Book,
    finding: Finding,
    places: &Places,
    entries: &[Entry],
) -> Fault {
    let order = form.position(&finding.question).unwrap_or(usize::MAX);
    let question = form.at(order).map(|(_, question)| question);
    let number = question.map(Question::name).unwrap_or_default();
    let prefix = |letter: &str| format!("{letter}:{}:", finding.question);
    let line = match (&finding.row, question.map(|q| &q.kind)) {
        (Some(row), _) => format!("r:{}:{row}", finding.question),
        (None, Some(Kind::Multiple(_) | Kind::Grid(_))) => format!("h:{}", finding.question),
        _ => format!("q:{}", finding.question),
    };
    // The cells with something in them that belong to it; failing that, the line itself.
    let belongs = |key: &str| match (&finding.row, question.map(|q| &q.kind)) {
        (None, Some(Kind::Multiple(_))) => key.starts_with(&prefix("o")),
        (None, Some(Kind::Grid(_))) => key.starts_with(&prefix("r")),
        _ => key == line || key.strip_prefix(line.as_str()).is_some_and(|rest| rest.starts_with(['/', '!'])),
    };
    let about: Vec<&Entry> = entries.iter().filter(|entry| belongs(&entry.key)).collect();
    let (sheet, row, column) = match about.first() {
        Some(entry) => (entry.sheet, entry.row, entry.column),
        None => {
            let first_option = format!("o:{}:", finding.question);
            let at = places.get(&line, template).or_else(|| places.first_with(&first_option, template));
            at.unwrap_or((usize::MAX, 0, 0))
        }
    };
    let found: Vec<&str> = about.iter().map(|entry| entry.text.as_str()).take(8).collect();
    let mut keys: Vec<String> = about.iter().map(|entry| entry.key.clone()).collect();
    if keys.is_empty() {
        keys.push(line);
    }
    let sheet_name = book.sheets.get(sheet).map(|sheet| sheet.name.clone()).unwrap_or_default();
    let place = if sheet_name.is_empty() { String::new() } else { format!("{} ", cell_name(row, column)) };
    Fault {
        kind: FaultKind::Finding(finding.kind),
        weight: Weight::Error,
        sentence: format!("{place}{number}: {}", finding.sentence).trim_start().to_owned(),
        cell: if sheet_name.is_empty() { String::new() } else { cell_name(row, column) },
        sheet: sheet_name,
        question: finding.question,
        row: finding.row,
        number,
        found: found.join("、"),
        expected: question.map(|question| expected_of(form, question)).unwrap_or_default(),
        keys,
        order,
    }
}
