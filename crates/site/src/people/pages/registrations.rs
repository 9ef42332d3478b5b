//! `/registrations`: requests that wait for a decision.

use foundation::web::{PageError, Reply, Req};
use http::StatusCode;

use super::{moment, role_choices};
use crate::people::actions::registration::{self, Decision};
use crate::people::model::{Decided, role_of};
use crate::people::storage::{organisations, persons, registrations};
use crate::people::views::{DecidedPage, RegistrationLine, RegistrationsPage};
use crate::permissions::{DecideRegistration, ReadTx, WriteTx};
use crate::shared::{Frame, render};

const REASON_CHARACTERS: usize = 500;

pub async fn get(mut tx: ReadTx<DecideRegistration>, req: Req) -> Result<Reply, PageError> {
    let organisation = req.query.get("organisation").parse().ok();
    let rows = registrations::waiting(&mut tx, organisation).await?;
    let professions = persons::qualifications_of_waiting(&mut tx).await?;
    let kinds = organisations::kinds_of_waiting(&mut tx).await?;
    let mut frame = Frame::new(&tx, "登録の申請")
        .purpose("あなたの担当の組織に加わりたいという申請です。ご本人か確かめてから、認めてください。")
        .crumb("あなたの登録", "/account");
    frame = match req.query.get("done") {
        "approved" => frame.notice("success", "認めました。ご本人にメールで知らせます。"),
        "refused" => frame.notice("success", "断りました。ご本人にメールで知らせます。"),
        _ => frame,
    };
    let lines = rows
        .into_iter()
        .map(|row| {
            let kind = kinds.iter().find(|(id, _)| *id == row.organisation_id).map_or("", |(_, kind)| kind.as_str());
            RegistrationLine {
                person: row.person_id,
                roles: role_choices(kind, &row.role),
                professions: professions
                    .iter()
                    .filter(|(person, _)| *person == row.person_id)
                    .map(|(_, label)| label.as_str())
                    .collect::<Vec<_>>()
                    .join("、"),
                name: row.name,
                kana: row.kana,
                mail: row.mail,
                organisation: row.organisation_name,
                title: row.title,
                since: moment(&row.created_at),
            }
        })
        .collect();
    render(&RegistrationsPage { frame, lines, narrowed: organisation.is_some() })
}

fn person(req: &Req) -> Result<i64, PageError> {
    req.form.get("person").parse().map_err(|_| PageError::rule("どの申請かを選んでください。"))
}

pub async fn approve(tx: WriteTx<DecideRegistration>, req: Req) -> Result<Reply, PageError> {
    let person = person(&req)?;
    let role = role_of(req.form.get("role")).ok_or_else(|| PageError::rule("役割を選んでください。"))?;
    let frame = Frame::new(&tx, "登録の申請");
    match registration::approve(tx, person, role).await? {
        Decision::Done => Ok(Reply::done("/registrations?done=approved")),
        Decision::Decided(decided) => already(frame, decided),
    }
}

pub async fn refuse(tx: WriteTx<DecideRegistration>, req: Req) -> Result<Reply, PageError> {
    let person = person(&req)?;
    let reason = req.form.get("reason").trim();
    if reason.chars().count() > REASON_CHARACTERS {
        return Err(PageError::rule("理由は500文字までです。短くしてください。"));
    }
    let frame = Frame::new(&tx, "登録の申請");
    match registration::refuse(tx, person, reason).await? {
        Decision::Done => Ok(Reply::done("/registrations?done=refused")),
        Decision::Decided(decided) => already(frame, decided),
    }
}

/// Somebody was quicker, or she clicked twice: what was decided, and where to look.
fn already(frame: Frame, decided: Decided) -> Result<Reply, PageError> {
    let page = DecidedPage {
        frame: frame.crumb("あなたの登録", "/account").crumb("登録の申請", "/registrations"),
        name: decided.name,
        organisation: decided.organisation_name,
        href: format!("/organisations/{}", decided.organisation_id),
        approved: decided.approved,
    };
    Ok(render(&page)?.with_status(StatusCode::CONFLICT))
}
