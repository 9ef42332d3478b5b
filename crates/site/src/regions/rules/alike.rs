//! 似た集まり: municipalities put together so that any two of a group are alike by the one likeness of the product. Complete linkage:
//! the two groups whose least alike members are the most alike are joined, as long as even those are alike enough; of equals the one
//! with the smaller code. The same facts give the same groups.

use super::similar::{FACTORS, Profile, UNKNOWN, Weights, likeness, words_of};
use crate::shared::Rule;

/// 「どの2市町村も75％以上」, in thousandths.
pub const LEAST_ALIKE: i64 = 750;

pub const RULES: &[Rule] = &[Rule {
    id: "regions.alike",
    value: "75％以上",
    sentence: "似た集まりは、その中のどの2市町村を比べても、似ている度合いが75％以上になるようにまとめます。度合いの決め方は「似た市町村」と同じです。",
    source: "設計（まとめ方がいつも同じで、なぜ同じ集まりかを言えるように）",
}];

/// Some municipalities that are alike.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alike {
    /// Places in the list that was handed in, by code.
    pub members: Vec<usize>,
    /// The likeness of the two least alike, in thousandths; of one alone 1,000.
    pub least: i64,
    /// Of each factor: label, what is found in the group.
    pub factors: Vec<(&'static str, String)>,
}

/// The groups, the largest first; then who is like no other; and of whom too little is known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Grouped {
    pub together: Vec<Alike>,
    pub alone: Vec<usize>,
    pub unknown: Vec<usize>,
}

/// Half up, so that the same facts give the same order on every machine.
#[allow(clippy::cast_possible_truncation, reason = "between 0 and 1,000")]
fn thousandths(likeness: f64) -> i64 {
    (likeness * 1_000.0).round() as i64
}

pub fn groups(all: &[Profile], weights: &Weights, least: i64) -> Grouped {
    let mut order: Vec<usize> = (0..all.len()).collect();
    order.sort_by(|a, b| all[*a].code.cmp(&all[*b].code));
    let alike: Vec<Vec<Option<i64>>> = all
        .iter()
        .map(|one| all.iter().map(|other| likeness(one, other, weights).map(thousandths)).collect())
        .collect();
    // Who cannot even be held against herself is known too little of.
    let (known, unknown): (Vec<usize>, Vec<usize>) = order.into_iter().partition(|at| alike[*at][*at].is_some());
    let mut groups: Vec<Vec<usize>> = known.into_iter().map(|at| vec![at]).collect();
    // Between two groups: their least alike members; two that cannot be compared are not alike.
    let mut between: Vec<Vec<i64>> =
        groups.iter().map(|a| groups.iter().map(|b| alike[a[0]][b[0]].unwrap_or(0)).collect()).collect();
    loop {
        let mut best: Option<(i64, usize, usize)> = None;
        for (a, row) in between.iter().enumerate() {
            for (b, least_alike) in row.iter().enumerate().skip(a + 1) {
                if *least_alike >= least && best.is_none_or(|(most, ..)| *least_alike > most) {
                    best = Some((*least_alike, a, b));
                }
            }
        }
        let Some((_, a, b)) = best else { break };
        let joined = groups.remove(b);
        groups[a].extend(joined);
        groups[a].sort_by(|x, y| all[*x].code.cmp(&all[*y].code));
        let gone = between.remove(b);
        for row in &mut between {
            let with = row.remove(b);
            row[a] = row[a].min(with);
        }
        let mut kept = gone;
        kept.remove(b);
        for (at, with) in kept.into_iter().enumerate() {
            between[a][at] = between[a][at].min(with);
        }
    }
    let (mut together, alone): (Vec<Vec<usize>>, Vec<Vec<usize>>) =
        groups.into_iter().partition(|group| group.len() > 1);
    together.sort_by(|a, b| b.len().cmp(&a.len()).then_with(|| all[a[0]].code.cmp(&all[b[0]].code)));
    let told = |members: Vec<usize>| {
        let pairs = members.iter().flat_map(|a| members.iter().map(move |b| (*a, *b)));
        let least = pairs.filter_map(|(a, b)| alike[a][b]).min().unwrap_or(1_000);
        let profiles: Vec<&Profile> = members.iter().map(|at| &all[*at]).collect();
        Alike { factors: factors(&profiles), members, least }
    };
    Grouped {
        together: together.into_iter().map(told).collect(),
        alone: alone.into_iter().flatten().collect(),
        unknown,
    }
}

