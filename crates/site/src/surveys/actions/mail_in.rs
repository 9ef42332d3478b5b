//! Sheets that come by mail. Whose address may answer for the respondent, his sheet is taken in at once and he is
//! told what became of it; everybody else's waits for the office. No mail is taken twice.

use std::collections::BTreeMap;
use std::sync::Arc;

use answer_sheets::bundle::{Bundle, BundleLimits, is_bundle};
use answer_sheets::{Expected, FileFault, Limits, Reading};
use bytes::Bytes;
use foundation::audit::Entry;
use foundation::mail::Mail;
use serde_json::json;

use super::intakes::{self, delete_files, opened, said};
use super::{SurveyError, giving_out, letters};
use crate::people;
use crate::permissions::{Actor, AppCore, ReceiveSheets, WriteTx};
use crate::surveys::model::{Respondent, SurveyRow};
use crate::surveys::rules::sheets as rules;
use crate::surveys::sheets::mail::{self, Letter, MailFault};
use crate::surveys::sheets::{self, Editions, How, Taken};
use crate::surveys::storage::{self, intakes as stored};

/// Sentences about one sheet in an answering mail; all of them stand in the marked-up copy.
const SENTENCES: usize = 15;

/// What became of a mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MailOutcome {
    /// It was looked at before.
    Known,
    /// Not a mail, or too large.
    Unreadable(String),
    /// How many sheets were taken in, how many were refused to a known sender, how many wait for the office.
    Received { taken: usize, refused: usize, waiting: usize, answered: bool },
}

/// A workbook of a mail.
struct Workbook {
    name: String,
    content: Bytes,
    found: Result<Found, String>,
}

struct Found {
    survey: i64,
    reading: Reading,
}

/// Everything that is needed of a survey while its sheets come in.
type Surveys = BTreeMap<i64, (SurveyRow, Arc<Editions>)>;

/// Takes in one mail.
pub async fn receive(core: &Arc<AppCore>, request: &str, raw: Vec<u8>) -> Result<MailOutcome, SurveyError> {
    let authserv_id = core.settings.authserv_id.clone();
    let letter = match tokio::task::spawn_blocking(move || mail::read(&raw, &authserv_id)).await {
        Ok(Ok(letter)) => letter,
        Ok(Err(fault)) => return Ok(MailOutcome::Unreadable(fault.sentence())),
        Err(_) => return Ok(MailOutcome::Unreadable(MailFault::NoMail.sentence())),
    };
    let mut look = opened(core.read::<ReceiveSheets>(Actor::Console, request).await)?;
    if stored::is_known_mail(&mut look, &letter.id).await? {
        return Ok(MailOutcome::Known);
    }
    let mut surveys = Surveys::new();
    let mut workbooks = Vec::new();
    for (name, content) in unpacked(&letter) {
        let found = match content {
            Ok(ref content) => find(&mut look, &mut surveys, &name, content).await?,
            Err(ref sentence) => Err(sentence.clone()),
        };
        workbooks.push(Workbook { name, content: content.unwrap_or_default(), found });
    }
    drop(look);
    let mut keys = Vec::new();
    let outcome = take(core, request, &letter, &surveys, workbooks, &mut keys).await;
    if !matches!(outcome, Ok(MailOutcome::Received { .. })) {
        delete_files(core, keys.iter().map(String::as_str)).await;
    }
    outcome
}

/// The files of a mail, out of their ZIPs.
fn unpacked(letter: &Letter) -> Vec<(String, Result<Bytes, String>)> {
    let limits = BundleLimits { files: rules::MAIL_FILES, ..BundleLimits::default() };
    let mut files = Vec::new();
    for file in &letter.files {
        let name = sheets::safe_name(&file.name);
        if !is_bundle(&file.content) {
            files.push((name, Ok(Bytes::from(file.content.clone()))));
            continue;
        }
        match Bundle::open(&file.content, &limits) {
            Err(fault) => files.push((name, Err(fault.to_string()))),
            Ok(bundle) => {
                for at in 0..bundle.len() {
                    let content = bundle.file(at).map(Bytes::from).map_err(|fault| said(&fault));
                    files.push((sheets::safe_name(bundle.name(at)), content));
                }
            }
        }
    }
    files.truncate(rules::MAIL_FILES * 2);
    files
}

