//! amount: money in 円, whole numbers.

use serde::{Deserialize, Serialize};

use super::number::check_range;
use crate::answers::Answer;
use crate::check::Checking;

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Amount {
    /// 円; 0 when not said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub least: Option<f64>,
    /// 円
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub most: Option<f64>,
}

impl Amount {
    /// 「0円以上の整数（円）」
    pub fn expected(&self) -> String {
        let least = self.least.unwrap_or(0.0);
        let most = self.most.map_or_else(String::new, |most| format!("{most}円以下"));
        format!("{least}円以上{most}の整数（円単位）")
    }
}

pub(crate) fn check(checking: &mut Checking<'_>, kind: &Amount, answer: &Answer) {
    let Answer::Number { number } = answer else { return checking.wrong_type() };
    check_range(checking, *number, 0, Some(kind.least.unwrap_or(0.0)), kind.most, &kind.expected());
}
