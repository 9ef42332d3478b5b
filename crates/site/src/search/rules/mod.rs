//! 業務規則 of the search: what a typed word is taken to mean.

pub mod index;
pub mod log;
pub mod near;
pub mod question;
pub mod ranking;
pub mod sentences;
pub mod terms;
pub mod windows;

use japanese::fold::{fold, fold_with_offsets};
use japanese::kana::is_hiragana;

use super::model::{Asked, Synonym, Word};
use crate::shared::Rule;

/// The heading of where a text comes from: found by, and tells nothing.
pub const SOURCE: &str = "出典";
/// 「一度にさがせることばは8つまで」
pub const WORDS_AT_MOST: usize = 8;
/// 「一つのことばから広げるのは12語まで」
pub const NEEDLES_AT_MOST: usize = 12;
/// 「広げることばは2文字以上」: 島 would find 広島 and 福島.
pub const SHORTEST_NEEDLE: usize = 2;
/// 「かなだけのことばは3文字以上」: りは (リハ) stands in nearly every sentence.
pub const SHORTEST_KANA_NEEDLE: usize = 3;
/// What is typed without blanks and is longer than this may be a sentence.
const LONGEST_PLAIN_WORD: usize = 4;

pub const RULES: &[Rule] = &[
    Rule {
        id: "search.words_at_most",
        value: "8語",
        sentence: "一度にさがせることばは8つまで。九つ目からは条件に加えない",
        source: "REQ-288",
    },
    Rule {
        id: "search.needles_at_most",
        value: "12語",
        sentence: "同じ意味のことばは、一つのことばについて12語まで広げる",
        source: "REQ-288",
    },
    Rule {
        id: "search.shortest_needle",
        value: "2文字",
        sentence: "広げることばは2文字以上、かなだけなら3文字以上。よみから漢字へは広げ、漢字からよみへは広げない（講習から甲州を出さない）",
        source: "REQ-288",
    },
    Rule {
        id: "search.passage",
        value: "8,000字",
        sentence: "長い文は8,000字までに切って索引に入れ、一つの切れはしの中でことばをさがす",
        source: "REQ-288",
    },
    Rule {
        id: "search.inside_a_word",
        value: "2文字",
        sentence: "二文字のことばがほかの語の中にあるとき（東京都の中の京都）は、軽く数える",
        source: "REQ-288",
    },
    Rule {
        id: "search.meant",
        value: "1文字・2文字",
        sentence: "「もしかして」は、3〜6文字のことばなら1文字、7文字からは2文字までの違いで示す",
        source: "REQ-288",
    },
    Rule {
        id: "search.log_least",
        value: "5回・2日",
        sentence: "検索の記録は、5回以上・2日以上さがされたことばだけを示し、5回より少ない欄は合わせて示す",
        source: "REQ-301",
    },
    Rule {
        id: "search.log_personal",
        value: "40文字・数字6つ",
        sentence: "メールアドレス、電話番号、敬称の付いた名前、40文字より長いものは、検索の記録に残さない",
        source: "REQ-301",
    },
    Rule { id: "search.log_keep", value: "400日", sentence: "検索の記録は400日で消す", source: "REQ-301" },
];

/// What was typed, as words with their needles.
pub fn asked(typed: &str, synonyms: &[Synonym]) -> Asked {
    let typed = japanese::fold::tidy(typed);
    if terms::is_sentence(&typed)
        && let Some(asked) = asked_in_a_sentence(&typed, synonyms)
    {
        return asked;
    }
    let mut words: Vec<Word> = Vec::new();
    let mut also: Vec<String> = Vec::new();
    for word in typed.split(|c: char| c.is_whitespace() || matches!(c, '、' | '。' | ',' | '，' | '？' | '?')) {
        for part in parts(word, synonyms) {
            if words.len() < WORDS_AT_MOST {
                let (word, further) = expanded(&part, synonyms);
                if !words.contains(&word) {
                    words.push(word);
                    also.extend(further);
                }
            }
        }
    }
    only_new(&mut also, &typed);
    Asked { typed, words, also, ..Asked::default() }
}

/// What else was searched for: not what was typed, and each once.
fn only_new(also: &mut Vec<String>, typed: &str) {
    let typed = fold(typed);
    let mut seen: Vec<String> = Vec::new();
    also.retain(|word| {
        let folded = fold(word);
        let is_new = !typed.contains(&folded) && !seen.contains(&folded);
        seen.push(folded);
        is_new
    });
}

