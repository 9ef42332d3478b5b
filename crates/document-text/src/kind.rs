//! What a file is: by its bytes, and by its name only where the bytes do not say.

use serde::{Deserialize, Serialize};

use crate::archive::Archive;
use crate::{Limits, Refusal};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    Pdf,
    Docx,
    Xlsx,
    Pptx,
    Html,
    Text,
}

impl Kind {
    pub const EVERY: [Self; 6] = [Self::Pdf, Self::Docx, Self::Xlsx, Self::Pptx, Self::Html, Self::Text];

    /// As stored, and as the ending of a name.
    pub fn ending(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
            Self::Docx => "docx",
            Self::Xlsx => "xlsx",
            Self::Pptx => "pptx",
            Self::Html => "html",
            Self::Text => "txt",
        }
    }

    pub fn label(self) -> &'static str {
        match self {
            Self::Pdf => "PDF",
            Self::Docx => "Word",
            Self::Xlsx => "Excel",
            Self::Pptx => "PowerPoint",
            Self::Html => "HTML",
            Self::Text => "テキスト",
        }
    }

    pub fn media_type(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Pptx => "application/vnd.openxmlformats-officedocument.presentationml.presentation",
            // Never run on our own origin.
            Self::Html => "application/octet-stream",
            Self::Text => "text/plain",
        }
    }

    pub fn of_ending(ending: &str) -> Option<Self> {
        Self::EVERY.into_iter().find(|kind| kind.ending() == ending)
    }
}

const COMPOUND_FILE: &[u8] = &[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];
/// Where the mark of a PDF may stand at the latest, as viewers take it.
const PDF_MARK_WITHIN: usize = 1024;

pub(crate) fn sniff(name: &str, bytes: &[u8], limits: &Limits) -> Result<Kind, Refusal> {
    if bytes.is_empty() {
        return Err(Refusal::Empty);
    }
    if contains(&bytes[..bytes.len().min(PDF_MARK_WITHIN)], b"%PDF-") {
        return Ok(Kind::Pdf);
    }
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        return Archive::open(bytes, limits)?.kind().ok_or(Refusal::UnknownKind);
    }
    if bytes.starts_with(COMPOUND_FILE) {
        // A protected docx or xlsx lies in a compound file, beside the old formats.
        let utf16 = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
        let is_protected = contains(bytes, &utf16("EncryptedPackage"));
        return Err(if is_protected { Refusal::Encrypted } else { Refusal::OldOffice });
    }
    let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase()).unwrap_or_default();
    match ending.as_str() {
        "pdf" => Err(Refusal::broken("PDF")),
        "docx" | "xlsx" | "pptx" => Err(Refusal::broken(&format!("Officeのファイル（.{ending}）"))),
        "html" | "htm" | "xhtml" => Ok(Kind::Html),
        "txt" | "text" | "md" | "csv" | "tsv" | "" => Ok(if looks_like_html(bytes) { Kind::Html } else { Kind::Text }),
        _ => Err(Refusal::UnknownKind),
    }
}

fn looks_like_html(bytes: &[u8]) -> bool {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(512)]).to_ascii_lowercase();
    let head = head.trim_start_matches('\u{feff}').trim_start();
    head.starts_with("<!doctype html") || head.starts_with("<html")
}

fn contains(haystack: &[u8], needle: &[u8]) -> bool {
    haystack.windows(needle.len()).any(|window| window == needle)
}
