//! Letters about an answer, in the same transaction as the step: what happened, what comes next, where. No names
//! of persons.

use std::collections::BTreeSet;

use foundation::database::DatabaseError;
use foundation::mail::Mail;
use foundation::permissions::Actor as _;

use crate::people;
use crate::permissions::{AnswerSurvey, Writer, roles_that_may};
use crate::shared::day_in_words;
use crate::surveys::model::{Respondent, RespondentLine, SurveyRow};
use crate::surveys::storage::linked;

/// The addresses of those at a respondent who may answer. Of who came by a link only an account has one.
pub(super) async fn answering(
    tx: &mut Writer,
    survey: &SurveyRow,
    line: &RespondentLine,
) -> Result<BTreeSet<String>, DatabaseError> {
    if survey.is_linked() {
        let mail = match linked::account_of(tx, line.id).await?.flatten() {
            Some(person) => people::address_of(tx, person).await?,
            None => None,
        };
        return Ok(mail.into_iter().collect());
    }
    let code = &*line.code;
    let kind = if survey.respondent == "prefecture" { "prefecture" } else { "municipality" };
    let Some(organisation) = people::organisation_at(tx, kind, code).await? else { return Ok(BTreeSet::new()) };
    let found = people::addresses(tx, organisation, &roles_that_may::<AnswerSurvey>()).await?;
    Ok(found.into_iter().map(|(_, mail)| mail).collect())
}

async fn send(
    tx: &mut Writer,
    to: BTreeSet<String>,
    subject: &str,
    said: &str,
    survey: &SurveyRow,
    line: &RespondentLine,
) -> Result<(), DatabaseError> {
    let address = format!("{}/surveys/{}/{}", tx.core().settings.public_url, survey.id, line.code);
    for mail in to {
        let body = format!(
            "{said}\n\n調査: {}\n回答する団体: {}\n{address}\n\nこのメールは「れんけい」から自動で送っています。\n",
            survey.title, line.name
        );
        tx.mail(Mail { to: mail, subject: subject.to_owned(), body, secret: false }).await?;
    }
    Ok(())
}

/// The receipt, to who handed in and to the colleagues who may answer.
pub async fn handed_in(
    tx: &mut Writer,
    survey: &SurveyRow,
    respondent: &Respondent,
    receipt: &str,
) -> Result<(), DatabaseError> {
    let mut to = answering(tx, survey, &respondent.line).await?;
    if let Some(person) = tx.actor().person()
        && let Some(mail) = people::address_of(tx, person).await?
    {
        to.insert(mail);
    }
    receive(tx, to, survey, respondent, receipt).await
}

/// The receipt of a sheet that somebody else took in; `told` is an address that is told in another letter.
pub async fn handed_in_for(
    tx: &mut Writer,
    survey: &SurveyRow,
    respondent: &Respondent,
    receipt: &str,
    told: &str,
) -> Result<(), DatabaseError> {
    let mut to = answering(tx, survey, &respondent.line).await?;
    to.retain(|mail| !mail.eq_ignore_ascii_case(told));
    receive(tx, to, survey, respondent, receipt).await
}

async fn receive(
    tx: &mut Writer,
    to: BTreeSet<String>,
    survey: &SurveyRow,
    respondent: &Respondent,
    receipt: &str,
) -> Result<(), DatabaseError> {
    let said = format!(
        "調査の回答を受け付けました。\n\n受付番号: {receipt}\n\nこのあと、事務局が内容を確かめます。直すところがあるときは、理由を付けて差し戻します。"
    );
    let subject = format!("【れんけい】調査の回答を受け付けました（{receipt}）");
    send(tx, to, &subject, &said, survey, &respondent.line).await
}

/// Returned, with what is to be put right.
pub async fn sent_back(
    tx: &mut Writer,
    survey: &SurveyRow,
    respondent: &Respondent,
    reason: &str,
) -> Result<(), DatabaseError> {
    let to = answering(tx, survey, &respondent.line).await?;
    let said = format!(
        "調査の回答が差し戻されました。次のところを直して、もう一度提出してください。\n\n差戻しの理由:\n{reason}"
    );
    send(tx, to, "【れんけい】調査の回答が差し戻されました", &said, survey, &respondent.line).await
}

/// 催促. How many mails: none where nobody who may answer is registered.
pub async fn remind(tx: &mut Writer, survey: &SurveyRow, line: &RespondentLine) -> Result<usize, DatabaseError> {
    let to = answering(tx, survey, line).await?;
    let mails = to.len();
    let due = day_in_words(line.due_on.as_deref().unwrap_or(&survey.due_on));
    let said = format!(
        "調査の回答がまだ提出されていません（いまの状態: {}）。\n締切は{due}です。過ぎていても、回答は受け付けています。",
        line.state().label()
    );
    send(tx, to, "【れんけい】調査への回答のお願い", &said, survey, line).await?;
    Ok(mails)
}

/// The questionnaire was corrected. How many mails: none where nobody who may answer is registered.
pub async fn corrected(
    tx: &mut Writer,
    survey: &SurveyRow,
    line: &RespondentLine,
    said: &str,
) -> Result<usize, DatabaseError> {
    let to = answering(tx, survey, line).await?;
    let mails = to.len();
    send(tx, to, "【れんけい】調査票が直されました", said, survey, line).await?;
    Ok(mails)
}

/// 照会: what the office wants to know, and where it is answered.
pub async fn asked(
    tx: &mut Writer,
    survey: &SurveyRow,
    line: &RespondentLine,
    question: &str,
    text: &str,
    inquiry: i64,
) -> Result<(), DatabaseError> {
    let to = answering(tx, survey, line).await?;
    let address = format!("{}/surveys/{}/{}/inquiries/{inquiry}", tx.core().settings.public_url, survey.id, line.code);
    let said = format!(
        "調査の事務局から、{question}の回答について確認の依頼があります。次のページで答えてください。答えを直すこともできます。\n{address}\n\n確認したいこと:\n{text}"
    );
    send(tx, to, "【れんけい】調査の回答について確認の依頼があります", &said, survey, line).await
}
