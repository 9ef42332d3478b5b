//! Tests of a block: independence of question and banner, and which rows differ in a column.
//! All on unweighted counts of who answered both; 無回答 and 非該当 take no part.

use super::{Cell, Comparison, Plan, Shown};
use crate::count::Tally;
use crate::statistics::{chi_square_p, two_sided_z};
use crate::variables::FIRST_OPTION;

const OPTIONS: usize = FIRST_OPTION as usize;

/// Pearson's χ² test, without continuity correction; rows and columns that are empty are left out.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Independence {
    /// Persons counted.
    pub n: u64,
    pub chi_square: f64,
    pub freedom: u32,
    pub p: f64,
    /// 0 (none) to 1.
    pub cramers_v: f64,
    /// Share of cells (0 to 1) whose expected count is under 5: over 0.2, the p value is doubtful.
    pub low_expected: f64,
}

/// What was tested in a block.
#[derive(Debug, Clone, PartialEq)]
pub enum Tested {
    /// One answer per row: choices against groups. `None` where fewer than two rows or columns are left.
    Question(Option<Independence>),
    /// Multiple answers: each choice (ticked or not) against groups, in the order of the choices.
    Choices(Vec<Option<Independence>>),
    No(WhyNot),
}

/// Why a block carries no test.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WhyNot {
    NotAskedFor,
    /// 全体 is one row.
    OneRow,
    /// A row of the banner may be in several groups.
    Overlapping,
    /// Something is hidden; a test would tell of it.
    Withheld,
}

/// Fills residuals and marks into `cells` (the banner's own groups, row by row, `columns` each) and tests the block.
pub(super) fn block(plan: &Plan<'_>, people: &Tally, multiple: bool, columns: usize, cells: &mut [Cell]) -> Tested {
    let choices = people.codes - OPTIONS;
    let groups = people.groups - OPTIONS;
    if let Some(comparison) = plan.comparison {
        compare(comparison, people, columns, cells);
    }
    if !plan.independence {
        return Tested::No(WhyNot::NotAskedFor);
    }
    let residual = |cells: &mut [Cell], group: usize, choice: usize, value: f64| {
        if let Some(Shown::Value(figures)) = cells.get_mut(group * columns + choice) {
            figures.residual = value.is_finite().then_some(value);
        }
    };
    if multiple {
        let mut counts = vec![0; groups * 2];
        let tests = (0..choices).map(|choice| {
            for group in 0..groups {
                let ticked = people.row(OPTIONS + group)[OPTIONS + choice];
                counts[group * 2] = ticked;
                counts[group * 2 + 1] = people.answered[OPTIONS + group] - ticked;
            }
            independence(&counts, 2, |group, column, value| {
                if column == 0 {
                    residual(cells, group, choice, value);
                }
            })
        });
        return Tested::Choices(tests.collect());
    }
    let mut counts = Vec::with_capacity(groups * choices);
    for group in 0..groups {
        counts.extend_from_slice(&people.row(OPTIONS + group)[OPTIONS..]);
    }
    Tested::Question(independence(&counts, choices, |group, choice, value| residual(cells, group, choice, value)))
}

/// χ² of a table of counts (row by row), giving each adjusted standardised residual
/// (observed − expected) / √(expected (1 − row share)(1 − column share)).
#[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation, reason = "counts are far below 2^52")]
pub(crate) fn independence(
    counts: &[u64],
    columns: usize,
    mut residual: impl FnMut(usize, usize, f64),
) -> Option<Independence> {
    let rows = counts.len().checked_div(columns)?;
    let mut column_sums = vec![0_u64; columns];
    let mut row_sums = Vec::with_capacity(rows);
    for row in counts.chunks_exact(columns) {
        row_sums.push(row.iter().sum::<u64>());
        for (sum, n) in column_sums.iter_mut().zip(row) {
            *sum += n;
        }
    }
    let n: u64 = row_sums.iter().sum();
    let used = |sums: &[u64]| sums.iter().filter(|s| **s > 0).count();
    let (used_rows, used_columns) = (used(&row_sums), used(&column_sums));
    if used_rows < 2 || used_columns < 2 {
        return None;
    }
    let total = n as f64;
    let (mut chi_square, mut low) = (0.0, 0);
    for (r, row) in counts.chunks_exact(columns).enumerate() {
        if row_sums[r] == 0 {
            continue;
        }
        let row_share = row_sums[r] as f64 / total;
        for (c, observed) in row.iter().enumerate() {
            if column_sums[c] == 0 {
                continue;
            }
            let expected = row_share * column_sums[c] as f64;
            let difference = *observed as f64 - expected;
            chi_square += difference * difference / expected;
            low += u32::from(expected < 5.0);
            let variance = expected * (1.0 - row_share) * (1.0 - column_sums[c] as f64 / total);
            residual(r, c, difference / variance.sqrt());
        }
    }
    let freedom = ((used_rows - 1) * (used_columns - 1)) as u32;
    let smaller = used_rows.min(used_columns) - 1;
    Some(Independence {
        n,
        chi_square,
        freedom,
        p: chi_square_p(chi_square, freedom),
        cramers_v: (chi_square / (total * smaller as f64)).sqrt(),
        low_expected: f64::from(low) / (used_rows * used_columns) as f64,
    })
}

/// Two-sided z tests of proportions (pooled variance) between all rows of a column.
#[allow(clippy::cast_precision_loss, reason = "counts are far below 2^52")]
fn compare(comparison: Comparison, people: &Tally, columns: usize, cells: &mut [Cell]) {
    let groups = (people.groups - OPTIONS).min(64);
    let size = |group: usize| people.answered[OPTIONS + group];
    let compared: Vec<usize> = (0..groups).filter(|g| size(*g) >= comparison.least.max(1)).collect();
    let pairs = compared.len() * compared.len().saturating_sub(1) / 2;
    if pairs == 0 {
        return;
    }
    let level = if comparison.bonferroni { comparison.level / pairs as f64 } else { comparison.level };
    let critical = two_sided_z(level.clamp(1e-12, 0.999_999)).powi(2);
    for choice in 0..people.codes - OPTIONS {
        let count = |group: usize| people.row(OPTIONS + group)[OPTIONS + choice] as f64;
        for (index, &a) in compared.iter().enumerate() {
            for &b in &compared[index + 1..] {
                let (n, m) = (size(a) as f64, size(b) as f64);
                let difference = count(a) / n - count(b) / m;
                let pooled = (count(a) + count(b)) / (n + m);
                let variance = pooled * (1.0 - pooled) * (1.0 / n + 1.0 / m);
                if difference * difference > critical * variance && difference != 0.0 {
                    let (higher, lower) = if difference > 0.0 { (a, b) } else { (b, a) };
                    if let Some(Shown::Value(figures)) = cells.get_mut(higher * columns + choice) {
                        figures.higher_than |= 1 << lower;
                    }
                }
            }
        }
    }
}
