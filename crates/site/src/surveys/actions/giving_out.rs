//! Giving out: a respondent's workbook, a ZIP of many made while it is sent, a letter with the link to the page.

use std::collections::BTreeMap;
use std::sync::Arc;

use answer_sheets::IssueOptions;
use answer_sheets::bundle::Packing;
use bytes::Bytes;
use foundation::Timestamp;
use foundation::audit::Entry;
use foundation::mail::{Attachment, Mail};
use foundation::permissions::{Action, Actor as _};
use foundation::web::Maker;
use questionnaire::Answers;
use serde_json::json;

use super::contact::Contact;
use super::intakes::{delete_files, opened};
use super::{SurveyError, letters};
use crate::permissions::{Actor, AppCore, InviteRespondents, Reader, Renkei};
use crate::shared::day_in_words;
use crate::surveys::model::{Respondent, RespondentLine, State, SurveyRow};
use crate::surveys::rules;
use crate::surveys::sheets::{self, Editions, LastYear};
use crate::surveys::storage::{self, RoomFilter};

/// Workbooks made between two looks into the database.
const BATCH: i64 = 40;

/// Everything that is the same for all sheets of a survey.
pub struct Issuing {
    survey: SurveyRow,
    editions: Arc<Editions>,
    last_year: Option<LastYear>,
    options: IssueOptions,
}

impl Issuing {
    pub async fn of(db: &mut Reader, survey: &SurveyRow) -> Result<Self, SurveyError> {
        let editions = Editions::of(db, survey.id).await?;
        let last_year = LastYear::of(db, survey).await?;
        let contact = Contact::of(db, survey).await?;
        let options = sheets::options(survey, &contact, db.core().clock.today(), db.core().settings.demo);
        Ok(Self { survey: survey.clone(), editions, last_year, options })
    }

    pub fn survey(&self) -> &SurveyRow {
        &self.survey
    }

    /// Last year's answers of these respondents, by code.
    pub async fn last_year(
        &self,
        db: &mut Reader,
        respondents: &[Respondent],
    ) -> Result<BTreeMap<String, Answers>, SurveyError> {
        match &self.last_year {
            Some(last_year) => last_year.answers(db, respondents, &self.editions).await,
            None => Ok(BTreeMap::new()),
        }
    }

    /// A respondent's workbook.
    pub fn write(
        &self,
        respondent: &Respondent,
        last_year: &BTreeMap<String, Answers>,
    ) -> Result<Vec<u8>, SurveyError> {
        let respondent = &self.editions.settled(respondent)?;
        let template = self.editions.template(respondent.edition_id)?;
        let nothing = Answers::default();
        let before = last_year.get(&respondent.line.code).unwrap_or(&nothing);
        sheets::issue(template, &self.survey, respondent, before, &self.options).map_err(SurveyError::Definition)
    }
}

/// One respondent's workbook and the name of its file.
pub async fn one(
    db: &mut Reader,
    survey: &SurveyRow,
    respondent: &Respondent,
) -> Result<(String, Vec<u8>), SurveyError> {
    let issuing = Issuing::of(db, survey).await?;
    let last_year = issuing.last_year(db, std::slice::from_ref(respondent)).await?;
    Ok((sheets::file_name(survey, respondent), issuing.write(respondent, &last_year)?))
}

/// Makes the ZIP of everybody within the filter and sends it piece by piece: a few workbooks are in memory at once,
/// whatever their number. Each batch passes the gate anew. What fails breaks the download off; nothing is left behind.
pub async fn send_zip<A: Action<Policy = Renkei>>(
    core: Arc<AppCore>,
    actor: Actor,
    request: String,
    issuing: Issuing,
    filter: RoomFilter,
    maker: Maker,
) {
    match zip::<A>(&core, &actor, &request, Arc::new(issuing), &filter, &maker).await {
        Ok(true) => maker.end().await,
        Ok(false) => tracing::debug!("nobody takes the ZIP any more"),
        Err(error) => tracing::error!(%error, request, "a ZIP of sheets was broken off"),
    }
}

