//! Putting one answer right after handing in: the question itself and what hangs on it, and nothing else.

use std::collections::BTreeSet;

use questionnaire::{Answer, Answers, Finding, Form, Section};

use super::Refusal;

/// The question and everything whose being asked hangs on it, as a section of their own.
pub fn group(form: &Form, question: &str) -> Option<Section> {
    let at = form.position(question)?;
    let mut places = vec![at];
    places.extend(form.followers(at));
    let (section, _) = form.at(at)?;
    Some(Section {
        id: section.id.clone(),
        title: section.title.clone(),
        note: String::new(),
        relevant: None,
        questions: places.iter().filter_map(|at| form.at(*at)).map(|(_, question)| question.clone()).collect(),
    })
}

/// One changed answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Corrected {
    pub question: String,
    pub before: Option<Answer>,
    pub after: Option<Answer>,
}

/// Answers after a correction. What hangs on the question and is no longer asked goes with it.
///
/// # Errors
/// What does not hold then: nothing may be missing among what was touched.
pub fn corrected(
    form: &Form,
    answers: &Answers,
    group: &Section,
    sent: &[(String, Option<Answer>)],
) -> Result<(Answers, Vec<Corrected>), Vec<Finding>> {
    let within: BTreeSet<&str> = group.questions.iter().map(|question| question.id.as_str()).collect();
    let mut after = answers.clone();
    for (question, answer) in sent.iter().filter(|(question, _)| within.contains(question.as_str())) {
        match answer {
            Some(answer) => after.set(question, answer.clone()),
            None => {
                after.0.remove(question);
            }
        }
    }
    let who = form.applicable(&after);
    for id in &within {
        let asked = form.position(id).is_some_and(|at| who.question(at));
        if !asked {
            after.0.remove(*id);
        }
    }
    let findings: Vec<Finding> = questionnaire::check(form, &after, true)
        .into_iter()
        .filter(|finding| within.contains(finding.question.as_str()))
        .collect();
    if !findings.is_empty() {
        return Err(findings);
    }
    let changes = within
        .iter()
        .filter(|id| answers.get(id) != after.get(id))
        .map(|id| Corrected {
            question: (*id).to_owned(),
            before: answers.get(id).cloned(),
            after: after.get(id).cloned(),
        })
        .collect();
    Ok((after, changes))
}

/// A correction to be taken back: every question must still be as the correction left it.
pub fn may_undo(answers: &Answers, done: &[Corrected], undone: bool) -> Result<(), Refusal> {
    if undone {
        return Err(Refusal::UndoneAlready);
    }
    if done.iter().all(|change| answers.get(&change.question) == change.after.as_ref()) {
        Ok(())
    } else {
        Err(Refusal::ChangedSince)
    }
}

#[cfg(test)]
mod tests {
    use questionnaire::{generate, shipped};

    use super::*;

    fn form() -> Form {
        Form::new(shipped::definition("fy2026_municipality").unwrap()).unwrap()
    }

    fn filled(form: &Form, fixed: &[(&str, Answer)]) -> Answers {
        let mut pick = |n: u64| n.saturating_sub(1);
        let start: Answers = fixed.iter().map(|(id, answer)| ((*id).to_owned(), answer.clone())).collect();
        generate::fill(form, start, &mut pick)
    }

    #[test]
    fn what_hangs_on_the_question_goes_with_it_and_nothing_else_changes() {
        let form = form();
        let answers = filled(&form, &[("q1", Answer::one("yes"))]);
        let group = group(&form, "q1").unwrap();
        let (after, changes) =
            corrected(&form, &answers, &group, &[("q1".to_owned(), Some(Answer::one("no")))]).unwrap();
        let touched: Vec<&str> = changes.iter().map(|change| change.question.as_str()).collect();
        assert!(touched.starts_with(&["q1", "q1_c"]) && touched.iter().all(|id| id.starts_with("q1")), "{touched:?}");
        assert_eq!(after.get("q1_c"), None);
        assert_eq!(after.get("q5"), answers.get("q5"));
        // And back: what is asked then must be answered.
        let back = corrected(&form, &after, &group, &[("q1".to_owned(), Some(Answer::one("yes")))]);
        assert!(back.unwrap_err().iter().any(|finding| finding.question == "q1_c"));
    }

    #[test]
    fn another_question_in_the_form_is_not_taken() {
        let form = form();
        let answers = filled(&form, &[]);
        let group = group(&form, "q11").unwrap();
        let stranger = ("q9".to_owned(), Some(Answer::one("no")));
        let (after, changes) = corrected(&form, &answers, &group, &[stranger]).unwrap();
        assert!(changes.is_empty() && after == answers);
        assert!(super::group(&form, "no_such").is_none());
    }

    #[test]
    fn only_what_is_still_as_it_was_left_is_taken_back() {
        let change = |after: &str| Corrected {
            question: "q11".to_owned(),
            before: Some(Answer::one("linked")),
            after: Some(Answer::one(after)),
        };
        let answers: Answers = [("q11".to_owned(), Answer::one("not"))].into_iter().collect();
        assert_eq!(may_undo(&answers, &[change("not")], false), Ok(()));
        assert_eq!(may_undo(&answers, &[change("partly")], false), Err(Refusal::ChangedSince));
        assert_eq!(may_undo(&answers, &[change("not")], true), Err(Refusal::UndoneAlready));
        assert_eq!(may_undo(&Answers::default(), &[change("not")], false), Err(Refusal::ChangedSince));
    }
}
