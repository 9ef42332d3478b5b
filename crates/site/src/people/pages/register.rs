//! `/register`: a registration code, typed; then the rest of the account.

use foundation::web::{Form, PageError, Reply, Req};

use super::{EVEN, asker_of, list_choices, registered_reply, with_browser};
use crate::people::actions::registration::{self, Registered};
use crate::people::forms;
use crate::people::views::RegisterPage;
use crate::permissions::{ReadTx, Reader, Register, WriteTx};
use crate::shared::{Choice, Frame, render};

pub async fn get(mut tx: ReadTx<Register>, _req: Req) -> Result<Reply, PageError> {
    let form = Form::default();
    let professions = list_choices(&mut tx, "professions", &form).await?;
    render(&page(&tx, &form, professions))
}

pub async fn post(mut tx: WriteTx<Register>, req: Req) -> Result<Reply, PageError> {
    let core = tx.core().clone();
    let mut form = Form::new(req.form.clone());
    let professions = list_choices(&mut tx, "professions", &form).await?;
    let mail = forms::mail(&mut form, "mail");
    let typed = forms::code(&mut form, "code");
    let who = forms::particulars(&mut form, &professions);
    let mut view = page(&tx, &form, professions);
    if !form.is_valid() {
        return Ok(render(&view)?.unprocessable());
    }
    let asker = asker_of(&core, &req);
    match core.clock.no_sooner(EVEN, registration::register(tx, &mail, &typed, &who, &asker)).await? {
        Registered::In(opened) => Ok(with_browser(registered_reply(&core, &opened), &core, &asker)),
        Registered::Later => Ok(Reply::done("/sign-in?done=registered")),
        Registered::Refused(sentence) => {
            form.refuse("code", sentence);
            view.errors = form.summary();
            view.form = form;
            // Tries are counted by browser, so this one gets a name.
            Ok(with_browser(render(&view)?.unprocessable(), &core, &asker))
        }
    }
}

fn page(db: &Reader, form: &Form, professions: Vec<Choice>) -> RegisterPage {
    RegisterPage {
        frame: Frame::new(db, "登録する")
            .purpose("招待のメールかコード票にある、8文字の登録コードを入れて、登録を終えます。")
            .crumb("ログイン", "/sign-in"),
        errors: form.summary(),
        form: form.clone(),
        professions,
    }
}
