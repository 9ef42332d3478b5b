//! `/plans/{plan}/comments`: what is said of the whole and of each box, by the town, its coordinators and – where it is shown – its
//! prefecture.

use foundation::web::{Form, PageError, Reply, Req};

use super::{address, below, key_of, new_key, whole};
use crate::actions::{PlanError, reviews as actions};
use crate::model::Whole;
use crate::permissions::{CommentOnPlans, LookAtPlans, ReadTx, Reader, WriteTx, reach_of};
use crate::rules::TEXT_CHARACTERS;
use crate::shared::render;
use crate::storage::reviews as storage;
use crate::views::CommentsPage;

async fn page(db: &mut Reader, whole: &Whole, form: &Form) -> Result<CommentsPage, PageError> {
    let comments = storage::comments(db, whole.plan.id).await?;
    let may_comment = reach_of::<CommentOnPlans>(db.actor()).is_some();
    let frame = below(db, &whole.plan, "コメント")
        .purpose("箱ごとに、気づいたことや聞きたいことを書けます。読めるのは、このロジックモデルを読める人だけです。");
    Ok(CommentsPage::new(frame, &address(&whole.plan), whole, &comments, form, may_comment))
}

pub async fn get(mut tx: ReadTx<LookAtPlans>, req: Req) -> Result<Reply, PageError> {
    let whole = whole(&mut tx, &req).await?;
    let mut form = Form::default();
    form.values.push("box", req.query.get("box"));
    form.values.push("form_key", &new_key(&tx));
    let mut view = page(&mut tx, &whole, &form).await?;
    let done = match req.query.get("done") {
        "said" => "書きました。",
        "settled" => "済みにしました。",
        _ => "",
    };
    if !done.is_empty() {
        view.frame = view.frame.notice("success", done);
    }
    render(&view)
}

pub async fn post(mut tx: WriteTx<CommentOnPlans>, req: Req) -> Result<Reply, PageError> {
    let whole = whole(&mut tx, &req).await?;
    let mut form = Form::new(req.form.clone());
    let words = form.required_text("words", "コメント", TEXT_CHARACTERS);
    let typed = form.value("box").to_owned();
    let one_box = if typed.is_empty() { None } else { Some(typed.parse().unwrap_or(0)) };
    let key = key_of(&form).map_or_else(|| new_key(&tx), str::to_owned);
    if form.is_valid() {
        match actions::comment(&mut tx, whole.plan.id, one_box, &words, &key).await {
            Ok(()) => {
                tx.commit_recorded().await?;
                return Ok(Reply::done(&format!("{}/comments?done=said", address(&whole.plan))));
            }
            Err(PlanError::Refused(refusal)) => form.refuse("words", refusal.sentence()),
            Err(PlanError::BoxChanged(_)) => form.refuse(
                "box",
                "その箱は、開いているあいだにほかの方が消しました。「全体について」にするか、ほかの箱を選んでください。",
            ),
            Err(error) => return Err(error.into()),
        }
    }
    let view = page(&mut tx, &whole, &form).await?;
    drop(tx);
    Ok(render(&view)?.unprocessable())
}

pub async fn settle(mut tx: WriteTx<CommentOnPlans>, req: Req) -> Result<Reply, PageError> {
    let plan = req.number("plan")?;
    actions::settle(&mut tx, plan, req.number("comment")?).await?;
    tx.commit_recorded().await?;
    Ok(Reply::done(&format!("/plans/{plan}/comments?done=settled")))
}
