//! Do the tables of a survey agree with themselves and with each other? For tables we counted, tables that were published
//! earlier, and tables typed off a printed report.

use std::collections::BTreeMap;

use crate::Printed;
use crate::about::grouped;
use crate::printed::{Block, Cell, Count, Row, RowKind, What};

/// A question that is asked only of those who gave one of these answers to another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Follow {
    pub question: String,
    pub parent: String,
    /// Codes of the parent's choices.
    pub choices: Vec<String>,
}

/// Something that cannot be.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// Code of the question whose table it is.
    pub question: String,
    pub title: String,
    /// 「過疎地域別／過疎のみ」
    pub place: String,
    pub kind: Kind,
    pub sentence: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Columns against n.
    Sum,
    /// A percentage that is not its count's share of n.
    Share,
    /// Groups against 全体.
    Groups,
    /// The base of a follow-up against the count of its parent.
    FollowUp,
    /// The same cell with two values.
    TwoValues,
}

impl Kind {
    pub fn label(self) -> &'static str {
        match self {
            Self::Sum => "列の合計とn",
            Self::Share => "件数と割合",
            Self::Groups => "区分の合計と全体",
            Self::FollowUp => "枝問の母数",
            Self::TwoValues => "同じ欄の2つの値",
        }
    }
}

/// Where the tables come from: tables of one source are held against each other and against those of the next.
#[derive(Clone, Copy, Debug)]
pub struct Source<'a> {
    /// 「いまの集計」, 「公表した表（令和8年10月1日）」
    pub name: &'a str,
    pub tables: &'a [Printed],
}

/// Everything that does not agree.
pub fn check(sources: &[Source<'_>], follows: &[Follow]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for source in sources {
        for table in source.tables {
            within(table, &mut findings);
        }
        follow_ups(source.tables, follows, &mut findings);
    }
    two_values(sources, &mut findings);
    findings.sort();
    findings.dedup();
    findings
}

fn place(block: &Block, row: &Row) -> String {
    if row.kind == RowKind::Whole { row.label.clone() } else { format!("{}／{}", block.label, row.label) }
}

fn say(table: &Printed, place: String, kind: Kind, sentence: String) -> Finding {
    Finding { question: table.question.code.clone(), title: table.question.title(), place, kind, sentence }
}

fn count(cell: &Cell) -> Option<u64> {
    match cell {
        Cell::Share { count, .. } => Some(count.0),
        _ => None,
    }
}

fn within(table: &Printed, findings: &mut Vec<Finding>) {
    if table.what == What::Numbers {
        return;
    }
    for (block, row) in table.rows() {
        let Some(n) = row.n else { continue };
        // What was typed off a report has percentages without counts; a cell that was not typed off says nothing of a sum.
        let counts: Vec<Option<u64>> =
            table.columns.iter().zip(&row.cells).filter(|(c, _)| c.kind.is_counted()).map(|(_, x)| count(x)).collect();
        for (column, cell) in table.columns.iter().zip(&row.cells) {
            let Cell::Share { count, tenths, .. } = cell else { continue };
            let expected = tabulate::Percent::of(count.amount(), n.amount()).map(tabulate::Percent::tenths);
            if expected.is_some_and(|expected| expected != *tenths) {
                let right = expected.map_or_else(String::new, |t| tabulate::Percent::from_tenths(t).to_string());
                findings.push(say(
                    table,
                    place(block, row),
                    Kind::Share,
                    format!(
                        "「{}」が{}％ですが、{count}÷{n}は{right}％です。",
                        column.label,
                        tabulate::Percent::from_tenths(*tenths)
                    ),
                ));
            }
            if *count > n {
                let sentence = format!("「{}」が{count}で、n={n}を超えています。", column.label);
                findings.push(say(table, place(block, row), Kind::Sum, sentence));
            }
        }
        if table.multiple || table.base.key == "responses" {
            continue;
        }
        if let Some(sum) = counts.iter().copied().sum::<Option<u64>>().filter(|sum| !counts.is_empty() && *sum != n.0) {
            let sentence = format!("列の合計が{}で、n={n}と合いません。", Count(sum));
            findings.push(say(table, place(block, row), Kind::Sum, sentence));
        }
    }
    groups(table, findings);
}

/// Groups that exclude each other are no more than 全体 together; exactly as many unless some were not asked the banner.
fn groups(table: &Printed, findings: &mut Vec<Finding>) {
    let Some(whole) = table.whole().and_then(|row| row.n) else { return };
    for block in table.blocks.iter().skip(1).filter(|block| !block.overlapping) {
        let rows = block.rows.iter().filter(|row| row.kind != RowKind::Difference);
        let Some(sum) = rows.map(|row| row.n.map(|n| n.0)).sum::<Option<u64>>() else { continue };
        if sum > whole.0 {
            let sentence = format!("nの合計が{}で、全体のn={whole}を超えています。", Count(sum));
            findings.push(say(table, block.label.clone(), Kind::Groups, sentence));
        }
    }
}

