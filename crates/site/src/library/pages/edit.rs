//! `/library/{number}/edit`: what is said about a document, and who sees it; withdrawing it and showing it again.

use foundation::web::{Form, PageError, Reply, Req};
use http::StatusCode;

use super::{below, let_go, this_year};
use crate::library::actions::{self, LibraryError};
use crate::library::forms;
use crate::library::model::Document;
use crate::library::rules::NOTE_CHARACTERS;
use crate::library::storage;
use crate::library::views::EditPage;
use crate::permissions::{EditLibrary, ReadTx, Reader, WriteTx};
use crate::shared::render;

pub async fn get(mut tx: ReadTx<EditLibrary>, req: Req) -> Result<Reply, PageError> {
    let document = storage::owned(&mut tx, req.number("number")?).await?.ok_or(PageError::NotFound)?;
    let form = Form::new(forms::fields_of(&document.details));
    render(&page(&tx, &document, &form))
}

pub(super) fn page(db: &Reader, document: &Document, form: &Form) -> EditPage {
    let frame = below(db, document, "資料の説明を直す")
        .purpose("題名、区分、見せる相手を直します。ファイルは「新しい版を入れる」から。");
    let action = format!("/library/{}/edit", document.number);
    EditPage::new(frame, &action, form, "", Some(document))
}

pub async fn post(mut tx: WriteTx<EditLibrary>, req: Req) -> Result<Reply, PageError> {
    let number = req.number("number")?;
    let document = storage::owned(&mut tx, number).await?.ok_or(PageError::NotFound)?;
    let mut form = Form::new(req.form.clone());
    let details = forms::details(&mut form, this_year(&tx));
    if !form.is_valid() {
        let view = page(&tx, &document, &form);
        let_go(tx);
        return Ok(render(&view)?.unprocessable());
    }
    let revision = form.value("revision").parse().unwrap_or(0);
    match actions::revise(&mut tx, number, revision, &details).await {
        Ok(()) => {
            tx.commit_recorded().await?;
            Ok(Reply::done(&format!("/library/{number}?done=saved")))
        }
        Err(LibraryError::Changed(theirs)) => {
            // What was typed stays in the fields; what stands there is said beside them.
            let mut view = page(&tx, &theirs, &form);
            view.changed_meanwhile(&theirs.details);
            let_go(tx);
            Ok(render(&view)?.with_status(StatusCode::CONFLICT))
        }
        Err(error) => Err(error.into()),
    }
}

pub async fn withdraw(mut tx: WriteTx<EditLibrary>, req: Req) -> Result<Reply, PageError> {
    let number = req.number("number")?;
    let document = storage::owned(&mut tx, number).await?.ok_or(PageError::NotFound)?;
    let mut typed = Form::new(req.form.clone());
    let reason = japanese::fold::tidy(&typed.text("reason", "下げる理由", NOTE_CHARACTERS));
    let refused = match typed.error("reason").to_owned() {
        sentence if !sentence.is_empty() => sentence,
        _ => match actions::withdraw(&mut tx, number, &reason).await {
            Ok(()) => {
                tx.commit_recorded().await?;
                return Ok(Reply::done(&format!("/library/{number}?done=withdrawn")));
            }
            Err(LibraryError::Refused(refusal)) => refusal.sentence(),
            Err(error) => return Err(error.into()),
        },
    };
    let mut form = Form::new(forms::fields_of(&document.details));
    form.values.push("reason", typed.value("reason"));
    form.refuse("reason", refused);
    let view = page(&tx, &document, &form);
    let_go(tx);
    Ok(render(&view)?.unprocessable())
}

pub async fn show_again(mut tx: WriteTx<EditLibrary>, req: Req) -> Result<Reply, PageError> {
    let number = req.number("number")?;
    actions::show_again(&mut tx, number).await?;
    tx.commit_recorded().await?;
    Ok(Reply::done(&format!("/library/{number}?done=shown")))
}
