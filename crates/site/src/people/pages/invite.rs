//! `/organisations/{organisation}/invite`: one person; a fresh code; a sheet of codes on paper.

use foundation::web::{Form, PageError, Reply, Req};

use super::organisation::under_organisations;
use super::{EVEN, moment, role_choices};
use crate::people::actions::invitations;
use crate::people::actions::serving::{self, Serving};
use crate::people::model::{COORDINATOR_CONTRACTS, COORDINATOR_LEVELS, OrganisationRow, roles_in};
use crate::people::storage::organisations;
use crate::people::views::{CodeSheetPage, InvitePage};
use crate::people::{forms, rules};
use crate::permissions::{InvitePerson, ReadTx, Reader, Role, WriteTx};
use crate::regions::NamedPlace;
use crate::shared::{Choice, DateBoxes, Frame, render};

pub async fn get(mut tx: ReadTx<InvitePerson>, req: Req) -> Result<Reply, PageError> {
    let organisation = in_reach(&mut tx, &req).await?;
    let mut form = Form::default();
    DateBoxes::of(tx.core().clock.today()).fill("from", &mut form.values);
    render(&page(&tx, &organisation, form))
}

pub async fn post(mut tx: WriteTx<InvitePerson>, req: Req) -> Result<Reply, PageError> {
    let organisation = in_reach(&mut tx, &req).await?;
    let mut form = Form::new(req.form.clone());
    let invitation = forms::invitation(&mut form, &organisation.kind, tx.core().clock.today());
    let serving = serving(&mut tx, &mut form).await?;
    let mut view = page(&tx, &organisation, form.clone());
    view.places = serving.choices.iter().map(|place| place_choice(place, &form)).collect();
    if let Some(mut invitation) = invitation.filter(|_| form.is_valid()) {
        if let Some(coordination) = &mut invitation.coordination {
            coordination.serves = serving.codes;
        }
        let clock = tx.core().clock.clone();
        match clock.no_sooner(EVEN, invitations::invite(tx, organisation.id, &invitation)).await? {
            Ok(()) => return Ok(Reply::done(&format!("/organisations/{}?done=invited", organisation.id))),
            Err((field, sentence)) => form.refuse(field, sentence),
        }
    }
    view.errors = form.summary();
    view.form = form;
    Ok(render(&view)?.unprocessable())
}

/// Which municipalities a coordinator is meant for; what is not understood is said at the field.
async fn serving(db: &mut Reader, form: &mut Form) -> Result<Serving, PageError> {
    if form.value("role") != Role::Coordinator.id() {
        return Ok(Serving::default());
    }
    let ticked: Vec<String> = form.values.all("place").map(str::to_owned).collect();
    let serving = serving::resolve(db, &serving::words(form.value("serves")), &ticked).await?;
    if !serving.sentences.is_empty() {
        form.refuse("serves", serving.sentences.join(" "));
    }
    Ok(serving)
}

/// 「北海道池田町（016446）」
fn place_choice(place: &NamedPlace, form: &Form) -> Choice {
    let label = format!("{}（{}）", place.label(), place.code);
    Choice::new(&*place.code, label, form.checked("place", &place.code))
}

async fn in_reach(db: &mut Reader, req: &Req) -> Result<OrganisationRow, PageError> {
    let id = req.number("organisation")?;
    organisations::one(db, id).await?.ok_or(PageError::NotFound)
}

fn page(db: &Reader, organisation: &OrganisationRow, form: Form) -> InvitePage {
    let choices = |offered: &[(&str, &str)], field: &str| -> Vec<Choice> {
        let rest = offered.iter().map(|(id, label)| Choice::new(*id, *label, form.checked(field, id)));
        std::iter::once(Choice::new("", "選んでください", false)).chain(rest).collect()
    };
    let address = format!("/organisations/{}", organisation.id);
    InvitePage {
        frame: under_organisations(Frame::new(db, "人を招待する"))
            .purpose("招待すると、本人にメールが届きます。本人が受けるまで、ここで見えるのは、あなたが入れた氏名とアドレスだけです。")
            .crumb(&*organisation.name, address),
        id: organisation.id,
        organisation: organisation.name.clone(),
        errors: form.summary(),
        roles: role_choices(&organisation.kind, form.value("role")),
        coordinators: roles_in(&organisation.kind).contains(&Role::Coordinator),
        levels: choices(COORDINATOR_LEVELS, "level"),
        contracts: choices(COORDINATOR_CONTRACTS, "contract"),
        core: vec![Choice::new("1", "基幹的コーディネーターである", form.checked("core", "1"))],
        places: Vec::new(),
        from: DateBoxes::typed(&form, "from"),
        to: DateBoxes::typed(&form, "to"),
        form,
    }
}

fn membership(req: &Req) -> Result<i64, PageError> {
    req.form.get("membership").parse().map_err(|_| PageError::rule("どの方かを選んでください。"))
}

pub async fn again(mut tx: WriteTx<InvitePerson>, req: Req) -> Result<Reply, PageError> {
    let organisation = in_reach(&mut tx, &req).await?.id;
    invitations::invite_again(tx, organisation, membership(&req)?).await?;
    Ok(Reply::done(&format!("/organisations/{organisation}?done=again")))
}

/// Shown at once and never again: only here can the codes be read.
pub async fn code_sheet(mut tx: WriteTx<InvitePerson>, req: Req) -> Result<Reply, PageError> {
    let organisation = in_reach(&mut tx, &req).await?;
    let core = tx.core().clone();
    let codes = invitations::code_sheet(&mut tx, organisation.id).await?;
    let until = core.clock.now().seconds_later(rules::REGISTRATION_CODE_HOURS * 3600);
    let frame = under_organisations(Frame::new(&tx, "登録コード票"))
        .purpose("印刷して、本人に手渡してください。この画面を閉じると、コードはもう見られません。")
        .crumb(&*organisation.name, format!("/organisations/{}", organisation.id));
    tx.commit_recorded().await?;
    render(&CodeSheetPage {
        frame,
        organisation: organisation.name,
        id: organisation.id,
        address: format!("{}/register", core.settings.public_url),
        until: moment(&until.to_string()),
        codes,
    })
}
