//! What a browser sends → a plan's words, a box.

use std::collections::BTreeSet;

use foundation::web::{Fields, Form};
use japanese::fold::tidy;

use situation::Known;

use crate::actions::shares::{Named, New};
use crate::model::{
    Measurement, PROGRESS, Plan, PlanBox, Review, ReviewedBox, SHARED_TO, STATES, Step, VERDICTS, Whole,
};
use crate::rules::{MOST_STEPS, Refusal, SHORT_CHARACTERS, TEXT_CHARACTERS, TITLE_CHARACTERS, WORDS_CHARACTERS};
use crate::shared::{DateBoxes, SCENES, read_date};

/// 254 characters is the longest address mail knows.
const MAIL_CHARACTERS: usize = 254;

/// A name stands in one line, however it was pasted.
pub fn in_one_line(text: &str) -> String {
    tidy(&text.split_whitespace().collect::<Vec<_>>().join(" "))
}

pub fn title_and_scene(form: &mut Form) -> (String, String) {
    let title = in_one_line(&form.required_text("title", "題名", TITLE_CHARACTERS));
    let scenes: Vec<&str> = SCENES.iter().map(|(id, _)| *id).collect();
    (title, form.choice("scene", "場面", &scenes, false))
}

/// The words above the boxes. Who sees it and what was agreed to is asked of the town alone.
pub fn plan(form: &mut Form, before: &Plan, is_let_in: bool) -> Plan {
    let (title, scene) = title_and_scene(form);
    let words = Plan {
        title,
        scene,
        goal: form.text("goal", "目標", TEXT_CHARACTERS),
        present: form.text("present", "現状", TEXT_CHARACTERS),
        cause: form.text("cause", "真因", TEXT_CHARACTERS),
        hypothesis: form.text("hypothesis", "課題の仮説", TEXT_CHARACTERS),
        ..before.clone()
    };
    if is_let_in {
        return words;
    }
    let states: Vec<&str> = STATES.iter().map(|(id, ..)| *id).collect();
    let agreed_on = read_date(form, "agreed-on", "合意した日", false);
    Plan {
        agreed_by: in_one_line(&form.text("agreed-by", "合意した場", SHORT_CHARACTERS)),
        agreed_on: agreed_on.map(|day| day.to_string()),
        state: form.choice("state", "見せる相手", &states, true),
        ..words
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

/// A box and what it leads to. Fields that are not of its level are not read. An indicator chosen from the catalogue names itself
/// and brings the town's newest value along, where nothing else was typed.
pub fn one(form: &mut Form, before: &PlanBox, known: &[Known]) -> (PlanBox, BTreeSet<i64>) {
    let words = in_one_line(&form.required_text("words", "この箱のことば", WORDS_CHARACTERS));
    let short = |form: &mut Form, field: &str, label: &str, most: usize| in_one_line(&form.text(field, label, most));
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
        form.value("indicator-id").clone_into(&mut one.indicator_id);
        match known.iter().find(|known| known.id == one.indicator_id) {
            Some(known) => {
                if one.indicator.is_empty() {
                    one.indicator.clone_from(&known.name);
                }
                if let (true, Some(newest)) = (one.baseline.is_empty(), known.values.last()) {
                    one.baseline.clone_from(&newest.told);
                }
            }
            None if one.indicator_id.is_empty() => {}
            None => form.refuse("indicator-id", Refusal::UnknownIndicator.sentence()),
        }
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
        ("indicator-id", &one.indicator_id),
    ]);
    for id in to {
        values.push("to", &id.to_string());
    }
    values.push("revision", &one.revision.to_string());
    values
}

/// What was counted of a box.
pub fn measurement(form: &mut Form, one_box: i64) -> Measurement {
    let on_day = read_date(form, "on", "測った日", true);
    Measurement {
        id: 0,
        box_id: one_box,
        on_day: on_day.map(|day| day.to_string()).unwrap_or_default(),
        value: in_one_line(&form.required_text("value", "値", SHORT_CHARACTERS)),
        note: in_one_line(&form.text("note", "どこから", SHORT_CHARACTERS)),
        by_label: String::new(),
    }
}

