//! `/sign-in/code`: the mailed code.

use foundation::chance::fingerprint;
use foundation::web::{Form, PageError, Reply, Req};

use super::{EVEN, asker_of, sign_in_reply};
use crate::people::actions::sign_in;
use crate::people::forms;
use crate::people::storage::codes;
use crate::people::views::CodePage;
use crate::permissions::{ReadTx, Reader, SignIn, WriteTx};
use crate::shared::{Frame, render};

pub async fn get(mut tx: ReadTx<SignIn>, req: Req) -> Result<Reply, PageError> {
    if tx.actor().member().is_some() {
        return Ok(Reply::see_other(req.next()));
    }
    let mail = asked_with(&mut tx, &req).await?;
    render(&page(&tx, &Form::default(), mail, req.next()))
}

pub async fn post(mut tx: WriteTx<SignIn>, req: Req) -> Result<Reply, PageError> {
    let core = tx.core().clone();
    // A second click on the button: the first one has opened the door already.
    if tx.actor().member().is_some() {
        return Ok(Reply::see_other(req.next()));
    }
    let mut form = Form::new(req.form.clone());
    let mail = asked_with(&mut tx, &req).await?;
    let typed = forms::code(&mut form, "code");
    let mut view = page(&tx, &form, mail, req.next());
    if !form.is_valid() {
        return Ok(render(&view)?.unprocessable());
    }
    let asker = asker_of(&core, &req);
    match core.clock.no_sooner(EVEN, sign_in::try_code(tx, &typed, &asker)).await? {
        Ok(opened) => Ok(sign_in_reply(&core, &opened, req.next())),
        Err(refusal) => {
            form.refuse("code", refusal.sentence);
            view.errors = form.summary();
            form.error("code").clone_into(&mut view.code_error);
            Ok(render(&view)?.unprocessable())
        }
    }
}

/// The address this browser asked with; empty when it did not.
async fn asked_with(db: &mut Reader, req: &Req) -> Result<String, PageError> {
    let Some(browser) = &req.browser else { return Ok(String::new()) };
    Ok(codes::latest_of_browser(db, &fingerprint(browser)).await?.map(|c| c.mail).unwrap_or_default())
}

fn page(db: &Reader, form: &Form, mail: String, next: &str) -> CodePage {
    CodePage {
        frame: Frame::new(db, "届いたコードを入れる").crumb("ログイン", "/sign-in"),
        errors: form.summary(),
        code_error: form.error("code").to_owned(),
        minutes: db.core().settings.sign_in.code_minutes,
        mail,
        next: next.to_owned(),
        demo: db.core().settings.demo,
    }
}
