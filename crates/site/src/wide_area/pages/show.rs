//! `/wide-area/{group}`: who takes part, how it is run, its plan, meetings and calculations, as far as the reader may read them.

use foundation::web::{Form, PageError, Reply, Req};
use jiff::civil::Date;

use super::{below, frame, whole};
use crate::cost_sharing::reading;
use crate::permissions::{LookAtOwnWideAreas, LookAtWideAreas, ReadTx};
use crate::regions;
use crate::rules;
use crate::shared::render;
use crate::storage;
use crate::views::{PlanPage, ShowPage, Shown};

pub async fn get(mut tx: ReadTx<LookAtWideAreas>, req: Req) -> Result<Reply, PageError> {
    let whole = whole(&mut tx, &req).await?;
    let today = tx.core().clock.today();
    let mut form = Form::new(req.query.clone());
    let on = reading::day(&mut form, "いつの構成を見るか", today).to_string();
    let (takers, notes) = rules::on_day(&whole.members, &on, false);
    let group = whole.group.id;
    let ended: Vec<String> = whole
        .members
        .iter()
        .filter(|m| m.valid_to.is_some() && m.successor_code.is_none())
        .map(|m| m.municipality_code.clone())
        .collect();
    let likely = if ended.is_empty() { Vec::new() } else { regions::successors_of(&mut tx, &ended).await? };
    let (meetings, calculations) = if whole.standing.inside {
        (storage::meetings(&mut tx, group).await?, storage::calculations(&mut tx, group).await?)
    } else {
        (Vec::new(), Vec::new())
    };
    let codes: Vec<String> = takers.iter().map(|taker| taker.code.clone()).collect();
    let plans = crate::plans::plans_of_several(&mut tx, &codes).await?;
    let done = match req.query.get("done") {
        "begun" => "始めました。市町村の確認を待っています。次に、事務局と役割分担を書きます。",
        "saved" => "保存しました。",
        "asked" => "たずねました。その市町村の担当者が確認すると、構成に加わります。",
        "removed" => "外しました。記録には残っています。",
        "confirmed" => "参加を確認しました。",
        _ => "",
    };
    let purpose = format!(
        "{}、幹事 {}{}",
        crate::model::label_of(crate::model::KINDS, &whole.group.kind),
        whole.group.prefecture_name,
        whole.group.lead_name
    );
    let mut frame = frame(&tx, &*whole.group.name).purpose(purpose).wide();
    if !done.is_empty() {
        frame = frame.notice("success", done);
    }
    let shown = Shown { takers, notes, likely, meetings, calculations, plans, on, is_today: on_is(&form, today) };
    let view = ShowPage::new(frame, &whole, &form, shown);
    let wrong = !form.is_valid();
    drop(tx);
    let reply = render(&view)?;
    Ok(if wrong { reply.unprocessable() } else { reply })
}

fn on_is(form: &Form, today: Date) -> bool {
    form.is_valid() && crate::shared::DateBoxes::typed(form, "on") == crate::shared::DateBoxes::of(today)
}

/// The logic model of the lead that is the group's, for those who take part.
pub async fn plan(mut tx: ReadTx<LookAtOwnWideAreas>, req: Req) -> Result<Reply, PageError> {
    let whole = whole(&mut tx, &req).await?;
    let plan = whole.group.plan_id.filter(|_| whole.standing.inside).ok_or(PageError::NotFound)?;
    let plan = crate::plans::shown_elsewhere(&mut tx, plan).await?.ok_or(PageError::NotFound)?;
    if plan.plan.municipality_code != whole.group.lead_code {
        return Err(PageError::NotFound);
    }
    let frame = below(&tx, &whole.group, &*plan.plan.title)
        .purpose(format!("{}が書いている、この取組のロジックモデルです。", plan.plan.municipality_name))
        .wide();
    render(&PlanPage::new(frame, &plan))
}
