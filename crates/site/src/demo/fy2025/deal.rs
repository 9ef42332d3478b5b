//! Which municipality is given which row of answers.
//!
//! The rows (`data/fy2025_municipality_rows.csv`) say a prefecture, three class flags and the outlook on demand (F2),
//! and so do the demonstration's facts of every municipality, which were made from the same rows. Within a prefecture,
//! the municipalities with one combination of flags and outlook are as many as the rows with it: the rows are put
//! into another order (fixed seed) and go, one each, to the municipalities in the order of their codes. So every row
//! has its own municipality, and what the row says of its classes is what the facts say.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::super::draws::Draws;
use super::super::facts;
use super::super::fill::FillError;
use super::{Place, refused};
use crate::regions::register::rows;

const SEED: u64 = 20_250_930;

/// One row of invented answers.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Row {
    pub id: String,
    /// 01–47
    pub prefecture: String,
    /// Three digits: 過疎, 中山間, 小規模.
    pub classes: String,
    /// Option ids of the questionnaire; empty is 無回答.
    pub f2: String,
    pub q1: String,
    pub q2: String,
    pub q4: String,
    /// Eight digits, in the order of the options.
    pub q5: String,
}

/// Prefecture, classes, outlook.
type Kind = (String, String, String);

/// What the questionnaire calls the outlook that the facts call otherwise.
fn outlook(fact: Option<&str>) -> &'static str {
    match fact {
        Some("still_growing") => "growing",
        Some("grows_then_shrinks") => "later",
        Some("shrinking") => "decreasing",
        Some("no_forecast") => "unknown",
        _ => "",
    }
}

/// Every municipality's row, in the order of the municipalities.
pub fn deal(towns: &[Place]) -> Result<Vec<Row>, FillError> {
    let mut waiting: BTreeMap<Kind, Vec<Row>> = BTreeMap::new();
    for row in rows::<Row>(include_str!("../data/fy2025_municipality_rows.csv"))? {
        waiting.entry((row.prefecture.clone(), row.classes.clone(), row.f2.clone())).or_default().push(row);
    }
    let mut draws = Draws(SEED);
    for rows in waiting.values_mut() {
        draws.shuffle(rows);
    }
    let known = facts::classes_and_outlooks()?;
    let mut dealt = Vec::with_capacity(towns.len());
    for (code, ..) in towns {
        let (classes, fact) = known.get(code).ok_or_else(|| refused(format!("{code}: no facts")))?;
        let kind = (code.chars().take(2).collect(), classes.clone(), outlook(fact.as_deref()).to_owned());
        let row = waiting.get_mut(&kind).and_then(Vec::pop);
        dealt.push(row.ok_or_else(|| refused(format!("{code}: no row of answers is left for {kind:?}")))?);
    }
    Ok(dealt)
}
