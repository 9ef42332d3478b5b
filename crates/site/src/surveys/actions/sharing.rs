//! 共有する・やめる: a body lets the other respondents of its survey see its answers under its name, and takes that back.

use foundation::audit::Entry;
use foundation::permissions::Actor as _;

use super::SurveyError;
use crate::permissions::{ShareAnswers, WriteTx};
use crate::surveys::model::SurveyRow;
use crate::surveys::rules::{self, Refusal};
use crate::surveys::storage::{self, sharing};

/// From now on, until it is taken back.
pub async fn share(tx: &mut WriteTx<ShareAnswers>, survey: &SurveyRow, code: &str) -> Result<(), SurveyError> {
    let respondent = storage::writable(tx, survey.id, code).await?.ok_or(SurveyError::NotFound)?;
    rules::position::may_share(&survey.respondent).map_err(SurveyError::Refused)?;
    let (now, label) = (tx.core().clock.now(), tx.actor().label());
    if !sharing::begin(tx, respondent.line.id, now, &label).await? {
        return Err(SurveyError::Refused(Refusal::SharedAlready));
    }
    tx.record(Entry::of("survey_answer", code).change("shared", "見せない", "名前とともに見せる")).await?;
    Ok(())
}

/// What was seen meanwhile is seen; from now on nobody sees it.
pub async fn stop_sharing(tx: &mut WriteTx<ShareAnswers>, survey: &SurveyRow, code: &str) -> Result<(), SurveyError> {
    let respondent = storage::writable(tx, survey.id, code).await?.ok_or(SurveyError::NotFound)?;
    let (now, label) = (tx.core().clock.now(), tx.actor().label());
    if !sharing::end(tx, respondent.line.id, now, &label).await? {
        return Err(SurveyError::Refused(Refusal::NotShared));
    }
    tx.record(Entry::of("survey_answer", code).change("shared", "名前とともに見せる", "見せない")).await?;
    Ok(())
}
