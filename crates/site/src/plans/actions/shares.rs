//! Whom a town lets into a plan: named, told, until a day, and no longer than she is where she was.

use foundation::audit::Entry;
use foundation::mail::Mail;
use foundation::permissions::Actor as _;
use jiff::civil::Date;
use serde_json::json;

use super::PlanError;
use crate::model::{Plan, SHARED_TO, Share, shared_to_label};
use crate::permissions::{LookAtAccount, RemindPlans, SharePlans, WriteTx, Writer, roles_that_may};
use crate::rules::{self, Refusal};
use crate::shared::{day_in_words, day_of, day_words};
use crate::storage::{self, By, shares};
use ground::people;

/// As the town names somebody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Named {
    Mail(String),
    /// A membership of somebody whom the namer can see.
    InSight(i64),
    Organisation(String),
}

#[derive(Clone, Debug)]
pub struct New {
    pub named: Named,
    pub may: String,
    pub until_on: Date,
    pub note: String,
}

/// People offered in the list.
pub const MOST_IN_SIGHT: i64 = 300;

/// Whom it comes to: what the list says, the organisation or memberships it counts in, where letters go.
struct Meant {
    named: String,
    kind: &'static str,
    organisation: Option<i64>,
    memberships: Vec<i64>,
    letters: Vec<String>,
}

async fn meant(tx: &mut WriteTx<SharePlans>, plan: &Plan, named: &Named) -> Result<Meant, PlanError> {
    let own = people::organisation_at(tx, "municipality", &plan.municipality_code).await?;
    match named {
        // Known or not: the same row, the same sentence. Only who has the address hears of it.
        Named::Mail(mail) => {
            let found = people::memberships_with_mail(tx, mail).await?;
            let memberships: Vec<i64> = found.into_iter().map(|(membership, _)| membership).collect();
            let letters = if memberships.is_empty() { Vec::new() } else { vec![mail.clone()] };
            Ok(Meant { named: mail.clone(), kind: "mail", organisation: None, memberships, letters })
        }
        Named::InSight(membership) => {
            let seen = people::people_in_sight(tx, MOST_IN_SIGHT).await?;
            let (_, name, organisation) =
                seen.into_iter().find(|(id, ..)| id == membership).ok_or(PlanError::Refused(Refusal::NobodyInSight))?;
            let letters = people::address_of_membership(tx, *membership).await?.into_iter().collect();
            let named = format!("{name}（{organisation}）");
            Ok(Meant { named, kind: "person", organisation: None, memberships: vec![*membership], letters })
        }
        Named::Organisation(typed) => {
            let found = people::organisations_to_name(tx, typed).await?;
            let (id, name) = match found.as_slice() {
                [] => return Err(PlanError::Refused(Refusal::UnknownOrganisation)),
                [(id, _)] if Some(*id) == own => return Err(PlanError::Refused(Refusal::SharedWithOwn)),
                [one] => one.clone(),
                several => {
                    let names = several.iter().map(|(_, name)| name.clone()).collect();
                    return Err(PlanError::Refused(Refusal::SeveralOrganisations(names)));
                }
            };
            let letters = people::addresses(tx, id, &roles_that_may::<LookAtAccount>())
                .await?
                .into_iter()
                .map(|(_, mail)| mail)
                .collect();
            Ok(Meant { named: name, kind: "organisation", organisation: Some(id), memberships: Vec::new(), letters })
        }
    }
}

