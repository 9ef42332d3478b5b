//! `/cases`: in by trouble, scene, place or words; a handful of statements, however many cases there are.

use foundation::web::{Fields, Page, PageError, PageLinks, Reply, Req};

use crate::cases::actions::{published, reading};
use crate::cases::model::{Selection, Sort, TROUBLE_FACET, TagKind};
use crate::cases::storage;
use crate::cases::views::ListPage;
use crate::permissions::{DraftCases, EditSynonyms, EditTroubles, LookAtCases, ReadTx, reach_of};
use crate::regions::{self, POPULATION_BANDS};
use crate::shared::{Frame, Link, render, unknown_values};

const LINES_PER_PAGE: i64 = 20;

pub async fn get(mut tx: ReadTx<LookAtCases>, req: Req) -> Result<Reply, PageError> {
    let mut selection = Selection::of(&req.query);
    let published = published::current(&mut tx).await?;
    let (asked, answered) = published::answered(&mut tx, &published, &selection.words).await?;
    if selection.sort == Sort::Read {
        let reads = reading::current(&mut tx).await?;
        published.look(|copy| copy.set_reads(reads));
    }
    let troubles = storage::trouble_names(&mut tx).await?;
    // A prefecture that no case is of has to be asked for its name.
    let listed =
        published.look(|copy| selection.values("prefecture").iter().all(|code| copy.bears("prefecture", code)));
    let prefectures = if listed { Vec::new() } else { regions::prefecture_choices(&mut tx).await? };
    let is_offered = |facet: &str, value: &str| match facet {
        TROUBLE_FACET => troubles.iter().any(|t| t.id == value),
        "band" => POPULATION_BANDS.iter().any(|(id, ..)| *id == value),
        "prefecture" => prefectures.iter().any(|(code, _)| code == value),
        // Free words are known by the cases that answer what was typed: others may bear them.
        "key_person" => !asked.is_empty(),
        kind => TagKind::of(kind).is_some_and(|kind| kind.offered().iter().any(|(id, _)| *id == value)),
    };
    let unknown = published.look(|copy| selection.take_unknown(copy, is_offered));
    let pairs = req
        .query
        .pairs()
        .filter(|(name, value)| !unknown.iter().any(|(facet, unknown)| facet == name && unknown == value));
    let query = Fields::from_pairs(pairs);
    let choose = |page: Page| {
        let from = usize::try_from(page.offset()).unwrap_or(usize::MAX);
        let shown = from..from.saturating_add(usize::try_from(page.size).unwrap_or(0));
        published.look(|copy| copy.choose(&selection, answered.as_deref(), shown))
    };
    let wanted = Page::of(&req.query, LINES_PER_PAGE);
    let mut found = choose(wanted);
    let total = i64::try_from(found.total).unwrap_or(i64::MAX);
    let page = wanted.within(total);
    if page.number != wanted.number {
        found = choose(page);
    }
    let lines = storage::lines(&mut tx, &found.numbers, !asked.is_empty()).await?;
    let mut frame = Frame::new(&tx, "取組事例")
        .purpose("市町村や都道府県、団体の取組を、困りごとや場面からさがせます。")
        .within("/cases")
        .under_home()
        .feed(if req.query.is_empty() { "取組事例" } else { "この条件の取組事例" }, super::feed::address(&query));
    if let Some(sentence) = unknown_values(unknown.iter().map(|(_, value)| value.as_str())) {
        frame = frame.notice("info", sentence);
    }
    let may_draft = reach_of::<DraftCases>(tx.actor()).is_some();
    let paging = PageLinks::new("/cases", &query, page, total);
    let name_of = |code: &str| {
        let known = prefectures.iter().find(|(known, _)| known == code).map(|(_, name)| name.clone());
        known.or_else(|| published.look(|copy| copy.prefecture_name(code).map(str::to_owned)))
    };
    let mut view =
        ListPage::new(frame, &query, &selection, &asked, &name_of, &found, &troubles, &lines, &paging, may_draft);
    let conditions = super::feed::conditions(&query);
    if !conditions.is_empty() {
        view.files_query = format!("?{}", conditions.to_query());
    }
    if reach_of::<EditTroubles>(tx.actor()).is_some() {
        view.tools.push(Link::new("困りごとの入口を直す", "/cases/troubles"));
    }
    if reach_of::<EditSynonyms>(tx.actor()).is_some() {
        view.tools.push(Link::new("同じ意味のことばを直す", "/search/synonyms"));
    }
    let reply = render(&view)?;
    // How often cases are opened changes with every minute, and no change of a page says so.
    Ok(if selection.sort == Sort::Read { reply.never_kept() } else { reply })
}
