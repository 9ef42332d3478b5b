//! Every figure against a count as one would do it by hand: row by row, on answers and not on codes.

use crate::chance::Chance;
use tabulate::{
    Answer, Base, Block, Cell, Column, Filter, Head, Meta, Multiple, Percent, Plan, Shown, Single, Table, Variable,
    Weights,
};

/// What one row said: `None` not asked, `Some(None)` no answer, `Some(Some(ticked choices))`.
type Said = Vec<Option<Option<Vec<usize>>>>;

struct Question {
    variable: Variable,
    said: Said,
    choices: usize,
}

fn single(chance: &mut Chance, rows: usize, name: &str, choices: usize, missing: bool) -> Question {
    let said: Said = (0..rows)
        .map(|_| match chance.below(12) {
            0 if missing => None,
            1 | 2 if missing => Some(None),
            _ => Some(Some(vec![chance.below(choices)])),
        })
        .collect();
    let answers = said.iter().map(|s| match s {
        None => Answer::NotAsked,
        Some(None) => Answer::NoAnswer,
        Some(Some(ticks)) => Answer::Option(ticks[0]),
    });
    let meta = Meta::new(name, (0..choices).map(|i| format!("{name}{i}")));
    Question { variable: Single::from_answers(meta, answers).unwrap().into(), said, choices }
}

fn multiple(chance: &mut Chance, rows: usize, name: &str, choices: usize, missing: bool) -> Question {
    let said: Said = (0..rows)
        .map(|_| match chance.below(12) {
            0 if missing => None,
            1 | 2 if missing => Some(None),
            _ => Some(Some((0..choices).filter(|_| chance.one_in(3)).collect())),
        })
        .collect();
    let ticks = said.iter().map(|s| s.as_ref().and_then(|s| s.as_deref()));
    let meta = Meta::new(name, (0..choices).map(|i| format!("{name}{i}")));
    let asked: Vec<bool> = said.iter().map(Option::is_some).collect();
    let variable = Multiple::from_ticks(meta, ticks).unwrap().asked_where(|row| asked[row]);
    Question { variable: variable.into(), said, choices }
}

/// Does a row stand in a row of the table?
fn stands(banner: Option<&Question>, head: Head, row: usize) -> bool {
    match (head, banner.map(|b| &b.said[row])) {
        (Head::Group(i), Some(Some(Some(ticks)))) => ticks.contains(&i),
        (Head::Whole, _) | (Head::NoAnswer, Some(Some(None))) | (Head::NotAsked, Some(None)) => true,
        _ => false,
    }
}

fn check(table: &Table, question: &Question, banners: &[&Question], base: Base, rows: &[usize], weights: &[u64]) {
    assert_eq!(table.blocks.len(), banners.len() + 1);
    for (index, block) in table.blocks.iter().enumerate() {
        let banner = index.checked_sub(1).map(|i| banners[i]);
        check_heads(block, banner, question, base, rows);
        for (r, row) in block.rows.iter().enumerate() {
            let here: Vec<usize> = rows.iter().copied().filter(|i| stands(banner, row.head, *i)).collect();
            let weigh = |rows: Vec<usize>| (rows.len() as u64, rows.iter().map(|i| weights[*i]).sum::<u64>());
            let answered = |i: &&usize| matches!(question.said[**i], Some(Some(_)));
            let asked = |i: &&usize| question.said[**i].is_some();
            let (n, amount) = match base {
                Base::Asked => weigh(here.iter().filter(asked).copied().collect()),
                Base::Answered => weigh(here.iter().filter(answered).copied().collect()),
                Base::Responses => {
                    let given = |i: &usize| question.said[*i].iter().flatten().flatten().count() as u64;
                    let persons = here.iter().filter(answered).count() as u64;
                    (persons, here.iter().map(|i| weights[*i] * given(i)).sum())
                }
            };
            let size = row.base.value().unwrap();
            assert_eq!((size.respondents, size.amount.millionths()), (n, amount));
            assert_eq!(row.few, n < 30);
            for (column, cell) in table.columns.iter().zip(table.cells(block, r)) {
                let (n, part) = weigh(match column {
                    Column::Choice(c) => {
                        let ticked = |i: &&usize| matches!(&question.said[**i], Some(Some(t)) if t.contains(c));
                        here.iter().filter(ticked).copied().collect()
                    }
                    Column::NoAnswer => here.iter().filter(|i| question.said[**i] == Some(None)).copied().collect(),
                });
                let Cell::Value(figures) = cell else { panic!("nothing is hidden here") };
                assert_eq!((figures.respondents, figures.amount.millionths()), (n, part));
                assert_eq!(figures.percent, percent(part, amount));
            }
        }
    }
}

/// Which rows of the table there are: every choice, and 無回答 and 非該当 only where somebody is.
fn check_heads(block: &Block, banner: Option<&Question>, question: &Question, base: Base, rows: &[usize]) {
    let Some(banner) = banner else {
        assert_eq!(block.rows.iter().map(|r| r.head).collect::<Vec<_>>(), [Head::Whole]);
        return;
    };
    let counts = |i: &usize| match base {
        Base::Asked => question.said[*i].is_some(),
        Base::Answered | Base::Responses => matches!(question.said[*i], Some(Some(_))),
    };
    let mut expected: Vec<Head> = (0..banner.choices).map(Head::Group).collect();
    for head in [Head::NoAnswer, Head::NotAsked] {
        if rows.iter().any(|i| stands(Some(banner), head, *i) && counts(i)) {
            expected.push(head);
        }
    }
    assert_eq!(block.rows.iter().map(|r| r.head).collect::<Vec<_>>(), expected);
}

