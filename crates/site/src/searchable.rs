//! What the search looks through, on one page: which features write into the index, under which actions of the permission
//! table their things are found, what kinds there are, how they are called.

use foundation::Action as _;
use foundation::database::DatabaseError;
use foundation::permissions::GateError;

use std::sync::Arc;

use crate::permissions::{
    Actor, AppCore, LookAtCases, LookAtDraftCases, LookAtQuestionnaire, LookAtRegions, LookAtSurveys, Reader,
    RebuildSearch, Scope, WriteTx,
};
use crate::shared::Link;

/// A kind of things: its id in the index and in addresses, its word, its own list.
pub struct Kind {
    pub id: &'static str,
    pub label: &'static str,
    /// The list's words, and its address up to the words asked for.
    pub list: (&'static str, &'static str),
}

/// In the order of the page.
pub const KINDS: [Kind; 4] = [
    Kind {
        id: crate::cases::KIND, label: "事例", list: ("事例の中で条件を足して絞り込む", "/cases?q=")
    },
    Kind { id: crate::regions::KIND, label: "地域", list: ("地域のページでさがす", "/regions?q=") },
    Kind { id: crate::surveys::KIND, label: "調査", list: ("調査の一覧", "/surveys?q=") },
    Kind { id: crate::surveys::QUESTION_KIND, label: "調査の質問", list: ("", "") },
];

/// The kind of a place: several may bear one name.
pub const PLACE: &str = crate::regions::KIND;

/// The actions under which things are written into the index.
pub const ACTIONS: [&str; 5] =
    [LookAtCases::NAME, LookAtDraftCases::NAME, LookAtRegions::NAME, LookAtSurveys::NAME, LookAtQuestionnaire::NAME];

/// Whose things somebody finds: what the table says of each of these actions.
pub fn tokens(actor: &Actor) -> Vec<String> {
    use foundation::Policy as _;
    ACTIONS
        .iter()
        .filter_map(|action| Some((action, crate::permissions::Renkei::decide(actor, action).ok()?)))
        .flat_map(|(action, scope): (_, Scope)| crate::search::tokens_of(action, &scope))
        .collect()
}

/// The index made anew, from what the features hold. Answers things and passages.
pub async fn rebuild(tx: &mut WriteTx<RebuildSearch>) -> Result<(i64, i64), DatabaseError> {
    crate::search::clear(tx).await?;
    crate::regions::index_all(tx).await?;
    crate::cases::index_all(tx).await?;
    crate::surveys::index_all(tx).await?;
    crate::search::rebuilt(tx).await
}

/// The index made anew where it is of another form than this program's: at the first start, after an update.
pub async fn ensure(core: &Arc<AppCore>) -> Result<(), GateError> {
    const REQUEST: &str = "search-index";
    let mut look = core.read::<RebuildSearch>(Actor::Console, REQUEST).await?;
    if crate::search::is_current(&mut look).await? {
        return Ok(());
    }
    drop(look);
    let mut tx = core.write::<RebuildSearch>(Actor::Console, REQUEST).await?;
    rebuild(&mut tx).await?;
    tx.commit_recorded().await?;
    Ok(())
}

/// What is in the index and should not be, and what should be in it and is not: kinds with how many of each.
pub async fn differences(db: &mut Reader) -> Result<Vec<(&'static str, usize, usize)>, DatabaseError> {
    let mut found = Vec::new();
    for (kind, mut wanted) in [
        (&KINDS[0], crate::cases::indexed(db).await?),
        (&KINDS[1], crate::regions::indexed(db).await?),
        (&KINDS[2], crate::surveys::indexed(db).await?),
    ] {
        let held = crate::search::keys(db, kind.id).await?;
        let surplus = held.iter().filter(|key| !wanted.contains(key)).count();
        wanted.retain(|key| !held.contains(key));
        if surplus + wanted.len() > 0 {
            found.push((kind.label, wanted.len(), surplus));
        }
    }
    Ok(found)
}

/// Values of the facets in words: the prefectures' names (the caller asks for them once), the scenes, the kinds.
pub fn label_of(facet: &str, value: &str, prefectures: &[(String, String)]) -> String {
    match facet {
        "kind" => KINDS.iter().find(|kind| kind.id == value).map(|kind| kind.label.to_owned()),
        "prefecture" => prefectures.iter().find(|(code, _)| code == value).map(|(_, name)| name.clone()),
        "scene" => {
            crate::cases::model::SCENES.iter().find(|(id, _)| *id == value).map(|(_, label)| (*label).to_owned())
        }
        "year" => value.parse().ok().map(|year| japanese::wareki::FiscalYear(year).era_label()),
        _ => None,
    }
    .unwrap_or_else(|| value.to_owned())
}

/// Codes and names of the prefectures.
pub async fn prefectures(db: &mut Reader) -> Result<Vec<(String, String)>, DatabaseError> {
    crate::regions::prefecture_choices(db).await
}

/// What is wrong with a municipality's code that was typed, and the page of the place probably meant.
pub async fn about_code(db: &mut Reader, typed: &str) -> Result<Option<(String, Vec<Link>)>, DatabaseError> {
    crate::regions::about_code(db, typed).await
}

/// How many published texts hold one of the needles (folded): what a change of the synonyms reaches.
pub async fn count_holding(db: &mut Reader, needles: &[String]) -> Result<i64, DatabaseError> {
    crate::cases::count_holding(db, needles).await
}
