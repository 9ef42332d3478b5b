//! `/groundwork/{code}/aims`: every scene of a year; beginning from the year before.

use foundation::web::{PageError, Reply, Req};

use super::{address, below, posted_year, reaches, this_year, town, year};
use crate::actions::aims as actions;
use crate::permissions::{LookAtAims, ReadTx, WriteAims, WriteTx, reach_of};
use crate::shared::render;
use crate::storage::aims as storage;
use crate::views::{AimsPage, short_year, year_tabs};

pub async fn get(mut tx: ReadTx<LookAtAims>, req: Req) -> Result<Reply, PageError> {
    let town = town(&mut tx, &req).await?;
    let year = year(&tx, &req);
    let aims = storage::of_year(&mut tx, &town.code, year).await?;
    let scope = tx.scope().clone();
    let years = storage::years(&mut tx, &scope, &town.code).await?;
    let base = address(&town);
    let tabs = year_tabs(&format!("{base}/aims"), &years, year, this_year(&tx));
    let may_write = reaches(reach_of::<WriteAims>(tx.actor()), &town.code);
    let mut frame = below(&tx, &town, "あるべき姿と、そこへの道")
        .purpose("場面ごとに一度書くと、調査の答え、交付金の下書き、計画の章、会議の資料に使えます。")
        .year(short_year(year));
    match req.query.get("done") {
        "saved" => frame = frame.notice("success", "保存しました。"),
        "copied" => {
            let count = req.query.get("scenes").parse::<u32>().unwrap_or(0);
            frame =
                frame.notice("success", format!("前の年度から{count}場面を写しました。合意の記録は写していません。"));
        }
        _ => {}
    }
    let mut view = AimsPage::new(frame, &base, year, tabs, &aims, may_write);
    if may_write && aims.len() < view.scenes.len() && years.iter().any(|(other, _)| *other == year - 1) {
        view.put_last_year(year - 1);
    }
    render(&view)
}

pub async fn copy(mut tx: WriteTx<WriteAims>, req: Req) -> Result<Reply, PageError> {
    let town = town(&mut tx, &req).await?;
    let year = posted_year(&tx, &req);
    let copied = actions::copy_from_last_year(&mut tx, &town.code, year).await?;
    tx.commit_recorded().await?;
    Ok(Reply::done(&format!("{}/aims?year={year}&done=copied&scenes={copied}", address(&town))))
}
