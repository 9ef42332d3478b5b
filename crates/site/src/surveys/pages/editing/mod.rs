//! `/surveys/{survey}/edit…`: making a questionnaire. One page per section, question and list; everything works without
//! scripts; what two people change at once is shown to both.

pub mod importing;
pub mod lists;
pub mod outline;
pub mod overview;
pub mod questions;
pub mod removing;
pub mod sections;

use foundation::web::{Form, PageError, Req};
use questionnaire::editions::{Difference, Effect, differences};
use questionnaire::kinds::Grid;
use questionnaire::{Condition, Definition, Kind, Question};

use super::open::survey_frame;
use crate::permissions::Reader;
use crate::shared::{Frame, moment_of};
use crate::surveys::actions::drafting;
use crate::surveys::model::editing::Working;
use crate::surveys::views::editing::{Conflict, ConflictRow, DifferenceRow, Picker};

/// Options of a grid offered as conditions; a larger one would make the page heavy.
const MOST_GRID_CONDITIONS: usize = 60;

/// The questionnaire of the address; another programme's is not there.
pub async fn working(db: &mut Reader, req: &Req) -> Result<Working, PageError> {
    Ok(drafting::working(db, req.number("survey")?).await?)
}

/// Below the survey; below its questionnaire where `deep`.
pub fn frame(db: &Reader, working: &Working, title: &str, deep: bool) -> Frame {
    let frame = survey_frame(db, &working.survey, title, true).wide();
    if deep { frame.crumb("調査票を作る", working.base()) } else { frame }
}

pub fn difference_rows(found: &[Difference]) -> Vec<DifferenceRow> {
    found
        .iter()
        .map(|difference| DifferenceRow {
            place: difference.place.clone(),
            what: difference.what.to_owned(),
            before: difference.before.clone(),
            after: difference.after.clone(),
            effect: difference.effect.label(),
            mark: match difference.effect {
                Effect::Wording => "info",
                Effect::Addition => "doing",
                Effect::Answers | Effect::Promise => "late",
            },
        })
        .collect()
}

/// What somebody else stored meanwhile beside what was typed; `None` when the part is as the form was shown with, or as
/// it was typed.
pub fn conflict(working: &Working, seen: &str, now: &str, typed: &Definition) -> Option<Conflict> {
    if seen == now {
        return None;
    }
    let found = differences(&working.definition, typed);
    if found.is_empty() {
        return None;
    }
    let who = working.changed.as_ref().map(|(by, at)| format!("{by} {}", moment_of(at))).unwrap_or_default();
    let rows = found
        .into_iter()
        .map(|difference| ConflictRow {
            what: format!("{} {}", difference.place, difference.what),
            theirs: difference.before,
            mine: difference.after,
        })
        .collect();
    Some(Conflict { who, rows })
}

/// What a condition typed into a box says; empty where there is none, or none that can be read.
pub fn reading(definition: &Definition, typed: &str) -> String {
    let typed = japanese::fold::half_width(typed.trim());
    Condition::parse(&typed).map(|condition| condition.in_japanese(definition)).unwrap_or_default()
}

/// The same for what must hold.
pub fn requirement(definition: &Definition, typed: &str, own: &str) -> String {
    let typed = japanese::fold::half_width(typed.trim());
    Condition::parse(&typed).map(|condition| condition.requirement(definition, own)).unwrap_or_default()
}

/// Conditions on other questions, ready to be taken over.
pub fn pickers(definition: &Definition, own: &str) -> Vec<Picker> {
    let pick = |(_, question): (_, &Question)| {
        let conditions: Vec<(String, String)> = conditions_on(definition, question)
            .into_iter()
            .filter_map(|text| {
                let words = Condition::parse(&text).ok()?.in_japanese(definition);
                Some((text, words))
            })
            .collect();
        (!conditions.is_empty()).then(|| Picker {
            question: format!("{} {}", question.number, question.text).trim().to_owned(),
            conditions,
        })
    };
    definition.questions().filter(|(_, question)| question.id != own).filter_map(pick).collect()
}

