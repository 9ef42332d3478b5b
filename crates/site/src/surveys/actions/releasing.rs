//! New answers begin to count in what others see: once a day, in batches that tell no single answer.

use std::collections::BTreeMap;

use foundation::audit::Entry;
use serde_json::json;

use super::SurveyError;
use crate::permissions::{Reader, ReleaseAnswers, WriteTx};
use crate::surveys::data_set::{DataSet, Row, Which};
use crate::surveys::model::{SurveyRow, SurveyState};
use crate::surveys::rules::position::{LEAST_IN_A_GROUP, compares};
use crate::surveys::rules::releasing as rules;
use crate::surveys::storage::{self, released};

/// Surveys of bodies that are not final yet.
pub async fn surveys(db: &mut Reader) -> Result<Vec<SurveyRow>, SurveyError> {
    let all = storage::surveys(db, false).await?;
    let running = |survey: &SurveyRow| {
        compares(&survey.respondent) && matches!(survey.state(), SurveyState::Open | SurveyState::Closed)
    };
    Ok(all.into_iter().filter(running).collect())
}

/// The groups in which somebody is shown to others. A block that has fewer than five prefectures is never shown.
fn groups(row: &Row, of_prefectures: bool, blocks: &BTreeMap<String, i64>) -> Vec<String> {
    let block = format!("block:{}", row.block);
    if of_prefectures {
        let least = i64::try_from(LEAST_IN_A_GROUP).unwrap_or(i64::MAX);
        let shown = blocks.get(&row.block).is_some_and(|size| *size >= least);
        return if shown { vec![block] } else { Vec::new() };
    }
    let flags: Vec<&str> = row
        .classes
        .iter()
        .map(|flag| match flag {
            Some(true) => "1",
            Some(false) => "0",
            None => "?",
        })
        .collect();
    let any = if row.classes.contains(&Some(true)) { "any" } else { "none" };
    vec![
        format!("prefecture:{}", row.prefecture_code),
        block,
        format!("class:{}", flags.join("")),
        format!("gaito:{any}"),
        format!("size:{}", row.band.unwrap_or("?")),
    ]
}

/// Releases what may be released today. How many.
pub async fn release(tx: &mut WriteTx<ReleaseAnswers>, survey: &SurveyRow) -> Result<usize, SurveyError> {
    let waiting = released::waiting(tx, survey.id).await?;
    if waiting.len() < LEAST_IN_A_GROUP {
        return Ok(0);
    }
    let blocks: BTreeMap<String, i64> = released::blocks(tx, survey.id).await?.into_iter().collect();
    let set = DataSet::load(tx, survey, Which::Collected).await?;
    let of_prefectures = survey.respondent == "prefecture";
    let waiting: Vec<(i64, Vec<String>)> = waiting
        .into_iter()
        .filter_map(|(id, code)| {
            let row = set.rows().get(set.row_of(&code)?)?;
            Some((id, groups(row, of_prefectures, &blocks)))
        })
        .collect();
    let ids = rules::batch(&waiting);
    if ids.is_empty() {
        return Ok(0);
    }
    let now = tx.core().clock.now();
    let step = released::release(tx, survey.id, &ids, now).await?;
    let detail = json!({ "released": ids.len(), "step": step });
    tx.record(Entry::of("survey", survey.id).detail(detail)).await?;
    Ok(ids.len())
}
