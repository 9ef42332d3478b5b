//! Forgetting what nobody needs any more about signing in.

use foundation::Timestamp;
use foundation::audit::Entry;
use foundation::web::PageError;
use serde_json::json;

use crate::people::rules;
use crate::people::storage::{codes, sessions, sign_ins};
use crate::permissions::{TidyPeople, WriteTx};

/// Removes codes and sessions that are over, old login history, and networks of more than a day ago. Answers
/// whether there was anything; then it is recorded, how much.
pub async fn tidy_people(tx: &mut WriteTx<TidyPeople>) -> Result<bool, PageError> {
    let core = tx.core().clone();
    let horizons = rules::horizons(core.clock.now(), core.settings.sign_in.history_months);
    let first_kept = horizons.history.to_zoned(foundation::clock::japan()).map_err(PageError::broken)?.timestamp();
    let codes_gone = codes::delete_expired(tx, horizons.codes).await?;
    let sessions_gone = sessions::delete_over(tx, horizons.sessions, core.settings.sign_in.idle_hours * 3600).await?;
    let history_gone = sign_ins::delete_old(tx, Timestamp::new(first_kept)).await?;
    let networks_gone =
        codes::forget_networks(tx, horizons.networks).await? + sign_ins::forget_networks(tx, horizons.networks).await?;
    if codes_gone + sessions_gone + history_gone + networks_gone == 0 {
        return Ok(false);
    }
    let detail = json!({
        "codes": codes_gone, "sessions": sessions_gone, "sign_ins": history_gone, "networks": networks_gone,
    });
    tx.record(Entry::of("people", "sign_in_records").detail(detail)).await?;
    Ok(true)
}
