//! What a case shows beside its words: pictures, documents to be saved, and a logic model.

use pictures::Kind as Drawn;
use serde::{Deserialize, Serialize};

/// Where the files of cases lie.
pub const FOLDER: &str = "cases";

/// A file that a version of a case shows.
#[derive(Clone, Debug, Default, PartialEq, Eq, sqlx_macros::FromRow, Serialize, Deserialize)]
pub struct Attached {
    /// `cases/` and letters that were drawn.
    pub file_key: String,
    pub file_name: String,
    /// `png`, `jpg`, `pdf`, `docx`, `xlsx`, `pptx`: by its bytes.
    pub kind: String,
    pub bytes: i64,
    /// Of a picture, in pixels; else 0.
    pub width: i64,
    pub height: i64,
    /// What a picture shows, for who does not see it.
    pub says: String,
    pub caption: String,
}

impl Attached {
    pub fn is_picture(&self) -> bool {
        Drawn::of_ending(&self.kind).is_some()
    }

    /// The end of its address.
    pub fn token(&self) -> &str {
        self.file_key.rsplit('/').next().unwrap_or("")
    }

    pub fn media_type(&self) -> &'static str {
        let document = document_text::Kind::of_ending(&self.kind).map(document_text::Kind::media_type);
        Drawn::of_ending(&self.kind).map(Drawn::media_type).or(document).unwrap_or("application/octet-stream")
    }

    /// 画像, PDF, Word, Excel, PowerPoint
    pub fn kind_label(&self) -> &'static str {
        match document_text::Kind::of_ending(&self.kind) {
            Some(kind) => kind.label(),
            None => "画像",
        }
    }

    /// What it is called where nothing else is said of it.
    pub fn title(&self) -> &str {
        if self.caption.is_empty() { &self.file_name } else { &self.caption }
    }

    /// 「1.2 MB」, 「340 KB」
    pub fn size(&self) -> String {
        let kilobytes = (self.bytes + 512) / 1024;
        if kilobytes < 1024 {
            return format!("{} KB", kilobytes.max(1));
        }
        let tenths = (self.bytes * 10 + (1 << 19)) >> 20;
        format!("{}.{} MB", tenths / 10, tenths % 10)
    }

    /// In one line, for what differs between two versions.
    pub fn told(&self) -> String {
        let says = if self.says.is_empty() { String::new() } else { format!("（{}）", self.says) };
        let caption = if self.caption.is_empty() { String::new() } else { format!("：{}", self.caption) };
        format!("{} {}{caption}{says}", self.kind_label(), self.file_name)
    }
}

/// A kept version of a plan that a version of a case shows.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShownModel {
    pub plan: i64,
    pub version: i64,
    pub title: String,
}

impl ShownModel {
    pub fn told(&self) -> String {
        format!("{}（版{}）", self.title, self.version)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_says_what_it_is() {
        let of = |kind: &str, bytes: i64| Attached {
            file_key: "cases/ab12".to_owned(),
            file_name: "図.x".to_owned(),
            kind: kind.to_owned(),
            bytes,
            ..Attached::default()
        };
        assert_eq!((of("png", 1).kind_label(), of("docx", 1).kind_label()), ("画像", "Word"));
        assert!(of("jpg", 1).is_picture() && !of("pdf", 1).is_picture());
        let sizes = [1, 1_023, 340 * 1024, (1 << 20) - 1, 5 << 19].map(|bytes| of("pdf", bytes).size());
        assert_eq!(sizes, ["1 KB", "1 KB", "340 KB", "1.0 MB", "2.5 MB"]);
        assert_eq!(of("pdf", 1).token(), "ab12");
        assert_eq!(of("html", 1).media_type(), "application/octet-stream", "nothing runs on our own origin");
    }
}
