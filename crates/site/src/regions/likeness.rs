//! Towns like mine, for every feature that asks: how like, factor by factor, with the figures' day and source.

use std::sync::Arc;

use foundation::database::DatabaseError;
use jiff::civil::Date;

use crate::permissions::Reader;
use crate::regions::model::DatedFact;
use crate::regions::rules::alike;
use crate::regions::rules::similar::{self, FACTORS, Profile, UNKNOWN, Weights};
use crate::regions::storage;
use crate::shared::day_in_words;

/// The node's copy of every municipality's profile, as of the register's number and the day.
#[derive(Default)]
struct Everyone {
    as_of: Option<(i64, Date)>,
    all: Arc<Vec<Profile>>,
}

/// Every municipality of today, by code. One small statement while the register stays as it is.
pub(super) async fn everyone(db: &mut Reader) -> Result<Arc<Vec<Profile>>, DatabaseError> {
    let shared = db.core().settings.copies.of::<Everyone>();
    let now = storage::similar::as_of(db).await?;
    if let Some(known) = shared.look(|copy| (copy.as_of == Some(now)).then(|| Arc::clone(&copy.all))) {
        return Ok(known);
    }
    let all = Arc::new(storage::similar::profiles(db, None).await?);
    shared.change(|copy| *copy = Everyone { as_of: Some(now), all: Arc::clone(&all) });
    Ok(all)
}

/// What stands on one side of a factor.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Side {
    pub words: String,
    /// 「令和7年4月1日時点、住民基本台帳」; empty where nothing is known.
    pub note: String,
    pub fictitious: bool,
}

impl Side {
    pub fn is_unknown(&self) -> bool {
        self.words == UNKNOWN
    }
}

/// One factor of two municipalities beside each other.
#[derive(Clone, Debug, PartialEq)]
pub struct Compared {
    pub id: &'static str,
    pub label: &'static str,
    pub own: Side,
    pub other: Side,
    /// In words; `None` where a fact is missing on either side.
    pub difference: Option<String>,
    /// 0 as far apart as can be, 1 the same; `None` where a fact is missing.
    pub closeness: Option<f64>,
}

/// A municipality beside another.
#[derive(Clone, Debug, PartialEq)]
pub struct Neighbour {
    pub code: String,
    pub name: String,
    pub prefecture_name: String,
    /// 0 to 1 by the weights; `None` where too little is known.
    pub likeness: Option<f64>,
    pub factors: Vec<Compared>,
}

impl Neighbour {
    /// 山口県柳井市
    pub fn label(&self) -> String {
        format!("{}{}", self.prefecture_name, self.name)
    }
}

fn side(words: String, code: &str, keys: &[&str], facts: &[DatedFact]) -> Side {
    let own = facts.iter().filter(|fact| fact.municipality_code == code && keys.contains(&fact.key.as_str()));
    let own: Vec<&DatedFact> = own.collect();
    let mut notes: Vec<String> = Vec::new();
    for fact in &own {
        let note = format!("{}時点、{}", day_in_words(&fact.as_of), fact.source);
        if !notes.contains(&note) {
            notes.push(note);
        }
    }
    let unknown = words == UNKNOWN;
    Side {
        words,
        note: if unknown { String::new() } else { notes.join("。") },
        fictitious: !unknown && own.iter().any(|fact| fact.fictitious),
    }
}

fn beside(own: &Profile, other: &Profile, weights: &Weights, facts: &[DatedFact]) -> Neighbour {
    let factors = similar::factors(own, other);
    let differences = similar::differences(own, other);
    let compared =
        factors.into_iter().zip(differences).zip(FACTORS).map(|((factor, difference), (.., keys))| Compared {
            id: factor.id,
            label: factor.label,
            own: side(factor.own, &own.code, keys, facts),
            other: side(factor.other, &other.code, keys, facts),
            difference,
            closeness: factor.closeness,
        });
    Neighbour {
        code: other.code.clone(),
        name: other.name.clone(),
        prefecture_name: other.prefecture_name.clone(),
        likeness: similar::likeness(own, other, weights),
        factors: compared.collect(),
    }
}

