//! Taking in what waits: one workbook as somebody has decided about it, or all that need no decision.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use foundation::audit::Entry;
use foundation::jobs::Job;
use foundation::permissions::{Action, Actor as _};
use serde_json::json;

use super::super::SurveyError;
use super::{BATCH_FILES, Door, count, delete_files, kept, lines, opened};
use crate::permissions::{Actor, AppCore, Renkei, TakeSheets, Writer};
use crate::surveys::model::{Intake, IntakeSheet, SurveyRow};
use crate::surveys::rules::sheets as rules;
use crate::surveys::sheets::joining::Wish;
use crate::surveys::sheets::{self, Editions, How, Taken};
use crate::surveys::storage::{self, intakes, takings};

/// The kind of the job that carries a taking on.
pub const JOB: &str = "surveys.take_sheets";

/// What came of taking in one workbook, for its row.
async fn note(tx: &mut Writer, sheet: &IntakeSheet, taken: &Taken, label: &str) -> Result<bool, SurveyError> {
    let at = tx.core().clock.now();
    let label = if label.is_empty() { tx.actor().label() } else { label.to_owned() };
    let state = match taken {
        Taken::Submitted { .. } | Taken::Kept { .. } => "taken",
        Taken::Unchanged | Taken::StillReturned => "unchanged",
        Taken::Empty => "empty",
        Taken::Refused(_) => "refused",
        Taken::Undecided { conflicts } => {
            intakes::set_conflicts(tx, sheet.id, count(*conflicts)).await?;
            return Ok(true);
        }
    };
    let reasons = match taken {
        Taken::Refused(sentences) => lines(sentences.clone()),
        Taken::StillReturned => rules::STILL_RETURNED.to_owned(),
        _ => String::new(),
    };
    Ok(intakes::decide(tx, sheet.id, state, &reasons, at, &label).await?)
}

fn is_final(taken: &Taken) -> bool {
    !matches!(taken, Taken::Undecided { .. } | Taken::Refused(_))
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
    if !note(&mut tx, &sheet, &taken, "").await? {
        // Somebody else was quicker: nothing of this is stored.
        return Ok(Taken::Unchanged);
    }
    tx.commit_recorded().await?;
    if is_final(&taken) {
        delete_files(core, std::iter::once(sheet.file_key.as_str())).await;
    }
    Ok(taken)
}

/// What a round of taking in came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Round {
    pub submitted: usize,
    pub kept: usize,
    pub unchanged: usize,
    pub refused: usize,
    /// Somebody has to decide about questions, or between two sheets of one respondent.
    pub to_decide: usize,
}

impl Round {
    /// In the order of a taking's counts.
    fn since(&self, before: &Self) -> [i64; 5] {
        [
            count(self.submitted - before.submitted),
            count(self.kept - before.kept),
            count(self.unchanged - before.unchanged),
            count(self.refused - before.refused),
            count(self.to_decide - before.to_decide),
        ]
    }
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

/// Those of an intake that need no decision; and how many do.
fn ready(all: &[IntakeSheet]) -> (Vec<&IntakeSheet>, usize) {
    let twins = twins(all);
    let waiting: Vec<&IntakeSheet> = all.iter().filter(|sheet| sheet.state == "waiting").collect();
    let (ready, to_decide): (Vec<&IntakeSheet>, Vec<&IntakeSheet>) =
        waiting.into_iter().partition(|sheet| sheet.conflicts == 0 && !twins.contains(&sheet.code));
    (ready, to_decide.len())
}

/// What one press came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pressed {
    /// Few enough to be done at once.
    Done(Round),
    /// A job does it from now on.
    Begun,
    /// One is under way already.
    UnderWay,
}

