//! 照会: asked, answered, put right, settled; every step in the thread with who and when.

use foundation::audit::Entry;
use foundation::permissions::Actor as _;
use questionnaire::Answer;
use serde_json::json;

use super::{SurveyError, correcting, findings, form_for, letters, telling};
use crate::permissions::{AnswerSurvey, CheckAnswers, WriteTx, Writer};
use crate::surveys::model::checking::{FindingKey, Inquiry, InquiryState};
use crate::surveys::model::{Respondent, SurveyRow, Way};
use crate::surveys::rules::findings as rules;
use crate::surveys::storage::{self, checking};

const OVERTAKEN: &str = "開いているあいだに、この照会に新しい書き込みがありました。開き直して、やりとりを見てから、もう一度行ってください。";

/// The office asks about a question, or about a finding. Answers the inquiry's number.
pub async fn ask(
    tx: &mut WriteTx<CheckAnswers>,
    survey: &SurveyRow,
    code: &str,
    question: &str,
    about: Option<&FindingKey>,
    text: &str,
) -> Result<i64, SurveyError> {
    let respondent = storage::seen(tx, survey.id, code).await?.ok_or(SurveyError::NotFound)?;
    rules::may_ask(survey.state(), respondent.line.state(), text).map_err(SurveyError::Refused)?;
    let form = form_for(tx, &respondent).await?;
    let asked = form.question(question).filter(|q| q.kind.is_asked()).ok_or(SurveyError::NotFound)?;
    let finding = match about {
        None => None,
        Some(key) => {
            let found = findings::of_one(tx, survey, &respondent, &form).await?;
            match found.iter().find(|looked| key.names(&looked.finding)) {
                Some(looked) => Some(checking::finding_row(tx, respondent.line.id, &looked.finding).await?),
                None => None,
            }
        }
    };
    let (label, now) = (tx.actor().label(), tx.core().clock.now());
    let new = checking::NewInquiry { respondent: respondent.line.id, question, finding, at: now, by_label: &label };
    let id = checking::insert_inquiry(tx, &new).await?;
    checking::insert_message(tx, id, "asked", text.trim(), now, &label).await?;
    letters::asked(tx, survey, &respondent.line, &asked.name(), text.trim(), id).await?;
    record(tx, survey, &respondent, id, "asked").await?;
    Ok(id)
}

/// The office asks once more in the same thread.
pub async fn ask_again(
    tx: &mut WriteTx<CheckAnswers>,
    survey: &SurveyRow,
    code: &str,
    id: i64,
    last: i64,
    text: &str,
) -> Result<(), SurveyError> {
    let (respondent, inquiry) = found(tx, survey, code, id).await?;
    rules::may_ask(survey.state(), respondent.line.state(), text).map_err(SurveyError::Refused)?;
    if inquiry.state() == InquiryState::Settled {
        return Err(overtaken(&inquiry));
    }
    let form = form_for(tx, &respondent).await?;
    let name = form.question(&inquiry.question).map(questionnaire::Question::name).unwrap_or_default();
    step(tx, &inquiry, last, InquiryState::Asked, "asked", text).await?;
    letters::asked(tx, survey, &respondent.line, &name, text.trim(), id).await?;
    record(tx, survey, &respondent, id, "asked").await
}

/// The respondent answers; with `sent` she puts her answer right, which only the question asked about and what hangs on
/// it can be.
#[allow(clippy::too_many_arguments, reason = "one form of one page")]
pub async fn reply(
    tx: &mut WriteTx<AnswerSurvey>,
    survey: &SurveyRow,
    code: &str,
    id: i64,
    last: i64,
    text: &str,
    sent: &[(String, Option<Answer>)],
) -> Result<(), SurveyError> {
    let respondent = storage::writable(tx, survey.id, code).await?.ok_or(SurveyError::NotFound)?;
    let inquiry = checking::inquiry(tx, respondent.line.id, id).await?.ok_or(SurveyError::NotFound)?;
    let correcting = !sent.is_empty();
    rules::may_reply(survey.state(), respondent.line.state(), inquiry.state(), correcting, text)
        .map_err(SurveyError::Refused)?;
    let act = if correcting { "corrected" } else { "answered" };
    step(tx, &inquiry, last, InquiryState::Answered, act, text).await?;
    if correcting {
        let how = correcting::How {
            way: Way::Web,
            reason: format!("照会への回答：{}", text.trim()),
            inquiry: Some(id),
            on_behalf_of: String::new(),
        };
        correcting::apply(tx, &respondent, &inquiry.question, sent, &how).await?;
    }
    telling::answered(tx, survey.id).await?;
    record(tx, survey, &respondent, id, act).await
}

/// The office is content. The finding behind it is settled with it.
pub async fn settle(
    tx: &mut WriteTx<CheckAnswers>,
    survey: &SurveyRow,
    code: &str,
    id: i64,
    last: i64,
    note: &str,
) -> Result<(), SurveyError> {
    let (respondent, inquiry) = found(tx, survey, code, id).await?;
    rules::may_settle(survey.state(), note).map_err(SurveyError::Refused)?;
    if inquiry.state() == InquiryState::Settled {
        return Err(overtaken(&inquiry));
    }
    step(tx, &inquiry, last, InquiryState::Settled, "settled", note).await?;
    if let Some(finding) = inquiry.finding_id {
        let (label, now) = (tx.actor().label(), tx.core().clock.now());
        checking::settle_finding(tx, finding, note.trim(), now, &label).await?;
    }
    record(tx, survey, &respondent, id, "settled").await
}

fn overtaken(inquiry: &Inquiry) -> SurveyError {
    SurveyError::Overtaken(format!("この照会は、{}がすでに済みにしています。", inquiry.changed_by))
}

async fn found(tx: &mut Writer, survey: &SurveyRow, code: &str, id: i64) -> Result<(Respondent, Inquiry), SurveyError> {
    let respondent = storage::seen(tx, survey.id, code).await?.ok_or(SurveyError::NotFound)?;
    let inquiry = checking::inquiry(tx, respondent.line.id, id).await?.ok_or(SurveyError::NotFound)?;
    Ok((respondent, inquiry))
}

async fn step(
    tx: &mut Writer,
    inquiry: &Inquiry,
    last: i64,
    to: InquiryState,
    act: &'static str,
    text: &str,
) -> Result<(), SurveyError> {
    let (label, now) = (tx.actor().label(), tx.core().clock.now());
    if !checking::move_inquiry(tx, inquiry.id, last, to, now, &label).await? {
        return Err(SurveyError::Overtaken(OVERTAKEN.to_owned()));
    }
    Ok(checking::insert_message(tx, inquiry.id, act, text.trim(), now, &label).await?)
}

async fn record(
    tx: &mut Writer,
    survey: &SurveyRow,
    respondent: &Respondent,
    inquiry: i64,
    what: &str,
) -> Result<(), SurveyError> {
    let detail = json!({ "survey": survey.id, "inquiry": inquiry, "what": what });
    tx.record(Entry::of("survey_answer", &respondent.line.code).detail(detail)).await?;
    Ok(())
}
