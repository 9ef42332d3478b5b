//! 年ごとの推移: the same question in every year that is stored, as one more table: a row per year, an option's forerunners in
//! its own column, what ended in columns of its own, every break in the series marked.

use std::collections::BTreeSet;

use table_files::printed::{Block, Cell, Column, ColumnKind, Count, Printed, Row, RowKind, SeriesBreak, What};
use table_files::{Question, printed};
use tabulate::tables::Break;
use tabulate::{Amount, Percent, Variable};

use super::make::{Maker, NoTable};
use super::yearly::{self, LastYear};

/// Behind the code of a question: its table of years.
pub const YEARS: &str = "_years";

/// One year's table, and what became of its question until the year after.
#[allow(clippy::struct_field_names, reason = "the word of the field: 年度")]
struct Year {
    fiscal_year: i16,
    title: String,
    /// As it is printed for that year: hidden there, hidden here.
    table: Printed,
    /// Ids of the options, in the order of the question's choices.
    options: Vec<String>,
    /// Against the year before: of the question.
    breaks: Vec<String>,
}

/// An option through the years.
struct Path {
    label: String,
    code: String,
    kind: ColumnKind,
    /// Per year, newest first: places among that year's options; empty where it was not there.
    places: Vec<BTreeSet<usize>>,
    /// Years (by place) before which it changed.
    broken: BTreeSet<usize>,
}

fn era(year: i16) -> String {
    japanese::wareki::FiscalYear(year).era_label()
}

/// The table of years of a question with choices; `None` without an earlier year to compare with.
///
/// `now`: this year's table as it is printed, the columns in the questionnaire's order; `options`: ids of its options.
pub fn years(maker: &Maker<'_>, now: &Printed, code: &str, options: Vec<String>) -> Result<Option<Printed>, NoTable> {
    let mut years = vec![Year {
        fiscal_year: maker.set.about.fiscal_year,
        title: maker.set.about.title.clone(),
        table: now.clone(),
        options,
        breaks: Vec::new(),
    }];
    let mut links: Vec<Vec<yearly::ChoiceLink>> = Vec::new();
    let mut code = code.to_owned();
    let mut left = Vec::new();
    for earlier in maker.earlier {
        let Some(newer) = years.last_mut() else { break };
        match before(maker, earlier, &code, now.conditions.len())? {
            Before::There { code: old_code, printed, options } => {
                newer.breaks = earlier.breaks_of(&code);
                links.push(earlier.links(&code, &newer.options, &options));
                years.push(Year {
                    fiscal_year: earlier.set.about.fiscal_year,
                    title: earlier.set.about.title.clone(),
                    table: *printed,
                    options,
                    breaks: Vec::new(),
                });
                code = old_code;
            }
            Before::Not(why) => {
                left.push(format!("{}：{why}", era(earlier.set.about.fiscal_year)));
                break;
            }
        }
    }
    if years.len() < 2 {
        return Ok(None);
    }
    let paths = paths(&years, &links);
    Ok(Some(table(now, &years, &paths, left)))
}

enum Before {
    There { code: String, printed: Box<Printed>, options: Vec<String> },
    Not(String),
}

/// The same request of an earlier year's answers.
fn before(maker: &Maker<'_>, earlier: &LastYear, code: &str, conditions: usize) -> Result<Before, NoTable> {
    let Some(old_code) = earlier.question(code) else { return Ok(Before::Not(earlier.why_not(code))) };
    let then = maker.of_year(earlier);
    let old = match earlier.set.variable(&old_code) {
        Some(variable @ (Variable::Single(_) | Variable::Multiple(_))) => variable,
        Some(Variable::Numeric(_)) | None => return Ok(Before::Not(earlier.why_not(code))),
    };
    let counted = match then.counted_table(old) {
        Ok(counted) => counted,
        Err(NoTable::Refused(refusal)) => return Ok(Before::Not(refusal.sentence())),
        Err(other) => return Err(other),
    };
    if counted.words.len() != conditions {
        return Ok(Before::Not("同じ絞り込みができない。".to_owned()));
    }
    let options = counted.codes.0.get(&old_code).cloned().unwrap_or_default();
    let printed = printed::cross(Question::default(), &counted.table, &counted.codes);
    Ok(Before::There { code: old_code, printed: Box::new(then.finished(printed)), options })
}

