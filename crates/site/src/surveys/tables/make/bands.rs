//! Bands that people think in, for a table of a number.

use tabulate::Numeric;

const MOST_BANDS: usize = 7;
/// The largest band begins at a number that so many are not below: no single answer tells how far the bands go.
const LEAST_ABOVE: usize = crate::surveys::rules::tables::LEAST_IN_A_GROUP;

/// Where bands may begin: 1, 2, 3, 6, 11, 21, 31, 51, 101, … of whole numbers (1, 2, 3〜5, 6〜10, 11〜20, …), else 1, 2, 3, 5,
/// 10, 20, … down to hundredths.
fn beginnings(whole: bool, most: f64) -> Vec<f64> {
    let from = if whole { 0 } else { -2 };
    let tens = (from..15).flat_map(|power| [1.0, 2.0, 3.0, 5.0].map(|step| step * 10_f64.powi(power)));
    // Whole numbers end with the round one: 6〜10, 11〜20.
    let edge = |x: f64| if whole && x >= 5.0 { x + 1.0 } else { x };
    tens.map(edge).take_while(|edge| *edge <= most).collect()
}

/// Bands of a number, by how its answers lie: from the beginnings people think in, those bands go together that hold the
/// fewest, until at most [`MOST_BANDS`] are left. `None` where there is nothing to tell apart.
pub fn bands(numeric: &Numeric) -> Option<(Vec<f64>, Vec<String>)> {
    let mut values: Vec<f64> = (0..numeric.rows()).filter_map(|row| numeric.value(row)).collect();
    values.sort_by(f64::total_cmp);
    let most = values.len().checked_sub(LEAST_ABOVE).map(|at| values[at])?;
    let whole = values.iter().all(|x| x.fract() == 0.0);
    let unit = numeric.unit();
    // Zero stands apart: 「なし」 is another answer than 「少し」.
    let zero = whole && values.first().is_some_and(|x| *x <= 0.0);
    let mut edges = beginnings(whole, most);
    if whole && !zero {
        edges.retain(|edge| *edge > 1.0);
    }
    let fixed = usize::from(zero);
    let below = |edge: f64| values.partition_point(|x| *x < edge);
    while edges.len() + 1 > MOST_BANDS {
        // Without the edge at `at`, these stand in one band.
        let together = |at: usize| {
            let end = edges.get(at + 1).map_or(values.len(), |edge| below(*edge));
            let start = at.checked_sub(1).map_or(0, |before| below(edges[before]));
            end - start
        };
        let fewest = (fixed..edges.len()).min_by_key(|at| together(*at))?;
        edges.remove(fewest);
    }
    // An empty band at the beginning tells nothing.
    while edges.len() > fixed + 1 && !zero && below(edges[0]) == 0 {
        edges.remove(0);
    }
    if edges.is_empty() {
        return None;
    }
    let said = |x: f64| if x.fract() == 0.0 && x < 1e15 { thousands(x) } else { format!("{x}") };
    let mut labels = Vec::with_capacity(edges.len() + 1);
    let mut from: Option<f64> = None;
    for edge in edges.iter().copied().map(Some).chain([None]) {
        labels.push(match (from, edge, whole) {
            (None, None, _) => format!("0{unit}以上"),
            (None, Some(edge), true) if edge <= 1.0 => format!("0{unit}"),
            (None, Some(edge), true) if edge <= 2.0 => format!("1{unit}"),
            (None, Some(edge), true) => format!("{}{unit}以下", said(edge - 1.0)),
            (Some(from), Some(edge), true) if edge - from <= 1.0 => format!("{}{unit}", said(from)),
            (Some(from), Some(edge), true) => format!("{}〜{}{unit}", said(from), said(edge - 1.0)),
            (None, Some(edge), false) => format!("{}{unit}未満", said(edge)),
            (Some(from), Some(edge), false) => format!("{}{unit}以上{}{unit}未満", said(from), said(edge)),
            (Some(from), None, _) => format!("{}{unit}以上", said(from)),
        });
        from = edge;
    }
    Some((edges, labels))
}

