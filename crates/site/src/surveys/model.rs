//! The nouns: a survey, its editions, a respondent with her answers, what changed.

pub mod checking;
pub mod closing;
pub mod criteria;
pub mod data_sets;
pub mod editing;
pub mod linking;
pub mod standing;
pub mod texts;

use jiff::civil::Date;
use questionnaire::Answers;

/// Where a survey as a whole stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SurveyState {
    Draft,
    Open,
    Closed,
    Frozen,
}

impl SurveyState {
    pub const EVERY: [Self; 4] = [Self::Draft, Self::Open, Self::Closed, Self::Frozen];

    pub fn id(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Open => "open",
            Self::Closed => "closed",
            Self::Frozen => "frozen",
        }
    }

    pub fn label(self) -> &'static str {
        match self {
            Self::Draft => "準備中",
            Self::Open => "受付中",
            Self::Closed => "締切後",
            Self::Frozen => "確定",
        }
    }

    pub fn of(id: &str) -> Option<Self> {
        Self::EVERY.into_iter().find(|state| state.id() == id)
    }
}

/// Where one respondent stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    NotOpened,
    Working,
    Submitted,
    Returned,
    Accepted,
    /// 除外: neither collected nor counted. Only of respondents no list names.
    SetAside,
}

impl State {
    pub const EVERY: [Self; 6] =
        [Self::NotOpened, Self::Working, Self::Submitted, Self::Returned, Self::Accepted, Self::SetAside];

    pub fn id(self) -> &'static str {
        match self {
            Self::NotOpened => "not_opened",
            Self::Working => "working",
            Self::Submitted => "submitted",
            Self::Returned => "returned",
            Self::Accepted => "accepted",
            Self::SetAside => "set_aside",
        }
    }

    pub fn label(self) -> &'static str {
        match self {
            Self::NotOpened => "未着手",
            Self::Working => "途中",
            Self::Submitted => "提出",
            Self::Returned => "差戻し",
            Self::Accepted => "確定",
            Self::SetAside => "除外",
        }
    }

    pub fn of(id: &str) -> Option<Self> {
        Self::EVERY.into_iter().find(|state| state.id() == id)
    }

    /// What the respondent does next.
    pub fn verb(self) -> &'static str {
        match self {
            Self::NotOpened => "回答する",
            Self::Working => "続ける",
            Self::Returned => "直す",
            Self::Submitted | Self::Accepted | Self::SetAside => "提出した答えを見る",
        }
    }

    /// Counts as collected (回収).
    pub fn is_collected(self) -> bool {
        matches!(self, Self::Submitted | Self::Accepted)
    }

    /// An answer is still to come.
    pub fn is_owing(self) -> bool {
        matches!(self, Self::NotOpened | Self::Working | Self::Returned)
    }
}

/// Taking in many sheets of an intake, as far as it is.
#[derive(Clone, Debug, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct Taking {
    pub id: i64,
    pub intake_id: i64,
    pub survey_id: i64,
    pub total: i64,
    /// Sheets up to this place of the intake were tried.
    pub place: i64,
    pub submitted: i64,
    pub kept: i64,
    pub unchanged: i64,
    pub refused: i64,
    pub to_decide: i64,
    pub begun_at: String,
    pub begun_by: String,
    pub stopped_at: Option<String>,
    pub stopped_by: String,
    pub ended_at: Option<String>,
}

impl Taking {
    pub fn done(&self) -> i64 {
        self.submitted + self.kept + self.unchanged + self.refused + self.to_decide
    }
}

/// By which way an answer came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    Web,
    Sheet,
    Substitute,
    Cleaning,
}

impl Way {
    pub fn id(self) -> &'static str {
        match self {
            Self::Web => "web",
            Self::Sheet => "sheet",
            Self::Substitute => "substitute",
            Self::Cleaning => "cleaning",
        }
    }

    /// By the stored word.
    pub fn label_of(id: &str) -> &'static str {
        match id {
            "web" => "画面",
            "sheet" => "Excel",
            "substitute" => "代理入力",
            "cleaning" => "データの整理",
            _ => "",
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct SurveyRow {
    pub id: i64,
    pub programme_id: i64,
    pub programme_name: String,
    pub fiscal_year: i64,
    pub name: String,
    pub title: String,
    pub respondent: String,
    pub state: String,
    pub opens_on: String,
    pub due_on: String,
    pub previous_id: Option<i64>,
}

impl SurveyRow {
    pub fn state(&self) -> SurveyState {
        SurveyState::of(&self.state).unwrap_or(SurveyState::Draft)
    }

    pub fn due(&self) -> Option<Date> {
        self.due_on.parse().ok()
    }

    /// Who answers: 「都道府県」
    pub fn who(&self) -> &'static str {
        match self.respondent.as_str() {
            "prefecture" => "都道府県",
            "municipality" => "市町村",
            _ => "コーディネーター",
        }
    }

    /// No list names the respondents: they come by a link or a printed code.
    pub fn is_linked(&self) -> bool {
        self.respondent == "coordinator"
    }

    pub fn fiscal_year(&self) -> i16 {
        i16::try_from(self.fiscal_year).unwrap_or_default()
    }
}

