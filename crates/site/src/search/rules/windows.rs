//! Where in a text the words stand close together: what ranks the hits of a sentence, and what is shown of a hit.

use super::SOURCE;
use super::ranking::Weights;
use super::sentences::{Sentence, sentences};
use crate::search::model::{Candidate, Section, section_at, sections};
use crate::shared::{Piece, mark, snippet};

/// All words in one or two sentences are worth so much.
const CLOSE: f64 = 14.0;
/// The sentence behind counts less than the first.
const BEHIND: f64 = 0.6;
/// Sentences of one text that are looked at.
const MOST_SENTENCES: usize = 400;
/// What parts two lines that are no one sentence.
const BETWEEN: &str = " ／ ";

/// Of each sentence, what of the words stands in it: sets of words as bits.
fn held(all: &[Sentence], words: &[&[String]]) -> Vec<u32> {
    let holds = |sentence: &Sentence, needles: &[String]| needles.iter().any(|n| sentence.folded.contains(n.as_str()));
    let one = |sentence: &Sentence| {
        words
            .iter()
            .take(32)
            .enumerate()
            .fold(0, |held, (at, needles)| held | u32::from(holds(sentence, needles)) << at)
    };
    all.iter().map(one).collect()
}

/// The sentence from which on most of the words stand close together, and how much of all they are worth: 0 to 1.
fn closest(held: &[u32], worth: &[f64], skip: impl Fn(usize) -> bool) -> Option<(usize, f64)> {
    let all: f64 = worth.iter().take(32).sum();
    let sum = |words: u32| -> f64 {
        worth.iter().take(32).enumerate().filter(|(at, _)| words >> at & 1 == 1).map(|(_, worth)| worth).sum()
    };
    let mut best: Option<(usize, f64)> = None;
    for (at, words) in held.iter().enumerate().filter(|(at, words)| **words != 0 && !skip(*at)) {
        let behind = held.get(at + 1).copied().filter(|_| !skip(at + 1)).unwrap_or_default() & !words;
        let value = (sum(*words) + BEHIND * sum(behind)) / all.max(f64::MIN_POSITIVE);
        if best.is_none_or(|(_, known)| value > known + 1e-9) {
            best = Some((at, value));
        }
    }
    best
}

/// What a text is worth for holding the words of a sentence close together.
pub fn closeness(weights: &Weights<'_>, candidate: &Candidate) -> f64 {
    let mut all = sentences(&candidate.body);
    all.truncate(MOST_SENTENCES);
    let needles: Vec<&[String]> = weights.words.iter().map(|word| word.needles.as_slice()).collect();
    let best = closest(&held(&all, &needles), weights.rarity, |_| false);
    best.map_or(0.0, |(_, value)| CLOSE * value * value)
}

/// What is shown of a hit: the sentences in which most of the words stand close together, about `length` letters of them; of a
/// table with the names of its columns. `None` when no word stands in the text. `words`: each with its needles.
pub fn excerpt(candidate: &Candidate, words: &[Vec<String>], length: usize) -> Option<Vec<Piece>> {
    let parts = sections(&candidate.sections);
    let mut all = sentences(&candidate.body);
    all.truncate(MOST_SENTENCES);
    let needles: Vec<&[String]> = words.iter().map(Vec::as_slice).collect();
    let held = held(&all, &needles);
    let heading =
        |at: usize| all.get(at).and_then(|s| section_at(&parts, s.at)).map(|Section { heading, .. }| heading.as_str());
    let is_silent = |at: usize| heading(at).is_some_and(|heading| heading.is_empty() || heading.contains(SOURCE));
    let worth = vec![1.0; words.len()];
    let (from, _) = closest(&held, &worth, is_silent).or_else(|| closest(&held, &worth, |_| false))?;
    let mut text = all[from].text.clone();
    let marked: Vec<String> = words.iter().flatten().cloned().collect();
    if text.chars().count() > length {
        return snippet(&text, &marked, length);
    }
    for (before, next) in all[from..].iter().zip(from + 1..) {
        let Some(sentence) = all.get(next).filter(|_| heading(next) == heading(from)) else {
            break;
        };
        let follows = before.at + before.text.chars().count() == sentence.at && !sentence.listed;
        let joint = if follows { "" } else { BETWEEN };
        text.push_str(joint);
        text.push_str(&sentence.text);
        if text.chars().count() > length {
            break;
        }
    }
    let shown: String = text.chars().take(length).collect();
    let mut pieces = mark(&shown, &marked);
    if shown.len() < text.len() {
        pieces.push(Piece { text: "…".to_owned(), hit: false });
    }
    Some(pieces)
}

#[cfg(test)]
mod tests {
    use super::*;
    use japanese::fold::fold;

    fn candidate(body: &str, sections: &str) -> Candidate {
        Candidate {
            body: body.to_owned(),
            body_folded: fold(body),
            sections: sections.to_owned(),
            ..Candidate::default()
        }
    }

    fn shown(body: &str, sections: &str, words: &[&str], length: usize) -> String {
        let words: Vec<Vec<String>> = words.iter().map(|word| vec![fold(word)]).collect();
        let pieces = excerpt(&candidate(body, sections), &words, length).unwrap_or_default();
        pieces.into_iter().map(|piece| piece.text).collect()
    }

    #[test]
    fn the_sentence_with_most_of_the_words_is_shown() {
        let body = "費用の話です。\n\n市町村が集まります。費用は割合を決めて分けます。";
        assert_eq!(shown(body, "", &["費用", "割合"], 40), "費用は割合を決めて分けます。");
        assert_eq!(shown(body, "", &["費用"], 12), "費用の話です。 ／ 市町…");
        assert_eq!(shown(body, "", &["無い"], 12), "");
    }

    #[test]
    fn parts_are_not_run_together_and_names_are_shown_last() {
        let body = "岐南町\n町が始めました。\n2回\n5人";
        let sections = "0\t\t\n4\t概要\t#outline\n13\t数字\t#figures";
        assert_eq!(shown(body, sections, &["町"], 40), "町が始めました。");
        assert_eq!(shown(body, sections, &["回"], 40), "2回 ／ 5人");
        assert_eq!(shown(body, sections, &["岐南"], 40), "岐南町");
        let table = "｜項目｜時期｜\n｜ア｜春｜\n｜イ｜秋｜";
        assert_eq!(shown(table, "", &["秋"], 40), "項目: イ　時期: 秋");
    }

    #[test]
    fn odd_texts_are_harmless() {
        for body in ["", "\n", "｜", "。", &"秋".repeat(5_000)] {
            let _ = shown(body, "0\t\t\nx\ty", &["秋", ""], 3);
        }
        // All of it is one hit: what one sentence may hold is shown.
        assert!(shown(&"秋".repeat(1_000), "", &["秋"], 5).chars().count() <= 301);
    }
}
