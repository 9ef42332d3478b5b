//! What can be done with a case, verb by verb: permit → load → rule → store → step and audit row.
//! Every action leaves its audit row, and queues its letters; the page (or the filling of the demo)
//! commits.

pub mod attaching;
pub mod co_owning;
pub mod collecting;
pub mod collections;
pub mod correcting;
mod deciding;
mod discarding;
pub mod hinting;
pub mod indexing;
mod letters;
pub mod loading;
pub mod published;
pub mod reading;
pub mod troubles;
pub mod typed;
pub mod voices;

pub use deciding::{approve, decline};
pub use discarding::{discard, is_own_writing, remove_discarded, restore};

use foundation::Timestamp;
use foundation::audit::Entry;
use foundation::database::DatabaseError;
use foundation::web::PageError;
use serde_json::json;

use super::model::{Case, Content, Names, SearchTexts, State, differences};
use super::rules::{self, Refusal};
use super::storage::{self, NewEdit, NewRow, OwnerColumns};
use crate::permissions::{
    Action, Actor, ArchiveCases, DraftCases, Reader, Renkei, ReviewCases, Scope, SubmitCases, Tier, WriteTx, Writer,
};
use crate::regions::{self, NamedPlace};

/// Why an action did not happen.
#[derive(Debug, thiserror::Error)]
pub enum CaseError {
    /// There is none, or it is outside the scope.
    #[error("no such case")]
    NotFound,
    #[error("{}", .0.sentence())]
    Refused(Refusal),
    /// Somebody else saved meanwhile: the case as it stands now.
    #[error("changed meanwhile")]
    Changed(Box<Case>),
    /// The empty form made this case already, out of other words.
    #[error("sent again with other words")]
    SentAgain(Box<Case>),
    /// The owner is no place, or none of one's own.
    #[error("unknown owner")]
    UnknownOwner,
    #[error(transparent)]
    Database(#[from] DatabaseError),
}

impl From<CaseError> for PageError {
    fn from(error: CaseError) -> Self {
        match error {
            CaseError::NotFound => Self::NotFound,
            CaseError::Refused(refusal) => Self::rule(refusal.sentence()),
            CaseError::Changed(_) | CaseError::SentAgain(_) => Self::Changed {
                sentence: "開いているあいだに、ほかの方がこの事例を変更しました。いまの内容を見てから、もう一度行ってください。"
                    .to_owned(),
            },
            CaseError::UnknownOwner => Self::rule("だれの事例かを、担当する市町村か都道府県から選んでください。"),
            CaseError::Database(error) => error.into(),
        }
    }
}

/// A case as its author hands it in.
#[derive(Clone, Debug, Default)]
pub struct NewCase {
    /// Code of the municipality or prefecture whose case it is; empty for a body's.
    pub owner_code: String,
    /// The body that owns it: number and name.
    pub body: Option<(i64, String)>,
    pub content: Content,
    /// Drawn when the empty form was shown.
    pub form_key: String,
    /// 募集 it is written for.
    pub collection: Option<i64>,
}

/// Who owns a case: a place, or a body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Owner {
    Place(NamedPlace),
    Body(i64, String),
}

impl Owner {
    pub fn label(&self) -> String {
        match self {
            Self::Place(place) => place.label(),
            Self::Body(_, name) => name.clone(),
        }
    }

    pub fn place(&self) -> Option<&NamedPlace> {
        match self {
            Self::Place(place) => Some(place),
            Self::Body(..) => None,
        }
    }

    fn body_name(&self) -> &str {
        match self {
            Self::Place(_) => "",
            Self::Body(_, name) => name,
        }
    }

    /// `places`: those of the case, in order.
    fn columns(&self, places: &[NamedPlace]) -> OwnerColumns {
        match self {
            Self::Place(place) => OwnerColumns {
                code: place.code.clone(),
                prefecture_code: place.prefecture_code.clone(),
                organisation: None,
                body_name: String::new(),
            },
            Self::Body(organisation, name) => OwnerColumns {
                code: String::new(),
                prefecture_code: places.first().map(|p| p.prefecture_code.clone()).unwrap_or_default(),
                organisation: Some(*organisation),
                body_name: name.clone(),
            },
        }
    }
}

/// The body somebody writes for, when her cases are her organisation's own.
pub fn own_body(db: &Reader) -> Option<(i64, String)> {
    match (db.scope(), db.actor().member()) {
        (Scope::Organisation(own), Some(member)) => Some((*own, member.organisation_name.clone())),
        _ => None,
    }
}

