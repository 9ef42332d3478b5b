//! The running survey of this year: every prefecture and every municipality asked, some have not begun, some are half
//! way, most have handed in. All of it is invented; the same draws make the same answers. Who answered last year
//! answers most questions alike.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use foundation::Timestamp;
use japanese::wareki::FiscalYear;
use questionnaire::{Answer, Answers, Definition, Form, generate, shipped};

pub(super) use super::draws::Draws;
use super::fill::{FillError, REQUEST};
use super::fy2025::{self, Past, Place};
use crate::permissions::{Actor, AppCore, EditSurveys};
use crate::programmes;
use crate::regions;
use crate::surveys;
use crate::surveys::actions::collecting::{self, Collected};
use crate::surveys::actions::{self, NewSurvey};
use crate::surveys::model::State;

const SEED: u64 = 20_260_826;
pub(super) const SECONDS_PER_DAY: i64 = 24 * 60 * 60;
/// Answers of one transaction.
const BATCH: usize = 500;
/// Of 100 answers to a question that was asked last year in the same words, so many are last year's.
const ALIKE: u64 = 88;

/// The kinds of respondent, in the order they are asked.
const KINDS: [&str; 3] = ["prefecture", "municipality", "coordinator"];

const REASON: &str = "問8-1-2は、問8-1-1で選んだ課題の中から選んでください。（架空の差戻しです）";

/// What the cast's own towns are at, and who answered there.
const CAST_TOWNS: &[(&str, State, &str)] = &[
    ("352128", State::Working, "見本 みどり（柳井市・市町村の担当者）"),
    ("193666", State::Returned, "仮野 悠生（南部町・市町村の担当者）"),
    ("011002", State::NotOpened, ""),
    ("252131", State::Submitted, "試野 あかり（東近江市・市町村の担当者）"),
    // 山梨県 and 山口県 of the prefectures' survey.
    ("190004", State::Working, "模田 直樹（山梨県・都道府県の担当者）"),
    ("350001", State::Submitted, "見山 大輔（山口県・都道府県の担当者）"),
];

/// Definitions of the year if there are any, else the newest there are.
pub(super) fn definition(kind: &str, year: FiscalYear) -> Result<Definition, FillError> {
    let wanted = format!("fy{}_{kind}", year.0);
    let newest = shipped::ids().filter(|id| id.ends_with(kind)).last().unwrap_or_default();
    let id = shipped::ids().find(|id| *id == wanted).unwrap_or(newest);
    let mut definition = shipped::definition(id).map_err(FillError::Refused)?;
    definition.fiscal_year = year.0;
    Ok(definition)
}

/// Does nothing on a folder that has them: inventing last year's answers takes a moment and much memory.
pub async fn fill(core: &Arc<AppCore>) -> Result<(), FillError> {
    let year = FiscalYear::of(core.clock.today());
    if are_there(core, year).await? {
        return Ok(());
    }
    let pasts = fy2025::store::pasts(core).await?;
    // This year's are made first: they are what a demonstration is mostly shown with.
    let mut running = BTreeMap::new();
    for kind in KINDS {
        let past = pasts.iter().find(|past| past.kind == kind);
        let Some(survey) = fill_running(core, year, kind, past).await? else { return Ok(()) };
        running.insert(kind.to_owned(), survey);
    }
    fy2025::store::store(core, &pasts, &running).await
}

/// Are the surveys of both years there, and the coordinators' links passed on?
async fn are_there(core: &Arc<AppCore>, year: FiscalYear) -> Result<bool, FillError> {
    let mut look = core.read::<EditSurveys>(Actor::Console, REQUEST).await?;
    let Some(programme) = programmes::first(&mut look).await? else { return Ok(false) };
    let mut coordinators = None;
    for kind in KINDS {
        let last = format!("fy{}_{kind}", fy2025::FISCAL_YEAR);
        for (year, id) in [(year.0, definition(kind, year)?.id), (fy2025::FISCAL_YEAR, last)] {
            let Some(there) = surveys::named(&mut look, programme, year, &id).await? else { return Ok(false) };
            if kind == "coordinator" && year != fy2025::FISCAL_YEAR {
                coordinators = Some(there.id);
            }
        }
    }
    drop(look);
    if let Some(survey) = coordinators {
        super::coordinators::pass_on(core, survey).await?;
    }
    Ok(true)
}

