//! Searches and openings since they were last written down. A page that only looks cannot write: it counts here, in memory,
//! and every minute each node writes down what it counted.

use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasher as _, RandomState};
use std::sync::{Mutex, PoisonError};

use crate::search::rules::log::{MOST_HELD, MOST_OPINIONS_A_DAY};

/// Day, term, tier, prefecture's code.
pub type Who = (String, String, String, String);

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Times {
    pub searches: i64,
    pub empty: i64,
    pub opened: i64,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counted {
    pub terms: HashMap<Who, Times>,
    /// Day, term, the term asked next.
    pub follows: HashMap<(String, String, String), i64>,
    /// Kind and key of what was opened.
    pub opened: HashMap<(String, String), i64>,
    /// Day, kind and key of what an answer began with: how often it helped, and how often not.
    pub helped: HashMap<(String, String, String), (i64, i64)>,
}

impl Counted {
    pub fn is_empty(&self) -> bool {
        self.terms.is_empty() && self.follows.is_empty() && self.opened.is_empty() && self.helped.is_empty()
    }

    fn has_room(&self) -> bool {
        self.terms.len() + self.follows.len() + self.opened.len() + self.helped.len() < MOST_HELD
    }
}

/// What becomes of an opinion.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Opinion {
    Counted,
    /// She said something of this answer before.
    Again,
    /// She, or her network, has said so much today that no more is taken.
    TooMany,
}

/// Who told today what she thinks of an answer: numbers that only this process can make of a session or network, until midnight.
#[derive(Debug, Default)]
struct Told {
    by: RandomState,
    day: String,
    of: HashSet<u64>,
    times: HashMap<u64, u32>,
}

#[derive(Debug, Default)]
pub struct Tally(Mutex<Counted>, Mutex<Told>);

impl Tally {
    /// Whether an opinion on the answer to a question counts. `who`: what a session, browser or network is known by.
    pub fn may_tell(&self, day: &str, who: &str, question: &str) -> Opinion {
        let mut told = self.1.lock().unwrap_or_else(PoisonError::into_inner);
        if told.day != day {
            *told = Told { day: day.to_owned(), ..Told::default() };
        }
        let (person, own) = (told.by.hash_one(who), told.by.hash_one((who, question)));
        if told.of.contains(&own) {
            return Opinion::Again;
        }
        let times = told.times.get(&person).copied().unwrap_or(0);
        if times >= MOST_OPINIONS_A_DAY || told.of.len() >= MOST_HELD {
            return Opinion::TooMany;
        }
        told.times.insert(person, times + 1);
        told.of.insert(own);
        Opinion::Counted
    }

    pub fn searched(&self, who: Who, nothing_found: bool, instead_of: Option<String>) {
        let mut counted = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if !counted.has_room() {
            return;
        }
        if let Some(before) = instead_of.filter(|before| *before != who.1) {
            *counted.follows.entry((who.0.clone(), before, who.1.clone())).or_default() += 1;
        }
        let times = counted.terms.entry(who).or_default();
        times.searches += 1;
        times.empty += i64::from(nothing_found);
    }

    pub fn opened(&self, who: Who, kind: &str, key: &str) {
        let mut counted = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if counted.has_room() {
            counted.terms.entry(who).or_default().opened += 1;
            *counted.opened.entry((kind.to_owned(), key.to_owned())).or_default() += 1;
        }
    }

    /// Whether an answer that began with this thing helped; no kind and key: whether it helped to hear that there is none.
    pub fn helped(&self, day: String, kind: &str, key: &str, did: bool) {
        let mut counted = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if counted.has_room() {
            let times = counted.helped.entry((day, kind.to_owned(), key.to_owned())).or_default();
            times.0 += i64::from(did);
            times.1 += i64::from(!did);
        }
    }

    /// What was counted, which begins anew.
    pub fn take(&self) -> Counted {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_counted_is_taken_once() {
        let tally = Tally::default();
        let who = |term: &str| ("2026-11-21".to_owned(), term.to_owned(), "visitor".to_owned(), String::new());
        tally.searched(who("看取"), true, None);
        tally.searched(who("看取り"), false, Some("看取".to_owned()));
        tally.searched(who("看取り"), false, Some("看取り".to_owned()));
        tally.opened(who("看取り"), "case", "1");
        for did in [true, true, false] {
            tally.helped("2026-11-21".to_owned(), "case", "1", did);
        }
        let counted = tally.take();
        assert_eq!(counted.terms[&who("看取り")], Times { searches: 2, empty: 0, opened: 1 });
        assert_eq!(counted.helped.values().copied().collect::<Vec<_>>(), [(2, 1)]);
        assert_eq!(counted.terms[&who("看取")].empty, 1);
        assert_eq!(counted.follows.len(), 1, "the same words again are no other words");
        assert!(tally.take().is_empty());
    }

    #[test]
    fn memory_has_an_end() {
        let tally = Tally::default();
        for n in 0..MOST_HELD + 10 {
            tally.searched((String::new(), n.to_string(), String::new(), String::new()), false, None);
        }
        assert_eq!(tally.take().terms.len(), MOST_HELD);
    }

    #[test]
    fn one_opinion_per_person_question_and_day_and_not_too_many() {
        let tally = Tally::default();
        assert_eq!(tally.may_tell("1", "a", "q"), Opinion::Counted);
        assert_eq!(tally.may_tell("1", "a", "q"), Opinion::Again);
        assert_eq!(tally.may_tell("1", "b", "q"), Opinion::Counted);
        for n in 1..MOST_OPINIONS_A_DAY {
            assert_eq!(tally.may_tell("1", "a", &n.to_string()), Opinion::Counted);
        }
        assert_eq!(tally.may_tell("1", "a", "one more"), Opinion::TooMany);
        assert_eq!(tally.may_tell("1", "a", "q"), Opinion::Again);
        assert_eq!(tally.may_tell("2", "a", "q"), Opinion::Counted, "the next day");
    }
}
