//! Keeping this node's copy of the index as the database is: looked at with every search, so that what was committed before is
//! found, and what was taken out is not.

use std::sync::Arc;

use foundation::database::DatabaseError;
use foundation::permissions::GateError;
use text_index::Text;

use crate::copies::Shared;
use crate::permissions::{Actor, AppCore, Reader, Search};
use crate::search::model::{Copy, Feed, Kept, Synonym};
use crate::search::rules::SOURCE;
use crate::search::storage::{self, CopiedRow};
use japanese::fold::fold;

/// Things read at once.
const AT_ONCE: i64 = 1_000;

/// The copy, as new as the database.
pub async fn current(db: &mut Reader) -> Result<Arc<Shared<Copy>>, DatabaseError> {
    let shared = db.core().settings.copies.of::<Copy>();
    let feed = storage::feed(db).await?;
    if shared.look(|copy| copy.feed.holds(&feed)) {
        return Ok(shared);
    }
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
    Ok(shared)
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
        put(&mut copy, storage::copied_between(db, after, last).await?);
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
        shared.change(|copy| removed.iter().for_each(|(thing,)| copy.index.remove(*thing)));
        let changed: Vec<i64> =
            storage::changed_after(db, held.number).await?.into_iter().map(|(thing,)| thing).collect();
        if !changed.is_empty() {
            let shelves = storage::shelf_rows(db).await?;
            shared.change(|copy| copy.place_shelves(shelves));
        }
        for things in changed.chunks(usize::try_from(AT_ONCE).unwrap_or(usize::MAX)) {
            let rows = storage::copied_of(db, things).await?;
            shared.change(|copy| put(copy, rows));
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

/// Puts passages in, those of a thing side by side.
fn put(copy: &mut Copy, rows: Vec<CopiedRow>) {
    let mut rows = rows.into_iter().peekable();
    while let Some(thing) = rows.peek().map(|row| row.thing_id) {
        let mut texts = Vec::new();
        let mut title: Box<str> = Box::default();
        while let Some(row) = rows.next_if(|row| row.thing_id == thing) {
            // A shelf that came in after these were read: the next search puts the thing in its place.
            let Some(shelf) = copy.shelf(row.shelf_id) else { continue };
            if texts.is_empty() {
                title = fold(&row.title).into();
            }
            texts.push(text(row, shelf, title.clone()));
        }
        copy.index.put(thing, texts);
    }
}

fn text(row: CopiedRow, shelf: u32, title: Box<str>) -> Text<Kept> {
    // What a part is called is among what it is about.
    let tags = if row.heading.is_empty() { row.tags } else { format!("{}\n{}", row.tags, fold(&row.heading)) };
    Text {
        id: row.passage_id,
        thing: row.thing_id,
        shelf,
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
