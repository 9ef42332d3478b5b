//! SQL of the codes that were typed: what the limits are counted from.

use foundation::database::DatabaseError;
use foundation::{Sql, Timestamp, sql};

use crate::people::model::Asker;
use crate::people::rules::Tally;
use crate::permissions::{Reader, Writer};

pub async fn insert_try(
    db: &mut Writer,
    asker: &Asker,
    outcome: &'static str,
    link: Option<i64>,
    now: Timestamp,
) -> Result<(), DatabaseError> {
    db.execute(
        sql("insert into surveys_code_tries (at, browser_fingerprint, network, outcome, link_id) \
             values ($1, $2, $3, $4, $5)")
        .bind(now)
        .bind(asker.fingerprint())
        .bind(asker.network.as_deref())
        .bind(outcome)
        .bind(link),
    )
    .await
    .map(drop)
}

async fn tally(db: &mut Reader, query: Sql) -> Result<Tally, DatabaseError> {
    let (count, first, last): (i64, Option<String>, Option<String>) = db.one(query).await?;
    let at = |text: Option<String>| text.and_then(|text| text.parse().ok());
    Ok(Tally { count, first: at(first), last: at(last) })
}

const TALLY: &str = "select count(*), min(at), max(at) from surveys_code_tries where ";

/// Wrong codes in this browser since then. A good one in between forgives none: whoever holds one code could else guess
/// at the others for ever.
pub async fn failures(db: &mut Reader, browser: &str, since: Timestamp) -> Result<Tally, DatabaseError> {
    let query = sql(TALLY).with("browser_fingerprint = ", browser).with(" and at > ", since);
    tally(db, query.then(" and outcome = 'wrong'")).await
}

/// Wrong codes from a network since then; who cannot be placed is a network of its own.
pub async fn failures_from(db: &mut Reader, network: Option<&str>, since: Timestamp) -> Result<Tally, DatabaseError> {
    let query = match network {
        Some(network) => sql(TALLY).with("network = ", network),
        None => sql(TALLY).then("network is null"),
    };
    tally(db, query.with(" and at > ", since).then(" and outcome = 'wrong'")).await
}

/// Has somebody begun or come back in this browser, and not only just now? (Knowing a pass-on code is not enough.)
pub async fn is_familiar(db: &mut Reader, browser: &str, before: Timestamp) -> Result<bool, DatabaseError> {
    let query = sql("select count(*) from surveys_code_tries where outcome in ('begun', 'resumed') and at < ");
    Ok(db.count(query.with("", before).with(" and browser_fingerprint = ", browser)).await? > 0)
}

pub async fn begun_by(db: &mut Reader, link: i64, since: Timestamp) -> Result<Tally, DatabaseError> {
    tally(db, sql(TALLY).with("link_id = ", link).with(" and at > ", since).then(" and outcome = 'begun'")).await
}

pub async fn begun_in(db: &mut Reader, browser: &str, since: Timestamp) -> Result<Tally, DatabaseError> {
    let query = sql(TALLY).with("browser_fingerprint = ", browser).with(" and at > ", since);
    tally(db, query.then(" and outcome = 'begun'")).await
}

/// Forgets networks, tries and sessions of before; how many rows.
pub async fn forget(
    db: &mut Writer,
    networks_before: Timestamp,
    tries_before: Timestamp,
    sessions_before: Timestamp,
) -> Result<u64, DatabaseError> {
    let networks = sql("update surveys_code_tries set network = null where network is not null and at < ");
    let mut rows = db.execute(networks.with("", networks_before)).await?;
    rows += db.execute(sql("delete from surveys_code_tries where at < ").with("", tries_before)).await?;
    let sessions = sql("delete from surveys_link_sessions where ended_at < $1 or expires_at < $1");
    rows += db.execute(sessions.bind(sessions_before)).await?;
    Ok(rows)
}