/// What of each factor is found among them: from the least to the most where it can be measured, else every kind there is.
fn factors(of: &[&Profile]) -> Vec<(&'static str, String)> {
    let words: Vec<_> = of.iter().map(|one| words_of(one)).collect();
    let measure: [fn(&Profile) -> Option<i64>; 3] =
        [|one| one.population, |one| ratio(one.age65, one.population), |one| ratio(one.age85, one.population)];
    let told = |(at, (_, label, ..)): (usize, &(&str, &'static str, u32, &[&str]))| {
        let text = match measure.get(at) {
            Some(measure) => {
                let mut known: Vec<(i64, &str)> =
                    of.iter().zip(&words).filter_map(|(one, words)| Some((measure(one)?, &*words[at]))).collect();
                known.sort_unstable();
                match (known.first(), known.last()) {
                    (Some((_, least)), Some((_, most))) if least != most => format!("{least}〜{most}"),
                    (Some((_, only)), _) => (*only).to_owned(),
                    _ => UNKNOWN.to_owned(),
                }
            }
            // Clinics and stations are counts of each town: said town by town on the page of the two.
            None if *label == "在宅の資源" => String::new(),
            None => {
                let mut kinds: Vec<&str> = words.iter().map(|words| &*words[at]).collect();
                kinds.sort_unstable();
                kinds.dedup();
                kinds.join("／")
            }
        };
        (*label, text)
    };
    FACTORS.iter().enumerate().map(told).filter(|(_, text)| !text.is_empty()).collect()
}

fn ratio(part: Option<i64>, whole: Option<i64>) -> Option<i64> {
    let (part, whole) = (part?, whole.filter(|whole| *whole > 0)?);
    Some(part * 100_000 / whole)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn town(code: &str, population: i64, age65: i64) -> Profile {
        Profile {
            code: code.to_owned(),
            name: format!("町{code}"),
            population: Some(population),
            age65: Some(population * age65 / 100),
            age85: Some(population * age65 / 400),
            kaso: Some(i64::from(population < 20_000)),
            chusankan: Some(0),
            shokibo: Some(i64::from(population < 10_000)),
            demand2040: Some("growing".to_owned()),
            ..Profile::default()
        }
    }

    fn codes(all: &[Profile], members: &[usize]) -> Vec<String> {
        members.iter().map(|at| all[*at].code.clone()).collect()
    }

    #[test]
    fn alike_towns_come_together_whatever_their_order() {
        let mut all = vec![
            town("5", 300_000, 26),
            town("1", 6_000, 45),
            town("3", 5_000, 46),
            town("4", 250_000, 27),
            town("2", 7_000, 44),
            Profile { code: "9".to_owned(), ..Profile::default() },
        ];
        let told = |all: &[Profile]| {
            let found = groups(all, &Weights::default(), LEAST_ALIKE);
            let of: Vec<Vec<String>> = found.together.iter().map(|group| codes(all, &group.members)).collect();
            (of, codes(all, &found.alone), codes(all, &found.unknown))
        };
        let expected = (
            vec![vec!["1".to_owned(), "2".to_owned(), "3".to_owned()], vec!["4".to_owned(), "5".to_owned()]],
            Vec::new(),
            vec!["9".to_owned()],
        );
        assert_eq!(told(&all), expected);
        all.reverse();
        assert_eq!(told(&all), expected);
        all.swap(0, 3);
        assert_eq!(told(&all), expected);
    }

    #[test]
    fn any_two_of_a_group_are_alike_enough_and_no_two_groups_could_be_joined() {
        let all: Vec<Profile> =
            (0..60).map(|n| town(&format!("{n:03}"), 1_500 * (n + 1) * (1 + n % 7), 22 + (n * 11) % 28)).collect();
        let found = groups(&all, &Weights::default(), LEAST_ALIKE);
        let between = |a: usize, b: usize| likeness(&all[a], &all[b], &Weights::default()).map_or(0, thousandths);
        let mut every: Vec<Vec<usize>> = found.together.iter().map(|group| group.members.clone()).collect();
        every.extend(found.alone.iter().map(|at| vec![*at]));
        assert_eq!(every.iter().map(Vec::len).sum::<usize>(), all.len());
        for group in &found.together {
            assert!(group.least >= LEAST_ALIKE && group.members.len() > 1);
            let least = group.members.iter().flat_map(|a| group.members.iter().map(move |b| between(*a, *b))).min();
            assert_eq!(Some(group.least), least);
        }
        for (at, one) in every.iter().enumerate() {
            for other in &every[at + 1..] {
                let least = one.iter().flat_map(|a| other.iter().map(move |b| between(*a, *b))).min();
                assert!(least < Some(LEAST_ALIKE), "{one:?} {other:?} {least:?}");
            }
        }
    }

    #[test]
    fn the_factors_say_from_where_to_where() {
        let all = [town("1", 6_000, 45), town("2", 7_000, 44)];
        let found = groups(&all, &Weights::default(), LEAST_ALIKE);
        let factors = &found.together[0].factors;
        assert_eq!(factors[0], ("人口規模", "6,000人〜7,000人".to_owned()));
        assert_eq!(factors[1].1, "44.0％〜45.0％");
        assert!(factors.iter().any(|(label, text)| *label == "区分" && text.contains("過疎")));
    }
}
