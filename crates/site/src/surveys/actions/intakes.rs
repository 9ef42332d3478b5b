//! Taking back what came in Excel: looked at first, taken in when somebody says so ([`taking`]). Files are read before
//! the database is locked; what waits is kept in the file store, its row says what it would come to.

pub mod taking;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use answer_sheets::bundle::{Bundle, BundleLimits, is_bundle};
use answer_sheets::{FileFault, Reading};
use bytes::Bytes;
use foundation::audit::Entry;
use foundation::permissions::{Action, Actor as _, GateError};
use serde_json::json;
use tokio::sync::mpsc;

use super::SurveyError;
use crate::permissions::{Actor, AppCore, Reader, Renkei, Writer};
use crate::surveys::model::{Intake, IntakeSheet, Respondent, SurveyRow};
use crate::surveys::rules::sheets as rules;
use crate::surveys::sheets::joining::{self, Plan, Verdict, Wish};
use crate::surveys::sheets::{self, Editions, How};
use crate::surveys::storage::{self, intakes};

/// Files looked at together, and how large they may be together: what is in memory at once.
const BATCH_FILES: usize = 50;
const BATCH_BYTES: usize = 16 << 20;
/// Sentences kept of one workbook.
const MOST_REASONS: usize = 30;

/// A file as it was sent.
#[derive(Clone, Debug)]
pub struct SentFile {
    pub name: String,
    pub content: Bytes,
}

/// A workbook out of what was sent, read.
struct Arrived {
    name: String,
    content: Vec<u8>,
    outcome: Result<Reading, String>,
}

/// Who took a workbook in, and whose it may be.
#[derive(Clone, Copy, Debug)]
pub enum Door<'a> {
    Room,
    OwnPage(&'a Respondent),
}

impl Door<'_> {
    pub async fn intake(self, db: &mut Reader, survey: &SurveyRow, id: i64) -> Result<Intake, SurveyError> {
        let found = match self {
            Self::Room => intakes::in_room(db, survey.id, id).await?,
            Self::OwnPage(respondent) => intakes::on_own_page(db, survey.id, respondent.line.id, id).await?,
        };
        found.ok_or(SurveyError::NotFound)
    }

    /// Whose a workbook is, through one's reach.
    pub async fn respondent(
        self,
        db: &mut Reader,
        survey: &SurveyRow,
        code: &str,
    ) -> Result<Option<Respondent>, SurveyError> {
        Ok(match self {
            Self::Room => storage::seen(db, survey.id, code).await?,
            Self::OwnPage(own) if own.line.code == code => storage::writable(db, survey.id, code).await?,
            Self::OwnPage(_) => None,
        })
    }

    pub(super) fn how(self, wish: Wish) -> How {
        let how = match self {
            Self::Room => How::of_the_office(),
            Self::OwnPage(_) => How::default(),
        };
        How { wish, all_or_nothing: true, ..how }
    }
}

/// The gate was passed a moment ago; whoever no longer passes it finds nothing.
pub(super) fn opened<T>(gate: Result<T, GateError>) -> Result<T, SurveyError> {
    gate.map_err(|error| match error {
        GateError::Denied(_) => SurveyError::NotFound,
        GateError::Database(error) => error.into(),
    })
}

/// A fault of a file in a sentence.
pub fn said(fault: &FileFault) -> String {
    match fault {
        FileFault::OtherSurvey { .. } => {
            "ほかの調査の回答票です。この調査の回答票をダウンロードし、記入して送ってください。".to_owned()
        }
        other => other.to_string(),
    }
}

