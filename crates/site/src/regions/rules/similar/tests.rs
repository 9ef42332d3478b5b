//! Each factor by its weight; what is not known; what a reader weighs otherwise.

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
        island: Some(0),
        mountain: Some(1),
        clinics: Some(2),
        stations: Some(1),
    }
}

fn close(a: f64, b: f64) -> bool {
    (a - b).abs() < 1e-9
}

fn like(own: &Profile, other: &Profile) -> Option<f64> {
    likeness(own, other, &Weights::default())
}

fn weights(query: &str) -> Weights {
    Weights::of(&Fields::parse(query.as_bytes()))
}

/// The weights together.
const WHOLE: f64 = 125.0;

#[test]
fn the_same_town_is_wholly_alike() {
    assert!(close(FACTORS.iter().map(|(_, _, weight, _)| f64::from(*weight)).sum(), WHOLE));
    let own = town("a", 7200, 3100, [1, 1, 1], "shrinking");
    let twin = Profile { code: "b".to_owned(), ..own.clone() };
    assert!(like(&own, &twin).is_some_and(|l| close(l, 1.0)));
    assert!(factors(&own, &twin).iter().all(|f| f.own == f.other && f.closeness == Some(1.0)));
}

#[test]
fn each_factor_counts_by_its_weight() {
    let own = town("a", 10_000, 4000, [1, 1, 0], "still_growing");
    let off = |change: fn(&mut Profile)| {
        let mut other = own.clone();
        change(&mut other);
        (1.0 - like(&own, &other).unwrap()) * WHOLE
    };
    // Fifty times as many people with the same shares: the whole weight of the size; more is not farther.
    let times = |n: i64| {
        let other = Profile {
            population: Some(10_000 * n),
            age65: Some(4000 * n),
            age85: Some(800 * n),
            clinics: Some(2 * n),
            stations: Some(n),
            ..own.clone()
        };
        (1.0 - like(&own, &other).unwrap()) * WHOLE
    };
    assert!(close(times(50), 35.0) && close(times(400), 35.0) && times(2) < 7.0);
    assert!(close(off(|t| t.age65 = Some(5000)), 25.0 / 2.0), "10 of 20 points");
    assert!(close(off(|t| t.age85 = Some(1200)), 10.0 / 2.0), "4 of 8 points");
    assert!(close(off(|t| t.shokibo = Some(1)), 20.0 / 3.0));
    assert!(close(off(|t| t.demand2040 = Some("grows_then_shrinks".to_owned())), 5.0));
    assert!(close(off(|t| t.demand2040 = Some("shrinking".to_owned())), 10.0));
    assert!(close(off(|t| t.island = Some(1)), 5.0), "one of two");
    assert!(close(off(|t| t.clinics = Some(5)), 7.5), "three more per 10,000 people: all of one of two kinds");
    assert!(close(off(|t| t.clinics = Some(500)), 7.5), "more is not farther");
}

#[test]
fn what_is_not_known_does_not_count_and_too_little_is_no_likeness() {
    let own = town("a", 10_000, 4000, [1, 1, 0], "no_forecast");
    let other = Profile { age85: None, island: None, clinics: None, ..own.clone() };
    assert!(like(&own, &other).is_some_and(|l| close(l, 1.0)));
    let unknown = factors(&own, &other);
    assert_eq!((unknown[2].closeness, unknown[2].other.as_str()), (None, UNKNOWN));
    assert_eq!(unknown[4].closeness, None, "no forecast says nothing about the demand");
    assert_eq!((unknown[5].closeness, unknown[5].other.as_str()), (None, UNKNOWN));
    assert_eq!(unknown[6].closeness, None, "one kind of resource alone is not compared");
    // Classes and land are 30 of 125; with size and ageing it is enough.
    let bare = Profile { population: None, ..own.clone() };
    assert_eq!(like(&own, &bare), None);
    let no_resources = Profile { age85: None, clinics: None, stations: None, island: None, ..own.clone() };
    assert!(like(&own, &no_resources).is_some());
    let empty = Profile { population: Some(0), ..own.clone() };
    assert_eq!(like(&own, &empty), None);
}

#[test]
fn a_reader_weighs_the_factors_otherwise() {
    let own = town("a", 10_000, 4000, [1, 1, 0], "shrinking");
    let same_size = town("size", 10_000, 2000, [0, 0, 1], "still_growing");
    let same_people = town("ageing", 300_000, 120_000, [1, 1, 0], "shrinking");
    let nearer = |weights: &Weights| {
        let all = [same_size.clone(), same_people.clone()];
        by_likeness(&own, &all, weights)[0].0.code.clone()
    };
    assert_eq!(nearer(&weights("size=3&ageing=0&classes=0&demand=0&oldest=0")), "size");
    assert_eq!(nearer(&weights("size=0&ageing=3")), "ageing");
    let odd = weights("size=x&ageing=9&land=&zzz=1");
    assert_eq!(odd, Weights::default(), "what is odd changes nothing");
    assert_eq!(weights("size=3&land=0&ageing=2").pairs(), [("size", "3"), ("land", "0")]);
    assert_eq!(Weights::of(&Fields::from_pairs(weights("size=3&land=0").pairs())), weights("size=3&land=0"));
    let nothing = weights("size=0&ageing=0&oldest=0&classes=0&demand=0&land=0&resources=0");
    assert!(nothing.is_nothing() && likeness(&own, &same_size, &nothing).is_none());
    // Only what is known of the factors that count decides whether too little is known.
    let only_classes = weights("size=0&ageing=0&oldest=0&demand=0&land=0&resources=0");
    let bare = Profile { population: None, ..own.clone() };
    assert_eq!(likeness(&own, &bare, &only_classes), Some(1.0));
}

#[test]
fn what_differs_is_said_in_words_without_a_verdict() {
    let own = town("甲町", 10_000, 4000, [1, 1, 0], "shrinking");
    let mut other = town("乙市", 32_000, 11_200, [1, 0, 0], "still_growing");
    other.island = None;
    let said = differences(&own, &other);
    assert_eq!(said.len(), FACTORS.len());
    assert_eq!(said[0].as_deref(), Some("乙市は甲町の約3.2倍"));
    assert_eq!(said[1].as_deref(), Some("乙市のほうが5.0ポイント低い"));
    assert_eq!(said[3].as_deref(), Some("中山間地域等に当たるのは甲町だけ"));
    assert_eq!(said[4].as_deref(), Some("違う"));
    assert_eq!(said[5], None, "not known is not the same");
    assert!(said[6].as_deref().is_some_and(|words| words.contains("甲町は2.0、乙市は0.6")), "{said:?}");
    let twin = Profile { code: "x".to_owned(), population: Some(10_100), age65: Some(4040), ..own.clone() };
    let said = differences(&own, &twin);
    assert_eq!((said[0].as_deref(), said[3].as_deref()), (Some("ほぼ同じ"), Some("同じ")));
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
    let order: Vec<&str> =
        by_likeness(&own, &all, &Weights::default()).into_iter().map(|(p, _)| p.code.as_str()).collect();
    assert_eq!(order, ["twin-1", "twin-2", "near", "city"]);
}
