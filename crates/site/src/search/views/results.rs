//! `/search`

use std::fmt::Write as _;

use askama::Template;
use foundation::web::{Fields, Page, PageLinks, escape};

use crate::search::actions::finding::{Found, Hit as FoundHit, How, MOST_WEIGHED};
use crate::search::model::{Asked, Candidate, Chosen, FACETS};
use crate::search::rules::windows::excerpt;
use crate::searchable;
use crate::shared::{Facet, Frame, Link, Pagination, Piece, mark, number};

/// Characters of a snippet: two lines on a desktop.
const SNIPPET: usize = 110;
/// Values offered in one facet.
const VALUES_SHOWN: usize = 12;

/// A hit as it is shown.
pub struct Hit {
    pub title: Vec<Piece>,
    pub href: String,
    /// What the script tells when it is opened.
    pub mark: String,
    pub kind: String,
    pub place: Vec<Piece>,
    pub text: Vec<Piece>,
    pub chips: Vec<String>,
    /// 「ほかに3か所」
    pub others: String,
}

pub struct FacetGroup {
    pub title: &'static str,
    pub items: Vec<Facet>,
}

#[derive(Template)]
#[template(path = "search/templates/results.html")]
pub struct ResultsPage {
    pub frame: Frame,
    pub script: String,
    pub typed: String,
    pub total: i64,
    /// 「すべてのことばをふくむものはありません。…」
    pub how: String,
    pub also: String,
    /// What was probably meant, with its address.
    pub meant: Option<Link>,
    /// 「池田町」という市町村は4つあります: several places bear the name; empty when none does.
    pub same_name: String,
    /// What is wrong with a municipality's code that was typed, and where it probably leads; empty when none was.
    pub about_code: String,
    pub code_meant: Vec<Link>,
    pub facets: Vec<FacetGroup>,
    /// What is chosen; each link takes its own condition out.
    pub chosen: Vec<Link>,
    pub hits: Vec<Hit>,
    /// The features' own lists with the same words.
    pub lists: Vec<Link>,
    /// For those who look after the search.
    pub tools: Vec<Link>,
    pub pagination: Pagination,
    pub examples: Vec<Link>,
}

/// What a page of results is made of.
pub struct Shown<'a> {
    pub asked: &'a Asked,
    pub found: &'a Found,
    pub choice: &'a Chosen,
    pub query: &'a Fields,
    pub page: Page,
    pub prefectures: &'a [(String, String)],
    pub about_code: Option<(String, Vec<Link>)>,
    /// Address of the script beside the search box.
    pub script: String,
}

impl ResultsPage {
    pub fn new(frame: Frame, shown: Shown<'_>) -> Self {
        let Shown { asked, found, choice, query, page, prefectures, about_code, script } = shown;
        let (about_code, code_meant) = about_code.unwrap_or_default();
        let links = PageLinks::new("/search", &query.replaced("from", ""), page, found.total.min(found.weighed));
        let kinds: Vec<String> =
            Chosen::default().counts(&found.shelves, "kind").into_iter().map(|(kind, _)| kind).collect();
        let lists = searchable::KINDS
            .iter()
            .filter(|kind| !kind.list.0.is_empty() && kinds.iter().any(|k| k == kind.id))
            .map(|kind| Link::new(kind.list.0, format!("{}{}", kind.list.1, escape(&asked.typed))));
        Self {
            frame,
            script,
            typed: asked.typed.clone(),
            total: found.total,
            how: how(found),
            also: if found.how == How::Pieces { String::new() } else { asked.also_words() },
            meant: found.meant.as_ref().map(|words| {
                Link::new(words.clone(), format!("/search?q={}&from={}", escape(words), escape(&asked.typed)))
            }),
            same_name: if page.number == 1 { same_name(&asked.typed, &found.hits) } else { String::new() },
            about_code,
            code_meant,
            facets: facets(found, choice, query, prefectures),
            chosen: chosen(choice, query, prefectures),
            hits: found.hits.iter().map(|one| hit(one, found, &asked.typed)).collect(),
            lists: lists.collect(),
            tools: Vec::new(),
            pagination: Pagination::new(&links, "件"),
            examples: super::examples(),
        }
    }

