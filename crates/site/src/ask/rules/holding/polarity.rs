//! Said or denied; done or planned: where a sentence's sense turns though its words stay.

use super::terms::Term;

/// Letters that look like a denial and are none, or deny twice. Longest first where one holds another.
const NO_DENIAL: &[&str] = &[
    "なければならない",
    "なければなりません",
    "なければならず",
    "なければいけない",
    "なければいけません",
    "なくてはならない",
    "なくてはなりません",
    "なくてはいけない",
    "なくてはいけません",
    "ねばならない",
    "ねばなりません",
    "かもしれない",
    "かもしれません",
    "だけでなく",
    "だけではなく",
    "ばかりでなく",
    "のみならず",
    "ざるを得ない",
    "ざるを得ません",
    "ざるをえない",
    "やむを得ない",
    "やむをえない",
    "にほかならない",
    "まもなく",
    "間もなく",
    "少ない",
    "少なく",
    "少なか",
    "すくない",
    "すくなく",
    "危ない",
    "あぶない",
    "行ない",
    "行なか",
    "おこない",
    "ともない",
    "おぎない",
    "うしない",
    "まかない",
    "にない手",
    "見なし",
    "みなし",
    "はなし合",
    "必ず",
    "まず",
    "とりあえず",
    "ひとまず",
    "はず",
    "わずか",
    "いずれ",
    "ずつ",
    "ずれ",
    "ずっと",
    "かならず",
    "おのずから",
    "少しずつ",
    "きず",
    "みず",
    "うず",
    "えず、つ",
];
const DENIALS: &[&str] = &["ない", "ません", "なか", "なく", "なし", "ずに", "ず、", "ぬよう", "ざる"];
/// Words that say that something is no more, or not to be.
const ENDS: &[&str] = &[
    "廃止",
    "中止",
    "休止",
    "停止",
    "終了",
    "撤退",
    "辞退",
    "断念",
    "見送",
    "解散",
    "禁止",
    "拒",
    "不在",
    "欠如",
    "やめ",
    "とりや",
];
/// Before a word: 未実施, 不必要, 非公開.
const PREFIXES: &str = "未不無非反脱";
/// What is not there yet, or not sure.
const PLANS: &[&str] = &[
    "検討",
    "予定",
    "見込",
    "目指",
    "可能性",
    "想定",
    "案",
    "かもしれ",
    "だろう",
    "でしょう",
    "期待",
    "望まし",
    "望ま",
    "たい。",
    "たいと",
    "計画",
    "未定",
    "構想",
    "模索",
    "課題",
];
/// What must be, and what is so without exception: said only where the material says it.
const STRICT: &[&str] = &[
    "なければな",
    "なければい",
    "なくてはな",
    "なくてはい",
    "ねばな",
    "べき",
    "必ず",
    "かならず",
    "常に",
    "いつも",
    "すべて",
    "全て",
    "だけ",
    "のみ",
    "しか",
    "もっとも",
    "最も",
    "やめ",
    "ふえ",
    "へら",
    "へっ",
    "できな",
    "できま",
    "できる",
    "はじめて",
    "初めて",
    "ください",
];

/// Which of the terms of a clause are denied: per term, in their order.
pub fn denied(clause: &[char], terms: &[Term]) -> Vec<bool> {
    let mut denied = vec![false; terms.len()];
    let mut turn = |at: usize| {
        if let Some(nearest) = terms.iter().rposition(|term| term.at < at) {
            denied[nearest] ^= true;
        }
    };
    let mut at = 0;
    while at < clause.len() {
        if let Some(length) = longest(clause, at, NO_DENIAL) {
            at += length;
        } else if let Some(length) = longest(clause, at, DENIALS) {
            turn(at);
            at += length;
        } else if let Some(length) = longest(clause, at, ENDS) {
            // What is ended is the word before it: 会議を廃止.
            turn(at);
            at += length;
        } else {
            at += 1;
        }
    }
    denied
}

fn longest(letters: &[char], at: usize, words: &[&str]) -> Option<usize> {
    let stands = |word: &&&str| word.chars().enumerate().all(|(n, c)| letters.get(at + n) == Some(&c));
    words.iter().filter(stands).map(|word| word.chars().count()).max()
}

/// How a term stands in a clause: `None` where it does not; otherwise whether it is denied there.
pub fn stands(clause: &str, term: &Term, denied_terms: &[(Term, bool)]) -> Option<bool> {
    let at = clause.find(term.text.as_str())?;
    // 実施 in 未実施 is denied by the word itself.
    let prefixed = term.is_word && clause[..at].chars().next_back().is_some_and(|c| PREFIXES.contains(c));
    let own =
        denied_terms.iter().filter(|(there, _)| there.text.contains(&term.text) || term.text.contains(&there.text));
    let denied = own.map(|(_, denied)| *denied).fold(None, |all: Option<bool>, one| Some(all.unwrap_or(false) | one));
    Some(denied.unwrap_or(false) ^ prefixed)
}

pub fn is_planned(text: &str) -> bool {
    PLANS.iter().any(|word| text.contains(word))
}

/// A word of [`STRICT`] that the claim says and the material does not.
pub fn overstated(claim: &str, material: &str) -> Option<&'static str> {
    STRICT.iter().find(|word| claim.contains(**word) && !material.contains(**word)).copied()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::holding::{figures::figures, plain, terms::terms};

    fn of(text: &str) -> Vec<String> {
        let letters = plain(text);
        let terms = terms(&letters, &figures(&letters));
        let denied = denied(&letters, &terms);
        terms.into_iter().zip(denied).filter(|(_, denied)| *denied).map(|(term, _)| term.text).collect()
    }

    #[test]
    fn what_is_denied_is_the_word_before() {
        for (text, words) in [
            ("常勤の医師がいない町", &["医師"][..]),
            ("予約は必要ありません", &["必要"]),
            ("記録を残さずに終わる", &["残"]),
            ("会議を廃止しました", &["会議"]),
            ("会議を廃止していません", &["会議", "廃止"]),
            ("話し合わなければならない", &[]),
            ("医師だけでなく看護師も", &[]),
            ("人手が少ない島", &[]),
            ("まず、必ず連絡する", &[]),
            ("そうかもしれません", &[]),
            ("取り組んでいます", &[]),
        ] {
            assert_eq!(of(text), words, "{text}");
        }
    }
}
