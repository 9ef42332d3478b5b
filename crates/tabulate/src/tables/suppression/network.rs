//! Exactly which hidden numbers of one block (with 全体) a reader can compute.
//!
//! In a block of single answers every number stands in two equations: its row's and its column's. With the signs right that is
//! a network: equations are nodes, hidden numbers arcs, the true counts a flow. Every other solution differs from
//! it by cycles; along an arc one can always go up, and down only where the count is not zero already, because no count is
//! negative. So a number can have another value exactly if such a cycle goes through its arc.

use crate::elimination::reduced;

/// A hidden number between two equations (node of −1, node of +1), and its value.
pub(super) struct Arc {
    pub at: usize,
    pub from: usize,
    pub to: usize,
    pub value: u64,
}

/// The hidden numbers that can have no other value.
pub(super) fn given_away(arcs: &[Arc], nodes: usize) -> Vec<usize> {
    let mut leaving: Vec<Vec<(usize, usize)>> = vec![Vec::new(); nodes];
    for (index, arc) in arcs.iter().enumerate() {
        leaving[arc.from].push((index, arc.to));
        if arc.value > 0 {
            leaving[arc.to].push((index, arc.from));
        }
    }
    let reaches = |from: usize, to: usize, without: usize| {
        let mut seen = vec![false; nodes];
        let mut open = vec![from];
        while let Some(node) = open.pop() {
            if node == to {
                return true;
            }
            if !std::mem::replace(&mut seen[node], true) {
                open.extend(leaving[node].iter().filter(|(arc, _)| *arc != without).map(|(_, next)| *next));
            }
        }
        false
    };
    let only = |(index, arc): &(usize, &Arc)| {
        !(reaches(arc.to, arc.from, *index) || arc.value > 0 && reaches(arc.from, arc.to, *index))
    };
    arcs.iter().enumerate().filter(only).map(|(_, arc)| arc.at).collect()
}

/// The unknowns that linear equations (all equal to something known) determine: reduced by elimination, a row with one
/// unknown left.
pub(super) fn solved(rows: Vec<Vec<i64>>) -> Vec<usize> {
    let alone = |row: &Vec<i64>| row.iter().filter(|c| **c != 0).count() == 1;
    reduced(rows).into_iter().filter(alone).filter_map(|row| row.iter().position(|c| *c != 0)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elimination_finds_what_is_determined_and_nothing_else() {
        assert_eq!(solved(vec![vec![1, 1, 0], vec![0, 1, 1]]), Vec::<usize>::new());
        assert_eq!(solved(vec![vec![1, 1, 0], vec![1, -1, 0]]), [0, 1]);
        assert_eq!(solved(vec![vec![1, 1, 0], vec![1, 1, 1]]), [2]);
        assert_eq!(solved(vec![]), Vec::<usize>::new());
    }

    #[test]
    fn an_arc_outside_every_cycle_is_given_away() {
        let arc = |at, from, to, value| Arc { at, from, to, value };
        // A square is a cycle; the tail is not. With a zero against the direction the square is stuck.
        let square =
            |value| vec![arc(0, 0, 1, 4), arc(1, 2, 1, value), arc(2, 2, 3, 4), arc(3, 0, 3, value), arc(4, 3, 4, 9)];
        assert_eq!(given_away(&square(4), 5), [4]);
        assert_eq!(given_away(&square(0), 5), [4]);
        let stuck = vec![arc(0, 0, 1, 0), arc(1, 1, 2, 0), arc(2, 0, 2, 0)];
        assert_eq!(given_away(&stuck, 3), [0, 1, 2]);
    }
}
