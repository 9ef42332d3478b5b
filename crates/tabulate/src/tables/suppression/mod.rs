//! Hiding small numbers so that nobody can compute them (秘匿, with 補完秘匿).
//!
//! A table is a set of equations: cells add up to the base of their row, rows of a block to the row 全体. First what is small
//! is hidden; then, in every equation with something hidden, enough else that at least two are unknown and they stand for at least
//! `k` together. Last the equations are solved as a reader could solve them (elimination, and bounds from "no count is
//! negative"); while that finds a hidden number, more is hidden.
//!
//! It guards one table. Two tables of the same persons under different filters can still be subtracted from each other:
//! whoever offers filters on answers of persons has to offer whole classes.

mod network;

use std::collections::BTreeMap;

use network::Arc;

/// A block: `values[row * (columns + 1) + column]`, the last column being the base. Part 0 is 全体, one row.
pub(super) struct Part {
    pub rows: usize,
    /// Persons of each row: the base itself, but for a base of responses.
    pub persons: Vec<u64>,
    pub values: Vec<u64>,
    pub overlapping: bool,
}

/// What is hidden, by part.
pub(super) struct Hidden {
    columns: usize,
    parts: Vec<Vec<bool>>,
}

#[derive(Clone, Copy)]
pub(super) struct HiddenPart<'a> {
    columns: usize,
    cells: &'a [bool],
    whole: &'a [bool],
}

impl Hidden {
    pub fn part(&self, index: usize) -> HiddenPart<'_> {
        HiddenPart { columns: self.columns, cells: &self.parts[index], whole: &self.parts[0] }
    }

    pub fn nothing(&self) -> bool {
        self.parts.iter().flatten().all(|hidden| !hidden)
    }
}

impl HiddenPart<'_> {
    pub fn base(&self, row: usize) -> bool {
        self.cells[row * (self.columns + 1) + self.columns]
    }

    pub fn cell(&self, row: usize, column: usize) -> bool {
        self.cells[row * (self.columns + 1) + column]
    }

    /// Is anything of this block or of 全体 hidden?
    pub fn withholds(&self) -> bool {
        self.cells.iter().chain(self.whole).any(|hidden| *hidden)
    }
}

/// Σ `parts` = `total`.
struct Equation {
    parts: Vec<usize>,
    total: usize,
    /// The block it belongs to; 0 is the row 全体, which belongs to all.
    block: usize,
    /// Its sign in the network of its block, so that every number has one −1 and one +1.
    positive: bool,
}

struct Puzzle {
    columns: usize,
    values: Vec<u64>,
    hidden: Vec<bool>,
    /// Zeros that everybody knows: in an empty row, or of a choice nobody made. Hiding them would hide nothing.
    known: Vec<bool>,
    /// Where each part starts.
    starts: Vec<usize>,
    equations: Vec<Equation>,
    k: u64,
    /// How many blocks are networks: every number stands in a row's and a column's equation. The others have columns only, where
    /// two unknowns are enough.
    networks: usize,
}

/// Decides what to hide. `single`: the cells of a row add up to its base. `responses`: they add up to the number of answers,
/// which is shown with the base.
pub(super) fn hide(columns: usize, single: bool, responses: bool, parts: Vec<Part>, k: u64) -> Hidden {
    let width = columns + 1;
    let mut starts = Vec::with_capacity(parts.len());
    let mut values = Vec::new();
    for part in &parts {
        starts.push(values.len());
        values.extend_from_slice(&part.values);
    }
    let mut equations = Vec::new();
    for (block, (part, start)) in parts.iter().zip(&starts).enumerate() {
        for row in 0..part.rows {
            let first = start + row * width;
            // Multiple answers add up only to the number of responses, which is shown and hidden with the persons.
            if single || responses {
                let (parts, total) = ((first..first + columns).collect(), first + columns);
                equations.push(Equation { parts, total, block, positive: block > 0 });
            }
        }
        if *start > 0 && !part.overlapping {
            for column in 0..width {
                let column_of = |row| start + row * width + column;
                let parts = (0..part.rows).map(column_of).collect();
                equations.push(Equation { parts, total: column, block, positive: column == columns });
            }
        }
    }
    let hidden = vec![false; values.len()];
    let known = |at: usize| values[at - at % width + columns] == 0 || values[at % width] == 0;
    let known = (0..values.len()).map(known).collect();
    let networks = if single || responses { parts.len() } else { 0 };
    let mut puzzle = Puzzle { columns, values, hidden, known, starts, equations, k, networks };
    puzzle.hide_small(&parts, single);
    loop {
        puzzle.complete();
        if !puzzle.hide_what_can_be_solved() {
            break;
        }
    }
    let ends = puzzle.starts.iter().skip(1).copied().chain([puzzle.values.len()]);
    let parts = puzzle.starts.iter().zip(ends).map(|(start, end)| puzzle.hidden[*start..end].to_vec()).collect();
    Hidden { columns, parts }
}

