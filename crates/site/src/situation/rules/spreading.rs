//! When the comparison of a group is made anew: never for a few, so that nobody finds a single value by looking before and after.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::rules::{LEAST_IN_A_GROUP, has_enough_others};
use crate::shared::Rule;

/// 「毎日0時」
pub const EVERY_SECONDS: i64 = 86_400;

pub const RULES: &[Rule] = &[Rule {
    id: "situation.spread_in_batches",
    value: "5市町村ずつ",
    sentence: "ほかの市町村と比べる値は、集まり（都道府県、区分、全国）の中で5市町村以上の値が変わるごとに作りなおします。自分の値は、入れたときから見えます。",
    source: "前後を比べて一つの市町村の値が分かることを防ぐため（提案）",
}];

/// What a group was made of: municipality → thousandths of what is compared.
pub type Basis = BTreeMap<String, i64>;

/// `352128=4500;352136=…`
pub fn written(basis: &Basis) -> String {
    let mut text = String::with_capacity(basis.len() * 14);
    for (code, value) in basis {
        let _ = write!(text, "{code}={value};");
    }
    text
}

/// The pairs of a written basis; what is none is left out.
fn pairs(text: &str) -> impl Iterator<Item = (&str, i64)> {
    text.split(';')
        .filter_map(|pair| pair.split_once('='))
        .filter_map(|(code, value)| Some((code, value.parse().ok()?)))
}

pub fn read(text: &str) -> Basis {
    pairs(text).map(|(code, value)| (code.to_owned(), value)).collect()
}

/// Of a written basis, the values of some. It is in the order of the codes: each is looked up, the rest is not read.
pub fn values_of(text: &str, codes: &[String]) -> Vec<i64> {
    codes.iter().filter_map(|code| value_of(text, code)).collect()
}

fn value_of(text: &str, wanted: &str) -> Option<i64> {
    let (mut from, mut to) = (0, text.len());
    while from < to {
        // Half way, back to where a pair begins.
        let half = usize::midpoint(from, to);
        let begins = text.as_bytes().get(from..half)?.iter().rposition(|b| *b == b';').map_or(from, |at| from + at + 1);
        let pair = text.get(begins..)?.split(';').next()?;
        let (code, value) = pair.split_once('=')?;
        match code.cmp(wanted) {
            std::cmp::Ordering::Equal => return value.parse().ok(),
            std::cmp::Ordering::Less => from = begins + pair.len() + 1,
            std::cmp::Ordering::Greater => to = begins,
        }
    }
    None
}

/// How many municipalities came, went, or have another value.
pub fn moved(before: &Basis, now: &Basis) -> usize {
    let changed = now.iter().filter(|(code, value)| before.get(*code) != Some(value)).count();
    changed + before.keys().filter(|code| !now.contains_key(*code)).count()
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Due {
    /// It stays as it is.
    Stays,
    Anew,
    /// There are too few left for any.
    Gone,
}

/// What becomes of a group that was made of `before` (empty: never).
pub fn due(before: &Basis, now: &Basis) -> Due {
    match (before.is_empty(), has_enough_others(now.len())) {
        (true, false) => Due::Stays,
        (false, _) if moved(before, now) < LEAST_IN_A_GROUP => Due::Stays,
        (_, true) => Due::Anew,
        (false, false) => Due::Gone,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn basis(values: &[i64]) -> Basis {
        (0..).zip(values).map(|(code, value)| (format!("{code:06}"), *value)).collect()
    }

    #[test]
    fn what_is_written_is_read_again() {
        let some = basis(&[0, -3, 4_500]);
        assert_eq!(written(&some), "000000=0;000001=-3;000002=4500;");
        assert_eq!(read(&written(&some)), some);
        assert_eq!(values_of(&written(&some), &["000002".to_owned(), "9".to_owned()]), [4_500]);
        assert!(read("").is_empty() && read("x;=;a=b").is_empty());
        for odd in ["", "x", ";;;", "=;=;", "x;=;a=b"] {
            assert_eq!(values_of(odd, &["a".to_owned()]), [] as [i64; 0], "{odd}");
        }
    }

    #[test]
    fn every_one_of_many_is_found_and_nobody_else() {
        for many in [1, 2, 3, 47, 1_741] {
            let values: Vec<i64> = (0..many).map(|n| n * n % 97 - 5).collect();
            let text = written(&basis(&values));
            for (at, value) in values.iter().enumerate() {
                assert_eq!(values_of(&text, &[format!("{at:06}")]), [*value], "{at} of {many}");
            }
            for nobody in ["", "00000", "999999", "000000;", "0000001"] {
                assert_eq!(values_of(&text, &[nobody.to_owned()]), [] as [i64; 0], "{nobody} of {many}");
            }
        }
    }

    #[test]
    fn the_first_time_needs_five_others() {
        for (n, due_now) in [(5, Due::Stays), (6, Due::Anew), (7, Due::Anew)] {
            assert_eq!(due(&Basis::new(), &basis(&vec![1; n])), due_now, "{n}");
        }
    }

    #[test]
    fn after_that_five_have_to_change() {
        let before = basis(&[1; 10]);
        let with = |changed: usize| {
            let values: Vec<i64> = (0..10).map(|at| if at < changed { 2 } else { 1 }).collect();
            basis(&values)
        };
        for (changed, due_now) in [(0, Due::Stays), (4, Due::Stays), (5, Due::Anew)] {
            assert_eq!(due(&before, &with(changed)), due_now, "{changed}");
        }
        // Two came and three have other values; four went.
        let mut now = with(3);
        now.extend([("100000".to_owned(), 1), ("100001".to_owned(), 1)]);
        assert_eq!(due(&before, &now), Due::Anew);
        assert_eq!((due(&before, &basis(&[1; 6])), due(&before, &basis(&[1; 5]))), (Due::Stays, Due::Gone));
    }
}