/// This year's survey of a kind of respondent; `None` where there is no programme to make it in.
async fn fill_running(
    core: &Arc<AppCore>,
    year: FiscalYear,
    kind: &str,
    past: Option<&Past>,
) -> Result<Option<i64>, FillError> {
    let definition = definition(kind, year)?;
    let mut tx = core.write::<EditSurveys>(Actor::Console, REQUEST).await?;
    let Some(programme) = programmes::first(&mut tx).await? else { return Ok(None) };
    if let Some(there) = surveys::named(&mut tx, programme, year.0, &definition.id).await? {
        drop(tx);
        if kind == "coordinator" {
            super::coordinators::pass_on(core, there.id).await?;
        }
        return Ok(Some(there.id));
    }
    let Some(settings) = programmes::settings_of(&mut tx, programme, year.0).await? else { return Ok(None) };
    let day = |id: &str| settings.date(id).unwrap_or_else(|| year.first_day());
    let form = Form::new(definition.clone())
        .map_err(|faults| FillError::Refused(faults.first().map(|fault| fault.sentence.clone()).unwrap_or_default()))?;
    let new = NewSurvey {
        programme,
        definition,
        // Before the programme's own day a demonstration would show an empty room.
        opens_on: day("survey.opens_on").min(core.clock.today()),
        due_on: day("survey.closes_on"),
        previous: None,
    };
    let survey = actions::create(&mut tx, new).await?;
    actions::open(&mut tx, survey).await?;
    let places = match kind {
        "municipality" => regions::all_towns(&mut tx).await?,
        "prefecture" => regions::all_prefectures(&mut tx).await?,
        _ => Vec::new(),
    };
    let rows = collected(&form, &places, past, core.clock.now());
    for batch in rows.chunks(BATCH) {
        collecting::take_over(&mut tx, survey, batch).await?;
    }
    if kind == "coordinator" {
        super::coordinators::answer(&mut tx, survey, &form, core.clock.now()).await?;
    }
    tx.commit_recorded().await?;
    if kind == "coordinator" {
        super::coordinators::pass_on(core, survey).await?;
    }
    Ok(Some(survey))
}

/// What of last year's answers is given again: questions in the same words, most of them, as far as it still holds.
struct Again<'a> {
    answers: HashMap<&'a str, &'a Answers>,
    same: BTreeSet<String>,
}

impl<'a> Again<'a> {
    fn of(form: &Form, past: Option<&'a Past>) -> Self {
        let Some(past) = past else { return Self { answers: HashMap::new(), same: BTreeSet::new() } };
        let table = shipped::concordance_to(&form.definition().id).ok();
        let same = |id: &&String| {
            let there = past.form.question(id).map(|q| &q.kind) == form.question(id).map(|q| &q.kind);
            there && table.as_ref().is_some_and(|table| table.from == past.form.definition().id)
        };
        let questions = form.questions().map(|(.., question)| &question.id);
        let same = questions.filter(same).cloned().collect();
        let codes = past.places.iter().map(|(code, ..)| code.as_str());
        Self { answers: codes.zip(&past.answers).collect(), same }
    }

    fn given(&self, form: &Form, code: &str, draws: &mut Draws) -> Answers {
        let Some(last) = self.answers.get(code) else { return Answers::default() };
        let mut answers: Answers = last
            .0
            .iter()
            .filter(|(id, _)| self.same.contains(*id) && draws.pick(100) < ALIKE)
            .map(|(id, answer)| (id.clone(), answer.clone()))
            .collect();
        // What does not hold by itself goes, and then what hung on it, until the rest could be handed in.
        loop {
            let who = form.applicable(&answers);
            let findings = questionnaire::check(form, &answers, true);
            let wrong: BTreeSet<String> = findings
                .into_iter()
                .map(|finding| finding.question)
                .chain(form.questions().filter(|(at, ..)| !who.question(*at)).map(|(.., question)| question.id.clone()))
                .filter(|id| answers.get(id).is_some())
                .collect();
            if wrong.is_empty() {
                return answers;
            }
            answers.0.retain(|id, _| !wrong.contains(id));
        }
    }
}

