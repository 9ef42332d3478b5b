//! `/search?q=`: everything somebody may see that answers the words, the best first.

use foundation::web::{Fields, Page, PageError, Reply, Req};

use crate::permissions::{EditSynonyms, LookAtSearchLog, ReadTx, Search, reach_of};
use crate::search::actions::finding;
use crate::search::actions::logging;
use crate::search::model::Chosen;
use crate::search::rules;
use crate::search::views::{ResultsPage, Shown};
use crate::searchable;
use crate::shared::{Frame, Link, render, unknown_values};

const LONGEST_QUERY: usize = 200;
const HITS_PER_PAGE: i64 = 20;

pub async fn get(mut tx: ReadTx<Search>, req: Req) -> Result<Reply, PageError> {
    let typed: String = req.query.get("q").chars().take(LONGEST_QUERY).collect();
    let mut frame = Frame::new(&tx, "さがす").under_home();
    let script = frame.asset("js/searching.js");
    let page = Page::of(&req.query, HITS_PER_PAGE);
    let mut choice = Chosen::of(&req.query);
    let prefectures = if typed.trim().is_empty() { Vec::new() } else { searchable::prefectures(&mut tx).await? };
    let names: Vec<String> = prefectures.iter().map(|(_, name)| japanese::fold::fold(name)).collect();
    let unknown = choice.take_unknown(|facet, value| searchable::is_known(facet, value, &prefectures));
    if let Some(sentence) = unknown_values(unknown.iter().map(|(_, value)| value.as_str()))
        && !typed.trim().is_empty()
    {
        frame = frame.notice("info", sentence);
    }
    let is_known = |name: &str, value: &str| !unknown.iter().any(|(facet, wrong)| *facet == name && wrong == value);
    let query = Fields::from_pairs(req.query.pairs().filter(|(name, value)| is_known(name, value)));
    let tokens = searchable::tokens(tx.actor());
    let (asked, found) = finding::seek(&mut tx, &tokens, &typed, &choice, &names, page).await?;
    // One search is counted once, however it is turned through and narrowed.
    if page.number == 1
        && !asked.is_empty()
        && choice.0.is_empty()
        && let Some(cell) = logging::cell(&tx, &asked.typed)
    {
        let before = rules::log::term(req.query.get("from"));
        tx.core().settings.searches.searched(cell, found.total == 0, before);
    }
    let about_code = searchable::about_code(&mut tx, &typed).await?;
    frame.query.clone_from(&asked.typed);
    let page = page.within(found.weighed);
    let query = &query;
    let shown = Shown {
        asked: &asked,
        found: &found,
        choice: &choice,
        query,
        page,
        prefectures: &prefectures,
        about_code,
        script,
    };
    // Never kept: each search counts, and what is new is found at once.
    let mut view = ResultsPage::new(frame, shown);
    if reach_of::<LookAtSearchLog>(tx.actor()).is_some() {
        view.tools.push(Link::new("検索の記録", "/search/log"));
    }
    if reach_of::<EditSynonyms>(tx.actor()).is_some() {
        view.tools.push(Link::new("同じ意味のことば", "/search/synonyms"));
    }
    Ok(render(&view)?.never_kept())
}