/// 代理投稿: for whom somebody acts who is not of the owner's own people: the office, a coordinator
/// contracted for the town. A body writes its own case.
fn proxy_for(actor: &Actor, owner: &str, body: Option<i64>) -> Option<String> {
    let own = body.is_some() && actor.member().map(|m| m.organisation) == body;
    (actor.tier() != Tier::LocalGovernment && !own).then(|| owner.to_owned())
}

fn proxy_for_case(actor: &Actor, case: &Case) -> Option<String> {
    proxy_for(actor, &case.owner_label(), case.body.as_ref().map(|(id, _)| *id))
}

/// The places of a content in its order, and the words it is found by.
async fn placed(
    db: &mut Reader,
    content: &Content,
    owner: &Owner,
) -> Result<(Vec<NamedPlace>, SearchTexts), CaseError> {
    let troubles = storage::trouble_names(db).await?;
    let known = regions::places_named(db, &content.places).await?;
    let places: Vec<NamedPlace> =
        content.places.iter().filter_map(|code| known.iter().find(|p| p.code == *code).cloned()).collect();
    if let Some(sentence) = rules::place_refusal(owner.place(), &places) {
        return Err(CaseError::Refused(Refusal::Place(sentence)));
    }
    let owners: Vec<NamedPlace> =
        content.co_owners.iter().filter_map(|code| places.iter().find(|p| p.code == *code).cloned()).collect();
    if owners.len() != content.co_owners.len()
        || rules::co_owner_refusal(owner.place(), &content.places, &owners).is_some()
    {
        return Err(CaseError::Refused(Refusal::Place(
            "「いっしょに持つ市町村」は、「地域」の市町村から書いてください。".to_owned(),
        )));
    }
    let mut all = places.clone();
    if let Some(place) = owner.place().filter(|own| !all.iter().any(|p| p.code == own.code)) {
        all.push(place.clone());
    }
    let search = SearchTexts::of(content, &all, &troubles, owner.body_name());
    Ok((places, search))
}

async fn place(db: &mut Reader, code: &str) -> Result<NamedPlace, CaseError> {
    let found = regions::places_named(db, &[code.to_owned()]).await?;
    found.into_iter().find(|place| place.code == code).ok_or(CaseError::UnknownOwner)
}

/// The owner of a stored case.
async fn owner_of(db: &mut Reader, case: &Case) -> Result<Owner, CaseError> {
    match &case.body {
        Some((id, name)) => Ok(Owner::Body(*id, name.clone())),
        None => Ok(Owner::Place(place(db, &case.owner_code).await?)),
    }
}

/// Stores a first draft. The same form sent again leads to the case it made the first time; sent
/// again with other words, it says so and stores nothing.
pub async fn draft(tx: &mut WriteTx<DraftCases>, new: &NewCase) -> Result<i64, CaseError> {
    let scope = tx.scope().clone();
    let owner = match own_body(tx).or_else(|| new.body.clone().filter(|_| scope == Scope::All)) {
        Some((id, name)) => Owner::Body(id, name),
        None if storage::admits(&scope, &new.owner_code) => Owner::Place(place(tx, &new.owner_code).await?),
        None => return Err(CaseError::UnknownOwner),
    };
    let mut content = new.content.clone();
    if content.texts.actor.is_empty() {
        owner.body_name().clone_into(&mut content.texts.actor);
    }
    let (places, search) = placed(tx, &content, &owner).await?;
    let member = tx.actor().member().cloned();
    let at = tx.core().clock.now();
    // An office writes in its own programme; everybody else in the one that keeps the library.
    let programme = match &scope {
        Scope::Programmes(own) => own.first().copied(),
        _ => crate::programmes::first(tx).await?,
    };
    let row = NewRow {
        owner: &owner.columns(&places),
        content: &content,
        search: &search,
        form_key: &new.form_key,
        created_by: member.as_ref().map(|m| m.person),
        created_for: member.as_ref().map(|m| m.organisation),
        programme,
        corrects: None,
        at,
    };
    let Some(number) = storage::insert(tx, &row).await? else {
        return sent_again(tx, new, &content).await;
    };
    step(tx, number, State::Draft, &owner.label(), owner_body(&owner), at, "").await?;
    let whom = proxy_for(tx.actor(), &owner.label(), owner_body(&owner)).unwrap_or_default();
    keep_edit(tx, number, 1, at, &whom, "", &content).await?;
    if let Some(collection) = new.collection {
        let case = storage::owned(tx, number).await?.ok_or(CaseError::NotFound)?;
        collections::put_in(tx, collection, &case).await?;
    }
    if !content.co_owners.is_empty() {
        co_owning::ask(tx, number).await?;
        indexing::index(tx, number).await?;
    }
    Ok(number)
}

