//! `/account/profile`: name, kana, professions and telephone, changed by whoever they belong to.

use foundation::web::{Form, PageError, Reply, Req};

use super::list_choices;
use crate::people::actions::profile;
use crate::people::forms;
use crate::people::storage::persons;
use crate::people::views::ProfilePage;
use crate::permissions::{ChangeProfile, ReadTx, Reader, WriteTx};
use crate::shared::{Choice, Frame, render};

pub async fn get(mut tx: ReadTx<ChangeProfile>, _req: Req) -> Result<Reply, PageError> {
    let own = profile::own_account(&mut tx).await?;
    let mut form = Form::default();
    form.values.push("name", &own.name);
    form.values.push("kana", &own.kana);
    form.values.push("telephone", &own.telephone);
    for id in persons::qualification_ids(&mut tx, own.id).await? {
        form.values.push("professions", &id);
    }
    let professions = list_choices(&mut tx, "professions", &form).await?;
    render(&page(&tx, &form, own.mail, professions))
}

pub async fn post(mut tx: WriteTx<ChangeProfile>, req: Req) -> Result<Reply, PageError> {
    let own = profile::own_account(&mut tx).await?;
    let mut form = Form::new(req.form.clone());
    let professions = list_choices(&mut tx, "professions", &form).await?;
    let who = forms::particulars(&mut form, &professions);
    let telephone = forms::telephone(&mut form, "telephone");
    if !form.is_valid() {
        return Ok(render(&page(&tx, &form, own.mail, professions))?.unprocessable());
    }
    profile::change_profile(tx, &who, &telephone).await?;
    Ok(Reply::done("/account?done=profile"))
}

fn page(db: &Reader, form: &Form, mail: String, professions: Vec<Choice>) -> ProfilePage {
    ProfilePage {
        frame: Frame::new(db, "登録の内容を直す")
            .purpose("氏名、職種・資格、電話番号を直します。")
            .crumb("あなたの登録", "/account"),
        errors: form.summary(),
        form: form.clone(),
        mail,
        professions,
    }
}