/// Takes in every workbook of the room's intake that needs no decision. Up to [`rules::TAKEN_AT_ONCE`] at once; more of
/// them by a job, which can be stopped. Each batch is stored for itself: what was in order stays even if others fail.
pub async fn take_waiting<A: Action<Policy = Renkei>>(
    core: &Arc<AppCore>,
    actor: &Actor,
    request: &str,
    survey: &SurveyRow,
    intake: i64,
) -> Result<Pressed, SurveyError> {
    let mut look = opened(core.read::<A>(actor.clone(), request).await)?;
    let intake = Door::Room.intake(&mut look, survey, intake).await?;
    if takings::newest(&mut look, intake.id).await?.is_some_and(|taking| taking.ended_at.is_none()) {
        return Ok(Pressed::UnderWay);
    }
    let all = intakes::sheets(&mut look, &intake).await?;
    let (ready, to_decide) = ready(&all);
    if ready.len() > rules::TAKEN_AT_ONCE {
        drop(look);
        return begin::<A>(core, actor, request, survey, &intake, ready.len()).await;
    }
    let editions = Editions::of(&mut look, survey.id).await?;
    drop(look);
    let mut round = Round { to_decide, ..Round::default() };
    let by = By { actor, request, label: String::new(), taking: None };
    for batch in ready.chunks(BATCH_FILES) {
        take_some::<A>(core, &by, (survey, &intake, &editions), batch, &mut round).await?;
    }
    Ok(Pressed::Done(round))
}

async fn begin<A: Action<Policy = Renkei>>(
    core: &Arc<AppCore>,
    actor: &Actor,
    request: &str,
    survey: &SurveyRow,
    intake: &Intake,
    total: usize,
) -> Result<Pressed, SurveyError> {
    let mut tx = opened(core.write::<A>(actor.clone(), request).await)?;
    let (at, label) = (tx.core().clock.now(), tx.actor().label());
    let Some(id) = takings::begin(&mut tx, intake.id, count(total), at, &label).await? else {
        return Ok(Pressed::UnderWay);
    };
    tx.queue(Job::new(JOB).with("taking", id)).await?;
    let detail = json!({ "survey": survey.id, "begun": id, "sheets": total });
    tx.record(Entry::of("survey_intake", intake.id).detail(detail)).await?;
    tx.commit_recorded().await?;
    Ok(Pressed::Begun)
}

/// Stops a taking that is under way: what is stored stays, what is left waits. `false` when there is none.
pub async fn stop(tx: &mut Writer, intake: &Intake) -> Result<bool, SurveyError> {
    let (at, label) = (tx.core().clock.now(), tx.actor().label());
    if !takings::stop(tx, intake.id, at, &label).await? {
        return Ok(false);
    }
    let detail = json!({ "survey": intake.survey_id, "stopped": true });
    tx.record(Entry::of("survey_intake", intake.id).detail(detail)).await?;
    Ok(true)
}

/// Goes on with a taking until it is through or somebody stops it. Begun anew after a fall, it goes on where it was.
pub async fn carry_on(core: &Arc<AppCore>, actor: &Actor, id: i64) -> Result<(), SurveyError> {
    loop {
        let mut look = opened(core.read::<TakeSheets>(actor.clone(), JOB).await)?;
        let Some(taking) = takings::one(&mut look, id).await?.filter(|taking| taking.ended_at.is_none()) else {
            return Ok(());
        };
        let survey = storage::survey(&mut look, taking.survey_id).await?.ok_or(SurveyError::NotFound)?;
        let intake = Door::Room.intake(&mut look, &survey, taking.intake_id).await?;
        let all = intakes::sheets(&mut look, &intake).await?;
        let ready: Vec<&IntakeSheet> = ready(&all).0.into_iter().filter(|s| s.position > taking.place).collect();
        let batch = ready.get(..ready.len().min(BATCH_FILES)).unwrap_or_default();
        if batch.is_empty() || taking.stopped_at.is_some() {
            drop(look);
            let mut tx = opened(core.write::<TakeSheets>(actor.clone(), JOB).await)?;
            let now = tx.core().clock.now();
            takings::end(&mut tx, id, now).await?;
            let detail = json!({ "survey": survey.id, "taken": taking.done(), "of": taking.total });
            tx.record(Entry::of("survey_intake", intake.id).detail(detail)).await?;
            tx.commit_recorded().await?;
            return Ok(());
        }
        let editions = Editions::of(&mut look, survey.id).await?;
        drop(look);
        let by = By { actor, request: JOB, label: taking.begun_by.clone(), taking: Some(id) };
        let mut round = Round::default();
        let together = take_some::<TakeSheets>(core, &by, (&survey, &intake, &editions), batch, &mut round).await;
        if let Err(error) = together {
            tracing::warn!(%error, "a batch of sheets is taken in one by one");
            // One of them keeps all of them: each for itself, and the one that cannot be is passed over.
            for sheet in batch {
                let mut round = Round::default();
                let one = std::slice::from_ref(sheet);
                let alone = take_some::<TakeSheets>(core, &by, (&survey, &intake, &editions), one, &mut round).await;
                if let Err(error) = alone {
                    tracing::warn!(%error, sheet = sheet.id, "a sheet could not be taken in");
                    pass_over(core, actor, id, &intake, sheet).await?;
                }
            }
        }
    }
}

