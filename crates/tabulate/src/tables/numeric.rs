//! Summaries of a number within a banner's groups.

use std::sync::Arc;

use super::plan::{Plan, Ready};
use super::{Base, FEW, Head, Shown};
use crate::count::Columns;
use crate::fault::Fault;
use crate::numbers::Amount;
use crate::statistics::sum;
use crate::variables::{Disclosure, FIRST_OPTION, Meta, Numeric};

/// How quartiles are defined; stated with every table.
pub const QUANTILES: &str = "四分位数は、値を小さい順に並べ、1 +（件数 − 1）× p 番目を直線で補間した値（Rのtype 7、ExcelのQUARTILE.INCと同じ）。ウエイト付きは、ウエイトの累計が全体の p 以上になる最小の値。";

/// Of who answered. Weighted where there are weights, but for `n`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Summary {
    /// Who answered, unweighted.
    pub n: u64,
    pub amount: Amount,
    pub mean: f64,
    /// With n − 1 (with weights: their sum − 1). `None` where that is not positive.
    pub sd: Option<f64>,
    pub first_quartile: f64,
    pub median: f64,
    pub third_quartile: f64,
    /// Least and greatest are single persons' answers: missing where small numbers are hidden.
    pub extremes: Option<(f64, f64)>,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub struct NumericRow {
    pub head: Head,
    /// `None`: nobody answered.
    pub summary: Shown<Option<Summary>>,
    /// Fewer than [`FEW`] answered.
    pub few: bool,
}

#[derive(Debug, Clone, PartialEq)]
pub struct NumericBlock {
    /// `None`: 全体.
    pub banner: Option<Arc<Meta>>,
    pub rows: Vec<NumericRow>,
}

/// The base is always [`Base::Answered`].
#[derive(Debug, Clone, PartialEq)]
pub struct NumericTable {
    pub question: Arc<Meta>,
    pub unit: String,
    pub base: Base,
    pub weighted: bool,
    pub disclosure: Disclosure,
    pub blocks: Vec<NumericBlock>,
}

impl NumericBlock {
    #[must_use]
    pub fn row_label(&self, row: usize) -> &str {
        super::head_label(self.banner.as_deref(), self.rows[row].head)
    }
}

/// Values and weights of one group.
type Group = Vec<(f64, u64)>;

pub(super) fn table(plan: &Plan<'_>, ready: &Ready<'_>, question: &Numeric) -> Result<NumericTable, Fault> {
    let name = || question.meta().name.clone();
    if question.rows() != ready.expected {
        return Err(Fault::Rows { name: name(), rows: question.rows(), expected: ready.expected });
    }
    let disclosure = question.meta().disclosure.and(ready.disclosure);
    let all: Vec<u32>;
    let rows: &[u32] = match &ready.rows {
        Some(rows) => rows,
        None => {
            all = (0..u32::try_from(ready.expected).unwrap_or(u32::MAX)).collect();
            &all
        }
    };
    // (place in the cut columns, value, weight) of who answered.
    let answered: Vec<(usize, f64, u64)> = rows
        .iter()
        .enumerate()
        .filter_map(|(place, row)| {
            let weight = ready.weights.as_ref().map_or(Amount::ONE, |w| w[place]);
            question.value(*row as usize).map(|value| (place, value, weight))
        })
        .collect();
    let whole: Group = answered.iter().map(|(_, value, weight)| (*value, *weight)).collect();
    let mut blocks = vec![block(None, false, vec![(Head::Whole, whole)], plan, disclosure)];
    for (banner, held) in &ready.banners {
        let columns = held.columns();
        let mut groups: Vec<Group> = vec![Vec::new(); columns.size()];
        for (place, value, weight) in &answered {
            match columns {
                Columns::Single { codes, .. } => groups[usize::from(codes.get(*place))].push((*value, *weight)),
                Columns::Multiple { planes, states, .. } => {
                    let state = states.get(*place);
                    if state < FIRST_OPTION {
                        groups[usize::from(state)].push((*value, *weight));
                    }
                    for (index, plane) in planes.iter().enumerate() {
                        let mut ticks = plane[*place];
                        while ticks != 0 {
                            let option = index * 32 + ticks.trailing_zeros() as usize;
                            groups[usize::from(FIRST_OPTION) + option].push((*value, *weight));
                            ticks &= ticks - 1;
                        }
                    }
                }
            }
        }
        let mut heads: Vec<(Head, Group)> = Vec::new();
        let mut groups = groups.into_iter();
        let (outside, none) = (groups.next().unwrap_or_default(), groups.next().unwrap_or_default());
        heads.extend(groups.enumerate().map(|(index, group)| (Head::Group(index), group)));
        heads.push((Head::NoAnswer, none));
        heads.push((Head::NotAsked, outside));
        blocks.push(block(Some(banner), held.is_multiple(), heads, plan, disclosure));
    }
    Ok(NumericTable {
        question: Arc::clone(question.meta()),
        unit: question.unit().to_owned(),
        base: Base::Answered,
        weighted: plan.weights.is_some(),
        disclosure,
        blocks,
    })
}

