//! Keeping this node's copy of the index as the database is: looked at with every search, so that what was committed before is
//! found, and what was taken out is not.

use std::collections::BTreeMap;
use std::sync::Arc;

use foundation::database::DatabaseError;
use foundation::permissions::GateError;
use text_index::{Index, Text};

use crate::copies::Shared;
use crate::permissions::{Actor, AppCore, Reader, Search};
use crate::search::model::{Copy, Feed, Kept, Synonym};
use crate::search::rules::SOURCE;
use crate::search::storage::{self, CopiedRow};
use japanese::fold::fold;

/// Things read at once.
const AT_ONCE: i64 = 1_000;
/// Letters of a thing that is put in beside the searches, which do not wait for it: a file of fifty megabytes takes seconds.
const LARGE: i64 = 1_000_000;

/// The copy, as new as the database but for large things that came in a moment ago.
pub async fn current(db: &mut Reader) -> Result<Arc<Shared<Copy>>, DatabaseError> {
    let shared = db.core().settings.copies.of::<Copy>();
    let feed = storage::feed(db).await?;
    if !shared.look(|copy| copy.feed.holds(&feed)) {
        let updating = shared.updating.lock().await;
        // Somebody else may have done it meanwhile.
        let feed = storage::feed(db).await?;
        let held = shared.look(|copy| copy.feed);
        if !held.holds(&feed) {
            if held.made == feed.made && held.number > 0 {
                follow(db, &shared, held, feed).await?;
            } else {
                let copy = whole(db, feed).await?;
                shared.change(|known| *known = copy);
            }
        }
        drop(updating);
    }
    if shared.look(Copy::is_behind) && shared.change(Copy::catches_up) {
        let (core, copy) = (db.core().clone(), shared.clone());
        tokio::spawn(async move {
            if let Err(error) = catch_up(&core, &copy).await {
                // What is left is taken up by the next search.
                tracing::warn!(%error, "a large text could not be copied");
                copy.change(|copy| copy.is_catching_up = false);
            }
        });
    }
    Ok(shared)
}

/// Puts in the large things that wait for it. They are read and cut into tokens while the copy is looked at by everybody.
async fn catch_up(core: &Arc<AppCore>, shared: &Shared<Copy>) -> Result<(), GateError> {
    while let Some((thing, number)) = shared.change(Copy::next_large) {
        let mut db = core.read::<Search>(Actor::Console, "search.copy").await?;
        let rows = storage::copied_of(&mut db, &[thing]).await?;
        drop(db);
        let places = shared.look(|copy| copy.places.clone());
        let part = tokio::task::spawn_blocking(move || part(&places, rows)).await;
        let Ok(part) = part else {
            tracing::error!(thing, "a large text broke what copies it");
            shared.change(|copy| copy.large.remove(&thing));
            continue;
        };
        // What was taken out, or came in anew, since it was read is not put back.
        shared.change(|copy| {
            if copy.large.get(&thing) == Some(&number) {
                copy.large.remove(&thing);
                copy.index.absorb(part);
            }
        });
    }
    Ok(())
}

/// What changed in the index since a copy was made.
pub struct Changes {
    /// Where the index stands now.
    pub feed: Feed,
    /// It was made anew: what is known of it is worth nothing.
    pub anew: bool,
    /// Kind and key of what was put in or taken out.
    pub keys: Vec<(String, String)>,
}

/// For copies that features keep of what they put into the index; `None` where nothing of it changed.
pub async fn changes(db: &mut Reader, since: &Feed) -> Result<Option<Changes>, DatabaseError> {
    let feed = storage::feed(db).await?;
    if since.made == feed.made && since.number >= feed.number && since.number > 0 {
        return Ok(None);
    }
    let anew = since.made != feed.made || since.number == 0;
    let keys = if anew { Vec::new() } else { storage::keys_after(db, since.number).await? };
    Ok(Some(Changes { feed, anew, keys }))
}

pub async fn synonyms(db: &mut Reader) -> Result<Arc<Vec<Synonym>>, DatabaseError> {
    Ok(current(db).await?.look(Copy::synonyms))
}

/// Makes the copy before anybody asks: the first search would wait for it.
pub async fn warm(core: &Arc<AppCore>) -> Result<(), GateError> {
    let mut db = core.read::<Search>(Actor::Console, "search.copy").await?;
    current(&mut db).await?;
    Ok(())
}

