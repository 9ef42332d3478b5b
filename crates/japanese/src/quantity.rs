//! Numbers with what people write around them: `12`, 「１２人」, `1,741`, 「3万5千」, `12.5`, 「△5」, 「三つ」, 「金1,000円也」.

use crate::{digits, fold};

/// Counters people write behind a number, whatever the question's own unit is.
const COUNTERS: [&str; 14] =
    ["人", "名", "件", "か所", "ヶ所", "カ所", "箇所", "回", "円", "市町村", "圏域", "つ", "%", "％"];
/// Digits behind the point that are read.
const MOST_DECIMALS: usize = 12;

/// The number of a text. `unit` may stand behind it. `None`: no number, or one whose commas do not part thousands
/// (「1,2」 may be two numbers, or one).
pub fn parse(text: &str, unit: &str) -> Option<f64> {
    let plain = fold::half_width(&fold::tidy(text)).replace([' ', '\u{3000}'], "").replace(['，', '､', '٫'], ",");
    let plain = plain.trim_start_matches(['¥', '￥', '\\', '金']);
    let mut body = plain.trim_end_matches('也');
    let unit = fold::half_width(unit);
    for end in [unit.as_str()].into_iter().chain(COUNTERS) {
        if !end.is_empty()
            && let Some(rest) = body.strip_suffix(end)
        {
            body = rest;
            break;
        }
    }
    let (negative, body) = match body.strip_prefix(['-', '△', '▲', '−', '－', 'ー']) {
        Some(rest) => (true, rest),
        None => (false, body),
    };
    let (whole, decimals) = match body.split_once('.') {
        Some((whole, decimals)) => (whole, Some(decimals)),
        None => (body, None),
    };
    let whole = digits::parse(whole).ok()?;
    #[allow(clippy::cast_precision_loss, reason = "beyond 1e15 the questionnaire's own check says so")]
    let mut value = whole as f64;
    if let Some(decimals) = decimals {
        if decimals.is_empty() || decimals.len() > MOST_DECIMALS || !decimals.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        value = format!("{whole}.{decimals}").parse().ok()?;
    }
    Some(if negative { -value } else { value })
}

#[cfg(test)]
#[allow(clippy::float_cmp, reason = "the very number is meant")]
mod tests {
    use super::*;

    #[test]
    fn numbers_as_people_write_them() {
        for (text, number) in [
            ("12", 12.0),
            ("１，２３４", 1234.0),
            ("1,741", 1741.0),
            ("12人", 12.0),
            ("３ 市町村", 3.0),
            ("三つ", 3.0),
            ("3万5千", 35_000.0),
            ("１２．５", 12.5),
            ("△5", -5.0),
            ("-0.25", -0.25),
            ("金1,000円也", 1000.0),
            ("5圏", 5.0),
        ] {
            assert_eq!(parse(text, "圏"), Some(number), "{text}");
        }
    }

    #[test]
    fn what_may_be_two_numbers_or_none_is_not_guessed() {
        for text in
            ["", "1,2", "1,23,456", "12か13", "約12", "1e5", "NaN", "inf", "--1", "1.", ".5", "1.2.3", "人", "三四つつ"]
        {
            assert_eq!(parse(text, "人"), None, "{text}");
        }
    }
}