/// A respondent as lists show it.
#[derive(Clone, Debug, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct RespondentLine {
    pub id: i64,
    pub code: String,
    pub name: String,
    pub prefecture_code: String,
    pub prefecture_name: String,
    pub state: String,
    pub due_on: Option<String>,
    pub changed_at: Option<String>,
    pub changed_by: String,
    pub submitted_at: Option<String>,
}

impl RespondentLine {
    pub fn state(&self) -> State {
        State::of(&self.state).unwrap_or(State::NotOpened)
    }
}

/// One respondent with what was answered.
#[derive(Clone, Debug, PartialEq)]
pub struct Respondent {
    pub line: RespondentLine,
    pub survey_id: i64,
    pub edition_id: i64,
    pub version: i64,
    pub answers: Answers,
}

/// One stored change of an answer; `before` and `after` are the answer's JSON form.
#[derive(Clone, Debug, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct Change {
    pub version: i64,
    pub question: String,
    pub before: Option<String>,
    pub after: Option<String>,
    pub way: String,
    pub at: String,
    pub by_label: String,
    pub on_behalf_of: String,
    pub reason: String,
}

#[derive(Clone, Debug, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct Step {
    pub at: String,
    pub step: String,
    pub by_label: String,
    pub on_behalf_of: String,
    pub remark: String,
}

/// 共有: a body lets the other respondents see its answers under its name.
#[derive(Clone, Debug, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct Share {
    pub since: String,
    pub since_by: String,
    /// None while it lasts.
    pub until: Option<String>,
    pub until_by: Option<String>,
}

/// Workbooks that came back together: an upload, or a mail.
#[derive(Clone, Debug, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct Intake {
    pub id: i64,
    pub survey_id: i64,
    /// The respondent whose own page took it.
    pub respondent_id: Option<i64>,
    /// `own_page`, `room`, `mail`
    pub way: String,
    /// The address a mail came from.
    pub sender: String,
    pub at: String,
    pub by_label: String,
}

/// One workbook of an intake, as it was looked at last.
#[derive(Clone, Debug, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct IntakeSheet {
    pub id: i64,
    pub intake_id: i64,
    pub position: i64,
    pub file_name: String,
    /// Empty when the file is not (or no longer) kept.
    pub file_key: String,
    pub code: String,
    pub name: String,
    pub answers_mark: String,
    /// `waiting`, `taken`, `unchanged`, `empty`, `refused`, `dropped`
    pub state: String,
    pub added: i64,
    pub changed: i64,
    pub conflicts: i64,
    pub complete: bool,
    /// Sentences, one per line.
    pub reasons: String,
    pub decided_at: Option<String>,
    pub decided_by: String,
}

/// How many respondents stand where, of one prefecture.
#[derive(Clone, Debug, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct StateCount {
    pub prefecture_code: String,
    pub state: String,
    pub respondents: i64,
}

/// A questionnaire that waits for its answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ToAnswer {
    pub title: String,
    pub respondent: String,
    pub state: State,
    pub due_on: Option<Date>,
    pub href: String,
}

impl ToAnswer {
    /// `None` when nothing is to be done.
    pub fn of(survey: &SurveyRow, line: &RespondentLine, today: Date) -> Option<Self> {
        let opens_on = survey.opens_on.parse().ok();
        super::rules::may_write(survey.state(), opens_on, line.state(), today).ok()?;
        Some(Self {
            title: survey.title.clone(),
            respondent: line.name.clone(),
            state: line.state(),
            due_on: line.due_on.as_ref().unwrap_or(&survey.due_on).parse().ok(),
            href: format!("/surveys/{}/{}", survey.id, line.code),
        })
    }
}

/// What was typed into the form of a question and cannot be an answer yet: the fields as they were sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    pub question: String,
    pub fields: Vec<(String, String)>,
}
