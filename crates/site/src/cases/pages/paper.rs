//! `/cases/{number}/case.pdf`: a case on paper, for whoever sees its page.

use foundation::web::{PageError, Reply, Req};

use crate::cases::model::{Case, PlaceFacts};
use crate::cases::paper::{Taken, document};
use crate::cases::storage;
use crate::permissions::{LookAtCases, LookAtDraftCases, ReadTx, reach_of};
use crate::shared::paper;

pub async fn pdf(tx: ReadTx<LookAtCases>, req: Req) -> Result<Reply, PageError> {
    let number = req.number("number")?;
    let core = tx.core().clone();
    let (case, places) = seen(tx, &req, number).await?.ok_or(PageError::NotFound)?;
    let address = format!("{}/cases/{number}", core.settings.public_url);
    let taken = Taken { address: &address, day: core.clock.today(), demo: core.settings.demo };
    let document = document(&case, &places, &taken);
    paper::pdf(document, &format!("取組事例{number}.pdf")).await
}

/// What is published is everybody's; what is not is found behind the gate of the drafts alone.
async fn seen(
    mut tx: ReadTx<LookAtCases>,
    req: &Req,
    number: i64,
) -> Result<Option<(Case, Vec<PlaceFacts>)>, PageError> {
    if let Some(case) = storage::published(&mut tx, number).await? {
        let places = storage::place_facts(&mut tx, number).await?;
        return Ok(Some((case, places)));
    }
    let (core, actor) = (tx.core().clone(), tx.actor().clone());
    drop(tx);
    if reach_of::<LookAtDraftCases>(&actor).is_none() {
        return Ok(None);
    }
    let mut tx = core.read::<LookAtDraftCases>(actor, &req.request_id).await?;
    let Some(case) = storage::seen(&mut tx, number).await? else { return Ok(None) };
    let places = storage::place_facts(&mut tx, number).await?;
    Ok(Some((case, places)))
}
