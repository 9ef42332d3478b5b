//! `/library/{number}`: what it is, where it is read, how it is used.

use foundation::web::{PageError, Reply, Req};

use super::{frame, seen};
use crate::library::model::{Document, INTRODUCTION, REFERENCE, SeenBy};
use crate::library::storage::{self, Sees};
use crate::library::views::ShowPage;
use crate::permissions::{EditLibrary, LookAtLibrary, ReadTx, Reader, reach_of};
use crate::shared::{Described, render};

/// For machines that read pages.
fn described(db: &Reader, document: &Document) -> Described {
    let details = &document.details;
    let described = Described::new("DigitalDocument")
        .text("name", &*details.title)
        .text("description", &*details.summary)
        .text("inLanguage", "ja")
        .text("datePublished", details.year.map(|year| year.to_string()).unwrap_or_default())
        .text("dateModified", document.updated_at.get(..10).unwrap_or(""))
        .address("url", format!("{}/library/{}", db.core().settings.public_url, document.number));
    if details.publisher.is_empty() {
        return described;
    }
    described.item("publisher", Described::new("Organization").text("name", &*details.publisher))
}

pub async fn get(mut tx: ReadTx<LookAtLibrary>, req: Req) -> Result<Reply, PageError> {
    let number = req.number("number")?;
    let sees = Sees::of(&mut tx).await?;
    let (document, version) = seen(&mut tx, &sees, number).await?;
    let uses = storage::uses(&mut tx, number).await?;
    // Our own words are read here; anything else in the reader.
    let is_ours = document.details.kind == REFERENCE || version.note == INTRODUCTION;
    let text = if is_ours { storage::pages(&mut tx, number, document.version).await? } else { Vec::new() };
    let contents = if is_ours { Vec::new() } else { storage::contents(&mut tx, number, document.version).await? };
    let may_edit = reach_of::<EditLibrary>(tx.actor()).is_some() && sees.as_office();
    let versions = if may_edit { storage::versions(&mut tx, number).await? } else { Vec::new() };
    let mut frame = frame(&tx, document.details.title.as_str()).purpose(document.details.summary.as_str());
    if document.details.tier == SeenBy::Public && !document.withdrawn {
        frame = frame.described(described(&tx, &document));
    }
    frame = match req.query.get("done") {
        "added" => frame.notice("success", "資料を加えました。見せる相手と、読み取った文章を確かめてください。"),
        "saved" => frame.notice("success", "保存しました。"),
        "renewed" => frame.notice("success", "新しい版にしました。前の版は、下の「版」から見られます。"),
        "withdrawn" => frame.notice("success", "下げました。事務局のほかには見えません。"),
        "shown" => frame.notice("success", "また見えるようにしました。"),
        _ => frame,
    };
    render(&ShowPage::new(
        frame,
        &document,
        &version,
        &contents,
        &text,
        &uses,
        &versions,
        may_edit,
        sees.more_than_public(),
    ))
}
