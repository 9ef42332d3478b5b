//! The doors to what office, ministry and prefecture do with the answers of a survey.

use super::open::{is_of_persons, sees_persons};
use crate::permissions::{Actor, LookAtDataSets, LookAtFindings, LookAtTexts, Renkei, Scope, reach_of};
use crate::shared::Link;
use crate::surveys::model::SurveyRow;

fn reaches<A: foundation::Action<Policy = Renkei>>(actor: &Actor, survey: &SurveyRow) -> bool {
    reach_of::<A>(actor)
        .is_some_and(|scope| matches!(scope, Scope::Prefectures(_)) || scope.reaches_programme(survey.programme_id))
}

/// Only doors the person may pass.
pub fn desk_links(actor: &Actor, survey: &SurveyRow) -> Vec<Link> {
    let base = format!("/surveys/{}", survey.id);
    let mut links = Vec::new();
    // Behind these doors are single answers.
    if is_of_persons(survey) && !sees_persons(actor, survey) {
        return links;
    }
    if reaches::<LookAtFindings>(actor, survey) {
        links.push(Link::new("指摘へ", format!("{base}/findings")));
    }
    if reaches::<LookAtTexts>(actor, survey) {
        links.push(Link::new("自由記述へ", format!("{base}/texts")));
    }
    if reaches::<LookAtDataSets>(actor, survey) {
        links.push(Link::new("締めたデータへ", format!("{base}/data-sets")));
    }
    links
}
