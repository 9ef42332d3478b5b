//! 似た市町村: how far two municipalities are apart, factor by factor, as a pure function of their facts.
//!
//! | factor | weight | apart |
//! |---|---|---|
//! | 人口規模 | 35 | ratio of the populations on a logarithmic scale; fifty times as many is as far as it goes |
//! | 高齢化率 | 25 | difference of the shares of 65 and older; 20 points is as far as it goes |
//! | 85歳以上の割合 | 10 | the same for 85 and older; 8 points |
//! | 区分 | 20 | of 過疎, 中山間, 小規模 how many differ |
//! | 2040年の見通し | 10 | steps between growing, growing then shrinking, shrinking |
//!
//! A factor that one of the two has no fact for does not count, and the others count for more; with less than half of the
//! weight known two municipalities are not compared. Resources (clinics, nursing stations) come in as further factors
//! when the register has their facts: a row here and in the storage's columns.

use super::percent;
use crate::regions::model::{CLASSES, DEMAND_2040};

/// What a municipality is compared by.
#[derive(Clone, Debug, Default, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct Profile {
    pub code: String,
    pub name: String,
    pub prefecture_name: String,
    pub population: Option<i64>,
    pub age65: Option<i64>,
    pub age85: Option<i64>,
    pub kaso: Option<i64>,
    pub chusankan: Option<i64>,
    pub shokibo: Option<i64>,
    pub demand2040: Option<String>,
}

/// Weights in percent, in the order they are shown.
pub const FACTORS: [(&str, u32); 5] =
    [("人口規模", 35), ("高齢化率", 25), ("85歳以上の割合", 10), ("区分", 20), ("2040年の見通し", 10)];

/// Fifty times as many people is as far apart as sizes go.
const FARTHEST_RATIO: f64 = 50.0;
const FARTHEST_AGEING: f64 = 0.20;
const FARTHEST_OLDEST: f64 = 0.08;
/// Of the weight, how much must be known of both.
const LEAST_KNOWN: f64 = 0.5;

/// One factor of a likeness, with what stands on both sides.
#[derive(Clone, Debug, PartialEq)]
pub struct Factor {
    pub label: &'static str,
    pub own: String,
    pub other: String,
    /// 0 as far apart as can be, 1 the same; `None` where a fact is missing.
    pub closeness: Option<f64>,
}

/// How like two municipalities are, 0 to 1; `None` where too little is known.
pub fn likeness(own: &Profile, other: &Profile) -> Option<f64> {
    let (mut sum, mut known, mut whole) = (0.0, 0.0, 0.0);
    for ((_, weight), apart) in FACTORS.iter().zip(apart(own, other)) {
        let weight = f64::from(*weight);
        whole += weight;
        if let Some(apart) = apart {
            sum += weight * (1.0 - apart);
            known += weight;
        }
    }
    (known >= LEAST_KNOWN * whole).then(|| sum / known)
}

/// Per factor 0 (the same) to 1.
fn apart(own: &Profile, other: &Profile) -> [Option<f64>; 5] {
    [
        both(size(own), size(other)).map(|(a, b)| (a - b).abs() / FARTHEST_RATIO.ln()),
        both(share(own.age65, own), share(other.age65, other)).map(|(a, b)| (a - b).abs() / FARTHEST_AGEING),
        both(share(own.age85, own), share(other.age85, other)).map(|(a, b)| (a - b).abs() / FARTHEST_OLDEST),
        both(flags(own), flags(other)).map(|(a, b)| {
            let differing = a.iter().zip(b).filter(|(a, b)| **a != *b).count();
            f64::from(u8::try_from(differing).unwrap_or(3)) / 3.0
        }),
        both(outlook(own), outlook(other)).map(|(a, b)| (a - b).abs() / 2.0),
    ]
    .map(|apart| apart.map(|apart| apart.clamp(0.0, 1.0)))
}

fn both<T>(a: Option<T>, b: Option<T>) -> Option<(T, T)> {
    Some((a?, b?))
}

#[allow(clippy::cast_precision_loss, reason = "populations are far below 2^52")]
fn size(of: &Profile) -> Option<f64> {
    of.population.filter(|population| *population > 0).map(|population| (population as f64).ln())
}

#[allow(clippy::cast_precision_loss, reason = "populations are far below 2^52")]
fn share(part: Option<i64>, of: &Profile) -> Option<f64> {
    let population = of.population.filter(|population| *population > 0)?;
    Some(part? as f64 / population as f64)
}

fn flags(of: &Profile) -> Option<[i64; 3]> {
    Some([of.kaso?, of.chusankan?, of.shokibo?])
}

/// Steps of the outlook; 「見通しを立てていない」 is none.
fn outlook(of: &Profile) -> Option<f64> {
    let at = DEMAND_2040.iter().position(|(id, _)| Some(*id) == of.demand2040.as_deref())?;
    [Some(0.0), Some(1.0), Some(2.0), None].get(at).copied().flatten()
}

