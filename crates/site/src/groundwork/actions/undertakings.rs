//! 既存事業: written, changed, taken out, copied into the next year.

use std::collections::BTreeSet;

use foundation::audit::Entry;
use foundation::permissions::Actor as _;
use serde_json::json;

use super::{GroundworkError, town_within};
use crate::model::{Undertaking, act_label, judgement_label, name_key, run_how_label};
use crate::permissions::{WriteTx, WriteUndertakings};
use crate::rules::{self, MOST_UNDERTAKINGS, Refusal};
use crate::storage::By;
use crate::storage::undertakings as storage;

pub(super) fn told(one: &Undertaking) -> serde_json::Value {
    json!({ "name": one.name, "for_whom": one.for_whom, "scenes": one.scene_labels(), "act": act_label(&one.act), "cost": one.cost, "money": one.money,
        "run_by": one.run_by, "run_how": run_how_label(&one.run_how), "since": one.since, "yields": one.yields, "judgement": judgement_label(&one.judgement),
        "merge_with": one.merge_with, "reason": one.reason, "decided_by": one.decided_by, "decided_on": one.decided_on })
}

/// What holds whoever writes it, and however.
pub(super) fn may_be(one: &Undertaking, today: jiff::civil::Date) -> Result<(), Refusal> {
    rules::decided(&one.decided_by, one.decided_on.as_deref(), today)?;
    if one.judgement == "merge" {
        if one.merge_with.is_empty() {
            return Err(Refusal::MergeWithoutTarget);
        }
        if name_key(&one.merge_with) == name_key(&one.name) {
            return Err(Refusal::MergeWithItself);
        }
    }
    Ok(())
}

/// The other undertakings of the year, while nobody else writes them.
async fn others(
    tx: &mut WriteTx<WriteUndertakings>,
    code: &str,
    year: i64,
) -> Result<Vec<Undertaking>, GroundworkError> {
    storage::lock(tx, code).await?;
    let scope = tx.scope().clone();
    Ok(storage::of_year(tx, &scope, code, year).await?)
}

fn same_name(all: &[Undertaking], one: &Undertaking) -> bool {
    all.iter().any(|other| other.id != one.id && name_key(&other.name) == name_key(&one.name))
}

/// The same form sent again leads to what it made the first time.
pub async fn add(
    tx: &mut WriteTx<WriteUndertakings>,
    new: &Undertaking,
    form_key: &str,
) -> Result<i64, GroundworkError> {
    let town = town_within(tx, &new.municipality_code).await?;
    if let Some(id) = storage::made_by_form(tx, form_key).await? {
        storage::one(tx, &town.code, id).await?.ok_or(GroundworkError::NotFound)?;
        tx.record(Entry::of("undertaking", id).detail(json!({ "what": "sent again" }))).await?;
        return Ok(id);
    }
    may_be(new, tx.core().clock.today()).map_err(GroundworkError::Refused)?;
    let all = others(tx, &town.code, new.fiscal_year).await?;
    if all.len() >= MOST_UNDERTAKINGS {
        return Err(GroundworkError::Refused(Refusal::TooManyUndertakings));
    }
    if same_name(&all, new) {
        return Err(GroundworkError::Refused(Refusal::SameName(new.name.clone())));
    }
    let (at, label) = (tx.core().clock.now(), tx.actor().label());
    let by = By { at, label: &label };
    let id = storage::insert(tx, new, &town.prefecture_code, (form_key, None), &by)
        .await?
        .ok_or(GroundworkError::ListChanged)?;
    let detail = json!({ "what": "added", "town": town.code, "year": new.fiscal_year, "is": told(new) });
    tx.record(Entry::of("undertaking", id).detail(detail)).await?;
    Ok(id)
}

/// New words in the place of revision `revision`.
pub async fn revise(
    tx: &mut WriteTx<WriteUndertakings>,
    new: &Undertaking,
    revision: i64,
) -> Result<(), GroundworkError> {
    may_be(new, tx.core().clock.today()).map_err(GroundworkError::Refused)?;
    let all = others(tx, &new.municipality_code, new.fiscal_year).await?;
    let Some(before) = all.iter().find(|one| one.id == new.id).cloned() else {
        return Err(GroundworkError::UndertakingGone);
    };
    let (at, label) = (tx.core().clock.now(), tx.actor().label());
    if before.revision != revision {
        return Err(GroundworkError::UndertakingChanged(Box::new(before)));
    }
    if same_name(&all, new) {
        return Err(GroundworkError::Refused(Refusal::SameName(new.name.clone())));
    }
    if !storage::update(tx, new, revision, &By { at, label: &label }).await? {
        return Err(GroundworkError::UndertakingChanged(Box::new(before)));
    }
    let detail = json!({ "what": "revised", "was": told(&before), "is": told(new) });
    tx.record(Entry::of("undertaking", new.id).detail(detail)).await?;
    Ok(())
}

/// Takes one out; the audit row keeps what it said.
pub async fn remove(
    tx: &mut WriteTx<WriteUndertakings>,
    code: &str,
    id: i64,
    revision: i64,
) -> Result<Undertaking, GroundworkError> {
    let before = storage::one(tx, code, id).await?.ok_or(GroundworkError::UndertakingGone)?;
    if !storage::remove(tx, id, revision).await? {
        return Err(GroundworkError::UndertakingChanged(Box::new(before)));
    }
    let detail = json!({ "what": "taken out", "town": code, "year": before.fiscal_year, "was": told(&before) });
    tx.record(Entry::of("undertaking", id).detail(detail)).await?;
    Ok(before)
}

/// What became of a copy into the next year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Copied {
    pub new: usize,
    /// Already there under the same name.
    pub there: usize,
}

/// Those picked, into the year after: what they are, not what was decided about them, nor their cost.
pub async fn copy_into_next_year(
    tx: &mut WriteTx<WriteUndertakings>,
    code: &str,
    year: i64,
    picked: &[i64],
) -> Result<Copied, GroundworkError> {
    let town = town_within(tx, code).await?;
    let from = others(tx, code, year).await?;
    let scope = tx.scope().clone();
    let there = storage::of_year(tx, &scope, code, year + 1).await?;
    let mut names: BTreeSet<String> = there.iter().map(|one| name_key(&one.name)).collect();
    let (at, label) = (tx.core().clock.now(), tx.actor().label());
    let by = By { at, label: &label };
    // One that was taken out of the next year again may be copied again.
    let drawn = tx.core().chance.token();
    let mut copied = Copied { new: 0, there: 0 };
    for one in from.iter().filter(|one| picked.contains(&one.id)) {
        if !names.insert(name_key(&one.name)) {
            copied.there += 1;
            continue;
        }
        if there.len() + copied.new >= MOST_UNDERTAKINGS {
            return Err(GroundworkError::Refused(Refusal::TooManyUndertakings));
        }
        let next = Undertaking {
            fiscal_year: year + 1,
            cost: None,
            judgement: String::new(),
            merge_with: String::new(),
            reason: String::new(),
            decided_by: String::new(),
            decided_on: None,
            ..one.clone()
        };
        let key = format!("copy:{drawn}:{}", one.id);
        if storage::insert(tx, &next, &town.prefecture_code, (&key, Some(one.id)), &by).await?.is_some() {
            copied.new += 1;
        }
    }
    let detail = json!({ "what": "copied into the next year", "year": year + 1, "new": copied.new, "already there": copied.there });
    tx.record(Entry::of("groundwork", &town.code).detail(detail)).await?;
    Ok(copied)
}
