//! `/situation/imports/layouts`: how tables of other shapes are read, as somebody has said; for taking out.

use foundation::web::{PageError, Reply, Req};

use super::below;
use crate::actions::importing;
use crate::permissions::{ImportValues, ReadTx, WriteTx};
use crate::shared::render;
use crate::storage::imports;
use crate::views::imports::LayoutsPage;

pub async fn get(mut tx: ReadTx<ImportValues>, req: Req) -> Result<Reply, PageError> {
    let layouts = imports::layouts(&mut tx).await?;
    let own = imports::organisation(&tx);
    let mut frame = below(&tx, "列の対応づけ")
        .purpose("表の形ごとに、どの列が何かを覚えています。覚えた形のファイルは、自動で読みます。");
    if req.query.get("done") == "removed" {
        frame = frame.notice("success", "消しました。取り込んだ値は変わりません。");
    }
    render(&LayoutsPage::new(frame, &layouts, own))
}

pub async fn remove(mut tx: WriteTx<ImportValues>, req: Req) -> Result<Reply, PageError> {
    importing::remove_layout(&mut tx, req.number("layout")?).await?;
    tx.commit_recorded().await?;
    Ok(Reply::done("/situation/imports/layouts?done=removed"))
}
