//! Figures of a case in a form that machines read too: `6329`, `約3000`, `58超`, `6〜7`, `4:3:3`; their day
//! as `2025`, `2025年度`, `2025-09`, `2025-09-30` or 「不明」, where the source names none.

use japanese::fold::{half_width, tidy};
use japanese::wareki::{self, FiscalYear};

/// Before a figure.
const ABOUT: &[&str] = &["約", "およそ", "ほぼ"];
/// After a figure.
const BOUNDS: &[&str] = &["以上", "以下", "未満", "超", "弱", "強", "前後"];
/// Large units that may stand in a figure.
const MULTIPLES: &[char] = &['千', '万', '億'];
pub const UNKNOWN: &str = "不明";

/// The figure in its stored form: half-width digits without commas; `None` for what is no figure.
pub fn read_figure(text: &str) -> Option<String> {
    let text: String = half_width(&tidy(text)).chars().filter(|c| !c.is_whitespace()).collect();
    let (about, rest) = strip_one(&text, ABOUT, str::strip_prefix);
    let (bound, rest) = strip_one(rest, BOUNDS, str::strip_suffix);
    let parts: Vec<&str> = rest.split(['〜', '～', '~']).collect();
    let ratio: Vec<&str> = rest.split([':', '：']).collect();
    let (parts, mark) = if ratio.len() > 1 { (ratio, ":") } else { (parts, "〜") };
    if parts.len() > 2 && mark == "〜" {
        return None;
    }
    let numbers: Option<Vec<String>> = parts.into_iter().map(read_number).collect();
    Some(format!("{about}{}{bound}", numbers?.join(mark)))
}

fn strip_one<'a>(
    text: &'a str,
    words: &'static [&'static str],
    strip: fn(&'a str, &'static str) -> Option<&'a str>,
) -> (&'static str, &'a str) {
    words.iter().find_map(|word| Some((*word, strip(text, word)?))).unwrap_or(("", text))
}

/// `-1,234.5万`: a sign, digits with or without commas in their places, decimals, at most one multiple.
fn read_number(text: &str) -> Option<String> {
    let (sign, rest) = match text.strip_prefix(['-', '−', '－', '▲', '△']) {
        Some(rest) => ("-", rest),
        None => ("", text),
    };
    let multiple = rest.chars().next_back().filter(|c| MULTIPLES.contains(c));
    let rest = multiple.map_or(rest, |c| &rest[..rest.len() - c.len_utf8()]);
    let rest = rest.replace('，', ",").replace('．', ".");
    let (whole, decimals) = rest.split_once('.').map_or((rest.as_str(), None), |(w, d)| (w, Some(d)));
    let is_digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let mut groups = whole.split(',');
    let first = groups.next().unwrap_or("");
    let rest: Vec<&str> = groups.collect();
    let parted_well = rest.is_empty() || (first.len() <= 3 && rest.iter().all(|g| g.len() == 3));
    if !is_digits(first) || !parted_well || !rest.iter().all(|g| is_digits(g)) || !decimals.is_none_or(is_digits) {
        return None;
    }
    let decimals = decimals.map(|d| format!(".{d}")).unwrap_or_default();
    let multiple = multiple.map(String::from).unwrap_or_default();
    Some(format!("{sign}{first}{}{decimals}{multiple}", rest.concat()))
}

/// A figure and its unit as pages show them. The digits of a year are never parted: 「令和3年度（2021年度）」,
/// 「令和3年（2021年）」.
pub fn shown_with_unit(stored: &str, unit: &str) -> (String, String) {
    if !matches!(unit, "年" | "年度" | "西暦年") {
        return (shown_figure(stored), unit.to_owned());
    }
    let year = stored.parse::<i16>().ok().filter(|year| (1868..=2200).contains(year));
    match (year, unit) {
        (Some(year), "年度") => (FiscalYear(year).label(), String::new()),
        (Some(year), _) => {
            let era = crate::shared::day_in_words(&year.to_string());
            (format!("{era}（{year}年）"), String::new())
        }
        (None, unit) => (stored.to_owned(), unit.to_owned()),
    }
}

