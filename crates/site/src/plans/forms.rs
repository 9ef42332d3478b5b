//! What a browser sends → a plan's words, a box.

use std::collections::BTreeSet;

use foundation::web::{Fields, Form};
use japanese::fold::tidy;

use crate::model::{PROGRESS, Plan, PlanBox, STATES};
use crate::rules::{SHORT_CHARACTERS, TEXT_CHARACTERS, TITLE_CHARACTERS, WORDS_CHARACTERS};
use crate::shared::{DateBoxes, SCENES, read_date};

pub fn title_and_scene(form: &mut Form) -> (String, String) {
    let title = tidy(&form.required_text("title", "題名", TITLE_CHARACTERS));
    let scenes: Vec<&str> = SCENES.iter().map(|(id, _)| *id).collect();
    (title, form.choice("scene", "場面", &scenes, false))
}

/// The words above the boxes.
pub fn plan(form: &mut Form, before: &Plan) -> Plan {
    let (title, scene) = title_and_scene(form);
    let states: Vec<&str> = STATES.iter().map(|(id, ..)| *id).collect();
    let agreed_on = read_date(form, "agreed-on", "合意した日", false);
    Plan {
        title,
        scene,
        goal: form.text("goal", "目標", TEXT_CHARACTERS),
        present: form.text("present", "現状", TEXT_CHARACTERS),
        cause: form.text("cause", "真因", TEXT_CHARACTERS),
        hypothesis: form.text("hypothesis", "課題の仮説", TEXT_CHARACTERS),
        agreed_by: tidy(&form.text("agreed-by", "合意した場", SHORT_CHARACTERS)),
        agreed_on: agreed_on.map(|day| day.to_string()),
        state: form.choice("state", "見せる相手", &states, true),
        ..before.clone()
    }
}

pub fn fill_plan(plan: &Plan) -> Fields {
    let mut values = Fields::from_pairs([
        ("title", plan.title.as_str()),
        ("scene", &plan.scene),
        ("goal", &plan.goal),
        ("present", &plan.present),
        ("cause", &plan.cause),
        ("hypothesis", &plan.hypothesis),
        ("agreed-by", &plan.agreed_by),
        ("state", &plan.state),
    ]);
    if let Some(day) = plan.agreed_on.as_ref().and_then(|day| day.parse().ok()) {
        DateBoxes::of(day).fill("agreed-on", &mut values);
    }
    values.push("revision", &plan.revision.to_string());
    values
}

/// A box and what it leads to. Fields that are not of its level are not read.
pub fn one(form: &mut Form, before: &PlanBox) -> (PlanBox, BTreeSet<i64>) {
    let words = tidy(&form.required_text("words", "この箱のことば", WORDS_CHARACTERS));
    let short = |form: &mut Form, field: &str, label: &str, most: usize| tidy(&form.text(field, label, most));
    let mut one = PlanBox { words, ..before.clone() };
    if before.is_activity() {
        one.who = short(form, "who", "だれがするか", SHORT_CHARACTERS);
        let known: Vec<&str> = PROGRESS.iter().map(|(id, _)| *id).collect();
        one.progress = form.choice("progress", "進み", &known, false);
    } else {
        one.indicator = short(form, "indicator", "指標", WORDS_CHARACTERS);
        one.baseline = short(form, "baseline", "いまの値", SHORT_CHARACTERS);
        one.target = short(form, "target", "目標の値", SHORT_CHARACTERS);
        one.observed_how = short(form, "observed-how", "どうやって確かめるか", WORDS_CHARACTERS);
        one.observed_by = short(form, "observed-by", "だれが確かめるか", SHORT_CHARACTERS);
    }
    one.due = short(form, "due", "いつ", SHORT_CHARACTERS);
    let to = form.values.all("to").filter_map(|id| id.parse().ok()).collect();
    (one, to)
}

pub fn fill_box(one: &PlanBox, to: impl Iterator<Item = i64>) -> Fields {
    let mut values = Fields::from_pairs([
        ("words", one.words.as_str()),
        ("indicator", &one.indicator),
        ("baseline", &one.baseline),
        ("target", &one.target),
        ("observed-how", &one.observed_how),
        ("observed-by", &one.observed_by),
        ("who", &one.who),
        ("progress", &one.progress),
        ("due", &one.due),
    ]);
    for id in to {
        values.push("to", &id.to_string());
    }
    values.push("revision", &one.revision.to_string());
    values
}
