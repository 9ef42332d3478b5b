//! One section of a questionnaire as a browser sends it. Field names are the questions' own:
//! `q1=yes`, `q5=mitori` several times, `q5.other=…` the text beside 「その他」, `q12.platform=use` a grid's row,
//! `q3=12`, `q2-year/-month/-day` a date. `q5.asked=1` says that the boxes were there to be ticked.

pub mod editing;

use foundation::web::{Fields, Form};
use japanese::fold::tidy;
use questionnaire::{Answer, Answers, Kind, Question, RowAnswer, Section};

use super::actions::Sent;
use crate::shared::{DateBoxes, read_date};

/// The longest answer in words.
const MOST_LETTERS: usize = 4000;
/// Enough that two answers to one question never share a mark by chance.
const MARK_LETTERS: usize = 16;

/// What was sent for a section. Faults of form stand at their fields.
pub fn read(form: &mut Form, definition: &questionnaire::Form, section: &Section) -> Sent {
    let mut sent = Sent::new();
    for question in section.questions.iter().filter(|q| q.kind.is_asked()) {
        if form.value(&format!("{}.asked", question.id)) != "1" {
            continue;
        }
        sent.push((question.id.clone(), answer(form, definition, question)));
    }
    sent
}

/// A text as typed, tidied; too long a one is told at its question.
fn text_of(form: &mut Form, question: &str, field: &str) -> String {
    let text = tidy(form.value(field));
    let length = text.chars().count();
    if length > MOST_LETTERS {
        form.refuse(question, format!("{MOST_LETTERS}文字までです（いま{length}文字）。短くしてください。"));
    }
    text
}

fn others(form: &mut Form, question: &str, prefix: &str, choices: &[questionnaire::Choice]) -> Vec<(String, String)> {
    choices
        .iter()
        .filter(|choice| choice.other)
        .map(|choice| (choice.id.clone(), text_of(form, question, &format!("{prefix}.{}.text", choice.id))))
        .filter(|(_, text)| !text.is_empty())
        .collect()
}

/// The text beside the option chosen; else one beside another, which the check then tells of.
fn beside(chosen: &str, texts: Vec<(String, String)>) -> Option<String> {
    let own = texts.iter().position(|(option, _)| option == chosen).unwrap_or(0);
    texts.into_iter().nth(own).map(|(_, text)| text)
}

fn text_without_choice(form: &mut Form, question: &str, texts: &[(String, String)]) {
    if !texts.is_empty() {
        form.refuse(
            question,
            "「その他」の内容が書かれていますが、選ばれていません。「その他」を選ぶか、内容を消してください。",
        );
    }
}

/// In the order of the list; what the list does not have comes last, for the check to tell of.
fn in_order(chosen: &[String], choices: &[questionnaire::Choice]) -> Vec<String> {
    let known = choices.iter().map(|c| &c.id).filter(|id| chosen.contains(id));
    let unknown = chosen.iter().filter(|id| !id.is_empty() && !choices.iter().any(|c| c.id == **id));
    known.chain(unknown).cloned().collect()
}

/// What an answer is recognised by: the form that shows it sends it back, so that it is known what was changed in the
/// form and what somebody else changed meanwhile.
pub fn mark(answer: Option<&Answer>) -> String {
    let json = answer.and_then(|answer| serde_json::to_string(answer).ok());
    json.map_or_else(
        || "-".to_owned(),
        |json| foundation::chance::fingerprint(&json).chars().take(MARK_LETTERS).collect(),
    )
}

/// Only what was changed in the form itself: an answer that still is what the form was shown with is not sent.
pub fn changed_here(form: &Form, sent: Sent) -> Sent {
    sent.into_iter()
        .filter(|(question, answer)| form.value(&format!("{question}.seen")) != mark(answer.as_ref()))
        .collect()
}

/// Questions changed in the form that somebody else changed meanwhile, to something else.
pub fn changed_elsewhere(form: &Form, sent: &Sent, stored: &Answers) -> Vec<String> {
    sent.iter()
        .filter(|(question, answer)| {
            let seen = form.value(&format!("{question}.seen"));
            let now = stored.get(question);
            !seen.is_empty() && seen != mark(now) && mark(now) != mark(answer.as_ref())
        })
        .map(|(question, _)| question.clone())
        .collect()
}