/// A review with what was said of each box, and what follows. `told`: the values of a box as they are now.
pub fn review(
    form: &mut Form,
    whole: &Whole,
    told: &dyn Fn(&PlanBox) -> Vec<String>,
) -> (Review, Vec<ReviewedBox>, Vec<Step>) {
    let on_day = read_date(form, "on", "振り返った日", true);
    let next_on = read_date(form, "next", "次の振り返りの日", false);
    let verdicts: Vec<&str> = VERDICTS.iter().map(|(id, _)| *id).collect();
    let review = Review {
        plan_id: whole.plan.id,
        on_day: on_day.map(|day| day.to_string()).unwrap_or_default(),
        place: in_one_line(&form.text("place", "振り返った場", SHORT_CHARACTERS)),
        saw: form.required_text("saw", "見えたこと", TEXT_CHARACTERS),
        verdict: form.choice("verdict", "これから", &verdicts, true),
        why: form.required_text("why", "そのわけ", TEXT_CHARACTERS),
        next_on: next_on.map(|day| day.to_string()),
        ..Review::default()
    };
    let boxes = whole.boxes.iter().map(|one| {
        let label = format!("「{}」", one.words);
        let verdict = form.choice(&format!("said-{}", one.id), &label, &verdicts, false);
        let why = in_one_line(&form.text(&format!("because-{}", one.id), &label, WORDS_CHARACTERS));
        ReviewedBox {
            id: one.id,
            level: one.level.clone(),
            words: one.words.clone(),
            indicator: one.indicator.clone(),
            target: one.target.clone(),
            measured: told(one),
            progress: one.progress.clone(),
            verdict,
            why,
        }
    });
    let boxes: Vec<ReviewedBox> = boxes.collect();
    let mut steps = Vec::new();
    for at in 1..=MOST_STEPS {
        let what = in_one_line(&form.text(&format!("step-{at}"), "次にすること", WORDS_CHARACTERS));
        let who = in_one_line(&form.text(&format!("step-who-{at}"), "だれが", SHORT_CHARACTERS));
        let typed = form.value(&format!("step-due-{at}")).trim().to_owned();
        let due_on = match (typed.is_empty(), japanese::wareki::parse(&typed)) {
            (true, _) => None,
            (false, Ok(day)) => Some(day.to_string()),
            (false, Err(error)) => {
                form.refuse(&format!("step-due-{at}"), format!("{at}行目の「いつまでに」：{error}"));
                None
            }
        };
        if !what.is_empty() {
            steps.push(Step { what, who, due_on, ..Step::default() });
        } else if !who.is_empty() || !typed.is_empty() {
            form.refuse(&format!("step-{at}"), format!("{at}行目の「次にすること」を入力してください。"));
        }
    }
    (review, boxes, steps)
}

pub fn fill_review(review: &Review, boxes: &[ReviewedBox]) -> Fields {
    let mut values = Fields::from_pairs([
        ("place", review.place.as_str()),
        ("saw", &review.saw),
        ("verdict", &review.verdict),
        ("why", &review.why),
    ]);
    for (field, day) in [("on", Some(&review.on_day)), ("next", review.next_on.as_ref())] {
        if let Some(day) = day.and_then(|day| day.parse().ok()) {
            DateBoxes::of(day).fill(field, &mut values);
        }
    }
    for one in boxes {
        values.push(&format!("said-{}", one.id), &one.verdict);
        values.push(&format!("because-{}", one.id), &one.why);
    }
    values.push("revision", &review.revision.to_string());
    values
}

/// Whom to let in: exactly one of the three ways to name somebody.
pub fn share(form: &mut Form) -> Option<New> {
    let person = form.value("person").to_owned();
    let mail = form.text("mail", "メールアドレス", MAIL_CHARACTERS);
    let organisation = in_one_line(&form.text("organisation", "組織の名前", SHORT_CHARACTERS));
    let may: Vec<&str> = SHARED_TO.iter().map(|(id, ..)| *id).collect();
    let may = form.choice("may", "できること", &may, true);
    let until_on = read_date(form, "until", "いつまで", true);
    let note = form.text("note", "ひとこと", WORDS_CHARACTERS);
    let named = match (mail.is_empty(), organisation.is_empty(), person.is_empty()) {
        (false, true, true) => match ground::people::mail_address(&mail) {
            Some(address) => Some(Named::Mail(address)),
            None => {
                form.refuse(
                    "mail",
                    "メールアドレスの形になっていません。「名前@組織のドメイン」の形で入れてください。",
                );
                None
            }
        },
        (true, false, true) => Some(Named::Organisation(organisation)),
        (true, true, false) => Some(Named::InSight(person.parse().unwrap_or(0))),
        (true, true, true) => {
            form.refuse("mail", "見せる相手を、メールアドレス、組織の名前、一覧のどれか一つで決めてください。");
            None
        }
        _ => {
            form.refuse("mail", "見せる相手は、一度に一つずつ加えます。ほかの欄は空けてください。");
            None
        }
    };
    if !form.is_valid() {
        return None;
    }
    Some(New { named: named?, may, until_on: until_on?, note })
}