/// Opens what was sent, ZIPs too, one workbook after the other, and hands each on as soon as it is read.
fn open_all(files: Vec<SentFile>, survey: &SurveyRow, editions: &Editions, out: &mpsc::Sender<Arrived>) {
    let mut count = 0;
    // `false` when it is enough: nobody takes any more, or there are too many.
    let mut hand_on = |name: &str, content: Result<Vec<u8>, String>| {
        count += 1;
        let name = sheets::safe_name(name);
        let too_many = count > rules::SHEETS_AT_ONCE;
        let arrived = match content {
            _ if too_many => Arrived { name, content: Vec::new(), outcome: Err(rules::too_many_sheets()) },
            Err(sentence) => Arrived { name, content: Vec::new(), outcome: Err(sentence) },
            Ok(content) => {
                let outcome = sheets::read(&name, &content, survey, editions.all()).outcome;
                Arrived { name, content, outcome: outcome.map_err(|fault| said(&fault)) }
            }
        };
        out.blocking_send(arrived).is_ok() && !too_many
    };
    for file in files {
        if !is_bundle(&file.content) && !file.name.to_lowercase().ends_with(".zip") {
            if !hand_on(&file.name, Ok(file.content.to_vec())) {
                return;
            }
            continue;
        }
        match Bundle::open(&file.content, &BundleLimits::default()) {
            Err(fault) => {
                if !hand_on(&file.name, Err(fault.to_string())) {
                    return;
                }
            }
            Ok(bundle) => {
                for at in 0..bundle.len() {
                    if !hand_on(bundle.name(at), bundle.file(at).map_err(|fault| said(&fault))) {
                        return;
                    }
                }
            }
        }
    }
}

/// What an intake is called by.
#[derive(Clone, Debug)]
pub struct From<'a> {
    pub way: &'static str,
    pub sender: &'a str,
}

/// Looks at everything that was sent to the collection room and keeps what can be decided about. Nothing is taken in.
pub async fn receive<A: Action<Policy = Renkei>>(
    core: &Arc<AppCore>,
    actor: &Actor,
    request: &str,
    survey: &SurveyRow,
    from: From<'_>,
    files: Vec<SentFile>,
) -> Result<i64, SurveyError> {
    let mut look = opened(core.read::<A>(actor.clone(), request).await)?;
    let editions = Editions::of(&mut look, survey.id).await?;
    drop(look);
    let (out, mut arriving) = mpsc::channel(4);
    let (of, with) = (survey.clone(), editions.clone());
    let opening = tokio::task::spawn_blocking(move || open_all(files, &of, &with, &out));
    let mut rows = Vec::new();
    let mut outcome = Ok(());
    loop {
        let (mut batch, mut bytes) = (Vec::new(), 0);
        while batch.len() < BATCH_FILES && bytes < BATCH_BYTES {
            let Some(arrived) = arriving.recv().await else { break };
            bytes += arrived.content.len();
            batch.push(arrived);
        }
        if batch.is_empty() {
            break;
        }
        let mut look = opened(core.read::<A>(actor.clone(), request).await)?;
        match look_at(&mut look, survey, &editions, batch).await {
            Ok(looked) => rows.extend(looked),
            Err(error) => {
                outcome = Err(error);
                break;
            }
        }
    }
    drop(arriving);
    let read = opening.await.map_err(|e| SurveyError::Definition(e.to_string()));
    let stored = match (outcome, read) {
        (Ok(()), Ok(())) => store::<A>(core, actor, request, survey, None, &from, &rows).await,
        (Err(error), _) | (_, Err(error)) => Err(error),
    };
    if stored.is_err() {
        delete_files(core, rows.iter().map(|row| row.file_key.as_str())).await;
    }
    stored
}

async fn look_at(
    db: &mut Reader,
    survey: &SurveyRow,
    editions: &Editions,
    batch: Vec<Arrived>,
) -> Result<Vec<intakes::NewSheet>, SurveyError> {
    let codes: BTreeSet<String> =
        batch.iter().filter_map(|a| a.outcome.as_ref().ok()).map(|r| r.identity.respondent.clone()).collect();
    let codes: Vec<String> = codes.into_iter().collect();
    let respondents: BTreeMap<String, Respondent> = storage::sheets::by_codes(db, survey.id, &codes)
        .await?
        .into_iter()
        .map(|respondent| (respondent.line.code.clone(), respondent))
        .collect();
    let mut rows = Vec::with_capacity(batch.len());
    for Arrived { name, content, outcome } in batch {
        let row = match &outcome {
            Err(sentence) => refused(name, sentence.clone()),
            Ok(reading) => match respondents.get(&reading.identity.respondent) {
                None => refused(name, rules::not_asked()),
                Some(respondent) => row(db, survey, editions, respondent, reading, name)?,
            },
        };
        rows.push(keep(db, row, content).await?);
    }
    Ok(rows)
}

