//! `/plans/{plan}/edit`: what stands above the boxes, who reads it, where it was agreed to.

use foundation::web::{Form, PageError, Reply, Req};
use http::StatusCode;

use super::{address, below, is_let_in};
use crate::actions::{self, PlanError};
use crate::forms;
use crate::model::Plan;
use crate::permissions::{ReadTx, Reader, WritePlans, WriteTx};
use crate::rules::Refusal;
use crate::shared::render;
use crate::storage;
use crate::views::EditPage;

async fn of(db: &mut Reader, req: &Req) -> Result<Plan, PageError> {
    storage::plan(db, req.number("plan")?).await?.ok_or(PageError::NotFound)
}

fn page(db: &Reader, plan: &Plan, form: &Form) -> EditPage {
    let frame = below(db, plan, "全体のことばを直す")
        .purpose("目標、現状、真因、課題の仮説。だれに見せるか、どこで合意したか。");
    EditPage { is_let_in: is_let_in(db), ..EditPage::new(frame, &address(plan), plan, form) }
}

pub async fn get(mut tx: ReadTx<WritePlans>, req: Req) -> Result<Reply, PageError> {
    let plan = of(&mut tx, &req).await?;
    render(&page(&tx, &plan, &Form::new(forms::fill_plan(&plan))))
}

pub async fn post(mut tx: WriteTx<WritePlans>, req: Req) -> Result<Reply, PageError> {
    let before = of(&mut tx, &req).await?;
    let mut form = Form::new(req.form.clone());
    let new = forms::plan(&mut form, &before, is_let_in(&tx));
    if form.is_valid() {
        let revision = form.value("revision").parse().unwrap_or(0);
        match actions::revise(&mut tx, revision, &new).await {
            Ok(()) => {
                tx.commit_recorded().await?;
                return Ok(Reply::done(&format!("{}?done=saved", address(&before))));
            }
            Err(PlanError::Refused(refusal)) => {
                let field = if refusal == Refusal::AgreedWithoutPlace { "agreed-by" } else { "agreed-on" };
                form.refuse(field, refusal.sentence());
            }
            Err(PlanError::Changed(theirs)) => {
                let mut view = page(&tx, &theirs, &form);
                view.changed_meanwhile(&theirs, &new);
                drop(tx);
                return Ok(render(&view)?.with_status(StatusCode::CONFLICT));
            }
            Err(error) => return Err(error.into()),
        }
    }
    let view = page(&tx, &before, &form);
    drop(tx);
    Ok(render(&view)?.unprocessable())
}
