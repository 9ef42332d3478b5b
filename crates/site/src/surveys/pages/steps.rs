//! What office and prefecture do with one answer: 差し戻す, 確定する, 締切を延ばす. What a rule refuses is said at its
//! field, with everything typed kept.

use foundation::permissions::Action;
use foundation::web::{Form, PageError, Reply, Req};
use japanese::fold::tidy;

use super::open::survey;
use super::own;
use crate::permissions::{AcceptAnswers, CollectAnswers, Renkei, SetAsideAnswers, WriteTx};
use crate::shared::{DateBoxes, read_date};
use crate::surveys::actions::{self, SurveyError, collecting};
use crate::surveys::rules::Refusal;
use crate::surveys::views::own::Desk;

async fn finish<A: Action<Policy = Renkei>>(
    tx: WriteTx<A>,
    outcome: Result<(), SurveyError>,
    req: &Req,
    done: &str,
    desk: Desk,
) -> Result<Reply, PageError> {
    match outcome {
        Ok(()) => {
            tx.commit_recorded().await?;
            Ok(Reply::done(&format!("/surveys/{}/{}?done={done}", req.text("survey"), req.text("code"))))
        }
        Err(SurveyError::Refused(
            refusal @ (Refusal::NoReason | Refusal::LongReason(_) | Refusal::NotLater(_) | Refusal::NoDay),
        )) => {
            let (core, actor) = (tx.core().clone(), tx.actor().clone());
            drop(tx);
            let sentence = refusal.sentence();
            let desk = match refusal {
                Refusal::NotLater(_) | Refusal::NoDay => Desk { due_error: sentence, ..desk },
                _ => Desk { reason_error: sentence, ..desk },
            };
            own::refused(&core, &actor, req, desk).await
        }
        Err(error) => Err(error.into()),
    }
}

pub async fn send_back(mut tx: WriteTx<CollectAnswers>, req: Req) -> Result<Reply, PageError> {
    let survey = survey(&mut tx, &req).await?;
    let reason = tidy(req.form.get("reason"));
    let outcome = actions::send_back(&mut tx, &survey, req.text("code"), &reason).await;
    let desk = Desk { reason: req.form.get("reason").to_owned(), ..Desk::default() };
    finish(tx, outcome, &req, "returned", desk).await
}

/// Sets one answer aside, without another that counts instead.
pub async fn set_aside(mut tx: WriteTx<SetAsideAnswers>, req: Req) -> Result<Reply, PageError> {
    let survey = survey(&mut tx, &req).await?;
    let reason = tidy(req.form.get("aside"));
    let outcome = actions::doubles::set_aside(&mut tx, &survey, req.text("code"), "", &reason).await;
    if let Err(SurveyError::Refused(refusal)) = &outcome
        && refusal.is_of_the_reason()
    {
        let (core, actor, sentence) = (tx.core().clone(), tx.actor().clone(), refusal.sentence());
        drop(tx);
        let desk = Desk { aside: req.form.get("aside").to_owned(), aside_error: sentence, ..Desk::default() };
        return own::refused(&core, &actor, &req, desk).await;
    }
    finish(tx, outcome, &req, "aside", Desk::default()).await
}

pub async fn accept(mut tx: WriteTx<AcceptAnswers>, req: Req) -> Result<Reply, PageError> {
    let survey = survey(&mut tx, &req).await?;
    let outcome = actions::accept(&mut tx, &survey, req.text("code")).await;
    finish(tx, outcome, &req, "accepted", Desk::default()).await
}

pub async fn extend(mut tx: WriteTx<AcceptAnswers>, req: Req) -> Result<Reply, PageError> {
    let survey = survey(&mut tx, &req).await?;
    let mut form = Form::new(req.form.clone());
    let to = read_date(&mut form, "due", "新しい締切", true);
    let mut desk = Desk { due: DateBoxes::typed(&form, "due"), ..Desk::default() };
    let Some(to) = to else {
        let known = crate::surveys::storage::seen(&mut tx, survey.id, req.text("code")).await?;
        known.ok_or(PageError::NotFound)?;
        desk.due_error = form.error("due").to_owned();
        let (core, actor) = (tx.core().clone(), tx.actor().clone());
        drop(tx);
        return own::refused(&core, &actor, &req, desk).await;
    };
    let outcome = collecting::extend(&mut tx, &survey, req.text("code"), to).await;
    finish(tx, outcome, &req, "extended", desk).await
}
