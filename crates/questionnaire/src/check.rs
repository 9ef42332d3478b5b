//! What is wrong with the answers of one respondent.

use serde::Serialize;

use crate::answers::{Answer, Answers};
use crate::condition::{Condition, Value, Values};
use crate::form::{Applicable, Form};
use crate::kinds::{self, Kind};
use crate::model::{Choice, Question};

/// One thing to put right. Sorted by the order of the questions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// Question id.
    pub question: String,
    /// Row of a grid.
    pub row: Option<String>,
    pub kind: FindingKind,
    /// Japanese; says what is wrong and what to do. The place is for the caller to add.
    pub sentence: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum FindingKind {
    /// A required question is 無回答. Only when strict.
    Missing,
    /// 非該当, and answered all the same.
    NotAsked,
    /// 非該当 only because the question it follows is 無回答.
    ParentMissing,
    /// More than 「3つまで」.
    TooMany,
    TooFew,
    ExclusiveCombined,
    /// 「その他」 without what. Only when strict.
    OtherTextMissing,
    OtherTextWithoutChoice,
    OutOfRange,
    Decimals,
    TooLong,
    /// An option the list does not have, or not for this respondent.
    UnknownChoice,
    UnknownQuestion,
    /// A text where a number is asked, and the like.
    WrongType,
    /// The question's own condition.
    Constraint,
}

impl FindingKind {
    /// Does it only say that something is not there yet? Drafts are not told so.
    pub fn is_about_absence(self) -> bool {
        matches!(self, Self::Missing | Self::OtherTextMissing)
    }
}

/// Every finding, in the order of the questions. `strict` is for handing in: what is missing counts.
pub fn check(form: &Form, answers: &Answers, strict: bool) -> Vec<Finding> {
    let who = form.applicable(answers);
    check_with(form, answers, &who, strict)
}

/// [`check`] when it is already known who is asked what.
pub fn check_with(form: &Form, answers: &Answers, who: &Applicable, strict: bool) -> Vec<Finding> {
    let mut found = Vec::new();
    for (at, _, question) in form.questions() {
        let answer = answers.get(&question.id);
        let mut checking = Checking { form, question, answers, strict, row: None, found: &mut found };
        match answer {
            None => {
                if who.question(at) && question.kind.is_asked() {
                    checking.missing();
                }
            }
            Some(_) if !who.question(at) => {
                let section = form.at(at).and_then(|(section, _)| section.relevant.as_ref());
                let condition = question.relevant.as_ref().or(section);
                checking.not_asked(condition);
            }
            Some(answer) => {
                checking.by_kind(answer, who, at);
                if !form.constraint_holds(question, answer, answers, who)
                    && let Some(constraint) = &question.constraint
                {
                    checking.say(FindingKind::Constraint, constraint.message.clone());
                }
            }
        }
    }
    for id in answers.0.keys().filter(|id| form.position(id).is_none()) {
        found.push(Finding {
            question: id.clone(),
            row: None,
            kind: FindingKind::UnknownQuestion,
            sentence: format!("「{id}」という設問はこの調査票にありません。"),
        });
    }
    found
}

/// One question under check.
pub struct Checking<'a> {
    form: &'a Form,
    question: &'a Question,
    answers: &'a Answers,
    strict: bool,
    row: Option<(&'a str, &'a str)>,
    found: &'a mut Vec<Finding>,
}

impl<'a> Checking<'a> {
    fn by_kind(&mut self, answer: &'a Answer, who: &Applicable, at: usize) {
        match &self.question.kind {
            Kind::Single(_) => kinds::single::check(self, answer),
            Kind::Multiple(kind) => kinds::multiple::check(self, kind, answer),
            Kind::Number(kind) => kinds::number::check(self, kind, answer),
            Kind::Amount(kind) => kinds::amount::check(self, kind, answer),
            Kind::Text(kind) => kinds::text::check(self, kind, answer),
            Kind::LongText(kind) => kinds::long_text::check(self, kind, answer),
            Kind::Date(kind) => kinds::date::check(self, kind, answer),
            Kind::Grid(kind) => kinds::grid::check(self, kind, answer, who, at),
            Kind::Note(_) => kinds::note::check(self),
        }
    }

