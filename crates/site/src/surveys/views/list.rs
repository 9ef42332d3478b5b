//! The list of surveys, what one of them is, its questionnaire to read.

use askama::Template;

use crate::shared::{Fact, Frame, Link};

pub struct AskedRow {
    /// 「締切を59日過ぎています。…」; empty while it is not late.
    pub late: String,
    pub title: String,
    pub respondent: String,
    pub state: &'static str,
    pub mark: &'static str,
    pub due: String,
    pub href: String,
    pub verb: &'static str,
}

pub struct SurveyLine {
    pub title: String,
    pub href: String,
    pub year: String,
    pub programme: String,
    pub respondent: String,
    pub period: String,
    pub state: &'static str,
    pub mark: &'static str,
    pub collected: String,
}

/// `/surveys`
#[derive(Template)]
#[template(path = "surveys/templates/list.html")]
pub struct ListPage {
    pub frame: Frame,
    pub asked: Vec<AskedRow>,
    pub surveys: Vec<SurveyLine>,
    pub elsewhere: Vec<Link>,
    /// For those who make surveys.
    pub may_make: bool,
}

/// `/surveys/{survey}`
#[derive(Template)]
#[template(path = "surveys/templates/about.html")]
pub struct AboutPage {
    pub frame: Frame,
    pub state: &'static str,
    pub mark: &'static str,
    pub note: String,
    pub facts: Vec<Fact>,
    pub verbs: Vec<Link>,
    pub contact: Vec<Fact>,
}

pub struct PrintedQuestion {
    pub id: String,
    pub number: String,
    pub text: String,
    pub hint: String,
    pub instruction: String,
    pub required: bool,
    pub asked_of: String,
    pub options: Vec<String>,
    pub rows: Vec<String>,
    pub is_note: bool,
}

pub struct PrintedSection {
    pub id: String,
    pub title: String,
    pub note: String,
    pub questions: Vec<PrintedQuestion>,
}

/// `/surveys/{survey}/questions`
#[derive(Template)]
#[template(path = "surveys/templates/questions.html")]
pub struct QuestionsPage {
    pub frame: Frame,
    pub note: String,
    pub count: usize,
    pub sections: Vec<PrintedSection>,
}
