//! Answers that hold, made up: for the demonstration and for tests. Every question that is asked gets one.

use crate::answers::{Answer, Answers, RowAnswer};
use crate::form::Form;
use crate::kinds::Kind;
use crate::model::{Choice, Question};

/// Says in every invented text that it is one.
pub const INVENTED: &str = "（架空の回答）";

/// Most options of one multiple answer, where the question sets no limit.
const MOST_TICKS: u64 = 4;
/// Conditions stand on conditions no deeper than this.
const MOST_ROUNDS: usize = 12;

/// Fills every asked question validly. `pick(n)` draws from `0..n`; the same draws make the same answers.
/// What `answers` holds already stays.
pub fn fill(form: &Form, answers: Answers, pick: &mut dyn FnMut(u64) -> u64) -> Answers {
    fill_but(form, answers, &|_| false, pick)
}

/// [`fill`] but for the questions that are to be 無回答.
pub fn fill_but(
    form: &Form,
    mut answers: Answers,
    is_blank: &dyn Fn(&str) -> bool,
    pick: &mut dyn FnMut(u64) -> u64,
) -> Answers {
    for _ in 0..MOST_ROUNDS {
        let who = form.applicable(&answers);
        let mut added = false;
        for (at, _, question) in form.questions() {
            let stays = answers.get(&question.id).is_some() || is_blank(&question.id);
            if stays || !who.question(at) || !question.kind.is_asked() {
                continue;
            }
            let offered = match question.choice_filter {
                Some(_) => form.choices_offered(question, &answers),
                None => form.choices(question).iter().collect(),
            };
            let rows = |row: usize| who.row(at, row);
            let Some(mut answer) = invented(question, &offered, &rows, pick) else { continue };
            // The question's own condition: the least is what is tried last.
            if !form.constraint_holds(question, &answer, &answers, &who)
                && let Answer::Number { number } = &mut answer
            {
                *number = least(question);
            }
            answers.set(&question.id, answer);
            added = true;
        }
        if !added {
            break;
        }
    }
    answers
}

fn least(question: &Question) -> f64 {
    match &question.kind {
        Kind::Number(kind) => kind.least.unwrap_or(0.0),
        Kind::Amount(kind) => kind.least.unwrap_or(0.0),
        _ => 0.0,
    }
}

fn invented(
    question: &Question,
    offered: &[&Choice],
    row_is_asked: &dyn Fn(usize) -> bool,
    pick: &mut dyn FnMut(u64) -> u64,
) -> Option<Answer> {
    Some(match &question.kind {
        Kind::Single(_) => {
            let (choice, other) = one(offered, pick)?;
            Answer::One { choice, other }
        }
        Kind::Multiple(kind) => {
            let (choices, others) = many(offered, kind.least, kind.most, pick);
            Answer::Many { choices, others: others.into_iter().collect() }
        }
        Kind::Grid(grid) => {
            let mut rows = std::collections::BTreeMap::new();
            for (_, row) in grid.rows.iter().enumerate().filter(|(at, _)| row_is_asked(*at)) {
                let answer = if grid.multiple {
                    let (choices, others) = many(offered, None, grid.most, pick);
                    RowAnswer::Many { choices, others: others.into_iter().collect() }
                } else {
                    let (choice, other) = one(offered, pick)?;
                    RowAnswer::One { choice, other }
                };
                rows.insert(row.id.clone(), answer);
            }
            Answer::Grid { rows }
        }
        Kind::Number(kind) => {
            let least = kind.least.unwrap_or(0.0);
            Answer::Number { number: number(least, kind.most.unwrap_or(least + 20.0), pick) }
        }
        Kind::Amount(kind) => {
            let least = kind.least.unwrap_or(0.0);
            Answer::Number { number: number(least, kind.most.unwrap_or(least + 1000.0), pick) }
        }
        Kind::Text(_) => Answer::text(INVENTED),
        Kind::LongText(_) => {
            let first = ["関係者が集まる日を決め", "担当課どうしで表を一つ作り", "医師会と話し合い"];
            let then = ["半年ごとに見直しています。", "年度末に振り返っています。", "次の年の計画に入れました。"];
            let at = |n: usize, drawn: u64| usize::try_from(drawn).unwrap_or(0) % n;
            let (a, b) = (at(first.len(), pick(3)), at(then.len(), pick(3)));
            Answer::text(&format!("{}、{}{INVENTED}", first[a], then[b]))
        }
        Kind::Date(kind) => {
            let date = kind.least.or(kind.most).unwrap_or(jiff::civil::date(2026, 4, 1));
            Answer::Date { date }
        }
        Kind::Note(_) => return None,
    })
}