fn owner_body(owner: &Owner) -> Option<i64> {
    match owner {
        Owner::Place(_) => None,
        Owner::Body(id, _) => Some(*id),
    }
}

/// The case this form made, when the words are those of then or of now.
async fn sent_again(tx: &mut WriteTx<DraftCases>, new: &NewCase, content: &Content) -> Result<i64, CaseError> {
    let number = storage::made_by_form(tx, &new.form_key).await?.ok_or(CaseError::NotFound)?;
    let case = storage::owned(tx, number).await?.ok_or(CaseError::NotFound)?;
    let first = storage::content_at(tx, &case, 1).await?;
    let same_owner = case.body.is_some() || case.owner_code == new.owner_code;
    if !same_owner || (case.content != *content && first.as_ref() != Some(content)) {
        return Err(CaseError::SentAgain(Box::new(case)));
    }
    record(tx, &case, "sent again").await?;
    Ok(number)
}

async fn keep_edit(
    tx: &mut Writer,
    number: i64,
    version: i64,
    at: Timestamp,
    on_behalf_of: &str,
    changed: &str,
    content: &Content,
) -> Result<(), CaseError> {
    use foundation::permissions::Actor as _;
    let (at, by) = (at.to_string(), tx.actor().label());
    let edit = NewEdit { number, version, at: &at, by: &by, on_behalf_of, changed, content };
    Ok(storage::keep_edit(tx, &edit).await?)
}

/// Puts a new content in the place of version `version`. Saving what stands there already is no
/// conflict: the same form was sent twice.
pub async fn revise(
    tx: &mut WriteTx<DraftCases>,
    number: i64,
    version: i64,
    content: &Content,
    is_reviewer: bool,
) -> Result<(), CaseError> {
    let case = storage::owned(tx, number).await?.ok_or(CaseError::NotFound)?;
    if case.content == *content {
        return record(tx, &case, "unchanged").await;
    }
    if !rules::may_edit(case.state, is_reviewer) {
        return Err(CaseError::Refused(Refusal::WrongState(case.state)));
    }
    if case.version != version {
        return Err(CaseError::Changed(Box::new(case)));
    }
    rules::may_stand(case.state, content).map_err(CaseError::Refused)?;
    let whom = proxy_for_case(tx.actor(), &case).unwrap_or_default();
    replace(tx, &case, version, content, &whom).await?;
    if !whom.is_empty() {
        tx.act_on_behalf_of(whom);
    }
    indexing::index(tx, number).await?;
    record(tx, &case, "revised").await
}

/// Another content in the place of the one at `version`, with the edit kept.
async fn replace(tx: &mut Writer, case: &Case, version: i64, content: &Content, whom: &str) -> Result<(), CaseError> {
    let number = case.number;
    let owner = owner_of(tx, case).await?;
    let (places, search) = placed(tx, content, &owner).await?;
    let at = tx.core().clock.now();
    let prefecture = owner.columns(&places).prefecture_code;
    if !storage::update(tx, number, version, content, &search, &prefecture, at).await? {
        return Err(CaseError::Changed(Box::new(case.clone())));
    }
    if storage::edits(tx, case).await?.is_empty() {
        // Written before edits were kept: what stood there is kept now.
        let before = NewEdit {
            number,
            version: case.version,
            at: &case.updated_at,
            by: "",
            on_behalf_of: "",
            changed: "",
            content: &case.content,
        };
        storage::keep_edit(tx, &before).await?;
    }
    let changed = differences(&case.content, content, Names::default());
    let changed = changed.into_iter().map(|d| d.label).collect::<Vec<_>>().join("\n");
    keep_edit(tx, number, case.version + 1, at, whom, &changed, content).await?;
    if content.co_owners == case.content.co_owners {
        return Ok(());
    }
    if case.corrects.is_none() {
        storage::forget_consents(tx, number, &content.co_owners).await?;
    }
    co_owning::ask(tx, number).await
}

async fn record(tx: &mut Writer, case: &Case, what: &str) -> Result<(), CaseError> {
    Ok(tx.record(Entry::of("case", case.number).detail(json!({ "what": what, "version": case.version }))).await?)
}