fn conditions_on(definition: &Definition, question: &Question) -> Vec<String> {
    let id = &question.id;
    let choices = definition.choices(question);
    match &question.kind {
        Kind::Single(_) => choices.iter().map(|choice| format!("${{{id}}} = '{}'", choice.id)).collect(),
        Kind::Multiple(_) => choices.iter().map(|choice| format!("selected(${{{id}}}, '{}')", choice.id)).collect(),
        Kind::Grid(Grid { rows, multiple, .. }) if rows.len() * choices.len() <= MOST_GRID_CONDITIONS => rows
            .iter()
            .flat_map(|row| {
                choices.iter().map(move |choice| {
                    if *multiple {
                        format!("selected(${{{id}_{}}}, '{}')", row.id, choice.id)
                    } else {
                        format!("${{{id}_{}}} = '{}'", row.id, choice.id)
                    }
                })
            })
            .collect(),
        Kind::Note(_) | Kind::Grid(_) => Vec::new(),
        Kind::Number(_) | Kind::Amount(_) => vec![format!("${{{id}}} > 0"), format!("${{{id}}} != ''")],
        Kind::Text(_) | Kind::LongText(_) | Kind::Date(_) => vec![format!("${{{id}}} != ''")],
    }
}

/// The condition in the box with the picked one added, as the button says.
pub fn picked(form: &Form, next: &str) -> Option<String> {
    let word = match next {
        "pick-and" => "and",
        "pick-or" => "or",
        _ => return None,
    };
    let (typed, chosen) = (form.value("relevant").trim(), form.value("pick").trim());
    Some(match (typed.is_empty(), chosen.is_empty()) {
        (_, true) => typed.to_owned(),
        (true, false) => chosen.to_owned(),
        (false, false) => {
            // What mixes both words is put into brackets, so that it keeps its meaning.
            let other = if word == "and" { " or " } else { " and " };
            let bracketed = if typed.contains(other) { format!("({typed})") } else { typed.to_owned() };
            format!("{bracketed} {word} {chosen}")
        }
    })
}

#[cfg(test)]
mod tests {
    use foundation::web::Fields;

    use super::*;

    #[test]
    fn a_picked_condition_is_added_without_changing_what_was_said() {
        let with = |typed: &str, next: &str| {
            let form = Form::new(Fields::from_pairs([("relevant", typed), ("pick", "${b} = 'y'")]));
            picked(&form, next)
        };
        assert_eq!(with("", "pick-and").as_deref(), Some("${b} = 'y'"));
        assert_eq!(with("${a} = 'x'", "pick-or").as_deref(), Some("${a} = 'x' or ${b} = 'y'"));
        let mixed = with("${a} = 'x' or ${c} = 'z'", "pick-and").unwrap();
        assert_eq!(mixed, "(${a} = 'x' or ${c} = 'z') and ${b} = 'y'");
        assert!(Condition::parse(&mixed).is_ok());
        assert_eq!(with("${a} = 'x'", "save"), None);
    }

    #[test]
    fn every_condition_offered_can_be_read_and_stands_on_what_is_there() {
        for id in questionnaire::shipped::ids() {
            let definition = questionnaire::shipped::definition(id).unwrap();
            let all = pickers(&definition, "");
            assert!(!all.is_empty());
            for (text, words) in all.iter().flat_map(|picker| &picker.conditions) {
                let mut with = definition.clone();
                with.sections[0].relevant = Condition::parse(text).ok();
                let strangers = with.verify().into_iter().filter(|fault| !fault.sentence.contains('輪')).count();
                assert_eq!(strangers, 0, "{text}");
                assert!(words.ends_with('方') && !words.contains('$'), "{words}");
            }
        }
    }
}
