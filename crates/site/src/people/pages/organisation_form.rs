//! `/organisations/new`: an organisation that is no local government.

use foundation::web::{Form, PageError, Reply, Req};

use crate::people::actions::organisations;
use crate::people::forms;
use crate::people::model::NewOrganisation;
use crate::people::views::OrganisationFormPage;
use crate::permissions::{CreateOrganisation, ReadTx, Reader, WriteTx};
use crate::shared::{Choice, Frame, render};

pub async fn get(mut tx: ReadTx<CreateOrganisation>, _req: Req) -> Result<Reply, PageError> {
    let form = Form::default();
    let view = page(&mut tx, &form).await?;
    render(&view)
}

pub async fn post(mut tx: WriteTx<CreateOrganisation>, req: Req) -> Result<Reply, PageError> {
    let mut form = Form::new(req.form.clone());
    let mut view = page(&mut tx, &form).await?;
    let ids =
        |choices: &[Choice]| choices.iter().map(|c| c.value.clone()).filter(|id| !id.is_empty()).collect::<Vec<_>>();
    let (kinds, prefectures) = (ids(&view.kinds), ids(&view.prefectures));
    let offered: Vec<&str> = kinds.iter().map(String::as_str).collect();
    let kind = form.choice("kind", "種別", &offered, true);
    let name = japanese::fold::tidy(&form.required_text("name", "組織の名前", 100));
    let kana = forms::kana(&mut form, "kana");
    let offered: Vec<&str> = prefectures.iter().map(String::as_str).collect();
    let prefecture = form.choice("prefecture", "都道府県", &offered, false);
    let domain = forms::domain(&mut form, "domain");
    if form.is_valid() {
        let new = NewOrganisation {
            kind,
            name,
            kana,
            prefecture_code: Some(prefecture).filter(|p| !p.is_empty()),
            valid_from: Some(tx.core().clock.today()),
            ..NewOrganisation::default()
        };
        match organisations::add(tx, &new, &domain).await? {
            Ok(id) => return Ok(Reply::done(&format!("/organisations/{id}?done=created"))),
            Err((field, sentence)) => form.refuse(field, sentence),
        }
    }
    view.errors = form.summary();
    view.form = form;
    Ok(render(&view)?.unprocessable())
}

async fn page(db: &mut Reader, form: &Form) -> Result<OrganisationFormPage, PageError> {
    let core = db.core().clone();
    let kinds = crate::people::choices(db, "organisation_kinds", &core).await?;
    let prefectures = crate::regions::prefecture_choices(db).await?;
    let choices = |offered: Vec<(String, String)>, field: &str, first: &str| -> Vec<Choice> {
        let rest = offered.into_iter().map(|(id, label)| {
            let on = form.checked(field, &id);
            Choice::new(id, label, on)
        });
        std::iter::once(Choice::new("", first, false)).chain(rest).collect()
    };
    Ok(OrganisationFormPage {
        frame: Frame::new(db, "組織を加える")
            .purpose("医師会などの団体、拠点、委託先などを加えます。市町村と都道府県は、はじめから登録されています。")
            .crumb("あなたの登録", "/account")
            .crumb("組織と所属する人", "/organisations"),
        errors: form.summary(),
        kinds: choices(kinds, "kind", "選んでください"),
        prefectures: choices(prefectures, "prefecture", "都道府県に属さない"),
        form: form.clone(),
    })
}
