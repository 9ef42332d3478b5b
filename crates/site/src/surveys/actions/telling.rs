//! Letters that do not go out with the step itself: to the office, once an hour, which inquiries were answered; to who has
//! begun, what a corrected questionnaire means for her.

use std::collections::BTreeMap;

use foundation::audit::Entry;
use foundation::jobs::Job;
use foundation::mail::Mail;
use questionnaire::editions::{Difference, Effect, differences};
use serde_json::json;

use super::drafting::read;
use super::{SurveyError, form_of, letters};
use crate::people;
use crate::permissions::{CheckAnswers, SendSurveyLetters, WriteTx, Writer, roles_that_may};
use crate::programmes;
use crate::surveys::model::SurveyRow;
use crate::surveys::model::checking::InquiryState;
use crate::surveys::storage::{self, checking, correcting, editing};

/// 「照会への回答のお知らせは、調査ごとに1時間に1通まで」
const ANSWERED_EVERY_SECONDS: i64 = 3600;
pub const ANSWERED: &str = "surveys.tell_answered";
pub const CORRECTED: &str = "surveys.tell_corrected";
/// Inquiries named in a letter; the others are counted.
const NAMED: i64 = 30;
/// Respondents written to in one transaction.
const BATCH: i64 = 50;
/// Differences named in a letter, and on a page.
const DIFFERENCES_IN_A_LETTER: usize = 40;
const DIFFERENCES_ON_A_PAGE: usize = 12;

/// An inquiry was answered: the office is told at the end of the hour, of all that were answered in it.
pub(super) async fn answered(tx: &mut Writer, survey: i64) -> Result<(), SurveyError> {
    let now = tx.core().clock.now();
    let hour = now.as_second().div_euclid(ANSWERED_EVERY_SECONDS);
    let end = now.seconds_later(ANSWERED_EVERY_SECONDS - now.as_second().rem_euclid(ANSWERED_EVERY_SECONDS));
    let job = Job::new(ANSWERED).with("survey", survey).once(format!("{ANSWERED}@{survey}@{hour}")).not_before(end);
    Ok(tx.queue(job).await?)
}

/// One letter to everybody of the office who may ask; none when all of it was looked at meanwhile. How many letters.
pub async fn tell_answered(tx: &mut WriteTx<SendSurveyLetters>, survey: i64) -> Result<usize, SurveyError> {
    let Some(survey) = storage::survey(tx, survey).await? else { return Ok(0) };
    let counts = checking::inquiry_counts(tx, survey.id).await?;
    let waiting = counts.iter().find(|(state, _)| state == InquiryState::Answered.id()).map_or(0, |(_, count)| *count);
    if waiting == 0 {
        return Ok(0);
    }
    let page = foundation::web::Page { number: 1, size: NAMED };
    let named = checking::inquiries(tx, survey.id, InquiryState::Answered.id(), page).await?;
    let form = form_of(tx, survey.id).await?;
    let address = format!("{}/surveys/{}/inquiries?state=answered", tx.core().settings.public_url, survey.id);
    let mut body = format!("照会への回答が{waiting}件、確認を待っています。\n{address}\n\n調査: {}\n", survey.title);
    for inquiry in &named {
        let question = form.question(&inquiry.question).map(questionnaire::Question::name);
        let question = question.unwrap_or_else(|| inquiry.question.clone());
        body.push_str(&format!("・{}（{}） {question}\n", inquiry.name, inquiry.prefecture_name));
    }
    let more = waiting.saturating_sub(NAMED);
    if more > 0 {
        body.push_str(&format!("・ほかに{more}件\n"));
    }
    body.push_str(
        "\nこのお知らせは、調査ごとに1時間に1通までです。\nこのメールは「れんけい」から自動で送っています。\n",
    );
    let subject = format!("【れんけい】照会への回答が{waiting}件あります");
    let to = office(tx, &survey).await?;
    for mail in &to {
        tx.mail(Mail { to: mail.clone(), subject: subject.clone(), body: body.clone(), secret: false }).await?;
    }
    let detail = json!({ "inquiries_answered": waiting, "letters": to.len() });
    tx.record(Entry::of("survey", survey.id).detail(detail)).await?;
    Ok(to.len())
}

/// Those of the programme's office who may ask; its desk where nobody is registered.
async fn office(tx: &mut Writer, survey: &SurveyRow) -> Result<Vec<String>, SurveyError> {
    let Some(desk) = programmes::desk(tx, survey.programme_id).await? else { return Ok(Vec::new()) };
    let mut to: Vec<String> = match desk.organisation {
        Some(organisation) => {
            let found = people::addresses(tx, organisation, &roles_that_may::<CheckAnswers>()).await?;
            found.into_iter().map(|(_, mail)| mail).collect()
        }
        None => Vec::new(),
    };
    if to.is_empty() && !desk.mail.is_empty() {
        to.push(desk.mail);
    }
    Ok(to)
}

