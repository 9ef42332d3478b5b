//! 破棄: a writer puts her own draft aside, takes it back, and after a while the machine removes it.

use foundation::audit::Entry;
use serde_json::json;

use super::{CaseError, indexing, leading, load, record, step_of};
use crate::cases::model::{Case, RESTORED, State};
use crate::cases::rules::{self, KEEP_DISCARDED_DAYS, Refusal};
use crate::cases::storage;
use crate::permissions::{Actor, DiscardCases, RemoveDiscardedCases, Scope, Tier, WriteTx};

/// Who writes for others – an office, a coordinator – throws away only what she wrote herself, not what the town did.
pub fn is_own_writing(actor: &Actor, scope: &Scope, case: &Case) -> bool {
    let writes_for_others = match scope {
        Scope::Programmes(_) => true,
        Scope::Municipalities(_) => actor.tier() != Tier::LocalGovernment,
        _ => false,
    };
    let organisation = actor.member().map(|m| m.organisation);
    !writes_for_others || (case.created_for.is_some() && case.created_for == organisation)
}

fn mine(tx: &WriteTx<DiscardCases>, case: &Case) -> Result<(), CaseError> {
    if is_own_writing(tx.actor(), tx.scope(), case) { Ok(()) } else { Err(CaseError::NotFound) }
}

pub async fn discard(tx: &mut WriteTx<DiscardCases>, number: i64, reason: &str) -> Result<(), CaseError> {
    let case = load(tx, number).await?;
    leading(tx, &case)?;
    mine(tx, &case)?;
    if case.state == State::Discarded {
        return record(tx, &case, "discarded already").await;
    }
    rules::may_discard(case.state).map_err(CaseError::Refused)?;
    let at = tx.core().clock.now();
    if !storage::put_aside(tx, number, Some(at)).await? {
        return Err(CaseError::Changed(Box::new(case)));
    }
    step_of(tx, &case, State::Discarded, at, reason.trim()).await
}

/// Back to where it was.
pub async fn restore(tx: &mut WriteTx<DiscardCases>, number: i64) -> Result<(), CaseError> {
    let case = load(tx, number).await?;
    leading(tx, &case)?;
    mine(tx, &case)?;
    if matches!(case.state, State::Draft | State::Returned) {
        return record(tx, &case, "restored already").await;
    }
    rules::may_restore(case.state).map_err(CaseError::Refused)?;
    if let Some(corrected) = case.corrects
        && storage::correction_of(tx, corrected).await?.is_some()
    {
        return Err(CaseError::Refused(Refusal::CorrectedElsewhere));
    }
    if !storage::put_aside(tx, number, None).await? {
        return Err(CaseError::Changed(Box::new(case)));
    }
    let at = tx.core().clock.now();
    let back = load(tx, number).await?;
    step_of(tx, &back, back.state, at, RESTORED).await
}

/// Removes what was put aside more than [`KEEP_DISCARDED_DAYS`] ago. Answers how many.
pub async fn remove_discarded(tx: &mut WriteTx<RemoveDiscardedCases>) -> Result<usize, CaseError> {
    let before = tx.core().clock.now().seconds_later(-KEEP_DISCARDED_DAYS * 86_400);
    let numbers = storage::put_aside_before(tx, before).await?;
    for number in &numbers {
        storage::remove(tx, *number).await?;
        indexing::index(tx, *number).await?;
        tx.record(Entry::of("case", number).detail(json!({ "what": "removed" }))).await?;
    }
    Ok(numbers.len())
}
