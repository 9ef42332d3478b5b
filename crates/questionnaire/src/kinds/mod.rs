//! Question types, one file each: what belongs to it, what it checks, which columns it makes.

pub mod amount;
pub mod date;
pub mod grid;
pub mod long_text;
pub mod multiple;
pub mod note;
pub mod number;
pub mod single;
pub mod text;

pub use amount::Amount;
pub use date::DateKind;
pub use grid::{Grid, GridRow};
pub use long_text::LongText;
pub use multiple::Multiple;
pub use note::Note;
pub use number::NumberKind;
pub use single::Single;
pub use text::TextKind;

use serde::{Deserialize, Serialize};

use crate::model::Choice;

/// The type of a question, `type = "…"` in files.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Kind {
    Single(Single),
    Multiple(Multiple),
    Number(NumberKind),
    Amount(Amount),
    Text(TextKind),
    LongText(LongText),
    Date(DateKind),
    Grid(Grid),
    Note(Note),
}

impl Kind {
    /// 「1つだけ選ぶ」, for pages and lists.
    pub fn label(&self) -> &'static str {
        match self {
            Self::Single(_) => "単一選択",
            Self::Multiple(_) => "複数選択",
            Self::Number(_) => "数",
            Self::Amount(_) => "金額",
            Self::Text(_) => "文字",
            Self::LongText(_) => "自由記述",
            Self::Date(_) => "日付",
            Self::Grid(_) => "表",
            Self::Note(_) => "説明",
        }
    }

    /// The choice list it takes its options from.
    pub fn list(&self) -> Option<&str> {
        match self {
            Self::Single(kind) => Some(&kind.list),
            Self::Multiple(kind) => Some(&kind.list),
            Self::Grid(kind) => Some(&kind.list),
            _ => None,
        }
    }

    /// How to answer, as printed beside the question: 「（3つまで）」. Empty when nothing need be said.
    pub fn instruction(&self) -> String {
        match self {
            Self::Single(_) => "（1つだけ）".to_owned(),
            Self::Multiple(kind) => kind.instruction(),
            Self::Number(kind) => kind.instruction(),
            Self::Amount(_) => "（円）".to_owned(),
            Self::Date(_) => "（年月日）".to_owned(),
            Self::LongText(_) => "（自由記述）".to_owned(),
            Self::Grid(kind) => kind.instruction(),
            Self::Text(_) | Self::Note(_) => String::new(),
        }
    }

    /// Does it take an answer at all?
    pub fn is_asked(&self) -> bool {
        !matches!(self, Self::Note(_))
    }
}

/// The options, in 「」, for sentences; at most six of them.
pub(crate) fn named(choices: &[&Choice]) -> String {
    let mut named: Vec<String> = choices.iter().take(6).map(|choice| format!("「{}」", choice.label)).collect();
    if choices.len() > 6 {
        named.push("など".to_owned());
    }
    named.concat()
}
