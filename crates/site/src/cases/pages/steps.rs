//! The steps of a case: 事務局に出す, 承認する, 書いた人に返す, 公開する, 差し戻す, 公開を終える, 破棄する, 元に戻す. Each leads back to
//! the case; what a rule refuses is said there, with everything typed kept.

use foundation::web::{PageError, Reply, Req};

use super::{edit, show};
use crate::cases::actions::correcting::Seen;
use crate::cases::actions::{self, CaseError};
use crate::cases::model::State;
use crate::cases::rules::{self, REASON_CHARACTERS, Refusal};
use crate::cases::storage;
use crate::cases::views::Tried;
use crate::permissions::{
    Action, AnswerCoOwnership, ArchiveCases, DecideCases, DiscardCases, DraftCases, Reader, Renkei, ReviewCases,
    SubmitCases, WriteTx,
};

fn to_case(number: i64, done: &str) -> Reply {
    Reply::done(&format!("/cases/{number}?done={done}"))
}

/// Commits and leads to the case, or shows the case with what stood in the way.
async fn finish<A: Action<Policy = Renkei>>(
    tx: WriteTx<A>,
    outcome: Result<(), CaseError>,
    number: i64,
    req: &Req,
    done: &str,
) -> Result<Reply, PageError> {
    match outcome {
        Ok(()) => {
            tx.commit_recorded().await?;
            Ok(to_case(number, done))
        }
        Err(CaseError::Refused(refusal)) => {
            let (core, actor) = (tx.core().clone(), tx.actor().clone());
            drop(tx);
            let field: &'static str = match refusal {
                Refusal::NoReason => "reason",
                Refusal::NoDeclineReason => "decline-reason",
                Refusal::NoArchiveReason => "archive-reason",
                Refusal::NotConfirmed => "archive-sure",
                Refusal::Overtaken(_) => "over",
                _ => "doing",
            };
            let tried = Tried { field: field.into(), sentence: refusal.sentence(), reason: typed_reason(req) };
            show::refused(&core, &actor, number, req, tried).await
        }
        Err(error) => Err(error.into()),
    }
}

/// Several forms may stand on one page; each control has an id of its own.
const REASONS: [&str; 4] = ["reason", "decline-reason", "discard-reason", "archive-reason"];

fn typed_reason(req: &Req) -> String {
    REASONS.map(|name| req.form.get(name)).concat()
}

/// The reason as typed, or what is wrong with its length.
async fn reason<A: Action<Policy = Renkei>>(tx: WriteTx<A>, req: &Req) -> Result<(WriteTx<A>, String), PageResult> {
    let reason = japanese::fold::tidy(&typed_reason(req));
    let length = reason.chars().count();
    if length <= REASON_CHARACTERS {
        return Ok((tx, reason));
    }
    let (core, actor) = (tx.core().clone(), tx.actor().clone());
    drop(tx);
    let sentence = format!("理由は{REASON_CHARACTERS}文字までです（いま{length}文字）。短くしてください。");
    let field = REASONS.into_iter().find(|name| !req.form.get(name).is_empty()).unwrap_or("reason");
    let tried = Tried { field: field.into(), sentence, reason };
    let number = match req.number("number") {
        Ok(number) => number,
        Err(error) => return Err(Err(error)),
    };
    Err(show::refused(&core, &actor, number, req, tried).await)
}

type PageResult = Result<Reply, PageError>;

/// 直す what is public: to the form of the draft that stands beside it.
pub async fn correct(mut tx: WriteTx<DraftCases>, req: Req) -> PageResult {
    let number = req.number("number")?;
    match actions::correcting::begin(&mut tx, number).await {
        Ok(correction) => {
            tx.commit_recorded().await?;
            Ok(Reply::done(&format!("/cases/{correction}")))
        }
        Err(error) => finish(tx, Err(error), number, &req, "").await,
    }
}

pub async fn submit(mut tx: WriteTx<SubmitCases>, req: Req) -> PageResult {
    let number = req.number("number")?;
    let outcome = actions::submit(&mut tx, number).await;
    if let Err(CaseError::Refused(refusal @ Refusal::Incomplete(_))) = &outcome {
        let (core, actor) = (tx.core().clone(), tx.actor().clone());
        drop(tx);
        return edit::incomplete(&core, actor, number, &req, refusal).await;
    }
    finish(tx, outcome, number, &req, "submitted").await
}

