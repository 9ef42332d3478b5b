//! Writing the index: things, passages and words, always all of a thing together, and the number of the change.

use std::collections::BTreeMap;

use foundation::database::{Arg, DatabaseError};
use foundation::sql;
use japanese::fold::fold;
use japanese::wareki::FiscalYear;

use crate::permissions::{Reader, Writer};
use crate::search::model::{Entry, Passage, written};
use crate::search::rules::index::{MOST_PASSAGES, passages};

const ROWS_PER_STATEMENT: usize = 200;
/// A thing's passages are numbered within it.
const NUMBERS_PER_THING: i64 = 10_000;

/// A thing's row, folded and cut, before it has its number.
struct Made<'a> {
    entry: &'a Entry,
    shelf: i64,
    passages: Vec<Passage>,
}

fn lines(parts: &[String]) -> String {
    parts.iter().filter(|part| !part.is_empty()).cloned().collect::<Vec<_>>().join("\n")
}

/// The fiscal year of a stored day or moment; 0 for none.
fn year_of(dated: &str) -> i64 {
    let day = dated.get(..10).and_then(|day| day.parse().ok());
    day.map_or(0, |day| i64::from(FiscalYear::of(day).0))
}

type ShelfKey = (String, String, i64, String, String);

fn shelf_of(entry: &Entry) -> ShelfKey {
    let mut scenes = entry.scenes.clone();
    scenes.sort();
    scenes.dedup();
    (entry.kind.to_owned(), entry.prefecture.clone(), year_of(&entry.dated), lines(&scenes), entry.audience.name())
}

/// The numbers of the shelves of these entries; those that are not there yet are made.
async fn shelves(db: &mut Writer, entries: &[Entry]) -> Result<BTreeMap<ShelfKey, i64>, DatabaseError> {
    let wanted: BTreeMap<ShelfKey, Vec<String>> =
        entries.iter().map(|entry| (shelf_of(entry), entry.audience.tokens())).collect();
    let audiences: BTreeMap<&str, &Vec<String>> =
        wanted.iter().map(|((.., audience), tokens)| (audience.as_str(), tokens)).collect();
    let pairs: Vec<[Arg; 2]> = audiences
        .into_iter()
        .flat_map(|(audience, tokens)| tokens.iter().map(move |token| [Arg::from(audience), token.into()]))
        .collect();
    for chunk in pairs.chunks(ROWS_PER_STATEMENT) {
        let query = sql("insert into search_audiences (audience, token) values").with_rows("", chunk.to_vec());
        db.execute(query.then(" on conflict (audience, token) do nothing")).await?;
    }
    let keys: Vec<&ShelfKey> = wanted.keys().collect();
    let mut found = BTreeMap::new();
    for chunk in keys.chunks(ROWS_PER_STATEMENT) {
        let rows = chunk.iter().map(|(kind, prefecture, year, scenes, audience)| {
            [Arg::from(kind), prefecture.into(), (*year).into(), scenes.into(), audience.into()]
        });
        // The conflict changes nothing: it makes a row that is there come back with its number.
        let query = sql("insert into search_shelves (kind, prefecture_code, fiscal_year, scenes, audience) values")
            .with_rows("", rows)
            .then(
                " on conflict (kind, prefecture_code, fiscal_year, scenes, audience) do update set kind = excluded.kind \
                 returning id, kind, prefecture_code, fiscal_year, scenes, audience",
            );
        let made: Vec<(i64, String, String, i64, String, String)> = db.all(query).await?;
        found
            .extend(made.into_iter().map(|(id, kind, prefecture, year, scenes, audience)| {
                ((kind, prefecture, year, scenes, audience), id)
            }));
    }
    Ok(found)
}

/// Puts things into the index, each in the place of what was known of it.
pub async fn put(db: &mut Writer, entries: &[Entry]) -> Result<(), DatabaseError> {
    let changed = next_change(db).await?;
    let shelves = shelves(db, entries).await?;
    for chunk in entries.chunks(ROWS_PER_STATEMENT) {
        let made: Vec<Made> = chunk
            .iter()
            .map(|entry| Made {
                entry,
                shelf: shelves.get(&shelf_of(entry)).copied().unwrap_or_default(),
                passages: passages(&entry.passages),
            })
            .collect();
        put_some(db, changed, &made).await?;
    }
    Ok(())
}

/// The number of this change. Whoever has it is alone with the index until the commit.
async fn next_change(db: &mut Writer) -> Result<i64, DatabaseError> {
    let (number,) = db.one(sql("update search_feed set number = number + 1 returning number")).await?;
    Ok(number)
}

