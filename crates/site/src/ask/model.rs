//! The nouns: an answer, and what it cites.

pub use crate::rules::claims::Claim;
use crate::shared::Piece;

/// What is cited: sentences of one place, word for word.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cited {
    /// Kind and key of the thing, as the index has them.
    pub kind: String,
    pub key: String,
    pub title: String,
    /// 「令和7年度　12ページ」「効果」: where in it.
    pub place: String,
    /// Opens at the place.
    pub href: String,
    /// As they stand there; a list's lines each by itself.
    pub lines: Vec<Vec<Piece>>,
}

impl Cited {
    pub fn text(&self) -> String {
        let line = |pieces: &Vec<Piece>| pieces.iter().map(|piece| piece.text.as_str()).collect::<String>();
        self.lines.iter().map(line).collect::<Vec<_>>().join("\n")
    }
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answer {
    pub answered: bool,
    /// The most telling first. Where nothing answers: what comes near it.
    pub cited: Vec<Cited>,
    /// Words of the question that stand in nothing this reader may see.
    pub unknown: Vec<String>,
    /// What the question is looked for with in the search.
    pub words: String,
}

/// The office's switch and limits, and how it stands.
#[derive(Clone, Debug, Default, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct Composing {
    pub stopped: bool,
    pub letters_per_day: i64,
    pub letters_per_month: i64,
    pub changed_at: Option<String>,
    pub changed_by: String,
    pub requests: i64,
    /// The last fault's sentence, and when; empty where there was none.
    pub last_fault: String,
    pub last_fault_at: Option<String>,
}

/// What went out and came back on a day, or what is added to it.
#[derive(Clone, Debug, Default, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct ComposedDay {
    pub day: String,
    pub requests: i64,
    pub letters_sent: i64,
    pub letters_received: i64,
    pub tokens: i64,
    pub held: i64,
    pub unheld: i64,
    pub failed: i64,
    pub reused: i64,
}

/// What was put together, as it is kept.
#[derive(Clone, Debug, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct KeptRow {
    pub model: String,
    /// JSON.
    pub claims: String,
    /// Why it did not hold; empty when it did.
    pub unheld: String,
    pub made_at: String,
}

/// An answer a model put together, every sentence held against the passages it cites.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Composed {
    pub claims: Vec<Claim>,
    pub model: String,
    pub made_at: String,
}

/// Why a passage is not given to the model.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Withheld {
    /// Not everybody may read it.
    NotPublic,
    /// It speaks to machines.
    ForMachines,
}

impl Withheld {
    pub fn sentence(self) -> &'static str {
        match self {
            Self::NotPublic => "だれでも読める資料ではないため、AIには渡しません",
            Self::ForMachines => "AIへの指示と読める文があるため、AIには渡しません",
        }
    }
}

/// Why there is no answer of a model.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Uncomposed {
    /// There is none, it is stopped, or she may not.
    Off,
    /// The material holds no answer, or none that may be handed out.
    Unanswered,
    /// The limit of the day or the month is reached.
    Spent,
    /// She asked too often in this hour.
    TooOften,
    /// It did not hold.
    Unheld,
    /// It did not come, or not whole.
    Failed,
    /// So many ask at once.
    Busy,
}

impl Uncomposed {
    const EVERY: [Self; 7] =
        [Self::Off, Self::Unanswered, Self::Spent, Self::TooOften, Self::Unheld, Self::Failed, Self::Busy];

    pub fn id(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::Unanswered => "unanswered",
            Self::Spent => "spent",
            Self::TooOften => "too_often",
            Self::Unheld => "unheld",
            Self::Failed => "failed",
            Self::Busy => "busy",
        }
    }

    pub fn of(id: &str) -> Option<Self> {
        Self::EVERY.into_iter().find(|one| one.id() == id)
    }

    pub fn sentence(self) -> &'static str {
        match self {
            Self::Off => "AIのまとめは、いま使えません。資料からの答えは、下のとおりです。",
            Self::Unanswered => "AIに渡せる資料がないため、まとめさせませんでした。",
            Self::Spent => "AIのまとめは、今日または今月の上限に達しました。資料からの答えは、下のとおりです。",
            Self::TooOften => "AIのまとめは、1人1時間に20回までです。資料からの答えは、下のとおりです。",
            Self::Unheld => "AIの文が資料と合わなかったため、出していません。資料からの答えは、下のとおりです。",
            Self::Failed => {
                "AIから答えが届きませんでした。資料からの答えは、下のとおりです。少し待って、もう一度お試しください。"
            }
            Self::Busy => {
                "AIのまとめは、いま混み合っています。資料からの答えは、下のとおりです。少し待って、もう一度お試しください。"
            }
        }
    }
}
