//! Folding for search, and tidying what is stored.
//!
//! [`fold`] makes two spellings of one word equal: `ｹｱﾏﾈ` = `ケアマネ` = `けあまね`, `３ヶ月` = `3か月`, `髙崎` = `高﨑`.
//! It is never stored as the text itself. [`tidy`] is what input goes through before it is stored: only what nobody
//! would miss is changed; names keep 髙, 﨑 and ①.
//!
//! Rules of `fold`, in this order:
//! 1. NFKC and lower-case per character with its combining marks (`①` → `1`, `㈱` → `(株)`, `㎡` → `m2`, also 「か゛」 → `が`; a
//!    濁点 that joins nothing vanishes). Variation selectors, zero-width and control characters vanish.
//! 2. Between two Japanese characters, spaces, one line break and middle dots vanish (`訪問 看護`, `ケア・マネ`). A blank line
//!    stays, and so does a line that begins with 「・」. Elsewhere white space becomes one space.
//! 3. Hyphens, dashes and minus signs become `ー` between kana and `-` elsewhere; `ー` after a digit or Latin letter becomes `-`.
//! 4. `ヶ`, and `ケ` between kanji (or digit and kanji), become `か` before a counter (`三ヶ月`, `六ケ所`), else `が` (`茅ヶ崎`, `霞ヶ関`);
//!    `箇` as a counter becomes `か`; `ッ` between kanji becomes `つ` (`八ッ場`).
//! 5. Katakana → hiragana; 異体字 → one form.
//! 6. The comma in `1,741` vanishes.
//!
//! `fold(fold(x)) == fold(x)`.

pub use crate::tidy::{half_width, tidy};

use crate::chars::{is_hyphen, is_ignorable, is_kanji};
use crate::kana::{hiragana_of, is_kana};
use crate::variants::standard_form;
use std::iter::once;
use std::ops::Range;
use unicode_normalization::char::{canonical_combining_class, decompose_compatible};
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

/// One folded character and the bytes of the original it comes from.
#[derive(Debug, Clone)]
struct Piece {
    c: char,
    from: Range<usize>,
}

/// Folded text that knows where each character came from. Made by [`fold_with_offsets`].
#[derive(Debug, Clone, Default)]
pub struct Folded {
    text: String,
    /// Per folded character: its byte offset in `text`, and the original's bytes.
    origins: Vec<(usize, Range<usize>)>,
}

impl Folded {
    /// The folded text, equal to [`fold`] of the same input.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Per folded character, the byte range of the original it comes from; always on character boundaries.
    pub fn origins(&self) -> impl Iterator<Item = (char, Range<usize>)> + '_ {
        self.text.chars().zip(self.origins.iter().map(|(_, from)| from.clone()))
    }

    /// The original's bytes behind the folded bytes `folded`; `None` when that range is empty or outside.
    #[must_use]
    pub fn original(&self, folded: &Range<usize>) -> Option<Range<usize>> {
        let first = self.origins.partition_point(|&(at, _)| at < folded.start);
        let after = self.origins.partition_point(|&(at, _)| at < folded.end);
        let covered = self.origins.get(first..after)?;
        Some(covered.first()?.1.start..covered.last()?.1.end)
    }
}

/// The form of `text` that is compared when searching. See the module for the rules.
#[must_use]
pub fn fold(text: &str) -> String {
    pieces(text).into_iter().map(|piece| piece.c).collect()
}

/// [`fold`], keeping for each folded character the original byte range.
#[must_use]
pub fn fold_with_offsets(text: &str) -> Folded {
    let mut folded = Folded::default();
    for piece in pieces(text) {
        folded.origins.push((folded.text.len(), piece.from));
        folded.text.push(piece.c);
    }
    folded
}

/// Where `needle` stands in `haystack` after folding both: byte ranges of the original `haystack`, in order, not
/// overlapping, on character boundaries. White space around the needle does not count; an empty needle is nowhere.
#[must_use]
pub fn find_all(haystack: &str, needle: &str) -> Vec<Range<usize>> {
    find_all_in(&fold_with_offsets(haystack), needle)
}

