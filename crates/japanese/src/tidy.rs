//! Text as it may be stored. Public through [`crate::fold`].

use crate::chars::{is_compatibility_ideograph, is_layout_mark, shifted};
use crate::kana::widen;
use unicode_normalization::UnicodeNormalization;

/// Text as it may be stored.
///
/// Half-width kana → full-width; full-width letters, digits and signs → half-width; NFC; line ends → `\n`; other control
/// characters (tab stays), zero-width and direction marks removed; a no-break space → a space; white space trimmed at both ends.
///
/// Kept as entered: 髙, 﨑, 塚 (compatibility ideographs, which plain NFC would change), ①, variation selectors, and the
/// punctuation of Japanese sentences: （）［］｛｝！？～ always, ，．：；＂＇ unless between half-width letters or digits
/// (`１０：３０` → `10:30`, `ａ＠ｂ．ｊｐ` → `a@b.jp`). For codes and addresses use [`half_width`] on top.
#[must_use]
pub fn tidy(text: &str) -> String {
    let unix = text.replace("\r\n", "\n");
    let visible = unix.chars().filter_map(|c| match c {
        '\r' | '\u{85}' | '\u{2028}' | '\u{2029}' => Some('\n'),
        '\u{a0}' => Some(' '),
        '\n' | '\t' | '（' | '）' | '［' | '］' | '｛' | '｝' | '！' | '？' | '～' => Some(c),
        _ if depends_on_neighbours(c) => Some(c),
        _ if c.is_control() || is_layout_mark(c) => None,
        _ => Some(half_width_of(c)),
    });
    let composed = composed(&widen(&visible.collect::<String>()));
    let trimmed = composed.trim();
    let mut tidied = String::with_capacity(trimmed.len());
    let mut chars = trimmed.chars().peekable();
    while let Some(c) = chars.next() {
        let within = depends_on_neighbours(c)
            && tidied.ends_with(|before: char| before.is_ascii_alphanumeric())
            && chars.peek().is_some_and(char::is_ascii_alphanumeric);
        tidied.push(if within { half_width_of(c) } else { c });
    }
    tidied
}

/// Every full-width ASCII character and 「　」 → half-width, nothing else: `（Ａ－１）` → `(A-1)`.
#[must_use]
pub fn half_width(text: &str) -> String {
    text.chars().map(|c| if c == '\u{3000}' { ' ' } else { half_width_of(c) }).collect()
}

/// Punctuation of sentences and of figures alike.
fn depends_on_neighbours(c: char) -> bool {
    matches!(c, '，' | '．' | '：' | '；' | '＂' | '＇')
}

fn half_width_of(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => shifted(c, -0xfee0),
        _ => c,
    }
}

/// NFC that leaves compatibility ideographs alone.
pub(crate) fn composed(text: &str) -> String {
    let mut composed = String::with_capacity(text.len());
    for part in text.split_inclusive(is_compatibility_ideograph) {
        match part.char_indices().next_back() {
            Some((at, last)) if is_compatibility_ideograph(last) => {
                composed.extend(part[..at].nfc());
                composed.push(last);
            }
            _ => composed.extend(part.nfc()),
        }
    }
    composed
}
