//! Exactly which hidden numbers of one block (with 全体) a reader can compute.
//!
//! In a block of single answers every number stands in two equations: its row's and its column's. With the signs right that is
//! a network: equations are nodes, hidden numbers arcs, the true counts a flow. Every other solution differs from
//! it by cycles; along an arc one can always go up, and down only where the count is not zero already, because no count is
//! negative. So a number can have another value exactly if such a cycle goes through its arc.

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
