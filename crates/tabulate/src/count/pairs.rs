//! Joint histogram of two code columns.

use super::By;
use super::parallel::{Threads, summed};
use crate::variables::Codes;

/// `counts[b * q_size + q]`.
pub(super) fn count(q: &Codes, q_size: usize, b: &Codes, b_size: usize, by: By<'_>, threads: Threads) -> Vec<u64> {
    summed(q.len(), threads, |rows| match (q, b) {
        (Codes::Narrow(q), Codes::Narrow(b)) => match by {
            By::One => narrow(&q[rows.clone()], q_size, &b[rows], b_size),
            By::Weight(w) => weighted(&q[rows.clone()], q_size, &b[rows.clone()], b_size, &w[rows]),
        },
        (Codes::Narrow(q), Codes::Wide(b)) => wide(&q[rows.clone()], q_size, &b[rows.clone()], b_size, by, rows.start),
        (Codes::Wide(q), Codes::Narrow(b)) => wide(&q[rows.clone()], q_size, &b[rows.clone()], b_size, by, rows.start),
        (Codes::Wide(q), Codes::Wide(b)) => wide(&q[rows.clone()], q_size, &b[rows.clone()], b_size, by, rows.start),
    })
}

const BLOCK: usize = 1024;

fn narrow(q: &[u8], q_size: usize, b: &[u8], b_size: usize) -> Vec<u64> {
    let shift = q_size.next_power_of_two().trailing_zeros();
    let size = b_size << shift;
    if size <= 256 {
        let mut counts = [[0_u32; 256]; 4];
        let mut joint = [0_u8; BLOCK];
        for (q, b) in q.chunks(BLOCK).zip(b.chunks(BLOCK)) {
            let joint = &mut joint[..q.len()];
            for ((j, q), b) in joint.iter_mut().zip(q).zip(b) {
                *j = (b << shift) | q;
            }
            let mut fours = joint.chunks_exact(4);
            for four in &mut fours {
                counts[0][four[0] as usize] += 1;
                counts[1][four[1] as usize] += 1;
                counts[2][four[2] as usize] += 1;
                counts[3][four[3] as usize] += 1;
            }
            for j in fours.remainder() {
                counts[0][*j as usize] += 1;
            }
        }
        return packed(b_size, q_size, shift, |i| counts[0][i] + counts[1][i] + counts[2][i] + counts[3][i]);
    }
    if size <= 1024 {
        masked::<1024>(q, q_size, b, b_size, shift)
    } else if size <= 4096 {
        masked::<4096>(q, q_size, b, b_size, shift)
    } else {
        masked::<65536>(q, q_size, b, b_size, shift)
    }
}

/// As above with two bytes per joint code; `N` is a power of two and at least the size.
fn masked<const N: usize>(q: &[u8], q_size: usize, b: &[u8], b_size: usize, shift: u32) -> Vec<u64> {
    let mut counts = vec![0_u32; 2 * N];
    let (first, second) = counts.split_at_mut(N);
    let mut joint = [0_u16; BLOCK];
    for (q, b) in q.chunks(BLOCK).zip(b.chunks(BLOCK)) {
        let joint = &mut joint[..q.len()];
        for ((j, q), b) in joint.iter_mut().zip(q).zip(b) {
            *j = (u16::from(*b) << shift) | u16::from(*q);
        }
        let mut twos = joint.chunks_exact(2);
        for two in &mut twos {
            first[two[0] as usize & (N - 1)] += 1;
            second[two[1] as usize & (N - 1)] += 1;
        }
        for j in twos.remainder() {
            first[*j as usize & (N - 1)] += 1;
        }
    }
    packed(b_size, q_size, shift, |i| first[i] + second[i])
}

/// Takes the gaps out that the shift left.
fn packed(b_size: usize, q_size: usize, shift: u32, at: impl Fn(usize) -> u32) -> Vec<u64> {
    let mut counts = Vec::with_capacity(b_size * q_size);
    for b in 0..b_size {
        counts.extend((0..q_size).map(|q| u64::from(at((b << shift) + q))));
    }
    counts
}

fn weighted(q: &[u8], q_size: usize, b: &[u8], b_size: usize, weights: &[u64]) -> Vec<u64> {
    let mut counts = vec![0; b_size * q_size];
    for ((q, b), w) in q.iter().zip(b).zip(weights) {
        counts[*b as usize * q_size + *q as usize] += w;
    }
    counts
}

fn wide<Q: Copy + Into<usize>, B: Copy + Into<usize>>(
    q: &[Q],
    q_size: usize,
    b: &[B],
    b_size: usize,
    by: By<'_>,
    start: usize,
) -> Vec<u64> {
    let mut counts = vec![0; b_size * q_size];
    let pairs = q.iter().zip(b).map(|(q, b)| (*b).into() * q_size + (*q).into());
    match by {
        By::One => pairs.for_each(|i| counts[i] += 1),
        By::Weight(w) => pairs.zip(&w[start..]).for_each(|(i, w)| counts[i] += w),
    }
    counts
}
