//! ログイン履歴: successes and failures.

use foundation::database::DatabaseError;
use foundation::web::Page;
use foundation::{Timestamp, sql};

use super::organisations_in_reach;
use crate::people::model::{Outcome, SignInRow};
use crate::permissions::{Reader, Writer};

pub struct NewSignIn<'a> {
    pub person: Option<i64>,
    pub mail_fingerprint: &'a str,
    pub outcome: Outcome,
    pub browser_name: &'a str,
}

pub async fn insert(db: &mut Writer, line: &NewSignIn<'_>, now: Timestamp) -> Result<(), DatabaseError> {
    db.execute(
        sql("insert into people_sign_ins (at, person_id, mail_fingerprint, outcome, browser_name) \
             values ($1, $2, $3, $4, $5)")
        .bind(now)
        .bind(line.person)
        .bind(line.mail_fingerprint)
        .bind(line.outcome.id())
        .bind(line.browser_name),
    )
    .await?;
    Ok(())
}

/// Failures with this address since then, after the last success; and when the latest was.
/// Being turned away while locked counts for nothing: waiting must be able to end.
pub async fn failures(
    db: &mut Reader,
    mail_fingerprint: &str,
    since: Timestamp,
) -> Result<(i64, Option<Timestamp>), DatabaseError> {
    let (count, last): (i64, Option<String>) = db
        .one(
            sql("select count(*), max(at) from people_sign_ins where mail_fingerprint = $1 and at > $2 \
                 and outcome in ('wrong_code', 'other_browser') \
                 and at > (select coalesce(max(at), '') from people_sign_ins where mail_fingerprint = $1 \
                 and outcome in ('signed_in', 'registered'))")
            .bind(mail_fingerprint)
            .bind(since),
        )
        .await?;
    Ok((count, last.and_then(|at| at.parse().ok())))
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
    let members = of_members(organisation, organisations_in_reach(db));
    db.count(sql("select count(*) from people_sign_ins s where ").append(members)).await
}

/// Those of an organisation's people, newest first.
pub async fn of_organisation(db: &mut Reader, organisation: i64, page: Page) -> Result<Vec<SignInRow>, DatabaseError> {
    let members = of_members(organisation, organisations_in_reach(db));
    db.all(
        sql("select s.at, p.name as person_name, s.outcome, s.browser_name from people_sign_ins s \
             join people_persons p on p.id = s.person_id where ")
        .append(members)
        .with(" order by s.id desc limit ", page.size)
        .with(" offset ", page.offset()),
    )
    .await
}

/// Only while the membership lasted: what somebody does after moving on is another office's.
fn of_members(organisation: i64, reach: foundation::Sql) -> foundation::Sql {
    sql("exists (select 1 from people_memberships m join people_organisations o on o.id = m.organisation_id \
         where m.person_id = s.person_id and o.id = $1 and m.valid_from <= substr(s.at, 1, 10) \
         and (m.valid_to is null or m.valid_to >= substr(s.at, 1, 10)) and ")
    .bind(organisation)
    .append(reach)
    .then(")")
}