/// Half up by comparing, not by dividing.
fn percent(part: u64, base: u64) -> Option<Percent> {
    if base == 0 {
        return None;
    }
    let (part, base) = (u128::from(part), u128::from(base));
    // The first p with 100 part / base < p + 0.05, in units of 1/2000 of the base.
    let enough = |tenths: u32| 2000 * part < (2 * u128::from(tenths) + 1) * base;
    let (mut low, mut high) = (0, 1_000_000_u32);
    while low < high {
        let middle = u32::midpoint(low, high);
        if enough(middle) { high = middle } else { low = middle + 1 }
    }
    Some(Percent::from_tenths(low))
}

#[test]
fn every_cell_equals_a_count_by_hand() {
    let mut chance = Chance(7);
    for round in 0..24 {
        let rows = [0, 1, 3, 40, 700, 1500][round % 6];
        let c = &mut chance;
        let some = |c: &mut Chance, most: usize| c.below(most) + 1;
        let (k1, k2, k3, k4) = (some(c, 9), some(c, 40), some(c, 12), some(c, 70));
        let questions = [
            single(c, rows, "q", k1, true),
            multiple(c, rows, "m", k2, true),
            single(c, rows, "wide", 300, true),
            single(c, rows, "sure", 2, false),
        ];
        let banners =
            [single(c, rows, "b", k3, true), multiple(c, rows, "n", k4, true), single(c, rows, "many", 260, true)];
        let weights: Vec<u64> = (0..rows).map(|_| c.next() % 3_000_000).collect();
        let held = Weights::from_millionths(weights.clone()).unwrap();
        let filter = round % 3 == 2;
        let kept: Vec<usize> = (0..rows)
            .filter(|i| !filter || matches!(&questions[3].said[*i], Some(Some(t)) if t.contains(&0)))
            .collect();
        let Variable::Single(sure) = &questions[3].variable else { unreachable!() };
        for base in [Base::Asked, Base::Answered, Base::Responses] {
            for weighted in [false, true] {
                let plan = Plan {
                    banners: banners.iter().map(|b| &b.variable).collect(),
                    base,
                    weights: weighted.then_some(&held),
                    filter: filter.then(|| Filter::Is(sure, vec![0])),
                    rows_not_asked: true,
                    independence: true,
                    comparison: Some(tabulate::Comparison::default()),
                    ..Plan::default()
                };
                let asked: Vec<&Variable> = questions.iter().map(|q| &q.variable).collect();
                let tables = plan.tables(&asked).unwrap();
                for (table, question) in tables.iter().zip(&questions) {
                    let unit = vec![1_000_000; rows];
                    let weights = if weighted { &weights } else { &unit };
                    check(table, question, &banners.iter().collect::<Vec<_>>(), base, &kept, weights);
                    assert_eq!(table, &plan.table(&question.variable).unwrap());
                }
            }
        }
    }
}

/// The split among threads and the wide kernels change nothing.
#[test]
fn large_columns_and_threads_count_the_same() {
    let mut chance = Chance(11);
    let rows = 1_000_003;
    let question = multiple(&mut chance, rows, "m", 20, true);
    let one_answer = single(&mut chance, rows, "q", 6, true);
    let group = single(&mut chance, rows, "b", 8, true);
    let weights = Weights::from_millionths((0..rows).map(|_| chance.next() % 2_000_000).collect()).unwrap();
    for weights in [None, Some(&weights)] {
        let plan = |threads| Plan { banners: vec![&group.variable], weights, threads, ..Plan::default() };
        for q in [&question, &one_answer] {
            let one = plan(1).table(&q.variable).unwrap();
            assert_eq!(one, plan(2).table(&q.variable).unwrap());
            if weights.is_none() {
                let all: Vec<usize> = (0..rows).collect();
                // By hand only the block of the banner's first group and 全体, on counts of ticks.
                let ticks = |c: usize, g: Option<usize>| {
                    let here = |i: &&usize| g.is_none_or(|g| matches!(&group.said[**i], Some(Some(t)) if t[0] == g));
                    let ticked = |i: &&usize| matches!(&q.said[**i], Some(Some(t)) if t.contains(&c));
                    all.iter().filter(here).filter(ticked).count() as u64
                };
                for c in [0, q.choices - 1] {
                    assert_eq!(shown(&one, 0, 0, c), ticks(c, None));
                    assert_eq!(shown(&one, 1, 3, c), ticks(c, Some(3)));
                }
            }
        }
    }
}

fn shown(table: &Table, block: usize, row: usize, column: usize) -> u64 {
    match &table.cells(&table.blocks[block], row)[column] {
        Shown::Value(figures) => figures.respondents,
        Shown::Hidden => panic!("hidden"),
    }
}