async fn whole(db: &mut Reader, feed: Feed) -> Result<Copy, DatabaseError> {
    let mut copy = Copy::default();
    copy.feed = feed;
    copy.learn(storage::synonyms(db).await?);
    copy.place_shelves(storage::shelf_rows(db).await?);
    let mut after = 0;
    while let Some(last) = storage::next_things(db, after, AT_ONCE).await? {
        let rows = storage::copied_between(db, after, last).await?;
        put(&mut copy.index, &copy.places, rows);
        after = last;
    }
    Ok(copy)
}

/// What changed since.
async fn follow(db: &mut Reader, shared: &Shared<Copy>, held: Feed, feed: Feed) -> Result<(), DatabaseError> {
    if held.words < feed.words {
        let synonyms = storage::synonyms(db).await?;
        shared.change(|copy| copy.learn(synonyms));
    }
    if held.number < feed.number {
        let removed = storage::removed_after(db, held.number).await?;
        shared.change(|copy| {
            for (thing,) in &removed {
                copy.forget(*thing);
            }
        });
        let changed = storage::changed_after(db, held.number).await?;
        if !changed.is_empty() {
            let shelves = storage::shelf_rows(db).await?;
            shared.change(|copy| copy.place_shelves(shelves));
        }
        let (large, small): (Vec<_>, Vec<_>) = changed.into_iter().partition(|(_, letters)| *letters > LARGE);
        // Where it stood before, nobody may find it any more.
        shared.change(|copy| {
            for (thing, _) in &large {
                copy.put_off(*thing, feed.number);
            }
        });
        let small: Vec<i64> = small.into_iter().map(|(thing, _)| thing).collect();
        for things in small.chunks(usize::try_from(AT_ONCE).unwrap_or(usize::MAX)) {
            let rows = storage::copied_of(db, things).await?;
            let part = part(&shared.look(|copy| copy.places.clone()), rows);
            shared.change(|copy| {
                for thing in things {
                    copy.forget(*thing);
                }
                copy.index.absorb(part);
            });
        }
    }
    if held.opened < feed.opened {
        for (thing, times) in storage::opened_after(db, held.opened).await? {
            shared.change(|copy| copy.index.kept(thing).for_each(|kept| kept.opened = times));
        }
    }
    shared.change(|copy| copy.feed = feed);
    Ok(())
}

/// An index of these passages alone.
fn part(places: &BTreeMap<i64, u32>, rows: Vec<CopiedRow>) -> Index<Kept> {
    let mut index = Index::default();
    put(&mut index, places, rows);
    index
}

/// Puts passages in, those of a thing side by side. `places`: of each shelf by its number.
fn put(index: &mut Index<Kept>, places: &BTreeMap<i64, u32>, rows: Vec<CopiedRow>) {
    let mut rows = rows.into_iter().peekable();
    while let Some(thing) = rows.peek().map(|row| row.thing_id) {
        let mut texts = Vec::new();
        let mut title: Box<str> = Box::default();
        while let Some(row) = rows.next_if(|row| row.thing_id == thing) {
            // A shelf that came in after these were read: the next search puts the thing in its place.
            let Some(shelf) = places.get(&row.shelf_id).copied() else { continue };
            if texts.is_empty() {
                title = fold(&row.title).into();
            }
            texts.push(text(row, shelf, title.clone()));
        }
        index.put(thing, texts);
    }
}

fn text(row: CopiedRow, shelf: u32, title: Box<str>) -> Text<Kept> {
    // What a part is called is among what it is about.
    let tags = if row.heading.is_empty() { row.tags } else { format!("{}\n{}", row.tags, fold(&row.heading)) };
    Text {
        id: row.passage_id,
        thing: row.thing_id,
        shelf,
        // What has no number is asked for by its key.
        number: row.key.parse().unwrap_or(0),
        title,
        tags: tags.trim_matches('\n').into(),
        body: fold(&row.body).into(),
        kept: Kept {
            key: row.key.into(),
            dated: row.dated.get(..10).and_then(|day| day.parse().ok()),
            is_source: row.heading == SOURCE,
            opened: row.opened,
        },
    }
}
