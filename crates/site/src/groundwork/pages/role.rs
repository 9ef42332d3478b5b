//! `/groundwork/roles/{role}`: what the role is, who agreed to it, what the coordinator says to it; on paper; its versions.

use foundation::web::{Form, PageError, Reply, Req};
use japanese::fold::tidy;

use super::{frame, reaches};
use crate::actions::{GroundworkError, roles as actions};
use crate::model::{Role, SIDES};
use crate::permissions::{
    AgreeToRoles, LookAtRoles, ReadTx, Reader, RemarkOnRoles, Scope, WriteRoles, WriteTx, reach_of,
};
use crate::rules::{SHORT_CHARACTERS, Standing, TEXT_CHARACTERS};
use crate::shared::{Frame, paper as printing, read_date, render};
use crate::storage::roles as storage;
use crate::views::documents::{self, About, file_name};
use crate::views::{May, RolePage, RoleVersionsPage};

async fn one(db: &mut Reader, req: &Req) -> Result<Role, PageError> {
    storage::one(db, req.number("role")?).await?.ok_or(PageError::NotFound)
}

async fn standing(db: &mut Reader, role: &Role) -> Result<Standing, PageError> {
    let agreements = storage::agreements(db, &[role.id]).await?;
    Ok(Standing::of(role, &agreements))
}

fn below(db: &Reader, title: impl Into<String>) -> Frame {
    frame(db, title).crumb("コーディネーターの役割", "/groundwork/roles")
}

fn page(db: &Reader, role: &Role, standing: &Standing, form: &Form) -> RolePage {
    let may = May {
        write: reaches(reach_of::<WriteRoles>(db.actor()), &role.municipality_code),
        remark: matches!(reach_of::<RemarkOnRoles>(db.actor()), Some(Scope::Own(person)) if role.person_id == Some(person)),
        side: reach_of::<AgreeToRoles>(db.actor()).and_then(|scope| actions::own_side(&scope, role)),
    };
    let frame = below(db, format!("{}さんの役割", role.person_name))
        .purpose(format!("{}の在宅医療・介護連携推進事業コーディネーター", role.municipality_name));
    let today = db.core().clock.today().to_string();
    RolePage::new(frame, role, standing, may, form, &today)
}

pub async fn get(mut tx: ReadTx<LookAtRoles>, req: Req) -> Result<Reply, PageError> {
    let role = one(&mut tx, &req).await?;
    let standing = standing(&mut tx, &role).await?;
    let mut form = Form::default();
    form.values.push("words", &role.remark);
    let mut view = page(&tx, &role, &standing, &form);
    let done = match req.query.get("done") {
        "begun" => "書きました。市町村と雇っている組織が、それぞれ合意します。",
        "saved" => "保存しました。",
        "agreed" => "合意を記録しました。",
        "remarked" => "書きとめました。市町村と雇っている組織も読めます。",
        _ => "",
    };
    if !done.is_empty() {
        view.frame = view.frame.notice("success", done);
    }
    render(&view)
}

pub async fn pdf(mut tx: ReadTx<LookAtRoles>, req: Req) -> Result<Reply, PageError> {
    let role = one(&mut tx, &req).await?;
    let standing = standing(&mut tx, &role).await?;
    let (today, demo) = (tx.core().clock.today(), tx.core().settings.demo);
    drop(tx);
    let about = About { town: &role.municipality_name, today, demo };
    let document = documents::role(&about, &role, &standing);
    printing::pdf(document, &file_name(&["コーディネーターの役割", &role.municipality_name, &role.person_name], "pdf"))
        .await
}

/// For who writes and who agrees, not for the prefecture: earlier words were not written for it.
pub async fn versions(mut tx: ReadTx<AgreeToRoles>, req: Req) -> Result<Reply, PageError> {
    let role = one(&mut tx, &req).await?;
    let versions = storage::versions(&mut tx, role.id).await?;
    let agreements = storage::agreements(&mut tx, &[role.id]).await?;
    let frame = below(&tx, "版と合意の記録")
        .crumb(format!("{}さんの役割", role.person_name), format!("/groundwork/roles/{}", role.id))
        .purpose("どの版に、だれが、いつ合意したか。版ごとに変わったところ。");
    render(&RoleVersionsPage::new(frame, &role, &versions, &agreements))
}

fn done(role: i64, word: &str) -> Reply {
    Reply::done(&format!("/groundwork/roles/{role}?done={word}"))
}

pub async fn agree(mut tx: WriteTx<AgreeToRoles>, req: Req) -> Result<Reply, PageError> {
    let role = one(&mut tx, &req).await?;
    let mut form = Form::new(req.form.clone());
    let office = tidy(&form.text("office", "課・役職", SHORT_CHARACTERS));
    if form.is_valid() {
        let version = form.value("version").parse().unwrap_or(0);
        match actions::agree(&mut tx, role.id, version, &office).await {
            Ok(()) => {
                tx.commit_recorded().await?;
                return Ok(done(role.id, "agreed"));
            }
            Err(GroundworkError::Refused(refusal)) => form.refuse("office", refusal.sentence()),
            Err(error) => return Err(error.into()),
        }
    }
    let standing = standing(&mut tx, &role).await?;
    let view = page(&tx, &role, &standing, &form);
    drop(tx);
    Ok(render(&view)?.unprocessable())
}

pub async fn paper(mut tx: WriteTx<WriteRoles>, req: Req) -> Result<Reply, PageError> {
    let role = one(&mut tx, &req).await?;
    let mut form = Form::new(req.form.clone());
    let sides: Vec<&str> = SIDES.iter().map(|(id, _)| *id).collect();
    let side = form.choice("side", "どちらの合意か", &sides, true);
    let day = read_date(&mut form, "agreed-on", "合意した日", true);
    let office = tidy(&form.required_text("paper-office", "合意した課・役職", SHORT_CHARACTERS));
    let side = SIDES.iter().map(|(id, _)| *id).find(|id| *id == side);
    if let (true, Some(side), Some(day)) = (form.is_valid(), side, day) {
        let version = form.value("version").parse().unwrap_or(0);
        match actions::record_paper(&mut tx, role.id, version, side, (day, &office)).await {
            Ok(()) => {
                tx.commit_recorded().await?;
                return Ok(done(role.id, "agreed"));
            }
            Err(GroundworkError::Refused(refusal)) => form.refuse("agreed-on", refusal.sentence()),
            Err(error) => return Err(error.into()),
        }
    }
    let standing = standing(&mut tx, &role).await?;
    let view = page(&tx, &role, &standing, &form);
    drop(tx);
    Ok(render(&view)?.unprocessable())
}

pub async fn remark(mut tx: WriteTx<RemarkOnRoles>, req: Req) -> Result<Reply, PageError> {
    let role = one(&mut tx, &req).await?;
    let mut form = Form::new(req.form.clone());
    let words = form.text("words", "ひとこと", TEXT_CHARACTERS);
    if form.is_valid() {
        actions::remark(&mut tx, role.id, &words).await?;
        tx.commit_recorded().await?;
        return Ok(done(role.id, "remarked"));
    }
    let standing = standing(&mut tx, &role).await?;
    let view = page(&tx, &role, &standing, &form);
    drop(tx);
    Ok(render(&view)?.unprocessable())
}
