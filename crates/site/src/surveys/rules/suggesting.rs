//! What a municipality wrote down once (足もとの整理) as a suggestion for its answer: offered beside the question, taken by hand.

use questionnaire::{Answers, Form};

use crate::beyond::Groundwork;

/// あるべき姿の設定, 取り組んでいる場面.
pub const QUESTIONS: [&str; 2] = ["q4", "q5"];
/// The four of the survey's 問4.
const FOUR_SCENES: [&str; 4] = ["nichijo", "nyutaiin", "kyuhen", "mitori"];

/// The options to tick; none where there is nothing to suggest, or it is answered so already.
pub fn suggested(form: &Form, answers: &Answers, id: &str, told: &Groundwork) -> Vec<String> {
    let Some(question) = form.question(id) else { return Vec::new() };
    let aims = told.aims.iter().filter(|aim| FOUR_SCENES.contains(&aim.scene.as_str())).count();
    let wanted: Vec<&str> = match (id, aims) {
        ("q4", 0) => Vec::new(),
        ("q4", 1..=3) => vec!["some"],
        ("q4", _) => vec!["all"],
        ("q5", _) => told.scenes.iter().map(String::as_str).collect(),
        _ => Vec::new(),
    };
    let choices = form.choices(question).iter();
    let ticked: Vec<String> =
        choices.filter(|choice| wanted.contains(&choice.id.as_str())).map(|choice| choice.id.clone()).collect();
    let mut given: Vec<&String> = answers.get(id).map(|answer| answer.choices().iter().collect()).unwrap_or_default();
    let mut same: Vec<&String> = ticked.iter().collect();
    given.sort_unstable();
    same.sort_unstable();
    if given == same { Vec::new() } else { ticked }
}

#[cfg(test)]
mod tests {
    use questionnaire::{Answer, shipped};

    use super::*;
    use crate::beyond::Aim;

    #[test]
    fn what_is_written_is_suggested_until_it_is_answered_so() {
        let form = Form::new(shipped::definition("fy2026_municipality").unwrap()).unwrap();
        let aims = |scenes: &[&str]| Groundwork {
            aims: scenes.iter().map(|scene| Aim { scene: (*scene).to_owned(), ..Aim::default() }).collect(),
            scenes: vec!["mitori".to_owned(), "saigai".to_owned()],
        };
        let mut answers = Answers::default();
        let of = |answers: &Answers, told: &Groundwork, id: &str| suggested(&form, answers, id, told);
        assert_eq!(of(&answers, &aims(&["mitori", "saigai"]), "q4"), ["some"]);
        assert_eq!(of(&answers, &aims(&FOUR_SCENES), "q4"), ["all"]);
        assert!(of(&answers, &aims(&["saigai"]), "q4").is_empty(), "none of the four");
        assert_eq!(of(&answers, &aims(&[]), "q5"), ["mitori", "saigai"]);
        assert!(of(&answers, &aims(&FOUR_SCENES), "q1").is_empty());
        answers.set("q4", Answer::one("all"));
        assert!(of(&answers, &aims(&FOUR_SCENES), "q4").is_empty());
        assert_eq!(of(&answers, &aims(&["mitori"]), "q4"), ["some"]);
    }
}