async fn put_some(db: &mut Writer, changed: i64, made: &[Made<'_>]) -> Result<(), DatabaseError> {
    let rows = made.iter().map(|m| {
        let e = m.entry;
        [
            Arg::from(m.shelf),
            e.kind.into(),
            (&e.key).into(),
            (&e.title).into(),
            (&e.href).into(),
            (&e.place).into(),
            lines(&e.chips).into(),
            (&e.dated).into(),
            lines(&e.tags.iter().map(|tag| fold(tag).replace('\n', " ")).collect::<Vec<_>>()).into(),
            changed.into(),
        ]
    });
    let query =
        sql("insert into search_things (shelf_id, kind, key, title, href, place, chips, dated, tags, changed) values")
            .with_rows("", rows)
            .then(
                " on conflict (kind, key) do update set shelf_id = excluded.shelf_id, title = excluded.title, \
             href = excluded.href, place = excluded.place, chips = excluded.chips, dated = excluded.dated, \
             tags = excluded.tags, changed = excluded.changed returning id, kind, key",
            );
    let numbers: Vec<(i64, String, String)> = db.all(query).await?;
    let numbers: BTreeMap<(&str, &str), i64> =
        numbers.iter().map(|(id, kind, key)| ((kind.as_str(), key.as_str()), *id)).collect();
    let ids: Vec<i64> = numbers.values().copied().collect();
    remove_parts(db, &ids).await?;

    let mut bodies = Vec::new();
    let mut words = Vec::new();
    for m in made {
        let Some(thing) = numbers.get(&(m.entry.kind, m.entry.key.as_str())).copied() else { continue };
        for (passage, number) in m.passages.iter().take(MOST_PASSAGES).zip(0_i64..) {
            bodies.push([
                Arg::from(thing * NUMBERS_PER_THING + number),
                thing.into(),
                (&passage.heading).into(),
                (&passage.fragment).into(),
                written(&passage.sections).into(),
                (&passage.text).into(),
            ]);
        }
        let mut seen: Vec<&str> = Vec::new();
        for (word, reading) in m.entry.words.iter().filter(|(word, _)| !word.is_empty()) {
            if !seen.contains(&word.as_str()) {
                seen.push(word);
                words.push([Arg::from(thing), word.into(), fold(word).into(), fold(reading).into()]);
            }
        }
    }
    for chunk in bodies.chunks(ROWS_PER_STATEMENT) {
        let query = sql("insert into search_passages (id, thing_id, heading, fragment, sections, body) values");
        db.execute(query.with_rows("", chunk.to_vec())).await?;
    }
    for chunk in words.chunks(ROWS_PER_STATEMENT) {
        let query = sql("insert into search_words (thing_id, word, folded, reading) values");
        db.execute(query.with_rows("", chunk.to_vec())).await?;
    }
    Ok(())
}

/// Everything of these things but their own row.
async fn remove_parts(db: &mut Writer, things: &[i64]) -> Result<(), DatabaseError> {
    if things.is_empty() {
        return Ok(());
    }
    db.execute(sql("delete from search_passages where thing_id in ").with_list("", things.iter().copied())).await?;
    db.execute(sql("delete from search_words where thing_id in ").with_list("", things.iter().copied())).await?;
    Ok(())
}

/// Takes things out of the index; those that are not in it are none.
pub async fn remove(db: &mut Writer, kind: &str, keys: &[String]) -> Result<(), DatabaseError> {
    if keys.is_empty() {
        return Ok(());
    }
    let changed = next_change(db).await?;
    for chunk in keys.chunks(ROWS_PER_STATEMENT) {
        let query =
            sql("select id, key from search_things where kind = ").with("", kind).with_list(" and key in ", chunk);
        let found: Vec<(i64, String)> = db.all(query).await?;
        let ids: Vec<i64> = found.iter().map(|(id, _)| *id).collect();
        remove_parts(db, &ids).await?;
        if !ids.is_empty() {
            let rows = found.iter().map(|(id, key)| [Arg::from(*id), kind.into(), key.into(), changed.into()]);
            let query = sql("insert into search_removed (thing_id, kind, key, changed) values");
            db.execute(query.with_rows("", rows)).await?;
            db.execute(sql("delete from search_things where id in ").with_list("", ids.iter().copied())).await?;
        }
    }
    Ok(())
}

/// Empties the index.
pub async fn clear(db: &mut Writer) -> Result<(), DatabaseError> {
    for table in [
        "update search_feed set number = number + 1, made = made + 1",
        "delete from search_removed",
        "delete from search_passages",
        "delete from search_words",
        "delete from search_things",
        "delete from search_shelves",
        "delete from search_audiences",
    ] {
        db.execute(sql(table)).await?;
    }
    Ok(())
}

pub async fn made_as(db: &mut Reader) -> Result<String, DatabaseError> {
    let found: Option<(String,)> = db.optional(sql("select value from search_state where name = 'made_as'")).await?;
    Ok(found.map(|(value,)| value).unwrap_or_default())
}

pub async fn note_made_as(db: &mut Writer, form: &str) -> Result<(), DatabaseError> {
    let query = sql("insert into search_state (name, value) values ('made_as', $1) \
                     on conflict (name) do update set value = excluded.value");
    db.execute(query.bind(form)).await?;
    Ok(())
}

/// What the doctor counts: things, passages, things without any.
pub async fn figures(db: &mut Reader) -> Result<(i64, i64, i64), DatabaseError> {
    db.one(sql("select (select count(*) from search_things), (select count(*) from search_passages), \
                (select count(*) from search_things t where not exists \
                (select 1 from search_passages p where p.thing_id = t.id))"))
        .await
}

/// Keys of everything of a kind that is in the index.
pub async fn keys(db: &mut Reader, kind: &str) -> Result<Vec<String>, DatabaseError> {
    let rows: Vec<(String,)> =
        db.all(sql("select key from search_things where kind = $1 order by key").bind(kind)).await?;
    Ok(rows.into_iter().map(|(key,)| key).collect())
}
