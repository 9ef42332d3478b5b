//! `/account/membership`: as whom to act (立場).

use foundation::web::{PageError, Reply, Req};

use super::asker_of;
use crate::people::actions::account;
use crate::people::model::role_label;
use crate::people::storage::memberships;
use crate::people::views::{MembershipChoice, MembershipPage};
use crate::permissions::{ChangeAccount, LookAtAccount, ReadTx, WriteTx};
use crate::shared::{Frame, render};

const OWN_PAGE: &str = "/account";

pub async fn get(mut tx: ReadTx<LookAtAccount>, req: Req) -> Result<Reply, PageError> {
    let Some(member) = tx.actor().member().cloned() else { return Err(PageError::SignIn) };
    let today = tx.core().clock.today();
    let choices = memberships::valid_of_person(&mut tx, member.person, today)
        .await?
        .into_iter()
        .map(|m| MembershipChoice {
            here: m.id == member.membership,
            id: m.id,
            organisation: m.organisation_name,
            role: role_label(&m.role).to_owned(),
            title: m.title,
        })
        .collect();
    let mut frame = Frame::new(&tx, "どの立場で使いますか")
        .purpose("立場ごとに、見られるものとできることが違います。あとからいつでも変えられます。")
        .crumb("あなたの登録", OWN_PAGE);
    if req.query.get("done") == "registered" {
        frame = frame.notice("success", super::REGISTERED);
    }
    render(&MembershipPage { frame, choices, next: req.next().to_owned() })
}

pub async fn post(tx: WriteTx<ChangeAccount>, req: Req) -> Result<Reply, PageError> {
    let Ok(membership) = req.form.get("membership").parse::<i64>() else {
        return Err(PageError::rule("どの立場で使うかを選んでください。"));
    };
    let next = req.next().to_owned();
    let asker = asker_of(tx.core(), &req);
    account::choose_membership(tx, membership, &asker).await?;
    // Where she came from by a link is somebody's address: only our own form on 「あなたの登録」 has it said.
    Ok(if next == OWN_PAGE { Reply::done("/account?done=membership") } else { Reply::see_other(&next) })
}
