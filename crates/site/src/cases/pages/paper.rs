//! `/cases/{number}/case.pdf`: a case on paper, for whoever sees its page.

use std::sync::Arc;

use foundation::web::{PageError, Reply, Req};

use crate::cases::model::{Case, PlaceFacts};
use crate::cases::paper::{Beside, Taken, document};
use crate::cases::storage;
use crate::permissions::{Actor, AppCore, LookAtCases, LookAtDraftCases, ReadTx, reach_of};
use crate::shared::paper;
use print::pdf::Picture;

pub async fn pdf(tx: ReadTx<LookAtCases>, req: Req) -> Result<Reply, PageError> {
    let number = req.number("number")?;
    let core = tx.core().clone();
    let actor = tx.actor().clone();
    let (case, places) = seen(tx, &req, number).await?.ok_or(PageError::NotFound)?;
    let beside = beside(&core, &actor, &case, &req).await?;
    let address = format!("{}/cases/{number}", core.settings.public_url);
    let taken = Taken { address: &address, day: core.clock.today(), demo: core.settings.demo };
    let document = document(&case, &places, beside, &taken);
    paper::pdf(document, &format!("取組事例{number}.pdf")).await
}

/// The pictures themselves, and the logic model, of a case that was seen.
async fn beside(core: &Arc<AppCore>, actor: &Actor, case: &Case, req: &Req) -> Result<Beside, PageError> {
    let mut beside = Beside::default();
    for file in case.content.files.iter().filter(|file| file.is_picture()) {
        let Some(bytes) = core.files.get(&file.file_key).await? else {
            return Err(PageError::broken(format!("{} is not among the files", file.file_key)));
        };
        beside.pictures.push(Picture {
            bytes: Arc::from(&*bytes),
            is_jpeg: file.kind == "jpg",
            width: u32::try_from(file.width).unwrap_or(1),
            height: u32::try_from(file.height).unwrap_or(1),
            says: file.says.clone(),
            caption: file.caption.clone(),
        });
    }
    if case.content.model.is_some() {
        let mut tx = core.read::<LookAtCases>(actor.clone(), &req.request_id).await?;
        beside.model = super::shown_files::drawn(&mut tx, &case.content).await?;
    }
    Ok(beside)
}

/// What is published is everybody's; what is not is found behind the gate of the drafts alone.
pub(super) async fn seen(
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
