//! long text: several lines, 自由記述.

use serde::{Deserialize, Serialize};

use super::text::check_length;
use crate::answers::Answer;
use crate::check::Checking;

/// Letters unless the question says otherwise.
pub const MOST_LETTERS: u32 = 2_000;

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LongText {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub most_letters: Option<u32>,
}

pub(crate) fn check(checking: &mut Checking<'_>, kind: &LongText, answer: &Answer) {
    let Answer::Text { text } = answer else { return checking.wrong_type() };
    check_length(checking, text, kind.most_letters.unwrap_or(MOST_LETTERS));
}