/// Which survey a workbook says it is of, read with that survey's questionnaire.
async fn find(
    db: &mut crate::permissions::Reader,
    surveys: &mut Surveys,
    name: &str,
    content: &Bytes,
) -> Result<Result<Found, String>, SurveyError> {
    // Read against no questionnaire at all, it tells only whose it is.
    let expected = Expected { file_name: Some(name.to_owned()), ..Expected::default() };
    let whose = match answer_sheets::read(content, &[], &expected, &Limits::default()) {
        Err(FileFault::OtherEdition { identity }) => identity,
        Err(fault) => return Ok(Err(said(&fault))),
        Ok(_) => return Ok(Err(said(&FileFault::NoIdentity))),
    };
    let unknown = || "いま集めている調査の回答票ではありません。最新の回答票をダウンロードしてください。".to_owned();
    let Ok(id) = whose.survey.parse::<i64>() else { return Ok(Err(unknown())) };
    if let std::collections::btree_map::Entry::Vacant(e) = surveys.entry(id) {
        let Some(row) = storage::survey(db, id).await?.filter(|row| row.state != "draft") else {
            return Ok(Err(unknown()));
        };
        let editions = Editions::of(db, id).await?;
        e.insert((row, editions));
    }
    let Some((row, editions)) = surveys.get(&id) else { return Ok(Err(unknown())) };
    Ok(match intakes::read_with(row, editions, name, content.clone()).await? {
        Ok(reading) => Ok(Found { survey: id, reading }),
        Err(fault) => Err(said(&fault)),
    })
}

/// What the answering mail says about one sheet.
struct Told {
    file: String,
    lines: Vec<String>,
}

async fn take(
    core: &Arc<AppCore>,
    request: &str,
    letter: &Letter,
    surveys: &Surveys,
    workbooks: Vec<Workbook>,
    keys: &mut Vec<String>,
) -> Result<MailOutcome, SurveyError> {
    let mut tx = opened(core.write::<ReceiveSheets>(Actor::Console, request).await)?;
    let person = if letter.from.is_empty() || !letter.is_vouched_for {
        None
    } else {
        match people::person_with_mail(&mut tx, &letter.from).await? {
            Some(person) => people::address_of(&mut tx, person).await?,
            None => None,
        }
    };
    let (mut taken, mut refused) = (0, 0);
    let mut told = Vec::new();
    let mut files = Vec::new();
    let mut waiting: BTreeMap<i64, Vec<Workbook>> = BTreeMap::new();
    for workbook in workbooks {
        let (survey, reading) = match &workbook.found {
            Err(sentence) => {
                refused += 1;
                told.push(Told { file: workbook.name, lines: vec![sentence.clone()] });
                continue;
            }
            Ok(found) => (found.survey, &found.reading),
        };
        let Some((row, editions)) = surveys.get(&survey) else { continue };
        let own = own_respondent(&mut tx, row, &reading.identity.respondent, person.as_deref()).await?;
        let Some(respondent) = own else {
            told.push(Told { file: workbook.name.clone(), lines: vec![waits()] });
            waiting.entry(survey).or_default().push(workbook);
            continue;
        };
        let how = How {
            by_label: format!("{}の担当者（メールで受け取り）", respondent.line.name),
            told: letter.from.clone(),
            ..How::of_the_office()
        };
        let outcome = sheets::take_as(&mut tx, row, editions, &respondent, reading, &how).await?;
        match &outcome {
            Taken::Refused(_) => {
                refused += 1;
                if let Some((name, copy)) = sheets::marked(editions, reading, &workbook.name, core.settings.demo) {
                    files.push((name, Bytes::from(copy)));
                }
            }
            Taken::Submitted { .. } | Taken::Kept { .. } => taken += 1,
            Taken::Unchanged | Taken::StillReturned | Taken::Empty | Taken::Undecided { .. } => {}
        }
        let page = format!("{}/surveys/{survey}/{}", core.settings.public_url, respondent.line.code);
        told.push(Told { file: workbook.name, lines: lines_of(row, &respondent, &outcome, &page) });
    }
    let waits = keep_for_the_office(&mut tx, letter, surveys, waiting, keys).await?;
    let answer = person.filter(|_| !letter.is_automatic);
    let answered = answer.is_some();
    if let Some(to) = answer {
        reply(&mut tx, core, letter, to, &told, &files, keys).await?;
    }
    let outcome = format!("取り込み{taken}件、断ったもの{refused}件、事務局が確かめるもの{waits}件");
    let now = tx.core().clock.now();
    if !stored::note_mail(&mut tx, &letter.id, now, &letter.from, &outcome).await? {
        // Another run was quicker: nothing of this is stored.
        return Ok(MailOutcome::Known);
    }
    let detail = json!({ "taken": taken, "refused": refused, "waiting": waits, "answered": answered });
    tx.record(Entry::of("survey_mail", &letter.id).detail(detail)).await?;
    tx.commit_recorded().await?;
    Ok(MailOutcome::Received { taken, refused, waiting: waits, answered })
}

fn waits() -> String {
    "差出人のアドレスが、この団体で回答できる方のものだと確かめられませんでした。事務局が確かめてから取り込みます。"
        .to_owned()
}

