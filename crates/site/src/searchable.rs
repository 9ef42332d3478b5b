//! What the search looks through: one line per feature, in the order of the page.

use foundation::database::DatabaseError;

use crate::permissions::Reader;
use crate::search::{Asked, HitGroup};
use crate::shared::Link;

pub async fn everything(db: &mut Reader, asked: &Asked) -> Result<Vec<HitGroup>, DatabaseError> {
    Ok(vec![
        crate::regions::found(db, asked).await?,
        crate::cases::found(db, asked).await?,
        crate::library::found(db, asked).await?,
        crate::surveys::found(db, asked).await?,
    ])
}

/// What is wrong with a municipality's code that was typed, and the page of the place probably meant.
pub async fn about_code(db: &mut Reader, typed: &str) -> Result<Option<(String, Vec<Link>)>, DatabaseError> {
    crate::regions::about_code(db, typed).await
}

/// How many published texts hold one of the needles (folded): what a change of the synonyms reaches.
pub async fn count_holding(db: &mut Reader, needles: &[String]) -> Result<i64, DatabaseError> {
    crate::cases::count_holding(db, needles).await
}