/// `false` when the browser has gone.
async fn zip<A: Action<Policy = Renkei>>(
    core: &Arc<AppCore>,
    actor: &Actor,
    request: &str,
    issuing: Arc<Issuing>,
    filter: &RoomFilter,
    maker: &Maker,
) -> Result<bool, SurveyError> {
    let mut packing = Packing::new(core.clock.today());
    let mut after = String::new();
    let too_much = |e: answer_sheets::bundle::TooMuchForOneZip| SurveyError::Definition(e.to_string());
    loop {
        let mut look = opened(core.read::<A>(actor.clone(), request).await)?;
        let batch = storage::sheets::batch(&mut look, issuing.survey.id, filter, &after, BATCH).await?;
        let Some(last) = batch.last() else { break };
        after.clone_from(&last.line.code);
        let last_year = issuing.last_year(&mut look, &batch).await?;
        drop(look);
        let work = issuing.clone();
        let made = tokio::task::spawn_blocking(move || write_all(&work, &batch, &last_year)).await;
        for (name, content) in made.map_err(|e| SurveyError::Definition(e.to_string()))?? {
            let head = packing.add(&name, &content).map_err(too_much)?;
            if !maker.send(head).await || !maker.send(content).await {
                return Ok(false);
            }
        }
    }
    Ok(maker.send(packing.finish().map_err(too_much)?).await)
}

/// Name in the ZIP and content of each, in order: half of them on a second thread.
fn write_all(
    issuing: &Issuing,
    batch: &[Respondent],
    last_year: &BTreeMap<String, Answers>,
) -> Result<Vec<(String, Vec<u8>)>, SurveyError> {
    let part = |respondents: &[Respondent]| -> Result<Vec<(String, Vec<u8>)>, SurveyError> {
        let mut made = Vec::with_capacity(respondents.len());
        for respondent in respondents {
            let folder = sheets::folder_name(respondent);
            let name = format!("{folder}/{}", sheets::file_name(issuing.survey(), respondent));
            made.push((name, issuing.write(respondent, last_year)?));
        }
        Ok(made)
    };
    let (first, second) = batch.split_at(batch.len() / 2);
    std::thread::scope(|threads| {
        let other = threads.spawn(|| part(second));
        let mut made = part(first)?;
        let rest = other.join().map_err(|_| SurveyError::Definition("回答票を書き出せませんでした。".to_owned()))?;
        made.extend(rest?);
        Ok(made)
    })
}

/// What a round of letters came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Invited {
    pub respondents: usize,
    pub mails: usize,
    /// Nobody who may answer is registered there.
    pub nobody: usize,
    /// Written to earlier the same day.
    pub already: usize,
}

/// 回答のお願い to those within a filter who still owe an answer, with a word of the office's own and, if wished, each
/// one's own sheet.
pub async fn invite(
    core: &Arc<AppCore>,
    actor: &Actor,
    request: &str,
    survey: &SurveyRow,
    filter: &RoomFilter,
    message: &str,
    with_sheet: bool,
) -> Result<Invited, SurveyError> {
    let mut look = opened(core.read::<InviteRespondents>(actor.clone(), request).await)?;
    let opens_on = survey.opens_on.parse().ok();
    let today = core.clock.today();
    // Only while an answer would be taken.
    rules::may_write(survey.state(), opens_on, State::Working, today).map_err(SurveyError::Refused)?;
    let (lines, already) = to_write_to(&mut look, survey, filter).await?;
    let mut workbooks = BTreeMap::new();
    if with_sheet {
        if lines.len() > rules::sheets::LETTERS_WITH_SHEET {
            return Err(SurveyError::Definition(format!(
                "回答票を添えて送れるのは一度に{}団体までです（いま{}団体）。都道府県や状態で絞るか、回答票を添えずに送ってください。",
                rules::sheets::LETTERS_WITH_SHEET,
                lines.len()
            )));
        }
        workbooks = own_workbooks(&mut look, survey, &lines).await?;
    }
    drop(look);
    let mut keys = Vec::new();
    let stored = async {
        let mut tx = opened(core.write::<InviteRespondents>(actor.clone(), request).await)?;
        let mut outcome = Invited { already, ..Invited::default() };
        let mut written = Vec::new();
        for line in &lines {
            let to = letters::answering(&mut tx, survey, line).await?;
            if to.is_empty() {
                outcome.nobody += 1;
                continue;
            }
            for address in to {
                let files = attach(core, workbooks.get(&line.code), &mut keys).await?;
                let mail = letter(survey, line, message, &core.settings.public_url, !files.is_empty(), address);
                tx.mail_with(mail, files).await?;
                outcome.mails += 1;
            }
            outcome.respondents += 1;
            written.push(line.id);
        }
        let (now, label) = (tx.core().clock.now(), tx.actor().label());
        storage::sheets::insert_letters(&mut tx, &written, now, &label, with_sheet).await?;
        let Invited { respondents, mails, nobody, .. } = outcome;
        let detail = json!({ "invited": respondents, "mails": mails, "nobody": nobody, "with_sheet": with_sheet });
        tx.record(Entry::of("survey", survey.id).detail(detail)).await?;
        tx.commit_recorded().await?;
        Ok(outcome)
    }
    .await;
    if stored.is_err() {
        delete_files(core, keys.iter().map(String::as_str)).await;
    }
    stored
}