/// [`find_all`] for several needles in one text: fold the text once.
#[must_use]
pub fn find_all_in(haystack: &Folded, needle: &str) -> Vec<Range<usize>> {
    let needle = fold(needle.trim());
    let mut found: Vec<Range<usize>> = Vec::new();
    if needle.is_empty() {
        return found;
    }
    for (at, hit) in haystack.text.match_indices(&needle) {
        let Some(range) = haystack.original(&(at..at + hit.len())) else {
            continue;
        };
        match found.last_mut() {
            // One original character can fold to several (`…` → `...`), so hits may share it.
            Some(last) if range.start < last.end => last.end = last.end.max(range.end),
            _ => found.push(range),
        }
    }
    found
}

fn pieces(text: &str) -> Vec<Piece> {
    close_gaps(&normalised(text)).into_folded()
}

/// Rule 1. Works cluster by cluster, so that offsets survive although NFKC changes lengths.
fn normalised(text: &str) -> Vec<Piece> {
    let mut pieces = Vec::with_capacity(text.len() / 2);
    let mut cluster = String::new();
    let mut chars = text.char_indices().peekable();
    while let Some((start, first)) = chars.next() {
        let mut end = start + first.len_utf8();
        // Nearly every letter stands for itself, and nothing joins it.
        if is_plain(first) && chars.peek().is_none_or(|&(_, next)| is_plain(next)) {
            pieces.push(Piece { c: first.to_ascii_lowercase(), from: start..end });
            continue;
        }
        cluster.clear();
        cluster.extend(visible(first));
        while let Some((at, next)) = chars.next_if(|&(_, c)| joins(c)) {
            end = at + next.len_utf8();
            cluster.extend(visible(next));
        }
        let from = start..end;
        if cluster.chars().all(is_settled) {
            pieces.extend(cluster.chars().map(|c| Piece { c: c.to_ascii_lowercase(), from: from.clone() }));
        } else {
            // Lower-casing can undo the composition, hence NFKC again.
            let lower = cluster.nfkc().flat_map(char::to_lowercase).filter(|&c| !is_voiced_mark(c));
            pieces.extend(lower.nfkc().map(|c| Piece { c, from: from.clone() }));
        }
    }
    pieces
}

/// The character as NFKC shall see it; nothing for what a search does not see.
fn visible(c: char) -> Option<char> {
    match c {
        '゛' | 'ﾞ' => Some('\u{3099}'),
        '゜' | 'ﾟ' => Some('\u{309a}'),
        _ => (!is_ignorable(c)).then_some(c),
    }
}

/// 濁点 and 半濁点. One that joins no letter is not searched for.
fn is_voiced_mark(c: char) -> bool {
    matches!(c, '\u{3099}' | '\u{309a}')
}

/// Characters that NFKC leaves alone, apart from case.
fn is_settled(c: char) -> bool {
    c.is_ascii()
        || matches!(c, 'ぁ'..='ゖ' | 'ァ'..='ヺ' | 'ー' | '、' | '。' | '「' | '」' | '々' | '\u{4e00}'..='\u{9fff}')
}

/// Settled, seen, and joined to nothing before it.
fn is_plain(c: char) -> bool {
    is_settled(c) && !c.is_ascii_control()
}

/// Whether NFKC may join `c` to the character before it.
fn joins(c: char) -> bool {
    if visible(c).is_none_or(is_voiced_mark) {
        return true;
    }
    if is_settled(c) {
        return false;
    }
    let mut first = None;
    decompose_compatible(c, |part| first = first.or(Some(part)));
    first.is_some_and(|part| canonical_combining_class(part) != 0 || is_nfc_quick(once(part)) == IsNormalized::Maybe)
}

/// Kana or kanji, after NFKC.
pub(crate) fn is_japanese(c: char) -> bool {
    is_kana(c) || is_kanji(c)
}

fn is_middle_dot(c: char) -> bool {
    matches!(c, '・' | '\u{b7}' | '\u{2022}' | '\u{2027}' | '\u{2219}' | '\u{22c5}')
}

/// Text after rule 2.
struct Closed(Vec<Piece>);

