//! Bytes ↔ text for files from and for Japanese Excel: UTF-8 with or without a byte order mark, and CP932 (the Shift JIS of Windows).

use crate::chars::is_variation_selector;
use crate::tidy::composed;
use encoding_rs::{DecoderResult, SHIFT_JIS};
use std::fmt;

/// How the bytes of a file stand for text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    Utf8,
    /// UTF-8 after a byte order mark (Excel's 「CSV UTF-8」).
    Utf8WithMark,
    Cp932,
}

impl Encoding {
    /// As people know it.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Utf8 | Self::Utf8WithMark => "UTF-8",
            Self::Cp932 => "シフトJIS（CP932）",
        }
    }
}

/// Text of a file, and how it was encoded. The byte order mark is gone; line ends are as they were.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decoded {
    pub text: String,
    pub encoding: Encoding,
}

/// Why bytes are not text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DecodeError {
    /// UTF-16 (Excel's 「Unicode テキスト」).
    Utf16,
    /// There are NUL bytes: a workbook, a PDF, a picture.
    NotText,
    /// The first byte that cannot be read. `line` and `column` (in characters) count from 1, `offset` (in bytes) from 0.
    Undecodable { encoding: Encoding, line: usize, column: usize, offset: usize, byte: u8 },
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Utf16 => write!(
                f,
                "ファイルの文字コードがUTF-16です。Excelの「名前を付けて保存」で「CSV UTF-8（コンマ区切り）」を選び、保存し直してください。"
            ),
            Self::NotText => {
                write!(f, "文字だけのファイルではありません（Excelブックや画像など）。CSV形式で保存し直してください。")
            }
            Self::Undecodable { encoding, line, column, byte, .. } => write!(
                f,
                "{line}行目の{column}文字目に{}として読めない文字があります（16進{byte:02X}）。その文字を直すか、「CSV UTF-8（コンマ区切り）」で保存し直してください。",
                encoding.label()
            ),
        }
    }
}

impl std::error::Error for DecodeError {}

/// Reads a text file. With a byte order mark, or when all of it is valid UTF-8: UTF-8. Otherwise CP932.
/// When it is neither, the error is told for the encoding that could be read further.
/// 外字 (F040–F9FC) become private-use characters U+E000–U+E757.
///
/// # Errors
/// [`DecodeError`], whose `Display` is a Japanese sentence.
pub fn decode(bytes: &[u8]) -> Result<Decoded, DecodeError> {
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        return Err(DecodeError::Utf16);
    }
    if bytes.contains(&0) {
        return Err(DecodeError::NotText);
    }
    if let Some(body) = bytes.strip_prefix(&[0xef, 0xbb, 0xbf]) {
        return decode_utf8(body, Encoding::Utf8WithMark).map_err(|(_, error)| error);
    }
    decode_utf8(bytes, Encoding::Utf8).or_else(|(read_as_utf8, not_utf8)| {
        decode_cp932(bytes).map_err(
            |(read_as_cp932, not_cp932)| {
                if read_as_utf8 > read_as_cp932 { not_utf8 } else { not_cp932 }
            },
        )
    })
}

/// Fails with the number of bytes that could be read.
fn decode_utf8(bytes: &[u8], encoding: Encoding) -> Result<Decoded, (usize, DecodeError)> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(Decoded { text: text.to_owned(), encoding }),
        Err(error) => {
            let read = bytes.get(..error.valid_up_to()).unwrap_or_default();
            let before = String::from_utf8_lossy(read);
            let mark = if encoding == Encoding::Utf8WithMark { 3 } else { 0 };
            Err((read.len(), undecodable(encoding, &before, bytes, read.len(), mark)))
        }
    }
}

fn decode_cp932(bytes: &[u8]) -> Result<Decoded, (usize, DecodeError)> {
    // The Encoding Standard reads 0x80 as a control character; in CP932 it is nothing.
    let mut decoder = SHIFT_JIS.new_decoder_without_bom_handling();
    let room = decoder.max_utf8_buffer_length_without_replacement(bytes.len()).unwrap_or(bytes.len());
    let mut text = String::with_capacity(room);
    let (result, read) = decoder.decode_to_string_without_replacement(bytes, &mut text, true);
    let malformed = match result {
        DecoderResult::Malformed(length, after) => Some(read - usize::from(length) - usize::from(after)),
        DecoderResult::InputEmpty | DecoderResult::OutputFull => None,
    };
    let at = match text.find('\u{80}') {
        Some(end) => {
            text.truncate(end);
            Some(text.chars().map(|c| if matches!(c, '\0'..='\u{7f}' | '｡'..='ﾟ') { 1 } else { 2 }).sum())
        }
        None => malformed,
    };
    match at {
        Some(at) => Err((at, undecodable(Encoding::Cp932, &text, bytes, at, 0))),
        None => Ok(Decoded { text, encoding: Encoding::Cp932 }),
    }
}