/// One workbook that came by another way than a browser, looked at and kept.
pub(super) async fn look_at_one(
    db: &mut Reader,
    survey: &SurveyRow,
    editions: &Editions,
    reading: &Reading,
    file_name: String,
    content: Bytes,
) -> Result<intakes::NewSheet, SurveyError> {
    let row = match storage::seen(db, survey.id, &reading.identity.respondent).await? {
        Some(respondent) => row(db, survey, editions, &respondent, reading, file_name)?,
        None => refused(file_name, rules::not_asked()),
    };
    keep(db, row, content.to_vec()).await
}

fn refused(file_name: String, reasons: String) -> intakes::NewSheet {
    intakes::NewSheet { file_name, state: "refused", reasons, ..intakes::NewSheet::default() }
}

pub(super) fn count(n: usize) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

/// What a workbook would come to now.
fn row(
    db: &Reader,
    survey: &SurveyRow,
    editions: &Editions,
    respondent: &Respondent,
    reading: &Reading,
    file_name: String,
) -> Result<intakes::NewSheet, SurveyError> {
    let respondent = &editions.settled(respondent)?;
    let form = editions.template(respondent.edition_id)?.form();
    let read_with = editions.of_reading(reading).map(answer_sheets::Template::form);
    let today = db.core().clock.today();
    let Plan { verdict, joined, complete, .. } =
        joining::plan(survey, (form, read_with), respondent, reading, today, &Wish::default());
    let (state, reasons) = match verdict {
        Verdict::Ready => ("waiting", String::new()),
        Verdict::Unchanged => ("unchanged", String::new()),
        Verdict::StillReturned => ("unchanged", rules::STILL_RETURNED.to_owned()),
        Verdict::Empty => ("empty", String::new()),
        Verdict::Refused(sentences) => ("refused", lines(sentences)),
    };
    let mark = foundation::chance::fingerprint(&reading.answers.to_json()).chars().take(32).collect();
    Ok(intakes::NewSheet {
        file_name,
        file_key: String::new(),
        code: respondent.line.code.clone(),
        name: respondent.line.name.clone(),
        answers_mark: mark,
        state,
        added: count(joined.added()),
        changed: count(joined.changed.len() - joined.added()),
        conflicts: count(joined.conflicts.len()),
        complete,
        reasons,
    })
}

pub(super) fn lines(mut sentences: Vec<String>) -> String {
    let more = sentences.len().saturating_sub(MOST_REASONS);
    sentences.truncate(MOST_REASONS);
    if more > 0 {
        sentences.push(format!("ほかに{more}か所あります。"));
    }
    sentences.iter().map(|sentence| sentence.replace('\n', " ")).collect::<Vec<_>>().join("\n")
}

/// Keeps the file where somebody has still to decide about it, or may want the copy that says what to put right.
async fn keep(db: &Reader, mut row: intakes::NewSheet, content: Vec<u8>) -> Result<intakes::NewSheet, SurveyError> {
    let undecided = row.state == "waiting" || (row.state == "refused" && !row.code.is_empty());
    if undecided {
        row.file_key = format!("surveys/sheets/{}", db.core().chance.token());
        db.core().files.put(&row.file_key, content.into()).await?;
    }
    Ok(row)
}

async fn store<A: Action<Policy = Renkei>>(
    core: &Arc<AppCore>,
    actor: &Actor,
    request: &str,
    survey: &SurveyRow,
    respondent: Option<i64>,
    from: &From<'_>,
    rows: &[intakes::NewSheet],
) -> Result<i64, SurveyError> {
    let mut tx = opened(core.write::<A>(actor.clone(), request).await)?;
    let id = insert(&mut tx, survey, respondent, from, rows).await?;
    tx.commit_recorded().await?;
    Ok(id)
}

/// Stores what was looked at, with its audit row.
pub(super) async fn insert(
    tx: &mut Writer,
    survey: &SurveyRow,
    respondent: Option<i64>,
    from: &From<'_>,
    rows: &[intakes::NewSheet],
) -> Result<i64, SurveyError> {
    let (at, by_label) = (tx.core().clock.now(), tx.actor().label());
    let new = intakes::NewIntake {
        survey: survey.id,
        respondent,
        way: from.way,
        sender: from.sender,
        at,
        by_label: &by_label,
    };
    let id = intakes::insert(tx, &new, rows).await?;
    let detail = json!({ "survey": survey.id, "way": from.way, "sheets": rows.len() });
    tx.record(Entry::of("survey_intake", id).detail(detail)).await?;
    Ok(id)
}

