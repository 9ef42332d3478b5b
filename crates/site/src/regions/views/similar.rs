//! `/regions/{code}/similar`

use askama::Template;

use crate::regions::likeness::{Neighbour, Side};
use crate::regions::model::Municipality;
use crate::regions::rules::similar::{EMPHASES, FACTORS, Weights};
use crate::shared::{Choice, Frame, Link};

/// A factor with its weights to choose from.
pub struct Weighing {
    pub id: &'static str,
    pub label: &'static str,
    pub choices: Vec<Choice>,
}

/// What stands in a cell: the figure, and how near it is.
pub struct Cell {
    pub words: String,
    pub fictitious: bool,
    /// 「0.93」, 「比べない（不明）」
    pub closeness: String,
}

pub struct TownRow {
    pub town: Link,
    pub likeness: String,
    pub cells: Vec<Cell>,
    /// To its cases; empty label for none.
    pub cases: Link,
}

#[derive(Template)]
#[template(path = "regions/templates/similar.html")]
pub struct SimilarPage {
    pub frame: Frame,
    pub name: String,
    pub address: String,
    pub weighings: Vec<Weighing>,
    pub only_with_cases: bool,
    /// Nothing is weighed any more.
    pub nothing: bool,
    /// What is not as usual: the way back is shown.
    pub changed: bool,
    /// Factor and what stands on the own side.
    pub heads: Vec<(&'static str, Side)>,
    pub rows: Vec<TownRow>,
    /// 「人口規模：令和7年4月1日時点、…」
    pub sources: Vec<String>,
    /// Factors nothing is known of on the own side.
    pub missing: Vec<&'static str>,
}

impl SimilarPage {
    pub fn new(
        frame: Frame,
        town: &Municipality,
        weights: &Weights,
        only_with_cases: bool,
        nearest: &[Neighbour],
        cases: &[(String, i64)],
    ) -> Self {
        let weighings = FACTORS.iter().zip(weights.values()).map(|((id, label, ..), chosen)| Weighing {
            id,
            label,
            choices: EMPHASES.iter().map(|(value, words, _)| Choice::new(*value, *words, *value == chosen)).collect(),
        });
        let heads: Vec<(&'static str, Side)> = nearest
            .first()
            .map(|first| first.factors.iter().map(|factor| (factor.label, factor.own.clone())).collect())
            .unwrap_or_default();
        Self {
            frame,
            name: town.name.clone(),
            address: format!("/regions/{}/similar", town.code),
            weighings: weighings.collect(),
            only_with_cases,
            nothing: weights.is_nothing(),
            changed: *weights != Weights::default(),
            missing: heads.iter().filter(|(_, side)| side.is_unknown()).map(|(label, _)| *label).collect(),
            sources: sources(nearest),
            rows: nearest.iter().map(|near| row(near, cases)).collect(),
            heads,
        }
    }
}

fn row(near: &Neighbour, cases: &[(String, i64)]) -> TownRow {
    let count = cases.iter().find(|(code, _)| *code == near.code).map_or(0, |(_, count)| *count);
    TownRow {
        town: Link::new(near.label(), format!("/regions/{}", near.code)),
        likeness: near.likeness.map(|likeness| format!("{likeness:.2}")).unwrap_or_default(),
        cells: near
            .factors
            .iter()
            .map(|factor| Cell {
                words: factor.other.words.clone(),
                fictitious: factor.other.fictitious,
                closeness: factor
                    .closeness
                    .map_or_else(|| "比べていません".to_owned(), |closeness| format!("近さ {closeness:.2}")),
            })
            .collect(),
        cases: if count > 0 {
            Link::new(format!("事例 {count}件"), format!("/regions/{}#cases", near.code))
        } else {
            Link::new("", "")
        },
    }
}

/// Day and source of every factor's figures, on both sides, each once.
fn sources(nearest: &[Neighbour]) -> Vec<String> {
    FACTORS
        .iter()
        .filter_map(|(id, label, ..)| {
            let mut notes: Vec<&str> = Vec::new();
            let factors = nearest.iter().flat_map(|near| near.factors.iter().filter(|factor| factor.id == *id));
            for side in factors.flat_map(|factor| [&factor.own, &factor.other]) {
                if !side.note.is_empty() && !notes.contains(&side.note.as_str()) {
                    notes.push(&side.note);
                }
            }
            (!notes.is_empty()).then(|| format!("{label}：{}", notes.join("。")))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use foundation::web::Fields;

    use super::*;
    use crate::regions::likeness::Compared;
    use crate::shared::testing::assert_page;

    #[test]
    fn every_sample_is_a_sound_page() {
        let town = Municipality {
            code: "352128".to_owned(),
            name: "柳井市".to_owned(),
            kana: "やないし".to_owned(),
            kind: "city".to_owned(),
            valid_to: None,
            prefecture_code: "350001".to_owned(),
            prefecture_name: "山口県".to_owned(),
            block_name: "中国・四国".to_owned(),
            bureau_name: "中国四国厚生局".to_owned(),
        };
        let side = |words: &str| Side {
            words: words.to_owned(),
            note: if words == "不明" { String::new() } else { "令和7年4月1日時点、見本".to_owned() },
            fictitious: words != "不明",
        };
        let compared = |own: &str, other: &str, closeness| Compared {
            id: "size",
            label: "人口規模",
            own: side(own),
            other: side(other),
            difference: None,
            closeness,
        };
        let near = Neighbour {
            code: "011002".to_owned(),
            name: "見本市".to_owned(),
            prefecture_name: "北海道".to_owned(),
            likeness: Some(0.876),
            factors: vec![compared("7,200人", "7,000人", Some(0.99)), compared("不明", "3", None)],
        };
        let of = |query: &str, nearest: &[Neighbour]| {
            let weights = Weights::of(&Fields::parse(query.as_bytes()));
            let cases = [("011002".to_owned(), 2)];
            SimilarPage::new(Frame::sample("似た市町村"), &town, &weights, query.is_empty(), nearest, &cases)
        };
        let page = of("size=3", std::slice::from_ref(&near));
        assert_eq!((page.rows[0].likeness.as_str(), page.rows[0].cases.label.as_str()), ("0.88", "事例 2件"));
        assert_eq!(page.missing, ["人口規模"]);
        assert_eq!(page.sources, ["人口規模：令和7年4月1日時点、見本"]);
        assert!(page.changed);
        assert_page(&page);
        assert_page(&of("", &[near]));
        assert_page(&of("", &[]));
        assert_page(&of("size=0&ageing=0&oldest=0&classes=0&demand=0&land=0&resources=0", &[]));
    }
}
