//! One scene: what the town does in it, its figures, each beside those of others; and the page of all of them.

use std::collections::BTreeMap;

use askama::Template;
use print::charts::Mark;

use super::standing::{Standing, figure};
use super::{Told, area_words, parts_told, short_year, told, year_words};
use crate::model::{Indicator, Listed, Value, kind_label, scenes};
use crate::regions::Town;
use crate::rules;
use crate::shared::{Frame, Link, day_of};

/// A scene with what the town does in it and its figures.
#[derive(Default)]
pub struct SceneView {
    pub id: &'static str,
    pub label: &'static str,
    /// `Some(true)`: the town says it works on it; `None`: not asked, or not answered.
    pub worked_on: Option<bool>,
    pub rows: Vec<Row>,
    /// How many with a value are not shown here, and where they are.
    pub further: usize,
    pub href: String,
    /// Names of indicators without a value.
    pub missing: Vec<String>,
    pub enter: String,
    pub cases: String,
    /// あるべき姿: its words, the year and where it was agreed to, where it stands.
    pub aim: Option<(String, String, String)>,
}

/// One indicator of the town.
pub struct Row {
    pub name: String,
    pub href: String,
    pub kind: String,
    pub caution: String,
    /// 「老人ホームなどで亡くなった人の割合」 where that has no value here: alone this one misleads.
    pub lacks: String,
    pub unverified: bool,
    pub fictitious: bool,
    pub year: String,
    pub told: Told,
    pub source: String,
    /// Empty for the municipality's own.
    pub area: String,
    pub remark: String,
    /// Years put together, where the year alone is few.
    pub pooled: String,
    /// The years before, the newest first: 「令和5年度 3.1」
    pub before: Vec<String>,
    pub strip: String,
    pub compared_unit: String,
    /// Own figure as it is compared.
    pub compared: String,
    /// 「人口6,500人」, where it is compared per population.
    pub people: String,
    /// Why there is nothing beside it.
    pub why_not: &'static str,
    /// In the order of the heads: median, how many, the middle half; `None` where they are fewer than five.
    pub groups: Vec<Option<(String, String, String)>>,
}

/// The groups beside, in their order; the prefecture bears its own name.
const HEADS: [(Mark, &str); 4] =
    [(Mark::Circle, "似た市町村"), (Mark::Triangle, ""), (Mark::Diamond, "同じ区分"), (Mark::Square, "全国")];