    /// 「1,234件」 is more than can be turned through.
    pub fn beyond(&self) -> String {
        if usize::try_from(self.total).is_ok_and(|total| total > MOST_WEIGHED) {
            format!("よく合うものから{MOST_WEIGHED}件までを示します。条件を選ぶと絞り込めます。")
        } else {
            String::new()
        }
    }
}

fn how(found: &Found) -> String {
    match found.how {
        How::Some(0) if found.total > 0 => {
            "すべてのことばをふくむものはありません。一部をふくむものを示します。".to_owned()
        }
        How::Some(all) if found.total > all => {
            format!("すべてのことばをふくむものは{}件です。一部をふくむものも、そのあとに示します。", number(all))
        }
        How::Pieces if found.total > 0 => {
            "このことばをふくむものはありません。近いことばをふくむものを示します。".to_owned()
        }
        How::All | How::Some(_) | How::Pieces => String::new(),
    }
}

/// Where a place opens. A reader that is asked for a page takes the words along, and marks them.
fn href_of(candidate: &Candidate, words: &str) -> String {
    let more = if candidate.fragment.contains('?') { format!("&q={}", escape(words)) } else { String::new() };
    format!("{}{}{more}", candidate.href, candidate.fragment)
}

fn hit(one: &FoundHit, found: &Found, words: &str) -> Hit {
    let c = &one.candidate;
    let needles = &found.needles;
    let joined = if c.heading.is_empty() { c.place.clone() } else { format!("{}　{}", c.place, c.heading) };
    let text = excerpt(c, &found.words, SNIPPET).unwrap_or_else(|| {
        let start: String = c.body.chars().take(SNIPPET).collect();
        let cut = if start.len() < c.body.len() { "…" } else { "" };
        mark(&format!("{start}{cut}"), needles)
    });
    Hit {
        title: mark(&c.title, needles),
        href: href_of(c, words),
        mark: format!("{}/{}", c.kind, c.key),
        kind: searchable::label_of("kind", &c.kind, &[]),
        place: mark(joined.trim(), needles),
        text,
        chips: c.chips.lines().map(str::to_owned).collect(),
        others: if one.others > 0 { format!("ほかに{}か所", one.others) } else { String::new() },
    }
}

fn title_of(facet: &str) -> &'static str {
    match facet {
        "kind" => "種類",
        "prefecture" => "都道府県",
        "scene" => "場面",
        _ => "年度",
    }
}

fn href(query: &Fields, facet: &str, values: &[&str]) -> String {
    let mut fields = query.replaced("page", "").replaced("from", "").replaced(facet, "");
    for value in values {
        fields.push(facet, value);
    }
    format!("/search?{}", fields.to_query())
}

fn facets(found: &Found, choice: &Chosen, query: &Fields, prefectures: &[(String, String)]) -> Vec<FacetGroup> {
    let mut groups = Vec::new();
    for facet in FACETS {
        let mut counts = choice.counts(&found.shelves, facet);
        counts.sort_by(|(a, m), (b, n)| n.cmp(m).then_with(|| a.cmp(b)));
        counts.truncate(VALUES_SHOWN);
        let on = choice.values(facet);
        if counts.len() < 2 && on.is_empty() {
            continue;
        }
        let items = counts.iter().map(|(value, count)| {
            let here = on.contains(value);
            let values: Vec<&str> =
                on.iter().map(String::as_str).filter(|v| v != value).chain((!here).then_some(value.as_str())).collect();
            Facet {
                label: searchable::label_of(facet, value, prefectures),
                href: href(query, facet, &values),
                count: *count,
                on: here,
            }
        });
        groups.push(FacetGroup { title: title_of(facet), items: items.collect() });
    }
    groups
}

fn chosen(choice: &Chosen, query: &Fields, prefectures: &[(String, String)]) -> Vec<Link> {
    let mut links = Vec::new();
    for (facet, values) in &choice.0 {
        for value in values {
            let rest: Vec<&str> = values.iter().map(String::as_str).filter(|v| v != value).collect();
            links.push(Link::new(searchable::label_of(facet, value, prefectures), href(query, facet, &rest)));
        }
    }
    links
}

