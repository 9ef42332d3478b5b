//! What an organisation (or the office) does with a link: make its code, renew it, stop it, say how many there are.

use foundation::audit::Entry;
use foundation::database::DatabaseError;
use foundation::permissions::Actor as _;
use serde_json::json;

use super::SurveyError;
use crate::people::rules::CODE_LENGTH;
use crate::permissions::{PassOnLinks, WriteTx, Writer};
use crate::surveys::model::SurveyState;
use crate::surveys::model::linking::{LinkRow, Said};
use crate::surveys::rules::Refusal;
use crate::surveys::rules::linking::PASS_ON_LETTERS;
use crate::surveys::storage::{self, links};

const _: () =
    assert!(PASS_ON_LETTERS == CODE_LENGTH, "codes people type are one length, but for those that open an answer");

/// So many tries to find a code nobody has; one is practically always enough.
const TRIES: usize = 8;

/// A link of a survey that runs, which she may speak for.
async fn open_link(tx: &mut WriteTx<PassOnLinks>, survey: i64, code: &str) -> Result<LinkRow, SurveyError> {
    let row = storage::survey(tx, survey).await?.ok_or(SurveyError::NotFound)?;
    let link = links::writable(tx, survey, code).await?.ok_or(SurveyError::NotFound)?;
    match row.state() {
        SurveyState::Open => Ok(link),
        other => Err(SurveyError::Refused(Refusal::NotOpen(other))),
    }
}

async fn free_code(db: &mut Writer) -> Result<String, DatabaseError> {
    let mut code = db.core().chance.code(PASS_ON_LETTERS);
    for _ in 0..TRIES {
        if links::by_pass_on_code(db, &code).await?.is_none() {
            break;
        }
        code = db.core().chance.code(PASS_ON_LETTERS);
    }
    Ok(code)
}

/// Makes a link's code, or a new one in place of the old, which works no more. Was there an old one?
pub async fn make(tx: &mut WriteTx<PassOnLinks>, survey: i64, code: &str) -> Result<bool, SurveyError> {
    let link = open_link(tx, survey, code).await?;
    let renewed = link.pass_on_code.is_some();
    let (new, label, now) = (free_code(tx).await?, tx.actor().label(), tx.core().clock.now());
    links::set_code(tx, link.id, &new, &label, now).await?;
    tx.record(Entry::of("survey_link", link.id).detail(json!({ "code": if renewed { "renewed" } else { "made" } })))
        .await?;
    Ok(renewed)
}

/// Codes for every organisation within reach that has none and has not stopped its own. How many.
pub async fn make_all(tx: &mut WriteTx<PassOnLinks>, survey: i64, prefecture: &str) -> Result<usize, SurveyError> {
    let row = storage::survey(tx, survey).await?.ok_or(SurveyError::NotFound)?;
    if row.state() != SurveyState::Open {
        return Err(SurveyError::Refused(Refusal::NotOpen(row.state())));
    }
    let without = links::without_code(tx, survey, prefecture).await?;
    let (label, now) = (tx.actor().label(), tx.core().clock.now());
    for (link, _) in &without {
        // 23 letters to the power of 8: two of a few thousand are the same once in a thousand surveys; the index says so.
        let code = tx.core().chance.code(PASS_ON_LETTERS);
        links::set_code(tx, *link, &code, &label, now).await?;
    }
    let detail = json!({ "codes_made": without.len(), "prefecture": prefecture });
    tx.record(Entry::of("survey", survey).detail(detail)).await?;
    Ok(without.len())
}

/// Stops a code: nobody begins by it any more; who has begun goes on with her own.
pub async fn stop(tx: &mut WriteTx<PassOnLinks>, survey: i64, code: &str) -> Result<(), SurveyError> {
    let link = open_link(tx, survey, code).await?;
    let now = tx.core().clock.now();
    links::stop(tx, link.id, now).await?;
    tx.record(Entry::of("survey_link", link.id).detail(json!({ "code": "stopped" }))).await?;
    Ok(())
}

/// How many there are to answer, as the organisation knows it; 把握していない is an answer, too.
pub async fn say(tx: &mut WriteTx<PassOnLinks>, survey: i64, code: &str, said: Said) -> Result<(), SurveyError> {
    let link = open_link(tx, survey, code).await?;
    store(tx, link.id, said).await?;
    let entry = Entry::of("survey_link", link.id).change("people", words(link.said()), words(said));
    tx.record(entry).await?;
    Ok(())
}

/// The same of many, told elsewhere (by telephone, in a list): by code.
pub async fn say_all(tx: &mut WriteTx<PassOnLinks>, survey: i64, said: &[(String, Said)]) -> Result<(), SurveyError> {
    let ids: std::collections::BTreeMap<String, i64> =
        links::ids(tx, survey).await?.into_iter().map(|(code, id, ..)| (code, id)).collect();
    let scope = tx.scope().clone();
    let row = storage::survey(tx, survey).await?.ok_or(SurveyError::NotFound)?;
    if !scope.reaches_programme(row.programme_id) {
        return Err(SurveyError::NotFound);
    }
    for (code, said) in said {
        store(tx, *ids.get(code).ok_or(SurveyError::NotFound)?, *said).await?;
    }
    tx.record(Entry::of("survey", survey).detail(json!({ "people_said": said.len() }))).await?;
    Ok(())
}

async fn store(tx: &mut WriteTx<PassOnLinks>, link: i64, said: Said) -> Result<(), DatabaseError> {
    let (label, now) = (tx.actor().label(), tx.core().clock.now());
    links::say(tx, link, said, &label, now).await
}

fn words(said: Said) -> String {
    match said {
        Said::NotYet => "未回答".to_owned(),
        Said::Unknown => "把握していない".to_owned(),
        Said::Number(people) => people.to_string(),
    }
}
