//! Why a file is not read, in the words of the person who sent it.

use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Refusal {
    Empty,
    TooLarge {
        most_megabytes: usize,
    },
    /// A password is asked for.
    Encrypted,
    /// Not what it says it is, or damaged.
    Broken {
        what: String,
    },
    TooManyPages {
        most: usize,
    },
    /// A small file that unpacks to a huge one.
    UnpacksToTooMuch,
    /// It took longer, or more memory, than reading an honest file does.
    TooCostly,
    /// `.doc`, `.xls`, `.ppt`
    OldOffice,
    UnknownKind,
    /// Macros: a program in a document.
    Programs,
    /// Bytes in no encoding we know.
    UnknownEncoding,
}

impl Refusal {
    /// What is wrong and what to do about it.
    pub fn sentence(&self) -> String {
        match self {
            Self::Empty => "ファイルの中身が空です。ファイルを確かめて、もう一度選んでください。".to_owned(),
            Self::TooLarge { most_megabytes } => format!(
                "ファイルが大きすぎます。{most_megabytes} MBまでです。画像を小さくするか、章ごとに分けてください。"
            ),
            Self::Encrypted => {
                "パスワードで保護されています。保護を外して保存したファイルを入れてください。".to_owned()
            }
            Self::Broken { what } => format!(
                "{what}として読めません。ファイルが壊れているか、途中で切れています。もとのソフトで開けるか確かめて、保存し直したものを入れてください。"
            ),
            Self::TooManyPages { most } => {
                format!("ページが多すぎます。{most}ページまでです。章ごとに分けて入れてください。")
            }
            Self::UnpacksToTooMuch => {
                "展開すると大きくなりすぎるファイルです。画像や使っていない行を減らして、保存し直してください。"
                    .to_owned()
            }
            Self::TooCostly => {
                "読み取りに時間がかかりすぎるため、止めました。ファイルが壊れているか、作りが複雑すぎます。章ごとに分けるか、PDFに書き出し直してください。"
                    .to_owned()
            }
            Self::OldOffice => {
                "古い形式（.doc・.xls・.ppt）です。Word・Excel・PowerPointで開き、.docx・.xlsx・.pptxで保存し直してください。"
                    .to_owned()
            }
            Self::UnknownKind => {
                "この種類のファイルは読み取れません。PDF、Word（.docx）、Excel（.xlsx）、PowerPoint（.pptx）、HTML、テキストのどれかにしてください。"
                    .to_owned()
            }
            Self::Programs => {
                "マクロの入ったファイルは付けられません。マクロのない形式（.docx・.xlsx・.pptx）かPDFで保存し直してください。".to_owned()
            }
            Self::UnknownEncoding => {
                "文字の種類が分かりません。UTF-8かShift_JISで保存し直してください。".to_owned()
            }
        }
    }

    pub(crate) fn broken(what: &str) -> Self {
        Self::Broken { what: what.to_owned() }
    }
}
