//! `/plans/{plan}`: the whole model, readable from the end back to what is done; as PDF and as JSON.

use foundation::web::{PageError, Reply, Req};
use print::pdf::Paper;

use super::{address, frame, known, may_share, may_write, whole};
use crate::exchange;
use crate::model::Whole;
use crate::permissions::{LookAtPlans, ReadTx};
use crate::shared::{DEMO_MARK, paper, render};
use crate::storage::{reviews, shares};
use crate::views::{Around, ShowPage, chart, document};

pub async fn get(mut tx: ReadTx<LookAtPlans>, req: Req) -> Result<Reply, PageError> {
    let whole = whole(&mut tx, &req).await?;
    let done = match req.query.get("done") {
        "begun" => "始めました。箱を一つずつ、上から書いていきます。",
        "saved" => "保存しました。",
        "removed" => "箱を消しました。記録には残っています。",
        "moved" => "順番を変えました。",
        _ => "",
    };
    let mut frame = frame(&tx, &*whole.plan.title).purpose(&*whole.plan.municipality_name).wide();
    if !done.is_empty() {
        frame = frame.notice("success", done);
    }
    let may_write = may_write(&tx, &whole.plan);
    let around = Around {
        known: known(&mut tx, &whole).await?,
        measurements: reviews::measurements(&mut tx, whole.plan.id).await?,
        reviews: reviews::reviews(&mut tx, whole.plan.id).await?,
        steps: reviews::steps(&mut tx, whole.plan.id).await?,
        comments: reviews::comments(&mut tx, whole.plan.id).await?,
        shares: {
            let today = tx.core().clock.today().to_string();
            let all = shares::of_plan(&mut tx, whole.plan.id).await?;
            all.into_iter().filter(|one| one.lasts(&today)).collect()
        },
        may_share: may_share(&tx, &whole.plan),
    };
    let demo = tx.core().settings.demo;
    render(&ShowPage::new(frame, &address(&whole.plan), &whole, &around, may_write, demo))
}

/// The whole model as one picture.
pub async fn svg(mut tx: ReadTx<LookAtPlans>, req: Req) -> Result<Reply, PageError> {
    let whole = whole(&mut tx, &req).await?;
    let demo = tx.core().settings.demo;
    Ok(paper::svg(chart::of(&whole, demo), &format!("{}.svg", file_name(&whole))))
}

pub async fn pdf(mut tx: ReadTx<LookAtPlans>, req: Req) -> Result<Reply, PageError> {
    let whole = whole(&mut tx, &req).await?;
    let (today, demo) = (tx.core().clock.today(), tx.core().settings.demo);
    drop(tx);
    let on = if req.query.get("paper") == "a3" { Paper::A3Landscape } else { Paper::A4Landscape };
    paper::pdf(document::of(&whole, today, on, demo), &format!("{}.pdf", file_name(&whole))).await
}

pub fn file_name(whole: &Whole) -> String {
    whole.plan.title.chars().map(|c| if "\\/:*?\"<>|".contains(c) { '_' } else { c }).collect()
}

pub async fn json(mut tx: ReadTx<LookAtPlans>, req: Req) -> Result<Reply, PageError> {
    let whole = whole(&mut tx, &req).await?;
    let notice = (tx.core().settings.demo || whole.plan.fictitious).then_some(DEMO_MARK);
    Ok(Reply::json(&exchange::json(&whole, notice)).as_download(&format!("{}.json", file_name(&whole))))
}

pub async fn xlsx(mut tx: ReadTx<LookAtPlans>, req: Req) -> Result<Reply, PageError> {
    let whole = whole(&mut tx, &req).await?;
    let mark = if tx.core().settings.demo || whole.plan.fictitious { DEMO_MARK } else { "" };
    drop(tx);
    let name = format!("{}.xlsx", file_name(&whole));
    let bytes = exchange::workbook(&whole, mark).map_err(PageError::broken)?;
    Ok(Reply::typed("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", bytes).as_download(&name))
}
