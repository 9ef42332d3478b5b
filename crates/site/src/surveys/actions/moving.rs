//! Respondents and editions: who has not handed in answers the newest one, with her answers carried into it; what no
//! longer fits is set aside and shown, never dropped.

use std::collections::BTreeMap;
use std::sync::Arc;

use questionnaire::editions::carry;
use questionnaire::{Answer, Answers, Form};

use super::{SurveyError, ready};
use crate::permissions::{Reader, Writer};
use crate::surveys::model::Respondent;
use crate::surveys::storage::{editing, writing};

/// A respondent's answers in the edition they belong to today.
#[derive(Clone, Debug)]
pub struct Settled {
    pub form: Arc<Form>,
    pub answers: Answers,
    /// Not stored yet: where she moves to with her next save.
    pub moving: Option<Moving>,
}

#[derive(Clone, Debug)]
pub struct Moving {
    /// Numbers of the rows.
    pub from: i64,
    pub to: i64,
    /// 「第2版」, and why it came.
    pub edition: i64,
    pub reason: String,
    pub published_at: String,
    /// The form they were given to.
    pub old: Arc<Form>,
    /// Answers as given that no longer fit.
    pub aside: BTreeMap<String, Answer>,
}

/// Without storing anything.
pub async fn settle(db: &mut Reader, respondent: &Respondent) -> Result<Settled, SurveyError> {
    let newest = editing::newest(db, respondent.survey_id).await?.ok_or(SurveyError::NotFound)?;
    if newest.id == respondent.edition_id {
        return Ok(Settled { form: ready(&newest.definition)?, answers: respondent.answers.clone(), moving: None });
    }
    let own = editing::editions_by_id(db, &[respondent.edition_id]).await?;
    let own = own.first().ok_or(SurveyError::NotFound)?;
    let old = ready(&own.definition)?;
    if respondent.line.state().is_collected() {
        return Ok(Settled { form: old, answers: respondent.answers.clone(), moving: None });
    }
    let form = ready(&newest.definition)?;
    let carried = carry(&old, &form, &respondent.answers);
    let moving = Moving {
        from: respondent.edition_id,
        to: newest.id,
        edition: newest.edition,
        reason: newest.reason,
        published_at: newest.published_at,
        old,
        aside: carried.aside,
    };
    Ok(Settled { form, answers: carried.answers, moving: Some(moving) })
}

/// Stores a move together with the save that brings it: the history says what was set aside, and why.
pub(in crate::surveys) async fn store(
    tx: &mut Writer,
    respondent: &Respondent,
    moving: &Moving,
    kept: &Answers,
    made: &writing::Made<'_>,
) -> Result<(), SurveyError> {
    let json = |answer: &Answer| serde_json::to_string(answer).unwrap_or_default();
    let aside: Vec<(String, String)> =
        moving.aside.iter().map(|(question, answer)| (question.clone(), json(answer))).collect();
    editing::set_aside(tx, respondent.line.id, moving.from, &aside, made.at).await?;
    let changes: Vec<writing::NewChange> = aside
        .into_iter()
        .map(|(question, before)| {
            let after = kept.get(&question).map(json);
            writing::NewChange { question, before: Some(before), after }
        })
        .collect();
    let reason = format!("調査票の第{}版に合わない答えを、別に残した", moving.edition);
    writing::insert_changes(tx, respondent.line.id, &changes, &writing::Made { reason: &reason, ..*made }).await?;
    editing::move_respondent(tx, respondent.line.id, moving.to).await?;
    Ok(())
}
