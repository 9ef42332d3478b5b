//! What finished tables say beside counts: year on year, ranking, derived rows, grids, nesting, bands, numbers, marks.

use tabulate::tables::{Break, Link, PointsFrom, changes, difference_of_rows, mean_of_rows, ranking, row_letter};
use tabulate::{
    Answer, Base, Choice, Comparison, Disclosure, Fault, Filter, Head, Meta, Multiple, Number, Numeric, Plan, Single,
    Table, Truth, Variable, Weights, derive, write,
};

fn single(name: &str, labels: &[&str], counts: &[usize]) -> Variable {
    let answers = counts.iter().enumerate().flat_map(|(i, n)| vec![Answer::Option(i); *n]);
    Single::from_answers(Meta::new(name, labels.iter().copied()), answers).unwrap().into()
}

fn plain(v: &Variable) -> Table {
    Plan::default().table(v).unwrap()
}

fn numbers(name: &str, values: &[Option<f64>]) -> Numeric {
    let numbers = values.iter().map(|v| v.map_or(Number::NoAnswer, Number::Value));
    Numeric::from_numbers(Meta::new(name, Vec::<String>::new()), "人", numbers).unwrap()
}

#[test]
fn year_on_year_marks_breaks_and_counts_in_points() {
    let before = plain(&single("q", &["ある", "一部", "ほぼ", "ない"], &[300, 100, 100, 500]));
    let now = plain(&single("q", &["ある", "一部ある", "ない", "検討中"], &[1172, 200, 300, 69]));
    let links = [Link { choice: 1, before: vec![1, 2], kind: Break::Merged }];
    let result = changes(&now, &before, &links, PointsFrom::Counts);
    let row = &result.rows[0];
    let shown: Vec<(String, Option<String>)> = row
        .changes
        .iter()
        .map(|c| (c.kind.label().to_owned(), c.points.value().unwrap().map(|p| p.to_string())))
        .collect();
    let some = |kind: &str, points: &str| (kind.to_owned(), Some(points.to_owned()));
    // 1172/1741 − 30 % = 37.317…; 200/1741 − 20 % = −8.512…; 300/1741 − 50 % = −32.768…
    assert_eq!(shown[..3], [some("同じ", "37.3"), some("統合", "-8.5"), some("同じ", "-32.8")]);
    assert_eq!(shown[3], ("新設".to_owned(), None));
    assert!(!row.changes[1].kind.continues());

    // From the printed figures instead: 67.3 − 30.0, 11.5 − 20.0.
    let printed = changes(&now, &before, &links, PointsFrom::Printed);
    assert_eq!(printed.rows[0].changes[1].points.value().unwrap().unwrap().tenths(), -85);

    // A split choice is not compared.
    let split = [Link { choice: 0, before: vec![0], kind: Break::Split }];
    assert_eq!(changes(&now, &before, &split, PointsFrom::Counts).rows[0].changes[0].points.value(), Some(&None));
}

#[test]
fn merged_ticks_are_not_added_up() {
    let ticks: Vec<Vec<usize>> = vec![vec![0, 1], vec![0], vec![1], vec![]];
    let ticks = || ticks.iter().map(|t| Some(t.as_slice()));
    let before = plain(&Multiple::from_ticks(Meta::new("m", ["a", "b"]), ticks()).unwrap().into());
    let now = plain(&Multiple::from_ticks(Meta::new("m", ["ab", "b"]), ticks()).unwrap().into());
    let links = [Link { choice: 0, before: vec![0, 1], kind: Break::Merged }];
    assert_eq!(changes(&now, &before, &links, PointsFrom::Counts).rows[0].changes[0].points.value(), Some(&None));
}

#[test]
fn ranks_are_shared_and_exclusive_choices_left_out() {
    let mut meta = Meta::new("q", ["a", "b", "c", "d"]);
    meta.choices.push(Choice::exclusive("取り組んでいるものはない"));
    let answers = [0, 1, 1, 2, 2, 3, 4, 4, 4].map(Answer::Option);
    let table = plain(&Single::from_answers(meta, answers).unwrap().into());
    let ranked = ranking(&table, &table.blocks[0], 0);
    let ranks: Vec<(usize, usize)> = ranked.iter().map(|r| (r.rank, r.choice)).collect();
    assert_eq!(ranks, [(1, 1), (1, 2), (3, 0), (3, 3)]);
}

