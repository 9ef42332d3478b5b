//! What the pages of regions show.

mod import;
mod similar;

use askama::Template;

use super::model::{
    AreaMember, CLASSES, DEMAND_2040, FactRow, Filter, FormerName, LANDS, MUNICIPALITY_KINDS, Municipality,
    MunicipalityRow, POPULATION_BANDS, Prefecture, RESOURCES, area_kind_label,
};
use super::rules;
use crate::shared::{Choice, Fact, Frame, Link, Pagination, day_in_words, number};

pub use import::{FaultRow, ImportPage, PlanPage};
pub use similar::SimilarPage;

/// Prefectures of one block, for the entrance by place.
#[derive(Clone, Debug)]
pub struct BlockOfPrefectures {
    pub name: String,
    pub prefectures: Vec<Prefecture>,
}

/// `/regions`: the entrance by place, or the hits of a search.
#[derive(Template)]
#[template(path = "regions/templates/list.html")]
pub struct ListPage {
    pub frame: Frame,
    pub filter: Filter,
    pub searching: bool,
    pub total: i64,
    pub prefecture_choices: Vec<Choice>,
    pub kind_choices: Vec<Choice>,
    pub class_choices: Vec<Choice>,
    pub band_choices: Vec<Choice>,
    pub rows: Vec<Row>,
    pub same_name: Option<String>,
    pub pagination: Pagination,
    pub blocks: Vec<BlockOfPrefectures>,
    pub elsewhere: Vec<Link>,
}

/// A municipality in a table, ready to print.
#[derive(Clone, Debug)]
pub struct Row {
    pub code: String,
    pub name: String,
    pub kana: String,
    pub prefecture: String,
    pub prefecture_code: String,
    pub classes: String,
    pub population: String,
    pub ageing_rate: String,
    pub figures_fictitious: bool,
    pub classes_fictitious: bool,
    /// The former name it was found by; empty when its own name answers.
    pub found_by: String,
}

impl From<&MunicipalityRow> for Row {
    fn from(m: &MunicipalityRow) -> Self {
        Self {
            code: m.code.clone(),
            name: m.name.clone(),
            kana: m.kana.clone(),
            prefecture: m.prefecture_name.clone(),
            prefecture_code: m.prefecture_code.clone(),
            classes: match m.classes().as_slice() {
                // No flag stored at all is not the same as 「非該当」.
                [] if m.classes_as_of.is_some() => "いずれにも該当しない".to_owned(),
                classes => classes.join("・"),
            },
            population: m.population.map(number).unwrap_or_default(),
            ageing_rate: m.ageing_rate().unwrap_or_default(),
            figures_fictitious: m.figures_fictitious,
            classes_fictitious: m.classes_fictitious,
            found_by: String::new(),
        }
    }
}

impl Row {
    pub fn found_by(row: &MunicipalityRow, former: &str) -> Self {
        Self { found_by: former.to_owned(), ..Self::from(row) }
    }
}

pub fn choices_of(offered: &[(&str, &str)], chosen: &str) -> Vec<Choice> {
    let any = Choice::new("", "すべて", chosen.is_empty());
    std::iter::once(any).chain(offered.iter().map(|(id, label)| Choice::new(*id, *label, *id == chosen))).collect()
}

impl ListPage {
    pub fn kinds(filter: &Filter) -> Vec<Choice> {
        choices_of(MUNICIPALITY_KINDS, &filter.kind)
    }

    pub fn classes(filter: &Filter) -> Vec<Choice> {
        let mut offered = CLASSES.to_vec();
        offered.push(("any", "いずれかに該当"));
        offered.push(("none", "いずれにも該当しない"));
        choices_of(&offered, &filter.class)
    }

    pub fn bands(filter: &Filter) -> Vec<Choice> {
        let offered: Vec<_> = POPULATION_BANDS.iter().map(|(id, label, _, _)| (*id, *label)).collect();
        choices_of(&offered, &filter.band)
    }
}

/// An area with its members, one of which is this municipality.
#[derive(Clone, Debug)]
pub struct AreaCard {
    pub kind: String,
    pub name: String,
    pub fictitious: bool,
    pub source: String,
    pub members: Vec<Link>,
}

impl AreaCard {
    pub fn group(rows: &[AreaMember], own_code: &str) -> Vec<Self> {
        let mut cards: Vec<(String, Self)> = Vec::new();
        for row in rows {
            let member = Link::new(&*row.name, format!("/regions/{}", row.code));
            let is_new = cards.last().is_none_or(|(id, _)| *id != row.area_id);
            if is_new {
                cards.push((
                    row.area_id.clone(),
                    Self {
                        kind: area_kind_label(&row.kind).to_owned(),
                        name: row.area_name.clone(),
                        fictitious: row.fictitious,
                        source: row.source.clone(),
                        members: Vec::new(),
                    },
                ));
            }
            if row.code != own_code
                && let Some((_, card)) = cards.last_mut()
            {
                card.members.push(member);
            }
        }
        cards.into_iter().map(|(_, card)| card).collect()
    }
}