#[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "small counts")]
fn number(least: f64, most: f64, pick: &mut dyn FnMut(u64) -> u64) -> f64 {
    let width = (most - least).clamp(0.0, 20.0) as u64;
    (least + pick(width + 1) as f64).min(most)
}

fn other_text(choice: &Choice) -> Option<String> {
    choice.other.then(|| format!("地域で決めたもの{INVENTED}"))
}

/// The first options of a list are the likelier ones.
fn drawn<'a>(offered: &[&'a Choice], pick: &mut dyn FnMut(u64) -> u64) -> Option<&'a Choice> {
    let n = u64::try_from(offered.len()).ok().filter(|n| *n > 0)?;
    let at = pick(n).min(pick(n));
    offered.get(usize::try_from(at).unwrap_or(0)).copied()
}

fn one(offered: &[&Choice], pick: &mut dyn FnMut(u64) -> u64) -> Option<(String, Option<String>)> {
    let choice = drawn(offered, pick)?;
    Some((choice.id.clone(), other_text(choice)))
}

fn many(
    offered: &[&Choice],
    least: Option<u32>,
    most: Option<u32>,
    pick: &mut dyn FnMut(u64) -> u64,
) -> (Vec<String>, Vec<(String, String)>) {
    let exclusive = offered.iter().find(|choice| choice.exclusive);
    if let Some(alone) = exclusive
        && least.unwrap_or(0) <= 1
        && pick(8) == 0
    {
        return (vec![alone.id.clone()], Vec::new());
    }
    let open: Vec<&Choice> = offered.iter().copied().filter(|choice| !choice.exclusive).collect();
    let limit = most.map_or(MOST_TICKS, u64::from).min(u64::try_from(open.len()).unwrap_or(0)).max(1);
    let wanted = (1 + pick(limit)).max(u64::from(least.unwrap_or(0)));
    let mut ticked = std::collections::BTreeSet::new();
    // Draws that hit the same option again make the answer shorter, never wrong; what is missing is added in order.
    for _ in 0..wanted {
        ticked.extend(drawn(&open, pick).map(|choice| choice.id.clone()));
    }
    for choice in &open {
        if u64::try_from(ticked.len()).unwrap_or(0) >= u64::from(least.unwrap_or(1)) {
            break;
        }
        ticked.insert(choice.id.clone());
    }
    let chosen: Vec<&&Choice> = open.iter().filter(|choice| ticked.contains(&choice.id)).collect();
    let others = chosen.iter().filter_map(|c| other_text(c).map(|text| (c.id.clone(), text))).collect();
    (chosen.into_iter().map(|c| c.id.clone()).collect(), others)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_to_stay_blank_is_not_made_up_nor_what_hangs_on_it() {
        let form = Form::new(crate::shipped::definition("fy2025_municipality").unwrap()).unwrap();
        let answers = fill_but(&form, Answers::default(), &|id| id == "q7", &mut |_| 0);
        assert!(answers.get("q7").is_none() && answers.get("q7_1").is_none(), "問7-1 is not asked without 問7");
        assert!(answers.get("q8").is_some());
    }

    /// For every questionnaire and many draws: complete and without a finding.
    #[test]
    fn what_is_made_up_could_be_handed_in() {
        for id in crate::shipped::ids() {
            let form = Form::new(crate::shipped::definition(id).unwrap()).unwrap();
            let mut state = 20_261_121_u64;
            let mut pick = |n: u64| {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                (state >> 33) % n.max(1)
            };
            for _ in 0..100 {
                let answers = fill(&form, Answers::default(), &mut pick);
                let findings = crate::check(&form, &answers, true);
                assert!(findings.is_empty(), "{id}: {findings:?}");
                let who = form.applicable(&answers);
                for (at, _, question) in form.questions() {
                    let asked = who.question(at) && question.kind.is_asked();
                    assert_eq!(asked, answers.get(&question.id).is_some(), "{id} {}", question.id);
                }
            }
        }
    }
}
