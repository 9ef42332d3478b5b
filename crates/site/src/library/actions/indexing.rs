//! A document as the search finds it: page by page, by those whom its tier lets see it.

use foundation::database::DatabaseError;

use crate::library::model::{Indexed, SeenBy, kind_label};
use crate::library::{every_indexed, indexed};
use crate::permissions::{LookAtLibrary, LookAtMembersLibrary, LookAtOfficeLibrary, Reader, Writer};
use crate::programmes;
use crate::search::{Audience, Entry, Passage};

use super::year_words;

pub const KIND: &str = crate::searchable::DOCUMENT;
/// A longer title is no word to go on with.
const LONGEST_OFFERED: usize = 40;

/// Puts a document into the index as it now stands, or takes it out.
pub async fn index(tx: &mut Writer, number: i64) -> Result<(), DatabaseError> {
    match indexed(tx, number).await? {
        Some(document) => {
            let holder = programmes::first(tx).await?;
            crate::search::put(tx, &[made(document, holder)]).await
        }
        None => crate::search::remove(tx, KIND, &[number.to_string()]).await,
    }
}

/// Every document that is shown, for an index made anew; one by one, for some have two thousand pages.
pub async fn index_all(tx: &mut Writer) -> Result<(), DatabaseError> {
    for number in every_indexed(tx).await? {
        index(tx, number).await?;
    }
    Ok(())
}

/// Numbers of all documents that belong into the index.
pub async fn in_index(db: &mut Reader) -> Result<Vec<String>, DatabaseError> {
    Ok(every_indexed(db).await?.into_iter().map(|number| number.to_string()).collect())
}

/// `holder`: the programme that holds what belongs to none.
fn audience(document: &Indexed, holder: Option<i64>) -> Audience {
    match document.tier {
        SeenBy::Public => Audience::of::<LookAtLibrary>(),
        SeenBy::SignedIn => Audience::of::<LookAtMembersLibrary>(),
        SeenBy::Office => {
            let audience = Audience::of::<LookAtOfficeLibrary>();
            match document.programme.or(holder) {
                Some(programme) => audience.programme(programme),
                None => audience,
            }
        }
    }
}

fn made(document: Indexed, holder: Option<i64>) -> Entry {
    let mut entry = Entry::new(KIND, document.number.to_string(), audience(&document, holder));
    let kind = kind_label(&document.kind).to_owned();
    let year = document.year.and_then(|year| i16::try_from(year).ok()).map(year_words);
    entry.place = [Some(kind.clone()), year.clone()].into_iter().flatten().collect::<Vec<_>>().join(" ");
    if document.tier != SeenBy::Public {
        entry.chips.push(document.tier.label().to_owned());
    }
    entry.dated.clone_from(&document.updated_at);
    entry.tags = [Some(kind), year, Some(document.publisher.clone())].into_iter().flatten().collect();
    entry.scenes = document.scenes;
    let whole = Passage { text: document.summary, ..Passage::default() };
    let pages = document.pages.into_iter().map(|page| Passage {
        heading: [page.place, page.heading].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" "),
        fragment: page.href.strip_prefix(&document.href).unwrap_or_default().to_owned(),
        text: page.text,
        ..Passage::default()
    });
    entry.passages = std::iter::once(whole).chain(pages).collect();
    // A title people would type is offered while they do.
    if document.title.chars().count() <= LONGEST_OFFERED {
        entry.words = vec![(document.title.clone(), String::new())];
    }
    entry.href = document.href;
    entry.title = document.title;
    entry
}
