//! What may be added to a finished table: means, differences, last year, another order of columns, fewer rows.

use tabulate::tables::{Break, Changes, PointsFrom, difference_of_rows, mean_of_columns, ranking};
use tabulate::{Column as Counted, Shown, Table};

use super::{Before, Block, Cell, Change, Column, ColumnKind, Count, Printed, Row, RowKind};

impl Printed {
    /// A column with the mean percentage of some choices (indices of the question's) in every row.
    #[must_use]
    pub fn with_mean(mut self, table: &Table, choices: &[usize], label: &str) -> Self {
        let places: Vec<usize> =
            choices.iter().filter_map(|c| table.columns.iter().position(|own| *own == Counted::Choice(*c))).collect();
        if places.is_empty() {
            return self;
        }
        for (block, counted) in self.blocks.iter_mut().zip(&table.blocks) {
            let means = mean_of_columns(table, counted, &places);
            for (row, mean) in block.rows.iter_mut().zip(means) {
                row.cells.push(match mean {
                    Shown::Hidden => Cell::Hidden,
                    Shown::Value(None) => Cell::Empty,
                    Shown::Value(Some(percent)) => Cell::Mean { tenths: percent.tenths() },
                });
            }
        }
        let named: Vec<&str> = choices.iter().map(|c| table.question.choices[*c].label.as_str()).collect();
        self.remarks.push(format!("「{label}」は、{}の割合の平均。", named.join("、")));
        self.columns.push(Column { code: "mean".to_owned(), label: label.to_owned(), kind: ColumnKind::Mean });
        self
    }

    /// In every block of two groups a row with the first minus the second, in ％ポイント.
    #[must_use]
    pub fn with_differences(mut self, table: &Table) -> Self {
        for (block, counted) in self.blocks.iter_mut().zip(&table.blocks) {
            let groups: Vec<usize> = (0..block.rows.len()).filter(|r| block.rows[*r].kind == RowKind::Group).collect();
            let &[first, second] = groups.as_slice() else { continue };
            let mut cells: Vec<Cell> = difference_of_rows(table, counted, first, second, PointsFrom::Counts)
                .into_iter()
                .map(|points| match points {
                    Shown::Hidden => Cell::Hidden,
                    Shown::Value(None) => Cell::Empty,
                    Shown::Value(Some(points)) => Cell::Points { tenths: points.tenths() },
                })
                .collect();
            // A column beyond the question's own: the difference of what is printed.
            for at in cells.len()..self.columns.len() {
                cells.push(match (block.rows[first].cells[at].tenths(), block.rows[second].cells[at].tenths()) {
                    (Some(a), Some(b)) => Cell::Points { tenths: signed(a) - signed(b) },
                    _ if block.rows[first].cells[at] == Cell::Hidden => Cell::Hidden,
                    _ if block.rows[second].cells[at] == Cell::Hidden => Cell::Hidden,
                    _ => Cell::Empty,
                });
            }
            let label = format!("差（{}－{}）", block.rows[first].label, block.rows[second].label);
            block.rows.push(Row {
                code: "difference".to_owned(),
                label,
                kind: RowKind::Difference,
                n: None,
                hidden: false,
                few: false,
                letter: String::new(),
                cells,
                people: None,
                before_n: None,
                changes: Vec::new(),
            });
        }
        if self.rows().any(|(_, row)| row.kind == RowKind::Difference) {
            self.remarks.push("「差」の行の単位は、％ポイントです。件数から計算しています。".to_owned());
        }
        self
    }

