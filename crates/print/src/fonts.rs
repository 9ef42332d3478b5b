//! The typefaces documents and pictures are set in. They are part of the program: what is installed on a machine
//! changes nothing (`assets/fonts/PROVENANCE.md`).

use std::sync::LazyLock;

use typst::foundations::Bytes;
use typst::text::Font;

/// In the order they are asked for a character.
pub(crate) const FAMILIES: [&str; 3] = ["BIZ UDGothic", "Renkei Rare Kanji", "Renkei Emoji"];

pub(crate) const FILES: [&[u8]; 4] = [
    include_bytes!("../assets/fonts/BIZUDGothic-Regular.ttf"),
    include_bytes!("../assets/fonts/BIZUDGothic-Bold.ttf"),
    include_bytes!("../assets/fonts/RareKanji-Regular.ttf"),
    include_bytes!("../assets/fonts/Emoji-Regular.ttf"),
];

pub(crate) static FONTS: LazyLock<Vec<Font>> =
    LazyLock::new(|| FILES.iter().flat_map(|file| Font::iter(Bytes::new(*file))).collect());

/// Whether any of them has a drawing for the character.
pub(crate) fn have(c: char) -> bool {
    // The bold face lacks nothing the regular one has.
    FONTS.iter().any(|font| font.info().coverage.contains(u32::from(c)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_families_are_there_and_have_what_names_are_written_with() {
        let families: Vec<_> = FONTS.iter().map(|font| font.info().family.as_str()).collect();
        assert_eq!(families, ["BIZ UDGothic", "BIZ UDGothic", "Renkei Rare Kanji", "Renkei Emoji"]);
        for c in "髙﨑𠮷𩸽栁德①㈱☎☑〓●○△□◆％〜～−－👍✅".chars() {
            assert!(have(c), "{c}");
        }
        assert!(!have('\u{E000}') && !have('\u{10FFFD}'));
    }
}
