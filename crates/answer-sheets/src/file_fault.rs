//! Why a file as a whole is not taken. `Display` is one Japanese sentence or two: what it is, and what to do.

use std::fmt;

use crate::identity::Identity;

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FileFault {
    /// No bytes at all.
    NoBytes,
    /// More bytes than [`crate::Limits::file_bytes`].
    TooLarge {
        most_bytes: usize,
    },
    /// Unpacks to too much: bytes, parts, ratio, texts, cells, elements, merged ranges.
    UnpacksToTooMuch {
        what: &'static str,
    },
    /// Cut off, or damaged.
    Damaged,
    /// Password, 秘密度ラベル.
    Encrypted,
    Macros,
    ExternalLinks,
    /// A CSV or other text, whatever its name.
    Csv,
    /// Another kind of file: 「PDF」.
    NotAWorkbook {
        what: &'static str,
    },
    /// The name ends in something else.
    WrongExtension {
        extension: String,
    },
    /// A ZIP inside the ZIP that was sent.
    ZipInZip,
    /// Pictures, no cells.
    ImagesOnly,
    /// No cell has content.
    Empty,
    /// No identity and no control number: not issued by us, or copied into a new workbook.
    NoIdentity,
    /// Issued from a questionnaire or edition that is not among those given.
    OtherEdition {
        identity: Box<Identity>,
    },
    /// Issued to somebody else than expected.
    OtherRespondent {
        identity: Box<Identity>,
        expected: String,
    },
    /// Issued for another survey than expected.
    OtherSurvey {
        identity: Box<Identity>,
        expected: String,
    },
}

impl FileFault {
    /// A word that stays, for logs and tests.
    pub fn id(&self) -> &'static str {
        match self {
            Self::NoBytes => "no_bytes",
            Self::TooLarge { .. } => "too_large",
            Self::UnpacksToTooMuch { .. } => "unpacks_to_too_much",
            Self::Damaged => "damaged",
            Self::Encrypted => "encrypted",
            Self::Macros => "macros",
            Self::ExternalLinks => "external_links",
            Self::Csv => "csv",
            Self::NotAWorkbook { .. } => "not_a_workbook",
            Self::WrongExtension { .. } => "wrong_extension",
            Self::ZipInZip => "zip_in_zip",
            Self::ImagesOnly => "images_only",
            Self::Empty => "empty",
            Self::NoIdentity => "no_identity",
            Self::OtherEdition { .. } => "other_edition",
            Self::OtherRespondent { .. } => "other_respondent",
            Self::OtherSurvey { .. } => "other_survey",
        }
    }
}

impl fmt::Display for FileFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoBytes => f.write_str("ファイルが空です。回答を記入したファイルを選んでください。"),
            Self::TooLarge { most_bytes } => write!(
                f,
                "ファイルが大きすぎます（{}MBまで）。貼り付けた画像などを消して、保存し直してください。",
                most_bytes >> 20
            ),
            Self::UnpacksToTooMuch { what } => write!(
                f,
                "{what}が多すぎて開けません。配布した回答票に答えだけを写して、保存し直してください。"
            ),
            Self::Damaged => f.write_str(
                "Excelファイルとして読めません。途中で切れているか、壊れています。Excelで開けるか確かめ、保存し直してください。",
            ),
            Self::Encrypted => f.write_str(
                "パスワードの付いたファイルは読めません。パスワード（または秘密度ラベルによる暗号化）を外して、保存し直してください。",
            ),
            Self::Macros => f.write_str(
                "マクロの入ったファイルは受け取れません。「Excelブック（.xlsx）」で保存し直してください。",
            ),
            Self::ExternalLinks => f.write_str(
                "ほかのファイルへのリンクが入っているため受け取れません。リンクを値に直して（値の貼り付け）、保存し直してください。",
            ),
            Self::Csv => f.write_str(
                "中身がCSV（文字だけのファイル）です。配布した回答票（.xlsx）に記入して送ってください。",
            ),
            Self::NotAWorkbook { what } => {
                write!(f, "これは{what}で、Excelの回答票ではありません。配布した回答票（.xlsx）を送ってください。")
            }
            Self::WrongExtension { extension } => write!(
                f,
                "ファイル名の終わりが「.{extension}」です。回答票（.xlsx、.xls、.ods）を送ってください。"
            ),
            Self::ZipInZip => f.write_str(
                "ZIPの中に、もう一つZIPが入っています。中のZIPを開いて、回答票だけを一つのZIPにまとめて送ってください。",
            ),
            Self::ImagesOnly => f.write_str(
                "画像だけで、セルに文字がありません。回答票のセルに記入して送ってください。",
            ),
            Self::Empty => f.write_str("どのセルにも何も書かれていません。配布した回答票に記入して送ってください。"),
            Self::NoIdentity => f.write_str(
                "どの回答票か分かりません（照合番号がありません）。配布した回答票のファイルにそのまま記入して送ってください。",
            ),
            Self::OtherEdition { identity } => write!(
                f,
                "この回答票（第{}版）は、いま集めている版ではありません。最新の回答票をダウンロードし、答えを写して送ってください。",
                identity.edition
            ),
            Self::OtherRespondent { identity, expected } => write!(
                f,
                "{}（{}）の回答票です。ここで受け取るのは{expected}の回答票です。宛先を確かめてください。",
                identity.name, identity.respondent
            ),
            Self::OtherSurvey { identity, expected } => {
                write!(f, "別の調査（{}）の回答票です。ここで受け取るのは{expected}です。", identity.survey)
            }
        }
    }
}

impl std::error::Error for FileFault {}
