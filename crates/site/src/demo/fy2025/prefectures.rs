//! The 47 prefectures.

use std::collections::BTreeMap;

use questionnaire::Answer;

use super::super::draws::Draws;
use super::super::facts;
use super::super::fill::FillError;
use super::{Past, Person, Place, SEED, complete, form};

/// 問3, printed in bands (0: 1, 1～5: 4, 6～10: 2, 11以上: 40) with the mean 23.40: 1,100 together. Prefectures counted
/// otherwise than their municipalities (問6 gives 975).
const MUNICIPALITIES_TOGETHER: u64 = 1100;
/// The seven with the fewest, from the fewest on.
const FEWEST: [u64; 7] = [0, 2, 3, 4, 5, 7, 9];
/// 問4, printed in bands (0: 36, 1～5: 1, 6～10: 1, 11以上: 9) with the mean 3.89: 183 together.
const SUPPORTED: [u64; 11] = [4, 8, 12, 14, 15, 17, 18, 20, 22, 25, 28];
/// 問10: how many of the 47 have so many areas; 6–10 are the 22 (46.8 %) that are printed.
const AREAS: [(u64, u64, usize); 5] = [(2, 5, 9), (6, 10, 22), (11, 15, 8), (16, 20, 5), (21, 30, 3)];
/// No prefecture has more municipalities than this.
const MOST: u64 = 179;

#[allow(clippy::cast_precision_loss, reason = "small counts")]
fn number(n: u64) -> Answer {
    Answer::Number { number: n as f64 }
}

pub fn invent(prefectures: &[Place]) -> Result<Past, FillError> {
    let form = form("prefecture")?;
    let mut draws = Draws(SEED + 1);
    let mut people: Vec<Person> = prefectures.iter().map(|_| Person::new("")).collect();
    for (person, (_, name, _)) in people.iter_mut().zip(prefectures) {
        person.answers.set("f1", Answer::text(name));
    }
    let counts = municipalities(prefectures)?;
    // Those who support are drawn among those with enough to support, the most to those with the most.
    let mut able: Vec<usize> =
        (0..people.len()).filter(|at| counts.get(*at).is_some_and(|n| n >= SUPPORTED.last().unwrap_or(&0))).collect();
    draws.shuffle(&mut able);
    let mut supported = vec![0; people.len()];
    for (at, n) in able.into_iter().zip(SUPPORTED) {
        if let Some(slot) = supported.get_mut(at) {
            *slot = n;
        }
    }
    let mut areas: Vec<u64> = AREAS
        .iter()
        .flat_map(|(from, to, count)| (0..*count as u64).map(move |n| from + n % (to - from + 1)))
        .collect();
    draws.shuffle(&mut areas);
    for (at, person) in people.iter_mut().enumerate() {
        person.answers.set("q3", number(counts.get(at).copied().unwrap_or(0)));
        person.answers.set("q4", number(supported.get(at).copied().unwrap_or(0)));
        person.answers.set("q10", number(areas.get(at).copied().unwrap_or(0)));
    }
    complete(&form, "prefecture", &mut people, &mut draws)?;
    let answers = people.into_iter().map(|person| person.answers).collect();
    Ok(Past { kind: "prefecture", form, places: prefectures.to_vec(), answers })
}

/// As many as 問6 gives, moved into the printed bands and to the printed mean.
fn municipalities(prefectures: &[Place]) -> Result<Vec<u64>, FillError> {
    let mut by_prefecture: BTreeMap<String, u64> = BTreeMap::new();
    for (code, (classes, _)) in facts::classes_and_outlooks()? {
        *by_prefecture.entry(code.chars().take(2).collect()).or_default() += u64::from(classes != "000");
    }
    let known = |code: &str| by_prefecture.get(&code.chars().take(2).collect::<String>()).copied().unwrap_or(0);
    let mut order: Vec<(u64, usize)> =
        prefectures.iter().enumerate().map(|(at, (code, ..))| (known(code), at)).collect();
    order.sort_unstable();
    let mut counts = vec![0; prefectures.len()];
    for (rank, (known, at)) in order.iter().enumerate() {
        if let Some(slot) = counts.get_mut(*at) {
            *slot = FEWEST.get(rank).copied().unwrap_or((*known).max(11));
        }
    }
    // One more each, those with many first, until it is as many as printed.
    let mut missing = MUNICIPALITIES_TOGETHER.saturating_sub(counts.iter().sum());
    while missing > 0 {
        let before = missing;
        for (_, at) in order.iter().skip(FEWEST.len()).rev() {
            if let Some(slot) = counts.get_mut(*at).filter(|n| missing > 0 && **n < MOST) {
                *slot += 1;
                missing -= 1;
            }
        }
        if missing == before {
            break;
        }
    }
    Ok(counts)
}
