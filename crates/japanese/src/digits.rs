//! Numbers as people type them: `1741`, `１，７４１`, `二十三`, `百五`, `二〇二六`, `3万5千`.

use crate::chars::decimal;
use std::fmt;

/// Why a text is not a count. Positions count characters from 1, after trimming.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DigitsError {
    Empty,
    /// A character that belongs to no number (also `-` and `.`: only whole numbers from 0 are read).
    NotADigit {
        found: char,
        position: usize,
    },
    /// `1,74`, `,174`, `1,,741`: a comma that does not part thousands.
    MisplacedComma {
        position: usize,
    },
    /// `十百`, `二三十`, `一万二万`: numerals in an order that makes no number.
    MisplacedUnit {
        position: usize,
    },
    /// Over 18,446,744,073,709,551,615.
    TooLarge,
}

impl fmt::Display for DigitsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => write!(f, "数が入力されていません。0以上の整数を入力してください。"),
            Self::NotADigit { found, position } => write!(
                f,
                "{position}文字目の「{}」は数字ではありません。0以上の整数だけを入力してください。",
                found.escape_debug()
            ),
            Self::MisplacedComma { position } => write!(
                f,
                "{position}文字目の桁区切り「,」の位置が正しくありません。3桁ごとに入れるか、入れずに入力してください。"
            ),
            Self::MisplacedUnit { position } => {
                write!(f, "{position}文字目までの漢数字の並びが数になりません。算用数字で入力してください。")
            }
            Self::TooLarge => write!(f, "数が大きすぎます。桁数を確かめてください。"),
        }
    }
}

impl std::error::Error for DigitsError {}

enum Sign {
    Digit(u8),
    /// 十, 百, 千
    Small(u64),
    /// 万, 億, 兆, 京
    Large(u64),
    Comma,
}

fn sign(c: char) -> Option<Sign> {
    if let Some(digit) = decimal(c) {
        return Some(Sign::Digit(digit));
    }
    Some(match c {
        '〇' | '零' => Sign::Digit(0),
        '一' | '壱' => Sign::Digit(1),
        '二' | '弐' => Sign::Digit(2),
        '三' | '参' => Sign::Digit(3),
        '四' => Sign::Digit(4),
        '五' => Sign::Digit(5),
        '六' => Sign::Digit(6),
        '七' => Sign::Digit(7),
        '八' => Sign::Digit(8),
        '九' => Sign::Digit(9),
        '十' | '拾' => Sign::Small(10),
        '百' => Sign::Small(100),
        '千' => Sign::Small(1_000),
        '万' | '萬' => Sign::Large(10_000),
        '億' => Sign::Large(100_000_000),
        '兆' => Sign::Large(1_000_000_000_000),
        '京' => Sign::Large(10_000_000_000_000_000),
        ',' | '，' => Sign::Comma,
        _ => return None,
    })
}

/// A whole number from 0, in half-width, full-width or kanji digits, with or without thousands separators (`,` `，`).
///
/// # Errors
/// [`DigitsError`], whose `Display` is a Japanese sentence.
pub fn parse(text: &str) -> Result<u64, DigitsError> {
    let mut number = Number::default();
    let mut position = 0;
    for c in text.trim().chars() {
        position += 1;
        match sign(c).ok_or(DigitsError::NotADigit { found: c, position })? {
            Sign::Digit(digit) => number.digit(digit)?,
            Sign::Comma => number.comma(position)?,
            Sign::Small(unit) => number.small(unit, position)?,
            Sign::Large(unit) => number.large(unit, position)?,
        }
    }
    if position == 0 {
        return Err(DigitsError::Empty);
    }
    number.finish(position)
}

/// The number read so far: `total` (above the last 万/億/…) + `section` (above the last 十/百/千) + a run of digits.
#[derive(Default)]
struct Number {
    total: u64,
    section: u64,
    last_large: Option<u64>,
    last_small: Option<u64>,
    run: Option<Digits>,
}

#[derive(Clone, Copy, Default)]
struct Digits {
    value: u64,
    length: usize,
    since_comma: usize,
    commas: bool,
}

impl Number {
    fn digit(&mut self, digit: u8) -> Result<(), DigitsError> {
        let run = self.run.get_or_insert_default();
        let value = run.value.checked_mul(10).and_then(|value| value.checked_add(digit.into()));
        run.value = value.ok_or(DigitsError::TooLarge)?;
        run.length += 1;
        run.since_comma += 1;
        Ok(())
    }

    fn comma(&mut self, position: usize) -> Result<(), DigitsError> {
        let fits = |run: &&mut Digits| {
            if run.commas { run.since_comma == 3 } else { run.since_comma <= 3 }
        };
        let run = self.run.as_mut().filter(fits).ok_or(DigitsError::MisplacedComma { position })?;
        run.commas = true;
        run.since_comma = 0;
        Ok(())
    }

    fn small(&mut self, unit: u64, position: usize) -> Result<(), DigitsError> {
        let times = match self.run.take() {
            None => 1,
            Some(Digits { value: value @ 1.., length: 1, commas: false, .. }) => value,
            Some(_) => return Err(DigitsError::MisplacedUnit { position }),
        };
        if self.last_small.is_some_and(|last| unit >= last) {
            return Err(DigitsError::MisplacedUnit { position });
        }
        self.last_small = Some(unit);
        self.section += times * unit; // at most 9,990: the units only fall
        Ok(())
    }

    fn large(&mut self, unit: u64, position: usize) -> Result<(), DigitsError> {
        let section = self.close_section(unit, position)?;
        if section == 0 {
            return Err(DigitsError::MisplacedUnit { position });
        }
        let more = section.checked_mul(unit).and_then(|more| self.total.checked_add(more));
        self.total = more.ok_or(DigitsError::TooLarge)?;
        self.last_large = Some(unit);
        Ok(())
    }

    fn finish(mut self, position: usize) -> Result<u64, DigitsError> {
        let section = self.close_section(1, position)?;
        self.total.checked_add(section).ok_or(DigitsError::TooLarge)
    }

    /// Everything since the last 万/億/…, which must be smaller than what that unit leaves room for.
    fn close_section(&mut self, unit: u64, position: usize) -> Result<u64, DigitsError> {
        let mut section = std::mem::take(&mut self.section);
        if let Some(run) = self.run.take() {
            if run.commas && run.since_comma != 3 {
                return Err(DigitsError::MisplacedComma {
                    position: position - usize::from(unit > 1) - run.since_comma,
                });
            }
            if self.last_small.is_some_and(|last| run.value >= last) {
                return Err(DigitsError::MisplacedUnit { position });
            }
            section = section.checked_add(run.value).ok_or(DigitsError::TooLarge)?;
        }
        self.last_small = None;
        match self.last_large {
            Some(last) if section >= last / unit => Err(DigitsError::MisplacedUnit { position }),
            _ => Ok(section),
        }
    }
}
