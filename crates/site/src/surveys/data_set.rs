//! Stored answers become columns: one survey's answers as variables that `tabulate` counts, with what is known of
//! who answered (prefecture, block, classes, size). For tables, one's own position, the prefecture's matrix.
//!
//! ```text
//! let set = DataSet::load(&mut tx, &survey, Which::Collected).await?;
//! let table = Plan { banners: set.banners().map(|b| &b.variable).collect(), ..Plan::default() }
//!     .table(set.variable("q5")?)?;
//! ```
//!
//! A set holds everybody's answers: who shows groups of it shows them to everybody, who shows a single row asks her
//! own scope first. A page costs two short queries here while nothing has changed: built sets are kept
//! ([`kept`]), found by what moves on with every change.
//!
//! Where numbered cuts (中間締め, final data set) are stored, [`Which`] gets a variant for them, and
//! `storage::counted::counted` reads their rows instead of the respondents'.

mod build;
mod derived;
mod kept;
#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::fmt::Write as _;
use std::sync::Arc;

use foundation::database::DatabaseError;
use tabulate::{Disclosure, Variable};

use super::model::{State, SurveyRow, SurveyState};
use super::storage;
use crate::permissions::Reader;
use crate::regions;

/// Whose answers count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Which {
    /// 回収: handed in, looked at or not.
    Collected,
    /// 確定: looked at and accepted.
    Accepted,
    /// As others may see them before the data are final: [`super::rules::releasing`].
    Released,
}

/// How far the figures may still change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// 速報: `collected` of `asked`; without a number of asked where nobody knows it (coordinators).
    Preliminary { collected: usize, asked: Option<usize> },
    /// The survey is frozen.
    Final { collected: usize, asked: Option<usize> },
}

/// What stands beside every figure made of a set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct About {
    pub survey: i64,
    pub title: String,
    pub programme: String,
    pub fiscal_year: i16,
    /// `prefecture`, `municipality`, `coordinator`.
    pub respondent: String,
    /// 「市町村」
    pub who: String,
    /// 「市町村」, 「人」: what one of them is counted as.
    pub unit: &'static str,
    pub which: Which,
    pub standing: Standing,
    /// The newest moment at which an answer changed.
    pub as_of: Option<String>,
    /// The numbers of the editions that were answered, oldest first.
    pub editions: Vec<i64>,
    /// The answers are invented (a demonstration).
    pub fictitious: bool,
    /// Source and day of the facts that the derived variables rest on; empty where there are none.
    pub facts: Vec<FactSource>,
    /// Of every variable of the set: suppression is a property of the questionnaire.
    pub disclosure: Disclosure,
}

/// Where classes and population come from.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct FactSource {
    pub source: String,
    pub as_of: String,
    pub fictitious: bool,
}

impl About {
    /// Rows of the set, and who was asked where that is known.
    pub fn collected_of(&self) -> (usize, Option<usize>) {
        match self.standing {
            Standing::Preliminary { collected, asked } | Standing::Final { collected, asked } => (collected, asked),
        }
    }

    pub fn is_final(&self) -> bool {
        matches!(self.standing, Standing::Final { .. })
    }

    /// 「速報：1,741市町村のうち1,402市町村の回答」, 「確定：1,741市町村のうち1,741市町村の回答」
    pub fn standing_in_words(&self) -> String {
        let word = if self.is_final() { "確定" } else { "速報" };
        let number = |n: usize| crate::shared::number(i64::try_from(n).unwrap_or(i64::MAX));
        let (collected, asked) = self.collected_of();
        match asked {
            Some(asked) => {
                format!("{word}：{}{}のうち{}{}の回答", number(asked), self.unit, number(collected), self.unit)
            }
            None => format!("{word}：{}{}の回答", number(collected), self.unit),
        }
    }

    /// 「出典：令和7年度 … 実態調査　市町村票（…事業）」, with the facts' own sources.
    pub fn source_line(&self) -> String {
        let mut line = format!("{}（{}）", self.title, self.programme);
        for fact in &self.facts {
            let _ = write!(line, "、{}（{}現在）", fact.source, crate::shared::day_in_words(&fact.as_of));
        }
        line
    }

    /// Is any figure made of it invented?
    pub fn is_fictitious(&self) -> bool {
        self.fictitious || self.facts.iter().any(|fact| fact.fictitious)
    }
}

/// One respondent of the set: the same place as its row of every variable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    pub code: String,
    /// The municipality (or prefecture) whose classes and population these are.
    pub town: String,
    pub name: String,
    pub prefecture_code: String,
    pub prefecture: String,
    pub block: String,
    pub state: State,
    /// 過疎地域, 中山間地域等, 小規模自治体, in the order of `regions::CLASSES`; `None` where it is not known.
    pub classes: [Option<bool>; 3],
    pub population: Option<i64>,
    /// Id of the population band.
    pub band: Option<&'static str>,
    /// The batch with which others see it; 0 where that is not asked.
    pub step: i64,
}

/// A question, with the variables it makes. Texts, dates and notes make none.
#[derive(Clone, Debug, PartialEq)]
pub struct AskedQuestion {
    pub id: String,
    /// 「問8-1-2」
    pub number: String,
    pub text: String,
    pub section: String,
    /// 「単一選択」
    pub kind: &'static str,
    pub unit: String,
    /// Who was asked it, in a sentence; `None`: everybody.
    pub asked_of: Option<String>,
    /// A neighbour's answer may be shown by name.
    pub public: bool,
    /// Names of the variables, in order: one, or one per row of a grid.
    pub variables: Vec<String>,
    /// The option ids of the variables' choices, in their order.
    pub options: Vec<String>,
}

