//! A sheet that came back against what stands here, question by question. Pure.
//!
//! Three answers are held against each other: as the sheet was given out, as it stands here now, as it came back. What
//! only the sheet changed is taken; what only the web changed stays; where both changed, a person decides.

use std::collections::{BTreeMap, BTreeSet};

use answer_sheets::{Fault, Reading, Weight};
use jiff::civil::Date;
use questionnaire::{Answer, Answers, Form};

use super::sentence;
use crate::surveys::model::{Respondent, State, SurveyRow};
use crate::surveys::rules;

/// Which of two answers is to stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    Here,
    Sheet,
}

/// What the person who takes a sheet in has decided.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wish {
    /// Question → the side that is to stand.
    pub decided: BTreeMap<String, Side>,
    /// Questions with something to put right are left as they are here; the others are taken.
    pub leave_out: bool,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Changed {
    pub question: String,
    pub before: Option<Answer>,
    pub after: Option<Answer>,
}

/// Answered otherwise here since the sheet was given out.
#[derive(Clone, Debug, PartialEq)]
pub struct Conflict {
    pub question: String,
    pub here: Option<Answer>,
    pub sheet: Option<Answer>,
    pub decided: Option<Side>,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Joined {
    /// As they would stand; an undecided question as it stands here.
    pub answers: Answers,
    pub changed: Vec<Changed>,
    pub conflicts: Vec<Conflict>,
}

impl Joined {
    pub fn undecided(&self) -> impl Iterator<Item = &Conflict> {
        self.conflicts.iter().filter(|conflict| conflict.decided.is_none())
    }

    pub fn added(&self) -> usize {
        self.changed.iter().filter(|change| change.before.is_none()).count()
    }

    fn take(&mut self, question: &str, before: Option<&Answer>, after: Option<&Answer>) {
        match after {
            Some(answer) => self.answers.set(question, answer.clone()),
            None => {
                self.answers.0.remove(question);
            }
        }
        self.changed.push(Changed { question: question.to_owned(), before: before.cloned(), after: after.cloned() });
    }
}

/// `base`: as given out; `here`: as stored now; `sheet`: as it came back. Questions `left_out` stay as they are here.
pub fn join(
    base: &Answers,
    here: &Answers,
    sheet: &Answers,
    left_out: &BTreeSet<String>,
    decided: &BTreeMap<String, Side>,
) -> Joined {
    let mut joined = Joined { answers: here.clone(), ..Joined::default() };
    let questions: BTreeSet<&String> = base.0.keys().chain(here.0.keys()).chain(sheet.0.keys()).collect();
    for question in questions {
        let (was, now, new) = (base.get(question), here.get(question), sheet.get(question));
        if new == now || new == was || left_out.contains(question) {
            continue;
        }
        if now == was {
            joined.take(question, now, new);
            continue;
        }
        let side = decided.get(question).copied();
        joined.conflicts.push(Conflict {
            question: question.clone(),
            here: now.cloned(),
            sheet: new.cloned(),
            decided: side,
        });
        if side == Some(Side::Sheet) {
            joined.take(question, now, new);
        }
    }
    joined
}

/// What taking a sheet in would come to.
#[derive(Clone, Debug, PartialEq)]
pub enum Verdict {
    /// Something of it would be stored (or, where nothing is new, everything handed in).
    Ready,
    /// It says what stands here already, or what it was given out with.
    Unchanged,
    /// The same of an answer that was returned: what was returned is not handed in again as it is.
    StillReturned,
    /// Nobody has filled anything in.
    Empty,
    /// Sentences say why, the place first.
    Refused(Vec<String>),
}

#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    pub verdict: Verdict,
    pub joined: Joined,
    /// Nothing is missing, nothing contradicts: it could be handed in.
    pub complete: bool,
    /// Questions left out because something is to be put right there.
    pub left_out: BTreeSet<String>,
}

