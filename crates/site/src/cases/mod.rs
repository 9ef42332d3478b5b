//! 取組事例: what towns did, told so that another town can use it. Drafted by a municipality (or
//! by the office for it), reviewed by the office, published for everybody.

pub(crate) mod storage;

use foundation::database::DatabaseError;

use crate::permissions::Reader;
use crate::regions::CaseLine;

/// The published cases about a municipality, for its page.
pub async fn lines_of_municipality(db: &mut Reader, code: &str) -> Result<Vec<CaseLine>, DatabaseError> {
    storage::lines_of_municipality(db, code).await
}

/// The newest published cases of a prefecture and its municipalities, for its page.
pub async fn lines_of_prefecture(db: &mut Reader, code: &str) -> Result<Vec<CaseLine>, DatabaseError> {
    storage::lines_of_prefecture(db, code).await
}
