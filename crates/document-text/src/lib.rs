//! Text out of documents: PDF, Word, Excel, PowerPoint, HTML and plain text, part by part, each part with the place where a
//! reader finds it again. No I/O, no clock; knows nothing of the site.
//!
//! Everything a stranger can size is limited ([`Limits`]). What no limit of ours reaches (a stream of a PDF that unpacks to
//! gigabytes) is the caller's: the product reads documents in a process of its own with bounds set by the operating system.

mod archive;
mod attached;
mod cutting;
mod docx;
mod html;
mod kind;
mod pdf;
mod place;
mod plain;
mod pptx;
mod refusal;
mod tidy;
mod xlsx;
mod xml;

use serde::{Deserialize, Serialize};

pub use attached::kind_of;
pub use kind::Kind;
pub use place::Place;
pub use refusal::Refusal;

/// What a document may cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The file itself.
    pub bytes: usize,
    /// Pages of a PDF, slides, sheets.
    pub pages: usize,
    /// Of all parts together.
    pub characters: usize,
    /// Everything a ZIP (docx, xlsx, pptx) unpacks to.
    pub unpacked_bytes: u64,
    /// How many times larger than packed a piece of a ZIP may be, once it is larger than 1 MB.
    pub ratio: u64,
    /// Steps of a PDF's page descriptions, all pages together.
    pub steps: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            bytes: 50 << 20,
            pages: 5_000,
            // A handbook of 500 pages has half a million.
            characters: 2_000_000,
            unpacked_bytes: 256 << 20,
            ratio: 200,
            steps: 50_000_000,
        }
    }
}

/// A document as read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Document {
    pub kind: Kind,
    /// What the file calls itself; empty when it does not.
    pub title: String,
    /// In order. Of a PDF every page, of slides every slide, with or without text: the number of the part is the page's.
    pub parts: Vec<Part>,
    pub remarks: Vec<Remark>,
}

/// A page, a slide, a section, some rows of a sheet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    pub place: Place,
    /// The nearest heading; empty when there is none.
    pub heading: String,
    /// Lines parted by `\n`.
    pub text: String,
}

/// What somebody who puts a document in should know about it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Remark {
    /// Pictures of pages, most likely.
    NoText,
    /// Some letters have no meaning in the file: this many in a hundred.
    UnreadableLetters { percent: u8 },
    /// The text goes on beyond the limit.
    CutShort { characters: usize },
    /// Sheets that the file hides were left out.
    HiddenSheets { count: usize },
}

impl Remark {
    pub fn sentence(&self) -> String {
        match self {
            Self::NoText => "文字の情報がありません（紙を写した画像だけのようです）。中の文章ではさがせません。文字認識（OCR）をしたPDFか、もとのファイルを入れると、さがせるようになります。".to_owned(),
            Self::UnreadableLetters { percent } => format!(
                "文字の約{percent}%は、ファイルの中に読み方の情報がなく、取り出せませんでした。もとのファイル（Wordなど）からPDFを作り直すと、読み取れることがあります。"
            ),
            Self::CutShort { characters } => {
                format!("文章が長いため、はじめの{characters}文字までを取り出しました。そのあとはさがせません。")
            }
            Self::HiddenSheets { count } => format!("非表示のシート{count}枚は、取り出していません。"),
        }
    }
}

/// Reads a file. `name` helps where the bytes alone do not say what they are (`.txt`, `.html`).
///
/// # Errors
/// A [`Refusal`] with a sentence for the person who sent the file.
pub fn read(name: &str, bytes: &[u8], limits: &Limits) -> Result<Document, Refusal> {
    if bytes.len() > limits.bytes {
        return Err(Refusal::TooLarge { most_megabytes: limits.bytes >> 20 });
    }
    let kind = kind::sniff(name, bytes, limits)?;
    let mut document = match kind {
        Kind::Pdf => pdf::read(bytes, limits)?,
        Kind::Docx => docx::read(bytes, limits)?,
        Kind::Xlsx => xlsx::read(bytes, limits)?,
        Kind::Pptx => pptx::read(bytes, limits)?,
        Kind::Html => html::read(bytes, limits)?,
        Kind::Text => plain::read(bytes, limits)?,
    };
    if document.parts.iter().all(|part| part.text.is_empty()) {
        document.remarks.push(Remark::NoText);
    }
    Ok(document)
}
