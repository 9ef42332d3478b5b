//! 募集する: a call for cases is made, changed, ended; a case is handed to it, and taken out.

use foundation::audit::Entry;
use foundation::database::DatabaseError;
use foundation::permissions::Actor as _;
use serde_json::json;

use super::{CaseError, load};
use crate::cases::model::{Case, Collection};
use crate::cases::rules::{self, Refusal, collections::OwnerKind};
use crate::cases::storage;
use crate::permissions::{CollectCases, DraftCases, LookAtCaseCollections, Reader, Scope, WriteTx, Writer, reach_of};

fn entry(id: i64, what: &str) -> Entry {
    Entry::of("case_collection", id).detail(json!({ "what": what }))
}

/// Who calls: a prefecture its own towns and itself, an office in its programme.
async fn caller(tx: &mut WriteTx<CollectCases>, new: &mut Collection) -> Result<(), DatabaseError> {
    let scope = tx.scope().clone();
    (new.programme_id, new.prefecture_code) = match scope {
        Scope::Programmes(own) => (own.first().copied(), None),
        Scope::Prefectures(codes) => (crate::programmes::first(tx).await?, codes.first().cloned()),
        _ => (crate::programmes::first(tx).await?, None),
    };
    Ok(())
}

/// The same form sent again leads to the collection it made the first time.
pub async fn call(tx: &mut WriteTx<CollectCases>, new: &Collection, form_key: &str) -> Result<i64, CaseError> {
    let mut new = new.clone();
    caller(tx, &mut new).await?;
    let (at, by) = (tx.core().clock.now(), tx.actor().label());
    let Some(id) = storage::insert_collection(tx, &new, form_key, &by, at).await? else {
        let id = storage::collection_of_form(tx, form_key).await?.ok_or(CaseError::NotFound)?;
        tx.record(entry(id, "sent again")).await?;
        return Ok(id);
    };
    tx.record(entry(id, "called")).await?;
    Ok(id)
}

async fn own(tx: &mut WriteTx<CollectCases>, id: i64) -> Result<Collection, CaseError> {
    let scope = tx.scope().clone();
    storage::called_collection(tx, id, &scope).await?.ok_or(CaseError::NotFound)
}

/// `false` when somebody else changed it meanwhile.
pub async fn change(tx: &mut WriteTx<CollectCases>, new: &Collection) -> Result<bool, CaseError> {
    let before = own(tx, new.id).await?;
    let at = tx.core().clock.now();
    if !storage::update_collection(tx, new, at).await? {
        return Ok(false);
    }
    let entry = entry(new.id, "revised")
        .change("title", before.title.as_str(), new.title.as_str())
        .change("opens_on", before.opens_on.as_str(), new.opens_on.as_str())
        .change("closes_on", before.closes_on.as_str(), new.closes_on.as_str());
    tx.record(entry).await?;
    Ok(true)
}

/// 締め切る, and 再開する.
pub async fn close(tx: &mut WriteTx<CollectCases>, id: i64, closes: bool) -> Result<(), CaseError> {
    let collection = own(tx, id).await?;
    if collection.closed_at.is_some() == closes {
        tx.record(entry(id, "unchanged")).await?;
        return Ok(());
    }
    let at = tx.core().clock.now();
    storage::close_collection(tx, id, closes.then_some(at), at).await?;
    tx.record(entry(id, if closes { "closed" } else { "opened again" })).await?;
    Ok(())
}

/// A collection that somebody who writes cases may hand some to.
pub async fn offered(db: &mut Reader, id: i64) -> Result<Option<Collection>, DatabaseError> {
    let Some(scope) = reach_of::<LookAtCaseCollections>(db.actor()) else { return Ok(None) };
    storage::seen_collection(db, id, &scope).await
}

/// Hands a case to a collection, as a part of what is done with it.
pub(super) async fn put_in(tx: &mut Writer, id: i64, case: &Case) -> Result<(), CaseError> {
    let collection = offered(tx, id).await?.ok_or(CaseError::NotFound)?;
    let today = tx.core().clock.today();
    let refused = |sentence: String| CaseError::Refused(Refusal::Collection(sentence));
    let owner = OwnerKind::of(case);
    rules::may_collect(&collection, owner, &case.prefecture_code, today).map_err(refused)?;
    let at = tx.core().clock.now();
    storage::collect(tx, id, case.number, at).await?;
    tx.record(entry(id, "case handed in")).await?;
    Ok(())
}

pub async fn hand_in(tx: &mut WriteTx<DraftCases>, id: i64, number: i64) -> Result<(), CaseError> {
    let case = load(tx, number).await?;
    put_in(tx, id, &case).await
}

/// As long as the collection is open.
pub async fn take_out(tx: &mut WriteTx<DraftCases>, id: i64, number: i64) -> Result<(), CaseError> {
    let case = load(tx, number).await?;
    let collection = offered(tx, id).await?.ok_or(CaseError::NotFound)?;
    if !storage::is_collected(tx, id, number).await? {
        return Err(CaseError::NotFound);
    }
    let today = tx.core().clock.today();
    if collection.phase(today) != crate::cases::model::Phase::Open {
        let sentence = "この募集は締め切られているため、外せません。募集したところに相談してください。".to_owned();
        return Err(CaseError::Refused(Refusal::Collection(sentence)));
    }
    storage::take_out(tx, id, case.number).await?;
    tx.record(entry(id, "case taken out")).await?;
    Ok(())
}
