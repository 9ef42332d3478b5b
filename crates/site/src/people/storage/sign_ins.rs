//! ログイン履歴: successes and failures.

use foundation::database::DatabaseError;
use foundation::web::Page;
use foundation::{Timestamp, sql};

use super::{organisations_in_reach, tally};
use crate::people::model::{Asker, Outcome, SignInRow};
use crate::people::rules::Tally;
use crate::permissions::{Reader, Writer};

pub struct NewSignIn<'a> {
    pub person: Option<i64>,
    /// The one it opened, or would have opened.
    pub membership: Option<i64>,
    pub mail_fingerprint: &'a str,
    pub outcome: Outcome,
    pub asker: &'a Asker,
}

pub async fn insert(db: &mut Writer, line: &NewSignIn<'_>, now: Timestamp) -> Result<(), DatabaseError> {
    db.execute(
        sql("insert into people_sign_ins (at, person_id, mail_fingerprint, outcome, browser_name, \
             browser_fingerprint, network, membership_id) values ($1, $2, $3, $4, $5, $6, $7, $8)")
        .bind(now)
        .bind(line.person)
        .bind(line.mail_fingerprint)
        .bind(line.outcome.id())
        .bind(&line.asker.browser_name)
        .bind(line.asker.fingerprint())
        .bind(line.asker.network.as_deref())
        .bind(line.membership),
    )
    .await?;
    Ok(())
}

/// Which failures count towards a pause: each door has its own, or anybody could shut the one by rattling at the
/// other.
#[derive(Clone, Copy, Debug)]
pub enum Door {
    SignIn,
    Registration,
}

impl Door {
    fn failures(self) -> &'static [&'static str] {
        match self {
            Self::SignIn => &["wrong_code", "other_browser"],
            Self::Registration => &["wrong_registration"],
        }
    }
}

/// Failures with this address in this browser since then, after the last success there.
/// Being turned away while locked counts for nothing: waiting must be able to end.
pub async fn failures(
    db: &mut Reader,
    door: Door,
    mail_fingerprint: &str,
    browser: &str,
    since: Timestamp,
) -> Result<Tally, DatabaseError> {
    let query = sql("select count(*), min(at), max(at) from people_sign_ins where mail_fingerprint = $1 \
                     and browser_fingerprint = $2 and at > $3 \
                     and at > (select coalesce(max(at), '') from people_sign_ins where mail_fingerprint = $1 \
                     and browser_fingerprint = $2 and outcome in ('signed_in', 'registered'))")
    .bind(mail_fingerprint)
    .bind(browser)
    .bind(since)
    .with_list(" and outcome in ", door.failures().iter().copied());
    tally(db, query).await
}

/// Wrong registration codes with this address since then, whichever browser.
pub async fn failed_registrations(
    db: &mut Reader,
    mail_fingerprint: &str,
    since: Timestamp,
) -> Result<Tally, DatabaseError> {
    let query = sql("select count(*), min(at), max(at) from people_sign_ins where mail_fingerprint = $1 and at > $2 \
                     and outcome = 'wrong_registration'")
    .bind(mail_fingerprint)
    .bind(since);
    tally(db, query).await
}

/// Wrong codes of every kind from a network since then.
pub async fn failures_from(db: &mut Reader, network: &str, since: Timestamp) -> Result<Tally, DatabaseError> {
    let query = sql("select count(*), min(at), max(at) from people_sign_ins where network = $1 and at > $2 \
                     and outcome in ('wrong_code', 'other_browser', 'wrong_registration')")
    .bind(network)
    .bind(since);
    tally(db, query).await
}

/// Has she signed in with this browser before, with a code from her mail?
pub async fn is_familiar(db: &mut Reader, person: i64, browser: &str) -> Result<bool, DatabaseError> {
    let query = sql("select count(*) from people_sign_ins where person_id = $1 and browser_fingerprint = $2 \
                     and outcome = 'signed_in'");
    Ok(db.count(query.bind(person).bind(browser)).await? > 0)
}

/// One's own, newest first.
pub async fn of_person(db: &mut Reader, person: i64, most: i64) -> Result<Vec<SignInRow>, DatabaseError> {
    db.all(
        sql("select s.at, p.name as person_name, s.outcome, s.browser_name from people_sign_ins s \
             join people_persons p on p.id = s.person_id where s.person_id = $1 order by s.id desc limit $2")
        .bind(person)
        .bind(most),
    )
    .await
}

pub async fn count_of_organisation(db: &mut Reader, organisation: i64) -> Result<i64, DatabaseError> {
    let reach = organisations_in_reach(db);
    db.count(sql("select count(*) ").then(FOR_MEMBERSHIPS).append(reach).with(" and o.id = ", organisation)).await
}

/// Only what somebody did for a membership of this organisation: what she does elsewhere is another office's.
const FOR_MEMBERSHIPS: &str = "from people_sign_ins s join people_persons p on p.id = s.person_id \
                               join people_memberships m on m.id = s.membership_id and m.state = 'accepted' \
                               join people_organisations o on o.id = m.organisation_id where ";

/// Those for memberships of an organisation, newest first.
pub async fn of_organisation(db: &mut Reader, organisation: i64, page: Page) -> Result<Vec<SignInRow>, DatabaseError> {
    let reach = organisations_in_reach(db);
    db.all(
        sql("select s.at, p.name as person_name, s.outcome, s.browser_name ")
            .then(FOR_MEMBERSHIPS)
            .append(reach)
            .with(" and o.id = ", organisation)
            .with(" order by s.id desc limit ", page.size)
            .with(" offset ", page.offset()),
    )
    .await
}

/// Forgets the login history before then.
pub async fn delete_old(db: &mut Writer, before: Timestamp) -> Result<u64, DatabaseError> {
    db.execute(sql("delete from people_sign_ins where at < $1").bind(before)).await
}

/// Forgets from which network somebody came before then.
pub async fn forget_networks(db: &mut Writer, before: Timestamp) -> Result<u64, DatabaseError> {
    db.execute(sql("update people_sign_ins set network = null where network is not null and at < $1").bind(before))
        .await
}
