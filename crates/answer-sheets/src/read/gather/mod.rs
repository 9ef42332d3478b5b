//! Rows found → answers, line by line in the order of the layout.

mod faults;

use std::collections::BTreeMap;

use questionnaire::{Answer, Answers, Choice, Kind, Question, RowAnswer};

use super::fault::{Entry, Fault, Stray, Tidied};
use super::locate::{Columns, Found, Located};
use super::values::{self, Taken};
use crate::layout::{Line, Slot, mark_key, other_key};
use crate::template::Template;
use crate::workbook::{Book, Cell, cell_name};

/// Where each line was found: per flat line (sheet, row, column of the answer).
pub(super) struct Places(Vec<Option<(usize, u32, u32)>>);

impl Places {
    pub(super) fn get(&self, key: &str, template: &Template) -> Option<(usize, u32, u32)> {
        let (sheet, line) = template.find_key(key)?;
        *self.0.get(template.flat(sheet, line))?
    }

    pub(super) fn first_with(&self, prefix: &str, template: &Template) -> Option<(usize, u32, u32)> {
        let lines = template.sheets().iter().flat_map(|sheet| &sheet.lines);
        lines
            .zip(&self.0)
            .find(|(line, place)| line.key.starts_with(prefix) && place.is_some())
            .and_then(|(_, place)| *place)
    }
}

pub(super) struct Gathered {
    pub answers: Answers,
    pub faults: Vec<Fault>,
    pub tidied: Vec<Tidied>,
    pub entries: Vec<Entry>,
    pub strays: Vec<Stray>,
    pub places: Places,
}

/// The ticks of a multiple answer, or of a row of a grid.
#[derive(Clone, Debug, Default)]
struct Ticks {
    /// Something stands in one of the cells, if only a 「×」.
    answered: bool,
    ticked: Vec<usize>,
    others: BTreeMap<usize, String>,
}

impl Ticks {
    fn into_parts(mut self, choices: &[Choice]) -> Option<(Vec<String>, BTreeMap<String, String>)> {
        if !self.answered && self.others.is_empty() {
            return None;
        }
        self.ticked.sort_unstable();
        self.ticked.dedup();
        let id = |at: usize| choices.get(at).map(|choice| choice.id.clone());
        let ticked = self.ticked.into_iter().filter_map(id).collect();
        let others = self.others.into_iter().filter_map(|(at, text)| Some((id(at)?, text))).collect();
        Some((ticked, others))
    }
}

pub(super) struct Gathering<'a> {
    book: &'a Book,
    template: &'a Template,
    located: &'a Located,
    answers: Answers,
    ticks: BTreeMap<usize, Ticks>,
    /// Question → columns of its options in the sheet where its head was found.
    grid_columns: BTreeMap<(usize, usize), Vec<u32>>,
    grids: BTreeMap<usize, BTreeMap<String, RowAnswer>>,
    faults: Vec<Fault>,
    tidied: Vec<Tidied>,
    entries: Vec<Entry>,
    strays: Vec<Stray>,
    places: Vec<Option<(usize, u32, u32)>>,
}

impl<'a> Gathering<'a> {
    pub(super) fn new(book: &'a Book, template: &'a Template, located: &'a Located) -> Self {
        Self {
            book,
            template,
            located,
            answers: Answers::default(),
            ticks: BTreeMap::new(),
            grid_columns: BTreeMap::new(),
            grids: BTreeMap::new(),
            faults: Vec::new(),
            tidied: Vec::new(),
            entries: Vec::new(),
            strays: Vec::new(),
            places: vec![None; template.line_count()],
        }
    }

    pub(super) fn gather(&mut self) {
        let template = self.template;
        let located = self.located;
        let mut flat = 0;
        for sheet in template.sheets() {
            for line in &sheet.lines {
                let rows = located.lines.get(flat).map_or(&[][..], Vec::as_slice);
                for found in rows {
                    let Some(columns) = located.columns.get(found.sheet).copied().flatten() else { continue };
                    if let Some(place) = self.places.get_mut(flat).filter(|place| place.is_none()) {
                        *place = Some((found.sheet, found.row, columns.answer));
                    }
                    self.line(line, *found, &columns);
                }
                flat += 1;
            }
        }
    }

