//! A form with faults in it: what holds is stored, what does not is kept as it was typed and counted nowhere.

use std::collections::BTreeSet;

use questionnaire::{Answer, Answers, Finding, Form};

/// The longest entry that is kept, all its fields together.
pub const MOST_LETTERS: usize = 20_000;

/// Before handing in.
pub const NOT_YET: &str = "欄に書いたものが、まだ答えになっていません。直すか、消してください。";

/// Of what was sent, what can be an answer, and what is wrong with the rest. One answer may hold up another: each round
/// leaves out what was found wrong, until the rest holds.
pub fn sound(
    form: &Form,
    stored: &Answers,
    mut sent: Vec<(String, Option<Answer>)>,
) -> (Vec<(String, Option<Answer>)>, Vec<Finding>) {
    let mut found = Vec::new();
    loop {
        let mut answers = stored.clone();
        let mut touched = BTreeSet::new();
        for (question, answer) in &sent {
            if stored.get(question) == answer.as_ref() {
                continue;
            }
            touched.insert(question.clone());
            match answer {
                Some(answer) => answers.set(question, answer.clone()),
                None => {
                    answers.0.remove(question);
                }
            }
        }
        let wrong: Vec<Finding> = questionnaire::check(form, &answers, false)
            .into_iter()
            .filter(|finding| touched.contains(&finding.question))
            .collect();
        if wrong.is_empty() {
            return (sent, found);
        }
        sent.retain(|(question, _)| !wrong.iter().any(|finding| finding.question == *question));
        found.extend(wrong);
    }
}

/// How many of these answers differ from the stored ones.
pub fn changed(stored: &Answers, sent: &[(String, Option<Answer>)]) -> usize {
    sent.iter().filter(|(question, answer)| stored.get(question) != answer.as_ref()).count()
}

/// Is this the name of a field of that question's form? (`q1.other.text` is of `q1`, `q1_2` is not.)
pub fn is_field_of(question: &str, name: &str) -> bool {
    let rest = name.strip_prefix(question);
    rest.is_some_and(|rest| rest.is_empty() || (rest.starts_with(['.', '-']) && rest != ".asked" && rest != ".seen"))
}

/// The fields of a question as they were typed, the empty ones left out; `None` for nothing, or too much to keep.
pub fn fields_of<'a>(
    question: &str,
    fields: impl Iterator<Item = (&'a str, &'a str)>,
) -> Option<Vec<(String, String)>> {
    let own = fields.filter(|(name, value)| is_field_of(question, name) && !value.trim().is_empty());
    let typed: Vec<(String, String)> = own.map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    let letters: usize = typed.iter().map(|(name, value)| name.chars().count() + value.chars().count()).sum();
    (!typed.is_empty() && letters <= MOST_LETTERS).then_some(typed)
}

/// Beside a kept entry that has become an answer meanwhile, or is held against one that stands.
pub fn waits(stored: &str) -> String {
    let now =
        if stored.is_empty() { String::new() } else { format!("（いま保存されている答え：{stored}）") };
    format!("前に書いたもので、まだ答えになっていません{now}。確かめて、保存してください。")
}

#[cfg(test)]
mod tests {
    use questionnaire::shipped;

    use super::*;

    fn form() -> Form {
        Form::new(shipped::definition("fy2026_municipality").unwrap()).unwrap()
    }

    #[test]
    fn what_holds_is_told_from_what_does_not_also_where_one_holds_up_the_other() {
        let form = form();
        let sent =
            vec![("q13".to_owned(), Some(Answer::one("hoken"))), ("q11".to_owned(), Some(Answer::one("linked")))];
        let (kept, found) = sound(&form, &Answers::default(), sent);
        assert_eq!(kept.len(), 1, "q13 takes several, one() is no answer to it");
        assert_eq!((kept[0].0.as_str(), found[0].question.as_str()), ("q11", "q13"));
        // q13_1 is asked of who ticked something in q13: without q13 it is nothing either.
        let sent = vec![
            ("q13".to_owned(), Some(Answer::one("hoken"))),
            ("q13_1".to_owned(), Some(Answer::text("共同で"))),
            ("q11".to_owned(), Some(Answer::one("linked"))),
        ];
        let (kept, found) = sound(&form, &Answers::default(), sent);
        assert_eq!(kept.iter().map(|(id, _)| id.as_str()).collect::<Vec<_>>(), ["q11"]);
        assert_eq!(found.len(), 2, "{found:?}");
        assert_eq!(changed(&Answers::default(), &kept), 1);
    }

    #[test]
    fn fields_belong_to_their_question_only() {
        let fields =
            [("q1", "x"), ("q1.other.text", "y"), ("q1-year", "8"), ("q1_p", "z"), ("q1.asked", "1"), ("q1.a", " ")];
        let own = fields_of("q1", fields.into_iter()).unwrap();
        assert_eq!(own.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>(), ["q1", "q1.other.text", "q1-year"]);
        assert_eq!(fields_of("q2", fields.into_iter()), None);
        let long = "あ".repeat(MOST_LETTERS);
        assert_eq!(fields_of("q1", [("q1", long.as_str())].into_iter()), None);
        assert!(fields_of("q1", [("q1", &long[..3 * (MOST_LETTERS - 2)])].into_iter()).is_some());
    }
}