/// Lets somebody in, and tells her. The same form sent again lets nobody in twice.
pub async fn share(tx: &mut WriteTx<SharePlans>, id: i64, new: &New, form_key: &str) -> Result<(), PlanError> {
    storage::lock(tx, id).await?;
    let plan = storage::plan(tx, id).await?.ok_or(PlanError::NotFound)?;
    if shares::made_by_form(tx, id, form_key).await? {
        tx.record(Entry::of("plan", id).detail(json!({ "what": "sent again" }))).await?;
        return Ok(());
    }
    let today = tx.core().clock.today();
    if new.until_on < today {
        return Err(PlanError::Refused(Refusal::SharedInPast));
    }
    if new.until_on > today.saturating_add(jiff::Span::new().days(rules::MOST_SHARE_DAYS)) {
        return Err(PlanError::Refused(Refusal::SharedTooLong));
    }
    let meant = meant(tx, &plan, &new.named).await?;
    let there = shares::of_plan(tx, id).await?;
    // Each sends letters: who adds and stops all day long writes to people all day long.
    let made_today = there.iter().filter(|one| day_of(&one.at) == day_words(today)).count();
    let mut there = there.iter().filter(|one| one.lasts(&today.to_string()));
    if made_today.max(there.clone().count()) >= rules::MOST_SHARES {
        return Err(PlanError::Refused(Refusal::TooManyShares));
    }
    if there.any(|one| one.kind == meant.kind && one.named == meant.named) {
        return Err(PlanError::Refused(Refusal::SharedAlready));
    }
    let (at, label) = (tx.core().clock.now(), tx.actor().label());
    let share = Share {
        named: meant.named.clone(),
        kind: meant.kind.to_owned(),
        may: new.may.clone(),
        until_on: new.until_on.to_string(),
        note: new.note.clone(),
        ..Share::default()
    };
    let counts = (meant.organisation, meant.memberships.as_slice());
    let number = shares::insert(tx, id, &share, counts, form_key, &By { at, label: &label }).await?;
    tell(tx, &plan, &share, &label, &meant.letters).await?;
    // An address stays out of the log: whose it is, is nobody's business there.
    let named = if share.kind == "mail" { "" } else { &share.named };
    let detail = json!({ "what": "plan shared", "share": number, "with": named, "may": shared_to_label(&share.may),
        "until": share.until_on });
    tx.record(Entry::of("plan", id).detail(detail)).await?;
    Ok(())
}

async fn tell(tx: &mut Writer, plan: &Plan, share: &Share, by: &str, letters: &[String]) -> Result<(), PlanError> {
    let url = tx.core().settings.public_url.trim_end_matches('/').to_owned();
    let may = SHARED_TO.iter().find(|(id, ..)| *id == share.may).map_or("", |(.., told)| told);
    let note = if share.note.is_empty() { String::new() } else { format!("\nひとこと:\n{}\n", share.note) };
    let body = format!(
        "{}が、ロジックモデル「{}」をあなたに見せています。\n{url}/plans/{}\n\nできること：{}。{may}\n期限：{}まで\n知らせた人：{by}\n{note}\n\
         していただくこと:\nログインして開いてください。トップページの「見せてもらったロジックモデル」にも出ています。\n\n\
         このメールは「れんけい」から自動で送っています。\n",
        plan.municipality_name,
        plan.title,
        plan.id,
        shared_to_label(&share.may),
        day_in_words(&share.until_on),
    );
    for mail in letters {
        let subject = format!("【れんけい】{}のロジックモデルを見せてもらいました", plan.municipality_name);
        tx.mail(Mail { to: mail.clone(), subject, body: body.clone(), secret: false }).await?;
    }
    Ok(())
}

/// やめる: from now on.
pub async fn stop(tx: &mut WriteTx<SharePlans>, id: i64, share: i64) -> Result<(), PlanError> {
    storage::plan(tx, id).await?.ok_or(PlanError::NotFound)?;
    let (at, label) = (tx.core().clock.now(), tx.actor().label());
    if !shares::end(tx, id, share, &By { at, label: &label }).await? {
        return Err(PlanError::NotFound);
    }
    tx.record(Entry::of("plan", id).detail(json!({ "what": "plan no longer shared", "share": share }))).await?;
    Ok(())
}

/// Addresses of what ended long ago are forgotten. How many.
pub async fn forget(tx: &mut WriteTx<RemindPlans>) -> Result<u64, PlanError> {
    let before = tx.core().clock.today().saturating_sub(jiff::Span::new().days(rules::SHARE_FORGOTTEN_DAYS));
    let count = shares::forget(tx, before).await?;
    if count > 0 {
        tx.record(Entry::of("plan", "").detail(json!({ "what": "share addresses forgotten", "count": count }))).await?;
    }
    Ok(count)
}
