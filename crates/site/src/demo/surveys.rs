//! The running survey of this year: every prefecture and every municipality asked, some have not begun, some are half
//! way, most have handed in. All of it is invented; the same draws make the same answers.

use std::collections::BTreeMap;
use std::sync::Arc;

use foundation::Timestamp;
use japanese::wareki::FiscalYear;
use questionnaire::{Answer, Answers, Definition, Form, generate, shipped};

use super::fill::{FillError, REQUEST};
use crate::permissions::{Actor, AppCore, EditSurveys};
use crate::programmes;
use crate::regions;
use crate::surveys;
use crate::surveys::actions::collecting::{self, Collected};
use crate::surveys::actions::{self, NewSurvey};
use crate::surveys::model::State;

const SEED: u64 = 20_260_826;
const SECONDS_PER_DAY: i64 = 24 * 60 * 60;
/// Answers of one transaction.
const BATCH: usize = 500;

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

/// A small generator: the platform's own chance is for secrets, this one is for making the same twice.
pub(super) struct Draws(pub(super) u64);

impl Draws {
    pub(super) fn pick(&mut self, n: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % n.max(1)
    }
}

/// Definitions of the year if there are any, else the newest there are.
pub(super) fn definition(kind: &str, year: FiscalYear) -> Result<Definition, FillError> {
    let wanted = format!("fy{}_{kind}", year.0);
    let newest = shipped::ids().filter(|id| id.ends_with(kind)).last().unwrap_or_default();
    let id = shipped::ids().find(|id| *id == wanted).unwrap_or(newest);
    let mut definition = shipped::definition(id).map_err(FillError::Refused)?;
    definition.fiscal_year = year.0;
    Ok(definition)
}

pub async fn fill(core: &Arc<AppCore>) -> Result<(), FillError> {
    let year = FiscalYear::of(core.clock.today());
    for kind in KINDS {
        let definition = definition(kind, year)?;
        let mut tx = core.write::<EditSurveys>(Actor::Console, REQUEST).await?;
        let Some(programme) = programmes::first(&mut tx).await? else { return Ok(()) };
        if surveys::named(&mut tx, programme, year.0, &definition.id).await?.is_some() {
            continue;
        }
        let Some(settings) = programmes::settings_of(&mut tx, programme, year.0).await? else { return Ok(()) };
        let day = |id: &str| settings.date(id).unwrap_or_else(|| year.first_day());
        let last_year = format!("fy{}_{kind}", year.0 - 1);
        let previous = surveys::named(&mut tx, programme, year.0 - 1, &last_year).await?.map(|survey| survey.id);
        let form = Form::new(definition.clone()).map_err(|faults| {
            FillError::Refused(faults.first().map(|fault| fault.sentence.clone()).unwrap_or_default())
        })?;
        let new = NewSurvey {
            programme,
            definition,
            // Before the programme's own day a demonstration would show an empty room.
            opens_on: day("survey.opens_on").min(core.clock.today()),
            due_on: day("survey.closes_on"),
            previous,
        };
        let survey = actions::create(&mut tx, new).await?;
        actions::open(&mut tx, survey).await?;
        let places = match kind {
            "municipality" => regions::all_towns(&mut tx).await?,
            "prefecture" => regions::all_prefectures(&mut tx).await?,
            _ => Vec::new(),
        };
        let rows = collected(&form, &places, core.clock.now());
        for batch in rows.chunks(BATCH) {
            collecting::take_over(&mut tx, survey, batch).await?;
        }
        tx.commit_recorded().await?;
    }
    Ok(())
}

fn collected(form: &Form, places: &[(String, String, String)], now: Timestamp) -> Vec<Collected> {
    let mut draws = Draws(SEED);
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
        let mut answers = Answers::default();
        if form.question("f1").is_some() {
            answers.set("f1", Answer::text(name));
        }
        let mut answers = generate::fill(form, answers, &mut |n| draws.pick(n));
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
fn only_the_first_sections(form: &Form, answers: &mut Answers) {
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
    fn the_same_draws_make_the_same_collection_in_every_state() {
        let form = Form::new(shipped::definition("fy2026_municipality").unwrap()).unwrap();
        let places: Vec<_> =
            (0..400).map(|n| (format!("{n:06}"), format!("町{n}"), format!("{:02}", n % 47))).collect();
        let now: Timestamp = "2026-11-21T01:00:00Z".parse().unwrap();
        let (once, again) = (collected(&form, &places, now), collected(&form, &places, now));
        assert_eq!(once.len(), again.len());
        assert!(once.iter().zip(&again).all(|(a, b)| a.answers == b.answers && a.state == b.state));
        assert!(once.len() < places.len(), "somebody has not begun");
        for state in State::EVERY.into_iter().skip(1) {
            assert!(once.iter().any(|row| row.state == state), "{state:?}");
        }
    }
}
