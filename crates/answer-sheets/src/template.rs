//! A form made ready for sheets: its layout, and its options by every spelling people use. Costly to make, cheap to share.

use std::collections::HashMap;
use std::sync::Arc;

use japanese::fold::fold;
use questionnaire::{Choice, Form};

use crate::layout::{LaidSheet, Line, lay_out, numbered};

/// See the module.
#[derive(Clone, Debug)]
pub struct Template {
    form: Arc<Form>,
    sheets: Vec<LaidSheet>,
    /// Key → (sheet, line).
    keys: HashMap<String, (usize, usize)>,
    /// Per list: its options by spelling.
    finders: HashMap<String, Finder>,
    /// Flat number of the first line of each sheet, and of all.
    first: Vec<usize>,
    lines: usize,
}

/// Options by spelling.
#[derive(Clone, Debug, Default)]
pub(crate) struct Finder {
    exact: HashMap<String, usize>,
    folded: HashMap<String, usize>,
    count: usize,
}

impl Finder {
    fn new(choices: &[Choice]) -> Self {
        let mut finder = Self { count: choices.len(), ..Self::default() };
        for (at, choice) in choices.iter().enumerate() {
            let label = numbered(at, choice);
            finder.exact.insert(label.clone(), at);
            finder.folded.entry(fold(&label)).or_insert(at);
        }
        // Plain labels and ids after the numbered ones, which are surer.
        for (at, choice) in choices.iter().enumerate() {
            finder.folded.entry(folded(&choice.label)).or_insert(at);
            finder.folded.entry(fold(&choice.id)).or_insert(at);
        }
        finder
    }

    /// The option a text means, and whether it was written just so.
    pub(crate) fn find(&self, text: &str) -> Option<(usize, bool)> {
        if let Some(at) = self.exact.get(text) {
            return Some((*at, true));
        }
        let tidy = japanese::fold::tidy(text);
        let key = folded(&tidy);
        if let Some(at) = self.folded.get(&key) {
            return Some((*at, false));
        }
        let (number, rest) = split_number(&key);
        match number {
            Some(number) if rest.is_empty() => (1..=self.count).contains(&number).then(|| (number - 1, false)),
            // 「2．設置していない」 with any kind of point: the words count, and the number must not contradict them.
            Some(number) => self.folded.get(rest).copied().filter(|at| at + 1 == number).map(|at| (at, false)),
            None => None,
        }
    }
}

/// [`fold`], without quotation marks around and a full stop behind.
fn folded(text: &str) -> String {
    let text = text.trim().trim_matches(['「', '」', '"', '\'', '“', '”']).trim_end_matches('。');
    fold(text).trim().to_owned()
}

/// 「2. 設置」 → (2, 設置)
fn split_number(text: &str) -> (Option<usize>, &str) {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let number = text[..digits].parse().ok();
    let rest = text[digits..].trim_start_matches(['.', ')', ':', '、', '．', '：', '）', ' ', '-', '・', '番']).trim();
    (number, rest)
}

impl Template {
    pub fn new(form: impl Into<Arc<Form>>) -> Self {
        let form = form.into();
        let sheets = lay_out(&form);
        let mut keys = HashMap::new();
        let mut first = Vec::new();
        let mut lines = 0;
        for (sheet_at, sheet) in sheets.iter().enumerate() {
            first.push(lines);
            lines += sheet.lines.len();
            for (line_at, line) in sheet.lines.iter().enumerate() {
                keys.insert(line.key.clone(), (sheet_at, line_at));
            }
        }
        let finders =
            form.definition().lists.iter().map(|(name, choices)| (name.clone(), Finder::new(choices))).collect();
        Self { form, sheets, keys, finders, first, lines }
    }

    pub fn form(&self) -> &Form {
        &self.form
    }

    /// Names of the sheets that hold questions, in order.
    pub fn sheet_names(&self) -> impl Iterator<Item = &str> {
        self.sheets.iter().map(|sheet| sheet.name.as_str())
    }

    pub(crate) fn sheets(&self) -> &[LaidSheet] {
        &self.sheets
    }

    pub(crate) fn line(&self, sheet: usize, line: usize) -> Option<&Line> {
        self.sheets.get(sheet)?.lines.get(line)
    }

    pub(crate) fn find_key(&self, key: &str) -> Option<(usize, usize)> {
        self.keys.get(key).copied()
    }

    /// Number of the line over all sheets.
    pub(crate) fn flat(&self, sheet: usize, line: usize) -> usize {
        self.first.get(sheet).copied().unwrap_or(0) + line
    }

    pub(crate) fn line_count(&self) -> usize {
        self.lines
    }

    /// The options of a question (by flat position), findable.
    pub(crate) fn finder(&self, question: usize) -> Option<&Finder> {
        let (_, question) = self.form.at(question)?;
        self.finders.get(question.kind.list()?)
    }
}
