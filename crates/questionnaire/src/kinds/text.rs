//! text: one line.

use serde::{Deserialize, Serialize};

use crate::answers::Answer;
use crate::check::{Checking, FindingKind};

/// Letters of a line unless the question says otherwise.
pub const MOST_LETTERS: u32 = 200;

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TextKind {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub most_letters: Option<u32>,
}

pub(crate) fn check(checking: &mut Checking<'_>, kind: &TextKind, answer: &Answer) {
    let Answer::Text { text } = answer else { return checking.wrong_type() };
    check_length(checking, text, kind.most_letters.unwrap_or(MOST_LETTERS));
}

/// Also long texts and the texts beside 「その他」.
pub(crate) fn check_length(checking: &mut Checking<'_>, text: &str, most: u32) {
    let count = text.chars().count();
    if count > most as usize {
        checking.say(FindingKind::TooLong, format!("{count}文字あります。{most}文字までにしてください。"));
    }
}
