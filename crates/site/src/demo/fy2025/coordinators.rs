//! The 1,653 coordinators who answered: 21 of prefectures, 1,632 of municipalities. Nobody knows how many there are;
//! these came through the bodies that say they have one.

use std::collections::BTreeMap;

use questionnaire::{Answer, Answers};

use super::super::draws::Draws;
use super::super::facts;
use super::super::fill::FillError;
use super::{Past, Person, Place, SEED, complete, form, refused};

const OF_PREFECTURES: usize = 21;
const OF_MUNICIPALITIES: usize = 1632;
/// No body has more.
const MOST: usize = 12;

fn has_one(answers: &Answers, question: &str) -> bool {
    answers.get(question).is_some_and(|answer| answer.choices().iter().any(|choice| choice == "yes"))
}

/// One for every body that has any, the rest drawn by weight.
fn shared_out(weights: &[u64], together: usize, draws: &mut Draws) -> Result<Vec<usize>, FillError> {
    if weights.is_empty() || weights.len() > together || weights.len() * MOST < together {
        return Err(refused(format!("{together} coordinators cannot be shared among {} bodies", weights.len())));
    }
    let mut counts = vec![1; weights.len()];
    let total: u64 = weights.iter().sum();
    let mut left = together - weights.len();
    while left > 0 {
        let mut drawn = draws.pick(1 << 30) % total.max(1);
        let mut at = 0;
        while let Some(weight) = weights.get(at).filter(|weight| drawn >= **weight) {
            drawn -= weight;
            at += 1;
        }
        if let Some(count) = counts.get_mut(at).filter(|count| **count < MOST) {
            *count += 1;
            left -= 1;
        }
    }
    Ok(counts)
}

pub fn invent(municipalities: &Past, prefectures: &Past) -> Result<Past, FillError> {
    let form = form("coordinator")?;
    let mut draws = Draws(SEED + 2);
    let with = |past: &Past, question: &str| -> Vec<Place> {
        let who = past.places.iter().zip(&past.answers).filter(|(_, answers)| has_one(answers, question));
        who.map(|(place, _)| place.clone()).collect()
    };
    let population = facts::populations()?;
    let mut places = Vec::with_capacity(OF_PREFECTURES + OF_MUNICIPALITIES);
    let mut people = Vec::with_capacity(places.capacity());
    let names: BTreeMap<&str, &str> =
        prefectures.places.iter().map(|(code, name, _)| (code.as_str(), name.as_str())).collect();
    for (group, bodies, together) in [
        ("prefecture", with(prefectures, "q5"), OF_PREFECTURES),
        ("municipality", with(municipalities, "q10"), OF_MUNICIPALITIES),
    ] {
        // Large cities have more of them, but not in proportion.
        let weight = |code: &str| 1 + population.get(code).copied().unwrap_or(0).isqrt();
        let weights: Vec<u64> = bodies.iter().map(|(code, ..)| weight(code)).collect();
        for ((code, name, prefecture), count) in bodies.iter().zip(shared_out(&weights, together, &mut draws)?) {
            for n in 1..=count {
                let key = format!("{code}-{n:02}");
                let mut person = Person::new(group);
                let of = names.get(prefecture.as_str()).copied().unwrap_or_default();
                let whole = if group == "prefecture" { name.clone() } else { format!("{of}{name}") };
                person.answers.set("f2", Answer::text(&whole));
                people.push(person);
                places.push((key, format!("{name}のコーディネーター{n}"), prefecture.clone()));
            }
        }
    }
    complete(&form, "coordinator", &mut people, &mut draws)?;
    let answers = people.into_iter().map(|person| person.answers).collect();
    Ok(Past { kind: "coordinator", form, places, answers })
}
