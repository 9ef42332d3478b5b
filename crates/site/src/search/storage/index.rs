//! Writing the index: things, passages, words, and the full-text rows, always all of a thing together.

use std::collections::BTreeMap;

use foundation::database::{Arg, DatabaseError, TextRow};
use foundation::sql;
use japanese::bigrams;
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
        put_some(db, &made).await?;
    }
    Ok(())
}

async fn put_some(db: &mut Writer, made: &[Made<'_>]) -> Result<(), DatabaseError> {
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
        ]
    });
    let query = sql("insert into search_things (shelf_id, kind, key, title, href, place, chips, dated) values")
        .with_rows("", rows)
        .then(
            " on conflict (kind, key) do update set shelf_id = excluded.shelf_id, title = excluded.title, \
             href = excluded.href, place = excluded.place, chips = excluded.chips, dated = excluded.dated \
             returning id, kind, key",
        );
    let numbers: Vec<(i64, String, String)> = db.all(query).await?;
    let numbers: BTreeMap<(&str, &str), i64> =
        numbers.iter().map(|(id, kind, key)| ((kind.as_str(), key.as_str()), *id)).collect();
    let ids: Vec<i64> = numbers.values().copied().collect();
    remove_parts(db, &ids).await?;

    let mut narrow = Vec::new();
    let mut bodies = Vec::new();
    let mut words = Vec::new();
    let mut texts: Vec<TextRow> = Vec::new();
    for m in made {
        let Some(thing) = numbers.get(&(m.entry.kind, m.entry.key.as_str())).copied() else { continue };
        let title = fold(&m.entry.title);
        let tags: Vec<String> = m.entry.tags.iter().map(|tag| fold(tag)).collect();
        let tags = lines(&tags);
        for (passage, number) in m.passages.iter().take(MOST_PASSAGES).zip(0_i64..) {
            let id = thing * NUMBERS_PER_THING + number;
            let heading = fold(&passage.heading);
            let head = format!("{title}\n\n{heading}\n\n{}", tags.replace('\n', "\n\n"));
            let body = fold(&passage.text);
            texts.push(TextRow { id, head: bigrams::tokens(&head), body: bigrams::tokens(&body) });
            narrow.push([Arg::from(id), thing.into(), m.shelf.into()]);
            bodies.push([
                Arg::from(id),
                (&passage.heading).into(),
                (&passage.fragment).into(),
                written(&passage.sections).into(),
                (&passage.text).into(),
                (&title).into(),
                lines(&[tags.clone(), heading]).into(),
                body.into(),
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
    for chunk in narrow.chunks(ROWS_PER_STATEMENT) {
        let query = sql("insert into search_passages (id, thing_id, shelf_id) values");
        db.execute(query.with_rows("", chunk.to_vec())).await?;
    }
    for chunk in bodies.chunks(ROWS_PER_STATEMENT) {
        let query = sql(
            "insert into search_bodies (passage_id, heading, fragment, sections, body, title_folded, tags_folded, \
                         body_folded) values",
        );
        db.execute(query.with_rows("", chunk.to_vec())).await?;
    }
    for chunk in words.chunks(ROWS_PER_STATEMENT) {
        let query = sql("insert into search_words (thing_id, word, folded, reading) values");
        db.execute(query.with_rows("", chunk.to_vec())).await?;
    }
    for chunk in texts.chunks(ROWS_PER_STATEMENT) {
        let rows = db.text_rows("search_fts", chunk);
        db.execute(sql("insert into search_fts").append(rows)).await?;
    }
    Ok(())
}

/// Everything of these things but their own row.
async fn remove_parts(db: &mut Writer, things: &[i64]) -> Result<(), DatabaseError> {
    if things.is_empty() {
        return Ok(());
    }
    let of_things = |text: &'static str| sql(text).with_list("", things.iter().copied()).then(")");
    db.execute(of_things("delete from search_fts where rowid in (select id from search_passages where thing_id in "))
        .await?;
    db.execute(of_things(
        "delete from search_bodies where passage_id in (select id from search_passages where thing_id in ",
    ))
    .await?;
    db.execute(sql("delete from search_passages where thing_id in ").with_list("", things.iter().copied())).await?;
    db.execute(sql("delete from search_words where thing_id in ").with_list("", things.iter().copied())).await?;
    Ok(())
}

/// Takes things out of the index; those that are not in it are none.
pub async fn remove(db: &mut Writer, kind: &str, keys: &[String]) -> Result<(), DatabaseError> {
    for chunk in keys.chunks(ROWS_PER_STATEMENT) {
        let query = sql("select id from search_things where kind = ").with("", kind).with_list(" and key in ", chunk);
        let ids: Vec<(i64,)> = db.all(query).await?;
        let ids: Vec<i64> = ids.into_iter().map(|(id,)| id).collect();
        remove_parts(db, &ids).await?;
        if !ids.is_empty() {
            db.execute(sql("delete from search_things where id in ").with_list("", ids.iter().copied())).await?;
        }
    }
    Ok(())
}

/// Empties the index.
pub async fn clear(db: &mut Writer) -> Result<(), DatabaseError> {
    for table in [
        "delete from search_fts where rowid in (select id from search_passages)",
        "delete from search_bodies",
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

/// What the doctor counts: things, passages, passages without text row, passages without body, tokens of actions.
pub async fn figures(db: &mut Reader) -> Result<(i64, i64, i64, i64), DatabaseError> {
    db.one(sql("select (select count(*) from search_things), (select count(*) from search_passages), \
                (select count(*) from search_passages p where p.id not in (select f.rowid from search_fts f)), \
                (select count(*) from search_passages p where p.id not in (select b.passage_id from search_bodies b))"))
        .await
}

/// Keys of everything of a kind that is in the index.
pub async fn keys(db: &mut Reader, kind: &str) -> Result<Vec<String>, DatabaseError> {
    let rows: Vec<(String,)> =
        db.all(sql("select key from search_things where kind = $1 order by key").bind(kind)).await?;
    Ok(rows.into_iter().map(|(key,)| key).collect())
}