/// As pages show it: thousands parted. A run of four digits or more that is no year's.
pub fn shown_figure(stored: &str) -> String {
    let mut out = String::new();
    let mut digits = String::new();
    let mut after_point = false;
    let flush = |digits: &mut String, out: &mut String, after_point: bool| {
        let length = digits.len();
        for (i, digit) in digits.drain(..).enumerate() {
            if !after_point && i > 0 && (length - i).is_multiple_of(3) {
                out.push(',');
            }
            out.push(digit);
        }
    };
    for c in stored.chars() {
        if c.is_ascii_digit() {
            digits.push(c);
        } else {
            flush(&mut digits, &mut out, after_point);
            after_point = c == '.';
            out.push(c);
        }
    }
    flush(&mut digits, &mut out, after_point);
    out
}

/// The day, month or year of a figure in its stored form; `None` for what is none.
pub fn read_as_of(text: &str) -> Option<String> {
    let text = half_width(&tidy(text));
    let text = text.trim().trim_end_matches("時点").trim_end_matches("現在").trim();
    if text == UNKNOWN {
        return Some(UNKNOWN.to_owned());
    }
    if let Ok(day) = wareki::parse(text) {
        return Some(day.to_string());
    }
    if let Some(year) = text.strip_suffix("年度") {
        return FiscalYear::parse(year).ok().map(|year| format!("{}年度", year.0));
    }
    // A year, or a year and a month: the year is read as it is for a fiscal year's name.
    let year_of = |text: &str| FiscalYear::parse(text.trim_end_matches('年')).ok().map(|y| y.0);
    if let Some(year) = year_of(text) {
        return Some(year.to_string());
    }
    let (year, month) = text.trim_end_matches('月').split_once(['年', '-', '/', '.'])?;
    let month: i8 = month.trim().parse().ok().filter(|m| (1..=12).contains(m))?;
    year_of(year).map(|year| format!("{year}-{month:02}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::day_in_words;

    #[test]
    fn figures_are_numbers_with_what_belongs_to_them() {
        for (text, stored) in [
            ("６，３２９", "6329"),
            ("6,329", "6329"),
            ("6329", "6329"),
            ("約3,000", "約3000"),
            ("約5万", "約5万"),
            ("72以上", "72以上"),
            ("2,400弱", "2400弱"),
            ("1.5～2.0", "1.5〜2.0"),
            ("4：3：3", "4:3:3"),
            ("−12.5", "-12.5"),
            ("0", "0"),
        ] {
            assert_eq!(read_figure(text).as_deref(), Some(stored), "{text}");
            assert_eq!(read_figure(&shown_figure(stored)).as_deref(), Some(stored), "{stored} comes back");
        }
        for text in ["abc", "6,32", "63,29", "1市16町", "約", "", "12人", "1.2.3", "1〜2〜3", "2014年2月", "1.", "."]
        {
            assert_eq!(read_figure(text), None, "{text}");
        }
        assert_eq!(shown_figure("約34000〜1234.5678"), "約34,000〜1,234.5678");
    }

    #[test]
    fn a_year_is_no_amount() {
        for (value, unit, shown) in [
            ("2021", "年度", ("令和3年度（2021年度）", "")),
            ("2021", "年", ("令和3年（2021年）", "")),
            ("2019〜2021", "年度", ("2019〜2021", "年度")),
            ("10", "年", ("10", "年")),
            ("2021", "人", ("2,021", "人")),
        ] {
            assert_eq!(shown_with_unit(value, unit), (shown.0.to_owned(), shown.1.to_owned()), "{value} {unit}");
        }
    }

    #[test]
    fn days_are_read_in_both_calendars_and_come_back() {
        for (text, stored, words) in [
            ("令和7年9月30日", "2025-09-30", "令和7年9月30日"),
            ("2025-09", "2025-09", "令和7年9月"),
            ("令和7年9月", "2025-09", "令和7年9月"),
            ("２０２５年９月 時点", "2025-09", "令和7年9月"),
            ("令和5年", "2023", "令和5年"),
            ("2023", "2023", "令和5年"),
            ("令和5年度", "2023年度", "令和5年度"),
            ("平成29", "2017", "平成29年"),
            ("不明", "不明", "不明"),
        ] {
            assert_eq!(read_as_of(text).as_deref(), Some(stored), "{text}");
            assert_eq!(day_in_words(stored), words);
            assert_eq!(read_as_of(words).as_deref(), Some(stored), "{words} comes back");
        }
        for text in ["", "去年", "abc", "2025-13", "令和99年2月40日"] {
            assert_eq!(read_as_of(text), None, "{text}");
        }
    }
}
