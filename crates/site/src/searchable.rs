//! What the search looks through, on one page: under which actions of the permission table things are found, what kinds
//! there are, how they are called. Features write under these names; which do, `indexing.rs` of the product says.

use foundation::Action as _;
use foundation::database::DatabaseError;

use crate::permissions::{
    Actor, LookAtCases, LookAtDraftCases, LookAtLibrary, LookAtMembersLibrary, LookAtOfficeLibrary, LookAtPublished,
    LookAtQuestionnaire, LookAtRegions, LookAtSurveys, Reader, Scope,
};
use crate::shared::Link;

/// A kind of things: its id in the index and in addresses, its word, its own list.
pub struct Kind {
    pub id: &'static str,
    pub label: &'static str,
    /// The list's words, and its address up to the words asked for.
    pub list: (&'static str, &'static str),
}

pub const CASE: &str = "case";
pub const REGION: &str = "region";
pub const DOCUMENT: &str = "document";
pub const SURVEY: &str = "survey";
pub const QUESTION: &str = "survey_question";
pub const TABLE: &str = "survey_table";

/// In the order of the page.
pub const KINDS: [Kind; 6] = [
    Kind { id: CASE, label: "事例", list: ("事例の中で条件を足して絞り込む", "/cases?q=") },
    Kind { id: REGION, label: "地域", list: ("地域のページでさがす", "/regions?q=") },
    Kind {
        id: DOCUMENT, label: "手引き・資料", list: ("資料の中で条件を足して絞り込む", "/library?q=")
    },
    Kind { id: SURVEY, label: "調査", list: ("調査の一覧", "/surveys?q=") },
    Kind { id: QUESTION, label: "調査の質問", list: ("", "") },
    Kind { id: TABLE, label: "公表した集計表", list: ("", "") },
];

/// The kind of a place: several may bear one name.
pub const PLACE: &str = REGION;

/// The actions under which things are written into the index.
pub const ACTIONS: [&str; 9] = [
    LookAtCases::NAME,
    LookAtDraftCases::NAME,
    LookAtRegions::NAME,
    LookAtLibrary::NAME,
    LookAtMembersLibrary::NAME,
    LookAtOfficeLibrary::NAME,
    LookAtSurveys::NAME,
    LookAtQuestionnaire::NAME,
    LookAtPublished::NAME,
];

/// Whose things somebody finds: what the table says of each of these actions.
pub fn tokens(actor: &Actor) -> Vec<String> {
    use foundation::Policy as _;
    ACTIONS
        .iter()
        .filter_map(|action| Some((action, crate::permissions::Renkei::decide(actor, action).ok()?)))
        .flat_map(|(action, scope): (_, Scope)| crate::search::tokens_of(action, &scope))
        .collect()
}

/// Values of the facets in words: the prefectures' names (the caller asks for them once), the scenes, the kinds.
pub fn label_of(facet: &str, value: &str, prefectures: &[(String, String)]) -> String {
    match facet {
        "kind" => KINDS.iter().find(|kind| kind.id == value).map(|kind| kind.label.to_owned()),
        "prefecture" => prefectures.iter().find(|(code, _)| code == value).map(|(_, name)| name.clone()),
        "scene" => crate::shared::SCENES.iter().find(|(id, _)| *id == value).map(|(_, label)| (*label).to_owned()),
        "year" => value.parse().ok().map(|year| japanese::wareki::FiscalYear(year).era_label()),
        _ => None,
    }
    .unwrap_or_else(|| value.to_owned())
}

/// Whether there is such a value at all.
pub fn is_known(facet: &str, value: &str, prefectures: &[(String, String)]) -> bool {
    match facet {
        "year" => value.len() == 4 && value.parse::<i16>().is_ok_and(|year| year > 0),
        facet => label_of(facet, value, prefectures) != value,
    }
}

/// Codes and names of the prefectures.
pub async fn prefectures(db: &mut Reader) -> Result<Vec<(String, String)>, DatabaseError> {
    crate::regions::prefecture_choices(db).await
}

/// What is wrong with a municipality's code that was typed, and the page of the place probably meant.
pub async fn about_code(db: &mut Reader, typed: &str) -> Result<Option<(String, Vec<Link>)>, DatabaseError> {
    crate::regions::about_code(db, typed).await
}
