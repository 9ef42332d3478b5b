//! What the lead and those who take part do: begin a group, change it, ask municipalities, answer, write columns, keep meetings and
//! calculations. Each leaves its audit row; the page commits.

pub mod calculations;
pub mod functions;
pub mod members;

use foundation::audit::Entry;
use foundation::database::DatabaseError;
use foundation::permissions::Actor as _;
use foundation::web::PageError;
use serde_json::json;

use crate::model::{Group, Meeting, Member};
use crate::permissions::{Reader, Scope, WriteTx, WriteWideAreas};
use crate::regions::{all_towns, dated_towns};
use crate::rules::{self, Refusal, Standing};
use crate::storage::{self, By};

#[derive(Debug, thiserror::Error)]
pub enum WideAreaError {
    /// There is none, or it is outside the scope.
    #[error("no such group")]
    NotFound,
    #[error("{}", .0.sentence())]
    Refused(Refusal),
    /// Somebody else saved the group's own words meanwhile: as they stand now.
    #[error("group changed meanwhile")]
    Changed(Box<Group>),
    /// Somebody else changed something else of the group meanwhile.
    #[error("a part changed meanwhile")]
    PartChanged,
    #[error(transparent)]
    Database(#[from] DatabaseError),
}

impl From<WideAreaError> for PageError {
    fn from(error: WideAreaError) -> Self {
        match error {
            WideAreaError::NotFound => Self::NotFound,
            WideAreaError::Refused(refusal) => Self::rule(refusal.sentence()),
            WideAreaError::Changed(_) | WideAreaError::PartChanged => Self::Changed {
                sentence: "開いているあいだに、ほかの方が変更しました。いまの内容を見てから、もう一度行ってください。"
                    .to_owned(),
            },
            WideAreaError::Database(error) => error.into(),
        }
    }
}

/// A group with everybody in it, and what the reader is to it.
pub struct Whole {
    pub group: Group,
    pub members: Vec<Member>,
    pub standing: Standing,
}

/// `None`: there is none, or this reader does not see it.
pub async fn whole(db: &mut Reader, id: i64) -> Result<Option<Whole>, DatabaseError> {
    let Some(group) = storage::group(db, id).await? else { return Ok(None) };
    let members = storage::members(db, id).await?;
    let standing = Standing::of(db.actor(), &group, &members, &db.core().clock.today().to_string());
    Ok(Some(Whole { group, members, standing }))
}

/// The municipalities somebody may lead a group for: code, name, code of the prefecture.
pub async fn own_towns(db: &mut Reader, scope: &Scope) -> Result<Vec<(String, String, String)>, DatabaseError> {
    let Scope::Municipalities(codes) = scope else { return Ok(Vec::new()) };
    let all = all_towns(db).await?;
    Ok(all.into_iter().filter(|(code, ..)| codes.contains(code)).collect())
}

fn admits(scope: &Scope, code: &str) -> bool {
    match scope {
        Scope::All => true,
        Scope::Municipalities(codes) => codes.iter().any(|own| own == code),
        _ => false,
    }
}

/// The group for writing: locked, and only for its lead.
async fn led(tx: &mut WriteTx<WriteWideAreas>, id: i64) -> Result<Whole, WideAreaError> {
    storage::lock(tx, id).await?;
    let whole = whole(tx, id).await?.ok_or(WideAreaError::NotFound)?;
    if whole.standing.lead { Ok(whole) } else { Err(WideAreaError::NotFound) }
}

#[derive(Clone, Debug, Default)]
pub struct New {
    pub lead: String,
    pub name: String,
    pub kind: String,
    pub purpose: String,
    /// From when those who are asked take part.
    pub from: String,
    /// Codes of those who are asked; the lead itself needs no asking.
    pub members: Vec<String>,
    pub fictitious: bool,
    pub form_key: String,
}

/// The same form sent again leads to the group it made the first time.
pub async fn begin(tx: &mut WriteTx<WriteWideAreas>, new: &New) -> Result<i64, WideAreaError> {
    if !admits(tx.scope(), &new.lead) {
        return Err(WideAreaError::NotFound);
    }
    let mut codes: Vec<String> = new.members.iter().filter(|code| **code != new.lead).cloned().collect();
    codes.sort();
    codes.dedup();
    if codes.len() + 1 > rules::MOST_MEMBERS {
        return Err(WideAreaError::Refused(Refusal::TooManyMembers));
    }
    if storage::count_of_lead(tx, &new.lead).await? >= rules::MOST_GROUPS_OF_A_LEAD {
        return Err(WideAreaError::Refused(Refusal::TooManyGroups));
    }
    codes.insert(0, new.lead.clone());
    let towns = dated_towns(tx, &codes).await?;
    let lead = towns.iter().find(|town| town.code == new.lead).ok_or(WideAreaError::NotFound)?.clone();
    if let Some(absent) = towns.iter().find(|town| !town.is_there_on(&new.from)) {
        return Err(WideAreaError::Refused(members::not_there(absent)));
    }
    if towns.len() != codes.len() {
        return Err(WideAreaError::Refused(Refusal::NoSuchTown));
    }
    let (at, label) = (tx.core().clock.now(), tx.actor().label());
    let by = By { at, label: &label };
    let group = Group {
        name: new.name.clone(),
        kind: new.kind.clone(),
        lead_code: new.lead.clone(),
        prefecture_code: lead.prefecture_code,
        purpose: new.purpose.clone(),
        state: "own".to_owned(),
        fictitious: new.fictitious,
        ..Group::default()
    };
    let Some(id) = storage::insert(tx, &group, &new.form_key, &by).await? else {
        let id = storage::made_by_form(tx, &new.form_key).await?.ok_or(WideAreaError::NotFound)?;
        storage::group(tx, id).await?.ok_or(WideAreaError::NotFound)?;
        tx.record(Entry::of("wide_area", id).detail(json!({ "what": "sent again" }))).await?;
        return Ok(id);
    };
    let member = |code: &String| {
        let own = *code == new.lead;
        Member {
            municipality_code: code.clone(),
            joined_on: new.from.clone(),
            answer: if own { "confirmed" } else { "waiting" }.to_owned(),
            answered_at: own.then(|| at.to_string()),
            answered_by: if own { label.clone() } else { String::new() },
            ..Member::default()
        }
    };
    let members: Vec<Member> = codes.iter().map(member).collect();
    storage::insert_members(tx, id, &members, &by).await?;
    let detail = json!({ "what": "begun", "town": new.lead, "name": new.name, "members": codes });
    tx.record(Entry::of("wide_area", id).detail(detail)).await?;
    Ok(id)
}

/// New words in the place of revision `revision`.
pub async fn revise(tx: &mut WriteTx<WriteWideAreas>, revision: i64, new: &Group) -> Result<(), WideAreaError> {
    let whole = led(tx, new.id).await?;
    let (before, today) = (whole.group, tx.core().clock.today().to_string());
    if new.agreed_on.as_ref().is_some_and(|day| *day > today) {
        return Err(WideAreaError::Refused(Refusal::AgreedInFuture));
    }
    let lead = whole.members.iter().find(|m| m.municipality_code == new.lead_code && m.is_confirmed());
    let Some(lead) = lead.filter(|m| new.lead_code == before.lead_code || m.takes_part_on(&today)) else {
        return Err(WideAreaError::Refused(Refusal::LeadIsNoMember));
    };
    if let Some(plan) = new.plan_id.filter(|plan| before.plan_id != Some(*plan) || new.lead_code != before.lead_code) {
        let own = crate::plans::plans_of_several(tx, std::slice::from_ref(&new.lead_code)).await?;
        if !own.iter().any(|(_, id, _)| *id == plan) {
            return Err(WideAreaError::Refused(Refusal::NotOurPlan));
        }
    }
    let new = Group { prefecture_code: lead.prefecture_code.clone(), ..new.clone() };
    let (at, label) = (tx.core().clock.now(), tx.actor().label());
    if before.revision != revision || !storage::update(tx, &new, revision, &By { at, label: &label }).await? {
        return Err(WideAreaError::Changed(Box::new(before)));
    }
    let plan = |group: &Group| group.plan_id.map(|id| id.to_string()).unwrap_or_default();
    let entry = Entry::of("wide_area", new.id)
        .change("name", before.name.as_str(), new.name.as_str())
        .change("kind", before.kind.as_str(), new.kind.as_str())
        .change("lead", before.lead_code.as_str(), new.lead_code.as_str())
        .change("secretariat", before.secretariat_words(), new.secretariat_words())
        .change("agreed_on", before.agreed_on.clone().unwrap_or_default(), new.agreed_on.clone().unwrap_or_default())
        .change("purpose", before.purpose.as_str(), new.purpose.as_str())
        .change("plan", plan(&before), plan(&new))
        .change("state", before.state.as_str(), new.state.as_str());
    tx.record(entry).await?;
    Ok(())
}

fn told(meeting: &Meeting) -> String {
    format!("{} {}（{}）：{}", meeting.held_on, meeting.title, meeting.place, meeting.decided)
}

pub async fn add_meeting(tx: &mut WriteTx<WriteWideAreas>, group: i64, new: &Meeting) -> Result<i64, WideAreaError> {
    led(tx, group).await?;
    if i64::try_from(storage::meetings(tx, group).await?.len()).unwrap_or(i64::MAX) >= rules::MOST_MEETINGS {
        return Err(WideAreaError::Refused(Refusal::TooManyMeetings));
    }
    let (at, label) = (tx.core().clock.now(), tx.actor().label());
    let id = storage::insert_meeting(tx, group, new, &By { at, label: &label }).await?;
    let detail = json!({ "what": "meeting added", "meeting": id, "is": told(new) });
    tx.record(Entry::of("wide_area", group).detail(detail)).await?;
    Ok(id)
}

/// `Err(PartChanged)` when somebody was quicker.
pub async fn revise_meeting(
    tx: &mut WriteTx<WriteWideAreas>,
    group: i64,
    revision: i64,
    new: &Meeting,
) -> Result<(), WideAreaError> {
    led(tx, group).await?;
    let meetings = storage::meetings(tx, group).await?;
    let before = meetings.iter().find(|one| one.id == new.id).ok_or(WideAreaError::NotFound)?;
    let (at, label) = (tx.core().clock.now(), tx.actor().label());
    if before.revision != revision
        || !storage::update_meeting(tx, group, new, revision, &By { at, label: &label }).await?
    {
        return Err(WideAreaError::PartChanged);
    }
    let detail = json!({ "what": "meeting changed", "meeting": new.id, "was": told(before), "is": told(new) });
    tx.record(Entry::of("wide_area", group).detail(detail)).await?;
    Ok(())
}
