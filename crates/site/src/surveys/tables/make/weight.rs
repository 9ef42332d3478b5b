//! What a table is weighted with (ウエイト).

use tabulate::{Amount, Filter, Numeric, Variable, Weights};

use crate::surveys::data_set::DataSet;

/// A question of the questionnaire, and its answers as weights.
pub struct Weight<'a> {
    question: &'a Numeric,
    pub weights: Weights,
    /// Who gave no weight, or none that can be one: not counted, and told.
    without: usize,
}

/// The largest single weight there can be.
#[allow(clippy::cast_precision_loss, reason = "a small constant")]
const MOST_WEIGHT: f64 = (tabulate::MOST_WEIGHT / Amount::ONE) as f64;

impl<'a> Weight<'a> {
    pub fn of(set: &'a DataSet, name: &str) -> Option<Self> {
        let Some(Variable::Numeric(question)) = set.variable(name) else { return None };
        let usable = |row: usize| question.value(row).filter(|x| (0.0..=MOST_WEIGHT).contains(x));
        let values: Vec<f64> = (0..question.rows()).map(|row| usable(row).unwrap_or(0.0)).collect();
        let without = (0..question.rows()).filter(|row| usable(*row).is_none()).count();
        let weights = Weights::from_numbers(&values).ok()?;
        Some(Self { question, weights, without })
    }

    /// Only who has a weight is counted.
    pub fn filter(&self) -> Filter<'_> {
        Filter::Within(self.question, 0.0, MOST_WEIGHT + 0.5)
    }

    pub fn words(&self) -> String {
        let without = match self.without {
            0 => String::new(),
            n => format!(
                "。ウエイトに答えていない{}件は数えていない",
                crate::shared::number(i64::try_from(n).unwrap_or(i64::MAX))
            ),
        };
        format!("ウエイト：「{}」{without}", self.question.meta().label)
    }
}
