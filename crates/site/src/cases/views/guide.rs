//! `/troubles`, `/troubles/{trouble}`, `/cases/near`

use askama::Template;
use foundation::web::{Fields, escape};

use crate::cases::model::{
    CONTENTS, COOPERATION, Facets, Offered, SCENES, Selection, TROUBLE_FACET, TagKind, Told, Town, Trouble,
};
use crate::regions::{EMPHASES, LIKENESS_FACTORS, POPULATION_BANDS, Weights};
use crate::search::actions::finding::Found;
use crate::shared::{Choice, Facet, Frame, Link, number};

#[derive(Template)]
#[template(path = "cases/templates/troubles_list.html")]
pub struct TroubleListPage {
    pub frame: Frame,
    /// With the number of cases behind each.
    pub troubles: Vec<(Trouble, i64)>,
}

/// How like a case's municipality is to the reader's.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Near {
    pub number: i64,
    pub likeness: f64,
    /// The case is about her own.
    pub is_own: bool,
}

/// Everything a page of the guide is made of.
pub struct Shown<'a> {
    pub path: &'a str,
    pub query: &'a Fields,
    pub trouble: Option<&'a Trouble>,
    pub selection: &'a Selection,
    pub found: &'a Facets,
    pub told: &'a [Told],
    pub town: &'a Town,
    pub weights: &'a Weights,
    /// `None` without a town.
    pub near: Option<&'a [Near]>,
    pub documents: &'a Found,
    /// What the documents were looked for by.
    pub word: &'a str,
}

/// One step of the narrowing.
pub struct Step {
    pub title: &'static str,
    pub items: Vec<Facet>,
}

pub struct CaseCard {
    pub title: String,
    pub href: String,
    pub place: String,
    pub summary: String,
    pub chips: Vec<String>,
    /// 「近さ 0.83」; empty without a town.
    pub nearness: String,
    pub carry_over: String,
}

pub struct DocumentLine {
    pub link: Link,
    /// 「手引き・ガイド 令和6年度」 and the page.
    pub about: String,
}

#[derive(Template)]
#[template(path = "cases/templates/guide.html")]
#[allow(clippy::struct_excessive_bools, reason = "what the page says or leaves unsaid")]
pub struct GuidePage {
    pub frame: Frame,
    pub path: String,
    pub steps: Vec<Step>,
    pub chosen: Vec<Link>,
    /// What the form of the town must not forget.
    pub kept: Vec<(String, String)>,
    pub typed: String,
    pub town: Option<Link>,
    pub is_own: bool,
    pub unknown: bool,
    pub several: Vec<Link>,
    pub weighings: Vec<(&'static str, &'static str, Vec<Choice>)>,
    pub weighed: bool,
    pub total: String,
    pub cases: Vec<CaseCard>,
    /// The same cases in the list; empty label when all are here.
    pub list: Link,
    pub documents: Vec<DocumentLine>,
    pub word: String,
    /// All documents with the word.
    pub library: String,
    pub has_trouble: bool,
    /// Where nothing answers, or more is wanted.
    pub onward: Vec<Link>,
}

const STEPS: [(&str, &str); 4] = [
    ("scene", "1　どの場面ですか"),
    ("band", "2　まちの大きさは"),
    ("content", "3　何をしたいですか"),
    ("cooperation", "4　だれとつながりたいですか"),
];

fn label_of(facet: &str, value: &str) -> String {
    let of = |offered: Offered| offered.iter().find(|(id, _)| *id == value).map(|(_, label)| (*label).to_owned());
    match facet {
        "scene" => of(SCENES),
        "content" => of(CONTENTS),
        "cooperation" => of(COOPERATION),
        _ => POPULATION_BANDS.iter().find(|(id, ..)| *id == value).map(|band| band.1.to_owned()),
    }
    .unwrap_or_else(|| value.to_owned())
}

fn order_of(facet: &str, value: &str) -> usize {
    let of = |offered: Offered| offered.iter().position(|(id, _)| *id == value);
    match facet {
        "scene" => of(SCENES),
        "content" => of(CONTENTS),
        "cooperation" => of(COOPERATION),
        _ => POPULATION_BANDS.iter().position(|(id, ..)| *id == value),
    }
    .unwrap_or(usize::MAX)
}

/// The path carries the trouble; the address the rest.
fn address(path: &str, query: &Fields) -> String {
    let text = query.replaced(TROUBLE_FACET, "").to_query();
    if text.is_empty() { path.to_owned() } else { format!("{path}?{text}") }
}

