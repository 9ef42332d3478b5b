//! `/groundwork/{code}/undertakings`: the year's list with its matrix; as CSV, xlsx, PDF.

use foundation::web::{PageError, Reply, Req};

use super::{address, below, reaches, this_year, town, year};
use crate::files::{self, About};
use crate::model::Undertaking;
use crate::permissions::{LookAtUndertakings, ReadTx, Reader, WriteUndertakings, reach_of};
use crate::regions::Town;
use crate::shared::{paper, render};
use crate::storage::undertakings as storage;
use crate::views::documents::{self, file_name};
use crate::views::{UndertakingsPage, short_year, year_tabs};

const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

pub async fn get(mut tx: ReadTx<LookAtUndertakings>, req: Req) -> Result<Reply, PageError> {
    let (town, year, all) = of(&mut tx, &req).await?;
    let scope = tx.scope().clone();
    let years = storage::years(&mut tx, &scope, &town.code).await?;
    let base = format!("{}/undertakings", address(&town));
    let tabs = year_tabs(&base, &years, year, this_year(&tx));
    let may_write = reaches(reach_of::<WriteUndertakings>(tx.actor()), &town.code);
    let mut frame = below(&tx, &town, "既存事業の棚卸し")
        .purpose("いまある事業を一覧にし、場面の空きと重なりを見て、続ける・まとめる・やめる・始めるを決めます。")
        .year(short_year(year))
        .wide();
    let notice = match req.query.get("done") {
        "added" => "事業を加えました。".to_owned(),
        "saved" => "保存しました。".to_owned(),
        "removed" => "事業を消しました。記録には残っています。".to_owned(),
        "taken-in" => format!(
            "取り込みました。新しい事業 {}、変わった事業 {}。",
            req.query.get("new").parse::<u32>().unwrap_or(0),
            req.query.get("changed").parse::<u32>().unwrap_or(0)
        ),
        "copied" => format!(
            "前の年度から{}事業を写しました。判断と事業費は、この年度のものを入れてください。",
            req.query.get("new").parse::<u32>().unwrap_or(0)
        ),
        _ => String::new(),
    };
    if !notice.is_empty() {
        frame = frame.notice("success", notice);
    }
    render(&UndertakingsPage::new(frame, &base, year, tabs, &all, may_write))
}

async fn of(db: &mut Reader, req: &Req) -> Result<(Town, i64, Vec<Undertaking>), PageError> {
    let town = town(db, req).await?;
    let year = year(db, req);
    let scope = db.scope().clone();
    let all = storage::of_year(db, &scope, &town.code, year).await?;
    Ok((town, year, all))
}

pub async fn csv(mut tx: ReadTx<LookAtUndertakings>, req: Req) -> Result<Reply, PageError> {
    let (town, year, all) = of(&mut tx, &req).await?;
    let about = About { code: &town.code, town: &town.name, year, demo: tx.core().settings.demo };
    let body = files::undertakings(&about, &all).csv().map_err(PageError::broken)?;
    let name = file_name(&["既存事業の棚卸し", &town.name, &short_year(year)], "csv");
    Ok(Reply::typed("text/csv; charset=utf-8", body).as_download(&name))
}

pub async fn xlsx(mut tx: ReadTx<LookAtUndertakings>, req: Req) -> Result<Reply, PageError> {
    let (town, year, all) = of(&mut tx, &req).await?;
    let about = About { code: &town.code, town: &town.name, year, demo: tx.core().settings.demo };
    let body = files::undertakings(&about, &all).xlsx().map_err(PageError::broken)?;
    let name = file_name(&["既存事業の棚卸し", &town.name, &short_year(year)], "xlsx");
    Ok(Reply::typed(XLSX, body).as_download(&name))
}

pub async fn pdf(mut tx: ReadTx<LookAtUndertakings>, req: Req) -> Result<Reply, PageError> {
    let (town, year, all) = of(&mut tx, &req).await?;
    let (today, demo) = (tx.core().clock.today(), tx.core().settings.demo);
    drop(tx);
    let about = documents::About { town: &town.name, today, demo };
    let wide = req.query.get("paper") == "a3";
    let document = documents::undertakings(&about, year, &all, wide);
    paper::pdf(document, &file_name(&["既存事業の棚卸し", &town.name, &short_year(year)], "pdf")).await
}
