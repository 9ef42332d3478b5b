//! Ticks (bits of a row) by group.

use std::ops::AddAssign;

use super::By;
use super::parallel::{Threads, summed};
use crate::variables::{Codes, PLANE};

/// `counts[group * options + option]`: ticks of each option in the rows of each group.
pub(super) fn by_group(
    planes: &[Vec<u32>],
    options: usize,
    groups: &Codes,
    size: usize,
    by: By<'_>,
    threads: Threads,
) -> Vec<u64> {
    summed(groups.len(), threads, |rows| {
        let mut counts = vec![0; size * options];
        for (index, plane) in planes.iter().enumerate() {
            let (first, plane) = (index * PLANE, &plane[rows.clone()]);
            let width = (options - first).min(PLANE);
            let part = match (groups, by) {
                (Codes::Narrow(g), By::One) => digits(plane, width, g[rows.clone()].iter(), size, One),
                (Codes::Wide(g), By::One) => digits(plane, width, g[rows.clone()].iter(), size, One),
                (Codes::Narrow(g), By::Weight(w)) => {
                    digits(plane, width, g[rows.clone()].iter(), size, Each(&w[rows.clone()]))
                }
                (Codes::Wide(g), By::Weight(w)) => {
                    digits(plane, width, g[rows.clone()].iter(), size, Each(&w[rows.clone()]))
                }
            };
            for group in 0..size {
                counts[group * options + first..][..width].copy_from_slice(&part[group * width..(group + 1) * width]);
            }
        }
        counts
    })
}

/// `counts[b * options + q]`: rows in which both are ticked.
pub(super) fn by_ticks(
    q: &[Vec<u32>],
    options: usize,
    b: &[Vec<u32>],
    groups: usize,
    by: By<'_>,
    threads: Threads,
) -> Vec<u64> {
    let rows = q.first().or(b.first()).map_or(0, Vec::len);
    summed(rows, threads, |rows| {
        let mut counts = vec![0; groups * options];
        for (q_index, q) in q.iter().enumerate() {
            let (first, q) = (q_index * PLANE, &q[rows.clone()]);
            let width = (options - first).min(PLANE);
            for (b_index, b) in b.iter().enumerate() {
                let (group, b) = (b_index * PLANE, &b[rows.clone()]);
                let size = (groups - group).min(PLANE);
                let part = match by {
                    By::One => crossed(q, width, b, size, One),
                    By::Weight(w) => crossed(q, width, b, size, Each(&w[rows.clone()])),
                };
                for g in 0..size {
                    counts[(group + g) * options + first..][..width].copy_from_slice(&part[g * width..(g + 1) * width]);
                }
            }
        }
        counts
    })
}

/// What a row adds to a sum.
trait Add: Copy {
    type Sum: Copy + Default + AddAssign + Into<u64>;
    fn of(self, row: usize) -> Self::Sum;
}

#[derive(Clone, Copy)]
struct One;

impl Add for One {
    type Sum = u32;
    fn of(self, _row: usize) -> u32 {
        1
    }
}

#[derive(Clone, Copy)]
struct Each<'a>(&'a [u64]);

impl Add for Each<'_> {
    type Sum = u64;
    fn of(self, row: usize) -> u64 {
        self.0[row]
    }
}

/// How the bits of a row are cut into digits: fewer, wider digits mean fewer increments but more to fold and to keep in cache.
fn digit_bits(rows: usize, width: usize, groups: usize, bytes: usize) -> u32 {
    // What all histograms together may take: half of a small first-level cache, and no more cells than rows to count.
    let room = |bits: u32| (groups * width.div_ceil(bits as usize)) << bits;
    (2..=11).rev().find(|bits| room(*bits) * bytes <= 32 << 10 && room(*bits) <= rows.max(64)).unwrap_or(1)
}

