//! Figures of a text with what they count: 「年4回」「４か所」「三つ」「1.5万円」「令和7年度」「30人以上」.

/// A figure and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figure {
    /// In millionths, so that 1.5 is a whole number.
    pub value: u128,
    /// `007` is not `7`: zeros it begins with.
    pub zeros: usize,
    /// 「か所」; empty where no known counter follows.
    pub unit: String,
    /// 「以上」: what is said of it besides.
    pub bound: String,
    /// 「令和」「第」; 「年」 of 「年に4回」.
    pub before: String,
    /// Letters: where what stands before it begins, where it begins itself, behind its counter,
    /// and behind what is said of it.
    pub start: usize,
    pub from: usize,
    pub to: usize,
    pub end: usize,
}

const MILLION: u128 = 1_000_000;
const DECIMALS: usize = 6;

/// Longest first where one begins with another.
const COUNTERS: &[&str] = &[
    "パーセント",
    "ポイント",
    "か所",
    "ヶ所",
    "カ所",
    "ヵ所",
    "ケ所",
    "箇所",
    "個所",
    "か月",
    "ヶ月",
    "カ月",
    "ヵ月",
    "箇月",
    "か年",
    "市町村",
    "都道府県",
    "年度",
    "年間",
    "年",
    "月",
    "日間",
    "日",
    "週間",
    "週",
    "時間",
    "時",
    "分",
    "秒",
    "割",
    "%",
    "人",
    "名",
    "件",
    "回",
    "円",
    "床",
    "台",
    "校",
    "町村",
    "市町",
    "町",
    "村",
    "市",
    "区",
    "県",
    "圏域",
    "地区",
    "団体",
    "法人",
    "事業所",
    "施設",
    "世帯",
    "戸",
    "倍",
    "歳",
    "代",
    "度",
    "種類",
    "種",
    "つ",
    "点",
    "章",
    "ページ",
    "頁",
    "号",
    "条",
    "項",
    "km",
    "m",
    "kg",
    "g",
    "段階",
    "本",
    "冊",
    "枚",
    "通",
    "社",
    "院",
    "対",
    "職種",
    "者",
    "例",
    "番",
];
const BOUNDS: &[&str] = &[
    "以上", "以下", "未満", "以内", "以外", "を超", "超", "前後", "弱", "強", "余り", "余", "半", "目", "ずつ", "ごと",
    "おき",
];
const ERAS: &[&str] = &["令和", "平成", "昭和", "大正", "明治", "第"];
const PERIODS: &[&str] = &["年間", "年", "月", "週", "日"];

/// One spelling for one counter.
fn unit_of(counter: &str) -> &str {
    match counter {
        "パーセント" => "%",
        "ヶ所" | "カ所" | "ヵ所" | "ケ所" | "箇所" | "個所" => "か所",
        "ヶ月" | "カ月" | "ヵ月" | "箇月" => "か月",
        "名" => "人",
        "頁" => "ページ",
        "年間" => "年",
        "日間" => "日",
        "週間" => "週",
        other => other,
    }
}

fn is_numeral(c: char) -> bool {
    "〇一二三四五六七八九十百千万億兆".contains(c)
}

fn is_large(c: char) -> bool {
    "十百千万億兆".contains(c)
}

/// All figures of a text (half-width already, see `plain`), in order.
pub fn figures(letters: &[char]) -> Vec<Figure> {
    let mut found: Vec<Figure> = Vec::new();
    let mut at = 0;
    while at < letters.len() {
        let c = letters[at];
        if c.is_ascii_digit() {
            let to = end_of_digits(letters, at);
            found.extend(figure(letters, at, to));
            at = to.max(at + 1);
        } else if is_numeral(c) {
            let to = (at..letters.len()).find(|n| !is_numeral(letters[*n])).unwrap_or(letters.len());
            // 一方, 四国, 統一: only what counts something, and is no part of a longer word.
            let begins = at == 0 || !is_kanji(letters[at - 1]) || before(letters, at) != ("", 0);
            if begins && !counter(letters, to).is_empty() {
                found.extend(figure(letters, at, to));
            }
            at = to;
        } else {
            at += 1;
        }
    }
    found
}

pub fn is_kanji(c: char) -> bool {
    matches!(c, '\u{4e00}'..='\u{9fff}' | '\u{3400}'..='\u{4dbf}' | '\u{f900}'..='\u{fad9}' | '々' | '〇')
}

/// `1,741`, `12.5`, `3万5千`.
fn end_of_digits(letters: &[char], from: usize) -> usize {
    let digit = |n: usize| letters.get(n).is_some_and(char::is_ascii_digit);
    let mut to = from;
    let mut pointed = false;
    while let Some(c) = letters.get(to) {
        let goes_on = c.is_ascii_digit()
            || (*c == ',' && digit(to + 1) && digit(to + 2) && digit(to + 3) && !digit(to + 4))
            || (*c == '.' && digit(to + 1) && !pointed)
            || is_large(*c);
        if !goes_on {
            break;
        }
        pointed |= *c == '.';
        to += 1;
    }
    to
}

fn figure(letters: &[char], from: usize, to: usize) -> Option<Figure> {
    let text: String = letters[from..to].iter().collect();
    let value = value(&text)?;
    let zeros = if text.len() > 1 && !text.contains('.') { text.chars().take_while(|c| *c == '0').count() } else { 0 };
    let counter = counter(letters, to);
    let behind = to + counter.chars().count();
    let bound = BOUNDS.iter().find(|bound| begins_with(letters, behind, bound)).copied().unwrap_or_default();
    let negative = from > 0 && "-−▲△".contains(letters[from - 1]) && (from < 2 || !letters[from - 2].is_alphanumeric());
    let (before, length) = before(letters, from);
    let before = if negative { "-" } else { before };
    Some(Figure {
        value,
        zeros,
        unit: unit_of(counter).to_owned(),
        bound: bound.to_owned(),
        before: before.to_owned(),
        start: from - length,
        from,
        to: behind,
        end: behind + bound.chars().count(),
    })
}