/// What tables are broken down by (表側).
#[derive(Clone, Debug, PartialEq)]
pub struct Banner {
    /// `class_exclusive`
    pub id: &'static str,
    pub variable: Variable,
    /// What the banner is, where its name does not say it.
    pub explained: &'static str,
}

/// One survey's answers as columns.
#[derive(Clone, Debug)]
pub struct DataSet {
    pub about: About,
    rows: Vec<Row>,
    questions: Vec<AskedQuestion>,
    banners: Vec<Banner>,
    variables: Vec<Variable>,
    names: HashMap<String, usize>,
}

impl DataSet {
    /// The answers as they now stand, built anew only when something changed. Not after a change within the same
    /// transaction that may still be taken back.
    ///
    /// # Errors
    /// [`DatabaseError::Unreadable`] when what is stored is not what this program stores.
    pub async fn load(db: &mut Reader, survey: &SurveyRow, which: Which) -> Result<Arc<Self>, DatabaseError> {
        let facts = Self::facts_stamp(db, survey).await?;
        Self::load_with(db, survey, which, facts).await
    }

    async fn facts_stamp(db: &mut Reader, survey: &SurveyRow) -> Result<Option<kept::Facts>, DatabaseError> {
        Ok(if survey.respondent == "prefecture" { None } else { Some(regions::facts_stamp(db).await?) })
    }

    async fn load_with(
        db: &mut Reader,
        survey: &SurveyRow,
        which: Which,
        facts: Option<kept::Facts>,
    ) -> Result<Arc<Self>, DatabaseError> {
        let key = kept::Key { survey: survey.id, which };
        let answers = match which {
            Which::Released => storage::released::stamp(db, survey.id).await?,
            Which::Collected | Which::Accepted => storage::counted::stamp(db, survey.id).await?,
        };
        let stamp = kept::Stamp { answers, facts, survey: survey.clone() };
        if let Some(set) = kept::find(db.core(), key, &stamp) {
            return Ok(set);
        }
        let raw = build::read(db, survey, which, &stamp.answers).await?;
        let built = tokio::task::spawn_blocking(move || raw.build()).await;
        let set = Arc::new(built.map_err(|e| DatabaseError::Unreadable(e.to_string()))??);
        kept::keep(db.core(), key, stamp, &set);
        Ok(set)
    }

    /// Everybody's answers as they stand, for the single one that may be seen, and what others see beside it
    /// ([`Self::for_others`]).
    pub async fn own_and_others(db: &mut Reader, survey: &SurveyRow) -> Result<(Arc<Self>, Arc<Self>), DatabaseError> {
        let facts = Self::facts_stamp(db, survey).await?;
        let own = Self::load_with(db, survey, Which::Collected, facts.clone()).await?;
        let others = match Self::which_for_others(survey) {
            Which::Released => Self::load_with(db, survey, Which::Released, facts).await?,
            _ => own.clone(),
        };
        Ok((own, others))
    }

    fn which_for_others(survey: &SurveyRow) -> Which {
        let of_bodies = super::rules::position::compares(&survey.respondent);
        if of_bodies && survey.state() != SurveyState::Frozen { Which::Released } else { Which::Collected }
    }

    /// What somebody who may see groups only is shown: released in batches until the data are final, then all.
    pub async fn for_others(db: &mut Reader, survey: &SurveyRow) -> Result<Arc<Self>, DatabaseError> {
        Self::load(db, survey, Self::which_for_others(survey)).await
    }

    /// Respondents, in the order of their codes.
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// The place of a respondent.
    pub fn row_of(&self, code: &str) -> Option<usize> {
        self.rows.binary_search_by(|row| row.code.as_str().cmp(code)).ok()
    }

    /// Questions in the order of the newest edition; those only older ones had come last.
    pub fn questions(&self) -> &[AskedQuestion] {
        &self.questions
    }

    pub fn question(&self, id: &str) -> Option<&AskedQuestion> {
        self.questions.iter().find(|question| question.id == id)
    }

    /// `q5`, `q12_platform`, or a banner's id.
    pub fn variable(&self, name: &str) -> Option<&Variable> {
        let of_question = self.names.get(name).and_then(|at| self.variables.get(*at));
        of_question.or_else(|| self.banner(name).map(|banner| &banner.variable))
    }

    /// The variables of a question, in order.
    pub fn variables_of<'a>(&'a self, question: &'a AskedQuestion) -> impl Iterator<Item = &'a Variable> {
        question.variables.iter().filter_map(|name| self.variable(name))
    }

    /// What this survey's tables may be broken down by.
    pub fn banners(&self) -> &[Banner] {
        &self.banners
    }

    pub fn banner(&self, id: &str) -> Option<&Banner> {
        self.banners.iter().find(|banner| banner.id == id)
    }
}

fn standing(survey: &SurveyRow, collected: usize, asked: Option<usize>) -> Standing {
    match survey.state() {
        SurveyState::Frozen => Standing::Final { collected, asked },
        _ => Standing::Preliminary { collected, asked },
    }
}
