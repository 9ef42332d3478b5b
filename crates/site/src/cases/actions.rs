//! What can be done with a case, verb by verb: permit → load → rule → store → step and audit row.
//! Every action leaves its audit row; the page (or the filling of the demo) commits.

use foundation::Timestamp;
use foundation::audit::Entry;
use foundation::database::DatabaseError;
use foundation::web::PageError;
use serde_json::json;

use super::model::{Case, Content, SearchTexts, State, Trouble};
use super::rules::{self, Refusal};
use super::storage::{self, NewRow};
use crate::permissions::{
    Action, Actor, ArchiveCases, DraftCases, EditTroubles, Reader, Renkei, ReviewCases, Scope, SubmitCases, Tier,
    WriteTx, Writer,
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
            CaseError::Changed(_) => Self::Changed {
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
    /// Code of the municipality or prefecture whose case it is.
    pub owner_code: String,
    pub content: Content,
    /// Drawn when the empty form was shown.
    pub form_key: String,
}

/// 代理投稿: for whom somebody acts who is not an officer of a local government herself: the office,
/// a body, a coordinator contracted for the town.
fn proxy_for(actor: &Actor, owner: &str) -> Option<String> {
    (actor.tier() != Tier::LocalGovernment).then(|| owner.to_owned())
}

async fn search_texts(db: &mut Reader, content: &Content, owner: &NamedPlace) -> Result<SearchTexts, DatabaseError> {
    let troubles = storage::troubles(db).await?;
    let mut places = regions::places_named(db, &content.places).await?;
    if !places.iter().any(|p| p.code == owner.code) {
        places.push(owner.clone());
    }
    Ok(SearchTexts::of(content, &places, &troubles))
}

async fn owner(db: &mut Reader, code: &str) -> Result<NamedPlace, CaseError> {
    let found = regions::places_named(db, &[code.to_owned()]).await?;
    found.into_iter().find(|place| place.code == code).ok_or(CaseError::UnknownOwner)
}

/// Stores a first draft. The same form sent again leads to the case it made the first time.
pub async fn draft(tx: &mut WriteTx<DraftCases>, new: &NewCase) -> Result<i64, CaseError> {
    let scope = tx.scope().clone();
    if !storage::admits(&scope, &new.owner_code) {
        return Err(CaseError::UnknownOwner);
    }
    let owner = owner(tx, &new.owner_code).await?;
    let search = search_texts(tx, &new.content, &owner).await?;
    let member = tx.actor().member().cloned();
    let at = tx.core().clock.now();
    // An office writes in its own programme; everybody else in the one that keeps the library.
    let programme = match &scope {
        Scope::Programmes(own) => own.first().copied(),
        _ => crate::programmes::first(tx).await?,
    };
    let row = NewRow {
        owner: &owner,
        content: &new.content,
        search: &search,
        form_key: &new.form_key,
        created_by: member.as_ref().map(|m| m.person),
        created_for: member.as_ref().map(|m| m.organisation),
        programme,
        at,
    };
    let Some(number) = storage::insert(tx, &row).await? else {
        let number = storage::made_by_form(tx, &new.form_key).await?.ok_or(CaseError::NotFound)?;
        tx.record(Entry::of("case", number).detail(json!({ "what": "sent again" }))).await?;
        return Ok(number);
    };
    step(tx, number, State::Draft, &owner.label(), at, "").await?;
    Ok(number)
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
    let owner = owner(tx, &case.owner_code).await?;
    let search = search_texts(tx, content, &owner).await?;
    let at = tx.core().clock.now();
    if !storage::update(tx, number, version, content, &search, at).await? {
        return Err(CaseError::Changed(Box::new(case)));
    }
    if let Some(whom) = proxy_for(tx.actor(), &case.owner_label()) {
        tx.act_on_behalf_of(whom);
    }
    record(tx, &case, "revised").await
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
    at: Timestamp,
    remark: &str,
) -> Result<(), CaseError> {
    // Writing and handing in is done for the owner; looking at it and publishing is the office's own work.
    let whom = match state {
        State::Draft | State::InReview => proxy_for(tx.actor(), owner).unwrap_or_default(),
        State::Returned | State::Published | State::Archived => String::new(),
    };
    if !whom.is_empty() {
        tx.act_on_behalf_of(whom.clone());
    }
    storage::add_step(tx, number, at, state, &whom, remark).await?;
    tx.record(Entry::of("case", number).detail(json!({ "state": state.id() }))).await?;
    Ok(())
}

async fn load<A: Action<Policy = Renkei>>(tx: &mut WriteTx<A>, number: i64) -> Result<Case, CaseError> {
    storage::owned(tx, number).await?.ok_or(CaseError::NotFound)
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
    step(tx, case.number, to, &case.owner_label(), at, remark).await
}

/// 事務局に出す.
pub async fn submit(tx: &mut WriteTx<SubmitCases>, number: i64) -> Result<(), CaseError> {
    let case = load(tx, number).await?;
    if case.state == State::InReview {
        return record(tx, &case, "submitted already").await;
    }
    rules::may_submit(case.state, &case.content).map_err(CaseError::Refused)?;
    go(tx, &case, State::InReview, "", None).await
}

/// Publishes for everybody, from `at` on.
pub async fn publish(tx: &mut WriteTx<ReviewCases>, number: i64, at: Timestamp) -> Result<(), CaseError> {
    let case = load(tx, number).await?;
    if case.state == State::Published {
        return record(tx, &case, "published already").await;
    }
    rules::may_publish(case.state).map_err(CaseError::Refused)?;
    go(tx, &case, State::Published, "", Some(at)).await
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

/// 公開を終える.
pub async fn archive(tx: &mut WriteTx<ArchiveCases>, number: i64) -> Result<(), CaseError> {
    let case = load(tx, number).await?;
    if case.state == State::Archived {
        return record(tx, &case, "archived already").await;
    }
    rules::may_archive(case.state).map_err(CaseError::Refused)?;
    go(tx, &case, State::Archived, "", None).await
}

/// Puts these entrances by trouble in the place of those before.
pub async fn import_troubles(tx: &mut WriteTx<EditTroubles>, troubles: &[Trouble]) -> Result<(), DatabaseError> {
    let today = tx.core().clock.today().to_string();
    storage::replace_troubles(tx, troubles, &today).await?;
    tx.record(Entry::of("cases", "troubles").detail(json!({ "troubles": troubles.len() }))).await
}
