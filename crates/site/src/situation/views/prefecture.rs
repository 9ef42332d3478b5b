//! A prefecture's municipalities against the scenes.

use std::collections::BTreeMap;

use askama::Template;
use jiff::civil::Date;

use crate::model::scenes;
use crate::regions::likeness::{AlikeGroups, AlikeTowns};
use crate::rules::{MARKS, one_decimal};
use crate::shared::{Choice, Frame, Link, day_words};
use crate::surveys::standing::{SaidByMany, SaidTo, TownSaid};

/// One municipality.
#[derive(Clone, Debug, Default)]
pub struct Line {
    pub code: String,
    pub name: String,
    pub population: Option<i64>,
    /// 「1万人未満」
    pub band: &'static str,
    pub state: &'static str,
    pub answer: String,
    pub is_owing: bool,
    pub is_collected: bool,
    /// Days since its answer was due; 0: not late.
    pub late_days: i64,
    pub due: String,
    pub scenes: Vec<Cell>,
    /// What it calls most urgent; empty where it did not answer.
    pub first: String,
    /// What support it gets, and wishes for.
    pub given: Vec<String>,
    pub wanted: Vec<String>,
}

/// A scene of a municipality.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cell {
    /// Whether it says it works on it; `None`: it did not answer, or was not asked.
    pub on: Option<bool>,
    /// The year before.
    pub was: Option<bool>,
    /// Indicators with a value.
    pub figures: i64,
}

impl Cell {
    /// 「新」: since last year; 「止」: no longer.
    pub fn moved(&self) -> &'static str {
        match (self.was, self.on) {
            (Some(false), Some(true)) => "新",
            (Some(true), Some(false)) => "止",
            _ => "",
        }
    }

    pub fn words(&self) -> &'static str {
        match self.on {
            Some(true) => "取り組んでいる",
            Some(false) => "取り組んでいない",
            None => "分からない",
        }
    }
}

fn ticked<'a>(answers: &'a [SaidTo], id: &str) -> Vec<&'a str> {
    let of = answers.iter().find(|answer| answer.id == id && answer.why_none.is_empty());
    of.map(|answer| answer.options.iter().filter(|(.., on)| *on).map(|(_, label, _)| label.as_str()).collect())
        .unwrap_or_default()
}

fn worked_on(answers: &[SaidTo], scene: &str) -> Option<bool> {
    let of = answers.iter().find(|answer| answer.id == "q5" && answer.why_none.is_empty())?;
    of.options.iter().find(|(id, ..)| id == scene).map(|(.., on)| *on)
}

fn band(population: Option<i64>) -> &'static str {
    match population {
        None => "",
        Some(..10_000) => "1万人未満",
        Some(10_000..50_000) => "1万人から5万人",
        Some(50_000..200_000) => "5万人から20万人",
        Some(_) => "20万人以上",
    }
}

pub fn lines(
    towns: &[(String, String)],
    people: &BTreeMap<String, i64>,
    entered: &BTreeMap<String, BTreeMap<String, i64>>,
    said: Option<&SaidByMany>,
    today: Date,
) -> Vec<Line> {
    let nothing = TownSaid::default();
    let [first, given, wanted] = crate::surveys::GAP_QUESTIONS;
    let line = |(code, name): &(String, String)| {
        let own = said.and_then(|said| said.towns.iter().find(|town| town.code == *code)).unwrap_or(&nothing);
        let figures = entered.get(code);
        let cell = |(scene, _)| Cell {
            on: worked_on(&own.answers, scene),
            was: worked_on(&own.before, scene),
            figures: figures.and_then(|of| of.get(scene)).copied().unwrap_or(0),
        };
        let late = own.due_on.filter(|due| own.is_owing && *due < today);
        let population = people.get(code).copied();
        let all = |id: &str| ticked(&own.answers, id).into_iter().map(str::to_owned).collect();
        Line {
            code: code.clone(),
            name: name.clone(),
            population,
            band: band(population),
            state: own.state,
            answer: own.href.clone(),
            is_owing: own.is_owing,
            is_collected: own.is_collected,
            late_days: late.map_or(0, |due| (today - due).get_days().into()),
            due: own.due_on.filter(|_| own.is_owing).map(day_words).unwrap_or_default(),
            scenes: scenes().map(cell).collect(),
            first: ticked(&own.answers, first).join("、"),
            given: all(given),
            wanted: all(wanted),
        }
    };
    towns.iter().map(line).collect()
}

