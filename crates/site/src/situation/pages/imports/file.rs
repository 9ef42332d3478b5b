//! `/situation/imports/{import}/files/{position}`: one file, value by value; what its series are called here.

use foundation::web::{Page, PageError, PageLinks, Reply, Req};
use indicator_files::Part;

use super::{address, below, import_file};
use crate::actions::importing::{self, Said};
use crate::import::SeriesSaid;
use crate::permissions::{ImportValues, ReadTx, WriteTx};
use crate::regions;
use crate::shared::{Pagination, render};
use crate::storage::{self, imports};
use crate::views::imports::FilePage;

const ITEMS_PER_PAGE: i64 = 100;

fn series_of(text: &str) -> Vec<SeriesSaid> {
    serde_json::from_str(text).unwrap_or_default()
}

pub async fn get(mut tx: ReadTx<ImportValues>, req: Req) -> Result<Reply, PageError> {
    let (import, file) = import_file(&mut tx, &req).await?;
    let base = format!("{}/files/{}", address(import.id), file.position);
    let total = imports::count_items(&mut tx, import.id, file.position).await?;
    let page = Page::of(&req.query, ITEMS_PER_PAGE).within(total);
    let items = imports::items(&mut tx, import.id, file.position, (page.size, page.offset())).await?;
    let indicators = storage::indicators(&mut tx, true).await?;
    let towns = if items.is_empty() { Vec::new() } else { regions::all_towns(&mut tx).await? };
    let frame = below(&tx, file.name.clone()).crumb(format!("取り込み{}", import.id), address(import.id)).wide();
    let links = PageLinks::new(&base, &req.query, page, total);
    let series = series_of(&file.series);
    let mut view = FilePage::new(frame, &base, &import, &file, (&items, &towns), (&series, &indicators));
    view.pagination = Some(Pagination::new(&links, "件"));
    if req.query.get("done") == "named" {
        view.frame =
            view.frame.notice("success", "指標を決めて、もう一度読みました。同じ系列は、次から自動で読みます。");
    }
    render(&view)
}

pub async fn post(mut tx: WriteTx<ImportValues>, req: Req) -> Result<Reply, PageError> {
    let (import, file) = import_file(&mut tx, &req).await?;
    if !import.is_looked() {
        return Err(crate::actions::SituationError::ImportDecided.into());
    }
    let said: Vec<Said> = (0..)
        .zip(series_of(&file.series))
        .filter_map(|(at, series): (usize, SeriesSaid)| {
            // 「-」: it is not used; empty: nothing is said of it.
            let chosen = req.form.get(&format!("indicator-{at}"));
            let part = Part::of(req.form.get(&format!("part-{at}"))).unwrap_or_default();
            let indicator = if chosen == "-" { String::new() } else { chosen.to_owned() };
            let as_it_is = indicator == series.indicator
                && series.unused == (chosen == "-")
                && (part == series.part || indicator.is_empty());
            (!chosen.is_empty() && !as_it_is).then(|| Said {
                series: series.name,
                indicator,
                part: part.id().to_owned(),
            })
        })
        .collect();
    let back = format!("{}/files/{}", address(import.id), file.position);
    if said.is_empty() {
        return Ok(Reply::see_other(&back));
    }
    importing::name(&mut tx, &file, &said).await?;
    let (core, actor) = (tx.core().clone(), tx.actor().clone());
    tx.commit_recorded().await?;
    importing::look_again(&core, actor, &req.request_id, import.id).await?;
    Ok(Reply::done(&format!("{back}?done=named")))
}
