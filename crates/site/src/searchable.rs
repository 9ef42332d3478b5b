//! What the search looks through: one line per feature, in the order of the page.

use foundation::database::DatabaseError;

use crate::permissions::Reader;
use crate::search::{Asked, HitGroup};

pub async fn everything(db: &mut Reader, asked: &Asked) -> Result<Vec<HitGroup>, DatabaseError> {
    Ok(vec![crate::regions::found(db, asked).await?, crate::cases::found(db, asked).await?])
}

/// How many published texts hold one of the needles (folded): what a change of the synonyms reaches.
pub async fn count_holding(db: &mut Reader, needles: &[String]) -> Result<i64, DatabaseError> {
    crate::cases::count_holding(db, needles).await
}
