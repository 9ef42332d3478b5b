//! What a questionnaire is made of. Plain data: nothing here is verified yet ([`crate::verify`] does that).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::condition::Condition;
use crate::kinds::Kind;

/// A questionnaire for one kind of respondent in one fiscal year. Edition 1 is the first published; a correction makes the next.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Definition {
    /// `fy2025_municipality`: letters, digits, `_`; stays over the editions.
    pub id: String,
    pub title: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
    pub respondent: Respondent,
    /// 年度 by the 西暦 of its 1 April.
    pub fiscal_year: i16,
    pub edition: u32,
    /// Choice lists by name; several questions may share one.
    #[serde(default)]
    pub lists: BTreeMap<String, Vec<Choice>>,
    #[serde(default)]
    pub sections: Vec<Section>,
}

/// Who is asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Respondent {
    Prefecture,
    Municipality,
    Coordinator,
    /// Any other kind, by a word of the survey's own.
    Other(String),
}

impl Respondent {
    /// `prefecture`, `municipality`, `coordinator`, or the survey's own word.
    pub fn id(&self) -> &str {
        match self {
            Self::Prefecture => "prefecture",
            Self::Municipality => "municipality",
            Self::Coordinator => "coordinator",
            Self::Other(id) => id,
        }
    }

    /// The reverse of [`Respondent::id`].
    pub fn from_id(id: &str) -> Self {
        match id {
            "prefecture" => Self::Prefecture,
            "municipality" => Self::Municipality,
            "coordinator" => Self::Coordinator,
            other => Self::Other(other.to_owned()),
        }
    }

    /// 「都道府県」.
    pub fn label(&self) -> &str {
        match self {
            Self::Prefecture => "都道府県",
            Self::Municipality => "市町村",
            Self::Coordinator => "コーディネーター",
            Self::Other(id) => id,
        }
    }

    /// Is the respondent a person, whose answers fall under small-cell suppression?
    pub fn is_person(&self) -> bool {
        matches!(self, Self::Coordinator)
    }
}

/// One option of a list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    /// Stable over the years: `kaigo_jinzai`.
    pub id: String,
    pub label: String,
    /// 「その他（具体的に）」: a text stands beside it.
    #[serde(default, skip_serializing_if = "is_false")]
    pub other: bool,
    /// 「取り組んでいるものはない」: goes with no other option.
    #[serde(default, skip_serializing_if = "is_false")]
    pub exclusive: bool,
    /// Columns a `choice_filter` may ask for.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub filter: BTreeMap<String, String>,
}

/// Questions that one colleague can answer: a sheet in Excel, a page on the web.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Section {
    pub id: String,
    pub title: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
    /// Asked only when this holds; `None` is always.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub relevant: Option<Condition>,
    #[serde(default)]
    pub questions: Vec<Question>,
}

/// A condition an answer must meet, and what to say when it does not.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Constraint {
    /// `.` is the answer itself.
    pub condition: Condition,
    /// Japanese, says what to do.
    pub message: String,
}

/// One question.
#[allow(clippy::struct_excessive_bools, reason = "independent properties, each a column of XLSForm")]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Question {
    /// `q8_1_2`: the variable's name; stays over the years.
    pub id: String,
    /// 「問8-1-2」, as printed; may be empty (facts at the top).
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub number: String,
    pub text: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub hint: String,
    /// `type = "single"` and what belongs to it.
    #[serde(flatten)]
    pub kind: Kind,
    #[serde(default, skip_serializing_if = "is_false")]
    pub required: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub relevant: Option<Condition>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub constraint: Option<Constraint>,
    /// Options are offered only where this holds; a bare word is a column of the choice.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub choice_filter: Option<Condition>,
    /// A neighbour's answer may be shown by name.
    #[serde(default, skip_serializing_if = "is_false")]
    pub public: bool,
    /// Answers of persons: every output suppresses small cells.
    #[serde(default, skip_serializing_if = "is_false")]
    pub person_protected: bool,
    /// Last year's answer stands beside it.
    #[serde(default, skip_serializing_if = "is_false")]
    pub last_year: bool,
    /// The respondent's own name, as the list has it: filled in beforehand, not changed while answering.
    #[serde(default, skip_serializing_if = "is_false")]
    pub own_name: bool,
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde asks for this shape")]
pub(crate) fn is_false(value: &bool) -> bool {
    !*value
}

impl Definition {
    /// All questions in order, with their section.
    pub fn questions(&self) -> impl Iterator<Item = (&Section, &Question)> {
        self.sections.iter().flat_map(|section| section.questions.iter().map(move |question| (section, question)))
    }

    /// The options of a list; empty when there is none of that name.
    pub fn list(&self, name: &str) -> &[Choice] {
        self.lists.get(name).map_or(&[], Vec::as_slice)
    }

    /// The options a question offers; empty for kinds without options.
    pub fn choices(&self, question: &Question) -> &[Choice] {
        question.kind.list().map_or(&[], |list| self.list(list))
    }

    /// SHA-256 of the canonical form, 64 hex digits. Equal exactly when every question, option, condition and text is.
    pub fn fingerprint(&self) -> String {
        use std::fmt::Write as _;
        let canonical = serde_json::to_vec(self).unwrap_or_default();
        let mut hex = String::with_capacity(64);
        for byte in Sha256::digest(&canonical) {
            let _ = write!(hex, "{byte:02x}");
        }
        hex
    }

    /// What is wrong with it, by place; empty when it may be published. See [`crate::verify`].
    pub fn verify(&self) -> Vec<crate::verify::DefinitionFault> {
        crate::verify::verify(self)
    }
}