impl Line {
    /// 「29,000」; empty where it is not known.
    pub fn people(&self) -> String {
        self.population.map(crate::shared::number).unwrap_or_default()
    }

    pub fn csv_cells(&self, alike: &str, source: &str, mark: &str) -> Vec<String> {
        let mut cells = vec![
            self.code.clone(),
            self.name.clone(),
            self.population.map(|people| people.to_string()).unwrap_or_default(),
            self.state.to_owned(),
            if self.late_days > 0 { self.late_days.to_string() } else { String::new() },
        ];
        for cell in &self.scenes {
            cells.push(cell.words().to_owned());
            cells.push(cell.moved().to_owned());
            cells.push(cell.figures.to_string());
        }
        cells.extend([
            self.first.clone(),
            self.given.join("、"),
            self.wanted.join("、"),
            alike.to_owned(),
            source.to_owned(),
            mark.to_owned(),
        ]);
        cells
    }
}

/// 「集まり2」; 「似た町なし」 for who is like no other; empty where too little is known.
pub fn alike_name(alike: &AlikeGroups, code: &str) -> String {
    let within = |towns: &[(String, String)]| towns.iter().any(|(own, _)| own == code);
    match alike.groups.iter().position(|group| within(&group.towns)) {
        Some(at) => format!("集まり{}", at + 1),
        None if within(&alike.alone) => "似た町なし".to_owned(),
        None => String::new(),
    }
}

