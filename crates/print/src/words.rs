//! Text as it can be printed: whatever people type becomes something the typefaces can set, and nothing is lost
//! without a sign.

use crate::fonts;

/// 下駄: what printers have always put where a sort is missing.
pub const MISSING: char = '〓';

/// Longer runs without a place to break get some, so that nothing runs out of its cell.
const UNBROKEN: usize = 20;
const MAY_BREAK: char = '\u{200B}';

/// `text` without control characters and marks that turn the direction, with 〓 for what no typeface has, with
/// places to break in long runs. Line ends are kept.
pub fn printable(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut run = 0;
    let mut chars = text.chars().peekable();
    let mut before = '\n';
    while let Some(c) = chars.next() {
        let c = match c {
            '\r' => {
                if chars.peek() == Some(&'\n') {
                    chars.next();
                }
                '\n'
            }
            '\u{2028}' | '\u{2029}' | '\u{0B}' | '\u{0C}' | '\u{85}' => '\n',
            '\t' | '\u{A0}' => ' ',
            c if is_dropped(c) => continue,
            // A variant of the character before it, as names are written: only kanji have them.
            '\u{E0100}'..='\u{E01EF}' => {
                if !is_kanji(before) {
                    continue;
                }
                c
            }
            c if c == '\n' || c == ' ' || fonts::have(c) => c,
            _ => MISSING,
        };
        // Between Japanese characters a line may break anywhere; between Latin letters and digits it may not.
        if c.is_ascii_graphic() || (!c.is_ascii() && c < '\u{2E80}') {
            run += 1;
            if run > UNBROKEN {
                out.push(MAY_BREAK);
                run = 1;
            }
        } else {
            run = 0;
        }
        out.push(c);
        before = c;
    }
    out
}

/// Invisible, or turning the direction of what follows.
fn is_dropped(c: char) -> bool {
    (c.is_control() && c != '\n')
        || matches!(c,
            '\u{AD}' | '\u{61C}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}' | '\u{180B}'..='\u{180F}'
            | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{3164}'
            | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{FFA0}' | '\u{FFF0}'..='\u{FFFB}' | '\u{E0000}'..='\u{E00FF}')
}

fn is_kanji(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_type_stays_and_what_cannot_be_set_is_marked() {
        assert_eq!(printable("髙﨑𠮷野家👍 ①㈱"), "髙﨑𠮷野家👍 ①㈱");
        assert_eq!(printable("葛\u{E0100}城 a\u{E0100}"), "葛\u{E0100}城 a", "a variant of a kanji only");
        assert_eq!(printable("外字\u{E000}と\u{10FFFD}"), "外字〓と〓");
        assert_eq!(printable("一\r\n二\r三\u{2028}四\t五"), "一\n二\n三\n四 五");
        assert_eq!(printable("a\0b\u{7}c\u{202E}d\u{FEFF}e\u{200B}f\u{FE0F}"), "abcdef");
    }

    #[test]
    fn a_long_run_may_break_and_japanese_needs_no_help() {
        let long = printable(&"x".repeat(45));
        assert_eq!(long.matches(MAY_BREAK).count(), 2);
        assert_eq!(long.replace(MAY_BREAK, "").len(), 45);
        let address = printable("https://example.jp/a/very/long/path");
        assert!(address.split(MAY_BREAK).all(|piece| piece.chars().count() <= UNBROKEN));
        let japanese = "あ".repeat(300);
        assert_eq!(printable(&japanese), japanese);
    }
}
