//! `/sign-in`: the mail address.

use foundation::web::{Form, PageError, Reply, Req};

use super::{EVEN, asker_of, with_browser};
use crate::people::actions::sign_in;
use crate::people::forms;
use crate::people::views::SignInPage;
use crate::permissions::{ReadTx, Reader, SignIn, WriteTx};
use crate::shared::{Frame, render};

pub async fn get(tx: ReadTx<SignIn>, req: Req) -> Result<Reply, PageError> {
    if tx.actor().member().is_some() {
        return Ok(Reply::see_other(req.next()));
    }
    let done = req.query.get("done") == "registered";
    page(&tx, &Form::default(), req.next(), done)
}

pub async fn post(tx: WriteTx<SignIn>, req: Req) -> Result<Reply, PageError> {
    let core = tx.core().clone();
    let mut form = Form::new(req.form.clone());
    let mail = forms::mail(&mut form, "mail");
    if !form.is_valid() {
        return Ok(page(&tx, &form, req.next(), false)?.unprocessable());
    }
    let asker = asker_of(&core, &req);
    core.clock.no_sooner(EVEN, sign_in::ask_for_code(tx, &mail, &asker)).await?;
    let to = format!("/sign-in/code?next={}", foundation::web::escape(req.next()));
    Ok(with_browser(Reply::see_other(&to), &core, &asker))
}

fn page(db: &Reader, form: &Form, next: &str, registered: bool) -> Result<Reply, PageError> {
    let purpose = if next == "/" {
        "メールで届くコードを入れてログインします。パスワードはいりません。"
    } else {
        "このページは関係者のページです。ログインしてください。そのあと、続けて開きます。"
    };
    let mut frame = Frame::new(db, "ログイン").purpose(purpose).under_home();
    if registered {
        frame = frame.notice("success", "登録が終わりました。所属の始まりの日から、ログインできます。");
    }
    render(&SignInPage {
        frame,
        errors: form.summary(),
        mail: form.value("mail").to_owned(),
        mail_error: form.error("mail").to_owned(),
        next: next.to_owned(),
    })
}
