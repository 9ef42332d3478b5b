//! The whole model as one picture: what is done at the left, what is hoped for at the right.

use print::charts::{Caption, FlowColumn, FlowItem, flow};

use crate::beyond::DrawnPlan;
use crate::model::{LEVELS, PlanBox, Whole};
use crate::shared::DEMO_MARK;

fn notes(one: &PlanBox) -> Vec<String> {
    if one.is_activity() {
        return [one.who.as_str(), one.due.as_str()].into_iter().filter(|t| !t.is_empty()).map(str::to_owned).collect();
    }
    let mut notes = Vec::new();
    if !one.indicator.is_empty() {
        notes.push(format!("指標：{}", one.indicator));
    }
    match (one.baseline.as_str(), one.target.as_str()) {
        ("", "") => {}
        (baseline, "") => notes.push(format!("いま {baseline}")),
        ("", target) => notes.push(format!("目標 {target}")),
        (baseline, target) => notes.push(format!("{baseline} → {target}")),
    }
    notes
}

pub fn of(whole: &Whole, demo: bool) -> String {
    let plan = &whole.plan;
    let columns = LEVELS.iter().rev().map(|(level, label, _)| FlowColumn {
        label: (*label).to_owned(),
        boxes: whole
            .of_level(level)
            .map(|one| FlowItem { id: one.id, words: one.words.clone(), notes: notes(one) })
            .collect(),
    });
    let links: Vec<(i64, i64)> = whole.links.iter().map(|link| (link.from_box, link.to_box)).collect();
    let draft = if plan.agreed_on.is_some() { "" } else { "（案）" };
    let mark = if plan.fictitious || demo { format!("　{DEMO_MARK}") } else { String::new() };
    let caption = Caption {
        id: "model".to_owned(),
        title: plan.title.clone(),
        base: format!("{}のロジックモデル{draft}。左の取組から、右のアウトカムへ", plan.municipality_name),
        source: format!("{}{mark}", plan.municipality_name),
        narrow: false,
    };
    flow(&caption, &columns.collect::<Vec<_>>(), &links)
}

/// The picture with its size and, level by level, its words.
pub fn drawn(whole: &Whole, at: String, demo: bool) -> DrawnPlan {
    let svg = of(whole, demo);
    let (width, height) = print::picture::size(&svg).unwrap_or((760.0, 400.0));
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the size of a drawing of ours")]
    let pixels = |length: f64| length.clamp(1.0, 20_000.0).ceil() as u32;
    let levels = LEVELS.iter().map(|(level, label, _)| {
        let words = whole.of_level(level).map(|one| {
            let notes = notes(one);
            if notes.is_empty() { one.words.clone() } else { format!("{}（{}）", one.words, notes.join("、")) }
        });
        ((*label).to_owned(), words.collect())
    });
    DrawnPlan {
        title: whole.plan.title.clone(),
        at,
        levels: levels.filter(|(_, words): &(String, Vec<String>)| !words.is_empty()).collect(),
        width: pixels(width),
        height: pixels(height),
        svg,
        fictitious: whole.plan.fictitious || demo,
    }
}

/// The same under the words of a box on the canvas, in one line.
pub fn canvas_note(one: &PlanBox) -> String {
    notes(one).join("　")
}
