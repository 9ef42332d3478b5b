//! One box: its form, and taking it out.

use std::collections::BTreeSet;

use askama::Template;
use foundation::web::Form;
use situation::Known;

use crate::beyond::Aim;
use crate::model::{LEVELS, PROGRESS, PlanBox, Whole, depth, level_label, progress_label, scene_label};
use crate::rules;
use crate::shared::{Choice, Frame};

#[derive(Template)]
#[template(path = "plans/templates/box.html")]
pub struct BoxPage {
    pub frame: Frame,
    pub action: String,
    pub level: String,
    pub is_activity: bool,
    pub is_new: bool,
    pub revision: String,
    pub form: Form,
    /// What it may lead to, level by level from the end back.
    pub targets: Vec<(String, Vec<Choice>)>,
    pub progress: Vec<Choice>,
    /// 一覧の指標, scene by scene.
    pub indicators: Vec<(String, Vec<Choice>)>,
    pub measured: String,
    pub checks: Vec<String>,
    pub remove: String,
    pub differences: Vec<(&'static str, String, String)>,
    pub conflict: String,
    /// What the town wants to be, to begin from: scene, words, address.
    pub aims: Vec<(String, String, String)>,
}

impl BoxPage {
    pub fn new(frame: Frame, base: &str, whole: &Whole, one: &PlanBox, form: &Form, known: &[Known]) -> Self {
        let own = depth(&one.level);
        let targets = LEVELS.iter().take(own + 1).filter_map(|(level, label, _)| {
            let of = whole.of_level(level).filter(|other| other.id != one.id);
            let choices: Vec<Choice> = of
                .map(|other| {
                    Choice::new(other.id.to_string(), &*other.words, form.checked("to", &other.id.to_string()))
                })
                .collect();
            (!choices.is_empty()).then(|| ((*label).to_owned(), choices))
        });
        let targets: Vec<_> = targets.collect();
        let checks = if one.id == 0 { Vec::new() } else { rules::checks(whole) };
        Self {
            frame,
            action: if one.id == 0 { format!("{base}/boxes/new") } else { format!("{base}/boxes/{}", one.id) },
            level: one.level.clone(),
            is_activity: one.is_activity(),
            is_new: one.id == 0,
            revision: one.revision.to_string(),
            form: form.clone(),
            targets,
            progress: PROGRESS
                .iter()
                .map(|(id, label)| Choice::new(*id, *label, form.value("progress") == *id))
                .collect(),
            indicators: by_scene(known, form.value("indicator-id")),
            measured: if one.id == 0 || one.is_activity() {
                String::new()
            } else {
                format!("{base}/boxes/{}/measured", one.id)
            },
            checks: checks.into_iter().filter(|(id, _)| *id == one.id).map(|(_, sentence)| sentence).collect(),
            remove: if one.id == 0 { String::new() } else { format!("{base}/boxes/{}/remove", one.id) },
            differences: Vec::new(),
            conflict: String::new(),
            aims: Vec::new(),
        }
    }

    pub fn put_aims(&mut self, aims: &[Aim]) {
        let of = |aim: &Aim| {
            let href = format!("{}?level=final&aim={}", self.action, aim.scene);
            (scene_label(&aim.scene).to_owned(), aim.desired.clone(), href)
        };
        self.aims = aims.iter().map(of).collect();
    }

    /// Somebody else was quicker: both in sight, and saving again puts the typed in the place of theirs.
    pub fn changed_meanwhile(&mut self, whole: &Whole, theirs: &PlanBox, yours: &PlanBox, to: &BTreeSet<i64>) {
        let names = |ids: &mut dyn Iterator<Item = i64>| {
            ids.filter_map(|id| whole.find(id)).map(|one| one.words.clone()).collect::<Vec<_>>().join("、")
        };
        let (theirs_to, yours_to) =
            (names(&mut whole.after(theirs.id).map(|one| one.id)), names(&mut to.iter().copied()));
        let rows = [
            ("ことば", theirs.words.clone(), yours.words.clone()),
            ("指標", theirs.indicator.clone(), yours.indicator.clone()),
            ("いまの値", theirs.baseline.clone(), yours.baseline.clone()),
            ("目標の値", theirs.target.clone(), yours.target.clone()),
            ("どうやって確かめるか", theirs.observed_how.clone(), yours.observed_how.clone()),
            ("だれが確かめるか", theirs.observed_by.clone(), yours.observed_by.clone()),
            ("だれがするか", theirs.who.clone(), yours.who.clone()),
            ("進み", progress_label(&theirs.progress).to_owned(), progress_label(&yours.progress).to_owned()),
            ("いつ", theirs.due.clone(), yours.due.clone()),
            ("つながる先", theirs_to, yours_to),
        ];
        self.differences = rows.into_iter().filter(|(_, theirs, yours)| theirs != yours).collect();
        self.conflict = format!(
            "開いているあいだに、{}さんがこの箱を変えました。あなたの入力は下の欄に残っています。確かめて保存すると、あなたの入力に置きかわります。",
            theirs.updated_by
        );
    }

    pub fn was_removed(&mut self) {
        "この箱は、開いているあいだにほかの方が消しました。あなたの入力は下の欄に残っています。要るなら、新しい箱として保存してください。"
            .clone_into(&mut self.conflict);
    }
}

/// With the town's newest value beside each name.
fn by_scene(known: &[Known], chosen: &str) -> Vec<(String, Vec<Choice>)> {
    let mut scenes: Vec<(String, Vec<Choice>)> = Vec::new();
    for one in known {
        let label = match one.values.last() {
            Some(newest) => format!("{}　いま {}", one.name, newest.told),
            None => one.name.clone(),
        };
        let choice = Choice::new(&*one.id, label, one.id == chosen);
        match scenes.iter_mut().find(|(scene, _)| *scene == one.scene_label) {
            Some((_, choices)) => choices.push(choice),
            None => scenes.push((one.scene_label.clone(), vec![choice])),
        }
    }
    scenes
}

/// `…/remove`: what points at it, before it goes.
#[derive(Template)]
#[template(path = "plans/templates/remove.html")]
pub struct RemovePage {
    pub frame: Frame,
    pub base: String,
    pub action: String,
    pub level: String,
    pub words: String,
    pub revision: i64,
    /// What leads to it.
    pub before: Vec<String>,
    /// What it leads to.
    pub after: Vec<String>,
}

impl RemovePage {
    pub fn new(frame: Frame, base: &str, whole: &Whole, one: &PlanBox) -> Self {
        let words = |one: &PlanBox| format!("{}：{}", level_label(&one.level), one.words);
        Self {
            frame,
            base: base.to_owned(),
            action: format!("{base}/boxes/{}/remove", one.id),
            level: level_label(&one.level).to_owned(),
            words: one.words.clone(),
            revision: one.revision,
            before: whole.before(one.id).map(words).collect(),
            after: whole.after(one.id).map(words).collect(),
        }
    }
}
