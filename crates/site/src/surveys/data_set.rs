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
//! A numbered cut (中間締め, final data set) is a set like any other ([`Which::Cut`]), of the answers as they then were.
//! Free texts are kept as what a coding recognises them by, never as words ([`texts`]).

mod build;
mod derived;
mod invented;
mod kept;
#[cfg(test)]
mod tests;
pub mod texts;

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
    /// A numbered data set, by its number in the database: the answers as they were when it was made.
    Cut(i64),
}

/// The data set that figures are made from, where it is a numbered one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cut {
    pub number: i64,
    /// 「第2号（確定）」
    pub name: String,
    pub made_at: String,
    /// SHA-256, 64 hex digits.
    pub hash: String,
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
    /// `None`: the answers as they now stand.
    pub cut: Option<Cut>,
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
    /// Tables may be weighted with it.
    pub weight: bool,
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
    texts: Vec<texts::TextColumn>,
    /// Free texts put under categories: questions of their own, for tables only.
    coded: Vec<AskedQuestion>,
}

/// What one respondent's position is made from.
#[derive(Clone, Debug)]
pub struct Around {
    pub own: Arc<DataSet>,
    pub others: Arc<DataSet>,
    pub last: Option<Arc<DataSet>>,
}

impl DataSet {
    /// The answers as they now stand, built anew only when something changed. Not after a change within the same
    /// transaction that may still be taken back.
    ///
    /// # Errors
    /// [`DatabaseError::Unreadable`] when what is stored is not what this program stores.
    pub async fn load(db: &mut Reader, survey: &SurveyRow, which: Which) -> Result<Arc<Self>, DatabaseError> {
        let facts = Self::facts_stamp(db, survey).await?;
        Ok(Self::loaded(db, survey, which, facts).await?.0)
    }

    async fn facts_stamp(db: &mut Reader, survey: &SurveyRow) -> Result<Option<kept::Facts>, DatabaseError> {
        Ok(if survey.respondent == "prefecture" { None } else { Some(regions::facts_stamp(db).await?) })
    }

    async fn loaded(
        db: &mut Reader,
        survey: &SurveyRow,
        which: Which,
        facts: Option<kept::Facts>,
    ) -> Result<(Arc<Self>, kept::Stamp), DatabaseError> {
        let key = kept::Key { survey: survey.id, which, coded: false };
        let answers = match which {
            // What was cut stays as it is.
            Which::Cut(_) => storage::counted::Stamp::default(),
            Which::Released => storage::released::stamp(db, survey.id).await?,
            Which::Collected | Which::Accepted => storage::counted::stamp(db, survey.id).await?,
        };
        let stamp = kept::Stamp { answers, facts, survey: survey.clone(), texts: None };
        if let Some(set) = kept::find(db.core(), key, &stamp) {
            return Ok((set, stamp));
        }
        let raw = build::read(db, survey, which, &stamp.answers).await?;
        let built = tokio::task::spawn_blocking(move || raw.build()).await;
        let set = Arc::new(built.map_err(|e| DatabaseError::Unreadable(e.to_string()))??);
        kept::keep(db.core(), key, stamp.clone(), &set);
        Ok((set, stamp))
    }

    /// The same with the free texts that were put under categories, as multiple answers: for tables.
    ///
    /// # Errors
    /// As [`DataSet::load`].
    pub async fn with_coded_texts(
        db: &mut Reader,
        survey: &SurveyRow,
        which: Which,
    ) -> Result<Arc<Self>, DatabaseError> {
        let facts = Self::facts_stamp(db, survey).await?;
        let (set, stamp) = Self::loaded(db, survey, which, facts).await?;
        let categories = storage::texts::every_category(db, survey.id).await?;
        if categories.is_empty() {
            return Ok(set);
        }
        let codings = storage::texts::codings_stamp(db, survey.id).await?;
        let key = kept::Key { survey: survey.id, which, coded: true };
        let stamp = kept::Stamp { texts: Some((categories.clone(), codings)), ..stamp };
        if let Some(coded) = kept::find(db.core(), key, &stamp) {
            return Ok(coded);
        }
        let codings = storage::texts::every_coding(db, survey.id).await?;
        let coded = Arc::new(texts::with_codings(&set, &categories, &codings)?);
        kept::keep(db.core(), key, stamp, &coded);
        Ok(coded)
    }

    /// Everybody's answers as they stand, for the single one that may be seen; what others see beside it
    /// ([`Self::for_others`]); and the same of the survey before it.
    pub async fn around(db: &mut Reader, survey: &SurveyRow) -> Result<Around, DatabaseError> {
        let facts = Self::facts_stamp(db, survey).await?;
        let (own, _) = Self::loaded(db, survey, Which::Collected, facts).await?;
        let others = match Self::which_for_others(survey) {
            Which::Released => Self::loaded(db, survey, Which::Released, facts).await?.0,
            _ => own.clone(),
        };
        let before = match survey.previous_id {
            Some(previous) => storage::survey(db, previous).await?,
            None => None,
        };
        let last = match before {
            Some(before) => Some(Self::loaded(db, &before, Self::which_for_others(&before), facts).await?.0),
            None => None,
        };
        Ok(Around { own, others, last })
    }

    /// What is counted for who may see groups only.
    pub fn which_for_others(survey: &SurveyRow) -> Which {
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

    /// Free texts put under categories ([`DataSet::with_coded_texts`]).
    pub fn coded(&self) -> &[AskedQuestion] {
        &self.coded
    }

    /// Everything that makes tables: questions, then coded texts.
    pub fn tabulated(&self) -> impl Iterator<Item = &AskedQuestion> {
        self.questions.iter().chain(&self.coded).filter(|question| !question.variables.is_empty())
    }

    pub fn question(&self, id: &str) -> Option<&AskedQuestion> {
        self.questions.iter().chain(&self.coded).find(|question| question.id == id)
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

fn standing(is_final: bool, collected: usize, asked: Option<usize>) -> Standing {
    if is_final { Standing::Final { collected, asked } } else { Standing::Preliminary { collected, asked } }
}
