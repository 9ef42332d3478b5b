//! 指摘, 照会, 整理 as pages show them.

use askama::Template;

use super::answering::{Control, QuestionView};
use crate::shared::{Choice, Facet, Fact, Frame, Pagination};

/// One finding of the office's list.
pub struct FindingLine {
    pub name: String,
    pub prefecture: String,
    pub question: String,
    pub href: String,
    pub kind: &'static str,
    pub sentence: String,
    pub explanation: String,
    pub state: &'static str,
    pub mark: &'static str,
}

/// `/surveys/{survey}/findings`
#[derive(Template)]
#[template(path = "surveys/templates/findings.html")]
pub struct FindingsPage {
    pub frame: Frame,
    pub base: String,
    /// 「回答 1,402団体のうち 37団体に 52件」
    pub figure: String,
    pub kinds: Vec<Facet>,
    pub states: Vec<Facet>,
    pub prefecture_choices: Vec<Choice>,
    /// The other filters as hidden fields.
    pub hidden: Vec<(String, String)>,
    pub rows: Vec<FindingLine>,
    pub pagination: Pagination,
    /// How many answers wait to be looked at; "" for none.
    pub stale: String,
    /// Address of the rules.
    pub rules: String,
    pub inquiries: String,
    pub edits: String,
}

/// A finding on the page of its answer.
pub struct FindingCard {
    pub id: String,
    /// Of the controls.
    pub text_id: String,
    pub note_id: String,
    pub kind: &'static str,
    pub sentence: String,
    pub state: &'static str,
    pub mark: &'static str,
    pub explanation: String,
    pub explained: String,
    pub note: String,
    pub settled: String,
    /// What names it in a form.
    pub key: String,
    pub may_explain: bool,
    pub may_settle: bool,
    pub typed: String,
    pub error: String,
}

pub struct InquiryLine {
    pub href: String,
    pub title: String,
    pub name: String,
    pub prefecture: String,
    pub question: String,
    pub state: &'static str,
    pub mark: &'static str,
    pub opened: String,
    pub changed: String,
    /// What one does with it.
    pub verb: &'static str,
}

pub struct HistoryLine {
    pub at: String,
    pub before: String,
    pub after: String,
    pub by: String,
    pub way: &'static str,
    pub reason: String,
    /// Taken back, or takes something back.
    pub remark: String,
    /// The version of the edit when it may be taken back.
    pub undo: Option<i64>,
}

/// A form with one text.
#[derive(Default)]
pub struct TextForm {
    pub value: String,
    pub error: String,
}

/// The question and what hangs on it, to put right.
pub struct CorrectForm {
    pub questions: Vec<QuestionView>,
    pub errors: Vec<(String, String)>,
    pub reason: TextForm,
}

/// `/surveys/{survey}/{code}/questions/{question}`
#[derive(Template)]
#[template(path = "surveys/templates/question.html")]
pub struct QuestionPage {
    pub frame: Frame,
    pub base: String,
    pub facts: Vec<Fact>,
    pub findings: Vec<FindingCard>,
    pub inquiries: Vec<InquiryLine>,
    pub history: Vec<HistoryLine>,
    /// The office asks; with the finding it is about.
    pub ask: Option<TextForm>,
    pub about: Vec<Choice>,
    pub clean: Option<CorrectForm>,
    pub undo: TextForm,
    pub answers: String,
}

pub struct MessageLine {
    pub at: String,
    pub by: String,
    pub act: &'static str,
    pub body: String,
}

/// `/surveys/{survey}/{code}/inquiries/{inquiry}`
#[derive(Template)]
#[template(path = "surveys/templates/inquiry.html")]
pub struct InquiryPage {
    pub frame: Frame,
    pub action: String,
    pub state: &'static str,
    pub mark: &'static str,
    pub facts: Vec<Fact>,
    /// What it is about, when it is about a finding.
    pub finding: String,
    pub messages: Vec<MessageLine>,
    pub last: i64,
    /// The respondent answers.
    pub reply: Option<TextForm>,
    /// … and may put her answer right.
    pub correct: Option<CorrectForm>,
    /// Why she may not, when she may not.
    pub closed: String,
    /// The office asks again, or settles.
    pub office: Option<(TextForm, TextForm)>,
    pub question: String,
    pub back: String,
}

/// `/surveys/{survey}/inquiries`
#[derive(Template)]
#[template(path = "surveys/templates/inquiries.html")]
pub struct InquiriesPage {
    pub frame: Frame,
    pub states: Vec<Facet>,
    pub rows: Vec<InquiryLine>,
    pub pagination: Pagination,
    pub findings: String,
}

pub struct EditLine {
    pub name: String,
    pub prefecture: String,
    pub question: String,
    pub href: String,
    pub at: String,
    pub before: String,
    pub after: String,
    pub by: String,
    pub reason: String,
    pub remark: String,
}

/// `/surveys/{survey}/edits`
#[derive(Template)]
#[template(path = "surveys/templates/edits.html")]
pub struct EditsPage {
    pub frame: Frame,
    pub rows: Vec<EditLine>,
    pub pagination: Pagination,
    pub csv: String,
    pub findings: String,
}