/// Mark and name of each group; the prefecture's by its name.
pub fn heads(prefecture: &str) -> [(&'static str, String); 4] {
    HEADS.map(|(mark, label)| (mark.sign(), if label.is_empty() { prefecture } else { label }.to_owned()))
}

/// Years told beside the newest.
const YEARS_BEFORE: usize = 4;

impl SceneView {
    pub fn new(base: &str, id: &'static str, label: &'static str) -> Self {
        Self {
            id,
            label,
            href: format!("{base}/scenes/{id}"),
            enter: format!("{base}/values?scene={id}"),
            cases: if id == "kyotsu" { "/cases".to_owned() } else { format!("/cases?scene={id}") },
            ..Self::default()
        }
    }

    /// Rows of these indicators; what else of the scene is listed is counted, or named where it has no value.
    pub fn put(
        &mut self,
        base: &str,
        shown: &[&Indicator],
        listed: &[Listed],
        values: &[Value],
        standings: &BTreeMap<String, Standing>,
        population: Option<i64>,
    ) {
        let of_scene = || listed.iter().filter(|one| one.scene == self.id);
        let missing = of_scene().filter(|one| !one.has && !one.retired).map(|one| one.name.clone()).collect();
        let further = of_scene().filter(|one| one.has && !shown.iter().any(|shown| shown.id == one.id)).count();
        for one in shown {
            let of: Vec<&Value> = values.iter().filter(|value| value.indicator_id == one.id).collect();
            let beside = listed.iter().find(|other| other.id == one.beside && !other.has);
            let lacks = beside.map(|other| other.name.clone()).unwrap_or_default();
            // The town's own first, then each wider area: they are different figures.
            let mut levels: Vec<&str> = of.iter().map(|value| value.area.as_str()).collect();
            levels.dedup();
            for level in levels {
                let years: Vec<&Value> = of.iter().copied().filter(|value| value.area == level).collect();
                let standing = standings.get(&one.id).filter(|_| level.is_empty());
                self.rows.extend(Row::of(base, one, &years, standing, &lacks).map(|row| Row {
                    people: match population {
                        Some(people) if one.by_population => format!("人口{}人", crate::shared::number(people)),
                        _ => String::new(),
                    },
                    ..row
                }));
            }
        }
        (self.missing, self.further) = (missing, further);
    }

    /// Values are there at once; what they are held against comes a little later. Their names.
    pub fn say_what_waits(&mut self, indicators: &[Indicator], waiting: &[String]) {
        for one in indicators.iter().filter(|one| waiting.contains(&one.id)) {
            for row in &mut self.rows {
                if row.area.is_empty() && row.name == one.name && row.compared.is_empty() {
                    row.why_not = "ほかの市町村と比べる値を作りなおしています";
                }
            }
        }
    }
}

/// When what the values are held against was made; empty where there is nothing.
pub fn as_of_words(made: Option<&(String, String)>) -> String {
    let Some((oldest, newest)) = made else { return String::new() };
    let [oldest, newest] = [oldest, newest].map(|at| day_of(at));
    if oldest == newest {
        format!("比べる値は、{newest}に作ったものです。")
    } else {
        format!("比べる値は、{oldest}から{newest}までに、集まりごとに作ったものです。")
    }
}

/// Every indicator of one scene.
#[derive(Template)]
#[template(path = "situation/templates/scene.html")]
pub struct ScenePage {
    pub frame: Frame,
    pub name: String,
    pub scene: SceneView,
    pub heads: [(&'static str, String); 4],
    pub may_enter: bool,
    pub waiting: Vec<String>,
    pub as_of: String,
    pub fictitious: bool,
    /// The other scenes.
    pub others: Vec<Link>,
    /// What to do where there is nothing.
    pub begin: Vec<Link>,
}

impl ScenePage {
    pub fn new(frame: Frame, base: &str, town: &Town, scene: SceneView, may_enter: bool) -> Self {
        let others = scenes().filter(|(id, _)| *id != scene.id);
        Self {
            frame,
            name: town.name.clone(),
            heads: heads(&town.prefecture_name),
            may_enter,
            waiting: Vec::new(),
            as_of: String::new(),
            fictitious: scene.rows.iter().any(|row| row.fictitious),
            begin: vec![if may_enter {
                Link::new("数字を入れる", scene.enter.clone())
            } else {
                Link::new(format!("{}の現在地", town.name), base)
            }],
            others: others.map(|(id, label)| Link::new(label, format!("{base}/scenes/{id}"))).collect(),
            scene,
        }
    }
}

impl Row {
    /// What must be known for reading it, one by one: the same on the page, on paper and on the sheet.
    pub fn cautions(&self) -> Vec<String> {
        let lacks = format!("「{}」とあわせて読む指標ですが、その値がまだありません。", self.lacks);
        let unverified = "指標の決め方を、事務局がまだ出典で確かめていません。".to_owned();
        [
            (!self.caution.is_empty()).then(|| self.caution.clone()),
            (!self.lacks.is_empty()).then_some(lacks),
            self.unverified.then_some(unverified),
        ]
        .into_iter()
        .flatten()
        .collect()
    }

    fn of(base: &str, one: &Indicator, years: &[&Value], standing: Option<&Standing>, lacks: &str) -> Option<Self> {
        let newest = years.first()?;
        let earlier = years.get(1).copied();
        let before = years.iter().skip(1).take(YEARS_BEFORE).map(|value| {
            let told = told(one, value);
            format!("{} {}{}", short_year(value.year), told.figure, told.unit)
        });
        let pooled = rules::pooled(one, years).map(|(from, to, numerator, denominator)| {
            let told = parts_told(one, numerator, Some(denominator));
            format!(
                "{}〜{}を合わせると {}{}（{}）",
                short_year(from),
                short_year(to),
                told.figure,
                told.unit,
                told.parts
            )
        });
        let standing = standing.filter(|standing| standing.is_compared());
        let group = |group: &super::standing::Group| {
            let quarters = if group.n >= rules::LEAST_FOR_QUARTERS {
                format!("{}〜{}", figure(one, group.first), figure(one, group.third))
            } else {
                String::new()
            };
            (figure(one, group.median), crate::shared::number(i64::try_from(group.n).unwrap_or(0)), quarters)
        };
        let of = |mark: Mark| standing.and_then(|s| s.groups.iter().find(|found| found.mark == mark)).map(group);
        Some(Self {
            name: one.name.clone(),
            href: format!("{base}/values/{}", one.id),
            kind: kind_label(&one.kind).to_owned(),
            caution: one.caution.clone(),
            lacks: lacks.to_owned(),
            unverified: !one.verified,
            fictitious: years.iter().any(|value| value.fictitious),
            year: year_words(newest.year),
            told: told(one, newest),
            source: newest.source.clone(),
            area: area_words(newest),
            remark: earlier.and_then(|before| rules::jump(one, newest, before)).unwrap_or_default(),
            pooled: pooled.unwrap_or_default(),
            before: before.collect(),
            strip: standing.map(|standing| standing.strip(one)).unwrap_or_default(),
            compared_unit: one.compared_unit(),
            compared: standing.and_then(|standing| standing.own).map(|own| figure(one, own)).unwrap_or_default(),
            people: String::new(),
            why_not: if newest.area.is_empty() {
                "比べられる市町村が、いまは5市町村に足りません"
            } else {
                "圏域の値は、市町村の値とは比べません"
            },
            groups: HEADS.iter().map(|(mark, _)| of(*mark)).collect(),
        })
    }
}
