//! One respondent: where it stands, what happened, everything answered.

use askama::Template;

use super::answering::AsideRow;
use super::checking::InquiryLine;
use crate::shared::{DateBoxes, Fact, Frame, Link};

pub struct SectionRow {
    pub title: String,
    pub progress: String,
    pub mark: &'static str,
    pub word: String,
    /// Empty where she may not write.
    pub href: String,
    pub verb: &'static str,
}

pub struct StepRow {
    pub at: String,
    pub step: &'static str,
    pub by: String,
    pub remark: String,
}

pub struct ChangeRow {
    pub at: String,
    pub question: String,
    pub before: String,
    pub after: String,
    pub by: String,
    pub way: &'static str,
    pub note: String,
}

/// The verbs of office and prefecture on one respondent, with what was tried and refused.
#[derive(Default)]
#[allow(clippy::struct_excessive_bools, reason = "one per verb")]
pub struct Desk {
    pub may_return: bool,
    pub may_accept: bool,
    pub may_extend: bool,
    pub may_set_aside: bool,
    /// She came by a code, and may have a new one.
    pub by_code: bool,
    pub reason: String,
    pub reason_error: String,
    pub aside: String,
    pub aside_error: String,
    pub due: DateBoxes,
    pub due_error: String,
}

impl Desk {
    pub fn is_there(&self) -> bool {
        self.may_return || self.may_accept || self.may_extend || self.may_set_aside
    }
}

/// `/surveys/{survey}/{code}`
#[derive(Template)]
#[template(path = "surveys/templates/own.html")]
pub struct OwnPage {
    pub frame: Frame,
    pub base: String,
    pub facts: Vec<Fact>,
    pub state: &'static str,
    pub mark: &'static str,
    /// Why it came back; empty when it did not.
    pub returned_because: String,
    /// That the questionnaire was corrected since the last save; empty when not.
    pub corrected: String,
    /// Answers of earlier editions that no longer fit.
    pub aside: Vec<AsideRow>,
    pub sections: Vec<SectionRow>,
    pub verbs: Vec<Link>,
    /// 確認の依頼, newest first.
    pub inquiries: Vec<InquiryLine>,
    pub steps: Vec<StepRow>,
    pub changes: Vec<ChangeRow>,
    /// Changes that are not shown, older ones.
    pub more_changes: usize,
    pub desk: Desk,
    /// Only for the body itself.
    pub sharing: Option<Sharing>,
}

/// 共有: whether the others see these answers under the body's name.
pub struct Sharing {
    /// 「令和8年11月27日 10:00から（… が決めました）」; empty when not.
    pub since: String,
    /// Consents that ended.
    pub before: Vec<String>,
    /// Whom it is shown to: 「市町村」.
    pub others: &'static str,
}

pub struct AnsweredRow {
    pub number: String,
    pub text: String,
    /// Lines.
    pub answer: Vec<String>,
    /// `""`, 「答えなし」 or 「対象外」
    pub gap: &'static str,
    pub id: String,
    /// The page of the one answer: findings, inquiries, history.
    pub href: String,
}

pub struct AnsweredSection {
    pub id: String,
    pub title: String,
    pub rows: Vec<AnsweredRow>,
}

/// `/surveys/{survey}/{code}/answers`
#[derive(Template)]
#[template(path = "surveys/templates/answers.html")]
pub struct AnswersPage {
    pub frame: Frame,
    pub facts: Vec<Fact>,
    pub sections: Vec<AnsweredSection>,
    pub aside: Vec<AsideRow>,
    pub back: String,
    /// Of the body that answered.
    pub code: String,
    /// Title of the survey.
    pub source: String,
    /// Question and answer of what a case can be made of; empty for who writes none.
    pub told: Vec<(String, String)>,
}
