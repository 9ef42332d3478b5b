//! Findings are kept, so that looking at them costs what is shown. Whoever stores answers that were handed in renews what
//! is found in them in the same transaction; what else changes (the criteria, last year's answers, answers loaded in
//! bulk) is noticed by its version and made up for by a job.

use std::collections::HashMap;
use std::sync::Arc;

use foundation::audit::Entry;
use foundation::jobs::Job;
use questionnaire::Form;
use questionnaire::soft::SoftFinding;
use serde_json::json;

use super::findings::{self, Against};
use super::{SurveyError, form_for, form_of, moving};
use crate::permissions::{HoldAgainst, Reader, WriteTx, Writer};
use crate::regions;
use crate::surveys::model::{Respondent, SurveyRow, SurveyState};
use crate::surveys::storage::{self, criteria};

/// Respondents whose findings are made in one transaction.
pub const BATCH: i64 = 100;
/// The kind of the job; with `survey` in its payload for one survey, without for all.
pub const KIND: &str = "surveys.hold_against";

/// What is found in the answers of one respondent, after they were stored in this transaction.
pub(in crate::surveys) async fn renew(tx: &mut Writer, survey: &SurveyRow, respondent: i64) -> Result<(), SurveyError> {
    let respondent = criteria::respondent(tx, respondent).await?.ok_or(SurveyError::NotFound)?;
    let settled = moving::settle(tx, &respondent).await?;
    let code = respondent.line.code.clone();
    let against = Against::load(tx, survey, &settled.form, std::slice::from_ref(&code)).await?;
    let found = against.findings(&settled.form, &code, &settled.answers);
    Ok(criteria::keep(tx, against.criteria, &[(&respondent, found)]).await?)
}

/// Asks for everybody of a survey to be held against its criteria anew, as soon as somebody has time.
pub(super) async fn ask_for(tx: &mut Writer, survey: i64) -> Result<(), SurveyError> {
    Ok(tx.queue(Job::new(KIND).with("survey", survey)).await?)
}

/// The surveys whose answers are held against something.
pub async fn surveys(db: &mut Reader, only: Option<i64>) -> Result<Vec<SurveyRow>, SurveyError> {
    let all = storage::surveys(db, false).await?;
    Ok(all
        .into_iter()
        .filter(|survey| survey.state() != SurveyState::Draft && only.is_none_or(|id| survey.id == id))
        .collect())
}

/// Makes the quartiles anew where answers changed since; `true` when there was something to do.
pub async fn renew_fences(tx: &mut WriteTx<HoldAgainst>, survey: &SurveyRow) -> Result<bool, SurveyError> {
    let facts = if survey.respondent == "municipality" { Some(regions::facts_stamp(tx).await?) } else { None };
    let stamp = format!("{:?} {facts:?}", storage::counted::stamp(tx, survey.id).await?);
    let stored = criteria::of(tx, survey.id).await?;
    let of: String = foundation::chance::fingerprint(&stamp).chars().take(32).collect();
    if stored.fences_of == of {
        return Ok(false);
    }
    let form = form_of(tx, survey.id).await?;
    let fences = findings::fences(tx, survey, &form).await?.rows();
    let now = tx.core().clock.now();
    criteria::store_fences(tx, survey.id, &fences, &of, now, fences != stored.fences).await?;
    tx.record(Entry::of("survey", survey.id).detail(json!({ "fences": fences.len() }))).await?;
    Ok(true)
}

/// Holds the next [`BATCH`] respondents against the criteria that are not held against them yet. How many.
pub async fn renew_batch(tx: &mut WriteTx<HoldAgainst>, survey: &SurveyRow) -> Result<usize, SurveyError> {
    let version = criteria::of(tx, survey.id).await?.version;
    let respondents = criteria::claim_stale(tx, survey.id, version, BATCH).await?;
    if respondents.is_empty() {
        return Ok(0);
    }
    let newest = form_of(tx, survey.id).await?;
    let codes: Vec<String> = respondents.iter().map(|respondent| respondent.line.code.clone()).collect();
    let against = Against::load(tx, survey, &newest, &codes).await?;
    let mut forms: HashMap<i64, Arc<Form>> = HashMap::new();
    let mut found: Vec<(&Respondent, Vec<SoftFinding>)> = Vec::with_capacity(respondents.len());
    for respondent in &respondents {
        let owing = respondent.line.state().is_owing();
        // Who puts her answers right is seen in the newest edition, with what of her answers fits it.
        let settled = if owing { Some(moving::settle(tx, respondent).await?) } else { None };
        let (form, answers) = match &settled {
            Some(settled) => (settled.form.clone(), &settled.answers),
            None => {
                let form = match forms.get(&respondent.edition_id) {
                    Some(form) => form.clone(),
                    None => {
                        let form = form_for(tx, respondent).await?;
                        forms.insert(respondent.edition_id, form.clone());
                        form
                    }
                };
                (form, &respondent.answers)
            }
        };
        found.push((respondent, against.findings(&form, &respondent.line.code, answers)));
    }
    criteria::keep(tx, against.criteria, &found).await?;
    let count = found.len();
    tx.record(Entry::of("survey", survey.id).detail(json!({ "held_against": count }))).await?;
    Ok(count)
}
