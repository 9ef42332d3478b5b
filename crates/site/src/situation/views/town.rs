//! `/situation/{code}`: one town on one page.

use std::collections::BTreeMap;

use askama::Template;
use print::charts::Mark;

use super::standing::{Standing, figure};
use super::{Told, area_words, parts_told, short_year, told, year_words};
use crate::beyond::Groundwork;
use crate::model::{Indicator, Value, kind_label, scenes};
use crate::regions::{Figure, SimilarTown, Town};
use crate::rules;
use crate::shared::{Fact, Frame, Link, day_in_words, day_words};
use crate::surveys::model::ToAnswer;
use crate::surveys::standing::Said;

#[derive(Template)]
#[template(path = "situation/templates/town.html")]
pub struct TownPage {
    pub frame: Frame,
    /// Where a first figure is entered.
    pub begin: Vec<Link>,
    pub files: Vec<Link>,
    pub code: String,
    pub name: String,
    pub population: Option<i64>,
    pub classes: Vec<String>,
    pub figures: Vec<Figure>,
    pub facts: Vec<Fact>,
    pub areas: Vec<(String, String)>,
    pub similar: Vec<Link>,
    pub said: Option<SaidView>,
    /// Title, address, by when and whether that is over.
    pub due: Vec<(String, String, (String, bool))>,
    /// The groups beside: mark and name.
    pub heads: [(&'static str, String); 4],
    pub scenes: Vec<SceneView>,
    /// Where it was said what the town works on: 「令和7年度の調査 問5」.
    pub asked: String,
    pub may_enter: bool,
    pub may_import: bool,
    /// Names of indicators whose comparison is being made anew.
    pub waiting: Vec<String>,
    pub fictitious: bool,
}

/// What the town answered.
pub struct SaidView {
    pub source: String,
    pub standing: &'static str,
    pub href: String,
    pub fictitious: bool,
    /// Number and words of the question, answer.
    pub answers: Vec<(String, String)>,
    /// What comes first, and where there is something about it; nothing where it was not answered.
    pub first: Option<(String, Vec<Link>)>,
}

/// A scene with what the town does in it and its figures.
pub struct SceneView {
    pub id: &'static str,
    pub label: &'static str,
    /// `Some(true)`: the town says it works on it; `None`: not asked, or not answered.
    pub worked_on: Option<bool>,
    pub rows: Vec<Row>,
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

/// Years told beside the newest.
const YEARS_BEFORE: usize = 4;

impl TownPage {
    pub fn new(
        frame: Frame,
        base: &str,
        town: &Town,
        areas: &[(String, String, String)],
        similar: &[SimilarTown],
        said: Option<&Said>,
        due: &[ToAnswer],
        (may_enter, today): (bool, jiff::civil::Date),
    ) -> Self {
        let near = similar.iter().take(5);
        let near = near.map(|t| Link::new(format!("{}{}", t.prefecture_name, t.name), format!("/regions/{}", t.code)));
        let worked = said.and_then(|said| said.answers.iter().find(|answer| answer.id == "q5"));
        let worked = worked.filter(|answer| answer.why_none.is_empty());
        let scene = |(id, label): (&'static str, &'static str)| SceneView {
            id,
            label,
            worked_on: worked.and_then(|answer| answer.options.iter().find(|(o, ..)| o == id)).map(|(.., on)| *on),
            rows: Vec::new(),
            missing: Vec::new(),
            enter: format!("{base}/values?scene={id}"),
            cases: if id == "kyotsu" { "/cases".to_owned() } else { format!("/cases?scene={id}") },
            aim: None,
        };
        Self {
            frame,
            begin: vec![
                Link::new("看取りの数字を入れる", format!("{base}/values?scene=mitori")),
                Link::new("相談と療養支援の数字を入れる", format!("{base}/values?scene=nichijo")),
            ],
            files: vec![Link::new("数字の一覧（CSV）", format!("{base}/values.csv"))],
            code: town.code.clone(),
            name: town.name.clone(),
            population: town.population,
            classes: town.classes.clone(),
            figures: town.figures.clone(),
            facts: town.facts.clone(),
            areas: areas.iter().map(|(_, label, name)| (label.clone(), name.clone())).collect(),
            similar: near.collect(),
            said: said.map(SaidView::of),
            due: due
                .iter()
                .map(|due| {
                    let is_over = due.due_on.is_some_and(|day| day < today);
                    let word = if is_over { "締切を過ぎています：" } else { "締切 " };
                    let by = due.due_on.map(|day| format!("{word}{}", day_words(day))).unwrap_or_default();
                    (due.title.clone(), due.href.clone(), (by, is_over))
                })
                .collect(),
            heads: HEADS.map(|(mark, label)| {
                let label = if label.is_empty() { town.prefecture_name.as_str() } else { label };
                (mark.sign(), label.to_owned())
            }),
            asked: match (said, worked) {
                (Some(said), Some(answer)) => {
                    let year = said.year.split('（').next().unwrap_or_default();
                    format!("{year}の調査 {}", answer.number)
                }
                _ => String::new(),
            },
            scenes: scenes().map(scene).collect(),
            may_enter,
            may_import: false,
            waiting: Vec::new(),
            fictitious: false,
        }
    }

    /// Where the town wants to be, at each scene.
    pub fn put_aims(&mut self, told: &Groundwork) {
        for aim in &told.aims {
            let Some(scene) = self.scenes.iter_mut().find(|scene| scene.id == aim.scene) else { continue };
            let mut from = year_words(aim.fiscal_year);
            if !aim.agreed_on.is_empty() {
                from = format!("{from}　{}（{}）", aim.agreed_by, day_in_words(&aim.agreed_on));
            }
            let href = format!("/groundwork/{}/aims/{}?year={}", self.code, aim.scene, aim.fiscal_year);
            scene.aim = Some((aim.desired.clone(), from, href));
        }
    }

    /// Values are there at once; what they are held against comes a little later.
    pub fn say_what_waits(&mut self, indicators: &[Indicator], waiting: &[String]) {
        for one in indicators.iter().filter(|one| waiting.contains(&one.id)) {
            self.waiting.push(one.name.clone());
            for row in self.scenes.iter_mut().flat_map(|scene| &mut scene.rows) {
                if row.area.is_empty() && row.name == one.name && row.compared.is_empty() {
                    row.why_not = "ほかの市町村と比べる値を作りなおしています";
                }
            }
        }
    }

    pub fn put_figures(
        &mut self,
        base: &str,
        indicators: &[Indicator],
        values: &[Value],
        standings: &BTreeMap<String, Standing>,
    ) {
        let has = |id: &str| values.iter().any(|value| value.indicator_id == id);
        for one in indicators {
            let Some(scene) = self.scenes.iter_mut().find(|scene| scene.id == one.scene) else { continue };
            let of: Vec<&Value> = values.iter().filter(|value| value.indicator_id == one.id).collect();
            if of.is_empty() {
                if !one.retired {
                    scene.missing.push(one.name.clone());
                }
                continue;
            }
            let beside = indicators.iter().find(|other| other.id == one.beside && !has(&other.id));
            let lacks = beside.map(|other| other.name.clone()).unwrap_or_default();
            // The town's own first, then each wider area: they are different figures.
            let mut levels: Vec<&str> = of.iter().map(|value| value.area.as_str()).collect();
            levels.dedup();
            for level in levels {
                let years: Vec<&Value> = of.iter().copied().filter(|value| value.area == level).collect();
                let standing = standings.get(&one.id).filter(|_| level.is_empty());
                scene.rows.extend(Row::of(base, one, &years, standing, &lacks).map(|row| Row {
                    people: match self.population {
                        Some(people) if one.by_population => format!("人口{}人", crate::shared::number(people)),
                        _ => String::new(),
                    },
                    ..row
                }));
            }
        }
        self.fictitious = values.iter().any(|value| value.fictitious);
    }

    pub fn has_figures(&self) -> bool {
        self.scenes.iter().any(|scene| !scene.rows.is_empty())
    }
}

impl SaidView {
    fn of(said: &Said) -> Self {
        let answers = said.answers.iter().map(|answer| {
            let ticked: Vec<&str> =
                answer.options.iter().filter(|(.., on)| *on).map(|(_, label, _)| label.as_str()).collect();
            let said = if answer.why_none.is_empty() { ticked.join("、") } else { answer.why_none.to_owned() };
            (format!("{} {}", answer.number, answer.text), said)
        });
        let first = said.answers.iter().find(|answer| answer.id == "q8_1_2");
        let first =
            first.and_then(|answer| answer.options.iter().find(|(.., on)| *on)).map(|(_, label, _)| label.clone());
        Self {
            source: said.title.clone(),
            standing: said.standing,
            href: said.href.clone(),
            fictitious: said.fictitious,
            answers: answers.collect(),
            first: first.map(|issue| {
                let query = foundation::web::escape(&issue).into_owned();
                let links = vec![
                    Link::new("このことに取り組んだ事例", format!("/cases?q={query}")),
                    Link::new("手引き・資料", format!("/library?q={query}")),
                    Link::new("サイト全体からさがす", format!("/search?q={query}")),
                ];
                (issue, links)
            }),
        }
    }
}

impl Row {
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
                "同じ年度の値がある市町村が、まだ5市町村に足りません"
            } else {
                "圏域の値は、市町村の値とは比べません"
            },
            groups: HEADS.iter().map(|(mark, _)| of(*mark)).collect(),
        })
    }
}
