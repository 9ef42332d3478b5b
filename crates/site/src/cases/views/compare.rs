//! `/cases/compare`

use askama::Template;

use crate::cases::model::{Beside, Case, CaseFact, FigureBeside, Trouble, beside, shown_with_unit};
use crate::regions::NamedPlace;
use crate::regions::likeness::{Neighbour, Side};
use crate::shared::{Block, Frame, Link, blocks, day_in_words};

/// A figure as its cell shows it.
#[derive(Default)]
pub struct Shown {
    /// Empty where the case names none.
    pub value: String,
    pub as_of: String,
}

pub struct FigureRow {
    pub label: String,
    pub first: Shown,
    pub second: Shown,
    pub difference: String,
}

/// A factor of both municipalities.
pub struct TownRow {
    pub label: &'static str,
    pub first: Side,
    pub second: Side,
    pub difference: String,
}

pub struct TextRow {
    pub label: String,
    pub first: Vec<Block>,
    pub second: Vec<Block>,
}

/// What two cases are shown by.
pub struct Pair {
    pub first: Link,
    pub second: Link,
    /// Their first municipalities; empty where one has none.
    pub towns: Vec<Link>,
    pub town_rows: Vec<TownRow>,
    pub rows: Vec<Beside>,
    pub figures: Vec<FigureRow>,
    pub texts: Vec<TextRow>,
}

#[derive(Template)]
#[template(path = "cases/templates/compare.html")]
pub struct ComparePage {
    pub frame: Frame,
    /// What is asked for, as the form holds it.
    pub typed: [String; 2],
    /// Why there is nothing to see.
    pub missing: String,
    pub pair: Option<Pair>,
    pub onward: Vec<Link>,
}

impl ComparePage {
    /// Not two cases: what to do. `found`: the one that is there.
    pub fn without(frame: Frame, numbers: &[i64], found: Option<&Case>) -> Self {
        let missing = match (numbers, found) {
            ([], _) => "並べる事例を2つ選んでください。一覧で印を付けるか、下の欄に事例の番号を入れます。".to_owned(),
            ([_], _) => "もう1つ選んでください。並べられるのは、2つの事例です。".to_owned(),
            ([first, second], found) => {
                let gone: Vec<String> = [first, second]
                    .into_iter()
                    .filter(|number| found.is_none_or(|case| case.number != **number))
                    .map(|number| format!("事例{number}"))
                    .collect();
                format!("{}は公開されていないか、ありません。番号を確かめてください。", gone.join("と"))
            }
            _ => "選ばれた事例が多すぎます。2つにしてください。".to_owned(),
        };
        let typed = |at: usize| numbers.get(at).map(ToString::to_string).unwrap_or_default();
        Self {
            frame,
            typed: [typed(0), typed(1)],
            missing,
            pair: None,
            onward: vec![Link::new("事例の一覧で選ぶ", "/cases")],
        }
    }

    pub fn new(
        frame: Frame,
        first: &Case,
        second: &Case,
        troubles: &[Trouble],
        towns: Option<&Neighbour>,
        places: &[NamedPlace],
    ) -> Self {
        let town_rows = towns.map(|towns| {
            let row = |factor: &crate::regions::likeness::Compared| TownRow {
                label: factor.label,
                first: factor.own.clone(),
                second: factor.other.clone(),
                difference: factor.difference.clone().unwrap_or_default(),
            };
            towns.factors.iter().map(row).collect()
        });
        let town = |case: &Case| {
            let code = case.content.places.first()?;
            let place = places.iter().find(|place| place.code == *code)?;
            Some(Link::new(place.label(), format!("/regions/{code}")))
        };
        let link = |case: &Case| Link::new(case.content.texts.title.clone(), format!("/cases/{}", case.number));
        let texts = beside::texts(first, second).into_iter().map(|row| TextRow {
            label: row.label,
            first: blocks(&row.first),
            second: blocks(&row.second),
        });
        let pair = Pair {
            first: link(first),
            second: link(second),
            towns: town(first).zip(town(second)).map(|(a, b)| vec![a, b]).unwrap_or_default(),
            town_rows: town_rows.unwrap_or_default(),
            rows: beside::short_ones(first, second, troubles),
            figures: beside::figures(first, second).into_iter().map(figure_row).collect(),
            texts: texts.collect(),
        };
        Self {
            frame,
            typed: [first.number.to_string(), second.number.to_string()],
            missing: String::new(),
            pair: Some(pair),
            onward: vec![
                Link::new("入れかえて並べる", format!("/cases/compare?case={}&case={}", second.number, first.number)),
                Link::new("事例の一覧で選び直す", "/cases"),
            ],
        }
    }
}

fn figure_row(row: FigureBeside) -> FigureRow {
    let shown = |fact: Option<CaseFact>| {
        let fact = fact.unwrap_or_default();
        let (value, unit) = shown_with_unit(&fact.value, &fact.unit);
        let as_of = if fact.as_of.is_empty() { String::new() } else { format!("{}時点", day_in_words(&fact.as_of)) };
        Shown { value: format!("{value}{unit}"), as_of }
    };
    FigureRow { label: row.label, first: shown(row.first), second: shown(row.second), difference: row.difference }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cases::model::State;
    use crate::regions::likeness::Compared;
    use crate::shared::testing::assert_page;

    #[test]
    fn every_sample_is_a_sound_page() {
        let frame = || Frame::sample("2つの事例を並べる");
        let (first, mut second) = (Case::sample(State::Published), Case::sample(State::Published));
        second.number = 7;
        second.content.facts.clear();
        second.content.texts.background = "- <b>箇条書き\n- 二つめ".to_owned();
        let side = |words: &str| Side { words: words.to_owned(), note: "見本".to_owned(), fictitious: true };
        let factor = |difference: Option<&str>| Compared {
            id: "size",
            label: "人口規模",
            own: side("7,200人"),
            other: side("不明"),
            difference: difference.map(str::to_owned),
            closeness: None,
        };
        let towns = Neighbour {
            code: "352128".to_owned(),
            name: "柳井市".to_owned(),
            prefecture_name: "山口県".to_owned(),
            likeness: None,
            factors: vec![factor(None), factor(Some("同じ"))],
        };
        let page = ComparePage::new(frame(), &first, &second, &[], Some(&towns), &[]);
        assert_eq!(page.typed[1], "7");
        assert_page(&page);
        assert_page(&ComparePage::new(frame(), &first, &second, &[], None, &[]));
        for (numbers, found) in
            [(&[][..], None), (&[1], None), (&[1, 7], None), (&[first.number, 7], Some(&first)), (&[1, 2, 3], None)]
        {
            let page = ComparePage::without(frame(), numbers, found);
            assert!(!page.missing.is_empty());
            assert_page(&page);
        }
    }
}
