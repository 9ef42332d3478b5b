//! `/plans/{plan}/boxes/…`: one box: its words, how it is seen, what it leads to; its place; taking it out.

use foundation::web::{Form, PageError, Reply, Req};
use http::StatusCode;

use situation::Known;

use super::{address, below, is_let_in, key_of, new_key, whole};
use crate::actions::{self, PlanError};
use crate::beyond::Aim;
use crate::forms;
use crate::model::{LEVELS, PlanBox, Whole, level_label};
use crate::permissions::{ReadTx, Reader, WritePlans, WriteTx};
use crate::rules;
use crate::shared::render;
use crate::views::{BoxPage, RemovePage};

async fn catalogue(db: &mut Reader, whole: &Whole, one: &PlanBox) -> Result<Vec<Known>, PageError> {
    if one.is_activity() {
        return Ok(Vec::new());
    }
    if is_let_in(db) {
        return Ok(situation::shown_with(db, &whole.plan.municipality_code, &[one.indicator_id.as_str()]).await?);
    }
    Ok(situation::known_of(db, &whole.plan.municipality_code).await?)
}

fn page(db: &Reader, whole: &Whole, one: &PlanBox, form: &Form, known: &[Known]) -> BoxPage {
    let title =
        if one.id == 0 { format!("{}の箱を加える", level_label(&one.level)) } else { "箱を直す".to_owned() };
    let purpose = LEVELS.iter().find(|(id, ..)| *id == one.level).map_or("", |(.., purpose)| purpose);
    BoxPage::new(below(db, &whole.plan, title).purpose(purpose), &address(&whole.plan), whole, one, form, known)
}

/// Of what a new box leads to, those an address carries on.
const MOST_TARGETS: usize = 20;

/// The level the address asks for.
fn blank(level: &str) -> Result<PlanBox, PageError> {
    let (level, ..) = LEVELS.iter().find(|(id, ..)| *id == level).ok_or(PageError::NotFound)?;
    Ok(PlanBox { level: (*level).to_owned(), ..PlanBox::default() })
}

/// Where the town wants to be, in the plan's scene or, where it has none, in all: what a final outcome may begin from.
async fn aims(db: &mut Reader, whole: &Whole) -> Result<Vec<Aim>, PageError> {
    let beyond = db.core().settings.beyond;
    let mut aims = beyond.groundwork_of(db, &whole.plan.municipality_code).await?.aims;
    aims.retain(|aim| whole.plan.scene.is_empty() || aim.scene == whole.plan.scene);
    Ok(aims)
}

fn of(whole: &Whole, req: &Req) -> Result<PlanBox, PageError> {
    whole.find(req.number("box")?).cloned().ok_or(PageError::NotFound)
}

pub async fn get_new(mut tx: ReadTx<WritePlans>, req: Req) -> Result<Reply, PageError> {
    let whole = whole(&mut tx, &req).await?;
    let one = blank(req.query.get("level"))?;
    let mut form = Form::default();
    for to in req.query.all("to").take(MOST_TARGETS) {
        form.values.push("to", to);
    }
    form.values.push("form_key", &new_key(&tx));
    let aims = if one.level == "final" { aims(&mut tx, &whole).await? } else { Vec::new() };
    if let Some(aim) = aims.iter().find(|aim| aim.scene == req.query.get("aim")) {
        form.values.push("words", &aim.desired.chars().take(rules::WORDS_CHARACTERS).collect::<String>());
    }
    let known = catalogue(&mut tx, &whole, &one).await?;
    let mut view = page(&tx, &whole, &one, &form, &known);
    view.put_aims(&aims);
    if req.query.get("done") == "added" {
        view.frame = view.frame.notice("success", "加えました。続けて、もう一つ書けます。");
    }
    render(&view)
}

pub async fn post_new(mut tx: WriteTx<WritePlans>, req: Req) -> Result<Reply, PageError> {
    let whole = whole(&mut tx, &req).await?;
    let mut form = Form::new(req.form.clone());
    let empty = blank(form.value("level"))?;
    let known = catalogue(&mut tx, &whole, &empty).await?;
    let (new, to) = forms::one(&mut form, &empty, &known);
    if form.is_valid() {
        let key = key_of(&form).map(str::to_owned);
        match actions::add_box(&mut tx, whole.plan.id, &new, &to, key.as_deref()).await {
            Ok(id) => {
                tx.commit_recorded().await?;
                let base = address(&whole.plan);
                let on = if form.value("then") == "more" {
                    let to: String = to.iter().take(MOST_TARGETS).map(|id| format!("&to={id}")).collect();
                    format!("{base}/boxes/new?level={}{to}&done=added", new.level)
                } else {
                    format!("{base}?done=saved#box-{id}")
                };
                return Ok(Reply::done(&on));
            }
            Err(PlanError::Refused(refusal)) => form.refuse("to", refusal.sentence()),
            Err(error) => return Err(error.into()),
        }
    }
    let view = page(&tx, &whole, &empty, &form, &known);
    drop(tx);
    Ok(render(&view)?.unprocessable())
}

pub async fn get(mut tx: ReadTx<WritePlans>, req: Req) -> Result<Reply, PageError> {
    let whole = whole(&mut tx, &req).await?;
    let one = of(&whole, &req)?;
    let form = Form::new(forms::fill_box(&one, whole.after(one.id).map(|to| to.id)));
    let known = catalogue(&mut tx, &whole, &one).await?;
    render(&page(&tx, &whole, &one, &form, &known))
}

pub async fn post(mut tx: WriteTx<WritePlans>, req: Req) -> Result<Reply, PageError> {
    let whole = whole(&mut tx, &req).await?;
    let mut form = Form::new(req.form.clone());
    let Some(before) = whole.find(req.number("box")?).cloned() else { return gone(tx, &whole, &form).await };
    let known = catalogue(&mut tx, &whole, &before).await?;
    let (new, to) = forms::one(&mut form, &before, &known);
    if form.is_valid() {
        let revision = form.value("revision").parse().unwrap_or(0);
        match actions::revise_box(&mut tx, whole.plan.id, revision, &new, &to).await {
            Ok(()) => {
                tx.commit_recorded().await?;
                return Ok(Reply::done(&format!("{}?done=saved#box-{}", address(&whole.plan), new.id)));
            }
            Err(PlanError::Refused(refusal)) => form.refuse("to", refusal.sentence()),
            Err(PlanError::BoxChanged(Some(theirs))) => {
                let mut view = page(&tx, &whole, &theirs, &form, &known);
                view.changed_meanwhile(&whole, &theirs, &new, &to);
                drop(tx);
                return Ok(render(&view)?.with_status(StatusCode::CONFLICT));
            }
            Err(error) => return Err(error.into()),
        }
    }
    let view = page(&tx, &whole, &before, &form, &known);
    drop(tx);
    Ok(render(&view)?.unprocessable())
}

/// Somebody took the box out meanwhile: what was typed becomes the start of a new one.
async fn gone(mut tx: WriteTx<WritePlans>, whole: &Whole, form: &Form) -> Result<Reply, PageError> {
    let level = if form.value("level").is_empty() { "activity" } else { form.value("level") };
    let one = blank(level)?;
    let known = catalogue(&mut tx, whole, &one).await?;
    let mut view = page(&tx, whole, &one, form, &known);
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
