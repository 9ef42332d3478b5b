//! Who takes part: asked by the lead, answered by the municipality itself.

use foundation::audit::Entry;
use foundation::permissions::Actor as _;
use serde_json::json;

use super::{WideAreaError, led};
use crate::model::Member;
use crate::permissions::{TakePartInWideAreas, WriteTx, WriteWideAreas};
use crate::regions::{DatedTown, dated_towns};
use crate::rules::{self, Refusal};
use crate::shared::day_in_words;
use crate::storage::{self, By};

pub(super) fn not_there(town: &DatedTown) -> Refusal {
    let day = |day: &Option<String>| day.as_deref().map(day_in_words).unwrap_or_default();
    let days = format!("{}〜{}", day(&town.valid_from), day(&town.valid_to));
    Refusal::NotThereThen(town.name.clone(), days)
}

fn days(member: &Member) -> (&str, Option<&str>) {
    (&member.joined_on, member.left_on.as_deref())
}

fn sound(members: &[Member], new: &Member) -> Result<(), WideAreaError> {
    if new.left_on.as_ref().is_some_and(|left| *left < new.joined_on) {
        return Err(WideAreaError::Refused(Refusal::EndsBeforeItBegins));
    }
    let clash = members.iter().any(|other| {
        other.id != new.id && other.municipality_code == new.municipality_code && rules::overlap(days(other), days(new))
    });
    if clash { Err(WideAreaError::Refused(Refusal::Overlaps(new.name.clone()))) } else { Ok(()) }
}

/// Asks municipalities to take part from a day on.
pub async fn ask(
    tx: &mut WriteTx<WriteWideAreas>,
    group: i64,
    codes: &[String],
    from: &str,
) -> Result<(), WideAreaError> {
    let whole = led(tx, group).await?;
    if whole.members.len() + codes.len() > rules::MOST_MEMBERS {
        return Err(WideAreaError::Refused(Refusal::TooManyMembers));
    }
    let towns = dated_towns(tx, codes).await?;
    let mut new = Vec::new();
    for town in towns.iter().filter(|town| codes.contains(&town.code)) {
        if !town.is_there_on(from) {
            return Err(WideAreaError::Refused(not_there(town)));
        }
        let member = Member {
            municipality_code: town.code.clone(),
            name: town.name.clone(),
            joined_on: from.to_owned(),
            answer: "waiting".to_owned(),
            ..Member::default()
        };
        sound(&whole.members, &member)?;
        new.push(member);
    }
    if new.is_empty() {
        return Err(WideAreaError::Refused(Refusal::NoSuchTown));
    }
    let (at, label) = (tx.core().clock.now(), tx.actor().label());
    storage::insert_members(tx, group, &new, &By { at, label: &label }).await?;
    let detail = json!({ "what": "members asked", "members": codes, "joined_on": from });
    tx.record(Entry::of("wide_area", group).detail(detail)).await?;
    Ok(())
}

/// Other days, or where a merged municipality went. More days: it is asked again.
pub async fn revise(
    tx: &mut WriteTx<WriteWideAreas>,
    group: i64,
    revision: i64,
    new: &Member,
) -> Result<(), WideAreaError> {
    let whole = led(tx, group).await?;
    let before = whole.members.iter().find(|one| one.id == new.id).ok_or(WideAreaError::NotFound)?;
    let today = tx.core().clock.today().to_string();
    let is_lead = before.municipality_code == whole.group.lead_code;
    if is_lead && !new.takes_part_on(&today) {
        return Err(WideAreaError::Refused(Refusal::LeadLeaves(before.name.clone())));
    }
    let mut new =
        Member { name: before.name.clone(), municipality_code: before.municipality_code.clone(), ..new.clone() };
    // Which ended has no days after its end.
    if let (Some(ended), Some(_)) = (&before.valid_to, &new.successor_code)
        && new.left_on.is_none()
    {
        new.left_on = Some(ended.clone());
    }
    sound(&whole.members, &new)?;
    if before.valid_from.as_ref().is_some_and(|from| new.joined_on < *from) {
        let town = DatedTown {
            name: before.name.clone(),
            valid_from: before.valid_from.clone(),
            valid_to: before.valid_to.clone(),
            ..DatedTown::default()
        };
        return Err(WideAreaError::Refused(not_there(&town)));
    }
    let asks_again = !is_lead && rules::asks_again(days(before), days(&new)) && before.answer == "confirmed";
    if asks_again {
        "waiting".clone_into(&mut new.answer);
        new.answered_at = None;
        new.answered_by = String::new();
    }
    let (at, label) = (tx.core().clock.now(), tx.actor().label());
    let by = By { at, label: &label };
    if before.revision != revision || !storage::update_member(tx, group, &new, revision, &by).await? {
        return Err(WideAreaError::PartChanged);
    }
    let detail = json!({
        "what": "member changed", "town": before.municipality_code, "asked_again": asks_again,
        "was": [&before.joined_on, before.left_on.as_deref().unwrap_or("")],
        "joined_on": new.joined_on, "left_on": new.left_on, "successor": new.successor_code,
    });
    tx.record(Entry::of("wide_area", group).detail(detail)).await?;
    succeed(tx, group, before, &new).await
}

