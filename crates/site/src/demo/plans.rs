//! An invented plan of the town whose officer one may be: begun from an example, shown to its prefecture.

use std::sync::Arc;

use super::fill::{FillError, REQUEST};
use crate::permissions::{Actor, AppCore, CommentOnPlans, LookAtPlans, WritePlans};
use crate::plans::actions::{self, New, PlanError, examples, reviews};
use crate::plans::model::{Measurement, Review, ReviewedBox, Step};

const YANAI: &str = "352128";

/// Does nothing once it is there.
pub async fn fill(core: &Arc<AppCore>) -> Result<(), FillError> {
    let mut look = core.read::<LookAtPlans>(Actor::Console, REQUEST).await?;
    if crate::plans::has_plans(&mut look).await? {
        return Ok(());
    }
    drop(look);
    let examples = examples::all().map_err(|error| FillError::Refused(error.to_string()))?;
    let Some(example) = examples.first() else { return Ok(()) };
    let (boxes, links) = example.content();
    let new = New {
        municipality: YANAI.to_owned(),
        title: "【架空】骨折した人が家で暮らしつづける".to_owned(),
        scene: example.scene.clone(),
        begun_from: format!("例：{}", example.title),
        texts: example.texts(),
        boxes,
        links,
        fictitious: true,
        form_key: "demo:refracture".to_owned(),
    };
    let mut tx = core.write::<WritePlans>(Actor::Console, REQUEST).await?;
    let plan = actions::begin(&mut tx, &new).await?;
    actions::keep_version(&mut tx, plan, "例から始めたところ").await?;
    tx.commit_recorded().await?;
    look_back(core, plan).await
}

/// What was counted since, what was seen, and what somebody asked about it.
async fn look_back(core: &Arc<AppCore>, plan: i64) -> Result<(), FillError> {
    let mut tx = core.write::<WritePlans>(Actor::Console, REQUEST).await?;
    let whole = crate::plans::whole_of(&mut tx, plan).await?.ok_or(PlanError::NotFound)?;
    let today = core.clock.today();
    let outcome = whole.of_level("first").next().or(whole.of_level("middle").next());
    let Some(outcome) = outcome.cloned() else { return Ok(()) };
    let measurement = Measurement {
        id: 0,
        box_id: outcome.id,
        on_day: today.saturating_sub(jiff::Span::new().days(30)).to_string(),
        value: "12人".to_owned(),
        note: "薬局の記録（架空）".to_owned(),
        by_label: String::new(),
    };
    reviews::measure(&mut tx, plan, &measurement).await?;
    let boxes = whole.boxes.iter().map(|one| ReviewedBox {
        id: one.id,
        level: one.level.clone(),
        words: one.words.clone(),
        indicator: one.indicator.clone(),
        target: one.target.clone(),
        measured: if one.id == outcome.id { vec![measurement.value.clone()] } else { Vec::new() },
        progress: one.progress.clone(),
        verdict: if one.id == outcome.id { "keep".to_owned() } else { String::new() },
        why: if one.id == outcome.id { "まだ半年なので、もう半年見る".to_owned() } else { String::new() },
    });
    let review = Review {
        plan_id: plan,
        on_day: today.saturating_sub(jiff::Span::new().days(20)).to_string(),
        place: "第2回 協議会（架空）".to_owned(),
        saw: "退院のときの薬の引き継ぎは増えた。家に帰ったあとに薬をやめる人が、まだ多い。".to_owned(),
        verdict: "change".to_owned(),
        why: "病院の中の取組は続け、退院後ひと月の電話を足す。".to_owned(),
        next_on: Some(today.saturating_add(jiff::Span::new().days(90)).to_string()),
        ..Review::default()
    };
    let step = Step {
        what: "退院後ひと月に電話する担当を、薬剤師会と決める".to_owned(),
        who: "市の担当者".to_owned(),
        due_on: Some(today.saturating_add(jiff::Span::new().days(30)).to_string()),
        ..Step::default()
    };
    reviews::review(&mut tx, &review, &boxes.collect::<Vec<_>>(), &[step], "demo:review").await?;
    tx.commit_recorded().await?;
    let mut tx = core.write::<CommentOnPlans>(Actor::Console, REQUEST).await?;
    let words = "この人数は、市内の薬局だけですか。となりの町の薬局で受け取る人は入りますか。";
    reviews::comment(&mut tx, plan, Some(outcome.id), words, "demo:comment").await?;
    tx.commit_recorded().await?;
    Ok(())
}
