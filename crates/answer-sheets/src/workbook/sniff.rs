//! What kind of file is it really? By its content; its name is not believed.

use super::archive::Archive;
use super::{FileKind, cfb};
use crate::{FileFault, Limits};

/// Refuses names that promise something else than a workbook: `.pdf`, `.xlsm`, `.csv`. A name without an ending passes;
/// `.xlsx`, `.xls` and `.ods` mixed up pass, for the content tells.
///
/// # Errors
/// [`FileFault::Macros`], [`FileFault::Csv`], [`FileFault::WrongExtension`].
pub fn check_name(name: &str) -> Result<(), FileFault> {
    let Some((_, extension)) = name.rsplit_once('.') else { return Ok(()) };
    let extension = japanese::fold::half_width(extension).trim().to_ascii_lowercase();
    match extension.as_str() {
        "xlsx" | "xls" | "ods" => Ok(()),
        "xlsm" | "xltm" | "xlam" => Err(FileFault::Macros),
        "csv" | "tsv" | "txt" => Err(FileFault::Csv),
        _ => Err(FileFault::WrongExtension { extension: extension.chars().take(12).collect() }),
    }
}

const MAGIC: &[(&[u8], &str)] = &[
    (b"%PDF", "PDF"),
    (b"\x89PNG", "画像"),
    (b"\xff\xd8\xff", "画像"),
    (b"GIF8", "画像"),
    (b"BM", "画像"),
    (b"II*\0", "画像"),
    (b"MM\0*", "画像"),
    (b"Rar!", "圧縮ファイル（RAR）"),
    (b"7z\xbc\xaf", "圧縮ファイル（7z）"),
    (b"\x1f\x8b", "圧縮ファイル（gzip）"),
    (b"{\\rtf", "リッチテキスト"),
    (b"MZ", "プログラム"),
];

/// # Errors
/// Everything that is no workbook, a workbook with macros or links, or an encrypted one.
pub(super) fn sniff(bytes: &[u8], limits: &Limits) -> Result<FileKind, FileFault> {
    if bytes.is_empty() {
        return Err(FileFault::NoBytes);
    }
    if bytes.len() > limits.file_bytes {
        return Err(FileFault::TooLarge { most_bytes: limits.file_bytes });
    }
    if bytes.starts_with(b"PK") {
        return of_zip(bytes, limits);
    }
    if bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) {
        return of_cfb(bytes);
    }
    if let Some((_, what)) = MAGIC.iter().find(|(magic, _)| bytes.starts_with(magic)) {
        return Err(FileFault::NotAWorkbook { what });
    }
    let head = &bytes[..bytes.len().min(4096)];
    let begin: String =
        String::from_utf8_lossy(head).trim_start_matches('\u{feff}').trim_start().chars().take(400).collect();
    let begin = begin.to_ascii_lowercase();
    if begin.starts_with("<!doctype html") || begin.starts_with("<html") || begin.starts_with("<table") {
        return Err(FileFault::NotAWorkbook { what: "Webページ（HTML）" });
    }
    if begin.starts_with("<?xml") || begin.starts_with('<') {
        return Err(FileFault::NotAWorkbook { what: "XMLファイル" });
    }
    let control = head.iter().filter(|b| **b < 0x09 || (0x0e..0x20).contains(*b)).count();
    if control == 0 && japanese::cp932::decode(head.split(|b| *b == b'\n').next().unwrap_or(head)).is_ok() {
        return Err(FileFault::Csv);
    }
    Err(FileFault::Damaged)
}

fn of_zip(bytes: &[u8], limits: &Limits) -> Result<FileKind, FileFault> {
    let archive = Archive::open(bytes, limits)?;
    let (mut word, mut slides, mut binary, mut macros, mut links, mut content) =
        (false, false, false, false, false, false);
    let mut workbook = false;
    for name in archive.names() {
        let name = name.to_ascii_lowercase();
        macros |= name.ends_with("vbaproject.bin") || name.starts_with("xl/macrosheets/") || name.starts_with("basic/");
        links |= name.starts_with("xl/externallinks/");
        word |= name.starts_with("word/");
        slides |= name.starts_with("ppt/");
        binary |= name == "xl/workbook.bin";
        workbook |= name.ends_with("workbook.xml");
        content |= name == "content.xml";
    }
    if macros {
        return Err(FileFault::Macros);
    }
    if links {
        return Err(FileFault::ExternalLinks);
    }
    if word || slides {
        return Err(FileFault::NotAWorkbook { what: if word { "Wordの文書" } else { "PowerPointの資料" } });
    }
    if binary {
        return Err(FileFault::NotAWorkbook { what: "バイナリ形式のブック（.xlsb）" });
    }
    if workbook {
        return Ok(FileKind::Xlsx);
    }
    if content {
        return Ok(FileKind::Ods);
    }
    Err(FileFault::NotAWorkbook { what: "圧縮ファイル（ZIP）" })
}

fn of_cfb(bytes: &[u8]) -> Result<FileKind, FileFault> {
    let file = cfb::Cfb::open(bytes).ok_or(FileFault::Damaged)?;
    if file.has("EncryptedPackage") || file.has("EncryptionInfo") || file.has("\u{6}DataSpaces") {
        return Err(FileFault::Encrypted);
    }
    if file.has("_VBA_PROJECT_CUR") || file.has("_VBA_PROJECT") {
        return Err(FileFault::Macros);
    }
    if file.has("WordDocument") {
        return Err(FileFault::NotAWorkbook { what: "Wordの文書" });
    }
    if file.has("PowerPoint Document") {
        return Err(FileFault::NotAWorkbook { what: "PowerPointの資料" });
    }
    if file.has("Workbook") || file.has("Book") {
        return Ok(FileKind::Xls);
    }
    Err(FileFault::Damaged)
}
