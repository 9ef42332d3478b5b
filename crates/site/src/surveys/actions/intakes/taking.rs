//! Taking in what waits: one workbook as somebody has decided about it, or all that need no decision.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use answer_sheets::Reading;
use foundation::audit::Entry;
use foundation::permissions::{Action, Actor as _};
use serde_json::json;

use super::super::SurveyError;
use super::{BATCH_FILES, Door, count, delete_files, kept, lines, opened};
use crate::permissions::{Actor, AppCore, Renkei, Writer};
use crate::surveys::model::{Intake, IntakeSheet, SurveyRow};
use crate::surveys::rules::sheets as rules;
use crate::surveys::sheets::joining::Wish;
use crate::surveys::sheets::{self, Editions, Taken};
use crate::surveys::storage::intakes;

/// What came of taking in one workbook, for its row.
async fn note(tx: &mut Writer, sheet: &IntakeSheet, taken: &Taken) -> Result<bool, SurveyError> {
    let (at, label) = (tx.core().clock.now(), tx.actor().label());
    let state = match taken {
        Taken::Submitted { .. } | Taken::Kept { .. } => "taken",
        Taken::Unchanged => "unchanged",
        Taken::Empty => "empty",
        Taken::Refused(_) => "refused",
        Taken::Undecided { conflicts } => {
            intakes::set_conflicts(tx, sheet.id, count(*conflicts)).await?;
            return Ok(true);
        }
    };
    let reasons = if let Taken::Refused(sentences) = taken { lines(sentences.clone()) } else { String::new() };
    Ok(intakes::decide(tx, sheet.id, state, &reasons, at, &label).await?)
}

fn is_final(taken: &Taken) -> bool {
    matches!(taken, Taken::Submitted { .. } | Taken::Kept { .. } | Taken::Unchanged | Taken::Empty)
}

/// Takes in one workbook as somebody has decided about it. One that was decided about already is told as unchanged.
pub async fn take_one<A: Action<Policy = Renkei>>(
    core: &Arc<AppCore>,
    actor: &Actor,
    request: &str,
    survey: &SurveyRow,
    door: Door<'_>,
    (intake, position): (i64, i64),
    wish: Wish,
) -> Result<Taken, SurveyError> {
    let mut look = opened(core.read::<A>(actor.clone(), request).await)?;
    let intake = door.intake(&mut look, survey, intake).await?;
    let sheet = intakes::sheet(&mut look, &intake, position).await?.ok_or(SurveyError::NotFound)?;
    if !matches!(sheet.state.as_str(), "waiting" | "refused") {
        return Ok(Taken::Unchanged);
    }
    let editions = Editions::of(&mut look, survey.id).await?;
    drop(look);
    let reading = kept(core, survey, &editions, &sheet).await?;
    let mut tx = opened(core.write::<A>(actor.clone(), request).await)?;
    let respondent = door.respondent(&mut tx, survey, &sheet.code).await?.ok_or(SurveyError::NotFound)?;
    let detail = json!({ "survey": survey.id, "sheet": position });
    tx.record(Entry::of("survey_intake", intake.id).detail(detail)).await?;
    let taken = sheets::take_as(&mut tx, survey, &editions, &respondent, &reading, &door.how(wish)).await?;
    if !note(&mut tx, &sheet, &taken).await? {
        // Somebody else was quicker: nothing of this is stored.
        return Ok(Taken::Unchanged);
    }
    tx.commit_recorded().await?;
    if is_final(&taken) {
        delete_files(core, std::iter::once(sheet.file_key.as_str())).await;
    }
    Ok(taken)
}

/// What one round of taking in came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Round {
    pub submitted: usize,
    pub kept: usize,
    pub unchanged: usize,
    pub refused: usize,
    /// Somebody has to decide about questions, or between two sheets of one respondent.
    pub to_decide: usize,
    /// Not looked at yet: another round takes them.
    pub left: usize,
}

/// Codes with two sheets that wait and say different things.
pub fn twins(sheets: &[IntakeSheet]) -> BTreeSet<String> {
    let mut marks: BTreeMap<&str, &str> = BTreeMap::new();
    let mut twins = BTreeSet::new();
    for sheet in sheets.iter().filter(|sheet| sheet.state == "waiting") {
        let first = marks.entry(&sheet.code).or_insert(&sheet.answers_mark);
        if *first != sheet.answers_mark {
            twins.insert(sheet.code.clone());
        }
    }
    twins
}

