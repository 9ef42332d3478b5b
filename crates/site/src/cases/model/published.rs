//! Every published case as far as choosing needs it, kept in memory by each node: counting behind every choice reads sets of bits, not
//! rows. A case keeps its place in the sets while it is public; which is newer stands in an order of its own, so that a case that is
//! published or mended moves nothing but itself.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};
use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError};

use super::bits::{Bearers, Bits};
use super::numbers::Numbers;
use super::selection::{Counted, FACETS, Facets, IndexRow, Selection, Sort};
use crate::search::Feed;

/// Of each word, how well each case that answers it does: a number of a case, and more than 0.
pub type Answers = Vec<Vec<(i64, u8)>>;

/// What was asked for lately, and what answers it, is kept for so many askings.
const ASKED_AT_MOST: usize = 64;

/// What some words choose, before anything else does.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answered {
    /// Those that answer as many of the words as any does.
    best: Bits,
    /// Of each place, how well it answers.
    worth: Vec<u8>,
    /// No case answers every word.
    partial: bool,
}

/// The needles of each word.
type Needles = Vec<Vec<String>>;

/// What was asked for lately, the oldest first.
#[derive(Default)]
struct Lately(Mutex<Vec<(Needles, Arc<Answered>)>>);

/// The published cases.
#[derive(Default)]
pub struct Published {
    pub feed: Feed,
    /// Number of the last change of the index that changed something here.
    changed: i64,
    rows: Vec<Option<IndexRow>>,
    places: Numbers,
    /// Places that hold no row any more.
    free: Vec<usize>,
    /// The newest first.
    order: Vec<u32>,
    here: Bits,
    /// Of each facet in the order of the page, which rows bear each value.
    values: [BTreeMap<String, Bearers>; FACETS.len()],
    invented: Bits,
    lately: Lately,
    /// How often each was opened lately; set by who asks for that order.
    reads: Mutex<Arc<HashMap<i64, i64>>>,
}

impl Published {
    /// Every row there is.
    pub fn of(mut rows: Vec<IndexRow>) -> Self {
        // Those that are shown together stand together.
        rows.sort_by(|a, b| newness(b).cmp(&newness(a)));
        let mut published = Self { order: (0..).take(rows.len()).collect(), ..Self::default() };
        let all = rows.len();
        for row in rows {
            published.place(row, all);
        }
        published
    }

    #[must_use]
    pub fn as_of(self, feed: Feed) -> Self {
        Self { feed, changed: feed.number, ..self }
    }

    /// These rows, in the place of what was known of these cases and of themselves. `changed`: the number of the change.
    pub fn replace(&mut self, numbers: &[i64], rows: Vec<IndexRow>, changed: i64) {
        self.changed = changed;
        self.lately.forget();
        for number in numbers.iter().copied().chain(rows.iter().map(|row| row.number)) {
            self.remove(number);
        }
        for row in rows {
            let behind = self.order.partition_point(|at| self.row(*at).map(newness) > Some(newness(&row)));
            let all = self.places.len() + 1;
            let at = self.place(row, all);
            self.order.insert(behind, u32::try_from(at).unwrap_or(u32::MAX));
        }
    }

    fn remove(&mut self, number: i64) {
        let Some(at) = self.places.remove(number) else { return };
        self.order.retain(|place| *place as usize != at);
        self.here.unset(at);
        self.invented.unset(at);
        let Some(row) = self.rows.get_mut(at).and_then(Option::take) else { return };
        for (facet, values) in FACETS.iter().zip(&mut self.values) {
            for value in row.values(facet) {
                if let Some(bearers) = values.get_mut(value) {
                    bearers.remove(at);
                    if bearers.count() == 0 {
                        values.remove(value);
                    }
                }
            }
        }
        self.free.push(at);
    }

    /// Puts a row in, as one of so many; where it stands in the order is not its own matter.
    fn place(&mut self, row: IndexRow, all: usize) -> usize {
        let at = self.free.pop().unwrap_or(self.rows.len());
        for (facet, values) in FACETS.iter().zip(&mut self.values) {
            for value in row.values(facet) {
                if !values.contains_key(value) {
                    values.insert(value.to_owned(), Bearers::default());
                }
                if let Some(bearers) = values.get_mut(value) {
                    bearers.add(at, all);
                }
            }
        }
        if row.has_invented_population() {
            self.invented.set(at);
        }
        self.here.set(at);
        self.places.insert(row.number, at);
        match self.rows.get_mut(at) {
            Some(free) => *free = Some(row),
            None => self.rows.push(Some(row)),
        }
        at
    }

