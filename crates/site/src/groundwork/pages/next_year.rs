//! `/groundwork/{code}/undertakings/next-year`: what goes on into the next year, ticked one by one.

use foundation::web::{PageError, Reply, Req};

use super::{address, below, posted_year, town, year};
use crate::actions::undertakings as actions;
use crate::model::name_key;
use crate::permissions::{ReadTx, WriteTx, WriteUndertakings};
use crate::shared::render;
use crate::storage::undertakings as storage;
use crate::views::{NextYearPage, short_year};

pub async fn get(mut tx: ReadTx<WriteUndertakings>, req: Req) -> Result<Reply, PageError> {
    let town = town(&mut tx, &req).await?;
    let year = year(&tx, &req);
    let scope = tx.scope().clone();
    let all = storage::of_year(&mut tx, &scope, &town.code, year).await?;
    let there = storage::of_year(&mut tx, &scope, &town.code, year + 1).await?;
    let there: Vec<String> = there.iter().map(|one| name_key(&one.name)).collect();
    let base = format!("{}/undertakings", address(&town));
    let frame = below(&tx, &town, "次の年度へ写す")
        .crumb("既存事業の棚卸し", format!("{base}?year={year}"))
        .purpose("「やめる」「まとめる」と決めたもののほかに、はじめから印が付いています。確かめて写してください。")
        .year(short_year(year));
    render(&NextYearPage::new(frame, &base, year, &all, &there))
}

pub async fn post(mut tx: WriteTx<WriteUndertakings>, req: Req) -> Result<Reply, PageError> {
    let town = town(&mut tx, &req).await?;
    let year = posted_year(&tx, &req);
    let picked: Vec<i64> = req.form.all("pick").filter_map(|id| id.parse().ok()).collect();
    let copied = actions::copy_into_next_year(&mut tx, &town.code, year, &picked).await?;
    tx.commit_recorded().await?;
    let base = format!("{}/undertakings", address(&town));
    Ok(Reply::done(&format!("{base}?year={}&done=copied&new={}", year + 1, copied.new)))
}
