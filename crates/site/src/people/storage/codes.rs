//! Mailed codes: only fingerprints are kept.

use foundation::database::DatabaseError;
use foundation::{Timestamp, sql};

use crate::people::model::CodeRow;
use crate::permissions::{Reader, Writer};

const COLUMNS: &str = "select id, mail, person_id, code_fingerprint, created_at, expires_at, wrong_tries, used_at \
                       from people_codes ";

pub struct NewCode<'a> {
    /// `sign_in` or `registration`
    pub purpose: &'static str,
    pub mail: &'a str,
    pub person: Option<i64>,
    pub fingerprint: &'a str,
    pub browser_fingerprint: Option<&'a str>,
    pub expires_at: Timestamp,
}

pub async fn insert(db: &mut Writer, code: &NewCode<'_>, now: Timestamp) -> Result<i64, DatabaseError> {
    let (id,): (i64,) = db
        .one(
            sql("insert into people_codes (purpose, mail, person_id, code_fingerprint, browser_fingerprint, \
                 created_at, expires_at, wrong_tries) values ($1, $2, $3, $4, $5, $6, $7, 0) returning id")
            .bind(code.purpose)
            .bind(code.mail)
            .bind(code.person)
            .bind(code.fingerprint)
            .bind(code.browser_fingerprint)
            .bind(now)
            .bind(code.expires_at),
        )
        .await?;
    Ok(id)
}

/// How many sign-in codes were asked for with this address since then, and when the oldest of
/// them was asked for.
pub async fn asked_since(
    db: &mut Reader,
    mail: &str,
    since: Timestamp,
) -> Result<(i64, Option<Timestamp>), DatabaseError> {
    let (count, first): (i64, Option<String>) = db
        .one(
            sql("select count(*), min(created_at) from people_codes where purpose = 'sign_in' and mail = $1 \
                 and created_at > $2")
            .bind(mail)
            .bind(since),
        )
        .await?;
    Ok((count, first.and_then(|at| at.parse().ok())))
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

/// Kills every registration code of an address that was not used yet.
pub async fn void_registrations(db: &mut Writer, mail: &str, now: Timestamp) -> Result<(), DatabaseError> {
    db.execute(
        sql("update people_codes set used_at = $2 where purpose = 'registration' and mail = $1 and used_at is null")
            .bind(mail)
            .bind(now),
    )
    .await?;
    Ok(())
}
