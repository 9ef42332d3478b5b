//! Classes of characters used by several modules.

/// 漢字, with 々, 〆 and 〇.
pub(crate) fn is_kanji(c: char) -> bool {
    match c {
        // 々〆〇, extension A, the common block
        '\u{3005}'..='\u{3007}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' => true,
        // compatibility ideographs (﨑 among them), extensions B and later (𠮷 among them); both have gaps
        '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}' => c.is_alphabetic(),
        _ => false,
    }
}

/// Ideographs that NFC would replace by a look-alike (塚 U+FA10, 神 U+FA19 …).
/// People's names are written with them, so stored text keeps them.
pub(crate) fn is_compatibility_ideograph(c: char) -> bool {
    matches!(c, '\u{f900}'..='\u{faff}' | '\u{2f800}'..='\u{2fa1f}')
}

/// Variation selectors: they choose the shape of the character before them (葛󠄀 with U+E0100).
pub(crate) fn is_variation_selector(c: char) -> bool {
    matches!(c, '\u{180b}'..='\u{180f}' | '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}')
}

/// Marks that direct layout but are no text: zero-width space, byte order mark, direction marks.
pub(crate) fn is_layout_mark(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{feff}'
        | '\u{200b}' | '\u{200e}' | '\u{200f}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{e0000}'..='\u{e00ff}')
}

/// What a search does not see: selectors, layout marks, joiners, control characters.
pub(crate) fn is_ignorable(c: char) -> bool {
    is_variation_selector(c)
        || is_layout_mark(c)
        || matches!(c, '\u{200c}' | '\u{200d}')
        || (c.is_control() && !c.is_whitespace())
}

/// Hyphens, dashes and minus signs that people type for one another (`-` after NFKC included).
pub(crate) fn is_hyphen(c: char) -> bool {
    matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{2043}' | '\u{2212}' | '\u{ff0d}')
}

/// `０`–`９` → 0–9, `0`–`9` → 0–9.
pub(crate) fn decimal(c: char) -> Option<u8> {
    match c {
        '0'..='9' => u8::try_from(u32::from(c) - u32::from('0')).ok(),
        '０'..='９' => u8::try_from(u32::from(c) - u32::from('０')).ok(),
        _ => None,
    }
}

/// Moves a character by a fixed distance; the character itself if nothing is there.
pub(crate) fn shifted(c: char, by: i32) -> char {
    u32::from(c).checked_add_signed(by).and_then(char::from_u32).unwrap_or(c)
}
