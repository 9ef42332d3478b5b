//! A coordinator's role: written by the town, agreed to by the town and by who employs her, read and remarked on by herself.

use foundation::audit::Entry;
use foundation::database::DatabaseError;
use foundation::permissions::{Action, Actor as _};
use jiff::civil::Date;
use serde_json::json;

use super::{GroundworkError, town_within};
use crate::model::{Agreement, Role};
use crate::people;
use crate::permissions::{AgreeToRoles, Reader, RemarkOnRoles, Renkei, Scope, WriteRoles, WriteTx};
use crate::rules::{MOST_ROLES, Refusal, Standing};
use crate::storage::By;
use crate::storage::roles as storage;

fn as_text(role: &Role) -> Result<String, DatabaseError> {
    serde_json::to_string(&role.agreed_to()).map_err(|error| DatabaseError::Unreadable(error.to_string()))
}

/// Whose role it is: somebody of this platform with her employer, as they are registered; else as it was typed.
async fn whose(db: &mut Reader, new: &mut Role, before: Option<&Role>) -> Result<(), GroundworkError> {
    let Some(person) = new.person_id else {
        new.employer_id = match (new.direct, new.employer_name.is_empty()) {
            (false, false) => people::organisation_called(db, &new.employer_name).await?,
            _ => None,
        };
        return Ok(());
    };
    // Who wrote for somebody who has left meanwhile may still change the words.
    if let Some(before) =
        before.filter(|before| before.person_id == Some(person) && before.employer_id == new.employer_id)
    {
        new.person_name.clone_from(&before.person_name);
        new.employer_name.clone_from(&before.employer_name);
        new.direct = before.direct;
        return Ok(());
    }
    let serving = people::coordinators_serving(db, &new.municipality_code).await?;
    let found = serving.into_iter().find(|one| one.person == person && Some(one.organisation) == new.employer_id);
    let found = found.ok_or(GroundworkError::Refused(Refusal::UnknownCoordinator))?;
    new.person_name = found.name;
    new.direct = found.direct == 1;
    new.employer_name = if new.direct { String::new() } else { found.organisation_name };
    new.employer_id = Some(found.organisation).filter(|_| !new.direct);
    Ok(())
}

fn may_be(new: &Role) -> Result<(), Refusal> {
    if new.duties.is_empty() && new.own_duties.is_empty() {
        return Err(Refusal::NoDuties);
    }
    match (&new.from_on, &new.review_on) {
        (Some(from), Some(review)) if review < from => Err(Refusal::ReviewBeforeStart),
        _ => Ok(()),
    }
}

/// The same form sent again leads to what it made the first time.
pub async fn begin(tx: &mut WriteTx<WriteRoles>, new: &Role, form_key: &str) -> Result<i64, GroundworkError> {
    let town = town_within(tx, &new.municipality_code).await?;
    if let Some(id) = storage::made_by_form(tx, form_key).await? {
        storage::one(tx, id).await?.ok_or(GroundworkError::NotFound)?;
        tx.record(Entry::of("role", id).detail(json!({ "what": "sent again" }))).await?;
        return Ok(id);
    }
    let mut new = Role { municipality_name: town.name.clone(), version: 1, ..new.clone() };
    whose(tx, &mut new, None).await?;
    may_be(&new).map_err(GroundworkError::Refused)?;
    if storage::count_of(tx, &town.code).await? >= MOST_ROLES {
        return Err(GroundworkError::Refused(Refusal::TooManyRoles));
    }
    let (at, label) = (tx.core().clock.now(), tx.actor().label());
    let by = By { at, label: &label };
    let id =
        storage::insert(tx, &new, &town.prefecture_code, form_key, &by).await?.ok_or(GroundworkError::ListChanged)?;
    storage::put_version(tx, id, 1, &as_text(&Role { id, ..new.clone() })?, &by).await?;
    let detail = json!({ "what": "begun", "town": town.code, "coordinator": new.person_name, "is": told(&new) });
    tx.record(Entry::of("role", id).detail(detail)).await?;
    Ok(id)
}

fn told(role: &Role) -> serde_json::Value {
    json!({ "duties": crate::rules::duties::labels(&role.duties), "own_duties": role.own_duties, "not_duties": role.not_duties, "reports_to": role.reports_to,
        "hours": role.hours, "training": role.training, "cover": role.cover, "from_on": role.from_on, "review_on": role.review_on })
}

