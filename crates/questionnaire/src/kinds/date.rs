//! date: a day, with limits.

use japanese::wareki;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::answers::Answer;
use crate::check::{Checking, FindingKind};

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DateKind {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub least: Option<Date>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub most: Option<Date>,
}

impl DateKind {
    /// 「令和7年4月1日から令和8年3月31日までの日付」
    pub fn expected(&self) -> String {
        let from = self.least.map_or_else(String::new, |day| format!("{}から", wareki::both(day)));
        let to = self.most.map_or_else(String::new, |day| format!("{}まで", wareki::both(day)));
        if from.is_empty() && to.is_empty() {
            "日付（例: 令和8年4月1日、2026/4/1）".to_owned()
        } else {
            format!("{from}{to}の日付")
        }
    }
}

pub(crate) fn check(checking: &mut Checking<'_>, kind: &DateKind, answer: &Answer) {
    let Answer::Date { date } = answer else { return checking.wrong_type() };
    if kind.least.is_some_and(|least| *date < least) || kind.most.is_some_and(|most| *date > most) {
        checking.say(
            FindingKind::OutOfRange,
            format!("{}は範囲の外です。{}を入れてください。", wareki::both(*date), kind.expected()),
        );
    }
}
