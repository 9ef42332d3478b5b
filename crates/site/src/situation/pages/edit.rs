//! `/situation/indicators/new`, `…/{indicator}/edit`: the office's own words for what is measured.

use foundation::web::{Fields, Form, PageError, Reply, Req};
use http::StatusCode;

use super::frame;
use crate::actions::{self, SituationError};
use crate::forms;
use crate::model::Indicator;
use crate::permissions::{EditIndicators, ReadTx, Reader, WriteTx};
use crate::rules::Refusal;
use crate::shared::render;
use crate::storage;
use crate::views::EditPage;

const CATALOGUE: &str = "/situation/indicators";

async fn page(db: &mut Reader, form: &Form, of: Option<&Indicator>) -> Result<EditPage, PageError> {
    let others = storage::indicators(db, false).await?;
    let fixed = match of {
        Some(indicator) => storage::has_values(db, &indicator.id).await?,
        None => false,
    };
    let title = if of.is_some() { "指標を直す" } else { "指標を加える" };
    let mut frame =
        frame(db, title).purpose("名前、分子と分母、出典、読むときの注意を決めます。").crumb("指標の一覧", CATALOGUE);
    if let Some(indicator) = of {
        frame = frame.crumb(&*indicator.name, format!("{CATALOGUE}/{}", indicator.id));
    }
    Ok(EditPage::new(frame, form, of, &others, fixed))
}

fn refused(form: &mut Form, refusal: &Refusal) {
    let field = match refusal {
        Refusal::SameId(_) => "id",
        _ => "beside",
    };
    form.refuse(field, refusal.sentence());
}

pub async fn get_new(mut tx: ReadTx<EditIndicators>, _req: Req) -> Result<Reply, PageError> {
    let form = Form::new(Fields::from_pairs([("direction", "neither"), ("per", "100"), ("areas", "municipality")]));
    render(&page(&mut tx, &form, None).await?)
}

pub async fn post_new(mut tx: WriteTx<EditIndicators>, req: Req) -> Result<Reply, PageError> {
    let mut form = Form::new(req.form.clone());
    let new = forms::indicator(&mut form, true);
    if form.is_valid() {
        match actions::add_indicator(&mut tx, &new).await {
            Ok(()) => {
                tx.commit_recorded().await?;
                return Ok(Reply::done(&format!("{CATALOGUE}/{}?done=added", new.id)));
            }
            Err(SituationError::Refused(refusal)) => refused(&mut form, &refusal),
            Err(error) => return Err(error.into()),
        }
    }
    let view = page(&mut tx, &form, None).await?;
    drop(tx);
    Ok(render(&view)?.unprocessable())
}

pub async fn get(mut tx: ReadTx<EditIndicators>, req: Req) -> Result<Reply, PageError> {
    let indicator = storage::indicator(&mut tx, req.text("indicator")).await?.ok_or(PageError::NotFound)?;
    let form = Form::new(forms::fill_indicator(&indicator));
    render(&page(&mut tx, &form, Some(&indicator)).await?)
}

pub async fn post(mut tx: WriteTx<EditIndicators>, req: Req) -> Result<Reply, PageError> {
    let before = storage::indicator(&mut tx, req.text("indicator")).await?.ok_or(PageError::NotFound)?;
    // Once there are values, what they measure stays: the form is read, and checked, as that.
    let fixed = storage::has_values(&mut tx, &before.id).await?;
    let sent = if fixed {
        let per = if before.is_share() { before.per.to_string() } else { String::new() };
        req.form.replaced("measure", &before.measure).replaced("per", &per)
    } else {
        req.form.clone()
    };
    let mut form = Form::new(sent);
    let new = forms::indicator(&mut form, false);
    if fixed && new.unit != before.unit {
        form.refuse(
            "unit",
            format!(
                "値が入っているため、単位「{}」は変えられません。別の単位は、新しい指標にしてください。",
                before.unit
            ),
        );
    }
    let mut status = StatusCode::UNPROCESSABLE_ENTITY;
    let mut theirs = None;
    if form.is_valid() {
        let revision = form.value("revision").parse().unwrap_or(0);
        match actions::revise_indicator(&mut tx, &before.id, revision, &new).await {
            Ok(()) => {
                tx.commit_recorded().await?;
                return Ok(Reply::done(&format!("{CATALOGUE}/{}?done=saved", before.id)));
            }
            Err(SituationError::Refused(refusal)) => refused(&mut form, &refusal),
            Err(SituationError::Changed(now)) => {
                status = StatusCode::CONFLICT;
                theirs = Some(now);
            }
            Err(error) => return Err(error.into()),
        }
    }
    let mut view = page(&mut tx, &form, Some(theirs.as_deref().unwrap_or(&before))).await?;
    if let Some(theirs) = theirs {
        view.changed_meanwhile(&theirs);
    }
    drop(tx);
    Ok(render(&view)?.with_status(status))
}
