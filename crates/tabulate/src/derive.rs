//! Variables made from variables: bands, conditions, classes that exclude each other, recodes, nesting.
//! Each has the 無回答 and 非該当 of what it is made of.

use crate::fault::Fault;
use crate::filters::{Filter, Truth};
use crate::variables::{Answer, Choice, Disclosure, MOST_OPTIONS, Meta, Number, Numeric, Single};

/// 該当 / 非該当 by a condition. (Here 非該当 is the answer "no"; a row that was not asked stays outside the base.)
///
/// # Errors
/// As [`Filter::check`].
pub fn flag(name: &str, rows: usize, yes: &str, no: &str, condition: &Filter<'_>) -> Result<Single, Fault> {
    condition.check(rows)?;
    let answers = (0..rows).map(|row| match condition.truth(row) {
        Truth::Yes => Answer::Option(0),
        Truth::No => Answer::Option(1),
        Truth::Unknown => Answer::NoAnswer,
        Truth::NotAsked => Answer::NotAsked,
    });
    Single::from_answers(Meta::new(name, [yes, no]).with_disclosure(condition.disclosure()), answers)
}

/// Classes that exclude each other, each by its condition. A row that fits none is 無回答 (or 非該当 when none was asked).
///
/// # Errors
/// [`Fault::Overlap`] for a row that fits two; as [`Filter::check`].
pub fn classes(name: &str, rows: usize, classes: &[(&str, Filter<'_>)]) -> Result<Single, Fault> {
    classes.iter().try_for_each(|(_, condition)| condition.check(rows))?;
    let mut answers = Vec::with_capacity(rows);
    for row in 0..rows {
        let mut found: Option<usize> = None;
        let mut asked = false;
        for (index, (label, condition)) in classes.iter().enumerate() {
            let truth = condition.truth(row);
            asked |= truth != Truth::NotAsked;
            if truth == Truth::Yes {
                if let Some(first) = found {
                    let (first, second) = (classes[first].0.to_owned(), (*label).to_owned());
                    return Err(Fault::Overlap { name: name.to_owned(), row, first, second });
                }
                found = Some(index);
            }
        }
        answers.push(match found {
            Some(index) => Answer::Option(index),
            None if asked => Answer::NoAnswer,
            None => Answer::NotAsked,
        });
    }
    let disclosure = strictest(classes.iter().map(|(_, condition)| condition));
    Single::from_answers(Meta::new(name, classes.iter().map(|(label, _)| *label)).with_disclosure(disclosure), answers)
}

/// Every combination of conditions as a class: with three conditions the seven classes and 「いずれにも該当しない」.
/// `labels[c]` names the combination whose bit `i` says whether condition `i` holds; `order` is the order of the printed
/// table (combinations not in it cannot be chosen). A row with an unknown condition is 無回答.
///
/// # Errors
/// [`Fault::NoSuchOption`] for a combination that occurs but is not in `order`; as [`Filter::check`].
pub fn combinations(
    name: &str,
    rows: usize,
    conditions: &[Filter<'_>],
    order: &[(usize, &str)],
) -> Result<Single, Fault> {
    conditions.iter().try_for_each(|condition| condition.check(rows))?;
    let mut answers = Vec::with_capacity(rows);
    for row in 0..rows {
        let (mut bits, mut unknown, mut asked) = (0, false, false);
        for (index, condition) in conditions.iter().enumerate() {
            match condition.truth(row) {
                Truth::Yes => bits |= 1 << index,
                Truth::No => {}
                Truth::Unknown => unknown = true,
                Truth::NotAsked => {
                    unknown = true;
                    continue;
                }
            }
            asked = true;
        }
        answers.push(if unknown {
            if asked { Answer::NoAnswer } else { Answer::NotAsked }
        } else {
            let place = order.iter().position(|(combination, _)| *combination == bits);
            Answer::Option(place.ok_or(Fault::NoSuchOption { name: name.to_owned(), option: bits })?)
        });
    }
    let meta = Meta::new(name, order.iter().map(|(_, label)| *label)).with_disclosure(strictest(conditions.iter()));
    Single::from_answers(meta, answers)
}

fn strictest<'a>(conditions: impl Iterator<Item = &'a Filter<'a>>) -> Disclosure {
    conditions.fold(Disclosure::Open, |strictest, condition| strictest.and(condition.disclosure()))
}

/// Bands of a number: below `edges[0]`, `edges[0] ≤ x < edges[1]`, …, from the last edge on. One label more than edges.
///
/// # Errors
/// [`Fault::Bands`] when edges do not rise or labels do not fit.
pub fn bands(name: &str, numeric: &Numeric, edges: &[f64], labels: &[&str]) -> Result<Single, Fault> {
    let rising = edges.windows(2).all(|pair| pair[0] < pair[1]) && edges.iter().all(|e| e.is_finite());
    if !rising || labels.len() != edges.len() + 1 {
        return Err(Fault::Bands { name: name.to_owned() });
    }
    let answers = (0..numeric.rows()).map(|row| match numeric.value(row) {
        Some(x) => Answer::Option(edges.partition_point(|edge| *edge <= x)),
        None if numeric.states()[row] == 0 => Answer::NotAsked,
        None => Answer::NoAnswer,
    });
    let meta = Meta::new(name, labels.iter().copied()).with_disclosure(numeric.meta().disclosure);
    Single::from_answers(meta, answers)
}

/// Other classes for the same answers: `map[i]` is what becomes of option `i`.
///
/// # Errors
/// [`Fault::NoSuchOption`] when `map` names a choice that is not there or does not cover every option.
pub fn recode(name: &str, single: &Single, choices: &[&str], map: &[Answer]) -> Result<Single, Fault> {
    if map.len() != single.meta().choices.len() {
        return Err(Fault::NoSuchOption { name: name.to_owned(), option: map.len() });
    }
    if let Some(option) = map.iter().find_map(|a| match a {
        Answer::Option(i) if *i >= choices.len() => Some(*i),
        _ => None,
    }) {
        return Err(Fault::NoSuchOption { name: name.to_owned(), option });
    }
    let answers = (0..single.rows()).map(|row| match single.answer(row) {
        Answer::Option(i) => map[i],
        other => other,
    });
    let meta = Meta::new(name, choices.iter().copied()).with_disclosure(single.meta().disclosure);
    Single::from_answers(meta, answers)
}

/// A nested banner: every category of `outer` with every one of `inner`, outer first. 無回答 of either is 無回答,
/// 非該当 of either 非該当.
///
/// # Errors
/// [`Fault::Rows`], [`Fault::Options`].
pub fn nested(outer: &Single, inner: &Single) -> Result<Single, Fault> {
    let (a, b) = (outer.meta(), inner.meta());
    let name = format!("{}×{}", a.name, b.name);
    if outer.rows() != inner.rows() {
        return Err(Fault::Rows { name: b.name.clone(), rows: inner.rows(), expected: outer.rows() });
    }
    let options = a.choices.len() * b.choices.len();
    if options > MOST_OPTIONS {
        return Err(Fault::Options { name, options, most: MOST_OPTIONS });
    }
    let answers = (0..outer.rows()).map(|row| match (outer.answer(row), inner.answer(row)) {
        (Answer::Option(x), Answer::Option(y)) => Answer::Option(x * b.choices.len() + y),
        (Answer::NotAsked, _) | (_, Answer::NotAsked) => Answer::NotAsked,
        _ => Answer::NoAnswer,
    });
    let choices = a.choices.iter().enumerate().flat_map(|(index, x)| {
        b.choices.iter().map(move |y| Choice {
            label: format!("{}／{}", x.label, y.label),
            exclusive: false,
            outer: Some(index),
        })
    });
    let meta = Meta {
        label: format!("{}×{}", a.label, b.label),
        choices: choices.collect(),
        disclosure: a.disclosure.and(b.disclosure),
        name,
    };
    Single::from_answers(meta, answers)
}

/// A number from a number (per 1,000 inhabitants, years since …). What `make` has no answer for is 無回答.
///
/// # Errors
/// [`Fault::Number`] where `make` gives no finite number.
pub fn computed(
    name: &str,
    numeric: &Numeric,
    unit: &str,
    make: impl Fn(usize, f64) -> Option<f64>,
) -> Result<Numeric, Fault> {
    let numbers = (0..numeric.rows()).map(|row| match numeric.value(row) {
        Some(x) => make(row, x).map_or(Number::NoAnswer, Number::Value),
        None if numeric.states()[row] == 0 => Number::NotAsked,
        None => Number::NoAnswer,
    });
    let meta = Meta::new(name, Vec::<String>::new()).with_disclosure(numeric.meta().disclosure);
    Numeric::from_numbers(meta, unit, numbers)
}
