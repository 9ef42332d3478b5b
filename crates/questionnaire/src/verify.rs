//! Is a definition sound? Every fault names the thing it is about, so that an importer can point at the cell.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::fmt;

use crate::condition::{Condition, Operand};
use crate::kinds::Kind;
use crate::model::{Definition, Question};

/// As many as the name of every town and prefecture has at most.
pub const NAME_LETTERS: u32 = 10;
pub const MOST_QUESTIONS: usize = 400;
pub const MOST_SECTIONS: usize = 60;
pub const MOST_CHOICES: usize = 200;
pub const MOST_LISTS: usize = 400;
pub const MOST_ROWS: usize = 60;
pub const MOST_ID_LETTERS: usize = 60;
pub const MOST_TEXT_LETTERS: usize = 1_000;
/// A label must fit into a drop-down of a spreadsheet.
pub const MOST_LABEL_LETTERS: usize = 200;

/// What a fault is about. Positions count from 0.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Subject {
    Whole,
    Section {
        at: usize,
    },
    /// Flat position over all sections; `field` as in XLSForm (`name`, `label`, `relevant`, `constraint`, `choice_filter`, `type`).
    Question {
        at: usize,
        field: &'static str,
    },
    /// A row of a grid.
    Row {
        question: usize,
        row: usize,
        field: &'static str,
    },
    List {
        list: String,
    },
    Choice {
        list: String,
        at: usize,
        field: &'static str,
    },
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DefinitionFault {
    pub subject: Subject,
    /// 「問8-1-2」, 「選択肢リスト issues」: for people, when there is no cell.
    pub place: String,
    /// Japanese, says what to do.
    pub sentence: String,
}

impl fmt::Display for DefinitionFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.sentence)
    }
}

/// Every fault; empty when the definition may be published.
pub fn verify(definition: &Definition) -> Vec<DefinitionFault> {
    let mut verifying =
        Verifying { definition, questions: Vec::new(), names: HashMap::new(), doubles: false, faults: Vec::new() };
    verifying.questions = definition.questions().map(|(_, question)| question).collect();
    verifying.whole();
    verifying.lists();
    verifying.names();
    verifying.each_question();
    // Where two questions bear one name it cannot be said which of them a condition means.
    if !verifying.doubles {
        verifying.circles();
    }
    verifying.faults
}

struct Verifying<'a> {
    definition: &'a Definition,
    questions: Vec<&'a Question>,
    /// Variable → flat position of its question.
    names: HashMap<String, usize>,
    /// Two variables bear one name.
    doubles: bool,
    faults: Vec<DefinitionFault>,
}

