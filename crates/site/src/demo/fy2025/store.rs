//! Stores the surveys of the year: made, filled, frozen, and set before this year's.

use std::collections::BTreeMap;
use std::sync::Arc;

use foundation::Timestamp;
use jiff::civil::date;
use questionnaire::Answers;

use super::super::fill::{FillError, REQUEST};
use super::{FISCAL_YEAR, Past, refused};
use crate::permissions::{Actor, AppCore, EditSurveys, LookAtRegions};
use crate::programmes;
use crate::regions;
use crate::surveys;
use crate::surveys::actions::arrived::{self, Arrived};
use crate::surveys::actions::{self, NewSurvey, past};
use crate::surveys::model::State;

/// 最終回収 令和7年10月31日, in the evening.
const COLLECTED: &str = "2025-10-31T08:00:00.000Z";
const BATCH: usize = 500;

/// What was answered last year, made up; nothing where it is stored already.
pub async fn pasts(core: &Arc<AppCore>) -> Result<Vec<Past>, FillError> {
    let mut tx = core.read::<LookAtRegions>(Actor::Console, REQUEST).await?;
    let towns = regions::all_towns(&mut tx).await?;
    let prefectures = regions::all_prefectures(&mut tx).await?;
    super::invent(&towns, &prefectures)
}

/// Each survey in one transaction: it is there whole, or not at all.
pub async fn store(core: &Arc<AppCore>, pasts: &[Past], running: &BTreeMap<String, i64>) -> Result<(), FillError> {
    let collected: Timestamp = COLLECTED.parse().map_err(|_| refused("the day of collection"))?;
    for past_survey in pasts {
        let mut tx = core.write::<EditSurveys>(Actor::Console, REQUEST).await?;
        let Some(programme) = programmes::first(&mut tx).await? else { return Ok(()) };
        let definition = past_survey.form.definition().clone();
        if surveys::named(&mut tx, programme, FISCAL_YEAR, &definition.id).await?.is_some() {
            continue;
        }
        let new =
            NewSurvey { programme, definition, opens_on: date(2025, 8, 26), due_on: date(2025, 9, 30), previous: None };
        let survey = actions::create(&mut tx, new).await?;
        actions::open(&mut tx, survey).await?;
        let codes = past_survey.places.iter().map(|(code, ..)| code);
        if past_survey.kind == "coordinator" {
            let arrived = |(key, answers): (&String, &Answers)| Arrived {
                place: key.chars().take(super::coordinators::CODE_DIGITS).collect(),
                answers: answers.clone(),
                state: State::Accepted,
                at: collected,
                person: None,
                remark: String::new(),
            };
            let rows: Vec<Arrived> = codes.zip(&past_survey.answers).map(arrived).collect();
            arrived::take_over(&mut tx, survey, &rows).await?;
        } else {
            let rows: Vec<_> = codes.cloned().zip(past_survey.answers.iter().cloned()).collect();
            for batch in rows.chunks(BATCH) {
                past::load(&mut tx, survey, batch, collected).await?;
            }
        }
        actions::close(&mut tx, survey).await?;
        actions::freeze(&mut tx, survey).await?;
        if let Some(running) = running.get(past_survey.kind) {
            past::follow(&mut tx, *running, survey).await?;
        }
        tx.commit_recorded().await?;
    }
    Ok(())
}
