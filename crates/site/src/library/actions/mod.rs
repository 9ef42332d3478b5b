//! What can be done with a document: add, change, put a new version in, withdraw, show again. Each leaves its audit row
//! and tells [`changed`]; the page commits.

pub mod importing;
pub mod indexing;
pub mod shipped;

use foundation::audit::Entry;
use foundation::database::DatabaseError;
use foundation::permissions::Actor as _;
use foundation::web::PageError;
use serde_json::json;
use sha2::{Digest, Sha256};

use super::model::{Content, Details, Document, Taken, kind_label};
use super::rules::Refusal;
use super::storage::{self, NewRow, NewVersion};
use crate::permissions::{EditLibrary, Reader, Scope, WriteTx, Writer};

#[derive(Debug, thiserror::Error)]
pub enum LibraryError {
    /// There is none, or it is outside the scope.
    #[error("no such document")]
    NotFound,
    #[error("{}", .0.sentence())]
    Refused(Refusal),
    /// Somebody else saved meanwhile: the document as it stands now.
    #[error("changed meanwhile")]
    Changed(Box<Document>),
    #[error(transparent)]
    Files(#[from] foundation::files::FileError),
    #[error(transparent)]
    Database(#[from] DatabaseError),
}

impl From<LibraryError> for PageError {
    fn from(error: LibraryError) -> Self {
        match error {
            LibraryError::NotFound => Self::NotFound,
            LibraryError::Refused(refusal) => Self::rule(refusal.sentence()),
            LibraryError::Changed(_) => Self::Changed {
                sentence: "開いているあいだに、ほかの方がこの資料を変更しました。いまの内容を見てから、もう一度行ってください。"
                    .to_owned(),
            },
            LibraryError::Files(error) => error.into(),
            LibraryError::Database(error) => error.into(),
        }
    }
}

/// A document on its way in.
#[derive(Clone, Debug, Default)]
pub struct New {
    pub details: Details,
    pub content: Content,
    /// Drawn when the empty form was shown.
    pub form_key: String,
    pub slug: Option<String>,
    pub import_name: Option<String>,
}

/// The words a document is found by, besides its pages.
fn search_text(details: &Details) -> String {
    let scenes = crate::cases::model::SCENES.iter().filter(|(id, _)| details.scenes.iter().any(|s| s == id));
    let mut text =
        [&details.title, &details.summary, &details.publisher, kind_label(&details.kind)].map(str::to_owned).join("\n");
    for (_, label) in scenes {
        text.push('\n');
        text.push_str(label);
    }
    if let Some(year) = details.year.and_then(|year| i16::try_from(year).ok()) {
        text.push('\n');
        text.push_str(&year_words(year));
    }
    japanese::fold::fold(&text)
}

/// 「令和6年度（2024年度）」
pub fn year_words(year: i16) -> String {
    crate::library::views::year_words(i64::from(year))
}

/// Whose library somebody puts a document into.
fn programme_of(db: &Reader) -> Option<i64> {
    match db.scope() {
        Scope::Programmes(own) => own.first().copied(),
        _ => None,
    }
}

/// The same form sent again leads to the document it made the first time.
pub async fn add(tx: &mut WriteTx<EditLibrary>, new: &New) -> Result<i64, LibraryError> {
    if new.content.link.is_empty() && new.content.file.is_none() {
        return Err(LibraryError::Refused(Refusal::NoContent));
    }
    let at = tx.core().clock.now();
    let row = NewRow {
        details: &new.details,
        search: &search_text(&new.details),
        form_key: &new.form_key,
        slug: new.slug.as_deref(),
        import_name: new.import_name.as_deref(),
        programme: programme_of(tx),
        at,
    };
    let Some(number) = storage::insert(tx, &row).await? else {
        let number = storage::made_by_form(tx, &new.form_key).await?.ok_or(LibraryError::NotFound)?;
        storage::owned(tx, number).await?.ok_or(LibraryError::NotFound)?;
        tx.record(Entry::of("document", number).detail(json!({ "what": "sent again" }))).await?;
        return Ok(number);
    };
    put_version(tx, number, 1, &new.content).await?;
    let detail = json!({ "what": "added", "tier": new.details.tier.id() });
    tx.record(Entry::of("document", number).detail(detail)).await?;
    changed(tx, number).await?;
    Ok(number)
}

fn hash(bytes: &[u8]) -> String {
    foundation::chance::hex(&Sha256::digest(bytes))
}

async fn put_version(tx: &mut Writer, number: i64, version: i64, content: &Content) -> Result<(), LibraryError> {
    let (at, by) = (tx.core().clock.now(), tx.actor().label());
    let none = NewVersion {
        version,
        at,
        by: &by,
        note: &content.note,
        link: &content.link,
        file_key: "",
        file_name: "",
        file_kind: "",
        file_bytes: 0,
        sha256: "",
        remarks: "",
    };
    let Some(file) = &content.file else { return Ok(storage::put_version(tx, number, &none, &[]).await?) };
    let (sha256, key) = stored(tx, file).await?;
    let remarks: Vec<String> = file.text.remarks.iter().map(document_text::Remark::sentence).collect();
    let new = NewVersion {
        file_key: &key,
        file_name: &file.file_name,
        file_kind: file.text.kind.ending(),
        file_bytes: i64::try_from(file.bytes.len()).unwrap_or(i64::MAX),
        sha256: &sha256,
        remarks: &remarks.join("\n"),
        ..none
    };
    Ok(storage::put_version(tx, number, &new, &file.text.parts).await?)
}

/// Puts the file away under its own hash: before the row that names it, so that no row ever names a file that is not there.
async fn stored(tx: &Writer, file: &Taken) -> Result<(String, String), LibraryError> {
    let sha256 = hash(&file.bytes);
    let key = format!("library/{sha256}");
    tx.core().files.put(&key, file.bytes.clone()).await?;
    Ok((sha256, key))
}

/// New details in the place of revision `revision`. Saving what stands there already is no conflict.
pub async fn revise(
    tx: &mut WriteTx<EditLibrary>,
    number: i64,
    revision: i64,
    details: &Details,
) -> Result<(), LibraryError> {
    let before = storage::owned(tx, number).await?.ok_or(LibraryError::NotFound)?;
    if before.details == *details {
        tx.record(Entry::of("document", number).detail(json!({ "what": "unchanged" }))).await?;
        return Ok(());
    }
    let at = tx.core().clock.now();
    if before.revision != revision || !storage::update(tx, number, revision, details, &search_text(details), at).await?
    {
        return Err(LibraryError::Changed(Box::new(before)));
    }
    let entry = Entry::of("document", number)
        .change("title", before.details.title.as_str(), details.title.as_str())
        .change("kind", before.details.kind.as_str(), details.kind.as_str())
        .change("tier", before.details.tier.id(), details.tier.id());
    tx.record(entry).await?;
    changed(tx, number).await
}

/// A new version holds from now on; those before stay readable to the office.
pub async fn renew(
    tx: &mut WriteTx<EditLibrary>,
    number: i64,
    revision: i64,
    content: &Content,
) -> Result<(), LibraryError> {
    let before = storage::owned(tx, number).await?.ok_or(LibraryError::NotFound)?;
    if content.link.is_empty() && content.file.is_none() {
        return Err(LibraryError::Refused(Refusal::NoContent));
    }
    let now = storage::version(tx, number, before.version).await?.ok_or(LibraryError::NotFound)?;
    let same_file = content.file.as_ref().map_or(now.sha256.is_empty(), |file| hash(&file.bytes) == now.sha256);
    if same_file && content.link == now.link {
        return Err(LibraryError::Refused(Refusal::SameFile));
    }
    if before.revision != revision {
        return Err(LibraryError::Changed(Box::new(before)));
    }
    let (version, at) = (before.version + 1, tx.core().clock.now());
    put_version(tx, number, version, content).await?;
    if !storage::turn_to(tx, number, revision, version, at).await? {
        return Err(LibraryError::Changed(Box::new(before)));
    }
    tx.record(Entry::of("document", number).detail(json!({ "what": "new version", "version": version }))).await?;
    changed(tx, number).await
}

/// Nobody but the office sees it any more.
pub async fn withdraw(tx: &mut WriteTx<EditLibrary>, number: i64, reason: &str) -> Result<(), LibraryError> {
    let document = storage::owned(tx, number).await?.ok_or(LibraryError::NotFound)?;
    if document.withdrawn {
        return Err(LibraryError::Refused(Refusal::AlreadyWithdrawn));
    }
    if reason.is_empty() {
        return Err(LibraryError::Refused(Refusal::NoReason));
    }
    let at = tx.core().clock.now();
    storage::set_state(tx, number, "withdrawn", reason, at).await?;
    tx.record(Entry::of("document", number).detail(json!({ "what": "withdrawn" }))).await?;
    changed(tx, number).await
}

pub async fn show_again(tx: &mut WriteTx<EditLibrary>, number: i64) -> Result<(), LibraryError> {
    let document = storage::owned(tx, number).await?.ok_or(LibraryError::NotFound)?;
    if !document.withdrawn {
        return Err(LibraryError::Refused(Refusal::NotWithdrawn));
    }
    let at = tx.core().clock.now();
    storage::set_state(tx, number, "shown", "", at).await?;
    tx.record(Entry::of("document", number).detail(json!({ "what": "shown again" }))).await?;
    changed(tx, number).await
}

/// The last step of every change, in its own transaction: the search's index takes the document as it now stands, or
/// forgets it.
async fn changed(tx: &mut Writer, number: i64) -> Result<(), LibraryError> {
    Ok(indexing::index(tx, number).await?)
}

/// What a field of text holds, within its limit; used by the import as the form uses `Form`.
pub(super) fn fits(text: &str, most: usize) -> bool {
    text.chars().count() <= most
}
