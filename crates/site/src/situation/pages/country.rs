//! `/situation/country`: one indicator over the country: how the municipalities lie year by year, and prefecture by prefecture.

use foundation::web::{PageError, Reply, Req};

use super::frame;
use crate::permissions::{LookAtSituation, ReadTx};
use crate::regions;
use crate::shared::{Choice, render};
use crate::storage::{self, prefecture};
use crate::views::country::CountryPage;

pub async fn get(mut tx: ReadTx<LookAtSituation>, req: Req) -> Result<Reply, PageError> {
    let indicators = storage::indicators(&mut tx, false).await?;
    let wanted = req.query.get("indicator");
    let indicator = indicators.iter().find(|one| one.id == wanted).or(indicators.first());
    let Some(indicator) = indicator else { return Err(PageError::NotFound) };
    let spreads = prefecture::spreads_of(&mut tx, &indicator.id).await?;
    let prefectures = regions::prefecture_choices(&mut tx).await?;
    let choices = indicators.iter().map(|one| Choice::new(&*one.id, &*one.name, one.id == indicator.id)).collect();
    let frame = frame(&tx, "全国の分布").purpose("市町村が入れた数字が、全国と都道府県で、どう散らばっているか。");
    let demo = tx.core().settings.demo;
    render(&CountryPage::new(frame, indicator, &spreads, &prefectures, choices, demo))
}
