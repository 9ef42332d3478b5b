//! `/groundwork/{code}/undertakings/…`: one undertaking: its form, and taking it out.

use foundation::chance::Chance;
use foundation::web::{Form, PageError, Reply, Req};
use http::StatusCode;

use super::{address, below, not_this_form, posted_year, town, year};
use crate::actions::GroundworkError;
use crate::actions::undertakings as actions;
use crate::forms;
use crate::model::Undertaking;
use crate::permissions::{ReadTx, Reader, WriteTx, WriteUndertakings};
use crate::regions::Town;
use crate::rules::Refusal;
use crate::shared::render;
use crate::storage::undertakings as storage;
use crate::views::{RemovePage, UndertakingPage, short_year};

fn base(town: &Town) -> String {
    format!("{}/undertakings", address(town))
}

fn page(db: &Reader, town: &Town, one: &Undertaking, form: &Form, key: &str) -> UndertakingPage {
    let title = if one.id == 0 { "事業を加える".to_owned() } else { one.name.clone() };
    let frame = below(db, town, title)
        .crumb("既存事業の棚卸し", format!("{}?year={}", base(town), one.fiscal_year))
        .purpose("分かるところだけ書いて保存できます。名前のほかは、あとからでかまいません。")
        .year(short_year(one.fiscal_year));
    UndertakingPage::new(frame, &base(town), one, form, key)
}

fn blank(town: &Town, year: i64) -> Undertaking {
    Undertaking { municipality_code: town.code.clone(), fiscal_year: year, ..Undertaking::default() }
}

/// The field a refusal stands at.
fn field_of(refusal: &Refusal) -> &'static str {
    match refusal {
        Refusal::MergeWithoutTarget | Refusal::MergeWithItself => "merge-with",
        Refusal::DecidedWithoutWhom => "decided-by",
        Refusal::DecidedInFuture | Refusal::DecidedWithoutDay => "decided-on",
        _ => "name",
    }
}

pub async fn get_new(mut tx: ReadTx<WriteUndertakings>, req: Req) -> Result<Reply, PageError> {
    let town = town(&mut tx, &req).await?;
    let key = Chance::token(&tx.core().chance);
    let mut form = Form::default();
    let scene = req.query.get("scene");
    form.values.push("scenes", scene);
    render(&page(&tx, &town, &blank(&town, year(&tx, &req)), &form, &key))
}

pub async fn post_new(mut tx: WriteTx<WriteUndertakings>, req: Req) -> Result<Reply, PageError> {
    let town = town(&mut tx, &req).await?;
    let mut form = Form::new(req.form.clone());
    let key = forms::form_key(&form).ok_or_else(|| not_this_form("事業を加える"))?;
    let empty = blank(&town, posted_year(&tx, &req));
    let new = forms::undertaking(&mut form, &empty);
    if form.is_valid() {
        match actions::add(&mut tx, &new, &key).await {
            Ok(_) => {
                tx.commit_recorded().await?;
                return Ok(Reply::done(&format!("{}?year={}&done=added", base(&town), new.fiscal_year)));
            }
            Err(GroundworkError::Refused(refusal)) => form.refuse(field_of(&refusal), refusal.sentence()),
            Err(error) => return Err(error.into()),
        }
    }
    let view = page(&tx, &town, &empty, &form, &key);
    drop(tx);
    Ok(render(&view)?.unprocessable())
}

pub async fn get(mut tx: ReadTx<WriteUndertakings>, req: Req) -> Result<Reply, PageError> {
    let town = town(&mut tx, &req).await?;
    let one = storage::one(&mut tx, &town.code, req.number("undertaking")?).await?.ok_or(PageError::NotFound)?;
    render(&page(&tx, &town, &one, &Form::new(forms::fill_undertaking(&one)), ""))
}

pub async fn post(mut tx: WriteTx<WriteUndertakings>, req: Req) -> Result<Reply, PageError> {
    let town = town(&mut tx, &req).await?;
    let mut form = Form::new(req.form.clone());
    let Some(before) = storage::one(&mut tx, &town.code, req.number("undertaking")?).await? else {
        return gone(tx, &town, &req, &form);
    };
    let new = forms::undertaking(&mut form, &before);
    if form.is_valid() {
        let revision = form.value("revision").parse().unwrap_or(0);
        match actions::revise(&mut tx, &new, revision).await {
            Ok(()) => {
                tx.commit_recorded().await?;
                return Ok(Reply::done(&format!("{}?year={}&done=saved", base(&town), new.fiscal_year)));
            }
            Err(GroundworkError::Refused(refusal)) => form.refuse(field_of(&refusal), refusal.sentence()),
            Err(GroundworkError::UndertakingChanged(theirs)) => {
                let mut view = page(&tx, &town, &theirs, &form, "");
                view.changed_meanwhile(&theirs, &new);
                drop(tx);
                return Ok(render(&view)?.with_status(StatusCode::CONFLICT));
            }
            Err(GroundworkError::UndertakingGone) => return gone(tx, &town, &req, &form),
            Err(error) => return Err(error.into()),
        }
    }
    let view = page(&tx, &town, &before, &form, "");
    drop(tx);
    Ok(render(&view)?.unprocessable())
}

/// Somebody took it out meanwhile: what was typed becomes the start of a new one. Where nothing was typed there is nothing.
fn gone(tx: WriteTx<WriteUndertakings>, town: &Town, req: &Req, form: &Form) -> Result<Reply, PageError> {
    if form.value("name").is_empty() {
        return Err(PageError::NotFound);
    }
    let key = Chance::token(&tx.core().chance);
    let mut view = page(&tx, town, &blank(town, posted_year(&tx, req)), form, &key);
    view.was_removed();
    drop(tx);
    Ok(render(&view)?.with_status(StatusCode::CONFLICT))
}

pub async fn get_remove(mut tx: ReadTx<WriteUndertakings>, req: Req) -> Result<Reply, PageError> {
    let town = town(&mut tx, &req).await?;
    let one = storage::one(&mut tx, &town.code, req.number("undertaking")?).await?.ok_or(PageError::NotFound)?;
    let frame = below(&tx, &town, "事業を消す")
        .crumb("既存事業の棚卸し", format!("{}?year={}", base(&town), one.fiscal_year))
        .purpose("まちがえて加えたものを消します。やめる事業は、消さずに判断を「やめる」にします。");
    render(&RemovePage::new(frame, &base(&town), &one))
}

pub async fn post_remove(mut tx: WriteTx<WriteUndertakings>, req: Req) -> Result<Reply, PageError> {
    let town = town(&mut tx, &req).await?;
    let revision = req.form.get("revision").parse().unwrap_or(0);
    let gone = actions::remove(&mut tx, &town.code, req.number("undertaking")?, revision).await?;
    tx.commit_recorded().await?;
    Ok(Reply::done(&format!("{}?year={}&done=removed", base(&town), gone.fiscal_year)))
}
