//! Counting: one question against one banner, in one pass over the columns. Nothing here knows of bases or labels.
//!
//! Two kernels do all of it. [`pairs`]: two code columns → a joint histogram; codes of a byte each are joined in blocks (which
//! the compiler vectorises) and counted into four histograms in turn, so that equal neighbours need not wait for each other.
//! [`ticks`]: bits of a row × its group → a histogram over *digits* of several bits, one increment per digit instead
//! of one per tick, folded into counts per bit at the end.

mod pairs;
mod parallel;
mod ticks;

use crate::variables::{Codes, FIRST_OPTION, Single};

pub(crate) use parallel::Threads;

/// Every row counts one, or its weight in millionths.
#[derive(Clone, Copy)]
pub(crate) enum By<'a> {
    One,
    Weight(&'a [u64]),
}

/// A question or banner as columns.
#[derive(Clone, Copy)]
pub(crate) enum Columns<'a> {
    Single { codes: &'a Codes, size: usize },
    Multiple { planes: &'a [Vec<u32>], states: &'a Codes, options: usize },
}

impl Columns<'_> {
    /// Categories including 非該当 and 無回答.
    pub fn size(&self) -> usize {
        match self {
            Self::Single { size, .. } => *size,
            Self::Multiple { options, .. } => options + usize::from(FIRST_OPTION),
        }
    }
}

/// Categories of a state: 非該当, 無回答, answered.
const STATES: usize = 3;
const OPTIONS: usize = FIRST_OPTION as usize;

/// Counts of a question's categories within a banner's groups. Both start with 非該当 and 無回答.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Tally {
    pub groups: usize,
    pub codes: usize,
    /// `cells[group * codes + code]`, in persons or in millionths of weight.
    pub cells: Vec<u64>,
    /// Rows of each group that answered the question; with one answer per row the sum of its options.
    pub answered: Vec<u64>,
}

impl Tally {
    pub fn row(&self, group: usize) -> &[u64] {
        &self.cells[group * self.codes..(group + 1) * self.codes]
    }

    /// All groups together: right only where every row is in exactly one.
    pub fn whole(&self) -> Self {
        let mut cells = vec![0; self.codes];
        for group in 0..self.groups {
            for (sum, cell) in cells.iter_mut().zip(self.row(group)) {
                *sum += cell;
            }
        }
        Self { groups: 1, codes: self.codes, cells, answered: vec![self.answered.iter().sum()] }
    }
}

/// Counts `question` within the groups of `banner`; one pass over the two.
pub(crate) fn tally(question: Columns<'_>, banner: Columns<'_>, by: By<'_>, threads: Threads) -> Tally {
    let (codes, groups) = (question.size(), banner.size());
    let mut answered = vec![0; groups];
    let mut cells;
    match (question, banner) {
        (Columns::Single { codes: q, size }, Columns::Single { codes: b, size: groups }) => {
            cells = pairs::count(q, size, b, groups, by, threads);
        }
        (Columns::Multiple { planes, states, options }, Columns::Single { codes: b, size: groups }) => {
            let state = pairs::count(states, STATES, b, groups, by, threads);
            let ticked = ticks::by_group(planes, options, b, groups, by, threads);
            cells = vec![0; groups * codes];
            for group in 0..groups {
                let row = &mut cells[group * codes..(group + 1) * codes];
                row[..OPTIONS].copy_from_slice(&state[group * STATES..group * STATES + OPTIONS]);
                row[OPTIONS..].copy_from_slice(&ticked[group * options..(group + 1) * options]);
                answered[group] = state[group * STATES + OPTIONS];
            }
        }
        (Columns::Single { codes: q, size }, Columns::Multiple { planes, states, options }) => {
            // 非該当 and 無回答 to the banner are rows of their own; groups of ticks may overlap.
            cells = pairs::count(q, size, states, STATES, by, threads);
            cells.truncate(OPTIONS * codes);
            cells.extend(transposed(&ticks::by_group(planes, options, q, size, by, threads), options));
        }
        (
            Columns::Multiple { planes: q, states: qs, options },
            Columns::Multiple { planes: b, states: bs, options: ticks },
        ) => {
            let mut state = pairs::count(qs, STATES, bs, STATES, by, threads);
            state.truncate(OPTIONS * STATES);
            state.extend(transposed(&ticks::by_group(b, ticks, qs, STATES, by, threads), ticks));
            let mut ticked = ticks::by_group(q, options, bs, STATES, by, threads);
            ticked.truncate(OPTIONS * options);
            ticked.extend(ticks::by_ticks(q, options, b, ticks, by, threads));
            cells = vec![0; groups * codes];
            for group in 0..groups {
                let row = &mut cells[group * codes..(group + 1) * codes];
                row[..OPTIONS].copy_from_slice(&state[group * STATES..group * STATES + OPTIONS]);
                row[OPTIONS..].copy_from_slice(&ticked[group * options..(group + 1) * options]);
                answered[group] = state[group * STATES + OPTIONS];
            }
        }
    }
    if matches!(question, Columns::Single { .. }) {
        for (sum, row) in answered.iter_mut().zip(cells.chunks_exact(codes)) {
            *sum = row[OPTIONS..].iter().sum();
        }
    }
    Tally { groups, codes, cells, answered }
}

/// `cells[a * width + b]` → `[b][a]`.
fn transposed(cells: &[u64], width: usize) -> Vec<u64> {
    let height = cells.len().checked_div(width).unwrap_or(0);
    let mut turned = Vec::with_capacity(cells.len());
    for column in 0..width {
        turned.extend((0..height).map(|row| cells[row * width + column]));
    }
    turned
}

/// Bare joint counts of two single-answer variables: `[b][q]` by code, 非該当 and 無回答 first. Tables are made from the same.
///
/// # Errors
/// [`crate::Fault::Rows`] when they have different numbers of rows.
pub fn joint_counts(q: &Single, b: &Single) -> Result<Vec<u64>, crate::Fault> {
    if q.rows() != b.rows() {
        let name = b.meta().name.clone();
        return Err(crate::Fault::Rows { name, rows: b.rows(), expected: q.rows() });
    }
    let size = |s: &Single| s.meta().choices.len() + OPTIONS;
    Ok(pairs::count(q.codes(), size(q), b.codes(), size(b), By::One, Threads(1)))
}
