//! One section of a questionnaire as a browser sends it. Field names are the questions' own:
//! `q1=yes`, `q5=mitori` several times, `q5.other=…` the text beside 「その他」, `q12.platform=use` a grid's row,
//! `q3=12`, `q2-year/-month/-day` a date. `q5.asked=1` says that the boxes were there to be ticked.

use foundation::web::{Fields, Form};
use japanese::fold::{half_width, tidy};
use questionnaire::{Answer, Answers, Kind, Question, RowAnswer, Section};

use super::actions::Sent;
use crate::shared::{DateBoxes, read_date};

/// The longest answer in words.
const MOST_LETTERS: usize = 4000;

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

fn text_of(form: &Form, field: &str) -> String {
    tidy(form.value(field)).chars().take(MOST_LETTERS).collect()
}

fn others<'a>(
    form: &Form,
    prefix: &str,
    chosen: impl Iterator<Item = &'a questionnaire::Choice>,
) -> Vec<(String, String)> {
    chosen
        .filter(|choice| choice.other)
        .map(|choice| (choice.id.clone(), text_of(form, &format!("{prefix}.{}.text", choice.id))))
        .filter(|(_, text)| !text.is_empty())
        .collect()
}

fn answer(form: &mut Form, definition: &questionnaire::Form, question: &Question) -> Option<Answer> {
    let id = question.id.as_str();
    match &question.kind {
        Kind::Single(_) => {
            let chosen = form.value(id).to_owned();
            let choices = definition.choices(question);
            let texts = others(form, id, choices.iter());
            // A text beside 「その他」 that is not chosen is kept where it can be seen: at the field.
            (!chosen.is_empty()).then(|| {
                let other = texts.into_iter().find(|(option, _)| *option == chosen).map(|(_, text)| text);
                Answer::One { choice: chosen, other }
            })
        }
        Kind::Multiple(_) => {
            let chosen: Vec<String> = form.values.all(id).map(str::to_owned).collect();
            let choices = definition.choices(question);
            let in_order: Vec<String> =
                choices.iter().filter(|c| chosen.contains(&c.id)).map(|c| c.id.clone()).collect();
            let texts = others(form, id, choices.iter());
            (!in_order.is_empty() || !texts.is_empty())
                .then(|| Answer::Many { choices: in_order, others: texts.into_iter().collect() })
        }
        Kind::Grid(grid) => {
            let mut rows = std::collections::BTreeMap::new();
            for row in &grid.rows {
                let field = format!("{id}.{}", row.id);
                let chosen: Vec<String> = form.values.all(&field).map(str::to_owned).collect();
                let choices = definition.choices(question);
                let texts = others(form, &field, choices.iter());
                if grid.multiple {
                    let in_order: Vec<String> =
                        choices.iter().filter(|c| chosen.contains(&c.id)).map(|c| c.id.clone()).collect();
                    if !in_order.is_empty() || !texts.is_empty() {
                        let others = texts.into_iter().collect();
                        rows.insert(row.id.clone(), RowAnswer::Many { choices: in_order, others });
                    }
                } else if let Some(choice) = chosen.into_iter().next().filter(|c| !c.is_empty()) {
                    let other = texts.into_iter().find(|(option, _)| *option == choice).map(|(_, text)| text);
                    rows.insert(row.id.clone(), RowAnswer::One { choice, other });
                }
            }
            (!rows.is_empty()).then_some(Answer::Grid { rows })
        }
        Kind::Number(_) | Kind::Amount(_) => number(form, id, &question.number),
        Kind::Text(_) | Kind::LongText(_) => {
            let text = text_of(form, id);
            (!text.is_empty()).then_some(Answer::Text { text })
        }
        Kind::Date(_) => read_date(form, id, &question.number, false).map(|date| Answer::Date { date }),
        Kind::Note(_) => None,
    }
}

/// 「１，２３４」 is 1234; what is no number is told at the field.
fn number(form: &mut Form, id: &str, label: &str) -> Option<Answer> {
    let typed = half_width(&tidy(form.value(id))).replace(',', "");
    if typed.is_empty() {
        return None;
    }
    let plain = typed.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b'-'));
    match typed.parse::<f64>() {
        Ok(number) if plain && number.is_finite() => Some(Answer::Number { number }),
        _ => {
            form.refuse(id, format!("{label}「{typed}」を数として読めません。数字だけで入力してください。"));
            None
        }
    }
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
    fn numbers_are_read_as_typed_and_words_are_refused() {
        for (typed, expected) in [("１，２３４", Some(1234.0)), ("0", Some(0.0)), ("1.5", Some(1.5)), ("", None)] {
            let mut form = Form::new(Fields::from_pairs([("n", typed)]));
            assert_eq!(number(&mut form, "n", "問3"), expected.map(|number| Answer::Number { number }), "{typed}");
            assert!(form.is_valid());
        }
        for typed in ["十二", "12人", "1e5", "NaN", "--1", "inf"] {
            let mut form = Form::new(Fields::from_pairs([("n", typed)]));
            assert_eq!(number(&mut form, "n", "問3"), None, "{typed}");
            assert!(form.error("n").contains("数として読めません"));
        }
    }
}