#[allow(clippy::cast_possible_truncation, reason = "whole and below 10^15")]
fn thousands(x: f64) -> String {
    crate::shared::number(x as i64)
}

#[cfg(test)]
mod tests {
    use tabulate::{Meta, Number, derive};

    use super::*;

    fn labels(values: &[f64]) -> Vec<String> {
        let numbers = values.iter().map(|x| Number::Value(*x));
        let numeric = Numeric::from_numbers(Meta::new("n", Vec::<String>::new()), "件", numbers).unwrap();
        let (edges, labels) = bands(&numeric).unwrap();
        // What the engine makes of them holds.
        let names: Vec<&str> = labels.iter().map(String::as_str).collect();
        derive::bands("b", &numeric, &edges, &names).unwrap();
        labels
    }

    fn many(parts: &[(f64, usize)]) -> Vec<f64> {
        parts.iter().flat_map(|(value, count)| vec![*value; *count]).collect()
    }

    #[test]
    fn bands_follow_how_the_answers_lie() {
        // A count whose middle is 3, and one town that said 100: its number makes no band.
        let counts =
            many(&[(0.0, 40), (1.0, 300), (2.0, 400), (3.0, 500), (4.0, 200), (8.0, 90), (15.0, 20), (100.0, 1)]);
        assert_eq!(labels(&counts), ["0件", "1件", "2件", "3〜5件", "6〜10件", "11件以上"]);
        let without: Vec<f64> = counts.iter().copied().filter(|x| *x < 100.0).collect();
        assert_eq!(labels(&without), labels(&counts), "the largest answer changes nothing");
        // Large numbers without small ones.
        let large = many(&[(900.0, 30), (1500.0, 80), (2500.0, 90), (4000.0, 60), (8000.0, 20)]);
        let said = labels(&large);
        assert!(said.len() >= 4 && said.len() <= MOST_BANDS, "{said:?}");
        assert!(said.contains(&"1,001〜2,000件".to_owned()) && said.contains(&"2,001〜3,000件".to_owned()), "{said:?}");
        // From nothing to thousands: at most so many.
        let wide: Vec<f64> = (0..2000).map(f64::from).collect();
        let said = labels(&wide);
        assert_eq!((said.len(), said[0].as_str()), (MOST_BANDS, "0件"), "{said:?}");
        let fractions = many(&[(0.5, 20), (1.5, 30), (2.5, 30), (8.0, 10)]);
        assert_eq!(labels(&fractions).last().map(String::as_str), Some("5件以上"), "{:?}", labels(&fractions));
    }

    #[test]
    fn no_band_begins_above_the_fifth_largest_answer() {
        for counts in [
            many(&[(1.0, 10), (2.0, 1), (50.0, 4)]),
            many(&[(0.0, 30), (7.0, 6), (90.0, 4)]),
            (0..400).map(|x| f64::from(x * x % 977)).collect(),
        ] {
            let numbers = counts.iter().map(|x| Number::Value(*x));
            let numeric = Numeric::from_numbers(Meta::new("n", Vec::<String>::new()), "件", numbers).unwrap();
            let (edges, _) = bands(&numeric).unwrap();
            let last = *edges.last().unwrap();
            assert!(counts.iter().filter(|x| **x >= last).count() >= LEAST_ABOVE, "{edges:?}");
        }
        // Fewer answers than that make no bands.
        let few = [1.0, 2.0, 3.0, 4.0].map(Number::Value);
        let numeric = Numeric::from_numbers(Meta::new("n", Vec::<String>::new()), "件", few).unwrap();
        assert_eq!(bands(&numeric), None);
    }

    #[test]
    fn a_number_nobody_gave_has_no_bands() {
        let numbers = [Number::NoAnswer, Number::NotAsked];
        let numeric = Numeric::from_numbers(Meta::new("n", Vec::<String>::new()), "", numbers).unwrap();
        assert_eq!(bands(&numeric), None);
    }
}