/// Every option of every year, followed backwards.
fn paths(years: &[Year], links: &[Vec<yearly::ChoiceLink>]) -> Vec<Path> {
    let mut paths: Vec<Path> = Vec::new();
    for (at, year) in years.iter().enumerate() {
        let ended = at > 0;
        let reached: BTreeSet<usize> = paths.iter().filter_map(|p| p.places.get(at)).flatten().copied().collect();
        for (place, id) in year.options.iter().enumerate().filter(|(place, _)| !reached.contains(place)) {
            let Some(column) = year.table.columns.iter().find(|column| column.code == *id) else { continue };
            let (label, code) = if ended {
                (format!("{}（{}まで）", column.label, era(year.fiscal_year)), format!("{id}_{}", year.fiscal_year))
            } else {
                (column.label.clone(), id.clone())
            };
            let mut path =
                Path { label, code, kind: column.kind, places: vec![BTreeSet::new(); at], broken: BTreeSet::new() };
            if let Some(after) = at.checked_sub(1) {
                path.broken.insert(after);
            }
            path.places.push(BTreeSet::from([place]));
            follow(&mut path, &links[at.min(links.len())..], at);
            path.places.resize(years.len(), BTreeSet::new());
            paths.push(path);
        }
    }
    paths
}

/// The path through older years, until it begins or cannot be compared.
fn follow(path: &mut Path, links: &[Vec<yearly::ChoiceLink>], from: usize) {
    for (step, of_year) in links.iter().enumerate() {
        let Some(now) = path.places.last().cloned().filter(|now| !now.is_empty()) else { return };
        let mut before = BTreeSet::new();
        for link in of_year.iter().filter(|link| now.contains(&link.choice)) {
            if link.kind != Break::Same {
                path.broken.insert(from + step);
            }
            if matches!(link.kind, Break::Same | Break::Reworded | Break::Merged) {
                before.extend(link.before.iter().copied());
            }
        }
        path.places.push(before);
    }
}

/// The option's figure in a row of its year.
fn cell(year: &Year, row: &Row, places: &BTreeSet<usize>, multiple: bool) -> Cell {
    let find = |place: &usize| {
        let id = year.options.get(*place)?;
        let at = year.table.columns.iter().position(|column| column.code == *id)?;
        row.cells.get(at).cloned()
    };
    let cells: Vec<Cell> = places.iter().filter_map(find).map(plain).collect();
    match cells.as_slice() {
        [] => Cell::Empty,
        [one] => one.clone(),
        // Whoever chose two of them would be counted twice.
        _ if multiple => Cell::Empty,
        several if several.contains(&Cell::Hidden) => Cell::Hidden,
        several => {
            let counts = several.iter().map(|cell| match cell {
                Cell::Share { count, .. } => count.0,
                _ => 0,
            });
            let sum: u64 = counts.sum();
            let share = row.n.and_then(|n| Percent::of(Amount::from_millionths(sum), n.amount()));
            share.map_or(Cell::Empty, |percent| Cell::Share {
                count: Count(sum),
                tenths: percent.tenths(),
                residual: None,
                higher: String::new(),
            })
        }
    }
}

/// Without the marks of tests: they are of one year's rows.
fn plain(cell: Cell) -> Cell {
    match cell {
        Cell::Share { count, tenths, .. } => Cell::Share { count, tenths, residual: None, higher: String::new() },
        other => other,
    }
}

