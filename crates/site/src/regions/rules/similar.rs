//! 似た市町村: how far two municipalities are apart, factor by factor, as a pure function of their facts. The one likeness of the
//! product: towns like mine, cases of such towns, and whom the survey compares an answer with.
//!
//! | factor | weight | apart |
//! |---|---|---|
//! | 人口規模 | 35 | ratio of the populations on a logarithmic scale; fifty times as many is as far as it goes |
//! | 高齢化率 | 25 | difference of the shares of 65 and older; 20 points is as far as it goes |
//! | 85歳以上の割合 | 10 | the same for 85 and older; 8 points |
//! | 区分 | 20 | of 過疎, 中山間, 小規模 how many differ: 非該当 and the seven combinations of 該当 |
//! | 2040年の見通し | 10 | steps between growing, growing then shrinking, shrinking |
//! | 離島・山村 | 10 | of the two how many differ |
//! | 在宅の資源 | 15 | clinics and nursing stations per 10,000 people; 3 of a kind is as far as it goes |
//!
//! A factor that one of the two has no fact for does not count, and the others count for more; with less than half of the
//! weight known two municipalities are not compared. A reader may weigh the factors otherwise ([`Weights`]).

use foundation::web::Fields;

use super::percent;
use crate::regions::model::{CLASSES, DEMAND_2040, LANDS, RESOURCES};

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
    pub island: Option<i64>,
    pub mountain: Option<i64>,
    pub clinics: Option<i64>,
    pub stations: Option<i64>,
}

const COUNT: usize = 7;

/// Id (as in addresses), words, weight, and the facts it is made of; in the order they are shown.
pub const FACTORS: [(&str, &str, u32, &[&str]); COUNT] = [
    ("size", "人口規模", 35, &["population"]),
    ("ageing", "高齢化率", 25, &["age65", "population"]),
    ("oldest", "85歳以上の割合", 10, &["age85", "population"]),
    ("classes", "区分", 20, &["kaso", "chusankan", "shokibo"]),
    ("demand", "2040年の見通し", 10, &["demand2040"]),
    ("land", "離島・山村", 10, &["island", "mountain"]),
    ("resources", "在宅の資源", 15, &["clinics", "stations", "population"]),
];

/// Fifty times as many people is as far apart as sizes go.
const FARTHEST_RATIO: f64 = 50.0;
const FARTHEST_AGEING: f64 = 0.20;
const FARTHEST_OLDEST: f64 = 0.08;
/// Of a kind of resource, per 10,000 people.
const FARTHEST_RESOURCES: f64 = 3.0;
/// Of the weight, how much must be known of both.
const LEAST_KNOWN: f64 = 0.5;
/// Shares and ratios that print the same are the same.
const SAME_RATIO: f64 = 1.05;

/// How much a reader lets a factor count: value in addresses, words, times the rule's weight.
pub const EMPHASES: [(&str, &str, f64); 4] =
    [("0", "数えない", 0.0), ("1", "軽く", 0.5), ("2", "ふつう", 1.0), ("3", "重く", 2.0)];
const USUAL: usize = 2;

/// How the factors are weighed: for each the place of its emphasis.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Weights([usize; COUNT]);

impl Default for Weights {
    fn default() -> Self {
        Self([USUAL; COUNT])
    }
}

impl Weights {
    /// From an address; anything odd is 「ふつう」.
    pub fn of(query: &Fields) -> Self {
        let emphasis = |id: &str| EMPHASES.iter().position(|(value, ..)| *value == query.get(id)).unwrap_or(USUAL);
        Self(FACTORS.map(|(id, ..)| emphasis(id)))
    }

    /// Name and value of what is not as usual, for an address.
    pub fn pairs(&self) -> Vec<(&'static str, &'static str)> {
        let all = FACTORS.iter().zip(self.0).filter(|(_, at)| *at != USUAL);
        all.map(|((id, ..), at)| (*id, EMPHASES[at].0)).collect()
    }

    /// Of each factor the value of its emphasis.
    pub fn values(&self) -> [&'static str; COUNT] {
        self.0.map(|at| EMPHASES[at].0)
    }

    /// Nothing counts any more: there is no order.
    pub fn is_nothing(&self) -> bool {
        self.0.iter().all(|at| EMPHASES[*at].2 == 0.0)
    }

    fn weights(&self) -> [f64; COUNT] {
        let mut weights = FACTORS.map(|(_, _, weight, _)| f64::from(weight));
        for (weight, at) in weights.iter_mut().zip(self.0) {
            *weight *= EMPHASES[at].2;
        }
        weights
    }
}

/// One factor of a likeness, with what stands on both sides.
#[derive(Clone, Debug, PartialEq)]
pub struct Factor {
    pub id: &'static str,
    pub label: &'static str,
    pub own: String,
    pub other: String,
    /// 0 as far apart as can be, 1 the same; `None` where a fact is missing.
    pub closeness: Option<f64>,
}

