//! `…/share` and `…/stop-sharing`: a body decides whether the other respondents see its answers under its name.

use foundation::web::{PageError, Reply, Req};

use super::open::{Opened, survey};
use crate::permissions::{Reader, Scope, ShareAnswers, WriteTx, reach_of};
use crate::shared::moment_of;
use crate::surveys::actions::sharing;
use crate::surveys::model::Share;
use crate::surveys::storage;
use crate::surveys::views::own::Sharing;

fn back(req: &Req, done: &str) -> Reply {
    Reply::done(&format!("/surveys/{}/{}?done={done}#sharing", req.text("survey"), req.text("code")))
}

pub async fn share(mut tx: WriteTx<ShareAnswers>, req: Req) -> Result<Reply, PageError> {
    let survey = survey(&mut tx, &req).await?;
    sharing::share(&mut tx, &survey, req.text("code")).await?;
    tx.commit_recorded().await?;
    Ok(back(&req, "shared"))
}

pub async fn stop(mut tx: WriteTx<ShareAnswers>, req: Req) -> Result<Reply, PageError> {
    let survey = survey(&mut tx, &req).await?;
    sharing::stop_sharing(&mut tx, &survey, req.text("code")).await?;
    tx.commit_recorded().await?;
    Ok(back(&req, "not_shared"))
}

/// What the body's own page shows of it; nothing for anybody else, nor for persons.
pub async fn of(db: &mut Reader, opened: &Opened) -> Result<Option<Sharing>, PageError> {
    let line = &opened.respondent.line;
    let own = match reach_of::<ShareAnswers>(db.actor()) {
        Some(Scope::Municipalities(codes) | Scope::Prefectures(codes)) => codes.contains(&line.code),
        _ => false,
    };
    if !own || crate::surveys::rules::position::may_share(&opened.survey.respondent).is_err() {
        return Ok(None);
    }
    let shares = storage::sharing::of(db, line.id).await?;
    let words = |share: &Share| match &share.until {
        None => format!("{}から共有しています（{}が決めました）。", moment_of(&share.since), share.since_by),
        Some(until) => format!(
            "{}から{}まで共有していました（やめたのは{}）。",
            moment_of(&share.since),
            moment_of(until),
            share.until_by.as_deref().unwrap_or_default()
        ),
    };
    Ok(Some(Sharing {
        since: shares.iter().find(|share| share.until.is_none()).map(words).unwrap_or_default(),
        before: shares.iter().rev().filter(|share| share.until.is_some()).map(words).collect(),
        others: if opened.survey.respondent == "prefecture" { "都道府県" } else { "市町村" },
    }))
}
