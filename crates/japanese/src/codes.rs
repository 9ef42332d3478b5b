//! 全国地方公共団体コード: 都道府県 (2 digits, JIS X 0401) + 市区町村 (3 digits, JIS X 0402) + 検査数字 (1 digit).
//!
//! 検査数字 (総務省): 「第1桁から第5桁までの数字に、それぞれ6、5、4、3、2を乗じて算出した積の和を求め、その和を11で除し、
//! 商と剰余を求めて、11から剰余を引いた数の下1桁の数字を検査数字とする」.
//! 介護保険の保険者番号 begins with the same five digits but ends in another check digit
//! (小野町: 団体コード 075221, 保険者番号 075226): the two are told apart here.

use crate::chars::decimal;
use crate::tidy::half_width;
use crate::width::truncate;
use std::fmt;
use std::str::FromStr;

/// A code whose check digit has been verified. Text, not a number: it may begin with 0.
/// Also stands for a prefecture (`010006` 北海道). Whether such a municipality exists is for the register to say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MunicipalityCode([u8; 6]);

/// Why a text is no 全国地方公共団体コード.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CodeError {
    /// Not six (or, for [`MunicipalityCode::from_five_digits`], five) digits. `meant` is the code that results when
    /// the leading 0, which a spreadsheet drops, is put back; only if its check digit is right.
    WrongLength { given: String, wanted: usize, meant: Option<MunicipalityCode> },
    /// The sixth digit does not belong to the five before it.
    WrongCheckDigit { given: String, expected: u8 },
    /// The sixth digit is wrong here, but right for a 保険者番号; `code` has the same first five digits.
    LooksLikeInsurerNumber { given: String, code: MunicipalityCode },
    /// The first two digits are not 01 to 47.
    NoSuchPrefecture { given: String },
}

impl fmt::Display for CodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::WrongLength { given, meant: Some(code), .. } => write!(
                f,
                "「{given}」は6桁ではありません。先頭の0が落ちているようです。「{code}」ではありませんか。6桁の文字列として入力してください。"
            ),
            Self::WrongLength { given, wanted, .. } => write!(
                f,
                "「{given}」は{wanted}桁の数字ではありません。全国地方公共団体コードを{wanted}桁の数字で入力してください。"
            ),
            Self::WrongCheckDigit { given, expected } => write!(
                f,
                "「{given}」は検査数字（6桁目）が合いません。前の5桁が正しければ6桁目は「{expected}」です。コード表で確かめてください。"
            ),
            Self::LooksLikeInsurerNumber { given, code } => write!(
                f,
                "「{given}」は介護保険の保険者番号のようです。全国地方公共団体コードは「{code}」ではありませんか。確かめて入力し直してください。"
            ),
            Self::NoSuchPrefecture { given } => write!(
                f,
                "「{given}」の初めの2桁は都道府県の番号（01〜47）ではありません。コード表で確かめてください。"
            ),
        }
    }
}

impl std::error::Error for CodeError {}

impl MunicipalityCode {
    /// Six digits, half- or full-width, spaces around them allowed.
    ///
    /// # Errors
    /// [`CodeError`]: not six digits, no such prefecture, a 保険者番号, a wrong check digit.
    pub fn parse(text: &str) -> Result<Self, CodeError> {
        let given = shown(text);
        let Some(digits) = digits::<6>(text) else {
            let meant = digits::<5>(text).and_then(Self::with_leading_zero);
            return Err(CodeError::WrongLength { given, wanted: 6, meant });
        };
        let [five @ .., check] = digits;
        let code = Self::with_check_digit(five).ok_or(CodeError::NoSuchPrefecture { given: given.clone() })?;
        let expected = check_digit(five);
        if check == expected {
            Ok(code)
        } else if check == insurer_check_digit(five) {
            Err(CodeError::LooksLikeInsurerNumber { given, code })
        } else {
            Err(CodeError::WrongCheckDigit { given, expected })
        }
    }

    /// Five digits (JIS X 0401 + 0402, as in national land data); the check digit is added.
    ///
    /// # Errors
    /// [`CodeError::WrongLength`], [`CodeError::NoSuchPrefecture`].
    pub fn from_five_digits(text: &str) -> Result<Self, CodeError> {
        let given = shown(text);
        let Some(five) = digits::<5>(text) else {
            return Err(CodeError::WrongLength { given, wanted: 5, meant: None });
        };
        Self::with_check_digit(five).ok_or(CodeError::NoSuchPrefecture { given })
    }

    /// All six digits: `"131016"`.
    #[must_use]
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default() // always ASCII digits
    }

    /// Without the check digit: `"13101"`.
    #[must_use]
    pub fn five_digits(&self) -> &str {
        &self.as_str()[..5]
    }

    /// 都道府県番号, 1 (北海道) to 47 (沖縄県).
    #[must_use]
    pub const fn prefecture(&self) -> u8 {
        (self.0[0] - b'0') * 10 + (self.0[1] - b'0')
    }

    /// Whether the code stands for the prefecture itself (`010006`).
    #[must_use]
    pub const fn is_prefecture(&self) -> bool {
        matches!(self.0, [_, _, b'0', b'0', b'0', _])
    }

    /// The code of the prefecture this lies in, itself if it is one.
    #[must_use]
    pub fn of_prefecture(&self) -> Self {
        let tens_and_ones = [self.0[0] - b'0', self.0[1] - b'0', 0, 0, 0];
        Self::with_check_digit(tens_and_ones).unwrap_or(*self)
    }

    fn with_check_digit(five: [u8; 5]) -> Option<Self> {
        let mut number = [0; 6];
        number[..5].copy_from_slice(&five);
        number[5] = check_digit(five);
        matches!(five[0] * 10 + five[1], 1..=47).then(|| Self(number.map(|digit| b'0' + digit)))
    }

    /// The code whose last five digits these are, if it begins with 0 and its check digit is right.
    fn with_leading_zero(last: [u8; 5]) -> Option<Self> {
        let [middle @ .., check] = last;
        let mut five = [0; 5];
        five[1..].copy_from_slice(&middle);
        Self::with_check_digit(five).filter(|_| check == check_digit(five))
    }
}

impl fmt::Display for MunicipalityCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for MunicipalityCode {
    type Err = CodeError;
    fn from_str(text: &str) -> Result<Self, CodeError> {
        Self::parse(text)
    }
}

/// 検査数字 of a 団体コード for its first five digits (each 0–9).
fn check_digit(five: [u8; 5]) -> u8 {
    let sum: u8 = five.iter().zip([6, 5, 4, 3, 2]).map(|(digit, weight)| digit * weight).sum(); // at most 180
    (11 - sum % 11) % 10
}

/// 検証番号 of a 保険者番号: weights 2, 1, 2, 1, 2 from the right, digits of each product added up, to the next ten.
fn insurer_check_digit(five: [u8; 5]) -> u8 {
    let sum: u8 = five.iter().zip([2, 1, 2, 1, 2]).map(|(digit, weight)| digit * weight).map(|n| n / 10 + n % 10).sum();
    (10 - sum % 10) % 10
}

fn digits<const N: usize>(text: &str) -> Option<[u8; N]> {
    let digits: Option<Vec<u8>> = text.trim().chars().take(N + 1).map(decimal).collect();
    digits?.try_into().ok()
}

/// The input as an error repeats it: half-width and short.
fn shown(text: &str) -> String {
    truncate(half_width(text).trim(), 20)
}
