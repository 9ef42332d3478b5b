//! What a whole sentence does: criticise others, state as decided what is not.

use std::ops::Range;

use crate::{Words, list};

/// Sentences with their full stop, as bytes; a line ends one, too.
pub(crate) fn sentences(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut begin = 0;
    for (at, c) in text.char_indices() {
        if matches!(c, '。' | '\n' | '！' | '？') {
            let end = at + c.len_utf8();
            push(&mut found, text, begin..end);
            begin = end;
        }
    }
    push(&mut found, text, begin..text.len());
    found
}

fn push(found: &mut Vec<Range<usize>>, text: &str, range: Range<usize>) {
    let part = &text[range.clone()];
    let trimmed = part.trim();
    if trimmed.chars().count() < 4 {
        return;
    }
    let from = range.start + (part.len() - part.trim_start().len());
    found.push(from..from + trimmed.len());
}

fn any(sentence: &str, list: &[&str]) -> bool {
    list.iter().any(|word| sentence.contains(word))
}

/// Others: bodies and professions that a case works with.
static OTHERS: Words = list!("others");
/// What is said against somebody.
static AGAINST: Words = list!("against");
/// Where one speaks of oneself, or tells how it was overcome.
static OWN: Words = list!("own");

/// Sentences that say something against others.
pub(crate) fn criticism(text: &str) -> Vec<Range<usize>> {
    sentences(text)
        .into_iter()
        .filter(|range| {
            let sentence = &text[range.clone()];
            any(sentence, &AGAINST) && any(sentence, &OTHERS) && !any(sentence, &OWN)
        })
        .collect()
}

/// What lies ahead.
static AHEAD: Words = list!("ahead");
/// What says that it is not decided, or that it is.
static HEDGES: Words = list!("hedges");
/// Ways a sentence ends that tells what was or is.
const DONE: &[&str] = &["た。", "ている。", "ています。", "いました", "ました。", "でした。", "です。"];
/// Still open in so many words, and all the same stated.
const OPEN: &[&str] = &["話し合い中", "検討中", "検討している段階", "協議中", "調整中", "未定"];
/// Certain of what nobody can be certain of.
const CERTAIN: [&str; 4] = ["必ず", "間違いな", "に違いな", "確実に"];

/// Sentences that state as decided what may not be.
pub(crate) fn undecided(text: &str, this_year: i16) -> Vec<Range<usize>> {
    sentences(text)
        .into_iter()
        .filter(|range| {
            let sentence = &text[range.clone()];
            // A heading, a figure in a list state nothing.
            let ends_in_a_verb = sentence.trim_end_matches('。').chars().next_back().is_some_and(crate::is_hiragana);
            let states = ends_in_a_verb && !DONE.iter().any(|end| sentence.ends_with(end));
            let open = OPEN
                .iter()
                .any(|word| sentence.contains(&format!("{word}だが")) || sentence.contains(&format!("{word}ですが")));
            if open && states {
                return true;
            }
            let ahead = any(sentence, &AHEAD) || names_a_coming_year(sentence, this_year);
            let certain = any(sentence, &CERTAIN) && sentence.contains("広が");
            states && (ahead || certain) && !any(sentence, &HEDGES)
        })
        .collect()
}

/// 「令和10年度から」, 「2030年には」: a year after this one.
fn names_a_coming_year(sentence: &str, this_year: i16) -> bool {
    let narrow: String = sentence.chars().map(crate::narrow).collect();
    narrow.match_indices('年').any(|(at, _)| {
        let before = &narrow[..at];
        let digits = before.chars().rev().take_while(char::is_ascii_digit).count();
        let (words, digits) = before.split_at(before.len() - digits);
        match digits.parse::<i16>() {
            Ok(number) if words.ends_with("令和") => number > this_year - BEFORE_REIWA,
            Ok(number) => digits.len() == 4 && number > this_year,
            Err(_) => false,
        }
    })
}

/// 令和1年 is 2019.
const BEFORE_REIWA: i16 = 2018;
