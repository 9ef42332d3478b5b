//! From counts to a finished table: bases, percentages, tests, and what must be hidden.

use std::sync::Arc;

use super::plan::{Held, Plan, Ready, same_rows};
use super::suppression::{self, Part};
use super::tests::{self, Tested, WhyNot};
use super::{Base, Block, Cell, Column, Coverage, FEW, Figures, Head, Row, Shown, Size, Table};
use crate::count::{By, Columns, Tally, tally};
use crate::fault::Fault;
use crate::numbers::{Amount, Percent};
use crate::variables::{Codes, Disclosure, FIRST_OPTION, Meta, NO_ANSWER, NOT_ASKED, Variable};

const OPTIONS: usize = FIRST_OPTION as usize;
const NONE: usize = NO_ANSWER as usize;
const OUTSIDE: usize = NOT_ASKED as usize;

/// A block before anything is hidden: persons, and amounts where they are weighted.
struct Counted<'a> {
    banner: Option<&'a Arc<Meta>>,
    overlapping: bool,
    people: Tally,
    weighted: Option<Tally>,
}

pub(super) fn table(plan: &Plan<'_>, ready: &Ready<'_>, question: &Variable) -> Result<Table, Fault> {
    same_rows(question, ready.expected)?;
    let meta = question.meta();
    let held = Held::of(question, ready.rows.as_deref())
        .ok_or_else(|| Fault::Kind { name: meta.name.clone(), needed: "選択肢のある設問" })?;
    let multiple = held.is_multiple();
    let counted = count(plan, ready, held.columns());
    let disclosure = meta.disclosure.and(ready.disclosure);

    let whole = &counted[0].people;
    let mut columns: Vec<Column> = (0..meta.choices.len()).map(Column::Choice).collect();
    if plan.base == Base::Asked && (whole.cells[NONE] > 0 || plan.always_no_answer) {
        columns.push(Column::NoAnswer);
    }
    let hidden = match disclosure {
        Disclosure::Open => None,
        Disclosure::AtLeast(k) => Some(hide(plan.base, multiple, &counted, u64::from(k))),
    };
    let coverage = Coverage {
        rows: whole.cells[OUTSIDE] + whole.cells[NONE] + whole.answered[0],
        not_asked: whole.cells[OUTSIDE],
        no_answer: whole.cells[NONE],
        answered: whole.answered[0],
    };
    // With something hidden, how many did not answer could be what gives it away.
    let small = |n: u64| matches!(disclosure, Disclosure::AtLeast(k) if 0 < n && n < u64::from(k));
    let withheld =
        hidden.as_ref().is_some_and(|h| !h.nothing()) || small(coverage.not_asked) || small(coverage.no_answer);
    let coverage = (!withheld).then_some(coverage);
    let blocks: Vec<Block> = counted
        .iter()
        .enumerate()
        .map(|(index, block)| finish(plan, &columns, multiple, block, hidden.as_ref().map(|h| h.part(index))))
        .collect();
    Ok(Table {
        question: Arc::clone(meta),
        multiple,
        base: plan.base,
        weighted: plan.weights.is_some(),
        disclosure,
        coverage,
        columns,
        blocks,
    })
}

fn count<'a>(plan: &Plan<'_>, ready: &'a Ready<'_>, question: Columns<'_>) -> Vec<Counted<'a>> {
    let count = |banner: Columns<'_>| {
        let people = tally(question, banner, By::One, plan.threads());
        (people, ready.by().map(|by| tally(question, banner, by, plan.threads())))
    };
    let mut blocks: Vec<Counted<'a>> = Vec::with_capacity(ready.banners.len() + 1);
    for (banner, held) in &ready.banners {
        let (people, weighted) = count(held.columns());
        blocks.push(Counted { banner: Some(banner), overlapping: held.is_multiple(), people, weighted });
    }
    // 全体 is the sum of any banner that puts each row into one group; only without one it costs a pass of its own.
    let (people, weighted) = match blocks.iter().find(|b| !b.overlapping) {
        Some(block) => (block.people.whole(), block.weighted.as_ref().map(Tally::whole)),
        None => {
            let rows = ready.rows.as_ref().map_or(ready.expected, Vec::len);
            let codes = Codes::Narrow(vec![0; rows]);
            count(Columns::Single { codes: &codes, size: 1 })
        }
    };
    blocks.insert(0, Counted { banner: None, overlapping: false, people, weighted });
    blocks
}