/// The step's row and the audit row, both with whom it was done for.
async fn step(
    tx: &mut Writer,
    number: i64,
    state: State,
    owner: &str,
    body: Option<i64>,
    at: Timestamp,
    remark: &str,
) -> Result<(), CaseError> {
    // Writing and handing in is done for the owner; looking at it and publishing is the office's own work.
    let whom = match state {
        State::Draft | State::InDecision | State::InReview | State::Discarded => {
            proxy_for(tx.actor(), owner, body).unwrap_or_default()
        }
        State::Returned | State::Published | State::Archived => String::new(),
    };
    if !whom.is_empty() {
        tx.act_on_behalf_of(whom.clone());
    }
    storage::add_step(tx, number, at, state, &whom, remark).await?;
    indexing::index(tx, number).await?;
    tx.record(Entry::of("case", number).detail(json!({ "state": state.id() }))).await?;
    Ok(())
}

async fn load<A: Action<Policy = Renkei>>(tx: &mut WriteTx<A>, number: i64) -> Result<Case, CaseError> {
    storage::owned(tx, number).await?.ok_or(CaseError::NotFound)
}

/// What only the town (or prefecture, or body) decides that brought the case in, not those who own it with her.
fn leading<A: Action<Policy = Renkei>>(tx: &WriteTx<A>, case: &Case) -> Result<(), CaseError> {
    if storage::leads(tx.scope(), case) { Ok(()) } else { Err(CaseError::NotFound) }
}

async fn go<A: Action<Policy = Renkei>>(
    tx: &mut WriteTx<A>,
    case: &Case,
    to: State,
    remark: &str,
    published_at: Option<Timestamp>,
) -> Result<(), CaseError> {
    let at = tx.core().clock.now();
    if !storage::set_state(tx, case.number, case.state, to, at, published_at).await? {
        return Err(CaseError::Changed(Box::new(case.clone())));
    }
    step_of(tx, case, to, at, remark).await?;
    letters::send(tx, case, to, remark).await
}

async fn step_of(tx: &mut Writer, case: &Case, to: State, at: Timestamp, remark: &str) -> Result<(), CaseError> {
    let body = case.body.as_ref().map(|(id, _)| *id);
    step(tx, case.number, to, &case.owner_label(), body, at, remark).await
}

/// 事務局に出す; by way of the owner's own manager, where there is one who has to decide.
pub async fn submit(tx: &mut WriteTx<SubmitCases>, number: i64) -> Result<(), CaseError> {
    let case = load(tx, number).await?;
    if matches!(case.state, State::InDecision | State::InReview) {
        return record(tx, &case, "submitted already").await;
    }
    rules::may_submit(case.state, &case.content).map_err(CaseError::Refused)?;
    let next = if deciding::is_needed(tx, &case).await? { State::InDecision } else { State::InReview };
    go(tx, &case, next, "", None).await
}

/// Publishes for everybody, from `at` on when it is the first time.
pub async fn publish(tx: &mut WriteTx<ReviewCases>, number: i64, at: Timestamp) -> Result<(), CaseError> {
    publish_seen(tx, number, at, correcting::Seen::default()).await
}

/// The same, of a 直し with what was seen of the public text.
pub async fn publish_seen(
    tx: &mut WriteTx<ReviewCases>,
    number: i64,
    at: Timestamp,
    seen: correcting::Seen,
) -> Result<(), CaseError> {
    let case = load(tx, number).await?;
    if case.state == State::Published {
        return record(tx, &case, "published already").await;
    }
    if let Some(corrected) = case.corrects {
        return correcting::publish(tx, &case, corrected, seen).await;
    }
    rules::may_publish(case.state).map_err(CaseError::Refused)?;
    // Published again, it keeps the day on which it was new.
    let first = case.published_at.is_none().then_some(at);
    go(tx, &case, State::Published, "", first).await
}

/// 差し戻す, with the reason.
pub async fn send_back(tx: &mut WriteTx<ReviewCases>, number: i64, reason: &str) -> Result<(), CaseError> {
    let case = load(tx, number).await?;
    if case.state == State::Returned {
        return record(tx, &case, "returned already").await;
    }
    rules::may_return(case.state, reason).map_err(CaseError::Refused)?;
    go(tx, &case, State::Returned, reason.trim(), None).await
}

/// 公開を終える, with the reason, and only when it is meant.
pub async fn archive(
    tx: &mut WriteTx<ArchiveCases>,
    number: i64,
    reason: &str,
    confirmed: bool,
) -> Result<(), CaseError> {
    let case = load(tx, number).await?;
    leading(tx, &case)?;
    if case.state == State::Archived {
        return record(tx, &case, "archived already").await;
    }
    rules::may_archive(case.state, reason, confirmed).map_err(CaseError::Refused)?;
    go(tx, &case, State::Archived, reason.trim(), None).await
}