/// A sentence is looked for by the names in it; what is done, and what is told before the question, only ranks. What asks and
/// begs (どうすれば, してもらう, 教えてください) weighs nothing. `None` where nothing is left.
fn asked_in_a_sentence(typed: &str, synonyms: &[Synonym]) -> Option<Asked> {
    let (found, _) = terms::read(typed, synonyms);
    let is_name = |term: &&terms::Term| matches!(term.kind, terms::Kind::Name | terms::Kind::Joined);
    let telling = || found.iter().filter(|term| !term.general && term.kind != terms::Kind::Quoted);
    let mut strong: Vec<&terms::Term> = telling().filter(is_name).filter(|term| !term.before).collect();
    if !strong.iter().any(|term| term.kind == terms::Kind::Name) {
        strong = telling().filter(is_name).collect();
    }
    // One name alone is little to go by: what is done and single letters (島, 船) are looked for, too.
    if strong.len() < 2 {
        strong = telling().collect();
    }
    if strong.is_empty() {
        strong = found.iter().filter(is_name).collect();
    }
    strong.truncate(WORDS_AT_MOST);
    let is_strong = |term: &&terms::Term| strong.iter().any(|known| known.text() == term.text());
    let light = telling().filter(|term| term.kind != terms::Kind::Letter && !is_strong(term));
    let light: Vec<Word> = light.take(WORDS_AT_MOST).map(|term| term.word.clone()).collect();
    let mut also: Vec<String> = strong.iter().flat_map(|term| expanded(term.text(), synonyms).1).collect();
    only_new(&mut also, typed);
    let words: Vec<Word> = strong.iter().map(|term| term.word.clone()).collect();
    (!words.is_empty()).then(|| Asked { typed: typed.to_owned(), words, light, also })
}

/// A word that the table knows, or a short one, stays whole (folded). A longer one may be a sentence:
/// its runs of kanji, katakana and letters count, and known words in it even across hiragana
/// (看取り).
fn parts(typed: &str, synonyms: &[Synonym]) -> Vec<String> {
    let whole = fold(typed);
    if whole.trim().is_empty() {
        return Vec::new();
    }
    if whole.chars().count() <= LONGEST_PLAIN_WORD || is_known(&whole, synonyms) {
        return vec![whole];
    }
    let folded = fold_with_offsets(typed);
    let chars: Vec<(char, bool)> = folded
        .origins()
        .map(|(c, from)| (c, typed.get(from).is_some_and(|original| original.chars().all(is_gap))))
        .collect();
    let mut parts: Vec<String> = Vec::new();
    let mut part = String::new();
    let mut at = 0;
    while let Some((c, is_gap)) = chars.get(at) {
        let rest: String = chars[at..].iter().map(|(c, _)| *c).collect();
        if let Some(known) = longest_known(&rest, synonyms) {
            part.push_str(known);
            at += known.chars().count();
            continue;
        }
        if *is_gap {
            parts.push(std::mem::take(&mut part));
        } else {
            part.push(*c);
        }
        at += 1;
    }
    parts.push(part);
    parts.retain(|part| part.chars().count() >= SHORTEST_NEEDLE);
    parts.dedup();
    if parts.is_empty() { vec![whole] } else { parts }
}

fn is_gap(c: char) -> bool {
    is_hiragana(c) || c.is_ascii_punctuation() || matches!(c, '「' | '」' | '・' | '（' | '）')
}

fn is_known(folded: &str, synonyms: &[Synonym]) -> bool {
    synonyms.iter().any(|s| s.word_folded == folded || s.reading_folded == folded)
}

/// The longest known word (not a mere reading, not too short) at the beginning of a folded text.
fn longest_known<'a>(text: &'a str, synonyms: &[Synonym]) -> Option<&'a str> {
    synonyms
        .iter()
        .map(|s| s.word_folded.as_str())
        .filter(|word| is_long_enough(word) && text.starts_with(word))
        .max_by_key(|word| word.len())
        .map(|word| &text[..word.len()])
}

fn is_long_enough(word: &str) -> bool {
    let length = word.chars().count();
    length >= SHORTEST_NEEDLE && (length >= SHORTEST_KANA_NEEDLE || !word.chars().all(is_hiragana))
}

