//! Which texts answer which words, and what each is worth in them.

use std::ops::Range;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use japanese::bigrams::Phrase;

use crate::inverted::Inverted;
use crate::list::List;
use crate::phrases::Occurrences;

/// Words and needles are told apart by the bits of a number; further ones share the last bit.
pub const MOST_WORDS: usize = 32;
pub const MOST_NEEDLES: usize = 64;
/// A word that more than this part of all texts answers is counted by going through all of them.
const GOING_THROUGH_ALL: usize = 16;
/// So many texts in the lists are worth a thread more, up to so many threads.
const WORTH_A_THREAD: u64 = 10_000;
const MOST_THREADS: usize = 4;

/// What a text is worth so far.
#[derive(Clone, Copy, Default)]
pub struct Row {
    /// Its words as bits.
    pub words: u32,
    /// The phrases that stand in it as bits, counted through all words.
    pub needles: u64,
    pub score: f32,
    /// What the word that is matched just now is worth in it.
    best: f32,
}

/// Rows that were used and are empty again: megabytes that need not be asked of the system for every search.
#[derive(Default)]
pub struct Pool(Mutex<Vec<Vec<Row>>>);

impl Pool {
    /// So many searches run at once without asking for more.
    const MOST: usize = 4;

    fn take(&self, length: usize) -> Vec<Row> {
        let mut rows = self.lock().pop().unwrap_or_default();
        rows.resize(length, Row::default());
        rows
    }

