//! `/cases/{number}`: one case. Everybody sees published ones; who may look at drafts sees her own
//! at the same address.

use foundation::web::{PageError, Reply, Req};

use crate::cases::model::{Case, State};
use crate::cases::rules;
use crate::cases::storage;
use crate::cases::views::{Doing, ShowPage};
use crate::permissions::{
    ArchiveCases, DraftCases, LookAtCases, LookAtDraftCases, ReadTx, Reader, ReviewCases, Scope, SubmitCases, reach_of,
};
use crate::shared::{Frame, render};

pub async fn get(mut tx: ReadTx<LookAtCases>, req: Req) -> Result<Reply, PageError> {
    let number = req.number("number")?;
    let (core, actor) = (tx.core().clone(), tx.actor().clone());
    if reach_of::<LookAtDraftCases>(&actor).is_some() {
        // Behind the gate of the drafts: within the scope, with its history.
        drop(tx);
        let mut drafts = core.read::<LookAtDraftCases>(actor.clone(), &req.request_id).await?;
        if let Some(case) = storage::seen(&mut drafts, number).await? {
            let steps = storage::steps(&mut drafts, &case).await?;
            return page(&mut drafts, case, steps, &req).await;
        }
        drop(drafts);
        tx = core.read::<LookAtCases>(actor, &req.request_id).await?;
    }
    let case = storage::published(&mut tx, number).await?.ok_or(PageError::NotFound)?;
    page(&mut tx, case, Vec::new(), &req).await
}

async fn page(
    db: &mut Reader,
    case: Case,
    steps: Vec<crate::cases::model::Step>,
    req: &Req,
) -> Result<Reply, PageError> {
    let places = storage::place_facts(db, case.number).await?;
    let related = storage::related(db, case.number).await?;
    let troubles = storage::troubles(db).await?;
    let doing = doing(db, &case);
    let mut frame = Frame::new(db, &*case.content.texts.title).within("/cases").crumb("事例", "/cases");
    // What was just done is said to those concerned; an address alone says nothing to a visitor.
    frame = match if steps.is_empty() { "" } else { req.query.get("done") } {
        "saved" => frame.notice("success", "保存しました。"),
        "published" => frame.notice("success", "公開しました。だれでも見られます。"),
        "returned" => frame.notice("success", "差し戻しました。理由は書いた方に見えます。"),
        "archived" => frame.notice("success", "公開を終えました。この事例は一覧に出ません。"),
        _ => frame,
    };
    let submitted = req.query.get("done") == "submitted" && case.state == State::InReview;
    render(&ShowPage::new(frame, &case, &places, &related, &troubles, steps, doing, submitted))
}

/// What the person in front of the page can do with the case. The gate asks again.
fn doing(db: &Reader, case: &Case) -> Doing {
    let actor = db.actor();
    let owns = |scope: Option<Scope>| match scope {
        // A body owns what it wrote; storage knows, and answers "not found" for the rest.
        Some(scope) => storage::admits(&scope, &case.owner_code),
        None => false,
    };
    let is_reviewer = reach_of::<ReviewCases>(actor).is_some();
    Doing {
        edit: owns(reach_of::<DraftCases>(actor)) && rules::may_edit(case.state, is_reviewer),
        submit: owns(reach_of::<SubmitCases>(actor)) && matches!(case.state, State::Draft | State::Returned),
        publish: is_reviewer && rules::may_publish(case.state).is_ok(),
        send_back: is_reviewer && case.state == State::InReview,
        archive: owns(reach_of::<ArchiveCases>(actor)) && rules::may_archive(case.state).is_ok(),
    }
}
