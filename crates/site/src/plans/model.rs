//! The nouns: a plan, its boxes on five levels, what leads to what.

use crate::shared::SCENES;

/// In the order of thinking, from the end back: id, label, what it is in plain words.
pub const LEVELS: &[(&str, &str, &str)] = &[
    ("final", "最終アウトカム", "町の人の暮らしが、どうなっていてほしいか。"),
    ("middle", "中間アウトカム", "そのために、だれの何が変わっていればよいか。"),
    ("first", "初期アウトカム", "はじめに目に見えて変わること。町が自分で確かめられるもの。"),
    ("output", "アウトプット", "取組をしたら出てくるもの（回数、人数、できたもの）。"),
    ("activity", "取組", "だれが、いつ、何をするか。手順書のように具体的に。"),
];

pub fn level_label(id: &str) -> &str {
    LEVELS.iter().find(|(known, ..)| *known == id).map_or(id, |(_, label, _)| label)
}

/// 0 for the final outcome, 4 for what is done.
pub fn depth(level: &str) -> usize {
    LEVELS.iter().position(|(known, ..)| *known == level).unwrap_or(LEVELS.len())
}

pub const PROGRESS: &[(&str, &str)] =
    &[("", "決めていない"), ("not_begun", "これから"), ("doing", "している"), ("done", "終わった")];

pub fn progress_label(id: &str) -> &str {
    PROGRESS.iter().find(|(known, _)| *known == id).map_or(id, |(_, label)| label)
}

pub const STATES: &[(&str, &str, &str)] = &[
    ("own", "町だけ", "この市町村と、契約しているコーディネーターが読み書きします。"),
    ("shared", "都道府県にも見せる", "都道府県の担当者が読めます。書くのは町だけです。"),
    ("put_aside", "しまう", "一覧に出なくなります。あとで戻せます。"),
];

pub fn state_label(id: &str) -> &str {
    STATES.iter().find(|(known, ..)| *known == id).map_or(id, |(_, label, _)| label)
}

pub fn scene_label(id: &str) -> &str {
    SCENES.iter().find(|(known, _)| *known == id).map_or("", |(_, label)| label)
}

/// What stands above the boxes.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize, sqlx_macros::FromRow)]
pub struct Plan {
    pub id: i64,
    pub municipality_code: String,
    pub municipality_name: String,
    pub prefecture_code: String,
    pub title: String,
    pub scene: String,
    pub goal: String,
    pub present: String,
    pub cause: String,
    pub hypothesis: String,
    pub agreed_by: String,
    pub agreed_on: Option<String>,
    pub state: String,
    pub begun_from: String,
    pub fictitious: bool,
    pub revision: i64,
    pub updated_at: String,
    pub updated_by: String,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize, sqlx_macros::FromRow)]
#[serde(default)]
pub struct PlanBox {
    pub id: i64,
    pub level: String,
    pub position: i64,
    pub words: String,
    pub indicator: String,
    pub baseline: String,
    pub target: String,
    pub observed_how: String,
    pub observed_by: String,
    pub who: String,
    pub progress: String,
    pub due: String,
    /// Of the catalogue (`situation`); empty: in words only.
    pub indicator_id: String,
    pub revision: i64,
    pub updated_by: String,
}

impl PlanBox {
    pub fn is_activity(&self) -> bool {
        self.level == "activity"
    }

    pub fn is_outcome(&self) -> bool {
        matches!(self.level.as_str(), "final" | "middle" | "first")
    }
}

/// From what is done to what comes of it.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize, sqlx_macros::FromRow,
)]
pub struct PlanLink {
    pub from_box: i64,
    pub to_box: i64,
}

/// A plan with everything in it; boxes in reading order.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Whole {
    pub plan: Plan,
    pub boxes: Vec<PlanBox>,
    pub links: Vec<PlanLink>,
}

impl Whole {
    pub fn of_level<'a>(&'a self, level: &'a str) -> impl Iterator<Item = &'a PlanBox> {
        self.boxes.iter().filter(move |one| one.level == level)
    }

    pub fn find(&self, id: i64) -> Option<&PlanBox> {
        self.boxes.iter().find(|one| one.id == id)
    }

    /// What a box leads to.
    pub fn after(&self, id: i64) -> impl Iterator<Item = &PlanBox> {
        self.links.iter().filter(move |link| link.from_box == id).filter_map(|link| self.find(link.to_box))
    }

