//! What the office decides about answers that may be one person's: one is set aside with a reason, or they are two
//! people's. What was set aside can be taken back.

use foundation::audit::Entry;
use foundation::permissions::Actor as _;
use serde_json::json;

use super::SurveyError;
use crate::permissions::{SetAsideAnswers, WriteTx};
use crate::surveys::model::{State, SurveyRow};
use crate::surveys::rules::{self, linking};
use crate::surveys::storage::{self, doubles, writing};

/// Sets an answer aside: neither collected nor counted from now on. `instead` is the answer that counts.
pub async fn set_aside(
    tx: &mut WriteTx<SetAsideAnswers>,
    survey: &SurveyRow,
    code: &str,
    instead: &str,
    reason: &str,
) -> Result<(), SurveyError> {
    let respondent = storage::seen(tx, survey.id, code).await?.ok_or(SurveyError::NotFound)?;
    let from = respondent.line.state();
    linking::may_set_aside(survey.state(), survey.is_linked(), from, reason).map_err(SurveyError::Refused)?;
    let instead = match instead {
        "" => None,
        other if other == code => return Err(SurveyError::NotFound),
        other => Some(storage::seen(tx, survey.id, other).await?.ok_or(SurveyError::NotFound)?.line.id),
    };
    moved(tx, respondent.line.id, from, State::SetAside).await?;
    let (label, now) = (tx.actor().label(), tx.core().clock.now());
    doubles::insert_set_aside(tx, respondent.line.id, instead, &label, reason.trim(), now).await?;
    let entry = Entry::of("survey_answer", code).detail(json!({ "instead": instead }));
    tx.record(entry.change("state", from.label(), State::SetAside.label())).await?;
    Ok(())
}

/// Takes it back: it is handed in again and waits to be looked at; what was never handed in goes on.
pub async fn take_back(
    tx: &mut WriteTx<SetAsideAnswers>,
    survey: &SurveyRow,
    code: &str,
    reason: &str,
) -> Result<(), SurveyError> {
    let respondent = storage::seen(tx, survey.id, code).await?.ok_or(SurveyError::NotFound)?;
    linking::may_take_back(survey.state(), respondent.line.state(), reason).map_err(SurveyError::Refused)?;
    let to = if respondent.line.submitted_at.is_some() { State::Submitted } else { State::Working };
    moved(tx, respondent.line.id, State::SetAside, to).await?;
    let (label, now) = (tx.actor().label(), tx.core().clock.now());
    doubles::take_back(tx, respondent.line.id, &label, reason.trim(), now).await?;
    tx.record(Entry::of("survey_answer", code).change("state", State::SetAside.label(), to.label())).await?;
    Ok(())
}

async fn moved(tx: &mut WriteTx<SetAsideAnswers>, respondent: i64, from: State, to: State) -> Result<(), SurveyError> {
    if writing::move_to(tx, respondent, from, to, None).await? { Ok(()) } else { Err(SurveyError::Changed(Vec::new())) }
}

/// Two people's: the pair is not shown again.
pub async fn are_different(
    tx: &mut WriteTx<SetAsideAnswers>,
    survey: &SurveyRow,
    (one, other): (&str, &str),
    reason: &str,
) -> Result<(), SurveyError> {
    rules::is_reason(reason).map_err(SurveyError::Refused)?;
    if one == other {
        return Err(SurveyError::NotFound);
    }
    let mut ids = Vec::new();
    for code in [one, other] {
        ids.push(storage::seen(tx, survey.id, code).await?.ok_or(SurveyError::NotFound)?.line.id);
    }
    let (label, now) = (tx.actor().label(), tx.core().clock.now());
    doubles::insert_different(tx, (ids[0], ids[1]), &label, reason.trim(), now).await?;
    tx.record(Entry::of("survey_answer", one).detail(json!({ "different_from": other }))).await?;
    Ok(())
}
