//! `/library`: hits with facets.

use askama::Template;
use foundation::web::{Fields, PageLinks};

use super::{Chosen, file_label, scene_label, tier_label, year_words};
use crate::library::address_of_page;
use crate::library::model::{FoundPage, KINDS, Line, SeenBy, kind_label};
use crate::search::Asked;
use crate::shared::{Facet, Frame, Link, Pagination, Piece, mark, number, snippet};

const SNIPPET_CHARACTERS: usize = 110;

#[derive(Template)]
#[template(path = "library/templates/list.html")]
pub struct ListPage {
    pub frame: Frame,
    pub words: String,
    /// Name and value of what the search box must not forget.
    pub kept: Vec<(String, String)>,
    pub facets: Vec<(&'static str, Vec<Facet>)>,
    pub total: String,
    pub also: String,
    pub partial: bool,
    pub chosen: Vec<Link>,
    pub entries: Vec<Entry>,
    pub pagination: Pagination,
    pub may_edit: bool,
    pub shows_tiers: bool,
    pub elsewhere: Vec<Link>,
}

pub struct Entry {
    pub title: Vec<Piece>,
    pub href: String,
    /// 「手引き・ガイド　令和6年度　厚生労働省」
    pub about: String,
    pub text: Vec<Piece>,
    /// The page that answers: 「3ページ」 and where it opens.
    pub page: Option<Link>,
    pub format: String,
    /// Empty for what everybody sees.
    pub tier: &'static str,
    pub withdrawn: bool,
}

fn title_of(facet: &str) -> &'static str {
    match facet {
        "kind" => "種類",
        "scene" => "場面",
        "year" => "年度",
        "format" => "ファイルの形式",
        _ => "見せる相手",
    }
}

fn label_of(facet: &str, value: &str) -> String {
    match facet {
        "kind" => kind_label(value).to_owned(),
        "scene" => scene_label(value).to_owned(),
        "year" => value.parse().map_or_else(|_| value.to_owned(), year_words),
        "format" => file_label(value).to_owned(),
        _ if value == "withdrawn" => "下げた資料".to_owned(),
        _ => tier_label(value).to_owned(),
    }
}

/// Whether there is such a value at all.
pub fn is_named(facet: &str, value: &str) -> bool {
    match facet {
        "kind" => kind_label(value) != value,
        "scene" => scene_label(value) != value,
        "year" => value.len() == 4 && value.bytes().all(|b| b.is_ascii_digit()),
        "format" => value == "link" || document_text::Kind::of_ending(value).is_some(),
        _ => value == "withdrawn" || SeenBy::of(value).is_some(),
    }
}

/// Values in the order of the page.
fn in_order(facet: &str, values: &[(String, i64)]) -> Vec<(String, i64)> {
    let mut values = values.to_vec();
    let position = |value: &str| match facet {
        "kind" => KINDS.iter().position(|(id, _)| *id == value),
        "scene" => crate::cases::model::SCENES.iter().position(|(id, _)| *id == value),
        "tier" => ["public", "signed_in", "office"].iter().position(|id| *id == value).or(Some(9)),
        _ => None,
    };
    values.sort_by(|a, b| position(&a.0).cmp(&position(&b.0)).then_with(|| b.0.cmp(&a.0)));
    values
}

fn address(query: &Fields) -> String {
    let text = query.to_query();
    if text.is_empty() { "/library".to_owned() } else { format!("/library?{text}") }
}

impl ListPage {
    #[allow(clippy::too_many_arguments, reason = "one page, everything it shows")]
    pub fn new(
        frame: Frame,
        query: &Fields,
        asked: &Asked,
        chosen: &[(&'static str, String)],
        found: &Chosen,
        lines: &[Line],
        pages: &[FoundPage],
        paging: &PageLinks,
    ) -> Self {
        let facets = found.counted.iter().map(|(facet, values)| {
            let items = in_order(facet, values).into_iter().map(|(value, count)| Facet {
                label: label_of(facet, &value),
                href: address(&query.toggled(facet, &value)),
                count,
                on: chosen.iter().any(|(f, v)| f == facet && *v == value),
            });
            (title_of(facet), items.collect::<Vec<_>>())
        });
        let mut links: Vec<Link> = chosen
            .iter()
            .map(|(facet, value)| {
                Link::new(
                    format!("{}：{}", title_of(facet), label_of(facet, value)),
                    address(&query.toggled(facet, value)),
                )
            })
            .collect();
        if !asked.is_empty() {
            links.push(Link::new(format!("ことば：{}", asked.typed), address(&query.replaced("q", ""))));
        }
        Self {
            words: query.get("q").to_owned(),
            kept: chosen.iter().map(|(facet, value)| ((*facet).to_owned(), value.clone())).collect(),
            facets: facets
                .filter(|(title, items)| !items.is_empty() && (*title != "見せる相手" || items.len() > 1))
                .collect(),
            total: number(paging.total),
            also: asked.also_words(),
            partial: found.partial,
            chosen: links,
            entries: lines.iter().map(|line| entry(line, pages, asked)).collect(),
            pagination: Pagination::new(paging, "件"),
            may_edit: false,
            shows_tiers: false,
            elsewhere: Vec::new(),
            frame,
        }
    }
}

fn about(line: &Line) -> String {
    let year = line.year.map(year_words).unwrap_or_default();
    let words = [kind_label(&line.kind), &year, &line.publisher];
    words.into_iter().filter(|word| !word.is_empty()).collect::<Vec<_>>().join("　")
}

fn entry(line: &Line, pages: &[FoundPage], asked: &Asked) -> Entry {
    let needles = asked.needles();
    let page = pages.iter().find(|page| page.number == line.number);
    let cut = page.and_then(|page| snippet(&joined(&page.body), &needles, SNIPPET_CHARACTERS));
    Entry {
        title: mark(&line.title, &needles),
        href: format!("/library/{}", line.number),
        about: about(line),
        text: cut.unwrap_or_else(|| mark(&line.summary, &needles)),
        page: page.map(|page| Link::new(page_words(page), page_href(page, asked))),
        format: file_label(&line.file_kind).to_owned(),
        tier: if line.tier == "public" { "" } else { tier_label(&line.tier) },
        withdrawn: line.withdrawn,
    }
}

fn page_words(page: &FoundPage) -> String {
    if page.heading.is_empty() { page.place.clone() } else { format!("{}「{}」", page.place, page.heading) }
}

/// The page with the words that led there.
fn page_href(page: &FoundPage, asked: &Asked) -> String {
    format!("{}&q={}", address_of_page(page.number, page.position), foundation::web::escape(&asked.typed))
}

/// Lines of a page as one text: a word may be broken over two of them.
fn joined(body: &str) -> String {
    let mut out = String::with_capacity(body.len());
    for line in body.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let between_letters =
            out.chars().next_back().is_some_and(|c| c.is_ascii()) || line.starts_with(|c: char| c.is_ascii());
        if between_letters && !out.is_empty() {
            out.push(' ');
        }
        out.push_str(line);
    }
    out
}