/// The base of a group in the units of its tally.
fn base_of(base: Base, tally: &Tally, group: usize) -> u64 {
    match base {
        Base::Asked => tally.row(group)[NONE] + tally.answered[group],
        Base::Answered => tally.answered[group],
        Base::Responses => tally.row(group)[OPTIONS..].iter().sum(),
    }
}

/// Persons behind a base.
fn respondents(base: Base, people: &Tally, group: usize) -> u64 {
    match base {
        Base::Asked => people.row(group)[NONE] + people.answered[group],
        Base::Answered | Base::Responses => people.answered[group],
    }
}

fn hide(base: Base, multiple: bool, blocks: &[Counted<'_>], k: u64) -> suppression::Hidden {
    // Columns as the equations see them: every choice, and 無回答 inside the base, shown or not.
    let parts = blocks.iter().map(|block| {
        let people = &block.people;
        let mut values = Vec::with_capacity(people.groups * (people.codes));
        for group in 0..people.groups {
            let row = people.row(group);
            values.extend_from_slice(&row[OPTIONS..]);
            if base == Base::Asked {
                values.push(row[NONE]);
            }
            values.push(base_of(base, people, group));
        }
        let persons = (0..people.groups).map(|group| respondents(base, people, group)).collect();
        Part { rows: people.groups, persons, values, overlapping: block.overlapping }
    });
    let columns = blocks[0].people.codes - OPTIONS + usize::from(base == Base::Asked);
    suppression::hide(columns, !multiple, base == Base::Responses, parts.collect(), k)
}

fn finish(
    plan: &Plan<'_>,
    columns: &[Column],
    multiple: bool,
    block: &Counted<'_>,
    hidden: Option<suppression::HiddenPart<'_>>,
) -> Block {
    let people = &block.people;
    let mut groups: Vec<(Head, usize)> = Vec::with_capacity(people.groups);
    if block.banner.is_none() {
        groups.push((Head::Whole, 0));
    } else {
        groups.extend((OPTIONS..people.groups).map(|group| (Head::Group(group - OPTIONS), group)));
        if respondents(plan.base, people, NONE) > 0 {
            groups.push((Head::NoAnswer, NONE));
        }
        if plan.rows_not_asked && respondents(plan.base, people, OUTSIDE) > 0 {
            groups.push((Head::NotAsked, OUTSIDE));
        }
    }
    let mut rows = Vec::with_capacity(groups.len());
    let mut cells: Vec<Cell> = Vec::with_capacity(groups.len() * columns.len());
    for &(head, group) in &groups {
        let n = respondents(plan.base, people, group);
        let amount = match &block.weighted {
            Some(weighted) => Amount::from_millionths(base_of(plan.base, weighted, group)),
            None => Amount::persons(base_of(plan.base, people, group)),
        };
        let withheld = hidden.is_some_and(|h| h.base(group));
        rows.push(Row {
            head,
            base: if withheld { Shown::Hidden } else { Shown::Value(Size { respondents: n, amount }) },
            few: !withheld && n < FEW,
        });
        for column in columns {
            let (code, place) = match column {
                Column::Choice(i) => (OPTIONS + i, *i),
                Column::NoAnswer => (NONE, people.codes - OPTIONS),
            };
            if hidden.is_some_and(|h| h.cell(group, place)) {
                cells.push(Shown::Hidden);
                continue;
            }
            let respondents = people.row(group)[code];
            let part = match &block.weighted {
                Some(weighted) => Amount::from_millionths(weighted.row(group)[code]),
                None => Amount::persons(respondents),
            };
            let percent = Percent::of(part, amount);
            cells.push(Shown::Value(Figures { respondents, amount: part, percent, residual: None, higher_than: 0 }));
        }
    }
    let tested = if block.banner.is_none() {
        Tested::No(WhyNot::OneRow)
    } else if !plan.independence && plan.comparison.is_none() {
        Tested::No(WhyNot::NotAskedFor)
    } else if block.overlapping {
        Tested::No(WhyNot::Overlapping)
    } else if hidden.is_some_and(|h| h.withholds()) {
        Tested::No(WhyNot::Withheld)
    } else {
        let first = groups.iter().take_while(|(head, _)| matches!(head, Head::Group(_))).count();
        tests::block(plan, people, multiple, columns.len(), &mut cells[..first * columns.len()])
    };
    Block { banner: block.banner.cloned(), overlapping: block.overlapping, rows, cells, tested }
}
