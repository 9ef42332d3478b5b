//! Which values of a year come one after the other: an end is not before its beginning, a least not above its most.

use std::cmp::Ordering;

use super::{Setting, find};
use crate::programmes::model::Value;

/// What comes first, what comes after it; the same value is allowed.
pub const IN_ORDER: &[(&str, &str)] = &[
    ("survey.opens_on", "survey.closes_on"),
    ("survey.closes_on", "survey.final_collection"),
    ("training.deadline_first", "training.day_first"),
    ("group_work.reply_deadline", "group_work.day_a"),
    ("desk.opens_on", "desk.closes_on"),
    ("accompaniment.deadline", "accompaniment.ends_on"),
    ("accompaniment.least_members", "accompaniment.most_members"),
    ("accompaniment.least_meetings", "accompaniment.most_meetings"),
];

fn compare(first: &Value, second: &Value) -> Ordering {
    match (first, second) {
        (Value::Number(a), Value::Number(b)) => a.cmp(b),
        (Value::Date(a), Value::Date(b)) => a.cmp(b),
        (Value::Moment(a), Value::Moment(b)) => a.cmp(b),
        (Value::Moment(a), Value::Date(b)) => a.date().cmp(b),
        (Value::Date(a), Value::Moment(b)) => a.cmp(&b.date()),
        _ => Ordering::Equal,
    }
}

/// Every value that stands before what it should follow: the setting at fault and its sentence. `value` is
/// asked for settings the year has; `None` for others.
pub fn out_of_order(value: impl Fn(&Setting) -> Option<Value>) -> Vec<(&'static Setting, String)> {
    IN_ORDER
        .iter()
        .filter_map(|(first, second)| {
            let (first, second) = (find(first)?, find(second)?);
            let (before, after) = (value(first)?, value(second)?);
            (compare(&before, &after) == Ordering::Greater).then(|| {
                let how = if matches!(before, Value::Number(_)) {
                    "か、それより大きい数"
                } else {
                    "か、それよりあとの日"
                };
                let shown = before.shown();
                (
                    second,
                    format!(
                        "「{}」は、「{}」（{shown}{}）と同じ{how}にしてください。",
                        second.label,
                        first.label,
                        first.unit()
                    ),
                )
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn every_pair_exists_and_the_known_values_are_in_order() {
        for (first, second) in IN_ORDER {
            assert!(find(first).is_some() && find(second).is_some(), "{first} {second}");
        }
        for year in 2020..2040 {
            assert!(out_of_order(|s| Some(s.default_in(year))).is_empty(), "{year}");
        }
    }

    #[test]
    fn the_same_day_is_allowed_and_a_day_earlier_is_not() {
        let opens = date(2026, 8, 26);
        let with = |closes| {
            out_of_order(|s| match s.id {
                "survey.opens_on" => Some(Value::Date(opens)),
                "survey.closes_on" => Some(Value::Date(closes)),
                _ => None,
            })
        };
        assert!(with(opens).is_empty() && with(date(2026, 8, 27)).is_empty());
        let faults = with(date(2026, 8, 25));
        assert_eq!(faults.len(), 1);
        assert_eq!(faults[0].0.id, "survey.closes_on");
        assert!(faults[0].1.contains("「調査の開始日」"), "{}", faults[0].1);
    }
}
