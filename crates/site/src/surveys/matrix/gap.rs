//! The gap between 最優先課題 (問8-1-2), 受けている支援 (問8-2-1) and 期待する支援 (問8-2-2): the same issues, asked three times.

use tabulate::{Amount, Answer, Percent, Points, Variable, half_away, variables};

use super::super::data_set::DataSet;
use super::super::rules;

/// The three questions of a survey that asks them.
pub struct Questions<'a> {
    first: &'a tabulate::Single,
    given: &'a tabulate::Multiple,
    wanted: &'a tabulate::Multiple,
}

impl<'a> Questions<'a> {
    /// `None` where the survey does not ask all three with the same options.
    pub fn of(set: &'a DataSet) -> Option<Self> {
        let [first, given, wanted] = rules::GAP_QUESTIONS;
        match (set.variable(first)?, set.variable(given)?, set.variable(wanted)?) {
            (Variable::Single(first), Variable::Multiple(given), Variable::Multiple(wanted)) => {
                let options = |id: &str| set.question(id).map(|question| &question.options);
                let [a, b, c] = rules::GAP_QUESTIONS.map(options);
                (a == b && b == c).then_some(Self { first, given, wanted })
            }
            _ => None,
        }
    }

    fn labels(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        self.first.meta().choices.iter().map(|choice| choice.label.as_str())
    }
}

/// A count with its base, as tables print it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Share {
    pub count: u64,
    /// Those who were asked, 無回答 among them.
    pub base: u64,
}

impl Share {
    pub fn percent(self) -> Option<Percent> {
        Percent::of(Amount::persons(self.count), Amount::persons(self.base))
    }

    /// `self` less `other`, in %ポイント, rounded from the counts.
    pub fn less(self, other: Self) -> Option<Points> {
        let over = u128::from(self.base) * u128::from(other.base);
        if over == 0 {
            return None;
        }
        let cross = |a: u64, b: u64| i128::from(a) * i128::from(b);
        let difference = cross(self.count, other.base) - cross(other.count, self.base);
        i32::try_from(half_away(difference * 1000, over)).ok().map(Points::from_tenths)
    }
}

/// One issue over many municipalities.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    pub issue: String,
    pub first: Share,
    pub given: Share,
    pub wanted: Share,
    /// Of those whose first issue it is, how many are given no support with it.
    pub unmet: u64,
    /// Of those who want it, how many are given none.
    pub wanted_unmet: u64,
}

/// All issues, and 無回答 as the last line (without `unmet`).
pub fn overall(questions: &Questions<'_>, rows: &[usize]) -> Vec<Line> {
    let asked =
        |state: &dyn Fn(usize) -> u16| rows.iter().filter(|row| state(**row) != variables::NOT_ASKED).count() as u64;
    let first_state = |row: usize| questions.first.codes().get(row);
    let given_state = |row: usize| questions.given.states().get(row);
    let wanted_state = |row: usize| questions.wanted.states().get(row);
    let (first_base, given_base, wanted_base) = (asked(&first_state), asked(&given_state), asked(&wanted_state));
    let count = |wanted: &dyn Fn(usize) -> bool| rows.iter().filter(|row| wanted(**row)).count() as u64;
    let mut lines: Vec<Line> = questions
        .labels()
        .enumerate()
        .map(|(at, issue)| {
            let is_first = |row: usize| questions.first.answer(row) == Answer::Option(at);
            let is_given = |row: usize| questions.given.ticked(row, at);
            let is_wanted = |row: usize| questions.wanted.ticked(row, at);
            Line {
                issue: issue.to_owned(),
                first: Share { count: count(&is_first), base: first_base },
                given: Share { count: count(&is_given), base: given_base },
                wanted: Share { count: count(&is_wanted), base: wanted_base },
                unmet: count(&|row| is_first(row) && !is_given(row)),
                wanted_unmet: count(&|row| is_wanted(row) && !is_given(row)),
            }
        })
        .collect();
    let silent = |state: &dyn Fn(usize) -> u16| count(&|row| state(row) == variables::NO_ANSWER);
    lines.push(Line {
        issue: super::NO_ANSWER.to_owned(),
        first: Share { count: silent(&first_state), base: first_base },
        given: Share { count: silent(&given_state), base: given_base },
        wanted: Share { count: silent(&wanted_state), base: wanted_base },
        unmet: 0,
        wanted_unmet: 0,
    });
    lines
}

/// One municipality.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Own {
    /// In words; 無回答, 非該当 too.
    pub first: String,
    pub given: Vec<String>,
    pub wanted: Vec<String>,
    /// Wanted, and given no support with.
    pub missing: Vec<String>,
    /// Is there support with what comes first? Nothing where no issue was named, or 問8-2-1 was left blank.
    pub reached: Option<bool>,
    /// Were 問8-2-1 and 問8-2-2 answered?
    pub given_answered: bool,
    pub wanted_answered: bool,
}

pub fn own(questions: &Questions<'_>, row: usize) -> Own {
    let labels: Vec<&str> = questions.labels().collect();
    let ticked = |of: &tabulate::Multiple| -> Vec<String> {
        let found = labels.iter().enumerate().filter(|(at, _)| of.ticked(row, *at));
        found.map(|(_, label)| (*label).to_owned()).collect()
    };
    let given_answered = questions.given.states().get(row) >= variables::FIRST_OPTION;
    let wanted_answered = questions.wanted.states().get(row) >= variables::FIRST_OPTION;
    let missing = labels
        .iter()
        .enumerate()
        .filter(|(at, _)| given_answered && questions.wanted.ticked(row, *at) && !questions.given.ticked(row, *at));
    let first = match questions.first.answer(row) {
        Answer::Option(at) => Some(at),
        Answer::NoAnswer | Answer::NotAsked => None,
    };
    Own {
        first: super::option(questions.first, row),
        given: ticked(questions.given),
        wanted: ticked(questions.wanted),
        missing: missing.map(|(_, label)| (*label).to_owned()).collect(),
        reached: first.filter(|_| given_answered).map(|at| questions.given.ticked(row, at)),
        given_answered,
        wanted_answered,
    }
}
