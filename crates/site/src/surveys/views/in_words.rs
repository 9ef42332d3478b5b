//! Answers as people read them.

use questionnaire::{Answer, Form, Kind, Question};

use crate::shared::{day_words, number};

/// What stands where nothing was answered.
pub const NO_ANSWER: &str = "（答えなし）";

/// An answer in words; lines of a grid are parted by line ends.
pub fn answer(form: &Form, question: &Question, answer: &Answer) -> String {
    let label = |id: &str| {
        let choice = form.choices(question).iter().find(|choice| choice.id == id);
        choice.map_or_else(|| id.to_owned(), |choice| choice.label.clone())
    };
    let with = |id: &String, text: Option<&str>| match text {
        Some(text) if !text.is_empty() => format!("{}：{text}", label(id)),
        _ => label(id),
    };
    match answer {
        Answer::One { .. } | Answer::Many { .. } => {
            answer.choices().iter().map(|id| with(id, answer.other(id))).collect::<Vec<_>>().join("、")
        }
        Answer::Number { number: value } => format!("{}{}", figure(*value), unit(&question.kind)),
        Answer::Text { text } => text.clone(),
        Answer::Date { date } => day_words(*date),
        Answer::Grid { rows } => {
            let Kind::Grid(grid) = &question.kind else { return String::new() };
            let line = |row: &questionnaire::kinds::GridRow| {
                let answer = rows.get(&row.id)?;
                let chosen: Vec<_> = answer.choices().iter().map(|id| with(id, answer.other(id))).collect();
                Some(format!("{}：{}", row.label, chosen.join("、")))
            };
            grid.rows.iter().filter_map(line).collect::<Vec<_>>().join("\n")
        }
    }
}

/// What stands stored, or that nothing does.
pub fn maybe(form: &Form, question: &Question, given: Option<&Answer>) -> String {
    given.map_or_else(|| NO_ANSWER.to_owned(), |given| answer(form, question, given))
}

/// An answer of the history: its JSON form.
pub fn stored(form: &Form, question: &Question, json: Option<&str>) -> String {
    maybe(form, question, json.and_then(|json| serde_json::from_str(json).ok()).as_ref())
}

pub fn unit(kind: &Kind) -> String {
    match kind {
        Kind::Number(kind) => kind.unit.clone(),
        Kind::Amount(_) => "円".to_owned(),
        _ => String::new(),
    }
}

/// 1234.0 → 「1,234」, 1.5 → 「1.5」
#[allow(clippy::cast_possible_truncation, reason = "checked numbers are below 10^15")]
fn figure(value: f64) -> String {
    if value.fract() == 0.0 { number(value as i64) } else { format!("{value}") }
}

#[cfg(test)]
mod tests {
    use questionnaire::Answers;

    use super::*;

    #[test]
    fn every_kind_of_answer_is_said_in_words() {
        let form = Form::new(questionnaire::shipped::definition("fy2026_municipality").unwrap()).unwrap();
        let mut pick = |n: u64| n.saturating_sub(1);
        let answers = questionnaire::generate::fill(&form, Answers::default(), &mut pick);
        for (id, given) in &answers.0 {
            let words = answer(&form, form.question(id).unwrap(), given);
            assert!(!words.is_empty() && !words.contains('{'), "{id}: {words}");
        }
        let q13_2 = form.question("q13_2").unwrap();
        assert_eq!(answer(&form, q13_2, &Answer::Number { number: 1234.0 }), "1,234市町村");
        assert_eq!(maybe(&form, q13_2, None), NO_ANSWER);
    }
}
