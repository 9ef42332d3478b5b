//! What of that which answers is counted, and what is shown.

use crate::inverted::Inverted;
use crate::matching::{MOST_NEEDLES, MOST_WORDS, Matched, mask, open};

/// Whether a text answers enough of the words that are looked for.
#[derive(Clone, Copy)]
struct Wanted {
    mask: u32,
    least: u32,
}

impl Wanted {
    fn of(words: usize, least: usize) -> Self {
        let mask = mask(words);
        Self { mask, least: u32::try_from(least.min(MOST_WORDS)).unwrap_or(u32::MAX).clamp(1, u32::MAX) }
    }

    fn is_met_by(self, held: u32) -> bool {
        let held = held & self.mask;
        held != 0 && (self.least == 1 || held == self.mask || held.count_ones() >= self.least)
    }
}

impl Inverted {
    pub fn shelves(&self, matched: &Matched, words: usize, least: usize, is_open: &[bool]) -> Vec<i64> {
        let wanted = Wanted::of(words, least);
        let mut counts = vec![0; is_open.len()];
        let mut before = None;
        for (place, row) in self.places.iter().zip(&matched.rows) {
            if wanted.is_met_by(row.words) && before != Some(place.group) && open(is_open, place.shelf) {
                before = Some(place.group);
                if let Some(count) = counts.get_mut(place.shelf as usize) {
                    *count += 1;
                }
            }
        }
        counts
    }

    pub fn best(&self, matched: &Matched, words: usize, least: usize, is_chosen: &[bool], most: usize) -> Vec<u32> {
        let wanted = Wanted::of(words, least);
        // What answers every word stands above what does not.
        let whole = |held: u32| held & wanted.mask == wanted.mask;
        let order = |a: &(bool, f32, u32), b: &(bool, f32, u32)| {
            b.0.cmp(&a.0).then_with(|| b.1.total_cmp(&a.1)).then_with(|| b.2.cmp(&a.2))
        };
        let answering = (0..)
            .zip(&self.places)
            .zip(&matched.rows)
            .filter(|((_, place), row)| wanted.is_met_by(row.words) && open(is_chosen, place.shelf))
            .map(|((at, _), row)| (whole(row.words), row.score, at));
        let mut found: Vec<(bool, f32, u32)> = Vec::new();
        let mut floor = None;
        for one in answering {
            // What is no better than the last of those that are kept is not looked at twice.
            if floor.is_some_and(|floor| order(&floor, &one).is_lt()) {
                continue;
            }
            found.push(one);
            if found.len() >= most.max(1).saturating_mul(4) {
                found.select_nth_unstable_by(most.saturating_sub(1), order);
                found.truncate(most);
                floor = found.last().copied();
            }
        }
        found.sort_unstable_by(order);
        found.truncate(most);
        found.into_iter().map(|(.., at)| at).collect()
    }

    /// Of each thing that has a text on these shelves that answers any word: one of its texts, and the worth of the best.
    pub fn best_of_things(&self, matched: &Matched, is_chosen: &[bool]) -> Vec<(u32, f32)> {
        let mut found: Vec<(u32, f32)> = Vec::with_capacity(matched.counts.iter().copied().max().unwrap_or(0));
        let mut before = None;
        for ((at, place), row) in (0..).zip(&self.places).zip(&matched.rows) {
            if row.words == 0 || !open(is_chosen, place.shelf) {
                continue;
            }
            // The texts of a thing stand side by side.
            match found.last_mut().filter(|_| before == Some(place.group)) {
                Some((_, best)) => *best = best.max(row.score),
                None => found.push((at, row.score)),
            }
            before = Some(place.group);
        }
        found
    }

    pub fn all(&self, matched: &Matched, is_chosen: &[bool]) -> Vec<(u32, f32)> {
        let all = (0..).zip(&self.places).zip(&matched.rows);
        let chosen = all.filter(|((_, place), row)| row.words != 0 && open(is_chosen, place.shelf));
        chosen.map(|((at, _), row)| (at, row.score)).collect()
    }
}

impl Matched {
    /// Whether a text answers the word.
    pub fn answers(&self, at: u32, word: usize) -> bool {
        self.rows.get(at as usize).is_some_and(|row| row.words >> word.min(MOST_WORDS - 1) & 1 == 1)
    }

    /// How many of the first `words` words a text answers.
    pub fn answered(&self, at: u32, words: usize) -> usize {
        self.rows.get(at as usize).map_or(0, |row| (row.words & mask(words)).count_ones() as usize)
    }

    /// Whether a phrase, counted through all words, stands in a text; of those beyond the sixty-third it is not known.
    pub fn holds(&self, at: u32, needle: usize) -> Option<bool> {
        let known = self.rows.get(at as usize).filter(|_| needle < MOST_NEEDLES - 1);
        known.map(|row| row.needles >> needle & 1 == 1)
    }
}
