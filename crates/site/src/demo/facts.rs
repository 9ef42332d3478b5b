//! Invented facts of real municipalities: population, ageing, classes, resources, areas. They are made so that
//! the published counts come out (該当／非該当 per prefecture, the class totals), and every one of
//! them is stored as fictitious. `data/invent_facts.py` and
//! `data/invent_resources.py` made the files.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::regions::actions::Source;
use crate::regions::register::{Area, Fact, rows};

#[derive(Deserialize)]
struct FactRow {
    code: String,
    kaso: i64,
    chusankan: i64,
    shokibo: i64,
    population: i64,
    age65: i64,
    age75: i64,
    age85: i64,
    demand2040: Option<String>,
    secondary_area: String,
    home_care_area: String,
    health_centre_area: String,
}

#[derive(Deserialize)]
struct ResourceRow {
    code: String,
    island: i64,
    mountain: i64,
    clinics: Option<i64>,
    stations: Option<i64>,
}

#[derive(Deserialize)]
struct AreaRow {
    id: String,
    kind: String,
    name: String,
    prefecture_code: String,
}

const AS_OF: &str = "2025-04-01";

pub fn source() -> Source {
    Source { title: "デモ用に作った数字".to_owned(), fictitious: true }
}

pub fn invented() -> Result<(Vec<Area>, Vec<Fact>), csv::Error> {
    let rows_of_facts: Vec<FactRow> = rows(include_str!("data/municipality_facts.csv"))?;
    let rows_of_areas: Vec<AreaRow> = rows(include_str!("data/areas.csv"))?;
    let areas = rows_of_areas
        .into_iter()
        .map(|area| {
            let members = rows_of_facts
                .iter()
                .filter(|f| [&f.secondary_area, &f.home_care_area, &f.health_centre_area].contains(&&area.id))
                .map(|f| f.code.clone())
                .collect();
            Area { id: area.id, kind: area.kind, name: area.name, prefecture_code: area.prefecture_code, members }
        })
        .collect();
    let mut facts = Vec::with_capacity(rows_of_facts.len() * 8);
    for row in rows_of_facts {
        let amounts = [
            ("population", row.population),
            ("age65", row.age65),
            ("age75", row.age75),
            ("age85", row.age85),
            ("kaso", row.kaso),
            ("chusankan", row.chusankan),
            ("shokibo", row.shokibo),
        ];
        for (key, amount) in amounts {
            facts.push(Fact {
                code: row.code.clone(),
                key,
                as_of: AS_OF.to_owned(),
                amount: Some(amount),
                words: None,
            });
        }
        if let Some(demand) = row.demand2040 {
            facts.push(Fact {
                code: row.code,
                key: "demand2040",
                as_of: AS_OF.to_owned(),
                amount: None,
                words: Some(demand),
            });
        }
    }
    for row in rows::<ResourceRow>(include_str!("data/municipality_resources.csv"))? {
        let amounts = [
            ("island", Some(row.island)),
            ("mountain", Some(row.mountain)),
            ("clinics", row.clinics),
            ("stations", row.stations),
        ];
        for (key, amount) in amounts.into_iter().filter(|(_, amount)| amount.is_some()) {
            facts.push(Fact { code: row.code.clone(), key, as_of: AS_OF.to_owned(), amount, words: None });
        }
    }
    Ok((areas, facts))
}

/// Per municipality its three flags as digits and its outlook on demand: what rows of answers are dealt by.
pub fn classes_and_outlooks() -> Result<BTreeMap<String, (String, Option<String>)>, csv::Error> {
    let all: Vec<FactRow> = rows(include_str!("data/municipality_facts.csv"))?;
    let known = |row: FactRow| (row.code, (format!("{}{}{}", row.kaso, row.chusankan, row.shokibo), row.demand2040));
    Ok(all.into_iter().map(known).collect())
}

pub fn populations() -> Result<BTreeMap<String, u64>, csv::Error> {
    let all: Vec<FactRow> = rows(include_str!("data/municipality_facts.csv"))?;
    Ok(all.into_iter().map(|row| (row.code, u64::try_from(row.population).unwrap_or(0))).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The published totals (REQ-032) come out of the invented rows.
    #[test]
    fn the_class_totals_are_the_published_ones() {
        let (_, facts) = invented().unwrap();
        let flags =
            |key: &str| -> Vec<bool> { facts.iter().filter(|f| f.key == key).map(|f| f.amount == Some(1)).collect() };
        let (kaso, chusankan, shokibo) = (flags("kaso"), flags("chusankan"), flags("shokibo"));
        let count = |flags: &[bool]| flags.iter().filter(|f| **f).count();
        assert_eq!([count(&kaso), count(&chusankan), count(&shokibo)], [633, 612, 457]);
        let mut combinations = std::collections::BTreeMap::new();
        for ((a, b), c) in kaso.iter().zip(&chusankan).zip(&shokibo) {
            *combinations.entry((*a, *b, *c)).or_insert(0) += 1;
        }
        let mut counts: Vec<i32> = combinations.values().copied().collect();
        counts.sort_unstable();
        assert_eq!(counts, [30, 62, 146, 155, 166, 197, 219, 766]);
    }

    #[test]
    fn small_means_under_ten_thousand() {
        let (_, facts) = invented().unwrap();
        for pair in facts.iter().filter(|f| f.key == "population").zip(facts.iter().filter(|f| f.key == "shokibo")) {
            assert_eq!(pair.0.amount < Some(10_000), pair.1.amount == Some(1), "{}", pair.0.code);
        }
    }
}