/// A group of municipalities that are alike.
pub struct AlikeView {
    pub name: String,
    /// Name and address.
    pub towns: Vec<(String, String)>,
    pub least: String,
    pub factors: Vec<(&'static str, String)>,
    /// A letter to all of them; empty for who may write none.
    pub letter: String,
}

/// How many work on a scene, of those who answered.
pub struct SceneShare {
    pub label: &'static str,
    pub href: String,
    pub count: usize,
    pub base: usize,
    /// 「78.3」; empty without a base.
    pub percent: String,
    /// 「○」 from 50 %, 「◎」 from 80 %.
    pub mark: &'static str,
    pub new: usize,
    pub stopped: usize,
}

#[derive(Template)]
#[template(path = "situation/templates/prefecture.html")]
pub struct PrefecturePage {
    pub frame: Frame,
    pub base: String,
    pub lines: Vec<Line>,
    pub heads: Vec<&'static str>,
    pub shares: Vec<SceneShare>,
    /// Those whose answer is late, the longest first.
    pub late: Vec<Line>,
    /// What is called most urgent: label, by how many, how many of those get such support, how many wish for it.
    pub urgent: Vec<(String, usize, usize, usize)>,
    pub answered: usize,
    /// Those the survey is for: without 除外.
    pub asked: usize,
    pub survey: String,
    pub gap: String,
    pub sorts: Vec<Choice>,
    pub may_support: bool,
    pub fictitious: bool,
    pub downloads: Vec<Link>,
    pub alike: Vec<AlikeView>,
    /// Like no other here; too little known of: names.
    pub alone: String,
    pub unknown: String,
}

/// Tenths of a percent, half up.
#[allow(clippy::cast_possible_wrap, reason = "below two thousand municipalities")]
fn tenths(count: usize, base: usize) -> Option<i64> {
    (base > 0).then(|| ((count as i64) * 2_000 + base as i64) / (2 * base as i64))
}

impl PrefecturePage {
    pub fn new(
        frame: Frame,
        code: &str,
        mut lines: Vec<Line>,
        said: Option<&SaidByMany>,
        sort: &str,
        may_support: bool,
        demo: bool,
    ) -> Self {
        let base = format!("/situation/prefectures/{code}");
        let share = |(at, (id, label)): (usize, (&str, &'static str))| {
            let cells = || lines.iter().filter_map(move |line| line.scenes.get(at));
            let base_of = cells().filter(|cell| cell.on.is_some()).count();
            let count = cells().filter(|cell| cell.on == Some(true)).count();
            let tenths = tenths(count, base_of);
            let mark = MARKS.iter().find(|(from, _)| tenths.is_some_and(|tenths| tenths >= *from));
            SceneShare {
                label,
                href: format!("/cases?scene={id}"),
                count,
                base: base_of,
                percent: tenths.map(|tenths| one_decimal(tenths * 100)).unwrap_or_default(),
                mark: mark.map_or("", |(_, mark)| mark),
                new: cells().filter(|cell| cell.moved() == "新").count(),
                stopped: cells().filter(|cell| cell.moved() == "止").count(),
            }
        };
        let shares = scenes().enumerate().map(share).filter(|share| share.base > 0).collect();
        let mut late: Vec<Line> = lines.iter().filter(|line| line.late_days > 0).cloned().collect();
        late.sort_by_key(|line| (-line.late_days, line.code.clone()));
        let mut urgent: BTreeMap<&str, (usize, usize, usize)> = BTreeMap::new();
        for line in lines.iter().filter(|line| !line.first.is_empty()) {
            let known = urgent.entry(&line.first).or_default();
            known.0 += 1;
            known.1 += usize::from(line.given.contains(&line.first));
            known.2 += usize::from(line.wanted.contains(&line.first));
        }
        let mut urgent: Vec<(String, usize, usize, usize)> =
            urgent.into_iter().map(|(label, (n, given, wanted))| (label.to_owned(), n, given, wanted)).collect();
        urgent.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        let sorts = [
            ("", "団体コードの順"),
            ("late", "遅れている順"),
            ("band", "人口規模でまとめる"),
            ("few", "取り組む場面の少ない順"),
        ];
        match sort {
            "late" => lines.sort_by_key(|line| (-line.late_days, line.code.clone())),
            "band" => lines.sort_by_key(|line| (line.population.unwrap_or(i64::MAX), line.code.clone())),
            "few" => lines.sort_by_key(|line| {
                let known = line.scenes.iter().any(|cell| cell.on.is_some());
                (!known, line.scenes.iter().filter(|cell| cell.on == Some(true)).count(), line.code.clone())
            }),
            _ => {}
        }
        Self {
            frame,
            answered: lines.iter().filter(|line| line.is_collected).count(),
            asked: lines.iter().filter(|line| line.is_collected || line.is_owing).count(),
            heads: scenes().map(|(_, label)| label).collect(),
            shares,
            late,
            urgent,
            survey: said.map(|said| format!("{}（{}、{}）", said.title, said.year, said.standing)).unwrap_or_default(),
            gap: said.map(|said| format!("/surveys/{}/matrix", said.survey)).unwrap_or_default(),
            sorts: sorts.iter().map(|(id, label)| Choice::new(*id, *label, *id == sort)).collect(),
            may_support,
            fictitious: demo || said.is_some_and(|said| said.fictitious),
            downloads: vec![Link::new("CSV", format!("{base}/towns.csv"))],
            alike: Vec::new(),
            alone: String::new(),
            unknown: String::new(),
            lines,
            base,
        }
    }

    /// The groups of likeness, each with what is found in it and, for who may, a letter to all of it.
    pub fn put_alike(&mut self, found: &AlikeGroups) {
        let names =
            |towns: &[(String, String)]| towns.iter().map(|(_, name)| name.as_str()).collect::<Vec<_>>().join("、");
        let view = |(at, group): (usize, &AlikeTowns)| AlikeView {
            name: format!("集まり{}", at + 1),
            towns: group.towns.iter().map(|(code, name)| (name.clone(), format!("/situation/{code}"))).collect(),
            least: group.least.clone(),
            factors: group.factors.clone(),
            letter: if self.may_support {
                let towns: Vec<String> = group.towns.iter().map(|(code, _)| format!("towns={code}")).collect();
                format!("{}/letter?{}", self.base, towns.join("&"))
            } else {
                String::new()
            },
        };
        self.alike = found.groups.iter().enumerate().map(view).collect();
        self.alone = names(&found.alone);
        self.unknown = names(&found.unknown);
    }

    pub fn csv_heads() -> Vec<String> {
        let mut heads = ["団体コード", "市町村", "人口", "回答の状態", "遅れている日数"].map(str::to_owned).to_vec();
        for (_, label) in scenes() {
            heads.extend([
                format!("{label}（調査の回答）"),
                format!("{label}（前年から）"),
                format!("{label}（数字のある指標）"),
            ]);
        }
        heads.extend(
            ["最優先の課題", "受けている支援", "期待する支援", "似た集まり", "出典", "注記"].map(str::to_owned),
        );
        heads
    }
}
