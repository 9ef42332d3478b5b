//! What the bytes of a text mean: code → letter and width. First by the font's own `ToUnicode` map; where it has none, by
//! the encoding its codes are in (`Shift_JIS` and the others of older Japanese files, `WinAnsi` of Western ones).

use std::collections::HashMap;

use encoding_rs::{EUC_JP, Encoding, SHIFT_JIS, UTF_16BE, WINDOWS_1252};
use hayro_cmap::{BfString, CMap};
use hayro_syntax::object::{Array, Dict, Name, Object, Stream};

use super::glyph_names::letter_of_name;

/// A letter as the font reads it off the bytes.
pub(super) struct Letter {
    pub code: u32,
    /// Bytes it took.
    pub length: usize,
    /// `None`: the file does not say what it means.
    pub text: Option<String>,
    /// In thousandths of the size.
    pub width: f64,
}

pub(super) struct Font {
    codes: Codes,
    to_unicode: Option<CMap>,
    widths: HashMap<u32, f64>,
    usual_width: f64,
    pub vertical: bool,
}

/// How codes are parted, and what they mean without a map.
enum Codes {
    /// One byte each; what each means, if known.
    Simple(Box<[Option<char>; 256]>),
    /// Two bytes, numbers of glyphs: no meaning by themselves.
    Glyphs,
    /// Two bytes of UTF-16.
    Utf16,
    /// Four bytes.
    Utf32,
    /// One or two bytes of a Japanese encoding.
    Japanese(&'static Encoding),
    /// Two bytes of JIS: EUC without its high bits.
    Jis,
    /// A map of its own in the file.
    Own(Box<CMap>),
}

/// Bytes of a map at most: one for every letter of a large font is some 300 kB.
const MAP_BYTES: usize = 4 << 20;
const MOST_WIDTHS: usize = 200_000;

impl Font {
    pub fn read(dict: &Dict<'_>) -> Self {
        let subtype = dict.get::<Name<'_>>("Subtype");
        let is_composite = subtype.as_ref().is_some_and(|kind| kind.as_ref() == b"Type0");
        let mut to_unicode = None;
        if let Some(stream) = dict.get::<Stream<'_>>("ToUnicode") {
            to_unicode = cmap(&stream);
        }
        if is_composite {
            Self::composite(dict, to_unicode)
        } else {
            let is_drawn = subtype.is_some_and(|kind| kind.as_ref() == b"Type3");
            Self::simple(dict, to_unicode, is_drawn)
        }
    }