fn answer(form: &mut Form, definition: &questionnaire::Form, question: &Question) -> Option<Answer> {
    let id = question.id.as_str();
    match &question.kind {
        Kind::Single(_) => {
            let chosen = form.value(id).to_owned();
            let choices = definition.choices(question);
            let texts = others(form, id, id, choices);
            if chosen.is_empty() {
                text_without_choice(form, id, &texts);
                return None;
            }
            let other = beside(&chosen, texts);
            Some(Answer::One { choice: chosen, other })
        }
        Kind::Multiple(_) => {
            let chosen: Vec<String> = form.values.all(id).map(str::to_owned).collect();
            let choices = definition.choices(question);
            let chosen = in_order(&chosen, choices);
            let texts = others(form, id, id, choices);
            (!chosen.is_empty() || !texts.is_empty())
                .then(|| Answer::Many { choices: chosen, others: texts.into_iter().collect() })
        }
        Kind::Grid(grid) => {
            let mut rows = std::collections::BTreeMap::new();
            for row in &grid.rows {
                let field = format!("{id}.{}", row.id);
                let chosen: Vec<String> = form.values.all(&field).map(str::to_owned).collect();
                let choices = definition.choices(question);
                let texts = others(form, id, &field, choices);
                if grid.multiple {
                    let chosen = in_order(&chosen, choices);
                    if !chosen.is_empty() || !texts.is_empty() {
                        let others = texts.into_iter().collect();
                        rows.insert(row.id.clone(), RowAnswer::Many { choices: chosen, others });
                    }
                } else if let Some(choice) = chosen.into_iter().next().filter(|c| !c.is_empty()) {
                    let other = beside(&choice, texts);
                    rows.insert(row.id.clone(), RowAnswer::One { choice, other });
                } else {
                    text_without_choice(form, id, &texts);
                }
            }
            (!rows.is_empty()).then_some(Answer::Grid { rows })
        }
        Kind::Number(kind) => number(form, id, &kind.unit),
        Kind::Amount(_) => number(form, id, "円"),
        Kind::Text(_) | Kind::LongText(_) => {
            let text = text_of(form, id, id);
            (!text.is_empty()).then_some(Answer::Text { text })
        }
        Kind::Date(_) => read_date(form, id, "", false).map(|date| Answer::Date { date }),
        Kind::Note(_) => None,
    }
}

/// 「１，２３４」 is 1234, 「12人」 is 12, as in the answer sheet; what is no number is told at the field.
fn number(form: &mut Form, id: &str, unit: &str) -> Option<Answer> {
    let typed = tidy(form.value(id));
    if typed.is_empty() {
        return None;
    }
    let read = japanese::quantity::parse(&typed, unit);
    if read.is_none() {
        form.refuse(id, format!("「{typed}」を数として読めません。数字だけで入力してください（例：12）。"));
    }
    read.map(|number| Answer::Number { number })
}

/// Stored answers as fields, for showing the form again.
pub fn fields_of(definition: &questionnaire::Form, section: &Section, answers: &Answers) -> Fields {
    let mut fields = Fields::default();
    for question in &section.questions {
        let Some(answer) = answers.get(&question.id) else { continue };
        let id = question.id.as_str();
        let texts = |fields: &mut Fields, prefix: &str, other: &dyn Fn(&str) -> Option<String>| {
            for choice in definition.choices(question).iter().filter(|c| c.other) {
                if let Some(text) = other(&choice.id) {
                    fields.push(&format!("{prefix}.{}.text", choice.id), &text);
                }
            }
        };
        match answer {
            Answer::One { .. } | Answer::Many { .. } => {
                for choice in answer.choices() {
                    fields.push(id, choice);
                }
                texts(&mut fields, id, &|option| answer.other(option).map(str::to_owned));
            }
            Answer::Grid { rows } => {
                for (row, answer) in rows {
                    let field = format!("{id}.{row}");
                    for choice in answer.choices() {
                        fields.push(&field, choice);
                    }
                    texts(&mut fields, &field, &|option| answer.other(option).map(str::to_owned));
                }
            }
            Answer::Number { number } => fields.push(id, &plain_number(*number)),
            Answer::Text { text } => fields.push(id, text),
            Answer::Date { date } => DateBoxes::of(*date).fill(id, &mut fields),
        }
    }
    fields
}

