//! `/plans/{plan}/shares`: whom the town lets into a plan, and until when.

use foundation::web::{Form, PageError, Reply, Req};

use super::{address, below, key_of, new_key};
use crate::actions::PlanError;
use crate::actions::shares as actions;
use crate::forms;
use crate::model::Plan;
use crate::permissions::{ReadTx, Reader, SharePlans, WriteTx};
use crate::rules::Refusal;
use crate::shared::render;
use crate::storage::{self, shares};
use crate::views::SharesPage;

async fn of(db: &mut Reader, req: &Req) -> Result<Plan, PageError> {
    storage::plan(db, req.number("plan")?).await?.ok_or(PageError::NotFound)
}

async fn page(db: &mut Reader, plan: &Plan, form: &Form) -> Result<SharesPage, PageError> {
    let there = shares::of_plan(db, plan.id).await?;
    let in_sight = ground::people::people_in_sight(db, actions::MOST_IN_SIGHT).await?;
    let frame = below(db, plan, "人や組織に見せる")
        .purpose("名前を挙げた人や組織に、日を決めて見せます。見せている間だけ読め、いつでもやめられます。");
    Ok(SharesPage::new(frame, &address(plan), &there, &in_sight, form, db.core().clock.today()))
}

pub async fn get(mut tx: ReadTx<SharePlans>, req: Req) -> Result<Reply, PageError> {
    let plan = of(&mut tx, &req).await?;
    let mut form = Form::default();
    form.values.push("form_key", &new_key(&tx));
    form.values.push("may", "read");
    let mut view = page(&mut tx, &plan, &form).await?;
    let done = match req.query.get("done") {
        // Whether anybody has that address is not said.
        "mail" => {
            "加えました。この宛先で登録している方がいれば、メールで知らせ、その方のトップページに出ています。まだ登録していない方には、登録が済んでから、もう一度指定してください。"
        }
        "shared" => "加えました。メールで知らせ、その方のトップページに出ています。",
        "stopped" => "やめました。いまから読めません。",
        _ => "",
    };
    if !done.is_empty() {
        view.frame = view.frame.notice("success", done);
    }
    render(&view)
}

fn refuse(form: &mut Form, named: &actions::Named, refusal: &Refusal) {
    let field = match refusal {
        Refusal::SharedTooLong | Refusal::SharedInPast => "until",
        _ => match named {
            actions::Named::Mail(_) => "mail",
            actions::Named::InSight(_) => "person",
            actions::Named::Organisation(_) => "organisation",
        },
    };
    form.refuse(field, refusal.sentence());
}

pub async fn post(mut tx: WriteTx<SharePlans>, req: Req) -> Result<Reply, PageError> {
    let plan = of(&mut tx, &req).await?;
    let mut form = Form::new(req.form.clone());
    let new = forms::share(&mut form);
    let key = key_of(&form).map_or_else(|| new_key(&tx), str::to_owned);
    if let Some(new) = new {
        match actions::share(&mut tx, plan.id, &new, &key).await {
            Ok(()) => {
                tx.commit_recorded().await?;
                let done = if matches!(new.named, actions::Named::Mail(_)) { "mail" } else { "shared" };
                return Ok(Reply::done(&format!("{}/shares?done={done}", address(&plan))));
            }
            Err(PlanError::Refused(refusal)) => refuse(&mut form, &new.named, &refusal),
            Err(error) => return Err(error.into()),
        }
    }
    let view = page(&mut tx, &plan, &form).await?;
    drop(tx);
    Ok(render(&view)?.unprocessable())
}

pub async fn stop(mut tx: WriteTx<SharePlans>, req: Req) -> Result<Reply, PageError> {
    let plan = req.number("plan")?;
    actions::stop(&mut tx, plan, req.number("share")?).await?;
    tx.commit_recorded().await?;
    Ok(Reply::done(&format!("/plans/{plan}/shares?done=stopped")))
}