    fn give_back(&self, mut rows: Vec<Row>) {
        rows.fill(Row::default());
        let mut pool = self.lock();
        if pool.len() < Self::MOST {
            pool.push(rows);
        }
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Vec<Row>>> {
        // Whoever panicked while taking or giving left whole rows.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Of every text, which words it answers and how well.
pub struct Matched {
    pub rows: Vec<Row>,
    pool: Arc<Pool>,
    /// Of each word, how many open things answer it.
    pub counts: Vec<usize>,
}

impl Drop for Matched {
    fn drop(&mut self) {
        self.pool.give_back(std::mem::take(&mut self.rows));
    }
}

/// How much each phrase is worth in a text: word, phrase, occurrences.
type Weigh<'a> = &'a (dyn Fn(usize, usize, &Occurrences) -> f32 + Sync);

/// What answers in a stretch of texts.
#[derive(Default)]
struct Part {
    /// Of each word, the texts that answer it, and how well.
    hits: Vec<Vec<(u32, f32)>>,
    /// Of each word, how many open things answer it.
    things: Vec<usize>,
}

impl Inverted {
    pub fn matched(
        &self,
        words: &[Vec<Phrase>],
        is_open: &[bool],
        weigh: Weigh<'_>,
        rarity: &dyn Fn(usize, usize) -> f32,
    ) -> Matched {
        let (rows, pool) = (self.pool.take(self.places.len()), self.pool.clone());
        let mut matched = Matched { rows, pool, counts: Vec::new() };
        let mut stretches = Vec::new();
        let mut rest = matched.rows.as_mut_slice();
        for within in self.stretches(words) {
            let (rows, behind) = rest.split_at_mut(within.len());
            stretches.push((within, rows));
            rest = behind;
        }
        let parts: Vec<Part> = std::thread::scope(|scope| {
            let mut stretches = stretches.into_iter();
            let first = stretches.next();
            let others: Vec<_> = stretches
                .map(|(within, rows)| scope.spawn(move || self.part(words, is_open, weigh, within, rows)))
                .collect();
            let first = first.map(|(within, rows)| self.part(words, is_open, weigh, within, rows));
            let others = others.into_iter().map(|thread| match thread.join() {
                Ok(part) => part,
                Err(panic) => std::panic::resume_unwind(panic),
            });
            first.into_iter().chain(others).collect()
        });
        for word in 0..words.len() {
            let things = parts.iter().filter_map(|part| part.things.get(word)).sum();
            let rare = rarity(word, things);
            for (text, worth) in parts.iter().filter_map(|part| part.hits.get(word)).flatten() {
                if let Some(row) = matched.rows.get_mut(*text as usize) {
                    row.score += rare * worth;
                }
            }
            matched.counts.push(things);
        }
        matched
    }

    /// All texts, in as many stretches as there are processors for a long search; no thing is in two of them.
    fn stretches(&self, words: &[Vec<Phrase>]) -> Vec<Range<usize>> {
        let all = self.places.len();
        let work = |phrase: &Phrase| phrase.tokens.iter().filter_map(|token| self.list(token)).map(List::count).min();
        let work: u64 = words.iter().flatten().filter_map(work).map(u64::from).sum();
        let processors = std::thread::available_parallelism().map_or(1, usize::from);
        let wanted = usize::try_from(work / WORTH_A_THREAD).unwrap_or(usize::MAX).min(processors).min(MOST_THREADS);
        let mut found = Vec::new();
        let mut from = 0;
        for number in 1..wanted {
            let mut to = (all / wanted * number).max(from);
            let group = |at: usize| self.places.get(at).map(|place| place.group);
            while to > 0 && to < all && group(to) == group(to - 1) {
                to += 1;
            }
            found.push(from..to);
            from = to;
        }
        found.push(from..all);
        found
    }

    fn part(
        &self,
        words: &[Vec<Phrase>],
        is_open: &[bool],
        weigh: Weigh<'_>,
        within: Range<usize>,
        rows: &mut [Row],
    ) -> Part {
        let mut part = Part::default();
        let mut number = 0;
        let mut touched: Vec<u32> = Vec::new();
        let first = u32::try_from(within.start).unwrap_or(u32::MAX);
        let texts = first..u32::try_from(within.end).unwrap_or(u32::MAX);
        for (word, phrases) in words.iter().enumerate() {
            let bit = 1_u32 << word.min(MOST_WORDS - 1);
            touched.clear();
            for (at, phrase) in phrases.iter().enumerate() {
                let needle = 1_u64 << number.min(MOST_NEEDLES - 1);
                number += 1;
                self.occurrences(phrase, &texts, is_open, |text, occurrences| {
                    let Some(row) = rows.get_mut((text - first) as usize) else { return };
                    if row.best == 0.0 {
                        touched.push(text);
                    }
                    row.words |= bit;
                    row.needles |= needle;
                    row.best = row.best.max(weigh(word, at, occurrences).max(f32::MIN_POSITIVE));
                });
            }
            if phrases.len() > 1 && touched.len() > rows.len() / GOING_THROUGH_ALL {
                // Going through all of them is faster than sorting.
                touched.clear();
                let best = (first..).zip(rows.iter()).filter(|(_, row)| row.best > 0.0);
                touched.extend(best.map(|(text, _): (u32, _)| text));
            } else if phrases.len() > 1 {
                touched.sort_unstable();
            }
            part.things.push(self.things_of(&touched));
            let take = |text: &u32| {
                let row = rows.get_mut((text - first) as usize);
                (*text, row.map_or(0.0, |row| std::mem::take(&mut row.best)))
            };
            part.hits.push(touched.iter().map(take).collect());
        }
        part
    }

    /// How many things these texts, in order, are of.
    fn things_of(&self, texts: &[u32]) -> usize {
        let mut things = 0;
        let mut before = None;
        for place in texts.iter().filter_map(|text| self.places.get(*text as usize)) {
            things += usize::from(before != Some(place.group));
            before = Some(place.group);
        }
        things
    }
}

pub fn open(shelves: &[bool], shelf: u32) -> bool {
    shelves.get(shelf as usize).copied().unwrap_or(false)
}

pub fn mask(words: usize) -> u32 {
    if words >= MOST_WORDS { u32::MAX } else { (1 << words) - 1 }
}
