//! 自由記述: who wrote what, what it was put under, what is quoted.

use std::collections::BTreeMap;

/// One respondent's words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    pub respondent_id: i64,
    pub code: String,
    pub name: String,
    pub prefecture_name: String,
    pub body: String,
}

/// A respondent as texts are read: with all answers still as JSON.
#[derive(Clone, Debug, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct Written {
    pub respondent_id: i64,
    pub code: String,
    pub name: String,
    pub prefecture_name: String,
    pub answers: String,
}

#[derive(Clone, Debug, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct Category {
    pub id: i64,
    pub label: String,
}

#[derive(Clone, Debug, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct Coding {
    pub category_id: i64,
    pub respondent_id: i64,
    pub mark: String,
}

/// A category with the text it is of.
#[derive(Clone, Debug, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct CategoryOf {
    pub variable: String,
    pub id: i64,
    pub label: String,
}

/// A coding by the code of who wrote the text.
#[derive(Clone, Debug, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct CodingOf {
    pub category_id: i64,
    pub code: String,
    pub mark: String,
}

/// What moves on with every change of a survey's codings.
#[derive(Clone, Debug, Default, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct CodingsStamp {
    pub codings: i64,
    pub pairs: i64,
    pub newest: String,
}

/// How many categories a text has, and which.
pub type Codings = BTreeMap<i64, Vec<Coding>>;

/// What is said of whose words an excerpt is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Attribution {
    None,
    Band,
    Prefecture,
    Name,
}

impl Attribution {
    pub const EVERY: [Self; 4] = [Self::None, Self::Band, Self::Prefecture, Self::Name];

    pub fn id(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Band => "band",
            Self::Prefecture => "prefecture",
            Self::Name => "name",
        }
    }

    pub fn of(id: &str) -> Option<Self> {
        Self::EVERY.into_iter().find(|attribution| attribution.id() == id)
    }

    pub fn label(self) -> &'static str {
        match self {
            Self::None => "添えない",
            Self::Band => "人口規模",
            Self::Prefecture => "都道府県",
            Self::Name => "団体の名前",
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct Excerpt {
    pub id: i64,
    pub code: String,
    pub name: String,
    pub prefecture_name: String,
    pub body: String,
    pub attribution: String,
    pub made_at: String,
    pub by_label: String,
}

/// One respondent of a coded variable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CodedValue {
    /// 無回答, or not asked.
    NoText,
    /// Written, and not read yet (or written anew since).
    Uncoded,
    /// Positions in [`CodedVariable::categories`].
    Coded(Vec<usize>),
}

/// A free text as a multiple answer: for tables.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodedVariable {
    /// `q7_1_coded`
    pub id: String,
    pub label: String,
    /// `c12` and its label: stable as long as the category is there.
    pub categories: Vec<(String, String)>,
    /// By respondent code.
    pub values: BTreeMap<String, CodedValue>,
}

impl CodedVariable {
    /// How many texts there are, and how many have a category.
    pub fn written_and_coded(&self) -> (usize, usize) {
        let of = |fits: fn(&CodedValue) -> bool| self.values.values().filter(|value| fits(value)).count();
        (of(|value| *value != CodedValue::NoText), of(|value| matches!(value, CodedValue::Coded(_))))
    }

    /// Texts in each category.
    pub fn counts(&self) -> Vec<usize> {
        let mut counts = vec![0; self.categories.len()];
        for value in self.values.values() {
            if let CodedValue::Coded(places) = value {
                for place in places {
                    if let Some(count) = counts.get_mut(*place) {
                        *count += 1;
                    }
                }
            }
        }
        counts
    }
}