#[test]
fn means_and_differences_of_rows() {
    let question = single("q", &["はい", "いいえ"], &[3, 5]);
    let banner: Variable =
        Single::from_answers(Meta::new("b", ["x", "y", "z"]), [0, 1, 1, 0, 0, 0, 0, 1].map(Answer::Option))
            .unwrap()
            .into();
    let table = Plan { banners: vec![&banner], ..Plan::default() }.table(&question).unwrap();
    let block = &table.blocks[1];
    // x: 1 of 5 = 20 %, y: 2 of 3 = 66.66… %: mean 43.3 %, difference −46.7 points.
    assert_eq!(mean_of_rows(&table, block, &[0, 1])[0].value().unwrap().unwrap().to_string(), "43.3");
    let difference = difference_of_rows(&table, block, 0, 1, PointsFrom::Counts);
    assert_eq!(difference[0].value().unwrap().unwrap().to_string(), "-46.7");
    // z is empty: nothing to tell.
    assert_eq!(mean_of_rows(&table, block, &[0, 2])[0].value(), Some(&None));
    assert_eq!(difference_of_rows(&table, block, 0, 2, PointsFrom::Printed)[0].value(), Some(&None));
}

#[test]
fn a_grid_reads_items_side_by_side_and_refuses_other_choices() {
    let (a, b) = (single("a", &["使う", "使わない"], &[3, 1]), single("b", &["使う", "使わない"], &[1, 3]));
    let grid = Plan::default().grid(&[&a, &b]).unwrap();
    let rows: Vec<(String, String)> = grid
        .rows()
        .map(|(label, _, cells)| (label.to_owned(), cells[0].value().unwrap().percent.unwrap().to_string()))
        .collect();
    assert_eq!(rows, [("a".to_owned(), "75.0".to_owned()), ("b".to_owned(), "25.0".to_owned())]);
    let other = single("c", &["使う", "わからない"], &[2, 2]);
    assert_eq!(Plan::default().grid(&[&a, &other]), Err(Fault::Grid { name: "c".to_owned() }));
}

#[test]
fn nested_banners_keep_order_and_missing_answers() {
    let outer = Single::from_answers(
        Meta::new("県", ["北", "南"]),
        [Answer::Option(0), Answer::Option(1), Answer::NoAnswer, Answer::Option(1), Answer::NotAsked],
    );
    let inner = Single::from_answers(Meta::new("規模", ["小", "大"]), [0, 1, 0, 0, 1].map(Answer::Option));
    let nested = derive::nested(&outer.unwrap(), &inner.unwrap()).unwrap();
    let labels: Vec<_> = nested.meta().choices.iter().map(|c| (c.outer.unwrap(), c.label.as_str())).collect();
    assert_eq!(labels, [(0, "北／小"), (0, "北／大"), (1, "南／小"), (1, "南／大")]);
    let answers: Vec<_> = (0..5).map(|r| nested.answer(r)).collect();
    let option = Answer::Option;
    assert_eq!(answers, [option(0), option(3), Answer::NoAnswer, option(2), Answer::NotAsked]);
}

#[test]
fn bands_hold_their_lower_edge() {
    let people = numbers("人口", &[Some(4999.0), Some(5000.0), Some(9999.9), Some(10_000.0), None]);
    let bands = derive::bands("人口規模", &people, &[5000.0, 10_000.0], &["5千未満", "1万未満", "1万以上"]).unwrap();
    let answers: Vec<_> = (0..5).map(|r| bands.answer(r)).collect();
    let option = Answer::Option;
    assert_eq!(answers, [option(0), option(1), option(1), option(2), Answer::NoAnswer]);
    assert!(derive::bands("x", &people, &[2.0, 1.0], &["a", "b", "c"]).is_err());
    assert!(derive::bands("x", &people, &[1.0], &["a"]).is_err());
}