/// Whether the page the step was asked for on shows what is stored; a step that was done (`to`) before is no more than that.
async fn seen(db: &mut Reader, number: i64, req: &Req, to: State) -> Result<(), CaseError> {
    let case = storage::owned(db, number).await?.ok_or(CaseError::NotFound)?;
    if case.state == to {
        return Ok(());
    }
    rules::may_decide_unseen(req.form.get("version"), case.version).map_err(CaseError::Refused)
}

pub async fn approve(mut tx: WriteTx<DecideCases>, req: Req) -> PageResult {
    let number = req.number("number")?;
    let outcome = match seen(&mut tx, number, &req, State::InReview).await {
        Ok(()) => actions::approve(&mut tx, number).await,
        moved => moved,
    };
    finish(tx, outcome, number, &req, "approved").await
}

pub async fn decline(tx: WriteTx<DecideCases>, req: Req) -> PageResult {
    let number = req.number("number")?;
    let (mut tx, reason) = match reason(tx, &req).await {
        Ok(both) => both,
        Err(answer) => return answer,
    };
    let outcome = actions::decline(&mut tx, number, &reason).await;
    finish(tx, outcome, number, &req, "declined").await
}

pub async fn publish(mut tx: WriteTx<ReviewCases>, req: Req) -> PageResult {
    let number = req.number("number")?;
    let now = tx.core().clock.now();
    let again = storage::is_withdrawn(&mut tx, number).await?;
    let corrected = storage::owned(&mut tx, number).await?.and_then(|case| case.corrects);
    // What is no number is a version nobody can have seen.
    let version = Some(req.form.get("public_version")).filter(|sent| !sent.is_empty());
    let had = Seen { version: version.map(|sent| sent.parse().unwrap_or(0)), over: req.form.get("over") == "1" };
    let outcome = match seen(&mut tx, number, &req, State::Published).await {
        Ok(()) => actions::publish_seen(&mut tx, number, now, had).await,
        moved => moved,
    };
    match corrected {
        // The text is public under the number it always had.
        Some(corrected) if outcome.is_ok() => finish(tx, outcome, corrected, &req, "corrected").await,
        _ => finish(tx, outcome, number, &req, if again { "republished" } else { "published" }).await,
    }
}

pub async fn send_back(tx: WriteTx<ReviewCases>, req: Req) -> PageResult {
    let number = req.number("number")?;
    let (mut tx, reason) = match reason(tx, &req).await {
        Ok(both) => both,
        Err(answer) => return answer,
    };
    let outcome = actions::send_back(&mut tx, number, &reason).await;
    finish(tx, outcome, number, &req, "returned").await
}

pub async fn archive(tx: WriteTx<ArchiveCases>, req: Req) -> PageResult {
    let number = req.number("number")?;
    let (mut tx, reason) = match reason(tx, &req).await {
        Ok(both) => both,
        Err(answer) => return answer,
    };
    let confirmed = req.form.get("archive-sure") == "1";
    let outcome = actions::archive(&mut tx, number, &reason, confirmed).await;
    finish(tx, outcome, number, &req, "archived").await
}

pub async fn discard(tx: WriteTx<DiscardCases>, req: Req) -> PageResult {
    let number = req.number("number")?;
    let (mut tx, reason) = match reason(tx, &req).await {
        Ok(both) => both,
        Err(answer) => return answer,
    };
    let outcome = actions::discard(&mut tx, number, &reason).await;
    finish(tx, outcome, number, &req, "discarded").await
}

/// いっしょに持つ: a town's answer.
pub async fn co_own(mut tx: WriteTx<AnswerCoOwnership>, req: Req) -> PageResult {
    let number = req.number("number")?;
    let agrees = match req.form.get("answer") {
        "yes" => true,
        "no" => false,
        _ => return Err(PageError::rule("「同意する」か「断る」を押してください。")),
    };
    actions::co_owning::answer(&mut tx, number, req.form.get("municipality"), agrees).await?;
    tx.commit_recorded().await?;
    // Who said no does not see it any more.
    Ok(if agrees { to_case(number, "co-owned") } else { Reply::done("/cases/mine?done=not-co-owned") })
}

pub async fn restore(mut tx: WriteTx<DiscardCases>, req: Req) -> PageResult {
    let number = req.number("number")?;
    let outcome = actions::restore(&mut tx, number).await;
    finish(tx, outcome, number, &req, "restored").await
}
