//! The node's copy of the published cases, brought up to date by what the search's index says has changed: whatever is published,
//! mended or taken down goes through it.

use std::sync::Arc;

use foundation::database::DatabaseError;

use super::indexing::KIND;
use crate::cases::model::{Answers, Published};
use crate::cases::storage;
use crate::copies::Shared;
use crate::permissions::{LookAtCases, Reader};
use crate::search::{self, Asked};
use foundation::Action as _;

/// As new as the database.
pub async fn current(db: &mut Reader) -> Result<Arc<Shared<Published>>, DatabaseError> {
    let shared = db.core().settings.copies.of::<Published>();
    if search::changes(db, &shared.look(|copy| copy.feed)).await?.is_none() {
        return Ok(shared);
    }
    let updating = shared.updating.lock().await;
    if let Some(changes) = search::changes(db, &shared.look(|copy| copy.feed)).await? {
        // A place's figures come with the place.
        if changes.anew || changes.keys.iter().any(|(kind, _)| kind == crate::searchable::REGION) {
            let mut copy = Published::of(storage::index(db, None).await?);
            copy.feed = changes.feed;
            shared.change(|known| *known = copy);
        } else {
            let of_case = changes.keys.iter().filter(|(kind, _)| kind == KIND);
            let numbers: Vec<i64> = of_case.filter_map(|(_, key)| key.parse().ok()).collect();
            let rows = storage::index(db, Some(&numbers)).await?;
            shared.change(|copy| {
                if !numbers.is_empty() {
                    copy.replace(&numbers, rows);
                }
                copy.feed = changes.feed;
            });
        }
    }
    drop(updating);
    Ok(shared)
}

/// What was typed, word by word, and how well the published cases answer it; `None` where nothing was typed.
pub async fn answered(db: &mut Reader, typed: &str) -> Result<(Asked, Option<Answers>), DatabaseError> {
    let (asked, answers) = search::answered(db, &[LookAtCases::NAME.to_owned()], KIND, typed).await?;
    let numbered = |answers: search::Answers| {
        answers.into_iter().filter_map(|(key, held)| Some((key.parse().ok()?, held))).collect()
    };
    Ok((asked, answers.map(numbered)))
}
