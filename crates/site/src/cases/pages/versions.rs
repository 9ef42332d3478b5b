//! `/cases/{number}/versions/{version}`: one stored edit, field by field before and after. For those who
//! see drafts.

use foundation::web::{PageError, Reply, Req};

use super::shown_files;
use crate::cases::model::{Content, Names, differences};
use crate::cases::storage;
use crate::cases::views::{Shown, VersionPage};
use crate::permissions::{LookAtDraftCases, ReadTx};
use crate::regions;
use crate::shared::{Frame, render};

pub async fn get(mut tx: ReadTx<LookAtDraftCases>, req: Req) -> Result<Reply, PageError> {
    let case = storage::seen(&mut tx, req.number("number")?).await?.ok_or(PageError::NotFound)?;
    let version = req.number("version")?;
    let edits = storage::edits(&mut tx, &case).await?;
    let at = edits.iter().position(|edit| edit.version == version).ok_or(PageError::NotFound)?;
    let after = storage::content_at(&mut tx, &case, version).await?.ok_or(PageError::NotFound)?;
    let before = match at.checked_sub(1).and_then(|before| edits.get(before)) {
        Some(edit) => storage::content_at(&mut tx, &case, edit.version).await?.unwrap_or_default(),
        None => Content::default(),
    };
    let troubles = storage::trouble_names(&mut tx).await?;
    let codes = [&before.places, &after.places, &before.co_owners, &after.co_owners].map(Clone::clone).concat();
    let places = regions::places_named(&mut tx, &codes).await?;
    let found = differences(&before, &after, Names { troubles: &troubles, places: &places });
    let frame = Frame::new(&tx, "事例の変更")
        .purpose(&*case.content.texts.title)
        .within("/cases")
        .crumb("事例", "/cases")
        .crumb(format!("事例{}", case.number), format!("/cases/{}", case.number));
    let mut shown = Shown::of(&after, &format!("/cases/{}/versions/{version}", case.number));
    shown.draw(shown_files::drawn(&mut tx, &after).await?);
    render(&VersionPage::new(frame, case.number, &edits, at, found, shown))
}
