//! `/library`: everything somebody may see, by kind, year, scene, form; in her words.

use foundation::web::{Fields, Page, PageError, PageLinks, Reply, Req};

use super::{HOME, way_back};
use crate::library::storage::{self, Sees};
use crate::library::views::{FACETS, ListPage, choose, is_borne, is_named};
use crate::permissions::{EditLibrary, LookAtLibrary, ReadTx, reach_of};
use crate::shared::{Frame, render, unknown_values};

const LINES_PER_PAGE: i64 = 20;
const LONGEST_QUERY: usize = 200;

pub async fn get(mut tx: ReadTx<LookAtLibrary>, req: Req) -> Result<Reply, PageError> {
    let typed: String = req.query.get("q").chars().take(LONGEST_QUERY).collect();
    let asked = crate::search::expand(&mut tx, &typed).await?;
    let sees = Sees::of(&mut tx).await?;
    let rows = storage::index(&mut tx, &sees, &asked).await?;
    let chosen: Vec<(&'static str, String)> = FACETS
        .iter()
        .flat_map(|facet| req.query.all(facet).filter(|v| !v.is_empty()).take(50).map(move |v| (*facet, v.to_owned())))
        .collect();
    let (chosen, unknown): (Vec<_>, Vec<_>) =
        chosen.into_iter().partition(|(facet, value)| is_named(facet, value) || is_borne(&rows, facet, value));
    let found = choose(&rows, &chosen);
    let total = i64::try_from(found.numbers.len()).unwrap_or(0);
    let page = Page::of(&req.query, LINES_PER_PAGE).within(total);
    let from = usize::try_from(page.offset()).unwrap_or(0).min(found.numbers.len());
    let to = (from + usize::try_from(LINES_PER_PAGE).unwrap_or(0)).min(found.numbers.len());
    let lines = storage::lines(&mut tx, &sees, &found.numbers[from..to]).await?;
    let pages = storage::best_pages(&mut tx, &sees, &found.numbers[from..to], &asked).await?;
    let mut frame = Frame::new(&tx, "手引き・資料")
        .purpose("手引き、報告書、通知、様式を、中の文章のページまでさがせます。")
        .within(HOME)
        .under_home()
        .feed(
            if req.query.is_empty() { "手引き・資料" } else { "この条件の手引き・資料" },
            super::interface::feed_address(&req.query),
        );
    if let Some(sentence) = unknown_values(unknown.iter().map(|(_, value)| value.as_str())) {
        frame = frame.notice("info", sentence);
    }
    // Only what the page knows goes into its links.
    let mut query = Fields::default();
    query.push("q", &typed);
    for (facet, value) in &chosen {
        query.push(facet, value);
    }
    let paging = PageLinks::new(HOME, &query, page, total);
    let mut view = ListPage::new(frame, &query, &asked, &chosen, &found, &lines, &pages, &paging);
    view.may_edit = reach_of::<EditLibrary>(tx.actor()).is_some();
    view.shows_tiers = sees.more_than_public();
    view.elsewhere = way_back();
    render(&view)
}
