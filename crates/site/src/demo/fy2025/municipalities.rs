//! The 1,741 municipalities.

use questionnaire::Answer;

use super::super::draws::Draws;
use super::super::fill::FillError;
use super::{Past, Person, Place, SEED, complete, deal, form, one};

const SCENES: [&str; 8] = ["nyutaiin", "nichijo", "mitori", "kyuhen", "ninchisho", "saigai", "kansensho", "none"];
const CLASSES: [&str; 3] = ["kaso", "chusankan", "shokibo"];
/// The issues of 問8, likelier ones first as the questionnaire lists them.
const ISSUES: [&str; 16] = [
    "genjo",
    "taisei",
    "taiosaku",
    "hyoka",
    "chonai",
    "ishikai",
    "kenshu",
    "soudan",
    "iryo_jinzai",
    "kaigo_jinzai",
    "joho",
    "fukyu",
    "shigen",
    "todofuken",
    "koiki",
    "yosan",
];

/// 該当 municipalities lack people and expect help with that more often (the report says so without a table).
fn lean(variable: &str, option: &str, person: &Person) -> u64 {
    match (variable, option, person.group) {
        ("q8_2_2", "iryo_jinzai" | "kaigo_jinzai", "gaito") => 130,
        ("q8_2_2", "genjo", "higaito") => 120,
        ("q8_2_1", "iryo_jinzai" | "kaigo_jinzai", "gaito") => 80,
        _ => 100,
    }
}

pub fn invent(towns: &[Place]) -> Result<Past, FillError> {
    let form = form("municipality")?;
    let mut draws = Draws(SEED);
    let mut people = Vec::with_capacity(towns.len());
    for ((_, name, _), row) in towns.iter().zip(deal::deal(towns)?) {
        let none = row.classes == "000";
        let mut person = Person::new(if none { "higaito" } else { "gaito" });
        person.lean = lean;
        person.answers.set("f1", Answer::text(name));
        for (id, choice) in [("f2", &row.f2), ("q1", &row.q1), ("q2", &row.q2), ("q4", &row.q4)] {
            if choice.is_empty() {
                person.blank.insert(id.to_owned());
            } else {
                person.answers.set(id, one(choice));
            }
        }
        let ticked = |flags: &str, of: &[&'static str]| -> Vec<&'static str> {
            of.iter().zip(flags.chars()).filter(|(_, flag)| *flag == '1').map(|(option, _)| *option).collect()
        };
        person.answers.set("q5", Answer::many(ticked(&row.q5, &SCENES)));
        let classes = ticked(&row.classes, &CLASSES);
        person.answers.set("q6", Answer::many(if none { vec!["none"] } else { classes }));
        people.push(person);
    }
    // 問8-1-1 holds 問8-1-2, which the margins have given by now.
    complete(&form, "municipality", &mut people, &mut draws)?;
    for person in &mut people {
        all_issues(person, &mut draws);
    }
    let answers = people.into_iter().map(|person| person.answers).collect();
    Ok(Past { kind: "municipality", form, places: towns.to_vec(), answers })
}

/// 問8-1-1: the issue of 問8-1-2 and some more; 該当 municipalities lack people (the report: by 10 points and more).
fn all_issues(person: &mut Person, draws: &mut Draws) {
    let Some(first) = person.answers.get("q8_1_2").and_then(|a| a.choices().first().cloned()) else { return };
    let mut chosen: Vec<&str> = Vec::new();
    for (at, issue) in (0_u64..).zip(ISSUES) {
        let people = matches!(issue, "iryo_jinzai" | "kaigo_jinzai");
        let of_100 = match (people, person.group) {
            (true, "gaito") => 55,
            (true, _) => 42,
            (false, "gaito") => 40 - at,
            (false, _) => 46 - at,
        };
        if issue == first || draws.pick(100) < of_100 {
            chosen.push(issue);
        }
    }
    let mut answer = Answer::many(chosen);
    if let (Answer::Many { choices, others }, true) = (&mut answer, first == "other") {
        choices.push(first.clone());
        others.insert(first, format!("地域に固有のこと{}", questionnaire::generate::INVENTED));
    }
    person.answers.set("q8_1_1", answer);
}
