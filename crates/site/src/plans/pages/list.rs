//! `/plans`: one's own, and where to begin.

use foundation::web::{PageError, Reply, Req};

use super::frame;
use crate::permissions::{LookAtPlans, ReadTx, WritePlans, reach_of};
use crate::shared::render;
use crate::storage;
use crate::views::ListPage;

/// A list is read to its end by people: so many of the newest.
const MOST: i64 = 500;

pub async fn get(mut tx: ReadTx<LookAtPlans>, req: Req) -> Result<Reply, PageError> {
    let put_aside = req.query.get("state") == "put_aside";
    let lines = storage::lines(&mut tx, put_aside, MOST).await?;
    let may_write = reach_of::<WritePlans>(tx.actor()).is_some();
    let frame = frame(&tx, "ロジックモデル")
        .purpose("なってほしい姿から逆向きにたどって、いま何をするかまでを、一枚につなげます。");
    let shown = if put_aside { Vec::new() } else { crate::shown_to(&mut tx).await? };
    render(&ListPage::new(frame, &lines, &shown, put_aside, may_write))
}