fn digits<'a, A: Add, G: Copy + Into<usize> + 'a>(
    plane: &[u32],
    width: usize,
    groups: impl Iterator<Item = &'a G>,
    size: usize,
    add: A,
) -> Vec<u64> {
    let bits = digit_bits(plane.len(), width, size, size_of::<A::Sum>());
    let count = width.div_ceil(bits as usize);
    let mut sums = vec![A::Sum::default(); (size * count) << bits];
    let span = size << bits;
    match count {
        1 => rows::<1, A, _>(plane, groups, &mut sums, bits, span, add),
        2 => rows::<2, A, _>(plane, groups, &mut sums, bits, span, add),
        3 => rows::<3, A, _>(plane, groups, &mut sums, bits, span, add),
        4 => rows::<4, A, _>(plane, groups, &mut sums, bits, span, add),
        5 => rows::<5, A, _>(plane, groups, &mut sums, bits, span, add),
        6 => rows::<6, A, _>(plane, groups, &mut sums, bits, span, add),
        _ => {
            for (row, (ticks, group)) in plane.iter().zip(groups).enumerate() {
                increment(&mut sums, *ticks, (*group).into(), count, bits, span, add.of(row));
            }
        }
    }
    folded(&mut sums, width, size, bits, span)
}

/// The loop with the number of digits known to the compiler.
fn rows<'a, const DIGITS: usize, A: Add, G: Copy + Into<usize> + 'a>(
    plane: &[u32],
    groups: impl Iterator<Item = &'a G>,
    sums: &mut [A::Sum],
    bits: u32,
    span: usize,
    add: A,
) {
    for (row, (ticks, group)) in plane.iter().zip(groups).enumerate() {
        increment(sums, *ticks, (*group).into(), DIGITS, bits, span, add.of(row));
    }
}

#[inline(always)]
#[allow(clippy::inline_always, reason = "the loop around it is what the number of digits is known for")]
fn increment<S: AddAssign + Copy>(
    sums: &mut [S],
    mut ticks: u32,
    group: usize,
    count: usize,
    bits: u32,
    span: usize,
    add: S,
) {
    let mask = (1_u32 << bits) - 1;
    for digit in 0..count {
        sums[digit * span + ((group << bits) | (ticks & mask) as usize)] += add;
        ticks >>= bits;
    }
}

fn crossed<A: Add>(q: &[u32], width: usize, b: &[u32], size: usize, add: A) -> Vec<u64> {
    let bits = digit_bits(q.len(), width, size, size_of::<A::Sum>());
    let count = width.div_ceil(bits as usize);
    let span = size << bits;
    let mut sums = vec![A::Sum::default(); count * span];
    for (row, (ticks, groups)) in q.iter().zip(b).enumerate() {
        let mut left = *groups;
        while left != 0 {
            let group = left.trailing_zeros() as usize;
            increment(&mut sums, *ticks, group, count, bits, span, add.of(row));
            left &= left - 1;
        }
    }
    folded(&mut sums, width, size, bits, span)
}

/// Histograms over digits → counts per bit. The upper half of a histogram is what its highest bit counts; added to the lower
/// half, it leaves the histogram of the bits below.
fn folded<S: Copy + Default + AddAssign + Into<u64>>(
    sums: &mut [S],
    width: usize,
    size: usize,
    bits: u32,
    span: usize,
) -> Vec<u64> {
    let mut counts = vec![0; size * width];
    for (digit, histograms) in sums.chunks_exact_mut(span).enumerate() {
        for (group, histogram) in histograms.chunks_exact_mut(1 << bits).enumerate() {
            let first = digit * bits as usize;
            let mut rest = histogram;
            for bit in (0..bits as usize).rev() {
                let (lower, upper) = rest.split_at_mut(1 << bit);
                if first + bit < width {
                    counts[group * width + first + bit] = upper.iter().map(|s| (*s).into()).sum();
                }
                lower.iter_mut().zip(upper).for_each(|(l, u)| *l += *u);
                rest = lower;
            }
        }
    }
    counts
}
