//! `/plans/{plan}`: the whole model, readable from the end back to what is done; as PDF and as JSON.

use foundation::web::{PageError, Reply, Req};
use serde_json::json;

use super::{address, frame, may_write, whole};
use crate::model::{LEVELS, Whole};
use crate::permissions::{LookAtPlans, ReadTx};
use crate::shared::{DEMO_MARK, paper, render};
use crate::views::{ShowPage, document};

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
    render(&ShowPage::new(frame, &address(&whole.plan), &whole, may_write))
}

pub async fn pdf(mut tx: ReadTx<LookAtPlans>, req: Req) -> Result<Reply, PageError> {
    let whole = whole(&mut tx, &req).await?;
    let (today, demo) = (tx.core().clock.today(), tx.core().settings.demo);
    drop(tx);
    paper::pdf(document::of(&whole, today, demo), &format!("{}.pdf", file_name(&whole))).await
}

fn file_name(whole: &Whole) -> String {
    whole.plan.title.chars().map(|c| if "\\/:*?\"<>|".contains(c) { '_' } else { c }).collect()
}

/// Boxes bear the numbers that links tell.
pub async fn json(mut tx: ReadTx<LookAtPlans>, req: Req) -> Result<Reply, PageError> {
    let whole = whole(&mut tx, &req).await?;
    let plan = &whole.plan;
    let boxes = whole.boxes.iter().map(|one| {
        json!({
            "number": one.id, "level": one.level, "words": one.words, "indicator": one.indicator, "baseline": one.baseline,
            "target": one.target, "observed_how": one.observed_how, "observed_by": one.observed_by, "who": one.who,
            "progress": one.progress, "due": one.due,
            "leads_to": whole.after(one.id).map(|to| to.id).collect::<Vec<_>>(),
        })
    });
    let levels: Vec<_> = LEVELS.iter().map(|(id, label, _)| json!({ "id": id, "label": label })).collect();
    let body = json!({
        "notice": tx.core().settings.demo.then_some(DEMO_MARK),
        "format": "renkei-plan-1",
        "title": plan.title, "municipality": plan.municipality_code, "scene": plan.scene, "goal": plan.goal, "present": plan.present,
        "cause": plan.cause, "hypothesis": plan.hypothesis, "agreed_by": plan.agreed_by, "agreed_on": plan.agreed_on,
        "updated_at": plan.updated_at, "levels": levels, "boxes": boxes.collect::<Vec<_>>(),
    });
    Ok(Reply::json(&body).as_download(&format!("{}.json", file_name(&whole))))
}
