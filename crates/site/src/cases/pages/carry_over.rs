//! `/cases/{number}/carry-over`: a case's municipality and one's own beside each other, factor by factor. People decide what
//! carries over; no number does.

use foundation::web::{PageError, Reply, Req};

use super::town::town;
use crate::cases::storage;
use crate::cases::views::CarryOverPage;
use crate::permissions::{LookAtCases, ReadTx};
use crate::regions;
use crate::shared::{Frame, render};

pub async fn get(mut tx: ReadTx<LookAtCases>, req: Req) -> Result<Reply, PageError> {
    let number = req.number("number")?;
    let case = storage::published(&mut tx, number).await?.ok_or(PageError::NotFound)?;
    let places = regions::places_named(&mut tx, &case.content.places).await?;
    let own = town(&mut tx, req.query.get("town")).await?;
    // Of a case of several municipalities the first, or the one that is asked for.
    let asked = req.query.get("place");
    let of = places
        .iter()
        .find(|place| place.code == asked)
        .or_else(|| case.content.places.first().and_then(|first| places.iter().find(|place| place.code == *first)));
    let compared = match (&own.found, of) {
        (Some(own), Some(of)) => regions::likeness::compared(&mut tx, &own.code, &of.code).await?,
        _ => None,
    };
    let frame = Frame::new(&tx, "自分の地域に当てはめて考える")
        .purpose("事例の市町村と自分の市町村を、要素ごとに並べます。どこまで役に立つかは、読む方が決めてください。")
        .within("/cases")
        .crumb("事例", "/cases")
        .crumb(&*case.content.texts.title, format!("/cases/{number}"));
    render(&CarryOverPage::new(frame, &case, &places, of, &own, compared.as_ref()))
}
