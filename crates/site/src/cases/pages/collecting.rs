//! `/cases/forms`: the collected-case form (Excel) given out, and filled ones taken in, many at once.

use foundation::web::{PageError, Reply, Req};

use crate::cases::actions::collecting::{self, Sent};
use crate::cases::actions::collections;
use crate::cases::exchange::form;
use crate::cases::model::Collection;
use crate::cases::storage;
use crate::cases::views::CollectingPage;
use crate::permissions::{DraftCases, ReadTx, Reader, Scope, WriteTx};
use crate::regions;
use crate::shared::turns::read_in_turn;
use crate::shared::{DEMO_MARK, Frame, render};

pub const MOST_BYTES: usize = 64 << 20;

fn frame(db: &Reader) -> Frame {
    Frame::new(db, "Excelの様式で集める")
        .purpose("取組事例を書くためのExcelの様式を配り、返ってきたものをまとめて下書きにします。")
        .within("/cases")
        .crumb("事例", "/cases")
        .crumb("書きかけの事例", "/cases/mine")
}

/// The collection an address or a form names; one that she cannot hand cases to is none.
async fn collection_of(db: &mut Reader, typed: &str) -> Result<Option<Collection>, PageError> {
    if typed.is_empty() {
        return Ok(None);
    }
    let id = typed.parse().map_err(|_| PageError::NotFound)?;
    Ok(Some(collections::offered(db, id).await?.ok_or(PageError::NotFound)?))
}

pub async fn get(mut tx: ReadTx<DraftCases>, req: Req) -> Result<Reply, PageError> {
    let collection = collection_of(&mut tx, req.query.get("collection")).await?;
    render(&CollectingPage::new(frame(&tx), collection.as_ref()))
}

/// Filled in already: the place of somebody who writes for one place.
pub async fn blank(mut tx: ReadTx<DraftCases>, _req: Req) -> Result<Reply, PageError> {
    let troubles = storage::troubles(&mut tx).await?;
    let owner = match tx.scope().clone() {
        Scope::Municipalities(codes) | Scope::Prefectures(codes) if codes.len() == 1 => {
            regions::places_named(&mut tx, &codes).await?.first().map(regions::NamedPlace::label).unwrap_or_default()
        }
        _ => String::new(),
    };
    let remark = if tx.core().settings.demo { DEMO_MARK } else { "" };
    let body = form::blank(&troubles, &owner, remark).map_err(PageError::broken)?;
    let kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    Ok(Reply::typed(kind, body).as_download("取組事例_収集様式.xlsx"))
}

pub async fn post(mut tx: WriteTx<DraftCases>, req: Req) -> Result<Reply, PageError> {
    let files: Vec<Sent> = req
        .uploads
        .iter()
        .filter(|upload| upload.field == "files" && !(upload.content.is_empty() && upload.file_name.is_empty()))
        .map(|upload| Sent { name: upload.file_name.clone(), content: upload.content.to_vec() })
        .collect();
    let collection = collection_of(&mut tx, req.form.get("collection")).await?;
    if files.is_empty() {
        let mut page = CollectingPage::new(frame(&tx), collection.as_ref());
        "書き込んだ様式のファイルを選んでください。".clone_into(&mut page.error);
        return Ok(render(&page)?.unprocessable());
    }
    let troubles = storage::troubles(&mut tx).await?;
    let (core, actor) = (tx.core().clone(), tx.actor().clone());
    // Reading takes a while: nobody is kept from writing meanwhile.
    drop(tx);
    let parsed = read_in_turn(move || collecting::parse(files, &troubles)).await?;
    let mut tx = core.write::<DraftCases>(actor, &req.request_id).await?;
    let mut sheets = collecting::look(&mut tx, &parsed, collection.as_ref().map(|one| one.id)).await?;
    let mut page = CollectingPage::new(frame(&tx), collection.as_ref());
    if req.form.get("do") == "take" {
        let count = collecting::take(&mut tx, &mut sheets).await?;
        page.taken = Some(count);
        if count > 0 {
            tx.commit_recorded().await?;
        }
    }
    page.show(&sheets);
    Ok(if page.any_fault { render(&page)?.unprocessable() } else { render(&page)? })
}
