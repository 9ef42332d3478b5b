//! `/cases/new` and `/cases/{number}/edit`: the form. A draft is stored whatever is missing; what
//! was typed is never lost.

use foundation::chance::Chance;
use foundation::web::{Fields, Form, PageError, Reply, Req};
use http::StatusCode;

use crate::cases::actions::{self, CaseError, NewCase, own_body};
use crate::cases::forms;
use crate::cases::model::{Case, Content, Difference, Names, State, differences};
use crate::cases::rules::{self, Refusal};
use crate::cases::storage;
use crate::cases::views::{
    Conflict, EditPage, FORM_ID, OwnerControl, Setting, confirmation_of, is_submitting, return_reason,
};
use crate::permissions::{AppCore, DraftCases, ReadTx, Reader, ReviewCases, Scope, SubmitCases, WriteTx, reach_of};
use crate::regions::{self, NamedPlace};
use crate::shared::{Choice, Frame, Link, render};

/// Hexadecimal digits of the key drawn with an empty form.
const FORM_KEY_LENGTH: usize = 64;

pub async fn get_new(mut tx: ReadTx<DraftCases>, req: Req) -> Result<Reply, PageError> {
    let key = Chance::token(&tx.core().chance);
    let form = Form::new(Fields::from_pairs([("collection", req.query.get("collection"))]));
    render(&new_page(&mut tx, &form, &key, None).await?)
}

pub async fn post_new(mut tx: WriteTx<DraftCases>, req: Req) -> Result<Reply, PageError> {
    let mut form = Form::new(req.form.clone());
    let key = form.value("form_key").to_owned();
    if key.len() != FORM_KEY_LENGTH || !key.bytes().all(|b| b.is_ascii_hexdigit()) {
        return Err(PageError::BadRequest {
            sentence: "この形の送信は受け付けていません。「事例を書く」の画面から送ってください。".to_owned(),
        });
    }
    let (content, owner) = actions::typed::read(&mut tx, &mut form, None).await?;
    if !form.is_valid() {
        return Ok(render(&new_page(&mut tx, &form, &key, None).await?)?.unprocessable());
    }
    let owner_code = owner.map(|place| place.code).unwrap_or_default();
    let collection = form.value("collection").parse().ok();
    let new = NewCase { owner_code, content, form_key: key.clone(), collection, ..NewCase::default() };
    let number = match actions::draft(&mut tx, &new).await {
        Ok(number) => number,
        Err(CaseError::SentAgain(stored)) => return sent_again(&mut tx, *stored, &new, &form).await,
        Err(CaseError::Refused(refusal)) => {
            refuse(&mut form, &refusal);
            if matches!(refusal, Refusal::Collection(_)) {
                // Saved again it goes to none; what was stored so far is not kept.
                form = without_collection(form);
                let (core, actor) = (tx.core().clone(), tx.actor().clone());
                drop(tx);
                let mut tx = core.read::<DraftCases>(actor, &req.request_id).await?;
                return Ok(render(&new_page(&mut tx, &form, &key, None).await?)?.unprocessable());
            }
            return Ok(render(&new_page(&mut tx, &form, &key, None).await?)?.unprocessable());
        }
        Err(error) => return Err(error.into()),
    };
    let (core, actor) = (tx.core().clone(), tx.actor().clone());
    tx.commit_recorded().await?;
    onward(&core, actor, number, &req).await
}

/// Both versions in sight: what the form stored the first time, and what it holds now. Nothing is lost:
/// where the stored case can still be changed, saving puts the form's content in its place; where not, it
/// makes a case of its own.
async fn sent_again(db: &mut Reader, stored: Case, new: &NewCase, form: &Form) -> Result<Reply, PageError> {
    let take_stored = Link::new("保存されているほうを使う", format!("/cases/{}", stored.number));
    let found = compared(db, &stored.content, &new.content).await?;
    let same_owner = stored.body.is_some() || stored.owner_code == new.owner_code;
    let may_edit = rules::may_edit(stored.state, reach_of::<ReviewCases>(db.actor()).is_some());
    let mut conflict = Conflict {
        word: "この画面からは、もう保存されています",
        text: "同じ画面から、違う内容がもう一度送られました。先に保存した内容と、いま送られた内容の違いです。どちらも失われていません。",
        theirs: "保存されている内容",
        mine: "いま送られた内容（下の欄）",
        differences: found,
        take_theirs: Some(take_stored),
    };
    let page = if same_owner && may_edit {
        edit_page(db, &stored, form, stored.version, false, Some(conflict)).await?
    } else {
        conflict.text = "同じ画面から、違う内容がもう一度送られました。先に保存した事例はもう進んでいるため、下の欄を保存すると別の事例になります。";
        let key = Chance::token(&db.core().chance);
        new_page(db, form, &key, Some(conflict)).await?
    };
    Ok(render(&page)?.with_status(StatusCode::CONFLICT))
}

