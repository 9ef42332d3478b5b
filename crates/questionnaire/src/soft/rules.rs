//! Questions against each other. The list belongs to a questionnaire and is data: a file beside it.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};

use super::{SoftFinding, SoftKind, json, mark_of, plain};
use crate::answers::{Answer, Answers};
use crate::condition::{Condition, Operand};
use crate::form::{Applicable, Form};
use crate::kinds::Kind;

/// The rules of one questionnaire.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SoftRules {
    /// Definition ids they fit.
    #[serde(default)]
    pub questionnaires: Vec<String>,
    #[serde(default)]
    pub rules: Vec<SoftRule>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SoftRule {
    pub id: String,
    /// Where the finding stands.
    pub question: String,
    #[serde(flatten)]
    pub kind: RuleKind,
    /// What does not fit and what to do, Japanese; the engine adds the values.
    pub sentence: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum RuleKind {
    /// Every option chosen is one of those chosen in another question.
    Among { of: String },
    /// The number is no larger than another.
    NotMore { of: String },
    /// The number is the sum of others; all of them answered.
    Sum { parts: Vec<String> },
    /// A grid: every row in which the grid `of` has the option has something here.
    Follow { of: String, option: String },
    /// Whenever this holds, somebody should look.
    When { condition: Condition },
}

impl RuleKind {
    pub fn label(&self) -> &'static str {
        match self {
            Self::Among { .. } => "別の設問で選んだ中にある",
            Self::NotMore { .. } => "別の設問の数を超えない",
            Self::Sum { .. } => "合計と合う",
            Self::Follow { .. } => "枝の設問にも答えがある",
            Self::When { .. } => "組合せを確かめる",
        }
    }
}

impl SoftRules {
    /// What of it does not fit the questionnaire; empty when all does.
    pub fn verify(&self, form: &Form) -> Vec<String> {
        let known: HashSet<String> = names(form).collect();
        let mut ids = HashSet::new();
        let mut faults = Vec::new();
        for rule in &self.rules {
            let mut say = |sentence: String| faults.push(format!("「{}」：{sentence}", rule.id));
            if rule.id.is_empty() || !ids.insert(rule.id.as_str()) {
                say("規則の名前が空か、二度出てきます。".to_owned());
            }
            if matches!(rule.id.as_str(), "last_year" | "outlier") {
                say("この名前は別の指摘が使います。".to_owned());
            }
            if rule.sentence.trim().is_empty() {
                say("文がありません。".to_owned());
            }
            let kind_of = |id: &str| form.question(id).map(|question| &question.kind);
            let mut needs = |id: &str, fits: &dyn Fn(&Kind) -> bool, what: &str| match kind_of(id) {
                None => say(format!("「{id}」という設問はありません。")),
                Some(kind) if !fits(kind) => say(format!("「{id}」は{what}ではありません。")),
                Some(_) => {}
            };
            let options = |kind: &Kind| matches!(kind, Kind::Single(_) | Kind::Multiple(_));
            let number = |kind: &Kind| matches!(kind, Kind::Number(_) | Kind::Amount(_));
            let grid = |kind: &Kind| matches!(kind, Kind::Grid(_));
            match &rule.kind {
                RuleKind::Among { of } => {
                    needs(&rule.question, &options, "選択肢の設問");
                    needs(of, &options, "選択肢の設問");
                }
                RuleKind::NotMore { of } => {
                    needs(&rule.question, &number, "数の設問");
                    needs(of, &number, "数の設問");
                }
                RuleKind::Sum { parts } => {
                    needs(&rule.question, &number, "数の設問");
                    for part in parts {
                        needs(part, &number, "数の設問");
                    }
                    if parts.len() < 2 {
                        say("合計するものが2つ以上必要です。".to_owned());
                    }
                }
                RuleKind::Follow { of, option } => {
                    needs(&rule.question, &grid, "表の設問");
                    needs(of, &grid, "表の設問");
                    let choices = form.question(of).map_or(&[][..], |question| form.choices(question));
                    if !choices.iter().any(|choice| choice.id == *option) {
                        say(format!("「{of}」に「{option}」という選択肢はありません。"));
                    }
                }
                RuleKind::When { condition } => {
                    needs(&rule.question, &Kind::is_asked, "答えのある設問");
                    for name in condition.variables().into_iter().filter(|name| !known.contains(*name)) {
                        say(format!("「{name}」という設問はありません。"));
                    }
                    for (operand, option) in condition.options_named() {
                        let Operand::Variable(name) = operand else { continue };
                        if known.contains(name) && !has_option(form, name, option) {
                            say(format!("「{name}」に「{option}」という選択肢はありません。"));
                        }
                    }
                    let mut own = false;
                    condition.each_operand(&mut |operand| {
                        own |= matches!(operand, Operand::Own | Operand::Column(_));
                    });
                    if own {
                        say("「.」と列の名前は、ここでは使えません。設問を ${q1} のように書いてください。".to_owned());
                    }
                }
            }
        }
        faults
    }

    /// What does not fit in these answers. Only questions that are asked and answered are held against each other.
    pub fn findings(&self, form: &Form, answers: &Answers, who: &Applicable) -> Vec<SoftFinding> {
        self.rules.iter().filter_map(|rule| rule.finding(form, answers, who)).collect()
    }
}

