//! Surveys of earlier years, taken in as they were collected elsewhere.

use foundation::Timestamp;
use foundation::audit::Entry;
use foundation::permissions::Actor as _;
use questionnaire::Answers;
use serde_json::json;

use super::{SurveyError, form_of};
use crate::permissions::{EditSurveys, WriteTx};
use crate::surveys::model::{State, SurveyRow};
use crate::surveys::rules;
use crate::surveys::storage::{self, writing};

async fn reachable(tx: &mut WriteTx<EditSurveys>, survey: i64) -> Result<SurveyRow, SurveyError> {
    let row = storage::survey(tx, survey).await?.ok_or(SurveyError::NotFound)?;
    if tx.scope().reaches_programme(row.programme_id) { Ok(row) } else { Err(SurveyError::NotFound) }
}

/// Answers collected before this platform, taken in as they are, as accepted ones: by code. What was 無回答 stays so;
/// what cannot be an answer refuses the whole. `at` is when they were collected.
pub async fn load(
    tx: &mut WriteTx<EditSurveys>,
    survey: i64,
    rows: &[(String, Answers)],
    at: Timestamp,
) -> Result<(), SurveyError> {
    reachable(tx, survey).await?;
    let form = form_of(tx, survey).await?;
    for (code, answers) in rows {
        if let Some(first) = questionnaire::check(&form, answers, false).first() {
            return Err(SurveyError::Definition(format!("{code} {}: {}", first.question, first.sentence)));
        }
    }
    let label = tx.actor().label();
    writing::load_answers(tx, survey, rows, State::Accepted, &label, at).await?;
    super::renewing::ask_for(tx, survey).await?;
    tx.record(Entry::of("survey", survey).detail(json!({ "loaded": rows.len() }))).await?;
    Ok(())
}

/// From now on the answers of `previous` stand beside the questions of `survey` as last year's.
pub async fn follow(tx: &mut WriteTx<EditSurveys>, survey: i64, previous: i64) -> Result<(), SurveyError> {
    let row = reachable(tx, survey).await?;
    let before = reachable(tx, previous).await?;
    rules::may_follow(&row, &before).map_err(SurveyError::Refused)?;
    writing::set_previous(tx, survey, previous).await?;
    storage::criteria::touch(tx, survey).await?;
    super::renewing::ask_for(tx, survey).await?;
    tx.record(Entry::of("survey", survey).change("previous", "", before.title)).await?;
    Ok(())
}
