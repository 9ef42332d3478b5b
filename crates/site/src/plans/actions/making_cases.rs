//! 振り返り → 事例の下書き: what a review and its plan say, by the fields of a case, each figure with where it comes from.

use crate::cases::actions::CaseError;
use crate::cases::from_review::{self, Told};
use crate::cases::model::Field;
use foundation::audit::Entry;
use foundation::permissions::Actor as _;
use serde_json::json;
use situation::Known;

use super::PlanError;
use crate::model::{
    Measurement, PlanBox, Review, ReviewedBox, Step, Whole, level_label, progress_label, verdict_label,
};
use crate::permissions::{DraftCases, WriteTx};
use crate::shared::day_in_words;
use crate::storage::{self, By};

/// What a case is made of.
#[derive(Clone, Copy, Debug)]
pub struct Material<'a> {
    pub whole: &'a Whole,
    pub review: &'a Review,
    pub boxes: &'a [ReviewedBox],
    pub steps: &'a [Step],
    pub known: &'a [Known],
    pub measurements: &'a [Measurement],
}

fn labelled(pairs: &[(&str, &str)]) -> String {
    let told = pairs.iter().filter(|(_, text)| !text.is_empty());
    told.map(|(label, text)| format!("{label}：{text}")).collect::<Vec<_>>().join("\n")
}

/// 「（出典：人口動態統計）」 of a value as it was told at the review; empty where it says so itself, or nobody knows.
fn source_of(told: &str, one: Option<&PlanBox>, material: &Material<'_>) -> String {
    let of = one.filter(|one| !one.indicator_id.is_empty());
    let known = of.and_then(|one| material.known.iter().find(|known| known.id == one.indicator_id));
    let value = known.and_then(|known| known.values.iter().find(|value| value.told == told));
    match value {
        Some(value) if !value.source.is_empty() => {
            format!("［出典：{}{}］", value.source, if value.fictitious { "（架空）" } else { "" })
        }
        _ => {
            let by_hand = material.measurements.iter().find(|m| {
                one.is_some_and(|one| m.box_id == one.id)
                    && told.starts_with(&m.value)
                    && told.contains(&day_in_words(&m.on_day))
            });
            by_hand.map_or_else(String::new, |_| format!("［出典：{}の実測］", material.whole.plan.municipality_name))
        }
    }
}

fn effects(material: &Material<'_>) -> String {
    let mut lines = vec![material.review.saw.clone()];
    for one in material.boxes.iter().filter(|one| one.level != "activity" && !one.measured.is_empty()) {
        let now = material.whole.find(one.id);
        let values: Vec<String> =
            one.measured.iter().map(|told| format!("{told}{}", source_of(told, now, material))).collect();
        let named = if one.indicator.is_empty() { String::new() } else { format!("{}：", one.indicator) };
        let target = if one.target.is_empty() { String::new() } else { format!("（目標：{}）", one.target) };
        lines.push(format!("- {}。{named}{}{target}", one.words, values.join(" → ")));
    }
    lines.join("\n")
}

fn outline(material: &Material<'_>) -> String {
    let act = |one: &PlanBox| {
        let progress = if one.progress.is_empty() { "" } else { progress_label(&one.progress) };
        let beside: Vec<&str> =
            [one.who.as_str(), one.due.as_str(), progress].into_iter().filter(|text| !text.is_empty()).collect();
        let beside = if beside.is_empty() { String::new() } else { format!("（{}）", beside.join("、")) };
        format!("- {}{beside}", one.words)
    };
    material.whole.of_level("activity").map(act).collect::<Vec<_>>().join("\n")
}

fn future(material: &Material<'_>) -> String {
    let review = material.review;
    let mut lines = vec![format!("{}。{}", verdict_label(&review.verdict), review.why)];
    for one in material.boxes.iter().filter(|one| !one.verdict.is_empty() && one.verdict != "keep") {
        lines.push(format!("- {}：{}。{}", one.words, verdict_label(&one.verdict), one.why));
    }
    for step in material.steps.iter().filter(|step| step.done_on.is_none()) {
        let who = if step.who.is_empty() { String::new() } else { format!("（{}）", step.who) };
        lines.push(format!("- {}{who}", step.what));
    }
    lines.join("\n")
}

