//! Whether an effect is told in empty words: that something got better, with no figure and nothing that can be seen.

use std::ops::Range;

use crate::sentences::sentences;
use crate::{Words, list};

/// Words that judge without telling.
static VAGUE: Words = list!("vague");
/// What makes a figure in words; 一層 and 一体 are none.
const COUNTERS: &str = "割分倍人件回日月年か箇つ町村市名者施所";

/// The first sentence that judges, of a text without any figure; `None` where there is a figure, or where what
/// happened is told.
#[must_use]
pub fn empty_talk(text: &str) -> Option<Range<usize>> {
    if has_figure(text) {
        return None;
    }
    let parts = sentences(text);
    let judges = |range: &Range<usize>| VAGUE.iter().any(|word| text[range.clone()].contains(word));
    let told = parts.iter().filter(|range| !judges(range)).any(|range| tells(&text[range.clone()]));
    if told { None } else { parts.into_iter().find(judges) }
}

/// A sentence in which somebody does something to be seen.
fn tells(sentence: &str) -> bool {
    const SEEN: &[&str] = &[
        "戻っ",
        "知らせ",
        "届け",
        "電話",
        "記録",
        "訪問",
        "開き",
        "開い",
        "話し",
        "書い",
        "決め",
        "呼ばれ",
        "引き受け",
    ];
    SEEN.iter().any(|word| sentence.contains(word))
}

fn has_figure(text: &str) -> bool {
    if text.chars().any(|c| c.is_numeric() && !"一二三四五六七八九十百千".contains(c)) {
        return true;
    }
    let chars: Vec<char> = text.chars().collect();
    let numeral = |c: char| "一二三四五六七八九十百千数".contains(c);
    let counted = |w: &[char]| numeral(w[0]) && COUNTERS.contains(w[1]) && !(w[0] == '十' && w[1] == '分');
    chars.windows(2).any(counted) || ["半分", "半数", "半減", "倍増", "全員"].iter().any(|word| text.contains(word))
}