impl Plan {
    fn without_change(verdict: Verdict, here: &Answers) -> Self {
        let joined = Joined { answers: here.clone(), ..Joined::default() };
        Self { verdict, joined, complete: false, left_out: BTreeSet::new() }
    }
}

pub fn errors(reading: &Reading) -> impl Iterator<Item = &Fault> {
    reading.faults.iter().filter(|fault| fault.weight == Weight::Error)
}

/// May the questions to put right be left out, and the others be taken? Not where a whole sheet is missing: what stood
/// on it would seem to be answered with nothing.
pub fn may_leave_out(reading: &Reading) -> bool {
    errors(reading).next().is_some() && errors(reading).all(|fault| !fault.question.is_empty())
}

/// Why a sheet of another edition cannot be taken; `None` for one whose questions all still mean the same.
fn outdated(form: &Form, read_with: Option<&Form>, reading: &Reading) -> Option<String> {
    if reading.identity.fingerprint == form.fingerprint() {
        return None;
    }
    let (own, newest) = (reading.identity.edition, form.definition().edition);
    let Some(older) = read_with.filter(|_| own < newest) else {
        let identity = Box::new(reading.identity.clone());
        return Some(answer_sheets::FileFault::OtherEdition { identity }.to_string());
    };
    let against = rules::editing::stands_against(older.definition(), form.definition());
    (!against.is_empty()).then(|| {
        format!(
            "第{own}版の回答票です。いまの第{newest}版では{}が変わったため、このままでは取り込めません。新しい回答票に答えを写して送ってもらってください。",
            against.join("、")
        )
    })
}

/// What to say of a sheet of an older edition that is taken all the same; `None` for one of the newest.
pub fn of_an_older_edition(form: &Form, reading: &Reading) -> Option<String> {
    let (own, newest) = (reading.identity.edition, form.definition().edition);
    (own < newest)
        .then(|| format!("第{own}版の回答票でした。第{newest}版で加わった設問は、画面か新しい回答票で答えてください。"))
}