    pub(super) fn finish(mut self) -> Gathered {
        let form = self.template.form();
        for (question, ticks) in std::mem::take(&mut self.ticks) {
            let Some((_, asked)) = form.at(question) else { continue };
            if let Some((choices, others)) = ticks.into_parts(form.choices(asked)) {
                self.answers.set(&asked.id, Answer::Many { choices, others });
            }
        }
        for (question, rows) in std::mem::take(&mut self.grids) {
            let Some((_, asked)) = form.at(question) else { continue };
            if !rows.is_empty() {
                self.answers.set(&asked.id, Answer::Grid { rows });
            }
        }
        Gathered {
            answers: self.answers,
            faults: self.faults,
            tidied: self.tidied,
            entries: self.entries,
            strays: self.strays,
            places: Places(self.places),
        }
    }

    fn cells(&self, found: Found) -> &'a [Cell] {
        self.book.sheets.get(found.sheet).and_then(|sheet| sheet.cells.get(found.from..found.to)).unwrap_or_default()
    }

    /// The cell in a column, if something stands there; noted as an entry.
    fn cell(&mut self, key: &str, found: Found, column: u32) -> Option<&'a Cell> {
        let cell = self.cells(found).iter().find(|cell| cell.column == column);
        let text = cell.map(|cell| self.book.shown(cell)).unwrap_or_default();
        if values::is_nothing(&text) {
            return None;
        }
        let cell = cell?;
        self.entries.push(Entry { key: key.to_owned(), sheet: found.sheet, row: cell.row, column, text });
        Some(cell)
    }

    fn line(&mut self, line: &Line, found: Found, columns: &Columns) {
        let template = self.template;
        let mut used = vec![columns.number, columns.text, columns.last];
        used.extend(columns.key);
        let question = |at: usize| template.form().at(at).map(|(_, question)| question);
        match line.slot {
            Slot::None => {}
            Slot::Value { question: at } => {
                used.push(columns.answer);
                if let Some(question) = question(at) {
                    self.value(line, found, columns, at, question);
                }
            }
            Slot::Mark { question: at, choice } => {
                used.push(columns.answer);
                if let Some(question) = question(at) {
                    self.mark_line(line, found, columns, at, question, choice);
                }
            }
            Slot::MarkHead { question: at } => {
                used.push(columns.answer);
                if let (Some(question), Some(cell)) = (question(at), self.cell(&line.key, found, columns.answer)) {
                    self.in_head(line, cell, found, at, question);
                }
            }
            Slot::RowOne { question: at, row } => {
                used.push(columns.answer);
                if let Some(question) = question(at) {
                    self.row_one(line, found, columns, at, question, row);
                }
            }
            Slot::GridHead { question: at } => {
                self.grid_head(found, columns, at);
                return;
            }
            Slot::RowMany { question: at, row } => {
                if let Some(question) = question(at) {
                    self.row_many(line, found, columns, (at, row), question, &mut used);
                }
            }
        }
        if line.other {
            used.push(columns.other);
        }
        for cell in self.cells(found).iter().filter(|cell| !used.contains(&cell.column)) {
            let text = self.book.shown(cell);
            if !values::is_nothing(&text) && self.strays.len() < 500 {
                let sheet = self.sheet_name(found.sheet);
                self.strays.push(Stray { sheet, cell: cell_name(cell.row, cell.column), text });
            }
        }
        self.merged(line, found, columns);
    }

    fn sheet_name(&self, sheet: usize) -> String {
        self.book.sheets.get(sheet).map(|sheet| sheet.name.clone()).unwrap_or_default()
    }

    fn value(&mut self, line: &Line, found: Found, columns: &Columns, at: usize, question: &Question) {
        let (book, template) = (self.book, self.template);
        let other = self.other_text(line, found, columns.other);
        let Some(cell) = self.cell(&line.key, found, columns.answer) else {
            if let Some(text) = other {
                self.text_without_choice(line, found, columns.other, at, question, &text);
            }
            return;
        };
        if values::is_dash(&book.shown(cell)) && !matches!(question.kind, Kind::Text(_) | Kind::LongText(_)) {
            return self.tidy(cell, found, question, "（無回答）");
        }
        let taken = match &question.kind {
            Kind::Single(_) => {
                let choices = template.form().choices(question);
                let taken = template.finder(at).and_then(|finder| values::single(book, cell, finder));
                taken.and_then(|taken| {
                    let choice = choices.get(taken.value)?;
                    let answer = Answer::One { choice: choice.id.clone(), other };
                    Some(Taken { value: (answer, choice.label.clone()), tidied: taken.tidied })
                })
            }
            Kind::Number(kind) => values::number(book, cell, &kind.unit).map(number_answer),
            Kind::Amount(_) => values::number(book, cell, "円").map(number_answer),
            Kind::Date(_) => values::date(book, cell).map(|taken| Taken {
                value: (Answer::Date { date: taken.value }, taken.value.to_string()),
                tidied: taken.tidied,
            }),
            Kind::Text(_) | Kind::LongText(_) => values::text(book, cell).map(|taken| Taken {
                value: (Answer::Text { text: taken.value.clone() }, taken.value),
                tidied: taken.tidied,
            }),
            Kind::Multiple(_) | Kind::Grid(_) | Kind::Note(_) => None,
        };
        let Some(taken) = taken else { return self.unreadable(line, cell, found, at, question, None) };
        let (answer, shown) = taken.value;
        match self.answers.get(&question.id) {
            Some(known) if *known != answer => return self.two_values(line, cell, found, at, question),
            _ => self.answers.set(&question.id, answer),
        }
        if taken.tidied {
            self.tidy(cell, found, question, &shown);
        }
    }

    fn mark_line(
        &mut self,
        line: &Line,
        found: Found,
        columns: &Columns,
        at: usize,
        question: &Question,
        choice: usize,
    ) {
        let (book, form) = (self.book, self.template.form());
        let option = form.choices(question).get(choice);
        let cell = self.cell(&line.key, found, columns.answer);
        let taken =
            cell.map(|cell| (cell, values::mark(book, cell, choice + 1, option.map_or("", |option| &option.label))));
        if let Some((cell, None)) = taken {
            self.unreadable(line, cell, found, at, question, None);
        }
        if let Some((cell, Some(taken))) = &taken {
            let known = self.ticks.get(&at).is_some_and(|ticks| ticks.ticked.contains(&choice));
            if known && !taken.value {
                return self.two_values(line, cell, found, at, question);
            }
            let ticks = self.ticks.entry(at).or_default();
            ticks.answered = true;
            if taken.value {
                ticks.ticked.push(choice);
            }
            if taken.tidied {
                self.tidy(cell, found, question, if taken.value { "○" } else { "（あてはまらない）" });
            }
        }
        if line.other
            && let Some(text) = self.other_text(line, found, columns.other)
        {
            self.ticks.entry(at).or_default().others.insert(choice, text);
        }
    }

    /// 「1、3」 written beside the question instead of marks beside the options.
    fn in_head(&mut self, line: &Line, cell: &Cell, found: Found, at: usize, question: &Question) {
        let several = self.template.finder(at).and_then(|finder| values::several(self.book, cell, finder));
        match several {
            Some(options) => {
                let choices = self.template.form().choices(question);
                let names: Vec<&str> =
                    options.iter().filter_map(|at| choices.get(*at)).map(|c| c.label.as_str()).collect();
                let names = names.join("、");
                let ticks = self.ticks.entry(at).or_default();
                ticks.answered = true;
                ticks.ticked.extend(options);
                self.tidy(cell, found, question, &names);
            }
            None => self.unreadable(line, cell, found, at, question, None),
        }
    }

    fn row_one(&mut self, line: &Line, found: Found, columns: &Columns, at: usize, question: &Question, row: usize) {
        let Kind::Grid(grid) = &question.kind else { return };
        let Some(row) = grid.rows.get(row) else { return };
        let (book, template) = (self.book, self.template);
        let other = if line.other { self.other_text(line, found, columns.other) } else { None };
        let Some(cell) = self.cell(&line.key, found, columns.answer) else { return };
        if values::is_dash(&book.shown(cell)) {
            return self.tidy(cell, found, question, "（無回答）");
        }
        let taken = template.finder(at).and_then(|finder| values::single(book, cell, finder));
        let choices = template.form().choices(question);
        let Some((taken, choice)) = taken.and_then(|taken| Some((taken.tidied, choices.get(taken.value)?))) else {
            return self.unreadable(line, cell, found, at, question, Some(&row.id));
        };
        let answer = RowAnswer::One { choice: choice.id.clone(), other };
        let rows = self.grids.entry(at).or_default();
        if rows.get(&row.id).is_some_and(|known| *known != answer) {
            return self.two_values(line, cell, found, at, question);
        }
        rows.insert(row.id.clone(), answer);
        if taken {
            self.tidy(cell, found, question, &choice.label);
        }
    }

    /// Which column holds which option: by its label, as far as labels are there.
    fn grid_head(&mut self, found: Found, columns: &Columns, at: usize) {
        let Some((_, question)) = self.template.form().at(at) else { return };
        let count = self.template.form().choices(question).len();
        let mut places: Vec<u32> =
            (0..u32::try_from(count).unwrap_or(0)).map(|option| columns.answer + option).collect();
        let mut heads = Vec::new();
        for cell in self.cells(found).iter().filter(|cell| Some(cell.column) != columns.key) {
            let text = self.book.text_of(cell);
            if let Some((option, _)) = text.and_then(|text| self.template.finder(at)?.find(text)) {
                heads.push((option, cell.column));
            }
        }
        if heads.len() == count {
            for (option, column) in heads {
                if let Some(place) = places.get_mut(option) {
                    *place = column;
                }
            }
        }
        self.grid_columns.insert((at, found.sheet), places);
    }

    fn row_many(
        &mut self,
        line: &Line,
        found: Found,
        columns: &Columns,
        (at, row): (usize, usize),
        question: &Question,
        used: &mut Vec<u32>,
    ) {
        let Kind::Grid(grid) = &question.kind else { return };
        let Some(row) = grid.rows.get(row) else { return };
        let choices = self.template.form().choices(question);
        let known = self.grid_columns.get(&(at, found.sheet)).cloned();
        let count = u32::try_from(choices.len()).unwrap_or(0);
        let places = known.unwrap_or_else(|| (0..count).map(|option| columns.answer + option).collect());
        let mut ticks = Ticks::default();
        for (option, (column, choice)) in places.iter().zip(choices).enumerate() {
            used.push(*column);
            let Some(cell) = self.cell(&mark_key(&line.key, &choice.id), found, *column) else { continue };
            match values::mark(self.book, cell, option + 1, &choice.label) {
                None => self.unreadable(line, cell, found, at, question, Some(&row.id)),
                Some(taken) => {
                    ticks.answered = true;
                    if taken.value {
                        ticks.ticked.push(option);
                    }
                    if taken.tidied {
                        self.tidy(cell, found, question, if taken.value { "○" } else { "（あてはまらない）" });
                    }
                }
            }
        }
        if line.other {
            let column = places.iter().max().copied().unwrap_or(columns.answer) + 1;
            used.push(column);
            let open = choices.iter().position(|choice| choice.other);
            if let (Some(open), Some(text)) = (open, self.other_text(line, found, column)) {
                ticks.others.insert(open, text);
            }
        }
        if let Some((choices, others)) = ticks.into_parts(choices) {
            let answer = RowAnswer::Many { choices, others };
            let differs = self.grids.get(&at).and_then(|rows| rows.get(&row.id)).is_some_and(|known| *known != answer);
            let first = self.cells(found).iter().find(|cell| places.contains(&cell.column));
            match first.filter(|_| differs) {
                Some(cell) => self.two_values(line, cell, found, at, question),
                None => {
                    self.grids.entry(at).or_default().insert(row.id.clone(), answer);
                }
            }
        }
    }

    fn other_text(&mut self, line: &Line, found: Found, column: u32) -> Option<String> {
        if !line.other {
            return None;
        }
        let cell = self.cell(&other_key(&line.key), found, column)?;
        values::text(self.book, cell).map(|taken| taken.value).filter(|text| !text.is_empty())
    }
}

fn number_answer(taken: Taken<f64>) -> Taken<(Answer, String)> {
    let shown = crate::workbook::shown_number(taken.value);
    Taken { value: (Answer::Number { number: taken.value }, shown), tidied: taken.tidied }
}
