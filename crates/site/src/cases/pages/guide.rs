//! `/troubles`, `/troubles/{trouble}`, `/cases/near`: from the trouble, step by step, to cases and documents; and from one's own
//! town to cases of towns like it.

use std::collections::HashMap;

use foundation::web::{Fields, Page, PageError, Reply, Req};

use super::town::town;
use crate::cases::actions::published;
use crate::cases::model::{Selection, TROUBLE_FACET, TagKind, Told, Town, Trouble};
use crate::cases::storage;
use crate::cases::views::guide::{GuidePage, Near, Shown, TroubleListPage};
use crate::permissions::{LookAtCases, ReadTx, Reader};
use crate::regions::{self, POPULATION_BANDS, Weights};
use crate::search::actions::finding;
use crate::search::model::Chosen;
use crate::searchable;
use crate::shared::{Frame, render, unknown_values};

/// Cases shown here; the rest stands in the list.
const CASES: usize = 12;
const DOCUMENTS: i64 = 6;

pub async fn every(mut tx: ReadTx<LookAtCases>, _req: Req) -> Result<Reply, PageError> {
    let overview = crate::cases::overview(&mut tx).await?;
    let frame = Frame::new(&tx, "困りごとから始める")
        .purpose("いま困っていることにいちばん近いものを選んでください。事例と資料を、順に絞り込めます。")
        .within("/cases")
        .crumb("事例", "/cases");
    render(&TroubleListPage { frame, troubles: overview.troubles })
}

pub async fn one(mut tx: ReadTx<LookAtCases>, req: Req) -> Result<Reply, PageError> {
    let troubles = storage::trouble_names(&mut tx).await?;
    let trouble = troubles.into_iter().find(|t| t.id == req.text("trouble")).ok_or(PageError::NotFound)?;
    let frame = Frame::new(&tx, &*trouble.label)
        .purpose(&*trouble.sentence)
        .within("/cases")
        .crumb("困りごとから始める", "/troubles")
        .feed("この困りごとの事例", format!("/cases.atom?trouble={}", foundation::web::escape(&trouble.id)));
    page(&mut tx, frame, Some(&trouble), &req).await
}

pub async fn near(mut tx: ReadTx<LookAtCases>, req: Req) -> Result<Reply, PageError> {
    let frame = Frame::new(&tx, "似た市町村の事例")
        .purpose("自分の市町村に似たところの事例から順に並べます。")
        .within("/cases")
        .crumb("事例", "/cases");
    page(&mut tx, frame, None, &req).await
}

async fn page(db: &mut Reader, frame: Frame, trouble: Option<&Trouble>, req: &Req) -> Result<Reply, PageError> {
    // The conditions of the steps; the trouble stands in the path.
    let mut query = Fields::from_pairs(req.query.pairs().filter(|(name, _)| *name != TROUBLE_FACET && *name != "q"));
    if let Some(trouble) = trouble {
        query.push(TROUBLE_FACET, &trouble.id);
    }
    let mut selection = Selection::of(&query);
    let published = published::current(db).await?;
    let is_offered = |facet: &str, value: &str| match facet {
        TROUBLE_FACET => trouble.is_some_and(|trouble| trouble.id == value),
        "band" => POPULATION_BANDS.iter().any(|(id, ..)| *id == value),
        kind => TagKind::of(kind).is_some_and(|kind| kind.offered().iter().any(|(id, _)| *id == value)),
    };
    let unknown = published.look(|copy| selection.take_unknown(copy, is_offered));
    let known = |name: &str, value: &str| !unknown.iter().any(|(facet, wrong)| *facet == name && wrong == value);
    query = Fields::from_pairs(query.pairs().filter(|(name, value)| known(name, value)));
    let mut frame = frame;
    if let Some(sentence) = unknown_values(unknown.iter().map(|(_, value)| value.as_str())) {
        frame = frame.notice("info", sentence);
    }
    let found = published.look(|copy| copy.choose(&selection, None, 0..usize::MAX));
    let town = town(db, req.query.get("town")).await?;
    let weights = Weights::of(&req.query);
    let near = nearness(db, &town, &weights).await?;
    let mut numbers = found.numbers.clone();
    if let Some(near) = &near {
        // The nearest first; those that cannot be compared after them, in their own order.
        let known: HashMap<i64, f64> = near.iter().rev().map(|one| (one.number, one.likeness)).collect();
        let likeness = |number: &i64| known.get(number).copied().unwrap_or(-1.0);
        numbers.sort_by(|a, b| likeness(b).total_cmp(&likeness(a)));
    }
    numbers.truncate(CASES);
    let told: Vec<Told> = storage::told(db, &numbers).await?;
    let (word, documents): (String, finding::Found) = match trouble {
        Some(trouble) => documents(db, trouble).await?,
        None => (String::new(), finding::Found::default()),
    };
    let shown = Shown {
        path: &req.path,
        query: &query,
        trouble,
        selection: &selection,
        found: &found,
        told: &told,
        town: &town,
        weights: &weights,
        near: near.as_deref(),
        documents: &documents,
        word: &word,
    };
    render(&GuidePage::new(frame, &shown))
}

/// Of every case that is about a municipality, how like the nearest of these is to the reader's town; `None` without one.
async fn nearness(db: &mut Reader, town: &Town, weights: &Weights) -> Result<Option<Vec<Near>>, PageError> {
    let Some(own) = &town.found else { return Ok(None) };
    let places = storage::places(db).await?;
    let mut codes: Vec<String> = places.iter().map(|(_, code)| code.clone()).collect();
    codes.sort_unstable();
    codes.dedup();
    let likeness = regions::likeness::likeness_of(db, &own.code, &codes, weights).await?;
    let mut near: Vec<Near> = Vec::new();
    for (number, code) in places {
        let Some((_, like)) = likeness.iter().find(|(known, _)| *known == code) else { continue };
        let is_own = code == own.code;
        match near.iter_mut().find(|one| one.number == number) {
            Some(known) if known.likeness < *like => *known = Near { number, likeness: *like, is_own },
            Some(_) => {}
            None => near.push(Near { number, likeness: *like, is_own }),
        }
    }
    Ok(Some(near))
}

/// What the library has to say about it, as far as she may see it: documents that hold the trouble's first word (or one that
/// means the same). The whole sentence stands in few documents; its first word is what it is about.
async fn documents(db: &mut Reader, trouble: &Trouble) -> Result<(String, finding::Found), PageError> {
    let asked = crate::search::expand(db, &trouble.label).await?;
    let Some(word) = asked.words.first().map(|word| word.written.clone()) else {
        return Ok((String::new(), finding::Found::default()));
    };
    let tokens = searchable::tokens(db.actor());
    let chosen = Chosen(vec![("kind", vec![searchable::DOCUMENT.to_owned()])]);
    let page = Page { number: 1, size: DOCUMENTS };
    let (_, found) = finding::seek(db, &tokens, &word, &chosen, &[], page).await?;
    Ok((word, found))
}
