//! 指摘: what holds as an answer and still needs a look. Nothing here ever keeps anybody from handing in.
//!
//! | module | looks at |
//! |---|---|
//! | [`rules`] | questions against each other, by a list that belongs to the questionnaire ([`SoftRules`]) |
//! | [`last_year`] | the same question a year ago ([`LastYear`]) |
//! | [`outliers`] | one number against those of the same size ([`Fences`]) |
//!
//! What [`crate::check`] finds at entry is not repeated: a question with a [`crate::Finding`] has no soft one.

pub mod last_year;
pub mod outliers;
pub mod rules;

use std::fmt::Write as _;

use serde::Serialize;
use sha2::{Digest as _, Sha256};

pub use last_year::{LastYear, Tolerance, Tolerances};
pub use outliers::{FenceRow, Fences, Size};
pub use rules::{RuleKind, SoftRule, SoftRules};

/// One thing to look at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SoftFinding {
    /// Question id.
    pub question: String,
    pub kind: SoftKind,
    /// What found it: the id of a rule, `last_year`, `outlier`.
    pub rule: String,
    /// Japanese: what is there, what is expected, what to do.
    pub sentence: String,
    /// What the finding rests on, in short: another answer, another mark. Who explained one has not explained the next.
    pub mark: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum SoftKind {
    Consistency,
    LastYear,
    Outlier,
}

impl SoftKind {
    pub const EVERY: [Self; 3] = [Self::Consistency, Self::LastYear, Self::Outlier];

    pub fn id(self) -> &'static str {
        match self {
            Self::Consistency => "consistency",
            Self::LastYear => "last_year",
            Self::Outlier => "outlier",
        }
    }

    pub fn of(id: &str) -> Option<Self> {
        Self::EVERY.into_iter().find(|kind| kind.id() == id)
    }

    pub fn label(self) -> &'static str {
        match self {
            Self::Consistency => "設問どうしの食い違い",
            Self::LastYear => "前年との違い",
            Self::Outlier => "離れた値",
        }
    }
}

/// 16 hex digits over the values a finding rests on.
fn mark_of(values: &[&str]) -> String {
    let mut digest = Sha256::new();
    for value in values {
        digest.update(value.len().to_le_bytes());
        digest.update(value.as_bytes());
    }
    digest.finalize().iter().take(8).fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

/// The stable form of an answer, for a mark.
fn json(answer: Option<&crate::Answer>) -> String {
    answer.and_then(|answer| serde_json::to_string(answer).ok()).unwrap_or_default()
}

/// 1234.0 → 「1234」, 1.5 → 「1.5」
fn plain(number: f64) -> String {
    format!("{number}")
}
