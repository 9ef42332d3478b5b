//! The few distributions that tests of cross tables need. Errors stay below 1e-13 of the value over the range of tables.

/// ln Γ(x) for x > 0 (Lanczos, g = 7, nine terms).
fn ln_gamma(x: f64) -> f64 {
    const TERMS: [f64; 9] = [
        0.999_999_999_999_809_9,
        676.520_368_121_885_1,
        -1_259.139_216_722_402_8,
        771.323_428_777_653_1,
        -176.615_029_162_140_6,
        12.507_343_278_686_905,
        -0.138_571_095_265_720_12,
        9.984_369_578_019_572e-6,
        1.505_632_735_149_311_6e-7,
    ];
    let x = x - 1.0;
    let t = x + 7.5;
    let mut sum = TERMS[0];
    let mut at = x;
    for term in &TERMS[1..] {
        at += 1.0;
        sum += term / at;
    }
    0.5 * (2.0 * std::f64::consts::PI).ln() + (x + 0.5) * t.ln() - t + sum.ln()
}

/// Q(a, x): the upper part of the regularised incomplete gamma function, for a > 0.
#[allow(clippy::many_single_char_names, reason = "as in the formula")]
fn upper_gamma(a: f64, x: f64) -> f64 {
    if x.is_nan() || x <= 0.0 {
        return 1.0;
    }
    if x.is_infinite() {
        return 0.0;
    }
    let scale = (a * x.ln() - x - ln_gamma(a)).exp();
    if x < a + 1.0 {
        // The series of the lower part.
        let (mut term, mut sum, mut at) = (1.0 / a, 1.0 / a, a);
        for _ in 0..10_000 {
            at += 1.0;
            term *= x / at;
            sum += term;
            if term < sum * 1e-17 {
                break;
            }
        }
        return (1.0 - sum * scale).max(0.0);
    }
    // Lentz's continued fraction of the upper part.
    let tiny = 1e-300;
    let mut b = x + 1.0 - a;
    let mut c = 1.0 / tiny;
    let mut d = 1.0 / b;
    let mut h = d;
    let mut i = 0.0;
    for _ in 0..10_000 {
        i += 1.0;
        let an = -i * (i - a);
        b += 2.0;
        d = an * d + b;
        d = if d.abs() < tiny { tiny } else { d };
        c = b + an / c;
        c = if c.abs() < tiny { tiny } else { c };
        d = 1.0 / d;
        let step = d * c;
        h *= step;
        if (step - 1.0).abs() < 1e-16 {
            break;
        }
    }
    (h * scale).clamp(0.0, 1.0)
}

/// P(χ² > x) with `freedom` degrees of freedom.
#[must_use]
pub fn chi_square_p(x: f64, freedom: u32) -> f64 {
    if freedom == 0 { 1.0 } else { upper_gamma(f64::from(freedom) / 2.0, x / 2.0) }
}

/// P(|Z| > |z|) of the standard normal distribution.
#[must_use]
pub fn two_sided_p(z: f64) -> f64 {
    upper_gamma(0.5, z * z / 2.0)
}

/// The z with P(|Z| > z) = `p`, for 0 < p < 1: by halving, once per table at most.
#[must_use]
pub fn two_sided_z(p: f64) -> f64 {
    let (mut low, mut high) = (0.0, 40.0);
    for _ in 0..200 {
        let middle = f64::midpoint(low, high);
        if two_sided_p(middle) > p { low = middle } else { high = middle }
    }
    f64::midpoint(low, high)
}

/// A sum that loses nothing to the order of its parts (Neumaier).
#[must_use]
pub fn sum(numbers: impl Iterator<Item = f64>) -> f64 {
    let (mut sum, mut lost) = (0.0_f64, 0.0);
    for x in numbers {
        let next = sum + x;
        lost += if sum.abs() >= x.abs() { (sum - next) + x } else { (x - next) + sum };
        sum = next;
    }
    sum + lost
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(a: f64, b: f64) {
        assert!((a - b).abs() <= 1e-12 * b.abs().max(1e-300), "{a:e} is not {b:e}");
    }

    /// Values of R 4.2: `pchisq(x, df, lower.tail = FALSE)`, `2 * pnorm(-z)`, `qnorm(1 - p / 2)`.
    #[test]
    fn as_tables_have_it() {
        near(chi_square_p(3.841_458_820_694_124, 1), 0.05);
        near(chi_square_p(18.307_038_053_275_146, 10), 0.05);
        near(chi_square_p(0.0, 3), 1.0);
        near(chi_square_p(138.289_841_631_887_6, 9), 2.325_286_780_604_094e-25);
        near(chi_square_p(500.0, 40), 8.636_144_778_513_97e-81);
        near(two_sided_p(-3.3), 9.668_482_847_675_488e-4);
        near(two_sided_p(1.959_963_984_540_054), 0.05);
        near(two_sided_z(0.05), 1.959_963_984_540_054);
        near(two_sided_z(0.01), 2.575_829_303_548_901);
        assert!(chi_square_p(f64::INFINITY, 2) <= 0.0);
    }
}
