//! `/plans/{plan}/versions`: what is different between two states of a plan, box by box.

use askama::Template;
use foundation::web::Form;

use crate::model::{Plan, PlanBox, Version, Whole, level_label, progress_label, scene_label};
use crate::shared::{Frame, day_in_words, moment_of};

#[derive(Template)]
#[template(path = "plans/templates/versions.html")]
pub struct VersionsPage {
    pub frame: Frame,
    pub action: String,
    pub form: Form,
    pub may_write: bool,
    /// From the newest version to what stands there now; `None` without a version.
    pub now: Option<Vec<Difference>>,
    pub rows: Vec<Row>,
}

pub struct Row {
    pub label: String,
    pub by: String,
    pub note: String,
    pub is_first: bool,
    /// From the version before to this one.
    pub differences: Vec<Difference>,
}

/// Something that is not the same in two states.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// 「初期アウトカム：気づく　指標」
    pub place: String,
    /// Empty: it was not there.
    pub before: String,
    /// Empty: it is gone.
    pub after: String,
}

fn plan_fields(plan: &Plan) -> Vec<(&'static str, String)> {
    vec![
        ("題名", plan.title.clone()),
        ("場面", scene_label(&plan.scene).to_owned()),
        ("目標", plan.goal.clone()),
        ("現状", plan.present.clone()),
        ("真因", plan.cause.clone()),
        ("課題の仮説", plan.hypothesis.clone()),
        ("合意した場", plan.agreed_by.clone()),
        ("合意した日", plan.agreed_on.as_deref().map(day_in_words).unwrap_or_default()),
    ]
}

fn box_fields(whole: &Whole, one: &PlanBox) -> Vec<(&'static str, String)> {
    let progress = if one.progress.is_empty() { "" } else { progress_label(&one.progress) };
    vec![
        ("ことば", one.words.clone()),
        ("指標", one.indicator.clone()),
        ("いまの値", one.baseline.clone()),
        ("目標の値", one.target.clone()),
        ("どうやって確かめるか", one.observed_how.clone()),
        ("だれが確かめるか", one.observed_by.clone()),
        ("だれがするか", one.who.clone()),
        ("進み", progress.to_owned()),
        ("いつ", one.due.clone()),
        ("つながる先", whole.after(one.id).map(|to| to.words.as_str()).collect::<Vec<_>>().join("、")),
    ]
}

/// Field by field; boxes are the same where they bear the same number.
pub fn differences(before: &Whole, after: &Whole) -> Vec<Difference> {
    let pairs = plan_fields(&before.plan).into_iter().zip(plan_fields(&after.plan));
    let of_plan = pairs.filter(|((_, a), (_, b))| a != b);
    let mut all: Vec<Difference> =
        of_plan.map(|((label, before), (_, after))| Difference { place: label.to_owned(), before, after }).collect();
    let name = |one: &PlanBox| format!("{}：{}", level_label(&one.level), one.words);
    for one in &before.boxes {
        match after.find(one.id) {
            None => all.push(Difference { place: "消えた箱".to_owned(), before: name(one), after: String::new() }),
            Some(now) => {
                let pairs = box_fields(before, one).into_iter().zip(box_fields(after, now));
                all.extend(pairs.filter(|((_, a), (_, b))| a != b).map(|((label, before), (_, after))| Difference {
                    place: format!("{}　{label}", name(now)),
                    before,
                    after,
                }));
            }
        }
    }
    let new = after.boxes.iter().filter(|one| before.find(one.id).is_none());
    all.extend(new.map(|one| Difference { place: "加わった箱".to_owned(), before: String::new(), after: name(one) }));
    all
}

impl VersionsPage {
    pub fn new(frame: Frame, base: &str, whole: &Whole, versions: &[Version], form: &Form, may_write: bool) -> Self {
        let kept: Vec<(&Version, Whole)> = versions
            .iter()
            .filter_map(|version| Some((version, serde_json::from_str::<Whole>(&version.content).ok()?)))
            .collect();
        let row = |(at, (version, state)): (usize, &(&Version, Whole))| {
            let before = kept.get(at + 1);
            Row {
                label: format!("第{}版（{}）", version.number, moment_of(&version.at)),
                by: version.by_label.clone(),
                note: version.note.clone(),
                is_first: before.is_none(),
                differences: before.map(|(_, before)| differences(before, state)).unwrap_or_default(),
            }
        };
        Self {
            frame,
            action: format!("{base}/versions"),
            form: form.clone(),
            may_write,
            now: kept.first().map(|(_, newest)| differences(newest, whole)),
            rows: kept.iter().enumerate().map(row).collect(),
        }
    }
}
