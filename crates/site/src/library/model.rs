//! The nouns: a document with its versions and pages, who sees it, how it is used.

use document_text::{Document as Text, Kind as FileKind};

/// Ids with their labels, in the order they are offered.
pub const KINDS: &[(&str, &str)] = &[
    ("handbook", "手引き・ガイド"),
    ("report", "報告書・調査結果"),
    ("law", "法令・通知"),
    ("plan", "計画・方針"),
    ("training", "研修資料"),
    ("form", "様式・ツール"),
    ("reference", "しくみの解説"),
    ("site", "サイト・システム"),
    ("other", "その他"),
];

/// The kind whose text stands on the document's own page: written by us, for reading here.
pub const REFERENCE: &str = "reference";

/// Note of a version whose text is our introduction to a document that lies elsewhere: it is read like our own pages, and is
/// never offered as the original.
pub const INTRODUCTION: &str = "このサイトで書いた紹介文です。原本ではありません。";

pub fn kind_label(id: &str) -> &str {
    KINDS.iter().find(|(known, _)| *known == id).map_or(id, |(_, label)| label)
}

/// Who sees a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum SeenBy {
    Public,
    SignedIn,
    #[default]
    Office,
}

impl SeenBy {
    pub const EVERY: [Self; 3] = [Self::Public, Self::SignedIn, Self::Office];

    /// As stored, and as `--tier` and the column `tier` of a list say it.
    pub fn id(self) -> &'static str {
        match self {
            Self::Public => "public",
            Self::SignedIn => "signed_in",
            Self::Office => "office",
        }
    }

    pub fn label(self) -> &'static str {
        match self {
            Self::Public => "だれでも",
            Self::SignedIn => "ログインした人",
            Self::Office => "事務局だけ",
        }
    }

    pub fn of(text: &str) -> Option<Self> {
        Self::EVERY.into_iter().find(|tier| tier.id() == text || tier.label() == text)
    }
}

/// What is said about a document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Details {
    pub title: String,
    pub kind: String,
    pub summary: String,
    pub publisher: String,
    pub year: Option<i64>,
    pub scenes: Vec<String>,
    pub tier: SeenBy,
}

/// A file with its text, taken out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Taken {
    pub file_name: String,
    pub bytes: bytes::Bytes,
    pub text: Text,
}

/// What a version holds: a file, a link, or both.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Content {
    pub link: String,
    pub file: Option<Taken>,
    /// What is different from the one before.
    pub note: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    pub number: i64,
    pub details: Details,
    pub withdrawn: bool,
    pub reason: String,
    pub programme: Option<i64>,
    pub version: i64,
    pub revision: i64,
    pub updated_at: String,
}

#[derive(Clone, Debug, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct Version {
    pub version: i64,
    pub at: String,
    pub by_label: String,
    pub note: String,
    pub link: String,
    pub file_key: String,
    pub file_name: String,
    pub file_kind: String,
    pub file_bytes: i64,
    pub sha256: String,
    pub parts: i64,
    pub remarks: String,
}

impl Version {
    pub fn file_kind(&self) -> Option<FileKind> {
        FileKind::of_ending(&self.file_kind)
    }

    /// 「PDF、12ページ、1.2 MB」; empty when there is no file.
    pub fn file_words(&self) -> String {
        let Some(kind) = self.file_kind() else { return String::new() };
        let parts = match kind {
            FileKind::Pdf => format!("{}ページ", self.parts),
            FileKind::Pptx => format!("{}枚", self.parts),
            _ => format!("{}か所に分けて表示", self.parts),
        };
        format!("{}、{parts}、{}", kind.label(), size_words(self.file_bytes))
    }
}

pub fn size_words(bytes: i64) -> String {
    let tenths = (bytes * 10 + (1 << 19)) >> 20;
    if tenths >= 10 { format!("{}.{} MB", tenths / 10, tenths % 10) } else { format!("{} kB", (bytes + 1023) >> 10) }
}

