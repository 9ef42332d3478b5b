//! Words of a question: which of them ask rather than tell, and how one is read that stands nowhere as it is.

use japanese::fold::fold;
use japanese::kana::is_kana;

/// Words that ask, and tell next to nothing of what about (folded when compared).
#[rustfmt::skip]
const ASKING: &[&str] = &[
    "教", "知", "何", "誰", "例", "方法", "事例", "場合", "必要", "注意点", "内容", "具体的", "理由", "工夫", "取組", "取り組み",
    "自治体", "市町村", "市区町村", "地域", "全国", "対応", "対策", "進め方", "仕方", "やり方", "こと", "とき", "ところ", "もの", "どう",
    "どんな", "どこ", "いつ", "だれ", "いくら", "なぜ", "意味", "概要", "紹介", "参考", "質問", "相談したい", "実際", "結果", "順番",
    "頻度", "どれ", "現在", "最近", "今年", "利用", "活用", "実施", "関係", "設定", "状況", "効果", "課題", "ポイント", "メリット",
    "役割", "種類", "人", "時", "方", "所", "事", "物", "今", "他", "次", "後", "前", "間", "中", "側", "別", "私", "母",
    "父", "手", "話", "役", "町", "市", "県", "村", "国", "年", "日", "考え", "苦労", "名前", "中身", "仕事", "場面", "時間",
    "毎回", "職員", "道具", "様子", "病気", "話題", "都合", "気持ち",
];

/// Letters that only say when, where or how a word is meant: 退院後 is about 退院.
const TAILS: &[char] = &[
    '後', '前', '時', '中', '者', '化', '的', '等', '内', '外', '用', '先', '間', '側', '別', '率', '数', '法', '名',
    '員',
];

/// The same before a word: 全市町村.
const HEADS: &[char] = &['全', '各', '約', '他', '当', '同', '新', '元', '旧', '毎'];

const SHORTEST_PIECE: usize = 2;
const LONGEST_SPLIT: usize = 24;

/// Whether a word asks rather than tells.
pub fn is_asking(word: &str) -> bool {
    // 何回, 約何割, 何年目
    word.contains('何') || ASKING.iter().any(|known| fold(known) == word)
}

#[derive(PartialEq, Clone, Copy)]
enum Script {
    Kanji,
    /// Folding makes one of both kana.
    Kana,
    Other,
}

fn script(c: char) -> Script {
    if is_kana(c) || c == 'ー' {
        Script::Kana
    } else if c.is_alphabetic() && !c.is_ascii() {
        Script::Kanji
    } else {
        Script::Other
    }
}

/// Ways to read a word that nothing holds as it is, the likeliest first: in parts (安否確認ルール → 安否確認, ルール), or without its
/// tail (退院後 → 退院). Folded, like `word`.
pub fn readings(word: &str) -> Vec<Vec<String>> {
    let chars: Vec<char> = word.chars().collect();
    if chars.len() > LONGEST_SPLIT {
        return Vec::new();
    }
    let text = |part: &[char]| part.iter().collect::<String>();
    let mut ways: Vec<Vec<String>> = Vec::new();
    // Where kanji meet kana or letters.
    let mut parts: Vec<String> = Vec::new();
    let mut from = 0;
    for at in 1..chars.len() {
        if script(chars[at]) != script(chars[at - 1]) {
            parts.push(text(&chars[from..at]));
            from = at;
        }
    }
    parts.push(text(&chars[from..]));
    parts.retain(|part| part.chars().count() >= SHORTEST_PIECE);
    if parts.len() > 1 {
        ways.push(parts);
    }
    if let [start @ .., last] = chars.as_slice()
        && TAILS.contains(last)
        && start.len() >= SHORTEST_PIECE
    {
        ways.push(vec![text(start)]);
    }
    if let [first, rest @ ..] = chars.as_slice()
        && HEADS.contains(first)
        && rest.len() >= SHORTEST_PIECE
    {
        ways.push(vec![text(rest)]);
    }
    // In two, the longer first part first.
    for at in (SHORTEST_PIECE..=chars.len().saturating_sub(SHORTEST_PIECE)).rev() {
        ways.push(vec![text(&chars[..at]), text(&chars[at..])]);
    }
    ways
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_word_is_read_in_parts() {
        let ways = readings(&fold("安否確認ルール"));
        assert_eq!(ways.first(), Some(&vec![fold("安否確認"), fold("ルール")]));
        assert_eq!(readings(&fold("退院後")).first(), Some(&vec![fold("退院")]));
        assert!(readings(&fold("費用負担割合")).contains(&vec![fold("費用負担"), fold("割合")]));
        assert!(readings("島").is_empty() && readings(&"長".repeat(40)).is_empty());
    }

    #[test]
    fn what_everybody_asks_with_is_known() {
        assert!(is_asking(&fold("約何割")) && is_asking(&fold("方法")) && !is_asking(&fold("割合")));
        assert!(!is_asking(&fold("看取り")));
    }
}