/// A rule's sentence at the field it concerns, or on top of the form.
fn refuse(form: &mut Form, refusal: &Refusal) {
    match refusal {
        Refusal::Incomplete(missing) => {
            for (field, sentence) in missing {
                form.refuse(field, sentence.clone());
            }
        }
        Refusal::Place(sentence) => form.refuse("places", sentence.clone()),
        other => form.refuse(FORM_ID, other.sentence()),
    }
}

pub async fn get(mut tx: ReadTx<DraftCases>, req: Req) -> Result<Reply, PageError> {
    let case = storage::owned(&mut tx, req.number("number")?).await?.ok_or(PageError::NotFound)?;
    if !rules::may_edit(case.state, reach_of::<ReviewCases>(tx.actor()).is_some()) {
        return Err(CaseError::Refused(Refusal::WrongState(case.state)).into());
    }
    let form = stored(&mut tx, &case).await?;
    render(&edit_page(&mut tx, &case, &form, case.version, false, None).await?)
}

pub async fn post(mut tx: WriteTx<DraftCases>, req: Req) -> Result<Reply, PageError> {
    let number = req.number("number")?;
    let case = storage::owned(&mut tx, number).await?.ok_or(PageError::NotFound)?;
    let mut form = Form::new(req.form.clone());
    let version: i64 = form.value("version").parse().unwrap_or(0);
    let (content, _) = actions::typed::read(&mut tx, &mut form, Some(&case)).await?;
    if !form.is_valid() {
        return Ok(render(&edit_page(&mut tx, &case, &form, version, false, None).await?)?.unprocessable());
    }
    let is_reviewer = reach_of::<ReviewCases>(tx.actor()).is_some();
    match actions::revise(&mut tx, number, version, &content, is_reviewer).await {
        Ok(()) => {}
        Err(CaseError::Changed(now)) => {
            // Both versions in sight; saving again puts the form's content in place of theirs.
            let conflict = Conflict {
                word: "ほかの方が先に保存しました",
                text: "あなたの書いたものは、下の欄にそのまま残っています。違いを見て、必要なところを下の欄に移してから、もう一度保存してください。保存すると、下の欄の内容になります。",
                theirs: "いま保存されている内容",
                mine: "あなたの内容（下の欄）",
                differences: compared(&mut tx, &now.content, &content).await?,
                take_theirs: None,
            };
            let page = edit_page(&mut tx, &now, &form, now.version, false, Some(conflict)).await?;
            return Ok(render(&page)?.with_status(StatusCode::CONFLICT));
        }
        Err(CaseError::Refused(refusal)) => {
            refuse(&mut form, &refusal);
            return Ok(render(&edit_page(&mut tx, &case, &form, version, false, None).await?)?.unprocessable());
        }
        Err(error) => return Err(error.into()),
    }
    let (core, actor) = (tx.core().clone(), tx.actor().clone());
    tx.commit_recorded().await?;
    onward(&core, actor, number, &req).await
}

pub(super) async fn compared(db: &mut Reader, before: &Content, after: &Content) -> Result<Vec<Difference>, PageError> {
    let troubles = storage::trouble_names(db).await?;
    let codes = [&before.places, &after.places, &before.co_owners, &after.co_owners].map(Clone::clone).concat();
    let places = regions::places_named(db, &codes).await?;
    Ok(differences(before, after, Names { troubles: &troubles, places: &places }))
}

/// After saving: to the case, by way of 事務局に出す when that was pressed.
async fn onward(
    core: &std::sync::Arc<AppCore>,
    actor: crate::permissions::Actor,
    number: i64,
    req: &Req,
) -> Result<Reply, PageError> {
    let next = req.form.get("next");
    if next == "files" {
        return Ok(Reply::done(&format!("/cases/{number}/files")));
    }
    if !is_submitting(next) {
        return Ok(Reply::done(&format!("/cases/{number}?done=saved")));
    }
    if let Some(page) = unconfirmed(core, actor.clone(), number, next, req).await? {
        return Ok(page);
    }
    let mut tx = core.write::<SubmitCases>(actor.clone(), &req.request_id).await?;
    match actions::submit(&mut tx, number).await {
        Ok(()) => {
            tx.commit_recorded().await?;
            Ok(Reply::done(&format!("/cases/{number}?done=submitted")))
        }
        Err(CaseError::Refused(refusal @ Refusal::Incomplete(_))) => {
            drop(tx);
            incomplete(core, actor, number, req, &refusal).await
        }
        Err(error) => Err(error.into()),
    }
}

/// The form with the places to look at again, unless somebody has looked at exactly that and says so. What is
/// incomplete is told first.
async fn unconfirmed(
    core: &std::sync::Arc<AppCore>,
    actor: crate::permissions::Actor,
    number: i64,
    next: &str,
    req: &Req,
) -> Result<Option<Reply>, PageError> {
    let mut tx = core.read::<DraftCases>(actor, &req.request_id).await?;
    let case = storage::owned(&mut tx, number).await?.ok_or(PageError::NotFound)?;
    let look = actions::hinting::look(&mut tx, &case).await?;
    let hints = rules::places_to_check(&case.content, &look);
    if hints.is_empty() || next == confirmation_of(&hints) || rules::may_submit(case.state, &case.content).is_err() {
        return Ok(None);
    }
    let form = stored(&mut tx, &case).await?;
    let page = edit_page(&mut tx, &case, &form, case.version, true, None).await?.with_checks(hints);
    Ok(Some(render(&page)?.unprocessable()))
}

