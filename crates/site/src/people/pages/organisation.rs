//! `/organisations/{organisation}`: its people, with roles and times.

use foundation::web::{PageError, Reply, Req};

use super::{moment, period};
use crate::people::model::{MemberLine, OrganisationRow, role_label};
use crate::people::storage::{memberships, organisations};
use crate::people::views::{MemberRow, OrganisationPage};
use crate::permissions::{
    EndMembership, InvitePerson, LookAtContacts, LookAtOrganisations, LookAtSignIns, ReadTx, reach_of,
};
use crate::shared::{Fact, Frame, Link, render};

pub async fn get(mut tx: ReadTx<LookAtOrganisations>, req: Req) -> Result<Reply, PageError> {
    let id = req.number("organisation")?;
    let organisation = organisations::one(&mut tx, id).await?.ok_or(PageError::NotFound)?;
    let lines = memberships::of_organisation(&mut tx, id).await?;
    let below = organisations::below(&mut tx, id).await?;
    let today = tx.core().clock.today().to_string();
    let (current, past): (Vec<_>, Vec<_>) =
        lines.iter().partition(|m| m.state != "declined" && m.valid_to.as_ref().is_none_or(|to| *to >= today));
    let mut frame =
        under_organisations(Frame::new(&tx, &*organisation.name)).purpose("所属する人と、その役割・期間です。");
    frame = match req.query.get("done") {
        "invited" => frame.notice(
            "success",
            "招待しました。入れたアドレスに、招待のメールを送ります。本人が受けると、所属が始まります。",
        ),
        "again" => frame.notice("success", "招待のメールを、もう一度送ります。"),
        "ended" => frame.notice("success", "所属の最後の日を決めました。次の日から、この立場では使えません。"),
        "created" => frame.notice("success", "組織を加えました。続けて、人を招待できます。"),
        _ => frame,
    };
    let sees_contacts = reach_of::<LookAtContacts>(tx.actor()).is_some();
    render(&OrganisationPage {
        frame,
        id,
        facts: facts(&organisation),
        sees_contacts,
        members: current.into_iter().map(|m| row(m, &today, sees_contacts)).collect(),
        past: past.into_iter().map(|m| row(m, &today, sees_contacts)).collect(),
        below: below.into_iter().map(|o| Link::new(o.name, format!("/organisations/{}", o.id))).collect(),
        may_invite: reach_of::<InvitePerson>(tx.actor()).is_some(),
        may_end: reach_of::<EndMembership>(tx.actor()).is_some(),
        may_see_sign_ins: reach_of::<LookAtSignIns>(tx.actor()).is_some_and(|s| s.reaches_organisation(id)),
    })
}

pub(super) fn under_organisations(frame: Frame) -> Frame {
    frame.crumb("あなたの登録", "/account").crumb("組織と所属する人", "/organisations")
}

fn facts(organisation: &OrganisationRow) -> Vec<Fact> {
    let fact = |label: &str, value: &str| Fact {
        label: label.to_owned(),
        value: value.to_owned(),
        note: String::new(),
        fictitious: false,
    };
    [
        ("種別", organisation.kind_label.as_str()),
        ("上の組織", organisation.parent_name.as_deref().unwrap_or("")),
        ("都道府県", &organisation.prefecture_name),
        ("市町村", &organisation.municipality_name),
        ("地域", &organisation.area_name),
    ]
    .into_iter()
    .filter(|(_, value)| !value.is_empty())
    .map(|(label, value)| fact(label, value))
    .collect()
}

/// Contacts and times only for who looks after these people; for everybody else they are not on the page.
fn row(line: &MemberLine, today: &str, sees_contacts: bool) -> MemberRow {
    let to_come = line.valid_from.as_str() > today;
    let (state_kind, state) = match line.state.as_str() {
        "accepted" if to_come => ("info", "これから"),
        "accepted" => ("done", "登録済み"),
        "invited" => ("doing", "招待中"),
        "asked" => ("doing", "申請中"),
        _ => ("none", "辞退"),
    };
    MemberRow {
        membership: line.id,
        name: line.name.clone(),
        mail: if sees_contacts { line.mail.clone() } else { String::new() },
        telephone: if sees_contacts { line.telephone.clone() } else { String::new() },
        role: role_label(&line.role).to_owned(),
        title: line.title.clone(),
        period: period(&line.valid_from, line.valid_to.as_deref()),
        state_kind,
        state,
        invited: line.state == "invited",
        declined: line.state == "declined",
        last_sign_in: line.last_sign_in_at.as_deref().filter(|_| sees_contacts).map(moment).unwrap_or_default(),
    }
}
