//! A number per row.

use std::sync::Arc;

use super::{MOST_ROWS, Meta, state};
use crate::fault::Fault;

/// A question answered by a number. `values[row]` counts only where `states[row]` is 2 (answered).
#[derive(Debug, Clone, PartialEq)]
pub struct Numeric {
    meta: Arc<Meta>,
    /// For example 「人」. Empty for a bare number.
    unit: String,
    values: Vec<f64>,
    states: Vec<u8>,
}

/// What a row says to a numeric question.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Number {
    /// 非該当
    NotAsked,
    /// 無回答
    NoAnswer,
    Value(f64),
}

impl Numeric {
    /// # Errors
    /// [`Fault::Number`] for NaN or infinity, [`Fault::TooManyRows`].
    pub fn from_numbers(
        meta: impl Into<Arc<Meta>>,
        unit: &str,
        numbers: impl IntoIterator<Item = Number>,
    ) -> Result<Self, Fault> {
        let meta = meta.into();
        let (mut values, mut states) = (Vec::new(), Vec::new());
        for number in numbers {
            let (value, answered) = match number {
                Number::NotAsked => (0.0, state::NOT_ASKED),
                Number::NoAnswer => (0.0, state::NO_ANSWER),
                Number::Value(v) => (v, state::ANSWERED),
            };
            if !value.is_finite() {
                return Err(Fault::Number { name: meta.name.clone(), row: values.len() });
            }
            values.push(value);
            states.push(answered);
        }
        if values.len() > MOST_ROWS {
            return Err(Fault::TooManyRows { rows: values.len(), most: MOST_ROWS });
        }
        Ok(Self { meta, unit: unit.to_owned(), values, states })
    }

    #[must_use]
    pub fn meta(&self) -> &Arc<Meta> {
        &self.meta
    }

    #[must_use]
    pub fn unit(&self) -> &str {
        &self.unit
    }

    #[must_use]
    pub fn rows(&self) -> usize {
        self.values.len()
    }

    #[must_use]
    pub fn states(&self) -> &[u8] {
        &self.states
    }

    /// The number of a row, where it answered.
    #[must_use]
    pub fn value(&self, row: usize) -> Option<f64> {
        (self.states[row] == state::ANSWERED).then(|| self.values[row])
    }
}
