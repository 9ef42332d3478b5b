//! Who has asked or erred too often must wait: the counting; how often is too often stands in the rules.

use foundation::web::PageError;

use crate::people::model::{Asker, PersonRow};
use crate::people::rules::{self, wait_within_hour};
use crate::people::storage::codes::{self, Asked};
use crate::people::storage::sign_ins::{self, Door};
use crate::permissions::Writer;

const HOUR: i64 = 3600;

fn must_wait(wait_seconds: i64) -> Result<(), PageError> {
    if wait_seconds > 0 { Err(PageError::TooOften { wait_seconds }) } else { Ok(()) }
}

/// A browser in which the owner of this address has signed in before. Nobody else can have its name.
async fn is_familiar(db: &mut Writer, asker: &Asker, owner: Option<&PersonRow>) -> Result<bool, PageError> {
    match owner {
        Some(person) => Ok(sign_ins::is_familiar(db, person.id, &asker.fingerprint()).await?),
        None => Ok(false),
    }
}

/// After too many wrong codes: the browser with this address, or the whole network.
pub(super) async fn refuse_while_locked(
    db: &mut Writer,
    mail: &str,
    asker: &Asker,
    owner: Option<&PersonRow>,
) -> Result<(), PageError> {
    let now = db.core().clock.now();
    let since = now.seconds_later(-rules::LOCK_MOST_HOURS * HOUR);
    let own = sign_ins::failures(db, Door::SignIn, &rules::mail_fingerprint(mail), &asker.fingerprint(), since).await?;
    must_wait(rules::locked_for(own, now))?;
    refuse_failing_network(db, asker, owner).await
}

/// After too many wrong registration codes: the browser with this address, or the whole network. Nothing here
/// counts by address alone, unless it cannot be told from where the tries come.
pub(super) async fn refuse_while_guessing(db: &mut Writer, mail: &str, asker: &Asker) -> Result<(), PageError> {
    let now = db.core().clock.now();
    let mail = rules::mail_fingerprint(mail);
    let since = now.seconds_later(-rules::LOCK_MOST_HOURS * HOUR);
    let own = sign_ins::failures(db, Door::Registration, &mail, &asker.fingerprint(), since).await?;
    must_wait(rules::locked_for(own, now))?;
    if asker.network.is_none() {
        let all = sign_ins::failed_registrations(db, &mail, now.seconds_later(-HOUR)).await?;
        must_wait(wait_within_hour(rules::FAILURES_FROM_NOWHERE_PER_HOUR, all, now))?;
    }
    refuse_failing_network(db, asker, None).await
}

/// After too many wrong codes of whatever kind from one network.
async fn refuse_failing_network(db: &mut Writer, asker: &Asker, owner: Option<&PersonRow>) -> Result<(), PageError> {
    let Some(network) = &asker.network else { return Ok(()) };
    let now = db.core().clock.now();
    let failures = sign_ins::failures_from(db, network, now.seconds_later(-HOUR)).await?;
    let wait_seconds = wait_within_hour(rules::FAILURES_PER_NETWORK_AND_HOUR, failures, now);
    if wait_seconds > 0 && !is_familiar(db, asker, owner).await? {
        return must_wait(wait_seconds);
    }
    Ok(())
}

/// Before a code goes to an address somebody signed in says is hers.
pub(super) async fn refuse_too_many_new_mails(db: &mut Writer, person: i64) -> Result<(), PageError> {
    let now = db.core().clock.now();
    let asked = codes::asked_since(db, Asked::NewMailBy(person), now.seconds_later(-HOUR)).await?;
    must_wait(wait_within_hour(rules::NEW_MAILS_PER_HOUR, asked, now))
}

/// Before a mail that a stranger could ask for: to this address from this browser, to this address at all,
/// from this network.
pub(super) async fn refuse_too_many_mails(
    db: &mut Writer,
    mail: &str,
    asker: &Asker,
    owner: Option<&PersonRow>,
) -> Result<(), PageError> {
    let now = db.core().clock.now();
    let since = now.seconds_later(-HOUR);
    let here = codes::asked_since(db, Asked::WithInBrowser(mail, &asker.fingerprint()), since).await?;
    must_wait(wait_within_hour(rules::CODES_PER_HOUR, here, now))?;
    let to_address = codes::asked_since(db, Asked::With(mail), since).await?;
    let mut wait_seconds = wait_within_hour(rules::MAILS_PER_ADDRESS_AND_HOUR, to_address, now);
    if let Some(network) = &asker.network {
        let from_network = codes::asked_since(db, Asked::From(network), since).await?;
        wait_seconds = wait_seconds.max(wait_within_hour(rules::CODES_PER_NETWORK_AND_HOUR, from_network, now));
    }
    if wait_seconds > 0 && !is_familiar(db, asker, owner).await? {
        return must_wait(wait_seconds);
    }
    Ok(())
}
