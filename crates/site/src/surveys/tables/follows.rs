//! Which question is asked only of those who gave certain answers to another: for the check of bases.

use questionnaire::condition::{Comparison, Operand};
use questionnaire::{Condition, Form, Kind};
use table_files::check::Follow;

/// Follow-ups whose condition asks for the answers of one question with one answer per respondent, and for nothing else.
/// (Of several answers the same respondent would be counted twice.)
pub fn follows(form: &Form) -> Vec<Follow> {
    let mut follows = Vec::new();
    for (_, section, question) in form.questions() {
        // A section's condition narrows the question too.
        let conditions: Vec<&Condition> = [&section.relevant, &question.relevant].into_iter().flatten().collect();
        let [condition] = conditions.as_slice() else { continue };
        if matches!(question.kind, Kind::Grid(_) | Kind::Note(_)) {
            continue;
        }
        if let Some((parent, choices)) = chosen(condition)
            && form.question(&parent).is_some_and(|p| matches!(p.kind, Kind::Single(_)))
        {
            follows.push(Follow { question: question.id.clone(), parent, choices });
        }
    }
    // Each row of a grid may have a condition of its own.
    for (_, _, question) in form.questions() {
        let Kind::Grid(grid) = &question.kind else { continue };
        if question.relevant.is_some() {
            continue;
        }
        for row in &grid.rows {
            if let Some((parent, choices)) = row.relevant.as_ref().and_then(chosen) {
                follows.push(Follow { question: format!("{}_{}", question.id, row.id), parent, choices });
            }
        }
    }
    follows
}

/// `${q7} = 'use'`, `${q10} = 'no' or ${q10} = 'unknown'`: the variable and the options.
fn chosen(condition: &Condition) -> Option<(String, Vec<String>)> {
    match condition {
        Condition::Compare(Operand::Variable(name), Comparison::Equal, Operand::Text(option))
        | Condition::Compare(Operand::Text(option), Comparison::Equal, Operand::Variable(name))
            if !option.is_empty() =>
        {
            Some((name.clone(), vec![option.clone()]))
        }
        Condition::Or(parts) => {
            let mut parts = parts.iter().map(chosen);
            let (name, mut options) = parts.next()??;
            for part in parts {
                let (other, more) = part?;
                if other != name {
                    return None;
                }
                options.extend(more);
            }
            Some((name, options))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use questionnaire::shipped;

    use super::*;

    #[test]
    fn the_shipped_questionnaire_s_follow_ups_are_known() {
        let form = Form::new(shipped::definition("fy2025_municipality").unwrap()).unwrap();
        let found = follows(&form);
        let of = |question: &str| {
            found.iter().find(|f| f.question == question).map(|f| (f.parent.as_str(), f.choices.concat()))
        };
        assert_eq!(of("q7_2"), Some(("q7", "use".to_owned())));
        assert_eq!(of("q10_1"), Some(("q10", "nounknown".to_owned())), "either answer leads on");
        assert_eq!(of("q12_1_platform"), Some(("q12_platform", "use".to_owned())));
        assert_eq!(of("q8"), None);
    }
}
