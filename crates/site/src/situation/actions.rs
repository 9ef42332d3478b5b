//! What can be done: the office keeps the list of indicators, a town enters its values. Each leaves its audit row; the page commits.

pub mod catalogue;
pub mod importing;
pub mod prefecture;
pub mod shipped;
pub mod spreading;

use std::collections::{BTreeMap, BTreeSet};

use foundation::audit::Entry;
use foundation::database::DatabaseError;
use foundation::permissions::Actor as _;
use foundation::web::PageError;
use serde_json::json;

use crate::model::{Entered, Indicator, Value};
use crate::permissions::{EditIndicators, EnterValues, Reader, WriteTx, Writer};
use crate::regions::{self, Town};
use crate::rules::{self, Refusal};
use crate::storage::{self, By};

#[derive(Debug, thiserror::Error)]
pub enum SituationError {
    /// There is none, or it is outside the scope.
    #[error("no such thing")]
    NotFound,
    #[error("{}", .0.sentence())]
    Refused(Refusal),
    /// Somebody else saved meanwhile: the indicator as it stands now.
    #[error("changed meanwhile")]
    Changed(Box<Indicator>),
    /// Somebody else entered values meanwhile: these, as they stand now.
    #[error("values changed meanwhile")]
    ValuesChanged(Vec<Value>),
    #[error("the import was decided about")]
    ImportDecided,
    /// Values are not any more what they were when the import was looked at.
    #[error("values changed since the import was looked at")]
    ImportMoved,
    #[error("too many values for one import")]
    TooManyValues,
    #[error(transparent)]
    Database(#[from] DatabaseError),
}

impl From<SituationError> for PageError {
    fn from(error: SituationError) -> Self {
        match error {
            SituationError::NotFound => Self::NotFound,
            SituationError::Refused(refusal) => Self::rule(refusal.sentence()),
            SituationError::Changed(_) | SituationError::ValuesChanged(_) => Self::Changed {
                sentence: "開いているあいだに、ほかの方が変更しました。いまの内容を見てから、もう一度行ってください。"
                    .to_owned(),
            },
            SituationError::ImportDecided => Self::Changed {
                sentence: "この取り込みは、もう決まっています。取り込みの一覧から、いまの様子を見てください。"
                    .to_owned(),
            },
            SituationError::ImportMoved => Self::Changed {
                sentence: "確かめたあとで、ほかの方が値を変えました。もう一度確かめてから取り込んでください。"
                    .to_owned(),
            },
            SituationError::TooManyValues => Self::rule(format!(
                "一度に取り込める値は{}件までです。都道府県や年度で分けて送ってください。",
                crate::shared::number(i64::try_from(crate::import::plan::MOST_VALUES).unwrap_or(i64::MAX))
            )),
            SituationError::Database(error) => error.into(),
        }
    }
}

fn as_text(indicator: &Indicator) -> String {
    serde_json::to_string(indicator).unwrap_or_default()
}

async fn keep_version(tx: &mut Writer, indicator: &Indicator) -> Result<(), DatabaseError> {
    let (at, by) = (tx.core().clock.now(), tx.actor().label());
    storage::put_version(tx, &indicator.id, indicator.revision, at, &by, &as_text(indicator)).await
}

async fn beside_is_there(db: &mut Reader, new: &Indicator) -> Result<(), SituationError> {
    if new.beside.is_empty() {
        return Ok(());
    }
    if new.beside == new.id {
        return Err(SituationError::Refused(Refusal::OnlyItself));
    }
    match storage::indicator(db, &new.beside).await? {
        Some(_) => Ok(()),
        None => Err(SituationError::Refused(Refusal::UnknownBeside(new.beside.clone()))),
    }
}

/// A further indicator, behind the others.
pub async fn add_indicator(tx: &mut WriteTx<EditIndicators>, new: &Indicator) -> Result<(), SituationError> {
    beside_is_there(tx, new).await?;
    let last = storage::indicators(tx, true).await?.last().map_or(0, |last| last.position);
    let new = Indicator { position: last + 1, revision: 1, ..new.clone() };
    let at = tx.core().clock.now();
    if !storage::insert_indicator(tx, &new, at).await? {
        return Err(SituationError::Refused(Refusal::SameId(new.id)));
    }
    keep_version(tx, &new).await?;
    tx.record(Entry::of("indicator", &new.id).detail(json!({ "what": "added", "name": new.name }))).await?;
    Ok(())
}

/// New words in the place of revision `revision`. What it measures stays once somebody entered a value.
pub async fn revise_indicator(
    tx: &mut WriteTx<EditIndicators>,
    id: &str,
    revision: i64,
    new: &Indicator,
) -> Result<(), SituationError> {
    let before = storage::indicator(tx, id).await?.ok_or(SituationError::NotFound)?;
    let mut new = Indicator { id: id.to_owned(), position: before.position, revision: before.revision, ..new.clone() };
    if storage::has_values(tx, id).await? {
        new.measure.clone_from(&before.measure);
        new.per = before.per;
    }
    if new == before {
        tx.record(Entry::of("indicator", id).detail(json!({ "what": "unchanged" }))).await?;
        return Ok(());
    }
    beside_is_there(tx, &new).await?;
    let at = tx.core().clock.now();
    if before.revision != revision || !storage::update_indicator(tx, id, revision, &new, at).await? {
        return Err(SituationError::Changed(Box::new(before)));
    }
    new.revision = revision + 1;
    keep_version(tx, &new).await?;
    let entry = Entry::of("indicator", id)
        .change("name", before.name.as_str(), new.name.as_str())
        .change("verified", before.verified, new.verified)
        .change("retired", before.retired, new.retired);
    tx.record(entry).await?;
    if before.by_population != new.by_population {
        spreading::begin_anew(tx, &new.id).await?;
    }
    Ok(())
}

/// The town, where the scope of who enters reaches it.
pub async fn town_within(db: &mut Reader, code: &str) -> Result<Town, SituationError> {
    let town = regions::town(db, code).await?.ok_or(SituationError::NotFound)?;
    if storage::admits(db.scope(), &town.code, &town.prefecture_code) {
        Ok(town)
    } else {
        Err(SituationError::NotFound)
    }
}

/// Puts values in, all of them or none. Returns how many are new or different.
pub async fn enter(tx: &mut WriteTx<EnterValues>, code: &str, entered: &[Entered]) -> Result<usize, SituationError> {
    let town = town_within(tx, code).await?;
    let known: BTreeMap<String, Indicator> =
        storage::indicators(tx, true).await?.into_iter().map(|i| (i.id.clone(), i)).collect();
    let (at, label) = (tx.core().clock.now(), tx.actor().label());
    let by = By { at, label: &label };
    let (mut changed, mut theirs, mut touched) = (Vec::new(), Vec::new(), BTreeSet::new());
    for one in entered {
        let indicator = known.get(&one.indicator).ok_or(SituationError::NotFound)?;
        rules::may_be(indicator, &one.area, &one.area_name, one.numerator, one.denominator)
            .map_err(SituationError::Refused)?;
        let before = storage::value(tx, code, &one.indicator, &one.area, one.year).await?;
        if before.as_ref().is_some_and(|before| says_the_same(before, one)) {
            continue;
        }
        let kept = match &before {
            None if one.revision == 0 => {
                storage::insert_value(tx, (&town.code, &town.prefecture_code), one, &by).await?
            }
            Some(before) if before.revision == one.revision => storage::update_value(tx, code, one, &by).await?,
            _ => false,
        };
        if !kept {
            // Taken out meanwhile, or entered by somebody this very moment: as it stands, or that it is gone.
            let gone = Value {
                indicator_id: one.indicator.clone(),
                area: one.area.clone(),
                year: one.year,
                ..Value::default()
            };
            let now = storage::value(tx, code, &one.indicator, &one.area, one.year).await?;
            theirs.push(now.unwrap_or(gone));
            continue;
        }
        if one.area.is_empty() {
            touched.insert((one.indicator.clone(), one.year));
        }
        let was = before.map(|before| json!([before.numerator, before.denominator]));
        changed.push(json!({ "indicator": one.indicator, "area": one.area, "year": one.year, "was": was,
            "is": [one.numerator, one.denominator] }));
    }
    if !theirs.is_empty() {
        return Err(SituationError::ValuesChanged(theirs));
    }
    let count = changed.len();
    tx.record(Entry::of("situation", &town.code).detail(json!({ "what": "entered", "values": changed }))).await?;
    spreading::ask(tx, touched).await?;
    Ok(count)
}

/// Many municipalities' values at once, each with code and prefecture; what is there already stays. Returns how many are new.
pub async fn enter_many(
    tx: &mut WriteTx<EnterValues>,
    values: &[(String, String, Entered)],
) -> Result<u64, SituationError> {
    let known: BTreeMap<String, Indicator> =
        storage::indicators(tx, true).await?.into_iter().map(|i| (i.id.clone(), i)).collect();
    let mut touched = BTreeSet::new();
    for (code, prefecture, one) in values {
        let indicator = known.get(&one.indicator).ok_or(SituationError::NotFound)?;
        if !storage::admits(tx.scope(), code, prefecture) {
            return Err(SituationError::NotFound);
        }
        rules::may_be(indicator, &one.area, &one.area_name, one.numerator, one.denominator)
            .map_err(SituationError::Refused)?;
        if one.area.is_empty() {
            touched.insert((one.indicator.clone(), one.year));
        }
    }
    let (at, label) = (tx.core().clock.now(), tx.actor().label());
    let added = storage::insert_values(tx, values, &By { at, label: &label }).await?;
    let detail = json!({ "what": "entered many", "values": values.len(), "new": added });
    tx.record(Entry::of("situation", "many").detail(detail)).await?;
    spreading::ask(tx, touched).await?;
    Ok(added)
}

fn says_the_same(before: &Value, one: &Entered) -> bool {
    (before.numerator, before.denominator) == (one.numerator, one.denominator)
        && (&before.area_name, &before.source, &before.note) == (&one.area_name, &one.source, &one.note)
}

/// Takes a value out; the audit row keeps what it was.
pub async fn remove(
    tx: &mut WriteTx<EnterValues>,
    code: &str,
    (indicator, area, year): (&str, &str, i64),
    revision: i64,
) -> Result<(), SituationError> {
    let town = town_within(tx, code).await?;
    let before = storage::value(tx, code, indicator, area, year).await?.ok_or(SituationError::NotFound)?;
    if !storage::remove_value(tx, code, indicator, area, year, revision).await? {
        return Err(SituationError::ValuesChanged(vec![before]));
    }
    let was = json!([before.numerator, before.denominator]);
    let detail = json!({ "what": "removed", "indicator": indicator, "area": area, "year": year, "was": was });
    tx.record(Entry::of("situation", &town.code).detail(detail)).await?;
    if area.is_empty() {
        spreading::ask(tx, [(indicator.to_owned(), year)]).await?;
    }
    Ok(())
}

/// 該当 (of any of the three classes) or 非該当.
pub fn class_key(any: bool) -> &'static str {
    if any { "any" } else { "none" }
}