fn collected(form: &Form, places: &[Place], past: Option<&Past>, now: Timestamp) -> Vec<Collected> {
    let mut draws = Draws(SEED);
    let again = Again::of(form, past);
    let mut leaning: BTreeMap<&str, u64> = BTreeMap::new();
    let mut rows = Vec::with_capacity(places.len());
    for (code, name, prefecture) in places {
        // Prefectures differ in how far they are.
        let behind = *leaning.entry(prefecture).or_insert_with(|| draws.pick(25));
        let cast = CAST_TOWNS.iter().find(|(of, ..)| of == code);
        let state = match (cast, draws.pick(100) + behind) {
            (Some((_, state, _)), _) => *state,
            (None, 0..=29) => State::Accepted,
            (None, 30..=94) => State::Submitted,
            (None, 95..=96) => State::Returned,
            (None, 97..=105) => State::Working,
            (None, _) => State::NotOpened,
        };
        if state == State::NotOpened {
            continue;
        }
        let mut answers = again.given(form, code, &mut draws);
        if form.question("f1").is_some() {
            answers.set("f1", Answer::text(name));
        }
        let mut answers = generate::fill(form, answers, &mut |n| draws.pick(n));
        super::surveys_checking::agree(form, &mut answers, &mut |n| draws.pick(n));
        if state == State::Working {
            only_the_first_sections(form, &mut answers);
        }
        let days = 2 + i64::try_from(draws.pick(40)).unwrap_or(0);
        let minutes = i64::try_from(draws.pick(8 * 60)).unwrap_or(0);
        rows.push(Collected {
            code: code.clone(),
            answers,
            state,
            by_label: cast.map_or("担当（架空）", |(.., by)| by).to_owned(),
            at: now.seconds_later(-days * SECONDS_PER_DAY - minutes * 60),
            remark: if state == State::Returned { REASON.to_owned() } else { String::new() },
            with_changes: cast.is_some(),
        });
    }
    rows
}

/// Half way: the first three sections are there.
pub(super) fn only_the_first_sections(form: &Form, answers: &mut Answers) {
    for section in form.definition().sections.iter().skip(3) {
        for question in &section.questions {
            answers.0.remove(&question.id);
        }
    }
    // What is no longer asked without them goes with them.
    let who = form.applicable(answers);
    let gone: Vec<String> =
        form.questions().filter(|(at, ..)| !who.question(*at)).map(|(.., question)| question.id.clone()).collect();
    for id in gone {
        answers.0.remove(&id);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn most_of_last_year_s_answers_are_given_again_and_all_of_it_holds() {
        let form = Form::new(shipped::definition("fy2026_municipality").unwrap()).unwrap();
        let register = regions::register::Register::committed().unwrap();
        let towns: Vec<Place> = register
            .municipalities
            .iter()
            .map(|m| (m.code.clone(), m.name.clone(), m.prefecture_code.clone()))
            .collect();
        let prefectures: Vec<Place> =
            register.prefectures.iter().map(|p| (p.code.clone(), p.name.clone(), p.code.clone())).collect();
        let pasts = fy2025::invent(&towns, &prefectures).unwrap();
        let past = pasts.iter().find(|past| past.kind == "municipality").unwrap();
        let rows = collected(&form, &towns, Some(past), "2026-11-21T01:00:00Z".parse().unwrap());
        let (mut alike, mut both) = (0, 0);
        for row in &rows {
            let strict = !matches!(row.state, State::Working);
            assert!(questionnaire::check(&form, &row.answers, strict).is_empty(), "{}", row.code);
            let last = past.places.iter().position(|(code, ..)| *code == row.code).unwrap();
            if let (Some(now), Some(then)) = (row.answers.get("q9"), past.answers[last].get("q9")) {
                both += 1;
                alike += usize::from(now == then);
            }
        }
        assert!(both > 1400 && alike * 100 > both * 85 && alike < both, "{alike} of {both}");
    }

    #[test]
    fn the_same_draws_make_the_same_collection_in_every_state() {
        let form = Form::new(shipped::definition("fy2026_municipality").unwrap()).unwrap();
        let places: Vec<_> =
            (0..400).map(|n| (format!("{n:06}"), format!("町{n}"), format!("{:02}", n % 47))).collect();
        let now: Timestamp = "2026-11-21T01:00:00Z".parse().unwrap();
        let (once, again) = (collected(&form, &places, None, now), collected(&form, &places, None, now));
        assert_eq!(once.len(), again.len());
        assert!(once.iter().zip(&again).all(|(a, b)| a.answers == b.answers && a.state == b.state));
        assert!(once.len() < places.len(), "somebody has not begun");
        for state in State::EVERY.into_iter().skip(1).filter(|state| *state != State::SetAside) {
            assert!(once.iter().any(|row| row.state == state), "{state:?}");
        }
    }
}
