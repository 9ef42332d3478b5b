//! `/situation/imports/{import}`: what its files would change, or have changed; stored, taken back, or dropped.

use foundation::web::{Page, PageError, PageLinks, Reply, Req};
use http::StatusCode;

use super::{HOME, address, below, import};
use crate::actions::{SituationError, importing};
use crate::model::Import;
use crate::permissions::{ImportValues, ReadTx, Reader, WriteTx};
use crate::shared::render;
use crate::storage::{self, imports};
use crate::views::imports::ImportPage;

/// Of a table of files.
const FILES_PER_PAGE: i64 = 100;
const MOST_KEPT: i64 = 100;

async fn page(db: &mut Reader, import: &Import, req: &Req) -> Result<ImportPage, PageError> {
    let files = imports::files(db, import.id).await?;
    let kept = if import.state == "undone" { imports::kept(db, import.id, MOST_KEPT).await? } else { Vec::new() };
    let indicators = if kept.is_empty() { Vec::new() } else { storage::indicators(db, true).await? };
    let frame = below(db, format!("取り込み{}", import.id));
    let mut page = ImportPage::new(frame, &address(import.id), import, &files, req.query.get("show"));
    page.say_kept(&kept, &indicators);
    let total = i64::try_from(page.rows.len()).unwrap_or(0);
    let shown = Page::of(&req.query, FILES_PER_PAGE).within(total);
    page.cut(shown.offset(), FILES_PER_PAGE, &PageLinks::new(&address(import.id), &req.query, shown, total));
    Ok(page)
}

pub async fn get(mut tx: ReadTx<ImportValues>, req: Req) -> Result<Reply, PageError> {
    let import = import(&mut tx, &req).await?;
    let mut page = page(&mut tx, &import, &req).await?;
    let done = match req.query.get("done") {
        "stored" => "取り込みました。値のページに、もう出ています。",
        "undone" => "取り消しました。",
        "looked" => "もう一度確かめました。",
        _ => "",
    };
    if !done.is_empty() {
        page.frame = page.frame.notice("success", done);
    }
    render(&page)
}

/// Something stands in the way: said on the page of the import.
async fn refused(mut tx: WriteTx<ImportValues>, req: &Req, error: SituationError) -> Result<Reply, PageError> {
    let import = import(&mut tx, req).await?;
    let mut page = page(&mut tx, &import, req).await?;
    match PageError::from(error) {
        PageError::Changed { sentence } => page.conflict = sentence,
        other => return Err(other),
    }
    drop(tx);
    Ok(render(&page)?.with_status(StatusCode::CONFLICT))
}

pub async fn store(mut tx: WriteTx<ImportValues>, req: Req) -> Result<Reply, PageError> {
    let id = req.number("import")?;
    match importing::store(&mut tx, id).await {
        Ok(_) => {
            tx.commit_recorded().await?;
            Ok(Reply::done(&format!("{}?done=stored", address(id))))
        }
        Err(SituationError::ImportMoved) => {
            // What was decided in this transaction is not: another one shows how things stand.
            let (core, actor) = (tx.core().clone(), tx.actor().clone());
            drop(tx);
            let tx = core.write::<ImportValues>(actor, &req.request_id).await?;
            refused(tx, &req, SituationError::ImportMoved).await
        }
        Err(error @ SituationError::ImportDecided) => refused(tx, &req, error).await,
        Err(error) => Err(error.into()),
    }
}

pub async fn look_again(mut tx: WriteTx<ImportValues>, req: Req) -> Result<Reply, PageError> {
    let import = import(&mut tx, &req).await?;
    let (core, actor) = (tx.core().clone(), tx.actor().clone());
    drop(tx);
    importing::look_again(&core, actor, &req.request_id, import.id).await?;
    Ok(Reply::done(&format!("{}?done=looked", address(import.id))))
}

pub async fn drop_it(mut tx: WriteTx<ImportValues>, req: Req) -> Result<Reply, PageError> {
    let id = req.number("import")?;
    match importing::drop_it(&mut tx, id).await {
        Ok(()) => {
            tx.commit_recorded().await?;
            Ok(Reply::done(&format!("{HOME}?done=dropped")))
        }
        Err(error @ SituationError::ImportDecided) => refused(tx, &req, error).await,
        Err(error) => Err(error.into()),
    }
}

pub async fn undo(mut tx: WriteTx<ImportValues>, req: Req) -> Result<Reply, PageError> {
    let id = req.number("import")?;
    match importing::undo(&mut tx, id).await {
        Ok(_) => {
            tx.commit_recorded().await?;
            Ok(Reply::done(&format!("{}?done=undone", address(id))))
        }
        Err(error @ SituationError::ImportDecided) => refused(tx, &req, error).await,
        Err(error) => Err(error.into()),
    }
}