/// New words in the place of revision `revision`. Where somebody had agreed, they are a new version, and are agreed to again.
pub async fn revise(tx: &mut WriteTx<WriteRoles>, new: &Role, revision: i64) -> Result<(), GroundworkError> {
    storage::lock(tx, new.id).await?;
    let before = storage::one(tx, new.id).await?.ok_or(GroundworkError::NotFound)?;
    let mut new = Role { version: before.version, ..new.clone() };
    whose(tx, &mut new, Some(&before)).await?;
    may_be(&new).map_err(GroundworkError::Refused)?;
    if before.revision != revision {
        return Err(GroundworkError::RoleChanged(Box::new(before)));
    }
    let agreements = storage::agreements(tx, &[new.id]).await?;
    let differs = before.agreed_to() != Role { employer_id: new.employer_id, ..new.agreed_to() };
    if differs && Standing::of(&before, &agreements).is_begun() {
        new.version += 1;
    }
    let (at, label) = (tx.core().clock.now(), tx.actor().label());
    let by = By { at, label: &label };
    if !storage::update(tx, &new, revision, &by).await? {
        return Err(GroundworkError::RoleChanged(Box::new(before)));
    }
    if differs {
        storage::put_version(tx, new.id, new.version, &as_text(&new)?, &by).await?;
    }
    let what = if new.version > before.version { "new version" } else { "revised" };
    let detail = json!({ "what": what, "number": new.version, "was": told(&before), "is": told(&new) });
    tx.record(Entry::of("role", new.id).detail(detail).change("ended", before.ended, new.ended)).await?;
    Ok(())
}

/// Which side somebody agrees for: her town, or the organisation that employs the coordinator.
pub fn own_side(scope: &Scope, role: &Role) -> Option<&'static str> {
    match scope {
        Scope::All => Some("town"),
        Scope::Municipalities(codes) if codes.contains(&role.municipality_code) => Some("town"),
        Scope::Organisation(own) if role.employer_id == Some(*own) && !role.direct => Some("employer"),
        _ => None,
    }
}

/// In one's own account, to the version one has read.
pub async fn agree(tx: &mut WriteTx<AgreeToRoles>, id: i64, version: i64, office: &str) -> Result<(), GroundworkError> {
    storage::lock(tx, id).await?;
    let role = storage::one(tx, id).await?.ok_or(GroundworkError::NotFound)?;
    let side = own_side(tx.scope(), &role).ok_or(GroundworkError::NotFound)?;
    let today = tx.core().clock.today();
    let organisation = tx.actor().member().map(|member| member.organisation_name.clone()).unwrap_or_default();
    let office = if office.is_empty() { organisation } else { format!("{organisation}　{office}").trim().to_owned() };
    put(tx, &role, version, (side, "account"), today, &office).await
}

/// An agreement on paper, recorded by the town: which office, on which day.
pub async fn record_paper(
    tx: &mut WriteTx<WriteRoles>,
    id: i64,
    version: i64,
    side: &'static str,
    (on, office): (Date, &str),
) -> Result<(), GroundworkError> {
    storage::lock(tx, id).await?;
    let role = storage::one(tx, id).await?.ok_or(GroundworkError::NotFound)?;
    if on > tx.core().clock.today() {
        return Err(GroundworkError::Refused(Refusal::AgreedInFuture));
    }
    put(tx, &role, version, (side, "paper"), on, office).await
}

async fn put<A: Action<Policy = Renkei>>(
    tx: &mut WriteTx<A>,
    role: &Role,
    version: i64,
    (side, way): (&'static str, &'static str),
    on: Date,
    office: &str,
) -> Result<(), GroundworkError> {
    if role.version != version {
        return Err(GroundworkError::Refused(Refusal::OtherVersion));
    }
    if side == "employer" && role.direct {
        return Err(GroundworkError::Refused(Refusal::NothingToAgree));
    }
    let (at, label) = (tx.core().clock.now(), tx.actor().label());
    let new = Agreement {
        role_id: role.id,
        version,
        side: side.to_owned(),
        way: way.to_owned(),
        agreed_on: on.to_string(),
        office: office.to_owned(),
        by_label: label.clone(),
    };
    if !storage::agree(tx, &new, &By { at, label: &label }).await? {
        let side = crate::model::side_label(side).to_owned();
        return Err(GroundworkError::Refused(Refusal::AgreedAlready(side)));
    }
    let detail = json!({ "what": "agreed", "number": version, "side": side, "way": way, "agreed_on": new.agreed_on, "office": office });
    tx.record(Entry::of("role", role.id).detail(detail)).await?;
    Ok(())
}

/// The coordinator's own remark, in the place of an earlier one.
pub async fn remark(tx: &mut WriteTx<RemarkOnRoles>, id: i64, words: &str) -> Result<(), GroundworkError> {
    let role = storage::one(tx, id).await?.ok_or(GroundworkError::NotFound)?;
    let (at, label) = (tx.core().clock.now(), tx.actor().label());
    storage::put_remark(tx, id, words, &By { at, label: &label }).await?;
    tx.record(Entry::of("role", id).detail(json!({ "what": "remarked" })).change("remark", role.remark, words)).await?;
    Ok(())
}
