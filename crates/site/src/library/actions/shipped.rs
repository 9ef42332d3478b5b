//! What the library holds from the first day: the seven products asked about in 問12 with the figures of their use, and
//! reference pages in our own words. `data/README.md` says what they rest on.

use serde::Deserialize;

use super::{LibraryError, New, add};
use crate::library::extract;
use crate::library::model::{Content, Details, INTRODUCTION, REFERENCE, SeenBy, Taken, Use};
use crate::library::storage;
use crate::permissions::{EditLibrary, Reader, WriteTx};

#[derive(Debug, thiserror::Error)]
pub enum ShippedError {
    #[error("library/data/{0}: {1}")]
    List(&'static str, csv::Error),
    #[error("library/data/{0}: {1}")]
    Text(String, String),
    #[error(transparent)]
    Library(#[from] LibraryError),
}

#[derive(Deserialize)]
struct Entry {
    slug: String,
    kind: String,
    title: String,
    summary: String,
    publisher: String,
    year: Option<i64>,
    /// Parted by blanks.
    scenes: String,
    link: String,
    /// A text of ours, in `data/reference`; empty for a link alone.
    file: String,
}

#[derive(Deserialize)]
struct UseRow {
    slug: String,
    asked: String,
    question: String,
    answer: String,
    number: i64,
    base: i64,
}

const USES_YEAR: i64 = 2025;
const USES_SOURCE: &str = "令和7年度 在宅医療・介護連携推進支援事業 実態調査（問12、問12-1）";

macro_rules! texts {
    ($($file:literal),+ $(,)?) => {
        &[$(($file, include_bytes!(concat!("../data/reference/", $file)) as &[u8])),+]
    };
}

const TEXTS: &[(&str, &[u8])] = texts![
    "p-platform.txt",
    "p-handbook-v4.txt",
    "p-indicators.txt",
    "p-coordinators.txt",
    "p-home-nursing.txt",
    "p-oral-food.txt",
    "p-hubs.txt",
    "roles.txt",
    "laws.txt",
    "council.txt",
    "kakaritsuke.txt",
    "items.txt",
];

fn entries() -> Result<Vec<Entry>, ShippedError> {
    let rows: Result<Vec<Entry>, _> =
        csv::Reader::from_reader(include_bytes!("../data/documents.csv").as_slice()).into_deserialize().collect();
    rows.map_err(|error| ShippedError::List("documents.csv", error))
}

fn uses() -> Result<Vec<UseRow>, ShippedError> {
    let rows: Result<Vec<UseRow>, _> =
        csv::Reader::from_reader(include_bytes!("../data/uses.csv").as_slice()).into_deserialize().collect();
    rows.map_err(|error| ShippedError::List("uses.csv", error))
}

/// Names of what is not there yet; what an office has changed or withdrawn since is there.
pub async fn missing(db: &mut Reader) -> Result<Vec<String>, ShippedError> {
    let known = storage::slugs(db).await.map_err(LibraryError::from)?;
    Ok(entries()?.into_iter().map(|entry| entry.slug).filter(|slug| !known.contains(slug)).collect())
}

/// Puts these in.
pub async fn put_in(tx: &mut WriteTx<EditLibrary>, slugs: &[String]) -> Result<(), ShippedError> {
    let uses = uses()?;
    for entry in entries()?.into_iter().filter(|entry| slugs.contains(&entry.slug)) {
        let new = new(&entry)?;
        let number = add(tx, &new).await?;
        let own = uses.iter().filter(|row| row.slug == entry.slug).map(|row| Use {
            asked: row.asked.clone(),
            question: row.question.clone(),
            answer: row.answer.clone(),
            number: row.number,
            base: row.base,
            year: USES_YEAR,
            source: USES_SOURCE.to_owned(),
        });
        let own: Vec<Use> = own.collect();
        storage::put_uses(tx, number, &own).await.map_err(LibraryError::from)?;
    }
    Ok(())
}

fn new(entry: &Entry) -> Result<New, ShippedError> {
    let bad = |what: &str| ShippedError::Text(entry.file.clone(), what.to_owned());
    let file = if entry.file.is_empty() {
        None
    } else {
        let (name, bytes) = TEXTS.iter().find(|(name, _)| *name == entry.file).ok_or_else(|| bad("no such file"))?;
        let text = extract::of_ours(name, bytes).map_err(|refusal| bad(&refusal.sentence()))?;
        Some(Taken { file_name: format!("{}.txt", entry.title), bytes: bytes::Bytes::from_static(bytes), text })
    };
    Ok(New {
        details: Details {
            title: entry.title.clone(),
            kind: entry.kind.clone(),
            summary: entry.summary.clone(),
            publisher: entry.publisher.clone(),
            year: entry.year,
            scenes: entry.scenes.split_whitespace().map(str::to_owned).collect(),
            tier: SeenBy::Public,
        },
        content: Content {
            link: entry.link.clone(),
            note: if file.is_some() && entry.kind != REFERENCE { INTRODUCTION.to_owned() } else { String::new() },
            file,
        },
        form_key: format!("shipped:{}", entry.slug),
        slug: Some(entry.slug.clone()),
        import_name: None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::library::model::KINDS;
    use crate::library::rules;

    #[test]
    fn what_is_shipped_is_sound() {
        let entries = entries().unwrap();
        let uses = uses().unwrap();
        assert_eq!(uses.iter().map(|u| &u.slug).collect::<std::collections::BTreeSet<_>>().len(), 7, "seven products");
        for entry in &entries {
            let new = new(entry).unwrap();
            let details = &new.details;
            assert!(KINDS.iter().any(|(id, _)| *id == details.kind), "{}", entry.slug);
            assert!(details.title.chars().count() <= rules::TITLE_CHARACTERS, "{}", entry.slug);
            assert!(details.summary.chars().count() <= rules::SUMMARY_CHARACTERS, "{}", entry.slug);
            assert!(!new.content.link.is_empty() || new.content.file.is_some(), "{}", entry.slug);
            let link = &new.content.link;
            assert!(link.is_empty() || rules::link_fault(link).is_none(), "{}", entry.slug);
            for scene in &details.scenes {
                assert!(crate::cases::model::SCENES.iter().any(|(id, _)| id == scene), "{}: {scene}", entry.slug);
            }
        }
        for row in &uses {
            assert!(entries.iter().any(|entry| entry.slug == row.slug), "{}", row.slug);
            assert!(row.number <= row.base && row.base > 0, "{} {}", row.slug, row.answer);
        }
        // Who answers 活用している is who is asked how.
        for row in uses.iter().filter(|row| row.answer == "活用している") {
            let how = uses.iter().find(|u| u.slug == row.slug && u.asked == row.asked && u.question != row.question);
            assert_eq!(how.map(|u| u.base), Some(row.number), "{} {}", row.slug, row.asked);
        }
    }
}