    fn row(&self, at: u32) -> Option<&IndexRow> {
        self.rows.get(at as usize).and_then(Option::as_ref)
    }

    /// The newest first.
    pub fn rows(&self) -> impl Iterator<Item = &IndexRow> {
        self.order.iter().filter_map(|at| self.row(*at))
    }

    /// Whether any case bears this value.
    pub fn bears(&self, facet: &str, value: &str) -> bool {
        self.of_facet(facet).is_some_and(|values| values.contains_key(value))
    }

    /// The prefectures that have a case: code and name.
    pub fn prefecture_name(&self, code: &str) -> Option<&str> {
        let first = self.of_facet("prefecture")?.get(code)?.first()?;
        self.rows.get(first)?.as_ref().map(|row| row.prefecture_name.as_str())
    }

    fn of_facet(&self, facet: &str) -> Option<&BTreeMap<String, Bearers>> {
        FACETS.iter().position(|f| *f == facet).and_then(|at| self.values.get(at))
    }

    /// What these words choose, if that was asked for since something changed.
    pub fn known(&self, needles: &[Vec<String>]) -> Option<Arc<Answered>> {
        self.lately.find(needles)
    }

    /// Takes in what answers some words, as the index had it at this change.
    pub fn learn(&self, needles: Needles, answers: &Answers, feed: Feed) -> Arc<Answered> {
        let answered = Arc::new(self.answered(answers));
        // What is older than the last change here is for this one asking only.
        if feed.made == self.feed.made && feed.number >= self.changed {
            self.lately.keep(needles, answered.clone());
        }
        answered
    }

    pub fn answered(&self, answers: &Answers) -> Answered {
        let (mut words, mut worth) = (vec![0_u8; self.rows.len()], vec![0_u8; self.rows.len()]);
        for (number, well) in answers.iter().flatten() {
            let place = self.places.get(*number);
            if let Some((words, worth)) = place.and_then(|at| Some((words.get_mut(at)?, worth.get_mut(at)?))) {
                *words = words.saturating_add(1);
                *worth = worth.saturating_add(*well);
            }
        }
        // Of those that answer some words, only those that answer as many as any does.
        let most = words.iter().copied().max().unwrap_or(0);
        let mut best = Bits::default();
        if most > 0 {
            words.iter().enumerate().filter(|(_, held)| **held == most).for_each(|(at, _)| best.set(at));
        }
        Answered { best, worth, partial: most > 0 && answers.len() > usize::from(most) }
    }

    /// Chooses and counts among those that answer some words; `None` where no word was asked for. Of the chosen ones in order,
    /// `shown` are told by number.
    pub fn choose(&self, selection: &Selection, answered: Option<&Answered>, shown: Range<usize>) -> Facets {
        let base = answered.map_or(&self.here, |answered| &answered.best);
        let of_value = |facet: &str, values: &[String]| {
            let mut any = Bits::default();
            let known = self.of_facet(facet);
            let bearers = values.iter().filter_map(|value| known.and_then(|known| known.get(value)));
            bearers.for_each(|bearers| bearers.widen(&mut any));
            any
        };
        let chosen: Vec<(&str, Bits)> =
            selection.chosen.iter().map(|(facet, values)| (*facet, of_value(facet, values))).collect();
        let narrowed = |except: &str| {
            let mut bits = base.clone();
            chosen.iter().filter(|(facet, _)| *facet != except).for_each(|(_, any)| bits.narrow(any));
            bits
        };
        let found = narrowed("");
        let counted = FACETS
            .iter()
            .zip(&self.values)
            .map(|(facet, values)| {
                let is_chosen = chosen.iter().any(|(of, _)| of == facet);
                let own = is_chosen.then(|| narrowed(facet));
                let inside = own.as_ref().unwrap_or(&found);
                // Where nothing narrows, everybody who bears it counts.
                let is_whole = answered.is_none() && chosen.iter().all(|(of, _)| of == facet);
                let count = |bearers: &Bearers| if is_whole { bearers.count() } else { bearers.count_in(inside) };
                let counts = values.iter().map(|(value, bearers)| (value, count(bearers)));
                let counts = counts.filter(|(_, count)| *count > 0);
                let values = counts.map(|(value, count)| (value.clone(), i64::try_from(count).unwrap_or(i64::MAX)));
                Counted { facet, values: values.collect() }
            })
            .collect();
        let total = found.count();
        let worth = answered.filter(|_| selection.sort == Sort::Relevance).map(|answered| answered.worth.as_slice());
        let numbers = match selection.sort {
            Sort::Read => self.most_read(&found, shown),
            Sort::New | Sort::Relevance => self.numbers(&found, worth, shown),
        };
        Facets {
            numbers,
            total,
            counted,
            partial: answered.is_some_and(|answered| answered.partial),
            invented_populations: self.invented.meets(base),
        }
    }