/// Takes in every workbook of the room's intake that needs no decision, up to [`rules::TAKEN_AT_ONCE`]; each batch is
/// stored for itself, so that what was in order stays even if a later one fails.
pub async fn take_waiting<A: Action<Policy = Renkei>>(
    core: &Arc<AppCore>,
    actor: &Actor,
    request: &str,
    survey: &SurveyRow,
    intake: i64,
) -> Result<Round, SurveyError> {
    let mut look = opened(core.read::<A>(actor.clone(), request).await)?;
    let intake = Door::Room.intake(&mut look, survey, intake).await?;
    let all = intakes::sheets(&mut look, &intake).await?;
    let editions = Editions::of(&mut look, survey.id).await?;
    drop(look);
    let twins = twins(&all);
    let waiting: Vec<&IntakeSheet> = all.iter().filter(|sheet| sheet.state == "waiting").collect();
    let (ready, to_decide): (Vec<&IntakeSheet>, Vec<&IntakeSheet>) =
        waiting.into_iter().partition(|sheet| sheet.conflicts == 0 && !twins.contains(&sheet.code));
    let mut round = Round {
        to_decide: to_decide.len(),
        left: ready.len().saturating_sub(rules::TAKEN_AT_ONCE),
        ..Round::default()
    };
    let ready = ready.get(..ready.len().min(rules::TAKEN_AT_ONCE)).unwrap_or_default();
    for batch in ready.chunks(BATCH_FILES) {
        let mut readings = Vec::with_capacity(batch.len());
        for sheet in batch {
            match kept(core, survey, &editions, sheet).await {
                Ok(reading) => readings.push((*sheet, reading)),
                Err(SurveyError::NotFound | SurveyError::Definition(_)) => round.refused += 1,
                Err(error) => return Err(error),
            }
        }
        take_batch::<A>(core, actor, request, (survey, &intake, &editions), &readings, &mut round).await?;
    }
    Ok(round)
}

async fn take_batch<A: Action<Policy = Renkei>>(
    core: &Arc<AppCore>,
    actor: &Actor,
    request: &str,
    (survey, intake, editions): (&SurveyRow, &Intake, &Editions),
    readings: &[(&IntakeSheet, Reading)],
    round: &mut Round,
) -> Result<(), SurveyError> {
    let mut tx = opened(core.write::<A>(actor.clone(), request).await)?;
    let detail = json!({ "survey": survey.id, "sheets": readings.len() });
    tx.record(Entry::of("survey_intake", intake.id).detail(detail)).await?;
    let mut done = Vec::new();
    for (sheet, reading) in readings {
        // Asked anew each time: the same respondent may have come twice with the same answers.
        let taken = match Door::Room.respondent(&mut tx, survey, &sheet.code).await? {
            Some(respondent) => {
                let how = Door::Room.how(Wish::default());
                sheets::take_as(&mut tx, survey, editions, &respondent, reading, &how).await?
            }
            None => sheets::not_asked(&sheet.code),
        };
        if !note(&mut tx, sheet, &taken).await? {
            // Somebody else decides at this moment: this batch is hers.
            return Err(SurveyError::Changed(Vec::new()));
        }
        match &taken {
            Taken::Submitted { .. } => round.submitted += 1,
            Taken::Kept { .. } => round.kept += 1,
            Taken::Unchanged | Taken::Empty => round.unchanged += 1,
            Taken::Undecided { .. } => round.to_decide += 1,
            Taken::Refused(_) => round.refused += 1,
        }
        if is_final(&taken) {
            done.push(sheet.file_key.as_str());
        }
    }
    tx.commit_recorded().await?;
    delete_files(core, done.into_iter()).await;
    Ok(())
}

/// 使わない: these workbooks of an intake are not taken in. The keys of their files.
pub async fn set_aside(
    tx: &mut Writer,
    intake: &Intake,
    which: impl Fn(&IntakeSheet) -> bool,
) -> Result<Vec<String>, SurveyError> {
    let (at, label) = (tx.core().clock.now(), tx.actor().label());
    let mut keys = Vec::new();
    for sheet in intakes::sheets(tx, intake).await? {
        if which(&sheet)
            && matches!(sheet.state.as_str(), "waiting" | "refused")
            && intakes::decide(tx, sheet.id, "dropped", &sheet.reasons, at, &label).await?
        {
            keys.push(sheet.file_key);
        }
    }
    let detail = json!({ "survey": intake.survey_id, "set_aside": keys.len() });
    tx.record(Entry::of("survey_intake", intake.id).detail(detail)).await?;
    Ok(keys)
}

/// Deletes files that are decided about, or have waited for longer than [`rules::KEEP_DAYS`]. How many.
pub async fn tidy(tx: &mut Writer) -> Result<usize, SurveyError> {
    let before = tx.core().clock.now().seconds_later(-rules::KEEP_DAYS * 86_400);
    let overdue = intakes::overdue(tx, before).await?;
    if overdue.is_empty() {
        return Ok(0);
    }
    for (_, key) in &overdue {
        tx.core().files.delete(key).await?;
    }
    let ids: Vec<i64> = overdue.iter().map(|(id, _)| *id).collect();
    intakes::forget_files(tx, &ids).await?;
    tx.record(Entry::of("survey_intakes", "overdue").detail(json!({ "deleted": ids.len() }))).await?;
    Ok(ids.len())
}