/// Holds a reading against a respondent. The first form is that of the respondent's edition, the second the one the sheet
/// was read with.
pub fn plan(
    survey: &SurveyRow,
    (form, read_with): (&Form, Option<&Form>),
    respondent: &Respondent,
    reading: &Reading,
    today: Date,
    wish: &Wish,
) -> Plan {
    let here = &respondent.answers;
    let refused = |sentences: Vec<String>| Plan::without_change(Verdict::Refused(sentences), here);
    let returned = respondent.line.state() == State::Returned;
    let nothing_new = if returned { Verdict::StillReturned } else { Verdict::Unchanged };
    let names: BTreeSet<&str> = form.own_names().collect();
    if reading.untouched {
        // As it was given out: with what was answered until then, or with nothing but her name.
        let empty = reading.answers.0.keys().all(|question| names.contains(question.as_str()));
        let verdict = if empty { Verdict::Empty } else { nothing_new };
        return Plan::without_change(verdict, here);
    }
    if let Some(reason) = outdated(form, read_with, reading) {
        return refused(vec![reason]);
    }
    let mut left_out = BTreeSet::new();
    if errors(reading).next().is_some() {
        if !(wish.leave_out && may_leave_out(reading)) {
            return refused(errors(reading).map(sentence).collect());
        }
        left_out = errors(reading).map(|fault| fault.question.clone()).collect();
    }
    let base =
        if reading.prefilled.is_empty() { Ok(Answers::default()) } else { Answers::from_json(&reading.prefilled) };
    let Ok(base) = base else {
        return refused(vec![answer_sheets::FileFault::Damaged.to_string()]);
    };
    // Her name is the list's, whatever a sheet says that lost its hidden page.
    let mut sheet = reading.answers.clone();
    for name in names {
        if let Some(own) = here.get(name) {
            sheet.set(name, own.clone());
        }
    }
    let joined = join(&base, here, &sheet, &left_out, &wish.decided);
    let complete = joined.undecided().next().is_none()
        && left_out.is_empty()
        && !(returned && joined.changed.is_empty())
        && questionnaire::check(form, &joined.answers, true).is_empty();
    let collected = respondent.line.state().is_collected();
    if joined.changed.is_empty() && joined.conflicts.is_empty() && (collected || !complete) {
        return Plan { verdict: nothing_new, joined, complete, left_out };
    }
    let opens_on = survey.opens_on.parse().ok();
    if let Err(refusal) = rules::may_write(survey.state(), opens_on, respondent.line.state(), today) {
        return refused(vec![refusal.sentence()]);
    }
    let findings = questionnaire::check(form, &joined.answers, false);
    if !findings.is_empty() {
        let said = |finding: &questionnaire::Finding| {
            let number = form.question(&finding.question).map_or(String::new(), questionnaire::Question::name);
            format!("{number}: いまの答えと合わせると食い違います。{}", finding.sentence)
        };
        return refused(findings.iter().map(said).collect());
    }
    Plan { verdict: Verdict::Ready, joined, complete, left_out }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answers(pairs: &[(&str, &str)]) -> Answers {
        pairs.iter().map(|(q, a)| ((*q).to_owned(), Answer::text(a))).collect()
    }

    /// What the sheet changed is taken, what the web changed stays, and what both changed is a person's to decide.
    #[test]
    fn two_ways_are_joined_question_by_question() {
        let base = answers(&[("q1", "a"), ("q2", "a"), ("q3", "a"), ("q4", "a"), ("q5", "a")]);
        let here = answers(&[("q1", "a"), ("q2", "web"), ("q3", "web"), ("q4", "same"), ("q5", "a")]);
        let sheet = answers(&[("q1", "sheet"), ("q2", "a"), ("q3", "sheet"), ("q4", "same"), ("q6", "new")]);
        let decide = |side| BTreeMap::from([("q3".to_owned(), side)]);
        let joined = join(&base, &here, &sheet, &BTreeSet::new(), &BTreeMap::new());
        let web = answers(&[("q1", "sheet"), ("q2", "web"), ("q3", "web"), ("q4", "same"), ("q6", "new")]);
        assert_eq!(joined.answers, web);
        assert_eq!(joined.undecided().map(|c| c.question.as_str()).collect::<Vec<_>>(), ["q3"]);
        let changed: Vec<_> = joined.changed.iter().map(|c| c.question.as_str()).collect();
        assert_eq!((changed, joined.added()), (vec!["q1", "q5", "q6"], 1));
        let kept = join(&base, &here, &sheet, &BTreeSet::new(), &decide(Side::Here));
        assert_eq!((kept.answers, kept.changed.len()), (web.clone(), 3));
        let taken = join(&base, &here, &sheet, &BTreeSet::new(), &decide(Side::Sheet));
        assert_eq!(taken.answers.get("q3"), Some(&Answer::text("sheet")));
        assert_eq!((taken.undecided().count(), taken.changed.len()), (0, 4));
        let without = join(&base, &here, &sheet, &BTreeSet::from(["q1".to_owned()]), &BTreeMap::new());
        assert_eq!(without.answers.get("q1"), Some(&Answer::text("a")));
    }

    /// A sheet that lost its hidden page knows not what it was given out with: nothing here is overwritten unasked.
    #[test]
    fn without_its_base_every_difference_is_asked_about() {
        let here = answers(&[("q1", "web"), ("q2", "web")]);
        let joined = join(
            &Answers::default(),
            &here,
            &answers(&[("q1", "sheet"), ("q3", "new")]),
            &BTreeSet::new(),
            &BTreeMap::new(),
        );
        assert_eq!(joined.undecided().map(|c| c.question.as_str()).collect::<Vec<_>>(), ["q1"]);
        assert_eq!(joined.answers, answers(&[("q1", "web"), ("q2", "web"), ("q3", "new")]));
    }
}