    /// Takes in how often each case was opened.
    pub fn set_reads(&self, reads: Arc<HashMap<i64, i64>>) {
        *self.reads.lock().unwrap_or_else(PoisonError::into_inner) = reads;
    }

    fn most_read(&self, found: &Bits, shown: Range<usize>) -> Vec<i64> {
        let reads = self.reads.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let mut numbers = self.numbers(found, None, 0..usize::MAX);
        // Equals stay as they are: the newest first.
        numbers.sort_by_cached_key(|number| Reverse(reads.get(number).copied().unwrap_or(0)));
        numbers.into_iter().skip(shown.start).take(shown.len()).collect()
    }

    /// Numbers of these, the best first, the newest first of equals; `shown` of them.
    fn numbers(&self, found: &Bits, worth: Option<&[u8]>, shown: Range<usize>) -> Vec<i64> {
        let in_order = || self.order.iter().map(|at| *at as usize).filter(|at| found.has(*at));
        let number = |at: usize| self.rows.get(at).and_then(Option::as_ref).map(|row| row.number);
        let wanted = shown.len();
        let Some(worth) = worth else { return in_order().skip(shown.start).take(wanted).filter_map(number).collect() };
        let of = |at: usize| worth.get(at).copied().unwrap_or(0);
        // Which worths the shown ones have: the others need not be put in order.
        let mut counts = [0_usize; 256];
        for at in found.places() {
            if let Some(count) = counts.get_mut(usize::from(of(at))) {
                *count += 1;
            }
        }
        let (mut above, mut before, mut least) = (None, 0, 0);
        let mut passed = 0;
        for (worth, count) in (0..=u8::MAX).zip(counts).rev() {
            if passed + count <= shown.start {
                (above, before) = (Some(worth), passed + count);
            }
            passed += count;
            if passed >= shown.end {
                least = worth;
                break;
            }
        }
        let is_needed = |worth: u8| worth >= least && above.is_none_or(|above| worth < above);
        // Where the first of each worth stands among all, and how many of it have passed: nothing need be put in order.
        let mut ranks = [0_usize; 256];
        let mut passed = before;
        for worth in (least..=u8::MAX).rev().filter(|worth| is_needed(*worth)) {
            if let (Some(rank), Some(count)) = (ranks.get_mut(usize::from(worth)), counts.get(usize::from(worth))) {
                *rank = passed;
                passed += count;
            }
        }
        let mut found: Vec<(usize, usize)> = Vec::new();
        let all = passed.min(shown.end).saturating_sub(shown.start);
        for at in in_order() {
            let worth = of(at);
            let Some(rank) = ranks.get_mut(usize::from(worth)).filter(|_| is_needed(worth)) else { continue };
            if shown.contains(rank) {
                found.push((*rank, at));
                if found.len() == all {
                    break;
                }
            }
            *rank += 1;
        }
        found.sort_unstable();
        found.into_iter().filter_map(|(_, at)| number(at)).collect()
    }
}

fn newness(row: &IndexRow) -> (Option<&str>, i64) {
    (row.published_at.as_deref(), row.number)
}

impl Lately {
    fn find(&self, needles: &[Vec<String>]) -> Option<Arc<Answered>> {
        let held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        held.iter().find(|(asked, _)| asked == needles).map(|(_, answered)| answered.clone())
    }

    fn keep(&self, needles: Needles, answered: Arc<Answered>) {
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        held.retain(|(asked, _)| *asked != needles);
        if held.len() >= ASKED_AT_MOST {
            held.remove(0);
        }
        held.push((needles, answered));
    }

    fn forget(&mut self) {
        self.0.get_mut().unwrap_or_else(PoisonError::into_inner).clear();
    }
}

#[cfg(test)]
mod tests;
