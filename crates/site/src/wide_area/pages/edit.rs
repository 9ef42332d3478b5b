//! `/wide-area/{group}/edit`: the group's own words, its lead, its secretariat, its plan, who reads it.

use foundation::web::{Form, PageError, Reply, Req};
use http::StatusCode;

use super::{below, led};
use crate::actions::{self, Whole, WideAreaError};
use crate::forms;
use crate::model::Group;
use crate::permissions::{ReadTx, Reader, WriteTx, WriteWideAreas};
use crate::rules::Refusal;
use crate::shared::render;
use crate::views::EditPage;

async fn page(db: &mut Reader, whole: &Whole, group: &Group, form: &Form) -> Result<EditPage, PageError> {
    let plans = crate::plans::plans_of_several(db, std::slice::from_ref(&group.lead_code)).await?;
    let plans: Vec<(i64, String)> = plans.into_iter().map(|(_, id, title)| (id, title)).collect();
    let frame = below(db, group, "全体を直す").purpose("名前、形、目的、事務局、幹事市町村、計画。だれに見せるか。");
    Ok(EditPage::new(frame, group, &whole.members, &plans, form))
}

pub async fn get(mut tx: ReadTx<WriteWideAreas>, req: Req) -> Result<Reply, PageError> {
    let whole = led(&mut tx, &req).await?;
    let form = Form::new(forms::fill_group(&whole.group));
    render(&page(&mut tx, &whole, &whole.group, &form).await?)
}

pub async fn post(mut tx: WriteTx<WriteWideAreas>, req: Req) -> Result<Reply, PageError> {
    let whole = led(&mut tx, &req).await?;
    let mut form = Form::new(req.form.clone());
    let new = forms::group(&mut form, &whole.group);
    if form.is_valid() {
        let revision = form.value("revision").parse().unwrap_or(0);
        match actions::revise(&mut tx, revision, &new).await {
            Ok(()) => {
                tx.commit_recorded().await?;
                return Ok(Reply::done(&format!("{}?done=saved", whole.group.address())));
            }
            Err(WideAreaError::Refused(refusal)) => {
                let field = match refusal {
                    Refusal::AgreedInFuture => "agreed-on",
                    Refusal::NotOurPlan => "plan",
                    _ => "lead",
                };
                form.refuse(field, refusal.sentence());
            }
            Err(WideAreaError::Changed(theirs)) => {
                let mut view = page(&mut tx, &whole, &theirs, &form).await?;
                view.changed_meanwhile(&theirs, &new, &whole.members);
                drop(tx);
                return Ok(render(&view)?.with_status(StatusCode::CONFLICT));
            }
            Err(error) => return Err(error.into()),
        }
    }
    let view = page(&mut tx, &whole, &whole.group, &form).await?;
    drop(tx);
    Ok(render(&view)?.unprocessable())
}
