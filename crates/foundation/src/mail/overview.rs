//! Looking after the outbox: mails that did not leave.

use crate::database::{DatabaseError, Reader, sql};
use crate::permissions::Policy;

/// A mail as the people who run the platform see it: to whom and why not, never what it says.
#[derive(Clone, Debug, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct MailRow {
    pub id: i64,
    pub recipient: String,
    pub subject: String,
    /// `waiting` or `failed`; a failed one is tried again by its job until that is dead.
    pub state: String,
    pub created_at: String,
    pub last_error: Option<String>,
}

/// Mails that failed, or wait since before `since` (a mail usually leaves within seconds).
pub async fn troubled<P: Policy>(
    db: &mut Reader<P>,
    since: crate::Timestamp,
    most: i64,
) -> Result<Vec<MailRow>, DatabaseError> {
    db.all(
        sql("select id, recipient, subject, state, created_at, last_error from mails \
             where state = 'failed' or (state = 'waiting' and created_at < $1) order by id desc limit $2")
        .bind(since)
        .bind(most),
    )
    .await
}
