//! `/account/mail`: a new mail address, proved by a code that goes there.

use foundation::web::{Form, PageError, Reply, Req};

use super::{EVEN, asker_of, with_browser};
use crate::people::actions::profile;
use crate::people::forms;
use crate::people::storage::codes;
use crate::people::views::{NewMailCodePage, NewMailPage};
use crate::permissions::{ChangeMail, ReadTx, Reader, WriteTx};
use crate::shared::{Frame, render};

pub async fn get(mut tx: ReadTx<ChangeMail>, _req: Req) -> Result<Reply, PageError> {
    let own = profile::own_account(&mut tx).await?;
    render(&address_page(&tx, &Form::default(), own.mail))
}

pub async fn post(mut tx: WriteTx<ChangeMail>, req: Req) -> Result<Reply, PageError> {
    let (core, asker) = (tx.core().clone(), asker_of(tx.core(), &req));
    let own = profile::own_account(&mut tx).await?;
    let mut form = Form::new(req.form.clone());
    let mail = forms::mail(&mut form, "mail");
    let mut view = address_page(&tx, &form, own.mail);
    if form.is_valid() {
        match core.clock.no_sooner(EVEN, profile::ask_for_new_mail(tx, &mail, &asker)).await? {
            Ok(()) => return Ok(with_browser(Reply::see_other("/account/mail/code"), &core, &asker)),
            Err(sentence) => form.refuse("mail", sentence),
        }
        view.errors = form.summary();
        view.form = form;
    }
    Ok(render(&view)?.unprocessable())
}

fn address_page(db: &Reader, form: &Form, old: String) -> NewMailPage {
    NewMailPage {
        frame: Frame::new(db, "メールアドレスを変える")
            .purpose("新しいアドレスにコードを送ります。コードを入れると、変わります。")
            .crumb("あなたの登録", "/account"),
        errors: form.summary(),
        form: form.clone(),
        old,
    }
}

pub async fn code(mut tx: ReadTx<ChangeMail>, req: Req) -> Result<Reply, PageError> {
    let own = profile::own_account(&mut tx).await?;
    let asker = asker_of(tx.core(), &req);
    let Some(newest) = codes::new_mails(&mut tx, own.id, &asker.fingerprint()).await?.into_iter().next() else {
        return Ok(Reply::see_other("/account/mail"));
    };
    render(&code_page(&tx, &Form::default(), newest.mail))
}

pub async fn confirm(mut tx: WriteTx<ChangeMail>, req: Req) -> Result<Reply, PageError> {
    let own = profile::own_account(&mut tx).await?;
    let asker = asker_of(tx.core(), &req);
    let newest = codes::new_mails(&mut tx, own.id, &asker.fingerprint()).await?.into_iter().next();
    let mut form = Form::new(req.form.clone());
    let typed = forms::code(&mut form, "code");
    let mut view = code_page(&tx, &form, newest.map(|row| row.mail).unwrap_or_default());
    if form.is_valid() {
        match profile::confirm_new_mail(tx, &typed, &asker).await? {
            Ok(()) => return Ok(Reply::done("/account?done=mail")),
            Err(sentence) => form.refuse("code", sentence),
        }
        view.errors = form.summary();
        form.error("code").clone_into(&mut view.code_error);
    }
    Ok(render(&view)?.unprocessable())
}

fn code_page(db: &Reader, form: &Form, mail: String) -> NewMailCodePage {
    NewMailCodePage {
        frame: Frame::new(db, "届いたコードを入れる")
            .crumb("あなたの登録", "/account")
            .crumb("メールアドレスを変える", "/account/mail"),
        errors: form.summary(),
        code_error: form.error("code").to_owned(),
        mail,
        minutes: db.core().settings.sign_in.code_minutes,
        demo: db.core().settings.demo,
    }
}
