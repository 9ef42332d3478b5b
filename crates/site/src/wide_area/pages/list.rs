//! `/wide-area`: what one may see, and what waits for one's word.

use foundation::web::{PageError, Reply, Req};

use super::HOME;
use crate::permissions::{LookAtWideAreas, ReadTx, Scope, TakePartInWideAreas, WriteWideAreas, reach_of};
use crate::shared::{Frame, render};
use crate::storage;
use crate::views::ListPage;

/// A list is read to its end by people: so many.
const MOST: i64 = 500;

pub async fn get(mut tx: ReadTx<LookAtWideAreas>, req: Req) -> Result<Reply, PageError> {
    let may_write = reach_of::<WriteWideAreas>(tx.actor()).is_some();
    let put_aside = may_write && req.query.get("state") == "put_aside";
    let lines = storage::lines(&mut tx, put_aside, MOST).await?;
    let waiting = match reach_of::<TakePartInWideAreas>(tx.actor()) {
        Some(Scope::Municipalities(codes)) => crate::waiting_for(&mut tx, &codes).await?,
        _ => Vec::new(),
    };
    let frame = Frame::new(&tx, "広域の取組")
        .purpose("いくつかの市町村がいっしょにしていること。だれが加わり、何をどこで担い、費用をどう分けるか。")
        .within("/regions")
        .crumb("地域", "/regions");
    render(&ListPage::new(frame, HOME, &lines, waiting, put_aside, may_write))
}