fn block(
    banner: Option<&Arc<Meta>>,
    overlapping: bool,
    groups: Vec<(Head, Group)>,
    plan: &Plan<'_>,
    disclosure: Disclosure,
) -> NumericBlock {
    let sizes: Vec<u64> = groups.iter().map(|(_, group)| group.len() as u64).collect();
    let hidden = match disclosure {
        Disclosure::Open => vec![false; groups.len()],
        Disclosure::AtLeast(k) => hide(&sizes, overlapping, u64::from(k)),
    };
    let rows = groups.into_iter().zip(hidden).filter_map(|((head, mut group), hidden)| {
        let wanted = match head {
            Head::Whole | Head::Group(_) => true,
            Head::NoAnswer => !group.is_empty(),
            Head::NotAsked => plan.rows_not_asked && !group.is_empty(),
        };
        wanted.then(|| NumericRow {
            head,
            few: !hidden && (group.len() as u64) < FEW,
            summary: if hidden {
                Shown::Hidden
            } else {
                Shown::Value(summarised(&mut group, plan.weights.is_some(), disclosure == Disclosure::Open))
            },
        })
    });
    NumericBlock { banner: banner.cloned(), rows: rows.collect() }
}

/// Groups under `k`; and, because means and sizes of all groups give those of 全体, as many more (the smallest) that two are
/// unknown and stand for `k` or more.
fn hide(sizes: &[u64], overlapping: bool, k: u64) -> Vec<bool> {
    let total = sizes.iter().copied().max().unwrap_or(0);
    let small = |n: u64| 0 < n && n < k;
    let mut hidden: Vec<bool> =
        sizes.iter().map(|n| small(*n) || overlapping && small(total.saturating_sub(*n))).collect();
    if overlapping {
        return hidden;
    }
    loop {
        let unknown: Vec<u64> = sizes.iter().zip(&hidden).filter(|(_, h)| **h).map(|(n, _)| *n).collect();
        if unknown.is_empty() || unknown.len() >= 2 && unknown.iter().sum::<u64>() >= k {
            return hidden;
        }
        let shown = (0..sizes.len()).filter(|i| !hidden[*i] && sizes[*i] > 0);
        match shown.min_by_key(|i| sizes[*i]) {
            Some(next) => hidden[next] = true,
            None => return hidden,
        }
    }
}

#[allow(clippy::cast_precision_loss, reason = "persons and millionths stay below 2^53")]
fn summarised(group: &mut Group, weighted: bool, extremes: bool) -> Option<Summary> {
    group.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
    let (least, greatest) = (group.first()?.0, group.last()?.0);
    let millionths: u64 = group.iter().map(|(_, w)| w).sum();
    if millionths == 0 {
        return None;
    }
    let size = millionths as f64 / 1e6;
    let weight = |w: u64| w as f64 / 1e6;
    let mean = sum(group.iter().map(|(x, w)| x * weight(*w))) / size;
    let squares = sum(group.iter().map(|(x, w)| (x - mean) * (x - mean) * weight(*w)));
    let at = |p: f64| if weighted { weighted_quantile(group, p, millionths) } else { quantile(group, p) };
    Some(Summary {
        n: group.len() as u64,
        amount: Amount::from_millionths(millionths),
        mean,
        sd: (size > 1.0).then(|| (squares / (size - 1.0)).sqrt()),
        first_quartile: at(0.25),
        median: at(0.5),
        third_quartile: at(0.75),
        extremes: extremes.then_some((least, greatest)),
    })
}

/// Type 7: linear between the order statistics around 1 + (n − 1) p.
#[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 ≤ p ≤ 1")]
fn quantile(sorted: &Group, p: f64) -> f64 {
    let at = (sorted.len() - 1) as f64 * p;
    let below = at.floor() as usize;
    let above = (below + 1).min(sorted.len() - 1);
    let share = at - at.floor();
    if share == 0.0 { sorted[below].0 } else { sorted[below].0 * (1.0 - share) + sorted[above].0 * share }
}

/// The least value at which the weights so far reach `p` of all.
#[allow(clippy::cast_precision_loss, reason = "millionths stay below 2^53")]
fn weighted_quantile(sorted: &Group, p: f64, millionths: u64) -> f64 {
    let goal = millionths as f64 * p;
    let mut reached = 0;
    for (x, w) in sorted {
        reached += w;
        if reached as f64 >= goal && *w > 0 {
            return *x;
        }
    }
    sorted.last().map_or(0.0, |(x, _)| *x)
}
