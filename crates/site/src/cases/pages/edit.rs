//! `/cases/new` and `/cases/{number}/edit`: the form. A draft is stored whatever is missing; what
//! was typed is never lost.

use foundation::chance::Chance;
use foundation::web::{Form, PageError, Reply, Req};
use http::StatusCode;
use japanese::wareki::FiscalYear;

use crate::cases::actions::{self, CaseError, NewCase};
use crate::cases::forms;
use crate::cases::model::{Case, Content, State};
use crate::cases::rules::{self, Refusal};
use crate::cases::storage;
use crate::cases::views::{Difference, EditPage, OwnerControl, Setting, differences};
use crate::permissions::{AppCore, DraftCases, ReadTx, Reader, ReviewCases, Scope, SubmitCases, WriteTx, reach_of};
use crate::regions::{self, NamedPlace};
use crate::shared::{Choice, Frame, render};

/// Hexadecimal digits of the key drawn with an empty form.
const FORM_KEY_LENGTH: usize = 64;

pub async fn get_new(mut tx: ReadTx<DraftCases>, _req: Req) -> Result<Reply, PageError> {
    let key = Chance::token(&tx.core().chance);
    render(&new_page(&mut tx, &Form::default(), &key).await?)
}

pub async fn post_new(mut tx: WriteTx<DraftCases>, req: Req) -> Result<Reply, PageError> {
    let mut form = Form::new(req.form.clone());
    let key = form.value("form_key").to_owned();
    if key.len() != FORM_KEY_LENGTH || !key.bytes().all(|b| b.is_ascii_hexdigit()) {
        return Err(PageError::BadRequest {
            sentence: "この形の送信は受け付けていません。「事例を書く」の画面から送ってください。".to_owned(),
        });
    }
    let (content, owner) = read(&mut tx, &mut form, None).await?;
    let Some(owner) = owner.filter(|_| form.is_valid()) else {
        return Ok(render(&new_page(&mut tx, &form, &key).await?)?.unprocessable());
    };
    let new = NewCase { owner_code: owner.code, content, form_key: key };
    let number = actions::draft(&mut tx, &new).await?;
    let (core, actor) = (tx.core().clone(), tx.actor().clone());
    tx.commit_recorded().await?;
    onward(&core, actor, number, &req).await
}

pub async fn get(mut tx: ReadTx<DraftCases>, req: Req) -> Result<Reply, PageError> {
    let case = storage::owned(&mut tx, req.number("number")?).await?.ok_or(PageError::NotFound)?;
    if !rules::may_edit(case.state, reach_of::<ReviewCases>(tx.actor()).is_some()) {
        return Err(CaseError::Refused(Refusal::WrongState(case.state)).into());
    }
    let form = stored(&mut tx, &case).await?;
    render(&edit_page(&mut tx, &case, &form, case.version, false, Vec::new()).await?)
}

pub async fn post(mut tx: WriteTx<DraftCases>, req: Req) -> Result<Reply, PageError> {
    let number = req.number("number")?;
    let case = storage::owned(&mut tx, number).await?.ok_or(PageError::NotFound)?;
    let mut form = Form::new(req.form.clone());
    let version: i64 = form.value("version").parse().unwrap_or(0);
    let (content, _) = read(&mut tx, &mut form, Some(&case)).await?;
    if !form.is_valid() {
        return Ok(render(&edit_page(&mut tx, &case, &form, version, false, Vec::new()).await?)?.unprocessable());
    }
    let is_reviewer = reach_of::<ReviewCases>(tx.actor()).is_some();
    match actions::revise(&mut tx, number, version, &content, is_reviewer).await {
        Ok(()) => {}
        Err(CaseError::Changed(now)) => {
            // Both versions in sight; saving again puts the form's content in place of theirs.
            let found = differences(&now.content, &content);
            let page = edit_page(&mut tx, &now, &form, now.version, false, found).await?;
            return Ok(render(&page)?.with_status(StatusCode::CONFLICT));
        }
        Err(error) => return Err(error.into()),
    }
    let (core, actor) = (tx.core().clone(), tx.actor().clone());
    tx.commit_recorded().await?;
    onward(&core, actor, number, &req).await
}

/// After saving: to the case, by way of 事務局に出す when that was pressed.
async fn onward(
    core: &std::sync::Arc<AppCore>,
    actor: crate::permissions::Actor,
    number: i64,
    req: &Req,
) -> Result<Reply, PageError> {
    if req.form.get("next") != "submit" {
        return Ok(Reply::see_other(&format!("/cases/{number}?done=saved")));
    }
    let mut tx = core.write::<SubmitCases>(actor.clone(), &req.request_id).await?;
    match actions::submit(&mut tx, number).await {
        Ok(()) => {
            tx.commit_recorded().await?;
            Ok(Reply::see_other(&format!("/cases/{number}?done=submitted")))
        }
        Err(CaseError::Refused(Refusal::Incomplete(missing))) => {
            drop(tx);
            let mut tx = core.read::<DraftCases>(actor, &req.request_id).await?;
            let case = storage::owned(&mut tx, number).await?.ok_or(PageError::NotFound)?;
            let mut form = stored(&mut tx, &case).await?;
            for (field, sentence) in missing {
                form.refuse(field, sentence);
            }
            Ok(render(&edit_page(&mut tx, &case, &form, case.version, true, Vec::new()).await?)?.unprocessable())
        }
        Err(error) => Err(error.into()),
    }
}

