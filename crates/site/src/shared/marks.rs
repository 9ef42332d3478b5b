//! Marking the words a search found. Text goes out in pieces that the template escapes one by one,
//! so nothing anybody typed or wrote ever becomes HTML.

use std::ops::Range;

use japanese::fold::{Folded, find_all_in, fold_with_offsets};

/// A piece of a text; the template puts `hit` ones into `<mark>`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    pub text: String,
    pub hit: bool,
}

/// The text as one piece without marks.
pub fn plain(text: &str) -> Vec<Piece> {
    if text.is_empty() { Vec::new() } else { vec![Piece { text: text.to_owned(), hit: false }] }
}

/// The whole text, with every place where one of the words (in any spelling) stands.
pub fn mark(text: &str, words: &[String]) -> Vec<Piece> {
    cut(text, 0..text.len(), &hits(&fold_with_offsets(text), words))
}

/// About `length` characters around the first hit, or nothing when no word stands in the text.
pub fn snippet(text: &str, words: &[String], length: usize) -> Option<Vec<Piece>> {
    let found = hits(&fold_with_offsets(text), words);
    let first = found.first()?;
    // From the beginning of the sentence, unless that is far away.
    let before: Vec<(usize, char)> = text[..first.start].char_indices().rev().take(length / 3).collect();
    let start = before
        .iter()
        .find(|(_, c)| matches!(c, '。' | '\n'))
        .map_or(before.last().map_or(first.start, |(at, _)| *at), |(at, c)| at + c.len_utf8());
    let end = text[start..].char_indices().nth(length).map_or(text.len(), |(at, _)| start + at).max(first.end);
    let mut pieces = cut(text, start..end, &found);
    if start > 0 && !text[..start].ends_with(['。', '\n']) {
        pieces.insert(0, Piece { text: "…".to_owned(), hit: false });
    }
    if end < text.len() {
        pieces.push(Piece { text: "…".to_owned(), hit: false });
    }
    Some(pieces)
}

fn hits(text: &Folded, words: &[String]) -> Vec<Range<usize>> {
    let mut found: Vec<_> = words.iter().flat_map(|word| find_all_in(text, word)).collect();
    found.sort_by_key(|range| (range.start, range.end));
    let mut merged: Vec<Range<usize>> = Vec::new();
    for range in found {
        match merged.last_mut() {
            Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
            _ => merged.push(range),
        }
    }
    merged
}

fn cut(text: &str, part: Range<usize>, hits: &[Range<usize>]) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut at = part.start;
    let mut push = |range: Range<usize>, hit| {
        if let Some(text) = text.get(range).filter(|t| !t.is_empty()) {
            pieces.push(Piece { text: text.to_owned(), hit });
        }
    };
    for hit in hits.iter().filter(|hit| hit.end > part.start && hit.start < part.end) {
        let (from, to) = (hit.start.max(at), hit.end.min(part.end));
        push(at..from, false);
        push(from..to, true);
        at = to;
    }
    push(at..part.end, false);
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(pieces: &[Piece]) -> String {
        pieces.iter().map(|p| if p.hit { format!("[{}]", p.text) } else { p.text.clone() }).collect()
    }

    fn words(words: &[&str]) -> Vec<String> {
        words.iter().map(|w| (*w).to_owned()).collect()
    }

    #[test]
    fn every_spelling_is_marked_and_overlaps_become_one() {
        assert_eq!(shown(&mark("島の看取りとﾐﾄﾘ", &words(&["看取り", "みとり"]))), "島の[看取り]と[ﾐﾄﾘ]");
        assert_eq!(shown(&mark("訪問看護師", &words(&["訪問看護", "看護師"]))), "[訪問看護師]");
        assert_eq!(shown(&mark("<b>島</b>", &words(&["島"]))), "<b>[島]</b>");
        assert_eq!(mark("", &words(&["島"])), Vec::new());
        assert_eq!(shown(&mark("そのまま", &words(&["", " "]))), "そのまま");
    }

    #[test]
    fn a_snippet_begins_with_the_sentence_and_says_where_it_was_cut() {
        let text = "はじめの文です。島で看取る支えができました。そのあとも続きます。";
        assert_eq!(shown(&snippet(text, &words(&["看取る"]), 12).unwrap_or_default()), "島で[看取る]支えができまし…");
        assert_eq!(snippet(text, &words(&["無い"]), 12), None);
        assert_eq!(shown(&snippet("看取る", &words(&["看取る"]), 1).unwrap_or_default()), "[看取る]");
    }
}
