//! `/situation/{code}`: one town on one page.

use std::collections::BTreeMap;

use askama::Template;

use super::scene::{SceneView, heads};
use super::standing::Standing;
use super::year_words;
use crate::beyond::Groundwork;
use crate::model::{Indicator, Listed, Value, scenes};
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
    /// Where what the prefecture did for it stands; empty for who may not read it.
    pub supports: String,
    /// 「比べる値は、令和8年11月20日に作ったものです。」; empty where nothing is compared.
    pub as_of: String,
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
            worked_on: worked.and_then(|answer| answer.options.iter().find(|(o, ..)| o == id)).map(|(.., on)| *on),
            ..SceneView::new(base, id, label)
        };
        Self {
            frame,
            begin: vec![
                Link::new("看取りの数字を入れる", format!("{base}/values?scene=mitori")),
                Link::new("相談と療養支援の数字を入れる", format!("{base}/values?scene=nichijo")),
            ],
            files: vec![
                Link::new("現在地の一枚（PDF）", format!("{base}/situation.pdf")),
                Link::new("数字と答えのすべて（Excel）", format!("{base}/situation.xlsx")),
                Link::new("数字の一覧（CSV）", format!("{base}/values.csv")),
            ],
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
            heads: heads(&town.prefecture_name),
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
            supports: String::new(),
            as_of: String::new(),
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
        let names = indicators.iter().filter(|one| waiting.contains(&one.id)).map(|one| one.name.clone());
        self.waiting = names.collect();
        self.scenes.iter_mut().for_each(|scene| scene.say_what_waits(indicators, waiting));
    }

    /// Of each scene what stands first (rule `situation.first`); the rest is counted.
    pub fn put_figures(
        &mut self,
        base: &str,
        listed: &[Listed],
        indicators: &[Indicator],
        values: &[Value],
        standings: &BTreeMap<String, Standing>,
    ) {
        for scene in &mut self.scenes {
            let first = rules::first_of_scene(listed, scene.id);
            let first: Vec<&Indicator> =
                first.iter().filter_map(|one| indicators.iter().find(|known| known.id == one.id)).collect();
            scene.put(base, &first, listed, values, standings, self.population);
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