/// The form's content with its places resolved; for a new case also its owner.
async fn read(
    db: &mut Reader,
    form: &mut Form,
    case: Option<&Case>,
) -> Result<(Content, Option<NamedPlace>), PageError> {
    let troubles = storage::troubles(db).await?;
    let this_year = i64::from(FiscalYear::of(db.core().clock.today()).0);
    let mut content = forms::content(form, &troubles, this_year);
    let words = forms::place_words(form);
    let owner_word = match case {
        Some(case) => case.owner_code.clone(),
        None => japanese::fold::tidy(form.value("owner")),
    };
    let asked = forms::asked_places(&[words.clone(), vec![owner_word.clone()]].concat());
    let found = regions::places_named(db, &asked).await?;
    let owner = match forms::one_place(&owner_word, &found) {
        _ if owner_word.is_empty() => {
            form.refuse("owner", "「だれの事例か」を書いてください。");
            None
        }
        Ok(place) if storage::admits(db.scope(), &place.code) => Some(place.clone()),
        Ok(place) => {
            form.refuse("owner", format!("「{}」の事例は、あなたの担当では書けません。", place.label()));
            None
        }
        Err(sentence) => {
            form.refuse("owner", sentence);
            None
        }
    };
    content.places = forms::places(form, &words, &found, owner.as_ref());
    Ok((content, owner))
}

/// A stored case as a form.
async fn stored(db: &mut Reader, case: &Case) -> Result<Form, PageError> {
    let places = regions::places_named(db, &case.content.places).await?;
    let names: Vec<String> = case
        .content
        .places
        .iter()
        .map(|code| places.iter().find(|p| p.code == *code).map_or_else(|| code.clone(), NamedPlace::label))
        .collect();
    Ok(Form::new(forms::fields_of(&case.content, &names)))
}

fn is_proxy(scope: &Scope) -> bool {
    matches!(scope, Scope::All | Scope::Organisation(_) | Scope::Programmes(_))
}

async fn new_page(db: &mut Reader, form: &Form, key: &str) -> Result<EditPage, PageError> {
    let troubles = storage::troubles(db).await?;
    let scope = db.scope().clone();
    let owner = match &scope {
        Scope::Municipalities(codes) | Scope::Prefectures(codes) => {
            let places = regions::places_named(db, codes).await?;
            match places.as_slice() {
                [one] => OwnerControl::Fixed { label: one.label(), code: one.code.clone() },
                several => {
                    let any = Choice::new("", "選んでください", form.value("owner").is_empty());
                    let choice = |p: &NamedPlace| Choice::new(&*p.code, p.label(), form.value("owner") == p.code);
                    OwnerControl::Choose(std::iter::once(any).chain(several.iter().map(choice)).collect())
                }
            }
        }
        _ => OwnerControl::Any { value: form.value("owner").to_owned() },
    };
    let frame = Frame::new(db, "事例を書く")
        .purpose("あなたの地域の取組を、ほかのまちが使える形で残します。")
        .within("/cases")
        .crumb("事例", "/cases")
        .crumb("書きかけの事例", "/cases/mine");
    let setting = Setting {
        action: "/cases/new".to_owned(),
        form_key: key.to_owned(),
        version: 0,
        owner,
        is_proxy: is_proxy(&scope),
        may_submit: reach_of::<SubmitCases>(db.actor()).is_some(),
        saved_anyway: false,
        differences: Vec::new(),
    };
    Ok(EditPage::new(frame, form, &troubles, setting))
}

async fn edit_page(
    db: &mut Reader,
    case: &Case,
    form: &Form,
    version: i64,
    saved_anyway: bool,
    differences: Vec<Difference>,
) -> Result<EditPage, PageError> {
    let troubles = storage::troubles(db).await?;
    let frame = Frame::new(db, "事例を直す")
        .purpose(&*case.content.texts.title)
        .within("/cases")
        .crumb("事例", "/cases")
        .crumb("書きかけの事例", "/cases/mine");
    let setting = Setting {
        action: format!("/cases/{}/edit", case.number),
        form_key: String::new(),
        version,
        owner: OwnerControl::Fixed { label: case.owner_label(), code: String::new() },
        is_proxy: is_proxy(db.scope()),
        may_submit: reach_of::<SubmitCases>(db.actor()).is_some()
            && matches!(case.state, State::Draft | State::Returned),
        saved_anyway,
        differences,
    };
    Ok(EditPage::new(frame, form, &troubles, setting))
}
