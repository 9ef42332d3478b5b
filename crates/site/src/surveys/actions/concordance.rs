//! What became of last year's questions: guessed when a questionnaire is published, put right by people.

use std::sync::Arc;

use foundation::audit::Entry;
use foundation::permissions::Actor as _;
use questionnaire::concordance::ConcordanceFault;
use questionnaire::{Concordance, Form, shipped};
use serde_json::json;

use super::SurveyError;
use super::drafting::{EditError, working};
use super::ready;
use crate::permissions::{EditSurveys, Reader, WriteTx};
use crate::surveys::model::SurveyRow;
use crate::surveys::model::editing::StoredConcordance;
use crate::surveys::storage::{concordance as storage, editing};

/// Two years side by side.
pub struct Years {
    pub survey: SurveyRow,
    /// Last year's newest edition.
    pub from: Arc<Form>,
    /// Of the survey where last year's questionnaire is one; `None`: it came with the platform.
    pub previous: Option<SurveyRow>,
    /// This year's: the draft if it is sound, else the newest edition.
    pub to: Arc<Form>,
    pub stored: Option<StoredConcordance>,
    /// What holds today: as stored (brought up to the questionnaire), else as it came with the platform, else a guess.
    pub concordance: Concordance,
}

/// Last year's questionnaire: of the survey named as the one before, else the one the shipped concordance begins with.
async fn last_year(db: &mut Reader, survey: &SurveyRow) -> Result<Option<(Arc<Form>, Option<SurveyRow>)>, SurveyError> {
    if let Some(previous) = survey.previous_id
        && let Some(newest) = editing::newest(db, previous).await?
    {
        let row = super::storage::survey(db, previous).await?;
        return Ok(Some((ready(&newest.definition)?, row)));
    }
    let shipped = shipped::concordance_to(&survey.name).ok().and_then(|table| shipped::definition(&table.from).ok());
    Ok(shipped.and_then(|definition| Form::new(definition).ok()).map(|form| (Arc::new(form), None)))
}

/// As stored, else as it came with the platform; nothing that nobody wrote down.
pub async fn of(db: &mut Reader, survey: &SurveyRow) -> Result<Option<Concordance>, SurveyError> {
    if let Some(stored) = storage::stored(db, survey.id).await? {
        return Ok(Some(stored.concordance));
    }
    Ok(shipped::concordance_to(&survey.name).ok())
}

/// Why two years cannot be laid side by side.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoYears {
    /// No survey is named as the one before.
    NoPrevious,
    /// This year's questionnaire has faults, or no questions yet.
    Unsound,
}

pub async fn years(db: &mut Reader, survey: i64) -> Result<Result<Years, (SurveyRow, NoYears)>, EditError> {
    let found = working(db, survey).await?;
    let survey = found.survey;
    let Some((from, previous)) = last_year(db, &survey).await? else { return Ok(Err((survey, NoYears::NoPrevious))) };
    let sound = Form::new(found.definition).ok().or_else(|| found.published.and_then(|old| Form::new(old).ok()));
    let Some(to) = sound else { return Ok(Err((survey, NoYears::Unsound))) };
    let stored = storage::stored(db, survey.id).await?;
    let begun = stored.as_ref().map(|stored| stored.concordance.clone()).or_else(|| shipped_between(&from, &to));
    let concordance = match begun {
        Some(begun) => begun.completed(&from, &to),
        None => Concordance::suggest(&from, &to),
    };
    Ok(Ok(Years { survey, from, previous, to: Arc::new(to), stored, concordance }))
}

fn shipped_between(from: &Form, to: &Form) -> Option<Concordance> {
    let table = shipped::concordance_to(&to.definition().id).ok()?;
    (table.from == from.definition().id).then_some(table)
}

/// Stores what a person says. It must bear out.
///
/// # Errors
/// [`SaveError::Faults`] with what the two questionnaires do not bear out.
pub async fn save(
    tx: &mut WriteTx<EditSurveys>,
    years: &Years,
    concordance: &Concordance,
    what: &str,
) -> Result<(), SaveError> {
    let faults = concordance.verify(&years.from, &years.to);
    if !faults.is_empty() {
        return Err(SaveError::Faults(faults));
    }
    let label = tx.actor().label();
    let json = serde_json::to_string(concordance).map_err(|e| SurveyError::Definition(e.to_string()))?;
    let new = storage::NewConcordance {
        over: years.stored.as_ref().map_or(0, |stored| stored.version),
        json: &json,
        confirmed: true,
        by_label: &label,
        at: tx.core().clock.now(),
    };
    if !storage::store(tx, years.survey.id, &new).await? {
        return Err(SaveError::Changed);
    }
    // Last year's answers may now stand beside other questions.
    super::storage::criteria::touch(tx, years.survey.id).await?;
    super::renewing::ask_for(tx, years.survey.id).await?;
    tx.record(Entry::of("survey", years.survey.id).detail(json!({ "concordance": what }))).await?;
    Ok(())
}

#[derive(Debug, thiserror::Error)]
pub enum SaveError {
    #[error("the questionnaires do not bear it out")]
    Faults(Vec<ConcordanceFault>),
    #[error("changed meanwhile")]
    Changed,
    #[error(transparent)]
    Survey(#[from] SurveyError),
    #[error(transparent)]
    Database(#[from] foundation::database::DatabaseError),
}

impl From<SaveError> for foundation::web::PageError {
    fn from(error: SaveError) -> Self {
        match error {
            SaveError::Faults(faults) => {
                Self::rule(faults.iter().take(5).map(ToString::to_string).collect::<Vec<_>>().join(" "))
            }
            SaveError::Changed => EditError::Changed.into(),
            SaveError::Survey(error) => error.into(),
            SaveError::Database(error) => error.into(),
        }
    }
}

/// With every published edition the concordance says everything again: what is there stays, the rest is guessed.
pub(super) async fn complete(
    tx: &mut WriteTx<EditSurveys>,
    survey: &SurveyRow,
    form: &Form,
) -> Result<(), SurveyError> {
    let Some((from, _)) = last_year(tx, survey).await? else { return Ok(()) };
    let stored = storage::stored(tx, survey.id).await?;
    let begun = stored.as_ref().map(|stored| stored.concordance.clone()).or_else(|| shipped_between(&from, form));
    let concordance = match begun {
        Some(begun) => begun.completed(&from, form),
        None => Concordance::suggest(&from, form),
    };
    if stored.as_ref().is_some_and(|stored| stored.concordance == concordance) {
        return Ok(());
    }
    let json = serde_json::to_string(&concordance).map_err(|e| SurveyError::Definition(e.to_string()))?;
    let label = tx.actor().label();
    let new = storage::NewConcordance {
        over: stored.as_ref().map_or(0, |stored| stored.version),
        json: &json,
        confirmed: false,
        by_label: &label,
        at: tx.core().clock.now(),
    };
    storage::store(tx, survey.id, &new).await?;
    Ok(())
}
