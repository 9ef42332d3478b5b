//! 集計: from what somebody asks for to tables as they are shown. Pure: answers come as a [`DataSet`], tables go as
//! `table_files::Printed`, of which pages, files and charts are made.
//!
//! ```text
//! address → request::Wanted → make::Maker (banners, filter, suppression, last year) → Printed → page, chart, files
//! ```
//!
//! Two things hold whatever is asked for. Who may not read every single answer ([`Reach::Groups`]) sees groups of at least
//! [`LEAST_IN_A_GROUP`](crate::surveys::rules::tables::LEAST_IN_A_GROUP), one thing at a time ([`neighbours`]). Answers of persons
//! come in fixed tables only: no filters, no question against question, always the same banners counted together, so that
//! what one table hides no other shows; for everybody but the office only banners that are no part of each other.

pub mod banners;
pub mod charts;
pub mod document;
pub mod follows;
pub mod make;
pub mod neighbours;
pub mod request;
pub mod series;
pub mod yearly;

use table_files::About;
use tabulate::Disclosure;

use super::data_set::{self, DataSet};
use super::model::{SurveyRow, SurveyState};
use super::rules::tables::Refusal;
use crate::permissions::Scope;
use crate::shared::{DEMO_MARK, moment_of};

/// Whose single answers somebody may read anyway.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reach {
    /// The survey's office and ministry.
    Everything,
    /// Groups; of one's own prefecture, or municipalities, every answer is read one by one.
    Groups { prefectures: Vec<String>, municipalities: Vec<String> },
    /// Everybody, of what the office makes public: small groups go together, everything else is the office's choice.
    Public,
}

impl Reach {
    /// `None`: the survey is not there for her.
    pub fn of(scope: &Scope, programme: i64) -> Option<Self> {
        match scope {
            Scope::All => Some(Self::Everything),
            Scope::Programmes(own) => own.contains(&programme).then_some(Self::Everything),
            Scope::Prefectures(own) => Some(Self::Groups { prefectures: own.clone(), municipalities: Vec::new() }),
            Scope::Municipalities(own) => Some(Self::Groups { prefectures: Vec::new(), municipalities: own.clone() }),
            Scope::Organisation(_) | Scope::Own(_) | Scope::Thing(_) => None,
        }
    }
}

impl Reach {
    /// Does she read this respondent's answers one by one anyway?
    pub fn reads(&self, prefecture: &str, code: &str) -> bool {
        match self {
            Self::Everything => true,
            Self::Groups { prefectures, municipalities } => {
                prefectures.iter().any(|own| own == prefecture) || municipalities.iter().any(|own| own == code)
            }
            Self::Public => false,
        }
    }
}

/// Are the answers those of persons?
pub fn of_persons(set: &DataSet) -> bool {
    set.about.disclosure != Disclosure::Open
}

/// May tables of this survey be shown at all to somebody of this reach?
///
/// # Errors
/// A refusal with its sentence.
pub fn may_look(set: &DataSet, state: SurveyState, reach: &Reach) -> Result<(), Refusal> {
    if *reach == Reach::Everything {
        return Ok(());
    }
    if of_persons(set) && state != SurveyState::Frozen {
        return Err(Refusal::PersonsNotFrozen);
    }
    let rows = set.rows().len();
    if rows < super::rules::tables::LEAST_IN_A_GROUP { Err(Refusal::TooFew(rows)) } else { Ok(()) }
}

/// What stands around every table of the survey. `today`: while answers still come in, figures are of today.
pub fn about(survey: &SurveyRow, set: &DataSet, today: jiff::civil::Date) -> About {
    let (collected, asked) = set.about.collected_of();
    let newest = set.about.as_of.as_deref().and_then(|at| at.parse::<foundation::Timestamp>().ok());
    let stays = set.about.is_final() || set.about.cut.is_some();
    let day = match (stays, newest) {
        (true, Some(at)) => at.in_japan().date(),
        _ => today,
    };
    About {
        survey: survey.name.clone(),
        title: survey.title.clone(),
        programme: survey.programme_name.clone(),
        fiscal_year: survey.fiscal_year(),
        respondent: set.about.who.clone(),
        unit: if of_persons(set) { "人" } else { "団体" }.to_owned(),
        provisional: !set.about.is_final(),
        answers: collected as u64,
        asked: asked.map(|asked| asked as u64),
        as_of: day.to_string(),
        data_set: set.about.cut.as_ref().map(cut_in_words).unwrap_or_default(),
        data_hash: set.about.cut.as_ref().map(|cut| cut.hash.clone()).unwrap_or_default(),
        fictitious: if set.about.is_fictitious() { DEMO_MARK.to_owned() } else { String::new() },
    }
}

/// 「データ第2号（確定、令和8年10月31日 17:00締め）」
fn cut_in_words(cut: &data_set::Cut) -> String {
    format!("データ{}、{}締め", cut.name, moment_of(&cut.made_at))
}

/// The sources of the facts that banners rest on, as remarks beneath a table.
pub fn fact_remarks(facts: &[data_set::FactSource]) -> Vec<String> {
    let mut lines: Vec<String> = facts
        .iter()
        .map(|fact| {
            let fictitious = if fact.fictitious { "・架空" } else { "" };
            format!("区分・人口：{}（{}現在{fictitious}）", fact.source, crate::shared::day_in_words(&fact.as_of))
        })
        .collect();
    lines.dedup();
    lines
}
