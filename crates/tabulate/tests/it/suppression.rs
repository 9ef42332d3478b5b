//! What is hidden cannot be computed: not by subtraction, not by solving, not by knowing that no count is negative.

use crate::chance::Chance;
use tabulate::{Answer, Base, Cell, Disclosure, Meta, Multiple, Plan, Shown, Single, Table, Variable, write};

fn person(name: &str, choices: usize, answers: impl IntoIterator<Item = Answer>) -> Variable {
    let meta = Meta::new(name, (0..choices).map(|i| format!("{name}{i}"))).with_disclosure(Disclosure::AtLeast(5));
    Single::from_answers(meta, answers).unwrap().into()
}

fn random(chance: &mut Chance, name: &str, choices: usize, rows: usize) -> Variable {
    // Skewed, so that there are small cells.
    let answers: Vec<Answer> = (0..rows)
        .map(|_| Answer::Option(chance.below(choices).min(chance.below(choices)).min(chance.below(choices))))
        .collect();
    person(name, choices, answers)
}

fn value(cell: &Cell) -> Option<u64> {
    cell.value().map(|f| f.respondents)
}

/// What a reader does not know of one block and 全体, as a network: an equation (row, column, bases, 全体) is a node, a hidden
/// number an arc between the two equations it stands in. The counts are one flow; every other solution differs from it by
/// cycles. So a hidden number can have another value exactly if a cycle goes through its arc: up along it always, down only where the
/// number is not zero already, because no count is negative.
struct Network {
    arcs: Vec<(usize, usize, u64)>,
    nodes: usize,
}

impl Network {
    fn of(table: &Table, open: &Table, block: usize) -> Self {
        let (rows, columns) = (table.blocks[block].rows.len(), table.columns.len());
        // Nodes: rows, then columns, then the column of bases, then the row 全体.
        let (bases, whole) = (rows + columns, rows + columns + 1);
        let mut arcs = Vec::new();
        let truth = |b: usize, r: usize, c: usize| value(&open.cells(&open.blocks[b], r)[c]).unwrap();
        let base = |b: usize, r: usize| open.blocks[b].rows[r].base.value().unwrap().respondents;
        for r in 0..rows {
            for c in 0..columns {
                // What nobody chose, or a row of nobody, is known to be zero.
                let known = base(block, r) == 0 || truth(0, 0, c) == 0;
                if !known && table.cells(&table.blocks[block], r)[c].is_hidden() {
                    arcs.push((rows + c, r, truth(block, r, c)));
                }
            }
            if table.blocks[block].rows[r].base.is_hidden() {
                arcs.push((r, bases, base(block, r)));
            }
        }
        for c in 0..columns {
            if table.cells(&table.blocks[0], 0)[c].is_hidden() {
                arcs.push((whole, rows + c, truth(0, 0, c)));
            }
        }
        if table.blocks[0].rows[0].base.is_hidden() {
            arcs.push((bases, whole, base(0, 0)));
        }
        Self { arcs, nodes: whole + 1 }
    }

    /// Is there a way from one node to another without this arc?
    fn reaches(&self, from: usize, to: usize, without: usize) -> bool {
        let mut seen = vec![false; self.nodes];
        let mut open = vec![from];
        while let Some(node) = open.pop() {
            if std::mem::replace(&mut seen[node], true) {
                continue;
            }
            for (index, (a, b, n)) in self.arcs.iter().enumerate() {
                if index != without {
                    open.extend((*a == node).then_some(*b));
                    open.extend((*b == node && *n > 0).then_some(*a));
                }
            }
        }
        seen[to]
    }

    /// Hidden numbers with only one possible value.
    fn given_away(&self) -> Vec<(usize, usize, u64)> {
        let only = |(index, (a, b, n)): &(usize, &(usize, usize, u64))| {
            !(self.reaches(*b, *a, *index) || *n > 0 && self.reaches(*a, *b, *index))
        };
        self.arcs.iter().enumerate().filter(only).map(|(_, arc)| *arc).collect()
    }
}

fn opened(v: &Variable) -> Variable {
    let Variable::Single(s) = v else { unreachable!() };
    let meta = s.meta().as_ref().clone().with_disclosure(Disclosure::Open);
    Single::from_codes(meta, s.codes().clone()).unwrap().into()
}

