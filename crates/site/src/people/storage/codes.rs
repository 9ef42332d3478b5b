//! Mailed codes: only fingerprints are kept.

use foundation::database::DatabaseError;
use foundation::{Timestamp, sql};

use super::tally;
use crate::people::model::CodeRow;
use crate::people::rules::Tally;
use crate::permissions::{Reader, Writer};

const COLUMNS: &str = "select id, mail, person_id, membership_id, mailed, code_fingerprint, created_at, expires_at, wrong_tries, used_at \
                       from people_codes ";

#[derive(Default)]
pub struct NewCode<'a> {
    /// `sign_in`, `registration`, `request`, `new_mail`
    pub purpose: &'static str,
    pub mail: &'a str,
    pub person: Option<i64>,
    pub membership: Option<i64>,
    /// False: printed.
    pub mailed: bool,
    pub fingerprint: &'a str,
    pub browser_fingerprint: Option<&'a str>,
    pub network: Option<&'a str>,
}

pub async fn insert(
    db: &mut Writer,
    code: &NewCode<'_>,
    now: Timestamp,
    expires_at: Timestamp,
) -> Result<(), DatabaseError> {
    db.execute(
        sql("insert into people_codes (purpose, mail, person_id, membership_id, mailed, code_fingerprint, \
             browser_fingerprint, network, created_at, expires_at, wrong_tries) \
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 0)")
        .bind(code.purpose)
        .bind(code.mail)
        .bind(code.person)
        .bind(code.membership)
        .bind(code.mailed)
        .bind(code.fingerprint)
        .bind(code.browser_fingerprint)
        .bind(code.network)
        .bind(now)
        .bind(expires_at),
    )
    .await?;
    Ok(())
}

/// Whose asking is counted.
#[derive(Clone, Copy)]
pub enum Asked<'a> {
    WithInBrowser(&'a str, &'a str),
    With(&'a str),
    From(&'a str),
}

/// How often a mail was asked for since then. Registration codes are a manager's to send.
pub async fn asked_since(db: &mut Reader, whose: Asked<'_>, since: Timestamp) -> Result<Tally, DatabaseError> {
    let all = sql("select count(*), min(created_at), max(created_at) from people_codes \
                   where purpose <> 'registration' and created_at > $1")
    .bind(since);
    tally(
        db,
        match whose {
            Asked::WithInBrowser(mail, browser) => {
                all.with(" and mail = ", mail).with(" and browser_fingerprint = ", browser)
            }
            Asked::With(mail) => all.with(" and mail = ", mail),
            Asked::From(network) => all.with(" and network = ", network),
        },
    )
    .await
}

/// The address this browser asked with last.
pub async fn latest_of_browser(db: &mut Reader, browser: &str) -> Result<Option<CodeRow>, DatabaseError> {
    db.optional(
        sql(COLUMNS)
            .with("where purpose = 'sign_in' and browser_fingerprint = ", browser)
            .then(" order by id desc limit 1"),
    )
    .await
}

/// Sign-in codes of an address in one browser, newest first. Held until the transaction ends, so
/// that two tries at the same moment count as two.
pub async fn of_browser_held(db: &mut Writer, browser: &str, mail: &str) -> Result<Vec<CodeRow>, DatabaseError> {
    db.execute(
        sql("update people_codes set wrong_tries = wrong_tries where purpose = 'sign_in' \
             and browser_fingerprint = $1 and mail = $2")
        .bind(browser)
        .bind(mail),
    )
    .await?;
    db.all(
        sql(COLUMNS)
            .with("where purpose = 'sign_in' and browser_fingerprint = ", browser)
            .with(" and mail = ", mail)
            .then(" order by id desc limit 50"),
    )
    .await
}

/// Codes for a new mail address that she asked for in this browser, newest first, held likewise.
pub async fn new_mails_held(db: &mut Writer, person: i64, browser: &str) -> Result<Vec<CodeRow>, DatabaseError> {
    db.execute(
        sql("update people_codes set wrong_tries = wrong_tries where purpose = 'new_mail' and person_id = $1")
            .bind(person),
    )
    .await?;
    new_mails(db, person, browser).await
}

/// The same, only looked at.
pub async fn new_mails(db: &mut Reader, person: i64, browser: &str) -> Result<Vec<CodeRow>, DatabaseError> {
    db.all(
        sql(COLUMNS)
            .with("where purpose = 'new_mail' and person_id = ", person)
            .with(" and browser_fingerprint = ", browser)
            .then(" order by id desc limit 50"),
    )
    .await
}

/// Kills every code of this address that was not used yet.
pub async fn void(db: &mut Writer, mail: &str, now: Timestamp) -> Result<(), DatabaseError> {
    db.execute(sql("update people_codes set used_at = $2 where mail = $1 and used_at is null").bind(mail).bind(now))
        .await?;
    Ok(())
}

/// Registration codes of an address, newest first, held likewise.
pub async fn registrations_held(db: &mut Writer, mail: &str) -> Result<Vec<CodeRow>, DatabaseError> {
    db.execute(
        sql("update people_codes set wrong_tries = wrong_tries where purpose = 'registration' and mail = $1")
            .bind(mail),
    )
    .await?;
    db.all(sql(COLUMNS).with("where purpose = 'registration' and mail = ", mail).then(" order by id desc limit 50"))
        .await
}

/// Was this code sent to this address, but for another browser?
pub async fn is_of_other_browser(
    db: &mut Reader,
    mail: &str,
    fingerprint: &str,
    browser: &str,
) -> Result<bool, DatabaseError> {
    Ok(db
        .count(
            sql("select count(*) from people_codes where purpose = 'sign_in' and mail = $1 and code_fingerprint = $2 \
                 and browser_fingerprint <> $3")
            .bind(mail)
            .bind(fingerprint)
            .bind(browser),
        )
        .await?
        > 0)
}

pub async fn count_wrong_try(db: &mut Writer, codes: &[i64]) -> Result<(), DatabaseError> {
    db.execute(
        sql("update people_codes set wrong_tries = wrong_tries + 1 where ").with_list("id in ", codes.iter().copied()),
    )
    .await?;
    Ok(())
}

/// False when somebody was quicker: a code works once.
pub async fn use_up(db: &mut Writer, code: i64, now: Timestamp) -> Result<bool, DatabaseError> {
    let rows = db
        .execute(sql("update people_codes set used_at = $2 where id = $1 and used_at is null").bind(code).bind(now))
        .await?;
    Ok(rows == 1)
}

/// Forgets codes that were over by then.
pub async fn delete_expired(db: &mut Writer, before: Timestamp) -> Result<u64, DatabaseError> {
    db.execute(sql("delete from people_codes where expires_at < $1").bind(before)).await
}

/// Forgets from which network codes were asked for before then.
pub async fn forget_networks(db: &mut Writer, before: Timestamp) -> Result<u64, DatabaseError> {
    db.execute(sql("update people_codes set network = null where network is not null and created_at < $1").bind(before))
        .await
}