/// How like two municipalities are, 0 to 1; `None` where too little is known.
pub fn likeness(own: &Profile, other: &Profile, weights: &Weights) -> Option<f64> {
    let (mut sum, mut known, mut whole) = (0.0, 0.0, 0.0);
    for (weight, apart) in weights.weights().into_iter().zip(apart(own, other)) {
        whole += weight;
        if let Some(apart) = apart {
            sum += weight * (1.0 - apart);
            known += weight;
        }
    }
    (known > 0.0 && known >= LEAST_KNOWN * whole).then(|| sum / known)
}

/// Per factor 0 (the same) to 1.
fn apart(own: &Profile, other: &Profile) -> [Option<f64>; COUNT] {
    [
        both(size(own), size(other)).map(|(a, b)| (a - b).abs() / FARTHEST_RATIO.ln()),
        both(share(own.age65, own), share(other.age65, other)).map(|(a, b)| (a - b).abs() / FARTHEST_AGEING),
        both(share(own.age85, own), share(other.age85, other)).map(|(a, b)| (a - b).abs() / FARTHEST_OLDEST),
        both(flags(own), flags(other)).map(|(a, b)| differing(&a, &b)),
        both(outlook(own), outlook(other)).map(|(a, b)| (a - b).abs() / 2.0),
        both(lands(own), lands(other)).map(|(a, b)| not_shared(&a, &b)),
        both(resources(own), resources(other)).map(|(a, b)| {
            let each = |at: usize| ((a[at] - b[at]).abs() / FARTHEST_RESOURCES).min(1.0);
            f64::midpoint(each(0), each(1))
        }),
    ]
    .map(|apart| apart.map(|apart| apart.clamp(0.0, 1.0)))
}

fn differing<const N: usize>(a: &[i64; N], b: &[i64; N]) -> f64 {
    let differ = a.iter().zip(b).filter(|(a, b)| a != b).count();
    f64::from(u8::try_from(differ).unwrap_or(u8::MAX)) / f64::from(u8::try_from(N).unwrap_or(u8::MAX))
}

/// Of what either has, the part that both do not: an island and a place that is neither are as far apart as can be.
fn not_shared<const N: usize>(a: &[i64; N], b: &[i64; N]) -> f64 {
    let either = a.iter().zip(b).filter(|(a, b)| **a == 1 || **b == 1).count();
    let differ = a.iter().zip(b).filter(|(a, b)| a != b).count();
    let of = |count: usize| f64::from(u8::try_from(count).unwrap_or(u8::MAX));
    if either == 0 { 0.0 } else { of(differ) / of(either) }
}

fn both<T>(a: Option<T>, b: Option<T>) -> Option<(T, T)> {
    Some((a?, b?))
}

#[allow(clippy::cast_precision_loss, reason = "populations are far below 2^52")]
fn people(of: &Profile) -> Option<f64> {
    of.population.filter(|population| *population > 0).map(|population| population as f64)
}

fn size(of: &Profile) -> Option<f64> {
    people(of).map(f64::ln)
}

#[allow(clippy::cast_precision_loss, reason = "populations are far below 2^52")]
fn share(part: Option<i64>, of: &Profile) -> Option<f64> {
    Some(part? as f64 / people(of)?)
}

fn flags(of: &Profile) -> Option<[i64; 3]> {
    Some([of.kaso?, of.chusankan?, of.shokibo?])
}

fn lands(of: &Profile) -> Option<[i64; 2]> {
    Some([of.island?, of.mountain?])
}

/// Per 10,000 people.
fn resources(of: &Profile) -> Option<[f64; 2]> {
    Some([share(of.clinics, of)? * 10_000.0, share(of.stations, of)? * 10_000.0])
}

/// Steps of the outlook; 「見通しを立てていない」 is none.
fn outlook(of: &Profile) -> Option<f64> {
    let at = DEMAND_2040.iter().position(|(id, _)| Some(*id) == of.demand2040.as_deref())?;
    [Some(0.0), Some(1.0), Some(2.0), None].get(at).copied().flatten()
}

pub const UNKNOWN: &str = "不明";

/// 「該当（過疎地域・小規模自治体）」, 「非該当」
fn flag_words(offered: &[(&str, &str)], flags: Option<&[i64]>, none: &str) -> String {
    let Some(flags) = flags else { return UNKNOWN.to_owned() };
    let set: Vec<&str> =
        offered.iter().zip(flags).filter(|(_, flag)| **flag == 1).map(|((_, label), _)| *label).collect();
    if set.is_empty() { none.to_owned() } else { set.join("・") }
}

