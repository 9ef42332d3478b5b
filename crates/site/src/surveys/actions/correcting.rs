//! データの整理 and corrections through an inquiry: one answer put right after handing in, with reason, before and after;
//! and taken back.

use foundation::audit::Entry;
use foundation::permissions::Actor as _;
use questionnaire::Answer;
use serde_json::json;

use super::{SurveyError, form_for, renewing};
use crate::permissions::{CleanAnswers, WriteTx, Writer};
use crate::surveys::model::{Respondent, SurveyRow, Way};
use crate::surveys::rules::correcting::{self as rules, Corrected};
use crate::surveys::rules::{Refusal, findings};
use crate::surveys::storage::{self, correcting as stored};

/// What a correction bears beside its values.
pub(super) struct How {
    pub way: Way,
    pub reason: String,
    pub inquiry: Option<i64>,
    pub on_behalf_of: String,
}

fn json(answer: Option<&Answer>) -> Option<String> {
    answer.and_then(|answer| serde_json::to_string(answer).ok())
}

/// Stores another answer to a question and what hangs on it.
pub(super) async fn apply(
    tx: &mut Writer,
    respondent: &Respondent,
    question: &str,
    sent: &[(String, Option<Answer>)],
    how: &How,
) -> Result<(), SurveyError> {
    let form = form_for(tx, respondent).await?;
    let group = rules::group(&form, question).ok_or(SurveyError::NotFound)?;
    let (after, changes) = rules::corrected(&form, &respondent.answers, &group, sent).map_err(SurveyError::Findings)?;
    if changes.is_empty() {
        return Err(SurveyError::Refused(Refusal::NothingChanged));
    }
    let changes: Vec<(Corrected, Option<i64>)> = changes.into_iter().map(|change| (change, None)).collect();
    store(tx, respondent, &after, &changes, how).await
}

async fn store(
    tx: &mut Writer,
    respondent: &Respondent,
    after: &questionnaire::Answers,
    changes: &[(Corrected, Option<i64>)],
    how: &How,
) -> Result<(), SurveyError> {
    let (label, now) = (tx.actor().label(), tx.core().clock.now());
    let id = respondent.line.id;
    if !stored::store(tx, id, respondent.version, after, &label, now).await? {
        return Err(SurveyError::Changed(Vec::new()));
    }
    for (change, undoes) in changes {
        let new = stored::NewCorrection {
            respondent: id,
            version: respondent.version + 1,
            question: &change.question,
            before: json(change.before.as_ref()),
            after: json(change.after.as_ref()),
            way: how.way,
            at: now,
            by_label: &label,
            on_behalf_of: &how.on_behalf_of,
            reason: &how.reason,
            inquiry: how.inquiry,
            undoes: *undoes,
        };
        stored::insert(tx, &new).await?;
    }
    let questions: Vec<&str> = changes.iter().map(|(change, _)| change.question.as_str()).collect();
    let undo = changes.iter().any(|(_, undoes)| undoes.is_some());
    let detail = json!({ "questions": questions, "way": how.way.id(), "undo": undo });
    tx.record(Entry::of("survey_answer", &respondent.line.code).detail(detail)).await?;
    let survey = storage::survey(tx, respondent.survey_id).await?.ok_or(SurveyError::NotFound)?;
    renewing::renew(tx, &survey, id).await
}

/// The office puts an answer right, on behalf of the respondent, who sees it.
pub async fn clean(
    tx: &mut WriteTx<CleanAnswers>,
    survey: &SurveyRow,
    code: &str,
    question: &str,
    sent: &[(String, Option<Answer>)],
    reason: &str,
) -> Result<(), SurveyError> {
    let respondent = storage::seen(tx, survey.id, code).await?.ok_or(SurveyError::NotFound)?;
    findings::may_clean(survey.state(), respondent.line.state(), reason).map_err(SurveyError::Refused)?;
    tx.act_on_behalf_of(respondent.line.name.clone());
    let how = how(&respondent, reason.trim().to_owned());
    apply(tx, &respondent, question, sent, &how).await
}

fn how(respondent: &Respondent, reason: String) -> How {
    How { way: Way::Cleaning, reason, inquiry: None, on_behalf_of: respondent.line.name.clone() }
}

/// Takes a cleaning edit back, everything that was changed in it at once.
pub async fn undo(
    tx: &mut WriteTx<CleanAnswers>,
    survey: &SurveyRow,
    code: &str,
    version: i64,
    reason: &str,
) -> Result<(), SurveyError> {
    let respondent = storage::seen(tx, survey.id, code).await?.ok_or(SurveyError::NotFound)?;
    findings::may_clean(survey.state(), respondent.line.state(), reason).map_err(SurveyError::Refused)?;
    let edit = stored::edit(tx, respondent.line.id, version).await?;
    if edit.is_empty() {
        return Err(SurveyError::NotFound);
    }
    let answer = |json: Option<&str>| match json {
        None => Ok(None),
        Some(json) => serde_json::from_str::<Answer>(json).map(Some),
    };
    let mut done = Vec::new();
    for change in &edit {
        let read = |json: Option<&str>| answer(json).map_err(|error| SurveyError::Definition(error.to_string()));
        let (before, after) = (read(change.before.as_deref())?, read(change.after.as_deref())?);
        done.push(Corrected { question: change.question.clone(), before, after });
    }
    let undone = edit.iter().any(|change| change.undone_by.is_some());
    rules::may_undo(&respondent.answers, &done, undone).map_err(SurveyError::Refused)?;
    let mut after = respondent.answers.clone();
    for change in &done {
        match &change.before {
            Some(answer) => after.set(&change.question, answer.clone()),
            None => {
                after.0.remove(&change.question);
            }
        }
    }
    // What was right then need not be any more: the questions around may have changed.
    let form = form_for(tx, &respondent).await?;
    let was = questionnaire::check(&form, &respondent.answers, true);
    let new: Vec<_> =
        questionnaire::check(&form, &after, true).into_iter().filter(|finding| !was.contains(finding)).collect();
    if !new.is_empty() {
        return Err(SurveyError::Refused(Refusal::ChangedSince));
    }
    tx.act_on_behalf_of(respondent.line.name.clone());
    let changes: Vec<(Corrected, Option<i64>)> = done
        .into_iter()
        .zip(&edit)
        .map(|(change, edit)| {
            (Corrected { question: change.question, before: change.after, after: change.before }, Some(edit.id))
        })
        .collect();
    let how = how(&respondent, reason.trim().to_owned());
    store(tx, &respondent, &after, &changes, &how).await
}