fn is_id(id: &str) -> bool {
    id.chars().count() <= MOST_ID_LETTERS
        && id.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && id.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

/// Options may also be called by numbers, as XLSForm authors like to.
fn is_option_id(id: &str) -> bool {
    !id.is_empty()
        && id.chars().count() <= MOST_ID_LETTERS
        && id.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'))
}

/// Characters nobody sees; one of the databases refuses some of them, workbooks others.
fn has_unseen(text: &str) -> bool {
    text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t'))
}

const UNSEEN: &str = "目に見えない制御文字が入っています。打ち直してください。";

const ID_RULE: &str = "半角の英字で始まり、英字・数字・「_」だけの60文字以内にしてください。";

impl<'a> Verifying<'a> {
    fn fault(&mut self, subject: Subject, sentence: impl Into<String>) {
        let place = match &subject {
            Subject::Whole => "調査票".to_owned(),
            Subject::Section { at } => {
                let title = self.definition.sections.get(*at).map_or("", |section| section.title.as_str());
                format!("セクション「{title}」")
            }
            Subject::Question { at, .. } | Subject::Row { question: at, .. } => {
                self.questions.get(*at).map_or_else(String::new, |question| question.name())
            }
            Subject::List { list } | Subject::Choice { list, .. } => format!("選択肢リスト「{list}」"),
        };
        self.faults.push(DefinitionFault { subject, place, sentence: sentence.into() });
    }

    fn whole(&mut self) {
        let definition = self.definition;
        if !is_id(&definition.id) {
            self.fault(Subject::Whole, format!("調査票のID「{}」は使えません。{ID_RULE}", definition.id));
        }
        if definition.title.trim().is_empty() {
            self.fault(Subject::Whole, "題名がありません。");
        }
        if has_unseen(&definition.title) || has_unseen(&definition.note) {
            self.fault(Subject::Whole, UNSEEN);
        }
        if !(1990..=2100).contains(&definition.fiscal_year) {
            self.fault(Subject::Whole, "年度は西暦で1990から2100までにしてください。");
        }
        if definition.edition == 0 {
            self.fault(Subject::Whole, "版は1からにしてください。");
        }
        if self.questions.is_empty() {
            self.fault(Subject::Whole, "設問がありません。");
        }
        if self.questions.len() > MOST_QUESTIONS {
            let count = self.questions.len();
            self.fault(Subject::Whole, format!("設問が{count}あります。{MOST_QUESTIONS}までです。"));
        }
        if definition.sections.len() > MOST_SECTIONS {
            self.fault(Subject::Whole, format!("セクションは{MOST_SECTIONS}までです。"));
        }
        let mut seen = HashSet::new();
        for (at, section) in definition.sections.iter().enumerate() {
            if !is_id(&section.id) {
                self.fault(Subject::Section { at }, format!("ID「{}」は使えません。{ID_RULE}", section.id));
            }
            if !seen.insert(section.id.as_str()) {
                self.fault(
                    Subject::Section { at },
                    format!("ID「{}」が重なっています。別の名前にしてください。", section.id),
                );
            }
            if section.title.trim().is_empty() {
                self.fault(Subject::Section { at }, "題名がありません。");
            }
            if has_unseen(&section.title) || has_unseen(&section.note) {
                self.fault(Subject::Section { at }, UNSEEN);
            }
        }
    }

    fn lists(&mut self) {
        let definition = self.definition;
        if definition.lists.len() > MOST_LISTS {
            self.fault(Subject::Whole, format!("選択肢リストは{MOST_LISTS}までです。"));
        }
        for (list, choices) in &definition.lists {
            if !is_option_id(list) {
                self.fault(Subject::List { list: list.clone() }, format!("リスト名「{list}」は使えません。{ID_RULE}"));
            }
            if choices.is_empty() {
                self.fault(Subject::List { list: list.clone() }, "選択肢がありません。1つ以上書いてください。");
            }
            if choices.len() > MOST_CHOICES {
                self.fault(Subject::List { list: list.clone() }, format!("選択肢は{MOST_CHOICES}までです。"));
            }
            let (mut ids, mut labels) = (HashSet::new(), HashSet::new());
            for (at, choice) in choices.iter().enumerate() {
                let subject = |field| Subject::Choice { list: list.clone(), at, field };
                if !is_option_id(&choice.id) {
                    self.fault(
                        subject("name"),
                        format!("選択肢のID「{}」は使えません。半角の英数字と「_」「-」にしてください。", choice.id),
                    );
                }
                if !ids.insert(choice.id.as_str()) {
                    self.fault(subject("name"), format!("選択肢のID「{}」が重なっています。", choice.id));
                }
                if choice.label.trim().is_empty() {
                    self.fault(subject("label"), format!("選択肢「{}」の表示がありません。", choice.id));
                } else if !labels.insert(japanese::fold::fold(&choice.label)) {
                    self.fault(
                        subject("label"),
                        format!("表示「{}」が重なっています。読み分けられる言い方にしてください。", choice.label),
                    );
                }
                if has_unseen(&choice.label) {
                    self.fault(subject("label"), UNSEEN);
                }
                if choice.label.chars().count() > MOST_LABEL_LETTERS || choice.label.contains('\n') {
                    self.fault(subject("label"), format!("表示は改行なしの{MOST_LABEL_LETTERS}文字までです。"));
                }
            }
        }
    }

    fn names(&mut self) {
        for at in 0..self.questions.len() {
            let question = self.questions[at];
            if !is_id(&question.id) {
                let sentence = format!("設問のID「{}」は使えません。{ID_RULE}", question.id);
                self.fault(Subject::Question { at, field: "name" }, sentence);
            }
            if self.names.insert(question.id.clone(), at).is_some() {
                self.doubles = true;
                let sentence = format!("設問のID「{}」が重なっています。別の名前にしてください。", question.id);
                self.fault(Subject::Question { at, field: "name" }, sentence);
            }
            if let Kind::Grid(grid) = &question.kind {
                for (row_at, row) in grid.rows.iter().enumerate() {
                    let subject = |field| Subject::Row { question: at, row: row_at, field };
                    let name = format!("{}_{}", question.id, row.id);
                    if !is_option_id(&row.id) || row.id.contains('-') {
                        self.fault(subject("name"), format!("行のID「{}」は使えません。{ID_RULE}", row.id));
                    }
                    if row.label.trim().is_empty() {
                        self.fault(subject("label"), format!("行「{}」の表示がありません。", row.id));
                    }
                    if self.names.insert(name.clone(), at).is_some() {
                        self.doubles = true;
                        self.fault(subject("name"), format!("ID「{name}」が重なっています。別の名前にしてください。"));
                    }
                }
            }
        }
    }

    fn each_question(&mut self) {
        let definition = self.definition;
        for (at, section) in definition.sections.iter().enumerate() {
            if let Some(condition) = &section.relevant {
                self.condition(Subject::Section { at }, condition, None, &[]);
            }
        }
        for at in 0..self.questions.len() {
            let question = self.questions[at];
            let subject = |field| Subject::Question { at, field };
            if question.text.trim().is_empty() {
                self.fault(subject("label"), "設問文がありません。");
            }
            if question.text.chars().count() > MOST_TEXT_LETTERS || question.hint.chars().count() > MOST_TEXT_LETTERS {
                self.fault(subject("label"), format!("設問文と説明は、それぞれ{MOST_TEXT_LETTERS}文字までです。"));
            }
            let message = question.constraint.as_ref().map_or("", |constraint| constraint.message.as_str());
            let of_kind: Vec<&str> = match &question.kind {
                Kind::Grid(grid) => grid.rows.iter().map(|row| row.label.as_str()).collect(),
                Kind::Number(number) => vec![&number.unit],
                _ => Vec::new(),
            };
            let texts = [&*question.text, &question.hint, &question.number, message];
            if texts.into_iter().chain(of_kind).any(has_unseen) {
                self.fault(subject("label"), UNSEEN);
            }
            if let Some(list) = question.kind.list()
                && !definition.lists.contains_key(list)
            {
                self.fault(subject("type"), format!("選択肢リスト「{list}」がありません。choices に書いてください。"));
            }
            if question.own_name {
                let room = |most: Option<u32>| most.is_none_or(|most| most >= NAME_LETTERS);
                if !matches!(&question.kind, Kind::Text(text) if room(text.most_letters)) {
                    let sentence =
                        format!("団体名を入れておけるのは、{NAME_LETTERS}文字以上を書ける1行の文字の設問だけです。");
                    self.fault(subject("own_name"), sentence);
                }
            }
            self.limits(at, question);
            let columns: Vec<String> = self.columns_of(question);
            if let Some(condition) = &question.relevant {
                self.condition(subject("relevant"), condition, None, &[]);
            }
            if let Some(constraint) = &question.constraint {
                self.condition(subject("constraint"), &constraint.condition, Some(question), &[]);
                if constraint.message.trim().is_empty() {
                    self.fault(subject("constraint"), "条件に合わないときの文がありません。");
                }
            }
            if let Some(condition) = &question.choice_filter {
                if question.kind.list().is_none() {
                    self.fault(subject("choice_filter"), "選択肢のない設問には使えません。");
                }
                self.condition(subject("choice_filter"), condition, None, &columns);
            }
        }
    }

    fn columns_of(&self, question: &Question) -> Vec<String> {
        let names = self.definition.choices(question).iter().flat_map(|choice| choice.filter.keys().cloned());
        let mut names: BTreeSet<String> = names.collect();
        names.insert("name".to_owned());
        names.into_iter().collect()
    }

    fn limits(&mut self, at: usize, question: &'a Question) {
        let choices = self.definition.choices(question);
        let open = u32::try_from(choices.iter().filter(|choice| !choice.exclusive).count()).unwrap_or(u32::MAX);
        let subject = Subject::Question { at, field: "type" };
        match &question.kind {
            Kind::Multiple(kind) => {
                if kind.most == Some(0) || kind.least.zip(kind.most).is_some_and(|(least, most)| least > most) {
                    self.fault(subject, "選べる数の下限と上限が合いません。");
                } else if kind.least.is_some_and(|least| least > open && !choices.is_empty()) {
                    self.fault(subject, "選択肢の数より多く選ばせることはできません。");
                }
            }
            Kind::Number(kind) => {
                if kind.decimals > 6 {
                    self.fault(subject, "小数は6桁までです。");
                } else if kind.least.zip(kind.most).is_some_and(|(least, most)| least > most) {
                    self.fault(subject, "数の下限が上限より大きくなっています。");
                }
            }
            Kind::Amount(kind) if kind.least.zip(kind.most).is_some_and(|(least, most)| least > most) => {
                self.fault(subject, "金額の下限が上限より大きくなっています。");
            }
            Kind::Date(kind) if kind.least.zip(kind.most).is_some_and(|(least, most)| least > most) => {
                self.fault(subject, "日付の下限が上限より後になっています。");
            }
            Kind::Grid(kind) => {
                if kind.rows.is_empty() || kind.rows.len() > MOST_ROWS {
                    self.fault(subject, format!("表の行は1から{MOST_ROWS}までです。"));
                }
                for (row_at, row) in kind.rows.iter().enumerate() {
                    if let Some(condition) = &row.relevant {
                        let subject = Subject::Row { question: at, row: row_at, field: "relevant" };
                        self.condition(subject, condition, None, &[]);
                    }
                }
            }
            Kind::Note(_) if question.required => self.fault(subject, "説明は必須にできません。"),
            _ => {}
        }
    }

    /// Unknown variables, unknown options, `.` where there is no answer, bare words outside a choice filter.
    fn condition(&mut self, subject: Subject, condition: &'a Condition, own: Option<&'a Question>, columns: &[String]) {
        let mut sentences = Vec::new();
        condition.each_operand(&mut |operand| match operand {
            Operand::Variable(name) if !self.names.contains_key(name) => {
                sentences.push(format!("「${{{name}}}」という設問がありません。"));
            }
            Operand::Variable(name) if self.takes_no_answer(name) => {
                sentences.push(format!("「${{{name}}}」は説明で、答えがありません。条件には使えません。"));
            }
            Operand::Own if own.is_none() => {
                sentences.push("「.」は constraint だけで使えます。".to_owned());
            }
            Operand::Column(name) if !columns.contains(name) => {
                sentences.push(format!("「{name}」は使えません。設問は ${{{name}}}、文字は '{name}' と書きます。"));
            }
            _ => {}
        });
        for (operand, option) in condition.options_named() {
            let question = match operand {
                Operand::Variable(name) => self.names.get(name).map(|at| self.questions[*at]),
                Operand::Own => own,
                _ => None,
            };
            let Some(question) = question else { continue };
            let choices = self.definition.choices(question);
            if question.kind.list().is_some() && !choices.is_empty() && !choices.iter().any(|c| c.id == option) {
                sentences.push(format!("{}に「{option}」という選択肢がありません。", question.name()));
            }
        }
        for sentence in sentences {
            self.fault(subject.clone(), sentence);
        }
    }

    fn takes_no_answer(&self, name: &str) -> bool {
        self.names.get(name).and_then(|at| self.questions.get(*at)).is_some_and(|question| !question.kind.is_asked())
    }

    /// Branching must not go in circles: by depth-first walk, naming the way.
    fn circles(&mut self) {
        let mut hangs_on: Vec<Vec<usize>> = Vec::new();
        for (section, question) in self.definition.questions() {
            let mut on: Vec<usize> = Vec::new();
            let mut add = |condition: &Condition| {
                on.extend(condition.variables().iter().filter_map(|name| self.names.get(*name)));
            };
            section.relevant.iter().chain(&question.relevant).for_each(&mut add);
            if let Kind::Grid(grid) = &question.kind {
                grid.rows.iter().filter_map(|row| row.relevant.as_ref()).for_each(&mut add);
            }
            hangs_on.push(on);
        }
        let mut done = vec![false; hangs_on.len()];
        let mut told = HashSet::new();
        for start in 0..hangs_on.len() {
            // (question, next branch to look at): explicit, so that a long chain does not exhaust the stack.
            let mut way: Vec<(usize, usize)> = vec![(start, 0)];
            while let Some((at, branch)) = way.last().copied() {
                if done[at] {
                    way.pop();
                    continue;
                }
                let Some(&next) = hangs_on[at].get(branch) else {
                    done[at] = true;
                    way.pop();
                    continue;
                };
                if let Some(last) = way.last_mut() {
                    last.1 += 1;
                }
                if let Some(from) = way.iter().position(|(on, _)| *on == next) {
                    let names: Vec<String> = way[from..].iter().map(|(on, _)| self.questions[*on].name()).collect();
                    if told.insert(next) {
                        let sentence = format!(
                            "表示の条件が輪になっています（{} → {}）。どれか1つの条件を外してください。",
                            names.join(" → "),
                            self.questions[next].name()
                        );
                        self.fault(Subject::Question { at: next, field: "relevant" }, sentence);
                    }
                } else if !done[next] {
                    way.push((next, 0));
                }
            }
        }
    }
}
