//! Organisations, persons, memberships with dates; sign-in by mailed code; who is signed in.
//! Everything about being somebody here. Not here: what somebody may do (`permissions`).

pub mod actions;
mod forms;
pub mod jobs;
pub mod model;
mod pages;
pub mod rules;
pub mod storage;
mod views;

use std::collections::BTreeMap;
use std::sync::Arc;

use foundation::database::{Connection, DatabaseError};
use foundation::permissions::Known;

use crate::permissions::{Actor, AppCore, DecideRegistration, LookAtOrganisations, Reader, Routes, reach_of};

pub use pages::{BROWSER_SECONDS, asker_of, sign_in_reply};
pub use rules::RULES;

/// What anybody may send without being somebody: a few short fields. (Forms are held in memory, and many strangers
/// may send one at the same time.)
const STRANGERS_FORM_BYTES: usize = 16 << 10;

pub fn routes(routes: &mut Routes) {
    routes.get("/sign-in", pages::sign_in::get);
    routes.post_up_to("/sign-in", STRANGERS_FORM_BYTES, pages::sign_in::post);
    routes.get("/sign-in/code", pages::code::get);
    routes.post_up_to("/sign-in/code", STRANGERS_FORM_BYTES, pages::code::post);
    routes.post_up_to("/sign-out", STRANGERS_FORM_BYTES, pages::sign_out::post);
    routes.get("/account", pages::account::get);
    routes.get("/account/profile", pages::profile::get);
    routes.post("/account/profile", pages::profile::post);
    routes.get("/account/mail", pages::mail::get);
    routes.post("/account/mail", pages::mail::post);
    routes.get("/account/mail/code", pages::mail::code);
    routes.post("/account/mail/code", pages::mail::confirm);
    routes.get("/account/membership", pages::membership::get);
    routes.post("/account/membership", pages::membership::post);
    routes.post("/account/sessions/end", pages::account::end_session);
    routes.post("/account/invitations", pages::account::answer);
    routes.get("/register", pages::register::get);
    routes.post_up_to("/register", STRANGERS_FORM_BYTES, pages::register::post);
    routes.get("/register/request", pages::request::get);
    routes.post_up_to("/register/request", STRANGERS_FORM_BYTES, pages::request::post);
    routes.get("/register/requested", pages::request::done);
    routes.get("/registrations", pages::registrations::get);
    routes.post("/registrations/approve", pages::registrations::approve);
    routes.post("/registrations/refuse", pages::registrations::refuse);
    routes.get("/organisations", pages::organisations::get);
    routes.get("/organisations/new", pages::organisation_form::get);
    routes.post("/organisations/new", pages::organisation_form::post);
    routes.get("/organisations/{organisation}", pages::organisation::get);
    routes.get("/organisations/{organisation}/invite", pages::invite::get);
    routes.post("/organisations/{organisation}/invite", pages::invite::post);
    routes.post("/organisations/{organisation}/invite-again", pages::invite::again);
    routes.post("/organisations/{organisation}/code-sheet", pages::invite::code_sheet);
    routes.get("/organisations/{organisation}/end-membership", pages::end_membership::get);
    routes.post("/organisations/{organisation}/end-membership", pages::end_membership::post);
    routes.get("/organisations/{organisation}/sign-ins", pages::sign_ins::get);
    routes.get("/lists", pages::lists::get);
    routes.post("/lists/add", pages::lists::add);
    routes.post("/lists/rename", pages::lists::rename);
    routes.post("/lists/end", pages::lists::end);
}

/// Whose session is this? Asked once per request that carries a session cookie.
pub async fn identify(
    core: &Arc<AppCore>,
    db: &mut Connection,
    session: &str,
) -> Result<Option<Known<Actor>>, DatabaseError> {
    let now = core.clock.now();
    let idle_since = now.seconds_later(-core.settings.sign_in.idle_hours * 3600);
    let found = storage::sessions::member_of_session(db, session, now, idle_since, core.clock.today()).await?;
    Ok(found.map(|(member, last_seen)| {
        let fresh = last_seen.is_some_and(|seen| now.seconds_since(seen) < rules::SEEN_EVERY_MINUTES * 60);
        let note = (!fresh).then(|| storage::sessions::seen(member.session, now));
        Known { actor: Actor::Person(Arc::new(member)), note }
    }))
}

/// Requests to join that wait for the person who asks, by organisation, her own first; empty for who may not
/// decide. Whatever the permission in hand, the reach is that of deciding. One query.
pub async fn waiting_registrations(db: &mut Reader) -> Result<Vec<model::WaitingRegistrations>, DatabaseError> {
    let Some(scope) = reach_of::<DecideRegistration>(db.actor()) else { return Ok(Vec::new()) };
    let own = db.actor().member().map(|m| m.organisation);
    storage::registrations::counts(db, &scope, own).await
}

/// What may be chosen today from a controlled list (`organisation_kinds`, `professions`,
/// `affiliations`): ids and names in order.
pub async fn choices(db: &mut Connection, list: &str, core: &AppCore) -> Result<Vec<(String, String)>, DatabaseError> {
    storage::lists::offered(db, list, core.clock.today()).await
}

