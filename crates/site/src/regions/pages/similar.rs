//! `/regions/{code}/similar`: municipalities like this one, factor by factor, weighed as the reader likes.

use foundation::web::{PageError, Reply, Req};

use crate::permissions::{LookAtRegions, ReadTx};
use crate::regions::likeness;
use crate::regions::rules::similar::Weights;
use crate::regions::storage;
use crate::regions::views::SimilarPage;
use crate::shared::{Frame, render};

/// Towns in the list.
const SHOWN: usize = 20;

pub async fn get(mut tx: ReadTx<LookAtRegions>, req: Req) -> Result<Reply, PageError> {
    let code = req.text("code").to_owned();
    let town = storage::municipality(&mut tx, &code).await?.ok_or(PageError::NotFound)?;
    let weights = Weights::of(&req.query);
    let only_with_cases = req.query.get("cases") == "1";
    let beyond = tx.core().settings.beyond;
    let counted = beyond.cases_by_municipality(&mut tx).await?;
    let has_cases = |code: &str| counted.iter().any(|(with, _)| with == code);
    let nearest =
        likeness::nearest(&mut tx, &code, SHOWN, &weights, |other| !only_with_cases || has_cases(other)).await?;
    let frame = Frame::new(&tx, format!("{}に似た市町村", town.name))
        .purpose("どの要素がどれだけ近いかを、数字とともに示します。要素の重さは選び直せます。")
        .within("/regions")
        .crumb("地域", "/regions")
        .crumb(&*town.prefecture_name, format!("/regions/{}", town.prefecture_code))
        .crumb(&*town.name, format!("/regions/{code}"))
        .wide();
    render(&SimilarPage::new(frame, &town, &weights, only_with_cases, &nearest, &counted))
}