fn row(year: &Year, row: &Row, paths: &[Path], at: usize, no_answer: bool, multiple: bool) -> Row {
    let none = BTreeSet::new();
    let mut cells: Vec<Cell> =
        paths.iter().map(|path| cell(year, row, path.places.get(at).unwrap_or(&none), multiple)).collect();
    if no_answer {
        let place = year.table.columns.iter().position(|column| column.kind == ColumnKind::NoAnswer);
        cells.push(place.and_then(|at| row.cells.get(at).cloned()).map_or(Cell::Empty, plain));
    }
    Row {
        code: year.fiscal_year.to_string(),
        label: era(year.fiscal_year),
        kind: RowKind::Group,
        letter: String::new(),
        cells,
        before_n: None,
        changes: Vec::new(),
        ..row.clone()
    }
}

fn table(now: &Printed, years: &[Year], paths: &[Path], left: Vec<String>) -> Printed {
    let no_answer = now.columns.iter().find(|column| column.kind == ColumnKind::NoAnswer);
    let mut columns: Vec<Column> =
        paths.iter().map(|p| Column { code: p.code.clone(), label: p.label.clone(), kind: p.kind }).collect();
    columns.extend(no_answer.cloned());
    let mut blocks = Vec::new();
    for block in &now.blocks {
        for group in &block.rows {
            if !matches!(group.kind, RowKind::Whole | RowKind::Group) {
                continue;
            }
            // The oldest year first.
            let rows = years.iter().enumerate().rev().filter_map(|(at, year)| {
                let there = year.table.blocks.iter().find(|b| b.code == block.code && b.label == block.label)?;
                let there = there.rows.iter().find(|r| r.kind == group.kind && r.label == group.label)?;
                Some(row(year, there, paths, at, no_answer.is_some(), now.multiple))
            });
            let rows: Vec<Row> = rows.collect();
            if rows.len() < 2 {
                continue;
            }
            let whole = group.kind == RowKind::Whole;
            blocks.push(Block {
                code: if whole { "fiscal_year".to_owned() } else { format!("{}.{}", block.code, group.code) },
                label: if whole { group.label.clone() } else { format!("{}：{}", block.label, group.label) },
                overlapping: true,
                rows,
                tests: Vec::new(),
                untested: String::new(),
            });
        }
    }
    let mut remarks: Vec<String> =
        years.iter().rev().map(|year| format!("{}：{}", era(year.fiscal_year), year.title)).collect();
    for (at, year) in years.iter().enumerate().rev().skip(1) {
        let between = format!("{}から{}", era(years[at + 1].fiscal_year), era(year.fiscal_year));
        remarks.extend(year.breaks.iter().map(|text| format!("{between}：{text}")));
        for path in paths.iter().filter(|path| path.broken.contains(&at)) {
            let there = |at: usize| path.places.get(at).is_some_and(|places| !places.is_empty());
            let what = match (there(at), there(at + 1)) {
                (false, _) => "は、ここで終わった",
                (true, false) => "は、ここから始まるか、前と比べられない",
                (true, true) => "は、ここで変わった",
            };
            remarks.push(format!("{between}：系列の切れ目：選択肢「{}」{what}。", path.label));
        }
    }
    remarks.extend(left);
    let mut breaks = Vec::new();
    for (at, year) in years.iter().enumerate().take(years.len() - 1) {
        let before = |column: &str| SeriesBreak { year: year.fiscal_year.to_string(), column: column.to_owned() };
        if !year.breaks.is_empty() {
            breaks.push(before(""));
        }
        breaks.extend(paths.iter().filter(|path| path.broken.contains(&at)).map(|path| before(&path.code)));
    }
    let mut question = now.question.clone();
    question.code = format!("{}{YEARS}", question.code);
    question.text = format!("{}（年ごとの推移）", question.text);
    Printed {
        question,
        what: What::Years,
        columns,
        withholds: years.iter().any(|year| year.table.withholds),
        blocks,
        coverage: None,
        compared: None,
        before: None,
        breaks,
        remarks,
        ..now.clone()
    }
}
