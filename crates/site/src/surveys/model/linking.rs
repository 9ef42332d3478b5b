//! Respondents no list names: whose link they came by, how they come back, which answers may be one person's.

/// What an organisation says of how many there are to answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Said {
    NotYet,
    Number(i64),
    /// 把握していない
    Unknown,
}

impl Said {
    pub fn id(self) -> &'static str {
        match self {
            Self::NotYet => "not_yet",
            Self::Number(_) => "number",
            Self::Unknown => "unknown",
        }
    }

    pub fn number(self) -> Option<i64> {
        match self {
            Self::Number(people) => Some(people),
            Self::NotYet | Self::Unknown => None,
        }
    }
}

/// An organisation's link of one survey, with what came by it.
#[derive(Clone, Debug, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct LinkRow {
    pub id: i64,
    pub survey_id: i64,
    pub code: String,
    pub name: String,
    pub prefecture_code: String,
    pub prefecture_name: String,
    pub pass_on_code: Option<String>,
    pub made_at: Option<String>,
    pub stopped_at: Option<String>,
    pub due_on: Option<String>,
    pub begun: i64,
    pub said: String,
    pub people: Option<i64>,
    pub said_at: Option<String>,
    pub collected: i64,
}

impl LinkRow {
    pub fn said(&self) -> Said {
        match (self.said.as_str(), self.people) {
            ("number", Some(people)) => Said::Number(people),
            ("unknown", _) => Said::Unknown,
            _ => Said::NotYet,
        }
    }

    pub fn is_prefecture(&self) -> bool {
        self.code == self.prefecture_code
    }

    /// 「山口県柳井市」, 「山口県」
    pub fn place(&self) -> String {
        if self.is_prefecture() { self.name.clone() } else { format!("{}{}", self.prefecture_name, self.name) }
    }
}

/// Of one prefecture's organisations together.
#[derive(Clone, Debug, Default, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct LinkTotals {
    pub prefecture_code: String,
    pub organisations: i64,
    pub with_code: i64,
    /// Those that named a number.
    pub named: i64,
    pub people: i64,
    /// Collected by the links of those.
    pub collected_of_named: i64,
    pub collected: i64,
}

impl LinkTotals {
    pub fn sum<'a>(all: impl IntoIterator<Item = &'a Self>) -> Self {
        all.into_iter().fold(Self::default(), |mut sum, one| {
            sum.organisations += one.organisations;
            sum.with_code += one.with_code;
            sum.named += one.named;
            sum.people += one.people;
            sum.collected_of_named += one.collected_of_named;
            sum.collected += one.collected;
            sum
        })
    }
}

/// A respondent who came by a link, as the office's list shows her.
#[derive(Clone, Debug, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct LinkedLine {
    pub code: String,
    pub name: String,
    pub prefecture_name: String,
    pub state: String,
    pub due_on: Option<String>,
    pub changed_at: Option<String>,
    pub begun_at: String,
    pub link_name: String,
    pub with_account: bool,
}

/// What the door needs of somebody who comes back.
#[derive(Clone, Debug, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct ComingBack {
    pub respondent_id: i64,
    pub survey_id: i64,
    pub code: String,
    pub person_id: Option<i64>,
}

impl ComingBack {
    pub fn address(&self) -> String {
        address(self.survey_id, &self.code)
    }
}

/// Where an answer stands.
pub fn address(survey: i64, code: &str) -> String {
    format!("/surveys/{survey}/{code}")
}

/// Why two answers may be one person's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Why {
    SameAccount,
    /// The second was begun where the first was open.
    SameBrowser,
    SameAnswers,
}

impl Why {
    pub fn label(self) -> &'static str {
        match self {
            Self::SameAccount => "同じ人のアカウント",
            Self::SameBrowser => "同じブラウザーで続けて始めた",
            Self::SameAnswers => "同じ団体の案内で、本人についての答えが同じ",
        }
    }
}

/// Two answers that may be one person's: numbers of the respondents, the lower first.
#[derive(Clone, Debug, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct PairRow {
    pub one: i64,
    pub other: i64,
    pub same_account: bool,
    pub same_browser: bool,
    pub one_at: Option<String>,
    pub other_at: Option<String>,
}

/// An answer set aside.
#[derive(Clone, Debug, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct SetAsideRow {
    pub code: String,
    pub name: String,
    pub instead_code: Option<String>,
    pub instead_name: Option<String>,
    pub at: String,
    pub by_label: String,
    pub reason: String,
}

/// A later deadline a group was given.
#[derive(Clone, Debug, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct Extension {
    pub at: String,
    pub by_label: String,
    pub due_on: String,
    pub whom: String,
    pub respondents: i64,
}