#[test]
fn no_hidden_number_has_only_one_value() {
    let mut chance = Chance(3);
    let (mut hidden, mut tables) = (0, 0);
    for round in 0..3000 {
        let rows = 4 + chance.below(120);
        let (a, b) = (2 + chance.below(6), 2 + chance.below(8));
        let question = random(&mut chance, "q", a, rows);
        let banner = random(&mut chance, "b", b, rows);
        let table = Plan { banners: vec![&banner], ..Plan::default() }.table(&question).unwrap();
        let (q, b) = (opened(&question), opened(&banner));
        let open = Plan { banners: vec![&b], ..Plan::default() }.table(&q).unwrap();
        tables += 1;
        for (block, open) in table.blocks.iter().zip(&open.blocks) {
            for (cell, truth) in block.cells.iter().zip(&open.cells) {
                match value(cell) {
                    Some(shown) => {
                        assert_eq!(Some(shown), value(truth));
                        assert!(shown == 0 || shown >= 5, "round {round}: {shown} is small and shown");
                    }
                    None => hidden += 1,
                }
            }
            for row in &block.rows {
                assert!(row.base.value().is_none_or(|b| b.respondents == 0 || b.respondents >= 5));
            }
        }
        // A row that is hidden whole tells nothing but that its persons are few; zeros in it are as unknown as the rest.
        let given = Network::of(&table, &open, 1).given_away();
        assert!(given.iter().all(|(_, _, n)| *n == 0), "round {round}: {given:?}");
    }
    assert!(hidden > tables, "the tables were small enough to hide something");
}

/// Several banners share 全体: nothing can be had by subtracting one block from another.
#[test]
fn banners_side_by_side_do_not_give_each_other_away() {
    let mut chance = Chance(5);
    for round in 0..100 {
        let rows = 20 + chance.below(200);
        let choices = 2 + chance.below(5);
        let question = random(&mut chance, "q", choices, rows);
        let banners: Vec<Variable> = (0..3)
            .map(|i| {
                let k = 2 + chance.below(6);
                random(&mut chance, &format!("b{i}"), k, rows)
            })
            .collect();
        let table = Plan { banners: banners.iter().collect(), ..Plan::default() }.table(&question).unwrap();
        // Unknowns in a column of a block together with 全体: never exactly one; the same for rows.
        let whole = table.cells(&table.blocks[0], 0);
        for block in &table.blocks[1..] {
            for (column, whole) in whole.iter().enumerate() {
                let unknown = (0..block.rows.len()).filter(|r| table.cells(block, *r)[column].is_hidden()).count();
                assert_ne!(unknown + usize::from(whole.is_hidden()), 1, "round {round}");
            }
            let bases = block.rows.iter().filter(|r| r.base.is_hidden()).count();
            assert_ne!(bases + usize::from(table.blocks[0].rows[0].base.is_hidden()), 1, "round {round}");
            for r in 0..block.rows.len() {
                let unknown = table.cells(block, r).iter().filter(|c| c.is_hidden()).count();
                assert_ne!(unknown + usize::from(block.rows[r].base.is_hidden()), 1, "round {round}");
                // A hidden base hides its row.
                assert!(!block.rows[r].base.is_hidden() || unknown == table.columns.len());
            }
        }
    }
}

/// As large as it gets: 47 prefectures and two more banners, 20 choices, 1,653 persons. Quick even unoptimised.
#[test]
fn large_tables_are_hidden_quickly_and_not_altogether() {
    let mut chance = Chance(9);
    let question = random(&mut chance, "q", 20, 1653);
    let banners = [47, 12, 8].map(|k| random(&mut chance, &format!("b{k}"), k, 1653));
    let table = Plan { banners: banners.iter().collect(), ..Plan::default() }.table(&question).unwrap();
    let open = {
        let banners: Vec<Variable> = banners.iter().map(opened).collect();
        Plan { banners: banners.iter().collect(), ..Plan::default() }.table(&opened(&question)).unwrap()
    };
    for block in 1..=3 {
        let given = Network::of(&table, &open, block).given_away();
        assert!(given.iter().all(|(_, _, n)| *n == 0), "{given:?}");
    }
    let shown = table.blocks.iter().flat_map(|b| &b.cells).filter(|c| !c.is_hidden()).count();
    let all = table.blocks.iter().map(|b| b.cells.len()).sum::<usize>();
    assert!(shown * 4 > all, "{shown} of {all} shown");
}