type Key = (String, String);

/// (block, row) → row, of tables nobody narrowed.
fn rows_of(table: &Printed) -> BTreeMap<Key, (&Block, &Row)> {
    table.rows().map(|(block, row)| ((block.code.clone(), row.code.clone()), (block, row))).collect()
}

fn follow_ups(tables: &[Printed], follows: &[Follow], findings: &mut Vec<Finding>) {
    let is = |table: &Printed, code: &str| table.question.code == code && table.what == What::Choices;
    for follow in follows {
        for child in tables.iter().filter(|t| is(t, &follow.question) && t.base.key == "asked") {
            let fits = |p: &&Printed| is(p, &follow.parent) && p.conditions == child.conditions && p.base == child.base;
            let Some(parent) = tables.iter().find(fits) else { continue };
            let parents = rows_of(parent);
            for (key, (block, row)) in rows_of(child) {
                let (Some((_, above)), Some(n)) = (parents.get(&key), row.n) else { continue };
                let chosen = |code: &String| {
                    let at = parent.columns.iter().position(|c| c.code == *code)?;
                    count(&above.cells[at])
                };
                let Some(expected) = follow.choices.iter().map(chosen).sum::<Option<u64>>() else { continue };
                if expected != n.0 {
                    let sentence = format!(
                        "n={n}ですが、もとの設問「{}」で当てはまる答えは{}です。",
                        parent.question.title(),
                        Count(expected)
                    );
                    findings.push(say(child, place(block, row), Kind::FollowUp, sentence));
                }
            }
        }
    }
}

/// What a cell is of: question, base, conditions, block, row, column.
type CellKey = [String; 6];

struct Seen<'a> {
    source: &'a str,
    n: Option<Count>,
    cell: &'a Cell,
}

fn two_values(sources: &[Source<'_>], findings: &mut Vec<Finding>) {
    let mut seen: BTreeMap<CellKey, Seen<'_>> = BTreeMap::new();
    for source in sources {
        for table in source.tables {
            for (block, row) in table.rows().filter(|(_, row)| row.kind != RowKind::Difference) {
                // A row of a grid is its item's own 全体.
                let (question, group, line) = match table.what {
                    What::Items => (&row.code, "all", "all"),
                    What::Choices | What::Numbers | What::Years => {
                        (&table.question.code, block.code.as_str(), row.code.as_str())
                    }
                };
                for (column, cell) in table.columns.iter().zip(&row.cells) {
                    let key: CellKey = [
                        question.clone(),
                        table.base.key.clone(),
                        table.conditions.join("、"),
                        group.to_owned(),
                        line.to_owned(),
                        column.code.clone(),
                    ];
                    let now = Seen { source: source.name, n: row.n, cell };
                    let Some(before) = seen.get(&key) else {
                        seen.insert(key, now);
                        continue;
                    };
                    if let Some(sentence) = differs(before, &now, &column.label) {
                        findings.push(say(table, place(block, row), Kind::TwoValues, sentence));
                    }
                }
            }
        }
    }
}

/// Hidden here and shown there is no contradiction; a percentage without its count is held against the percentage.
fn differs(before: &Seen<'_>, now: &Seen<'_>, column: &str) -> Option<String> {
    let told = |seen: &Seen<'_>| match seen.cell {
        Cell::Share { count, tenths, .. } => {
            let n = seen.n.map_or_else(|| "－".to_owned(), |n| n.to_string());
            Some((format!("{}％（{count}／{n}）", tabulate::Percent::from_tenths(*tenths)), (count.0, *tenths), seen.n))
        }
        _ => None,
    };
    if let (Cell::Number { value: a }, Cell::Number { value: b }) = (before.cell, now.cell) {
        let same = (a - b).abs() < 1e-9;
        return (!same).then(|| format!("「{column}」が、{}では{a}、{}では{b}です。", before.source, now.source));
    }
    if let (Cell::Share { tenths: a, .. }, Cell::Mean { tenths: b })
    | (Cell::Mean { tenths: b }, Cell::Share { tenths: a, .. }) = (before.cell, now.cell)
    {
        let percent = |t: u32| tabulate::Percent::from_tenths(t).to_string();
        return (a != b).then(|| {
            format!(
                "「{column}」の割合が、{}と{}で違います（{}％と{}％）。",
                before.source,
                now.source,
                percent(*a),
                percent(*b)
            )
        });
    }
    let (one, other) = (told(before)?, told(now)?);
    let same = one.1 == other.1 && one.2 == other.2;
    (!same).then(|| format!("「{column}」が、{}では{}、{}では{}です。", before.source, one.0, now.source, other.0))
}

/// How many cells were looked at: what a page says when nothing was found.
pub fn cells(sources: &[Source<'_>]) -> String {
    let cells: usize =
        sources.iter().flat_map(|s| s.tables).flat_map(Printed::rows).map(|(_, row)| row.cells.len()).sum();
    grouped(cells as u64)
}
