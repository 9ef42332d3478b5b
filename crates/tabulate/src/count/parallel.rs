//! Splitting rows among threads, where that pays.

use std::ops::Range;

/// How many threads may count, at most.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Threads(pub usize);

/// Below this many rows a thread costs more than it counts.
const WORTH_A_THREAD: usize = 500_000;

/// Runs `count` over parts of `0..rows` and adds what it gives, element by element. Sums are of integers: the result does
/// not depend on the split.
pub(crate) fn summed(rows: usize, threads: Threads, count: impl Fn(Range<usize>) -> Vec<u64> + Sync) -> Vec<u64> {
    let parts = threads.0.min(rows / WORTH_A_THREAD).max(1);
    if parts == 1 {
        return count(0..rows);
    }
    let share = rows.div_ceil(parts);
    let count = &count;
    std::thread::scope(|scope| {
        let others: Vec<_> =
            (1..parts).map(|p| scope.spawn(move || count(p * share..((p + 1) * share).min(rows)))).collect();
        let mut sums = count(0..share);
        for other in others {
            match other.join() {
                Ok(counts) => sums.iter_mut().zip(counts).for_each(|(sum, n)| *sum += n),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        sums
    })
}
