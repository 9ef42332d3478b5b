//! Faults and remarks of single cells, put together while gathering.

use questionnaire::Question;

use super::super::fault::{Fault, FaultKind, Tidied, Weight, expected_of};
use super::super::locate::{Columns, Found};
use super::super::values;
use super::Gathering;
use crate::layout::{Line, Slot};
use crate::workbook::{Cell, cell_name};

impl Gathering<'_> {
    pub(super) fn text_without_choice(
        &mut self,
        line: &Line,
        found: Found,
        column: u32,
        at: usize,
        question: &Question,
        text: &str,
    ) {
        let place = cell_name(found.row, column);
        let sentence = format!(
            "{place} {}: その他の内容（{}）が書かれていますが、どれも選ばれていません。回答の欄で「その他」を選んでください。",
            question.name(),
            shortened(text)
        );
        self.push(
            FaultKind::Unreadable,
            (found.sheet, place),
            at,
            question,
            None,
            text.to_owned(),
            sentence,
            line.key.clone(),
        );
    }

    pub(super) fn tidy(&mut self, cell: &Cell, found: Found, question: &Question, taken: &str) {
        let sheet = self.sheet_name(found.sheet);
        self.tidied.push(Tidied {
            sheet,
            cell: cell_name(cell.row, cell.column),
            question: question.id.clone(),
            number: question.name(),
            found: self.book.shown(cell),
            taken: taken.to_owned(),
        });
    }

    #[allow(clippy::too_many_arguments, reason = "one place where faults are put together")]
    fn push(
        &mut self,
        kind: FaultKind,
        (sheet, cell): (usize, String),
        at: usize,
        question: &Question,
        row: Option<&str>,
        found: String,
        sentence: String,
        key: String,
    ) {
        self.faults.push(Fault {
            kind,
            weight: Weight::Error,
            sheet: self.sheet_name(sheet),
            cell,
            question: question.id.clone(),
            row: row.map(str::to_owned),
            number: question.name(),
            found,
            expected: expected_of(self.template.form(), question),
            sentence,
            keys: vec![key],
            order: at,
        });
    }

    pub(super) fn unreadable(
        &mut self,
        line: &Line,
        cell: &Cell,
        found: Found,
        at: usize,
        question: &Question,
        row: Option<&str>,
    ) {
        let place = cell_name(cell.row, cell.column);
        let shown = self.book.shown(cell);
        let expected = expected_of(self.template.form(), question);
        let sentence = format!(
            "{place} {}: 「{}」は読み取れません。{expected}を入れてください。",
            question.name(),
            shortened(&shown)
        );
        let key = self.entries.last().map_or_else(|| line.key.clone(), |entry| entry.key.clone());
        self.push(FaultKind::Unreadable, (found.sheet, place), at, question, row, shown, sentence, key);
    }

    pub(super) fn two_values(&mut self, line: &Line, cell: &Cell, found: Found, at: usize, question: &Question) {
        let place = cell_name(cell.row, cell.column);
        let shown = self.book.shown(cell);
        let first = self.entries.iter().find(|entry| entry.key.starts_with(&line.key));
        let first = first
            .map(|entry| format!("シート「{}」の{}", self.sheet_name(entry.sheet), cell_name(entry.row, entry.column)));
        let sentence = format!(
            "{place} {}: 同じ設問が2か所にあり、答えが違います（{}と、シート「{}」の{place}）。どちらかを消してください。",
            question.name(),
            first.unwrap_or_default(),
            self.sheet_name(found.sheet)
        );
        self.push(FaultKind::TwoValues, (found.sheet, place), at, question, None, shown, sentence, line.key.clone());
    }

    /// An answer cell that lies in a merged range together with other lines' cells, and is not its first cell.
    pub(super) fn merged(&mut self, line: &Line, found: Found, columns: &Columns) {
        let (Slot::Value { question: at } | Slot::Mark { question: at, .. } | Slot::RowOne { question: at, .. }) =
            line.slot
        else {
            return;
        };
        let Some(sheet) = self.book.sheets.get(found.sheet) else { return };
        if sheet.merges.is_empty() {
            return;
        }
        let Some(merge) = sheet.merge_at(found.row, columns.answer) else { return };
        let first = (merge.top, merge.left);
        let own = first == (found.row, columns.answer);
        let holds = sheet.cells.iter().find(|cell| (cell.row, cell.column) == first).map(|cell| self.book.shown(cell));
        let Some(text) = holds.filter(|text| !values::is_nothing(text)) else { return };
        // Merged across with its neighbours to the right, the value is still its own.
        if own && merge.top == merge.bottom {
            return;
        }
        if own {
            return;
        }
        let Some((_, question)) = self.template.form().at(at) else { return };
        let place = cell_name(found.row, columns.answer);
        let sentence = format!(
            "{place} {}: 回答の欄が{}と結合されていて（内容「{}」）、どの設問の答えか分かりません。結合を解除して書き直してください。",
            question.name(),
            cell_name(merge.top, merge.left),
            shortened(&text)
        );
        self.push(FaultKind::Merged, (found.sheet, place), at, question, None, text, sentence, line.key.clone());
    }
}

/// At most 40 half-width columns, on one line.
fn shortened(text: &str) -> String {
    japanese::width::truncate(&text.replace('\n', " "), 40)
}