fn by_box(material: &Material<'_>, tell: impl Fn(&PlanBox) -> Option<String>) -> String {
    let outcomes = material.whole.boxes.iter().filter(|one| one.is_outcome());
    outcomes.filter_map(tell).map(|line| format!("- {line}")).collect::<Vec<_>>().join("\n")
}

fn measuring(material: &Material<'_>) -> String {
    by_box(material, |one| {
        let parts = [
            ("指標", one.indicator.as_str()),
            ("いまの値", &one.baseline),
            ("目標", &one.target),
            ("いつまでに", &one.due),
            ("確かめ方", &one.observed_how),
        ];
        let told: Vec<String> =
            parts.iter().filter(|(_, text)| !text.is_empty()).map(|(label, text)| format!("{label}：{text}")).collect();
        (!told.is_empty()).then(|| format!("{}（{}）：{}", one.words, level_label(&one.level), told.join("、")))
    })
}

/// What the draft would say, in the order of a case; empty fields are left to the town.
pub fn told(material: &Material<'_>) -> Told {
    let plan = &material.whole.plan;
    let ends: Vec<&str> = material.whole.of_level("final").map(|one| one.words.as_str()).collect();
    let place = if material.review.place.is_empty() { String::new() } else { format!("、{}", material.review.place) };
    let mark = if plan.fictitious || material.review.fictitious { "（架空）" } else { "" };
    let title = if plan.title.contains("架空") { plan.title.clone() } else { format!("{}{mark}", plan.title) };
    let source = format!(
        "{}のロジックモデル「{}」の振り返り（{}{place}）{mark}",
        plan.municipality_name,
        plan.title,
        day_in_words(&material.review.on_day)
    );
    let texts = [
        (Field::Title, title),
        (Field::Background, plan.present.clone()),
        (Field::Issues, labelled(&[("真因", plan.cause.as_str()), ("課題の仮説", plan.hypothesis.as_str())])),
        (Field::Outline, outline(material)),
        (Field::Effects, effects(material)),
        (Field::Measuring, measuring(material)),
        (Field::Future, future(material)),
        (
            Field::Vision,
            [plan.goal.as_str(), &ends.join("\n")]
                .iter()
                .filter(|text| !text.is_empty())
                .copied()
                .collect::<Vec<_>>()
                .join("\n"),
        ),
        (
            Field::VisionIndicator,
            by_box(material, |one| (one.level == "final" && !one.indicator.is_empty()).then(|| one.indicator.clone())),
        ),
        (Field::SourceTitle, source),
    ];
    let texts = texts.into_iter().filter(|(_, text)| !text.trim().is_empty());
    let texts = texts.map(|(field, text)| (field, from_review::fitting(field, &text))).collect();
    Told { town: plan.municipality_code.clone(), scene: plan.scene.clone(), texts }
}

/// Makes the draft in the town's name, and notes on the review which it is.
pub async fn make(tx: &mut WriteTx<DraftCases>, material: &Material<'_>, form_key: &str) -> Result<i64, PlanError> {
    let (plan, review) = (material.whole.plan.id, material.review.id);
    storage::lock(tx, plan).await?;
    if let Some((number, ..)) = storage::cases::of_review(tx, plan, review).await?
        && from_review::is_there(tx, number).await?
    {
        tx.record(Entry::of("plan", plan).detail(json!({ "what": "sent again" }))).await?;
        return Ok(number);
    }
    let number = from_review::draft(tx, &told(material), form_key).await.map_err(|error| match error {
        CaseError::Database(error) => PlanError::Database(error),
        _ => PlanError::NotFound,
    })?;
    let (at, label) = (tx.core().clock.now(), tx.actor().label());
    storage::cases::put(tx, plan, review, number, &By { at, label: &label }).await?;
    let detail = json!({ "what": "case drafted of review", "review": review, "case": number });
    tx.record(Entry::of("plan", plan).detail(detail)).await?;
    Ok(number)
}