/// A corrected questionnaire was published: who has begun and not handed in is written to.
pub(super) async fn corrected(tx: &mut Writer, survey: i64) -> Result<(), SurveyError> {
    Ok(tx.queue(Job::new(CORRECTED).with("survey", survey)).await?)
}

/// Writes to the next [`BATCH`] who began with an older edition than the newest. How many; none when all were written to.
pub async fn tell_corrected(tx: &mut WriteTx<SendSurveyLetters>, survey: i64) -> Result<usize, SurveyError> {
    let Some(survey) = storage::survey(tx, survey).await? else { return Ok(0) };
    let Some(newest) = editing::newest(tx, survey.id).await? else { return Ok(0) };
    let to = correcting::to_be_told(tx, survey.id, newest.id, BATCH).await?;
    if to.is_empty() {
        return Ok(0);
    }
    let definition = read(&newest.definition)?;
    let mut found: BTreeMap<i64, Vec<Difference>> = BTreeMap::new();
    let editions: Vec<i64> = to.iter().map(|(edition, _)| *edition).collect();
    for old in editing::editions_by_id(tx, &editions).await? {
        found.insert(old.id, differences(&read(&old.definition)?, &definition));
    }
    let now = tx.core().clock.now();
    let (mut letters_sent, mut ids) = (0, Vec::with_capacity(to.len()));
    for (edition, line) in &to {
        let differences = found.get(edition).map_or(&[][..], Vec::as_slice);
        let said = said(newest.edition, &newest.reason, differences);
        letters_sent += letters::corrected(tx, &survey, line, &said).await?;
        ids.push(line.id);
    }
    correcting::note_told(tx, &ids, newest.id, now).await?;
    let detail = json!({ "edition": newest.edition, "told": ids.len(), "letters": letters_sent });
    tx.record(Entry::of("survey", survey.id).detail(detail)).await?;
    Ok(ids.len())
}

/// What a letter says.
fn said(edition: i64, reason: &str, found: &[Difference]) -> String {
    let mut said = format!(
        "調査票が第{edition}版に直されました。これまでの答えは残っています。\n\n直した理由:\n{reason}\n\n変わったところ:\n"
    );
    for difference in found.iter().take(DIFFERENCES_IN_A_LETTER) {
        let matters = if difference.effect >= Effect::Answers { "（答えを確かめてください）" } else { "" };
        said.push_str(&format!("・{} {}{matters}\n", difference.place, difference.what));
    }
    let more = found.len().saturating_sub(DIFFERENCES_IN_A_LETTER);
    if more > 0 {
        said.push_str(&format!("・ほかに{more}か所\n"));
    }
    said.push_str(
        "\nしていただくこと:\n次のページを開き、変わったところを確かめて、保存してください。新しい設問に合わなくなった答えは「前の版での答え」として残しているので、それを見て答え直してください。提出は、そのあとにできます。",
    );
    said
}

/// The same in a sentence, for her pages; empty where nothing differs.
pub fn in_a_sentence(found: &[Difference]) -> String {
    if found.is_empty() {
        return String::new();
    }
    let named: Vec<String> = found
        .iter()
        .take(DIFFERENCES_ON_A_PAGE)
        .map(|difference| format!("{}（{}）", difference.place, difference.what))
        .collect();
    let more = found.len().saturating_sub(DIFFERENCES_ON_A_PAGE);
    let more = if more > 0 { format!("、ほかに{more}か所") } else { String::new() };
    format!("変わったところ：{}{more}。確かめて、保存してください。", named.join("、"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn difference(place: &str, effect: Effect) -> Difference {
        Difference {
            place: place.to_owned(),
            questions: Vec::new(),
            what: "設問文",
            before: String::new(),
            after: String::new(),
            effect,
        }
    }

    #[test]
    fn a_letter_names_what_changed_and_what_to_do() {
        let found = [difference("問3", Effect::Wording), difference("問5", Effect::Answers)];
        let letter = said(2, "誤りを直しました。", &found);
        for words in [
            "第2版",
            "誤りを直しました。",
            "・問3 設問文\n",
            "・問5 設問文（答えを確かめてください）",
            "していただくこと",
        ] {
            assert!(letter.contains(words), "{words}: {letter}");
        }
        let many: Vec<Difference> = (0..41).map(|n| difference(&format!("問{n}"), Effect::Wording)).collect();
        assert!(said(2, "", &many).contains("ほかに1か所") && !said(2, "", &many[..40]).contains("ほかに"));
        assert_eq!(in_a_sentence(&[]), "");
        assert!(in_a_sentence(&found).starts_with("変わったところ：問3（設問文）、問5（設問文）。"));
        assert!(
            in_a_sentence(&many[..13]).contains("、ほかに1か所。") && !in_a_sentence(&many[..12]).contains("ほかに")
        );
    }
}
