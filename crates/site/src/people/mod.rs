//! Organisations, persons, memberships with dates; sign-in by mailed code; who is signed in.
//! Everything about being somebody here. Not here: what somebody may do (`permissions`).

pub mod model;
pub(crate) mod storage;

use std::collections::BTreeMap;
use std::sync::Arc;

use foundation::database::{Connection, DatabaseError};

use crate::permissions::{Actor, AppCore, Reader};

/// Whose session is this? Asked once per request that carries a session cookie.
pub async fn identify(core: &Arc<AppCore>, db: &mut Connection, session: &str) -> Result<Option<Actor>, DatabaseError> {
    let now = core.clock.now();
    let idle_since = now.seconds_later(-core.settings.sign_in.idle_hours * 3600);
    let member = storage::member_of_session(db, session, now, idle_since, core.clock.today()).await?;
    Ok(member.map(|m| Actor::Person(Arc::new(m))))
}

/// Names of organisations by number, for features that keep only the number.
pub async fn organisation_names(db: &mut Reader, ids: &[i64]) -> Result<BTreeMap<i64, String>, DatabaseError> {
    Ok(storage::organisation_names(db, ids).await?.into_iter().collect())
}

/// The organisations of a kind that exist today, in the order of their kana.
pub async fn organisations_of_kind(db: &mut Reader, kind: &str) -> Result<Vec<(i64, String)>, DatabaseError> {
    let today = db.core().clock.today();
    storage::organisations_of_kind(db, kind, today).await
}