/// Every factor with what stands on both sides, for showing how the likeness comes about.
pub fn factors(own: &Profile, other: &Profile) -> Vec<Factor> {
    let words = |of: &Profile| {
        let unknown = || "不明".to_owned();
        let rate = |part: Option<i64>| {
            let rate = part.zip(of.population).and_then(|(part, all)| percent(part, all));
            rate.map_or_else(unknown, |rate| format!("{rate}％"))
        };
        [
            of.population.map_or_else(unknown, |n| format!("{}人", crate::shared::number(n))),
            rate(of.age65),
            rate(of.age85),
            flags(of).map_or_else(unknown, |flags| {
                let set: Vec<&str> =
                    CLASSES.iter().zip(flags).filter(|(_, flag)| *flag == 1).map(|((_, label), _)| *label).collect();
                if set.is_empty() { "該当なし".to_owned() } else { set.join("・") }
            }),
            of.demand2040
                .as_deref()
                .and_then(|id| DEMAND_2040.iter().find(|(known, _)| *known == id))
                .map_or_else(unknown, |(_, label)| (*label).to_owned()),
        ]
    };
    let sides = words(own).into_iter().zip(words(other));
    FACTORS
        .iter()
        .zip(sides)
        .zip(apart(own, other))
        .map(|(((label, _), (own, other)), apart)| Factor {
            label,
            own,
            other,
            closeness: apart.map(|apart| 1.0 - apart),
        })
        .collect()
}

/// The most alike first, those too little known left out; equal ones by code, so that the order is always the same.
pub fn by_likeness<'a>(own: &Profile, all: &'a [Profile]) -> Vec<(&'a Profile, f64)> {
    let others = all.iter().filter(|other| other.code != own.code);
    let mut found: Vec<(&Profile, f64)> = others.filter_map(|other| Some((other, likeness(own, other)?))).collect();
    found.sort_by(|(a, a_like), (b, b_like)| b_like.total_cmp(a_like).then_with(|| a.code.cmp(&b.code)));
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn town(code: &str, population: i64, age65: i64, classes: [i64; 3], demand: &str) -> Profile {
        Profile {
            code: code.to_owned(),
            name: code.to_owned(),
            prefecture_name: String::new(),
            population: Some(population),
            age65: Some(age65),
            age85: Some(age65 / 5),
            kaso: Some(classes[0]),
            chusankan: Some(classes[1]),
            shokibo: Some(classes[2]),
            demand2040: Some(demand.to_owned()),
        }
    }

    fn close(a: f64, b: f64) -> bool {
        (a - b).abs() < 1e-9
    }

    #[test]
    fn the_weights_are_whole_and_the_same_town_is_wholly_alike() {
        assert_eq!(FACTORS.iter().map(|(_, weight)| weight).sum::<u32>(), 100);
        let own = town("a", 7200, 3100, [1, 1, 1], "shrinking");
        let twin = Profile { code: "b".to_owned(), ..own.clone() };
        assert!(likeness(&own, &twin).is_some_and(|l| close(l, 1.0)));
        assert!(factors(&own, &twin).iter().all(|f| f.own == f.other && f.closeness == Some(1.0)));
    }

    #[test]
    fn each_factor_counts_by_its_weight() {
        let own = town("a", 10_000, 4000, [1, 1, 0], "still_growing");
        let off = |change: fn(&mut Profile)| {
            let mut other = own.clone();
            change(&mut other);
            1.0 - likeness(&own, &other).unwrap()
        };
        // Fifty times as many people with the same shares: the whole weight of the size; more is not farther.
        let times = |n: i64| {
            let other =
                Profile { population: Some(10_000 * n), age65: Some(4000 * n), age85: Some(800 * n), ..own.clone() };
            1.0 - likeness(&own, &other).unwrap()
        };
        assert!(close(times(50), 0.35) && close(times(400), 0.35) && times(2) < 0.07);
        assert!(close(off(|t| t.age65 = Some(5000)), 0.25 / 2.0), "10 of 20 points");
        assert!(close(off(|t| t.age85 = Some(1200)), 0.10 / 2.0), "4 of 8 points");
        assert!(close(off(|t| t.shokibo = Some(1)), 0.20 / 3.0));
        assert!(close(off(|t| t.demand2040 = Some("grows_then_shrinks".to_owned())), 0.05));
        assert!(close(off(|t| t.demand2040 = Some("shrinking".to_owned())), 0.10));
    }

    #[test]
    fn what_is_not_known_does_not_count_and_too_little_is_no_likeness() {
        let own = town("a", 10_000, 4000, [1, 1, 0], "no_forecast");
        let other = Profile { age85: None, ..own.clone() };
        assert!(likeness(&own, &other).is_some_and(|l| close(l, 1.0)));
        let unknown = factors(&own, &other);
        assert_eq!((unknown[2].closeness, unknown[2].other.as_str()), (None, "不明"));
        assert_eq!(unknown[4].closeness, None, "no forecast says nothing about the demand");
        // Classes and demand alone are 30 of 100; with the size it is enough.
        let bare = Profile { population: None, ..own.clone() };
        assert_eq!(likeness(&own, &bare), None);
        let size_only = Profile { age65: None, age85: None, ..own.clone() };
        assert!(likeness(&own, &size_only).is_some());
        let empty = Profile { population: Some(0), ..own.clone() };
        assert_eq!(likeness(&own, &empty), None);
    }

    #[test]
    fn the_nearest_come_first_and_oneself_not_at_all() {
        let own = town("a", 7200, 3100, [1, 1, 1], "shrinking");
        let all = [
            own.clone(),
            town("city", 900_000, 220_000, [0, 0, 0], "still_growing"),
            town("near", 7000, 3000, [1, 1, 1], "shrinking"),
            town("twin-2", 7200, 3100, [1, 1, 1], "shrinking"),
            town("twin-1", 7200, 3100, [1, 1, 1], "shrinking"),
            Profile { code: "unknown".to_owned(), ..Profile::default() },
        ];
        let order: Vec<&str> = by_likeness(&own, &all).into_iter().map(|(p, _)| p.code.as_str()).collect();
        assert_eq!(order, ["twin-1", "twin-2", "near", "city"]);
    }
}
