//! The nouns of making a questionnaire: the draft, the editions, the turns of a survey, its concordance.

use questionnaire::{Concordance, Definition};

use super::{SurveyRow, SurveyState};

/// A stored draft, unread.
#[derive(Clone, Debug, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct DraftRow {
    pub version: i64,
    pub definition: String,
    pub changed_at: String,
    pub changed_by: String,
}

/// A published edition, unread.
#[derive(Clone, Debug, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct EditionRow {
    pub id: i64,
    pub edition: i64,
    pub fingerprint: String,
    pub definition: String,
    pub published_at: String,
    pub published_by: String,
    pub reason: String,
}

/// A questionnaire under somebody's hands: the draft if there is one, else the newest edition.
#[derive(Clone, Debug, PartialEq)]
pub struct Working {
    pub survey: SurveyRow,
    pub definition: Definition,
    /// 0: nothing has been changed since the newest edition.
    pub version: i64,
    /// Who stored the draft last, and when.
    pub changed: Option<(String, String)>,
    /// The newest edition; `None` before the first.
    pub published: Option<Definition>,
}

impl Working {
    pub fn is_draft(&self) -> bool {
        self.version > 0
    }

    /// Has anybody been able to answer yet?
    pub fn is_begun(&self) -> bool {
        self.survey.state() != SurveyState::Draft
    }

    /// Does the published edition have a question of this name? Its name then stays for good.
    pub fn has_published(&self, question: &str) -> bool {
        self.published.as_ref().is_some_and(|definition| definition.find(question).is_some())
    }

    /// The edition that publishing makes.
    pub fn next_edition(&self) -> u32 {
        self.published.as_ref().map_or(1, |definition| definition.edition + 1)
    }

    /// `/surveys/3/edit`
    pub fn base(&self) -> String {
        format!("/surveys/{}/edit", self.survey.id)
    }
}

/// One turn of a survey as a whole.
#[derive(Clone, Debug, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct Turn {
    pub at: String,
    pub state_before: String,
    pub state_after: String,
    pub by_label: String,
    pub reason: String,
}

/// An answer that no longer fits, with the edition it was given to.
#[derive(Clone, Debug, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct SetAside {
    pub edition_id: i64,
    pub question: String,
    /// Its JSON form.
    pub answer: String,
    pub at: String,
}

#[derive(Clone, Debug, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct ConcordanceRow {
    pub version: i64,
    pub concordance: String,
    pub confirmed_at: Option<String>,
    pub changed_at: String,
    pub changed_by: String,
}

/// A survey's concordance as stored.
#[derive(Clone, Debug, PartialEq)]
pub struct StoredConcordance {
    pub version: i64,
    pub concordance: Concordance,
    pub is_confirmed: bool,
    pub changed_at: String,
    pub changed_by: String,
}
