//! Coordinators of this year's survey: some answered by their municipality's or prefecture's link, in every state; part
//! of the organisations said how many there are; one pair may be one person's twice. All of it is invented.

use std::sync::Arc;

use foundation::Timestamp;
use questionnaire::{Answer, Answers, Form, generate};

use super::CAST;
use super::draws::Draws;
use super::fill::{FillError, REQUEST};
use super::surveys::{SECONDS_PER_DAY, only_the_first_sections};
use crate::permissions::{Actor, AppCore, EditSurveys, PassOnLinks, WriteTx};
use crate::regions;
use crate::surveys::actions::arrived::{self, Arrived};
use crate::surveys::actions::links;
use crate::surveys::model::State;
use crate::surveys::model::linking::Said;

const SEED: u64 = 20_260_901;
/// Of a hundred organisations, so many have passed their link on to somebody who answered.
const PASSED_ON: u64 = 15;
/// The coordinator of the cast answers for this town, and is half way.
const OF_THE_CAST: (&str, &str) = ("352128", "yanai-coordinator");
/// Where somebody may have answered twice.
const TWICE: &str = "252131";
/// The town with the one officer has not come to it yet.
const NOT_YET: &str = "193666";
const RETURNED: &str = "問8-1は、連携している職種を選び直してください。（架空の差戻しです）";
const SET_ASIDE: &str = "本人から、二度提出したと連絡があった。（架空の例です）";

/// Prefectures, then municipalities: code and name.
async fn places(tx: &mut WriteTx<EditSurveys>) -> Result<Vec<(String, String)>, FillError> {
    let mut all = regions::all_prefectures(tx).await?;
    all.extend(regions::all_towns(tx).await?);
    Ok(all.into_iter().map(|(code, name, _)| (code, name)).collect())
}

/// What came in so far.
pub async fn answer(tx: &mut WriteTx<EditSurveys>, survey: i64, form: &Form, now: Timestamp) -> Result<(), FillError> {
    let places = places(tx).await?;
    let mail = CAST.iter().find(|c| c.id == OF_THE_CAST.1).map_or("", |c| c.mail);
    let person = crate::people::person_with_mail(tx, mail).await?;
    let rows = arrived(form, &places, person, now);
    Ok(arrived::take_over(tx, survey, &rows).await?)
}

fn arrived(form: &Form, places: &[(String, String)], person: Option<i64>, now: Timestamp) -> Vec<Arrived> {
    let mut draws = Draws(SEED);
    let mut rows = Vec::new();
    for (code, name) in places {
        let of_the_cast = code == OF_THE_CAST.0;
        let answered = match draws.pick(100) {
            _ if of_the_cast || code == TWICE => 2,
            _ if code == NOT_YET => 0,
            0..PASSED_ON => 1 + draws.pick(3),
            _ => 0,
        };
        for number in 0..answered {
            let state = match draws.pick(100) {
                _ if of_the_cast && number == 0 => State::Working,
                _ if of_the_cast || code == TWICE => State::Submitted,
                0..=39 => State::Accepted,
                40..=84 => State::Submitted,
                85..=87 => State::Returned,
                88..=96 => State::Working,
                97 => State::SetAside,
                _ => State::NotOpened,
            };
            let answers = invented(form, name, code, state, &mut draws);
            let days = 2 + i64::try_from(draws.pick(60)).unwrap_or(0);
            let minutes = i64::try_from(draws.pick(8 * 60)).unwrap_or(0);
            rows.push(Arrived {
                place: code.clone(),
                answers,
                state,
                at: now.seconds_later(-days * SECONDS_PER_DAY - minutes * 60),
                person: person.filter(|_| of_the_cast && number == 0),
                remark: match state {
                    State::Returned => RETURNED.to_owned(),
                    State::SetAside => SET_ASIDE.to_owned(),
                    _ => String::new(),
                },
            });
        }
    }
    twice(form, &mut rows, &mut draws);
    rows
}