impl GuidePage {
    pub fn new(frame: Frame, of: &Shown<'_>) -> Self {
        let toggled = |facet: &str, value: &str| address(of.path, &of.query.toggled(facet, value));
        let steps = STEPS.iter().map(|(facet, title)| {
            let counted = of.found.counted.iter().find(|counted| counted.facet == *facet);
            let mut values: Vec<(String, i64)> = counted.map(|c| c.values.clone()).unwrap_or_default();
            for value in of.selection.values(facet) {
                if !values.iter().any(|(known, _)| known == value) {
                    values.push((value.clone(), 0));
                }
            }
            values.sort_by_key(|(value, _)| order_of(facet, value));
            let items = values.into_iter().map(|(value, count)| Facet {
                label: label_of(facet, &value),
                href: toggled(facet, &value),
                count,
                on: of.selection.is_on(facet, &value),
            });
            Step { title, items: items.collect() }
        });
        let chosen = of
            .selection
            .chosen
            .iter()
            .filter(|(facet, _)| *facet != TROUBLE_FACET)
            .flat_map(|(facet, values)| values.iter().map(move |value| (*facet, value)).collect::<Vec<_>>());
        let is_weight = |name: &str| LIKENESS_FACTORS.iter().any(|(id, ..)| *id == name);
        let listed = Fields::from_pairs(
            of.selection
                .chosen
                .iter()
                .flat_map(|(facet, values)| values.iter().map(move |value| (*facet, value.as_str()))),
        );
        let total = of.found.total;
        let with_town = |code: &str| address(of.path, &of.query.replaced("town", code));
        let mut onward = vec![Link::new("事例をすべて見る", "/cases")];
        if let Some(trouble) = of.trouble {
            onward.insert(
                0,
                Link::new("サイト全体をこのことばでさがす", format!("/search?q={}", escape(&trouble.label))),
            );
            onward.push(Link::new("ほかの困りごとから始める", "/troubles"));
        }
        Self {
            path: of.path.to_owned(),
            steps: steps.filter(|step| !step.items.is_empty()).collect(),
            chosen: chosen.map(|(facet, value)| Link::new(label_of(facet, value), toggled(facet, value))).collect(),
            kept: of
                .query
                .pairs()
                .filter(|(name, value)| {
                    !value.is_empty() && *name != "town" && *name != TROUBLE_FACET && !is_weight(name)
                })
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .collect(),
            typed: of.town.typed.clone(),
            town: of.town.found.as_ref().map(|town| Link::new(town.label(), format!("/regions/{}", town.code))),
            is_own: of.town.is_own,
            unknown: of.town.is_unknown(),
            several: of.town.several.iter().map(|one| Link::new(one.label(), with_town(&one.code))).collect(),
            weighings: LIKENESS_FACTORS
                .iter()
                .zip(of.weights.values())
                .map(|((id, label, ..), chosen)| {
                    let choice = |(value, words, _): &(&'static str, &'static str, f64)| {
                        Choice::new(*value, *words, *value == chosen)
                    };
                    (*id, *label, EMPHASES.iter().map(choice).collect())
                })
                .collect(),
            weighed: *of.weights != Weights::default(),
            total: number(i64::try_from(total).unwrap_or(i64::MAX)),
            cases: of.told.iter().map(|told| card(told, of)).collect(),
            list: if total > of.told.len() {
                Link::new(format!("残りもふくめて{total}件を一覧で見る"), format!("/cases?{}", listed.to_query()))
            } else {
                Link::new("", "")
            },
            documents: of
                .documents
                .hits
                .iter()
                .map(|hit| DocumentLine {
                    link: Link::new(&*hit.candidate.title, format!("{}{}", hit.candidate.href, hit.candidate.fragment)),
                    about: [hit.candidate.place.as_str(), &hit.candidate.heading]
                        .into_iter()
                        .filter(|part| !part.is_empty())
                        .collect::<Vec<_>>()
                        .join("　"),
                })
                .collect(),
            word: of.word.to_owned(),
            library: format!("/library?q={}", escape(of.word)),
            has_trouble: of.trouble.is_some(),
            onward,
            frame,
        }
    }
}

