//! multiple: any options of a list, at least so many and at most so many; an exclusive one goes alone.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::named;
use crate::answers::Answer;
use crate::check::{Checking, FindingKind};

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Multiple {
    /// Name of the choice list.
    pub list: String,
    /// 「3つまで」
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub most: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub least: Option<u32>,
}

impl Multiple {
    /// 「（3つまで）」, 「（あてはまるものすべて）」
    pub fn instruction(&self) -> String {
        match (self.least, self.most) {
            (None | Some(0 | 1), Some(most)) => format!("（{most}つまで）"),
            (Some(least), Some(most)) if least == most => format!("（{most}つ）"),
            (Some(least), Some(most)) => format!("（{least}つ以上{most}つまで）"),
            (Some(least @ 2..), None) => format!("（{least}つ以上）"),
            (_, None) => "（あてはまるものすべて）".to_owned(),
        }
    }
}

pub(crate) fn check(checking: &mut Checking<'_>, kind: &Multiple, answer: &Answer) {
    let Answer::Many { choices, others } = answer else { return checking.wrong_type() };
    check_choices(checking, choices, others, kind.least, kind.most);
}

/// Also a row of a grid.
pub(crate) fn check_choices(
    checking: &mut Checking<'_>,
    choices: &[String],
    others: &BTreeMap<String, String>,
    least: Option<u32>,
    most: Option<u32>,
) {
    let mut exclusive = None;
    for (at, id) in choices.iter().enumerate() {
        let Some(option) = checking.choice(id) else {
            checking.unknown_choice(id);
            continue;
        };
        if choices[..at].contains(id) {
            let sentence = format!("「{}」が二度選ばれています。", option.label);
            checking.say(FindingKind::UnknownChoice, sentence);
        }
        if option.exclusive {
            exclusive = Some(option);
        }
        let text = others.get(id).is_some_and(|text| !text.trim().is_empty());
        if option.other && !text {
            checking.missing_text(&option.label.clone());
        }
        checking.offered(id);
    }
    if let Some(exclusive) = exclusive
        && choices.len() > 1
    {
        let rest: Vec<_> =
            choices.iter().filter_map(|id| checking.choice(id)).filter(|c| c.id != exclusive.id).collect();
        let sentence = format!(
            "「{}」は、ほかの選択肢と同時には選べません。{}と、どちらかにしてください。",
            exclusive.label,
            named(&rest)
        );
        checking.say(FindingKind::ExclusiveCombined, sentence);
    }
    for id in others.keys().filter(|id| !choices.contains(id)) {
        let label = checking.choice(id).map_or_else(|| id.clone(), |choice| choice.label.clone());
        checking.say(
            FindingKind::OtherTextWithoutChoice,
            format!("「{label}」の内容が書かれていますが、選ばれていません。選ぶか、内容を消してください。"),
        );
    }
    let count = u32::try_from(choices.len()).unwrap_or(u32::MAX);
    if let Some(most) = most.filter(|most| count > *most) {
        checking.say(
            FindingKind::TooMany,
            format!("選べるのは{most}つまでですが、{count}つ選ばれています。{most}つ以下にしてください。"),
        );
    }
    if let Some(least) = least.filter(|least| count < *least && exclusive.is_none()) {
        checking.say(FindingKind::TooFew, format!("{least}つ以上選ぶ設問ですが、選ばれているのは{count}つです。"));
    }
}
