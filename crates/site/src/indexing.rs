//! The search's index as a whole: made anew from what the features hold, and held against them. One line per feature.

use std::sync::Arc;

use foundation::database::DatabaseError;
use foundation::permissions::GateError;

use crate::permissions::{Actor, AppCore, Reader, RebuildSearch, WriteTx};
use crate::searchable::{self, KINDS};

/// The index made anew, from what the features hold. Answers things and passages.
pub async fn rebuild(tx: &mut WriteTx<RebuildSearch>) -> Result<(i64, i64), DatabaseError> {
    crate::search::clear(tx).await?;
    crate::regions::index_all(tx).await?;
    crate::cases::index_all(tx).await?;
    crate::library::index_all(tx).await?;
    crate::surveys::index_all(tx).await?;
    crate::search::rebuilt(tx).await
}

/// The index made anew where it is of another form than this program's: at the first start, after an update.
pub async fn ensure(core: &Arc<AppCore>) -> Result<(), GateError> {
    const REQUEST: &str = "search-index";
    let mut look = core.read::<RebuildSearch>(Actor::Console, REQUEST).await?;
    if crate::search::is_current(&mut look).await? {
        return Ok(());
    }
    drop(look);
    let mut tx = core.write::<RebuildSearch>(Actor::Console, REQUEST).await?;
    rebuild(&mut tx).await?;
    tx.commit_recorded().await?;
    Ok(())
}

/// What is in the index and should not be, and what should be in it and is not: kinds with how many of each.
pub async fn differences(db: &mut Reader) -> Result<Vec<(&'static str, usize, usize)>, DatabaseError> {
    let mut found = Vec::new();
    for (kind, mut wanted) in [
        (searchable::CASE, crate::cases::indexed(db).await?),
        (searchable::REGION, crate::regions::indexed(db).await?),
        (searchable::DOCUMENT, crate::library::in_index(db).await?),
        (searchable::SURVEY, crate::surveys::indexed(db).await?),
    ] {
        let held = crate::search::keys(db, kind).await?;
        let surplus = held.iter().filter(|key| !wanted.contains(key)).count();
        wanted.retain(|key| !held.contains(key));
        if surplus + wanted.len() > 0 {
            let label = KINDS.iter().find(|known| known.id == kind).map_or(kind, |known| known.label);
            found.push((label, wanted.len(), surplus));
        }
    }
    Ok(found)
}
