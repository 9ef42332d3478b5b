//! Rows and columns made of a finished table. Where a part is hidden, so is what is made of it.

use super::{Block, Cell, Column, Row, Shown, Table};
use crate::numbers::{Amount, Percent, Points, half_away, half_up};

use super::changes::PointsFrom;

/// `a.0 / a.1 − b.0 / b.1` in points; `None` where a base is empty.
#[allow(clippy::cast_possible_truncation, clippy::cast_possible_wrap, reason = "shares differ by at most 1000 tenths")]
pub(super) fn difference(a: (Amount, Amount), b: (Amount, Amount), from: PointsFrom) -> Option<Points> {
    let wide = |x: Amount| i128::from(x.millionths());
    match from {
        PointsFrom::Printed => {
            let (a, b) = (Percent::of(a.0, a.1)?, Percent::of(b.0, b.1)?);
            Some(Points::from_tenths(a.tenths() as i32 - b.tenths() as i32))
        }
        PointsFrom::Counts => {
            if a.1 == Amount::default() || b.1 == Amount::default() {
                return None;
            }
            let numerator = (wide(a.0) * wide(b.1) - wide(b.0) * wide(a.1)) * 1000;
            Some(Points::from_tenths(half_away(numerator, (wide(a.1) * wide(b.1)).unsigned_abs()) as i32))
        }
    }
}

/// Row `a` minus row `b` of a block (「17.7％ポイント低い」), column by column.
#[must_use]
pub fn difference_of_rows(
    table: &Table,
    block: &Block,
    a: usize,
    b: usize,
    from: PointsFrom,
) -> Vec<Shown<Option<Points>>> {
    let pairs = table.cells(block, a).iter().zip(table.cells(block, b));
    pairs
        .map(|(x, y)| match (share(&block.rows[a], x), share(&block.rows[b], y)) {
            (Some(x), Some(y)) => Shown::Value(difference(x, y, from)),
            _ => Shown::Hidden,
        })
        .collect()
}

fn share(row: &Row, cell: &Cell) -> Option<(Amount, Amount)> {
    Some((cell.value()?.amount, row.base.value()?.amount))
}

/// The mean percentage of several columns in every row of a block (「4つの場面の平均」), from the counts, half up.
/// `None` where the base is empty or no column is named.
#[must_use]
#[allow(clippy::cast_possible_truncation, reason = "a mean of percentages is one")]
pub fn mean_of_columns(table: &Table, block: &Block, columns: &[usize]) -> Vec<Shown<Option<Percent>>> {
    (0..block.rows.len())
        .map(|row| {
            let cells = table.cells(block, row);
            let parts: Option<Vec<_>> = columns.iter().map(|c| share(&block.rows[row], cells.get(*c)?)).collect();
            let Some(parts) = parts else { return Shown::Hidden };
            let sum: u128 = parts.iter().map(|(part, _)| u128::from(part.millionths())).sum();
            let base = parts.first().map_or(0, |(_, base)| u128::from(base.millionths()) * parts.len() as u128);
            Shown::Value((base > 0).then(|| Percent::from_tenths(half_up(sum * 1000, base) as u32)))
        })
        .collect()
}

/// The mean percentage of several rows (each counting the same, whatever its base) in every column. Shares are taken to
/// 10⁻¹⁵ before the mean is rounded half up.
#[must_use]
#[allow(clippy::cast_possible_truncation, reason = "a mean of percentages is one")]
pub fn mean_of_rows(table: &Table, block: &Block, rows: &[usize]) -> Vec<Shown<Option<Percent>>> {
    const FINE: u128 = 1_000_000_000_000_000;
    (0..table.columns.len())
        .map(|column| {
            let parts: Option<Vec<_>> =
                rows.iter().map(|r| share(&block.rows[*r], &table.cells(block, *r)[column])).collect();
            let Some(parts) = parts else { return Shown::Hidden };
            if parts.is_empty() || parts.iter().any(|(_, base)| *base == Amount::default()) {
                return Shown::Value(None);
            }
            let sum: u128 =
                parts.iter().map(|(x, n)| half_up(u128::from(x.millionths()) * FINE, u128::from(n.millionths()))).sum();
            Shown::Value(Some(Percent::from_tenths(half_up(sum * 1000, FINE * parts.len() as u128) as u32)))
        })
        .collect()
}

/// A choice in its order of size.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ranked {
    /// From 1; equal amounts share a rank, the next one is skipped.
    pub rank: usize,
    /// Index of the choice.
    pub choice: usize,
    pub percent: Option<Percent>,
}

/// The choices of a row from most to least. Exclusive choices (「…ものはない」), 無回答 and hidden cells are not ranked.
#[must_use]
pub fn ranking(table: &Table, block: &Block, row: usize) -> Vec<Ranked> {
    let mut found: Vec<(Amount, usize, Option<Percent>)> = table
        .columns
        .iter()
        .zip(table.cells(block, row))
        .filter_map(|(column, cell)| match (column, cell) {
            (Column::Choice(choice), Shown::Value(figures)) if !table.question.choices[*choice].exclusive => {
                Some((figures.amount, *choice, figures.percent))
            }
            _ => None,
        })
        .collect();
    found.sort_by_key(|(amount, choice, _)| (std::cmp::Reverse(*amount), *choice));
    let mut ranked: Vec<Ranked> = Vec::with_capacity(found.len());
    for (place, (amount, choice, percent)) in found.iter().enumerate() {
        let tied = place > 0 && found[place - 1].0 == *amount;
        let rank = if tied { ranked[place - 1].rank } else { place + 1 };
        ranked.push(Ranked { rank, choice: *choice, percent: *percent });
    }
    ranked
}
