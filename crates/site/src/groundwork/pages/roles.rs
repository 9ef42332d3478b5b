//! `/groundwork/roles`, `/groundwork/roles/new`, `/groundwork/roles/{role}/edit`: whose role, what it is.

use foundation::chance::Chance;
use foundation::web::{Form, PageError, Reply, Req};
use http::StatusCode;

use super::frame;
use crate::actions::{self, GroundworkError};
use crate::forms;
use crate::model::Role;
use crate::people;
use crate::permissions::{LookAtRoles, ReadTx, Reader, Scope, WriteRoles, WriteTx, reach_of};
use crate::rules::{Refusal, Standing};
use crate::shared::render;
use crate::storage::roles as storage;
use crate::views::{RoleFormPage, RolesPage};

/// A list is read to its end by people.
const MOST: i64 = 300;

pub async fn list(mut tx: ReadTx<LookAtRoles>, _req: Req) -> Result<Reply, PageError> {
    let scope = tx.scope().clone();
    let roles = storage::list(&mut tx, &scope, None, MOST).await?;
    let ids: Vec<i64> = roles.iter().map(|role| role.id).collect();
    let agreements = storage::agreements(&mut tx, &ids).await?;
    let with: Vec<(Role, Standing)> = roles
        .into_iter()
        .map(|role| {
            let standing = Standing::of(&role, &agreements);
            (role, standing)
        })
        .collect();
    let today = tx.core().clock.today().to_string();
    let may_write = reach_of::<WriteRoles>(tx.actor()).is_some();
    let empty = match &scope {
        Scope::Own(_) => "市町村があなたの役割を書くと、ここに出ます。",
        Scope::Organisation(_) => "市町村が、こちらの組織のコーディネーターの役割を書くと、ここに出ます。",
        Scope::Prefectures(_) => "市町村が「都道府県に見せる」にすると、ここに並びます。",
        _ => "何を頼み、何を頼まないかを書いておくと、担当者が替わっても続きます。",
    };
    let frame = frame(&tx, "コーディネーターの役割")
        .purpose("何を担い、何を担わないか。市町村と雇っている組織が、それぞれ合意します。");
    render(&RolesPage::new(frame, &with, &today, may_write, empty))
}

/// The town a new role is of: the one there is, or the one asked for.
fn chosen_town(towns: &[(String, String, String)], asked: &str) -> Option<String> {
    match towns {
        [(code, ..)] => Some(code.clone()),
        several => several
            .iter()
            .map(|(code, ..)| code.clone())
            .find(|code| code == asked)
            .or_else(|| several.first().map(|(code, ..)| code.clone())),
    }
}

async fn page(db: &mut Reader, role: &Role, form: &Form, key: &str) -> Result<RoleFormPage, PageError> {
    let scope = db.scope().clone();
    let towns = if role.id == 0 { actions::own_towns(db, &scope).await? } else { Vec::new() };
    let serving = people::coordinators_serving(db, &role.municipality_code).await?;
    let title = if role.id == 0 {
        "役割を書く".to_owned()
    } else {
        format!("{}さんの役割を直す", role.person_name)
    };
    let frame = frame(db, title)
        .crumb("コーディネーターの役割", "/groundwork/roles")
        .purpose("業務は、実態調査で聞かれるものと同じ一覧から選びます。ない業務は、自分の言葉で書きます。");
    Ok(RoleFormPage::new(frame, role, form, key, &towns, &serving))
}

fn field_of(refusal: &Refusal) -> &'static str {
    match refusal {
        Refusal::UnknownCoordinator | Refusal::TooManyRoles => "coordinator",
        Refusal::ReviewBeforeStart => "review-on",
        _ => "duties",
    }
}

pub async fn get_new(mut tx: ReadTx<WriteRoles>, req: Req) -> Result<Reply, PageError> {
    let scope = tx.scope().clone();
    let towns = actions::own_towns(&mut tx, &scope).await?;
    let town = chosen_town(&towns, req.query.get("town")).ok_or(PageError::NotFound)?;
    let key = Chance::token(&tx.core().chance);
    let mut form = Form::default();
    form.values.push("town", &town);
    let blank = Role { municipality_code: town, ..Role::default() };
    render(&page(&mut tx, &blank, &form, &key).await?)
}

pub async fn post_new(mut tx: WriteTx<WriteRoles>, req: Req) -> Result<Reply, PageError> {
    let mut form = Form::new(req.form.clone());
    let key = forms::form_key(&form).ok_or_else(|| super::not_this_form("役割を書く"))?;
    let scope = tx.scope().clone();
    let towns = actions::own_towns(&mut tx, &scope).await?;
    let town = chosen_town(&towns, form.value("town")).ok_or(PageError::NotFound)?;
    let blank = Role { municipality_code: town, ..Role::default() };
    let new = forms::role(&mut form, &blank);
    if form.is_valid() {
        match actions::roles::begin(&mut tx, &new, &key).await {
            Ok(id) => {
                tx.commit_recorded().await?;
                return Ok(Reply::done(&format!("/groundwork/roles/{id}?done=begun")));
            }
            Err(GroundworkError::Refused(refusal)) => form.refuse(field_of(&refusal), refusal.sentence()),
            Err(error) => return Err(error.into()),
        }
    }
    let view = page(&mut tx, &blank, &form, &key).await?;
    drop(tx);
    Ok(render(&view)?.unprocessable())
}

async fn is_begun(db: &mut Reader, role: &Role) -> Result<bool, PageError> {
    let agreements = storage::agreements(db, &[role.id]).await?;
    Ok(Standing::of(role, &agreements).is_begun())
}

pub async fn get_edit(mut tx: ReadTx<WriteRoles>, req: Req) -> Result<Reply, PageError> {
    let role = storage::one(&mut tx, req.number("role")?).await?.ok_or(PageError::NotFound)?;
    let mut view = page(&mut tx, &role, &Form::new(forms::fill_role(&role)), "").await?;
    view.agreed = is_begun(&mut tx, &role).await?;
    render(&view)
}

pub async fn post_edit(mut tx: WriteTx<WriteRoles>, req: Req) -> Result<Reply, PageError> {
    let before = storage::one(&mut tx, req.number("role")?).await?.ok_or(PageError::NotFound)?;
    let mut form = Form::new(req.form.clone());
    let new = forms::role(&mut form, &before);
    if form.is_valid() {
        let revision = form.value("revision").parse().unwrap_or(0);
        match actions::roles::revise(&mut tx, &new, revision).await {
            Ok(()) => {
                tx.commit_recorded().await?;
                return Ok(Reply::done(&format!("/groundwork/roles/{}?done=saved", before.id)));
            }
            Err(GroundworkError::Refused(refusal)) => form.refuse(field_of(&refusal), refusal.sentence()),
            Err(GroundworkError::RoleChanged(theirs)) => {
                let mut view = page(&mut tx, &theirs, &form, "").await?;
                view.changed_meanwhile(&theirs, &new);
                view.agreed = is_begun(&mut tx, &theirs).await?;
                drop(tx);
                return Ok(render(&view)?.with_status(StatusCode::CONFLICT));
            }
            Err(error) => return Err(error.into()),
        }
    }
    let mut view = page(&mut tx, &before, &form, "").await?;
    view.agreed = is_begun(&mut tx, &before).await?;
    drop(tx);
    Ok(render(&view)?.unprocessable())
}