    pub(crate) fn in_row(&mut self, row: Option<(&'a str, &'a str)>) {
        self.row = row;
    }

    pub(crate) fn say(&mut self, kind: FindingKind, sentence: String) {
        if kind.is_about_absence() && !self.strict {
            return;
        }
        let sentence = match self.row {
            Some((_, label)) => format!("「{label}」の行: {sentence}"),
            None => sentence,
        };
        let row = self.row.map(|(id, _)| id.to_owned());
        self.found.push(Finding { question: self.question.id.clone(), row, kind, sentence });
    }

    pub(crate) fn choice(&self, id: &str) -> Option<&'a Choice> {
        self.form.choices(self.question).iter().find(|choice| choice.id == id)
    }

    /// Says so when the choice filter does not offer the option.
    pub(crate) fn offered(&mut self, id: &str) {
        if self.question.choice_filter.is_none() {
            return;
        }
        let offered = self.form.choices_offered(self.question, self.answers);
        if !offered.iter().any(|choice| choice.id == id)
            && let Some(choice) = self.choice(id)
        {
            let sentence = format!("「{}」は、ほかの設問の答えと合わないため選べません。", choice.label);
            self.say(FindingKind::UnknownChoice, sentence);
        }
    }

    pub(crate) fn unknown_choice(&mut self, id: &str) {
        let sentence = format!("「{id}」は選択肢にありません。選択肢から選び直してください。");
        self.say(FindingKind::UnknownChoice, sentence);
    }

    pub(crate) fn wrong_type(&mut self) {
        let sentence = format!("答えの種類が違います。この設問は「{}」です。", self.question.kind.label());
        self.say(FindingKind::WrongType, sentence);
    }

    pub(crate) fn missing_text(&mut self, label: &str) {
        self.say(FindingKind::OtherTextMissing, format!("「{label}」の内容を書いてください。"));
    }

    pub(crate) fn missing(&mut self) {
        if self.question.required {
            self.say(FindingKind::Missing, "答えがありません。回答してください。".to_owned());
        }
    }

    /// Answered although 非該当; if the question it hangs on is blank, that is what to say.
    pub(crate) fn not_asked(&mut self, condition: Option<&Condition>) {
        let Some(condition) = condition else { return };
        let blank = condition
            .variables()
            .into_iter()
            .find(|name| matches!(Plain(self.form, self.answers).variable(name), Value::Blank));
        let names: &Form = self.form;
        let (kind, sentence) = match blank {
            Some(parent) => {
                let parent = crate::condition::Names::question(names, parent);
                (
                    FindingKind::ParentMissing,
                    format!("{parent}の答えがないため、この設問の答えを数えられません。{parent}に答えてください。"),
                )
            }
            None => {
                let who = condition.in_japanese(names);
                (
                    FindingKind::NotAsked,
                    format!(
                        "この設問は「{who}」だけが答えるものです。元の設問の答えを直すか、この答えを消してください。"
                    ),
                )
            }
        };
        self.say(kind, sentence);
    }
}

/// Is something written there, whoever is asked?
struct Plain<'a>(&'a Form, &'a Answers);

impl Values for Plain<'_> {
    fn variable(&self, name: &str) -> Value<'_> {
        if self.1.get(name).is_some() {
            return Value::Text("answered");
        }
        let row_answered =
            self.0.questions().any(|(_, _, question)| match (&question.kind, self.1.get(&question.id)) {
                (Kind::Grid(_), Some(Answer::Grid { rows })) => name
                    .strip_prefix(&question.id)
                    .and_then(|rest| rest.strip_prefix('_'))
                    .is_some_and(|row| rows.contains_key(row)),
                _ => false,
            });
        if row_answered { Value::Text("answered") } else { Value::Blank }
    }
}
