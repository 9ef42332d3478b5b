//! When answers begin to count in what others see before the data are final. Nobody entitled to groups only may find a
//! single answer by looking before and after it came.

use std::collections::{BTreeMap, BTreeSet};

use super::position::LEAST_IN_A_GROUP;
use crate::shared::Rule;

/// 「1日1回」
pub const EVERY_SECONDS: i64 = 86_400;

pub const RULES: &[Rule] = &[Rule {
    id: "surveys.released_in_batches",
    value: "1日1回・5団体ずつ",
    sentence: "確定までのあいだ、ほかの団体に見せる比較には、新しい回答を1日1回、どのまとまり（都道府県、ブロック、区分、人口規模）でも5団体以上がそろったものだけ加える。加えた後の訂正は、確定したときに入る。自分の答えはいつもいまのものを見せる",
    source: "前後を比べて一つの回答が分かることを防ぐため（提案）",
}];

/// Of those who wait (number, and the groups each is in): the most that can come at once so that every group grows by
/// none or by five and more. Whoever is one of fewer than five new ones in any group waits on.
pub fn batch(waiting: &[(i64, Vec<String>)]) -> Vec<i64> {
    let mut chosen: BTreeMap<i64, &[String]> = waiting.iter().map(|(id, groups)| (*id, groups.as_slice())).collect();
    loop {
        let mut sizes: BTreeMap<&str, usize> = BTreeMap::new();
        for group in chosen.values().flat_map(|groups| groups.iter()) {
            *sizes.entry(group).or_default() += 1;
        }
        let few: BTreeSet<&str> =
            sizes.into_iter().filter(|(_, size)| *size < LEAST_IN_A_GROUP).map(|(group, _)| group).collect();
        if few.is_empty() {
            break;
        }
        chosen.retain(|_, groups| !groups.iter().any(|group| few.contains(group.as_str())));
    }
    if chosen.len() < LEAST_IN_A_GROUP { Vec::new() } else { chosen.into_keys().collect() }
}

/// The similar ones that are shown: the nearest of those released (nearest first, each with its batch), moved on only when
/// five or more of them are others than before. Answers its places.
pub fn similar(nearest: &[i64], most: usize) -> Vec<usize> {
    let steps: BTreeSet<i64> = nearest.iter().copied().collect();
    let mut shown: Vec<usize> = Vec::new();
    for step in steps {
        let now: Vec<usize> =
            nearest.iter().enumerate().filter(|(_, of)| **of <= step).map(|(at, _)| at).take(most).collect();
        let new = now.iter().filter(|at| !shown.contains(at)).count();
        let gone = shown.iter().filter(|at| !now.contains(at)).count();
        if new >= LEAST_IN_A_GROUP && (gone == 0 || gone >= LEAST_IN_A_GROUP) {
            shown = now;
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    fn waiting(of: &[(i64, &[&str])]) -> Vec<(i64, Vec<String>)> {
        of.iter().map(|(id, groups)| (*id, groups.iter().map(|group| (*group).to_owned()).collect())).collect()
    }

    #[test]
    fn four_wait_and_five_come() {
        let some = |n: i64| (1..=n).map(|id| (id, vec!["pref:35".to_owned()])).collect::<Vec<_>>();
        assert!(batch(&some(0)).is_empty() && batch(&some(4)).is_empty());
        assert_eq!(batch(&some(5)), [1, 2, 3, 4, 5]);
    }

    #[test]
    fn who_would_be_one_of_four_in_any_group_waits_and_may_keep_others_waiting() {
        // Six of one prefecture, one of them the only large one.
        let mut of: Vec<(i64, &[&str])> = (1..=5).map(|id| (id, &["p", "small"][..])).collect();
        of.push((6, &["p", "large"]));
        assert_eq!(batch(&waiting(&of)), [1, 2, 3, 4, 5]);
        // Without one of the five, all wait: the large one cannot make up for it.
        let four: Vec<_> = of.iter().copied().filter(|(id, _)| *id != 1).collect();
        assert!(batch(&waiting(&four)).is_empty());
    }

    #[test]
    fn every_group_grows_by_none_or_five() {
        // Drawn by a plain rule: 300 towns in 12 prefectures, 7 classes, 5 sizes.
        let all: Vec<(i64, Vec<String>)> = (0..300_i64)
            .map(|n| (n, vec![format!("p{}", n * 7 % 12), format!("c{}", n * n % 7), format!("s{}", n * 13 % 5)]))
            .collect();
        for size in [5, 17, 60, 299] {
            let come = batch(&all[..size]);
            let mut grown: BTreeMap<&String, usize> = BTreeMap::new();
            for (id, groups) in &all[..size] {
                if come.contains(id) {
                    for group in groups {
                        *grown.entry(group).or_default() += 1;
                    }
                }
            }
            assert!(grown.values().all(|grown| *grown >= LEAST_IN_A_GROUP), "{size}: {grown:?}");
        }
        assert!(batch(&all).len() > 250);
    }

    #[test]
    fn similar_ones_move_on_five_at_a_time() {
        // Five of the first batch; one nearer one of the second changes nothing.
        assert_eq!(similar(&[1, 1, 1, 1], 20), [0_usize; 0]);
        assert_eq!(similar(&[1, 1, 1, 1, 1], 20), [0, 1, 2, 3, 4]);
        assert_eq!(similar(&[2, 1, 1, 1, 1, 1], 5), [1, 2, 3, 4, 5], "one new");
        assert_eq!(similar(&[2, 2, 2, 2, 1, 1, 1, 1, 1], 5), [4, 5, 6, 7, 8], "four new");
        assert_eq!(similar(&[2, 2, 2, 2, 2, 1, 1, 1, 1, 1], 5), [0, 1, 2, 3, 4], "five new");
        // Five new ones push out three: what went would be a difference of three, so all stay.
        assert_eq!(similar(&[2, 2, 2, 2, 2, 1, 1, 1, 1, 1, 1], 8), [5, 6, 7, 8, 9, 10]);
    }
}