async fn pass_over(
    core: &Arc<AppCore>,
    actor: &Actor,
    taking: i64,
    intake: &Intake,
    sheet: &IntakeSheet,
) -> Result<(), SurveyError> {
    let mut tx = opened(core.write::<TakeSheets>(actor.clone(), JOB).await)?;
    takings::step(&mut tx, taking, sheet.position, [0, 0, 0, 1, 0]).await?;
    let detail = json!({ "survey": intake.survey_id, "passed_over": sheet.position });
    tx.record(Entry::of("survey_intake", intake.id).detail(detail)).await?;
    tx.commit_recorded().await?;
    Ok(())
}

/// Who takes them in.
struct By<'a> {
    actor: &'a Actor,
    request: &'a str,
    /// Whose press a job carries out; empty for the actor herself.
    label: String,
    /// The job's own row.
    taking: Option<i64>,
}

/// Reads a batch and stores it in one transaction.
async fn take_some<A: Action<Policy = Renkei>>(
    core: &Arc<AppCore>,
    by: &By<'_>,
    (survey, intake, editions): (&SurveyRow, &Intake, &Arc<Editions>),
    batch: &[&IntakeSheet],
    round: &mut Round,
) -> Result<(), SurveyError> {
    let before = *round;
    let mut readings = Vec::with_capacity(batch.len());
    for sheet in batch {
        match kept(core, survey, editions, sheet).await {
            Ok(reading) => readings.push((*sheet, reading)),
            Err(SurveyError::NotFound | SurveyError::Definition(_)) => round.refused += 1,
            Err(error) => return Err(error),
        }
    }
    let mut tx = opened(core.write::<A>(by.actor.clone(), by.request).await)?;
    let detail = json!({ "survey": survey.id, "sheets": readings.len() });
    tx.record(Entry::of("survey_intake", intake.id).detail(detail)).await?;
    let mut done = Vec::new();
    for (sheet, reading) in &readings {
        // Asked anew each time: the same respondent may have come twice with the same answers.
        let taken = match Door::Room.respondent(&mut tx, survey, &sheet.code).await? {
            Some(respondent) => {
                let how = How { by_label: by.label.clone(), ..Door::Room.how(Wish::default()) };
                sheets::take_as(&mut tx, survey, editions, &respondent, reading, &how).await?
            }
            None => sheets::not_asked(&sheet.code),
        };
        if !note(&mut tx, sheet, &taken, &by.label).await? {
            // Somebody else decides at this moment: this batch is hers.
            return Err(SurveyError::Changed(Vec::new()));
        }
        match &taken {
            Taken::Submitted { .. } => round.submitted += 1,
            Taken::Kept { .. } => round.kept += 1,
            Taken::Unchanged | Taken::StillReturned | Taken::Empty => round.unchanged += 1,
            Taken::Undecided { .. } => round.to_decide += 1,
            Taken::Refused(_) => round.refused += 1,
        }
        if is_final(&taken) {
            done.push(sheet.file_key.as_str());
        }
    }
    if let (Some(id), Some(last)) = (by.taking, batch.last()) {
        takings::step(&mut tx, id, last.position, round.since(&before)).await?;
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
