//! Year on year: two tables side by side, differences in points (％ポイント), breaks in the series marked.

use super::derived::difference;
use super::{Block, Cell, Column, Shown, Table};
use crate::numbers::{Percent, Points};

/// What became of a choice since last time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Break {
    Same,
    /// Another wording of the same: compared, marked.
    Reworded,
    /// One of several made out of one: not compared.
    Split,
    /// Made of several. Compared with their sum where there is one answer per row; marked.
    Merged,
    /// Not asked last time.
    New,
}

impl Break {
    /// Does the series go on unbroken?
    #[must_use]
    pub const fn continues(self) -> bool {
        matches!(self, Self::Same)
    }

    /// For the mark's legend.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Same => "同じ",
            Self::Reworded => "文言を変更",
            Self::Split => "分割",
            Self::Merged => "統合",
            Self::New => "新設",
        }
    }
}

/// One choice of this table against the other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// Index of the choice in this table.
    pub choice: usize,
    /// Indices of its forerunners in the other.
    pub before: Vec<usize>,
    pub kind: Break,
}

/// What differences are made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum PointsFrom {
    /// The counts; rounded once.
    #[default]
    Counts,
    /// The percentages as printed, so that readers can check by subtracting.
    Printed,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Change {
    /// `None`: an empty base.
    pub now: Shown<Option<Percent>>,
    /// `None`: not asked, not comparable, or an empty base.
    pub before: Shown<Option<Percent>>,
    /// `None`: not comparable. Hidden when either is.
    pub points: Shown<Option<Points>>,
    pub kind: Break,
}

#[derive(Debug, Clone, PartialEq)]
pub struct ChangeRow {
    pub group: String,
    pub row: String,
    /// In the order of `Changes::columns`.
    pub changes: Vec<Change>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Changes {
    pub columns: Vec<Column>,
    /// Rows that both tables have (by the labels of banner and row).
    pub rows: Vec<ChangeRow>,
}

/// Compares `now` with `before`. Without a link a choice is the one of the same label, or new; 無回答 is always the same.
#[must_use]
pub fn changes(now: &Table, before: &Table, links: &[Link], points_from: PointsFrom) -> Changes {
    let links: Vec<Link> = now.columns.iter().map(|column| link(now, before, links, *column)).collect();
    let mut rows = Vec::new();
    for block in &now.blocks {
        let Some(old) = before.blocks.iter().find(|b| b.group_label() == block.group_label()) else { continue };
        for index in 0..block.rows.len() {
            let Some(old_index) = (0..old.rows.len()).find(|i| old.row_label(*i) == block.row_label(index)) else {
                continue;
            };
            let changes = now.cells(block, index).iter().zip(&links).map(|(cell, link)| {
                let base = block.rows[index].base.value().map(|b| b.amount);
                change(before, (old, old_index), (cell, base), link, points_from)
            });
            rows.push(ChangeRow {
                group: block.group_label().to_owned(),
                row: block.row_label(index).to_owned(),
                changes: changes.collect(),
            });
        }
    }
    Changes { columns: now.columns.clone(), rows }
}

/// `before` holds positions among the columns of the other table.
fn link(now: &Table, before: &Table, links: &[Link], column: Column) -> Link {
    let place = |wanted: Column| before.columns.iter().position(|c| *c == wanted);
    let Column::Choice(choice) = column else {
        let before: Vec<usize> = place(Column::NoAnswer).into_iter().collect();
        return Link { choice: usize::MAX, before, kind: Break::Same };
    };
    if let Some(link) = links.iter().find(|l| l.choice == choice) {
        let before = link.before.iter().filter_map(|c| place(Column::Choice(*c))).collect();
        return Link { choice, before, kind: link.kind };
    }
    let label = &now.question.choices[choice].label;
    let same = before.question.choices.iter().position(|c| &c.label == label).and_then(|c| place(Column::Choice(c)));
    Link { choice, before: same.into_iter().collect(), kind: if same.is_some() { Break::Same } else { Break::New } }
}

fn change(
    before: &Table,
    (block, row): (&Block, usize),
    (cell, base): (&Cell, Option<crate::Amount>),
    link: &Link,
    points_from: PointsFrom,
) -> Change {
    let now = cell.map(|f| f.percent);
    let nothing = Change { now, before: Shown::Value(None), points: Shown::Value(None), kind: link.kind };
    let comparable = match link.kind {
        Break::Same | Break::Reworded => link.before.len() == 1,
        // Ticks of several choices do not add up to persons.
        Break::Merged => !link.before.is_empty() && (!before.multiple || link.before.len() == 1),
        Break::Split | Break::New => false,
    };
    if !comparable {
        return nothing;
    }
    let cells = before.cells(block, row);
    let parts: Option<Vec<_>> = link.before.iter().map(|c| cells[*c].value().map(|f| f.amount)).collect();
    let (Some(parts), Shown::Value(size)) = (parts, block.rows[row].base) else {
        return Change { before: Shown::Hidden, points: Shown::Hidden, ..nothing };
    };
    let sum = parts.into_iter().fold(crate::Amount::default(), |sum, part| sum + part);
    let old = Percent::of(sum, size.amount);
    let points = match (cell, base) {
        (Shown::Value(figures), Some(base)) => {
            Shown::Value(difference((figures.amount, base), (sum, size.amount), points_from))
        }
        _ => Shown::Hidden,
    };
    Change { now, before: Shown::Value(old), points, kind: link.kind }
}
