//! What the search looks through: one line per feature, in the order of the page.

use foundation::database::DatabaseError;

use crate::permissions::Reader;
use crate::search::{Asked, HitGroup};

pub async fn everything(db: &mut Reader, asked: &Asked) -> Result<Vec<HitGroup>, DatabaseError> {
    Ok(vec![crate::regions::found(db, asked).await?, crate::cases::found(db, asked).await?])
}
