//! The node's copy of the published cases, brought up to date by what the search's index says has changed: whatever is published,
//! mended or taken down goes through it.

use std::sync::Arc;

use foundation::database::DatabaseError;

use super::indexing::KIND;
use crate::cases::model::{Answered, Published};
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
            let copy = Published::of(storage::index(db, None).await?).as_of(changes.feed);
            shared.change(|known| *known = copy);
        } else {
            let of_case = changes.keys.iter().filter(|(kind, _)| kind == KIND);
            let numbers: Vec<i64> = of_case.filter_map(|(_, key)| key.parse().ok()).collect();
            let rows = storage::index(db, Some(&numbers)).await?;
            shared.change(|copy| {
                if !numbers.is_empty() {
                    copy.replace(&numbers, rows, changes.feed.number);
                }
                copy.feed = changes.feed;
            });
        }
    }
    drop(updating);
    Ok(shared)
}

/// What was typed, word by word, and how well the published cases answer it; `None` where nothing was typed.
pub async fn answered(
    db: &mut Reader,
    published: &Shared<Published>,
    typed: &str,
) -> Result<(Asked, Option<Arc<Answered>>), DatabaseError> {
    let asked = search::expand(db, typed).await?;
    if asked.is_empty() {
        return Ok((asked, None));
    }
    let needles: Vec<Vec<String>> = asked.words.iter().map(|word| word.needles.clone()).collect();
    if let Some(known) = published.look(|copy| copy.known(&needles)) {
        return Ok((asked, Some(known)));
    }
    let (feed, answers) = search::answered(db, &[LookAtCases::NAME.to_owned()], KIND, &asked);
    let answered = published.look(|copy| copy.learn(needles, &answers, feed));
    Ok((asked, Some(answered)))
}
