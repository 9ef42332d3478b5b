//! What a prefecture does with its municipalities: it notes what it did for them, and writes to some of them at once.

use foundation::audit::Entry;
use foundation::mail::Mail;
use foundation::permissions::Actor as _;
use serde_json::json;

use super::{SituationError, town_within};
use crate::model::Support;
use crate::permissions::{EnterValues, RemarkOnSupports, SupportMunicipalities, WriteTx, roles_that_may};
use crate::regions::all_towns;
use crate::rules::{self, Refusal};
use crate::storage::{By, admits, prefecture as storage};

/// Rows of the log read at once.
pub const MOST_SUPPORTS: i64 = 200;

/// Those of the codes that are municipalities of the prefecture, and within reach: code and name.
async fn towns_of(
    tx: &mut WriteTx<SupportMunicipalities>,
    prefecture: &str,
    codes: &[String],
) -> Result<Vec<(String, String)>, SituationError> {
    let scope = tx.scope().clone();
    if !admits(&scope, "", prefecture) {
        return Err(SituationError::NotFound);
    }
    let all = all_towns(tx).await?;
    let of = all.into_iter().filter(|(code, _, of)| of == prefecture && codes.contains(code));
    Ok(of.map(|(code, name, _)| (code, name)).collect())
}

/// The same form sent twice is one note.
pub async fn note_support(
    tx: &mut WriteTx<SupportMunicipalities>,
    prefecture: &str,
    new: &Support,
    codes: &[String],
    form_key: &str,
) -> Result<(), SituationError> {
    let towns = towns_of(tx, prefecture, codes).await?;
    if towns.is_empty() {
        return Err(SituationError::Refused(Refusal::NoTowns));
    }
    if new.on_day > tx.core().clock.today().to_string() {
        return Err(SituationError::Refused(Refusal::SupportedInFuture));
    }
    let (at, label) = (tx.core().clock.now(), tx.actor().label());
    let new = Support { towns, ..new.clone() };
    storage::insert_support(tx, prefecture, &new, form_key, &By { at, label: &label }).await?;
    let towns: Vec<&String> = new.towns.iter().map(|(code, _)| code).collect();
    let detail = json!({ "what": "support noted", "on_day": new.on_day, "said": new.words, "towns": towns });
    tx.record(Entry::of("prefecture", prefecture).detail(detail)).await?;
    Ok(())
}

/// A letter to those of the municipalities who may enter values, each her own. How many letters went, and which
/// municipalities have nobody to write to: code and name.
pub async fn write_to(
    tx: &mut WriteTx<SupportMunicipalities>,
    prefecture: (&str, &str),
    codes: &[String],
    (subject, words): (&str, &str),
    form_key: &str,
) -> Result<(usize, Vec<(String, String)>), SituationError> {
    let towns = towns_of(tx, prefecture.0, codes).await?;
    if towns.is_empty() {
        return Err(SituationError::Refused(Refusal::NoTowns));
    }
    if towns.len() > rules::MOST_WRITTEN_TO {
        return Err(SituationError::Refused(Refusal::TooManyTowns));
    }
    let (at, label) = (tx.core().clock.now(), tx.actor().label());
    let today = tx.core().clock.today().to_string();
    if !storage::insert_letter(tx, prefecture.0, &today, subject, form_key, &By { at, label: &label }).await? {
        // The same form once more: it went out the first time.
        tx.record(Entry::of("prefecture", prefecture.0).detail(json!({ "what": "sent again" }))).await?;
        return Ok((1, Vec::new()));
    }
    if storage::letters_on(tx, prefecture.0, &today).await? > rules::MOST_LETTERS_A_DAY {
        return Err(SituationError::Refused(Refusal::TooManyLetters));
    }
    let (mut sent, mut nobody) = (0, Vec::new());
    for (code, name) in &towns {
        let people = match ground::people::organisation_at(tx, "municipality", code).await? {
            Some(organisation) => ground::people::addresses(tx, organisation, &roles_that_may::<EnterValues>()).await?,
            None => Vec::new(),
        };
        if people.is_empty() {
            nobody.push((code.clone(), name.clone()));
        }
        for (_, mail) in people {
            let body = format!(
                "{words}\n\n差出人：{}（{label}）\nこのメールは「れんけい」から、{}の担当者に送っています。\n",
                prefecture.1, name
            );
            tx.mail(Mail { to: mail, subject: format!("【れんけい】{subject}"), body, secret: false }).await?;
            sent += 1;
        }
    }
    let codes: Vec<&String> = towns.iter().map(|(code, _)| code).collect();
    let detail = json!({ "what": "municipalities written to", "subject": subject, "said": words, "towns": codes, "letters": sent });
    tx.record(Entry::of("prefecture", prefecture.0).detail(detail)).await?;
    Ok((sent, nobody))
}

/// A word of the town's own beside what its prefecture noted, whose words stay as they are. The same form sent twice is one.
pub async fn remark(
    tx: &mut WriteTx<RemarkOnSupports>,
    code: &str,
    support: i64,
    words: &str,
    form_key: &str,
) -> Result<(), SituationError> {
    let town = town_within(tx, code).await?;
    let known = storage::supports_for(tx, &town.code, MOST_SUPPORTS).await?;
    let one = known.iter().find(|one| one.id == support).ok_or(SituationError::NotFound)?;
    if one.remarks.len() >= rules::MOST_REMARKS {
        return Err(SituationError::Refused(Refusal::TooManyRemarks));
    }
    let (at, label) = (tx.core().clock.now(), tx.actor().label());
    storage::insert_remark(tx, support, &town.code, words, form_key, &By { at, label: &label }).await?;
    let detail = json!({ "what": "support remarked", "support": support, "said": words });
    tx.record(Entry::of("situation", &town.code).detail(detail)).await?;
    Ok(())
}