/// The person with this address. For the demonstration's one-click sign-in.
pub async fn person_with_mail(db: &mut Reader, mail: &str) -> Result<Option<i64>, DatabaseError> {
    Ok(storage::persons::by_mail(db, mail).await?.map(|p| p.id))
}

/// Names of persons by number, for the record of what was done. Only for who may read that.
pub async fn person_names(db: &mut Reader, ids: &[i64]) -> Result<BTreeMap<i64, String>, DatabaseError> {
    Ok(storage::persons::names(db, ids).await?.into_iter().collect())
}

/// Names of organisations by number, for features that keep only the number.
pub async fn organisation_names(db: &mut Reader, ids: &[i64]) -> Result<BTreeMap<i64, String>, DatabaseError> {
    Ok(storage::organisations::names(db, ids).await?.into_iter().collect())
}

/// The organisations of a kind that exist today, in the order of their kana.
pub async fn organisations_of_kind(db: &mut Reader, kind: &str) -> Result<Vec<(i64, String)>, DatabaseError> {
    let today = db.core().clock.today();
    storage::organisations::existing_of_kind(db, kind, today).await
}

/// How many organisations of a kind there are.
pub async fn count_of_kind(db: &mut Reader, kind: &str) -> Result<i64, DatabaseError> {
    storage::organisations::of_kind(db, kind).await
}

/// The organisation of a kind that governs a place (a municipality, a prefecture, a bureau).
pub async fn organisation_at(db: &mut Reader, kind: &str, place: &str) -> Result<Option<i64>, DatabaseError> {
    storage::organisations::find(db, kind, place).await
}

/// The code of the municipality or prefecture that an organisation governs; `None` for every other.
pub async fn place_governed_by(db: &mut Reader, organisation: i64) -> Result<Option<String>, DatabaseError> {
    storage::organisations::place_governed_by(db, organisation).await
}

/// The organisation of a kind with exactly this name.
pub async fn organisation_named(db: &mut Reader, kind: &str, name: &str) -> Result<Option<i64>, DatabaseError> {
    storage::organisations::named(db, kind, name).await
}

/// The active people who are in an organisation today in one of these roles, with their addresses: for
/// letters about their work.
pub async fn addresses(
    db: &mut Reader,
    organisation: i64,
    roles: &[&'static str],
) -> Result<Vec<(i64, String)>, DatabaseError> {
    let today = db.core().clock.today();
    let people = storage::registrations::people_in_roles(db, Some(organisation), roles, today).await?;
    Ok(people.into_iter().map(|(id, _, mail)| (id, mail)).collect())
}

/// The address of one active person.
pub async fn address_of(db: &mut Reader, person: i64) -> Result<Option<String>, DatabaseError> {
    Ok(storage::persons::by_id(db, person).await?.filter(|p| p.state == "active").map(|p| p.mail))
}

/// The coordinators who serve a municipality today, or are in its own organisation: whom a town writes a role for.
pub async fn coordinators_serving(db: &mut Reader, code: &str) -> Result<Vec<model::Coordinating>, DatabaseError> {
    let today = db.core().clock.today();
    storage::memberships::coordinators_serving(db, code, today).await
}

/// The organisation with exactly this name, of whatever kind.
pub async fn organisation_called(db: &mut Reader, name: &str) -> Result<Option<i64>, DatabaseError> {
    storage::organisations::called(db, name).await
}

/// A mail address as people type it → as it is kept; `None` where it is none.
pub fn mail_address(typed: &str) -> Option<String> {
    forms::mail_address(typed)
}

/// The memberships in which the active person with this address may act today; none where nobody has it. Not to be told to whoever
/// typed the address.
pub async fn memberships_with_mail(db: &mut Reader, mail: &str) -> Result<Vec<(i64, i64)>, DatabaseError> {
    let today = db.core().clock.today();
    let Some(person) = storage::persons::by_mail(db, mail).await?.filter(|person| person.state == "active") else {
        return Ok(Vec::new());
    };
    let found = storage::memberships::valid_of_person(db, person.id, today).await?;
    Ok(found.into_iter().map(|one| (one.id, one.organisation_id)).collect())
}

/// The people of other organisations whom the reader may see, as far as `most`: membership, name, organisation.
pub async fn people_in_sight(db: &mut Reader, most: i64) -> Result<Vec<(i64, String, String)>, DatabaseError> {
    let Some(scope) = reach_of::<LookAtOrganisations>(db.actor()) else { return Ok(Vec::new()) };
    let today = db.core().clock.today();
    storage::memberships::in_sight(db, &scope, today, most).await
}

/// The address of the active person behind a membership of today.
pub async fn address_of_membership(db: &mut Reader, membership: i64) -> Result<Option<String>, DatabaseError> {
    let today = db.core().clock.today();
    storage::memberships::address(db, membership, today).await
}

/// The organisations with exactly this name, or at this code, that anybody may name: authorities of the register, and those the reader
/// may see. Number, name with its prefecture.
pub async fn organisations_to_name(db: &mut Reader, typed: &str) -> Result<Vec<(i64, String)>, DatabaseError> {
    let Some(scope) = reach_of::<LookAtOrganisations>(db.actor()) else { return Ok(Vec::new()) };
    let today = db.core().clock.today();
    storage::organisations::to_name(db, &scope, typed, today).await
}