/// Best effort: what stays behind, [`taking::tidy`] finds.
pub(in crate::surveys) async fn delete_files<'a>(core: &AppCore, keys: impl Iterator<Item = &'a str>) {
    for key in keys.filter(|key| !key.is_empty()) {
        if let Err(error) = core.files.delete(key).await {
            tracing::warn!(%error, "a file that is no longer needed could not be deleted");
        }
    }
}

/// What became of a workbook sent to one's own page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Received {
    /// It waits to be decided about, or says what is to be put right.
    Kept(i64),
    Unchanged,
    /// Nothing of it was kept.
    Refused(String),
}

/// Looks at one workbook for one's own page. Of somebody else's nothing is said.
pub async fn receive_own<A: Action<Policy = Renkei>>(
    core: &Arc<AppCore>,
    actor: &Actor,
    request: &str,
    survey: &SurveyRow,
    own: &Respondent,
    file: SentFile,
) -> Result<Received, SurveyError> {
    if is_bundle(&file.content) || file.name.to_lowercase().ends_with(".zip") {
        return Ok(Received::Refused("ZIPのままでは受け取れません。中の回答票（.xlsx）を選んでください。".to_owned()));
    }
    let mut look = opened(core.read::<A>(actor.clone(), request).await)?;
    let editions = Editions::of(&mut look, survey.id).await?;
    let name = sheets::safe_name(&file.name);
    let outcome = read_with(survey, &editions, &name, file.content.clone()).await?;
    let reading = match outcome {
        Ok(reading) => reading,
        Err(fault) => return Ok(Received::Refused(said(&fault))),
    };
    let whose = reading.identity.respondent.as_str();
    let Some(respondent) = Door::OwnPage(own).respondent(&mut look, survey, whose).await? else {
        return Ok(Received::Refused(rules::not_yours()));
    };
    let row = row(&look, survey, &editions, &respondent, &reading, name)?;
    match row.state {
        "unchanged" => return Ok(Received::Unchanged),
        // Complete, but nothing in it is new: handing in is her own next step.
        "waiting" if row.added + row.changed + row.conflicts == 0 => return Ok(Received::Unchanged),
        "empty" => return Ok(Received::Refused(rules::nothing_filled_in())),
        _ => {}
    }
    let row = keep(&look, row, file.content.to_vec()).await?;
    drop(look);
    let from = From { way: "own_page", sender: "" };
    let stored =
        store::<A>(core, actor, request, survey, Some(respondent.line.id), &from, std::slice::from_ref(&row)).await;
    if stored.is_err() {
        delete_files(core, std::iter::once(row.file_key.as_str())).await;
    }
    Ok(Received::Kept(stored?))
}

/// Reads a workbook on a thread that may take its time.
pub(super) async fn read_with(
    survey: &SurveyRow,
    editions: &Arc<Editions>,
    name: &str,
    content: Bytes,
) -> Result<Result<Reading, FileFault>, SurveyError> {
    let (survey, editions, name) = (survey.clone(), editions.clone(), name.to_owned());
    tokio::task::spawn_blocking(move || sheets::read(&name, &content, &survey, editions.all()).outcome)
        .await
        .map_err(|e| SurveyError::Definition(e.to_string()))
}

/// A kept workbook, read again.
pub async fn kept(
    core: &AppCore,
    survey: &SurveyRow,
    editions: &Arc<Editions>,
    sheet: &IntakeSheet,
) -> Result<Reading, SurveyError> {
    if sheet.file_key.is_empty() {
        return Err(SurveyError::NotFound);
    }
    let content = core.files.get(&sheet.file_key).await?.ok_or(SurveyError::NotFound)?;
    let outcome = read_with(survey, editions, &sheet.file_name, content).await?;
    outcome.map_err(|fault| SurveyError::Definition(said(&fault)))
}