    /// What leads to a box.
    pub fn before(&self, id: i64) -> impl Iterator<Item = &PlanBox> {
        self.links.iter().filter(move |link| link.to_box == id).filter_map(|link| self.find(link.from_box))
    }
}

/// A plan as it stood on a day.
#[derive(Clone, Debug, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct Version {
    pub number: i64,
    pub at: String,
    pub by_label: String,
    pub note: String,
    /// A [`Whole`] as JSON.
    pub content: String,
}

/// A plan as lists show it.
#[derive(Clone, Debug, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct Line {
    pub id: i64,
    pub municipality_name: String,
    pub title: String,
    pub scene: String,
    pub state: String,
    pub agreed_on: Option<String>,
    pub boxes: i64,
    pub updated_at: String,
    pub updated_by: String,
    pub fictitious: bool,
}

/// Something that was counted on a day, by hand.
#[derive(Clone, Debug, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct Measurement {
    pub id: i64,
    pub box_id: i64,
    pub on_day: String,
    pub value: String,
    pub note: String,
    pub by_label: String,
}

pub const VERDICTS: &[(&str, &str)] = &[("keep", "続ける"), ("change", "変える"), ("stop", "やめる")];

pub fn verdict_label(id: &str) -> &str {
    VERDICTS.iter().find(|(known, _)| *known == id).map_or(id, |(_, label)| label)
}

/// 振り返り: what was seen on a day, and what follows.
#[derive(Clone, Debug, Default, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct Review {
    pub id: i64,
    pub plan_id: i64,
    pub on_day: String,
    pub place: String,
    pub saw: String,
    pub verdict: String,
    pub why: String,
    pub next_on: Option<String>,
    /// [`ReviewedBox`]es as JSON.
    pub content: String,
    pub fictitious: bool,
    pub revision: i64,
    pub at: String,
    pub by_label: String,
}

/// A box as it stood at a review, and what was said of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(default)]
pub struct ReviewedBox {
    pub id: i64,
    pub level: String,
    pub words: String,
    pub indicator: String,
    pub target: String,
    /// 「9.5％（令和6年度）」
    pub measured: Vec<String>,
    pub progress: String,
    /// One of [`VERDICTS`], or empty.
    pub verdict: String,
    pub why: String,
}

/// 次にすること
#[derive(Clone, Debug, Default, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct Step {
    pub id: i64,
    pub review_id: i64,
    pub what: String,
    pub who: String,
    pub due_on: Option<String>,
    pub done_on: Option<String>,
    pub done_by: String,
}

#[derive(Clone, Debug, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct Comment {
    pub id: i64,
    pub box_id: Option<i64>,
    pub about: String,
    pub words: String,
    pub at: String,
    pub by_label: String,
    pub settled_at: Option<String>,
    pub settled_by: String,
}

/// What somebody who is let into a plan may do there: id, label, in words.
pub const SHARED_TO: &[(&str, &str, &str)] = &[
    ("read", "読む", "図、PDF、Excel、振り返り、コメントを読めます。"),
    ("comment", "読んで、コメントする", "読むことに加えて、コメントを書けます。"),
    ("write", "いっしょに書く", "箱、実測、振り返りも書けます。見せる相手と合意の記録は、町だけが変えます。"),
];

pub fn shared_to_label(id: &str) -> &str {
    SHARED_TO.iter().find(|(known, ..)| *known == id).map_or(id, |(_, label, _)| label)
}

/// Whom the town lets into a plan, as it named her or it.
#[derive(Clone, Debug, Default, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct Share {
    pub id: i64,
    pub named: String,
    /// `mail`, `person`, `organisation`
    pub kind: String,
    pub may: String,
    pub until_on: String,
    pub note: String,
    pub at: String,
    pub by_label: String,
    pub ended_at: Option<String>,
    pub ended_by: String,
}

impl Share {
    pub fn lasts(&self, today: &str) -> bool {
        self.ended_at.is_none() && self.until_on.as_str() >= today
    }
}

/// A plan as somebody is let into it.
#[derive(Clone, Debug, Default, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct Shown {
    pub plan_id: i64,
    pub title: String,
    pub municipality_code: String,
    pub municipality_name: String,
    pub prefecture_code: String,
    pub state: String,
    pub fictitious: bool,
    pub may: String,
    pub until_on: String,
}