/// What stands on one side, factor by factor.
pub(super) fn words_of(of: &Profile) -> [String; COUNT] {
    let unknown = || UNKNOWN.to_owned();
    let rate = |part: Option<i64>| {
        let rate = part.zip(of.population).and_then(|(part, all)| percent(part, all));
        rate.map_or_else(unknown, |rate| format!("{rate}％"))
    };
    let resource = |count: Option<i64>, label: &str| count.map(|count| format!("{label}{count}"));
    let each = [resource(of.clinics, RESOURCES[0].1), resource(of.stations, RESOURCES[1].1)];
    let each: Vec<String> = each.into_iter().flatten().collect();
    [
        of.population.map_or_else(unknown, |n| format!("{}人", crate::shared::number(n))),
        rate(of.age65),
        rate(of.age85),
        match flag_words(CLASSES, flags(of).as_ref().map(<[i64; 3]>::as_slice), "") {
            words if words.is_empty() => "非該当".to_owned(),
            words if words == UNKNOWN => words,
            words => format!("該当（{words}）"),
        },
        of.demand2040
            .as_deref()
            .and_then(|id| DEMAND_2040.iter().find(|(known, _)| *known == id))
            .map_or_else(unknown, |(_, label)| (*label).to_owned()),
        flag_words(LANDS, lands(of).as_ref().map(<[i64; 2]>::as_slice), "どちらでもない"),
        if each.is_empty() { unknown() } else { each.join("、") },
    ]
}

/// Every factor with what stands on both sides, for showing how the likeness comes about.
pub fn factors(own: &Profile, other: &Profile) -> Vec<Factor> {
    let sides = words_of(own).into_iter().zip(words_of(other));
    FACTORS
        .iter()
        .zip(sides)
        .zip(apart(own, other))
        .map(|(((id, label, ..), (own, other)), apart)| Factor {
            id,
            label,
            own,
            other,
            closeness: apart.map(|apart| 1.0 - apart),
        })
        .collect()
}

/// In what the second differs from the first, factor by factor, in words and without a verdict; `None` where a fact is
/// missing on either side.
pub fn differences(own: &Profile, other: &Profile) -> Vec<Option<String>> {
    let same = || "同じ".to_owned();
    let points = |part: fn(&Profile) -> Option<i64>| {
        let (a, b) = both(share(part(own), own), share(part(other), other))?;
        let tenths = (b * 1000.0).round() - (a * 1000.0).round();
        Some(match tenths {
            t if t > 0.0 => format!("{}のほうが{:.1}ポイント高い", other.name, t / 10.0),
            t if t < 0.0 => format!("{}のほうが{:.1}ポイント低い", other.name, -t / 10.0),
            _ => same(),
        })
    };
    let flagged = |offered: &[(&str, &str)], a: &[i64], b: &[i64]| {
        let apart = offered.iter().zip(a.iter().zip(b)).filter(|(_, (a, b))| a != b);
        let apart: Vec<String> = apart
            .map(|((_, label), (_, b))| {
                format!("{label}に{}のは{}だけ", "当たる", if *b == 1 { &other.name } else { &own.name })
            })
            .collect();
        if apart.is_empty() { same() } else { apart.join("、") }
    };
    let size = both(people(own), people(other)).map(|(a, b)| {
        let (larger, smaller, ratio) =
            if b > a { (&other.name, &own.name, b / a) } else { (&own.name, &other.name, a / b) };
        if ratio < SAME_RATIO { "ほぼ同じ".to_owned() } else { format!("{larger}は{smaller}の約{ratio:.1}倍") }
    });
    let resources = both(resources(own), resources(other)).map(|(a, b)| {
        let each: Vec<String> = RESOURCES
            .iter()
            .zip(a.into_iter().zip(b))
            .map(|((_, label), (a, b))| {
                format!("人口1万人あたりの{label}：{}は{a:.1}、{}は{b:.1}", own.name, other.name)
            })
            .collect();
        each.join("。")
    });
    vec![
        size,
        points(|p| p.age65),
        points(|p| p.age85),
        both(flags(own), flags(other)).map(|(a, b)| flagged(CLASSES, &a, &b)),
        both(outlook(own), outlook(other))
            .map(|(a, b)| if (a - b).abs() < f64::EPSILON { same() } else { "違う".to_owned() }),
        both(lands(own), lands(other)).map(|(a, b)| flagged(LANDS, &a, &b)),
        resources,
    ]
}

/// The most alike first, those too little known left out; equal ones by code, so that the order is always the same.
pub fn by_likeness<'a>(own: &Profile, all: &'a [Profile], weights: &Weights) -> Vec<(&'a Profile, f64)> {
    let others = all.iter().filter(|other| other.code != own.code);
    let mut found: Vec<(&Profile, f64)> =
        others.filter_map(|other| Some((other, likeness(own, other, weights)?))).collect();
    found.sort_by(|(a, a_like), (b, b_like)| b_like.total_cmp(a_like).then_with(|| a.code.cmp(&b.code)));
    found
}

#[cfg(test)]
mod tests;
