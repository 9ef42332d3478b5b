//! The survey of 令和7年度: three kinds of respondent, every question answered. Where the report prints a figure the
//! invented answers give it; where it prints none, they are ours. What they are made of and which figures they meet:
//! `data/PROVENANCE.md`, `data/fy2025_margins.csv`.
//!
//! 1. [`deal`]: the rows whose cross tables equal the printed ones, dealt to municipalities of their prefecture.
//! 2. [`margins`]: how many choose what, per question.
//! 3. [`quotas`]: who is given which answer, so that the numbers come out.
//! 4. What is left (texts, questions without figures) is made up by `questionnaire::generate`.

mod coordinators;
pub mod deal;
mod margins;
mod municipalities;
mod prefectures;
mod quotas;
pub mod store;

use std::collections::BTreeSet;

use questionnaire::{Answer, Answers, Form, generate, shipped};

use super::draws::Draws;
use super::fill::FillError;

pub const FISCAL_YEAR: i16 = 2025;
const SEED: u64 = 20_250_826;

/// A place that is asked: code, name, code of its prefecture.
pub type Place = (String, String, String);

/// One survey of the year with its answers.
pub struct Past {
    pub kind: &'static str,
    pub form: Form,
    /// Who answered, in the order of `answers`. Of municipalities and prefectures everybody.
    pub places: Vec<Place>,
    pub answers: Vec<Answers>,
}

/// Somebody who answers: given what the quotas give.
#[derive(Clone, Debug)]
pub struct Person {
    /// The group whose margins count for her; empty where there is one margin for all.
    pub group: &'static str,
    pub answers: Answers,
    /// Questions she leaves 無回答.
    pub blank: BTreeSet<String>,
    /// How the quotas lean: 100 is as likely as anybody else.
    pub lean: fn(&str, &str, &Person) -> u64,
}

impl Person {
    fn new(group: &'static str) -> Self {
        let (answers, blank) = (Answers::default(), BTreeSet::new());
        Self { group, answers, blank, lean: |_, _, _| 100 }
    }
}

/// All three, in the order they are asked.
pub fn invent(towns: &[Place], prefectures: &[Place]) -> Result<Vec<Past>, FillError> {
    let municipalities = municipalities::invent(towns)?;
    let asked = prefectures::invent(prefectures)?;
    let coordinators = coordinators::invent(&municipalities, &asked)?;
    Ok(vec![asked, municipalities, coordinators])
}

fn form(kind: &str) -> Result<Form, FillError> {
    let definition = shipped::definition(&format!("fy{FISCAL_YEAR}_{kind}")).map_err(FillError::Refused)?;
    Form::new(definition)
        .map_err(|faults| FillError::Refused(faults.into_iter().next().map(|f| f.sentence).unwrap_or_default()))
}

/// Deals the margins, then makes up what is left.
fn complete(form: &Form, kind: &str, people: &mut [Person], draws: &mut Draws) -> Result<(), FillError> {
    for margin in margins::of(kind)? {
        quotas::deal(form, &margin, people, draws)?;
    }
    for person in people {
        let blank = std::mem::take(&mut person.blank);
        let answers = std::mem::take(&mut person.answers);
        person.answers = generate::fill_but(form, answers, &|id| blank.contains(id), &mut |n| draws.pick(n));
    }
    Ok(())
}

fn one(choice: &str) -> Answer {
    Answer::one(choice)
}

fn refused(what: impl Into<String>) -> FillError {
    FillError::Refused(what.into())
}

#[cfg(test)]
mod tests;
