//! number: a count or measure with its unit, decimals and limits.

use serde::{Deserialize, Serialize};

use crate::answers::Answer;
use crate::check::{Checking, FindingKind};

/// Above this a number is no longer exact.
pub const MOST_EXACT: f64 = 1e15;

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct NumberKind {
    /// 「人」「か所」; empty when there is none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub unit: String,
    /// Digits after the point; 0 is a whole number. At most 6.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub decimals: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub least: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub most: Option<f64>,
    /// Tables may be weighted with the answers (ウエイト).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub weight: bool,
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde asks for this shape")]
fn is_zero(value: &u32) -> bool {
    *value == 0
}

impl NumberKind {
    /// 「（人、小数第1位まで）」
    pub fn instruction(&self) -> String {
        let decimals = if self.decimals > 0 { format!("小数第{}位まで", self.decimals) } else { String::new() };
        let parts: Vec<&str> = [self.unit.as_str(), decimals.as_str()].into_iter().filter(|p| !p.is_empty()).collect();
        if parts.is_empty() { "（数）".to_owned() } else { format!("（{}）", parts.join("、")) }
    }

    /// 「0人以上100人以下の整数」
    pub fn expected(&self) -> String {
        let unit = &self.unit;
        let least = self.least.map_or_else(String::new, |least| format!("{least}{unit}以上"));
        let most = self.most.map_or_else(String::new, |most| format!("{most}{unit}以下"));
        let what =
            if self.decimals == 0 { "整数".to_owned() } else { format!("小数第{}位までの数", self.decimals) };
        let range = format!("{least}{most}");
        if range.is_empty() { what } else { format!("{range}の{what}") }
    }
}

pub(crate) fn check(checking: &mut Checking<'_>, kind: &NumberKind, answer: &Answer) {
    let Answer::Number { number } = answer else { return checking.wrong_type() };
    let expected = kind.expected();
    check_range(checking, *number, kind.decimals, kind.least, kind.most, &expected);
}

/// Also amounts.
pub(crate) fn check_range(
    checking: &mut Checking<'_>,
    number: f64,
    decimals: u32,
    least: Option<f64>,
    most: Option<f64>,
    expected: &str,
) {
    if !number.is_finite() || number.abs() > MOST_EXACT {
        return checking.say(FindingKind::OutOfRange, format!("数が大きすぎます。{expected}を入れてください。"));
    }
    if least.is_some_and(|least| number < least) || most.is_some_and(|most| number > most) {
        checking.say(FindingKind::OutOfRange, format!("{number}は範囲の外です。{expected}を入れてください。"));
    }
    let scaled = number * 10f64.powi(i32::try_from(decimals).unwrap_or(0));
    if (scaled - scaled.round()).abs() > 1e-6 * scaled.abs().max(1.0) {
        let why = if decimals == 0 {
            "整数ではありません".to_owned()
        } else {
            format!("小数第{decimals}位より細かい数です")
        };
        checking.say(FindingKind::Decimals, format!("{number}は{why}。{expected}を入れてください。"));
    }
}