    fn composite(dict: &Dict<'_>, to_unicode: Option<CMap>) -> Self {
        let (codes, vertical) = match dict.get::<Object<'_>>("Encoding") {
            Some(Object::Name(name)) => (codes_of(name.as_ref()), name.as_ref().ends_with(b"V")),
            Some(Object::Stream(stream)) => {
                let vertical = stream.dict().get::<i32>("WMode") == Some(1);
                (cmap(&stream).map_or(Codes::Glyphs, |map| Codes::Own(Box::new(map))), vertical)
            }
            _ => (Codes::Glyphs, false),
        };
        let below = dict.get::<Array<'_>>("DescendantFonts").and_then(|fonts| fonts.iter::<Dict<'_>>().next());
        let below = below.unwrap_or_default();
        let usual = f64::from(below.get::<f32>("DW").unwrap_or(1000.0));
        // Down the page a letter takes its own height; what fonts say about it (W2) is that height nearly always.
        let widths = if vertical { None } else { below.get::<Array<'_>>("W").map(|array| composite_widths(&array)) };
        Self {
            codes,
            to_unicode,
            widths: widths.unwrap_or_default(),
            usual_width: if vertical { 1000.0 } else { sound(usual) },
            vertical,
        }
    }

    fn simple(dict: &Dict<'_>, to_unicode: Option<CMap>, is_drawn: bool) -> Self {
        let mut letters: Box<[Option<char>; 256]> = Box::new([None; 256]);
        let base = match dict.get::<Object<'_>>("Encoding") {
            Some(Object::Name(name)) => Some(name),
            Some(Object::Dict(encoding)) => encoding.get::<Name<'_>>("BaseEncoding"),
            _ => None,
        };
        let base: &[u8] = base.as_ref().map_or(b"", |name| name.as_ref());
        if !is_drawn {
            for (code, letter) in (0..=u8::MAX).zip(letters.iter_mut()) {
                *letter = western(code, base);
            }
        }
        if let Some(Object::Dict(encoding)) = dict.get::<Object<'_>>("Encoding")
            && let Some(differences) = encoding.get::<Array<'_>>("Differences")
        {
            let mut code = 0_usize;
            for object in differences.iter::<Object<'_>>() {
                match object {
                    Object::Number(number) => code = usize::try_from(number.as_i64()).unwrap_or(256),
                    Object::Name(name) => {
                        if let Some(letter) = letters.get_mut(code) {
                            *letter = letter_of_name(name.as_str());
                        }
                        code = code.saturating_add(1);
                    }
                    _ => {}
                }
            }
        }
        let first = dict.get::<i32>("FirstChar").and_then(|first| u32::try_from(first).ok()).unwrap_or(0);
        // A drawn font measures in units of its own.
        let unit = match (is_drawn, dict.get::<[f32; 6]>("FontMatrix")) {
            (true, Some(matrix)) => f64::from(matrix[0]).abs() * 1000.0,
            _ => 1.0,
        };
        let widths = dict.get::<Array<'_>>("Widths").map(|array| {
            (first..=u32::MAX)
                .zip(array.iter::<f32>().take(256))
                .map(|(code, w)| (code, sound(f64::from(w) * unit)))
                .collect()
        });
        Self {
            codes: Codes::Simple(letters),
            to_unicode,
            widths: widths.unwrap_or_default(),
            usual_width: 500.0,
            vertical: false,
        }
    }

    /// The next letter of a text that is not empty.
    pub fn next(&self, bytes: &[u8]) -> Letter {
        let (code, length) = self.code(bytes);
        let said = self.to_unicode.as_ref().and_then(|map| map.lookup_bf_string(code)).and_then(|found| match found {
            BfString::Char('\0' | '\u{fffd}') => None,
            BfString::Char(c) => Some(c.to_string()),
            BfString::String(text) => Some(text),
        });
        let raw = &bytes[..length.min(bytes.len())];
        let text = said.or_else(|| self.meaning(code, raw));
        let half = matches!(self.codes, Codes::Japanese(_)) && length == 1;
        let usual = if half && !self.vertical { self.usual_width / 2.0 } else { self.usual_width };
        Letter { code, length, text, width: self.widths.get(&code).copied().unwrap_or(usual) }
    }

    fn code(&self, bytes: &[u8]) -> (u32, usize) {
        let of = |length: usize| {
            let length = length.min(bytes.len());
            (bytes[..length].iter().fold(0_u32, |code, byte| (code << 8) | u32::from(*byte)), length)
        };
        match &self.codes {
            Codes::Simple(_) => of(1),
            Codes::Glyphs | Codes::Jis => of(2),
            Codes::Utf16 => of(if matches!(bytes[0], 0xD8..=0xDB) { 4 } else { 2 }),
            Codes::Utf32 => of(4),
            Codes::Japanese(encoding) => {
                let is_lead = if *encoding == SHIFT_JIS {
                    matches!(bytes[0], 0x81..=0x9F | 0xE0..=0xFC)
                } else {
                    bytes[0] >= 0x8E
                };
                of(if is_lead { 2 } else { 1 })
            }
            Codes::Own(map) => {
                for length in 1..=4_u8 {
                    let (code, taken) = of(usize::from(length));
                    if taken == usize::from(length) && map.lookup_cid_code(code, length).is_some() {
                        return (code, taken);
                    }
                }
                of(2)
            }
        }
    }

    /// What a code means by itself.
    fn meaning(&self, code: u32, raw: &[u8]) -> Option<String> {
        let decoded = |encoding: &'static Encoding, bytes: &[u8]| {
            encoding.decode_without_bom_handling_and_without_replacement(bytes).map(std::borrow::Cow::into_owned)
        };
        match &self.codes {
            Codes::Simple(letters) => {
                usize::try_from(code).ok().and_then(|code| *letters.get(code)?).map(|c| c.to_string())
            }
            Codes::Glyphs | Codes::Own(_) => None,
            Codes::Utf16 => decoded(UTF_16BE, raw),
            Codes::Utf32 => char::from_u32(code).map(|c| c.to_string()),
            Codes::Japanese(encoding) => decoded(encoding, raw),
            Codes::Jis => decoded(EUC_JP, &raw.iter().map(|byte| byte | 0x80).collect::<Vec<_>>()),
        }
    }
}