impl Puzzle {
    fn small(&self, value: u64) -> bool {
        0 < value && value < self.k
    }

    fn hide_small(&mut self, parts: &[Part], single: bool) {
        let width = self.columns + 1;
        for (index, part) in parts.iter().enumerate() {
            for row in 0..part.rows {
                let first = self.starts[index] + row * width;
                let n = part.persons[row];
                let others = parts[0].persons[0].saturating_sub(n);
                if self.small(n) || part.overlapping && self.small(others) {
                    self.hide_at(first + self.columns);
                    continue;
                }
                for column in 0..self.columns {
                    let value = self.values[first + column];
                    // Nearly all of a small rest: how many did *not* tick, or are not in an overlapping group.
                    let rest = !single && self.small(n.saturating_sub(value));
                    let outside = part.overlapping && self.small(self.values[column].saturating_sub(value));
                    if self.small(value) || rest || outside {
                        self.hide_at(first + column);
                    }
                }
            }
        }
    }

    /// Does a reader not know it?
    fn unknown(&self, at: usize) -> bool {
        self.hidden[at] && !self.known[at]
    }

    /// Hides a number; with a base, its whole row.
    fn hide_at(&mut self, at: usize) {
        let width = self.columns + 1;
        if at % width == self.columns {
            self.hidden[at + 1 - width..=at].fill(true);
        } else {
            self.hidden[at] = true;
        }
    }

    /// Hides one more number of an equation: the smallest part that is not zero, else a zero, else the total.
    fn hide_another(&mut self, equation: usize) -> bool {
        let Equation { parts, total, .. } = &self.equations[equation];
        let width = self.columns + 1;
        let shown = |at: &&usize| !self.hidden[**at] && !self.known[**at];
        // A base takes its whole row with it: only where the equation is one of bases.
        let cost = |at: &&usize| (self.values[**at] == 0, **at % width == self.columns, self.values[**at]);
        let chosen = parts.iter().filter(shown).min_by_key(cost).copied();
        let chosen = chosen.or_else(|| (!self.hidden[*total]).then_some(*total));
        if let Some(at) = chosen {
            self.hide_at(at);
        }
        chosen.is_some()
    }

    /// Until every equation has no unknown, or at least two that stand for `k` or more.
    fn complete(&mut self) {
        loop {
            let mut changed = false;
            for index in 0..self.equations.len() {
                let Equation { parts, total, .. } = &self.equations[index];
                let unknown: Vec<usize> = parts.iter().copied().filter(|at| self.unknown(*at)).collect();
                let sum: u64 = unknown.iter().map(|at| self.values[*at]).sum();
                let open = usize::from(self.unknown(*total)) + unknown.len();
                let too_little = !self.unknown(*total) && !unknown.is_empty() && sum < self.k;
                if open == 1 || too_little {
                    changed |= self.hide_another(index);
                }
            }
            if !changed {
                return;
            }
        }
    }

    /// Solves as a reader could. Hides more where that finds something; false when there is nothing to do.
    fn hide_what_can_be_solved(&mut self) -> bool {
        let mut found = self.pinned();
        found.extend((1..self.networks).flat_map(|block| self.given_away(block)));
        found.extend(self.determined_of_whole());
        // That a hidden number is zero tells of nobody.
        found.retain(|at| self.values[*at] > 0);
        let mut changed = false;
        for at in &found {
            let holds = |e: &Equation| e.total == *at || e.parts.contains(at);
            let candidates: Vec<usize> = (0..self.equations.len()).filter(|i| holds(&self.equations[*i])).collect();
            if candidates.into_iter().any(|equation| self.hide_another(equation)) {
                changed = true;
                // One at a time while there are few: the next is often settled by the same.
                if found.len() < 20 {
                    break;
                }
            }
        }
        if changed || found.is_empty() || self.hidden.iter().all(|h| *h) {
            return changed;
        }
        // Nothing left beside it: then nothing of the table is shown.
        self.hidden.fill(true);
        true
    }

