//! The nouns: a survey, its editions, a respondent with her answers, what changed.

pub mod checking;
pub mod data_sets;
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
}

impl State {
    pub const EVERY: [Self; 5] = [Self::NotOpened, Self::Working, Self::Submitted, Self::Returned, Self::Accepted];

    pub fn id(self) -> &'static str {
        match self {
            Self::NotOpened => "not_opened",
            Self::Working => "working",
            Self::Submitted => "submitted",
            Self::Returned => "returned",
            Self::Accepted => "accepted",
        }
    }

    pub fn label(self) -> &'static str {
        match self {
            Self::NotOpened => "未着手",
            Self::Working => "途中",
            Self::Submitted => "提出",
            Self::Returned => "差戻し",
            Self::Accepted => "確定",
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
            Self::Submitted | Self::Accepted => "提出した答えを見る",
        }
    }

    /// Counts as collected (回収).
    pub fn is_collected(self) -> bool {
        matches!(self, Self::Submitted | Self::Accepted)
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

#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
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

    pub fn fiscal_year(&self) -> i16 {
        i16::try_from(self.fiscal_year).unwrap_or_default()
    }
}

/// A respondent as lists show it.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
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
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
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

#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Step {
    pub at: String,
    pub step: String,
    pub by_label: String,
    pub on_behalf_of: String,
    pub remark: String,
}

/// How many respondents stand where, of one prefecture.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
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