#[test]
fn conditions_know_what_they_do_not_know() {
    use Truth::{No, NotAsked, Unknown, Yes};
    let make = |answers: [Answer; 4]| Single::from_answers(Meta::new("q", ["はい", "いいえ"]), answers).unwrap();
    let (yes, no) = (Answer::Option(0), Answer::Option(1));
    let a = make([yes, no, Answer::NoAnswer, Answer::NotAsked]);
    let b = make([Answer::NoAnswer, Answer::NoAnswer, Answer::NoAnswer, Answer::NotAsked]);
    let is = |v| Filter::Is(v, vec![0]);
    let truths = |f: &Filter| [0, 1, 2, 3].map(|row| f.truth(row));
    assert_eq!(truths(&Filter::Or(vec![is(&a), is(&b)])), [Yes, Unknown, Unknown, NotAsked]);
    assert_eq!(truths(&Filter::And(vec![is(&a), is(&b)])), [Unknown, No, Unknown, NotAsked]);
    assert_eq!(truths(&Filter::Not(Box::new(is(&a)))), [No, Yes, Unknown, NotAsked]);
    let overlapping = derive::classes("k", 4, &[("x", is(&a)), ("y", Filter::All)]);
    assert!(matches!(overlapping, Err(Fault::Overlap { row: 0, .. })), "{overlapping:?}");
    let other = derive::recode("r", &a, &["有", "無", "他"], &[Answer::Option(2), Answer::NoAnswer]).unwrap();
    assert_eq!(other.answer(0), Answer::Option(2));
    assert_eq!(other.answer(1), Answer::NoAnswer);
}

#[test]
fn weighted_numbers_are_as_if_rows_were_repeated() {
    let values = [1.0, 5.0, 5.5, 9.0, 40.0];
    let times = [3, 1, 2, 4, 1];
    let weighted = numbers("x", &values.map(Some));
    let repeated: Vec<Option<f64>> = values.iter().zip(times).flat_map(|(v, n)| vec![Some(*v); n]).collect();
    let repeated = numbers("x", &repeated);
    let weights = Weights::from_millionths(times.iter().map(|t| *t as u64 * 1_000_000).collect()).unwrap();
    let of = |plan: Plan, n: &Numeric| plan.numeric(n).unwrap().blocks[0].rows[0].summary.value().unwrap().unwrap();
    let a = of(Plan { weights: Some(&weights), ..Plan::default() }, &weighted);
    let b = of(Plan::default(), &repeated);
    assert_eq!((a.n, b.n, a.amount), (5, 11, b.amount));
    assert!((a.mean - b.mean).abs() < 1e-12 && (a.sd.unwrap() - b.sd.unwrap()).abs() < 1e-12);
    // The least value at which 5.5 of 11 are reached.
    assert_eq!((a.first_quartile, a.median, a.third_quartile), (1.0, 5.5, 9.0));
}

#[test]
fn numbers_of_few_persons_are_hidden_with_a_second_group() {
    let groups = [0; 3].into_iter().chain([1; 20]).chain([2; 8]).map(Answer::Option);
    let meta = Meta::new("b", ["a", "b", "c"]).with_disclosure(Disclosure::AtLeast(5));
    let banner: Variable = Single::from_answers(meta, groups).unwrap().into();
    let values: Vec<Option<f64>> = (0..31).map(|i| Some(f64::from(i))).collect();
    let table = Plan { banners: vec![&banner], ..Plan::default() }.numeric(&numbers("x", &values)).unwrap();
    let hidden: Vec<bool> = table.blocks[1].rows.iter().map(|r| r.summary.is_hidden()).collect();
    assert_eq!(hidden, [true, false, true]);
    assert_eq!(table.blocks[0].rows[0].summary.value().unwrap().unwrap().extremes, None);
    assert!(write::json_numeric(&table)["quantiles"].as_str().unwrap().contains("type 7"));
}

