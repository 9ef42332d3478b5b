//! 指摘の基準: what the office set for one survey, and what is kept of everybody's answers to hold one against.

use std::collections::BTreeMap;

use questionnaire::soft::{FenceRow, SoftRule};
use serde::{Deserialize, Serialize};

use super::checking::CheckSettings;

/// A rule as the office left it: its own, or one that comes with the questionnaire under its id.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OfficeRule {
    pub rule: SoftRule,
    pub active: bool,
    pub at: String,
    pub by_label: String,
}

/// How far the number of one question may move. Nothing set: as for all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuestionTolerance {
    #[serde(default)]
    pub percent: Option<i64>,
    #[serde(default)]
    pub least: Option<i64>,
}

/// All of it, read in one statement.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Criteria {
    /// 0: nothing was ever set.
    pub version: i64,
    pub rules: Vec<OfficeRule>,
    /// By question id.
    pub tolerances: BTreeMap<String, QuestionTolerance>,
    pub settings: Option<CheckSettings>,
    pub fences: Vec<FenceRow>,
    /// What the answers were recognised by of which the fences are made.
    pub fences_of: String,
    pub fences_at: Option<String>,
}

/// Where a rule in force comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// With the questionnaire, untouched.
    Shipped,
    /// With the questionnaire, and the office changed it or switched it.
    Changed,
    Office,
}

impl Origin {
    pub fn label(self) -> &'static str {
        match self {
            Self::Shipped => "調査票に付属",
            Self::Changed => "付属（事務局が変更）",
            Self::Office => "事務局が作成",
        }
    }
}

/// A rule of a survey with what is known of it.
#[derive(Clone, Debug, PartialEq)]
pub struct StandingRule {
    pub rule: SoftRule,
    pub origin: Origin,
    pub active: bool,
    /// Why it does not fit the questionnaire as it now is; empty when it fits.
    pub fault: String,
    /// When and by whom, where the office did something.
    pub touched: Option<(String, String)>,
}

impl StandingRule {
    /// Is it asked of answers?
    pub fn holds(&self) -> bool {
        self.active && self.fault.is_empty()
    }
}
