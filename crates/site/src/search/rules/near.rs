//! 「もしかして」: which known word somebody may have meant, and what still answers where nothing does.

use super::super::model::{Synonym, Word};

/// 「3文字から6文字のことばは1文字、7文字からは2文字の違いまで」: shorter words are too much alike.
const SHORTEST: usize = 3;
const LONG: usize = 7;
/// A word without any hit is cut into pieces of so many letters at least.
const SHORTEST_PIECE: usize = 2;
/// Of kana alone, shorter pieces stand everywhere.
const SHORTEST_KANA_PIECE: usize = 4;

/// A word of the index (or of the synonyms): as written, folded, its reading, how many things hold it.
pub type Known = (String, String, String, i64);

/// The word most probably meant by `typed` (folded), unless it is known as it is.
pub fn meant<'a>(typed: &str, known: &'a [Known]) -> Option<&'a str> {
    let length = typed.chars().count();
    if length < SHORTEST {
        return None;
    }
    let most = if length < LONG { 1 } else { 2 };
    let mut best: Option<(usize, i64, &str)> = None;
    for (word, folded, reading, things) in known {
        let distance = [folded, reading]
            .into_iter()
            .filter(|text| !text.is_empty())
            .map(|text| distance(typed, text, most))
            .min()
            .unwrap_or(usize::MAX);
        let is_better = best.is_none_or(|(d, t, _)| (distance, -things) < (d, -t));
        if distance <= most && is_better {
            best = Some((distance, *things, word));
        }
    }
    best.filter(|(distance, _, word)| *distance > 0 || japanese::fold::fold(word) != typed).map(|(_, _, word)| word)
}

/// Words of the table to go on with: of each group the word it is shown by, where that or its reading begins so; another one
/// only where it is what is being typed, and a word somebody would type (no 「費用を分け」).
pub fn offered(typed: &str, synonyms: &[Synonym]) -> Vec<String> {
    let begins = |s: &Synonym| s.word_folded.starts_with(typed) || s.reading_folded.starts_with(typed);
    let mut groups: Vec<&str> = Vec::new();
    let mut words: Vec<String> = Vec::new();
    for synonym in synonyms.iter().filter(|s| begins(s) && is_whole(&s.word)) {
        if groups.contains(&synonym.group_name.as_str()) {
            continue;
        }
        groups.push(&synonym.group_name);
        let of_group = |s: &&Synonym| s.group_name == synonym.group_name && begins(s) && is_whole(&s.word);
        // The first of a group is the one it is shown by; kana are how a word is read, not how it is written.
        let written =
            |s: &&Synonym| s.word_folded != s.reading_folded || !s.word.chars().all(japanese::kana::is_hiragana);
        let shown = synonyms.iter().filter(of_group).find(written).unwrap_or(synonym);
        words.push(shown.word.clone());
    }
    words
}

/// Whether a word stands for itself: no piece of a sentence.
fn is_whole(word: &str) -> bool {
    let inner: Vec<char> = word.chars().collect();
    let joins = |c: char| matches!(c, 'を' | 'が' | 'で' | 'に');
    let kanji = |c: Option<&char>| c.is_some_and(|c| !japanese::kana::is_hiragana(*c));
    !(1..inner.len()).any(|at| joins(inner[at]) && kanji(inner.get(at - 1)) && at + 1 < inner.len())
}