    /// Last year beside this year. `before` is last year's table of the same banners.
    #[must_use]
    pub fn with_changes(mut self, changes: &Changes, before: &Table, what: Before) -> Self {
        let mut marks: Vec<String> = vec![String::new(); self.columns.len()];
        for found in &changes.rows {
            let Some(block) = self.blocks.iter_mut().find(|block| block.label == found.group) else { continue };
            let Some(row) = block.rows.iter_mut().find(|row| row.label == found.row) else { continue };
            row.changes = found
                .changes
                .iter()
                .map(|change| match (&change.before, &change.points) {
                    (Shown::Value(Some(before)), Shown::Value(Some(points))) => {
                        Change::Points { before: before.tenths(), points: points.tenths() }
                    }
                    (Shown::Hidden, _) | (_, Shown::Hidden) => Change::Hidden,
                    _ => Change::None,
                })
                .collect();
            row.changes.resize(self.columns.len(), Change::None);
            for (mark, change) in marks.iter_mut().zip(&found.changes) {
                if !change.kind.continues() {
                    mark.replace_range(.., label_of(change.kind));
                }
            }
            let old = before.blocks.iter().find(|b| b.group_label() == found.group);
            let base = old.and_then(|b| {
                let at = (0..b.rows.len()).find(|r| b.row_label(*r) == found.row)?;
                b.rows[at].base.value()
            });
            row.before_n = base.map(|size| Count::from(size.amount));
        }
        if what.marks.is_empty() {
            self.before = Some(Before { marks, ..what });
        } else {
            self.before = Some(what);
        }
        self
    }

    /// Choices from most to least in 全体; what excludes the others, 無回答 and what was made of columns stay behind them.
    #[must_use]
    pub fn ranked(mut self, table: &Table) -> Self {
        let Some(block) = table.blocks.first() else { return self };
        let mut order: Vec<usize> = ranking(table, block, 0)
            .into_iter()
            .filter_map(|ranked| table.columns.iter().position(|c| *c == Counted::Choice(ranked.choice)))
            .collect();
        order.extend((0..self.columns.len()).filter(|at| !order.contains(at)).collect::<Vec<_>>());
        let moved = |cells: &[Cell]| -> Vec<Cell> { order.iter().filter_map(|at| cells.get(*at).cloned()).collect() };
        for block in &mut self.blocks {
            for row in &mut block.rows {
                row.cells = moved(&row.cells);
                if !row.changes.is_empty() {
                    row.changes = order.iter().filter_map(|at| row.changes.get(*at).copied()).collect();
                }
            }
        }
        if let Some(before) = &mut self.before {
            before.marks = order.iter().filter_map(|at| before.marks.get(*at).cloned()).collect();
        }
        self.columns = order.iter().filter_map(|at| self.columns.get(*at).cloned()).collect();
        self.remarks.push("選択肢は、全体の割合が高い順に並べています。".to_owned());
        self
    }

    /// Only the blocks with these codes, and 全体.
    #[must_use]
    pub fn only_blocks(mut self, codes: &[String]) -> Self {
        let wanted = |block: &Block| block.rows.iter().any(|r| r.kind == RowKind::Whole) || codes.contains(&block.code);
        self.blocks.retain(wanted);
        self
    }

    /// Takes rows of one block out of sight where `keep` says no: for groups too small to be shown to everybody.
    #[must_use]
    pub fn without_rows(mut self, keep: impl Fn(&Block, &Row) -> bool, remark: &str) -> Self {
        let mut taken = false;
        for block in &mut self.blocks {
            let kept: Vec<bool> = block.rows.iter().map(|row| keep(block, row)).collect();
            taken |= kept.contains(&false);
            let mut kept = kept.into_iter();
            block.rows.retain(|_| kept.next().unwrap_or(false));
        }
        self.blocks.retain(|block| !block.rows.is_empty());
        if taken {
            self.remarks.push(remark.to_owned());
        }
        self
    }

    /// Least and greatest are single respondents' answers.
    #[must_use]
    pub fn without_extremes(mut self) -> Self {
        for code in ["min", "max"] {
            if let Some(at) = self.columns.iter().position(|c| c.code == code) {
                self.columns.remove(at);
                for row in self.blocks.iter_mut().flat_map(|b| &mut b.rows) {
                    row.cells.remove(at);
                }
            }
        }
        self
    }
}

fn signed(tenths: u32) -> i32 {
    i32::try_from(tenths).unwrap_or(i32::MAX)
}

fn label_of(kind: Break) -> &'static str {
    kind.label()
}
