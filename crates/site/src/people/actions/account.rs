//! What somebody does about her own account.

use foundation::audit::Entry;
use foundation::web::PageError;
use serde_json::json;

use crate::people::storage::{memberships, sessions};
use crate::permissions::{ChangeAccount, WriteTx};

/// From now on, this session acts in another of her memberships (立場).
pub async fn choose_membership(mut tx: WriteTx<ChangeAccount>, membership: i64) -> Result<(), PageError> {
    let Some(member) = tx.actor().member().cloned() else { return Err(PageError::SignIn) };
    let today = tx.core().clock.today();
    let valid = memberships::valid_of_person(&mut tx, member.person, today).await?;
    if !valid.iter().any(|m| m.id == membership) {
        return Err(PageError::NotFound);
    }
    sessions::set_membership(&mut tx, member.session, membership).await?;
    let detail = json!({"from": member.membership, "to": membership});
    tx.commit(Entry::of("session", member.session).detail(detail)).await?;
    Ok(())
}

/// Ends one of her sessions, or every other one than this.
pub async fn end_sessions(mut tx: WriteTx<ChangeAccount>, which: Option<i64>) -> Result<(), PageError> {
    let Some(member) = tx.actor().member().cloned() else { return Err(PageError::SignIn) };
    let now = tx.core().clock.now();
    match which {
        Some(session) => {
            if !sessions::end(&mut tx, member.person, session, now).await? {
                return Err(PageError::NotFound);
            }
            tx.commit(Entry::of("session", session)).await?;
        }
        None => {
            let count = sessions::end_others(&mut tx, member.person, member.session, now).await?;
            tx.commit(Entry::of("person", member.person).detail(json!({"sessions_ended": count}))).await?;
        }
    }
    Ok(())
}