/// A page of a document, for the reader.
#[derive(Clone, Debug, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct Page {
    pub position: i64,
    pub place: String,
    pub heading: String,
    pub body: String,
}

/// A line of the table of contents.
#[derive(Clone, Debug, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct PageLine {
    pub position: i64,
    pub place: String,
    pub heading: String,
}

/// A count of answers about the use of a document.
#[derive(Clone, Debug, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct Use {
    /// 「市町村」
    pub asked: String,
    pub question: String,
    pub answer: String,
    pub number: i64,
    pub base: i64,
    pub year: i64,
    pub source: String,
}

impl Use {
    /// Percent to a tenth, half up.
    pub fn percent(&self) -> String {
        if self.base <= 0 {
            return "－".to_owned();
        }
        let tenths = (self.number * 2000 + self.base) / (self.base * 2);
        format!("{}.{}", tenths / 10, tenths % 10)
    }
}

/// One row per visible document: for choosing and counting.
#[derive(Clone, Debug, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct IndexRow {
    pub number: i64,
    pub kind: String,
    pub year: Option<i64>,
    pub tier: String,
    pub withdrawn: bool,
    pub file_kind: String,
    pub updated_at: String,
    /// Parted by blanks.
    pub scenes: Option<String>,
    /// One digit per word asked for: 2 in what is said about the document, 1 on a page, 0 nowhere.
    pub answers: String,
}

/// A document in a list.
#[derive(Clone, Debug, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct Line {
    pub number: i64,
    pub title: String,
    pub kind: String,
    pub summary: String,
    pub publisher: String,
    pub year: Option<i64>,
    pub tier: String,
    pub withdrawn: bool,
    pub link: String,
    pub file_kind: String,
    pub parts: i64,
}

/// A document as feeds and interfaces tell it.
#[derive(Clone, Debug, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct Told {
    pub number: i64,
    pub title: String,
    pub kind: String,
    pub summary: String,
    pub publisher: String,
    pub year: Option<i64>,
    pub tier: String,
    pub version: i64,
    pub version_at: String,
    pub updated_at: String,
    pub link: String,
    pub file_kind: String,
    pub parts: i64,
    /// Parted by blanks.
    pub scenes: Option<String>,
}

/// A page that answers, with its text to cut a snippet from.
#[derive(Clone, Debug, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct FoundPage {
    pub number: i64,
    pub position: i64,
    pub place: String,
    pub heading: String,
    pub body: String,
}

/// A page as an index over everything takes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageText {
    pub position: i64,
    /// 「3ページ」
    pub place: String,
    pub heading: String,
    pub text: String,
    pub href: String,
}

/// What an index over everything holds of a document: see [`super::indexed`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Indexed {
    pub number: i64,
    pub title: String,
    pub summary: String,
    pub publisher: String,
    pub kind: String,
    pub year: Option<i64>,
    pub scenes: Vec<String>,
    pub tier: SeenBy,
    /// Whose office sees it, where only an office does.
    pub programme: Option<i64>,
    pub updated_at: String,
    pub href: String,
    pub pages: Vec<PageText>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentages_are_half_up_to_a_tenth() {
        let of = |number, base| {
            Use {
                asked: String::new(),
                question: String::new(),
                answer: String::new(),
                number,
                base,
                year: 2025,
                source: String::new(),
            }
            .percent()
        };
        assert_eq!(
            (of(209, 1741), of(1110, 1741), of(1, 8), of(0, 5)),
            ("12.0".into(), "63.8".into(), "12.5".into(), "0.0".into())
        );
        assert_eq!((of(1, 16), of(3, 0)), ("6.3".into(), "－".into()));
    }

    #[test]
    fn sizes_are_said_as_people_say_them() {
        assert_eq!(
            (size_words(10), size_words(200_000), size_words(1_258_291)),
            ("1 kB".into(), "196 kB".into(), "1.2 MB".into())
        );
    }
}
