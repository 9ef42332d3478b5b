//! `/organisations/{organisation}/end-membership`: the last day of somebody's time there.

use foundation::web::{Form, PageError, Reply, Req};

use super::organisation::under_organisations;
use super::period;
use crate::people::actions::invitations;
use crate::people::model::{MemberLine, OrganisationRow, role_label};
use crate::people::storage::{memberships, organisations};
use crate::people::views::EndMembershipPage;
use crate::permissions::{EndMembership, ReadTx, Reader, WriteTx};
use crate::shared::{DateBoxes, Frame, read_date, render};

pub async fn get(mut tx: ReadTx<EndMembership>, req: Req) -> Result<Reply, PageError> {
    let membership = req.query.get("membership").parse().map_err(|_| PageError::NotFound)?;
    let (organisation, line) = in_reach(&mut tx, &req, membership).await?;
    let mut form = Form::default();
    DateBoxes::of(tx.core().clock.today()).fill("last", &mut form.values);
    render(&page(&tx, &organisation, line, form))
}

pub async fn post(mut tx: WriteTx<EndMembership>, req: Req) -> Result<Reply, PageError> {
    let membership =
        req.form.get("membership").parse().map_err(|_| PageError::rule("どの方の所属かを選んでください。"))?;
    let (organisation, line) = in_reach(&mut tx, &req, membership).await?;
    let mut form = Form::new(req.form.clone());
    let last_day = read_date(&mut form, "last", "所属の最後の日", true);
    let mut view = page(&tx, &organisation, line, form.clone());
    if let Some(last_day) = last_day {
        match invitations::end_membership(tx, organisation.id, membership, last_day).await? {
            Ok(()) => return Ok(Reply::done(&format!("/organisations/{}?done=ended", organisation.id))),
            Err(sentence) => form.refuse("last", sentence),
        }
    }
    view.errors = form.summary();
    form.error("last").clone_into(&mut view.last_error);
    Ok(render(&view)?.unprocessable())
}

async fn in_reach(db: &mut Reader, req: &Req, membership: i64) -> Result<(OrganisationRow, MemberLine), PageError> {
    let id = req.number("organisation")?;
    let organisation = organisations::one(db, id).await?.ok_or(PageError::NotFound)?;
    let line = memberships::in_reach(db, id, membership).await?.ok_or(PageError::NotFound)?;
    Ok((organisation, line))
}

fn page(db: &Reader, organisation: &OrganisationRow, line: MemberLine, form: Form) -> EndMembershipPage {
    EndMembershipPage {
        frame: under_organisations(Frame::new(db, "所属を終わりにする"))
            .purpose("決めた日の次の日から、この立場では使えなくなります。記録は組織に残ります。")
            .crumb(&*organisation.name, format!("/organisations/{}", organisation.id)),
        id: organisation.id,
        membership: line.id,
        errors: form.summary(),
        name: line.name,
        organisation: organisation.name.clone(),
        role: role_label(&line.role).to_owned(),
        period: period(&line.valid_from, line.valid_to.as_deref()),
        last: DateBoxes::typed(&form, "last"),
        last_error: form.error("last").to_owned(),
    }
}