    /// Numbers of a block that have no other value even while 全体 stays as it is: then they have one whatever the other blocks say.
    fn given_away(&self, block: usize) -> Vec<usize> {
        let mut ends: BTreeMap<usize, (usize, usize)> = BTreeMap::new();
        for (node, equation) in self.equations.iter().enumerate().filter(|(_, e)| e.block == block) {
            let numbers = equation.parts.iter().map(|at| (*at, equation.positive));
            for (at, plus) in numbers.chain([(equation.total, !equation.positive)]).filter(|(at, _)| self.unknown(*at))
            {
                let end = ends.entry(at).or_insert((usize::MAX, usize::MAX));
                if plus { end.1 = node } else { end.0 = node }
            }
        }
        let arcs: Vec<Arc> = ends
            .into_iter()
            .filter(|(_, (from, to))| *from != usize::MAX && *to != usize::MAX)
            .map(|(at, (from, to))| Arc { at, from, to, value: self.values[at] })
            .collect();
        network::given_away(&arcs, self.equations.len())
    }

    fn open_in_block(&self, at: usize) -> bool {
        at > self.columns && self.unknown(at)
    }

    /// Hidden numbers of 全体 that elimination finds. Within a block, equations joined by hidden numbers are added up: those cancel,
    /// and what is left speaks of 全体 alone. Coefficients are small; a prime field gives the same zeros as fractions do.
    fn determined_of_whole(&self) -> Vec<usize> {
        let unknown: Vec<usize> = (0..=self.columns).filter(|at| self.unknown(*at)).collect();
        if unknown.is_empty() || self.networks == 0 {
            return Vec::new();
        }
        let mut group: Vec<usize> = (0..self.equations.len()).collect();
        let mut seen: BTreeMap<usize, usize> = BTreeMap::new();
        for (node, equation) in self.equations.iter().enumerate() {
            for at in equation.parts.iter().chain([&equation.total]).copied().filter(|at| self.open_in_block(*at)) {
                if let Some(other) = seen.insert(at, node) {
                    let (from, to) = (group[other], group[node]);
                    group.iter_mut().filter(|g| **g == from).for_each(|g| *g = to);
                }
            }
        }
        let mut sums: BTreeMap<usize, Vec<i64>> = BTreeMap::new();
        for (node, equation) in self.equations.iter().enumerate() {
            let sum = sums.entry(group[node]).or_insert_with(|| vec![0; unknown.len()]);
            let sign = if equation.positive { 1 } else { -1 };
            for (place, at) in unknown.iter().enumerate() {
                sum[place] += if equation.total == *at { -sign } else { 0 };
                sum[place] += if equation.parts.contains(at) { sign } else { 0 };
            }
        }
        network::solved(sums.into_values().collect()).into_iter().map(|place| unknown[place]).collect()
    }

    /// Hidden numbers that bounds leave only one value.
    fn pinned(&self) -> Vec<usize> {
        let most = self.values.iter().copied().max().unwrap_or(0).saturating_mul(4) + 4;
        let mut bounds: Vec<(u64, u64)> =
            self.values.iter().enumerate().map(|(at, v)| if self.unknown(at) { (0, most) } else { (*v, *v) }).collect();
        for _ in 0..100 {
            let mut changed = false;
            for Equation { parts, total, .. } in &self.equations {
                let low: u64 = parts.iter().map(|at| bounds[*at].0).sum();
                let high: u64 = parts.iter().map(|at| bounds[*at].1).sum();
                let (total_low, total_high) = bounds[*total];
                // A part is at least what the others at most leave of the total, and at most what they at least leave.
                let limits = parts.iter().map(|at| {
                    let (own_low, own_high) = bounds[*at];
                    (*at, total_low.saturating_sub(high - own_high), total_high.saturating_sub(low - own_low))
                });
                for (at, least, greatest) in limits.chain([(*total, low, high)]).collect::<Vec<_>>() {
                    let next = (bounds[at].0.max(least), bounds[at].1.min(greatest));
                    changed |= next != bounds[at];
                    bounds[at] = next;
                }
            }
            if !changed {
                break;
            }
        }
        (0..self.values.len()).filter(|at| self.unknown(*at) && bounds[*at].0 == bounds[*at].1).collect()
    }
}
