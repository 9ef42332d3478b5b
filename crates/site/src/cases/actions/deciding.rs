//! 所属の承認: the manager of the town (or prefecture) decides what her own people handed in, before the office sees it.

use foundation::database::DatabaseError;
use japanese::wareki::FiscalYear;

use super::{CaseError, go, leading, letters, load, record};
use crate::cases::model::{Case, State};
use crate::cases::rules;
use crate::cases::storage;
use crate::permissions::{DecideCases, Scope, SubmitCases, WriteTx, Writer, reach_of};

/// The setting of a programme year that asks for it.
const SETTING: &str = "cases.own_decision";
/// What stands in the history when the manager has decided.
const APPROVED: &str = "所属の管理者が承認しました。";

/// Whether a case that is handed in waits for its owner's own decision.
pub(super) async fn is_needed(tx: &mut WriteTx<SubmitCases>, case: &Case) -> Result<bool, CaseError> {
    let decides_herself = reach_of::<DecideCases>(tx.actor()).is_some_and(|scope| storage::leads(&scope, case));
    let is_office = matches!(tx.scope(), Scope::Programmes(_) | Scope::All);
    let deciders = letters::deciders(tx, case).await?.len();
    let asks = year_asks(tx, case).await?;
    Ok(rules::waits_for_own_decision(asks, deciders, decides_herself, is_office))
}

async fn year_asks(tx: &mut Writer, case: &Case) -> Result<bool, DatabaseError> {
    let Some(programme) = case.programme else { return Ok(true) };
    let year = FiscalYear::of(tx.core().clock.today());
    let settings = crate::programmes::settings_of(tx, programme, year.0).await?;
    Ok(settings.is_none_or(|settings| settings.is_on(SETTING)))
}

/// 承認して事務局に出す.
pub async fn approve(tx: &mut WriteTx<DecideCases>, number: i64) -> Result<(), CaseError> {
    let case = load(tx, number).await?;
    leading(tx, &case)?;
    if case.state == State::InReview {
        return record(tx, &case, "submitted already").await;
    }
    rules::may_decide(case.state).map_err(CaseError::Refused)?;
    go(tx, &case, State::InReview, APPROVED, None).await
}

/// 書いた人に返す, with the reason.
pub async fn decline(tx: &mut WriteTx<DecideCases>, number: i64, reason: &str) -> Result<(), CaseError> {
    let case = load(tx, number).await?;
    leading(tx, &case)?;
    if case.state == State::Returned {
        return record(tx, &case, "returned already").await;
    }
    rules::may_decline(case.state, reason).map_err(CaseError::Refused)?;
    go(tx, &case, State::Returned, reason.trim(), None).await
}