/// One municipality beside another; `None` where either is none of today's. Two statements.
pub async fn compared(db: &mut Reader, own: &str, other: &str) -> Result<Option<Neighbour>, DatabaseError> {
    let codes = [own.to_owned(), other.to_owned()];
    let profiles = storage::similar::profiles(db, Some(&codes)).await?;
    let find = |code: &str| profiles.iter().find(|profile| profile.code == code);
    let (Some(own), Some(other)) = (find(own), find(other)) else { return Ok(None) };
    let facts = storage::similar::facts_of(db, &codes).await?;
    Ok(Some(beside(own, other, &Weights::default(), &facts)))
}

/// The `most` municipalities most like this one, the nearest first; only those `among` lets in. Two statements.
pub async fn nearest(
    db: &mut Reader,
    code: &str,
    most: usize,
    weights: &Weights,
    among: impl Fn(&str) -> bool,
) -> Result<Vec<Neighbour>, DatabaseError> {
    let all = everyone(db).await?;
    let Some(own) = all.iter().find(|profile| profile.code == code) else { return Ok(Vec::new()) };
    let found = similar::by_likeness(own, &all, weights);
    let found: Vec<&Profile> =
        found.into_iter().map(|(other, _)| other).filter(|o| among(&o.code)).take(most).collect();
    let codes: Vec<String> =
        found.iter().map(|other| other.code.clone()).chain(std::iter::once(code.to_owned())).collect();
    let facts = storage::similar::facts_of(db, &codes).await?;
    Ok(found.into_iter().map(|other| beside(own, other, weights, &facts)).collect())
}

/// Municipalities that are alike, as pages tell them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AlikeTowns {
    /// Code and name, by code.
    pub towns: Vec<(String, String)>,
    /// 「78.3」: the least alike two of them, in percent.
    pub least: String,
    /// Label of the factor, what is found in the group.
    pub factors: Vec<(&'static str, String)>,
}

/// The municipalities of a place in groups of likeness; who is like no other, and of whom too little is known: code and name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AlikeGroups {
    pub groups: Vec<AlikeTowns>,
    pub alone: Vec<(String, String)>,
    pub unknown: Vec<(String, String)>,
}

/// These municipalities put together by likeness (rule `regions.alike`). One statement.
pub async fn groups_among(db: &mut Reader, codes: &[String]) -> Result<AlikeGroups, DatabaseError> {
    let all = storage::similar::profiles(db, Some(codes)).await?;
    let found = alike::groups(&all, &Weights::default(), alike::LEAST_ALIKE);
    let named = |of: &[usize]| of.iter().map(|at| (all[*at].code.clone(), all[*at].name.clone())).collect();
    let group = |one: &alike::Alike| AlikeTowns {
        towns: named(&one.members),
        least: format!("{}.{}", one.least / 10, one.least % 10),
        factors: one.factors.clone(),
    };
    Ok(AlikeGroups {
        groups: found.together.iter().map(group).collect(),
        alone: named(&found.alone),
        unknown: named(&found.unknown),
    })
}

/// How like each of these municipalities is to one, by code; those of which too little is known are left out. One statement.
pub async fn likeness_of(
    db: &mut Reader,
    own: &str,
    others: &[String],
    weights: &Weights,
) -> Result<Vec<(String, f64)>, DatabaseError> {
    let codes: Vec<String> = others.iter().cloned().chain(std::iter::once(own.to_owned())).collect();
    let profiles = storage::similar::profiles(db, Some(&codes)).await?;
    let Some(own) = profiles.iter().find(|profile| profile.code == own) else { return Ok(Vec::new()) };
    // A case of the town itself is as near as can be.
    let each = profiles.iter().filter_map(|other| Some((other.code.clone(), similar::likeness(own, other, weights)?)));
    Ok(each.collect())
}
