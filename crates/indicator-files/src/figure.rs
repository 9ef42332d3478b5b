//! A cell → thousandths, as statistics write figures: half and full width, thousands parted, 「-」 and 「***」 for nothing.

use crate::grid::{Cell, Content};

/// Nothing there: not output, not counted, hidden.
const NOTHING: &[&str] = &[
    "", "-", "‐", "－", "ー", "―", "—", "–", "−", "*", "**", "***", "＊", "…", "...", "N/A", "n/a", "x", "X", "χ",
    "Ｘ", "NA", "null",
];
/// Largest figure taken: a hundred million. (Yen are no indicator here.)
pub const MOST: i64 = 100_000_000;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Figure {
    pub thousandths: i64,
    /// It was written with 「%」.
    pub percent: bool,
}

const TOO_LARGE: &str = "数が大きすぎます（1億まで）。単位（千円、人など）を確かめてください。";
const NEGATIVE: &str = "負の数です。数を確かめて、0以上の数に直してください。";

/// `None` for a mark that says there is nothing.
///
/// # Errors
/// A sentence.
pub fn read(cell: &Cell) -> Result<Option<Figure>, String> {
    match &cell.content {
        Content::Number(number) => of_number(*number).map(|thousandths| Some(Figure { thousandths, percent: false })),
        Content::Text(text) => of_text(text),
        Content::Day(day) => Err(format!("日付（{day}）です。数を入れてください。")),
        Content::Broken => Err("計算の誤り（#REF! など）です。数に直してください。".to_owned()),
    }
}

fn of_number(number: f64) -> Result<i64, String> {
    if !number.is_finite() {
        return Err(TOO_LARGE.to_owned());
    }
    if number < 0.0 {
        return Err(NEGATIVE.to_owned());
    }
    #[allow(clippy::cast_precision_loss, reason = "far below 2^53")]
    if number > MOST as f64 {
        return Err(TOO_LARGE.to_owned());
    }
    #[allow(clippy::cast_possible_truncation, reason = "at most 10^11, checked just above")]
    Ok((number * 1_000.0).round() as i64)
}

/// Half up at the fourth decimal.
pub fn of_text(text: &str) -> Result<Option<Figure>, String> {
    // Most are plain already.
    let tidy = if text.is_ascii() { text.to_owned() } else { japanese::fold::half_width(&japanese::fold::tidy(text)) };
    let bare = tidy.trim();
    if NOTHING.contains(&bare) {
        return Ok(None);
    }
    let (bare, percent) = match bare.strip_suffix('%') {
        Some(rest) => (rest.trim_end(), true),
        None => (bare, false),
    };
    if bare.starts_with(['-', '−', '△', '▲', '‐', '－']) {
        return Err(NEGATIVE.to_owned());
    }
    let plain: String = bare.chars().filter(|c| !matches!(c, ',' | ' ' | '，')).collect();
    let (whole, part) = plain.split_once('.').unwrap_or((&plain, ""));
    let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty() || !digits(whole) || !digits(part) || plain.ends_with('.') {
        let shown: String = text.trim().chars().take(20).collect();
        return Err(format!("「{shown}」は数として読めません。数だけを入れてください（単位や注は別の欄に）。"));
    }
    let whole: i64 = whole.parse().map_err(|_| TOO_LARGE.to_owned())?;
    let mut decimals = part.bytes().map(|b| i64::from(b - b'0'));
    let mut next = || decimals.next().unwrap_or(0);
    let thousandths = next() * 100 + next() * 10 + next() + i64::from(next() >= 5);
    let sum = whole.checked_mul(1_000).and_then(|whole| whole.checked_add(thousandths));
    let thousandths = sum.filter(|sum| *sum <= MOST * 1_000).ok_or_else(|| TOO_LARGE.to_owned())?;
    Ok(Some(Figure { thousandths, percent }))
}

/// 「人」, 「％」, 「（単位：か所）」 → the unit in one way of writing; empty for what is none.
pub fn unit(text: &str) -> String {
    let tidy = japanese::fold::half_width(&japanese::fold::tidy(text));
    let bare = tidy.trim().trim_matches(['(', ')', '（', '）', '[', ']', '【', '】']);
    let bare = bare.strip_prefix("単位").map_or(bare, |rest| rest.trim_start_matches([':', '：', ' ']));
    match bare.trim() {
        "カ所" | "ヵ所" | "ケ所" | "ヶ所" | "箇所" | "個所" | "か所" => "か所".to_owned(),
        "パーセント" | "%" => "%".to_owned(),
        other => other.to_owned(),
    }
}

/// Units a file may say of its figures.
const UNITS: &[&str] = &[
    "%",
    "人",
    "か所",
    "件",
    "回",
    "施設",
    "事業所",
    "円",
    "千円",
    "百万円",
    "世帯",
    "圏域",
    "床",
    "台",
    "日",
    "時間",
    "点",
];

/// The unit at the end of a name: 「認定者数（人）」.
pub fn unit_of_name(name: &str) -> String {
    let name = name.trim_end();
    let inside = name.strip_suffix(['）', ')']).and_then(|rest| rest.rsplit_once(['（', '(']));
    inside.map(|(_, unit_text)| unit(unit_text)).filter(|unit| UNITS.contains(&unit.as_str())).unwrap_or_default()
}

/// Whether a text by itself is a unit.
pub fn is_unit(text: &str) -> bool {
    UNITS.contains(&unit(text).as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(typed: &str) -> Result<Option<i64>, String> {
        of_text(typed).map(|read| read.map(|figure| figure.thousandths))
    }

    #[test]
    fn figures_are_read_as_statistics_write_them() {
        for (typed, read) in [
            ("12", 12_000),
            ("１，２３４", 1_234_000),
            ("1,234.5", 1_234_500),
            ("9.4124", 9_412),
            ("9.4125", 9_413),
            ("０．２５", 250),
            (" 7 ", 7_000),
        ] {
            assert_eq!(text(typed), Ok(Some(read)), "{typed}");
        }
        for typed in ["-", "－", "***", "", "…", "‐", "n/a"] {
            assert_eq!(text(typed), Ok(None), "{typed}");
        }
        for typed in
            ["-3", "△3", "▲1.5", "−2", "約10", "12人", "1.", ".", "100000000.001", "99999999999999999999", "1e5"]
        {
            assert!(text(typed).is_err(), "{typed}");
        }
        assert_eq!(of_text("１２．３％").unwrap(), Some(Figure { thousandths: 12_300, percent: true }));
        assert_eq!(text("100000000"), Ok(Some(100_000_000_000)));
    }

    #[test]
    fn numbers_of_a_sheet_are_held_to_the_same() {
        for (number, read) in [
            (12.0, Some(12_000)),
            (9.4125, Some(9_413)),
            (-1.0, None),
            (f64::NAN, None),
            (1e300, None),
            (1e8, Some(100_000_000_000)),
        ] {
            assert_eq!(of_number(number).ok(), read, "{number}");
        }
    }

    #[test]
    fn units_are_told_in_one_way() {
        assert_eq!([unit("％"), unit("（単位：ヶ所）"), unit("人")], ["%", "か所", "人"]);
        assert_eq!(
            [unit_of_name("認定者数（人）"), unit_of_name("認定率（要介護度別）"), unit_of_name("認定率")],
            ["人", "", ""]
        );
    }
}