/// The stored case as its form, with what is missing for the next step.
pub(super) async fn incomplete(
    core: &std::sync::Arc<AppCore>,
    actor: crate::permissions::Actor,
    number: i64,
    req: &Req,
    refusal: &Refusal,
) -> Result<Reply, PageError> {
    let mut tx = core.read::<DraftCases>(actor, &req.request_id).await?;
    let case = storage::owned(&mut tx, number).await?.ok_or(PageError::NotFound)?;
    let mut form = stored(&mut tx, &case).await?;
    refuse(&mut form, refusal);
    Ok(render(&edit_page(&mut tx, &case, &form, case.version, true, None).await?)?.unprocessable())
}

/// A stored case as a form.
async fn stored(db: &mut Reader, case: &Case) -> Result<Form, PageError> {
    let content = &case.content;
    let places = regions::places_named(db, &[content.places.clone(), content.co_owners.clone()].concat()).await?;
    let named = |codes: &[String]| -> Vec<String> {
        let name =
            |code: &String| places.iter().find(|p| p.code == *code).map_or_else(|| code.clone(), NamedPlace::label);
        codes.iter().map(name).collect()
    };
    Ok(Form::new(forms::fields_of(content, &named(&content.places), &named(&content.co_owners))))
}

fn without_collection(form: Form) -> Form {
    let mut values = Fields::default();
    form.values.pairs().filter(|(name, _)| *name != "collection").for_each(|(name, value)| values.push(name, value));
    Form { values, errors: form.errors }
}

/// 「図2、ファイル1、ロジックモデル」
fn attached_words(content: &Content) -> String {
    let pictures = content.files.iter().filter(|file| file.is_picture()).count();
    let documents = content.files.len() - pictures;
    let count = |label: &str, count: usize| (count > 0).then(|| format!("{label}{count}"));
    let model = content.model.as_ref().map(|_| "ロジックモデル".to_owned());
    [count("図", pictures), count("ファイル", documents), model].into_iter().flatten().collect::<Vec<_>>().join("、")
}

fn is_proxy(scope: &Scope) -> bool {
    matches!(scope, Scope::All | Scope::Programmes(_))
}

pub(super) async fn new_page(
    db: &mut Reader,
    form: &Form,
    key: &str,
    conflict: Option<Conflict>,
) -> Result<EditPage, PageError> {
    let troubles = storage::troubles(db).await?;
    let scope = db.scope().clone();
    let owner = match &scope {
        Scope::Organisation(_) => {
            OwnerControl::Fixed { label: own_body(db).map(|(_, name)| name).unwrap_or_default(), code: String::new() }
        }
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
    let collection = match form.value("collection").parse() {
        Ok(id) => actions::collections::offered(db, id).await?.map(|one| (one.id, one.title)),
        Err(_) => None,
    };
    let setting = Setting {
        collection,
        action: "/cases/new".to_owned(),
        form_key: key.to_owned(),
        version: 0,
        owner,
        is_proxy: is_proxy(&scope),
        may_submit: reach_of::<SubmitCases>(db.actor()).is_some(),
        saved_anyway: false,
        needs_places: matches!(scope, Scope::Organisation(_)),
        may_be_shared: !matches!(scope, Scope::Organisation(_) | Scope::Prefectures(_)),
        conflict,
    };
    Ok(EditPage::new(frame, form, &troubles, setting))
}

async fn edit_page(
    db: &mut Reader,
    case: &Case,
    form: &Form,
    version: i64,
    saved_anyway: bool,
    conflict: Option<Conflict>,
) -> Result<EditPage, PageError> {
    let troubles = storage::troubles_for(db, &case.content).await?;
    let frame = Frame::new(db, "事例を直す")
        .purpose(&*case.content.texts.title)
        .within("/cases")
        .crumb("事例", "/cases")
        .crumb("書きかけの事例", "/cases/mine");
    let setting = Setting {
        collection: None,
        action: format!("/cases/{}/edit", case.number),
        form_key: String::new(),
        version,
        owner: OwnerControl::Fixed { label: case.owner_label(), code: String::new() },
        is_proxy: is_proxy(db.scope()),
        may_submit: reach_of::<SubmitCases>(db.actor()).is_some()
            && matches!(case.state, State::Draft | State::Returned),
        saved_anyway,
        needs_places: case.body.is_some(),
        may_be_shared: case.body.is_none() && case.owner_code != case.prefecture_code,
        conflict,
    };
    let mut page = EditPage::new(frame, form, &troubles, setting);
    page.attached = attached_words(&case.content);
    page.returned_because = return_reason(case, &storage::steps(db, case).await?);
    Ok(page)
}