/// `12`, `1.5`
pub fn plain_number(number: f64) -> String {
    format!("{number}")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is stored, shown as fields and sent again is what was stored: for every question of every questionnaire.
    #[test]
    fn a_form_gives_back_what_it_was_shown_with() {
        for id in questionnaire::shipped::ids() {
            let form = questionnaire::Form::new(questionnaire::shipped::definition(id).unwrap()).unwrap();
            for section in &form.definition().sections {
                let mut answers = Answers::default();
                for question in &section.questions {
                    let choices = form.choices(question);
                    let picked = choices.last().filter(|c| !c.exclusive).or(choices.first());
                    let other = picked.filter(|c| c.other).map(|_| "具体的なこと".to_owned());
                    let answer = match (&question.kind, picked) {
                        (Kind::Single(_), Some(c)) => Answer::One { choice: c.id.clone(), other },
                        (Kind::Multiple(_), Some(c)) => Answer::Many {
                            choices: vec![c.id.clone()],
                            others: other.into_iter().map(|text| (c.id.clone(), text)).collect(),
                        },
                        (Kind::Grid(grid), Some(c)) => {
                            let row = &grid.rows[0].id;
                            let answer = if grid.multiple {
                                let others = other.into_iter().map(|text| (c.id.clone(), text)).collect();
                                RowAnswer::Many { choices: vec![c.id.clone()], others }
                            } else {
                                RowAnswer::One { choice: c.id.clone(), other }
                            };
                            Answer::Grid { rows: [(row.clone(), answer)].into() }
                        }
                        (Kind::Number(_) | Kind::Amount(_), _) => Answer::Number { number: 12.0 },
                        (Kind::Text(_) | Kind::LongText(_), _) => Answer::text("連携ノート"),
                        (Kind::Date(_), _) => Answer::Date { date: jiff::civil::date(2026, 4, 1) },
                        _ => continue,
                    };
                    answers.set(&question.id, answer);
                }
                let mut fields = fields_of(&form, section, &answers);
                for question in &section.questions {
                    fields.push(&format!("{}.asked", question.id), "1");
                }
                let mut sent_form = Form::new(fields);
                let sent = read(&mut sent_form, &form, section);
                assert!(sent_form.is_valid());
                let again: Answers = sent.into_iter().filter_map(|(id, answer)| Some((id, answer?))).collect();
                assert_eq!(again, answers, "{id} {}", section.id);
            }
        }
    }

    #[test]
    fn what_a_colleague_changed_is_told_apart_from_what_the_form_changed() {
        let one = |id: &str| Some(Answer::one(id));
        let stored: Answers = [("a", "x"), ("b", "y"), ("c", "z")]
            .into_iter()
            .map(|(question, choice)| (question.to_owned(), Answer::one(choice)))
            .collect();
        // The form was shown when all three were still blank; she answered b and c, a colleague all three.
        let form = Form::new(Fields::from_pairs([("a.seen", "-"), ("b.seen", "-"), ("c.seen", "-")]));
        let sent = vec![("a".to_owned(), None), ("b".to_owned(), one("other")), ("c".to_owned(), one("z"))];
        let changed = changed_here(&form, sent);
        assert_eq!(changed.len(), 2, "a was not touched: the colleague's answer stays");
        assert_eq!(changed_elsewhere(&form, &changed, &stored), ["b"], "the same answer twice is no conflict");
    }

    #[test]
    fn what_the_list_does_not_have_is_not_dropped_in_silence() {
        let definition =
            questionnaire::Form::new(questionnaire::shipped::definition("fy2026_municipality").unwrap()).unwrap();
        let multiple = definition.question("q13").unwrap().clone();
        let mut form = Form::new(Fields::from_pairs([("q13", "no_such"), ("q13", "hoken")]));
        let sent = answer(&mut form, &definition, &multiple).unwrap();
        assert_eq!(sent.choices(), ["hoken", "no_such"]);
        let single = definition.question("q8_1_2").unwrap().clone();
        let mut form = Form::new(Fields::from_pairs([("q8_1_2.other.text", "配食")]));
        assert_eq!(answer(&mut form, &definition, &single), None);
        assert!(form.error("q8_1_2").contains("選ばれていません"));
    }

    #[test]
    fn numbers_are_read_as_typed_and_words_are_refused() {
        for (typed, expected) in [
            ("１，２３４", Some(1234.0)),
            ("0", Some(0.0)),
            ("1.5", Some(1.5)),
            ("12人", Some(12.0)),
            ("三つ", Some(3.0)),
            ("", None),
        ] {
            let mut form = Form::new(Fields::from_pairs([("n", typed)]));
            assert_eq!(number(&mut form, "n", "人"), expected.map(|number| Answer::Number { number }), "{typed}");
            assert!(form.is_valid());
        }
        for typed in ["約12", "1,2", "12か13", "1e5", "NaN", "--1", "inf"] {
            let mut form = Form::new(Fields::from_pairs([("n", typed)]));
            assert_eq!(number(&mut form, "n", "人"), None, "{typed}");
            assert!(form.error("n").contains("数として読めません"));
        }
    }
}