/// The respondent of a sheet, when the address may answer for it.
async fn own_respondent(
    tx: &mut WriteTx<ReceiveSheets>,
    survey: &SurveyRow,
    code: &str,
    address: Option<&str>,
) -> Result<Option<Respondent>, SurveyError> {
    let Some(address) = address else { return Ok(None) };
    let Some(respondent) = storage::seen(tx, survey.id, code).await? else { return Ok(None) };
    let may = letters::answering(tx, survey, &respondent.line).await?;
    Ok(may.iter().any(|known| known.eq_ignore_ascii_case(address)).then_some(respondent))
}

fn lines_of(survey: &SurveyRow, respondent: &Respondent, taken: &Taken, page: &str) -> Vec<String> {
    let mut lines = vec![format!("{}　{}", survey.title, respondent.line.name)];
    match taken {
        Taken::Submitted { questions, receipt } => {
            lines.push(format!("{questions}問の答えを取り込み、提出されました。受付番号は {receipt} です。"));
        }
        Taken::Kept { questions, conflicts } => {
            lines.push(format!("{questions}問の答えを取り込みました。まだ提出されていません。残りは、次のページか回答票で答えてください。"));
            lines.push(page.to_owned());
            lines.extend(conflicts.iter().map(|number| sheets::conflict_sentence(number)));
        }
        Taken::Unchanged => lines.push(rules::NOTHING_NEW.to_owned()),
        Taken::StillReturned => {
            lines.push(rules::STILL_RETURNED.to_owned());
            lines.push(page.to_owned());
        }
        Taken::Empty | Taken::Undecided { .. } => lines.push("回答票に何も記入されていません。".to_owned()),
        Taken::Refused(sentences) => {
            lines.push("取り込んでいません。次のところを直して、もう一度送ってください。直すところを書き込んだ写しを添えています。".to_owned());
            lines.extend(sentences.iter().take(SENTENCES).map(|sentence| format!("・{sentence}")));
            if sentences.len() > SENTENCES {
                lines.push(format!("ほかに{}か所あります。", sentences.len() - SENTENCES));
            }
        }
    }
    lines
}

/// Workbooks of a sender who is not known for their respondents: an intake of the collection room.
async fn keep_for_the_office(
    tx: &mut WriteTx<ReceiveSheets>,
    letter: &Letter,
    surveys: &Surveys,
    waiting: BTreeMap<i64, Vec<Workbook>>,
    keys: &mut Vec<String>,
) -> Result<usize, SurveyError> {
    let mut count = 0;
    for (survey, workbooks) in waiting {
        let Some((row, editions)) = surveys.get(&survey) else { continue };
        let mut rows = Vec::with_capacity(workbooks.len());
        for Workbook { name, content, found } in workbooks {
            let Ok(Found { reading, .. }) = found else { continue };
            let looked = intakes::look_at_one(tx, row, editions, &reading, name, content).await?;
            keys.push(looked.file_key.clone());
            rows.push(looked);
        }
        count += rows.len();
        let from = intakes::From { way: "mail", sender: &letter.from };
        intakes::insert(tx, row, None, &from, &rows).await?;
    }
    Ok(count)
}

async fn reply(
    tx: &mut WriteTx<ReceiveSheets>,
    core: &Arc<AppCore>,
    letter: &Letter,
    to: String,
    told: &[Told],
    files: &[(String, Bytes)],
    keys: &mut Vec<String>,
) -> Result<(), SurveyError> {
    let mut body = "回答票のメールを受け取りました。\n".to_owned();
    for sheet in told {
        body.push_str(&format!("\n■ {}\n{}\n", sheet.file, sheet.lines.join("\n")));
    }
    if letter.has_winmail {
        body.push_str(
            "\n■ winmail.dat\nOutlookの「リッチテキスト形式」で送られたため、添付ファイルを開けません。\
             メールの形式を「テキスト形式」に変えて、もう一度送ってください。\n",
        );
    }
    if letter.has_too_many {
        body.push_str(&format!(
            "\n添付が多いため、はじめの{}件だけを見ました。分けて送ってください。\n",
            rules::MAIL_FILES
        ));
    }
    if told.is_empty() && !letter.has_winmail {
        body.push_str(
            "\n添付に、Excelの回答票が見つかりませんでした。記入した回答票（.xlsx）を添えて送ってください。\n",
        );
    }
    body.push_str("\nこのメールは「れんけい」から自動で送っています。\n");
    let (mut attached, mut bytes) = (Vec::new(), 0);
    for file in files {
        bytes += file.1.len();
        // A gateway lets so much in; the sentences stand in the mail in any case.
        if bytes <= rules::ATTACHMENT_BYTES {
            attached.extend(giving_out::attach(core, Some(file), keys).await?);
        }
    }
    let mail =
        Mail { to, subject: "【れんけい】回答票を受け取りました".to_owned(), body, secret: false };
    tx.mail_with(mail, attached).await?;
    Ok(())
}
