//! The same question a year ago: a number that moved far, a yes that became a no.

use std::collections::BTreeMap;

use super::{SoftFinding, SoftKind, json, mark_of, plain};
use crate::answers::{Answer, Answers, RowAnswer};
use crate::concordance::{Concordance, Relation};
use crate::form::{Applicable, Form};
use crate::kinds::Kind;
use crate::model::Question;

/// Last year's answers of the same respondent.
pub struct LastYear<'a> {
    pub form: &'a Form,
    pub answers: &'a Answers,
    /// What became of last year's questions. Without one, a question is the same when its id, text and options are.
    pub concordance: Option<&'a Concordance>,
}

/// How far a number may move without a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tolerance {
    /// ±x % of last year's number. More than that needs a reason.
    pub percent: u32,
    /// And at least so much: from 1 to 2 is +100 % and nothing to ask about.
    pub least: u32,
}

impl Tolerance {
    /// Exactly x % is still within.
    pub fn allows(self, before: f64, now: f64) -> bool {
        let difference = (now - before).abs();
        difference < f64::from(self.least) || difference * 100.0 <= f64::from(self.percent) * before.abs()
    }
}

/// How far numbers may move: all, and single questions otherwise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tolerances {
    pub all: Tolerance,
    /// By question id.
    pub of_questions: BTreeMap<String, Tolerance>,
}

impl Tolerances {
    /// The same for every question.
    pub fn same(all: Tolerance) -> Self {
        Self { all, of_questions: BTreeMap::new() }
    }

    pub fn of(&self, question: &str) -> Tolerance {
        self.of_questions.get(question).copied().unwrap_or(self.all)
    }
}

/// Options that say that something is there, and those that say it is gone.
pub const RETREATS: &[(&str, &str)] = &[("yes", "no"), ("use", "not"), ("all", "none"), ("linked", "not")];

fn is_retreat(before: &str, now: &str) -> bool {
    RETREATS.iter().any(|(was, is)| *was == before && *is == now)
}

/// Findings against last year, in the order of the questions.
pub fn findings(
    form: &Form,
    answers: &Answers,
    who: &Applicable,
    last_year: &LastYear<'_>,
    tolerances: &Tolerances,
) -> Vec<SoftFinding> {
    let then = last_year.form.applicable(last_year.answers);
    let mut found = Vec::new();
    for (at, _, question) in form.questions().filter(|(.., question)| question.kind.is_asked()) {
        if !who.question(at) {
            continue;
        }
        let Some(old) = last_year.question(form, question) else { continue };
        if !last_year.form.position(&old.id).is_some_and(|at| then.question(at)) {
            continue;
        }
        let (now, before) = (answers.get(&question.id), last_year.answers.get(&old.id));
        if let (Some(now), Some(before)) = (now, before)
            && let Some(sentence) =
                sentence(form, question, now, last_year.form, old, before, tolerances.of(&question.id))
        {
            found.push(SoftFinding {
                question: question.id.clone(),
                kind: SoftKind::LastYear,
                rule: "last_year".to_owned(),
                sentence,
                mark: mark_of(&[&json(Some(now)), &json(Some(before))]),
            });
        }
    }
    found
}

impl LastYear<'_> {
    /// Last year's question that a question may be held against.
    fn question(&self, form: &Form, question: &Question) -> Option<&Question> {
        let same_kind = |old: &&Question| std::mem::discriminant(&old.kind) == std::mem::discriminant(&question.kind);
        match self.concordance {
            Some(concordance) => {
                let id = match concordance.of(&question.id) {
                    None => &question.id,
                    Some(link) if matches!(link.relation, Relation::Same | Relation::Reworded) => {
                        link.from.first().unwrap_or(&question.id)
                    }
                    Some(_) => return None,
                };
                self.form.question(id).filter(same_kind)
            }
            None => self
                .form
                .question(&question.id)
                .filter(same_kind)
                .filter(|old| old.text == question.text && self.form.choices(old) == form.choices(question)),
        }
    }
}

const WHAT_TO_DO: &str = "変わった理由を書くか、答えを確かめてください。";

fn sentence(
    form: &Form,
    question: &Question,
    now: &Answer,
    old_form: &Form,
    old: &Question,
    before: &Answer,
    tolerance: Tolerance,
) -> Option<String> {
    let name = |id: &str| label(form, question, id);
    let old_name = |id: &str| label(old_form, old, id);
    match (now, before) {
        (Answer::Number { number: now }, Answer::Number { number: before }) => {
            if tolerance.allows(*before, *now) {
                return None;
            }
            let unit = match &question.kind {
                Kind::Number(kind) => kind.unit.as_str(),
                Kind::Amount(_) => "円",
                _ => "",
            };
            let change = change(*before, *now).map(|words| format!("（{words}）")).unwrap_or_default();
            Some(format!("前年は{}{unit}、今年は{}{unit}です{change}。{WHAT_TO_DO}", plain(*before), plain(*now)))
        }
        (Answer::One { choice: now, .. }, Answer::One { choice: before, .. }) if is_retreat(before, now) => {
            Some(format!("前年は「{}」、今年は「{}」です。{WHAT_TO_DO}", old_name(before), name(now)))
        }
        (Answer::Many { choices: now, .. }, Answer::Many { choices: before, .. }) => {
            let nothing = |choices: &[String], form: &Form, question: &Question| {
                choices.len() == 1
                    && form.choices(question).iter().any(|choice| choice.exclusive && choices.contains(&choice.id))
            };
            let was_something = !before.is_empty() && !nothing(before, old_form, old);
            (was_something && nothing(now, form, question)).then(|| {
                let before: Vec<String> = before.iter().map(|id| format!("「{}」", old_name(id))).collect();
                let now = now.first().map(|id| name(id)).unwrap_or_default();
                format!("前年は{}、今年は「{now}」です。{WHAT_TO_DO}", before.join("、"))
            })
        }
        (Answer::Grid { rows: now }, Answer::Grid { rows: before }) => {
            let Kind::Grid(grid) = &question.kind else { return None };
            let gone = |row: &&crate::kinds::GridRow| match (before.get(&row.id), now.get(&row.id)) {
                (Some(RowAnswer::One { choice: before, .. }), Some(RowAnswer::One { choice: now, .. })) => {
                    is_retreat(before, now)
                }
                _ => false,
            };
            let gone: Vec<String> = grid.rows.iter().filter(gone).map(|row| format!("「{}」", row.label)).collect();
            let pair = now.values().find_map(|row| match row {
                RowAnswer::One { choice, .. } => {
                    RETREATS.iter().find(|(_, is)| is == choice).map(|(was, is)| (old_name(was), name(is)))
                }
                RowAnswer::Many { .. } => None,
            });
            let (was, is) = pair?;
            (!gone.is_empty())
                .then(|| format!("{}は、前年は「{was}」、今年は「{is}」です。{WHAT_TO_DO}", gone.join("、")))
        }
        _ => None,
    }
}

/// 「31.0%増」, half-up; nothing when last year's was 0.
fn change(before: f64, now: f64) -> Option<String> {
    if before == 0.0 {
        return None;
    }
    let tenths = ((now - before).abs() / before.abs() * 1000.0 + 0.5).floor();
    Some(format!("{:.1}%{}", tenths / 10.0, if now > before { "増" } else { "減" }))
}

fn label(form: &Form, question: &Question, option: &str) -> String {
    let choice = form.choices(question).iter().find(|choice| choice.id == option);
    choice.map_or_else(|| option.to_owned(), |choice| choice.label.clone())
}
