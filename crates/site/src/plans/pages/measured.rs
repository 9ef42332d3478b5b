//! `/plans/{plan}/boxes/{box}/measured`: how what a box says was counted over time: from the catalogue by itself, and by hand.

use foundation::web::{Form, PageError, Reply, Req};

use super::{address, below, known, whole};
use crate::actions::{PlanError, reviews as actions};
use crate::forms;
use crate::model::{PlanBox, Whole};
use crate::permissions::{ReadTx, Reader, WritePlans, WriteTx};
use crate::rules::Refusal;
use crate::shared::render;
use crate::storage::reviews as storage;
use crate::views::MeasuredPage;

async fn page(db: &mut Reader, whole: &Whole, one: &PlanBox, form: &Form) -> Result<MeasuredPage, PageError> {
    let known = known(db, whole).await?;
    let measurements = storage::measurements(db, whole.plan.id).await?;
    let frame = below(db, &whole.plan, "測った値").purpose("いまどこまで来たかを、日付とともに残します。");
    Ok(MeasuredPage::new(frame, &address(&whole.plan), one, &known, &measurements, form))
}

fn of(whole: &Whole, req: &Req) -> Result<PlanBox, PageError> {
    let found = whole.find(req.number("box")?).filter(|one| !one.is_activity());
    found.cloned().ok_or(PageError::NotFound)
}

pub async fn get(mut tx: ReadTx<WritePlans>, req: Req) -> Result<Reply, PageError> {
    let whole = whole(&mut tx, &req).await?;
    let one = of(&whole, &req)?;
    let mut view = page(&mut tx, &whole, &one, &Form::default()).await?;
    let done = match req.query.get("done") {
        "measured" => "加えました。",
        "removed" => "消しました。操作の記録には残っています。",
        _ => "",
    };
    if !done.is_empty() {
        view.frame = view.frame.notice("success", done);
    }
    render(&view)
}

pub async fn post(mut tx: WriteTx<WritePlans>, req: Req) -> Result<Reply, PageError> {
    let whole = whole(&mut tx, &req).await?;
    let one = of(&whole, &req)?;
    let mut form = Form::new(req.form.clone());
    let new = forms::measurement(&mut form, one.id);
    if form.is_valid() {
        match actions::measure(&mut tx, whole.plan.id, &new).await {
            Ok(()) => {
                tx.commit_recorded().await?;
                return Ok(Reply::done(&format!("{}/boxes/{}/measured?done=measured", address(&whole.plan), one.id)));
            }
            Err(PlanError::Refused(refusal)) => {
                let field = if refusal == Refusal::MeasuredInFuture { "on" } else { "value" };
                form.refuse(field, refusal.sentence());
            }
            Err(error) => return Err(error.into()),
        }
    }
    let view = page(&mut tx, &whole, &one, &form).await?;
    drop(tx);
    Ok(render(&view)?.unprocessable())
}

pub async fn remove(mut tx: WriteTx<WritePlans>, req: Req) -> Result<Reply, PageError> {
    let (plan, one) = (req.number("plan")?, req.number("box")?);
    actions::remove_measurement(&mut tx, plan, one, req.number("measurement")?).await?;
    tx.commit_recorded().await?;
    Ok(Reply::done(&format!("/plans/{plan}/boxes/{one}/measured?done=removed")))
}
