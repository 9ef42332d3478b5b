//! When the comparison of a group is made anew: never for a few, so that nobody finds a single value by looking before and after.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::ops::Bound;

use crate::rules::{LEAST_IN_A_GROUP, has_enough_others};
use crate::shared::Rule;

/// 「毎日0時」
pub const EVERY_SECONDS: i64 = 86_400;

pub const RULES: &[Rule] = &[Rule {
    id: "situation.spread_in_batches",
    value: "5市町村ずつ",
    sentence: "ほかの市町村と比べる値は、集まり（都道府県、区分、全国）の中で5市町村以上の値が変わるごとに作りなおします。値が直されたときは、その市町村を、ほかの市町村と合わせて5になるように、すぐ比べる値から外します。外した市町村のほかで5以上の値が変わったときに、新しい値で全部を作りなおします。そのあいだにほかの値も直されたとき、残りが少ないときは、それまで出しません。自分の値は、入れたときから見えます。",
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

/// A group as it stands: what it was made of when everything was counted last, who was left out of what was shown since, and what is
/// shown of it now.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    pub whole: Basis,
    pub left_out: BTreeSet<String>,
    pub shown: Basis,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Due {
    /// It stays as it is.
    Stays,
    /// Made of everything there is now.
    Anew,
    /// Shown without what turned out wrong, and without others with it; of nothing where too few would be left.
    Without(Standing),
    /// There are too few left for any.
    Gone,
}

/// What becomes of a group.
///
/// Whoever lays two comparisons beside each other, and knows every value but one, is to find none: what is shown at any two times differs
/// by five municipalities at least. So a corrected value goes out of what is shown at once, and others with it to make five (once:
/// the next such value takes everything out of sight). It comes in with all others when five *of those that were not left out* came,
/// went or changed since everything was counted. Then for everything shown before (the whole, and the whole without those left out) and
/// everything shown after, these five differ.
pub fn due(standing: &Standing, now: &Basis) -> Due {
    let Standing { whole, left_out, shown } = standing;
    if whole.is_empty() {
        return if has_enough_others(now.len()) { Due::Anew } else { Due::Stays };
    }
    let seen = |basis: &Basis| -> Basis {
        basis.iter().filter(|(code, _)| !left_out.contains(*code)).map(|(code, value)| (code.clone(), *value)).collect()
    };
    if moved(&seen(whole), &seen(now)) >= LEAST_IN_A_GROUP {
        return if has_enough_others(now.len()) { Due::Anew } else { Due::Gone };
    }
    let wrong: Vec<&String> =
        shown.iter().filter(|(code, value)| now.get(*code) != Some(value)).map(|(code, _)| code).collect();
    let Some(first) = wrong.first() else { return Due::Stays };
    if left_out.is_empty() {
        // The others follow the wrong one in the order of codes: the same each time, whatever their values are.
        let after = shown.range((Bound::Excluded((*first).clone()), Bound::Unbounded));
        let around = after.map(|(code, _)| code).chain(shown.keys()).filter(|code| !wrong.contains(code));
        let others = around.take(LEAST_IN_A_GROUP.saturating_sub(wrong.len()));
        let out: BTreeSet<String> = others.chain(wrong.iter().copied()).cloned().collect();
        let mut rest = shown.clone();
        rest.retain(|code, _| !out.contains(code));
        if has_enough_others(rest.len()) {
            return Due::Without(Standing { whole: whole.clone(), left_out: out, shown: rest });
        }
    }
    Due::Without(Standing { whole: whole.clone(), left_out: left_out.clone(), shown: Basis::new() })
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

    fn whole(basis: &Basis) -> Standing {
        Standing { whole: basis.clone(), left_out: BTreeSet::new(), shown: basis.clone() }
    }

    fn with(changed: usize) -> Basis {
        let values: Vec<i64> = (0..20).map(|at| if at < changed { 2 } else { 1 }).collect();
        basis(&values)
    }

    #[test]
    fn the_first_time_needs_five_others() {
        for (n, due_now) in [(5, Due::Stays), (6, Due::Anew), (7, Due::Anew)] {
            assert_eq!(due(&Standing::default(), &basis(&vec![1; n])), due_now, "{n}");
        }
    }

    #[test]
    fn five_that_changed_make_it_anew() {
        let before = whole(&basis(&[1; 20]));
        assert_eq!(due(&before, &with(0)), Due::Stays);
        assert_eq!(due(&before, &with(5)), Due::Anew);
        // Two came and three have other values; most went.
        let mut now = with(3);
        now.extend([("100000".to_owned(), 1), ("100001".to_owned(), 1)]);
        assert_eq!(due(&before, &now), Due::Anew);
        assert_eq!(due(&before, &basis(&[1; 6])), Due::Anew);
        assert_eq!(due(&before, &basis(&[1; 5])), Due::Gone);
        // Who only came waits.
        let mut now = before.whole.clone();
        now.insert("100000".to_owned(), 1);
        assert_eq!(due(&before, &now), Due::Stays);
    }

    #[test]
    fn a_corrected_value_goes_at_once_and_others_with_it_to_make_five() {
        let before = whole(&basis(&[1; 20]));
        for changed in 1..5 {
            let Due::Without(rest) = due(&before, &with(changed)) else { panic!("{changed}") };
            assert_eq!((rest.shown.len(), rest.left_out.len()), (15, 5), "{changed}");
            assert!(
                rest.shown.iter().all(|(code, value)| with(changed).get(code) == Some(value)),
                "nothing wrong is left"
            );
            assert_eq!(due(&rest, &with(changed)), Due::Stays, "and it stays so");
            // What changes among those left out shows nothing; what changes beside them takes it out of sight.
            assert_eq!(due(&rest, &with(5)), Due::Stays);
            let Due::Without(nothing) = due(&rest, &with(6)) else { panic!("{changed}") };
            assert_eq!((nothing.shown.len(), &nothing.left_out), (0, &rest.left_out));
            assert_eq!((due(&nothing, &with(9)), due(&nothing, &with(10))), (Due::Stays, Due::Anew));
        }
        // Of few nothing is left to show, and nobody was left out: until five have changed.
        let small = whole(&basis(&[1; 8]));
        let mut now = small.whole.clone();
        now.insert("000003".to_owned(), 9);
        let Due::Without(nothing) = due(&small, &now) else { panic!("it shows what is wrong") };
        assert!(nothing.shown.is_empty() && nothing.left_out.is_empty());
        assert_eq!(due(&nothing, &now), Due::Stays);
    }

    /// However values are corrected one after the other: between what was shown at any two times next to each other, and between
    /// everything of two counts that follow, five differ; and what turned out wrong is never shown.
    #[test]
    fn whatever_is_laid_beside_each_other_five_differ() {
        let mut now = basis(&(0..40).collect::<Vec<i64>>());
        let mut standing = whole(&now);
        let mut counts = vec![vec![now.clone()]];
        for step in 0..120_i64 {
            now.insert(format!("{:06}", (step * 17 + step * step * 3) % 40), 1_000 + step);
            match due(&standing, &now) {
                Due::Stays => {}
                Due::Anew => {
                    standing = whole(&now);
                    counts.push(vec![now.clone()]);
                }
                Due::Without(next) => {
                    standing = next;
                    if let (Some(last), false) = (counts.last_mut(), standing.shown.is_empty()) {
                        last.push(standing.shown.clone());
                    }
                }
                Due::Gone => panic!("forty stay forty"),
            }
            let is_right = |(code, value): (&String, &i64)| now.get(code) == Some(value);
            assert!(standing.shown.iter().all(is_right), "what turned out wrong is shown: {step}");
        }
        assert!(counts.len() > 6);
        let beside = counts.windows(2).map(<[_]>::concat).chain(counts.iter().cloned());
        for all in beside {
            for (at, one) in all.iter().enumerate() {
                for other in &all[at + 1..] {
                    assert!(moved(one, other) >= LEAST_IN_A_GROUP, "{}", moved(one, other));
                }
            }
        }
    }
}