/// The predefined maps by name; those of other languages are numbers of glyphs to us.
fn codes_of(name: &[u8]) -> Codes {
    let has = |part: &[u8]| name.windows(part.len()).any(|window| window == part);
    let is_japanese = has(b"UniJIS") || has(b"RKSJ") || has(b"EUC-");
    if has(b"UTF32") {
        Codes::Utf32
    } else if has(b"UTF16") || has(b"UCS2") {
        Codes::Utf16
    } else if has(b"RKSJ") {
        Codes::Japanese(SHIFT_JIS)
    } else if is_japanese && (name == b"EUC-H" || name == b"EUC-V") {
        Codes::Japanese(EUC_JP)
    } else if name == b"H" || name == b"V" || has(b"Ext-H") {
        Codes::Jis
    } else {
        Codes::Glyphs
    }
}

fn cmap(stream: &Stream<'_>) -> Option<CMap> {
    let bytes = stream.decoded().ok()?;
    if bytes.len() > MAP_BYTES {
        return None;
    }
    CMap::parse(&bytes, |_| None)
}

/// `[ 1 [500 600] 10 20 1000 ]`
fn composite_widths(array: &Array<'_>) -> HashMap<u32, f64> {
    let mut found = HashMap::new();
    let mut first: Option<u32> = None;
    let mut last: Option<u32> = None;
    for object in array.iter::<Object<'_>>() {
        if found.len() > MOST_WIDTHS {
            break;
        }
        match (object, first, last) {
            (Object::Array(list), Some(from), _) => {
                for (code, width) in (from..=u32::MAX).zip(list.iter::<f32>().take(0x1_0000)) {
                    found.insert(code, sound(f64::from(width)));
                }
                (first, last) = (None, None);
            }
            (Object::Number(number), None, _) => first = u32::try_from(number.as_i64()).ok(),
            (Object::Number(number), Some(_), None) => last = u32::try_from(number.as_i64()).ok(),
            (Object::Number(number), Some(from), Some(to)) => {
                for code in from..=to.min(from.saturating_add(0xFFFF)) {
                    found.insert(code, sound(number.as_f64()));
                }
                (first, last) = (None, None);
            }
            _ => {}
        }
    }
    found
}

fn sound(width: f64) -> f64 {
    if width.is_finite() { width.clamp(-10_000.0, 10_000.0) } else { 0.0 }
}

/// What a byte means in a Western font. `MacRoman` differs beyond ASCII; the rest is near enough to Windows'.
fn western(code: u8, base: &[u8]) -> Option<char> {
    if code < 0x20 {
        return None;
    }
    let encoding = if base == b"MacRomanEncoding" { encoding_rs::MACINTOSH } else { WINDOWS_1252 };
    encoding.decode_without_bom_handling(&[code]).0.chars().next().filter(|c| !c.is_control())
}
