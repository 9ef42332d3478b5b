//! Amounts, percentages and points as integers, so that rounding is exact: half up to one decimal, as printed tables do.

use std::fmt;

/// A number of persons or answers in millionths: `Amount::persons(3)` without weights, sums of weights with them.
/// Integers, so that a sum depends neither on order nor on the number of threads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Amount(u64);

impl Amount {
    /// Millionths in one.
    pub const ONE: u64 = 1_000_000;

    #[must_use]
    pub const fn persons(n: u64) -> Self {
        Self(n * Self::ONE)
    }

    #[must_use]
    pub const fn from_millionths(millionths: u64) -> Self {
        Self(millionths)
    }

    #[must_use]
    pub const fn millionths(self) -> u64 {
        self.0
    }

    #[must_use]
    #[allow(clippy::cast_precision_loss, reason = "shown or tested, never summed")]
    pub fn as_f64(self) -> f64 {
        self.0 as f64 / 1e6
    }
}

impl std::ops::Add for Amount {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
}

/// `1741`, `12.5`: no more decimals than needed (at most six).
impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (whole, rest) = (self.0 / Self::ONE, self.0 % Self::ONE);
        if rest == 0 {
            return write!(f, "{whole}");
        }
        let decimals = format!("{rest:06}");
        write!(f, "{whole}.{}", decimals.trim_end_matches('0'))
    }
}

/// `numerator / denominator` rounded half up. `denominator` must not be zero.
#[must_use]
pub const fn half_up(numerator: u128, denominator: u128) -> u128 {
    // With an odd denominator half of it is rounded down, but then no remainder is exactly a half.
    (numerator + denominator / 2) / denominator
}

/// `numerator / denominator` rounded to the nearest, halves away from zero.
#[must_use]
#[allow(clippy::cast_possible_wrap, reason = "a quotient of what fitted before")]
pub const fn half_away(numerator: i128, denominator: u128) -> i128 {
    let magnitude = half_up(numerator.unsigned_abs(), denominator) as i128;
    if numerator < 0 { -magnitude } else { magnitude }
}

/// A percentage in tenths: 673 is 67.3 %.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Percent(u32);

impl Percent {
    /// `part` of `base`, rounded half up to one decimal from the integers. `None` where the base is empty.
    ///
    /// ```
    /// use tabulate::{Amount, Percent};
    /// let of = |part, base| Percent::of(Amount::persons(part), Amount::persons(base)).unwrap().to_string();
    /// assert_eq!(of(1, 800), "0.1");          // 0.125
    /// assert_eq!(of(1, 2000), "0.1");         // 0.05: half up
    /// assert_eq!(of(1172, 1741), "67.3");
    /// ```
    #[must_use]
    #[allow(
        clippy::cast_possible_truncation,
        reason = "a share of a whole is at most 1000 tenths; sums stay far below"
    )]
    pub const fn of(part: Amount, base: Amount) -> Option<Self> {
        if base.0 == 0 {
            return None;
        }
        // Millionths of up to 4.6e15 times 2000 fit into 64 bits (see `Weights`); larger ones take the long way.
        if part.0 < 4_600_000_000_000_000 && base.0 < 4_600_000_000_000_000 {
            return Some(Self(((part.0 * 2000 + base.0) / (2 * base.0)) as u32));
        }
        Some(Self(half_up(part.0 as u128 * 1000, base.0 as u128) as u32))
    }

    #[must_use]
    pub const fn from_tenths(tenths: u32) -> Self {
        Self(tenths)
    }

    #[must_use]
    pub const fn tenths(self) -> u32 {
        self.0
    }
}

impl fmt::Display for Percent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.0 / 10, self.0 % 10)
    }
}

/// A difference of two percentages in tenths of a point (％ポイント): −177 is 17.7 points lower.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Points(i32);

impl Points {
    #[must_use]
    pub const fn from_tenths(tenths: i32) -> Self {
        Self(tenths)
    }

    #[must_use]
    pub const fn tenths(self) -> i32 {
        self.0
    }
}

impl fmt::Display for Points {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        write!(f, "{sign}{}.{}", self.0.unsigned_abs() / 10, self.0.unsigned_abs() % 10)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves_go_up_and_nothing_else_does() {
        for denominator in 1..200_u128 {
            for numerator in 0..1000_u128 {
                let rounded = half_up(numerator, denominator);
                // rounded − 1/2 ≤ numerator/denominator < rounded + 1/2
                assert!(2 * numerator < (2 * rounded + 1) * denominator, "{numerator}/{denominator}");
                assert!(2 * numerator + denominator >= 2 * rounded * denominator, "{numerator}/{denominator}");
            }
        }
    }

    #[test]
    fn both_ways_to_a_percentage_agree() {
        for base in 1..400_u64 {
            for part in 0..=base {
                let short = Percent::of(Amount::persons(part), Amount::persons(base)).unwrap();
                assert_eq!(u128::from(short.tenths()), half_up(u128::from(part) * 1000, u128::from(base)));
            }
        }
        let large = Amount::from_millionths(9_000_000_000_000_000);
        assert_eq!(Percent::of(large, large), Some(Percent::from_tenths(1000)));
    }

    #[test]
    fn just_under_at_and_just_over_a_half() {
        let of = |part, base| Percent::of(Amount::from_millionths(part), Amount::from_millionths(base)).unwrap();
        assert_eq!(of(499, 1_000_000).tenths(), 0);
        assert_eq!(of(500, 1_000_000).tenths(), 1);
        assert_eq!(of(501, 1_000_000).tenths(), 1);
        assert_eq!(of(1_499, 1_000_000).tenths(), 1);
        assert_eq!(of(1_500, 1_000_000).tenths(), 2);
        assert_eq!(Percent::of(Amount::persons(0), Amount::persons(0)), None);
    }

    #[test]
    fn points_round_away_from_zero() {
        assert_eq!(half_away(-5, 10), -1);
        assert_eq!(half_away(-4, 10), 0);
        assert_eq!(half_away(5, 10), 1);
        assert_eq!(Points::from_tenths(-5).to_string(), "-0.5");
        assert_eq!(Points::from_tenths(225).to_string(), "22.5");
    }

    #[test]
    fn amounts_show_no_needless_decimals() {
        assert_eq!(Amount::persons(1741).to_string(), "1741");
        assert_eq!(Amount::from_millionths(12_500_000).to_string(), "12.5");
        assert_eq!(Amount::from_millionths(1).to_string(), "0.000001");
    }
}
