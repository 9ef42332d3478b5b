//! いっしょに持つ市町村: whom an author names is asked, once, and owns the case when it agrees; until then nobody outside hears of it.

use foundation::audit::Entry;
use foundation::permissions::Actor as _;
use serde_json::json;

use super::{CaseError, indexing, letters};
use crate::cases::storage;
use crate::permissions::{AnswerCoOwnership, Scope, WriteTx, Writer};
use crate::regions;

/// What stands beside an answer that nobody had to give.
const BY_SOURCE: &str = "出典の資料による";

/// Asks those that were not asked before. Who acts for the other town, too, has answered by naming it; what is taken in at the machine
/// rests on a published source.
pub(super) async fn ask(tx: &mut Writer, number: i64) -> Result<(), CaseError> {
    let Some(case) = storage::for_index(tx, number).await? else { return Err(CaseError::NotFound) };
    let (at, scope) = (tx.core().clock.now(), tx.scope().clone());
    for one in &case.unconfirmed {
        let agreed = match &scope {
            Scope::All => true,
            Scope::Municipalities(codes) => codes.contains(&one.code),
            _ => false,
        };
        let by = match &scope {
            Scope::All => BY_SOURCE.to_owned(),
            _ if agreed => tx.actor().label(),
            _ => String::new(),
        };
        if storage::ask_consent(tx, case.root(), &one.code, agreed, at, &by).await? && !agreed {
            letters::asked(tx, &case, &one.code).await?;
        }
    }
    Ok(())
}

/// 同意する, 断る: for the town with this code.
pub async fn answer(
    tx: &mut WriteTx<AnswerCoOwnership>,
    number: i64,
    code: &str,
    agrees: bool,
) -> Result<(), CaseError> {
    let is_hers = storage::admits(tx.scope(), code);
    let case = storage::seen(tx, number).await?.filter(|case| is_hers && case.owner_code != code);
    let case = case.filter(|case| case.content.co_owners.iter().any(|own| own == code)).ok_or(CaseError::NotFound)?;
    let (at, by) = (tx.core().clock.now(), tx.actor().label());
    if !storage::answer_consent(tx, case.root(), code, agrees, at, &by).await? {
        return Err(CaseError::NotFound);
    }
    let town = regions::places_named(tx, &[code.to_owned()]).await?;
    let town = town.iter().find(|place| place.code == code).map_or_else(|| code.to_owned(), regions::NamedPlace::label);
    letters::answered(tx, &case, &town, agrees).await?;
    indexing::index(tx, case.root()).await?;
    indexing::index(tx, number).await?;
    let what = if agrees { "co-ownership agreed" } else { "co-ownership declined" };
    tx.record(Entry::of("case", number).detail(json!({ "what": what, "municipality": code }))).await?;
    Ok(())
}
