//! `/search/log`

use std::collections::BTreeMap;

use askama::Template;
use foundation::web::escape;

use crate::permissions::Tier;
use crate::search::model::{HelpedRow, TaskRow, TermRow};
use crate::search::rules::log::{Cell, LEAST_SHOWN};
use crate::shared::{Frame, Link, day_of, number};

pub struct TermLine {
    pub term: String,
    pub href: String,
    pub searches: String,
    pub empty: String,
    pub opened: String,
    /// What was asked next: 「看取り」「終末期」
    pub next: String,
}

pub struct CellLine {
    pub tier: String,
    pub place: String,
    pub searches: String,
}

pub struct TaskLine {
    pub id: i64,
    pub term: String,
    pub what: &'static str,
    pub href: String,
    pub made: String,
    pub done: String,
}

/// Answers that began with a thing.
pub struct HelpedLine {
    pub title: String,
    /// Empty where there is nothing to open.
    pub href: String,
    pub helped: String,
    pub not_helped: String,
}

fn helped_line(row: &HelpedRow) -> HelpedLine {
    let title = if row.kind.is_empty() { "答えがなかったもの".to_owned() } else { row.title.clone() };
    HelpedLine { title, href: row.href.clone(), helped: number(row.helped), not_helped: number(row.not_helped) }
}

/// What the page is made of.
pub struct Logged<'a> {
    pub days: i64,
    pub choices: &'a [i64],
    /// Searches, those that found nothing, openings.
    pub totals: (i64, i64, i64),
    pub all_terms: i64,
    pub term: String,
    pub cells: (Vec<Cell>, i64),
    pub tasks: Vec<TaskRow>,
    pub helped: Vec<HelpedRow>,
    pub prefectures: Vec<(String, String)>,
    pub terms: Vec<TermRow>,
    pub empty: Vec<TermRow>,
    pub follows: BTreeMap<String, Vec<String>>,
    pub may_handle: bool,
}

#[derive(Template)]
#[template(path = "search/templates/log.html")]
pub struct LogPage {
    pub frame: Frame,
    pub may_handle: bool,
    pub term: String,
    pub periods: Vec<(Link, bool)>,
    pub sentence: String,
    pub terms: Vec<TermLine>,
    pub empty: Vec<TermLine>,
    pub cells: Vec<CellLine>,
    pub rest: String,
    pub tasks: Vec<TaskLine>,
    pub helped: Vec<HelpedLine>,
}

impl LogPage {
    pub fn new(frame: Frame, logged: Logged<'_>) -> Self {
        let (searches, empty, opened) = logged.totals;
        let line = |row: &TermRow| TermLine {
            term: row.term.clone(),
            href: format!("/search/log?days={}&term={}", logged.days, escape(&row.term)),
            searches: number(row.searches),
            empty: number(row.empty_searches),
            opened: number(row.opened),
            next: logged.follows.get(&row.term).map_or_else(String::new, |next| format!("「{}」", next.join("」「"))),
        };
        let place = |code: &str| {
            logged.prefectures.iter().find(|(c, _)| c == code).map_or("–", |(_, name)| name.as_str()).to_owned()
        };
        let tier = |id: &str| Tier::EVERY.into_iter().find(|tier| tier.id() == id).map_or("–", Tier::label).to_owned();
        let (cells, rest) = &logged.cells;
        Self {
            may_handle: logged.may_handle,
            periods: logged
                .choices
                .iter()
                .map(|days| (Link::new(format!("{days}日"), format!("/search/log?days={days}")), *days == logged.days))
                .collect(),
            sentence: format!(
                "この{}日で{}回さがされ、うち{}回は何も見つかりませんでした。見つかったものが開かれたのは{}回です（スクリプトの動く画面だけで数えています）。ことばは{}種類で、下の表に出ているのは{LEAST_SHOWN}回以上・2日以上さがされたものです。",
                logged.days,
                number(searches),
                number(empty),
                number(opened),
                number(logged.all_terms)
            ),
            terms: logged.terms.iter().map(line).collect(),
            empty: logged.empty.iter().map(line).collect(),
            cells: cells
                .iter()
                .map(|(t, prefecture, times)| CellLine {
                    tier: tier(t),
                    place: place(prefecture),
                    searches: number(*times),
                })
                .collect(),
            rest: if *rest > 0 { number(*rest) } else { String::new() },
            tasks: logged
                .tasks
                .iter()
                .map(|task| TaskLine {
                    id: task.id,
                    term: task.term.clone(),
                    what: if task.wanted == "synonym" {
                        "同じ意味のことばを加える"
                    } else {
                        "事例を求める"
                    },
                    href: if task.wanted == "synonym" {
                        format!("/search/synonyms?word={}", escape(&task.term))
                    } else {
                        format!("/search?q={}", escape(&task.term))
                    },
                    made: format!("{}　{}", day_of(&task.made_at), task.made_by),
                    done: task.done_at.as_deref().map(day_of).unwrap_or_default(),
                })
                .collect(),
            helped: logged.helped.iter().map(helped_line).collect(),
            term: logged.term,
            frame,
        }
    }
}

#[cfg(test)]
mod samples {
    use super::*;
    use crate::shared::testing::assert_page;

    #[test]
    fn every_sample_is_a_sound_page() {
        let row = |term: &str, empty| TermRow { term: term.to_owned(), searches: 9, empty_searches: empty, opened: 3 };
        let task = |wanted: &str, done_at: Option<&str>| TaskRow {
            id: 1,
            term: "<ぬるぽ>".to_owned(),
            wanted: wanted.to_owned(),
            made_at: "2026-11-20T01:00:00Z".to_owned(),
            made_by: "見本 花子".to_owned(),
            done_at: done_at.map(str::to_owned),
        };
        let logged = |term: &str, may_handle: bool, full: bool| Logged {
            days: 90,
            choices: &[30, 90, 365],
            totals: (1_200, 30, 400),
            all_terms: 99,
            term: term.to_owned(),
            cells: (
                vec![("public".to_owned(), String::new(), 7), ("local_government".to_owned(), "350001".to_owned(), 6)],
                5,
            ),
            tasks: if full {
                vec![task("synonym", None), task("case", Some("2026-11-21T01:00:00Z"))]
            } else {
                Vec::new()
            },
            helped: if full {
                [("case", "見本の事例", "/cases/1"), ("case", "", ""), ("", "", "")]
                    .map(|(kind, title, href)| HelpedRow {
                        kind: kind.to_owned(),
                        title: title.to_owned(),
                        href: href.to_owned(),
                        helped: 3,
                        not_helped: 1,
                    })
                    .to_vec()
            } else {
                Vec::new()
            },
            prefectures: vec![("350001".to_owned(), "山口県".to_owned())],
            terms: if full { vec![row("看取り", 0), row("<b>", 9)] } else { Vec::new() },
            empty: if full { vec![row("<b>", 9)] } else { Vec::new() },
            follows: BTreeMap::from([("<b>".to_owned(), vec!["看取り".to_owned()])]),
            may_handle,
        };
        for (term, may, full) in [("", true, true), ("看取り", true, true), ("", false, false)] {
            assert_page(&LogPage::new(Frame::sample("検索の記録"), logged(term, may, full)));
        }
    }
}
