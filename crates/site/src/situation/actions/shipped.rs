//! The first set of indicators: put in once; what the office has changed since stays changed. `data/README.md` says what it rests on.

use serde::Deserialize;

use super::{SituationError, keep_version};
use crate::model::Indicator;
use crate::permissions::{EditIndicators, Reader, WriteTx};
use crate::storage;
use foundation::audit::Entry;
use serde_json::json;

#[derive(Debug, thiserror::Error)]
pub enum ShippedError {
    #[error("situation/data/indicators.csv: {0}")]
    List(#[from] csv::Error),
    #[error(transparent)]
    Situation(#[from] SituationError),
    #[error(transparent)]
    Database(#[from] foundation::database::DatabaseError),
}

#[derive(Deserialize)]
struct Row {
    id: String,
    scene: String,
    kind: String,
    name: String,
    meaning: String,
    unit: String,
    direction: String,
    measure: String,
    numerator: String,
    denominator: String,
    per: Option<i64>,
    by_population: String,
    areas: String,
    caution: String,
    beside: String,
    source: String,
    source_code: String,
    verified: String,
}

/// In their order.
pub fn all() -> Result<Vec<Indicator>, csv::Error> {
    let mut reader = csv::Reader::from_reader(include_bytes!("../data/indicators.csv").as_slice());
    let rows: Vec<Row> = reader.deserialize().collect::<Result<_, _>>()?;
    let indicator = |(position, row): (i64, Row)| Indicator {
        id: row.id,
        position,
        scene: row.scene,
        kind: row.kind,
        name: row.name,
        meaning: row.meaning,
        unit: row.unit,
        direction: row.direction,
        measure: row.measure,
        numerator: row.numerator,
        denominator: row.denominator,
        per: row.per.unwrap_or(0),
        by_population: row.by_population == "yes",
        areas: row.areas,
        caution: row.caution,
        beside: row.beside,
        source: row.source,
        source_code: row.source_code,
        verified: row.verified == "yes",
        retired: false,
        revision: 1,
    };
    Ok((1..).zip(rows).map(indicator).collect())
}

/// Those of the set that are not there yet.
pub async fn missing(db: &mut Reader) -> Result<Vec<Indicator>, ShippedError> {
    let there = storage::indicators(db, true).await?;
    Ok(all()?.into_iter().filter(|one| there.iter().all(|known| known.id != one.id)).collect())
}

pub async fn put_in(tx: &mut WriteTx<EditIndicators>, indicators: &[Indicator]) -> Result<(), ShippedError> {
    let at = tx.core().clock.now();
    for indicator in indicators {
        if storage::insert_indicator(tx, indicator, at).await? {
            keep_version(tx, indicator).await?;
        }
    }
    tx.record(Entry::of("indicator", "shipped").detail(json!({ "what": "put in", "count": indicators.len() }))).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{DIRECTIONS, KINDS, LEVELS, MEASURES, scenes};

    #[test]
    fn every_shipped_indicator_is_whole() {
        let all = all().unwrap();
        assert!(all.len() >= 40);
        for one in &all {
            let id = &one.id;
            assert!(scenes().any(|(scene, _)| scene == one.scene), "{id}: scene");
            assert!(KINDS.iter().any(|(kind, ..)| *kind == one.kind), "{id}: kind");
            assert!(DIRECTIONS.iter().any(|(d, _)| *d == one.direction), "{id}: direction");
            assert!(MEASURES.iter().any(|(m, _)| *m == one.measure), "{id}: measure");
            assert!(
                one.levels().count() > 0 && one.levels().all(|l| LEVELS.iter().any(|(k, _)| *k == l)),
                "{id}: areas"
            );
            assert!(
                ![&one.name, &one.meaning, &one.unit, &one.source].iter().any(|text| text.is_empty()),
                "{id}: words"
            );
            assert_eq!(
                one.is_share(),
                one.per > 0 && !one.numerator.is_empty() && !one.denominator.is_empty(),
                "{id}: parts"
            );
            assert!(
                one.beside.is_empty() || all.iter().any(|other| other.id == one.beside && other.id != *id),
                "{id}: beside"
            );
        }
        let ids: std::collections::BTreeSet<&str> = all.iter().map(|one| one.id.as_str()).collect();
        assert_eq!(ids.len(), all.len(), "an id twice");
        for (scene, label) in scenes() {
            assert!(all.iter().any(|one| one.scene == scene), "{label} has an indicator");
        }
        let deaths = all.iter().find(|one| one.id == "home-deaths").unwrap();
        assert!(!deaths.beside.is_empty() && !deaths.caution.is_empty(), "never alone");
    }
}
