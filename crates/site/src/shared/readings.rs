//! How often the pages of things were opened, by day, since it was last written down: in memory, without a person. A session, browser or
//! network counts once per thing and day; it is known by a number that only this process can make, until midnight.

use std::collections::{BTreeMap, HashSet};
use std::hash::{BuildHasher as _, RandomState};
use std::sync::{Mutex, PoisonError};

/// So many readers and things are told apart on a day; who comes after is not counted.
const MOST_HELD: usize = 200_000;

#[derive(Debug, Default)]
struct Held {
    by: RandomState,
    day: String,
    seen: HashSet<u64>,
    /// Day and number of the thing.
    counts: BTreeMap<(String, i64), i64>,
}

#[derive(Debug, Default)]
pub struct Readings(Mutex<Held>);

impl Readings {
    /// Whoever cannot be told apart counts each time.
    pub fn count(&self, day: &str, number: i64, who: &str) {
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if held.day != day {
            (held.by, held.day, held.seen) = (RandomState::new(), day.to_owned(), HashSet::new());
        }
        let key = held.by.hash_one((who, number));
        if held.seen.len() >= MOST_HELD || (!who.is_empty() && !held.seen.insert(key)) {
            return;
        }
        *held.counts.entry((day.to_owned(), number)).or_default() += 1;
    }

    /// What was counted, which begins anew.
    pub fn take(&self) -> BTreeMap<(String, i64), i64> {
        std::mem::take(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner).counts)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reader_counts_once_per_thing_and_day() {
        let readings = Readings::default();
        for (day, number, who) in [
            ("1", 7, "a"),
            ("1", 7, "a"),
            ("1", 7, "b"),
            ("1", 8, "a"),
            ("2", 7, "a"),
            ("2", 7, "a"),
            ("2", 8, ""),
            ("2", 8, ""),
        ] {
            readings.count(day, number, who);
        }
        let told: Vec<((String, i64), i64)> = readings.take().into_iter().collect();
        let of = |day: &str, number: i64, times: i64| ((day.to_owned(), number), times);
        assert_eq!(told, [of("1", 7, 2), of("1", 8, 1), of("2", 7, 1), of("2", 8, 2)]);
        readings.count("2", 7, "a");
        assert!(readings.take().is_empty(), "she was counted today");
    }
}