#[test]
fn just_under_at_and_just_over_k() {
    for (small, hidden) in [(0, false), (1, true), (4, true), (5, false), (6, false)] {
        let answers = (0..small).map(|_| 0).chain((0..60).map(|i| 1 + i % 2)).map(Answer::Option);
        let table = Plan::default().table(&person("q", 3, answers)).unwrap();
        let cells = table.cells(&table.blocks[0], 0);
        assert_eq!(cells[0].is_hidden(), hidden, "{small}");
        // The complement: one more of the two others, so that the base gives nothing away.
        assert_eq!(cells.iter().filter(|c| c.is_hidden()).count(), if hidden { 2 } else { 0 });
    }
}

#[test]
fn of_multiple_answers_the_few_who_did_not_tick_are_hidden_too() {
    let rows: Vec<Vec<usize>> = (0..100).map(|i| if i < 97 { vec![0] } else { vec![1] }).collect();
    let meta = Meta::new("q", ["a", "b", "c"]).with_disclosure(Disclosure::AtLeast(5));
    let ticks = rows.iter().map(|r| Some(r.as_slice()));
    let question: Variable = Multiple::from_ticks(meta, ticks).unwrap().into();
    let table = Plan::default().table(&question).unwrap();
    let hidden: Vec<bool> = table.cells(&table.blocks[0], 0).iter().map(Shown::is_hidden).collect();
    assert_eq!(hidden, [true, true, false]);
}

#[test]
fn every_output_hides_what_the_table_hides() {
    let answers = [0; 50].into_iter().chain([1; 41]).chain([2; 3]).map(Answer::Option);
    let question = person("q", 3, answers);
    let group = (0..94).map(|i| Answer::Option(usize::from(i >= 50)));
    let banner: Variable = Single::from_answers(Meta::new("b", ["x", "y"]), group).unwrap().into();
    for base in [Base::Asked, Base::Answered, Base::Responses] {
        let plan = Plan {
            banners: vec![&banner],
            base,
            independence: true,
            comparison: Some(tabulate::Comparison::default()),
            ..Plan::default()
        };
        let table = plan.table(&question).unwrap();
        assert!(table.withholds());
        let csv = String::from_utf8(write::csv([&table]).unwrap()).unwrap();
        assert!(csv.lines().any(|l| l == "全体,全体,94,q2,X,X"), "{csv}");
        let json = write::json(&table);
        assert!(json["coverage"].is_null());
        assert_eq!(json["blocks"][1]["tests"]["none"], "numbers are hidden");
        assert_eq!(json["blocks"][0]["rows"][0]["cells"][2], serde_json::json!({ "hidden": true }));
        let text = json.to_string();
        assert!(!text.contains(":3,") && !text.contains(":3}"), "{text}");
        // What is made of a hidden cell is hidden.
        let whole = &table.blocks[0];
        assert!(tabulate::tables::mean_of_columns(&table, whole, &[0, 2])[0].is_hidden());
        assert!(tabulate::tables::ranking(&table, whole, 0).iter().all(|r| r.choice != 2));
        let changes = tabulate::tables::changes(&table, &table, &[], tabulate::tables::PointsFrom::Counts);
        assert!(changes.rows[0].changes[2].points.is_hidden());
    }
}

/// The property is the question's: it also holds when only the banner or only the filter asks persons.
#[test]
fn the_strictest_of_question_banner_and_filter_holds() {
    let answers = |n: usize| (0..60).map(move |i| Answer::Option(usize::from(i >= n)));
    let open: Variable = Single::from_answers(Meta::new("q", ["a", "b"]), answers(3)).unwrap().into();
    let strict = person("p", 2, answers(30));
    assert!(!Plan::default().table(&open).unwrap().withholds());
    assert!(Plan { banners: vec![&strict], ..Plan::default() }.table(&open).unwrap().withholds());
    let Variable::Single(single) = &strict else { unreachable!() };
    let filter = tabulate::Filter::Is(single, vec![0]);
    let derived: Variable = tabulate::derive::flag("d", 60, "はい", "いいえ", &filter).unwrap().into();
    assert!(Plan { banners: vec![&derived], ..Plan::default() }.table(&open).unwrap().withholds());
    assert!(Plan { filter: Some(filter), ..Plan::default() }.table(&open).unwrap().withholds());
}
