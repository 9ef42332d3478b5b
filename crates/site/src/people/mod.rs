//! Organisations, persons, memberships with dates; sign-in by mailed code; who is signed in.
//! Everything about being somebody here. Not here: what somebody may do (`permissions`).

pub mod model;
pub(crate) mod storage;

use std::sync::Arc;

use foundation::database::{Connection, DatabaseError};

use crate::permissions::{Actor, AppCore};

/// Whose session is this? Asked once per request that carries a session cookie.
pub async fn identify(core: &Arc<AppCore>, db: &mut Connection, session: &str) -> Result<Option<Actor>, DatabaseError> {
    let now = core.clock.now();
    let idle_since = now.seconds_later(-core.settings.sign_in.idle_hours * 3600);
    let member = storage::member_of_session(db, session, now, idle_since, core.clock.today()).await?;
    Ok(member.map(|m| Actor::Person(Arc::new(m))))
}