#[test]
fn bonferroni_marks_no_more_than_plain_and_small_rows_are_not_compared() {
    let answers = (0..400).map(|i| Answer::Option(usize::from(i % 10 < [2, 3, 4, 8][i / 100])));
    let question: Variable = Single::from_answers(Meta::new("q", ["ない", "ある"]), answers).unwrap().into();
    let banner: Variable =
        Single::from_answers(Meta::new("b", ["a", "b", "c", "d"]), (0..400).map(|i| Answer::Option(i / 100)))
            .unwrap()
            .into();
    let marks = |comparison| {
        let plan = Plan { banners: vec![&banner], comparison: Some(comparison), ..Plan::default() };
        let table = plan.table(&question).unwrap();
        (0..4).map(|r| table.cells(&table.blocks[1], r)[1].value().unwrap().marks()).collect::<Vec<_>>()
    };
    let plain = Comparison::default();
    // 20, 30, 40, 80 %: 30 against 20 is not significant at 100 each (p = 0.10), 40 against 20 is (p = 0.002).
    assert_eq!(marks(plain), ["", "", "a", "a b c"]);
    assert_eq!(marks(Comparison { bonferroni: true, ..plain }), ["", "", "a", "a b c"]);
    assert_eq!(marks(Comparison { level: 0.001, bonferroni: true, ..plain }), ["", "", "", "a b c"]);
    assert_eq!(marks(Comparison { least: 101, ..plain }), ["", "", "", ""]);
    assert_eq!([row_letter(0), row_letter(25), row_letter(26), row_letter(53)], ["a", "z", "aa", "bb"]);
}

#[test]
fn few_is_a_remark_under_thirty() {
    for (n, few) in [(29, true), (30, false), (31, false)] {
        let table = plain(&single("q", &["a"], &[n]));
        assert_eq!(table.blocks[0].rows[0].few, few);
        assert!(table.blocks[0].cells[0].value().is_some());
    }
}

#[test]
fn coverage_tells_not_asked_from_no_answer() {
    let answers = [Answer::NotAsked, Answer::NotAsked, Answer::NoAnswer, Answer::Option(0)];
    let table = plain(&Single::from_answers(Meta::new("q", ["a"]), answers).unwrap().into());
    let coverage = table.coverage.unwrap();
    assert_eq!((coverage.rows, coverage.not_asked, coverage.no_answer, coverage.answered), (4, 2, 1, 1));
    assert_eq!(table.blocks[0].rows[0].head, Head::Whole);
    assert_eq!(table.base, Base::Asked);
}

#[test]
fn what_cannot_be_tabulated_is_refused_in_a_sentence() {
    let q = single("q", &["a"], &[3]);
    let short = single("b", &["a"], &[2]);
    let refused = Plan { banners: vec![&short], ..Plan::default() }.table(&q).unwrap_err();
    assert_eq!(refused.to_string(), "「b」の件数が2件で、ほかの変数の3件と合いません。");
    let number: Variable = numbers("x", &[Some(1.0), None, None]).into();
    assert!(matches!(Plan::default().table(&number), Err(Fault::Kind { .. })));
    assert!(matches!(Plan { banners: vec![&number], ..Plan::default() }.table(&q), Err(Fault::Kind { .. })));
    let weights = Weights::from_numbers(&[1.0]).unwrap();
    assert!(matches!(Plan { weights: Some(&weights), ..Plan::default() }.table(&q), Err(Fault::Rows { .. })));
    assert!(matches!(
        Single::from_answers(Meta::new("q", ["a"]), [Answer::Option(1)]),
        Err(Fault::Code { row: 0, code: 1, .. })
    ));
    let bad = Multiple::from_planes(Meta::new("m", ["a"]), vec![vec![1, 2]], vec![2, 2]);
    assert!(matches!(bad, Err(Fault::Tick { row: 1, .. })));
    let silent = Multiple::from_planes(Meta::new("m", ["a"]), vec![vec![1]], vec![1]);
    assert!(matches!(silent, Err(Fault::Tick { row: 0, .. })));
    let infinite = Numeric::from_numbers(Meta::default(), "", [Number::Value(f64::INFINITY)]);
    assert!(matches!(infinite, Err(Fault::Number { row: 0, .. })));
}