/// What to say when several places bear the name that was typed (with or without 市, 町 …).
fn same_name(typed: &str, hits: &[FoundHit]) -> String {
    let places = hits.iter().filter(|hit| hit.candidate.kind == searchable::PLACE);
    let names: Vec<&str> = places.map(|hit| hit.candidate.title.as_str()).collect();
    let is_asked = |name: &str| name == typed || name.strip_suffix(['市', '区', '町', '村']) == Some(typed);
    let mut told: Vec<&str> = Vec::new();
    let mut sentences = String::new();
    for name in names.iter().copied().filter(|name| is_asked(name)) {
        let count = names.iter().filter(|other| **other == name).count();
        if count > 1 && !told.contains(&name) {
            told.push(name);
            let _ = write!(sentences, "「{name}」という市町村は{count}つあります。");
        }
    }
    if sentences.is_empty() { sentences } else { sentences + "都道府県の名前で見分けてください。" }
}

#[cfg(test)]
mod samples {
    use super::*;
    use crate::search::model::Shelf;
    use crate::shared::testing::assert_page;

    fn candidate(kind: &str, title: &str, place: &str) -> FoundHit {
        FoundHit {
            candidate: Candidate {
                kind: kind.to_owned(),
                key: "1".to_owned(),
                title: title.to_owned(),
                href: "/cases/1".to_owned(),
                place: place.to_owned(),
                chips: "看取り".to_owned(),
                body: "島で看取る体制ができました。<b>".to_owned(),
                ..Candidate::default()
            },
            others: 2,
        }
    }

    fn page(typed: &str, found: &Found, query: &str, about_code: Option<(String, Vec<Link>)>) -> ResultsPage {
        let asked = Asked { typed: typed.to_owned(), also: vec!["看取り".to_owned()], ..Asked::default() };
        let query = Fields::parse(query.as_bytes());
        let shown = Shown {
            asked: &asked,
            found,
            choice: &Chosen::of(&query),
            query: &query,
            page: Page { number: 1, size: 20 },
            prefectures: &[("350001".to_owned(), "山口県".to_owned()), ("010006".to_owned(), "北海道".to_owned())],
            about_code,
            script: String::new(),
        };
        ResultsPage::new(Frame::sample("さがす"), shown)
    }

    #[test]
    fn every_sample_is_a_sound_page() {
        let shelf = |kind: &str, prefecture: &str, things| Shelf {
            kind: kind.into(),
            prefecture_code: prefecture.into(),
            fiscal_year: 0,
            scenes: "".into(),
            things,
        };
        let found = Found {
            how: How::Some(0),
            shelves: vec![shelf("case", "350001", 2), shelf("region", "010006", 400)],
            total: 402,
            weighed: 3,
            hits: vec![
                candidate("case", "<看取り>", "山口県柳井市"),
                candidate("region", "池田町", "福井県"),
                candidate("region", "池田町", "長野県"),
            ],
            needles: vec!["看取".to_owned()],
            words: vec![vec!["看取".to_owned()]],
            meant: Some("看取り".to_owned()),
        };
        let code = (
            "「011003」は検査数字が合いません。".to_owned(),
            vec![Link::new("札幌市（011002）のページ", "/regions/011002")],
        );
        let pages = [
            page("", &Found::default(), "", None),
            page(
                "どこにもない",
                &Found { meant: Some("どこかにある".to_owned()), ..Found::default() },
                "q=x",
                Some(code),
            ),
            page("池田", &found, "q=%E6%B1%A0%E7%94%B0&kind=case&prefecture=350001", None),
            page("池田", &found, "q=x", None),
        ];
        let mut pages = pages;
        pages[0].tools = vec![Link::new("検索の記録", "/search/log")];
        pages.iter().for_each(assert_page);
        assert_eq!(pages[2].same_name, "「池田町」という市町村は2つあります。都道府県の名前で見分けてください。");
        assert_eq!(pages[2].chosen.len(), 2);
        assert!(pages[3].beyond().contains("300件"));
    }
}
