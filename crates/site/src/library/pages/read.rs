//! `/library/{number}/read?page=3`: the text of one page, with the words that led here marked; and the original itself.

use foundation::web::{PageError, Reply, Req};
use http::header::{HeaderName, X_CONTENT_TYPE_OPTIONS};

use super::{below, seen};
use crate::library::model::{Document, Version};
use crate::library::storage::{self, Sees};
use crate::library::views::ReadPage;
use crate::permissions::{LookAtLibrary, ReadTx, Reader};
use crate::shared::render;

const LONGEST_QUERY: usize = 200;

/// The version asked for: everybody reads the one that holds, an office the ones before, too.
async fn version_of(
    db: &mut Reader,
    sees: &Sees,
    document: &Document,
    now: Version,
    req: &Req,
) -> Result<Version, PageError> {
    let asked = req.query.get("version");
    if asked.is_empty() || asked == now.version.to_string() {
        return Ok(now);
    }
    let number = asked.parse::<i64>().ok().filter(|n| *n > 0 && sees.as_office()).ok_or(PageError::NotFound)?;
    storage::version(db, document.number, number).await?.ok_or(PageError::NotFound)
}

pub async fn get(mut tx: ReadTx<LookAtLibrary>, req: Req) -> Result<Reply, PageError> {
    let number = req.number("number")?;
    let sees = Sees::of(&mut tx).await?;
    let (document, now) = seen(&mut tx, &sees, number).await?;
    let version = version_of(&mut tx, &sees, &document, now, &req).await?;
    if version.parts == 0 {
        return Err(PageError::NotFound);
    }
    let typed: String = req.query.get("q").chars().take(LONGEST_QUERY).collect();
    let asked = crate::search::expand(&mut tx, &typed).await?;
    let wanted = japanese::fold::fold(req.query.get("page"));
    let position = wanted.trim().parse::<i64>().unwrap_or(1).clamp(1, version.parts);
    let page = storage::page(&mut tx, number, version.version, position).await?.ok_or(PageError::NotFound)?;
    let contents = storage::contents(&mut tx, number, version.version).await?;
    let frame = below(&tx, &document, &page.place);
    render(&ReadPage::new(frame, &document, &version, &page, &contents, &asked))
}

/// The original, for saving: never opened on our own origin, whatever it is.
pub async fn file(mut tx: ReadTx<LookAtLibrary>, req: Req) -> Result<Reply, PageError> {
    let number = req.number("number")?;
    let sees = Sees::of(&mut tx).await?;
    let (document, now) = seen(&mut tx, &sees, number).await?;
    let version = version_of(&mut tx, &sees, &document, now, &req).await?;
    let kind = version.file_kind().ok_or(PageError::NotFound)?;
    let Some(bytes) = tx.core().files.get(&version.file_key).await? else {
        return Err(PageError::broken(format!("{} is not among the files", version.file_key)));
    };
    Ok(Reply::typed(kind.media_type(), bytes)
        .as_download(&version.file_name)
        .with_header(X_CONTENT_TYPE_OPTIONS, "nosniff")
        .with_header(HeaderName::from_static("cross-origin-resource-policy"), "same-origin")
        .never_kept())
}