/// The municipality that took a merged one in is asked from the day after, unless it is in the group already.
async fn succeed(
    tx: &mut WriteTx<WriteWideAreas>,
    group: i64,
    before: &Member,
    new: &Member,
) -> Result<(), WideAreaError> {
    let (Some(successor), Some(ended)) = (&new.successor_code, &before.valid_to) else { return Ok(()) };
    if before.successor_code.as_ref() == Some(successor) {
        return Ok(());
    }
    let from = ended.parse::<jiff::civil::Date>().ok().and_then(|day| day.tomorrow().ok());
    let Some(from) = from.map(|day| day.to_string()) else { return Ok(()) };
    let known = storage::members(tx, group).await?;
    if known.iter().any(|m| m.municipality_code == *successor && m.left_on.as_ref().is_none_or(|left| *left >= from)) {
        return Ok(());
    }
    ask(tx, group, std::slice::from_ref(successor), &from).await
}

/// Takes a row out that was never confirmed.
pub async fn remove(tx: &mut WriteTx<WriteWideAreas>, group: i64, id: i64) -> Result<(), WideAreaError> {
    let whole = led(tx, group).await?;
    let member = whole.members.iter().find(|one| one.id == id).ok_or(WideAreaError::NotFound)?;
    if member.is_confirmed() {
        return Err(WideAreaError::Refused(Refusal::ConfirmedIsNotRemoved(member.name.clone())));
    }
    storage::remove_member(tx, group, id).await?;
    let detail = json!({ "what": "member removed", "town": member.municipality_code, "answer": member.answer });
    tx.record(Entry::of("wide_area", group).detail(detail)).await?;
    Ok(())
}

/// What a municipality's own officer says; only she may say it, and only to what she saw.
pub async fn answer(
    tx: &mut WriteTx<TakePartInWideAreas>,
    group: i64,
    id: i64,
    revision: i64,
    confirmed: bool,
) -> Result<(), WideAreaError> {
    storage::lock(tx, group).await?;
    let whole = super::whole(tx, group).await?.ok_or(WideAreaError::NotFound)?;
    let before = whole.members.iter().find(|one| one.id == id).ok_or(WideAreaError::NotFound)?;
    if !whole.standing.speaks_for(&before.municipality_code) {
        return Err(WideAreaError::NotFound);
    }
    if before.municipality_code == whole.group.lead_code && !confirmed {
        return Err(WideAreaError::Refused(Refusal::LeadLeaves(before.name.clone())));
    }
    let (at, label) = (tx.core().clock.now(), tx.actor().label());
    let new = Member {
        answer: if confirmed { "confirmed" } else { "declined" }.to_owned(),
        answered_at: Some(at.to_string()),
        answered_by: label.clone(),
        ..before.clone()
    };
    if before.revision != revision
        || !storage::update_member(tx, group, &new, revision, &By { at, label: &label }).await?
    {
        return Err(WideAreaError::PartChanged);
    }
    let detail = json!({ "what": "member answered", "town": before.municipality_code, "answer": new.answer });
    tx.record(Entry::of("wide_area", group).detail(detail)).await?;
    Ok(())
}