fn undecodable(encoding: Encoding, before: &str, bytes: &[u8], at: usize, mark: usize) -> DecodeError {
    let (line, column) = end_position(before);
    DecodeError::Undecodable { encoding, line, column, offset: at + mark, byte: bytes.get(at).copied().unwrap_or(0) }
}

/// Line and column of the character that follows `text`.
fn end_position(text: &str) -> (usize, usize) {
    let mut place = Place::default();
    text.chars().for_each(|c| place.pass(c));
    (place.line, place.column)
}

/// Where the next character stands; `\n`, `\r\n` and `\r` end a line.
struct Place {
    line: usize,
    column: usize,
    after_return: bool,
}

impl Default for Place {
    fn default() -> Self {
        Self { line: 1, column: 1, after_return: false }
    }
}

impl Place {
    fn pass(&mut self, c: char) {
        if c == '\n' && self.after_return {
            // the second half of \r\n
        } else if matches!(c, '\n' | '\r') {
            self.line += 1;
            self.column = 1;
        } else {
            self.column += 1;
        }
        self.after_return = c == '\r';
    }
}

/// A character CP932 does not have. Line and column count from 1, in characters of the composed (NFC) text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lost {
    pub character: char,
    pub line: usize,
    pub column: usize,
}

/// CP932 bytes, and what could not be written: such a character stands as 〓; a variation selector is left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Encoded {
    pub bytes: Vec<u8>,
    pub lost: Vec<Lost>,
}

impl Encoded {
    /// A Japanese sentence about the lost characters, the first five by place; `None` when nothing was lost.
    #[must_use]
    pub fn report(&self) -> Option<String> {
        let first = self.lost.first()?;
        let places: Vec<String> = std::iter::once(first)
            .chain(self.lost.iter().skip(1).take(4))
            .map(|lost| {
                let code = u32::from(lost.character);
                format!("{}行目の{}文字目「{}」（U+{code:04X}）", lost.line, lost.column, lost.character.escape_debug())
            })
            .collect();
        let more = self.lost.len().saturating_sub(places.len());
        let more = if more > 0 { format!("ほか{more}か所") } else { String::new() };
        Some(format!(
            "シフトJISにない文字を「〓」に置き換えました: {}{more}。そのまま出すにはUTF-8を選んでください。",
            places.join("、")
        ))
    }
}

/// Writes CP932. Look-alikes that Windows knows under another number are written as that one (〜 − — ‖ ¢ £ ¬ ¥ …);
/// decomposed kana are composed. What is left is reported, never written as `&#12316;`.
#[must_use]
pub fn encode(text: &str) -> Encoded {
    const GETA: [u8; 2] = [0x81, 0xac];
    let mut encoded = Encoded { bytes: Vec::with_capacity(text.len()), lost: Vec::new() };
    let mut place = Place::default();
    let mut buffer = [0; 4];
    for character in composed(text).chars() {
        let c = windows_form(character);
        let (bytes, _, unmappable) = SHIFT_JIS.encode(c.encode_utf8(&mut buffer));
        if unmappable || c == '\u{80}' {
            encoded.lost.push(Lost { character, line: place.line, column: place.column });
            if !is_variation_selector(c) {
                encoded.bytes.extend(GETA);
            }
        } else {
            encoded.bytes.extend_from_slice(&bytes);
        }
        place.pass(character);
    }
    encoded
}

/// The number under which Windows knows a character that other systems number differently.
fn windows_form(c: char) -> char {
    match c {
        '\u{301c}' => '\u{ff5e}',              // 〜 → ～
        '\u{2212}' => '\u{ff0d}',              // − → －
        '\u{2013}' | '\u{2014}' => '\u{2015}', // – — → ―
        '\u{2011}' => '\u{2010}',              // no-break hyphen → ‐
        '\u{2016}' => '\u{2225}',              // ‖ → ∥
        '\u{00a2}' => '\u{ffe0}',              // ¢ → ￠
        '\u{00a3}' => '\u{ffe1}',              // £ → ￡
        '\u{00ac}' => '\u{ffe2}',              // ¬ → ￢
        '\u{203e}' | '\u{00af}' => '\u{ffe3}', // ‾ ¯ → ￣ (else it would become ~)
        '\u{00a6}' => '\u{ffe4}',              // ¦ → ￤
        '\u{00a5}' => '\u{ffe5}',              // ¥ → ￥ (else it would become \)
        '\u{00b7}' | '\u{2022}' => '\u{30fb}', // · • → ・
        '\u{00c5}' => '\u{212b}',              // Å → Å, the ångström sign
        '\u{00a0}' => ' ',
        _ => c,
    }
}
