//! `/plans/{plan}/boxes/…`: one box: its words, how it is seen, what it leads to; its place; taking it out.

use foundation::web::{Form, PageError, Reply, Req};
use http::StatusCode;

use super::{address, below, whole};
use crate::actions::{self, PlanError};
use crate::forms;
use crate::model::{LEVELS, PlanBox, Whole, level_label};
use crate::permissions::{ReadTx, Reader, WritePlans, WriteTx};
use crate::shared::render;
use crate::views::{BoxPage, RemovePage};

fn page(db: &Reader, whole: &Whole, one: &PlanBox, form: &Form) -> BoxPage {
    let title =
        if one.id == 0 { format!("{}の箱を加える", level_label(&one.level)) } else { "箱を直す".to_owned() };
    let purpose = LEVELS.iter().find(|(id, ..)| *id == one.level).map_or("", |(.., purpose)| purpose);
    BoxPage::new(below(db, &whole.plan, title).purpose(purpose), &address(&whole.plan), whole, one, form)
}

/// The level the address asks for.
fn blank(level: &str) -> Result<PlanBox, PageError> {
    let (level, ..) = LEVELS.iter().find(|(id, ..)| *id == level).ok_or(PageError::NotFound)?;
    Ok(PlanBox { level: (*level).to_owned(), ..PlanBox::default() })
}

fn of(whole: &Whole, req: &Req) -> Result<PlanBox, PageError> {
    whole.find(req.number("box")?).cloned().ok_or(PageError::NotFound)
}

pub async fn get_new(mut tx: ReadTx<WritePlans>, req: Req) -> Result<Reply, PageError> {
    let whole = whole(&mut tx, &req).await?;
    let one = blank(req.query.get("level"))?;
    let mut form = Form::default();
    form.values.push("to", req.query.get("to"));
    render(&page(&tx, &whole, &one, &form))
}

pub async fn post_new(mut tx: WriteTx<WritePlans>, req: Req) -> Result<Reply, PageError> {
    let whole = whole(&mut tx, &req).await?;
    let mut form = Form::new(req.form.clone());
    let empty = blank(form.value("level"))?;
    let (new, to) = forms::one(&mut form, &empty);
    if form.is_valid() {
        match actions::add_box(&mut tx, whole.plan.id, &new, &to).await {
            Ok(id) => {
                tx.commit_recorded().await?;
                return Ok(Reply::done(&format!("{}?done=saved#box-{id}", address(&whole.plan))));
            }
            Err(PlanError::Refused(refusal)) => form.refuse("to", refusal.sentence()),
            Err(error) => return Err(error.into()),
        }
    }
    let view = page(&tx, &whole, &empty, &form);
    drop(tx);
    Ok(render(&view)?.unprocessable())
}

pub async fn get(mut tx: ReadTx<WritePlans>, req: Req) -> Result<Reply, PageError> {
    let whole = whole(&mut tx, &req).await?;
    let one = of(&whole, &req)?;
    let form = Form::new(forms::fill_box(&one, whole.after(one.id).map(|to| to.id)));
    render(&page(&tx, &whole, &one, &form))
}

pub async fn post(mut tx: WriteTx<WritePlans>, req: Req) -> Result<Reply, PageError> {
    let whole = whole(&mut tx, &req).await?;
    let mut form = Form::new(req.form.clone());
    let Some(before) = whole.find(req.number("box")?).cloned() else { return gone(tx, &whole, &form) };
    let (new, to) = forms::one(&mut form, &before);
    if form.is_valid() {
        let revision = form.value("revision").parse().unwrap_or(0);
        match actions::revise_box(&mut tx, whole.plan.id, revision, &new, &to).await {
            Ok(()) => {
                tx.commit_recorded().await?;
                return Ok(Reply::done(&format!("{}?done=saved#box-{}", address(&whole.plan), new.id)));
            }
            Err(PlanError::Refused(refusal)) => form.refuse("to", refusal.sentence()),
            Err(PlanError::BoxChanged(Some(theirs))) => {
                let mut view = page(&tx, &whole, &theirs, &form);
                view.changed_meanwhile(&whole, &theirs, &new, &to);
                drop(tx);
                return Ok(render(&view)?.with_status(StatusCode::CONFLICT));
            }
            Err(error) => return Err(error.into()),
        }
    }
    let view = page(&tx, &whole, &before, &form);
    drop(tx);
    Ok(render(&view)?.unprocessable())
}

/// Somebody took the box out meanwhile: what was typed becomes the start of a new one.
fn gone(tx: WriteTx<WritePlans>, whole: &Whole, form: &Form) -> Result<Reply, PageError> {
    let level = if form.value("level").is_empty() { "activity" } else { form.value("level") };
    let mut view = page(&tx, whole, &blank(level)?, form);
    view.was_removed();
    drop(tx);
    Ok(render(&view)?.with_status(StatusCode::CONFLICT))
}

pub async fn shift(mut tx: WriteTx<WritePlans>, req: Req) -> Result<Reply, PageError> {
    let (plan, id) = (req.number("plan")?, req.number("box")?);
    actions::move_box(&mut tx, plan, id, req.form.get("up") == "1").await?;
    tx.commit_recorded().await?;
    Ok(Reply::done(&format!("/plans/{plan}?done=moved#box-{id}")))
}

pub async fn get_remove(mut tx: ReadTx<WritePlans>, req: Req) -> Result<Reply, PageError> {
    let whole = whole(&mut tx, &req).await?;
    let one = of(&whole, &req)?;
    let frame = below(&tx, &whole.plan, "箱を消す").purpose("つながっている箱は残り、矢印だけが外れます。");
    render(&RemovePage::new(frame, &address(&whole.plan), &whole, &one))
}

pub async fn post_remove(mut tx: WriteTx<WritePlans>, req: Req) -> Result<Reply, PageError> {
    let (plan, id) = (req.number("plan")?, req.number("box")?);
    let revision = req.form.get("revision").parse().unwrap_or(0);
    actions::remove_box(&mut tx, plan, id, revision).await?;
    tx.commit_recorded().await?;
    Ok(Reply::done(&format!("/plans/{plan}?done=removed")))
}
