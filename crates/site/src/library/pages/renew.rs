//! `/library/{number}/renew`: a new version. The ones before stay readable to the office.

use foundation::web::{Form, PageError, Reply, Req};

use super::new::Sent;
use super::{below, let_go};
use crate::library::actions::{self, LibraryError};
use crate::library::model::{Document, Version};
use crate::library::views::RenewPage;
use crate::library::{forms, storage};
use crate::permissions::{EditLibrary, ReadTx, Reader, WriteTx};
use crate::shared::render;

async fn owned(db: &mut Reader, number: i64) -> Result<(Document, Version), PageError> {
    let document = storage::owned(db, number).await?.ok_or(PageError::NotFound)?;
    let version = storage::version(db, number, document.version).await?.ok_or(PageError::NotFound)?;
    Ok((document, version))
}

fn page(db: &Reader, document: &Document, version: &Version, form: &Form) -> RenewPage {
    let frame = below(db, document, "新しい版を入れる").purpose("いまの版は残り、見えるのは新しい版になります。");
    RenewPage::new(frame, document, version, form)
}

pub async fn get(mut tx: ReadTx<EditLibrary>, req: Req) -> Result<Reply, PageError> {
    let (document, version) = owned(&mut tx, req.number("number")?).await?;
    let mut form = Form::default();
    form.values.push("link", &version.link);
    render(&page(&tx, &document, &version, &form))
}

pub async fn post(mut tx: WriteTx<EditLibrary>, req: Req, sent: Sent) -> Result<Reply, PageError> {
    let number = req.number("number")?;
    let (document, version) = owned(&mut tx, number).await?;
    let mut form = Form::new(req.form.clone());
    let had_file = sent.is_some();
    let content = forms::content(&mut form, sent);
    if form.is_valid() {
        let revision = form.value("revision").parse().unwrap_or(0);
        match actions::renew(&mut tx, number, revision, &content).await {
            Ok(()) => {
                tx.commit_recorded().await?;
                return Ok(Reply::done(&format!("/library/{number}?done=renewed")));
            }
            Err(LibraryError::Refused(refusal)) => form.refuse(refusal.field(), refusal.sentence()),
            Err(error) => return Err(error.into()),
        }
    }
    if had_file && form.error("file").is_empty() {
        form.refuse("file", "ファイルは、もう一度選んでください（ほかの欄は残してあります）。");
    }
    let view = page(&tx, &document, &version, &form);
    let_go(tx);
    Ok(render(&view)?.unprocessable())
}