/// A folded word with the words of its groups, and those words as they are written.
fn expanded(word: &str, synonyms: &[Synonym]) -> (Word, Vec<String>) {
    let groups: Vec<&str> = synonyms
        .iter()
        .filter(|s| s.word_folded == word || s.reading_folded == word)
        .map(|s| s.group_name.as_str())
        .collect();
    let same: Vec<&Synonym> = synonyms.iter().filter(|s| groups.contains(&s.group_name.as_str())).collect();
    let mut needles: Vec<String> = Vec::new();
    let mut also = Vec::new();
    // The typed word itself, unless it is so short that its group says it better.
    if same.is_empty() || is_long_enough(word) {
        needles.push(word.to_owned());
    }
    for synonym in &same {
        if is_long_enough(&synonym.word_folded) && !needles.contains(&synonym.word_folded) {
            needles.push(synonym.word_folded.clone());
            also.push(synonym.word.clone());
        }
    }
    if needles.is_empty() {
        needles.push(word.to_owned());
    }
    needles.truncate(NEEDLES_AT_MOST);
    (Word { needles, written: word.to_owned() }, also)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table() -> Vec<Synonym> {
        let rows = [
            ("看取り", "看取り", "みとり"),
            ("看取り", "終末期", "しゅうまつき"),
            ("離島", "離島", "りとう"),
            ("離島", "島", "しま"),
            ("リハ", "リハビリ", "りはびり"),
            ("リハ", "リハ", "りは"),
            ("訪看", "訪問看護", "ほうもんかんご"),
            ("訪看", "訪看", "ほうかん"),
            ("訪看S", "訪問看護ステーション", "ほうもんかんごすてーしょん"),
            ("医師会", "医師会", "いしかい"),
        ];
        rows.iter()
            .map(|(group, word, reading)| Synonym {
                group_name: (*group).to_owned(),
                word: (*word).to_owned(),
                word_folded: fold(word),
                reading_folded: fold(reading),
            })
            .collect()
    }

    fn first_needles(typed: &str) -> Vec<String> {
        asked(typed, &table()).words.into_iter().map(|w| w.needles[0].clone()).collect()
    }

    #[test]
    fn a_reading_finds_the_word_and_its_group() {
        let asked = asked("みとり", &table());
        assert_eq!(asked.words.len(), 1);
        for needle in ["みとり", "看取り", "終末期"] {
            assert!(asked.words[0].needles.contains(&fold(needle)), "{needle}");
        }
        assert_eq!(asked.also, ["看取り", "終末期"]);
    }

    #[test]
    fn a_word_is_not_looked_for_by_its_reading() {
        // こうしゅう would find 甲州.
        let needles = asked("訪看", &table()).words[0].needles.clone();
        assert!(needles.contains(&fold("訪問看護")) && !needles.contains(&"ほうもんかんご".to_owned()), "{needles:?}");
    }

    #[test]
    fn what_is_too_short_does_not_widen() {
        let island = asked("離島", &table()).words[0].needles.clone();
        assert!(!island.contains(&fold("島")) && !island.contains(&"しま".to_owned()), "{island:?}");
        // Typed as it is, one letter is taken at its word.
        assert_eq!(asked("島", &table()).words[0].needles[0], fold("離島"));
        assert_eq!(asked("駅", &table()).words[0].needles, [fold("駅")]);
        assert!(!asked("リハ", &table()).words[0].needles.contains(&"りは".to_owned()));
    }

    #[test]
    fn a_sentence_is_read_for_its_words() {
        assert_eq!(first_needles("離島での看取り"), [fold("離島"), fold("看取り")]);
        assert_eq!(first_needles("訪問看護ステーションがない町"), [fold("訪問看護ステーション")]);
        assert_eq!(first_needles("医師会との話し合いが情報共有で終わる"), [fold("医師会"), fold("情報共有")]);
        // Glued to more kanji it is another word.
        assert_eq!(first_needles("訪問看護師の不足"), [fold("訪問看護師"), fold("不足")]);
        assert_eq!(first_needles("ありがとうございます"), [fold("ありがとうございます")]);
        // What asks weighs nothing; what is done ranks.
        let asked = asked("医師会に協力してもらうにはどうすればよいか教えてください", &table());
        let needles: Vec<&str> = asked.words.iter().map(|w| w.needles[0].as_str()).collect();
        assert_eq!(needles, [fold("医師会"), fold("協力")]);
        assert!(asked.light.is_empty(), "{:?}", asked.light);
    }

    #[test]
    fn odd_input_is_harmless() {
        assert!(asked(" 　、", &table()).is_empty());
        assert_eq!(first_needles("%"), ["%"]);
        assert_eq!(first_needles("_"), ["_"]);
        assert_eq!(asked(&"看取り ".repeat(50), &table()).words.len(), 1);
        assert_eq!(asked("a b c d e f g h i j", &table()).words.len(), WORDS_AT_MOST);
    }
}
