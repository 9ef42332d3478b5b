//! `/plans/{plan}/versions`: the plan as it stood, and what became different. For its writers: what was kept before a plan was
//! shown to the prefecture was not written for it.

use foundation::web::{Form, PageError, Reply, Req};

use super::{address, below, may_write, whole};
use crate::actions::{self, PlanError};
use crate::model::Whole;
use crate::permissions::{ReadTx, Reader, WritePlans, WriteTx};
use crate::rules::SHORT_CHARACTERS;
use crate::shared::render;
use crate::storage;
use crate::views::VersionsPage;

async fn page(db: &mut Reader, whole: &Whole, form: &Form) -> Result<VersionsPage, PageError> {
    let versions = storage::versions(db, whole.plan.id).await?;
    let frame = below(db, &whole.plan, "版")
        .purpose("ある日の姿をそのまま残し、あとで違いを見られます。合意の記録を入れると、ひとりでに残ります。");
    let may_write = may_write(db, &whole.plan);
    Ok(VersionsPage::new(frame, &address(&whole.plan), whole, &versions, form, may_write))
}

pub async fn get(mut tx: ReadTx<WritePlans>, req: Req) -> Result<Reply, PageError> {
    let whole = whole(&mut tx, &req).await?;
    let mut view = page(&mut tx, &whole, &Form::default()).await?;
    if req.query.get("done") == "kept" {
        view.frame = view.frame.notice("success", "いまの姿を版として残しました。");
    }
    render(&view)
}

pub async fn post(mut tx: WriteTx<WritePlans>, req: Req) -> Result<Reply, PageError> {
    let whole = whole(&mut tx, &req).await?;
    let mut form = Form::new(req.form.clone());
    let note = japanese::fold::tidy(&form.text("note", "ひとこと", SHORT_CHARACTERS));
    if form.is_valid() {
        match actions::keep_version(&mut tx, whole.plan.id, &note).await {
            Ok(_) => {
                tx.commit_recorded().await?;
                return Ok(Reply::done(&format!("{}/versions?done=kept", address(&whole.plan))));
            }
            Err(PlanError::Refused(refusal)) => form.refuse("note", refusal.sentence()),
            Err(error) => return Err(error.into()),
        }
    }
    let view = page(&mut tx, &whole, &form).await?;
    drop(tx);
    Ok(render(&view)?.unprocessable())
}
