//! The files and the logic model of a case: for whoever sees the version that shows them, and for nobody else.

use foundation::web::{PageError, Reply, Req};
use http::header::{CACHE_CONTROL, HeaderName, X_CONTENT_TYPE_OPTIONS};

use super::paper::seen;
use crate::beyond::DrawnPlan;
use crate::cases::model::{Attached, Case, Content, State};
use crate::cases::storage;
use crate::permissions::{AppCore, LookAtCases, LookAtDraftCases, ReadTx, Reader};

/// The logic model of a content, as it was kept.
pub(super) async fn drawn(db: &mut Reader, content: &Content) -> Result<Option<DrawnPlan>, PageError> {
    let Some(model) = &content.model else { return Ok(None) };
    let beyond = db.core().settings.beyond;
    Ok(beyond.plan_drawn(db, model.plan, model.version).await?)
}

/// Never run on our own origin, whatever it is; a browser may keep what everybody sees, if it asks each time.
fn guarded(reply: Reply, is_public: bool) -> Reply {
    let reply = reply
        .with_header(X_CONTENT_TYPE_OPTIONS, "nosniff")
        .with_header(HeaderName::from_static("cross-origin-resource-policy"), "same-origin");
    // Not in the memory for pages: a few pictures would fill it.
    if is_public { reply.with_header(CACHE_CONTROL, "private, no-cache") } else { reply.never_kept() }
}

async fn sent(core: &AppCore, content: &Content, token: &str, is_public: bool) -> Result<Reply, PageError> {
    let file = content.files.iter().find(|file| !token.is_empty() && file.token() == token);
    let file: &Attached = file.ok_or(PageError::NotFound)?;
    let Some(bytes) = core.files.get(&file.file_key).await? else {
        return Err(PageError::broken(format!("{} is not among the files", file.file_key)));
    };
    let reply = guarded(Reply::typed(file.media_type(), bytes), is_public);
    Ok(if file.is_picture() { reply } else { reply.as_download(&file.file_name) })
}

pub async fn file(tx: ReadTx<LookAtCases>, req: Req) -> Result<Reply, PageError> {
    let core = tx.core().clone();
    let (case, _) = seen(tx, &req, req.number("number")?).await?.ok_or(PageError::NotFound)?;
    sent(&core, &case.content, req.text("attached"), case.state == State::Published).await
}

async fn picture(db: &mut Reader, content: &Content, is_public: bool) -> Result<Reply, PageError> {
    let drawn = drawn(db, content).await?.ok_or(PageError::NotFound)?;
    Ok(guarded(Reply::typed("image/svg+xml; charset=utf-8", drawn.svg.into_bytes()), is_public))
}

pub async fn model(tx: ReadTx<LookAtCases>, req: Req) -> Result<Reply, PageError> {
    let (core, actor) = (tx.core().clone(), tx.actor().clone());
    let (case, _) = seen(tx, &req, req.number("number")?).await?.ok_or(PageError::NotFound)?;
    let mut tx = core.read::<LookAtCases>(actor, &req.request_id).await?;
    picture(&mut tx, &case.content, case.state == State::Published).await
}

/// The content of a stored edit, for those who may see it on its page.
async fn old(tx: &mut ReadTx<LookAtDraftCases>, req: &Req) -> Result<(Case, Content), PageError> {
    let case = storage::seen(tx, req.number("number")?).await?.ok_or(PageError::NotFound)?;
    let version = req.number("version")?;
    let edits = storage::edits(tx, &case).await?;
    if !edits.iter().any(|edit| edit.version == version) {
        return Err(PageError::NotFound);
    }
    let content = storage::content_at(tx, &case, version).await?.ok_or(PageError::NotFound)?;
    Ok((case, content))
}

pub async fn old_file(mut tx: ReadTx<LookAtDraftCases>, req: Req) -> Result<Reply, PageError> {
    let (_, content) = old(&mut tx, &req).await?;
    let core = tx.core().clone();
    drop(tx);
    sent(&core, &content, req.text("attached"), false).await
}

pub async fn old_model(mut tx: ReadTx<LookAtDraftCases>, req: Req) -> Result<Reply, PageError> {
    let (_, content) = old(&mut tx, &req).await?;
    picture(&mut tx, &content, false).await
}
