//! 帯: one band of 100 % without words, for a line of a list whose words stand beside it.

use std::fmt::Write as _;

use super::Value;
use super::canvas::{FILLS, UNANSWERED};

const WIDTH: f64 = 160.0;
const HEIGHT: f64 = 12.0;

/// Parts in the order of the options; hidden from who cannot see it, for the words beside it say the same.
pub fn band(values: &[Value], last_is_unanswered: bool) -> String {
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" width=\"{WIDTH}\" \
         height=\"{HEIGHT}\" aria-hidden=\"true\" focusable=\"false\">"
    );
    let mut x = 0.0;
    for (at, value) in values.iter().enumerate() {
        let last = last_is_unanswered && at + 1 == values.len();
        let fill = if last { UNANSWERED } else { FILLS[at % FILLS.len()] };
        let width = (WIDTH * value.share()).min(WIDTH - x);
        if width > 0.0 {
            let _ = write!(
                out,
                "<rect x=\"{x:.1}\" y=\"0.5\" width=\"{width:.1}\" height=\"11\" fill=\"{}\" stroke=\"#4d4d4d\" \
                 stroke-width=\"0.5\"/>",
                fill.base
            );
        }
        x += width;
    }
    out.push_str("</svg>");
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_never_leave_the_band() {
        let part = |tenths| Value::Percent { tenths, count: 1 };
        let svg = band(&[part(600), part(500), Value::Suppressed, part(10)], true);
        assert_eq!(svg.matches("<rect").count(), 2, "the rest has no room: {svg}");
        assert!(svg.contains("width=\"64.0\"") && svg.contains("aria-hidden"), "{svg}");
        assert!(!band(&[], false).contains("<rect"));
    }
}
