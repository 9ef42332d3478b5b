//! `/situation/imports`: files are sent here, and what was sent before is found again.

use foundation::web::{Form, PageError, Reply, Req};

use super::super::frame;
use super::address;
use crate::actions::importing::{self, Sent};
use crate::permissions::{ImportValues, ReadTx, Reader, Scope, WriteTx};
use crate::regions;
use crate::rules::SOURCE_CHARACTERS;
use crate::shared::{Link, render};
use crate::storage::imports;
use crate::views::imports::ListPage;

/// Older ones are found by their address.
const MOST_SHOWN: i64 = 50;

async fn page(db: &mut Reader, form: Form) -> Result<ListPage, PageError> {
    let rows = imports::imports(db, MOST_SHOWN).await?;
    let frame = frame(db, "数字をファイルから取り込む").purpose(
        "見える化システムのExcelやCSVから、指標の数字をまとめて取り込みます。何が変わるかを見てから取り込みます。",
    );
    let mut page = ListPage::new(frame, &rows, form);
    if let Scope::Municipalities(codes) = db.scope().clone() {
        let towns = regions::places_named(db, &codes).await?;
        let link = |town: &regions::NamedPlace| {
            Link::new(format!("{}のいまの数字（CSV）", town.name), format!("/situation/{}/values.csv", town.code))
        };
        page.own = towns.iter().map(link).collect();
    }
    Ok(page)
}

pub async fn get(mut tx: ReadTx<ImportValues>, req: Req) -> Result<Reply, PageError> {
    let mut page = page(&mut tx, Form::default()).await?;
    if req.query.get("done") == "dropped" {
        page.frame = page.frame.notice("success", "取り込みをやめました。値は何も変わっていません。");
    }
    render(&page)
}

pub async fn post(mut tx: WriteTx<ImportValues>, req: Req) -> Result<Reply, PageError> {
    let mut form = Form::new(req.form.clone());
    let source = form.text("source", "出典", SOURCE_CHARACTERS);
    let source = japanese::fold::tidy(&source);
    let files: Vec<Sent> = req
        .uploads
        .iter()
        .filter(|upload| upload.field == "files" && !(upload.content.is_empty() && upload.file_name.is_empty()))
        .map(|upload| Sent { name: upload.file_name.clone(), content: upload.content.clone() })
        .collect();
    if files.is_empty() {
        form.refuse("files", "取り込むファイルを選んでください。");
    }
    if !form.is_valid() {
        let page = page(&mut tx, form).await?;
        drop(tx);
        return Ok(render(&page)?.unprocessable());
    }
    let (core, actor) = (tx.core().clone(), tx.actor().clone());
    // Reading takes a while: nobody is kept from writing meanwhile.
    drop(tx);
    let id = importing::look(&core, actor, &req.request_id, files, ("page", &source)).await?;
    Ok(Reply::see_other(&address(id)))
}

/// The columns our own CSV may have, as a file to begin with.
pub async fn columns(_tx: ReadTx<ImportValues>, _req: Req) -> Result<Reply, PageError> {
    let mut out = csv::Writer::from_writer(Vec::from("\u{feff}".as_bytes()));
    out.write_record(indicator_files::OWN_COLUMNS.iter().map(|(name, ..)| *name)).map_err(PageError::broken)?;
    let body = out.into_inner().map_err(|e| PageError::broken(e.error()))?;
    Ok(Reply::typed("text/csv; charset=utf-8", body).as_download("指標の値の取り込み.csv"))
}
