//! The nouns: a case with its texts, tags, players and figures; its state; its way to publication.

mod attached;
pub mod beside;
mod bits;
mod collections;
mod differences;
mod fields;
mod figures;
mod labels;
mod merging;
mod numbers;
mod published;
mod search_text;
mod selection;
mod shares;
mod statistics;
mod told;
mod town;
mod voices;

pub use attached::{Attached, FOLDER, ShownModel};
pub use beside::{Beside, FigureBeside};
pub use collections::{ASKED, CollectedLine, Collection, Given, Phase};
pub use differences::{Difference, Names, differences};
pub use fields::{Field, Texts};
pub use figures::{UNKNOWN, read_as_of, read_figure, shown_figure, shown_with_unit};
pub use labels::{
    CLASSES, CONTENTS, COOPERATION, Offered, SCENES, TagKind, chips, key_person_group, label_of, tag_label,
};
pub use merging::{Merged, merged};
pub use published::{Answered, Answers, Published};
pub use search_text::SearchTexts;
pub use selection::{Counted, Facets, IndexRow, Selection, Sort, TROUBLE_FACET};
pub use shares::{CostShare, WHOLE, read_percent};
pub use statistics::{SMALL_BASE, by_band, columns, without_band};
pub use told::Told;
pub use town::Town;
pub use voices::{Comment, Reception, Saved, Unanswered};

use serde::{Deserialize, Serialize};

/// Where a case stands (REQ-287).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    Draft,
    /// Handed in within the owner's own house: it waits for the manager.
    InDecision,
    InReview,
    Returned,
    Published,
    Archived,
    /// Put aside by its writer; removed after a while.
    Discarded,
}

impl State {
    pub const EVERY: [Self; 7] = [
        Self::Draft,
        Self::InDecision,
        Self::InReview,
        Self::Returned,
        Self::Published,
        Self::Archived,
        Self::Discarded,
    ];

    pub fn id(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::InDecision => "in_decision",
            Self::InReview => "in_review",
            Self::Returned => "returned",
            Self::Published => "published",
            Self::Archived => "archived",
            Self::Discarded => "discarded",
        }
    }

    pub fn label(self) -> &'static str {
        match self {
            Self::Draft => "下書き",
            Self::InDecision => "所属の承認待ち",
            Self::InReview => "事務局が確認中",
            Self::Returned => "差戻し",
            Self::Published => "公開中",
            Self::Archived => "公開終了",
            Self::Discarded => "破棄",
        }
    }

    /// Shape and colour of the mark: `done`, `doing`, `none`, `late`, `info`.
    pub fn mark(self) -> &'static str {
        match self {
            Self::Draft | Self::Discarded => "none",
            Self::InDecision | Self::InReview => "doing",
            Self::Returned => "late",
            Self::Published => "done",
            Self::Archived => "info",
        }
    }

    pub fn of(id: &str) -> Option<Self> {
        Self::EVERY.into_iter().find(|state| state.id() == id)
    }
}

/// 困りごと: an entrance to the cases.
#[derive(Clone, Debug, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct Trouble {
    pub id: String,
    pub label: String,
    pub sentence: String,
}

/// A 困りごと as the office edits it.
#[derive(Clone, Debug, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct TroubleRow {
    pub id: String,
    pub label: String,
    pub sentence: String,
    pub position: i64,
    pub valid_to: Option<String>,
    /// Published cases behind it.
    pub published: i64,
    /// Cases on their way behind it.
    pub others: i64,
}

/// Who did what (REQ-165).
#[derive(Clone, Debug, Default, PartialEq, Eq, sqlx_macros::FromRow, Serialize, Deserialize)]
pub struct Player {
    pub player: String,
    pub act: String,
}

/// A figure of the region as the source prints it: [`read_figure`] and [`read_as_of`] say in which form.
#[derive(Clone, Debug, Default, PartialEq, Eq, sqlx_macros::FromRow, Serialize, Deserialize)]
pub struct CaseFact {
    pub label: String,
    pub value: String,
    pub unit: String,
    pub as_of: String,
}

/// A tag with its kind; position in the vector is its order.
#[derive(Clone, Debug, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct Tag {
    pub kind: String,
    pub tag: String,
}

/// What somebody wrote: everything of a case but its state and history.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Content {
    pub texts: Texts,
    pub start_year: Option<i64>,
    /// Codes of municipalities.
    pub places: Vec<String>,
    /// Chosen ids and free words, in order.
    pub tags: Vec<(TagKind, String)>,
    pub players: Vec<Player>,
    pub facts: Vec<CaseFact>,
    /// How several municipalities share the cost (REQ-164).
    #[serde(default)]
    pub cost_shares: Vec<CostShare>,
    /// Codes of the municipalities that own the case together with the one whose case it is.
    #[serde(default)]
    pub co_owners: Vec<String>,
    /// Pictures and documents, in their order.
    #[serde(default)]
    pub files: Vec<Attached>,
    #[serde(default)]
    pub model: Option<ShownModel>,
}

