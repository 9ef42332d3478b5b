//! single: exactly one option of a list; a text beside 「その他」.

use serde::{Deserialize, Serialize};

use crate::answers::Answer;
use crate::check::{Checking, FindingKind};

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Single {
    /// Name of the choice list.
    pub list: String,
}

pub(crate) fn check(checking: &mut Checking<'_>, answer: &Answer) {
    let Answer::One { choice, other } = answer else { return checking.wrong_type() };
    let Some(option) = checking.choice(choice) else { return checking.unknown_choice(choice) };
    let (label, wants_text) = (option.label.clone(), option.other);
    checking.offered(choice);
    let text = other.as_deref().is_some_and(|text| !text.trim().is_empty());
    if wants_text && !text {
        checking.missing_text(&label);
    }
    if !wants_text && text {
        checking.say(
            FindingKind::OtherTextWithoutChoice,
            format!(
                "「{label}」を選んでいますが、その他の内容が書かれています。「その他」を選ぶか、内容を消してください。"
            ),
        );
    }
}