/// A figure as the `figure` component takes it.
#[derive(Clone, Debug)]
pub struct Figure {
    pub label: String,
    pub value: String,
    pub unit: String,
    pub base: String,
    pub fictitious: bool,
}

/// `/regions/{code}` of a municipality.
#[derive(Template)]
#[template(path = "regions/templates/municipality.html")]
pub struct MunicipalityPage {
    pub frame: Frame,
    pub town: Municipality,
    pub kind: String,
    pub classes: Vec<String>,
    pub classes_fictitious: bool,
    pub figures: Vec<Figure>,
    pub facts: Vec<Fact>,
    pub areas: Vec<AreaCard>,
    pub former: Vec<FormerName>,
    pub cases: Vec<CaseLine>,
}

/// A case as another feature's list shows it.
#[derive(Clone, Debug)]
pub struct CaseLine {
    pub title: String,
    pub href: String,
    pub place: String,
    pub summary: String,
    pub chips: Vec<String>,
}

#[cfg(any(test, feature = "testing"))]
impl CaseLine {
    pub fn sample() -> Self {
        Self {
            title: "見本の事例".to_owned(),
            href: "/cases/1".to_owned(),
            place: "見本県見本町".to_owned(),
            summary: "二文の要約です。".to_owned(),
            chips: vec!["看取り".to_owned()],
        }
    }
}

impl MunicipalityPage {
    /// Figures with base, year, unit, source, out of the stored facts.
    pub fn figures(facts: &[FactRow]) -> Vec<Figure> {
        let find = |key: &str| facts.iter().find(|f| f.key == key);
        let note = |f: &FactRow| format!("{}時点、{}", day_in_words(&f.as_of), f.source);
        let mut figures = Vec::new();
        if let Some(population) = find("population")
            && let Some(amount) = population.amount
        {
            let band = rules::population_band(amount).map(|b| b.1).unwrap_or_default();
            figures.push(Figure {
                label: "人口".to_owned(),
                value: number(amount),
                unit: "人".to_owned(),
                base: format!("{band}。{}", note(population)),
                fictitious: population.fictitious,
            });
            for (key, label) in
                [("age65", "高齢化率（65歳以上）"), ("age75", "75歳以上の割合"), ("age85", "85歳以上の割合")]
            {
                // A share is taken of the population of the same day only.
                if let Some(part) = find(key).filter(|part| part.as_of == population.as_of)
                    && let Some(count) = part.amount
                    && let Some(rate) = rules::percent(count, amount)
                {
                    figures.push(Figure {
                        label: label.to_owned(),
                        value: rate,
                        unit: "%".to_owned(),
                        base: format!("{}人（人口{}人のうち）。{}", number(count), number(amount), note(part)),
                        fictitious: part.fictitious,
                    });
                }
            }
        }
        figures
    }

    pub fn classes(facts: &[FactRow]) -> Vec<String> {
        CLASSES
            .iter()
            .filter(|(key, _)| facts.iter().any(|f| f.key == *key && f.amount == Some(1)))
            .map(|(_, label)| (*label).to_owned())
            .collect()
    }

    /// Land and resources, as far as they are known.
    pub fn land_and_resources(facts: &[FactRow]) -> Vec<Fact> {
        let note = |fact: &FactRow| format!("{}時点、{}", day_in_words(&fact.as_of), fact.source);
        let row = |label: &str, value: String, fact: &FactRow| Fact {
            label: label.to_owned(),
            value,
            note: note(fact),
            fictitious: fact.fictitious,
        };
        let known = |key: &str| facts.iter().find(|fact| fact.key == key && fact.amount.is_some());
        let land = LANDS.iter().filter_map(|(key, label)| {
            let fact = known(key)?;
            Some(row(label, if fact.amount == Some(1) { "該当" } else { "非該当" }.to_owned(), fact))
        });
        let resources = RESOURCES.iter().filter_map(|(key, label)| {
            let fact = known(key)?;
            Some(row(label, format!("{}か所", number(fact.amount.unwrap_or(0))), fact))
        });
        land.chain(resources).collect()
    }

    pub fn demand(facts: &[FactRow]) -> Option<Fact> {
        let fact = facts.iter().find(|f| f.key == "demand2040")?;
        let words = fact.words.as_deref()?;
        let label = DEMAND_2040.iter().find(|(id, _)| *id == words).map_or(words, |(_, label)| label);
        Some(Fact {
            label: "2040年に向けた介護需要".to_owned(),
            value: label.to_owned(),
            note: format!("{}時点、{}", day_in_words(&fact.as_of), fact.source),
            fictitious: fact.fictitious,
        })
    }
}

/// `/regions/{code}` of a prefecture.
#[derive(Template)]
#[template(path = "regions/templates/prefecture.html")]
pub struct PrefecturePage {
    pub frame: Frame,
    pub prefecture: Prefecture,
    pub facts: Vec<Fact>,
    pub rows: Vec<Row>,
    pub fictitious: bool,
    pub cases: Vec<CaseLine>,
}

#[cfg(test)]
mod samples;
