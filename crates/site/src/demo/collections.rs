//! An invented call for cases by the office, and the invented draft of the town whose officer one may be in it.

use std::sync::Arc;

use jiff::Span;

use super::cases::draft_of_yanai;
use super::fill::{FillError, REQUEST};
use crate::cases::actions::collections as calls;
use crate::cases::model::Collection;
use crate::permissions::{Actor, AppCore, CollectCases, DraftCases};

pub async fn fill(core: &Arc<AppCore>) -> Result<(), FillError> {
    let today = core.clock.today();
    let day = |days: i64| today.saturating_add(Span::new().days(days)).to_string();
    let call = Collection {
        title: "【架空】退院のあとを支える取組".to_owned(),
        sought: "デモのための募集です。次のような取組を求めています。\n\n- 病院と地域のあいだで、何を、いつ伝えるかを決めたもの\n- 前と後の数字が、年とともに分かるもの"
            .to_owned(),
        asked: "municipalities".to_owned(),
        wanted: 1,
        opens_on: day(-20),
        closes_on: day(25),
        ..Collection::default()
    };
    let mut tx = core.write::<CollectCases>(Actor::Console, REQUEST).await?;
    let id = calls::call(&mut tx, &call, "demo:collection").await?;
    tx.commit_recorded().await?;
    let number = draft_of_yanai(core).await?;
    let mut tx = core.write::<DraftCases>(Actor::Console, REQUEST).await?;
    calls::hand_in(&mut tx, id, number).await?;
    tx.commit_recorded().await?;
    Ok(())
}
