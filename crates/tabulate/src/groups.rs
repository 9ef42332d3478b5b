//! Do the sizes of overlapping groups tell of fewer than so many? Whoever sees figures of groups can add and subtract them.

use std::collections::BTreeMap;

use crate::elimination::reduced;

/// Can the figures of some 1…`least − 1` rows be computed from those of `groups` and of all `counted` rows together?
///
/// `groups[g][row]`: is the row in the group? Rows that stand in the same groups cannot be told apart; of those together
/// (an atom) it is asked whether a sum of groups, with any factors, is that atom alone or a few small ones.
/// Time: groups² × atoms.
pub fn tell_of_few(groups: &[Vec<bool>], counted: &[bool], least: usize) -> bool {
    let mut atoms: BTreeMap<Vec<bool>, usize> = BTreeMap::new();
    for row in (0..counted.len()).filter(|row| counted[*row]) {
        let membership = groups.iter().map(|group| group.get(row).copied().unwrap_or(false)).collect();
        *atoms.entry(membership).or_default() += 1;
    }
    let sizes: Vec<usize> = atoms.values().copied().collect();
    let mut matrix: Vec<Vec<i64>> =
        (0..groups.len()).map(|group| atoms.keys().map(|of| i64::from(of[group])).collect()).collect();
    matrix.push(vec![1; sizes.len()]);
    // A sum of groups is an atom alone only if it is one of the reduced rows.
    reduced(matrix).iter().any(|row| {
        let sum: usize = row.iter().zip(&sizes).filter(|(factor, _)| **factor != 0).map(|(_, size)| size).sum();
        (1..least).contains(&sum)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn group(rows: usize, of: impl Fn(usize) -> bool) -> Vec<bool> {
        (0..rows).map(of).collect()
    }

    #[test]
    fn what_stands_alone_or_is_left_over_tells() {
        let all = vec![true; 20];
        assert!(!tell_of_few(&[], &all, 5));
        assert!(!tell_of_few(&[group(20, |r| r < 5)], &all, 5));
        assert!(tell_of_few(&[group(20, |r| r < 4)], &all, 5), "four alone");
        assert!(tell_of_few(&[group(20, |r| r < 16)], &all, 5), "four are left over");
        assert!(!tell_of_few(&[group(20, |r| r < 20)], &all, 5));
        assert!(!tell_of_few(&[group(20, |_| false)], &all, 5), "nobody");
        // Only what is counted matters.
        assert!(tell_of_few(&[group(20, |r| r < 10)], &group(20, |r| r < 12), 5));
    }

    #[test]
    fn sums_and_differences_of_groups_tell_too() {
        let all = vec![true; 40];
        // A ∪ B is all of C but row 20, each of them large.
        let (a, b, c) = (group(40, |r| r < 10), group(40, |r| (10..20).contains(&r)), group(40, |r| r <= 20));
        assert!(!tell_of_few(&[a.clone(), b.clone()], &all, 5));
        assert!(!tell_of_few(&[a.clone(), c.clone()], &all, 5));
        assert!(tell_of_few(&[a, b, c], &all, 5));
        // Two partings that cross tell nothing of a single cell.
        let crossing = [group(40, |r| r % 2 == 0), group(40, |r| r < 20)];
        assert!(!tell_of_few(&crossing, &all, 5));
    }

    /// Against plain search: every sum of groups with factors −2…2.
    #[test]
    fn agrees_with_plain_search_on_small_drawn_groups() {
        let mut seed = 7_u64;
        let mut draw = |below: u64| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (seed >> 33) % below
        };
        let mut told = 0;
        for _ in 0..300 {
            let rows = 12;
            let groups: Vec<Vec<bool>> = (0..3).map(|_| (0..rows).map(|_| draw(3) == 0).collect()).collect();
            let all = vec![true; rows];
            let searched = (0..625).any(|code: i64| {
                let factors = [code % 5 - 2, code / 5 % 5 - 2, code / 25 % 5 - 2, code / 125 % 5 - 2];
                let sum =
                    |row: usize| factors[3] + (0..3).map(|g| if groups[g][row] { factors[g] } else { 0 }).sum::<i64>();
                let seen: Vec<i64> = (0..rows).map(sum).collect();
                let of: Vec<usize> = (0..rows).filter(|row| seen[*row] != 0).collect();
                let one_atom = of.windows(2).all(|w| (0..3).all(|g| groups[g][w[0]] == groups[g][w[1]]));
                one_atom && (1..3).contains(&of.len())
            });
            if searched {
                told += 1;
                assert!(tell_of_few(&groups, &all, 3), "{groups:?}");
            }
        }
        assert!(told > 50, "{told}");
    }
}
