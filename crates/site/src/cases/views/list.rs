//! `/cases`: hits with facets.

use askama::Template;
use foundation::web::{Fields, PageLinks};

use super::{text_of, unmarked};
use crate::cases::model::{Counted, Facets, Line, Selection, Sort, TROUBLE_FACET, TagKind, Trouble, chips, label_of};
use crate::regions::POPULATION_BANDS;
use crate::search::Asked;
use crate::shared::{Facet, Frame, Link, Pagination, Piece, mark, number};

/// Free words offered in one facet; the rest is found by typing.
const FREE_WORDS_SHOWN: usize = 8;

#[derive(Template)]
#[template(path = "cases/templates/list.html")]
pub struct ListPage {
    pub frame: Frame,
    pub words: String,
    /// Name and value of what the search box must not forget.
    pub kept: Vec<(String, String)>,
    pub facets: Vec<FacetGroup>,
    pub total: String,
    pub also: String,
    pub partial: bool,
    /// What is chosen; each link takes its own condition out.
    pub chosen: Vec<Link>,
    pub orders: Vec<Order>,
    pub entries: Vec<Entry>,
    pub pagination: Pagination,
    pub may_draft: bool,
    /// `?…` of the files that hold what the list holds; empty for all.
    pub files_query: String,
    /// 統計, and the shared lists for those who edit them.
    pub tools: Vec<Link>,
    pub elsewhere: Vec<Link>,
    pub invented: bool,
}

pub struct FacetGroup {
    pub title: String,
    pub items: Vec<Facet>,
}

pub struct Order {
    pub label: &'static str,
    pub href: String,
    pub here: bool,
}

/// A case in the list.
pub struct Entry {
    pub title: Vec<Piece>,
    pub number: i64,
    pub href: String,
    pub place: Vec<Piece>,
    pub text: Vec<Piece>,
    pub chips: Vec<String>,
}

fn title_of(facet: &str) -> &'static str {
    match facet {
        "band" => "人口規模",
        "prefecture" => "都道府県",
        kind => TagKind::of(kind).map_or("", TagKind::label),
    }
}

fn address(query: &Fields) -> String {
    let text = query.to_query();
    if text.is_empty() { "/cases".to_owned() } else { format!("/cases?{text}") }
}

impl ListPage {
    #[allow(clippy::too_many_arguments, reason = "one page, everything it shows")]
    pub fn new(
        frame: Frame,
        query: &Fields,
        selection: &Selection,
        asked: &Asked,
        name_of: &dyn Fn(&str) -> Option<String>,
        found: &Facets,
        troubles: &[Trouble],
        lines: &[Line],
        paging: &PageLinks,
        may_draft: bool,
    ) -> Self {
        let query = query.replaced("page", "");
        let label = |facet: &str, value: &str| -> String {
            match facet {
                TROUBLE_FACET => troubles.iter().find(|t| t.id == value).map_or(value, |t| &t.label).to_owned(),
                "band" => POPULATION_BANDS
                    .iter()
                    .find(|(id, ..)| *id == value)
                    .map_or(value, |(_, label, ..)| label)
                    .to_owned(),
                "prefecture" => name_of(value).unwrap_or_else(|| value.to_owned()),
                kind => TagKind::of(kind).map_or(value, |kind| label_of(kind.offered(), value)).to_owned(),
            }
        };
        let facets = found
            .counted
            .iter()
            .map(|counted| {
                let mut values = in_order(counted, troubles);
                // What is chosen stays in sight even when nothing is behind it.
                for (_, chosen) in selection.chosen.iter().filter(|(facet, _)| *facet == counted.facet) {
                    values.extend(
                        chosen.iter().filter(|v| !counted.values.iter().any(|(known, _)| known == *v)).cloned(),
                    );
                }
                let items = values
                    .iter()
                    .map(|value| Facet {
                        label: label(counted.facet, value),
                        href: address(&query.toggled(counted.facet, value)),
                        count: counted.count(value),
                        on: selection.is_on(counted.facet, value),
                    })
                    .collect();
                let mark = if counted.facet == "band" && found.invented_populations {
                    "（架空の人口による）"
                } else {
                    ""
                };
                FacetGroup { title: format!("{}{mark}", title_of(counted.facet)), items }
            })
            .filter(|group: &FacetGroup| !group.items.is_empty())
            .collect();
        let mut chosen: Vec<Link> = Vec::new();
        for (facet, values) in &selection.chosen {
            chosen.extend(values.iter().map(|value| {
                Link::new(
                    format!("{}：{}", title_of(facet), label(facet, value)),
                    address(&query.toggled(facet, value)),
                )
            }));
        }
        if !asked.is_empty() {
            chosen.push(Link::new(format!("ことば：{}", asked.typed), address(&query.replaced("q", ""))));
        }
        let needles = asked.needles();
        let entries = lines
            .iter()
            .map(|line| Entry {
                title: mark(&line.title, &needles),
                number: line.number,
                href: format!("/cases/{}", line.number),
                place: mark(&line.place(), &needles),
                text: if needles.is_empty() { unmarked(&line.summary) } else { text_of(line, &needles) },
                chips: chips(line.tags.as_deref()),
            })
            .collect();
        let by_words = (!asked.is_empty()).then_some(("ことばの近さ", "", Sort::Relevance));
        let newest =
            if asked.is_empty() { ("新しい順", "", Sort::Relevance) } else { ("新しい順", "new", Sort::New) };
        let orders = by_words.into_iter().chain([newest, ("よく読まれている順", "read", Sort::Read)]);
        let is_here = |sort: Sort| {
            selection.sort == sort || (asked.is_empty() && selection.sort == Sort::New && sort == Sort::Relevance)
        };
        let orders = orders.map(|(label, value, sort)| Order {
            label,
            href: address(&query.replaced("sort", value)),
            here: is_here(sort),
        });
        let orders = orders.collect();
        Self {
            frame,
            words: selection.words.clone(),
            kept: selection
                .chosen
                .iter()
                .flat_map(|(facet, values)| values.iter().map(|v| ((*facet).to_owned(), v.clone())))
                .collect(),
            facets,
            total: number(paging.total),
            also: asked.also_words(),
            partial: found.partial,
            chosen,
            orders,
            entries,
            pagination: Pagination::new(paging, "件"),
            may_draft,
            files_query: String::new(),
            tools: vec![Link::new("人口規模と場面の表", "/cases/statistics")],
            elsewhere: vec![
                Link::new("条件をすべて外して事例を見る", "/cases"),
                Link::new("地域からさがす", "/regions"),
            ],
            invented: found.invented_populations,
        }
    }
}

/// Values in the order of the page: as offered, places by code, free words by count.
fn in_order(counted: &Counted, troubles: &[Trouble]) -> Vec<String> {
    let mut values = counted.values.clone();
    let position = |value: &str| match counted.facet {
        TROUBLE_FACET => troubles.iter().position(|t| t.id == value),
        "band" => POPULATION_BANDS.iter().position(|(id, ..)| *id == value),
        kind => TagKind::of(kind).and_then(|kind| kind.offered().iter().position(|(id, _)| *id == value)),
    };
    if counted.facet == TagKind::KeyPerson.id() {
        values.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        values.truncate(FREE_WORDS_SHOWN);
    } else {
        values.sort_by(|a, b| position(&a.0).cmp(&position(&b.0)).then_with(|| a.0.cmp(&b.0)));
    }
    values.into_iter().map(|(value, _)| value).collect()
}
