//! 業務の内容: the list of the survey of coordinators (問7-3), read from the questionnaires that come with the platform.

use questionnaire::shipped;

use crate::model::Duty;

/// The question whose options they are.
const QUESTION: &str = "q7_3";
const OF_COORDINATORS: &str = "_coordinator";

/// Of the newest questionnaire: what may be picked.
pub fn offered() -> Vec<Duty> {
    every().into_iter().next().unwrap_or_default()
}

/// The label of a duty, in the newest list that has it; its id where none does.
pub fn label(id: &str) -> String {
    let all = every();
    let found = all.iter().flatten().find(|duty| duty.id == id);
    found.map_or_else(|| id.to_owned(), |duty| duty.label.clone())
}

/// Labels of what was picked, in the order of the list.
pub fn labels(picked: &str) -> Vec<String> {
    let all = every();
    let of = |id: &str| all.iter().flatten().find(|duty| duty.id == id).map(|duty| duty.label.clone());
    picked.split_whitespace().map(|id| of(id).unwrap_or_else(|| id.to_owned())).collect()
}

/// The lists of all years, the newest first; その他 is what one writes in own words.
fn every() -> Vec<Vec<Duty>> {
    let mut ids: Vec<&str> = shipped::ids().filter(|id| id.ends_with(OF_COORDINATORS)).collect();
    ids.sort_unstable_by(|a, b| b.cmp(a));
    let list = |id: &str| {
        let definition = shipped::definition(id).ok()?;
        let (_, question) = definition.questions().find(|(_, question)| question.id == QUESTION)?;
        let duty = |choice: &questionnaire::Choice| Duty { id: choice.id.clone(), label: choice.label.clone() };
        let choices = definition.choices(question).iter();
        Some(choices.filter(|choice| !choice.other && !choice.exclusive).map(duty).collect())
    };
    ids.into_iter().filter_map(list).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The survey names 23 with その他 (REQ-155).
    #[test]
    fn they_are_the_survey_s() {
        let offered = offered();
        assert_eq!(offered.len(), 22, "{offered:?}");
        assert_eq!(label("fukyu"), "地域住民への普及啓発");
        assert_eq!(labels("fukyu gone"), ["地域住民への普及啓発", "gone"]);
        assert!(offered.iter().all(|duty| !duty.label.is_empty() && !duty.id.contains(char::is_whitespace)));
    }
}