fn card(told: &Told, of: &Shown<'_>) -> CaseCard {
    let near = of.near.map(|near| near.iter().find(|one| one.number == told.number));
    let town = of.town.found.as_ref().filter(|_| !of.town.is_own).map_or("", |town| town.code.as_str());
    let carry_over = format!("/cases/{}/carry-over", told.number);
    let chips = [TagKind::Scene, TagKind::Class].into_iter().flat_map(|kind| told.tags_of(kind));
    CaseCard {
        title: told.title.clone(),
        href: format!("/cases/{}", told.number),
        place: told.place(),
        summary: told.summary.clone(),
        chips: chips.filter(|(id, _)| *id != "sonota").map(|(_, label)| label.to_owned()).collect(),
        nearness: match near {
            None => String::new(),
            Some(None) => "近さは比べていません（市町村の事例でないか、数字が足りません）".to_owned(),
            Some(Some(near)) if near.is_own => "この市町村の事例".to_owned(),
            Some(Some(near)) => format!("近さ {:.2}", near.likeness),
        },
        carry_over: if town.is_empty() { carry_over } else { format!("{carry_over}?town={town}") },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cases::model::{IndexRow, Published};
    use crate::regions::NamedPlace;
    use crate::shared::testing::assert_page;

    fn trouble() -> Trouble {
        Trouble {
            id: "kuhaku".to_owned(),
            label: "訪問看護がない".to_owned(),
            sentence: "町のなかにありません。".to_owned(),
        }
    }

    fn page(query: &str, town: &Town, near: Option<&[Near]>) -> GuidePage {
        let trouble = trouble();
        let mut fields = Fields::parse(query.as_bytes());
        fields.push(TROUBLE_FACET, &trouble.id);
        let selection = Selection::of(&fields);
        let row = |number: i64, tags: &str| IndexRow {
            number,
            published_at: None,
            prefecture_code: "350001".to_owned(),
            prefecture_name: "山口県".to_owned(),
            tags: Some(format!("trouble:kuhaku\n{tags}")),
            populations: Some("9000".to_owned()),
        };
        let rows = vec![row(1, "scene:mitori\ncontent:sodan"), row(2, "scene:saigai")];
        let found = Published::of(rows).choose(&selection, None, 0..usize::MAX);
        let told: Vec<Told> = found
            .numbers
            .iter()
            .map(|number| Told { number: *number, title: format!("見本{number}"), ..Told::default() })
            .collect();
        let shown = Shown {
            path: "/troubles/kuhaku",
            query: &fields,
            trouble: Some(&trouble),
            selection: &selection,
            found: &found,
            told: &told,
            town,
            weights: &Weights::of(&fields),
            near,
            documents: &Found::default(),
            word: "訪問看護",
        };
        GuidePage::new(Frame::sample("困りごと"), &shown)
    }

    #[test]
    fn every_sample_is_a_sound_page() {
        assert_page(&TroubleListPage {
            frame: Frame::sample("困りごと"),
            troubles: vec![(trouble(), 2), (trouble(), 0)],
        });
        assert_page(&TroubleListPage { frame: Frame::sample("困りごと"), troubles: Vec::new() });
        let place = NamedPlace {
            code: "352128".to_owned(),
            name: "柳井市".to_owned(),
            prefecture_name: "山口県".to_owned(),
            ..NamedPlace::default()
        };
        let town = Town { found: Some(place.clone()), typed: "柳井市".to_owned(), ..Town::default() };
        let near = [Near { number: 1, likeness: 0.834, is_own: false }];
        let narrowed = page("scene=mitori&town=352128&size=3", &town, Some(&near));
        assert_eq!(narrowed.chosen.iter().map(|link| link.label.as_str()).collect::<Vec<_>>(), ["看取り"]);
        assert_eq!(narrowed.chosen[0].href, "/troubles/kuhaku?town=352128&size=3", "the trouble stands in the path");
        assert_eq!(narrowed.cases[0].nearness, "近さ 0.83");
        assert_eq!(narrowed.cases[0].carry_over, "/cases/1/carry-over?town=352128");
        assert_eq!(narrowed.kept, [("scene".to_owned(), "mitori".to_owned())]);
        assert_page(&narrowed);
        let several = Town { typed: "池田町".to_owned(), several: vec![place.clone(), place], ..Town::default() };
        assert_page(&page("", &several, None));
        assert_page(&page("scene=nichijo", &Town { typed: "どこにもない町".to_owned(), ..Town::default() }, None));
    }

    #[test]
    fn what_cannot_be_compared_is_said() {
        let own = Town { found: Some(NamedPlace::default()), is_own: true, ..Town::default() };
        let page = page("", &own, Some(&[]));
        assert!(page.cases.iter().all(|case| case.nearness.contains("比べていません")));
    }
}
