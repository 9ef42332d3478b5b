//! The words a sentence tells something with, and whether they stand in the material.

use super::figures::{Figure, is_kanji};
use japanese::fold::fold;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    /// Folded.
    pub text: String,
    /// A word of its own; otherwise the one kanji a verb begins with.
    pub is_word: bool,
    /// Letters before it.
    pub at: usize,
    /// Latin: found as a whole only.
    pub whole: bool,
}

/// Words that tell nothing by themselves.
const EMPTY: &[&str] = &[
    "場合",
    "以下",
    "次",
    "例",
    "一方",
    "内容",
    "質問",
    "回答",
    "主",
    "際",
    "点",
    "中",
    "上記",
    "記載",
    "次の通",
    "方法",
    "具体的",
];
/// Kanji of verbs that say no more than that something is done.
const LIGHT: &str = "行見使取受持作決進用得続話聞次例方点中際等的他主含示述挙及通応";
/// What may stand before or behind a word without changing it.
const AFFIXES: &str = "等的側間内";

/// The terms of a text, without its figures and their counters.
pub fn terms(letters: &[char], figures: &[Figure]) -> Vec<Term> {
    let kind = |at: usize| -> u8 {
        if figures.iter().any(|figure| (figure.start..figure.end).contains(&at)) {
            return 0;
        }
        match letters[at] {
            c if is_kanji(c) => 1,
            '\u{30a1}'..='\u{30fa}' => 2,
            'ー' if at > 0 && matches!(letters[at - 1], '\u{30a1}'..='\u{30fc}') => 2,
            c if c.is_ascii_alphabetic() => 3,
            _ => 0,
        }
    };
    let mut found = Vec::new();
    let mut at = 0;
    while at < letters.len() {
        let of = kind(at);
        let to = (at + 1..letters.len()).find(|n| kind(*n) != of).unwrap_or(letters.len());
        let length = to - at;
        if of != 0 && (of == 1 || length > 1) {
            let written: String = letters[at..to].iter().collect();
            if !EMPTY.contains(&written.as_str()) {
                found.push(Term { text: fold(&written), is_word: length > 1, at, whole: of == 3 });
            }
        }
        at = to;
    }
    found
}

/// Does the material (folded) hold the term, as it is or put together from words of its own?
pub fn holds(material: &str, term: &Term) -> bool {
    if material.contains(&term.text) {
        return true;
    }
    if !term.is_word {
        return LIGHT.contains(&term.text);
    }
    if term.whole {
        return false;
    }
    let letters: Vec<char> = term.text.chars().collect();
    parts_hold(material, &letters)
}

/// 訪問看護事業所: 訪問看護 and 事業所, each of two letters at least.
fn parts_hold(material: &str, letters: &[char]) -> bool {
    if letters.is_empty() {
        return true;
    }
    (1..=letters.len()).rev().any(|length| {
        let part: String = letters[..length].iter().collect();
        let known = if length == 1 { AFFIXES.contains(&part) && letters.len() == 1 } else { material.contains(&part) };
        known && parts_hold(material, &letters[length..])
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::holding::{figures::figures, plain};

    fn of(text: &str) -> Vec<String> {
        let letters = plain(text);
        terms(&letters, &figures(&letters)).into_iter().map(|term| term.text).collect()
    }

    fn held(material: &str, text: &str) -> bool {
        let letters = plain(text);
        let material = fold(material);
        terms(&letters, &figures(&letters)).iter().all(|term| holds(&material, term))
    }

    #[test]
    fn terms_are_what_tells() {
        assert_eq!(of("訪問看護の事業所は、年に4か所、開きます。"), ["訪問看護", "事業所", "開"]);
        assert_eq!(of("ICTとケアマネジャー"), ["ict", "けあまねじゃー"]);
        assert_eq!(of("次の場合は、このとおりです。"), Vec::<String>::new());
        assert_eq!(of("二十人の町"), ["町"]);
    }

    #[test]
    fn a_compound_may_be_put_together_and_nothing_may_be_invented() {
        let material = "訪問看護ステーションの事業所と医師が、ＩＣＴで連絡し、見守ります。看護師会は開きません。";
        for text in ["訪問看護事業所", "医師等の連絡", "ICTを使う", "ステーションで見守る"] {
            assert!(held(material, text), "{text}");
        }
        for text in ["医師会", "県の事業所", "ICTA", "訪問介護", "ヘルパー", "歯科医師", "増える"]
        {
            assert!(!held(material, text), "{text}");
        }
    }
}
