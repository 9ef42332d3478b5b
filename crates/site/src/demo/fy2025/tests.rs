//! Everybody has answers that hold; every margin comes out as it is written down.

use std::collections::{BTreeMap, BTreeSet};

use questionnaire::{Answer, Kind};

use super::super::facts;
use super::margins::{self, Line, NO_ANSWER};
use super::*;
use crate::regions::register::Register;

fn places() -> (Vec<Place>, Vec<Place>) {
    let register = Register::committed().unwrap();
    let towns = register.municipalities.iter();
    let towns = towns.map(|m| (m.code.clone(), m.name.clone(), m.prefecture_code.clone())).collect();
    let prefectures = register.prefectures.iter();
    (towns, prefectures.map(|p| (p.code.clone(), p.name.clone(), p.code.clone())).collect())
}

fn all() -> Vec<Past> {
    let (towns, prefectures) = places();
    invent(&towns, &prefectures).unwrap()
}

/// What somebody said to a variable: `None` when she was not asked.
fn said(past: &Past, answers: &Answers, variable: &str) -> Option<Vec<String>> {
    let who = past.form.applicable(answers);
    for (at, _, question) in past.form.questions() {
        if question.id == variable {
            let words = |answer: &Answer| match answer {
                Answer::Text { text } => text.split('、').map(str::to_owned).collect(),
                answer => answer.choices().to_vec(),
            };
            return who.question(at).then(|| answers.get(variable).map(words).unwrap_or_default());
        }
        if let (Kind::Grid(grid), Some(row)) = (&question.kind, variable.strip_prefix(&format!("{}_", question.id)))
            && let Some(at_row) = grid.rows.iter().position(|r| r.id == row)
        {
            let Some(Answer::Grid { rows }) = answers.get(&question.id) else {
                return who.row(at, at_row).then(Vec::new);
            };
            return who.row(at, at_row).then(|| rows.get(row).map(|r| r.choices().to_vec()).unwrap_or_default());
        }
    }
    panic!("{variable}")
}

#[test]
fn everybody_has_answers_that_hold_and_every_margin_comes_out() {
    let pasts = all();
    let counts: Vec<usize> = pasts.iter().map(|past| past.answers.len()).collect();
    assert_eq!(counts, [47, 1741, 1653]);
    let facts = facts::classes_and_outlooks().unwrap();
    for past in &pasts {
        assert_eq!(past.places.len(), past.answers.len());
        for ((code, ..), answers) in past.places.iter().zip(&past.answers) {
            let findings = questionnaire::check(&past.form, answers, false);
            assert!(findings.is_empty(), "{code}: {findings:?}");
        }
        let group = |code: &str| match past.kind {
            "municipality" if facts[code].0 == "000" => "higaito",
            "municipality" => "gaito",
            "coordinator" => {
                let body = code.split('-').next().unwrap();
                if facts.contains_key(body) { "municipality" } else { "prefecture" }
            }
            _ => "",
        };
        for margin in margins::of(past.kind).unwrap() {
            let said: Vec<(&str, Option<Vec<String>>)> = past
                .places
                .iter()
                .zip(&past.answers)
                .map(|((code, ..), answers)| (group(code), said(past, answers, &margin.variable)))
                .collect();
            for Line { variable, group, option, count, .. } in &margin.lines {
                let Some(count) = count else { continue };
                let of_group =
                    said.iter().filter(|(g, _)| group.is_empty() || g == group).filter_map(|(_, s)| s.as_ref());
                let found = match option.as_str() {
                    NO_ANSWER => of_group.filter(|said| said.is_empty()).count(),
                    option => of_group.filter(|said| said.iter().any(|o| o == option)).count(),
                };
                assert_eq!(found, *count, "{} {variable} {group} {option}", past.kind);
            }
        }
    }
}

#[test]
fn everything_else_is_answered_by_everybody_who_is_asked() {
    for past in all() {
        let left: BTreeSet<String> = margins::of(past.kind).unwrap().into_iter().map(|m| m.variable).collect();
        let mut blank: BTreeMap<String, usize> = BTreeMap::new();
        for answers in &past.answers {
            let who = past.form.applicable(answers);
            for (at, _, question) in past.form.questions() {
                let by_margin = left.iter().any(|v| *v == question.id || v.starts_with(&format!("{}_", question.id)));
                if who.question(at) && answers.get(&question.id).is_none() && !by_margin {
                    *blank.entry(question.id.clone()).or_default() += 1;
                }
            }
        }
        let expected: BTreeMap<String, usize> = match past.kind {
            // One empty F2 and two 無回答 to 問4, as in the rows.
            "municipality" => [("f2".to_owned(), 1), ("q4".to_owned(), 2)].into(),
            _ => BTreeMap::new(),
        };
        assert_eq!(blank, expected, "{}", past.kind);
    }
}

#[test]
fn every_row_is_dealt_once_to_a_municipality_it_fits() {
    let (towns, _) = places();
    let dealt = deal::deal(&towns).unwrap();
    let ids: BTreeSet<&str> = dealt.iter().map(|row| row.id.as_str()).collect();
    assert_eq!(ids.len(), 1741);
    assert_eq!(dealt, deal::deal(&towns).unwrap(), "the same every time");
    for ((code, ..), row) in towns.iter().zip(&dealt) {
        assert_eq!(code[..2], row.prefecture);
    }
    // Another order than the file's within a kind: dealt, not counted off.
    let first_of_kind = |rows: &[deal::Row]| rows.iter().find(|r| r.classes == "000").map(|r| r.id.clone());
    let mut in_order = dealt.clone();
    in_order.sort_by(|a, b| a.id.cmp(&b.id));
    assert_ne!(first_of_kind(&dealt), first_of_kind(&in_order));
    assert_eq!(dealt.iter().filter(|row| row.f2.is_empty()).count(), 1);
    // A municipality nobody knows cannot be given a row.
    let strange = vec![("999999".to_owned(), "どこにもない市".to_owned(), "010006".to_owned())];
    assert!(deal::deal(&strange).is_err());
}

#[test]
fn prefectures_numbers_are_in_the_printed_bands() {
    let past = all().into_iter().next().unwrap();
    let numbers = |id: &str| -> Vec<f64> {
        let number = |answers: &Answers| match answers.get(id) {
            Some(Answer::Number { number }) => *number,
            other => panic!("{id}: {other:?}"),
        };
        past.answers.iter().map(number).collect()
    };
    let bands = |numbers: &[f64]| {
        let within = |from: f64, to: f64| numbers.iter().filter(|n| (from..=to).contains(*n)).count();
        [within(0.0, 0.0), within(1.0, 5.0), within(6.0, 10.0), within(11.0, 200.0)]
    };
    let (q3, q4, q10) = (numbers("q3"), numbers("q4"), numbers("q10"));
    assert_eq!((bands(&q3), q3.iter().sum::<f64>()), ([1, 4, 2, 40], 1100.0), "mean 23.40");
    assert_eq!((bands(&q4), q4.iter().sum::<f64>()), ([36, 1, 1, 9], 183.0), "mean 3.89");
    assert_eq!(bands(&q10)[2], 22, "46.8 %");
    assert!(q3.iter().zip(&q4).all(|(all, some)| some <= all));
}
