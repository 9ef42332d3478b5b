//! 「令和4年3月末」, 「R5」, 「2026年度」, 「202604」 → a fiscal year.

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Period {
    /// Fiscal year, western.
    pub year: i16,
    /// 推計, 見込, 計画
    pub estimated: bool,
}

const ERAS: &[(&str, i16)] = &[
    ("令和", 2018),
    ("平成", 1988),
    ("昭和", 1925),
    ("R", 2018),
    ("H", 1988),
    ("S", 1925),
    ("r", 2018),
    ("h", 1988),
    ("s", 1925),
];
const FIRST: i16 = 1950;
const LAST: i16 = 2150;

/// `None` for what says no year.
pub fn read(text: &str) -> Option<Period> {
    if text.len() > 120 {
        return None;
    }
    let tidy = if text.is_ascii() { text.to_owned() } else { japanese::fold::half_width(&japanese::fold::tidy(text)) };
    let plain: String = tidy.chars().filter(|c| !c.is_whitespace()).collect();
    let estimated = ["推計", "見込", "計画", "予測"].iter().any(|word| plain.contains(word));
    let (year, rest) = year_at(&plain)?;
    let month = month_of(rest)?;
    let year = if (1..=3).contains(&month) { year - 1 } else { year };
    (FIRST..=LAST).contains(&year).then_some(Period { year, estimated })
}

/// The year a text begins with, and what stands behind it.
fn year_at(plain: &str) -> Option<(i16, &str)> {
    for (era, before) in ERAS {
        let Some(rest) = plain.strip_prefix(era) else { continue };
        let rest = rest.strip_prefix('.').unwrap_or(rest);
        if let Some(rest) = rest.strip_prefix('元') {
            return Some((before + 1, rest));
        }
        let (number, rest) = digits(rest);
        return (1..=2).contains(&number.len()).then(|| Some((before + number.parse::<i16>().ok()?, rest)))?;
    }
    let (number, rest) = digits(plain);
    match number.len() {
        4 => Some((number.parse().ok()?, rest)),
        // 202604
        6 => Some((number.get(..4)?.parse().ok()?, plain.get(4..)?)),
        _ => None,
    }
}

fn digits(text: &str) -> (&str, &str) {
    text.split_at(text.bytes().take_while(u8::is_ascii_digit).count())
}

/// The month behind a year, 0 where there is none; `None` for what is no time.
fn month_of(rest: &str) -> Option<u8> {
    // 「年度末」 is the end of the fiscal year, whatever the month.
    if rest.starts_with("年度") || rest.starts_with("FY") {
        return Some(0);
    }
    let rest = rest.strip_prefix('年').or_else(|| rest.strip_prefix(['/', '-', '.'])).unwrap_or(rest);
    let (number, after) = digits(rest);
    if number.is_empty() {
        // 「2026(令和8)」, 「2026年(推計)」, 「2026年末」
        let is_time = after.is_empty()
            || after.starts_with(['(', '（', '末', '推', '見', '計', '予', '実', '現', '時', '、', '・']);
        return is_time.then_some(0);
    }
    let month = number.parse::<u8>().ok().filter(|month| (1..=12).contains(month) && number.len() <= 2)?;
    (after.is_empty() || after.starts_with(['月', '/', '-', '.', '(', '（', '末'])).then_some(month)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_as_exports_write_them() {
        let good = [
            ("2026", 2026),
            ("２０２６年度", 2026),
            ("令和7年度", 2025),
            ("令和元年", 2019),
            ("令和4年3月末", 2021),
            ("令和4年\n3月末", 2021),
            ("令和８年４月末", 2026),
            ("R5", 2023),
            ("R5年3月末", 2022),
            ("H27/3月末時点", 2014),
            ("平成30年度末", 2018),
            ("202604", 2026),
            ("2026/03", 2025),
            ("2026年（令和8年）", 2026),
            ("2020年", 2020),
        ];
        for (text, year) in good {
            assert_eq!(read(text).map(|p| p.year), Some(year), "{text}");
        }
        for text in [
            "",
            "全国",
            "柳井市",
            "12",
            "列3",
            "認定率",
            "20261",
            "2026人",
            "R",
            "令和",
            "2026年13月",
            "99999999",
            "352128",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
        assert_eq!(read("2050年（推計）").map(|p| p.estimated), Some(true));
        assert_eq!(read("2026").map(|p| p.estimated), Some(false));
    }
}
