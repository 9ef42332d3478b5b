//! Weights (ウエイト) as integers in millionths.

use crate::fault::Fault;
use crate::numbers::Amount;

/// One weight per row, each rounded half up to a millionth once, at the door. Everything after that is exact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Weights {
    millionths: Vec<u64>,
}

/// The largest single weight.
pub const MOST_WEIGHT: u64 = 100_000 * Amount::ONE;
/// The largest sum: what keeps `part × 2000` within 64 bits.
pub const MOST_TOTAL: u64 = 4_600_000_000_000_000;

impl Weights {
    /// # Errors
    /// [`Fault::Weight`] for a weight over 100,000, [`Fault::Weights`] for a sum over 4.6 × 10⁹.
    pub fn from_millionths(millionths: Vec<u64>) -> Result<Self, Fault> {
        if let Some(row) = millionths.iter().position(|w| *w > MOST_WEIGHT) {
            return Err(Fault::Weight { row });
        }
        let total: u128 = millionths.iter().map(|w| u128::from(*w)).sum();
        if total > u128::from(MOST_TOTAL) { Err(Fault::Weights) } else { Ok(Self { millionths }) }
    }

    /// From computed weights (raking, inverse sampling rates): rounded half up to a millionth.
    ///
    /// # Errors
    /// As [`Weights::from_millionths`], and for what is negative or no number.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked to be within 0..=1e11")]
    pub fn from_numbers(weights: &[f64]) -> Result<Self, Fault> {
        let millionths = weights
            .iter()
            .enumerate()
            .map(|(row, w)| {
                if (0.0..=100_000.0).contains(w) {
                    Ok((w * 1e6 + 0.5).floor() as u64)
                } else {
                    Err(Fault::Weight { row })
                }
            })
            .collect::<Result<_, _>>()?;
        Self::from_millionths(millionths)
    }

    #[must_use]
    pub fn rows(&self) -> usize {
        self.millionths.len()
    }

    #[must_use]
    pub fn millionths(&self) -> &[u64] {
        &self.millionths
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_weight_is_refused() {
        assert!(Weights::from_numbers(&[1.0, 0.0, 100_000.0]).is_ok());
        for bad in [-0.1, f64::NAN, f64::INFINITY, 100_000.1] {
            assert_eq!(Weights::from_numbers(&[1.0, bad]), Err(Fault::Weight { row: 1 }));
        }
        assert_eq!(Weights::from_millionths(vec![MOST_WEIGHT; 46_001]), Err(Fault::Weights));
        assert!(Weights::from_millionths(vec![MOST_WEIGHT; 46_000]).is_ok());
    }
}