/// Questions and rows of grids, as conditions name them.
fn names(form: &Form) -> impl Iterator<Item = String> {
    form.questions().flat_map(|(.., question)| {
        let rows = match &question.kind {
            Kind::Grid(grid) => grid.rows.iter().map(|row| format!("{}_{}", question.id, row.id)).collect(),
            _ => Vec::new(),
        };
        std::iter::once(question.id.clone()).chain(rows)
    })
}

impl SoftRule {
    fn finding(&self, form: &Form, answers: &Answers, who: &Applicable) -> Option<SoftFinding> {
        let at = form.position(&self.question)?;
        if !who.question(at) {
            return None;
        }
        let asked = |id: &str| form.position(id).is_some_and(|at| who.question(at)).then(|| answers.get(id)).flatten();
        let found = |detail: String, over: &[&str]| {
            let values: Vec<String> = over.iter().map(|id| json(answers.get(id))).collect();
            let values: Vec<&str> = values.iter().map(String::as_str).collect();
            Some(SoftFinding {
                question: self.question.clone(),
                kind: SoftKind::Consistency,
                rule: self.id.clone(),
                sentence: format!("{}{detail}", self.sentence),
                mark: mark_of(&values),
            })
        };
        match &self.kind {
            RuleKind::Among { of } => {
                let (here, there) = (asked(&self.question)?, asked(of)?);
                let stray: Vec<&String> = here.choices().iter().filter(|id| !there.choices().contains(id)).collect();
                let labels: Vec<&str> = stray.iter().map(|id| label(form, &self.question, id)).collect();
                if stray.is_empty() { None } else { found(in_brackets(&labels), &[&self.question, of]) }
            }
            RuleKind::NotMore { of } => {
                let (here, there) = (number(asked(&self.question)?)?, number(asked(of)?)?);
                if here <= there {
                    None
                } else {
                    found(format!("（{}と{}）", plain(here), plain(there)), &[&self.question, of])
                }
            }
            RuleKind::Sum { parts } => {
                let total = number(asked(&self.question)?)?;
                let each: Option<Vec<f64>> = parts.iter().map(|part| asked(part).and_then(number)).collect();
                let sum: f64 = each?.iter().sum();
                // Decimals are at most six digits: what differs less is the same.
                if (sum - total).abs() < 5e-7 {
                    return None;
                }
                let mut over: Vec<&str> = vec![&self.question];
                over.extend(parts.iter().map(String::as_str));
                found(format!("（ここは{}、合計は{}）", plain(total), plain(sum)), &over)
            }
            RuleKind::Follow { of, option } => {
                let rows_of = |id: &str| match answers.get(id) {
                    Some(Answer::Grid { rows }) => Some(rows),
                    _ => None,
                };
                let Kind::Grid(grid) = &form.at(at)?.1.kind else { return None };
                let (parents, here) = (rows_of(of)?, rows_of(&self.question));
                let missing: Vec<&str> = grid
                    .rows
                    .iter()
                    .enumerate()
                    .filter(|(row, _)| who.row(at, *row))
                    .filter(|(_, row)| parents.get(&row.id).is_some_and(|p| p.choices().contains(option)))
                    .filter(|(_, row)| {
                        here.and_then(|rows| rows.get(&row.id)).is_none_or(|answer| answer.choices().is_empty())
                    })
                    .map(|(_, row)| row.label.as_str())
                    .collect();
                if missing.is_empty() { None } else { found(in_brackets(&missing), &[&self.question, of]) }
            }
            RuleKind::When { condition } => {
                if !form.holds(condition, answers, who) {
                    return None;
                }
                let owners: Vec<&str> = condition.variables().into_iter().map(|name| owner(form, name)).collect();
                let mut over: Vec<&str> = vec![&self.question];
                over.extend(owners);
                found(String::new(), &over)
            }
        }
    }
}

/// The question a name of a condition belongs to: `q12_platform` → `q12`.
fn owner<'a>(form: &'a Form, name: &'a str) -> &'a str {
    if form.position(name).is_some() {
        return name;
    }
    form.questions()
        .map(|(.., question)| question.id.as_str())
        .filter(|id| name.strip_prefix(*id).is_some_and(|rest| rest.starts_with('_')))
        .max_by_key(|id| id.len())
        .unwrap_or(name)
}

/// Does a question (or the grid of a row) that is answered by choosing offer this option? Others have none to miss.
fn has_option(form: &Form, name: &str, option: &str) -> bool {
    let Some(question) = form.question(owner(form, name)) else { return true };
    let chosen = matches!(question.kind, Kind::Single(_) | Kind::Multiple(_) | Kind::Grid(_));
    !chosen || option.is_empty() || form.choices(question).iter().any(|choice| choice.id == option)
}

fn label<'a>(form: &'a Form, question: &str, option: &'a str) -> &'a str {
    let choices = form.question(question).map_or(&[][..], |question| form.choices(question));
    choices.iter().find(|choice| choice.id == option).map_or(option, |choice| &choice.label)
}

fn in_brackets(labels: &[&str]) -> String {
    format!("（{}）", labels.iter().map(|label| format!("「{label}」")).collect::<Vec<_>>().join("、"))
}

fn number(answer: &Answer) -> Option<f64> {
    match answer {
        Answer::Number { number } => Some(*number),
        _ => None,
    }
}