/// Letters to change, add, leave out or swap with their neighbour; anything above `most` is told as `most + 1`.
fn distance(a: &str, b: &str, most: usize) -> usize {
    let a: Vec<char> = a.chars().collect();
    let b: Vec<char> = b.chars().collect();
    if a.len().abs_diff(b.len()) > most {
        return most + 1;
    }
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for i in 1..=a.len() {
        let mut row = vec![i; b.len() + 1];
        for j in 1..=b.len() {
            let change = last[j - 1] + usize::from(a[i - 1] != b[j - 1]);
            row[j] = change.min(last[j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                row[j] = row[j].min(before[j - 2] + 1);
            }
        }
        before = std::mem::replace(&mut last, row);
    }
    last[b.len()].min(most + 1)
}

/// Pieces of a long word that nothing answers as a whole: texts that hold one of them may help all the same.
pub fn pieces(word: &Word) -> Option<Word> {
    let first = word.needles.first()?;
    let chars: Vec<char> = first.chars().collect();
    let is_kana = chars.iter().all(|c| japanese::kana::is_hiragana(*c) || *c == 'ー');
    let shortest = if is_kana { SHORTEST_KANA_PIECE } else { SHORTEST_PIECE };
    let length = if chars.len() <= 4 { shortest } else { (chars.len() * 2).div_ceil(3).max(shortest) };
    if chars.len() < shortest + 2 || chars.len() > 40 {
        return None;
    }
    // 24時間 is no 時間 of other numbers, and no 24 of other things.
    if chars.iter().any(char::is_ascii_digit) {
        return None;
    }
    let mut needles: Vec<String> = chars.windows(length).map(|piece| piece.iter().collect()).collect();
    needles.dedup();
    needles.truncate(super::NEEDLES_AT_MOST);
    Some(Word { needles, written: word.written.clone() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use japanese::fold::fold;

    fn known() -> Vec<Known> {
        [
            ("訪問看護", "ほうもんかんご", 9),
            ("看取り", "みとり", 7),
            ("入退院支援", "にゅうたいいんしえん", 5),
            ("訪問介護", "ほうもんかいご", 2),
        ]
        .into_iter()
        .map(|(word, reading, things)| (word.to_owned(), fold(word), reading.to_owned(), things))
        .collect()
    }

    #[test]
    fn one_wrong_letter_is_forgiven() {
        let known = known();
        for (typed, word) in [
            ("訪問看譲", Some("訪問看護")),
            ("入退支援", Some("入退院支援")),
            ("入院退支援", Some("入退院支援")),
            ("ほうもんかんこ", Some("訪問看護")),
            ("看取る", Some("看取り")),
            ("宇宙旅行", None),
            ("看護", None),
            ("看取り", None),
        ] {
            assert_eq!(meant(&fold(typed), &known), word, "{typed}");
        }
        // Two are as near: the one more often found.
        assert_eq!(meant("訪問●護", &known), Some("訪問看護"));
    }

    #[test]
    fn whole_words_are_offered_once_of_each_group() {
        let table: Vec<Synonym> = [
            ("看取り", "看取り", "みとり"),
            ("看取り", "看取", "みとり"),
            ("看取り", "みとり", "みとり"),
            ("費用負担", "費用負担", "ひようふたん"),
            ("費用負担", "費用の分け方", "ひようのわけかた"),
            ("費用負担", "費用を分け", "ひようをわけ"),
            ("人材不足", "人材が足りない", "じんざいがたりない"),
            ("人材不足", "人材不足", "じんざいぶそく"),
        ]
        .map(|(group, word, reading)| Synonym::new(group, word, reading))
        .to_vec();
        let offered = |typed: &str| offered(&fold(typed), &table);
        assert_eq!(offered("みと"), ["看取り"]);
        assert_eq!(offered("費用"), ["費用負担"]);
        assert_eq!(offered("費用の"), ["費用の分け方"]);
        assert!(offered("費用を").is_empty());
        assert_eq!(offered("じんざい"), ["人材不足"]);
    }

    #[test]
    fn a_long_word_is_cut_into_pieces_a_short_one_is_not() {
        let word = |text: &str| Word { needles: vec![text.to_owned()], ..Word::default() };
        assert_eq!(
            pieces(&word("退院支援計画")).map(|w| w.needles),
            Some(["退院支援", "院支援計", "支援計画"].map(str::to_owned).to_vec())
        );
        assert_eq!(
            pieces(&word("人手不足")).map(|w| w.needles),
            Some(["人手", "手不", "不足"].map(str::to_owned).to_vec())
        );
        assert_eq!(pieces(&word("看取り")), None);
        assert_eq!(pieces(&word("ほしのや")), None);
        assert_eq!(pieces(&word(&"あ".repeat(200))), None);
    }
}