/// Rule 2.
fn close_gaps(pieces: &[Piece]) -> Closed {
    let is_gap = |piece: &Piece| !is_japanese(piece.c) && (piece.c.is_whitespace() || is_middle_dot(piece.c));
    let mut closed: Vec<Piece> = Vec::with_capacity(pieces.len());
    let mut rest = pieces;
    while let Some(piece) = rest.first() {
        let length = rest.iter().take_while(|piece| is_gap(piece)).count();
        if length == 0 {
            closed.push(piece.clone());
            rest = &rest[1..];
            continue;
        }
        let (gap, after) = rest.split_at(length);
        rest = after;
        let dots = gap.iter().any(|piece| is_middle_dot(piece.c));
        let breaks = line_breaks(gap);
        let inside = closed.last().is_some_and(|before| is_japanese(before.c))
            && after.first().is_some_and(|next| is_japanese(next.c));
        if inside && breaks < 2 && !(dots && breaks > 0) {
            continue;
        }
        for part in gap.chunk_by(|a, b| !is_middle_dot(a.c) && !is_middle_dot(b.c)) {
            let (Some(first), Some(last)) = (part.first(), part.last()) else {
                continue;
            };
            let white = match (is_middle_dot(first.c), line_breaks(part)) {
                (true, _) => "・",
                (false, 0) => " ",
                (false, 1) => {
                    if dots {
                        "\n"
                    } else {
                        " "
                    }
                }
                (false, _) => "\n\n",
            };
            let from = first.from.start..last.from.end;
            closed.extend(white.chars().map(|c| Piece { c, from: from.clone() }));
        }
    }
    Closed(closed)
}

/// `\r\n` is one; a page or paragraph break is as good as a blank line.
fn line_breaks(white: &[Piece]) -> usize {
    let mut count = 0;
    let mut before = ' ';
    for piece in white {
        count += match piece.c {
            '\n' if before == '\r' => 0,
            '\n' | '\r' | '\u{b}' | '\u{85}' | '\u{2028}' => 1,
            '\u{c}' | '\u{2029}' => 2,
            _ => 0,
        };
        before = piece.c;
    }
    count
}

impl Closed {
    /// Rules 3 to 6.
    fn into_folded(self) -> Vec<Piece> {
        let mut folded: Vec<Piece> = Vec::with_capacity(self.0.len());
        for (at, piece) in self.0.iter().enumerate() {
            let before = folded.last().map_or(' ', |piece| piece.c);
            let after = || self.0.get(at + 1).map_or(' ', |piece| standard_form(piece.c));
            if piece.c == ',' && before.is_ascii_digit() && self.three_digits_after(at) {
                continue;
            }
            let c = in_context(before, piece.c, after);
            folded.push(Piece { c, from: piece.from.clone() });
        }
        folded
    }

    fn three_digits_after(&self, at: usize) -> bool {
        let digits = self.0.iter().skip(at + 1).take(4).take_while(|piece| piece.c.is_ascii_digit());
        digits.count() == 3
    }
}

/// `before` is folded already, `after` not yet.
fn in_context(before: char, c: char, after: impl Fn() -> char) -> char {
    let counter = || matches!(after(), '月' | '所' | '年' | '国' | '条' | '村' | '店');
    let number = || before.is_ascii_digit() || "一二三四五六七八九十百千数何".contains(before);
    match c {
        _ if is_hyphen(c) && is_kana(before) && is_kana(after()) => 'ー',
        _ if is_hyphen(c) => '-',
        'ー' if before.is_ascii_alphanumeric() => '-',
        '〜' => '~',
        'ヶ' | 'ゖ' if counter() => 'か',
        'ヶ' | 'ゖ' => 'が',
        'ケ' if (number() || is_kanji(before)) && is_kanji(after()) => {
            if counter() {
                'か'
            } else {
                'が'
            }
        }
        '箇' if number() && counter() => 'か',
        'ヵ' | 'ゕ' => 'か',
        'ッ' if is_kanji(before) && is_kanji(after()) => 'つ',
        _ => standard_form(hiragana_of(c)),
    }
}
