//! The node's copy of the catalogue: a few hundred rows of words that change a few times a year.

use std::collections::HashSet;
use std::sync::Arc;

use foundation::database::DatabaseError;

use crate::model::{Indicator, Listed};
use crate::permissions::Reader;
use crate::storage;

#[derive(Default)]
struct Catalogue {
    stamp: Option<(i64, i64, String)>,
    indicators: Arc<Vec<Indicator>>,
}

/// Every indicator, those not offered any more too, in the order they are shown. One small statement while nothing changes.
pub async fn current(db: &mut Reader) -> Result<Arc<Vec<Indicator>>, DatabaseError> {
    let shared = db.core().settings.copies.of::<Catalogue>();
    let stamp = storage::catalogue_stamp(db).await?;
    if let Some(known) = shared.look(|copy| (copy.stamp.as_ref() == Some(&stamp)).then(|| Arc::clone(&copy.indicators)))
    {
        return Ok(known);
    }
    let indicators = Arc::new(storage::indicators(db, true).await?);
    shared.change(|copy| *copy = Catalogue { stamp: Some(stamp), indicators: Arc::clone(&indicators) });
    Ok(indicators)
}

/// The catalogue, and of what a municipality has a value within reach.
pub async fn listed(db: &mut Reader, all: &[Indicator], code: &str) -> Result<Vec<Listed>, DatabaseError> {
    let valued: HashSet<String> = storage::valued(db, code).await?.into_iter().map(|(id,)| id).collect();
    let one = |one: &Indicator| Listed {
        id: one.id.clone(),
        scene: one.scene.clone(),
        name: one.name.clone(),
        beside: one.beside.clone(),
        retired: one.retired,
        has: valued.contains(&one.id),
    };
    Ok(all.iter().map(one).collect())
}