impl Content {
    pub fn tags_of(&self, kind: TagKind) -> impl Iterator<Item = &str> {
        self.tags.iter().filter(move |(k, _)| *k == kind).map(|(_, tag)| tag.as_str())
    }
}

/// A stored case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Case {
    pub number: i64,
    pub state: State,
    /// Code of the municipality or prefecture that owns it; empty when a body does.
    pub owner_code: String,
    pub owner_name: String,
    /// The body that owns it: number and name.
    pub body: Option<(i64, String)>,
    pub prefecture_code: String,
    pub prefecture_name: String,
    pub version: i64,
    pub updated_at: String,
    pub published_at: Option<String>,
    pub discarded_at: Option<String>,
    /// The organisation it was written for, if a person wrote it.
    pub created_for: Option<i64>,
    /// When it first went to the office: before that its text is the writers' own.
    pub handed_in_at: Option<String>,
    /// Whose library it is in.
    pub programme: Option<i64>,
    /// 直し: the public case whose text this one is to take the place of.
    pub corrects: Option<i64>,
    /// Of its co-owners, those that have not agreed.
    pub unconfirmed: Vec<Unconfirmed>,
    pub content: Content,
}

/// A municipality that is to own a case together with others, and has not agreed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unconfirmed {
    pub code: String,
    /// It said no; else it has not answered yet.
    pub declined: bool,
}

impl Case {
    /// Codes of the municipalities that agreed to own it together with the one whose case it is.
    pub fn confirmed_co_owners(&self) -> impl Iterator<Item = &String> {
        self.content.co_owners.iter().filter(|code| !self.unconfirmed.iter().any(|one| one.code == **code))
    }

    /// The case whose owners' answers count: of a 直し the public one.
    pub fn root(&self) -> i64 {
        self.corrects.unwrap_or(self.number)
    }

    /// 山口県柳井市, 柳井医師会
    pub fn owner_label(&self) -> String {
        if let Some((_, name)) = &self.body {
            name.clone()
        } else if self.owner_code == self.prefecture_code {
            self.prefecture_name.clone()
        } else {
            format!("{}{}", self.prefecture_name, self.owner_name)
        }
    }
}

/// A municipality of a case with its newest figures.
#[derive(Clone, Debug, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct PlaceFacts {
    pub code: String,
    pub name: String,
    pub population: Option<i64>,
    pub age65: Option<i64>,
    pub as_of: Option<String>,
    pub source: Option<String>,
    pub fictitious: Option<bool>,
}

/// The remark of the step that takes a discarded case back.
pub const RESTORED: &str = "破棄をやめて、元に戻しました。";

/// One step of a case's way.
#[derive(Clone, Debug, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct Step {
    pub at: String,
    pub state: String,
    pub by_label: String,
    pub on_behalf_of: String,
    pub remark: String,
}

/// A stored edit, without its content.
#[derive(Clone, Debug, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct Edit {
    pub version: i64,
    pub at: String,
    pub by_label: String,
    pub on_behalf_of: String,
    /// Labels of what changed, one per line; empty for the first.
    pub changed: String,
}

/// A case as lists show it.
#[derive(Clone, Debug, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct Line {
    pub number: i64,
    pub title: String,
    pub summary: String,
    pub district: String,
    pub wide_area: String,
    pub prefecture_name: String,
    /// Empty for a prefecture's own case.
    pub municipality_name: String,
    /// The body that owns it; empty where a place does.
    pub body_name: String,
    pub published_at: Option<String>,
    /// `kind:tag`, one per line.
    pub tags: Option<String>,
    /// The long texts, where a snippet may be needed.
    pub body: String,
}

impl Line {
    /// 山口県柳井市 平郡島; 山口県 柳井医師会 平郡島
    pub fn place(&self) -> String {
        let below = if self.district.is_empty() { &self.wide_area } else { &self.district };
        let parts =
            [format!("{}{}", self.prefecture_name, self.municipality_name), self.body_name.clone(), below.clone()];
        parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
    }
}

/// How a case stands, without anything of its text.
#[derive(Clone, Debug, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct Standing {
    pub number: i64,
    /// Empty before it is handed in.
    pub title: String,
    pub state: String,
    pub owner: String,
}

/// A case that waits for somebody.
#[derive(Clone, Debug, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct Waiting {
    pub number: i64,
    /// Empty to whoever sees only how a case stands, before it is handed in.
    pub title: String,
    pub state: String,
    pub owner: String,
    pub updated_at: String,
    pub by_label: String,
    pub on_behalf_of: String,
    pub remark: String,
    /// 1 when who asks may change it, 0 when she may only look.
    pub own: i64,
}
