//! Whose year it is: programmes with their owner, their office and their fiscal years. Every date,
//! limit and quota of a later feature belongs to a programme year.

pub mod actions;
pub(crate) mod storage;

use foundation::database::{Connection, DatabaseError};
use jiff::civil::Date;

/// The programmes an organisation owns, or is the office of today: what the reach `prog` means.
pub async fn of_organisation(db: &mut Connection, organisation: i64, today: Date) -> Result<Vec<i64>, DatabaseError> {
    storage::of_organisation(db, organisation, today).await
}