/// Who still owes an answer and was not written to today; how many were.
async fn to_write_to(
    db: &mut Reader,
    survey: &SurveyRow,
    filter: &RoomFilter,
) -> Result<(Vec<RespondentLine>, usize), SurveyError> {
    let today = db.core().clock.today();
    let last: BTreeMap<i64, String> = storage::sheets::last_letters(db, survey.id).await?.into_iter().collect();
    let owing: Vec<RespondentLine> = storage::sheets::lines(db, survey.id, filter)
        .await?
        .into_iter()
        .filter(|line| !line.state().is_collected())
        .collect();
    let all = owing.len();
    let day = |line: &RespondentLine| {
        last.get(&line.id).and_then(|at| at.parse::<Timestamp>().ok()).map(|at| at.in_japan().date())
    };
    let lines: Vec<RespondentLine> =
        owing.into_iter().filter(|line| rules::sheets::may_write_to(day(line), today)).collect();
    let already = all - lines.len();
    Ok((lines, already))
}

/// The workbooks of at most [`rules::sheets::LETTERS_WITH_SHEET`] respondents: name and content by code.
async fn own_workbooks(
    db: &mut Reader,
    survey: &SurveyRow,
    lines: &[RespondentLine],
) -> Result<BTreeMap<String, (String, Bytes)>, SurveyError> {
    let codes: Vec<String> = lines.iter().map(|line| line.code.clone()).collect();
    let respondents = storage::sheets::by_codes(db, survey.id, &codes).await?;
    let issuing = Issuing::of(db, survey).await?;
    let last_year = issuing.last_year(db, &respondents).await?;
    let made = tokio::task::spawn_blocking(move || {
        let mut made = BTreeMap::new();
        for respondent in &respondents {
            let name = sheets::file_name(issuing.survey(), respondent);
            made.insert(respondent.line.code.clone(), (name, Bytes::from(issuing.write(respondent, &last_year)?)));
        }
        Ok::<_, SurveyError>(made)
    })
    .await
    .map_err(|e| SurveyError::Definition(e.to_string()))??;
    let too_large = |(_, content): &(String, Bytes)| content.len() > rules::sheets::ATTACHMENT_BYTES;
    if made.values().any(too_large) {
        return Err(SurveyError::Definition(
            "回答票が大きすぎて、メールに添えられません。添えずに送ってください。".to_owned(),
        ));
    }
    Ok(made)
}

/// Puts a copy of a file into the store, this mail's own.
pub(super) async fn attach(
    core: &AppCore,
    file: Option<&(String, Bytes)>,
    keys: &mut Vec<String>,
) -> Result<Vec<Attachment>, SurveyError> {
    let Some((name, content)) = file else { return Ok(Vec::new()) };
    let key = format!("mails/{}", core.chance.token());
    core.files.put(&key, content.clone()).await?;
    keys.push(key.clone());
    Ok(vec![Attachment { name: name.clone(), key }])
}

fn letter(
    survey: &SurveyRow,
    line: &RespondentLine,
    message: &str,
    public_url: &str,
    with_sheet: bool,
    to: String,
) -> Mail {
    let due = day_in_words(line.due_on.as_deref().unwrap_or(&survey.due_on));
    let mut body = format!("{}への回答をお願いします。締切は{due}です。\n", survey.title);
    if !message.is_empty() {
        body.push_str(&format!("\n{message}\n"));
    }
    body.push_str(&format!(
        "\n回答する団体: {}\n回答のページ: {public_url}/surveys/{}/{}\n\n\
         画面で答えることも、Excelの回答票に記入して返すこともできます。どちらも上のページから行えます。\n",
        line.name, survey.id, line.code
    ));
    if with_sheet {
        body.push_str("このメールにも、Excelの回答票を添えています。\n");
    }
    body.push_str("\nこのメールは「れんけい」から自動で送っています。\n");
    Mail { to, subject: format!("【れんけい】{}への回答のお願い", survey.title), body, secret: false }
}

/// For the record: nothing of it is sent in a letter.
pub fn told(invited: Invited) -> String {
    let mut said = format!("{}団体に、{}通の回答のお願いを送りました。", invited.respondents, invited.mails);
    if invited.nobody > 0 {
        said.push_str(&format!("{}団体には、回答できる方の登録がありません。", invited.nobody));
    }
    if invited.already > 0 {
        said.push_str(&format!("{}団体には、今日すでに送っています。", invited.already));
    }
    said
}
