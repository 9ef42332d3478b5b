//! What municipalities say to owning a case together with another one.

use foundation::database::DatabaseError;
use foundation::{Timestamp, sql};

use crate::permissions::Writer;

/// Asks a municipality; `agreed` where it need not be asked. False when it was asked before.
pub async fn ask_consent(
    db: &mut Writer,
    case: i64,
    code: &str,
    agreed: bool,
    at: Timestamp,
    by: &str,
) -> Result<bool, DatabaseError> {
    let query = sql(
        "insert into cases_consents (case_id, municipality_code, asked_at, agreed, answered_at, by_label) values (",
    )
    .with("", case)
    .with(", ", code)
    .with(", ", at)
    .then(if agreed { ", true" } else { ", null" })
    .with(", ", agreed.then_some(at))
    .with(", ", by)
    .then(") on conflict do nothing");
    Ok(db.execute(query).await? > 0)
}

/// Those that are named no more: named again, they are asked again. Who has not answered yet stays asked, and gets no second letter
/// when her name comes back.
pub async fn forget_consents(db: &mut Writer, case: i64, named: &[String]) -> Result<(), DatabaseError> {
    let query = sql("delete from cases_consents where agreed is not null and case_id = ").with("", case);
    let query = if named.is_empty() { query } else { query.with_list(" and municipality_code not in ", named) };
    db.execute(query).await?;
    Ok(())
}

/// Its answer, the last one counts; false where it was not asked.
pub async fn answer_consent(
    db: &mut Writer,
    case: i64,
    code: &str,
    agrees: bool,
    at: Timestamp,
    by: &str,
) -> Result<bool, DatabaseError> {
    let query = sql("update cases_consents set agreed = ")
        .with("", agrees)
        .with(", answered_at = ", at)
        .with(", by_label = ", by)
        .with(" where case_id = ", case)
        .with(" and municipality_code = ", code);
    Ok(db.execute(query).await? > 0)
}
