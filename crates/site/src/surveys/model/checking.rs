//! 指摘, 照会, 整理: what needs a look, what was asked about it, what was put right.

use questionnaire::soft::{SoftFinding, SoftKind};

/// Where the office is with a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum FindingState {
    New,
    Explained,
    Asked,
    Answered,
    Settled,
}

impl FindingState {
    pub const EVERY: [Self; 5] = [Self::New, Self::Explained, Self::Asked, Self::Answered, Self::Settled];

    pub fn id(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Explained => "explained",
            Self::Asked => "asked",
            Self::Answered => "answered",
            Self::Settled => "settled",
        }
    }

    pub fn of(id: &str) -> Option<Self> {
        Self::EVERY.into_iter().find(|state| state.id() == id)
    }

    pub fn label(self) -> &'static str {
        match self {
            Self::New => "未対応",
            Self::Explained => "説明あり",
            Self::Asked => "照会中",
            Self::Answered => "照会に回答あり",
            Self::Settled => "済み",
        }
    }
}

/// What was done about a finding. `state` of its newest inquiry; `None` when nothing was asked.
#[derive(Clone, Debug, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct FindingRow {
    pub id: i64,
    pub respondent_id: i64,
    pub question: String,
    pub rule: String,
    pub mark: String,
    pub explanation: String,
    pub explained_at: Option<String>,
    pub explained_by: String,
    pub note: String,
    pub settled_at: Option<String>,
    pub settled_by: String,
    pub inquiry_id: Option<i64>,
    pub inquiry_state: Option<String>,
}

impl FindingRow {
    pub fn is_about(&self, respondent: i64, finding: &SoftFinding) -> bool {
        self.respondent_id == respondent
            && self.question == finding.question
            && self.rule == finding.rule
            && self.mark == finding.mark
    }

    pub fn state(&self) -> FindingState {
        if self.settled_at.is_some() {
            return FindingState::Settled;
        }
        match self.inquiry_state.as_deref() {
            Some("asked") => FindingState::Asked,
            Some("answered") => FindingState::Answered,
            _ if !self.explanation.is_empty() => FindingState::Explained,
            _ => FindingState::New,
        }
    }
}

/// A finding as a form names it: question, rule, mark.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FindingKey {
    pub question: String,
    pub rule: String,
    pub mark: String,
}

impl FindingKey {
    pub fn of(finding: &SoftFinding) -> Self {
        Self { question: finding.question.clone(), rule: finding.rule.clone(), mark: finding.mark.clone() }
    }

    /// `q3 last_year 0123456789abcdef`
    pub fn text(&self) -> String {
        format!("{} {} {}", self.question, self.rule, self.mark)
    }

    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split(' ').map(str::to_owned);
        let key = Self { question: parts.next()?, rule: parts.next()?, mark: parts.next()? };
        parts.next().is_none().then_some(key)
    }

    pub fn names(&self, finding: &SoftFinding) -> bool {
        *self == Self::of(finding)
    }
}

/// A finding of one respondent with what was done about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Looked {
    pub finding: SoftFinding,
    pub row: Option<FindingRow>,
}

impl Looked {
    pub fn state(&self) -> FindingState {
        self.row.as_ref().map_or(FindingState::New, FindingRow::state)
    }

    pub fn kind(&self) -> SoftKind {
        self.finding.kind
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InquiryState {
    /// Waits for the respondent.
    Asked,
    /// Waits for the office.
    Answered,
    Settled,
}

impl InquiryState {
    pub const EVERY: [Self; 3] = [Self::Asked, Self::Answered, Self::Settled];

    pub fn id(self) -> &'static str {
        match self {
            Self::Asked => "asked",
            Self::Answered => "answered",
            Self::Settled => "settled",
        }
    }

    pub fn of(id: &str) -> Option<Self> {
        Self::EVERY.into_iter().find(|state| state.id() == id)
    }

    pub fn label(self) -> &'static str {
        match self {
            Self::Asked => "回答待ち",
            Self::Answered => "回答あり",
            Self::Settled => "済み",
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct Inquiry {
    pub id: i64,
    pub survey_id: i64,
    pub respondent_id: i64,
    pub code: String,
    pub name: String,
    pub prefecture_name: String,
    pub question: String,
    pub finding_id: Option<i64>,
    pub state: String,
    pub opened_at: String,
    pub opened_by: String,
    pub changed_at: String,
    pub changed_by: String,
}

impl Inquiry {
    pub fn state(&self) -> InquiryState {
        InquiryState::of(&self.state).unwrap_or(InquiryState::Settled)
    }
}

/// One entry of the thread; `act` says what was done with it.
#[derive(Clone, Debug, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct Message {
    pub id: i64,
    pub at: String,
    pub by_label: String,
    pub act: String,
    pub body: String,
}

impl Message {
    pub fn label(&self) -> &'static str {
        match self.act.as_str() {
            "asked" => "照会",
            "answered" => "回答（答えはそのまま）",
            "corrected" => "回答（答えを直しました）",
            "settled" => "済み",
            _ => "",
        }
    }
}

/// How far numbers may move, as the office set it.
#[derive(Clone, Debug, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct CheckSettings {
    pub percent: i64,
    pub least: i64,
    pub at: String,
    pub by_label: String,
}

/// One change of a cleaning edit with whose answer it is.
#[derive(Clone, Debug, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct Edit {
    pub id: i64,
    pub respondent_id: i64,
    pub code: String,
    pub name: String,
    pub prefecture_name: String,
    pub edition_id: i64,
    pub version: i64,
    pub question: String,
    pub before: Option<String>,
    pub after: Option<String>,
    pub at: String,
    pub by_label: String,
    pub reason: String,
    /// The change this one takes back.
    pub undoes_id: Option<i64>,
    /// The change that took this one back.
    pub undone_by: Option<i64>,
}

/// Every change of the answer to one question, whichever way it came.
#[derive(Clone, Debug, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct HistoryRow {
    pub version: i64,
    pub before: Option<String>,
    pub after: Option<String>,
    pub way: String,
    pub at: String,
    pub by_label: String,
    pub on_behalf_of: String,
    pub reason: String,
    pub undoes_id: Option<i64>,
    pub undone_by: Option<i64>,
}
