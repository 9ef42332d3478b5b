//! Templates, identities and full answers for the tests.

use std::sync::OnceLock;

use answer_sheets::{Expected, FileFault, Identity, IssueOptions, Limits, Reading, Template, issue, read};
use questionnaire::{Answer, Answers, Form, Kind, RowAnswer, shipped};

/// The municipality questionnaires of both years.
pub fn templates() -> &'static [Template] {
    static TEMPLATES: OnceLock<Vec<Template>> = OnceLock::new();
    TEMPLATES.get_or_init(|| {
        ["fy2025_municipality", "fy2026_municipality", "fy2025_prefecture"]
            .map(|id| Template::new(Form::new(shipped::definition(id).unwrap()).unwrap()))
            .to_vec()
    })
}

/// Whose sheets these are.
const NAME: &str = "架空市";

pub fn template() -> &'static Template {
    &templates()[0]
}

pub fn identity_of(template: &Template) -> Identity {
    let form = template.form();
    Identity {
        respondent: "011002".to_owned(),
        name: NAME.to_owned(),
        prefecture: "架空県".to_owned(),
        survey: "R7".to_owned(),
        definition: form.definition().id.clone(),
        edition: form.definition().edition,
        fingerprint: form.fingerprint().to_owned(),
    }
}

pub fn issued(template: &Template, prefill: &Answers) -> Vec<u8> {
    let options = IssueOptions { deadline: "令和7年9月30日（火）".to_owned(), ..IssueOptions::default() };
    issue(template, &identity_of(template), prefill, &Answers::default(), &options).unwrap()
}

pub fn read_back(bytes: &[u8]) -> Result<Reading, FileFault> {
    read(bytes, templates(), &Expected::default(), &Limits::default())
}

pub fn read_draft(bytes: &[u8]) -> Reading {
    let expected = Expected { draft: true, ..Expected::default() };
    read(bytes, templates(), &expected, &Limits::default()).unwrap()
}

/// An answer to everything that is asked; `seed` makes them differ.
pub fn full(form: &Form, seed: usize) -> Answers {
    let mut answers = Answers::default();
    for (at, _, question) in form.questions() {
        if !form.applicable(&answers).question(at) {
            continue;
        }
        if question.own_name {
            answers.set(&question.id, Answer::text(NAME));
            continue;
        }
        let choices = form.choices(question);
        let pick = |n: usize| choices[(seed + n) % choices.len()].clone();
        let other = |other: bool| other.then(|| format!("架空の内容{seed}"));
        let answer = match &question.kind {
            Kind::Single(_) => {
                let choice = pick(at);
                Answer::One { other: other(choice.other), choice: choice.id }
            }
            Kind::Multiple(kind) => {
                let most = kind.most.unwrap_or(4) as usize;
                let mut ticked: Vec<_> = choices
                    .iter()
                    .enumerate()
                    .filter(|(n, c)| !c.exclusive && (n + seed) % 3 != 0)
                    .map(|(_, c)| c.clone())
                    .take(most)
                    .collect();
                if ticked.is_empty() {
                    ticked.push(choices[0].clone());
                }
                let others = ticked.iter().filter(|c| c.other).map(|c| (c.id.clone(), "=架空".to_owned())).collect();
                Answer::Many { choices: ticked.into_iter().map(|c| c.id).collect(), others }
            }
            Kind::Number(kind) => Answer::Number { number: kind.least.unwrap_or(0.0) + (seed % 7) as f64 },
            Kind::Amount(_) => Answer::Number { number: 1_234_000.0 },
            Kind::Text(_) => Answer::text("架空の名前"),
            Kind::LongText(_) => Answer::text("架空の記述です。\n二行目、<&\"'>も。"),
            Kind::Date(_) => Answer::Date { date: jiff::civil::date(2026, 3, 31) },
            Kind::Grid(grid) => {
                let who = form.applicable(&answers);
                let mut rows = std::collections::BTreeMap::new();
                for (row_at, row) in grid.rows.iter().enumerate().filter(|(row, _)| who.row(at, *row)) {
                    let choice = pick(row_at);
                    let answer = if grid.multiple {
                        let others = if choice.other {
                            [(choice.id.clone(), "架空".to_owned())].into()
                        } else {
                            Default::default()
                        };
                        RowAnswer::Many { choices: vec![choice.id], others }
                    } else {
                        RowAnswer::One { other: other(choice.other), choice: choice.id }
                    };
                    rows.insert(row.id.clone(), answer);
                }
                Answer::Grid { rows }
            }
            Kind::Note(_) => continue,
        };
        answers.set(&question.id, answer);
    }
    answers
}
