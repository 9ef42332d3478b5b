//! grid: the same options asked for several rows, one or several per row.

use serde::{Deserialize, Serialize};

use super::multiple::check_choices;
use crate::answers::{Answer, RowAnswer};
use crate::check::{Checking, FindingKind};
use crate::condition::Condition;
use crate::form::Applicable;

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Grid {
    /// Name of the choice list.
    pub list: String,
    pub rows: Vec<GridRow>,
    /// Several options per row.
    #[serde(default, skip_serializing_if = "crate::model::is_false")]
    pub multiple: bool,
    /// Options per row, when `multiple`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub most: Option<u32>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GridRow {
    /// The variable is called `{question}_{row}`.
    pub id: String,
    pub label: String,
    /// The row is asked only when this holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub relevant: Option<Condition>,
}

impl Grid {
    /// 「（行ごとに1つ）」
    pub fn instruction(&self) -> String {
        match (self.multiple, self.most) {
            (false, _) => "（行ごとに1つ）".to_owned(),
            (true, Some(most)) => format!("（行ごとに{most}つまで）"),
            (true, None) => "（行ごとに、あてはまるものすべて）".to_owned(),
        }
    }
}

pub(crate) fn check<'a>(checking: &mut Checking<'a>, kind: &'a Grid, answer: &Answer, who: &Applicable, at: usize) {
    let Answer::Grid { rows } = answer else { return checking.wrong_type() };
    for id in rows.keys().filter(|id| !kind.rows.iter().any(|row| row.id == **id)) {
        checking.say(FindingKind::UnknownChoice, format!("行「{id}」はこの設問にありません。"));
    }
    for (row_at, row) in kind.rows.iter().enumerate() {
        let answered = rows.get(&row.id);
        checking.in_row(Some((&row.id, &row.label)));
        match (answered, who.row(at, row_at)) {
            (Some(_), false) => checking.not_asked(row.relevant.as_ref()),
            (Some(RowAnswer::One { .. }), true) if kind.multiple => checking.wrong_type(),
            (Some(RowAnswer::Many { .. }), true) if !kind.multiple => checking.wrong_type(),
            (Some(RowAnswer::One { choice, other }), true) => {
                let as_single = Answer::One { choice: choice.clone(), other: other.clone() };
                super::single::check(checking, &as_single);
            }
            (Some(RowAnswer::Many { choices, others }), true) => {
                check_choices(checking, choices, others, None, kind.most);
            }
            (None, true) => checking.missing(),
            (None, false) => {}
        }
    }
    checking.in_row(None);
}
