//! A draft becomes an edition; a survey opens, closes, opens again.

use std::collections::BTreeMap;

use foundation::audit::Entry;
use foundation::permissions::Actor as _;
use questionnaire::editions::{Difference, Effect, differences};
use questionnaire::{Answers, Form, Respondent as Kind};
use serde_json::json;

use super::drafting::{EditError, to_json, working};
use super::{SurveyError, change_state, concordance, telling};
use crate::permissions::{EditSurveys, Reader, WriteTx};
use crate::regions;
use crate::surveys::model::SurveyState;
use crate::surveys::model::editing::Working;
use crate::surveys::rules::editing::{self as rules, EditRefusal, Impact};
use crate::surveys::storage::{self, editing, writing};

/// What the draft changes, and what that does to answers.
pub async fn correction(db: &mut Reader, working: &Working) -> Result<(Vec<Difference>, Impact), EditError> {
    let Some(published) = &working.published else { return Ok((Vec::new(), Impact::default())) };
    let found = differences(published, &working.definition);
    let touches = found.iter().any(|difference| difference.effect >= Effect::Answers);
    let counts = if touches { rules::answered(&all_answers(db, working.survey.id).await?) } else { BTreeMap::new() };
    let impact = rules::impact(&found, &counts);
    Ok((found, impact))
}

async fn all_answers(db: &mut Reader, survey: i64) -> Result<Vec<Answers>, EditError> {
    let documents = editing::stored_answers(db, survey).await?;
    Ok(documents.iter().map(|(text,)| storage::stored(text)).collect::<Result<_, _>>()?)
}

/// Freezes the draft as the next edition. Who has not begun answers it from now on; who is half way moves with the next
/// save; who has handed in stays. Answers the number of the edition.
pub async fn publish(
    tx: &mut WriteTx<EditSurveys>,
    survey: i64,
    reason: &str,
    consents: bool,
) -> Result<u32, EditError> {
    let working = working(tx, survey).await?;
    rules::may_edit(working.survey.state()).map_err(EditError::Refused)?;
    if !working.is_draft() {
        return Err(EditError::Refused(EditRefusal::NothingChanged));
    }
    if working.published.is_some() {
        let (found, impact) = correction(tx, &working).await?;
        if found.is_empty() {
            return Err(EditError::Refused(EditRefusal::NothingChanged));
        }
        if working.is_begun() {
            rules::may_correct(&impact, reason, consents).map_err(EditError::Refused)?;
        }
    }
    let mut definition = working.definition.clone();
    definition.edition = working.next_edition();
    // First of all: of two who publish the same draft, the second finds it gone.
    if !editing::remove_draft(tx, survey, working.version).await? {
        return Err(EditError::Changed);
    }
    rules::every_section_asks(&definition).map_err(EditError::Refused)?;
    let form = Form::new(definition).map_err(|faults| EditError::Refused(EditRefusal::Unsound(faults)))?;
    let definition = form.definition();
    let (now, label) = (tx.core().clock.now(), tx.actor().label());
    let published = writing::Published { at: now, by_label: &label, reason: reason.trim() };
    let json = to_json(definition)?;
    let edition =
        writing::insert_edition(tx, survey, definition.edition, form.fingerprint(), &json, &published).await?;
    if working.published.is_none() {
        let places = match definition.respondent {
            Kind::Municipality => regions::all_towns(tx).await?,
            Kind::Prefecture => regions::all_prefectures(tx).await?,
            // Coordinators are not enumerable in advance.
            _ => Vec::new(),
        };
        writing::insert_respondents(tx, survey, edition, &places, |name| form.known(name)).await?;
    } else {
        editing::move_who_has_not_begun(tx, survey, edition).await?;
        telling::corrected(tx, survey).await?;
    }
    editing::set_title(tx, survey, &definition.title).await?;
    concordance::complete(tx, &working.survey, &form).await?;
    super::indexing::index(tx, survey).await?;
    let detail = json!({ "edition": definition.edition, "reason": reason.trim() });
    tx.record(Entry::of("survey", survey).detail(detail)).await?;
    Ok(definition.edition)
}

/// 準備中 → 受付中: what is drafted is published first; without a sound questionnaire nothing opens.
pub async fn open(tx: &mut WriteTx<EditSurveys>, survey: i64) -> Result<(), EditError> {
    let found = working(tx, survey).await?;
    let row = &found.survey;
    rules::may_open(row.state(), row.opens_on.parse().ok(), row.due()).map_err(EditError::Refused)?;
    if found.is_draft() {
        match publish(tx, survey, "", true).await {
            // A draft that came back to what is published already.
            Err(EditError::Refused(EditRefusal::NothingChanged)) => {
                editing::remove_draft(tx, survey, found.version).await?;
            }
            other => drop(other?),
        }
    }
    Ok(change_state(tx, survey, &[SurveyState::Draft], SurveyState::Open, "").await?)
}

/// 受付中 → 締切後
pub async fn close(tx: &mut WriteTx<EditSurveys>, survey: i64) -> Result<(), EditError> {
    let row = editing::survey(tx, survey).await?.ok_or(EditError::NotFound)?;
    rules::may_close(row.state()).map_err(EditError::Refused)?;
    Ok(change_state(tx, survey, &[SurveyState::Open], SurveyState::Closed, "").await?)
}

/// 締切後 → 受付中, and why.
pub async fn reopen(tx: &mut WriteTx<EditSurveys>, survey: i64, reason: &str) -> Result<(), EditError> {
    let row = editing::survey(tx, survey).await?.ok_or(EditError::NotFound)?;
    rules::may_reopen(row.state(), reason).map_err(EditError::Refused)?;
    let outcome = change_state(tx, survey, &[SurveyState::Closed], SurveyState::Open, reason.trim()).await;
    outcome.map_err(SurveyError::into)
}
