//! What was typed and cannot be an answer is kept for the form, so that nobody has to type it twice.

use foundation::audit::Entry as AuditEntry;
use foundation::permissions::Actor as _;
use foundation::web::Fields;
use serde_json::json;

use super::SurveyError;
use crate::permissions::{AnswerSurvey, WriteTx};
use crate::surveys::model::{Entry, RespondentLine};
use crate::surveys::rules;
use crate::surveys::storage::entries;

/// What was kept, and what of the faulty could not be.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Kept {
    /// Something is stored that was not before: to be committed.
    pub changed: bool,
    pub too_long: Vec<String>,
}

/// Of the questions `here` those `faulty` are kept as they stand in the form; what was kept of the others is forgotten.
pub async fn keep(
    tx: &mut WriteTx<AnswerSurvey>,
    respondent: &RespondentLine,
    fields: &Fields,
    here: &[String],
    faulty: &[&str],
) -> Result<Kept, SurveyError> {
    let before = entries::of(tx, respondent.id).await?;
    let mut kept = Kept::default();
    let mut new = Vec::new();
    let mut gone = Vec::new();
    for question in here {
        let old = before.iter().find(|entry| entry.question == *question);
        let typed = faulty
            .contains(&question.as_str())
            .then(|| rules::entries::fields_of(question, fields.pairs()))
            .map(|typed| typed.ok_or(()));
        match (typed, old) {
            (Some(Ok(fields)), old) if old.is_none_or(|old| old.fields != fields) => {
                new.push(Entry { question: question.clone(), fields });
            }
            (Some(Err(())), old) => {
                kept.too_long.push(question.clone());
                gone.extend(old.map(|_| question.clone()));
            }
            (None, Some(_)) => gone.push(question.clone()),
            (Some(Ok(_)), _) | (None, None) => {}
        }
    }
    if new.is_empty() && gone.is_empty() {
        return Ok(kept);
    }
    kept.changed = true;
    let (label, now) = (tx.actor().label(), tx.core().clock.now());
    entries::forget(tx, respondent.id, &gone).await?;
    entries::keep(tx, respondent.id, &new, &label, now).await?;
    let questions: Vec<&str> = new.iter().map(|entry| entry.question.as_str()).collect();
    let detail = json!({ "what": "書きかけ", "kept": questions, "dropped": gone });
    tx.record(AuditEntry::of("survey_answer", &respondent.code).detail(detail)).await?;
    Ok(kept)
}
