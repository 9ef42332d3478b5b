//! Bands that people think in, for a table of a number.

use tabulate::Numeric;

const MOST_BANDS: usize = 6;

/// 1, 2, 3, 5, 10, 20, 30, 50, …: steps that people think in.
fn steps() -> impl Iterator<Item = f64> {
    (0..10).flat_map(|tens| [1.0, 2.0, 3.0, 5.0].map(|step| step * 10_f64.powi(tens)))
}

/// Bands of a number: 0, then as many equal steps as it takes. `None` without answers.
pub fn bands(numeric: &Numeric) -> Option<(Vec<f64>, Vec<String>)> {
    let values = || (0..numeric.rows()).filter_map(|row| numeric.value(row));
    let most = values().reduce(f64::max)?;
    let whole = values().all(|x| x.fract() == 0.0);
    let unit = numeric.unit();
    let step = steps().find(|step| step * 6.0 >= most)?;
    let mut edges: Vec<f64> = Vec::new();
    // Zero stands apart: 「なし」 is another answer than 「少し」.
    if values().any(|x| x <= 0.0) && whole {
        edges.push(1.0);
    }
    let first = if whole { step + 1.0 } else { step };
    edges.extend((0..MOST_BANDS).scan(first, |edge, _| {
        let now = *edge;
        *edge += step;
        Some(now)
    }));
    edges.retain(|edge| *edge <= most);
    let said = |x: f64| if x.fract() == 0.0 && x < 1e15 { thousands(x) } else { format!("{x}") };
    let mut labels = Vec::with_capacity(edges.len() + 1);
    let mut from: Option<f64> = None;
    for edge in edges.iter().copied().map(Some).chain([None]) {
        labels.push(match (from, edge, whole) {
            (None, None, _) => format!("0{unit}以上"),
            (None, Some(edge), true) if edge <= 1.0 => format!("0{unit}"),
            (None, Some(edge), true) if edge <= 2.0 => format!("1{unit}"),
            (None, Some(edge), true) => format!("1〜{}{unit}", said(edge - 1.0)),
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

    #[test]
    fn bands_are_those_people_think_in() {
        assert_eq!(labels(&[0.0, 3.0, 12.0]), ["0件", "1〜2件", "3〜4件", "5〜6件", "7〜8件", "9〜10件", "11件以上"]);
        assert_eq!(labels(&[1.0, 2.0, 3.0]), ["1件", "2件", "3件以上"]);
        assert_eq!(labels(&[0.0, 4000.0])[..3], ["0件", "1〜1,000件", "1,001〜2,000件"]);
        assert_eq!(labels(&[0.5, 8.0]), ["2件未満", "2件以上4件未満", "4件以上6件未満", "6件以上8件未満", "8件以上"]);
        assert_eq!(labels(&[0.0]), ["0件以上"]);
    }

    #[test]
    fn a_number_nobody_gave_has_no_bands() {
        let numbers = [Number::NoAnswer, Number::NotAsked];
        let numeric = Numeric::from_numbers(Meta::new("n", Vec::<String>::new()), "", numbers).unwrap();
        assert_eq!(bands(&numeric), None);
    }
}