fn invented(form: &Form, name: &str, code: &str, state: State, draws: &mut Draws) -> Answers {
    let mut answers = Answers::default();
    if state == State::NotOpened {
        return answers;
    }
    if form.question("f1").is_some() && form.question("f2").is_some() {
        answers.set("f1", Answer::one(if code.get(2..5) == Some("000") { "prefecture" } else { "municipality" }));
        answers.set("f2", Answer::text(name));
    }
    let mut answers = generate::fill(form, answers, &mut |n| draws.pick(n));
    if state == State::Working {
        only_the_first_sections(form, &mut answers);
    }
    answers
}

/// The second of the pair: the same person by what she says of herself, a day later, with a few other answers.
fn twice(form: &Form, rows: &mut [Arrived], draws: &mut Draws) {
    let pair: Vec<usize> = rows.iter().enumerate().filter(|(_, row)| row.place == TWICE).map(|(at, _)| at).collect();
    let [one, other] = pair[..] else { return };
    let mut answers = rows[one].answers.clone();
    for question in ["q7_m", "q9", "q9_1", "q11"] {
        answers.0.remove(question);
    }
    rows[other].answers = generate::fill(form, answers, &mut |n| draws.pick(n));
    rows[other].at = rows[one].at.seconds_later(SECONDS_PER_DAY);
}

/// How many there are, as part of the organisations said; then everybody's code. Does nothing where codes are made.
pub async fn pass_on(core: &Arc<AppCore>, survey: i64) -> Result<(), FillError> {
    let mut tx = core.write::<EditSurveys>(Actor::Console, REQUEST).await?;
    let places = places(&mut tx).await?;
    drop(tx);
    let mut tx = core.write::<PassOnLinks>(Actor::Console, REQUEST).await?;
    if links::make_all(&mut tx, survey, "").await? == 0 {
        return Ok(());
    }
    links::say_all(&mut tx, survey, &said(&places)).await?;
    tx.commit_recorded().await?;
    Ok(())
}

fn said(places: &[(String, String)]) -> Vec<(String, Said)> {
    let mut draws = Draws(SEED + 1);
    let mut said = Vec::new();
    for (code, _) in places {
        let words = match (code.as_str(), draws.pick(100)) {
            ("352128", _) => Said::Number(3),
            ("252131", _) => Said::Number(2),
            ("011002", _) => Said::Unknown,
            (NOT_YET, _) => continue,
            (_, 0..=54) => Said::Number(1 + i64::try_from(draws.pick(4)).unwrap_or(0)),
            (_, 55..=64) => Said::Unknown,
            _ => continue,
        };
        said.push((code.clone(), words));
    }
    said
}

#[cfg(test)]
mod tests {
    use questionnaire::shipped;

    use super::*;
    use crate::surveys::likeness;

    #[test]
    fn somebody_is_in_every_state_and_one_pair_is_alike() {
        let form = Form::new(shipped::definition("fy2026_coordinator").unwrap()).unwrap();
        let mut places: Vec<(String, String)> = (0..600).map(|n| (format!("{n:06}"), format!("町{n}"))).collect();
        places.extend([("352128".to_owned(), "柳井市".to_owned()), (TWICE.to_owned(), "東近江市".to_owned())]);
        let now: Timestamp = "2026-11-21T01:00:00Z".parse().unwrap();
        let rows = arrived(&form, &places, Some(7), now);
        for state in State::EVERY {
            assert!(rows.iter().any(|row| row.state == state), "{state:?}");
        }
        assert_eq!(rows.iter().filter(|row| row.person == Some(7)).count(), 1);
        let pair: Vec<&Arrived> = rows.iter().filter(|row| row.place == TWICE).collect();
        assert_eq!(pair.len(), 2);
        assert_eq!(likeness(&form, &pair[0].answers), likeness(&form, &pair[1].answers));
        assert_ne!(pair[0].answers, pair[1].answers);
    }
}