fn value(text: &str) -> Option<u128> {
    let Some((whole, rest)) = text.split_once('.') else {
        return japanese::digits::parse(text).ok().map(|n| u128::from(n) * MILLION);
    };
    let whole = u128::from(japanese::digits::parse(whole).ok()?);
    let decimals: String = rest.chars().take_while(char::is_ascii_digit).collect();
    if decimals.len() > DECIMALS {
        return None;
    }
    let millionths: u128 = format!("{decimals:0<6}").parse().ok()?;
    let value = whole.checked_mul(MILLION)? + millionths;
    match &rest[decimals.len()..] {
        "" => Some(value),
        "千" => value.checked_mul(1_000),
        "万" => value.checked_mul(10_000),
        "億" => value.checked_mul(100_000_000),
        "兆" => value.checked_mul(1_000_000_000_000),
        _ => None,
    }
}

fn begins_with(letters: &[char], at: usize, word: &str) -> bool {
    word.chars().enumerate().all(|(n, c)| letters.get(at + n) == Some(&c))
}

fn counter(letters: &[char], at: usize) -> &'static str {
    let known = |word: &&&str| begins_with(letters, at, word);
    COUNTERS.iter().filter(known).max_by_key(|word| word.chars().count()).copied().unwrap_or_default()
}

/// What stands before it and belongs to it, and how many letters that is.
fn before(letters: &[char], from: usize) -> (&'static str, usize) {
    let ends = |word: &str, at: usize| {
        let length = word.chars().count();
        at >= length && begins_with(letters, at - length, word)
    };
    if let Some(era) = ERAS.iter().find(|era| ends(era, from)) {
        return (era, era.chars().count());
    }
    let (at, more) = if from > 0 && letters[from - 1] == 'に' { (from - 1, 1) } else { (from, 0) };
    let period = PERIODS.iter().find(|period| {
        let length = period.chars().count();
        // 「令和7年4月」 is a day, not four months a year.
        ends(period, at)
            && !letters.get(at.wrapping_sub(length + 1)).is_some_and(|c| c.is_ascii_digit() || is_numeral(*c))
    });
    match period {
        Some(&"年間") => ("年", 2 + more),
        Some(period) => (period, 1 + more),
        None => ("", 0),
    }
}

/// Does the material's figure say what the claim's says?
pub fn same(claim: &Figure, there: &Figure) -> bool {
    let bound = |f: &Figure| if matches!(f.bound.as_str(), "前後") { String::new() } else { f.bound.clone() };
    let period = PERIODS.contains(&claim.before.as_str());
    let before = if period {
        claim.before == there.before
    } else {
        claim.before == there.before || (claim.before.is_empty() && PERIODS.contains(&there.before.as_str()))
    };
    claim.value == there.value
        && claim.zeros == there.zeros
        && claim.unit == there.unit
        && bound(claim) == bound(there)
        && before
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::holding::plain;

    fn of(text: &str) -> Vec<Figure> {
        figures(&plain(text))
    }

    fn holds(claim: &str, there: &str) -> bool {
        let there = of(there);
        of(claim).iter().all(|one| there.iter().any(|other| same(one, other)))
    }

    #[test]
    fn one_figure_in_many_spellings() {
        for (claim, there) in [
            ("４か所", "4ヶ所"),
            ("三つ", "3つ"),
            ("二十人", "20名"),
            ("1,741市町村", "１７４１市町村"),
            ("3万5千円", "35,000円"),
            ("1.5万円", "15000円"),
            ("50％", "50パーセント"),
            ("年4回", "年に４回"),
            ("年間4回", "年四回"),
            ("4回", "年4回"),
            ("令和7年度", "令和７年度"),
            ("第3章", "第三章"),
            ("6か月", "六箇月"),
            ("4対3", "4対3の割合"),
            ("12.50", "12.5"),
            ("一方、四国や三重県では", "なにもない"),
        ] {
            assert!(holds(claim, there), "{claim} {:?} / {there} {:?}", of(claim), of(there));
        }
    }

    #[test]
    fn another_figure_is_another() {
        for (claim, there) in [
            ("4か所", "5か所"),
            ("4か所", "4人"),
            ("4", "4人"),
            ("4人", "4"),
            ("40人", "4人"),
            ("30人以上", "30人"),
            ("30人", "30人以上"),
            ("30人未満", "30人以上"),
            ("年4回", "月4回"),
            ("月4回", "4回"),
            ("令和7年", "平成7年"),
            ("7年", "平成7年"),
            ("第3章", "3章"),
            ("4月", "4か月"),
            ("4割", "4%"),
            ("1.5倍", "15倍"),
            ("1.5倍", "1倍と5倍"),
            ("007番", "7番"),
            ("-5度", "5度"),
            ("3人", "十三人"),
            ("1,000円", "1円と000円"),
        ] {
            assert!(!holds(claim, there), "{claim} {:?} / {there} {:?}", of(claim), of(there));
        }
    }

    #[test]
    fn no_text_is_too_odd() {
        for text in [
            "",
            "9".repeat(400).as_str(),
            "1.1.1.1",
            "1,2,3",
            ".5",
            "十百",
            "一万二万",
            "1兆億万",
            "〇〇人",
            "1234567.12345678",
            "-",
            "第",
            "年に",
        ] {
            let _ = of(text);
        }
    }
}
